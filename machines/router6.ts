import { assign, emit, setup } from 'xstate';
import { compile, type SnapshotOf } from './compile.ts';
import type { Deadline } from './model/deadline.ts';
import type { FactOf, FactsOf } from './model/facts/index.ts';
import type { RouterHeader, RouterOptions } from './model/facts/router.ts';
import type { Notice } from './model/notice.ts';
import { drop, find, put, type Row } from './model/rows.ts';
import { settle } from './model/settle.ts';
import { after, type IfName, type Instant, type Millis, type Seq } from './model/units.ts';

/** One object of an advertisement, told apart by kind and value. `detail` is what may change about it. */
export type RouterObject = Row & {
  readonly kind: 'gateway' | 'prefix' | 'route' | 'dns' | 'search' | 'pref64' | 'mtu' | 'portal';
  readonly value: string;
  readonly detail: Readonly<Record<string, string | boolean>>;
};
export type RouterPvd = {
  readonly id: string;
  readonly legacy: boolean;
  readonly http: boolean;
  readonly sequence: number;
  readonly delay: number;
};
export type Router6Context = {
  readonly ifname: IfName;
  readonly router: string;
  readonly mac: string | null;
  readonly pvd: RouterPvd | null;
  readonly managed: boolean;
  readonly other: boolean;
  readonly hopLimit: number | null;
  readonly objects: readonly RouterObject[];
  /** The advertisement that last changed any of the above. */
  readonly since: Seq;
  /** When the first advertisement of this attachment was heard: the tie-break among equal routers. An epoch restates them in this order. */
  readonly heard: Seq;
  readonly expires: readonly (Row & { readonly at: Instant })[];
};
export type Router6Event = FactsOf<'router' | 'deadline'> | Extract<Notice, { type: 'link.lost' | 'router.tookOver' }>;

/** Objects kept of one router over all its advertisements: it can only fill its own share (sec-2). A guess. */
const OBJECTS_MAX = 128;
/** Options that have no lifetime of their own end with the router's objects. */
const MTU_MIN = 1280; // RFC 8200 §5

/** One router's advertisements on one interface (and of one PvD option, RFC 8801): what it gave and when that ends. RFC 4861 §6.3.4. */
export const router6Machine = setup({
  types: {
    context: {} as Router6Context,
    events: {} as Router6Event,
    input: {} as { ifname: IfName; router: string },
    emitted: {} as Notice,
  },
  guards: {
    isOurExpiry: ({ context, event }) =>
      event.type === 'deadline.passed' && event.id === `${routerId(context)}:expiry` && event.due === firstEnd(context),
    isLastExpiry: ({ context, event }) =>
      event.type === 'deadline.passed' &&
      event.id === `${routerId(context)}:expiry` &&
      event.due === firstEnd(context) &&
      !lives(unexpired(context, event.at)),
    isEmptied: ({ context, event }) =>
      event.type === 'router.advertised' && !entriesOf(event).some(givesLife) && !lives(merged(context, event)),
    isTakenWhole: ({ context, event }) =>
      event.type === 'router.tookOver' && event.by !== routerId(context) && !lives(without(context, event.objects, event.seq)),
    isTakenOver: ({ context, event }) =>
      event.type === 'router.tookOver' && event.by !== routerId(context) && context.objects.some((o) => event.objects.includes(o.id)),
  },
  actions: {
    keepAdvertised: assign(({ context, event }) => (event.type === 'router.advertised' ? merged(context, event) : {})),
    keepFirst: assign(({ event }) => (event.type === 'router.advertised' ? { heard: event.seq } : {})),
    dropExpired: assign(({ context, event }) => unexpired(context, event.at)),
    dropTaken: assign(({ context, event }) => (event.type === 'router.tookOver' ? without(context, event.objects, event.seq) : {})),
    dropAll: assign({ objects: [], expires: [] }),
    tellTakenOver: emit(({ context, event }) => ({
      type: 'router.tookOver' as const,
      ifname: context.ifname,
      router: context.router,
      by: routerId(context),
      objects: event.type === 'router.advertised' ? entriesOf(event).flatMap(({ object }) => (isMovable(object) ? [object.id] : [])) : [],
      at: event.at,
      seq: event.seq,
    })),
  },
}).createMachine({
  id: 'router6',
  context: ({ input }) => ({
    ...input,
    mac: null,
    pvd: null,
    managed: false,
    other: false,
    hopLimit: null,
    objects: [],
    since: 0,
    heard: 0,
    expires: [],
  }),
  initial: 'silent',
  states: {
    silent: {
      on: {
        // What gives nothing that lives is no router, or such would fill the room for routers for ever (sec-2).
        'router.advertised': [{ guard: 'isEmptied' }, { target: 'advertising', actions: ['keepFirst', 'keepAdvertised', 'tellTakenOver'] }],
      },
    },
    advertising: {
      on: {
        'router.advertised': [
          { guard: 'isEmptied', target: 'silent', actions: 'dropAll' },
          { actions: ['keepAdvertised', 'tellTakenOver'] },
        ],
        'router.tookOver': [
          { guard: 'isTakenWhole', target: 'silent', actions: 'dropAll' },
          { guard: 'isTakenOver', actions: 'dropTaken' },
        ],
        'deadline.passed': [
          { guard: 'isLastExpiry', target: 'silent', actions: 'dropAll' },
          { guard: 'isOurExpiry', actions: 'dropExpired' },
        ],
        'link.lost': { target: 'silent', actions: 'dropAll' },
      },
    },
  },
});
export const router6Actor = compile(router6Machine);
export type Router6Snapshot = SnapshotOf<typeof router6Machine>;

