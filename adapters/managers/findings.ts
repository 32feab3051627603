/** What one file says, read as what its place in the table says it is. */

import { parseDhclientLeases } from './dhclient.ts';
import { leaseOwner, parseDhcpcdLease, stateOwner } from './dhcpcd.ts';
import type { SeenFile } from './files.ts';
import { parseNetworkdLease, parseNetworkdLink, parseResolvedLink } from './networkd.ts';
import { externalConnection, parseNmDevice } from './networkManager.ts';
import type { SeenProcess } from './processes.ts';
import { type IfName, type LeaseReading, type ReadDhcp4, type Reading, type ResolverReading, unreadable } from './reading.ts';
import { OURSELVES, parseResolvConf } from './resolvConf.ts';
import type { Zones } from './server.ts';

export type Scene = {
  readonly files: readonly SeenFile[];
  readonly processes: readonly SeenProcess[];
  /** Pids of clients that we run, or ran. */
  readonly own?: readonly number[];
  /** Numbers of the links that we told systemd-resolved of: what it says of them and of the node is what we said. */
  readonly fed?: readonly number[];
  /** Whether processes can be seen at all. */
  readonly visible: boolean;
  readonly interfaces: readonly { readonly ifname: IfName; readonly ifindex: number }[];
};
/** `owner`: the interface that the file shows to be its manager's. */
export type Finding = {
  readonly owner?: IfName | null;
  readonly leases?: readonly { readonly ifname: IfName | null; readonly client: string; readonly read: Reading<LeaseReading> }[];
  readonly resolver?: ResolverReading & { readonly publisher: string; readonly ifname: IfName | null };
  readonly problem?: string;
  /** We have written over what it said, which holds. */
  readonly isCovered?: boolean;
};

/** Whether the file can be read as what its place says. */
export function readsWell(file: SeenFile, interfaces: Scene['interfaces'], readDhcp4: ReadDhcp4): boolean {
  const { leases = [], problem } = findingOf(file, { files: [file], processes: [], visible: true, interfaces }, readDhcp4);
  return problem === undefined && leases.every(({ read }) => read.ok);
}

export function findingOf(file: SeenFile, scene: Scene, readDhcp4: ReadDhcp4): Finding {
  const names = scene.interfaces.map(({ ifname }) => ifname);
  const byIndex = (ifindex: number): IfName | undefined => scene.interfaces.find((known) => known.ifindex === ifindex)?.ifname;
  const lease = (ifname: IfName | null, client: string, read: Reading<LeaseReading>): Finding => ({
    leases: [{ ifname, client, read }],
    owner: ifname,
  });
  const numbered = byIndex(Number(file.name));
  const zones: Zones = { ifname: numbered ?? null, nameOf: byIndex };
  const bytes = file.bytes;
  const text = textOf(bytes);
  const context = numbered === undefined ? null : { ifname: numbered, written: file.written };
  const large = unreadable('tooLarge', 0);
  const said = <T>(read: Reading<T>, then: (value: T) => Finding): Finding =>
    bytes === null ? { problem: 'too large' } : read.ok ? then(read.value) : { problem: `${read.error.kind} at ${read.error.offset}` };

  switch (file.kind) {
    case 'dhcpcdLease': {
      const ifname = leaseOwner(file.name, names);
      if (ifname === null) return {};
      return lease(ifname, 'dhcpcd', bytes ? parseDhcpcdLease(bytes, { ifname, written: file.written }, readDhcp4) : large);
    }
    case 'dhcpcdHook':
    case 'dhcpcdRun': {
      const owner = stateOwner(file.name, names);
      if (file.kind === 'dhcpcdRun') return scene.own?.includes(Number(text)) ? {} : { owner };
      if (owner === null) return { owner };
      const read = parseResolvConf(text, { ifname: owner, nameOf: byIndex });
      return said(read, (value) => ({ owner, resolver: { ...value, publisher: 'dhcpcd', ifname: owner } }));
    }
    case 'networkdLease':
      return context ? lease(context.ifname, 'systemd-networkd', bytes ? parseNetworkdLease(text, context) : large) : {};
    case 'networkdLink':
      if (numbered === undefined) return {};
      return said(parseNetworkdLink(text, zones), ({ managed, resolver }) =>
        managed ? { owner: numbered, resolver: { ...resolver, publisher: 'systemd-networkd', ifname: numbered } } : {},
      );
    case 'resolvedLink':
      if (numbered === undefined) return {};
      if (scene.fed?.includes(Number(file.name))) return { isCovered: true };
      return said(parseResolvedLink(text, zones), (resolver) => ({
        resolver: { ...resolver, publisher: 'systemd-resolved', ifname: numbered },
      }));
    case 'nmDevice': {
      if (context === null) return {};
      if (bytes === null) return lease(context.ifname, 'NetworkManager', large);
      const read = parseNmDevice(text, context);
      if (!read.ok) return lease(context.ifname, 'NetworkManager', read);
      const { connection, lease: held } = read.value;
      const managed = read.value.managed && !isExternal(connection, scene);
      return {
        owner: managed ? context.ifname : null,
        leases: held && managed ? [{ ifname: context.ifname, client: 'NetworkManager', read: { ok: true, value: held } }] : [],
      };
    }
    case 'dhclientLease': {
      const read = bytes ? parseDhclientLeases(text, names) : large;
      if (!read.ok) return lease(null, 'dhclient', read);
      return { leases: [...read.value].map(([ifname, one]) => ({ ifname, client: 'dhclient', read: one })) };
    }
    case 'resolvConf':
      return said(parseResolvConf(text, { ifname: null, nameOf: byIndex }), ({ stub, author, ...value }) =>
        stub
          ? {}
          : author === OURSELVES || (author === 'systemd-resolved' && (scene.fed ?? []).length > 0)
            ? { isCovered: true }
            : { resolver: { ...value, publisher: author ?? publisherOf(file.path), ifname: null } },
      );
    case 'resolvedRun':
    case 'nmConnection':
    case 'connmanRun':
    case 'dhclientRun':
    case 'udhcpcRun':
      return {};
    default:
      throw new TypeError(`no reader for ${file.kind satisfies never}`);
  }
}

/** Somebody else configured the device, and NetworkManager only shows it. Without the right to read its connections, it counts as its own. */
const isExternal = (connection: string | null, { files }: Scene): boolean =>
  connection !== null && files.some((file) => file.kind === 'nmConnection' && externalConnection(textOf(file.bytes)) === connection);

const textOf = (bytes: Uint8Array | null): string => (bytes === null ? '' : Buffer.from(bytes).toString('utf8'));

const publisherOf = (path: string): string =>
  path.startsWith('/run/NetworkManager')
    ? 'NetworkManager'
    : path.startsWith('/run/systemd')
      ? 'systemd-resolved'
      : path.startsWith('/run/connman')
        ? 'ConnMan'
        : 'resolv.conf';
