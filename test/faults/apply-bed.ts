/**
 * A host with two networks of both families and the Internet behind them, where an agent in apply mode is broken in every way;
 * what stands in its kernel is asked of the kernel. At the end of each break `ended` restores, and compares with what was before.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import canonicalize from 'canonicalize';
import { expect } from 'vitest';
import { z } from 'zod';
import type { ReadTransaction } from '../../adapters/log/index.ts';
import { type Fold, openSqliteLog, replay } from '../../index.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import { OUR_PROTOCOL } from '../../machines/model/routing.ts';
import type { Decision } from '../../streams/decision.ts';
import { type KernelState, settledState } from '../lab/beside/kernel-state.ts';
import { LabError, waitUntil } from '../lab/exec.ts';
import type { Host } from '../lab/host.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import type { Link } from '../lab/link.ts';
import type { Network } from '../lab/network.ts';
import { type Decided, type Recorder, record } from '../lab/recorder.ts';
import { expectReplayed } from '../lab/situations/evidence.ts';

export const WITHIN = 20_000;
const RUN = '/run/mh';
const CONFIG = `version: 1
mode: apply
checks: { http: ["http://check.test/generate_204"], every: 5s }
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
control: { directory: ${RUN} }
`;
const MAIN = fileURLToPath(new URL('../../adapters/cli/main.ts', import.meta.url));

export type StartOptions = {
  /** Default: a log of its own. */
  readonly log?: string;
  /** After so many commands for the kernel that shell runs this, in the middle of a batch. */
  readonly midway?: { readonly after: number; readonly run: string };
  /** Who starts it, and with what privileges. Default: the host. */
  readonly host?: Host;
};
export type Bed = {
  readonly lab: Lab;
  readonly host: Host;
  readonly eth: Link;
  readonly wlan: Link;
  readonly lan: Network;
  readonly wifi: Network;
  /** A path, the same in the host and for us, for a log that no other agent has had. */
  nextLog(): string;
  /** Does not wait for anything but its being open. */
  start(options?: StartOptions): Promise<Recorder>;
  /** Waits until both networks lead, are checked, and stand in the kernel with nothing else of ours. */
  steady(recorder: Recorder, what?: string): Promise<Decided>;
  /** The agent ends, its log replays to what it decided; the kernel is restored and as it was. */
  ended(recorder: Recorder, log: string): Promise<void>;
  close(): Promise<void>;
};

