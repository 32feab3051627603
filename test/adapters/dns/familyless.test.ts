import { expect, test } from 'vitest';
import { createEngine, wantedText } from '../../../adapters/dns/engine.ts';
import { scripted } from '../../../adapters/dns/memory.ts';
import { TYPE } from '../../../machines/model/dns/index.ts';
import { manualTime } from './manualTime.ts';
import { a, aaaa } from './records.ts';
import { domain, view } from './views.ts';

const SERVER = '127.0.0.21';
const [FOUR, SIX] = ['192.0.2.1', '2001:db8::1'];

test.each<[string, { 4: string | null; 6: string | null }, number, string | null, string]>([
  ['no IPv6: nothing under that name', { 4: '127.0.0.1', 6: null }, TYPE.AAAA, null, 'noData '],
  ['no IPv6: IPv4 as ever', { 4: '127.0.0.1', 6: null }, TYPE.A, null, `positive ${FOUR}`],
  ['no IPv4: nothing under that name', { 4: null, 6: '::1' }, TYPE.A, null, 'noData '],
  ['a client that is bound to the network is told all', { 4: null, 6: '::1' }, TYPE.A, 'pvd:home', `positive ${FOUR}`],
])('law 8: on a network with %s', async (_what, sources, type, bound, expected) => {
  const pinned: unknown[] = [];
  const pin = async (request: unknown) => {
    pinned.push(request);
    return false;
  };
  // Whose server is reached by the family that it has is not of interest here.
  const home = domain('pvd:home', sources[4] ? SERVER : '::1', { sources });
  const reach = scripted(({ name, type: asked }) => ({ answers: [asked === TYPE.A ? a(name, FOUR) : aaaa(name, SIX)] }));
  const engine = createEngine({ reach, time: manualTime(), pin });
  engine.show(view(1, [home]));
  const wanted = wantedText('www.example', type);
  const given = wanted && (await engine.find(wanted, bound));
  expect(given?.ok && `${given.stored.kind} ${given.stored.addresses}`).toBe(expected);
  expect(pinned).toEqual([]);
  engine.close();
});

test('law 8: a loopback address is no network’s', async () => {
  const reach = scripted(({ name }) => ({ answers: [aaaa(name, '::1')] }));
  const engine = createEngine({ reach, time: manualTime(), pin: async () => false });
  engine.show(view(1, [domain('pvd:home', SERVER, { sources: { 4: '127.0.0.1', 6: null } })]));
  const wanted = wantedText('here.example', TYPE.AAAA);
  expect(wanted && (await engine.find(wanted, null))).toMatchObject({ ok: true, stored: { addresses: ['::1'] } });
  engine.close();
});

test('law 8: an IPv6 prefix without a router: what is in it is told, what is beyond is not there, and nobody waits for a route', async () => {
  const reach = scripted(({ name }) => ({ answers: [aaaa(name, name.startsWith('near') ? '2001:db8:7::5' : SIX)] }));
  const engine = createEngine({ reach, time: manualTime(), pin: async () => true });
  engine.show(view(1, [domain('pvd:home', SERVER, { leads: ['0.0.0.0/0', '2001:db8:7::/64'] })]));
  for (const [name, kind] of [
    ['near.example', 'positive'],
    ['far.example', 'noData'],
  ] as const) {
    const wanted = wantedText(name, TYPE.AAAA);
    expect(wanted && (await engine.find(wanted, null))).toMatchObject({ ok: true, stored: { kind } });
  }
  engine.close();
});
