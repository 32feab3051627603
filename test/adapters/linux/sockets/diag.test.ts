/** inet_diag on the wire: what is asked, what is read, and what is broken. The messages are laid out by hand, after linux/inet_diag.h. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrames } from '../../../../adapters/linux/netlink/index.ts';
import { decodeSocket, destroySockets, dumpSockets, LIVE, TCP, UDP } from '../../../../adapters/linux/sockets/diag.ts';
import { isStalled, isToEnd, type Seen, sampled } from '../../../../adapters/linux/sockets/judge.ts';
import { IfName } from '../../../../machines/model/units.ts';

/** struct inet_diag_msg of a connection 192.0.2.2:40000 → 198.51.100.1:443 on interface 7, with a tcp_info. */
function message({
  family = 2,
  state = 1,
  retransmits = 0,
  probes = 0,
  unacked = 0,
  lastAck = 0,
  infoLength = 104,
  inode = 77,
  source = [192, 0, 2, 2],
} = {}): Uint8Array {
  const bytes = new Uint8Array(72 + 4 + infoLength);
  const view = new DataView(bytes.buffer);
  bytes.set([family, state, 0, 0]);
  view.setUint16(4, 40_000);
  view.setUint16(6, 443);
  bytes.set(source, 8);
  bytes.set([198, 51, 100, 1], 24);
  view.setUint32(40, 7, true);
  bytes.set([1, 2, 3, 4, 5, 6, 7, 8], 44);
  view.setUint32(68, inode, true);
  view.setUint16(72, 4 + infoLength, true);
  view.setUint16(74, 2, true);
  if (infoLength >= 60) {
    view.setUint8(76 + 2, retransmits);
    view.setUint8(76 + 3, probes);
    view.setUint32(76 + 24, unacked, true);
    view.setUint32(76 + 56, lastAck, true);
  }
  return bytes;
}

describe('inet_diag', () => {
  test('a connection is read: addresses, ports, device, progress, and what the kernel knows it by', () => {
    const read = decodeSocket(message({ retransmits: 3, probes: 1, unacked: 2, lastAck: 950 }), TCP);
    expect(read).toMatchObject({
      ok: true,
      value: {
        ...{ state: 1, source: '192.0.2.2', destination: '198.51.100.1', sourcePort: 40_000, destinationPort: 443, device: 7 },
        ...{ isOrphan: false, progress: { retransmits: 3, probes: 1, unacked: 2, lastAck: 950 } },
      },
    });
    expect(decodeSocket(message({ inode: 0 }), TCP)).toMatchObject({ value: { isOrphan: true } });
  });

  test('a dual-stack socket’s mapped address is the IPv4 one (RFC 4291 §2.5.5.2)', () => {
    const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 2];
    expect(decodeSocket(message({ family: 10, source: mapped }), TCP)).toMatchObject({ value: { source: '192.0.2.2' } });
  });

  test('an older, shorter tcp_info says nothing', () => {
    expect(decodeSocket(message({ infoLength: 40 }), TCP)).toMatchObject({ value: { progress: null } });
  });

  test('what is cut says where; nothing is ever thrown', () => {
    const whole = message();
    expect(decodeSocket(whole.subarray(0, 60), TCP)).toEqual({ ok: false, error: { kind: 'truncated', offset: 60 } });
    expect(decodeSocket(whole.subarray(0, whole.length - 1), TCP)).toEqual({ ok: false, error: { kind: 'truncated', offset: 72 } });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => void decodeSocket(bytes, UDP)));
  });

  test('a dump asks for the states of the living, with their progress; an end names the very socket', () => {
    const [dump] = framesOf(dumpSockets(10, TCP, LIVE, 9));
    expect(dump).toMatchObject({ type: 20, flags: 0x301, sequence: 9 });
    expect([...(dump?.payload.subarray(0, 8) ?? [])]).toEqual([10, 6, 2, 0, 0b1_0001_1110 & 0xff, 0b1_0001_1110 >> 8, 0, 0]);
    const read = decodeSocket(message(), TCP);
    const key = read.ok ? read.value.key : null;
    if (key === null) throw new Error('unread');
    const ends = framesOf(destroySockets([key, key], 20));
    expect(ends.map(({ type, flags, sequence }) => [type, flags, sequence])).toEqual([
      [21, 5, 20],
      [21, 5, 21],
    ]);
    expect(ends[0]?.payload.subarray(8)).toEqual(key.identity);
  });
});

