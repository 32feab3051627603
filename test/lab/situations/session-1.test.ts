/**
 * session-1: a web portal stands between a network and the Internet, by redirect or by lies in DNS, announced or not, from the
 * start or later: state `portal` with its URL, no general traffic, checked again, ranked once it opens; and the other network's
 * checks never notice.
 */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FactOf } from '../../../machines/model/facts/index.ts';
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import { spawnNode } from '../agent.ts';
import type { CheckWeb } from '../internet.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Network } from '../network.ts';
import { openTraffic, type Traffic } from '../packets.ts';
import { type PortalOptions, portalNames } from '../portal.ts';
import type { OrderInput } from '../ra-sender.ts';
import { type Recorder, record } from '../recorder.ts';
import { both, type Checked, checksOf, configOf, ETH, FAR, HOME, isAt, lastSeq, leads, NO_HOLD, OFFICE, ruleOf, WLAN } from './checked.ts';
import { expectReplayed, heard, placeOf } from './evidence.ts';
import { applied } from './standing.ts';

const { url: PAGE, api: API } = portalNames('office');
/** The API names the page by https (RFC 8908 §5). */
const PAGE_BY_API = PAGE.replace('http:', 'https:');
const SENDER = fileURLToPath(new URL('../ra-sender.ts', import.meta.url));
type Case = {
  readonly name: string;
  readonly host: string;
  readonly closed: PortalOptions;
  readonly announced?: 'dhcp' | 'ra';
  readonly url: string | null;
};
const LATER: readonly Case[] = [
  { name: 'that redirects', host: 'm1', closed: { by: 'redirect' }, url: PAGE },
  { name: 'that changes DNS', host: 'm2', closed: { by: 'dns' }, url: PAGE },
  { name: 'that DHCP announces', host: 'm3', closed: { by: 'redirect', answers: 'body' }, announced: 'dhcp', url: PAGE_BY_API },
];
const AT_START: readonly Case[] = [
  { name: 'that shows its page in the place of others', host: 'm4', closed: { by: 'dns', answers: 'body' }, url: null },
  { name: 'that its router announces', host: 'm5', closed: { by: 'redirect', answers: 'body' }, announced: 'ra', url: PAGE_BY_API },
];

/** The kernel has told an address before the router was heard, which names the resolver. */
const isEarly = (check: Checked): boolean => check.type === 'check.failed' && check.problem.startsWith('dns the network gave no resolver');
type Machine = { readonly recorder: Recorder; readonly traffic: Traffic };

suite('session-1: captive portals', ['lab'], () => {
  let [lab, web, office, home]: [Lab?, CheckWeb?, Network?, Network?] = [];
  const bed = () => {
    if (!lab || !web || !office || !home) throw new Error('the lab did not open');
    return { lab, web, office, home };
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 71 });
    web = await (await lab.internet()).web();
    [office, home] = await Promise.all([lab.network('office', OFFICE), lab.network('home', HOME)]);
  }, 60_000);
  afterAll(async () => lab?.close(), 20_000);

  /** By the wire of each: which way a program's packets go that knows nothing. */
  const PACKETS = { 4: { to: FAR[4], port: 9 }, 6: { to: FAR[6], port: 9 } };
  const by = (device: string) => ({ 4: device, 6: device });

  /** It is found, with its URL, and nothing but it is the worse for it: also what is checked meanwhile. */
  async function expectPortal({ recorder, traffic }: Machine, since: number, url: string | null): Promise<void> {
    const closed = await applied(recorder, 'the portal is found', both(isAt(ETH, 'portal'), isAt(WLAN, 'validated'), leads(WLAN)));
    const isTold = (f: FactOf<'check.portal'>, family: Family) => f.pvd === ETH && f.family === family && f.seq > since && f.url === url;
    for (const family of FAMILIES) {
      await recorder.fact('its URL', 'check.portal', (f) => isTold(f, family));
      expect(placeOf(closed, ETH, family)).toMatchObject({ place: null, because: { rule: 'portal' } });
      expect(ruleOf(closed, WLAN, family)).toBe('onlyCandidate');
      const isMeanwhile = (f: FactOf<'check.validated'>) => f.pvd === WLAN && f.family === family && f.seq > closed.seq;
      await recorder.fact('the other network is checked meanwhile', 'check.validated', isMeanwhile);
    }
    expect(await traffic.ways(PACKETS)).toEqual(by('wlan0'));
    // Where checks take each other's resolvers or routes, the portal's lies make these fail as well.
    expect(checksOf(recorder, WLAN).filter((check) => check.type !== 'check.validated' && !isEarly(check))).toEqual([]);
  }
  async function expectOpen({ recorder, traffic }: Machine): Promise<void> {
    await applied(recorder, 'it has let us in, and is ranked again', both(isAt(ETH, 'validated'), leads(ETH)));
    expect(await traffic.ways(PACKETS)).toEqual(by('eth0'));
  }

  /** RFC 8910 §2.3: what radvd has no word for. */
  async function announce({ device, mac, spawn, name }: Network): Promise<void> {
    const order: OrderInput = { ifname: device, advertisement: { mac, portal: API } };
    await spawnNode({ name, spawn }, SENDER, [JSON.stringify(order)]).exited;
  }

  /** A host of its own, that comes to a portal which is closed already. */
  async function come({ host: name, closed, announced }: Case): Promise<Machine> {
    const { lab, web, office, home } = bed();
    await Promise.all([office.portal.close(closed), office.serve({ dhcp: announced === 'dhcp' ? { portal: API } : {} })]);
    const host = await lab.host(name, { client: 'none' });
    const recorder = await record(host, { config: configOf(web, { checks: 'every: 300ms', more: NO_HOLD }) });
    const links = await Promise.all([lab.connect(host, office, { as: 'eth0' }), lab.connect(host, home, { as: 'wlan0' })]);
    await heard(recorder, office, home);
    if (announced === 'ra') await announce(office);
    return { recorder, traffic: await openTraffic(lab, host, links) };
  }
  async function leave({ recorder, traffic }: Machine): Promise<void> {
    await expectReplayed(recorder);
    await Promise.all([recorder.stop(), traffic.stop()]);
  }

  test.each(LATER.map((it) => [it.name, it] as const))('session-1: a portal %s, from the start and later', async (_name, it) => {
    const { portal } = bed().office;
    const machine = await come(it);
    await expectPortal(machine, 0, it.url);
    await portal.open();
    await expectOpen(machine);
    const since = lastSeq(machine.recorder);
    await portal.close(it.closed);
    await expectPortal(machine, since, it.url);
    await portal.open();
    await expectOpen(machine);
    await leave(machine);
  });

  test.each(AT_START.map((it) => [it.name, it] as const))('session-1: a portal %s, from the start', async (_name, it) => {
    const machine = await come(it);
    await expectPortal(machine, 0, it.url);
    await bed().office.portal.open();
    await expectOpen(machine);
    await leave(machine);
  });
});
