/** What checks of a metered network spend in a day: days in virtual time, with checks that cost what they were seen to cost on the wire. */
import { memoryClock } from '../../adapters/clock/index.ts';
import { createMemoryKernel } from '../../adapters/linux/index.ts';
import { createAgent, parseConfig } from '../../index.ts';
import type { Command } from '../../machines/model/command.ts';
import { answer, type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { millis, seconds } from '../../machines/model/units.ts';
import * as f from '../machines/facts.ts';

/** Bytes of a check that was good, and of one that failed. */
export type Costs = { readonly good: number; readonly failed: number };
/**
 * `quiet`: it is all there is, and well. `beside`: behind a wire that is well. `restless`: it is all there is, somebody wants it
 * checked each minute, and every other hour nothing passes.
 */
export const DAYS = ['quiet', 'beside', 'restless'] as const;
export type Day = (typeof DAYS)[number];

const METERED = 'pvd:wwan0';
/** s. Advertisements come again long before the last one ends. */
const [MINUTE, HOUR, LEASE, ADVERTISED] = [60, 3_600, 7 * 86_400, 600];
/** Of what is unmetered nothing is asked here. */
const CONFIG = 'version: 1\nchecks: { http: ["http://check.example/"], every: 1h }\n';

/** Bytes from the first check on, within the first day. */
export async function metered(day: Day, costs: Costs): Promise<number> {
  const config = parseConfig(CONFIG, 'test');
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  const clock = memoryClock();
  const began = clock.now();
  const kernel = createMemoryKernel([...networkOf('wwan0', 2, 'cellular'), ...(day === 'beside' ? networkOf('eth0', 1, 'ethernet') : [])]);
  const isDead = (): boolean => day === 'restless' && Math.floor((clock.now() - began) / seconds(HOUR)) % 2 === 1;
  const { checks, spent } = createChecks(() => (isDead() ? costs.failed : costs.good), isDead);
  const agent = await createAgent({ config: config.value, clock, sources: [kernel, checks], checks: true, boot: 'one' });
  // With its last moment another day begins, and another budget.
  for (let passed = MINUTE; passed < 24 * HOUR; passed += MINUTE) {
    if (day === 'restless') agent.tell([world('check.requested', { pvd: null })]);
    if (passed % ADVERTISED === 0) kernel.say([advertised('wwan0', 2), ...(day === 'beside' ? [advertised('eth0', 1)] : [])]);
    clock.advance(seconds(MINUTE));
  }
  await agent.close();
  return spent();
}

function createChecks(cost: () => number, isDead: () => boolean): { readonly checks: Source & Sink; spent(): number } {
  let [emit, spent]: [Emit, number] = [() => {}, 0];
  const outcome = (command: Command): readonly Unstamped[] => {
    if (command.type !== 'check.run') return [];
    const { pvd, generation, family, budget } = command;
    const bytes = Math.min(cost(), budget);
    if (pvd === METERED) spent += bytes;
    const told = { pvd, generation, family, bytes, took: millis(1), sent: 1, rtt: 1, lost: 0 };
    if (cost() > budget) return [answer(command.id, 'check.curtailed', { ...told, rtt: null })];
    return isDead()
      ? [answer(command.id, 'check.failed', { ...told, rtt: null, lost: 1, problem: 'no answer' })]
      : [answer(command.id, 'check.validated', told)];
  };
  const open: Source['open'] = async (to) => {
    emit = to;
  };
  const checks = {
    name: 'checks',
    open,
    close: async () => {},
    carries: ['check'],
    carry: (all: readonly Command[]) => emit(all.flatMap(outcome)),
  };
  return { checks, spent: () => spent };
}

const prefixOf = (n: number): string => `2001:db8:${n}`;
const networkOf = (ifname: string, n: number, kind: 'cellular' | 'ethernet'): readonly Unstamped[] => [
  f.link(ifname, { ifindex: n + 1, kind }),
  f.address(ifname, `10.0.${n}.7/24`, { valid: seconds(LEASE) }),
  f.neighbour(ifname, `10.0.${n}.1`, `02:00:00:00:00:0${n}`),
  f.lease(ifname, `10.0.${n}.7`, { dns: [`10.0.${n}.53`], lifetime: seconds(LEASE) }),
  f.address(ifname, `${prefixOf(n)}::7/64`, { valid: seconds(LEASE) }),
  advertised(ifname, n),
];
const advertised = (ifname: string, n: number): Unstamped =>
  f.ra(ifname, 'fe80::1', {
    mac: `02:00:00:00:00:0${n}`,
    prefixes: [f.pio(`${prefixOf(n)}::/64`, { valid: seconds(LEASE), preferred: seconds(LEASE) })],
    dns: [f.rdnss(`${prefixOf(n)}::53`)],
  });
