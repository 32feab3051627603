/** Which PvD is to be checked now, in which family, from which address, and with what. */
import { familyOf, overlaps } from '../machines/model/address.ts';
import type { CheckSpec } from '../machines/model/command.ts';
import { goodAddresses, objectsOf } from '../machines/model/pvd.ts';
import { compareId, compareText } from '../machines/model/rows.ts';
import { formatServer } from '../machines/model/server.ts';
import { settle, settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { isRunning, type PvdContext, pvdState } from '../machines/pvd.ts';
import { attachedDomains, type Domain } from './domains.ts';
import { readsOwnership } from './links.ts';
import { lastResult, perObject } from './memo.ts';
import { isInScope } from './ownership.ts';
import type { Part, Readable } from './part.ts';
import { isLocal } from './routing/exclusive.ts';
import { specificRoutes } from './routing/tables.ts';
import { serversOf } from './servers.ts';

/** What it may spend is the plan's to say: it falls with every check, and is no decision. */
export type WantedCheck = { readonly id: string } & Omit<CheckSpec, 'budget'>;
export type Checks = readonly WantedCheck[];

export const checks: Part<Checks> = {
  initial: [],
  reads: (host) => [host.pvds, host.settings, ...readsOwnership(host)],
  step: (previous, host) => {
    const wanted = host.pvds.flatMap(({ snapshot }) => {
      if (!isInScope(host, snapshot.context.ifname)) return [];
      const { check4, check6 } = pvdState(snapshot);
      return FAMILIES.filter((f) => isRunning(f === 4 ? check4 : check6)).map((family) => wantedCheck(host, snapshot.context, family));
    });
    return settleRows(previous, wanted.sort(compareId));
  },
};

function wantedCheck(host: Readable, context: PvdContext, family: Family): WantedCheck {
  const { id, generation, ifname, objects } = context;
  const { http, https, timeout } = host.settings.checks;
  const servers = serversOf(context);
  const sameFamily = servers.filter((server) => familyOf(server.address) === family);
  return {
    id: `${family} ${id}`,
    pvd: id,
    generation,
    family,
    ifname,
    source: goodAddresses(objects).find((a) => familyOf(a.value) === family)?.value ?? null,
    servers: (sameFamily.length > 0 ? sameFamily : servers).map(formatServer),
    gateway: objectsOf(objects, 'gateway').find((g) => g.family === family)?.value || null,
    http,
    https,
    portal: objectsOf(objects, 'portal')[0]?.value ?? null,
    foreign: foreignTo(objects)(onLink(...attachedDomains(host.pvds)))[family],
    timeout,
  };
}

/**
 * What is on the link of others, private, and nothing that it leads to itself. What a network says of public addresses is not
 * heeded: it would take away what another one is checked by, and with that the other's place (law 7).
 */
const foreignTo = perObject((objects: PvdContext['objects']) =>
  lastResult(
    (all: ByFamily) => [all],
    (all) => byFamily((family) => all[family].filter((prefix) => !leading(objects).own[family].some((value) => overlaps(value, prefix)))),
  ),
);

type ByFamily = Readonly<Record<Family, readonly string[]>>;
const byFamily = (make: (family: Family) => readonly string[]): ByFamily => ({ 4: make(4), 6: make(6) });
const sorted = (prefixes: readonly string[]): ByFamily => byFamily((family) => prefixes.filter((prefix) => familyOf(prefix) === family));

/** To where what a network says leads, and what of that is on its link and private. */
const leading = perObject((objects: PvdContext['objects']) => {
  const prefixes = objectsOf(objects, 'prefix');
  return {
    own: sorted([...prefixes, ...specificRoutes({ objects })].map(({ value }) => value)),
    onLink: prefixes.flatMap(({ onLink, value }) => (onLink && isLocal(value) ? [value] : [])),
  };
});

/** Of all; in order. Most of what changes a network changes nothing of it. */
const onLink = lastResult(
  (...domains: readonly Domain[]) => domains,
  (...domains) => {
    latest = settle(latest, sorted([...new Set(domains.flatMap(({ objects }) => leading(objects).onLink))].sort(compareText)));
    return latest;
  },
);
let latest: ByFamily = { 4: [], 6: [] };