/** The PvD option is part of who speaks: one router may advertise several PvDs, each in advertisements of its own. */
export const routerId = (r: { readonly ifname: string; readonly router: string; readonly pvd: { readonly id: string } | null }): string =>
  `router6:${r.ifname}/${r.router}${r.pvd ? `/${r.pvd.id}` : ''}`;

export const router6Deadlines = ({ context }: Router6Snapshot): readonly Deadline[] => {
  const due = firstEnd(context);
  return due === null ? [] : [{ id: `${routerId(context)}:expiry`, due }];
};

const firstEnd = (context: Router6Context): Instant | null =>
  context.expires.reduce<Instant | null>((first, { at }) => (first === null || at < first ? at : first), null);

const HAS_LIFETIME = new Set<RouterObject['kind']>(['gateway', 'prefix', 'route', 'dns', 'search', 'pref64']);
/** A way out, an MTU and a portal are each PvD's own; only what has a value of its own moves from one PvD of a router to another. */
const isMovable = (object: RouterObject): boolean => object.kind !== 'gateway' && object.kind !== 'mtu' && object.kind !== 'portal';
const lives = (context: Pick<Router6Context, 'objects'>): boolean => context.objects.some((o) => HAS_LIFETIME.has(o.kind));

function unexpired(context: Router6Context, now: Instant): Router6Context {
  const ended = context.expires.filter((e) => e.at <= now).map((e) => e.id);
  return without(context, ended, null);
}

function without(context: Router6Context, ids: readonly string[], seq: Seq | null): Router6Context {
  const objects = context.objects.filter((o) => !ids.includes(o.id));
  return { ...context, objects, expires: context.expires.filter((e) => !ids.includes(e.id)), since: seq ?? context.since };
}

