/** The relay that delays: how long, how evenly, how much it carries. Times have a floor that is exact and a ceiling that is generous. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../tools/needs.ts';
import type { Host } from './host.ts';
import { PUBLIC } from './internet.ts';
import { type Lab, openLab } from './lab.ts';
import type { Network } from './network.ts';

const SERVERS = [PUBLIC.server4, PUBLIC.server6];

suite('a network behind a relay', ['lab', 'tun'], () => {
  let made: { lab: Lab; host: Host; slow: Network } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    const lab = await openLab({ seed: 7 });
    const delay = { ms: 30, jitter: 5, seed: 3 };
    const [slow, host] = await Promise.all([
      lab.network('slow', { ipv4: '10.50.0.0/24', ipv6: '2001:db8:50::/64', delay }),
      lab.host('m1', { client: 'static' }),
    ]);
    await (await lab.connect(host, slow, { as: 'slow' })).ready();
    made = { lab, host, slow };
  }, 60_000);
  afterAll(async () => made?.lab.close(), 20_000);

  /** Round trips in milliseconds, in order. */
  const times = async (to: string, count: number): Promise<readonly number[]> => {
    const { stdout } = await bed().host.run('ping', ['-c', String(count), '-i', '0.01', '-W', '5', to]);
    return [...stdout.matchAll(/time=([\d.]+) ms/g)].map(([, ms]) => Number(ms)).toSorted((a, b) => a - b);
  };
  const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;

  test('each way takes as long as was said from the start, in both families', async () => {
    for (const server of SERVERS) {
      const first = await times(server, 9);
      expect(first[0]).toBeGreaterThanOrEqual(50);
      expect(middle(first)).toBeLessThan(100);
    }
  });

  test.each(SERVERS)('each way to %s takes as long as is said meanwhile', async (server) => {
    const { slow } = bed();
    await slow.delay.set(100);
    expect((await times(server, 3))[0]).toBeGreaterThanOrEqual(200);
    await slow.delay.set(0);
    expect(middle(await times(server, 9))).toBeLessThan(20);
  });

  test('jitter spreads them', async () => {
    await bed().slow.delay.set(40, 30);
    // One way and back: between 20 and 140.
    const spread = await times(PUBLIC.server4, 30);
    expect(spread[0]).toBeGreaterThanOrEqual(20);
    expect((spread.at(-1) ?? 0) - (spread[0] ?? 0)).toBeGreaterThan(25);
  });

  test('nothing of a stream of thousands of packets is lost on it', async () => {
    const { slow, host } = bed();
    await slow.delay.set(20);
    const before = await slow.delay.carried();
    const start = performance.now();
    const { stdout } = await host.run('ping', ['-f', '-l', '200', '-c', '4000', '-s', '1000', PUBLIC.server4], { within: 20_000 });
    const rate = 8_000 / ((performance.now() - start) / 1000);
    const after = await slow.delay.carried();
    expect(stdout).toContain('4000 received');
    expect(after.carried - before.carried).toBeGreaterThanOrEqual(8_000);
    expect(after.dropped).toBe(before.dropped);
    expect(rate).toBeGreaterThan(1_000);
  });
});
