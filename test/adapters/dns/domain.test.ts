import { expect, test } from 'vitest';
import { createCounters } from '../../../adapters/dns/counters.ts';
import { createDomain } from '../../../adapters/dns/domain.ts';
import { settled } from '../../../adapters/dns/transport.ts';
import { manualTime } from './manualTime.ts';
import { domain } from './views.ts';

test.each<[string, object, number]>([
  ['dns-8: a network that opens is asked by new sockets: a portal goes on with the flows that it has caught', { isOpen: true }, 1],
  ['… and one whose sources are told anew is not', { leads: ['0.0.0.0/0'] }, 0],
])('%s', (_name, change, closed) => {
  let closes = 0;
  const nothing = () => settled({ kind: 'failed', problem: 'nobody is there' });
  const reach = () => ({ datagram: nothing, stream: nothing, close: () => (closes += 1) });
  const options = { reach, time: manualTime(), counters: createCounters(), discovered: () => {}, notice: () => {}, dropped: () => {} };
  const first = domain('pvd:eth0', '192.0.2.53', { isOpen: false });
  const made = createDomain(first, options);
  made.update({ ...first, ...change });
  expect(closes).toBe(closed);
  expect(made.servers.all()).toHaveLength(1);
  made.close();
});
