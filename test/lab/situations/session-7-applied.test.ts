/** session-7, applied: the wall clock steps, and what is put into the kernel afterwards has what boot time has left of its life. */
import { renameSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { waitUntil } from '../exec.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import { type Recorder, record } from '../recorder.ts';
import { OFFICE } from './checked.ts';
import { expectReplayed, haveRanks, heard } from './evidence.ts';
import { applied, shown } from './standing.ts';

const ETH = 'pvd:eth0';
const CONFIG = 'version: 1\nmode: apply\ninterfaces: { eth0: { kind: ethernet } }\n';
/** Seconds: of the DHCP server's leases, and of the router's advertisements (RFC 4861 §6.2.1). */
const [LEASE, ROUTER] = [3_600, 1_800];
const HOUR = 3_600;
/** What a test takes, generously: an hour is far more. */
const TAKES = 120;

suite('session-7: the wall clock steps, applied', ['lab'], () => {
  let made: { lab: Lab; host: Host; recorder: Recorder } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  /** By so many seconds; in one piece, for it is read at every look at the clock. */
  const setClock = (host: Host, offset: number): void => {
    host.write('/run/offset.new', offset < 0 ? String(offset) : `+${offset}`);
    renameSync(host.file('/run/offset.new'), host.file('/run/offset'));
  };
  beforeAll(async () => {
    const lab = await openLab({ seed: 78 });
    const [host, network] = await Promise.all([
      lab.host('m1', { client: 'none' }),
      lab.network('lan', { ...OFFICE, internet: false, dhcp: { leaseTime: LEASE } }),
    ]);
    await lab.connect(host, network, { as: 'eth0' });
    setClock(host, 0);
    const env = {
      ...{ LD_PRELOAD: lab.programs.libfaketime, FAKETIME_TIMESTAMP_FILE: '/run/offset' },
      ...{ FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    };
    const recorder = await record(host, { config: CONFIG, env });
    made = { lab, host, recorder };
    await heard(recorder, network);
    await applied(recorder, 'the network is ranked', haveRanks(ETH));
  }, 60_000);
  afterAll(async () => {
    await made?.recorder.stop();
    await made?.lab.close();
  }, 20_000);

  /** Seconds that the kernel gives them yet. */
  const address = async (host: Host): Promise<number | null> =>
    secondsIn(await shown(host, 4, 'address', 'show', 'dev', 'eth0'), /valid_lft (\d+)sec/);
  const route = async (host: Host, table: number): Promise<number | null> =>
    secondsIn(await shown(host, 6, 'route', 'show', 'default', 'table', String(table)), /expires (\d+)sec/);
  const secondsIn = (text: string, pattern: RegExp): number | null => {
    const found = pattern.exec(text)?.[1];
    return found === undefined ? null : Number(found);
  };
  const isWithin = (left: number | null, life: number): boolean => left !== null && left <= life && left > life - TAKES;

  test.each([HOUR, -HOUR])(
    'session-7: a step of %i s leaves what stands in the kernel, and what is put back has the rest of its life',
    async (by) => {
      const { host, recorder } = bed();
      const { seq, decision } = await recorder.status();
      const table = decision.routing.routes.find((r) => r.route.destination === '::/0')?.route.table ?? 0;
      const has = async () => [isWithin(await address(host), LEASE), isWithin(await route(host, table), ROUTER)];
      expect(await has()).toEqual([true, true]);
      setClock(host, by > 0 ? by : 0);
      const stepped = await recorder.fact('the step', 'clock.stepped', (f) => f.seq > seq);
      expect(Math.abs(stepped.by - by * 1_000)).toBeLessThan(1_500);
      expect(await has()).toEqual([true, true]);
      // Another program takes them away: they are put back with what is left.
      await host.run('ip', ['-6', 'route', 'delete', 'default', 'table', String(table)]);
      await host.run('sh', ['-euc', 'ip -4 addr flush dev eth0']);
      await waitUntil('both are there again', async () => (await has()).every(Boolean), {
        within: 10_000,
        tail: () => shown(host, 4, 'address'),
      });
      await applied(recorder, 'all stands again', haveRanks(ETH));
      expect(recorder.facts().filter((f) => f.seq > seq && f.type === 'deadline.passed' && f.id.endsWith(':expiry'))).toEqual([]);
    },
  );

  test('session-7: the log replays to the same decisions', () => expectReplayed(bed().recorder));
});
