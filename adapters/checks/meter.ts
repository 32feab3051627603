/** What a check costs and measures while it runs. Payloads are counted as they are; heads of packets, which node does not show, by estimate. */
import type { Family } from '../../machines/model/units.ts';

export type Meter = {
  readonly bytes: number;
  /** ms, the shortest round trip of a question or a handshake; null when nothing came back. */
  readonly rtt: number | null;
  readonly sent: number;
  readonly lost: number;
  /** Whether as much may still be spent. */
  allows(bytes: number): boolean;
  /** One datagram with so much in it. */
  datagram(payload: number): void;
  /** One connection, when it is over. */
  connection(payload: number): void;
  asked(): void;
  answered(ms: number): void;
  missed(): void;
};

/** IP and UDP (RFC 791, 8200, 768). */
const DATAGRAM: Record<Family, number> = { 4: 28, 6: 48 };
/** IP and TCP with time stamps (RFC 9293, 7323), and as many segments as handshake, two messages and the end take. A guess: not retransmissions. */
const SEGMENT: Record<Family, number> = { 4: 52, 6: 72 };
const SEGMENTS = 10;
export const CONNECTION_COST = SEGMENTS * SEGMENT[6];

export function createMeter(family: Family, budget: number): Meter {
  let [bytes, sent, lost]: [number, number, number] = [0, 0, 0];
  let rtt: number | null = null;
  return {
    get bytes() {
      return bytes;
    },
    get rtt() {
      return rtt;
    },
    get sent() {
      return sent;
    },
    get lost() {
      return lost;
    },
    allows: (more) => bytes + more <= budget,
    datagram: (payload) => {
      bytes += payload + DATAGRAM[family];
    },
    connection: (payload) => {
      bytes += payload + SEGMENTS * SEGMENT[family];
    },
    asked: () => {
      sent += 1;
    },
    answered: (ms) => {
      const rounded = Math.round(ms * 100) / 100;
      rtt = rtt === null ? rounded : Math.min(rtt, rounded);
    },
    missed: () => {
      lost += 1;
    },
  };
}
