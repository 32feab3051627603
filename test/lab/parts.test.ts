/** The parts of the bed that stand in a client's way: web servers, portals, silent death, loss, filters, translation. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { suite } from '../tools/needs.ts';
import { type NodeChild, spawnNode } from './agent.ts';
import type { Host } from './host.ts';
import { CHECK, type CheckWeb, PUBLIC } from './internet.ts';
import { type Lab, openLab } from './lab.ts';
import { hasCarrier, type Link } from './link.ts';
import type { Network } from './network.ts';

const WIFI = { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' };
const FETCHES = new URL('./fixtures/fetches.ts', import.meta.url).pathname;
const Fetched = z.object({
  line: z.string(),
  status: z.number().optional(),
  location: z.string().nullish(),
  body: z.string().optional(),
  error: z.string().optional(),
});
type Fetched = z.infer<typeof Fetched>;
/** For what never comes. */
const PATIENCE = 300;
const FAMILIES = [4, 6] as const;

suite('the parts of a lab', ['lab'], () => {
  let made: { lab: Lab; wifi: Network; host: Host; wlan: Link; web: CheckWeb; child: NodeChild } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  const fetches = async (family: 4 | 6, url: string, within = 10_000): Promise<Fetched> => {
    const { lines, tell } = bed().child;
    const from = lines.all.length;
    tell(`${family} ${within} ${url}`);
    return lines.waitFor(`an answer of ${url}`, (value) => Fetched.parse(value), 20_000, from);
  };
  const statuses = async (url: string) => {
    const [four, six] = [await fetches(4, url), await fetches(6, url)];
    return [four.status ?? four.error, six.status ?? six.error];
  };
  const resolved = async (name: string, server = '192.168.10.1') =>
    (await bed().host.run('busybox', ['nslookup', name, server], { accept: 'any' })).stdout;
  const pings = async (to: string, ...more: readonly string[]) =>
    (await bed().host.run('ping', ['-c', '1', '-W', '0.4', ...more, to], { accept: [0, 1] })).code === 0;

  beforeAll(async () => {
    const lab = await openLab({ seed: 7 });
    const [wifi, host] = await Promise.all([lab.network('wifi', WIFI), lab.host('m1', { client: 'static' })]);
    const wlan = await lab.connect(host, wifi, { as: 'wlan0' });
    const [web] = await Promise.all([lab.internet().then((internet) => internet.web()), wlan.ready()]);
    const child = spawnNode(host, FETCHES, [], { env: { NODE_EXTRA_CA_CERTS: web.ca } });
    made = { lab, wifi, host, wlan, web, child };
  }, 60_000);
  afterAll(async () => made?.lab.close(), 20_000);

  test('the check endpoint answers 204 by both protocols and families, and counts by source', async () => {
    const { web, wlan } = bed();
    const { ipv6 = '' } = await wlan.ready();
    expect([await statuses(web.url), await statuses(web.secureUrl)]).toEqual([
      [204, 204],
      [204, 204],
    ]);
    // Private IPv4 is translated: its source is the router's outer address.
    expect(await web.countBySource()).toEqual({ '198.51.100.2': 2, [ipv6]: 2 });
    expect((await web.requests()).at(-1)).toMatchObject({ from: ipv6, to: CHECK.ipv6, secure: true, host: 'check.test', status: 204 });
    expect(await statuses('https://any.web.test/')).toEqual([404, 404]);
  });

  test('a check endpoint answers what it is told to, and then as it did', async () => {
    const { web } = bed();
    await web.answer([
      { host: '*.web.test', path: '/big', filling: 5_000 },
      { path: '/generate_204', secure: false, instead: 'reset' },
      { path: '/silent', instead: 'silence' },
    ]);
    expect((await fetches(4, 'http://a.web.test/big?now')).body).toHaveLength(5_000);
    expect(await statuses(web.url)).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect((await fetches(6, 'http://check.test/silent', PATIENCE)).error).toBe('ABORT_ERR');
    await web.answer([]);
    expect(await statuses(web.url)).toEqual([204, 204]);
  });

  test('who does not trust the authority of the lab gets no answer by https', async () => {
    const { host, web } = bed();
    const child = spawnNode(host, FETCHES);
    child.tell(`4 10000 ${web.secureUrl}`);
    const { error } = await child.lines.waitFor('a refusal', (value) => Fetched.parse(value), 20_000);
    expect(error).toMatch(/UNABLE_TO|SELF_SIGNED/);
    await child.stop();
  });

  test.each(FAMILIES)('a portal by redirection leads HTTP to its page and lets nothing else through (IPv%d)', async (family) => {
    const { wifi, web } = bed();
    const before = (await web.requests()).length;
    await wifi.portal.close();
    expect(await fetches(family, web.url)).toMatchObject({ status: 302, location: 'http://portal.wifi.test/login' });
    expect((await fetches(family, wifi.portal.url)).body).toContain('Please log in');
    expect((await fetches(family, web.secureUrl, PATIENCE)).error).toBe('ABORT_ERR');
    expect(await pings(family === 4 ? PUBLIC.server4 : PUBLIC.server6)).toBe(false);
    expect(await resolved('check.test')).toContain(CHECK.ipv4);
    expect((await wifi.portal.requests()).at(-2)).toMatchObject({ host: 'check.test', path: '/generate_204', status: 302 });
    expect(await web.requests()).toHaveLength(before);
    await wifi.portal.open();
    expect((await fetches(family, web.url)).status).toBe(204);
    expect((await fetches(family, web.secureUrl)).status).toBe(204);
  });

  test('a portal by changed DNS has every name, whichever server is asked', async () => {
    const { wifi, web } = bed();
    await wifi.portal.close({ by: 'dns', answers: 'body' });
    for (const server of ['192.168.10.1', PUBLIC.dns4, '2001:db8:10::1']) {
      const answer = await resolved('check.test', server);
      expect(answer).toMatch(/Address: 192\.168\.10\.1\n.*Address: 2001:db8:10::1\n/s);
      expect(answer).not.toContain(CHECK.ipv4);
    }
    for (const family of FAMILIES)
      expect(await fetches(family, web.url)).toMatchObject({ status: 200, body: expect.stringContaining('log in') });
    expect((await fetches(4, web.secureUrl)).error).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect((await fetches(4, `http://${CHECK.ipv4}/generate_204`, PATIENCE)).error).toBe('ABORT_ERR');
    await wifi.portal.open();
    expect(await resolved('check.test')).toContain(CHECK.ipv4);
    expect(await statuses(web.url)).toEqual([204, 204]);
  });

  test('a portal may answer with a page of its own instead of a redirection, and its API says how it is', async () => {
    const { wifi, web } = bed();
    const captive = async () => JSON.parse((await fetches(6, wifi.portal.api)).body ?? '').captive;
    await wifi.portal.close({ answers: 'body' });
    expect(await statuses(web.url)).toEqual([200, 200]);
    expect(await captive()).toBe(true);
    await wifi.portal.open();
    expect(await statuses(web.url)).toEqual([204, 204]);
    expect(await captive()).toBe(false);
  });

  test('silent death: the router answers, nothing goes beyond it; its DNS server dies with the way or lives on', async () => {
    const { wifi, web, wlan } = bed();
    await wifi.upstream.kill();
    expect(await hasCarrier(wlan)).toBe(true);
    expect([await pings('192.168.10.1'), await pings(wifi.linkLocal, '-I', 'wlan0')]).toEqual([true, true]);
    expect([await pings(PUBLIC.server4), await pings(PUBLIC.server6)]).toEqual([false, false]);
    await wifi.upstream.kill({ dns: 'lives' });
    expect(await resolved('check.test')).toContain(CHECK.ipv4);
    for (const family of FAMILIES) expect((await fetches(family, web.url, PATIENCE)).error).toBe('ABORT_ERR');
    await wifi.upstream.kill({ family: 6 });
    expect([await pings(PUBLIC.server4), await pings(PUBLIC.server6)]).toEqual([true, false]);
    await wifi.upstream.revive();
    expect([await pings(PUBLIC.server4), await pings(PUBLIC.server6)]).toEqual([true, true]);
  });

  test('loss takes its share of the packets, of both directions, and can be set while they flow', async () => {
    const { host, wifi } = bed();
    const answered = async (to: string) =>
      Number(
        /(\d+) received/.exec((await host.run('ping', ['-c', '100', '-i', '0.002', '-W', '0.3', to], { accept: [0, 1] })).stdout)?.[1],
      );
    await wifi.loss.set(40);
    for (const to of [PUBLIC.server4, PUBLIC.server6]) {
      const before = await wifi.loss.dropped();
      const lost = 100 - (await answered(to));
      // Expected 1 − 0.6² = 64 % of 100, standard deviation 4.8; five of them on each side.
      expect(lost).toBeGreaterThan(39);
      expect(lost).toBeLessThan(89);
      // A ping is lost once, on its way there or back (or was late).
      expect((await wifi.loss.dropped()) - before).toBeGreaterThan(39);
    }
    await wifi.loss.set(100, { on: 'lan' });
    expect(await pings('192.168.10.1')).toBe(false);
    await wifi.loss.set(0);
    expect(await answered(PUBLIC.server4)).toBe(100);
    await expect(wifi.loss.set(101)).rejects.toThrow('not a share');
  });

  test('foreign sources are counted where they are dropped', async () => {
    const { host, wifi } = bed();
    const before = await wifi.foreign.dropped();
    const device = ['dev', 'wlan0'];
    await host.run('ip', ['addr', 'add', '10.20.0.77/32', ...device]);
    await host.run('ip', ['addr', 'add', '2001:db8:20::77/128', ...device, 'nodad']);
    await host.run('ping', ['-c', '3', '-i', '0.01', '-W', '0.2', '-I', '10.20.0.77', PUBLIC.server4], { accept: [1] });
    await host.run('ping', ['-c', '2', '-i', '0.01', '-W', '0.2', '-I', '2001:db8:20::77', PUBLIC.server6], { accept: [1] });
    await pings(PUBLIC.server4);
    expect(await wifi.foreign.dropped()).toEqual({ ipv4: before.ipv4 + 3, ipv6: before.ipv6 + 2 });
    await host.run('ip', ['addr', 'delete', '10.20.0.77/32', ...device]);
    await host.run('ip', ['addr', 'delete', '2001:db8:20::77/128', ...device]);
  });
});

