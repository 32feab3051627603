/** A provisioning domain's objects and names (RFC 7556 §2). */
import { familyOf } from './address.ts';
import type { Fingerprint } from './facts/epoch.ts';
import type { AddressFlag } from './facts/kernel.ts';
import type { Preference } from './facts/router.ts';
import { compareText } from './rows.ts';
import { FAMILIES, type Family, type Seq } from './units.ts';

/** Who told: `ra fe80::1`, `dhcp4 udhcpc`, `dhcp6 dhcpcd`, `static`, `kernel` (an RA that the kernel heard and we did not), `resolv.conf` … */
export type Origin = {
  readonly source: 'ra' | 'dhcp4' | 'dhcp6' | 'static' | 'kernel' | 'published' | 'information' | 'dns';
  readonly by: string;
};

type NamedKind = 'search' | 'ntp' | 'pref64' | 'portal' | 'mtu';
type Value =
  | { readonly kind: 'address'; readonly value: string; readonly prefixLength: number; readonly flags: readonly AddressFlag[] }
  /** `value` is the next hop; empty where the link has only one other end. */
  | {
      readonly kind: 'gateway';
      readonly value: string;
      readonly family: Family;
      readonly preference: Preference;
      readonly metric: number | null;
    }
  | { readonly kind: 'prefix'; readonly value: string; readonly onLink: boolean }
  /** A prefix delegated to this host for the links behind it (RFC 8415 §6.3): none of its own addresses is in it. */
  | { readonly kind: 'delegated'; readonly value: string }
  /** A row of its address-selection policy (RFC 6724 §2.1, RFC 7078), and whether it asks for public addresses before temporary ones. */
  | { readonly kind: 'policy'; readonly value: string; readonly precedence: number; readonly label: number }
  | { readonly kind: 'privacy'; readonly value: 'public' }
  /** The network says of itself that it does not lead to the Internet (RFC 8801 §4.3). */
  | { readonly kind: 'noInternet'; readonly value: 'true' }
  | { readonly kind: 'route'; readonly value: string; readonly gateway: string; readonly preference: Preference }
  /** A server; only a configured one has another port than 53, or DNS over TLS under the name of its certificate. */
  | { readonly kind: 'dns'; readonly value: string; readonly port?: number; readonly tls?: string; readonly order?: number }
  /** Names that this PvD knows, `.` being every one; asked of `servers` of their own (RFC 6731), or where there are none of all. */
  | { readonly kind: 'zone'; readonly value: string; readonly servers: readonly string[]; readonly preference: Preference }
  | { [K in NamedKind]: { readonly kind: K; readonly value: string; readonly order?: number } }[NamedKind];

/** One configuration object. `since` is the fact that gave this value. Equal values from two sources stay two objects. */
export type PvdObject = Value & { readonly id: string; readonly since: Seq } & Origin;
export type ObjectOf<K extends Value['kind']> = Extract<PvdObject, { kind: K }>;

/** The outcome of assembling one interface: what one PvD consists of now. */
export type Assembled = {
  readonly id: string;
  readonly ifname: string;
  /** The RFC 8801 identity, shared by the same PvD on other interfaces; null for an implicit PvD. */
  readonly identity: string | null;
  readonly objects: readonly PvdObject[];
  readonly fingerprint: Fingerprint;
};

export const implicitPvd = (ifname: string): string => `pvd:${ifname}`;
export const routerPvd = (ifname: string, router: string): string => `pvd:${ifname}/${router}`;
export const explicitPvd = (identity: string, ifname: string): string => `pvd:${identity}@${ifname}`;

export const objectId = (value: { readonly kind: string; readonly value: string }, origin: Origin): string =>
  `${value.kind} ${value.value} ${origin.source} ${origin.by}`;

export function objectsOf<K extends Value['kind']>(objects: readonly PvdObject[], kind: K): readonly ObjectOf<K>[] {
  return objects.filter((object): object is ObjectOf<K> => object.kind === kind);
}

/** `order`: its place in the list of who told; the first has none. */
export const inOrder = (i: number): { readonly order?: number } => (i === 0 ? {} : { order: i });

/** What a person has configured first, then as each source lists it: that is its order of preference. RFC 2132 §3.8, RFC 3397 §2. */
export function listed<K extends 'dns' | 'search' | 'ntp'>(objects: readonly PvdObject[], kind: K): readonly ObjectOf<K>[] {
  const own: readonly PvdObject[] = objects.filter((object) => object.kind === kind);
  return objectsOf(own.toSorted(asListed), kind);
}
const rankOf = ({ source }: Origin): number => (source === 'static' ? 0 : 1);
const orderOf = (object: PvdObject): number => ('order' in object ? (object.order ?? 0) : 0);
const asListed = (a: PvdObject, b: PvdObject): number =>
  rankOf(a) - rankOf(b) || compareText(a.source, b.source) || compareText(a.by, b.by) || orderOf(a) - orderOf(b);

/** An address that may be used and a way out, in one family. */
export const isComplete = (objects: readonly PvdObject[], family: Family): boolean =>
  objectsOf(objects, 'gateway').some((g) => g.family === family) && goodAddresses(objects).some((a) => familyOf(a.value) === family);

/** Not tentative, not found double (RFC 4862 §5.4). */
export const goodAddresses = (objects: readonly PvdObject[]) =>
  objectsOf(objects, 'address').filter(
    (a) => !a.flags.includes('dadFailed') && (!a.flags.includes('tentative') || a.flags.includes('optimistic')),
  );

/** All it has is past its preferred lifetime: old sessions may go on, new ones had better not (RFC 4862 §5.5.4). */
export function isDeprecated(objects: readonly PvdObject[]): boolean {
  const addresses = goodAddresses(objects);
  return addresses.length > 0 && addresses.every((a) => a.flags.includes('deprecated')) && FAMILIES.some((f) => isComplete(objects, f));
}
