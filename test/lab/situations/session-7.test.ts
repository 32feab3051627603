/** session-7: the wall clock of a host with a real network steps, and a board gets its first time: lifetimes follow boot time. */
import { renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import canonicalize from 'canonicalize';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { spawnNode } from '../agent.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Network } from '../network.ts';
import type { OrderInput } from '../ra-sender.ts';
import { type Recorder, record } from '../recorder.ts';
import { expectReplayed, haveRanks, heard, objectsOfPvd } from './evidence.ts';

const SENDER = fileURLToPath(new URL('../ra-sender.ts', import.meta.url));
const WLAN = 'pvd:wlan0';
const [LASTING, FLEETING] = ['2001:db8:20::1800', '2001:db8:20::5'];
const LIFETIME = 5;
const HOUR = 3600;
const EPOCH_1970 = 1000;

suite('session-7: the wall clock steps', ['lab'], () => {
  let [lab, host, network]: [Lab?, Host?, Network?] = [];
  const bed = () => {
    if (!lab || !host || !network) throw new Error('the lab did not open');
    return { lab, host, network };
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 15 });
    [host, network] = await Promise.all([lab.host('m1'), lab.network('wifi', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' })]);
    const wlan = await lab.connect(host, network, { as: 'wlan0' });
    await wlan.ready();
  }, 60_000);
  afterAll(async () => lab?.close(), 20_000);

  /** By so many seconds; in one piece, for it is read at every look at the clock. */
  const setClock = (offset: number): void => {
    const { host } = bed();
    host.write('/run/offset.new', offset < 0 ? String(offset) : `+${offset}`);
    renameSync(host.file('/run/offset.new'), host.file('/run/offset'));
  };
  const start = async (): Promise<Recorder> => {
    const { lab, host, network } = bed();
    const env = {
      ...{ LD_PRELOAD: lab.programs.libfaketime, FAKETIME_TIMESTAMP_FILE: '/run/offset' },
      ...{ FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    };
    const recorder = await record(host, { env });
    await heard(recorder, network);
    await recorder.decided('the network is ranked', haveRanks(WLAN));
    return recorder;
  };
  /** The router gives two servers: one for half an hour, one for five seconds. */
  const giveServers = async (recorder: Recorder, from: number) => {
    const { network } = bed();
    const dns = [
      { servers: [LASTING], lifetime: 1800 },
      { servers: [FLEETING], lifetime: LIFETIME },
    ];
    const order: OrderInput = { ifname: network.device, advertisement: { mac: network.mac, dns } };
    await spawnNode(network, SENDER, [JSON.stringify(order)]).exited;
    return recorder.fact('the two servers', 'router.advertised', (f) => f.seq > from && f.dns.some((d) => d.server === FLEETING));
  };
  const lastSeq = (recorder: Recorder): number => recorder.facts().at(-1)?.seq ?? 0;
  const isOver = (objects: readonly string[]): boolean => {
    const has = (server: string) => objects.some((o) => o.startsWith(`dns ${server} `));
    return has(LASTING) && !has(FLEETING);
  };

  /** The step happens while both servers live. */
  async function stepDuringLife(recorder: Recorder, offset: number, by: number): Promise<void> {
    const given = await giveServers(recorder, lastSeq(recorder));
    const began = performance.now();
    setClock(offset);
    const stepped = await recorder.fact('the step', 'clock.stepped', (f) => f.seq > given.seq);
    expect(Math.abs(stepped.by - by * 1000)).toBeLessThan(1_500);
    const after = await recorder.decided(
      'the short life is over, the long one is not',
      (d) => d.seq > given.seq && isOver(objectsOfPvd(d, WLAN)),
    );
    const lived = performance.now() - began;
    const end = recorder.facts().find((f) => f.seq > given.seq && f.type === 'deadline.passed' && f.id.endsWith(':expiry'));
    expect(after.seq).toBe(end?.seq);
    // By the log's clock and by ours, which nobody has set.
    expect((end?.at ?? 0) - given.at).toBeGreaterThanOrEqual(LIFETIME * 1000);
    expect((end?.at ?? 0) - given.at).toBeLessThan((LIFETIME + 10) * 1000);
    expect(lived).toBeGreaterThan((LIFETIME - 1) * 1000);
  }

  test('session-7: neither an hour forward nor back ends a lifetime or lengthens it, and the log’s clock never goes back', async () => {
    setClock(0);
    await using recorder = await start();
    const from = performance.now();
    const first = recorder.facts().at(-1)?.at ?? 0;
    await stepDuringLife(recorder, HOUR, HOUR);
    await stepDuringLife(recorder, 0, -HOUR);
    const moments = recorder.facts().map((f) => f.at);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(Math.abs((moments.at(-1) ?? 0) - first - (performance.now() - from))).toBeLessThan(5_000);
    expect(recorder.facts().filter((f) => f.type === 'clock.stepped')).toHaveLength(2);
    await expectReplayed(recorder);
  }, 60_000);

  test('session-7: an epoch opened after a step takes the wall time anew, and decides the same', async () => {
    setClock(0);
    await using recorder = await start();
    await giveServers(recorder, 0);
    setClock(HOUR);
    const stepped = await recorder.fact('the step', 'clock.stepped');
    await recorder.decided('only the long life is left', (d) => d.seq > stepped.seq && isOver(objectsOfPvd(d, WLAN)));
    const before = await recorder.status();
    const after = await recorder.openEpoch();
    expect(canonicalize(after.decision)).toBe(canonicalize(before.decision));
    expect(after.decision.ranking.length).toBeGreaterThan(0);
    const opened = recorder.facts().findLast((f) => f.type === 'agent.started');
    expect(Math.abs((opened?.at ?? 0) - stepped.at - HOUR * 1000)).toBeLessThan(20_000);
    await expectReplayed(recorder);
  }, 60_000);

  test('session-7: a board without a clock gets its first time, and keeps what it has', async () => {
    const missing = Math.floor(Date.now() / 1000) - EPOCH_1970;
    setClock(-missing);
    await using recorder = await start();
    expect(recorder.facts().at(0)?.at).toBeLessThan(2 * HOUR * 1000);
    const before = objectsOfPvd(await recorder.status(), WLAN);
    setClock(0);
    const stepped = await recorder.fact('the first time', 'clock.stepped');
    expect(Math.abs(stepped.by - missing * 1000)).toBeLessThan(1_500);
    const after = await recorder.status();
    expect(objectsOfPvd(after, WLAN)).toEqual(before);
    expect(recorder.facts().filter((f) => f.type === 'deadline.passed')).toEqual([]);
    expect(recorder.facts().at(-1)?.at).toBeLessThan(2 * HOUR * 1000);
    await expectReplayed(recorder);
  }, 60_000);
});
