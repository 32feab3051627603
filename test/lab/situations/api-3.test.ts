/**
 * api-3: programs that know nothing of multihome: the C library, curl, node by either of its ways, dig with and without EDNS, by UDP
 * and TCP, are led to the resolver and served; what resolv.conf was before is there again at the end. And what can go wrong: the
 * port is in use, resolv.conf cannot be written, servers that lie, refuse, or are not there.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import type { Capture } from '../capture.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import { openNameserver, startNameserver } from '../nameserver.ts';
import type { Network } from '../network.ts';
import { type Recorder, record } from '../recorder.ts';
import { openWeb } from '../web.ts';
import { ETH, isAt } from './checked.ts';
import { curl, dig, getent, inNode, RESOLVER } from './clients.ts';
import { expectReplayed } from './evidence.ts';
import { applied } from './standing.ts';

const OFFICE = { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' };
const DNS = '192.168.10.53';
const GIT = ['192.168.10.1', '2001:db8:10::1'];
/** More than a datagram holds, with EDNS or without. */
const MANY = Array.from({ length: 120 }, (_, i) => `10.9.0.${i + 1}`);
const SOME = MANY.slice(0, 40);
const RECORDS = { 'git.corp.example': GIT, 'some.corp.example': SOME, 'many.corp.example': MANY };
/** Nobody is there, one that lies about truncation, one that refuses; and one that is good. */
const CROOKED = ['192.168.20.9', '192.168.20.66', '192.168.20.67'];
const GOOD = '192.168.20.1';
const CONFIG = 'version: 1\nmode: apply\ninterfaces: { eth0: { kind: ethernet } }\n';
const BEFORE = '# of an administrator\nnameserver 192.0.2.53\n';

