/**
 * api-3: systemd-resolved has the node's names, and is told by its bus what was decided of each link: servers, names, who takes all
 * others. It asks each name by the right wire, follows when a link is lost, is told anew when it starts anew, and forgets us at the end.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { waitUntil } from '../exec.ts';
import type { NetworkOptions } from '../network.ts';
import { type Recorder, record } from '../recorder.ts';
import { type Applying, openApplying } from '../situations/applying.ts';
import { both, ETH, isAt, lastSeq, leads, WLAN } from '../situations/checked.ts';
import { dig, getent, wiresOf } from '../situations/clients.ts';
import { expectReplayed } from '../situations/evidence.ts';
import { applied } from '../situations/standing.ts';
import { startBus } from './bus.ts';
import { type Resolved, startResolved } from './resolved.ts';

const STUB = '127.0.0.53';
const DEVICES = ['eth0', 'wlan0'] as const;
const CONFIG = `version: 1
mode: apply
resolver: { publish: auto }
linger: 1s
steadiness: { holdDown: 100ms, failBack: 100ms }
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
names:
  - { suffix: lab.example, pvd: "pvd:wlan0" }
`;
const ENCRYPTED = `version: 1
mode: apply
resolver: { publish: systemd-resolved, listen: [] }
interfaces:
  eth0: { kind: ethernet, static: { dns: ["192.168.10.53#dns.corp.example"] } }
  wlan0: { ignore: true }
`;
const NETWORKS: Readonly<Record<'eth0' | 'wlan0', NetworkOptions>> = {
  eth0: {
    ...{ ipv4: '192.168.10.0/24', radvd: false, dhcp: { search: ['corp.example'] } },
    records: { 'git.corp.example': '192.168.10.5', 'www.example.net': '203.0.113.80' },
  },
  wlan0: {
    ...{ ipv4: '192.168.20.0/24', radvd: false, dhcp: { search: ['cafe.example'] } },
    records: { 'menu.cafe.example': '192.168.20.5', 'x.lab.example': '192.168.20.6', 'www.example.net': '203.0.113.66' },
  },
};
const QUESTIONS = ['dns', 'domain', 'default-route'] as const;

suite('systemd-resolved, fed per link', ['lab', 'systemd-resolved'], () => {
  let [made, daemon]: [Applying<'eth0' | 'wlan0'> | undefined, Resolved | undefined] = [undefined, undefined];
  const bed = () => {
    if (!made || !daemon) throw new Error('the lab did not open');
    return { ...made, resolved: daemon };
  };
  const askedOn = (name: string) => wiresOf(bed().traffic, DEVICES, name);
  /** What it says of both links, once it is this. */
  const says = (expected: Readonly<Record<'eth0' | 'wlan0', readonly string[]>>): Promise<unknown> => {
    const look = async () => {
      const all = DEVICES.map(async (device) => {
        const told = await Promise.all(QUESTIONS.map((about) => bed().resolved.says(about, device)));
        return [device, told.flat()] as const;
      });
      return JSON.stringify(Object.fromEntries(await Promise.all(all)));
    };
    let last = '';
    const isSo = async () => {
      last = await look();
      return last === JSON.stringify(expected);
    };
    return waitUntil('systemd-resolved says so', isSo, { within: 8_000, tail: () => last });
  };
  const WIFI = ['192.168.20.1', 'cafe.example', '~20.168.192.in-addr.arpa', '~lab.example', 'no'];
  const ETH_LEADS = {
    eth0: ['192.168.10.1', 'corp.example', '~10.168.192.in-addr.arpa', 'yes'],
    wlan0: WIFI,
  };

  beforeAll(async () => {
    made = await openApplying({
      ...{ seed: 93, config: CONFIG, networks: NETWORKS },
      prepare: async (host) => {
        host.write('/etc/resolv.conf', `nameserver ${STUB}\nsearch corp.example\n`);
        await startBus(host);
        daemon = await startResolved(host);
      },
      until: both(isAt(ETH, 'assumed', [4]), isAt(WLAN, 'assumed', [4]), leads(ETH, [4])),
    });
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  test('it is noticed, and each link is told as it was decided', async () => {
    const { recorder, host } = bed();
    expect((await recorder.status()).managers.map(({ id }) => id)).toEqual(['systemd-resolved']);
    await says(ETH_LEADS);
    expect(host.read('/etc/resolv.conf')).toMatch(/^nameserver 127\.0\.0\.53$/m);
  });

  test('what it was told by us is no news of a network', async () => {
    const { pvds } = await bed().recorder.status();
    expect(pvds.flatMap((pvd) => pvd.objects).filter((o) => o.source === 'published')).toEqual([]);
  });

  test.each<[string, string, readonly string[], 'eth0' | 'wlan0']>([
    ['of the search list of the network that leads', 'git.corp.example', ['192.168.10.5'], 'eth0'],
    ['of the other network', 'menu.cafe.example', ['192.168.20.5'], 'wlan0'],
    ['that is only asked there', 'x.lab.example', ['192.168.20.6'], 'wlan0'],
    ['of nobody: the network that leads', 'www.example.net', ['203.0.113.80'], 'eth0'],
  ])('a name %s is asked by that wire only', async (_what, name, told, device) => {
    expect((await dig(bed().host, `@${STUB}`, name, 'A')).told).toEqual(told);
    expect(await askedOn(name)).toEqual([device]);
  });

  test('the C library is served by it, with the search list', async () => {
    expect(await getent(bed().host, 'git', 'ahostsv4')).toEqual(['192.168.10.5']);
  });

  test.each([
    ['and forgets what it was told', true],
    ['and remembers', false],
  ])('it restarts %s: the links are as decided again', async (_what, forgets) => {
    const { recorder, resolved } = bed();
    const since = lastSeq(recorder);
    await resolved.restart(forgets);
    await recorder.fact('it is told anew', 'names.published', (f) => f.seq > since && f.publication.ifname === 'wlan0');
    await says(ETH_LEADS);
  });

  test('the link that leads is lost: the other one takes all names', async () => {
    const { at, recorder, host } = bed();
    await at.eth0.link.down();
    await applied(recorder, 'the other network leads', leads(WLAN, [4]));
    await says({ eth0: [...NONE], wlan0: [...WIFI.slice(0, -1), 'yes'] });
    expect((await dig(host, `@${STUB}`, 'www.example.net', 'A')).told).toEqual(['203.0.113.66']);
    await at.eth0.link.up();
    await applied(recorder, 'the first one leads again', leads(ETH, [4]));
    await says(ETH_LEADS);
  });

  test('the log replays to the same decisions; when the agent stops, systemd-resolved has forgotten our links', async () => {
    const { recorder } = bed();
    expect(toldByItself(recorder)).toEqual([]);
    await expectReplayed(recorder);
    await recorder.stop();
    await says({ eth0: [...NONE], wlan0: [...NONE] });
  });

  test('while it is not there: a conflict that says so, tried again ever later; once it is, it is told at once, of DNS over TLS too', async () => {
    const { host, resolved, at } = bed();
    await resolved.stop();
    await using recorder = await record(host, { config: ENCRYPTED });
    at.eth0.network.advertiseNow();
    await recorder.decided('the conflict', ({ decision }) =>
      decision.conflicts.some((c) => c.about === 'names.publish systemd-resolved eth0' && c.because.rule === 'ERR_RESOLVED'),
    );
    const failures = () =>
      recorder.facts().flatMap((f) => (f.type === 'command.failed' && f.target === 'systemd-resolved eth0' ? [f] : []));
    await waitUntil('tried again', () => failures().length >= 3);
    const [first, second, third] = failures().map((f) => f.at);
    expect(Number(third) - Number(second)).toBeGreaterThan(Number(second) - Number(first));
    await resolved.start();
    await recorder.fact('it is told', 'names.published', (f) => f.publication.ifname === 'eth0');
    expect(await resolved.says('dns', 'eth0')).toEqual(['192.168.10.53#dns.corp.example']);
    expect(await resolved.says('dnsovertls', 'eth0')).toEqual(['yes']);
    expect((await recorder.status()).decision.conflicts).toEqual([]);
    await expectReplayed(recorder);
    recorder.kill('SIGKILL');
  });

  test('what a killed agent told it is taken back by the next one, which takes it for no word of a network', async () => {
    const { host, resolved } = bed();
    expect(await resolved.says('dns', 'eth0')).toEqual(['192.168.10.53#dns.corp.example']);
    await using recorder = await record(host, { config: CONFIG });
    expect(recorder.notices()).toContainEqual(expect.stringMatching(/^systemd-resolved still went by what an earlier run had told it/));
    await says(ETH_LEADS);
    expect(toldByItself(recorder)).toEqual([]);
  });
});
const toldByItself = (recorder: Recorder) =>
  recorder.facts().filter((f) => f.type === 'resolver.published' && f.publisher === 'systemd-resolved');
/** A link of which nobody told anything. */
const NONE = ['no'] as const;
