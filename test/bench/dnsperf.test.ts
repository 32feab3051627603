import { expect, test } from 'vitest';
import { answered } from './dnsperf.ts';

/** Of version 2.10.0, asking dnsmasq, which did not know some names. */
const SAID = `Statistics:

  Queries sent:         4000
  Queries completed:    3990 (99.75%)
  Queries lost:         10 (0.25%)

  Response codes:       NOERROR 3980 (99.75%), NXDOMAIN 10 (0.25%)
  Average packet size:  request 33, response 49
  Run time (s):         2.000412
  Queries per second:   1994.588915

  Average Latency (s):  0.000087 (min 0.000031, max 0.003112)
  Latency StdDev (s):   0.000112
`;

test('what dnsperf tells is read: rate, mean latency, what was lost and what failed', () => {
  expect(answered(SAID)).toEqual({ perSecond: 1994.588915, latency: 87, sent: 4000, lost: 10, failed: 10 });
  const none = SAID.replace('3990 (99.75%)', '0 (0.00%)').replace(/\n {2}Response codes.*\n/, '\n');
  expect(answered(none).failed).toBe(0);
  expect(() => answered('Error: socket')).toThrow('dnsperf said nothing that is known\n  Error: socket');
});
