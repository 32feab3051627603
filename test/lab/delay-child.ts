/**
 * `delay-child.ts ORDER`: makes two tun devices and carries packets between them, each held back for a while, in order.
 * Started by delay.ts, which moves the devices to where they belong. It takes another delay on stdin and tells what it has carried.
 */
import { constants, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import koffi from 'koffi';
import { z } from 'zod';
import { watch } from '../../adapters/system/index.ts';
import { randoms } from './random.ts';

const Delay = { ms: z.number().min(0).max(60_000), jitter: z.number().min(0).max(60_000) };
export const Order = z.strictObject({ devices: z.tuple([z.string(), z.string()]), seed: z.number().int(), ...Delay });
export const Told = z.strictObject({ mark: z.number(), delay: z.strictObject(Delay).optional() });
export const Said = z.strictObject({ mark: z.number(), carried: z.number(), dropped: z.number() });

/** linux/if_tun.h */
const [TUNSETIFF, IFF_TUN, IFF_NO_PI] = [0x400454ca, 1, 0x1000];
const IFREQ = 40;
/** A guess: two seconds at 5,000 packets/s. */
const QUEUE = 10_000;
/** Packets read at once, before timers get their turn. */
const BURST = 256;

type Packet = { readonly bytes: Buffer; readonly due: number };

const libc = koffi.load(null);
const ioctl = libc.func('int ioctl(int fd, unsigned long request, uint8_t *argument)');
const read = libc.func('intptr_t read(int fd, _Out_ uint8_t *bytes, size_t length)');
const write = libc.func('intptr_t write(int fd, const uint8_t *bytes, size_t length)');
const tally = { carried: 0, dropped: 0 };
const space = Buffer.alloc(65_536);

function openTun(device: string): number {
  const fd = openSync('/dev/net/tun', constants.O_RDWR | constants.O_NONBLOCK);
  const request = Buffer.alloc(IFREQ);
  request.write(device, 0, 15, 'latin1');
  request.writeUInt16LE(IFF_TUN | IFF_NO_PI, 16);
  if (ioctl(fd, TUNSETIFF, request) < 0) throw new Error(`cannot make ${device}: errno ${koffi.errno()}`);
  return fd;
}

/** A device that is down, or full, takes nothing. */
function put(fd: number, bytes: Buffer): void {
  if (write(fd, bytes, bytes.length) === bytes.length) tally.carried += 1;
  else tally.dropped += 1;
}

/** One direction. */
function carry(from: number, to: number, hold: () => number): void {
  const waiting: Packet[] = [];
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    timer = undefined;
    const now = performance.now();
    const late = waiting.findIndex(({ due }) => due > now);
    const ready = waiting.splice(0, late < 0 ? waiting.length : late);
    for (const { bytes } of ready) put(to, bytes);
    arm();
  };
  const arm = (): void => {
    const [first] = waiting;
    if (first && !timer) timer = setTimeout(release, Math.max(0, first.due - performance.now()));
  };
  const take = (): void => {
    for (let n = 0; n < BURST; n++) {
      const length: number = Number(read(from, space, space.length));
      if (length <= 0) break;
      const held = hold();
      if (held === 0 && waiting.length === 0) put(to, space.subarray(0, length));
      else if (waiting.length >= QUEUE) tally.dropped += 1;
      // None overtakes another.
      else
        waiting.push({ bytes: Buffer.from(space.subarray(0, length)), due: Math.max(waiting.at(-1)?.due ?? 0, performance.now() + held) });
    }
    arm();
  };
  watch(from, take);
}

if (import.meta.main) {
  const order = Order.parse(JSON.parse(process.argv[2] ?? ''));
  const random = randoms(order.seed);
  let { ms, jitter } = order;
  const hold = (): number => Math.max(0, ms + (jitter === 0 ? 0 : jitter * ((2 * random()) / 2 ** 32 - 1)));
  const [near, far] = [openTun(order.devices[0]), openTun(order.devices[1])];
  carry(near, far, hold);
  carry(far, near, hold);
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { mark, delay } = Told.parse(JSON.parse(line));
    if (delay) ({ ms, jitter } = delay);
    process.stdout.write(`${JSON.stringify({ mark, ...tally } satisfies z.infer<typeof Said>)}\n`);
  });
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
}
