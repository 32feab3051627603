/**
 * session-5, api-1, api-3: the examples of docs/examples as they stand, each with the real thing at the other end, while the
 * network that they are on is lost, and while their agent restarts: each goes on.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../tools/needs.ts';
import { type Examples, NAME, openExamples, PORTS, type Running } from './examples.ts';
import { waitUntil } from './exec.ts';

/** What each says when it is well. */
const EXAMPLES: readonly (readonly [file: string, args: readonly string[], good: RegExp])[] = [
  ['curl.sh', [`http://${NAME}/`], /^fetched: 200$/],
  ['fetch.ts', [`http://${NAME}/`], /^fetched: 200$/],
  ['ws.ts', [`ws://${NAME}:${PORTS.ws}/`], /^heard: /],
  ['mqtt.ts', [NAME, String(PORTS.mqtt)], /^acknowledged: /],
  ['mptcp.ts', [NAME, String(PORTS.tcp)], /^heard: /],
];
const ENOUGH = 3;
/** Of the host's own IPv6 addresses. */
const [ETH, WLAN] = ['2001:db8:10:', '2001:db8:20:'];

suite('session-5: the examples go on', ['lab', 'mosquitto'], () => {
  let bed: Examples;
  let running: readonly Running[] = [];
  const all = () => Promise.all(running.map((one, i) => one.goesOn(EXAMPLES[i]?.[2] ?? /never/, ENOUGH)));
  const linesOf = (file: string, what: string) =>
    (running[EXAMPLES.findIndex(([name]) => name === file)]?.lines() ?? []).flatMap((line) =>
      line.startsWith(`${what}: `) ? [Number(line.slice(what.length + 2))] : [],
    );
  beforeAll(async () => {
    bed = await openExamples(55);
    running = EXAMPLES.map(([file, args]) => bed.start(file, ...args));
    await all();
  }, 60_000);
  afterAll(async () => {
    for (const one of running) one.stop();
    await bed?.close();
  }, 20_000);

  test('Ethernet is lost: all go on by Wi-Fi, ws by its second connection, multipath TCP by its first', async () => {
    expect(bed.connections()).toEqual({ ws: 1, tcp: 1 });
    await bed.links[0].down();
    await all();
    expect(bed.connections()).toEqual({ ws: 2, tcp: 1 });
  });

  test('their agent restarts: what is open stays so, and all go on', async () => {
    await bed.restart();
    await all();
    expect(bed.connections()).toEqual({ ws: 2, tcp: 1 });
  });

  test('Ethernet is back: what is fetched goes by it again, though there is a connection by Wi-Fi that could be used', async () => {
    const isFrom = async (prefix: string) => (await bed.fetchedFrom()).startsWith(prefix);
    expect(await isFrom(WLAN)).toBe(true);
    await bed.links[0].up();
    await bed.carry(2);
    await waitUntil('it is fetched by Ethernet', () => isFrom(ETH), { within: 20_000, every: 200 });
    expect(bed.connections()).toEqual({ ws: 2, tcp: 1 });
  });

  test('no message of MQTT is lost, and multipath TCP has every line in its turn', async () => {
    const acknowledged = linesOf('mqtt.ts', 'acknowledged');
    expect(acknowledged).toEqual(acknowledged.map((_, i) => i + 1));
    const isHeard = () => acknowledged.every((count) => linesOf('mqtt.ts', 'heard').includes(count));
    await waitUntil('all that was acknowledged is heard', isHeard);
    const lines = linesOf('mptcp.ts', 'heard');
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });
});
