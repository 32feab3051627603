/**
 * session-5: a network goes away under its sessions. A program that knows nothing is told at once, one that uses multipath TCP goes
 * on, byte for byte. The control is observe mode: there connections are counted, and hang. A wrong one's are never touched.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import { record } from '../recorder.ts';
import { both, configOf, ETH, FAR, HOME, isAt, lastSeq, leads, NO_HOLD, OFFICE, WLAN } from './checked.ts';
import { by, type Ground, openGround } from './checking.ts';
import { applied } from './standing.ts';
import { openStream, startEcho } from './streaming.ts';

/** ms of silence after which nobody would call it «at once»: many times what is under way. */
const HANGS = 4_000;

suite('session-5: a network goes away under its sessions', ['lab'], () => {
  let made: Ground<'eth0' | 'wlan0'> | undefined;
  const ground = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    made = await openGround(85, { eth0: OFFICE, wlan0: HOME });
    await Promise.all([startEcho(made.lab), startEcho(made.lab, { mptcp: true })]);
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  test.concurrent('session-5: what knows nothing has an error at once, multipath TCP goes on, and what is on the other network is not touched', async () => {
    const machine = await ground().come('m1', { secure: false, more: NO_HOLD });
    const { host, recorder, links, ways } = machine;
    await applied(recorder, 'both are good', both(isAt(ETH, 'validated'), isAt(WLAN, 'validated'), leads(ETH)));
    const paths = await recorder.decided('paths', ({ decision }) => decision.endpoints.endpoints.length === 4);
    for (const { number } of paths.decision.endpoints.endpoints)
      await recorder.fact(`endpoint ${number}`, 'endpoint.added', (f) => f.number === number && f.class === 'answer');
    const [plain4, plain6, many4, many6] = await Promise.all([
      ...FAMILIES.map((family) => openStream(host, FAR[family])),
      ...FAMILIES.map((family) => openStream(host, FAR[family], { mptcp: true })),
    ]);
    if (!plain4 || !plain6 || !many4 || !many6) throw new Error('no stream');
    const sampled = await recorder.fact('they are counted', 'sockets.sampled', (f) => f.pvd === ETH && f.open >= 4);
    expect(sampled.stalled).toBe(0);
    const since = lastSeq(recorder);
    await links.eth0.down();
    const lost = await recorder.fact('the loss', 'link.carrierChanged', (f) => f.seq > since && !f.carrier);
    const ended = await recorder.fact('they are ended', 'sockets.ended', (f) => f.seq > since && f.target.startsWith(ETH));
    expect(ended).toMatchObject({ class: 'answer', target: `${ETH}@1` });
    expect(ended.count).toBeGreaterThanOrEqual(2);
    // The ranked rules went before, the paths go after it.
    const before = recorder.facts().filter((f) => f.seq > lost.seq && f.seq < ended.seq && f.class === 'answer');
    expect(before.filter((f) => f.type === 'rule.removed').length).toBeGreaterThanOrEqual(2);
    await recorder.fact('its paths go', 'endpoint.removed', (f) => f.seq > ended.seq && f.class === 'answer');
    for (const stream of [plain4, plain6]) {
      await stream.gone();
      expect(stream.failures()).toEqual(['ECONNABORTED']);
    }
    const now = Date.now();
    for (const stream of [many4, many6]) {
      await stream.at(now + 1_000);
      const { sent, echoed, isExact } = await stream.end();
      expect({ echoed, isExact, failures: stream.failures() }).toEqual({ echoed: sent, isExact: true, failures: [] });
    }
    expect(await ways()).toEqual(by('wlan0'));
    // A program on the network that stays is not touched when the other one comes and goes.
    const other = await openStream(host, FAR[4]);
    const came = lastSeq(recorder);
    await links.eth0.up();
    await applied(recorder, 'it is back', both(isAt(ETH, 'validated'), leads(ETH)));
    await links.eth0.down();
    await recorder.fact('gone again', 'link.carrierChanged', (f) => f.seq > came && f.ifname === 'eth0' && !f.carrier);
    await applied(recorder, 'the other leads again', leads(WLAN));
    await other.at(Date.now() + 500);
    expect(other.failures()).toEqual([]);
    await machine.leave();
  });

  test.concurrent('session-5: the control: in observe mode the stream is counted, nobody ends it, and it hangs', async () => {
    const { lab, web, networks } = ground();
    const host = await lab.host('m2', { client: 'static' });
    const eth = await lab.connect(host, networks.eth0, { as: 'eth0' });
    await eth.ready();
    const recorder = await record(host, { config: configOf(web, { secure: false }).replace('mode: apply', 'mode: observe') });
    const stream = await openStream(host, FAR[4]);
    await recorder.fact('it is counted', 'sockets.sampled', (f) => f.pvd === ETH && f.open > 0);
    await eth.down();
    await recorder.fact('the loss', 'link.carrierChanged', (f) => !f.carrier);
    const since = Date.now();
    const [soon, late] = [await stream.at(since + HANGS / 2), await stream.at(since + HANGS)];
    expect({ echoed: late.echoed, failures: stream.failures() }).toEqual({ echoed: soon.echoed, failures: [] });
    expect(recorder.facts().filter((f) => f.type === 'sockets.ended' || f.type === 'endpoint.added')).toEqual([]);
    await recorder.stop();
    await host.close();
  });
});
