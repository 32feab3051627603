/** The programs that are connected: each has a stream of its own, and sessions that end with it and that nobody else may touch. */
import { randomBytes } from 'node:crypto';
import type { SessionHandle } from '../programs/port.ts';
import type { Credentials } from '../system/index.ts';
import type { Limits } from './gate.ts';
import type { Outbox } from './outbox.ts';
import { type Refused, refused } from './reply.ts';

export type Client = {
  readonly token: string;
  readonly who: Credentials | null;
  readonly outbox: Outbox;
  readonly sessions: Map<string, SessionHandle>;
  /** Sessions that are asked for and not there yet. */
  opening: number;
};
export type Clients = {
  /** Null: there is room for one more. */
  fullness(who: Credentials | null): Refused | null;
  enter(outbox: Outbox, who: Credentials | null): Client;
  /** The one with this token, if it is asked by the same user. */
  find(token: string, who: Credentials | null): { readonly ok: true; readonly client: Client } | Refused;
  has(client: Client): boolean;
  /** Ends its sessions. */
  leave(client: Client): void;
};

/** 128 bits: not to be guessed. */
const TOKEN_BYTES = 16;
const GONE = 'the program that had it has gone';

export function createClients(limits: Pick<Limits, 'programs' | 'programsOfUser'>): Clients {
  const all = new Map<string, Client>();
  return {
    fullness: (who) => fullness([...all.values()], who, limits),
    enter: (outbox, who) => {
      const client: Client = { token: randomBytes(TOKEN_BYTES).toString('hex'), who, outbox, sessions: new Map(), opening: 0 };
      all.set(client.token, client);
      return client;
    },
    find: (token, who) => {
      const client = all.get(token);
      return client && client.who?.uid === who?.uid ? { ok: true, client } : STRANGER;
    },
    has: (client) => all.has(client.token),
    leave: (client) => {
      all.delete(client.token);
      for (const session of client.sessions.values()) session.close(GONE);
      client.sessions.clear();
    },
  };
}

/** A wrong token and a right one of another user are told alike. */
const STRANGER = refused(
  403,
  'ERR_NO_SUCH_CLIENT',
  'no program of yours is connected as this client',
  'open /v1/programs, and say its client',
);

function fullness(all: readonly Client[], who: Credentials | null, limits: Pick<Limits, 'programs' | 'programsOfUser'>): Refused | null {
  const hint = 'try again later, or share one connection';
  if (all.length >= limits.programs) return refused(503, 'ERR_TOO_MANY_PROGRAMS', `there are ${limits.programs} programs already`, hint);
  const isOwner = who !== null && [0, process.getuid?.()].includes(who.uid);
  const own = all.filter((client) => client.who?.uid === who?.uid).length;
  return isOwner || own < limits.programsOfUser
    ? null
    : refused(503, 'ERR_TOO_MANY_PROGRAMS', `there are ${limits.programsOfUser} programs of this user already`, hint);
}
