/** What a test of a situation asks of objects: what a PvD has, which fact gave it, and advertisements by which to give it. */
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Fact, FactOf } from '../../../machines/model/facts/index.ts';
import type { PvdObject } from '../../../machines/model/pvd.ts';
import { spawnNode } from '../agent.ts';
import type { Network } from '../network.ts';
import type { Recipe } from '../ra-recipe.ts';
import type { OrderInput } from '../ra-sender.ts';
import type { Decided, Recorder } from '../recorder.ts';

const SENDER = fileURLToPath(new URL('../ra-sender.ts', import.meta.url));

/** Sends one crafted advertisement in a network: as its router, or as another. */
export async function advertise(network: Network, advertisement: Recipe, forge?: OrderInput['forge']): Promise<void> {
  const order: OrderInput = { ifname: network.device, advertisement, ...(forge ? { forge } : {}) };
  const sender = spawnNode(network, SENDER, [JSON.stringify(order)]);
  expect([await sender.exited, sender.stderr()]).toEqual([{ code: 0, signal: null }, '']);
}

export const pvdOf = ({ pvds }: Decided, id: string) => pvds.find((p) => p.id === id);
export const objectsOf = (decided: Decided, pvd: string): readonly PvdObject[] => pvdOf(decided, pvd)?.objects ?? [];

/** `kind value`, of one source or of all, sorted; addresses without their value, for a server chose them. */
export const told = (decided: Decided, pvd: string, source?: PvdObject['source']): readonly string[] =>
  objectsOf(decided, pvd)
    .filter((o) => source === undefined || o.source === source)
    .map((o) => (o.kind === 'address' ? 'address' : `${o.kind} ${o.value}`))
    .sort();

export const has =
  (pvd: string, ...wanted: readonly string[]) =>
  (decided: Decided): boolean =>
    wanted.every((one) => told(decided, pvd).includes(one));

export function factOf(recorder: Recorder, seq: number): Fact {
  const found = recorder.facts().find((fact) => fact.seq === seq);
  if (!found) throw new RangeError(`there is no fact ${seq}`);
  return found;
}

/** The fact that an object cites was told on its interface by its source, and carries its very value. */
export function expectGiven(recorder: Recorder, decided: Decided, pvd: string): void {
  const ifname = pvdOf(decided, pvd)?.ifname;
  for (const object of objectsOf(decided, pvd)) {
    const fact = factOf(recorder, object.since);
    const said = { object: object.id, by: fact.type, of: fact.type === 'settings.loaded' ? ifname : 'ifname' in fact && fact.ifname };
    const isCarried = JSON.stringify(fact).includes(`"${carriedValue(object, fact)}"`) || carriesNumber(object, fact);
    expect({ ...said, isCarried }).toEqual({ ...said, of: ifname, isCarried: true });
    expect(GIVERS[object.source]).toContain(fact.type);
  }
}

const GIVERS: Record<PvdObject['source'], readonly Fact['type'][]> = {
  ra: ['router.advertised', 'address.added'],
  dhcp4: ['lease4.bound'],
  dhcp6: ['lease6.bound'],
  static: ['settings.loaded', 'address.added', 'route.added'],
  kernel: ['address.added', 'route.added'],
  published: ['resolver.published'],
  information: ['information.received'],
  dns: ['pref64.discovered'],
};
/** A prefix of an address is told by the address. */
const carriedValue = (object: PvdObject, fact: Fact): string =>
  object.kind === 'prefix' && (fact.type === 'lease4.bound' || fact.type === 'address.added') ? fact.address : object.value;
const carriesNumber = (object: PvdObject, fact: Fact): boolean =>
  object.kind === 'mtu' && 'mtu' in fact && String(fact.mtu) === object.value;

/** A deadline that passed at the very moment up to which a fact had given something. */
export const endOf = (recorder: Recorder, fact: FactOf<'router.advertised'>, lifetime: number): Promise<FactOf<'deadline.passed'>> =>
  recorder.fact(
    `the end of ${lifetime} s`,
    'deadline.passed',
    (d) => d.id.startsWith(`router6:${fact.ifname}/${fact.router}`) && d.due === fact.at + lifetime * 1000,
  );
