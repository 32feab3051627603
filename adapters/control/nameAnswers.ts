/** What a running agent answers about names: one name asked, the resolver as it stands, and what it keeps. */
import { z } from 'zod';
import { Flag, Text } from '../../machines/model/plain.ts';
import { Family, Seq } from '../../machines/model/units.ts';
import { HEAD, list, Publishing } from './shapes.ts';

/** `value` as zone files have it (RFC 1035 §5.1, RFC 3597 §5); `ttl` in ms. */
const AnswerRecord = z.object({ name: Text, type: Text, ttl: z.number(), value: Text });
/** `pvd` null: answered here, by no network; `generation`: in which of its attachments. `rcode` null: there was no answer, and `problem` says why. */
const Answer = z.object({
  type: Text,
  pvd: Text.nullable(),
  generation: z.number().nullable(),
  isSynthesised: Flag,
  rcode: Text.nullable(),
  problem: Text.nullable(),
  says: Text,
  records: list(AnswerRecord),
  because: z.object({ rule: Text, by: Text, says: Text }),
});
export const Resolved = z.object({ ...HEAD, name: Text, answers: list(Answer) });
export type Resolved = z.infer<typeof Resolved>;

const Suffix = z.object({ suffix: Text, family: Family, kind: Text, place: z.number(), exclusive: Flag, says: Text });
/** `rtt` and `penalty` in ms: for so long others are asked first. */
const Server = z.object({ address: Text, rtt: z.number().nullable(), failures: z.number(), penalty: z.number() });
export const Resolvers = z.object({
  ...HEAD,
  /** Null: this agent has no resolver, and what follows is what one would go by. */
  resolver: Publishing.nullable(),
  pvds: list(
    z.object({
      pvd: Text,
      generation: z.number(),
      ifname: Text,
      /** Whether it resolves for the node, and why (not). */
      isOpen: Flag,
      says: Text,
      /** Where it alone answers, with the port. */
      at: Text.nullable(),
      servers: list(Server),
      suffixes: list(Suffix),
      pref64: list(Text),
    }),
  ),
  search: list(Text),
  /** What was counted since the resolver started. */
  counts: z.record(Text, z.number()).nullable(),
});
export type Resolvers = z.infer<typeof Resolvers>;

/** `ttl`: what is left, in ms. */
const Entry = z.object({
  ...{ name: Text, type: Text, rcode: Text, addresses: list(Text) },
  ...{ ttl: z.number(), isSynthesised: Flag, bytes: z.number() },
});
export const Cache = z.object({ ...HEAD, pvds: list(z.object({ pvd: Text, generation: z.number(), entries: list(Entry) })) });
export type Cache = z.infer<typeof Cache>;
export const Flushed = z.object({ v: z.literal(1), seq: Seq });
export type Flushed = z.infer<typeof Flushed>;

export const LIVE_ANSWERS = {
  'resolve-output': Resolved,
  'resolvers-output': Resolvers,
  'cache-output': Cache,
  'flush-output': Flushed,
} as const;
