/** sec-3: the additional information of a PvD (RFC 8801 §4) that is forged, corrupt, for other prefixes or under another name. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { suite } from '../../tools/needs.ts';
import { type NodeChild, spawnNode } from '../agent.ts';
import type { Host } from '../host.ts';
import { CHECK, type CheckWeb, PUBLIC } from '../internet.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Addresses } from '../link.ts';
import type { Network } from '../network.ts';
import type { AnswerInput } from '../web.ts';
import { advertise } from './objects.ts';

const CHILD = fileURLToPath(new URL('../information-child.ts', import.meta.url));
const WITHIN = 20_000;
/** `*.web.test` is what the certificate names; `other.test` leads to the same server; the two networks disagree about the third, and in one of them nobody listens there. */
const [ID, OTHER, SPLIT] = ['cafe.web.test', 'cafe.other.test', 'split.web.test'];
const [PATH, TYPE] = ['/.well-known/pvd', { 'content-type': 'application/pvd+json' }];
const [CAFE, HOME] = ['2001:db8:a::/64', '2001:db8:b::/64'];
const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString();
const good = (some: object = {}): string =>
  JSON.stringify({ identifier: `${ID}.`, expires: IN_AN_HOUR, prefixes: ['2001:db8:a::/48'], dnsZones: ['intra.test'], ...some });
const serving = (body: string, some: Partial<AnswerInput> = {}): readonly AnswerInput[] => [{ path: PATH, headers: TYPE, body, ...some }];

const Fact = z.looseObject({ type: z.string(), for: z.string().optional(), pvd: z.string().optional(), problem: z.string().optional() });
const Status = z.looseObject({
  information: z.array(z.looseObject({ pvd: z.string(), asking: z.string(), holding: z.string(), problem: z.string().nullable() })),
  pvds: z.array(z.looseObject({ id: z.string(), objects: z.array(z.looseObject({ id: z.string(), since: z.number() })) })),
});

