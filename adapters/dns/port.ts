/** What a resolver looks like to the agent: it is shown the names of each decision, and answers by them alone. */
import type { Message } from '../../machines/model/dns/index.ts';
import type { NamesView } from '../../machines/model/names.ts';
import type { Millis, Seq } from '../../machines/model/units.ts';
import type { Counts } from './counters.ts';
import type { Sample } from './sample.ts';

/** `pvd`: asked of that PvD alone, open or not; null: as for any program of the node, with its pins. */
export type Ask = { readonly name: string; readonly type: number; readonly pvd: string | null };
/** `pvd`: whose answer it is; null: it was answered here (a special name). A name that does not exist is an answer. */
export type Told =
  | {
      readonly ok: true;
      readonly pvd: string | null;
      readonly generation: number | null;
      readonly isSynthesised: boolean;
      readonly message: Message;
    }
  | { readonly ok: false; readonly problem: Problem };
/** `nobody`: no PvD that may be asked; `silent`: none of its servers answered; `failed`: they refused or failed; `unpinned`: no route in time. */
export type Problem = 'badName' | 'noSuchPvd' | 'nobody' | 'silent' | 'failed' | 'unpinned' | 'overloaded' | 'closed';

/** Host routes that must stand before these addresses are handed out (law 8). */
export type PinRequest = {
  readonly pvd: string;
  readonly generation: number;
  readonly addresses: readonly string[];
  readonly ttl: Millis;
};
/** Prefixes of a NAT64 that nobody announced, found in what `ipv4only.arpa` has there. RFC 7050 §3. */
export type Discovered = {
  readonly pvd: string;
  readonly generation: number;
  readonly prefixes: readonly string[];
  readonly ttl: Millis;
};
export type Endpoint = { readonly address: string; readonly port: number };

export type CachedEntry = {
  readonly name: string;
  readonly type: number;
  readonly rcode: number;
  readonly addresses: readonly string[];
  /** What is left. */
  readonly ttl: Millis;
  readonly isSynthesised: boolean;
  readonly bytes: number;
};
export type CachedDomain = { readonly pvd: string; readonly generation: number; readonly entries: readonly CachedEntry[] };
/** `penalty`: for so long others are asked first. */
export type ServerState = {
  readonly pvd: string;
  readonly address: string;
  readonly rtt: Millis | null;
  readonly failures: number;
  readonly penalty: Millis;
};
export type PvdSample = Sample & { readonly pvd: string; readonly generation: number };
/** Where this PvD alone answers. */
export type PvdDoor = Endpoint & { readonly pvd: string };
export type Stats = { readonly counts: Counts; readonly servers: readonly ServerState[]; readonly doors: readonly PvdDoor[] };

export type Resolver = {
  /** Resolves with where it listens; rejects with `DnsUnavailable` when there is no such place. */
  open(): Promise<readonly Endpoint[]>;
  /** Resolves once it answers by this view: from then on no answer of a PvD or generation that is not in it is given. */
  show(view: NamesView): Promise<Seq>;
  /** Never rejects. */
  resolve(ask: Ask): Promise<Told>;
  cache(): Promise<readonly CachedDomain[]>;
  flush(): Promise<void>;
  stats(): Promise<Stats>;
  /** Of each PvD that was asked since the last call. */
  samples(): Promise<readonly PvdSample[]>;
  /** Idempotent. What is under way ends without an answer. */
  close(): Promise<void>;
};

/** What the resolver asks of those who run it. */
export type Asked = {
  /** Resolves with whether the routes stand. Waited for 50 ms; what is false or late is not handed out. */
  pin(request: PinRequest): Promise<boolean>;
  discovered?(found: Discovered): void;
  /** One line each for a person: an address that is in use, a server that cannot be asked. */
  notice?(line: string): void;
};

/** No address to listen on could be had. `problems`: one for each. */
export class DnsUnavailable extends Error {
  readonly code = 'dns.unavailable';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`nowhere to answer DNS questions: ${problems.join('; ')}`);
    this.name = 'DnsUnavailable';
    this.problems = problems;
  }
}
