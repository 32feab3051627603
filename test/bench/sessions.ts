/**
 * What people feel when a network is lost, or dead behind its router: programs as they are written, on hosts under an agent of ours,
 * NetworkManager and systemd-networkd as they come, in turns; and what it costs to look after a network that one pays for.
 */
import { join } from 'node:path';
import { openSqliteLog } from '../../index.ts';
import { LabError } from '../lab/exec.ts';
import { findExtra } from '../lab/extras.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import type { Bench, Outcome } from './bench.ts';
import { type Costs, DAYS, type Day, metered } from './sessions-day.ts';
import { type Dead, die } from './sessions-dead.ts';
import { openWorld } from './sessions-far.ts';
import { MANAGERS, type Managed, openManaged } from './sessions-hosts.ts';
import { LIBRARY, type Measured, told, type Who } from './sessions-told.ts';
import { type Suffered, suffer } from './sessions-turns.ts';
import type { Order } from './sessions-words.ts';

/** `bound`: ms after which a program is said to hang, `deadBound` a host. */
type Run = { readonly turns: number; readonly deaths: number; readonly bound: number; readonly deadBound: number };
const WHOLE: Run = { turns: 4, deaths: 3, bound: 20_000, deadBound: 15_000 };
const QUICK: Run = { turns: 1, deaths: 1, bound: 2_000, deadBound: 11_000 };
const OURS = 'multihome';

export const sessions: Bench = {
  about: 'how long programs wait after a link was lost, under an agent, NetworkManager and systemd-networkd',
  run: async ({ quick }) => {
    const mosquitto = findExtra('mosquitto');
    if (!mosquitto.ok) return mosquitto;
    const lab = await openLab().catch(reasonOf);
    if (typeof lab === 'string') return { skipped: lab };
    await using opened = lab;
    return await measure(opened, mosquitto.path, quick ? QUICK : WHOLE);
  },
};
/** Why there is no lab here. */
function reasonOf(error: unknown): string {
  if (error instanceof LabError) return error.message;
  throw error;
}

async function measure(lab: Lab, mosquitto: string, run: Run): Promise<Outcome> {
  const world = await openWorld(lab, mosquitto);
  const [idle, ...hosts] = await Promise.all([
    openManaged(world, OURS, 'idle'),
    ...MANAGERS.map((manager) => openManaged(world, manager, manager.toLowerCase())),
  ]);
  const [ours] = hosts;
  if (!ours) throw new RangeError('there is no host of ours');

  const deaths: Dead[] = [];
  const sufferers = [
    { name: OURS, managed: ours, isIdle: false },
    { name: 'idle', managed: idle, isIdle: true },
  ];
  const peers = hosts.slice(1).map((managed) => ({ name: managed.manager, managed, isIdle: false }));
  for (let turn = 0; turn < run.deaths; turn += 1)
    // They never move, which is seen once, and not waited for where there is no time.
    deaths.push(...(await die(world, turn === 0 && run.deaths > 1 ? [...sufferers, ...peers] : sufferers, run.deadBound)));

  const suffered: (Suffered & { readonly who: Who })[] = [];
  const programs: readonly { readonly who: Who; readonly managed: Managed; readonly by: Order['by'] }[] = [
    { who: LIBRARY, managed: ours, by: 'library' },
    ...hosts.map((managed) => ({ who: managed.manager, managed, by: 'plain' as const })),
  ];
  for (let turn = 0; turn < run.turns; turn += 1)
    for (const { who: name, managed, by } of programs) {
      await managed.settled();
      const topic = `bench/${name} ${turn}`;
      const told = await suffer(world, managed, { topic, family: turn % 2 === 0 ? 4 : 6, by, bound: run.bound });
      suffered.push({ who: name, ...told });
    }
  const costs = costsOf(join(lab.folder, `${idle.host.name}.sqlite`));
  return told({ ...run, suffered, deaths, days: await spentBy(costs), costs } satisfies Measured);
}

async function spentBy(costs: Costs): Promise<Readonly<Record<Day, number>>> {
  const [quiet, beside, restless] = await Promise.all(DAYS.map((day) => metered(day, costs)));
  return { quiet: quiet ?? 0, beside: beside ?? 0, restless: restless ?? 0 };
}

/** What checks cost at most, as the agent's log has it; one that was good costs more. */
function costsOf(path: string): Costs {
  const opened = openSqliteLog(path, { readOnly: true });
  if (!opened.ok) throw new Error(opened.error.problem);
  const costs = { good: 0, failed: 0 };
  for (const fact of opened.log.facts()) {
    if (fact.type === 'check.validated') costs.good = Math.max(costs.good, fact.bytes);
    if (fact.type === 'check.failed') costs.failed = Math.max(costs.failed, fact.bytes);
  }
  opened.log.close();
  return costs;
}
