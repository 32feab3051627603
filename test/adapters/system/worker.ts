/** A program inside a network namespace: raw ICMPv6 on its loopback, and a netlink socket that overruns; what came of it as one line of JSON. */
import { dumpRequest } from '../../../adapters/linux/netlink/index.ts';
import { openIcmp6, openNetlink, type Result } from '../../../adapters/system/index.ts';

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.call}: ${result.name}`);
  return result.value;
};

/** An echo request, which the filter holds back, then a Router Advertisement. */
async function icmp6() {
  const socket = value(openIcmp6('lo'));
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.watch(resolve);
  value(socket.send(Uint8Array.of(128, 0, 0, 0, 0, 0, 0, 0), '::1'));
  value(socket.send(Uint8Array.of(134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0), '::1'));
  await promise;
  const packet = value(socket.receive());
  const none = value(socket.receive());
  socket.close();
  return { packet: packet && { ...packet, bytes: [...packet.bytes] }, none };
}

/** Hears more than its buffer holds: each made-up request is answered by a datagram. The watch must go on after ENOBUFS. */
async function overrun() {
  const socket = value(openNetlink({ groups: [], receiveBuffer: 4096 }));
  for (let i = 1; i <= 50; i += 1) socket.send(dumpRequest('link', 0, i).map((byte, at) => (at === 6 ? 5 : at === 7 ? 0 : byte)));
  const first = Promise.withResolvers<boolean>();
  let again: (() => void) | null = null;
  socket.watch(() => {
    const { overran } = socket.receive();
    first.resolve(overran);
    again?.();
  });
  const overran = await first.promise;
  const { promise, resolve } = Promise.withResolvers<void>();
  again = resolve;
  value(socket.send(dumpRequest('link', 0, 99)));
  await promise;
  socket.close();
  return { overran, goesOn: true };
}

process.stdout.write(`${JSON.stringify({ icmp6: await icmp6(), overrun: await overrun() })}\n`);
