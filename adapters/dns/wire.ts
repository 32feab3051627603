/** Servers reached over real sockets, bound to their PvD. */
import type { SecureContext } from 'node:tls';
import type { Counters } from './counters.ts';
import { createDatagrams } from './datagrams.ts';
import { createStreams } from './streams.ts';
import type { Time } from './time.ts';
import type { Reach } from './transport.ts';

export const wire =
  (secure: () => SecureContext, time: Time, counters: Counters): Reach =>
  (server, from) => {
    const datagrams = createDatagrams(server, from, time, counters);
    const streams = createStreams(server, from, secure, time, counters);
    return {
      datagram: datagrams.ask,
      stream: streams.ask,
      close: () => {
        datagrams.close();
        streams.close();
      },
    };
  };
