import { expect, test } from 'vitest';
import { type Outcome, openInformation } from '../../../adapters/information/index.ts';
import type { Command } from '../../../machines/model/command.ts';
import { Fact, type Unstamped } from '../../../machines/model/facts/index.ts';

const dns = { encodeQuestion: () => null, decodeAnswer: () => ({ ok: false }) as const };
const command = (id: string, pvd = 'pvd:a.example@wlan0'): Command => ({
  ...{ type: 'information.fetch', id, target: `${pvd} 1 7`, pvd, generation: 1, identity: 'a.example', sequence: 7 },
  ...{ ifname: 'wlan0', sources: ['2001:db8::7'], servers: ['2001:db8::53'] },
});
const document = { expires: 1_000, prefixes: ['2001:db8::/32'], dnsZones: ['a.example'], noInternet: false, ignored: [] };

/** A sink whose questions are answered by hand, in the order they came. */
async function bed() {
  const asked: { readonly signal: AbortSignal; readonly give: (outcome: Outcome) => void }[] = [];
  const sink = openInformation({ dns }, (_spec, _trust, signal) => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    asked.push({ signal, give: resolve });
    return promise;
  });
  const told: Unstamped[] = [];
  await sink.open(
    (facts) => told.push(...facts),
    () => {},
  );
  return { sink, asked, told };
}
/** All that has been settled is told. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test.each<[string, unknown, object]>([
  ['received', { kind: 'received', document }, { type: 'information.received', dnsZones: ['a.example'] }],
  ['refused', { kind: 'refused', problem: `x\ud800${'y'.repeat(900)}` }, { type: 'information.refused' }],
  ['unreached', { kind: 'unreached', problem: 'no address' }, { type: 'information.unreached', problem: 'no address' }],
])('%s is one answer to its command, as the log takes it', async (_what, outcome, expected) => {
  const { sink, asked, told } = await bed();
  sink.carry([command('8.1')]);
  asked[0]?.give(outcome as Outcome);
  await settled();
  expect(told).toMatchObject([{ ...expected, class: 'answer', for: '8.1', pvd: 'pvd:a.example@wlan0', sequence: 7 }]);
  expect(Fact.safeParse({ ...told[0], seq: 1, at: 1 }).success).toBe(true);
  expect(JSON.stringify(told).isWellFormed() && !JSON.stringify(told).includes('\\ud800')).toBe(true);
});

test('a newer command for a PvD supersedes the one under way, and leaves another PvD’s alone', async () => {
  const { sink, asked, told } = await bed();
  sink.carry([command('1'), command('2', 'pvd:b.example@wlan0'), command('3')]);
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
  for (const { give } of asked) give({ kind: 'unreached', problem: 'x' });
  await settled();
  expect(told.map((fact) => fact.for)).toEqual(['2', '3']);
});

test('closing stops all and tells nothing more, twice as well as once', async () => {
  const { sink, asked, told } = await bed();
  sink.carry([command('1')]);
  await sink.close();
  await sink.close();
  expect(asked[0]?.signal.aborted).toBe(true);
  asked[0]?.give({ kind: 'unreached', problem: 'x' });
  await settled();
  expect(told).toEqual([]);
});
