import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bootTime, close, getsockname, ifNameToIndex, openIcmp6, openNetlink, socket } from '../../../adapters/system/index.ts';
import { suite } from '../../tools/needs.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;

describe('system calls', () => {
  test('boot time does not go backwards, and is not less than monotonic time', () => {
    const monotonic = Number(process.hrtime.bigint() / 1_000_000n);
    const [first, second] = [bootTime(), bootTime()];
    expect(second).toBeGreaterThanOrEqual(first);
    expect(first).toBeGreaterThanOrEqual(monotonic - 1);
  });

  test('a refusal is a value that says what failed and how', () => {
    expect(socket(77, 1, 1)).toEqual({ ok: false, errno: 97, name: 'EAFNOSUPPORT', call: 'socket' });
    expect(close(-1)).toEqual({ ok: false, errno: 9, name: 'EBADF', call: 'close' });
    expect(openIcmp6('mh-none')).toEqual({ ok: false, errno: 19, name: 'ENODEV', call: 'if_nametoindex' });
  });

  test('an interface by its name', () => {
    expect(ifNameToIndex('lo')).toBe(1);
    expect(ifNameToIndex('mh-none')).toBe(0);
  });

  test('a socket has a name of its family', () => {
    const fd = socket(AF_NETLINK, SOCK_RAW, 0);
    if (!fd.ok) throw new Error(fd.name);
    const name = getsockname(fd.value);
    expect(name.ok && [name.value[0], name.value.length]).toEqual([AF_NETLINK, 12]);
    expect(close(fd.value)).toMatchObject({ ok: true });
  });

  test('a netlink socket of an ordinary user has a port and a buffer, and nothing to read', () => {
    const opened = openNetlink({ groups: [1] });
    if (!opened.ok) throw new Error(opened.name);
    expect(opened.value.port).not.toBe(0);
    expect(opened.value.receiveBuffer).toBeGreaterThan(0);
    expect(opened.value.receive()).toEqual({ datagrams: [], overran: false, fault: null });
    opened.value.close();
    opened.value.close();
    expect(opened.value.receive()).toMatchObject({ fault: { name: 'EBADF', call: 'recvmsg' } });
  });
});

suite('system calls in a namespace', ['namespaces'], () => {
  const inside = (...argv: readonly string[]) => {
    const user = process.getuid?.() === 0 ? '-n' : '-Urn';
    const script = 'ip link set lo up && exec "$@"';
    const ran = spawnSync('unshare', [user, 'sh', '-c', script, 'sh', process.execPath, ...argv], { encoding: 'utf8', timeout: 15_000 });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return JSON.parse(ran.stdout);
  };
  const worker = new URL('./worker.ts', import.meta.url).pathname;

  test('ICMPv6: only type 134 comes in, with its sender and hop limit 255; netlink: an overrun is told and the watch goes on', () => {
    const { icmp6, overrun } = inside(worker);
    expect(icmp6.packet).toMatchObject({ from: '::1', hopLimit: 255 });
    expect(icmp6.packet.bytes.slice(0, 2)).toEqual([134, 0]);
    expect(icmp6.none).toBeNull();
    expect(overrun).toEqual({ overran: true, goesOn: true });
  });
});
