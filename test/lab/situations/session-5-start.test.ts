/**
 * session-5 while no agent runs: it was killed, or told to end, and then a network goes. Nobody tells the programs, until the next start
 * does, at once. What is still there goes on, byte for byte, over all of it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import type { Host } from '../host.ts';
import type { Link } from '../link.ts';
import { type Recorder, record } from '../recorder.ts';
import { both, configOf, ETH, FAR, HOME, isAt, lastSeq, leads, NO_HOLD, OFFICE, WLAN } from './checked.ts';
import { type Ground, openGround } from './checking.ts';
import { expectReplayed, heard } from './evidence.ts';
import { applied } from './standing.ts';
import { openStream, type Stream, startEcho } from './streaming.ts';

/** ms from the first decision on. */
const AT_ONCE = 1_000;
/** ms without a word from anybody. */
const HANGS = 1_500;

type Ending = readonly [machine: string, signal: NodeJS.Signals, loss: string, lose: (host: Host, eth: Link) => Promise<unknown>];
const ENDINGS: readonly Ending[] = [
  ['m1', 'SIGKILL', 'the link goes', (_, eth) => eth.down()],
  ['m2', 'SIGTERM', 'the link goes', (_, eth) => eth.down()],
  ['m3', 'SIGKILL', 'the interface is taken out', (host) => host.run('ip', ['link', 'del', 'eth0'])],
];

suite('session-5: a network goes away while no agent runs', ['lab'], () => {
  let made: Ground<'eth0' | 'wlan0'> | undefined;
  beforeAll(async () => {
    made = await openGround(86, { eth0: OFFICE, wlan0: HOME });
    await startEcho(made.lab);
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  test.concurrent.each(ENDINGS)(
    '%s: after %s, %s: its connections hang, and the next start ends them',
    async (machine, signal, _, lose) => {
      if (!made) throw new Error('the lab did not open');
      const { lab, web, networks } = made;
      const host = await lab.host(machine, { client: 'none' });
      const eth = await lab.connect(host, networks.eth0, { as: 'eth0' });
      await lab.connect(host, networks.wlan0, { as: 'wlan0' });
      const start = () => record(host, { config: configOf(web, { secure: false, more: NO_HOLD }), log: '/var/lib/multihome/log.sqlite' });
      let recorder = await start();
      const again = async (meanwhile: () => Promise<unknown>): Promise<number> => {
        recorder.kill(signal);
        await recorder.stop();
        const since = lastSeq(recorder);
        await meanwhile();
        recorder = await start();
        return since;
      };
      await heard(recorder, networks.wlan0);
      await applied(recorder, 'the other is good', both(isAt(WLAN, 'validated')));
      await eth.down();
      await applied(recorder, 'the other leads', leads(WLAN));
      const other = await openStream(host, FAR[4]);
      await eth.up();
      await heard(recorder, networks.eth0);
      await applied(recorder, 'both are good', both(isAt(ETH, 'validated'), isAt(WLAN, 'validated'), leads(ETH)));
      const streams = await Promise.all(FAMILIES.map((family) => openStream(host, FAR[family])));

      const kept = await again(async () => {});
      await applied(recorder, 'nothing was lost', both(isAt(ETH, 'validated'), leads(ETH)));
      await Promise.all([other, ...streams].map((stream) => stream.at(Date.now() + 500)));
      expect([endedIn(recorder, kept), failures(other, ...streams)]).toEqual([[], []]);

      const since = await again(async () => {
        await lose(host, eth);
        const lost = Date.now();
        const [soon, late] = [await streams[0]?.at(lost + HANGS / 3), await streams[0]?.at(lost + HANGS)];
        expect([late?.echoed, failures(...streams)]).toEqual([soon?.echoed, []]);
      });
      const opened = await recorder.fact('it starts', 'epoch.opened', (f) => f.seq > since);
      const ended = await recorder.fact('they are ended', 'sockets.ended', (f) => f.seq > since);
      expect(ended.target).toMatch(/^pvd:eth0@\d$/);
      expect(ended.count).toBeGreaterThanOrEqual(2);
      expect(ended.at - opened.at).toBeLessThan(AT_ONCE);
      await Promise.all(streams.map((stream) => stream.gone()));
      expect(failures(...streams)).toEqual(['ECONNABORTED', 'ECONNABORTED']);
      await recorder.decided('the other leads', leads(WLAN));
      const { sent, echoed, isExact } = await other.end();
      expect([echoed, isExact, failures(other)]).toEqual([sent, true, []]);
      await expectReplayed(recorder);
      await recorder.stop();
      await host.close();
    },
  );
});

const failures = (...streams: readonly Stream[]): readonly string[] => streams.flatMap((stream) => stream.failures());
const endedIn = (recorder: Recorder, since: number): readonly string[] =>
  recorder.facts().flatMap((f) => (f.type === 'sockets.ended' && f.seq > since ? [f.target] : []));