suite('networks made otherwise', ['lab'], () => {
  let made: { lab: Lab; host: Host; web: CheckWeb; nets: Readonly<Record<'nat' | 'bare' | 'other' | 'shut', Network>> } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    const lab = await openLab({ seed: 7 });
    const [nat, bare, other, shut, host] = await Promise.all([
      lab.network('nat', { ipv4: '192.0.2.0/25', ipv6: 'fd00:30::/64', nat: true }),
      lab.network('bare', { ipv4: '10.40.0.0/24', nat: false, filtersForeignSources: false }),
      lab.network('other', { ipv4: '10.50.0.0/24', ipv6: '2001:db8:50::/64' }),
      lab.network('shut', { ipv4: '10.60.0.0/24', ipv6: '2001:db8:60::/64', portal: { by: 'dns', answers: 'body' } }),
      lab.host('m1', { client: 'static' }),
    ]);
    const nets = { nat, bare, other, shut };
    for (const net of Object.values(nets)) await (await lab.connect(host, net, { as: net.name })).ready();
    made = { lab, host, nets, web: await (await lab.internet()).web() };
  }, 60_000);
  afterAll(async () => made?.lab.close(), 20_000);

  const answered = async (device: string, to: string, within = 5): Promise<boolean> =>
    (await bed().host.run('ping', ['-c', '1', '-W', String(within), '-I', device, to], { accept: [0, 1] })).code === 0;

  test('translation where it is asked for, of a public prefix and of both families, and none where it is refused', async () => {
    const { lab, nets } = bed();
    const [nat, bare] = await Promise.all([nets.nat, nets.bare].map(({ space }) => lab.capture({ space, device: 'wan' })));
    expect([await answered('nat', PUBLIC.server4), await answered('nat', PUBLIC.server6)]).toEqual([true, true]);
    expect(await nat?.packets('(icmp and src net 198.51.100.0/24) or (icmp6[0] == 128 and src net 2001:db8:fffe::/48)')).toHaveLength(2);
    expect(await nat?.packets('net 192.0.2.0/25 or net fd00:30::/64')).toEqual([]);
    // Nobody out there knows the way back.
    expect(await answered('bare', PUBLIC.server4, 0.3)).toBe(false);
    expect(await bare?.packets('icmp and src net 10.40.0.0/24')).toHaveLength(1);
    await Promise.all([nat?.stop(), bare?.stop()]);
    await expect(nets.nat.delay.set(5)).rejects.toThrow('nat has no relay');
  }, 30_000);

  test('a portal is closed from the start, and is not found from outside its network', async () => {
    const { nets, host, web } = bed();
    const ask = async (server: string) => (await host.run('busybox', ['nslookup', 'check.test', server], { accept: 'any' })).stdout;
    expect(await ask('10.60.0.1')).toContain('Address: 10.60.0.1\n');
    expect(await ask('10.50.0.1')).toContain(`Address: ${CHECK.ipv4}\n`);
    expect(await web.requests()).toEqual([]);
    const page = async (place: Pick<Network, 'name' | 'spawn'>, within: number) => {
      const child = spawnNode(place, FETCHES);
      child.tell(`6 ${within} http://[2001:db8:60::1]/login`);
      const fetched = await child.lines.waitFor('an answer', (value) => Fetched.parse(value), 20_000);
      await child.stop();
      return fetched.status ?? fetched.error;
    };
    expect([await page(host, 10_000), await page(nets.other, PATIENCE)]).toEqual([200, 'ABORT_ERR']);
    await nets.shut.portal.open();
    expect(await ask('10.60.0.1')).toContain(`Address: ${CHECK.ipv4}\n`);
  });
});