const framesOf = (bytes: Uint8Array) => {
  const frames = decodeFrames(bytes);
  return frames.ok ? frames.value : [];
};

const seen = (more: Partial<Seen> = {}): Seen => ({
  state: 1,
  source: '192.0.2.2',
  device: 0,
  progress: { retransmits: 0, probes: 0, unacked: 0, lastAck: 0 },
  ...more,
});
const trying = (retransmits: number, unacked = 1, probes = 0) => ({ retransmits, probes, unacked, lastAck: 0 });

describe('judging', () => {
  test.each<[string, Partial<Seen>, boolean]>([
    ['what waits for nothing is not stalled', { progress: trying(0, 0) }, false],
    ['one retransmission is an accident', { progress: trying(1) }, false],
    ['two in a row are a stall', { progress: trying(2) }, true],
    ['a connection that is being made: one is enough, a second has passed', { state: 2, progress: trying(1) }, true],
    ['a window that stays closed, and nobody answers the probes of it', { progress: trying(0, 0, 2) }, true],
    ['of UDP nobody knows', { progress: null }, false],
  ])('%s', (_name, more, is) => {
    expect(isStalled(seen(more))).toBe(is);
  });

  const owner = (pvd: string, ifname: string, ...addresses: readonly string[]) => ({
    pvd,
    generation: 1,
    ifname: IfName.parse(ifname),
    addresses,
  });
  const indexOf = (ifname: string): number => ({ a: 1, b: 2 })[ifname] ?? 0;

  test('dns-4: an address that two networks have counts for the one whose device a socket is bound to, else for none', () => {
    const owners = [owner('pvd:a', 'a', '10.0.0.2'), owner('pvd:b', 'b', '10.0.0.2', '10.0.0.3')];
    const sockets = [
      seen({ source: '10.0.0.2' }),
      seen({ source: '10.0.0.2', device: 2 }),
      seen({ source: '10.0.0.3', progress: trying(4) }),
      seen(),
    ];
    expect(sampled(sockets, owners, indexOf)).toEqual([
      { open: 0, stalled: 0 },
      { open: 2, stalled: 1 },
    ]);
  });

  const spec = { ifname: 'a', addresses: ['192.0.2.2', '127.0.0.1'], shared: [] as readonly string[], isStalled: false };
  test.each<[string, Partial<Seen>, Partial<typeof spec>, boolean]>([
    ['its address', {}, {}, true],
    ['another address', { source: '192.0.2.3' }, {}, false],
    ['bound to its device', { device: 1 }, {}, true],
    ['bound to another device', { device: 2 }, {}, false],
    ['loopback', { source: '127.0.0.1' }, {}, false],
    ['shared, unbound', {}, { shared: ['192.0.2.2'] }, false],
    ['shared, bound to it', { device: 1 }, { shared: ['192.0.2.2'] }, true],
    ['bound to one that is gone', { device: 7 }, {}, true],
    ['shared, bound to one that is gone', { device: 7 }, { shared: ['192.0.2.2'] }, true],
    ['its device is gone; bound to another', { device: 2 }, { ifname: 'gone' }, false],
    ['its device is gone; unbound', {}, { ifname: 'gone' }, true],
    ['only what stalls, and it does not', {}, { isStalled: true }, false],
    ['only what stalls, and it does', { progress: trying(2) }, { isStalled: true }, true],
  ])('to be ended? %s', (_name, socket, more, is) => {
    expect(isToEnd(seen(socket), { ...spec, ...more }, { indexOf, isDevice: (index) => index === 1 || index === 2 })).toBe(is);
  });
});
