/** What an agent that was killed left: for `multihome restore`, which a unit calls at its stop. */
import { isOurs } from './conf.ts';
import { giveBack } from './file.ts';
import { linksFile, takeBackLinks } from './links.ts';
import { RESOLV_CONF } from './publisher.ts';

/** Whether resolv.conf was ours, and is what it was before. Throws where it may not be written. */
export const giveBackResolvConf = (backup: string, file: string = RESOLV_CONF): boolean => giveBack({ file, backup, isOurs });

/** Of how many links systemd-resolved has forgotten what it was told. `backup` as above: it is kept beside that. */
export const giveBackLinks = (backup: string): Promise<number> => takeBackLinks(linksFile(backup));
