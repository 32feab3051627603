/**
 * Tells programs whom to ask: by resolv.conf, or by systemd-resolved. What others do to resolv.conf meanwhile is noticed; at the end
 * of this process what was there before is there again.
 */
import { type FSWatcher, rmSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Command } from '../../machines/model/command.ts';
import { world } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { type Publication, publicationId } from '../../machines/model/publication.ts';
import { ifNameToIndex } from '../system/index.ts';
import { confText, isOurs } from './conf.ts';
import { giveBack, type Place, read, take } from './file.ts';
import { keepLinks, linksFile, takeBackLinks } from './links.ts';
import { feed, revert } from './resolved.ts';
import { answerTo, noLink, type Told, toldOf, type Work } from './told.ts';

export type PublisherOptions = {
  /** Default: /etc/resolv.conf. */
  readonly file?: string;
  /** Where what was there before is kept: it outlives a crash and a reboot. */
  readonly backup: string;
};

export const RESOLV_CONF = '/etc/resolv.conf';

export type Publisher = Source &
  Sink & {
    /** Numbers of the links that systemd-resolved was told of: what it says of them since then is no news. */
    fed(): readonly number[];
  };

export function openPublisher({ file = RESOLV_CONF, backup }: PublisherOptions): Publisher {
  const place: Place = { file, backup, isOurs };
  let emit: Emit = () => {};
  let notice: (line: string) => void = () => {};
  let watcher: FSWatcher | null = null;
  /** What resolv.conf says by our will; null: it is not ours. */
  let written: string | null = null;
  const fed = new Map<string, number>();
  const everFed = new Set<number>();
  let turn: Promise<void> = Promise.resolve();

  const look = (): void => {
    if (written === null || read(file) === written) return;
    written = null;
    emit([world('names.withdrawn', { target: 'resolv.conf', problem: `another program has written ${file}` })]);
  };
  const remember = (links: ReadonlySet<number>): void => {
    try {
      keepLinks(linksFile(backup), [...links]);
    } catch (error) {
      notice(`if this process is killed, systemd-resolved goes on with what it was told: ${messageOf(error)}`);
    }
  };
  const publish = async (publication: Publication): Promise<Told> => {
    if (publication.to === 'resolv.conf') {
      const text = confText(publication, backup);
      take(place, text);
      written = text;
      return { ok: true };
    }
    const { ifname } = publication;
    const ifindex = ifname === null ? 0 : ifNameToIndex(ifname);
    if (ifindex === 0) return noLink(ifname);
    fed.set(publicationId(publication), ifindex);
    if (!everFed.has(ifindex)) remember(everFed.add(ifindex));
    return feed(ifindex, publication);
  };
  const withdraw = async (target: string): Promise<Told> => {
    if (target === 'resolv.conf') {
      written = null;
      giveBack(place);
      return { ok: true };
    }
    const ifindex = fed.get(target);
    fed.delete(target);
    if (ifindex !== undefined) await revert(ifindex); // A link that has gone takes it along.
    return { ok: true };
  };
  const carryOut = async (command: Work): Promise<void> => {
    const told = await (command.type === 'names.publish' ? publish(command.publication) : withdraw(command.target)).catch(toldOf);
    emit([answerTo(command, told)]);
  };
  const giveBackAtLast = (): void => {
    try {
      giveBack(place);
    } catch (error) {
      notice(`${file} is still ours: ${messageOf(error)}; what was there before is in ${backup}, multihome restore puts it back`);
    }
  };
  const close = async (): Promise<void> => {
    emit = () => {};
    watcher?.close();
    watcher = null;
    await turn;
    if (written !== null) giveBackAtLast();
    written = null;
    for (const ifindex of fed.values()) await revert(ifindex);
    fed.clear();
    if (everFed.size > 0) rmSync(linksFile(backup), { force: true });
    everFed.clear();
  };

  return {
    name: 'names',
    carries: ['names'],
    fed: () => [...everFed],
    open: async (to, say) => {
      [emit, notice] = [to, say];
      // Of a run that was killed: nobody answers on that address now.
      if (giveBack(place)) notice(`${file} was still that of an earlier run; what was there before it is there again`);
      watcher = watch(dirname(file), (_event, name) => {
        if (name === null || name === basename(file)) look();
      }).on('error', () => watcher?.close());
      const links = await takeBackLinks(linksFile(backup));
      if (links > 0) notice(`systemd-resolved still went by what an earlier run had told it of ${links} links; it has forgotten that`);
    },
    carry: (commands: readonly Command[]) => {
      for (const command of commands) {
        if (command.type === 'names.publish' || command.type === 'names.withdraw') turn = turn.then(() => carryOut(command));
      }
    },
    close,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