suite('sec-3: additional information', ['lab'], () => {
  let [lab, host, cafe, home, web, child, stranger]: [Lab?, Host?, Network?, Network?, CheckWeb?, NodeChild?, NodeChild?] = [];
  let own: { readonly cafe: Addresses; readonly home: Addresses } | undefined;
  let asked = 0;
  const bed = () => {
    if (!lab || !host || !cafe || !home || !web || !child || !stranger || !own) throw new Error('the lab did not open');
    return { lab, host, cafe, home, web, child, stranger, own };
  };
  const start = async (args: readonly string[]): Promise<NodeChild> => {
    const started = spawnNode(host ?? bed().host, CHILD, args);
    await started.lines.waitFor('ready', (line) => z.object({ ready: z.literal(true) }).safeParse(line).success || undefined, WITHIN);
    return started;
  };
  /** One question without the machine, to its answer. */
  const fetch = async (some: { readonly identity?: string; readonly over?: 'cafe' | 'home'; readonly by?: NodeChild } = {}) => {
    const { over = 'cafe', identity = ID, by = bed().child } = some;
    const network = bed()[over];
    const { ipv4, ipv6 } = bed().own[over];
    const id = `${asked++}`;
    const spec = {
      ...{ id, pvd: `pvd:${identity}@${id}`, generation: 1, identity, sequence: 1 },
      ifname: over === 'cafe' ? 'eth0' : 'wlan0',
      sources: [ipv6, ipv4],
      servers: [network.router6],
    };
    by.tell(`fetch ${JSON.stringify(spec)}`);
    return by.lines.waitFor(
      `the answer to ${id}`,
      (line) => {
        const said = z.object({ answer: Fact }).safeParse(line);
        return said.success && said.data.answer.for === id ? said.data.answer : undefined;
      },
      WITHIN,
    );
  };
  const fact = (what: string, holds: (fact: z.infer<typeof Fact>) => boolean, from = 0) =>
    bed().child.lines.waitFor(
      what,
      (line) => {
        const said = z.object({ fact: Fact }).safeParse(line);
        return said.success && holds(said.data.fact) ? said.data.fact : undefined;
      },
      WITHIN,
      from,
    );
  const ask = async <T>(line: string, schema: z.ZodType<T>): Promise<T> => {
    const { child } = bed();
    const from = child.lines.all.length;
    child.tell(line);
    return child.lines.waitFor(line, (said) => schema.safeParse(said).data, WITHIN, from);
  };
  const status = async () => (await ask('status', z.object({ status: Status }))).status;
  const Why = z.object({ why: z.looseObject({ details: z.looseObject({ objects: z.array(z.string()), information: z.string() }) }) });
  const why = async (pvd: string) => (await ask(`why ${pvd}`, Why)).why.details;
  const objectsOf = async (pvd: string) => (await status()).pvds.find((p) => p.id === pvd)?.objects.map((o) => o.id) ?? [];

  beforeAll(async () => {
    lab = await openLab({ seed: 33 });
    const internet = await lab.internet({ zones: { 'other.test': [CHECK.ipv4, CHECK.ipv6] } });
    [host, cafe, home, web] = await Promise.all([
      lab.host('m1'),
      lab.network('cafe', { ipv4: '192.168.10.0/24', ipv6: CAFE, records: { [SPLIT]: [PUBLIC.server4, PUBLIC.server6] } }),
      lab.network('home', { ipv4: '192.168.20.0/24', ipv6: HOME, records: { [SPLIT]: [CHECK.ipv4, CHECK.ipv6] } }),
      internet.web(),
    ]);
    const links = await Promise.all([lab.connect(host, cafe, { as: 'eth0' }), lab.connect(host, home, { as: 'wlan0' })]);
    const [first, second] = await Promise.all(links.map((link) => link.ready()));
    if (!first || !second) throw new Error('no addresses');
    own = { cafe: first, home: second };
    [child, stranger] = await Promise.all([start([web.ca]), start([])]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([child?.stop(), stranger?.stop()]);
    await lab?.close();
  }, 20_000);

  test('a good one is received', async () => {
    await bed().web.answer(serving(good({ noInternet: true, 'vendor-x': {} })));
    expect(await fetch()).toMatchObject({
      ...{ type: 'information.received', class: 'answer', identity: ID, prefixes: ['2001:db8:a::/48'], dnsZones: ['intra.test'] },
      ...{ noInternet: true, ignored: ['vendor-x'] },
    });
    const [request] = (await bed().web.requests()).slice(-1);
    expect(request).toMatchObject({ secure: true, method: 'GET', host: ID, path: PATH, headers: { accept: 'application/pvd+json' } });
    // RFC 8801 §7: nothing that tells one host from another.
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host']);
  });

  test('RFC 8801 §4.1: each PvD is asked over itself alone: its interface, its address, its name server', async () => {
    const { web, own } = bed();
    const before = (await web.requests()).length;
    expect(await fetch({ identity: SPLIT, over: 'home' })).toMatchObject({ type: 'information.refused' });
    expect(await fetch({ identity: SPLIT, over: 'cafe' })).toMatchObject({ type: 'information.unreached' });
    await fetch({ over: 'cafe' });
    expect((await web.requests()).slice(before).map((r) => [r.host, r.from])).toEqual([
      [SPLIT, own.home.ipv6],
      [ID, own.cafe.ipv6],
    ]);
  });

  test.each<[string, readonly AnswerInput[], string]>([
    ['no JSON', serving('<!doctype html>'), 'it is no JSON'],
    ['cut off', serving(good().slice(0, 40)), 'it is no JSON'],
    ['too long', serving(good(), { filling: 200_000 }), 'it has more than 65536 bytes'],
    ['under another name', serving(good({ identifier: 'evil.web.test' })), 'its identifier is "evil.web.test" and not cafe.web.test'],
    ['expired', serving(good({ expires: '2020-05-23T06:00:00Z' })), 'it has expired'],
    ['of another type', serving(good(), { headers: { 'content-type': 'text/html' } }), 'its type is "text/html"'],
    ['an error', serving('', { status: 404 }), 'HTTP status 404'],
    ['redirected to plain HTTP', serving('', { status: 302, headers: { location: `http://${ID}/x` } }), 'it was redirected to http://'],
    ['redirected for ever', serving('', { status: 302, headers: { location: PATH } }), 'it was redirected more than 3 times'],
  ])('sec-3: refused: %s', async (_what, answers, problem) => {
    await bed().web.answer(answers);
    expect(await fetch()).toMatchObject({ type: 'information.refused', problem: expect.stringContaining(problem) });
  });

  test('sec-3: a certificate for another name is refused, and nothing is asked', async () => {
    const { web } = bed();
    await web.answer(serving(good({ identifier: OTHER })));
    const before = (await web.requests()).length;
    expect(await fetch({ identity: OTHER })).toMatchObject({ type: 'information.refused', problem: expect.stringContaining('altname') });
    expect((await web.requests()).length).toBe(before);
  });

  test('sec-3: a certificate of an authority that nobody trusts is refused, and nothing is asked', async () => {
    const { web, stranger } = bed();
    await web.answer(serving(good()));
    const before = (await web.requests()).length;
    expect(await fetch({ by: stranger })).toMatchObject({ type: 'information.refused', problem: expect.stringMatching(/certificate/) });
    expect((await web.requests()).length).toBe(before);
  });

  test('no address and no connection are no refusal: it is tried again', async () => {
    expect(await fetch({ identity: 'nobody.invalid.test' })).toMatchObject({
      problem: expect.stringContaining('no server of this network'),
    });
    const refused = await fetch({ identity: SPLIT });
    expect(refused).toMatchObject({ type: 'information.unreached', problem: expect.stringContaining('ECONNREFUSED') });
  });

  const offer = (sequence: number, prefix = CAFE) => ({
    mac: bed().cafe.mac,
    prefixes: [{ prefix }],
    pvds: [{ id: ID, http: true, sequence, nested: { dns: [{ servers: [bed().cafe.router6 ?? ''] }] } }],
  });
  const PVD = `pvd:${ID}@eth0`;

  test('config-4: an advertisement with the H flag makes the host ask; what it learns belongs to that PvD, with its reason', async () => {
    const { web, cafe } = bed();
    await cafe.serve({ radvd: false });
    await web.answer(serving(good({ noInternet: true })));
    await advertise(cafe, offer(1));
    const received = await fact('it is received', (f) => f.type === 'information.received' && f.pvd === PVD);
    const { pvds } = await status();
    const informed = pvds.flatMap((p) => p.objects.filter((o) => o.id.includes(' information ')).map((o) => [p.id, o.id, o.since]));
    expect(informed).toEqual([
      [PVD, `noInternet true information ${ID}`, received.seq],
      [PVD, `zone intra.test information ${ID}`, received.seq],
    ]);
    const details = await why(PVD);
    expect(details.objects).toContain(`zone intra.test information ${ID}`);
    // It says of itself that it does not lead to the Internet, so nothing goes there by default (§4.3).
    expect(details).toMatchObject({ information: 'held, waiting', IPv6: 'not ranked: noInternet' });
  });

  test('config-4: the same identity on another interface asks for itself, over that one, and what it learns is that PvD’s', async () => {
    const { web, home, own } = bed();
    await home.serve({ radvd: false });
    const before = (await web.requests()).length;
    await web.answer(serving(good({ prefixes: ['2001:db8:b::/48'], dnsZones: ['home.test'] })));
    const servers = [home.router6 ?? ''];
    await advertise(home, { mac: home.mac, prefixes: [{ prefix: HOME }], pvds: [{ id: ID, http: true, nested: { dns: [{ servers }] } }] });
    await fact('it is received', (f) => f.type === 'information.received' && f.pvd === `pvd:${ID}@wlan0`);
    expect((await web.requests()).slice(before).map((r) => [r.host, r.from])).toEqual([[ID, own.home.ipv6]]);
    const zones = async (pvd: string) => (await objectsOf(pvd)).filter((id) => id.startsWith('zone '));
    expect([await zones(PVD), await zones(`pvd:${ID}@wlan0`)]).toEqual([
      [`zone intra.test information ${ID}`],
      [`zone home.test information ${ID}`],
    ]);
  });

  test('sec-3: the next one, for other prefixes, is refused with what is wrong; of the old one nothing stays, for its sequence number is past', async () => {
    const { web, cafe, child } = bed();
    await web.answer(serving(good({ prefixes: ['2001:db8:dead::/48'] })));
    const from = child.lines.all.length;
    await advertise(cafe, offer(2));
    await fact('it is received', (f) => f.type === 'information.received' && f.pvd === PVD && f.sequence === 2, from);
    const { information } = await status();
    expect(information.filter((i) => i.pvd === PVD)).toMatchObject([
      { pvd: PVD, asking: 'waiting', holding: 'nothing', problem: `it does not cover the advertised ${CAFE}` },
    ]);
    expect((await objectsOf(PVD)).filter((id) => id.includes(' information '))).toEqual([]);
    expect((await why(PVD)).information).toBe(`nothing, waiting: it does not cover the advertised ${CAFE}`);
  });

  test('the log replays to the same decisions and questions', async () => {
    const Replayed = z.object({ replayed: z.looseObject({ kind: z.string() }), facts: z.number() });
    expect((await ask('replay', Replayed)).replayed).toEqual({ kind: 'equal' });
  });
});
