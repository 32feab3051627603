/** What may be asked, by path: one table for the sockets and for the command line on a stored log. */
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { canonicalAddress, familyOf, reachOf } from '../../machines/model/address.ts';
import type { Family } from '../../machines/model/units.ts';
import { whyName, whyPvd, whyRoute } from '../../streams/explain.ts';
import { whySession } from '../../streams/explainSession.ts';
import { past } from './moment.ts';
import { logRefused, type Refused, type Reply, refused } from './reply.ts';
import { isKnownPvd, sessionIds, sessions } from './sessions.ts';
import type { Subject } from './subject.ts';
import { interfaces, onePvd, pvds } from './things.ts';
import { decisionAnswer, head, routes, status } from './views.ts';
import { explained } from './why.ts';

type Query = Readonly<Record<string, string>>;
type Handler = {
  readonly takes: readonly string[];
  readonly needs?: readonly string[];
  answer(subject: Subject, query: Query, rest: string): Reply;
};
const ok = (body: unknown): Reply => ({ status: 200, body });

const HANDLERS: Readonly<Record<string, Handler>> = {
  status: { takes: [], answer: (s) => ok(status(s)) },
  interfaces: { takes: [], answer: (s) => ok(interfaces(s)) },
  pvds: { takes: [], answer: (s) => ok(pvds(s)) },
  'pvds/': {
    takes: [],
    answer: (s, _query, id) => {
      const pvd = onePvd(s, id);
      return pvd ? ok({ ...head(s.fold), pvd }) : noPvd(s, id);
    },
  },
  sessions: { takes: ['pvd'], answer: (s, { pvd }) => onPvd(s, pvd ?? null) },
  routes: { takes: [], answer: (s) => ok(routes(s)) },
  decision: { takes: [], answer: (s) => ok(decisionAnswer(s.fold)) },
  'why/route': { takes: ['to', 'from'], needs: ['to'], answer: (s, { to = '', from }) => route(s, to, from ?? null) },
  'why/name': { takes: ['name', 'family'], needs: ['name'], answer: (s, { name = '', family = '4' }) => named(s, name, family) },
  'why/session': {
    takes: ['session'],
    needs: ['session'],
    answer: (s, { session = '' }) => {
      const explanation = whySession(s.fold, session);
      return explanation ? ok(explained(s, explanation)) : noSession(s, session);
    },
  },
  'why/pvd': {
    takes: ['pvd'],
    needs: ['pvd'],
    answer: (s, { pvd = '' }) => {
      const explanation = whyPvd(s.fold, pvd);
      return explanation ? ok(explained(s, explanation)) : noPvd(s, pvd);
    },
  },
};

/** `path` is what stands after `/v1/`. Streams (events, decisions, log) are not here. */
export async function answer(subject: Subject, path: string, search: URLSearchParams): Promise<Reply> {
  const [name, rest] = path.startsWith('pvds/') ? ['pvds/', decoded(path.slice(5))] : [path, ''];
  const handler = Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : undefined;
  if (!handler) return noPath(`/v1/${path}`);
  if (rest === null) return refused(400, 'ERR_BAD_REQUEST', 'the path is not percent-encoded UTF-8');
  const query = parameters(search, [...handler.takes, 'at'], handler.needs ?? []);
  if (!query.ok) return query;
  try {
    const asked = query.values.at === undefined ? ({ ok: true, subject } as const) : await past(subject, query.values.at);
    return asked.ok ? handler.answer(asked.subject, query.values, rest) : asked;
  } catch (error) {
    return logRefused(error);
  }
}

export const noPath = (path: string): Refused =>
  refused(
    404,
    'ERR_NO_SUCH_PATH',
    `there is no ${path}`,
    `under /v1/ there are ${Object.keys(HANDLERS).join(', ')}, resolve, resolvers, events, decisions, log, programs; control.sock has cache, and takes POST to epoch, check, ask, flush, reload`,
  );

/** Each parameter once, none that is not known: a misspelt one must not pass for its absence. */
export function parameters(
  search: URLSearchParams,
  takes: readonly string[],
  needs: readonly string[] = [],
): { readonly ok: true; readonly values: Query } | Refused {
  const keys = [...search.keys()];
  const wrong = keys.find((key, i) => !takes.includes(key) || keys.indexOf(key) !== i);
  if (wrong !== undefined)
    return refused(400, 'ERR_BAD_PARAMETER', `unknown or repeated parameter: ${wrong}`, `this path takes ${takes.join(', ') || 'none'}`);
  const lacking = needs.find((key) => !search.get(key));
  if (lacking !== undefined) return refused(400, 'ERR_BAD_PARAMETER', `the parameter ${lacking} is missing`);
  return { ok: true, values: Object.fromEntries(search) };
}

function onPvd(subject: Subject, pvd: string | null): Reply {
  return pvd === null || isKnownPvd(subject.fold, pvd) ? ok(sessions(subject, pvd)) : noPvd(subject, pvd);
}

/** As many as a person reads. */
const NAMED = 8;
export function noSession({ fold }: Pick<Subject, 'fold'>, id: string): Refused {
  const known = sessionIds(fold);
  const some = `${known.slice(0, NAMED).join(', ')}${known.length > NAMED ? ' …' : ''}`;
  return refused(404, 'ERR_NO_SUCH_SESSION', `there is no session ${id}`, known.length > 0 ? `there are ${some}` : 'no program has one');
}

function route(subject: Subject, to: string, from: string | null): Reply {
  const [target, source] = [plainAddress(to), from === null ? null : plainAddress(from)];
  if (target === null) return refused(400, 'ERR_BAD_ADDRESS', `not an IP address: ${to}`, 'names are asked about with why name');
  if (from !== null && source === null) return refused(400, 'ERR_BAD_ADDRESS', `not an IP address: ${from}`);
  if (source !== null && familyOf(source) !== familyOf(target))
    return refused(400, 'ERR_BAD_ADDRESS', `${target} and ${source} are of different families`);
  if (reachOf(target) === 'unspecified') return refused(400, 'ERR_BAD_ADDRESS', `${target} is nobody’s address, so nothing is sent there`);
  return ok(explained(subject, whyRoute(subject.fold, target, source)));
}

/** What a program calls ::ffff:192.0.2.1 leaves as IPv4 (RFC 4291 §2.5.5.2). */
const plainAddress = (text: string): string | null => canonicalAddress(text)?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;

/** A name that is not ASCII as programs ask for it (IDNA); empty where it is none. */
export const asAsked = (name: string): string => (/[^!-~]/.test(name) ? domainToASCII(name) : name);

const Name = z
  .string()
  .min(1)
  .max(254)
  .regex(/^[^\s/\\]+$/);

function named(subject: Subject, text: string, family: string): Reply {
  const name = asAsked(text);
  if (!Name.safeParse(name).success) return refused(400, 'ERR_BAD_NAME', `not a domain name: ${text}`);
  if (family !== '4' && family !== '6') return refused(400, 'ERR_BAD_PARAMETER', `the family is 4 or 6, not ${family}`);
  return ok(explained(subject, whyName(subject.fold, name, Number(family) as Family)));
}

export function noPvd({ fold }: Pick<Subject, 'fold'>, id: string): Refused {
  const known = fold.host.pvds.map((p) => p.id);
  return refused(
    404,
    'ERR_NO_SUCH_PVD',
    `there is no provisioning domain ${id}`,
    known.length > 0 ? `there are ${known.join(', ')}` : 'there is none now',
  );
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