export async function openBed(seed: number): Promise<Bed> {
  const lab = await openLab({ seed });
  const internet = await lab.internet();
  await internet.web();
  const [lan, wifi, host] = await Promise.all([
    lab.network('lan', { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' }),
    lab.network('wifi', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' }),
    lab.host('m1', { client: 'none' }),
  ]);
  const eth = await lab.connect(host, lan, { as: 'eth0' });
  const wlan = await lab.connect(host, wifi, { as: 'wlan0' });
  await host.run('mkdir', ['-p', RUN]);
  await waitUntil(
    'the kernel has its addresses',
    async () => (await host.addresses('eth0')).length > 0 && (await host.addresses('wlan0')).length > 0,
    {
      within: WITHIN,
    },
  );
  const before = await settledState(host);
  let logs = 0;

  const start = (options: StartOptions = {}): Promise<Recorder> =>
    record(options.host ?? host, {
      config: CONFIG,
      log: options.log ?? nextLog(),
      ...(options.midway ? { env: { MIDWAY: `${options.midway.after} ${options.midway.run}` } } : {}),
    });
  const nextLog = (): string => join(lab.folder, `${logs++}.db`);
  return {
    ...{ lab, host, eth, wlan, lan, wifi, nextLog, start },
    steady: (recorder, what = 'both networks lead') => steady(host, recorder, what),
    ended: async (recorder, log) => {
      await expectReplayed(recorder);
      await recorder.stop();
      await restored(host, log, before);
    },
    close: () => lab.close(),
  };
}

/** What another program would say of the agent's end: nothing of ours is left. */
async function restored(host: Host, log: string, before: KernelState): Promise<void> {
  const { stderr } = await host.run(process.execPath, [MAIN, 'restore', '--log', log], { within: WITHIN });
  expect(stderr).toBe('');
  expect(await settledState(host)).toEqual(before);
}

async function steady(host: Host, recorder: Recorder, what: string): Promise<Decided> {
  let missing: readonly string[] = ['no status'];
  const probe = async (): Promise<Decided | false> => {
    const decided = await recorder.status();
    const led = decided.decision.ranking.filter((p) => p.place !== null && p.reach === 'validated').map((p) => `${p.family} ${p.pvd}`);
    const isLed = led.length === 4;
    missing = isLed ? differences(decided, await ours(host)) : [`led and checked: ${led.join(', ')}`];
    return missing.length === 0 && decided;
  };
  return waitUntil(what, probe, { within: WITHIN, every: 50, tail: () => [...missing, ...recorder.notices()].join('\n') });
}

const Shown = z.array(
  z.looseObject({
    ...{ protocol: z.string().optional(), priority: z.number().optional(), table: z.string().optional() },
    ...{ dst: z.string().optional(), action: z.string().optional() },
  }),
);

/** What of ours the kernel itself shows: `4 rule 20300 27000`, `6 route 27001 default`, `guard eth0`. */
export async function ours(host: Pick<Host, 'run'>): Promise<readonly string[]> {
  const show = async (...args: readonly string[]) => {
    const { stdout } = await host.run('ip', args);
    return Shown.parse(JSON.parse(stdout.trim() === '' ? '[]' : stdout)).filter((row) => row.protocol === String(OUR_PROTOCOL));
  };
  const all = [4, 6].map(async (family) => {
    const rules = await show(`-${family}`, '-j', 'rule');
    const routes = await show(`-${family}`, '-j', 'route', 'show', 'table', 'all');
    return [
      ...rules.map(({ priority, table, action }) => `${family} rule ${priority} ${tableOf(table) ?? action}`),
      ...routes.map(({ table, dst }) => `${family} route ${tableOf(table ?? 'main')} ${dst}`),
    ];
  });
  const guard = await host.run('nft', ['-j', 'list', 'set', 'inet', 'multihome', 'guarded'], { accept: 'any' });
  const guarded = [...guard.stdout.matchAll(/"elem": \[([^\]]*)\]/g)].flatMap(([, names = '']) => names.match(/[a-z]+\d/g) ?? []);
  return [...(await Promise.all(all)).flat(), ...guarded.map((name) => `guard ${name}`)].toSorted();
}
const tableOf = (table: string | undefined): string | undefined => (table === 'main' ? '254' : table);

/** Nothing: what was decided stands in the kernel, and nothing else of ours. */
export function differences({ decision }: Pick<Decided, 'decision'>, stands: readonly string[]): readonly string[] {
  const wanted = [
    ...decision.routing.rules.map(({ rule: r }) => `${r.family} rule ${r.priority} ${r.table ?? r.action}`),
    ...decision.routing.routes.map(({ route: r }) => {
      const family = r.destination.includes(':') ? 6 : 4;
      const to = /^(0\.0\.0\.0|::)\/0$/.test(r.destination) ? 'default' : r.destination.replace(family === 4 ? /\/32$/ : /\/128$/, '');
      return `${family} route ${r.table} ${to}`;
    }),
    ...decision.tuning.guarded.map(({ id }) => `guard ${id}`),
  ].toSorted();
  const [left, over] = [[...wanted], [] as string[]];
  for (const row of stands) {
    const i = left.indexOf(row);
    if (i < 0) over.push(`not wanted: ${row}`);
    else left.splice(i, 1);
  }
  return [...left.map((row) => `missing: ${row}`), ...over];
}

/** What the log of an agent that is dead says it had decided. */
export function lastFold(log: string): Fold {
  const { fold, verdict } = replay(transactionsOf(log));
  expect(verdict).toEqual({ kind: 'equal' });
  return fold;
}

function* transactionsOf(log: string): Generator<ReadTransaction> {
  const opened = openSqliteLog(log, { readOnly: true });
  if (!opened.ok) throw new LabError(opened.error.problem);
  try {
    yield* opened.log.transactions();
  } finally {
    opened.log.close();
  }
}

/** The addresses whose lease was renewed and whose new end was not confirmed before the agent of this log was dead. */
export function renewedLate(log: string): readonly string[] {
  const waiting = new Set<string>();
  for (const { facts } of transactionsOf(log))
    for (const fact of facts) {
      if (fact.type === 'lease4.bound') waiting.add(fact.address);
      if (fact.type === 'address.added') waiting.delete(fact.address);
    }
  return [...waiting];
}

/** What two decisions say differently, a line an entry: empty, and they are the same to the byte. */
export function changes(before: Decision, after: Decision): readonly string[] {
  const [old, now] = [before, after].map((decision) => new Set(entries(decision)));
  return [
    ...[...(old ?? [])].filter((line) => !now?.has(line)).map((line) => `- ${line}`),
    ...[...(now ?? [])].filter((line) => !old?.has(line)).map((line) => `+ ${line}`),
  ];
}
const entries = (value: object): readonly string[] =>
  Object.entries(value).flatMap(([part, rows]) =>
    (Array.isArray(rows) ? rows : [rows]).flatMap((row: unknown, i) => `${part} ${Array.isArray(rows) ? '' : i} ${canonicalize(row)}`),
  );

/** Facts of this agent's epoch, once it was open. */
export function sinceOpened(recorder: Recorder): readonly Fact[] {
  const facts = recorder.facts();
  return facts.slice(facts.findLastIndex((fact) => fact.type === 'epoch.opened') + 1);
}
