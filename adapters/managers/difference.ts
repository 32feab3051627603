/** From one picture to the next, as facts. What the schema refuses never leaves: a lease becomes `lease4.rejected`, anything else a notice. */
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { millis } from '../../machines/model/units.ts';
import type { Picture, Told } from './picture.ts';

export const NOTHING: Picture = {
  managers: new Map(),
  leases: new Map(),
  resolvers: new Map(),
  rejected: [],
  unread: new Set(),
  notices: [],
};

/** Moments of expiry closer than this are the same lease: law 12. */
const SAME_EXPIRY = 2_000;

/**
 * The picture as it counts at `now`. A lease that is over by the wall clock is none, unless it was held before (its end is then a deadline's
 * business). A lease whose file cannot be read any more is held on: that is no word of its end; so is what our own resolv.conf covers.
 */
export function settled(after: Picture, before: Picture, now: number): Picture {
  const current = [...after.leases].filter(
    ([key, told]) => told.expiry === null || told.expiry > now || isSame(before.leases.get(key), told),
  );
  const kept = [...before.leases].filter(([key, { file }]) => after.unread.has(file) && !after.leases.has(key));
  const covered = [...before.resolvers].filter(([file]) => after.unread.has(file) && !after.resolvers.has(file));
  return { ...after, leases: new Map([...current, ...kept]), resolvers: new Map([...after.resolvers, ...covered]) };
}

export function differences(before: Picture, after: Picture, now: number): readonly Unstamped[] {
  return [
    ...changed(before.managers, after.managers).map((manager) => world('manager.noticed', manager)),
    ...changed(before.resolvers, after.resolvers).map((resolver) => world('resolver.published', resolver)),
    ...after.rejected.filter((one) => !before.rejected.some((other) => isEqual(one, other))).map((one) => world('lease4.rejected', one)),
    ...[...after.leases].filter(([key, told]) => !isSame(before.leases.get(key), told)).map(([, told]) => bound(told, now)),
    ...missing(before.leases, after.leases).map(({ lease, file }) => lost(lease.ifname, lease.client, file, after)),
    ...missing(before.resolvers, after.resolvers).map(({ publisher, file }) => world('resolver.withdrawn', { publisher, file })),
    ...missing(before.managers, after.managers).map(({ name }) => world('manager.gone', { name })),
  ];
}

/** Facts as the schema has them (addresses canonical), and a line for each that it refuses. */
export function checked(
  facts: readonly Unstamped[],
  picture: Picture,
): { readonly facts: readonly Unstamped[]; readonly refused: readonly string[] } {
  const refused: string[] = [];
  const good = facts.flatMap((fact): readonly Unstamped[] => {
    const parsed = Fact.safeParse({ ...fact, seq: 0, at: 0 });
    if (parsed.success) {
      const { seq: _seq, at: _at, ...rest } = parsed.data;
      return [rest];
    }
    const issue = parsed.error.issues[0];
    const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'refused'}`.slice(0, 256);
    if (fact.type === 'lease4.bound') {
      const { ifname, client } = fact;
      return [world('lease4.rejected', { ifname, client, file: picture.leases.get(`${client} ${ifname}`)?.file ?? '', problem })];
    }
    refused.push(`${fact.type} refused: ${problem}`);
    return [];
  });
  return { facts: good, refused };
}

function bound({ lease, expiry }: Told, now: number): Unstamped {
  return world('lease4.bound', { ...lease, lifetime: expiry === null ? null : millis(Math.max(0, Math.round(expiry - now))) });
}

function lost(ifname: Told['lease']['ifname'], client: string, file: string, after: Picture): Unstamped {
  const reason = after.managers.has(client) ? 'no longer published' : `${client} is gone`;
  return world('lease4.lost', { ifname, client, reason: `${reason} (${file})`.slice(0, 256) });
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function isSame(before: Told | undefined, after: Told): boolean {
  if (!before || !isEqual(before.lease, after.lease)) return false;
  if (before.expiry === null || after.expiry === null) return before.expiry === after.expiry;
  return Math.abs(before.expiry - after.expiry) <= SAME_EXPIRY;
}

const changed = <V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>): readonly V[] =>
  [...after].filter(([key, value]) => !isEqual(before.get(key), value)).map(([, value]) => value);
const missing = <V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>): readonly V[] =>
  [...before].filter(([key]) => !after.has(key)).map(([, value]) => value);
