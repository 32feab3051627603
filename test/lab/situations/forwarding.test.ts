/**
 * A gateway: what it forwards for the hosts behind it follows the ranked rules as its own traffic does, and moves with them; what
 * another has as its source is not ours to judge (design, «Linux»: forwarding needs the rules without `iif lo`).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import type { Host } from '../host.ts';
import { openTraffic, type Traffic } from '../packets.ts';
import type { Decided } from '../recorder.ts';
import { type Applying, FAMILIES, openApplying } from './applying.ts';
import { expectReplayed, haveRanks, orderOf } from './evidence.ts';
import { applied } from './standing.ts';

const [ETH, WLAN] = ['pvd:eth0', 'pvd:wlan0'];
const CONFIG = `
version: 1
mode: apply
steadiness: { holdDown: 100ms, failBack: 100ms }
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
  lan0: { ignore: true }
`;
const leads =
  (pvd: string) =>
  (d: Decided): boolean =>
    FAMILIES.every((family) => orderOf(d, family)[0] === pvd);

suite('a gateway: forwarded traffic', ['lab'], () => {
  let [bed, traffic, m2]: [Applying<'eth0' | 'wlan0'>?, Traffic?, Host?] = [];
  const there = () => {
    if (!bed || !traffic) throw new Error('the lab did not open');
    return { bed, traffic };
  };
  const packets = (way: string) =>
    ({
      packets: {
        udp4: { to: '203.0.113.80', port: 9 },
        tcp4: { to: '203.0.113.80', port: 9, protocol: 'tcp' },
        udp6: { to: '2001:db8:ffff::80', port: 9 },
      },
      ways: { udp4: way, tcp4: way, udp6: way },
    }) as const;

  beforeAll(async () => {
    bed = await openApplying({
      ...{ seed: 61, config: CONFIG, until: (d) => haveRanks(ETH, WLAN)(d) && leads(ETH)(d) },
      networks: {
        eth0: { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' },
        wlan0: { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' },
      },
      prepare: async (host, lab) => {
        const lan = await lab.network('lan', { internet: false, dhcp: false, radvd: false });
        await lab.connect(host, lan, { as: 'lan0' });
        const settings = ['ipv4/ip_forward', 'ipv6/conf/all/forwarding'].map((name) => `echo 1 > /proc/sys/net/${name}`);
        await host.run('sh', [
          '-euc',
          [...settings, 'ip addr add 10.77.0.1/24 dev lan0', 'ip addr add fd77::1/64 dev lan0 nodad'].join('\n'),
        ]);
        const behind = await lab.host('m2', { client: 'none' });
        await lab.connect(behind, lan, { as: 'eth0' });
        const routes = ['ip route add default via 10.77.0.1', 'ip -6 route add default via fd77::1'];
        await behind.run('sh', [
          '-euc',
          ['ip addr add 10.77.0.2/24 dev eth0', 'ip addr add fd77::2/64 dev eth0 nodad', ...routes].join('\n'),
        ]);
        m2 = behind;
      },
    });
    traffic = await openTraffic(bed.lab, m2 as Host, [bed.at.eth0.link, bed.at.wlan0.link]);
  }, 60_000);
  afterAll(async () => {
    await traffic?.stop();
    await bed?.close();
  }, 20_000);

  test('what hosts behind it send goes by the best network, in both families, and by the next one once that is lost', async () => {
    const { bed, traffic } = there();
    expect(await traffic.ways(packets('eth0').packets)).toEqual(packets('eth0').ways);
    await bed.at.eth0.link.down();
    await applied(bed.recorder, 'the other leads', leads(WLAN));
    expect(await traffic.ways(packets('wlan0').packets)).toEqual(packets('wlan0').ways);
    await bed.at.eth0.link.up();
    await applied(bed.recorder, 'back', leads(ETH));
    expect(await traffic.ways(packets('eth0').packets)).toEqual(packets('eth0').ways);
  });

  test('the log replays to the same decisions', () => expectReplayed(there().bed.recorder));
});