/** An advertisement adds and refreshes; what it does not mention lives on until its own end (RFC 4861 §6.3.4). A lifetime of 0 ends an object. */
function merged(context: Router6Context, event: FactOf<'router.advertised'>): Told {
  let { objects, expires } = context;
  for (const { object, lifetime } of entriesOf(event)) {
    const old = find(objects, object.id);
    if (lifetime === 0) objects = drop(objects, object.id);
    else if (old || objects.length < OBJECTS_MAX) objects = put(objects, unchanged(old, object));
    const isKept = lifetime !== 0 && lifetime !== null && (old !== undefined || find(objects, object.id) !== undefined);
    expires = isKept ? put(expires, { id: object.id, at: after(event.at, lifetime) }) : drop(expires, object.id);
  }
  const pvd = event.pvd && settle(context.pvd, pick(event.pvd));
  const { mac } = event;
  const { managed, other, hopLimit } = event.pvd?.header ?? event;
  const same =
    objects === context.objects &&
    pvd === context.pvd &&
    mac === context.mac &&
    managed === context.managed &&
    other === context.other &&
    hopLimit === context.hopLimit;
  return same ? { objects, expires } : { mac, managed, other, hopLimit, pvd, objects, expires, since: event.of ?? event.seq };
}

/** What an advertisement changes; of one that only refreshes, the ends. */
type Told = Pick<Router6Context, 'objects' | 'expires'> & Partial<Router6Context>;

/** Kind and value are in the id: only the detail can differ. */
function unchanged(old: RouterObject | undefined, now: RouterObject): RouterObject {
  if (!old || old.value !== now.value) return now;
  for (const key in now.detail) if (old.detail[key] !== now.detail[key]) return now;
  return old;
}

const pick = ({ id, legacy, http, sequence, delay }: RouterPvd): RouterPvd => ({ id, legacy, http, sequence, delay });

type Entry = { readonly object: RouterObject; readonly lifetime: Millis | null };
const givesLife = (e: Entry): boolean => e.lifetime !== 0 && HAS_LIFETIME.has(e.object.kind);

/** The entries of the advertisement in hand: guards and actions of one transition all ask for them. */
let inHand: { readonly event: FactOf<'router.advertised'>; readonly entries: readonly Entry[] } | null = null;
function entriesOf(event: FactOf<'router.advertised'>): readonly Entry[] {
  if (inHand?.event !== event) inHand = { event, entries: parsed(event) };
  return inHand.entries;
}

/** What is nested in the PvD option counts as if it stood outside; its header, if any, replaces the outer one (RFC 8801 §3.1). */
function parsed(event: FactOf<'router.advertised'>): readonly Entry[] {
  const header = event.pvd?.header ?? event;
  return [...gatewayEntry(header), ...optionEntries(event), ...(event.pvd ? optionEntries(event.pvd.nested).map(nested) : [])];
}

/** The kernel makes no address of a prefix that is nested in a PvD option, so it is told apart. */
const nested = (e: Entry): Entry =>
  e.object.kind === 'prefix' ? { ...e, object: { ...e.object, detail: { ...e.object.detail, nested: true } } } : e;

const gatewayEntry = (header: RouterHeader): readonly Entry[] => [entry('gateway', '', { preference: header.preference }, header.lifetime)];

function optionEntries(options: RouterOptions): readonly Entry[] {
  return [
    ...options.prefixes.map((p) => entry('prefix', p.prefix, { onLink: p.onLink, autonomous: p.autonomous }, p.valid)),
    ...options.routes.map((r) => entry('route', r.prefix, { preference: r.preference }, r.lifetime)),
    ...options.dns.map((d) => entry('dns', d.server, {}, d.lifetime)),
    ...options.search.map((s) => entry('search', s.domain, {}, s.lifetime)),
    ...options.pref64.map((p) => entry('pref64', p.prefix, {}, p.lifetime)),
    ...(options.mtu === null || options.mtu < MTU_MIN ? [] : [entry('mtu', String(options.mtu), {}, null)]),
    ...(options.portal === null ? [] : [entry('portal', options.portal, {}, null)]),
  ];
}

/** One MTU and one portal a router: their value is a detail, so that a new one replaces the old. */
function entry(kind: RouterObject['kind'], value: string, detail: RouterObject['detail'], lifetime: Millis | null): Entry {
  const single = kind === 'mtu' || kind === 'portal';
  return { object: { id: single ? kind : `${kind} ${value}`, kind, value, detail }, lifetime };
}
