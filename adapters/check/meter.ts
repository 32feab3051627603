/** What a check costs and measures while it runs. Payloads are counted as they are; heads of packets, which node does not show, by estimate. */
import type { Family } from '../../machines/model/units.ts';

export type Meter = {
  readonly bytes: number;
  /**
   * ms, the shortest handshake, or where there was none the shortest question; null when nothing came back. A resolver next
   * door that knows the answer says nothing of the way beyond it.
   */
  readonly rtt: number | null;
  readonly sent: number;
  readonly lost: number;
  /** The budget did not suffice. */
  readonly isSpent: boolean;
  /** Whether as much may still be spent, besides what is held; if not, the budget is spent. */
  allows(bytes: number): boolean;
  /** So much is kept for one connection until it is over; null: it is not there. */
  hold(bytes: number): (() => void) | null;
  /** One datagram with so much in it. */
  datagram(payload: number): void;
  /** One connection, when it is over; `segments`: about so many packets. */
  connection(payload: number, segments?: number): void;
  /** One question, or one handshake, that has one try. */
  begin(kind: 'question' | 'handshake'): Try;
};

/** One of these is called: somebody answered, if only with a refusal; nobody did; or it never left, or was called off. */
export type Try = { answered(): void; missed(): void; dropped(): void };

/** IP and UDP (RFC 791, 8200, 768). */
const DATAGRAM: Record<Family, number> = { 4: 28, 6: 48 };
/** IP and TCP with time stamps (RFC 9293, 7323), and as many segments as handshake, two messages and the end take. A guess: not retransmissions. */
const SEGMENT: Record<Family, number> = { 4: 52, 6: 72 };
const SEGMENTS = 10;
export const CONNECTION_COST = SEGMENTS * SEGMENT[6];
/** By then the kernel has sent its SYN again: one packet was lost, and the time is no round trip. RFC 6298 §2. */
const RETRANSMITTED = 1_000;

export function createMeter(family: Family, budget: number): Meter {
  let [bytes, held, sent, lost]: [number, number, number, number] = [0, 0, 0, 0];
  let isSpent = false;
  const shortest: { question?: number; handshake?: number } = {};
  const allows = (more: number): boolean => {
    if (bytes + held + more > budget) isSpent = true;
    return bytes + held + more <= budget;
  };
  return {
    get bytes() {
      return bytes;
    },
    get rtt() {
      return shortest.handshake ?? shortest.question ?? null;
    },
    get sent() {
      return sent;
    },
    get lost() {
      return lost;
    },
    get isSpent() {
      return isSpent;
    },
    allows,
    hold: (more) => {
      if (!allows(more)) return null;
      held += more;
      return () => {
        held -= more;
      };
    },
    datagram: (payload) => {
      bytes += payload + DATAGRAM[family];
    },
    connection: (payload, segments = SEGMENTS) => {
      bytes += payload + segments * SEGMENT[family];
    },
    begin: (kind) => {
      const began = performance.now();
      return {
        answered: () => {
          const took = Math.round((performance.now() - began) * 1000) / 1000;
          const isClean = kind === 'question' || took < RETRANSMITTED;
          sent += isClean ? 1 : 2;
          if (isClean) shortest[kind] = Math.min(shortest[kind] ?? took, took);
          else lost += 1;
        },
        missed: () => {
          [sent, lost] = [sent + 1, lost + 1];
        },
        dropped: () => {},
      };
    },
  };
}
