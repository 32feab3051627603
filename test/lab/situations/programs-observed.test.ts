/**
 * Programs that use the library on a host that an agent only observes: dhcpcd configures it, and what is bound to a network leaves by it.
 * No resolver runs; names that a program asks are asked of the network's own servers, and nothing else is sent.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { PUBLIC } from '../internet.ts';
import { type Lab, openLab } from '../lab.ts';
import { openTraffic, type Traffic } from '../packets.ts';
import { type Recorder, record } from '../recorder.ts';
import { openWeb } from '../web.ts';
import { questionsOn, wiresOf } from './clients.ts';

const WWW = 'www.example.net';
const DEVICES = ['eth0', 'wlan0'] as const;

suite('programs under an agent that observes', ['lab'], () => {
  let made: { readonly lab: Lab; readonly recorder: Recorder; readonly traffic: Traffic } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    const lab = await openLab({ seed: 107 });
    const host = await lab.host('m1');
    const [office, home, internet, authority] = await Promise.all([
      lab.network('office', { ipv4: '192.168.10.0/24' }),
      lab.network('home', { ipv4: '192.168.20.0/24' }),
      lab.internet(),
      lab.authority(),
    ]);
    const links = [await lab.connect(host, office, { as: 'eth0' }), await lab.connect(host, home, { as: 'wlan0' })];
    await openWeb(internet.space, [PUBLIC.server4], await authority.issue([WWW]), [{ body: 'the page' }]);
    const [traffic, recorder] = [await openTraffic(lab, host, links), await record(host)];
    made = { lab, recorder, traffic };
    await recorder.decided('both networks are there', (d) => d.pvds.filter((p) => p.provisioning === 'provisioned').length === 2);
  }, 60_000);
  afterAll(async () => {
    await made?.recorder.stop();
    await made?.traffic.stop();
    await made?.lab.close();
  }, 20_000);

  test('api-1: by a PvD of one’s choice, resolved there and connected there; what cannot be had is said', async () => {
    const { recorder, traffic } = bed();
    expect(await wiresOf(traffic, DEVICES, WWW)).toEqual([]);
    expect(await recorder.program({ verb: 'missing' })).toContainEqual(expect.stringMatching(/only observes/));
    const got = await recorder.program({ verb: 'get', host: WWW, use: 'wlan0' });
    expect(got).toMatchObject({ body: 'the page', pvd: 'pvd:wlan0', from: expect.stringMatching(/^192\.168\.20\./), to: PUBLIC.server4 });
    expect(await wiresOf(traffic, DEVICES, WWW)).toEqual(['wlan0']);
    expect(await questionsOn(traffic, 'wlan0', WWW)).toContainEqual({ from: got.from, to: '192.168.20.1' });
    expect(await recorder.program({ verb: 'get', host: WWW, use: 'eth0' })).toMatchObject({ body: 'the page', pvd: 'pvd:eth0' });
  });

  test('api-1: without a choice where the ranking leads', async () => {
    expect(await bed().recorder.program({ verb: 'get', host: WWW })).toMatchObject({ body: 'the page' });
    expect(await bed().recorder.program({ verb: 'get', host: 'no-such-name.example.net' })).toMatchObject({ code: 'ERR_NAME_NOT_FOUND' });
  });
});
