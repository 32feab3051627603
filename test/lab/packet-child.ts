/**
 * Sends single packets from the space it runs in, each from a socket of its own, as programs that know nothing of us do.
 * Orders come as lines of JSON on stdin (`Packet` in packets.ts, with the source port that tells the packet from the others);
 * each is answered by `{sport, refused}`: null where the kernel took it, else the error by its name.
 */
import { createInterface } from 'node:readline';
import { AF_INET, AF_INET6, SO_BINDTODEVICE, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_STREAM, SOL_SOCKET } from '../../adapters/system/constants.ts';
import { bind, close, type Result, sendto, setsockopt, socket } from '../../adapters/system/index.ts';
import { sockaddrOf } from '../../adapters/system/sockaddr.ts';
import { familyOf } from '../../machines/model/address.ts';
import type { Packet } from './packets.ts';

/** ip(7), ipv6(7), socket(7), sendto(2), errno(3). */
const [SOL_IP, IP_TOS, SOL_IPV6, IPV6_TCLASS, SO_MARK, MSG_FASTOPEN, EINPROGRESS] = [0, 1, 41, 67, 36, 0x20000000, 115];

type Order = Packet & { readonly sport: number };

createInterface({ input: process.stdin }).on('line', (line) => {
  const order: Order = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ sport: order.sport, refused: send(order) })}\n`);
});
process.stdout.write('{"ready":true}\n');

function send(order: Order): string | null {
  const fd = must(opened(order));
  const problem = [...options(order, fd), () => bound(order, fd), () => thrown(order, fd)].reduce<string | null>(
    (refused, step) => refused ?? problemOf(step()),
    null,
  );
  // A SYN may still wait for its neighbour: a stream is left open.
  if (order.protocol !== 'tcp') close(fd);
  return problem;
}

/** Whose socket it is is decided when it is made. */
function opened({ uid, to, protocol }: Order): Result<number> {
  const domain = familyOf(to) === 4 ? AF_INET : AF_INET6;
  if (uid !== undefined) process.seteuid?.(uid);
  const fd = socket(domain, (protocol === 'tcp' ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK, 0);
  if (uid !== undefined) process.seteuid?.(0);
  return fd;
}

/** The upper six bits of a byte: RFC 2474 §3. */
function options({ to, dscp, mark, device }: Order, fd: number): readonly (() => Result<number>)[] {
  const [level, option] = familyOf(to) === 4 ? [SOL_IP, IP_TOS] : [SOL_IPV6, IPV6_TCLASS];
  return [
    ...(dscp === undefined ? [] : [() => setsockopt(fd, level, option, dscp * 4)]),
    ...(mark === undefined ? [] : [() => setsockopt(fd, SOL_SOCKET, SO_MARK, mark)]),
    ...(device === undefined ? [] : [() => setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${device}\0`))]),
  ];
}

const bound = ({ from, to, sport }: Order, fd: number): Result<number> =>
  bind(fd, sockaddrOf(from ?? (familyOf(to) === 4 ? '0.0.0.0' : '::'), sport));

/** A stream connects with its first send (TCP Fast Open), so that a refusal is known at once and nobody waits. */
const thrown = ({ to, port, protocol }: Order, fd: number): Result<number> =>
  sendto(fd, Buffer.from('lab'), protocol === 'tcp' ? MSG_FASTOPEN : 0, sockaddrOf(to, port));

const problemOf = (result: Result<number>): string | null => (result.ok || result.errno === EINPROGRESS ? null : result.name);

function must(result: Result<number>): number {
  if (!result.ok) throw new Error(problemOf(result) ?? '');
  return result.value;
}
