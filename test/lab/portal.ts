/**
 * The captive portal of a network, closed and opened while it runs. It is there from the first `close` on, and before that
 * costs nothing.
 *
 *   const wifi = await lab.network('wifi', { ...WIFI, portal: {} });      // closed from the start
 *   await wifi.portal.close();                                // HTTP to anywhere: 302 to http://portal.wifi.test/login
 *   await wifi.portal.close({ by: 'dns' });                   // every name, asked of any server, has the portal's addresses
 *   await wifi.portal.close({ answers: 'body' });             // instead of 302: 200 with a page of its own (either `by`)
 *   await wifi.portal.open();
 *   await wifi.portal.requests();
 *
 * While it is closed all that is no HTTP (by redirect) or no DNS (by dns) is dropped, in both directions, old connections too.
 * Announced (RFC 8910) when the network hands it out: `dhcp: { portal: wifi.portal.api }` in the options or by `serve`;
 * `portalNames(name)` gives the same before there is a network. Its API (RFC 8908) is served in any case, with a
 * certificate of the lab's authority. From the Internet, and so from other networks, the portal cannot be reached.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Core } from './core.ts';
import { LAN, setPart, WAN } from './firewall.ts';
import type { Space } from './space.ts';
import { type AnswerInput, openWeb, type Web, type WebRequest } from './web.ts';

export type PortalOptions = {
  /** How traffic comes to it. Default: `redirect`. */
  readonly by?: 'redirect' | 'dns';
  /** What it says to those who meant somebody else. Default: `redirect` (302). */
  readonly answers?: 'redirect' | 'body';
};

export type PortalNames = {
  /** `portal.NETWORK.test`, which the network's own DNS server always knows. */
  readonly host: string;
  /** The page to log in at: where redirects lead. */
  readonly url: string;
  /** RFC 8908's, by https. */
  readonly api: string;
};
export type Portal = PortalNames & {
  /** In force when it resolves; may be called again with other options. */
  close(options?: PortalOptions): Promise<void>;
  open(): Promise<void>;
  /** What it was asked, whoever was meant (`host`). */
  requests(): Promise<readonly WebRequest[]>;
};

const DNS_PORT = 1053;

export function portalNames(network: string): PortalNames {
  const host = `portal.${network}.test`;
  return { host, url: `http://${host}/login`, api: `https://${host}/api` };
}

/** `addresses`: the router's own towards its hosts. */
export function portalOf(core: Core, space: Space, network: string, addresses: readonly string[]): Portal {
  const names = portalNames(network);
  let opened: Promise<Web> | undefined;
  const start = (): Promise<Web> => {
    opened ??= startServers(core, space, names, addresses);
    return opened;
  };
  const become = async (closed: PortalOptions | null): Promise<void> => {
    const web = await start();
    await web.answer(answersOf(names, closed));
    await setPart(space, 'portal', rules(closed));
  };
  return {
    ...names,
    close: (options = {}) => become(options),
    open: () => become(null),
    requests: async () => (await start()).requests(),
  };
}

async function startServers(core: Core, space: Space, { host }: PortalNames, addresses: readonly string[]): Promise<Web> {
  const authority = await core.authority();
  const certificate = await authority.issue([host, ...addresses]);
  const [web] = await Promise.all([openWeb(space, ['::'], certificate, []), startLyingDns(core, space, addresses)]);
  return web;
}

/** A second DNS server, to which questions are led while the portal is closed: the first need not be restarted. */
async function startLyingDns(core: Core, space: Space, addresses: readonly string[]): Promise<void> {
  const file = join(core.ground.folder, `${space.name}.portal.conf`);
  const lines = ['no-daemon', 'log-facility=-', 'pid-file=', 'no-resolv', 'no-hosts', 'no-poll', `port=${DNS_PORT}`];
  writeFileSync(file, `${[...lines, ...addresses.map((address) => `address=/#/${address}`)].join('\n')}\n`);
  await space.daemon('dnsmasq', ['-C', file], /started, version/);
}

function answersOf({ host, url }: PortalNames, closed: PortalOptions | null): readonly AnswerInput[] {
  // RFC 8908 §5: the page's URL must be one of https.
  const state = { captive: closed !== null, 'user-portal-url': url.replace('http:', 'https:') };
  const html = { 'content-type': 'text/html', 'cache-control': 'no-store' };
  const api = { 'content-type': 'application/captive+json', 'cache-control': 'private' };
  const page = (text: string): string => `<!doctype html><title>${host}</title><p>${text}</p>\n`;
  return [
    { host, path: '/api', secure: true, headers: api, body: JSON.stringify(state) },
    { host, path: '/login', headers: html, body: page(closed ? 'Welcome. Please log in.' : 'You are logged in.') },
    ...(closed?.answers === 'body' ? [{ headers: html, body: page('Welcome. Please log in.') }] : []),
    ...(closed && closed.answers !== 'body' ? [{ status: 302, headers: { ...html, location: url } }] : []),
  ];
}

function rules(closed: PortalOptions | null): string {
  const guarded = `chain input { type filter hook input priority 10; iifname ${WAN} meta l4proto { tcp, udp } th dport { 80, 443, ${DNS_PORT} } drop; }`;
  if (!closed) return guarded;
  const led =
    closed.by === 'dns'
      ? [`iifname ${LAN} udp dport 53 redirect to :${DNS_PORT}`, `iifname ${LAN} tcp dport 53 redirect to :${DNS_PORT}`]
      : [`iifname ${LAN} tcp dport 80 redirect to :80`];
  return `${guarded}
    chain prerouting { type nat hook prerouting priority -100
      ${led.join('\n')}
    }
    chain forward { type filter hook forward priority 10; drop; }`;
}
