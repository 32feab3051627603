/** The way behind a router dies in silence, with the link up: how long until a host sends what is new by its other network, while programs work on it, and while it is idle. */
import { setTimeout as pause } from 'node:timers/promises';
import { wayOf } from '../lab/situations/moving.ts';
import { FAR, type World } from './sessions-far.ts';
import type { Managed } from './sessions-hosts.ts';
import { startPrograms } from './sessions-turns.ts';
import { moment } from './sessions-words.ts';

/** `took`: ms until both families had moved; null: not within the bound. */
export type Dead = { readonly name: string; readonly took: number | null };
export type Sufferer = { readonly name: string; readonly managed: Managed; readonly isIdle: boolean };

/** ms between two looks. */
const LOOK = 50;
const FAMILIES = [4, 6] as const;

/** The network that the first of them uses dies for all. Who uses another is left out. */
export async function die(world: World, sufferers: readonly Sufferer[], bound: number): Promise<readonly Dead[]> {
  await Promise.all(sufferers.map(({ managed }) => managed.settled()));
  const busy = sufferers.filter(({ isIdle }) => !isIdle);
  const programs = await Promise.all(
    busy.flatMap(({ managed, name }) =>
      FAMILIES.map((family) => startPrograms(world, managed, { topic: `bench/dead ${name} ${family}`, family, by: 'plain' })),
    ),
  );
  const ways = await Promise.all(sufferers.map(({ managed }) => way(managed)));
  const [first = ''] = ways;
  const network = world.networks[first.startsWith('eth0') ? 0 : 1];
  const there = sufferers.filter((_, i) => ways[i] === first);
  const at = moment();
  await network.failSilently();
  const dead = await Promise.all(there.map(async ({ name, managed }) => ({ name, took: await moved(managed, first, at, bound) })));
  await network.recover();
  await Promise.all(programs.map((one) => one.stop()));
  return dead;
}

async function moved(managed: Managed, from: string, at: number, bound: number): Promise<number | null> {
  for (; moment() - at < bound; await pause(LOOK)) {
    const now = await way(managed);
    if (FAMILIES.every((_, i) => now.split(' ')[i] !== from.split(' ')[i])) return moment() - at;
  }
  return null;
}

/** By which devices what is new would leave, without a packet. */
const way = async ({ host }: Managed): Promise<string> => (await Promise.all(FAMILIES.map((family) => wayOf(host, FAR[family])))).join(' ');
