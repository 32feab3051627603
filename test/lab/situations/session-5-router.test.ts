/**
 * session-5: a router says that it is none any more, as one does that has lost its own way out (RFC 7084 G-4). Its addresses stay valid,
 * so nothing ends with them: what stalls there is ended, and what goes by the other family is not touched.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { type configOf, ETH, FAR, isAt, lastSeq, NO_HOLD, OFFICE } from './checked.ts';
import { type Ground, openGround } from './checking.ts';
import { applied } from './standing.ts';
import { openStream, startEcho } from './streaming.ts';

suite('session-5: the router of a network goes, and its addresses stand', ['lab'], () => {
  let made: Ground<'eth0'> | undefined;
  beforeAll(async () => {
    made = await openGround(87, { eth0: OFFICE });
    await startEcho(made.lab);
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  test('session-5: its IPv6 connections are told as soon as they stall, those of IPv4 go on', async () => {
    if (!made) throw new Error('the lab did not open');
    const machine = await made.come('m1', { secure: false, more: NO_HOLD } satisfies Parameters<typeof configOf>[1]);
    const { host, recorder } = machine;
    await applied(recorder, 'it is good', isAt(ETH, 'validated'));
    const [kept, stalled] = [await openStream(host, FAR[4]), await openStream(host, FAR[6])];
    const since = lastSeq(recorder);
    await made.networks.eth0.serve({ radvd: { lifetime: 0 } });
    const ended = await recorder.fact('it is ended', 'sockets.ended', (f) => f.seq > since && f.count > 0);
    expect(ended.target).toBe(`${ETH}@1 stalled`);
    await stalled.gone();
    expect(stalled.failures()).toEqual(['ECONNABORTED']);
    // The address stood all the while.
    expect(recorder.facts().filter((f) => f.type === 'address.removed' && f.seq > since && f.address.startsWith('2001:'))).toEqual([]);
    await kept.at(Date.now() + 500);
    const { sent, echoed, isExact } = await kept.end();
    expect([echoed, isExact, kept.failures()]).toEqual([sent, true, []]);
    await machine.leave();
  });
});
