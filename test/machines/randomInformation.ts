/** Seeded random events for the machine of additional information. */
import type { Random } from './random.ts';

const pvd = 'pvd:a.example@wlan0';
export const informationInput = { pvd, ifname: 'wlan0' };

export function* informationEvents(r: Random): Generator<object> {
  let dues: number[] = [0];
  for (let seq = 1, at = 1_000_000; ; seq += 1, at += r.int(4_000)) {
    const stamp = { seq, at, v: 1, class: 'world' };
    // Whatever it waits for lies on this grid of moments, or is asked for by the test itself.
    dues = [...dues, at + 7_000, at + 10_000].slice(-8);
    const offer = {
      generation: 1 + r.int(2),
      identity: 'a.example',
      sequence: r.int(2),
      delay: r.int(3),
      prefixes: r.pick([[], ['2001:db8:a::/64'], ['2001:db8:b::/64']]),
      seed: 's',
    };
    const asked = { pvd, ifname: 'wlan0', generation: 1 + r.int(2), identity: 'a.example', sequence: r.int(2) };
    const content = { prefixes: ['2001:db8:a::/48'], dnsZones: ['a.example'], noInternet: r.chance(0.5) };
    const held = r.pick([null, { ...content, sequence: r.int(2), since: 1, left: 9_000 }]);
    yield r.pick<object>([
      { ...stamp, type: 'offer.made', offer },
      { ...stamp, type: 'offer.made', offer },
      { ...stamp, type: r.pick(['offer.blocked', 'offer.withdrawn']), offer },
      { ...stamp, type: 'information.received', ...asked, ...content, expires: 7_000, ignored: [] },
      { ...stamp, type: r.pick(['information.refused', 'information.unreached']), ...asked, problem: 'x' },
      { ...stamp, type: 'deadline.passed', id: `information:${pvd}:expiry`, due: r.pick(dues) },
      { ...stamp, type: 'question.postponed', until: at + 10_000 },
      { ...stamp, type: 'deadline.passed', id: `information:${pvd}:due`, due: r.pick(dues) },
      ...(r.chance(0.1) ? [{ ...stamp, type: 'question.barred', problem: 'x' }] : []),
      ...(r.chance(0.3)
        ? [
            {
              ...stamp,
              type: 'information.recalled',
              memory: {
                ...{ pvd, boot: 'b', generation: 1, sequence: 0, state: r.pick(['idle', 'waiting', 'fetching', 'refused']) },
                ...{ left: r.pick([null, 5_000]), asked: r.pick([null, 5_000]), failed: r.int(3), problem: null, held },
              },
            },
          ]
        : []),
    ]);
  }
}
