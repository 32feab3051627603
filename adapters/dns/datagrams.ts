/**
 * Questions by UDP to one server, from a handful of sockets on random ports that are given up after a while (RFC 5452 §9.2).
 * Each is bound to interface and source and connected, so that the kernel itself passes on only what the server sends from the
 * port that was asked, and says at once when nobody is there.
 */
import type { Socket } from 'node:dgram';
import { familyOf } from '../../machines/model/address.ts';
import type { NameServer } from '../../machines/model/names.ts';
import { describeFault, udpConnected } from '../system/index.ts';
import type { Counters } from './counters.ts';
import type { Wanted } from './query.ts';
import { matchOf, questionBytes, type Shape } from './question.ts';
import { randomBelow, randomWord } from './random.ts';
import type { Cancel, Time } from './time.ts';
import { type Attempt, type From, type Outcome, settled } from './transport.ts';

export type Datagrams = { ask(wanted: Wanted, shape: Shape): Attempt; close(): void };

/** Sockets at once, questions and milliseconds for each. Guesses: a forger has to hit one of so many ports before it is gone. */
const [SOCKETS_MAX, USES_MAX, AGE_MAX] = [8, 64, 5_000];
/** What answers nothing, on one socket: then somebody guesses. */
const STRAYS_MAX = 32;
/** Questions under way on one socket. */
const PENDING_MAX = 1_024;

type Pending = { readonly question: Uint8Array; settle(outcome: Outcome): void };
type Port = { readonly socket: Socket; readonly pending: Map<number, Pending>; readonly opened: number; uses: number; strays: number };

export function createDatagrams({ address, port }: NameServer, { ifname, source }: From, time: Time, counters: Counters): Datagrams {
  const ports = new Set<Port>();
  /** Those that take no more questions, until their last is answered. */
  const leaving = new Set<Port>();
  let sweeping: Cancel | null = null;

  const end = (from: Port, outcome: Outcome): void => {
    ports.delete(from);
    leaving.delete(from);
    from.socket.removeAllListeners().on('error', () => {});
    from.socket.close();
    for (const { settle } of from.pending.values()) settle(outcome);
    from.pending.clear();
  };
  const retire = (from: Port): void => {
    ports.delete(from);
    leaving.add(from);
    if (from.pending.size === 0) end(from, { kind: 'cancelled' });
  };
  const sweep = (): void => {
    sweeping = null;
    for (const from of ports) if (time.now() - from.opened >= AGE_MAX) retire(from);
    if (ports.size > 0) sweeping = time.wait(AGE_MAX, sweep);
  };
  const hear = (from: Port, message: Uint8Array): void => {
    const id = ((message[0] ?? 0) << 8) | (message[1] ?? 0);
    const pending = from.pending.get(id);
    const match = pending ? matchOf(message, pending.question) : 'stray';
    if (!pending || match === 'stray') {
      counters.strays += 1;
      from.strays += 1;
      if (from.strays <= STRAYS_MAX) return;
      counters.floods += 1;
      return end(from, { kind: 'flooded' });
    }
    from.pending.delete(id);
    if (match === 'wrongCase') counters.wrongCase += 1;
    pending.settle(match === 'answer' ? { kind: 'answer', bytes: message } : { kind: match });
    if (leaving.has(from) && from.pending.size === 0) end(from, { kind: 'cancelled' });
  };
  const open = (): Port | string => {
    const bound = udpConnected({ ifname, source, family: familyOf(address), host: address, port });
    if (!bound.ok) return describeFault(bound);
    const opened: Port = { socket: bound.value, pending: new Map(), opened: time.now(), uses: 0, strays: 0 };
    opened.socket.on('message', (message) => hear(opened, message));
    // ECONNREFUSED, EHOSTUNREACH, ENETUNREACH: for all that is under way there.
    opened.socket.on('error', (error) => end(opened, { kind: 'failed', problem: 'code' in error ? String(error.code) : error.message }));
    ports.add(opened);
    sweeping ??= time.wait(AGE_MAX, sweep);
    return opened;
  };
  const pick = (): Port | string => (ports.size < SOCKETS_MAX ? open() : ([...ports][randomBelow(ports.size)] ?? open()));

  return {
    ask: (wanted, shape) => {
      const from = pick();
      if (typeof from === 'string') return settled({ kind: 'failed', problem: from });
      if (from.pending.size >= PENDING_MAX) return settled({ kind: 'failed', problem: 'too many questions under way' });
      let id = randomWord();
      while (from.pending.has(id)) id = randomWord();
      const question = questionBytes(wanted, id, shape);
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      from.pending.set(id, { question, settle: resolve });
      from.uses += 1;
      if (from.uses >= USES_MAX) retire(from);
      from.socket.send(question);
      return {
        outcome: promise,
        cancel: () => {
          if (from.pending.get(id)?.question !== question) return;
          from.pending.delete(id);
          resolve({ kind: 'cancelled' });
          if (leaving.has(from) && from.pending.size === 0) end(from, { kind: 'cancelled' });
        },
      };
    },
    close: () => {
      sweeping?.();
      for (const from of [...ports, ...leaving]) end(from, { kind: 'cancelled' });
    },
  };
}
