/** What became of asking for the additional information of an explicit PvD. RFC 8801 §4. */
import { z } from 'zod';
import { Prefix } from '../address.ts';
import { Count, Flag, Integer, Positive, textUpTo } from '../plain.ts';
import { IfName, Millis, Seq } from '../units.ts';
import { DomainName, fact } from './envelope.ts';

/** As many prefixes, zones or unknown keys as one document may bring. A guess: far above any real network. */
export const INFORMATION_LIST_MAX = 64;
const some = <T extends z.ZodType>(schema: T) => z.array(schema).max(INFORMATION_LIST_MAX).readonly();

/** What a document says. RFC 8801 §4.3. */
export const Information = z.strictObject({
  prefixes: some(Prefix),
  dnsZones: some(DomainName),
  noInternet: Flag,
});
export type Information = z.infer<typeof Information>;

const Sequence = z.number().int().min(0).max(65535);
/** For which attachment, and for which sequence number of its advertisements, it was asked. */
const ASKED = {
  pvd: textUpTo(320),
  ifname: IfName,
  generation: Positive,
  identity: DomainName,
  sequence: Sequence,
};

export const informationFacts = [
  /** `expires`: what is left of it by the wall clock of that moment. `ignored`: names of the keys that we do not know. */
  fact('information.received', { ...ASKED, expires: Millis, ...Information.shape, ignored: some(textUpTo(64)) }),
  /** An answer, but none to be believed: a certificate, an HTTP status or a document that is not right. */
  fact('information.refused', { ...ASKED, problem: textUpTo(256) }),
  /** No answer: no address for the name, no connection, no end of it in time. */
  fact('information.unreached', { ...ASKED, problem: textUpTo(256) }),
] as const;

/** One PvD's information as the last epoch left it; ages and remainders only. */
export const InformationMemory = z.strictObject({
  pvd: textUpTo(320),
  /** Of which boot: what is left of a lifetime is not known after another. */
  boot: textUpTo(64),
  generation: Positive,
  sequence: Sequence,
  state: z.enum(['idle', 'waiting', 'fetching', 'refused']),
  /** What is left of the wait for the next question, and how long ago the last one was. */
  left: Millis.nullable(),
  asked: Millis.nullable(),
  failed: Count,
  problem: textUpTo(256).nullable(),
  held: Information.extend({ sequence: Sequence, since: Seq, left: Millis }).nullable(),
});
export type InformationMemory = z.infer<typeof InformationMemory>;

/** How often one network made us ask: ages of the last questions, and answers that were refused. */
export const RestraintMemory = z.strictObject({ ifname: IfName, asked: z.array(Millis).max(16).readonly(), refused: Integer });
export type RestraintMemory = z.infer<typeof RestraintMemory>;
