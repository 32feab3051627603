/** What dhcpcd hands to its script, as facts. Options come as hex, as the network sent them; a bad one costs itself only, and is told. */
import { type Data, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { LEASE_LIST_MAX } from '../../machines/model/facts/lease.ts';
import { selection } from './selection.ts';
import { addresses, association, type Decoded, decoded, fault, names, ntpServers, policyFlags, policyTable } from './values.ts';

export type Lease6 = Data<'lease6.bound'>;
export type IfName = Lease6['ifname'];

export const CLIENT = 'dhcpcd';
/** dhcpcd-run-hooks(8): what gives, and what takes away. All other reasons say nothing of DHCPv6. */
const GIVES = new Set(['BOUND6', 'RENEW6', 'REBIND6', 'REBOOT6', 'INFORM6']);
const TAKES: Readonly<Record<string, string>> = { EXPIRE6: 'expired', STOP6: 'the client stopped', RELEASE6: 'released', NAK6: 'refused' };

/** `env`: the environment of one call of the script. Nothing: it was about something else. */
export function factsOf(env: ReadonlyMap<string, string>, ifname: IfName): readonly Unstamped[] {
  const reason = env.get('reason') ?? '';
  const taken = Object.hasOwn(TAKES, reason) ? TAKES[reason] : undefined;
  if (taken !== undefined) return [world('lease6.lost', { ifname, client: CLIENT, reason: taken })];
  if (!GIVES.has(reason)) return [];
  if (env.get('interface') !== ifname) return [rejected(ifname, `told of ${env.get('interface') ?? 'no interface'}`)];
  const { lease, problems } = leaseOf(env, ifname, reason === 'INFORM6' ? 'stateless' : 'stateful');
  const isEmpty = lease.kind === 'stateful' && lease.addresses.length + lease.prefixes.length === 0;
  // It holds nothing that has a lifetime: no lease, whatever else came with it.
  const told = isEmpty ? world('lease6.lost', { ifname, client: CLIENT, reason: 'nothing was assigned' }) : world('lease6.bound', lease);
  return [...problems.map((problem) => rejected(ifname, problem)), told];
}

export const rejected = (ifname: IfName, problem: string): Unstamped =>
  world('lease6.rejected', { ifname, client: CLIENT, file: 'hook', problem: problem.replaceAll(/[^ -~]+/g, ' ').slice(0, 256) });

function leaseOf(env: ReadonlyMap<string, string>, ifname: IfName, kind: Lease6['kind']) {
  const problems: string[] = [];
  const option = <T>(name: string, reader: (bytes: Uint8Array) => Decoded<T>): T | null => {
    const text = env.get(`new_dhcp6_${name}`);
    if (text === undefined) return null;
    const bytes = bytesOf(text);
    const read = bytes.ok ? reader(bytes.value) : bytes;
    if (read.ok) return read.value;
    problems.push(`${name}: ${read.error.kind} at ${read.error.offset}`);
    return null;
  };
  const few = <T>(name: string, all: readonly T[]): readonly T[] => {
    if (all.length > LEASE_LIST_MAX) problems.push(`${name}: ${all.length - LEASE_LIST_MAX} entries too many`);
    return all.slice(0, LEASE_LIST_MAX);
  };
  const assigned = kind === 'stateful' ? option('ia_na', association) : null;
  const delegated = kind === 'stateful' ? option('ia_pd', association) : null;
  const ntp = option('mh_ntp', ntpServers) ?? [];
  const table = option('mh_policy', policyTable);
  // With a table that cannot be read, its flags are not believed either: it was told already.
  const flags = table && option('mh_policy', policyFlags);
  // Several of them are told apart by a number.
  const selections = (): Lease6['selection'] =>
    [...env.keys()]
      .flatMap((key) => SELECTION.exec(key)?.[1] ?? [])
      .toSorted((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]))
      .flatMap((name) => option(name, selection) ?? [])
      .map((one) => ({ ...one, domains: few('mh_selection', one.domains) }));
  const lease: Lease6 = {
    ifname,
    client: CLIENT,
    kind,
    addresses: few(
      'ia_na',
      lastOf(assigned?.addresses ?? [], (a) => a.address),
    ),
    prefixes: few(
      'ia_pd',
      lastOf(delegated?.prefixes ?? [], (p) => p.prefix),
    ),
    server: option('server_id', duid),
    dns: few('mh_dns', [...new Set(option('mh_dns', addresses) ?? [])]),
    search: few('mh_search', [...new Set(option('mh_search', names) ?? [])]),
    selection: few('mh_selection', selections()),
    // SNTP servers (RFC 4075) are NTP servers to everybody who asks them; the newer option comes first.
    ntp: few('mh_ntp', [...new Set([...ntp, ...(option('mh_sntp', addresses) ?? [])])]),
    policyTable: table && few('mh_policy', table),
    ...(flags ? { policyFlags: flags } : {}),
    unpublished: [],
  };
  return { lease, problems };
}

const SELECTION = /^new_dhcp6_(mh_selection\d{1,4}_value)$/;

/** One value told twice has the lifetimes that were told last. */
const lastOf = <T>(rows: readonly T[], key: (row: T) => string): readonly T[] => [...new Map(rows.map((row) => [key(row), row])).values()];

const HEX = /^(?:[0-9a-f]{2})+$/;
function bytesOf(hex: string): Decoded<Uint8Array> {
  return HEX.test(hex) ? decoded(Uint8Array.from(Buffer.from(hex, 'hex'))) : fault('badValue', 0);
}

/** 2 bytes of type and at most 128 more. RFC 8415 §11.1. */
const duid = (bytes: Uint8Array): Decoded<string> =>
  bytes.length <= 130 ? decoded(Buffer.from(bytes).toString('hex')) : fault('tooLong', 130);
