/**
 * `traffic-child.ts ORDER`: sends as many kinds of programs would, bound to a source address, to a device, to both (that need
 * not fit), or to nothing; UDP, connected UDP and TCP; both families. What is bound stays bound when its address has gone.
 * It says `{attempts, sent}` now and then, and once stdin ends `{tally}`: what became of them, by `KIND FAMILY BINDING: OUTCOME`.
 */
import { networkInterfaces } from 'node:os';
import {
  AF_INET,
  AF_INET6,
  EINPROGRESS,
  MSG_DONTWAIT,
  SO_BINDTODEVICE,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../../../adapters/system/constants.ts';
import { bind, close, connect, type Result, sendto, setsockopt, socket } from '../../../adapters/system/index.ts';
import { sockaddrOf } from '../../../adapters/system/sockaddr.ts';
import { familyOf, reachOf } from '../../../machines/model/address.ts';
import { randoms } from '../random.ts';

export type TrafficOrder = {
  readonly seed: number;
  readonly devices: readonly string[];
  /** Addresses of both families, and the port there. */
  readonly to: readonly string[];
  readonly port: number;
  /** Packets in a millisecond, at most. */
  readonly pace: number;
};
export type TrafficLine = { readonly attempts: number; readonly sent: number } | { readonly tally: Readonly<Record<string, number>> };

type Flow = {
  readonly fd: number;
  readonly kind: Kind;
  readonly label: string;
  /** Null: connected. */
  readonly to: Uint8Array | null;
  left: number;
};
const KINDS = ['udp', 'connected', 'tcp'] as const;
type Kind = (typeof KINDS)[number];

const FLOWS = 64;
/** Packets of a flow, at most; one in eight stays long enough to outlive its address. A refused one counts for many. */
const [SHORT, LONG, LASTING, REFUSED] = [40, 3000, 8, 20];
/** Unbound traffic goes by the best network only: bit 0, bound to a device; bit 1, to a source. */
const BINDINGS = [0, 1, 1, 2, 2, 3];
const SEEN_MAX = 48;
const SAY_EVERY = 50;

const order: TrafficOrder = JSON.parse(process.argv[2] ?? '');
const random = randoms(order.seed);
const pick = <T>(values: readonly T[]): T | undefined => values[random() % Math.max(1, values.length)];
const payload = Buffer.alloc(32, 0x6d);
const tally: Record<string, number> = {};
const flows: Flow[] = [];
let seen: readonly string[] = [];
let [attempts, sent, said, before] = [0, 0, 0, performance.now()];

look();
const timers = [setInterval(look, 50), setInterval(round, 1)];
process.stdin.resume().on('end', () => {
  for (const timer of timers) clearInterval(timer);
  say({ tally });
});

function say(line: TrafficLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The newest last; those that have gone are bound as well. */
function look(): void {
  const now = Object.values(networkInterfaces())
    .flat()
    .flatMap((a) => (a && !a.internal && reachOf(a.address) !== 'linkLocal' ? [a.address] : []));
  const fresh = now.filter((address) => !seen.includes(address));
  if (fresh.length > 0) seen = [...seen, ...fresh].slice(-SEEN_MAX);
}

function round(): void {
  const now = performance.now();
  const due = Math.min(50, Math.round((now - before) * order.pace));
  before = now;
  for (let i = 0; i < due; i++) one();
  if (attempts - said < SAY_EVERY) return;
  said = attempts;
  say({ attempts, sent });
}

function one(): void {
  attempts += 1;
  if (flows.length < FLOWS) {
    const flow = open();
    if (flow) flows.push(flow);
    return;
  }
  const at = random() % flows.length;
  const flow = flows[at];
  if (!flow) return;
  const result = sendto(flow.fd, payload, MSG_DONTWAIT, flow.to);
  count(flow.label, result);
  if (result.ok) sent += 1;
  flow.left -= result.ok ? 1 : REFUSED;
  if (flow.left > 0 && (result.ok || flow.kind !== 'tcp' || result.name === 'EAGAIN')) return;
  close(flow.fd);
  flows.splice(at, 1);
}

function open(): Flow | null {
  const [kind, target] = [pick(KINDS) ?? 'udp', pick(order.to) ?? ''];
  const family = familyOf(target);
  const binding = pick(BINDINGS) ?? 0;
  const device = binding & 1 ? pick(order.devices) : undefined;
  const source = binding & 2 ? pick(seen.filter((address) => familyOf(address) === family)) : undefined;
  const label = `${kind} IPv${family} ${[device && 'device', source && 'source'].filter(Boolean).join('+') || 'unbound'}`;
  const type = (kind === 'tcp' ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  const opened = socket(family === 4 ? AF_INET : AF_INET6, type, 0);
  if (!opened.ok) throw new Error(`socket: ${opened.name}`);
  const fd = opened.value;
  const to = sockaddrOf(target, order.port);
  const bound = device ? setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${device}\0`)) : opened;
  const held = bound.ok && source ? bind(fd, sockaddrOf(source, 0)) : bound;
  const ready = held.ok && kind !== 'udp' ? connect(fd, to) : held;
  if (ready.ok || ready.errno === EINPROGRESS) {
    if (kind === 'tcp') sent += 1; // its SYN
    return { fd, kind, label, to: kind === 'udp' ? to : null, left: random() % LASTING === 0 ? LONG : 1 + (random() % SHORT) };
  }
  count(label, ready);
  close(fd);
  return null;
}

function count(label: string, result: Result<unknown>): void {
  const key = `${label}: ${result.ok ? 'sent' : result.name}`;
  tally[key] = (tally[key] ?? 0) + 1;
}
