/** What of ours programs are told about names, and what others do to it. */
import { z } from 'zod';
import { textUpTo } from '../plain.ts';
import { Publication } from '../publication.ts';
import { fact } from './envelope.ts';

export const publicationFacts = [
  /** It stands there now. Told again at the start for what an earlier run left. */
  fact('names.published', { publication: Publication }),
  /** It does not stand there any more: as an answer, because we took it back; in the world, because somebody else wrote there. */
  fact('names.withdrawn', { target: textUpTo(64), problem: textUpTo(256).nullable() }),
  /**
   * Our resolver listens, or not any more (an empty list, with why). Programs are led to it only while it does; an address with a
   * port (`127.0.0.55:5353`) is not one that resolv.conf could name.
   */
  fact('resolver.listening', { addresses: z.array(textUpTo(64)).max(8).readonly(), problem: textUpTo(256).nullable() }),
] as const;
