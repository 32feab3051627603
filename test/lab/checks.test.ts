/** Connectivity checks on real networks: over one network alone, whatever the main table says (dns-1), portals of every kind, dead upstreams, liars. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fact, type FactOf } from '../../machines/model/facts/index.ts';
import { millis } from '../../machines/model/units.ts';
import type { CheckRun } from '../contracts/checker.ts';
import { suite } from '../tools/needs.ts';
import { type NodeChild, spawnNode } from './agent.ts';
import type { Host } from './host.ts';
import { CHECK, type CheckWeb } from './internet.ts';
import { type Lab, openLab } from './lab.ts';
import type { Addresses, Link } from './link.ts';
import type { Network } from './network.ts';

const WIFI = { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' };
const LTE = { ipv4: '10.20.0.0/24', ipv6: '2001:db8:20::/64' };
const LIAR = '10.20.0.99';
const WITHIN = 20_000;
const path = (name: string): string => new URL(name, import.meta.url).pathname;

type CheckFact = FactOf<'check.validated' | 'check.assumed' | 'check.partial' | 'check.portal' | 'check.failed' | 'check.curtailed'>;
type Change = Partial<Omit<CheckRun, 'id' | 'type'>>;

suite('connectivity checks', ['lab'], () => {
  type Bed = { lab: Lab; wifi: Network; lte: Network; host: Host; wlan: Link; wwan: Link; web: CheckWeb; child: NodeChild; at: Addresses };
  let made: Bed | undefined;
  const bed = (): Bed => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };

  beforeAll(async () => {
    const lab = await openLab({ seed: 31 });
    made = { lab } as Bed;
    // What a network's DNS server could say to have its guests attack themselves or others.
    const records = {
      'loop.test': '127.0.0.1',
      'foreign.test': '192.168.10.1',
      'mapped.test': '::ffff:127.0.0.1',
      'wrong.test': [CHECK.ipv4, CHECK.ipv6],
      'closed.test': '10.20.0.1',
    };
    const [internet, host] = [await lab.internet(), await lab.host('m1', { client: 'static' })];
    const [wifi, lte, web] = await Promise.all([lab.network('wifi', WIFI), lab.network('lte', { ...LTE, records }), internet.web()]);
    const wlan = await lab.connect(host, wifi, { as: 'wlan0' });
    const wwan = await lab.connect(host, lte, { as: 'wwan0' });
    const [, at] = await Promise.all([wlan.ready(), wwan.ready()]);
    const child = spawnNode(host, path('check-child.ts'), [web.ca]);
    await lte.run('ip', ['addr', 'add', `${LIAR}/32`, 'dev', lte.device]);
    const { cert, key } = await (await lab.authority()).issue(['dns.lte.test']);
    const liar = spawnNode(lte, path('liar-child.ts'), [LIAR, CHECK.ipv4, cert, key]);
    const isReady = (line: unknown) => typeof line === 'object' && line !== null && 'ready' in line;
    await Promise.all([child, liar].map(({ lines }) => lines.waitFor('ready', isReady, WITHIN)));
    made = { lab, wifi, lte, host, wlan, wwan, web, child, at };
  }, 60_000);
  afterAll(async () => made?.lab.close(), 20_000);

  let next = 0;
  /** Of the LTE network, which is not the one that the main table prefers. */
  const command = (change: Change = {}): CheckRun => {
    const { lte, web, at } = bed();
    const family = change.family ?? 4;
    const id = `1.${next++}`;
    return {
      ...{ id, type: 'check.run', target: `check ${id}`, pvd: 'pvd:wwan0', generation: 1, family, ifname: 'wwan0' },
      source: (family === 4 ? at.ipv4 : at.ipv6) ?? null,
      servers: [(family === 4 ? lte.router4 : lte.router6) ?? ''],
      gateway: null,
      ...{ http: [web.url], https: [web.secureUrl], portal: null },
      foreign: [WIFI.ipv4, WIFI.ipv6],
      ...{ timeout: millis(5_000), budget: 1_000_000 },
      ...change,
    };
  };
  const run = (...commands: readonly CheckRun[]) => bed().child.tell(JSON.stringify({ run: commands }));
  const answerTo = ({ id }: CheckRun): Promise<CheckFact> =>
    bed().child.lines.waitFor(
      `an answer to ${id}`,
      (line) => typeof line === 'object' && line !== null && 'for' in line && line.for === id && (line as CheckFact),
      WITHIN,
    );
  const check = async (change: Change = {}): Promise<CheckFact> => {
    const one = command(change);
    run(one);
    return answerTo(one);
  };
  const descriptors = async (): Promise<number> => {
    const asked = next++;
    bed().child.tell(JSON.stringify({ fds: asked }));
    return bed().child.lines.waitFor(
      'descriptors',
      (line) => typeof line === 'object' && line !== null && 'fds' in line && 'asked' in line && line.asked === asked && Number(line.fds),
      WITHIN,
    );
  };

  test.each([4, 6] as const)('IPv%i: a good network is validated, and its bytes are those on the wire', async (family) => {
    const { lab, wwan } = bed();
    const capture = await lab.capture(wwan);
    const fact = await check({ family });
    expect(Fact.parse({ ...fact, seq: 1, at: 1 })).toMatchObject({
      type: 'check.validated',
      family,
      generation: 1,
      class: 'answer',
      lost: 0,
    });
    // A name, http and https: one question and two handshakes.
    expect(fact).toMatchObject({ sent: 3, rtt: expect.any(Number) });
    await capture.waitFor('tcp[tcpflags] & tcp-fin != 0 or ip6 and tcp', 2);
    const lines = await capture.packets('udp port 53 or tcp');
    const wire = lines.reduce((sum, line) => sum + Number(/length (\d+)/.exec(line)?.[1] ?? 0) - 14, 0);
    expect(fact.bytes / wire, `${fact.bytes} of ${wire}`).toBeGreaterThan(0.8);
    expect(fact.bytes / wire, `${fact.bytes} of ${wire}`).toBeLessThan(1.25);
    await capture.stop();
  });

  describe('dns-1: a query for a server of a network', () => {
    test.each([
      ['its IPv4 server', 4, () => bed().lte.router4 ?? ''],
      ['its IPv6 server', 6, () => bed().lte.router6 ?? ''],
      ['its link-local server', 6, () => `${bed().lte.linkLocal}%wwan0`],
    ] as const)('leaves by that network with its address, though the main table says otherwise: %s', async (_what, family, server) => {
      const { lab, host, wifi, wlan, wwan, at } = bed();
      const bare = server().replace(/%.*/, '');
      const isLocal = bare !== server();
      // The main table sends the server's address out of the other network (a link-local one has no such route).
      const via = family === 4 ? (wifi.router4 ?? '') : wifi.linkLocal;
      if (!isLocal) await host.run('ip', ['route', 'add', bare, 'via', via, 'dev', 'wlan0']);
      const [onWlan, onWwan] = await Promise.all([lab.capture(wlan), lab.capture(wwan)]);
      expect(await check({ family, servers: [server()] })).toMatchObject({ type: 'check.validated' });
      const source = family === 4 ? at.ipv4 : at.ipv6;
      const queries = await onWwan.packets(`dst host ${bare} and udp dst port 53`);
      expect(queries).toHaveLength(1);
      expect(await onWwan.packets(`src host ${source} and dst host ${bare} and udp dst port 53`)).toHaveLength(1);
      expect(await onWlan.packets('port 53 or port 80 or port 443')).toHaveLength(0);
      if (!isLocal) {
        // The control: what is not bound goes the wrong way.
        await host.run('busybox', ['timeout', '1', 'busybox', 'nslookup', 'check.test', bare], { accept: 'any' });
        expect(await onWwan.packets('udp dst port 53')).toHaveLength(1);
        await onWlan.waitFor(`dst host ${bare} and udp dst port 53`);
        await host.run('ip', ['route', 'delete', bare, 'via', via, 'dev', 'wlan0']);
      }
      await Promise.all([onWlan.stop(), onWwan.stop()]);
    });

    test('no server of another network is asked, even when its own is silent', async () => {
      const { lab, wlan } = bed();
      const capture = await lab.capture(wlan);
      expect(await check({ servers: ['10.20.0.77'], timeout: millis(600) })).toMatchObject({
        type: 'check.failed',
        problem: expect.stringMatching(/^dns 10\.20\.0\.77: (no answer in \d+ ms|EHOSTUNREACH)/),
      });
      expect(await capture.packets('port 53')).toHaveLength(0);
      await capture.stop();
    });
  });

  describe('a resolver that lies', () => {
    test.each([
      ['cut', 'an answer that is cut is asked for by TCP'],
      ['id', 'an answer with another id is passed over'],
      ['question', 'an answer to another question is passed over'],
      ['port', 'an answer from another port is passed over'],
      ['alias', 'an alias is followed, whatever the order'],
    ])('%s: %s', async (label) => {
      const { web } = bed();
      const before = (await web.requests()).length;
      const fact = await check({ servers: [LIAR], http: [`http://${label}.web.test/generate_204`], https: [] });
      expect(fact).toMatchObject({ type: 'check.validated' });
      expect((await web.requests()).slice(before)).toMatchObject([
        { host: `${label}.web.test`, headers: { 'user-agent': 'multihome', connection: 'close' } },
      ]);
    });

    test.each([
      ['loop', /^dns 10\.20\.0\.99: no answer in/],
      ['refused', /^dns 10\.20\.0\.99: it answered with code 5/],
      ['failed', /^dns 10\.20\.0\.99: it answered with code 2/],
      ['silent', /^dns 10\.20\.0\.99: no answer in/],
    ])('%s: failed, and said why', async (label, problem) => {
      const timeout = millis(900);
      expect(await check({ servers: [LIAR], http: [`http://${label}.web.test/`], https: [], timeout })).toMatchObject({
        type: 'check.failed',
        problem: expect.stringMatching(problem),
      });
    });

    test('dns-1: a server that is to be asked by TLS is asked so, by that network, and nothing in plain; under another name it is none', async () => {
      const { lab, wlan, wwan } = bed();
      const [onWlan, onWwan] = await Promise.all([lab.capture(wlan), lab.capture(wwan)]);
      expect(await check({ servers: [`${LIAR}#dns.lte.test`], https: [] })).toMatchObject({ type: 'check.validated', lost: 0 });
      const other = await check({ servers: [`${LIAR}#other.test`], https: [], timeout: millis(1_500) });
      expect(other).toMatchObject({ type: 'check.failed', problem: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') });
      expect((await onWwan.packets(`dst host ${LIAR} and tcp dst port 853`)).length).toBeGreaterThan(4);
      expect(await onWwan.packets('port 53')).toHaveLength(0);
      expect(await onWlan.packets('port 53 or port 853')).toHaveLength(0);
    });

    test('the next server of the network is asked', async () => {
      const { lte } = bed();
      const servers = [LIAR, lte.router4 ?? ''];
      expect(await check({ servers, http: ['http://failed.web.test/generate_204'], https: [] })).toMatchObject({ type: 'check.validated' });
    });
  });

  describe('targets', () => {
    test.each([
      ['loop.test', 4, 'http loop.test: 127.0.0.1 is loopback, and not asked'],
      ['foreign.test', 4, 'http foreign.test: 192.168.10.1 is in 192.168.10.0/24 of another network, and not asked'],
      ['mapped.test', 6, 'http mapped.test: ::ffff:127.0.0.1 is IPv4-mapped, and not asked'],
    ] as const)('%s is refused, and nothing is sent there', async (name, family, problem) => {
      const { lab, wwan, wlan } = bed();
      const captures = await Promise.all([wwan, wlan].map((wire) => lab.capture(wire)));
      expect(await check({ family, http: [`http://${name}/`], https: [] })).toMatchObject({ type: 'check.failed', problem });
      for (const capture of captures) expect(await capture.packets('tcp')).toHaveLength(0);
      await Promise.all(captures.map((capture) => capture.stop()));
    });

    test('its own address is refused, and so is one of the host on another network', async () => {
      const { at, host } = bed();
      const other = (await host.addresses('wlan0')).find((address) => !address.includes(':')) ?? '';
      for (const address of [at.ipv4 ?? '', other])
        expect(await check({ http: [`http://${address}/`], https: [], foreign: [] })).toMatchObject({
          type: 'check.failed',
          problem: `http ${address}: ${address} is an address of this host, and not asked`,
        });
    });

    test('a port that is closed is an answer: failed, nothing lost', async () => {
      expect(await check({ http: ['http://closed.test:81/'], https: [] })).toMatchObject({
        ...{ type: 'check.failed', problem: 'http closed.test:81: ECONNREFUSED', sent: 2, lost: 0 },
      });
    });
  });

  describe('session-1: portals', () => {
    test.each([
      ['redirects', { by: 'redirect' }, true],
      ['has a page of its own', { by: 'redirect', answers: 'body' }, false],
      ['changes DNS and redirects', { by: 'dns' }, true],
      ['changes DNS and has a page of its own', { by: 'dns', answers: 'body' }, false],
    ] as const)('one that %s is found, and its end', async (_what, options, isNamed) => {
      const { lte } = bed();
      for (const family of [4, 6] as const) {
        await lte.portal.close(options);
        const before = (await lte.portal.requests()).length;
        expect(await check({ family })).toMatchObject({ type: 'check.portal', url: isNamed ? lte.portal.url : null });
        // A redirect is not followed.
        expect((await lte.portal.requests()).slice(before).filter(({ path }) => path === '/login')).toEqual([]);
        await lte.portal.open();
        expect(await check({ family })).toMatchObject({ type: 'check.validated' });
      }
    });

    test('the API that the network announced is asked, and says where the page is', async () => {
      const { lte } = bed();
      const portal = lte.portal.api;
      const quiet = { http: [], https: [], portal };
      await lte.portal.close();
      expect(await check(quiet)).toMatchObject({ type: 'check.portal', url: lte.portal.url.replace('http:', 'https:') });
      await lte.portal.open();
      expect(await check(quiet)).toMatchObject({ type: 'check.assumed' });
      expect(await check({ portal })).toMatchObject({ type: 'check.validated' });
      // One that is not there, or not of https, is no proof of anything.
      expect(await check({ portal: 'https://closed.test:81/api' })).toMatchObject({ type: 'check.validated' });
      expect(await check({ portal: portal.replace('https:', 'http:') })).toMatchObject({ type: 'check.validated' });
    });
  });

  describe('session-2: an upstream that is dead', () => {
    test.each([
      ['names are resolved', { dns: 'lives' }, /^http check\.test: no answer in time; https check\.test: no answer in time$/, 2],
      // dnsmasq says so when it cannot ask anybody.
      ['names are not', { dns: 'dies' }, /^dns 10\.20\.0\.1: it answered with code 5; http check\.test: no address/, 0],
    ] as const)('and %s: failed within its time', async (_what, death, problem, lost) => {
      const { lte } = bed();
      await lte.upstream.kill(death);
      const fact = await check({ timeout: millis(1_200) });
      await lte.upstream.revive();
      expect(fact).toMatchObject({ type: 'check.failed', problem: expect.stringMatching(problem), lost });
      expect(fact.took).toBeLessThan(2_000);
      expect(await check()).toMatchObject({ type: 'check.validated' });
    });
  });

  describe('what a server says', () => {
    test.each<[string, object, object]>([
      ['an empty 200 is a failure', { body: 'ok' }, { type: 'check.failed', problem: 'check.test: status 200 instead of 204' }],
      ['five bytes are a page', { body: 'hello' }, { type: 'check.portal', url: null }],
      ['511 is a portal', { status: 511 }, { type: 'check.portal', url: null }],
      [
        'a redirect to no web page is a portal without a URL',
        { status: 302, headers: { location: 'javascript:x' } },
        { type: 'check.portal', url: null },
      ],
      ['500 is a failure', { status: 500 }, { type: 'check.failed', problem: 'check.test: status 500 instead of 204' }],
      ['a reset is a failure', { instead: 'reset' }, { type: 'check.failed', problem: 'http check.test: ECONNRESET' }],
      [
        'too long a head is a failure',
        { headers: { x: '.'.repeat(9_000) } },
        { type: 'check.failed', problem: 'http check.test: a head of more than 8192 bytes' },
      ],
    ])('%s', async (_what, answer, expected) => {
      const { web } = bed();
      await web.answer([answer]);
      const fact = await check({ https: [] });
      await web.answer([]);
      expect(fact).toMatchObject(expected);
    });

    test('of a large page no more is read than shows that it is one', async () => {
      const { web } = bed();
      await web.answer([{ body: 'page', filling: 5_000_000 }]);
      const fact = await check({ https: [] });
      await web.answer([]);
      expect(fact).toMatchObject({ type: 'check.portal' });
      expect(fact.bytes).toBeLessThan(100_000);
    });

    test('a certificate for another name, and one of an unknown authority: partial', async () => {
      const { host } = bed();
      expect(await check({ https: ['https://wrong.test/generate_204'] })).toMatchObject({
        ...{ type: 'check.partial', problem: 'https wrong.test: ERR_TLS_CERT_ALTNAME_INVALID' },
      });
      const child = spawnNode(host, path('check-child.ts'));
      const one = command();
      child.tell(JSON.stringify({ run: [one] }));
      const fact = await child.lines.waitFor(
        'a fact',
        (line) => typeof line === 'object' && line !== null && 'for' in line && line,
        WITHIN,
      );
      expect(fact).toMatchObject({ type: 'check.partial', problem: expect.stringMatching(/^https check\.test: (UNABLE|SELF_SIGNED)/) });
      await child.stop();
    });

    test('addresses as endpoints, of either family; a resolver that is dead beside them makes it partial', async () => {
      const literal = {
        http: [`http://${CHECK.ipv4}/generate_204`, `http://[${CHECK.ipv6}]/generate_204`],
        https: [`https://${CHECK.ipv4}/generate_204`],
      };
      expect(await check(literal)).toMatchObject({ type: 'check.validated', sent: 3 });
      expect(await check({ ...literal, family: 6 })).toMatchObject({ type: 'check.validated', sent: 2 });
      expect(await check({ ...literal, servers: [] })).toMatchObject({ type: 'check.validated', sent: 2 });
      expect(await check({ ...literal, servers: ['10.20.0.1%x', '127.0.0.1'] })).toMatchObject({ type: 'check.partial' });
    });
  });

  test('without endpoints: assumed while the resolver answers, failed without it', async () => {
    const { lte } = bed();
    const none = { http: [], https: [] };
    for (const family of [4, 6] as const)
      expect(await check({ ...none, family })).toMatchObject({ type: 'check.assumed', sent: 1, lost: 0 });
    expect(await check({ ...none, servers: [`${lte.linkLocal}%wwan0`], family: 4 })).toMatchObject({ type: 'check.assumed' });
    expect(await check({ ...none, servers: [] })).toMatchObject({ type: 'check.failed', problem: 'dns the network gave no resolver' });
    expect(await check({ ...none, servers: ['127.0.0.1'] })).toMatchObject({ type: 'check.failed', problem: 'dns 127.0.0.1 is loopback' });
  });

  test('a budget is not overspent, not by several connections at once either', async () => {
    for (const budget of [0, 200, 3_000, 9_000]) {
      const fact = await check({ budget });
      expect(fact.type).toBe('check.curtailed');
      expect(fact.bytes, String(budget)).toBeLessThanOrEqual(budget);
    }
  });

  test('a newer command takes the place of the older, waiting or running; sixteen run at once, the others after them', async () => {
    const silent = (target: string) =>
      command({ target, servers: [LIAR], http: ['http://silent.web.test/'], https: [], timeout: millis(900) });
    const [old, young] = [silent('same'), command({ target: 'same' })];
    const all = Array.from({ length: 20 }, (_, i) => silent(`t${i}`));
    run(old);
    run(young);
    expect(await answerTo(young)).toMatchObject({ type: 'check.validated' });
    run(...all);
    const took = (await Promise.all(all.map(answerTo))).map((fact) => fact.took);
    expect(Math.max(...took)).toBeLessThan(1_700);
    const answers = bed().child.lines.all.filter((line) => JSON.stringify(line).includes(`"for":"${old.id}"`));
    expect(answers).toEqual([]);
  });

  test('two hundred checks, half of them cut short, leave no descriptor open', async () => {
    await check();
    const before = await descriptors();
    for (let round = 0; round < 20; round += 1) {
      const kept = Array.from({ length: 5 }, (_, i) => command({ target: `kept${i}`, family: i % 2 === 0 ? 4 : 6 }));
      const cut = Array.from({ length: 5 }, (_, i) => command({ target: `kept${i}` }));
      run(...cut);
      run(...kept);
      await Promise.all(kept.map(answerTo));
    }
    // Closing is done by the event loop a moment after the answer.
    let after = await descriptors();
    for (let i = 0; i < 100 && after > before; i += 1) after = await descriptors();
    expect(after).toBeLessThanOrEqual(before);
  });

  test('an interface that is not there is a failure that says so; the end of the checker is silent', async () => {
    expect(await check({ ifname: 'wlan9', http: [`http://${CHECK.ipv4}/`], https: [], servers: [] })).toMatchObject({
      type: 'check.failed',
      problem: expect.stringContaining('ENODEV'),
    });
    const last = command({ servers: [LIAR], http: ['http://silent.web.test/'], https: [] });
    run(last);
    bed().child.tell(JSON.stringify({ close: true }));
    const { lines } = bed().child;
    await lines.waitFor('closed', (line) => typeof line === 'object' && line !== null && 'closed' in line, WITHIN);
    expect(lines.all.filter((line) => JSON.stringify(line).includes(`"for":"${last.id}"`))).toEqual([]);
  });
});
