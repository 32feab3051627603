/** policy-2 and policy-3: user and operator disagree about two real networks; the declared order decides, and the conflict says so. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import { type Decided, record } from '../recorder.ts';
import { cited, expectReplayed, haveRanks, orderOf, placeOf } from './evidence.ts';

const [ETH, WLAN] = ['pvd:eth0', 'pvd:wlan0'];
const INTERFACES = 'interfaces: { eth0: { kind: ethernet }, wlan0: { kind: wifi } }';
const DISAGREE = 'policies: { user: [{ prefer: { kind: wifi } }], operator: [{ avoid: { kind: wifi } }] }';
const FORBIDDEN = 'policies: { user: [{ prefer: { kind: wifi } }], operator: [{ never: { kind: wifi } }] }';
const [USER, OPERATOR] = ['user: prefer kind wifi (rule 1)', 'operator: avoid kind wifi (rule 1)'];

suite('policy-2, policy-3: user and operator disagree', ['lab'], () => {
  let [lab, host]: [Lab?, Host?] = [];
  const bed = () => {
    if (!lab || !host) throw new Error('the lab did not open');
    return host;
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 14 });
    const [m1, office, cafe] = await Promise.all([
      lab.host('m1'),
      lab.network('office', { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' }),
      lab.network('cafe', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' }),
    ]);
    host = m1;
    const links = await Promise.all([lab.connect(m1, office, { as: 'eth0' }), lab.connect(m1, cafe, { as: 'wlan0' })]);
    await Promise.all(links.map((link) => link.ready()));
  }, 60_000);
  afterAll(async () => lab?.close(), 20_000);

  test.each<[string, string, readonly string[], string, string]>([
    ['policy-2: the user comes before the operator by default', '', [WLAN, ETH], USER, OPERATOR],
    ['policy-3: with the operator first, its word on overloaded networks wins', 'authority: [operator, user]', [ETH, WLAN], OPERATOR, USER],
    ['policy-2: an author who is not named comes last', 'authority: [operator]', [ETH, WLAN], OPERATOR, USER],
  ])('%s', async (_, authority, order, winner, loser) => {
    await using recorder = await record(bed(), { config: ['version: 1', INTERFACES, DISAGREE, authority].join('\n') });
    const decided = await recorder.decided('both networks are ranked', haveRanks(ETH, WLAN));
    const [by = '', rule = ''] = winner.split(': ');
    for (const family of [4, 6] as const) {
      expect(orderOf(decided, family)).toEqual(order);
      const best = placeOf(decided, `${order[0]}`, family);
      expect(best.because).toMatchObject({ by, rule });
      expect(best.beaten).toMatchObject([{ pvd: order[1], by, rule }]);
      expect(cited(recorder, best.because)).toEqual(['policy.loaded']);
    }
    const conflicts = decided.decision.conflicts.filter((c) => c.kind === 'policy');
    expect(conflicts).toMatchObject(['IPv4', 'IPv6'].map((about) => ({ about, winner, loser, because: { by, rule } })));
    expect(await recorder.why('route 203.0.113.80')).toMatchObject({
      answer: order[0],
      because: { by, rule },
      losers: [{ pvd: order[1] }],
    });
    await expectReplayed(recorder);
  });

  test('policy-2: a prohibition comes before a preference, whoever is stronger', async () => {
    await using recorder = await record(bed(), { config: ['version: 1', INTERFACES, FORBIDDEN].join('\n') });
    const isKnown = ({ decision }: Decided) => decision.ranking.filter((p) => p.because.by === 'operator').length === 2;
    const decided = await recorder.decided('the operator’s word is known for both families', isKnown);
    const never = { rule: 'never kind wifi (rule 1)', by: 'operator' };
    for (const family of [4, 6] as const) {
      expect(orderOf(decided, family)).toEqual([ETH]);
      expect(placeOf(decided, WLAN, family)).toMatchObject({ place: null, because: never });
    }
    expect(decided.decision.conflicts.filter((c) => c.kind === 'policy')).toMatchObject(
      ['IPv4', 'IPv6'].map((about) => ({ about, winner: 'operator: never kind wifi (rule 1)', loser: USER, because: never })),
    );
    expect(await recorder.why('pvd pvd:wlan0')).toMatchObject({
      details: { IPv4: 'not ranked: never kind wifi (rule 1)' },
      because: never,
    });
    await expectReplayed(recorder);
  });
});
