/** By UDP, which may be lost. RFC 1035 §4.2.1, RFC 5452. */
import type { Socket as Udp } from 'node:dgram';
import { familyOf } from '../../machines/model/address.ts';
import { decodeAnswer } from '../../machines/model/dns/index.ts';
import type { Millis } from '../../machines/model/units.ts';
import { describeFault, udpBound, zoned } from '../system/index.ts';
import { type Answered, bare, codeOf, failed, isTimeout, type Put, verdictOf } from './answered.ts';

/** Answers to something else are passed over, so that a stranger ends no question; so many of them are a flood. A guess. */
const STRAYS_MAX = 64;

export function byDatagram({ spec, server: { address, port }, question, bytes, meter, signal }: Put, patience: Millis): Promise<Answered> {
  const family = familyOf(address);
  // A resolver of the other family is reached from the interface, by whatever address it has there.
  const bound = udpBound({ ifname: spec.ifname, source: family === spec.family ? spec.source : null, family });
  if (!bound.ok) return Promise.resolve(failed(describeFault(bound)));
  const socket: Udp = bound.value;
  const attempt = meter.begin('question');
  return new Promise((resolve) => {
    let strays = 0;
    const settle = (told: Answered) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.removeAllListeners().on('error', () => {});
      socket.close();
      resolve(told);
    };
    const miss = () => {
      attempt.missed();
      settle(failed(`no answer in ${patience} ms`));
    };
    const stop = () => {
      if (isTimeout(signal)) attempt.missed();
      settle(failed('no answer in time'));
    };
    const fail = (error: Error) => {
      if (codeOf(error) === 'EHOSTUNREACH') attempt.missed();
      else attempt.dropped();
      settle(failed(codeOf(error)));
    };
    const timer = setTimeout(miss, patience);
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', fail);
    socket.on('message', (message, from) => {
      meter.datagram(message.length);
      if (!meter.allows(0) || ++strays > STRAYS_MAX) return settle(failed('too many other answers'));
      // Whoever answers must be the one who was asked (RFC 5452 §9.1), and the answer one to this question: else it is as if nothing came.
      if (from.port !== port || bare(from.address) !== bare(address)) return;
      const read = decodeAnswer(message, question);
      if (!read.ok) return;
      attempt.answered();
      settle(verdictOf(read.value, question));
    });
    meter.datagram(bytes.length);
    socket.send(bytes, port, zoned(address, spec.ifname), (error) => {
      if (error) fail(error);
    });
  });
}
