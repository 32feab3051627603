/**
 * dns-7 and dns-8, applied: a network behind an unopened portal, whose DNS answers every name with the portal's address, resolves
 * nothing for the node, and nothing that was resolved elsewhere is connected through it; a client that is bound to it is told what
 * it says. Once the portal lets us in it resolves, and nothing that it said before is left.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { PUBLIC } from '../internet.ts';
import { openWeb } from '../web.ts';
import { both, ETH, HOME, isAt, leads, NO_HOLD, OFFICE, WLAN } from './checked.ts';
import { type Ground, type Machine, openGround } from './checking.ts';
import { curl, dig, getent, inNode, resolverOf, withName } from './clients.ts';
import { pvdOf } from './objects.ts';
import { applied } from './standing.ts';

const WWW = 'www.example.net';
const TRUE = [PUBLIC.server4, PUBLIC.server6];
/** The router of the network with the portal, which is the portal. */
const PORTAL = ['192.168.10.1', '2001:db8:10::1'];
const PRIVATE = { 'git.corp.example': '192.168.10.5' };

suite('dns-7, dns-8: names and an unopened portal', ['lab'], () => {
  type Bed = { readonly ground: Ground<'eth0' | 'wlan0'>; readonly machine: Machine<'eth0' | 'wlan0'> };
  let made: Bed | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    const { ground, machine } = made;
    return { ...machine, portal: ground.networks.eth0.portal };
  };
  const boundTo = async (pvd: string): Promise<string> => resolverOf(pvdOf(await bed().recorder.status(), pvd)?.slot ?? 0);
  const askedOfPortal = async (host: string) => (await bed().portal.requests()).filter((request) => request.host === host);

  beforeAll(async () => {
    const eth0 = { ...OFFICE, records: PRIVATE, dhcp: { search: ['corp.example'] }, portal: { by: 'dns', answers: 'body' } } as const;
    const ground = await openGround(87, { eth0, wlan0: HOME });
    const [internet, authority] = await Promise.all([ground.lab.internet(), ground.lab.authority()]);
    await openWeb(internet.space, TRUE, await authority.issue([WWW]), [{ body: 'the true one' }]);
    made = { ground, machine: await ground.come('m1', { checks: 'every: 300ms', more: NO_HOLD, secure: false }) };
    await applied(made.machine.recorder, 'the portal is found', both(isAt(ETH, 'portal'), isAt(WLAN, 'validated'), leads(WLAN)));
  }, 60_000);
  afterAll(async () => made?.ground.close(), 20_000);

  test('dns-8: for programs of the node no name has the portal’s address', async () => {
    const { host, traffic } = bed();
    expect((await dig(host, WWW, 'A')).told).toEqual([TRUE[0]]);
    expect((await dig(host, WWW, 'AAAA')).told).toEqual([TRUE[1]]);
    expect((await dig(host, 'no-such-name.example.net', 'A')).status).toBe('NXDOMAIN');
    expect((await dig(host, 'git.corp.example', 'A')).told).toEqual([]);
    expect((await getent(host, WWW)).toSorted()).toEqual(TRUE.toSorted());
    expect(await inNode(host, `dns.lookup('${WWW}', { family: 4 })`)).toEqual({ address: TRUE[0], family: 4 });
    expect(await withName(traffic, 'eth0', WWW)).toEqual([]);
  });

  test('dns-7: what was resolved by the other network is connected by it, and never through the portal', async () => {
    const { host, traffic } = bed();
    for (const words of [[], ['-4'], ['-6']])
      expect([words, await curl(host, `http://${WWW}/`, ...words)]).toEqual([words, 'the true one']);
    for (const address of TRUE) expect(await traffic.packets('eth0', `host ${address}`)).toEqual([]);
    expect(await askedOfPortal(WWW)).toEqual([]);
  });

  test('dns-8: a client that is bound to that network is told what it says, and reaches the portal’s page', async () => {
    const { host, portal } = bed();
    const server = `@${await boundTo(ETH)}`;
    expect((await dig(host, server, WWW, 'A')).told).toEqual([PORTAL[0]]);
    expect((await dig(host, server, WWW, 'AAAA', '+tcp')).told).toEqual([PORTAL[1]]);
    expect((await dig(host, server, 'no-such-name.example.net', 'A')).told).toEqual([PORTAL[0]]);
    const page = await curl(host, `http://${WWW}/`, '--interface', 'eth0', '--resolve', `${WWW}:80:${PORTAL[0]}`);
    expect(page).toContain(`<title>${portal.host}</title>`);
    expect((await dig(host, `@${await boundTo(WLAN)}`, WWW, 'A')).told).toEqual([TRUE[0]]);
    // It was told to that client alone.
    expect((await dig(host, WWW, 'A')).told).toEqual([TRUE[0]]);
  });

  test('dns-7, api-1: the same for connections of programs: none goes through the portal but one that names it, which gets its page', async () => {
    const { recorder, traffic, portal } = bed();
    expect(await recorder.program({ verb: 'get', host: WWW })).toMatchObject({ body: 'the true one', pvd: WLAN });
    expect(await recorder.program({ verb: 'get', host: WWW, use: {} })).toMatchObject({ body: 'the true one', pvd: WLAN });
    for (const address of TRUE) expect(await traffic.packets('eth0', `host ${address}`)).toEqual([]);
    const page = await recorder.program({ verb: 'get', host: WWW, use: ETH });
    expect(page).toMatchObject({ pvd: ETH, body: expect.stringContaining(`<title>${portal.host}</title>`) });
    expect(PORTAL).toContain(page.to);
    expect(await recorder.program({ verb: 'get', host: WWW, use: { kind: 'ethernet' } })).toMatchObject({
      code: 'ERR_NO_PVD_FITS',
      reasons: [`${ETH}: usable is portal`, `${WLAN}: kind is wifi`],
    });
  });

  test('dns-8: once it has let us in, it resolves for the node, and what it said before is forgotten', async () => {
    const { host, portal, recorder, traffic } = bed();
    const before = await withName(traffic, 'eth0', WWW);
    await portal.open();
    await applied(recorder, 'it leads', both(isAt(ETH, 'validated'), leads(ETH)));
    expect((await dig(host, 'git.corp.example', 'A')).told).toEqual(['192.168.10.5']);
    expect((await dig(host, WWW, 'A')).told).toEqual([TRUE[0]]);
    expect((await dig(host, `@${await boundTo(ETH)}`, WWW, 'A')).told).toEqual([TRUE[0]]);
    expect((await withName(traffic, 'eth0', WWW)).length).toBeGreaterThan(before.length);
    expect(await curl(host, `http://${WWW}/`)).toBe('the true one');
  });

  test('dns-8: closed again it resolves nothing, and the other network does', async () => {
    const { host, portal, recorder } = bed();
    await portal.close({ by: 'dns', answers: 'body' });
    await applied(recorder, 'it is found again', both(isAt(ETH, 'portal'), leads(WLAN)));
    expect((await dig(host, WWW, 'A')).told).toEqual([TRUE[0]]);
    expect(await curl(host, `http://${WWW}/`)).toBe('the true one');
  });

  test('dns-7, dns-8: the log replays to the same decisions', () => made?.machine.leave());
});
