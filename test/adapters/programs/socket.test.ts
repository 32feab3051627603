/** What net and dns would give, by the library. */
import { once } from 'node:events';
import { type createConnection as connectNet, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { waitUntil } from '../../lab/exec.ts';
import { type Fates, LTE, openBed, VPN, WLAN, without } from './bed.ts';

const WEB = '203.0.113.80';
const OPEN: Fates = { [`${WLAN} ${WEB}`]: 'open', [`${LTE} ${WEB}`]: 'open' };

describe('createConnection: a socket at once, as net has it', () => {
  test('what is written before it is connected arrives in its order, and comes back; the ends are ends', async () => {
    await using bed = await openBed(OPEN);
    const socket = bed.face.createConnection({ host: WEB, port: 80 });
    expect([socket instanceof Socket, socket.connecting, socket.pending]).toEqual([true, true, true]);
    socket.write('one ');
    socket.write('two ');
    socket.end('three');
    expect(await text(socket)).toBe('one two three');
    await waitUntil('both are closed', () => socket.destroyed && bed.accepted.size === 0);
  });

  test('more than any buffer holds goes through whole', async () => {
    await using bed = await openBed(OPEN);
    const socket = bed.face.createConnection({ host: WEB, port: 80 });
    const sent = 'x'.repeat(3_000_000);
    socket.end(sent);
    expect((await text(socket)).length).toBe(sent.length);
  });

  test('its network and its ends are known once it is connected; the listener is told', async () => {
    await using bed = await openBed(OPEN);
    const { promise, resolve } = Promise.withResolvers<void>();
    const socket = bed.face.createConnection(80, WEB, resolve);
    await promise;
    expect(socket).toMatchObject({ connecting: false, pending: false, remoteAddress: '127.0.0.1', attachment: { pvd: WLAN } });
    socket.destroy();
  });

  test('what is asked of it before holds afterwards: a timeout', async () => {
    await using bed = await openBed(OPEN);
    const socket = bed.face.createConnection({ host: WEB, port: 80 });
    socket.setNoDelay(true).setKeepAlive(true, 1_000).setTimeout(20);
    await once(socket, 'timeout');
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test.each<[string, Parameters<typeof connectNet>[0] & object, string]>([
    ['nobody there', { host: '192.0.2.1', port: 80, use: VPN } as never, 'ERR_NOT_REACHABLE'],
    ['a network that is not there', { host: WEB, port: 80, use: 'pvd:eth9' } as never, 'ERR_NO_SUCH_PVD'],
  ])('%s: an error and a close, as net has it', async (_name, options, code) => {
    await using bed = await openBed();
    const socket = bed.face.createConnection(options as never);
    const [[error], [hadError]] = await Promise.all([once(socket, 'error').then((e) => e), closed(socket)]);
    expect([error.code, hadError]).toEqual([code, true]);
  });
  const closed = (socket: Socket): Promise<readonly unknown[]> => new Promise((resolve) => socket.on('close', (...args) => resolve(args)));

  test('session-5: its network goes: ERR_PVD_GONE, and nothing is left', async () => {
    await using bed = await openBed(OPEN);
    const socket = bed.face.createConnection({ host: WEB, port: 80 });
    await once(socket, 'connect');
    const failed = once(socket, 'error');
    bed.memory.show(without(WLAN));
    expect(await failed).toMatchObject([{ code: 'ERR_PVD_GONE' }]);
    await waitUntil('its connection is closed', () => bed.accepted.size === 0);
  });

  test('one that is destroyed before it is connected calls its attempts off', async () => {
    await using bed = await openBed();
    const socket = bed.face.createConnection({ host: WEB, port: 80 });
    await waitUntil('it tries', () => bed.pending.size === 1);
    socket.destroy();
    await once(socket, 'close');
    await waitUntil('nothing is under way', () => bed.pending.size === 0);
  });
});

describe('lookup: as dns.lookup, in one network', () => {
  const ADDRESSES = [WEB, '2001:db8:ffff::80'];
  test.each<[string, string, object | null, unknown]>([
    [
      'all addresses, by RFC 6724',
      'www.example',
      { all: true },
      [
        { address: ADDRESSES[1], family: 6 },
        { address: WEB, family: 4 },
      ],
    ],
    ['one family', 'www.example', { all: true, family: 4 }, [{ address: WEB, family: 4 }]],
    ['… as older programs spell it', 'www.example', { all: true, family: 'IPv6' }, [{ address: ADDRESSES[1], family: 6 }]],
    [
      'in another order',
      'www.example',
      { all: true, order: 'ipv4first' },
      [
        { address: WEB, family: 4 },
        { address: ADDRESSES[1], family: 6 },
      ],
    ],
    ['of a network', 'www.example', { all: true, use: LTE }, [{ address: '203.0.113.99', family: 4 }]],
    [
      'in the order that was the default once',
      'www.example',
      { all: true, verbatim: false },
      [
        { address: WEB, family: 4 },
        { address: ADDRESSES[1], family: 6 },
      ],
    ],
    ['an address is its own, whatever family is asked for', WEB, { all: true, family: 6 }, [{ address: WEB, family: 4 }]],
    ['a single label is looked for under the search names', 'intra', { all: true }, [{ address: '10.20.0.5', family: 4 }]],
    ['a name that is not ASCII, in its ASCII form', 'bücher.example', { all: true }, [{ address: WEB, family: 4 }]],
    ['what is no name in ASCII either', 'a b', {}, 'ERR_BAD_OPTION'],
    ['a family that there is none of', 'www.example', { family: 5 }, 'ERR_BAD_OPTION'],
    ['an order that there is none of', 'www.example', { order: 'random' }, 'ERR_BAD_OPTION'],
    ['no options', 'localhost', null, '::1'],
    ['this host', 'localhost', { all: true, family: 4 }, [{ address: '127.0.0.1', family: 4 }]],
    ['a name that is not there', 'none.example', { all: true }, 'ERR_NAME_NOT_FOUND'],
    ['a network that is not there', 'www.example', { all: true, use: 'pvd:eth9' }, 'ERR_NO_SUCH_PVD'],
  ])('%s', async (_name, host, options, expected) => {
    await using bed = await openBed();
    bed.memory.name(WLAN, 'www.example', ADDRESSES);
    bed.memory.name(LTE, 'www.example', ['203.0.113.99']);
    bed.memory.name(VPN, 'intra.corp.example', ['10.20.0.5']);
    bed.memory.name(WLAN, 'xn--bcher-kva.example', [WEB]);
    const told = await new Promise((resolve) => bed.face.lookup(host, options as object, (error, found) => resolve(error?.code ?? found)));
    expect(told).toEqual(expected);
  });
  test('one address with its family; promisified, an object of both, as dns has it', async () => {
    await using bed = await openBed();
    bed.memory.name(WLAN, 'www.example', ADDRESSES);
    const told = await new Promise((resolve) => bed.face.lookup('www.example', (_error, ...found) => resolve(found)));
    expect(told).toEqual([ADDRESSES[1], 6]);
    const promised = promisify(bed.face.lookup);
    expect(await promised('www.example')).toEqual({ address: ADDRESSES[1], family: 6 });
    expect(await promised('www.example', { all: true, family: 4 })).toEqual([{ address: WEB, family: 4 }]);
  });
  test('a silent network is passed over', async () => {
    await using bed = await openBed();
    bed.memory.name(WLAN, 'www.example', 'silent');
    const given = AbortSignal.timeout(50);
    const told = await new Promise((resolve) => bed.face.lookup('www.example', { signal: given }, (error) => resolve(error?.name)));
    expect(told).toBe('TimeoutError');
  });
});

describe('udp: a socket of one network', () => {
  test.each<[string, object, object | string]>([
    ['the best of the ranking', {}, { pvd: WLAN, source: '192.168.1.7' }],
    ['of a family', { family: 6 }, { pvd: WLAN, source: '2001:db8:1::abcd' }],
    ['… with a public address', { family: 6, prefer: 'public' }, { pvd: WLAN, source: '2001:db8:1::7' }],
    ['by needs', { use: { metered: true } }, { pvd: LTE, source: '100.64.3.7' }],
    ['for a destination', { to: '10.20.0.5' }, { pvd: VPN, source: '10.8.0.2' }],
    ['a family that nothing carries', { use: LTE, family: 6 }, 'ERR_NO_SOURCE'],
    ['a name is no destination', { to: 'www.example' }, 'ERR_BAD_OPTION'],
  ])('%s', async (_name, options, expected) => {
    await using bed = await openBed();
    if (typeof expected === 'string') return expect(() => bed.face.udp(options)).toThrow(expect.objectContaining({ code: expected }));
    const socket = bed.face.udp(options);
    expect(socket.attachment).toMatchObject(expected);
    socket.close();
  });
  test('session-5: it is closed with ERR_PVD_GONE when its network goes', async () => {
    await using bed = await openBed();
    const socket = bed.face.udp();
    const ended = Promise.all([once(socket, 'error'), new Promise<void>((resolve) => socket.once('close', resolve))]);
    bed.memory.show(without(WLAN));
    expect((await ended)[0]).toMatchObject([{ code: 'ERR_PVD_GONE' }]);
  });
});

describe('api-2: candidates', () => {
  test('api-2: addresses per network, best first, with where each means anything', async () => {
    await using bed = await openBed();
    expect(bed.face.candidates().map((c) => [c.pvd, c.address, c.reach, c.means, c.temporary, c.rank])).toEqual([
      [WLAN, '192.168.1.7', 'private', 'pvd', false, 1],
      [WLAN, '2001:db8:1::7', 'public', 'anywhere', false, 1],
      [WLAN, '2001:db8:1::abcd', 'public', 'anywhere', true, 1],
      [LTE, '100.64.3.7', 'shared', 'pvd', false, 2],
      [VPN, '10.8.0.2', 'private', 'pvd', false, null],
    ]);
    expect(bed.face.candidates({ metered: true }).map((c) => c.pvd)).toEqual([LTE]);
    expect(() => bed.face.candidates('pvd:eth9')).toThrow(expect.objectContaining({ code: 'ERR_NO_SUCH_PVD' }));
  });
});