suite('api-3: programs that know nothing', ['lab'], () => {
  let made: { readonly lab: Lab; readonly office: Network; readonly crooked: Network } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    const lab = await openLab({ seed: 88 });
    const [office, crooked, authority] = await Promise.all([
      lab.network('office', {
        ...{ ...OFFICE, internet: false, dhcp: { dns: [DNS], search: ['corp.example'] }, radvd: { rdnss: [] } },
      }),
      lab.network('crooked', {
        ...{ ipv4: '192.168.20.0/24', internet: false, records: { 'www.example.net': '203.0.113.80' } },
        dhcp: { dns: [...CROOKED, GOOD] },
      }),
      lab.authority(),
    ]);
    const certificate = await authority.issue(['git.corp.example']);
    await Promise.all([
      openWeb(office.space, ['::'], certificate, [{ body: 'git' }]),
      openNameserver(office, { addresses: [DNS], records: RECORDS }),
      openNameserver(crooked, { addresses: CROOKED.slice(1, 2), manner: 'cut' }),
      openNameserver(crooked, { addresses: CROOKED.slice(2), manner: 'refused' }),
    ]);
    made = { lab, office, crooked };
  }, 60_000);
  afterAll(async () => made?.lab.close(), 20_000);

  type Machine = { readonly host: Host; readonly recorder: Recorder };
  async function come(
    name: string,
    network: Network,
    prepare: (host: Host, link: Link) => Promise<unknown> = async () => {},
  ): Promise<Machine> {
    const { lab, office } = bed();
    const host = await lab.host(name, { client: 'none' });
    host.write('/etc/resolv.conf', BEFORE);
    await prepare(host, await lab.connect(host, network, { as: 'eth0' }));
    const recorder = await record(host, { config: CONFIG });
    network.advertiseNow();
    await applied(recorder, 'the network is at work', isAt(ETH, 'assumed', network === office ? [4, 6] : [4]));
    return { host, recorder };
  }
  let first: Machine | undefined;
  const m1 = () => {
    if (!first) throw new Error('the first host did not come');
    return first;
  };

  test('api-3: programs are led to the resolver', async () => {
    first = await come('m1', bed().office);
    await first.recorder.fact('they are led there', 'names.published', (f) => f.publication.to === 'resolv.conf');
    expect(first.host.read('/etc/resolv.conf')).toMatch(/^nameserver 127\.0\.0\.55\nnameserver ::1\nsearch corp\.example$/m);
  });

  test.each(['git.corp.example', 'git'])('api-3: the C library, curl and node find %s by it', async (name) => {
    const { host } = m1();
    expect((await getent(host, name)).toSorted()).toEqual(GIT.toSorted());
    expect(await curl(host, `http://${name}/`)).toBe('git');
    expect(await inNode(host, `dns.lookup('${name}', { family: 4 })`)).toEqual({ address: GIT[0], family: 4 });
  });

  test.each<[string, unknown]>([
    ["dns.resolve4('git.corp.example')", [GIT[0]]],
    ["dns.resolve6('git.corp.example')", [GIT[1]]],
    ["dns.resolve4('nobody.corp.example')", 'ENOTFOUND'],
    ["dns.lookup('nobody.corp.example')", 'ENOTFOUND'],
    ["dns.lookup('localhost', { family: 4 })", { address: '127.0.0.1', family: 4 }],
  ])('api-3: node’s %s', async (expression, told) => {
    expect(await inNode(m1().host, expression)).toEqual(told);
  });

  test.each<[string, readonly string[], number, boolean]>([
    ['UDP, with a name of the search list', ['+search', 'git'], 1, false],
    ['UDP over IPv6', ['@::1', 'git.corp.example'], 1, false],
    ['UDP with EDNS', ['some.corp.example', '+bufsize=1232'], SOME.length, false],
    ['UDP without EDNS, cut and asked again by TCP', ['some.corp.example', '+noedns'], SOME.length, false],
    ['UDP without EDNS, cut', ['some.corp.example', '+noedns', '+ignore'], 0, true],
    ['TCP', ['many.corp.example', '+tcp'], MANY.length, false],
    ['UDP with EDNS, cut and asked again by TCP', ['many.corp.example', '+bufsize=1232'], MANY.length, false],
    ['UDP with EDNS, cut', ['many.corp.example', '+bufsize=1232', '+ignore'], 0, true],
    ['UDP with DO', ['git.corp.example', '+dnssec'], 1, false],
    ['UDP with a cookie and an option that nobody knows', ['git.corp.example', '+cookie', '+ednsopt=65001:00'], 1, false],
    ['one TCP connection, twice', ['+tcp', '+keepopen', 'git.corp.example', 'A', 'many.corp.example', 'A'], MANY.length + 1, false],
  ])('api-3: dig by %s', async (_what, words, count, isCut) => {
    const { told, flags } = await dig(m1().host, ...words);
    expect([told.length, flags.includes('tc')]).toEqual([count, isCut]);
  });

  test('api-3: what was in resolv.conf is there again when the agent stops', async () => {
    const { host, recorder } = m1();
    await expectReplayed(recorder);
    await recorder.stop();
    expect(host.read('/etc/resolv.conf')).toBe(BEFORE);
  });

  test('api-3: another resolver is on the port: a clear notice, and programs are not led there', async () => {
    const taken = (host: Host) => startNameserver(host, { addresses: [RESOLVER, '::1'] });
    const { host, recorder } = await come('m2', bed().office, taken);
    const { addresses, problem } = await recorder.fact('where it listens', 'resolver.listening');
    const why = 'another resolver listens there; stop it, or configure another address (EADDRINUSE)';
    expect([addresses, problem]).toEqual([[], expect.stringContaining(`${RESOLVER}:53: ${why}`)]);
    expect(recorder.notices()).toContainEqual(expect.stringContaining(`[::1]:53: ${why}`));
    expect((await recorder.status()).decision.publications).toEqual([]);
    expect(host.read('/etc/resolv.conf')).toBe(BEFORE);
    await expectReplayed(recorder);
    await recorder.stop();
  });

  test('api-3: resolv.conf that cannot be written is a conflict that says so; the resolver serves all the same', async () => {
    const { host, recorder } = await come('m3', bed().office, async ({ run }) => {
      await run('mount', ['--bind', '/etc/resolv.conf', '/etc/resolv.conf']);
      await run('mount', ['-o', 'remount,ro,bind', '/etc/resolv.conf']);
    });
    const { problem, code } = await recorder.fact('it is told', 'command.failed', (f) => f.command === 'names.publish');
    expect([code, problem]).toEqual(['EROFS', expect.stringContaining('/etc/resolv.conf')]);
    const told = await recorder.decided('the conflict', (d) => d.decision.conflicts.some((c) => c.about.includes('resolv.conf')));
    expect(told.decision.conflicts.filter((c) => c.about.includes('resolv.conf'))).toMatchObject([
      { kind: 'command', because: { rule: 'EROFS' } },
    ]);
    expect((await dig(host, 'git.corp.example', 'A')).told).toEqual([GIT[0]]);
    expect(host.read('/etc/resolv.conf')).toBe(BEFORE);
    await expectReplayed(recorder);
    await recorder.stop();
    expect(host.read('/etc/resolv.conf')).toBe(BEFORE);
  });

  test('api-3: of servers that are not there, cut by TCP too, or refuse, the next best is asked, and then first', async () => {
    let wire: Capture | undefined;
    const { host, recorder } = await come('m4', bed().crooked, async (_, link) => {
      wire = await bed().lab.capture(link);
    });
    const askedFor = async (name: string) => {
      const lines = (await wire?.packets('udp dst port 53')) ?? [];
      return [...new Set(lines.flatMap((line) => (line.toLowerCase().includes(name) ? (/> (\S+)\.53: /.exec(line)?.[1] ?? []) : [])))];
    };
    expect((await dig(host, 'www.example.net', 'A')).told).toEqual(['203.0.113.80']);
    // The first is looked for with ARP only, and in vain.
    expect(await askedFor('www.example.net')).toEqual([...CROOKED.slice(1), GOOD]);
    expect(await wire?.packets(`arp and host ${CROOKED[0]}`)).not.toEqual([]);
    expect(await wire?.packets(`tcp dst port 53 and dst host ${CROOKED[1]}`)).not.toEqual([]);
    expect((await dig(host, 'more.example.net', 'A')).status).toBe('NXDOMAIN');
    expect(await askedFor('more.example.net')).toEqual([GOOD]);
    await wire?.stop();
    await expectReplayed(recorder);
    await recorder.stop();
  });
});
