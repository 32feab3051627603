/** A resolver in this process: the engine over real sockets, without a thread and without listeners. It sends what it is asked, and nothing else. */
import type { SecureContext } from 'node:tls';
import { tls } from '../system/builtin.ts';
import { createCounters } from './counters.ts';
import { createLocalResolver } from './local.ts';
import type { Resolver } from './port.ts';
import { openTime } from './time.ts';
import { wire } from './wire.ts';

export type InProcessOptions = {
  /** Certificates (PEM) for DNS over TLS instead of node's own. */
  readonly ca?: readonly string[] | undefined;
  readonly notice?: (line: string) => void;
};

export function createInProcess({ ca, notice = () => {} }: InProcessOptions = {}): Resolver {
  const [time, counters] = [openTime(), createCounters()];
  let secure: SecureContext | undefined;
  const context = (): SecureContext => {
    secure ??= tls().createSecureContext(ca === undefined ? {} : { ca: [...ca] });
    return secure;
  };
  // Who asks here binds what it connects: no route has to stand first.
  const pin = async (): Promise<boolean> => true;
  const resolver = createLocalResolver({ listen: null, time, counters, reach: wire(context, time, counters), pin, notice });
  return {
    ...resolver,
    close: async () => {
      time.close();
      await resolver.close();
    },
  };
}
