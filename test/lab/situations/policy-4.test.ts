/** policy-4: a real network says things of another one by Router Advertisement, and by policy: it changes itself only, and that is recorded. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Unstamped, world } from '../../../machines/model/facts/index.ts';
import type { PolicyRule } from '../../../machines/model/policy.ts';
import { createLoop } from '../../../streams/loop.ts';
import { ranked } from '../../../streams/ranking.ts';
import { suite } from '../../tools/needs.ts';
import { spawnNode } from '../agent.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Network } from '../network.ts';
import type { OrderInput } from '../ra-sender.ts';
import { type Decided, type Recorder, record } from '../recorder.ts';
import { cited, entriesOf, expectReplayed, haveRanks, heard, objectsOfPvd, placeOf } from './evidence.ts';

const SENDER = fileURLToPath(new URL('../ra-sender.ts', import.meta.url));
const [OFFICE, CAFE] = ['pvd:eth0', 'pvd:wlan0'];
const PREFIX = '2001:db8:10::/64';
const SERVER = '2001:db8:10::1';
const CONFIG = `
version: 1
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
`;

suite('policy-4: one network speaks of another', ['lab'], () => {
  let [lab, cafe, recorder]: [Lab?, Network?, Recorder?] = [];
  const bed = () => {
    if (!lab || !cafe || !recorder) throw new Error('the lab did not open');
    return { lab, cafe, recorder };
  };
  /** The café's own router says it, beside what it says anyway; the number is the fact's. */
  const say = async (advertisement: NonNullable<OrderInput['advertisement']>, holds: (text: string) => boolean): Promise<number> => {
    const { cafe, recorder } = bed();
    const order: OrderInput = { ifname: cafe.device, advertisement: { mac: cafe.mac, ...advertisement } };
    const child = spawnNode(cafe, SENDER, [JSON.stringify(order)]);
    await child.exited;
    const fact = await recorder.fact(
      'what the café said',
      'router.advertised',
      (f) => f.router === cafe.linkLocal && holds(JSON.stringify(f)),
    );
    return fact.seq;
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 13 });
    const [host, office, other] = await Promise.all([
      lab.host('m1'),
      lab.network('office', { ipv4: '192.168.10.0/24', ipv6: PREFIX, radvd: { rdnss: [SERVER], dnssl: ['corp.example'] } }),
      lab.network('cafe', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' }),
    ]);
    cafe = other;
    const links = await Promise.all([lab.connect(host, office, { as: 'eth0' }), lab.connect(host, other, { as: 'wlan0' })]);
    await Promise.all(links.map((link) => link.ready()));
    recorder = await record(host, { config: CONFIG });
    await heard(recorder, office, other);
    await recorder.decided(
      'both networks are ranked',
      (d) => haveRanks(OFFICE, CAFE)(d) && objectsOfPvd(d, OFFICE).some((o) => o.startsWith('search')),
    );
  }, 60_000);
  afterAll(async () => {
    await recorder?.stop();
    await lab?.close();
  }, 20_000);

  /** What it says, what the recorder must have decided then, and the conflict that lists it. */
  const conflict = (d: Decided, kind: string) => d.decision.conflicts.find((c) => c.kind === kind);

  test('policy-4: an end of the other’s prefix ends nothing', async () => {
    const { recorder } = bed();
    const before = entriesOf(recorder, await recorder.status(), OFFICE);
    expect(before.length).toBeGreaterThan(20);
    const seq = await say({ prefixes: [{ prefix: PREFIX, valid: 0, preferred: 0 }] }, (text) => text.includes(PREFIX));
    const after = await recorder.status();
    expect(after.seq).toBeGreaterThanOrEqual(seq);
    expect(entriesOf(recorder, after, OFFICE)).toEqual(before);
    expect(objectsOfPvd(after, CAFE).filter((o) => o.includes(PREFIX))).toEqual([]);
    expect(await recorder.why('route 2001:db8:10::77')).toMatchObject({ answer: OFFICE, because: { rule: 'onLink' } });
  });

  test('policy-4: a claim to the other’s link is its own object, and listed as an overlap that it loses', async () => {
    const { recorder } = bed();
    const before = entriesOf(recorder, await recorder.status(), OFFICE);
    await say({ prefixes: [{ prefix: PREFIX, autonomous: false }] }, (text) =>
      text.includes(`"${PREFIX}","onLink":true,"autonomous":false`),
    );
    const after = await recorder.decided('the overlap is listed', (d) => conflict(d, 'overlap') !== undefined);
    const found = conflict(after, 'overlap');
    expect(found).toMatchObject({
      about: `${PREFIX} and ${PREFIX}`,
      winner: OFFICE,
      loser: CAFE,
      because: { rule: 'rank', by: 'built-in' },
    });
    expect(cited(recorder, found?.because ?? { rule: '', by: '', facts: [] }).toSorted()).toEqual([
      'router.advertised eth0',
      'router.advertised wlan0',
    ]);
    expect(entriesOf(recorder, after, OFFICE)).toEqual(before);
    expect(await recorder.why('route 2001:db8:10::77')).toMatchObject({
      answer: OFFICE,
      because: { rule: 'onLink' },
      losers: [{ pvd: CAFE, rule: 'rank' }],
    });
  });

  test('policy-4: a route over the other’s link is listed as a claim, and the link comes first', async () => {
    const { recorder } = bed();
    const before = entriesOf(recorder, await recorder.status(), OFFICE);
    await say(
      {
        routes: [
          { prefix: '2001:db8:10::/48', preference: 'high' },
          { prefix: '2001:db8:10::/65', preference: 'high' },
        ],
      },
      (text) => text.includes('/65'),
    );
    const after = await recorder.decided(
      'the claims are listed',
      (d) => d.decision.conflicts.filter((c) => c.kind === 'claim' && c.loser === CAFE && c.winner === OFFICE).length === 2,
    );
    for (const claim of after.decision.conflicts.filter((c) => c.kind === 'claim' && c.winner === OFFICE)) {
      expect(claim).toMatchObject({ about: expect.stringMatching(/ covers 2001:db8:10::\/64$/), because: { rule: 'onLinkFirst' } });
      expect(cited(recorder, claim.because).toSorted()).toEqual(['router.advertised eth0', 'router.advertised wlan0']);
    }
    expect(entriesOf(recorder, after, OFFICE)).toEqual(before);
    expect(await recorder.why('route 2001:db8:10::77')).toMatchObject({ answer: OFFICE, because: { rule: 'onLink' } });
  });

  test('policy-4: the other’s DNS server and search name, taken in vain, stay the other’s too', async () => {
    const { recorder } = bed();
    const before = entriesOf(recorder, await recorder.status(), OFFICE);
    await say({ dns: [{ servers: [SERVER] }], search: [{ domains: ['corp.example'] }] }, (text) => text.includes(SERVER));
    const after = await recorder.decided('the café has it as an object of its own', (d) =>
      objectsOfPvd(d, CAFE).some((o) => o.startsWith(`dns ${SERVER}`)),
    );
    expect(objectsOfPvd(after, OFFICE).filter((o) => o.startsWith(`dns ${SERVER}`))).toHaveLength(1);
    const still = await recorder.why('name git.corp.example');
    expect(still).toMatchObject({ answer: OFFICE, because: { rule: 'rank' } });
    expect(still.losers[0]).toMatchObject({ pvd: CAFE, rule: 'rank (search corp.example)' });
    await say({ dns: [{ servers: [SERVER], lifetime: 0 }], search: [{ domains: ['corp.example'], lifetime: 0 }] }, (text) =>
      text.includes(`"${SERVER}","lifetime":0`),
    );
    const end = await recorder.decided('the café’s is gone', (d) => !objectsOfPvd(d, CAFE).some((o) => o.startsWith(`dns ${SERVER}`)));
    const suffix = (d: Decided) => d.decision.resolution.filter((r) => r.suffix === 'corp.example').map((r) => [r.pvd, r.place, r.servers]);
    expect(suffix(end).every(([pvd, place]) => pvd === OFFICE && place === 1)).toBe(true);
    expect(entriesOf(recorder, end, OFFICE)).toEqual(before);
  });

  test.each<[string, PolicyRule]>([
    ['a prohibition of the other', { never: { pvd: OFFICE } }],
    ['a prohibition of a kind of link', { never: { kind: 'ethernet' } }],
    ['a preference against the other', { avoid: { interface: 'eth0' } }],
    ['praise of the other', { prefer: { pvd: OFFICE } }],
  ])('policy-4: of a network’s policy, %s is ignored and recorded', async (_, rule) => {
    const { recorder } = bed();
    const facts = recorder.facts();
    const loop = createLoop();
    for (const fact of facts) loop.take(fact);
    const last = facts.at(-1);
    if (!last) throw new Error('nothing was recorded');
    const before = loop.fold.decision;
    const told: Unstamped = world('policy.loaded', { author: 'network', pvd: CAFE, rules: [rule], from: 'the café' });
    loop.take({ ...told, seq: last.seq + 1, at: last.at });
    const { decision } = loop.fold;
    expect({ ...decision, conflicts: [] }).toEqual({ ...before, conflicts: [] });
    expect(ranked(decision.ranking, 4).map((p) => p.pvd)).toEqual([OFFICE, CAFE]);
    const foreign = decision.conflicts.filter((c) => c.kind === 'foreign');
    expect(foreign.map((c) => [c.about, c.winner])).toEqual([
      ['IPv4', OFFICE],
      ['IPv6', OFFICE],
    ]);
    for (const found of foreign) {
      expect(found.loser).toMatch(/^network pvd:wlan0: (never|avoid|prefer) .* \(rule 1\)$/);
      expect(found.because).toEqual({ rule: 'speaksForItselfOnly', by: 'network pvd:wlan0', facts: [last.seq + 1] });
    }
  });

  test('policy-4: through all this the other network led', async () => {
    const { recorder } = bed();
    const decided = await recorder.status();
    expect([placeOf(decided, OFFICE, 4).place, placeOf(decided, OFFICE, 6).place]).toEqual([1, 1]);
    await expectReplayed(recorder);
  });
});
