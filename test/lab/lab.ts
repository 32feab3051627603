/**
 * Hosts, networks and an Internet made of namespaces, with real DHCP, DNS and Router Advertisements. All of it is inside
 * one outermost space, so the machine's own network is never touched, and all of it ends with this process.
 * The same as root and as an ordinary user.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from './authority.ts';
import { type Capture, capture } from './capture.ts';
import { type Core, coreOf } from './core.ts';
import type { DnsOptions } from './dnsmasq.ts';
import { LabError } from './exec.ts';
import { labScript } from './ground.ts';
import { type Host, type HostOptions, openHost } from './host.ts';
import { type Internet, openInternet } from './internet.ts';
import { connect, type Link, type LinkOptions } from './link.ts';
import { type Network, type NetworkOptions, openNetwork } from './network.ts';
import { findPrograms, type Programs } from './programs.ts';
import { openOutermost } from './space.ts';
import type { Wire } from './wire.ts';

export type LabOptions = {
  /** MAC addresses come from it, and with them IPv6 addresses. */
  readonly seed?: number;
  /** Leaves the folder with logs, configurations and captures. */
  readonly keep?: boolean;
};

export type Lab = AsyncDisposable & {
  /** `mh-RANDOM-`: how each of its namespaces begins. */
  readonly prefix: string;
  readonly folder: string;
  readonly programs: Programs;
  internet(options?: DnsOptions): Promise<Internet>;
  network(name: string, options?: NetworkOptions): Promise<Network>;
  host(name: string, options?: HostOptions): Promise<Host>;
  connect(host: Host, network: Network, options: LinkOptions): Promise<Link>;
  capture(wire: Wire): Promise<Capture>;
  /** Whose certificates the lab's HTTPS servers have: `ca` is a path that is the same in every host. */
  authority(): Promise<Authority>;
  close(): Promise<void>;
};

/** How the working folder of a lab is called, and the file in it that says whose it is: `clean` goes by them. */
export const FOLDER = 'mh-';
export const OWNER = 'owner';

export async function openLab(options: LabOptions = {}): Promise<Lab> {
  const found = findPrograms();
  if (!found.ok) throw new LabError(`no lab here: ${found.error}`);
  const prefix = `mh-${randomBytes(3).toString('hex')}-`;
  const folder = mkdtempSync(join(tmpdir(), prefix));
  writeFileSync(join(folder, OWNER), String(process.pid));
  const ground = { folder, programs: found.value };
  const outermost = await openOutermost(ground, `${prefix}lab`, labScript(folder)).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const core = coreOf(ground, outermost, prefix, options.seed ?? 1);
  return lab(core, prefix, options.keep ?? false);
}

function lab(core: Core, prefix: string, keep: boolean): Lab {
  const { folder, programs } = core.ground;
  let internet: Promise<Internet> | undefined;
  let captures = 0;
  let closed: Promise<void> | undefined;
  const theInternet = (options: DnsOptions): Promise<Internet> => {
    internet ??= openInternet(core, options);
    return internet;
  };
  const close = async (): Promise<void> => {
    await core.outermost.close();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  const closeOnce = (): Promise<void> => {
    closed ??= close();
    return closed;
  };
  return {
    ...{ prefix, folder, programs, close: closeOnce, [Symbol.asyncDispose]: closeOnce },
    internet: (options) => {
      if (internet && options) throw new LabError('there is an Internet already; say what it knows before the first network is made');
      return theInternet(options ?? {});
    },
    network: async (name, options = {}) => openNetwork(core, name, options, options.internet === false ? null : await theInternet({})),
    host: (name, options = {}) => openHost(core, name, options),
    connect: (host, network, options) => connect(core, host, network, options),
    capture: (wire) => capture(core.ground, wire, captures++),
    authority: core.authority,
  };
}
