/** config-3: values of which a node has one set only, the NTP servers and the search list, follow the PvD that the decision puts first. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import type { Network } from '../network.ts';
import { type Decided, type Recorder, record } from '../recorder.ts';
import { cited, expectReplayed, haveRanks, heard } from './evidence.ts';
import { factOf } from './objects.ts';

const [ETH, WLAN] = ['pvd:eth0', 'pvd:wlan0'];
const CONFIG = `
version: 1
linger: 1s
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
`;
const OFFICE_DHCP = { search: ['corp.example', 'lan.example'], ntp: ['192.168.10.3', '192.168.10.4'] };
const node = (d: Decided, id: 'ntp' | 'search') => d.decision.node.find((n) => n.id === id);

suite('config-3: one value for the node', ['lab'], () => {
  let [lab, host, office, recorder, eth]: [Lab?, Host?, Network?, Recorder?, Link?] = [];
  const bed = () => {
    if (!lab || !host || !office || !recorder || !eth) throw new Error('the lab did not open');
    return { lab, host, office, recorder, eth };
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 23 });
    const [m1, first, second] = await Promise.all([
      lab.host('m1'),
      lab.network('office', {
        ipv4: '192.168.10.0/24',
        ipv6: '2001:db8:10::/64',
        internet: false,
        dhcp: OFFICE_DHCP,
        radvd: { dnssl: ['ra.corp.example'] },
      }),
      lab.network('home', {
        ...{ ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64', internet: false },
        dhcp: { search: ['home.example'], ntp: ['192.168.20.3'] },
      }),
    ]);
    [host, office] = [m1, first];
    const links = await Promise.all([lab.connect(m1, first, { as: 'eth0' }), lab.connect(m1, second, { as: 'wlan0' })]);
    eth = links[0];
    await Promise.all(links.map((link) => link.ready()));
    recorder = await record(m1, { config: CONFIG });
    await heard(recorder, first, second);
    await recorder.decided('both are ranked', haveRanks(ETH, WLAN));
  }, 60_000);
  afterAll(async () => {
    await recorder?.stop();
    await lab?.close();
  }, 20_000);

  test('config-3: both come whole from the best PvD, with the rule, the facts that gave them and who lost', async () => {
    const { recorder } = bed();
    const decided = await recorder.decided(
      'the advertised name is there',
      (d) => node(d, 'search')?.values.includes('ra.corp.example') === true,
    );
    const [ntp, search] = [node(decided, 'ntp'), node(decided, 'search')];
    expect(ntp).toMatchObject({ pvd: ETH, values: ['192.168.10.3', '192.168.10.4'], because: { rule: 'rank', by: 'built-in' } });
    expect(search).toMatchObject({ pvd: ETH, values: ['corp.example', 'lan.example', 'ra.corp.example'], because: { rule: 'rank' } });
    expect(cited(recorder, ntp?.because ?? NONE)).toEqual(['lease4.bound eth0']);
    expect(cited(recorder, search?.because ?? NONE).toSorted()).toEqual(['lease4.bound eth0', 'router.advertised eth0']);
    expect(ntp?.because.facts.map((seq) => factOf(recorder, seq))).toMatchObject([{ ntp: ['192.168.10.3', '192.168.10.4'] }]);
    for (const value of [ntp, search]) expect(value?.beaten).toMatchObject([{ pvd: WLAN, rule: 'rank' }]);
    expect(ntp?.beaten.flatMap((b) => cited(recorder, b))).toEqual(['lease4.bound wlan0']);
  });

  test('config-3: they follow to the next PvD when the best goes, and back when it returns', async () => {
    const { recorder, eth } = bed();
    await eth.down();
    const away = await recorder.decided(
      'the node’s values are the second’s',
      (d) => node(d, 'ntp')?.pvd === WLAN && node(d, 'search')?.pvd === WLAN,
    );
    expect(node(away, 'ntp')).toMatchObject({ values: ['192.168.20.3'], because: { rule: 'onlyOne' }, beaten: [] });
    expect(node(away, 'search')).toMatchObject({ values: ['home.example'], because: { rule: 'onlyOne' }, beaten: [] });
    expect(cited(recorder, node(away, 'ntp')?.because ?? NONE)).toEqual(['lease4.bound wlan0']);
    // One decision: the values moved in the tick in which the ranking did.
    expect(away.decision.ranking.find((p) => p.id === `4 ${ETH}`)?.place).toBe(null);
    await eth.up();
    const back = await recorder.decided('they are the first’s again', (d) => node(d, 'ntp')?.pvd === ETH && node(d, 'search')?.pvd === ETH);
    expect(node(back, 'ntp')).toMatchObject({ values: ['192.168.10.3', '192.168.10.4'], because: { rule: 'rank' } });
  });

  test('config-3: one that the best does not give is the next one’s, each by itself', async () => {
    const { recorder, office, host } = bed();
    await office.serve({ dhcp: { search: OFFICE_DHCP.search } });
    await host.run('dhcpcd', ['-n', 'eth0']);
    const bound = await recorder.fact(
      'the lease has no NTP server any more',
      'lease4.bound',
      (f) => f.ifname === 'eth0' && f.ntp.length === 0,
    );
    const decided = await recorder.decided(
      'each by itself',
      (d) => d.seq >= bound.seq && node(d, 'ntp')?.pvd === WLAN && node(d, 'search')?.pvd === ETH,
    );
    expect(node(decided, 'ntp')).toMatchObject({ values: ['192.168.20.3'], because: { rule: 'onlyOne' }, beaten: [] });
    expect(node(decided, 'search')?.because.facts).toContain(bound.seq);
  });

  test('config-3: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});

const NONE = { rule: '', by: '', facts: [] };
