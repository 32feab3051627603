import { afterEach, expect, test } from 'vitest';
import type { NamesView } from '../../machines/model/names.ts';
import { openWorld, type World } from './dns-world.ts';

const open: World[] = [];
afterEach(() => Promise.all(open.splice(0).map((world) => world.close())));

/** What the servers of a PvD answer: as their address, but for the first octet. */
const answersOf = (view: NamesView | undefined, pvd: string): readonly string[] =>
  view?.domains.find((domain) => domain.pvd === pvd)?.servers.map(({ address }) => address.replace('127.', '10.')) ?? [];

test('an answer is right by the views in which its server is, and wrong by all others: what the soak would see', async () => {
  const world = openWorld(3);
  open.push(world);
  const views: NamesView[] = [];
  for (let i = 0; i < 60; i += 1) {
    const view = await world.step();
    if (view) views.push(view);
  }
  const before = views[0];
  const away = views.find((view) => answersOf(view, 'pvd:tun0').length === 0);
  const anew = views.findLast((view) =>
    view.domains.some(({ pvd, generation, isOpen }) => pvd === 'pvd:wlan0' && generation > 1 && isOpen),
  );
  if (!before || !away || !anew) throw new Error('nothing happened in this world');
  const [old = '', next = ''] = [before, anew].map((view) => answersOf(view, 'pvd:wlan0')[0] ?? '');
  const [vpn = ''] = answersOf(before, 'pvd:tun0');
  const right = (name: string, answer: string | null, from: NamesView, to: NamesView = from) =>
    world.isRight(name, answer, from.seq, to.seq);
  expect({
    old: right('a.example', old, before),
    'old, to a query that was sent before': right('a.example', old, before, anew),
    'old, after its network was attached anew': right('a.example', old, anew),
    new: right('a.example', next, anew),
    'none, of a name that all know': right('a.example', null, before, anew),
    'of the VPN, to its own name': right('a.corp.example', vpn, before),
    'of another, to a name of the VPN': right('a.corp.example', old, before),
    'none, while the VPN is away': right('a.corp.example', null, away),
    'none, while it is there': right('a.corp.example', null, before),
    'of the VPN, to a name of all others': right('a.example', vpn, before),
  }).toEqual({
    old: true,
    'old, to a query that was sent before': true,
    'old, after its network was attached anew': false,
    new: true,
    'none, of a name that all know': false,
    'of the VPN, to its own name': true,
    'of another, to a name of the VPN': false,
    'none, while the VPN is away': true,
    'none, while it is there': false,
    'of the VPN, to a name of all others': false,
  });
});
