/**
 * Sends crafted Router Advertisements in the network namespace it runs in. Needs CAP_NET_RAW there.
 *
 *   node test/lab/ra-sender.ts '{"ifname":"lan","advertisement":{"prefixes":[{"prefix":"2001:db8:1::/64"}],"pvds":[{"id":"a.test"}]}}'
 *
 * The order comes as JSON, in the first argument or else on stdin (see `Order` below, and `Recipe` in ra-recipe.ts):
 *   ifname          the device
 *   advertisement   what is said: hopLimit, managed, other, lifetime, preference, mac, mtu, prefixes, routes, dns, search,
 *                   pref64, portal, unknown, pvds [{id, http, legacy, delay, sequence, header, nested}]; lifetimes in seconds
 *   hex             instead of it: the whole ICMPv6 packet
 *   count           how many are sent (1), intervalMs apart (1000)
 *   forge           {from, mac, hopLimit}: as another router, or one with a wrong hop limit; left out: as the device itself
 *   flood           {rate, seconds, sources, identical, seed} instead of count: `rate` a second for so many `seconds`, from
 *                   `sources` forged routers (0: another one each time); `identical` false: with another prefix each time
 *                   Each source becomes a neighbour in the kernel that hears it, and all namespaces share one table of
 *                   them (gc_thresh3, 1,024): beyond, sending by a socket fails anywhere on the machine (ENOBUFS), `forge` does not.
 * It says {"ready":true} before the first and {"sent":N,"refused":M} after the last, a line each; a bad order ends it with 2.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { encodeAdvertisement } from '../../adapters/linux/ra/index.ts';
import { close, describeFault, ifNameToIndex, openIcmp6, type Result, sendto, socket } from '../../adapters/system/index.ts';
import { frameOf, type Origin } from './ra-frame.ts';
import { cook, Recipe } from './ra-recipe.ts';
import { randoms } from './random.ts';

const Forge = z.strictObject({
  from: z.string(),
  mac: z
    .string()
    .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
    .default('02:00:5e:00:00:66'),
  hopLimit: z.number().int().min(0).max(255).default(255),
});
const Flood = z.strictObject({
  rate: z.number().int().min(1).max(100_000),
  seconds: z.number().min(0.01).max(600),
  sources: z.number().int().min(0).max(1_000_000).default(0),
  identical: z.boolean().default(true),
  seed: z.number().int().default(1),
});
export const Order = z.strictObject({
  ifname: z.string(),
  advertisement: Recipe.prefault({}),
  hex: z
    .string()
    .regex(/^([0-9a-f]{2})+$/)
    .optional(),
  count: z.number().int().min(1).max(1_000_000).default(1),
  intervalMs: z.number().int().min(0).max(3_600_000).default(1000),
  forge: Forge.optional(),
  flood: Flood.optional(),
});
export type Order = z.infer<typeof Order>;
export type OrderInput = z.input<typeof Order>;

type Send = (packet: Uint8Array, origin?: Origin) => Result<number>;
type Tally = { sent: number; refused: number };

const AF_PACKET = 17;
const SOCK_RAW = 3;
const PACE = 10;

const say = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
function fail(problem: string, code: number): never {
  process.stderr.write(`${problem}\n`);
  process.exit(code);
}

if (import.meta.main) await run();

async function run(): Promise<void> {
  const order = read();
  const { send, end } = order.forge || order.flood ? openPacket(order.ifname) : openOwn(order.ifname);
  say({ ready: true });
  const tally = order.flood ? await flood(order, order.flood, send) : await repeat(order, send);
  end();
  say(tally);
}

function read(): Order {
  try {
    return Order.parse(JSON.parse(process.argv[2] ?? readFileSync(0, 'utf8')));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), 2);
  }
}

async function repeat({ count, intervalMs, forge, ...order }: Order, send: Send): Promise<Tally> {
  const packet = packetOf(order);
  const tally: Tally = { sent: 0, refused: 0 };
  for (let i = 0; i < count; i++) {
    if (i > 0 && intervalMs > 0) await wait(intervalMs);
    record(tally, send(packet, forge));
  }
  return tally;
}

/** Paced by the time that has passed, so that a late timer is made up for. */
async function flood(order: Order, { rate, seconds, sources, identical, seed }: z.infer<typeof Flood>, send: Send): Promise<Tally> {
  const tally: Tally = { sent: 0, refused: 0 };
  const [random, packet, total] = [randoms(seed), packetOf(order), Math.max(1, Math.round(rate * seconds))];
  const routers = Array.from({ length: sources }, () => routerOf(random()));
  const start = performance.now();
  for (let n = 0; n < total; ) {
    const due = Math.min(total, Math.ceil(((performance.now() - start) / 1000) * rate));
    for (; n < due; n++) {
      const origin = routers[n % Math.max(1, sources)] ?? routerOf(random());
      record(tally, send(identical ? packet : packetOf(order, n), origin));
    }
    if (n < total) await wait(PACE);
  }
  return tally;
}

/** `serial` gives it one prefix more that no other has. */
function packetOf({ advertisement, hex }: Pick<Order, 'advertisement' | 'hex'>, serial?: number): Uint8Array {
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  const extra = serial === undefined ? [] : [{ prefix: `2001:db8:${(serial >>> 16).toString(16)}:${(serial & 0xffff).toString(16)}::/64` }];
  return encodeAdvertisement(cook({ ...advertisement, prefixes: [...advertisement.prefixes, ...extra] }));
}

function record(tally: Tally, result: Result<number>): void {
  if (result.ok) tally.sent += 1;
  else tally.refused += 1;
}

function openOwn(ifname: string): { readonly send: Send; end(): void } {
  const opened = openIcmp6(ifname);
  if (!opened.ok) return fail(describeFault(opened), 1);
  return { send: (packet) => opened.value.send(packet), end: opened.value.close };
}

/** packet(7): whole frames, from whoever we say. */
function openPacket(ifname: string): { readonly send: Send; end(): void } {
  const ifindex = ifNameToIndex(ifname);
  const opened = socket(AF_PACKET, SOCK_RAW, 0);
  if (ifindex === 0 || !opened.ok) return fail(opened.ok ? `no device ${ifname}` : describeFault(opened), 1);
  const address = Buffer.alloc(20);
  address.writeUInt16LE(AF_PACKET, 0);
  address.writeInt32LE(ifindex, 4);
  const own: Origin = { from: 'fe80::66', mac: '02005e000066', hopLimit: 255 };
  return { send: (packet, origin = own) => sendto(opened.value, frameOf(packet, origin), 0, address), end: () => close(opened.value) };
}

function routerOf(n: number): Origin {
  const hex = n.toString(16).padStart(8, '0');
  return { from: `fe80::bad:${hex.slice(0, 4)}:${hex.slice(4)}`, mac: `0200${hex}`, hopLimit: 255 };
}
