import { getEventListeners, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { NO_HOSTS } from '../../../adapters/programs/hosts.ts';
import { type Answer, type ConnectOptions, createPrograms } from '../../../adapters/programs/index.ts';
import { memoryPrograms } from '../../../adapters/programs/memory.ts';
import type { Use } from '../../../machines/model/needs.ts';
import { waitUntil } from '../../lab/exec.ts';
import { type Fates, LTE, openBed, VIEW, VPN, WLAN, withChanged, without } from './bed.ts';

const WEB = '203.0.113.80';
const WEB6 = '2001:db8:ffff::80';
type Names = Readonly<Record<string, readonly string[] | 'silent'>>;
type Asked = Partial<ConnectOptions> & { readonly host: string };

/** Which attempts a call comes to, and by which network it goes. */
async function tried(options: Asked, names: Names, fates: Fates) {
  await using bed = await openBed(fates);
  for (const [key, addresses] of Object.entries(names)) {
    const [pvd = '', name = ''] = key.split(' ');
    bed.memory.name(pvd, name, addresses);
  }
  const told = await bed.face.connect({ port: 80, ...options }).then(
    (socket) => {
      socket.destroy();
      return socket.attachment?.pvd ?? null;
    },
    (error: Error & { code: string }) => error.code,
  );
  return [bed.tried, told];
}

describe('law 8: one request, one PvD', () => {
  test.each<[string, Asked, Names, Fates, readonly string[], string | null]>([
    [
      'a name is resolved where names lead, and the connection leaves from there by RFC 6724',
      { host: 'www.example' },
      { [`${WLAN} www.example`]: [WEB, WEB6] },
      { [`${WLAN} ${WEB6}`]: 'open' },
      [`${WLAN} ${WEB6} from 2001:db8:1::abcd`],
      WLAN,
    ],
    [
      'RFC 5014: a public address where the program prefers one',
      { host: 'www.example', prefer: 'public' },
      { [`${WLAN} www.example`]: [WEB6] },
      { [`${WLAN} ${WEB6}`]: 'open' },
      [`${WLAN} ${WEB6} from 2001:db8:1::7`],
      WLAN,
    ],
    [
      'one family where one is asked for',
      { host: 'www.example', family: 4 },
      { [`${WLAN} www.example`]: [WEB, WEB6] },
      { [`${WLAN} ${WEB}`]: 'open' },
      [`${WLAN} ${WEB} from 192.168.1.7`],
      WLAN,
    ],
    [
      'families take turns (RFC 8305 §4)',
      { host: 'www.example' },
      { [`${WLAN} www.example`]: [WEB, '203.0.113.81', WEB6, '2001:db8:ffff::81'] },
      { [`${WLAN} ${WEB6}`]: 'refused', [`${WLAN} ${WEB}`]: 'refused', [`${WLAN} 2001:db8:ffff::81`]: 'open' },
      [`${WLAN} ${WEB6} from 2001:db8:1::abcd`, `${WLAN} ${WEB} from 192.168.1.7`, `${WLAN} 2001:db8:ffff::81 from 2001:db8:1::abcd`],
      WLAN,
    ],
    [
      'route-1: silent on the first network, taken on the second, each by its own answer',
      { host: 'www.example', family: 4 },
      { [`${WLAN} www.example`]: [WEB], [`${LTE} www.example`]: ['203.0.113.99'] },
      { [`${LTE} 203.0.113.99`]: 'open' },
      [`${WLAN} ${WEB} from 192.168.1.7`, `${LTE} 203.0.113.99 from 100.64.3.7`],
      LTE,
    ],
    [
      'dns-7: what one network answers is never connected to through the other',
      { host: 'www.example', family: 4 },
      { [`${WLAN} www.example`]: [WEB], [`${LTE} www.example`]: [WEB] },
      { [`${WLAN} ${WEB}`]: 'refused', [`${LTE} ${WEB}`]: 'open' },
      [`${WLAN} ${WEB} from 192.168.1.7`, `${LTE} ${WEB} from 100.64.3.7`],
      LTE,
    ],
    [
      'dns-2: a private name is asked of its network alone',
      { host: 'intra.corp.example' },
      { [`${VPN} intra.corp.example`]: ['10.20.0.5'], [`${WLAN} intra.corp.example`]: [WEB] },
      { [`${VPN} 10.20.0.5`]: 'open' },
      [`${VPN} 10.20.0.5 from 10.8.0.2`],
      VPN,
    ],
    [
      'a single label is looked for under the search names',
      { host: 'intra' },
      { [`${VPN} intra.corp.example`]: ['10.20.0.5'] },
      { [`${VPN} 10.20.0.5`]: 'open' },
      [`${VPN} 10.20.0.5 from 10.8.0.2`],
      VPN,
    ],
    [
      'silent servers: the next network is asked',
      { host: 'www.example', family: 4 },
      { [`${WLAN} www.example`]: 'silent', [`${LTE} www.example`]: [WEB] },
      { [`${LTE} ${WEB}`]: 'open' },
      [`${LTE} ${WEB} from 100.64.3.7`],
      LTE,
    ],
    [
      'a name that is not there is asked nowhere else',
      { host: 'www.example' },
      { [`${LTE} www.example`]: [WEB] },
      {},
      [],
      'ERR_NAME_NOT_FOUND',
    ],
    [
      'api-1: by a PvD',
      { host: 'www.example', use: LTE },
      { [`${LTE} www.example`]: [WEB] },
      { [`${LTE} ${WEB}`]: 'open' },
      [`${LTE} ${WEB} from 100.64.3.7`],
      LTE,
    ],
    ['api-1: by an interface', { host: WEB, use: 'wwan0' }, {}, { [`${LTE} ${WEB}`]: 'open' }, [`${LTE} ${WEB} from 100.64.3.7`], LTE],
    [
      'api-1: by needs',
      { host: WEB, use: { kind: 'cellular' } },
      {},
      { [`${LTE} ${WEB}`]: 'open' },
      [`${LTE} ${WEB} from 100.64.3.7`],
      LTE,
    ],
    [
      'multipath, where it is asked for',
      { host: WEB, mptcp: true },
      {},
      { [`${WLAN} ${WEB}`]: 'open' },
      [`${WLAN} ${WEB} from 192.168.1.7 mptcp`],
      WLAN,
    ],
    [
      'this host itself needs no network',
      { host: 'localhost', family: 4 },
      {},
      { 'here 127.0.0.1': 'open' },
      ['here 127.0.0.1 from anywhere'],
      null,
    ],
    ['nor does a container', { host: '172.17.0.2' }, {}, { 'here 172.17.0.2': 'open' }, ['here 172.17.0.2 from anywhere'], null],
    ['an address in brackets', { host: '[::1]' }, {}, { 'here ::1': 'open' }, ['here ::1 from anywhere'], null],
  ])('%s', async (_name, options, names, fates, expected, pvd) => {
    expect(await tried(options, names, fates)).toEqual([expected, pvd]);
  });
});

describe('route-3, dns-4: an address without a name', () => {
  const routed = (leads: readonly string[]) => withChanged(LTE, { leads: ['0.0.0.0/0', ...leads] });
  test.each<[string, typeof VIEW, string, Fates, readonly string[]]>([
    ['by the ranking', VIEW, WEB, { [`${WLAN} ${WEB}`]: 'open' }, [WLAN]],
    ['on whose link it is', VIEW, '100.64.3.5', { [`${LTE} 100.64.3.5`]: 'open' }, [LTE]],
    ['by a specific route', VIEW, '10.20.0.5', { [`${VPN} 10.20.0.5`]: 'open' }, [VPN]],
    ['by the longer of two', routed(['10.20.0.0/24']), '10.20.0.5', { [`${LTE} 10.20.0.5`]: 'open' }, [LTE]],
    [
      'route-3: the longest prefix is tried first and does not decide alone: trial does',
      routed(['10.20.0.0/24']),
      '10.20.0.5',
      { [`${LTE} 10.20.0.5`]: 'refused', [`${VPN} 10.20.0.5`]: 'open' },
      [LTE, VPN],
    ],
    ['route-3: on a link before any route', routed(['192.168.1.8/32']), '192.168.1.8', { [`${WLAN} 192.168.1.8`]: 'open' }, [WLAN]],
    [
      'dns-4: on both links: the ranking, then trial',
      withChanged(LTE, { prefixes: ['192.168.1.0/24'] }),
      '192.168.1.9',
      { [`${WLAN} 192.168.1.9`]: 'refused', [`${LTE} 192.168.1.9`]: 'open' },
      [WLAN, LTE],
    ],
    [
      'route-4: a rule on traffic before all',
      {
        ...VIEW,
        traffic: [{ family: 4, to: '203.0.113.0/24', uid: null, protocol: 'tcp', port: [80, 80], pvds: [LTE], only: true }],
      },
      WEB,
      { [`${LTE} ${WEB}`]: 'open' },
      [LTE],
    ],
  ])('%s', async (_name, view, host, fates, expected) => {
    await using bed = await openBed(fates, view);
    const socket = await bed.face.connect({ host, port: 80, family: 4 });
    socket.destroy();
    expect(bed.tried.map((line) => line.split(' ')[0])).toEqual(expected);
  });
});

describe('bad input ends at once, with a code and its reasons', () => {
  const nothing = (pvd: string, why: string) => `${pvd}: ${why}`;
  test.each<[string, Asked, string, readonly string[]]>([
    ['an unknown PvD', { host: WEB, use: 'pvd:eth9' }, 'ERR_NO_SUCH_PVD', [VPN, WLAN, LTE]],
    [
      'a selector that nothing fits',
      { host: WEB, use: { kind: 'ethernet' } as Use },
      'ERR_NO_PVD_FITS',
      [nothing(VPN, 'kind is tun'), nothing(WLAN, 'kind is wifi'), nothing(LTE, 'kind is cellular')],
    ],
    [
      'a destination in nobody’s reach',
      { host: '2001:db8:ffff::80', use: LTE },
      'ERR_NOT_REACHABLE',
      [nothing(LTE, 'it has no IPv6 address')],
    ],
    [
      'a private name for a network that does not serve it',
      { host: 'intra.corp.example', use: { metered: false } },
      'ERR_NO_PVD_FITS',
      [`it is asked of ${VPN} alone`],
    ],
    ['no host', { host: '' }, 'ERR_BAD_OPTION', ['a name or an address']],
    ['no port', { host: WEB, port: 65_536 }, 'ERR_BAD_OPTION', ['0 to 65535']],
    ['a link-local address of no link', { host: 'fe80::1%eth9' }, 'ERR_NOT_REACHABLE', ['there is no network on eth9']],
    ['refused by all', { host: WEB }, 'ERR_NOT_REACHABLE', [`${WLAN} ${WEB}: ECONNREFUSED`, `${LTE} ${WEB}: ECONNREFUSED`]],
  ])('%s', async (_name, options, code, reasons) => {
    await using bed = await openBed({ [`${WLAN} ${WEB}`]: 'refused', [`${LTE} ${WEB}`]: 'refused' });
    await expect(bed.face.connect({ port: 80, ...options })).rejects.toMatchObject({ code, reasons });
  });

  test.each<[Extract<Answer, { ok: false }>['problem'], string, string]>([
    ['badName', 'ERR_NAME_NOT_FOUND', 'www.example is no name'],
    ['closed', 'ERR_AGENT_GONE', 'the agent does not answer'],
    ['overloaded', 'ERR_NAME_NOT_ANSWERED', 'its servers: overloaded'],
  ])('a name that got no answer: %s', async (problem, code, why) => {
    const { port, show } = memoryPrograms();
    show(VIEW);
    const face = createPrograms({ ...port, resolve: async () => ({ ok: false, problem }) }, { hosts: NO_HOSTS });
    const asked = face.connect({ host: 'www.example', port: 80, use: WLAN });
    await expect(asked).rejects.toMatchObject({ code, reasons: [`${WLAN}: ${why}`] });
  });

  test('no decision, or no agent', async () => {
    await using bed = await openBed({}, null);
    await expect(bed.face.connect({ host: WEB, port: 80 })).rejects.toMatchObject({ code: 'ERR_AGENT_GONE' });
  });
});

describe('session-5: a connection that is declared as a session', () => {
  const open: Fates = { [`${WLAN} ${WEB}`]: 'open' };
  test('session-5: the agent is told of it, with where it is, and of its end', async () => {
    await using bed = await openBed(open);
    const socket = await bed.face.connect({ host: WEB, port: 80, use: { metered: false }, session: { manager: 'feed', better: 'idle' } });
    expect(bed.memory.sessions()).toMatchObject([
      { spec: { manager: 'feed', pvd: WLAN, generation: 1, family: 4, better: 'idle', mobility: 'reconnect', needs: { metered: false } } },
    ]);
    socket.destroy();
    await waitUntil('it is closed', () => bed.memory.sessions()[0]?.closed !== null);
  });
  test.each<[string, 'keep' | 'migrate' | 'reconnect' | 'drain' | 'end', boolean]>([
    ['one that is kept stays', 'keep', false],
    ['one that moves by itself moves', 'migrate', false],
    ['one that is drained stays for now', 'drain', false],
    ['one that is to be made anew ends with its code, so that its program connects again', 'reconnect', true],
    ['one that is ended ends', 'end', true],
  ])('session-4: %s', async (_name, verdict, ends) => {
    await using bed = await openBed(open);
    const socket = await bed.face.connect({ host: WEB, port: 80, session: { manager: 'feed' } });
    const failed = ends ? once(socket, 'error') : null;
    bed.memory.decide(bed.memory.sessions()[0]?.id ?? '', verdict, LTE);
    expect(socket.destroyed).toBe(ends);
    if (failed) expect(await failed).toMatchObject([{ code: 'ERR_SESSION_ENDED', reasons: ['told'] }]);
    socket.destroy();
  });
  test('what its program carries out itself is its own business', async () => {
    await using bed = await openBed(open);
    const told: string[] = [];
    const onVerdict = ({ verdict }: { verdict: string }) => void told.push(verdict);
    const socket = await bed.face.connect({ host: WEB, port: 80, session: { manager: 'feed', onVerdict } });
    bed.memory.decide(bed.memory.sessions()[0]?.id ?? '', 'reconnect', LTE);
    await waitUntil('it is told', () => told.length > 0);
    expect([told, socket.destroyed]).toEqual([['reconnect'], false]);
    socket.destroy();
  });
});

describe('dns-6: IPv4 where there is none', () => {
  test('dns-6: an IPv4 address is reached by the NAT64 of its network (RFC 8305 §7.1)', async () => {
    const NAT64 = '64:ff9b::cb00:7150';
    const only6 = { addresses: [{ address: '2001:db8:1::7', prefixLength: 64, temporary: false, deprecated: false }], leads: ['::/0'] };
    const view = withChanged(WLAN, { ...only6, pref64: ['64:ff9b::/96'], rank: { 4: null, 6: 1 }, unfit: { 4: 'noGateway', 6: null } });
    await using bed = await openBed({ [`${WLAN} ${NAT64}`]: 'open' }, view);
    const socket = await bed.face.connect({ host: WEB, port: 80, use: WLAN });
    expect(bed.tried).toEqual([`${WLAN} ${NAT64} from 2001:db8:1::7`]);
    socket.destroy();
  });
});

describe('session-5: what stands on a network ends with it', () => {
  const open: Fates = { [`${WLAN} ${WEB}`]: 'open' };
  test.each<[string, typeof VIEW, string]>([
    ['the network goes', without(WLAN), 'it is not there any more'],
    ['another is there in its place', withChanged(WLAN, { generation: 2 }), 'it is another attachment now'],
    ['its address goes', withChanged(WLAN, { addresses: [] }), 'its address 192.168.1.7 has gone'],
  ])('session-5: %s: the socket is destroyed at once', async (_name, view, reason) => {
    await using bed = await openBed(open);
    const socket = await bed.face.connect({ host: WEB, port: 80 });
    const failed = once(socket, 'error');
    bed.memory.show(view);
    expect(socket.destroyed).toBe(true);
    expect(await failed).toMatchObject([{ code: 'ERR_PVD_GONE', reasons: [reason] }]);
  });

  test('session-5: one of several paths lives on while there is a network for another, and ends with the last', async () => {
    await using bed = await openBed(open);
    const socket = await bed.face.connect({ host: WEB, port: 80, mptcp: true });
    bed.paths(1);
    bed.memory.show(without(WLAN));
    expect(socket.destroyed).toBe(false);
    const failed = once(socket, 'error');
    bed.memory.show({ ...VIEW, seq: 3, domains: [] });
    expect(await failed).toMatchObject([{ code: 'ERR_PVD_GONE' }]);
  });

  test('session-5: a change of another network, or of its rank, is none of its business', async () => {
    await using bed = await openBed(open);
    const socket = await bed.face.connect({ host: WEB, port: 80 });
    bed.memory.show(without(LTE));
    bed.memory.show(withChanged(WLAN, { rank: { 4: 2, 6: 2 }, usable: { 4: 'suspect', 6: 'suspect' } }, 3));
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test('session-5: an attempt on a network that goes gives way to the next at once', async () => {
    await using bed = await openBed({ [`${LTE} ${WEB}`]: 'open' });
    const connecting = bed.face.connect({ host: WEB, port: 80 });
    await waitUntil('it tries', () => bed.pending.size === 1);
    bed.memory.show(without(WLAN));
    const socket = await connecting;
    expect(socket.attachment).toEqual({ pvd: LTE, generation: 1, ifname: 'wwan0', source: '100.64.3.7' });
    socket.destroy();
  });

  test('an agent that goes: pending calls end, connections go on', async () => {
    await using bed = await openBed(open);
    const socket = await bed.face.connect({ host: WEB, port: 80 });
    const connecting = bed.face.connect({ host: '203.0.113.1', port: 80 });
    await waitUntil('it tries', () => bed.pending.size === 1);
    bed.memory.show(null);
    await expect(connecting).rejects.toMatchObject({ code: 'ERR_AGENT_GONE' });
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test('a call that is aborted rejects with its reason, and leaves nothing behind', async () => {
    await using bed = await openBed();
    const given = new AbortController();
    const connecting = bed.face.connect({ host: WEB, port: 80, signal: given.signal });
    await waitUntil('it tries', () => bed.pending.size === 1);
    given.abort(new Error('given up'));
    await expect(connecting).rejects.toThrow('given up');
    await waitUntil('nothing is under way', () => bed.pending.size === 0);
    await expect(bed.face.connect({ host: WEB, port: 80, signal: given.signal })).rejects.toThrow('given up');
    expect(getEventListeners(given.signal, 'abort')).toEqual([]);
  });

  test('leaves nothing on a signal that many have in common, whether it gets there or not', async () => {
    await using bed = await openBed({ [`${WLAN} ${WEB}`]: 'open', [`${WLAN} 203.0.113.9`]: 'refused', [`${LTE} 203.0.113.9`]: 'refused' });
    const given = new AbortController();
    const socket = await bed.face.connect({ host: WEB, port: 80, signal: given.signal });
    await expect(bed.face.connect({ host: '203.0.113.9', port: 80, signal: given.signal })).rejects.toThrow();
    expect(getEventListeners(given.signal, 'abort')).toEqual([]);
    socket.destroy();
  });
});
