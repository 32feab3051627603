/** dns-2: which network's server is asked for which name, as rules with their reasons, on two real networks. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reverseZones } from '../../../machines/model/address.ts';
import { suite } from '../../tools/needs.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import { type Recorder, record } from '../recorder.ts';
import { cited, expectReplayed, haveRanks, heard } from './evidence.ts';

const OFFICE = { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' };
const HOME = { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' };
const VPN = { ipv4: '10.30.0.0/24', ipv6: '2001:db8:30::/64' };
const CONFIG = `
version: 1
linger: 1s
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
  vpn0: { kind: tun }
names:
  - { suffix: ordered.example, pvd: pvd:wlan0 }
  - { suffix: vault.example, pvd: pvd:vpn0, exclusive: true }
`;
/** The name of the host that is number 5 of a prefix. */
const reverse4 = (prefix: string) => `5.${reverseZones(prefix)[0]}`;
const reverse6 = (prefix: string) => `5${'.0'.repeat(15)}.${reverseZones(prefix)[0]}`;

suite('dns-2: private names on two real networks', ['lab'], () => {
  let [lab, host, recorder, vpn]: [Lab?, Host?, Recorder?, Link?] = [];
  const bed = () => {
    if (!lab || !host || !recorder || !vpn) throw new Error('the lab did not open');
    return { lab, host, recorder, vpn };
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 11 });
    const [office, home, tunnel] = await Promise.all([
      lab.network('office', {
        ...OFFICE,
        domain: 'corp.example',
        records: { 'git.corp.example': '192.168.10.5' },
        dhcp: { search: ['corp.example', 'both.example', 'ordered.example'] },
        radvd: { dnssl: ['ra.example'] },
      }),
      lab.network('home', {
        ...HOME,
        domain: 'eng.corp.example',
        records: { 'build.eng.corp.example': '192.168.20.5' },
        dhcp: { search: ['eng.corp.example', 'both.example', 'ordered.example'] },
      }),
      lab.network('tunnel', { ...VPN, dhcp: { router: false }, internet: false }),
    ]);
    host = await lab.host('m1');
    const [eth, wlan] = await Promise.all([lab.connect(host, office, { as: 'eth0' }), lab.connect(host, home, { as: 'wlan0' })]);
    await Promise.all([eth.ready(), wlan.ready()]);
    recorder = await record(host, { config: CONFIG });
    await heard(recorder, office, home);
    await recorder.decided('both networks are ranked', haveRanks('pvd:eth0', 'pvd:wlan0'));
    vpn = await lab.connect(host, tunnel, { as: 'vpn0' });
    await vpn.down();
  }, 60_000);
  afterAll(async () => {
    await recorder?.stop();
    await lab?.close();
  }, 20_000);

  test.each<[string, string, string | null, string, string, readonly string[]]>([
    ['a search name of DHCP is its network’s', 'git.corp.example', 'pvd:eth0', 'corp.example', 'onlyOne', ['longestSuffix (default .)']],
    ['a DNSSL name of an advertisement is its network’s', 'x.ra.example', 'pvd:eth0', 'ra.example', 'onlyOne', []],
    [
      'the longest suffix wins, although the other network ranks higher',
      'build.eng.corp.example',
      'pvd:wlan0',
      'eng.corp.example',
      'onlyOne',
      ['longestSuffix (search corp.example)'],
    ],
    [
      'a suffix that both serve is asked of the better one',
      'x.both.example',
      'pvd:eth0',
      'both.example',
      'rank',
      ['rank (search both.example)'],
    ],
    [
      'a rule of a person comes before what networks say',
      'x.ordered.example',
      'pvd:wlan0',
      'ordered.example',
      'preference',
      ['preference (search ordered.example)'],
    ],
    ['a public name is asked of the best network', 'www.example.net', 'pvd:eth0', '.', 'rank', ['rank (default .)']],
    ['the reverse zone of an IPv4 prefix is its PvD’s', reverse4(HOME.ipv4), 'pvd:wlan0', '20.168.192.in-addr.arpa', 'onlyOne', []],
    ['the reverse zone of an IPv6 prefix is its PvD’s', reverse6(HOME.ipv6), 'pvd:wlan0', `${reverseZones(HOME.ipv6)[0]}`, 'onlyOne', []],
    ['so is the better network’s own', reverse6(OFFICE.ipv6), 'pvd:eth0', `${reverseZones(OFFICE.ipv6)[0]}`, 'onlyOne', []],
  ])('dns-2: %s', async (_, name, pvd, suffix, rule, losers) => {
    const { recorder } = bed();
    const why = await recorder.why(`name ${name}`);
    expect(why).toMatchObject({ answer: pvd, details: { suffix }, because: { rule, by: 'built-in' } });
    expect(why.losers.map((loser) => loser.rule)).toEqual(expect.arrayContaining([...losers]));
    expect(why.losers.length).toBeGreaterThan(0);
    expect(why.because.facts.length).toBeGreaterThan(0);
  });

  test('dns-2: a reason cites the lease or the advertisement that gave the name', async () => {
    const { recorder } = bed();
    const of = async (name: string) => cited(recorder, (await recorder.why(`name ${name}`)).because);
    expect(await of('git.corp.example')).toEqual(['lease4.bound eth0']);
    expect(await of('x.ra.example')).toEqual(['router.advertised eth0']);
    expect(await of('x.both.example')).toEqual(['lease4.bound eth0', 'lease4.bound wlan0']);
    expect(await of('x.ordered.example')).toEqual(['settings.loaded', 'lease4.bound eth0']);
  });

  test('dns-2: the server that would be asked knows the name, the one that lost does not', async () => {
    const { recorder, host } = bed();
    for (const [name, address, loser] of [
      ['git.corp.example', '192.168.10.5', '192.168.20.1'],
      ['build.eng.corp.example', '192.168.20.5', '192.168.10.1'],
    ] as const) {
      const { servers } = (await recorder.why(`name ${name}`)).details;
      const server = Array.isArray(servers) ? servers.find((s: string) => s.includes('.')) : undefined;
      expect(server).toMatch(/^192\.168\./);
      expect((await host.run('busybox', ['nslookup', name, server])).stdout).toContain(`Address: ${address}`);
      await expect(host.run('busybox', ['nslookup', name, loser])).rejects.toThrow(/NXDOMAIN/);
    }
  });

  test('dns-2: an exclusive name is asked nowhere while its network is away, and there alone while it is here', async () => {
    const { recorder, vpn } = bed();
    const closed = { answer: null, details: { suffix: 'vault.example', kind: 'policy', servers: [] }, because: { rule: 'onlyOne' } };
    const before = await recorder.why('name db.vault.example');
    expect(before).toMatchObject(closed);
    expect(cited(recorder, before.because)).toEqual(['settings.loaded']);
    expect(before.losers.map((l) => [l.pvd, l.rule])).toEqual([
      ['pvd:eth0', 'longestSuffix (default .)'],
      ['pvd:wlan0', 'longestSuffix (default .)'],
    ]);
    await vpn.up();
    const isOpen = (servers: readonly string[]) => servers.includes('10.30.0.1');
    await recorder.decided('the tunnel’s server has the name', ({ decision }) =>
      decision.resolution.some((r) => r.kind === 'policy' && r.suffix === 'vault.example' && r.family === 4 && isOpen(r.servers)),
    );
    expect(await recorder.why('name db.vault.example')).toMatchObject({ answer: 'pvd:vpn0', because: { rule: 'onlyOne' } });
    await vpn.down();
    await recorder.decided('the name is closed again', ({ decision }) =>
      decision.resolution.every((r) => r.suffix !== 'vault.example' || (r.kind === 'policy' && r.servers.length === 0)),
    );
    expect(await recorder.why('name db.vault.example')).toMatchObject(closed);
  });

  test.each([
    ['printer.local', 'local'],
    ['a.test', 'test'],
    ['localhost', 'localhost'],
    ['intranet', 'single label'],
  ])('dns-2: %s is asked of nobody (RFC 6761)', async (name, never) => {
    expect(await bed().recorder.why(`name ${name}`)).toMatchObject({
      answer: null,
      details: { never },
      because: { rule: 'specialUseName' },
    });
  });

  test('dns-2: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
