/** Seeded random events for the session's chart: all facts and notices that it hears, out of few enough values that they meet. */
import { type Random, stampedWith } from './random.ts';

const terms = { family: 4, needs: null, mobility: 'reconnect', better: 'idle', loss: 'wait', failBack: 'now' } as const;
const place = (r: Random) => ({ pvd: r.pick(['pvd:wlan0', 'pvd:eth0']), generation: 1 + r.int(2) });

export const sessionInput = {
  ...{ type: 'session.opened', v: 1, class: 'world', seq: 1, at: 1_000_000 },
  ...{ session: 's', manager: 'm', pvd: 'pvd:wlan0', generation: 1, ...terms },
};

export const sessionEvents = (r: Random): Iterable<object> =>
  stampedWith(r, (stamp) =>
    r.pick([
      {
        ...{ ...stamp, type: 'session.opened', session: 's', manager: 'm', ...place(r), ...terms },
        ...{ mobility: r.pick(['none', 'reconnect', 'mptcp']), loss: r.pick(['move', 'wait', 'end']) },
      },
      { ...stamp, type: 'session.idled', session: 's' },
      { ...stamp, type: 'session.busied', session: 's' },
      {
        ...{ ...stamp, type: 'session.asked', session: 's', manager: r.pick(['m', 'vpn', 'oam']), author: r.pick(['user', 'operator']) },
        ...{ ask: r.pick(['keep', 'move', 'leave', 'end', 'nothing']), to: r.pick([null, 'eth0']) },
      },
      { ...stamp, type: 'session.moved', session: 's', ...place(r) },
      { ...stamp, type: 'pvd.detached', ...place(r) },
      { ...stamp, type: 'pvd.detached', ...place(r) },
      { ...stamp, type: 'pvd.returned', ...place(r) },
      { ...stamp, type: 'pvd.gone', ...place(r) },
      // Closed for good: rare, or the walk is over before it began.
      ...(r.chance(0.004) ? [{ ...stamp, type: 'session.closed', session: 's', why: 'done' }] : []),
    ]),
  );
