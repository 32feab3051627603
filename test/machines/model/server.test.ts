import { expect, test } from 'vitest';
import { formatServer, parseServer } from '../../../machines/model/server.ts';

test.each<[string, object | null, string | null]>([
  ['192.0.2.53', { address: '192.0.2.53', port: 53, tls: null }, '192.0.2.53'],
  ['192.0.2.53:5353', { address: '192.0.2.53', port: 5353, tls: null }, '192.0.2.53:5353'],
  ['192.0.2.53#DNS.example', { address: '192.0.2.53', port: 853, tls: 'dns.example' }, '192.0.2.53#dns.example'],
  ['192.0.2.53:8853#dns.example', { address: '192.0.2.53', port: 8853, tls: 'dns.example' }, '192.0.2.53:8853#dns.example'],
  ['2001:DB8::0053', { address: '2001:db8::53', port: 53, tls: null }, '2001:db8::53'],
  ['2001:db8::53#dns.example', { address: '2001:db8::53', port: 853, tls: 'dns.example' }, '2001:db8::53#dns.example'],
  ['[2001:db8::53]', { address: '2001:db8::53', port: 53, tls: null }, '2001:db8::53'],
  ['[2001:db8::53]:5353', { address: '2001:db8::53', port: 5353, tls: null }, '[2001:db8::53]:5353'],
  ['[fe80::1%eth0]:853#a', { address: 'fe80::1%eth0', port: 853, tls: 'a' }, 'fe80::1%eth0#a'],
  ['192.0.2.53:0', null, null],
  ['192.0.2.53:65536', null, null],
  ['192.0.2.53#', null, null],
  ['dns.example', null, null],
  ['', null, null],
  ['192.0.2.53#a b', null, null],
])('the server %s', (text, server, shortest) => {
  const read = parseServer(text);
  expect(read).toEqual(server);
  expect(read && formatServer(read)).toBe(shortest);
});
