/** The door with the kernel's sockets, in a network namespace of its own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { Fact, type Unstamped } from '../../../machines/model/facts/index.ts';
import { type Lines, readLines } from '../../lab/ndjson.ts';
import type { OrderInput } from '../../lab/ra-sender.ts';
import { suite } from '../../tools/needs.ts';

suite('the door for Router Advertisements (kernel)', ['namespaces'], () => {
  let child: ChildProcessByStdio<Writable, Readable, Readable>;
  let lines: Lines;
  const start = async (...argv: readonly string[]): Promise<void> => {
    const flags = process.getuid?.() === 0 ? '-nm' : '-Urnm';
    const script = new URL('./fixtures/routers-door.ts', import.meta.url).pathname;
    child = spawn('unshare', [flags, ...argv.slice(1), process.execPath, script, argv[0] ?? ''], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    lines = readLines(child.stdout, () => said);
    await lines.waitFor('it is ready', (line) => is(line, 'ready'), 10_000);
  };
  const tell = async (line: object): Promise<void> => {
    const [text, from] = [JSON.stringify(line), lines.all.length];
    child.stdin.write(`${text}\n`);
    await lines.waitFor(text, (said) => is(said, 'done') && (said as { done: string }).done === text, 20_000, from);
  };
  const send = (order: Omit<OrderInput, 'ifname'>) => tell({ send: JSON.stringify({ ifname: 'mh-b', ...order }) });
  const facts = (): readonly Unstamped[] => lines.all.flatMap((line) => (is(line, 'facts') ? (line as { facts: Unstamped[] }).facts : []));
  const heard = (what: string, pick: (fact: Fact) => boolean) =>
    lines.waitFor(
      what,
      () =>
        facts()
          .map((fact) => Fact.parse({ ...fact, seq: 1, at: 1 }))
          .find(pick),
      10_000,
    );

  afterEach(async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  });

  test('hears a crafted advertisement with everything in it, on the interface that it watches', { timeout: 30_000 }, async () => {
    await start('wired');
    await tell({ watch: 'mh-a' });
    await send({
      advertisement: {
        ...{ lifetime: 600, preference: 'high', mac: '02:00:5e:10:00:01', mtu: 1400, portal: 'https://portal.test/', managed: true },
        prefixes: [{ prefix: '2001:db8:1::/64', valid: null }],
        routes: [{ prefix: '2001:db8:2::/48', preference: 'low' }],
        dns: [{ servers: ['2001:db8::53', 'fe80::53'] }],
        search: [{ domains: ['Example.Test'] }],
        pref64: [{ prefix: '64:ff9b::/96' }],
        pvds: [
          { id: 'pvd.test', http: true, header: { lifetime: 60 }, nested: { prefixes: [{ prefix: '2001:db8:3::/64' }] } },
          { id: 'second.test' },
        ],
      },
    });
    expect(await heard('the advertisement', (fact) => fact.type === 'router.advertised')).toMatchObject({
      ...{ ifname: 'mh-a', router: 'fe80::b', mac: '02:00:5e:10:00:01', lifetime: 600_000, preference: 'high', managed: true, mtu: 1400 },
      prefixes: [{ prefix: '2001:db8:1::/64', valid: null }],
      routes: [{ prefix: '2001:db8:2::/48', preference: 'low' }],
      dns: [{ server: '2001:db8::53' }, { server: 'fe80::53%mh-a' }],
      search: [{ domain: 'example.test' }],
      pref64: [{ prefix: '64:ff9b::/96', lifetime: 600_000 }],
      ...{ portal: 'https://portal.test/', dropped: 1 },
      pvd: { id: 'pvd.test', http: true, header: { lifetime: 60_000 }, nested: { prefixes: [{ prefix: '2001:db8:3::/64' }] } },
    });
  });

  test('rejects what was forwarded, and hears nothing once it does not watch', { timeout: 30_000 }, async () => {
    await start('wired');
    await tell({ watch: 'mh-a' });
    await send({ forge: { from: 'fe80::66', hopLimit: 64 } });
    expect(await heard('the rejection', (fact) => fact.type === 'router.packetRejected')).toMatchObject({
      router: 'fe80::66',
      problem: 'badHopLimit',
    });
    await send({ forge: { from: '2001:db8::66' } });
    expect(await heard('another', (fact) => fact.type === 'router.packetRejected' && fact.problem === 'notLinkLocal')).toBeDefined();
    await tell({ unwatch: 'mh-a' });
    await send({ advertisement: { lifetime: 1 } });
    await tell({ watch: 'mh-a' });
    await send({ advertisement: { lifetime: 2 } });
    await heard('the one after', (fact) => fact.type === 'router.advertised' && fact.lifetime === 2000);
    expect(facts().filter((fact) => fact.type === 'router.advertised')).toHaveLength(1);
  });

  test('sec-2: a flood from forged routers: few facts, one count a second, and a router heard before is heard after', {
    timeout: 60_000,
  }, async () => {
    await start('wired');
    await tell({ watch: 'mh-a' });
    await send({ advertisement: { lifetime: 100 } });
    await heard('the router', (fact) => fact.type === 'router.advertised' && fact.lifetime === 100_000);
    const begun = performance.now();
    // A neighbour of each is made by the kernel, out of a table of 1,024 that all namespaces share: 200 leave room for others.
    await send({ flood: { rate: 5000, seconds: 3, sources: 200 } });
    await send({ advertisement: { lifetime: 200 } });
    await heard('the router again', (fact) => fact.type === 'router.advertised' && fact.lifetime === 200_000);
    await tell({ close: true });
    const elapsed = Math.ceil((performance.now() - begun) / 1000);
    const counts = facts().flatMap((fact) => (fact.type === 'router.flooded' && 'dropped' in fact ? [fact] : []));
    const ofRouters = Map.groupBy(counts, ({ router }) => router);
    expect(ofRouters.size).toBeLessThanOrEqual(32 + 1);
    for (const told of ofRouters.values()) expect(told.length).toBeLessThanOrEqual(elapsed + 1);
    expect(counts.reduce((sum, { dropped }) => sum + dropped, 0)).toBeGreaterThan(1000);
    // The same bytes again are told once a second.
    expect(facts().filter((fact) => fact.type === 'router.advertised').length).toBeLessThanOrEqual(2 + 31 * (elapsed + 1));
  });

  test('an interface that goes away and comes back under the same name', { timeout: 30_000 }, async () => {
    await start('wired');
    await tell({ watch: 'mh-a' });
    await tell({ ip: ['link', 'delete', 'mh-a'] });
    await tell({ unwatch: 'mh-a' });
    await tell({ watch: 'mh-a', ifindex: 101 });
    await tell({ ip: ['link', 'add', 'mh-a', 'index', '201', 'type', 'veth', 'peer', 'name', 'mh-b', 'index', '202'] });
    for (const end of ['mh-a', 'mh-b']) {
      await tell({ ip: ['link', 'set', end, 'addrgenmode', 'none', 'up'] });
      await tell({ ip: ['address', 'add', `fe80::${end.at(-1)}/64`, 'dev', end, 'nodad'] });
    }
    await tell({ watch: 'mh-a' });
    await send({ advertisement: { lifetime: 5 } });
    expect(await heard('the new one', (fact) => fact.type === 'router.advertised')).toMatchObject({ lifetime: 5000 });
    expect(lines.all.filter((line) => is(line, 'notice'))).toEqual([]);
  });

  test('without CAP_NET_RAW: one notice', { timeout: 30_000 }, async () => {
    await start('bare', 'setpriv', '--inh-caps', '-net_raw', '--bounding-set', '-net_raw');
    await tell({ watch: 'lo' });
    expect(lines.all.filter((line) => is(line, 'notice'))).toEqual([
      { notice: 'router advertisements are not heard: socket: EPERM (CAP_NET_RAW)' },
    ]);
  });
});

const is = (line: unknown, key: string): boolean => typeof line === 'object' && line !== null && key in line;
