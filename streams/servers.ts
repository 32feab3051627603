/** The DNS servers of a PvD. */

import type { NameServer } from '../machines/model/names.ts';
import { listed, type ObjectOf, objectsOf } from '../machines/model/pvd.ts';
import { PLAIN_PORT, TLS_PORT } from '../machines/model/server.ts';
import type { Domain } from './domains.ts';
import { perObject } from './memo.ts';

/**
 * Configured ones first, then by what their preference for every name is (RFC 6731), then as their source lists them. Where one of them is asked by TLS, none is
 * asked in plain: who wants the one does not want the other.
 */
export const serversOf = perObject((pvd: Domain): readonly NameServer[] => {
  const root = objectsOf(pvd.objects, 'zone').find((zone) => zone.value === '.');
  const behind = ({ source, value }: ObjectOf<'dns'>): number => {
    if (source === 'static') return -2;
    return root?.preference === undefined || !root.servers.includes(value) ? 0 : BEHIND[root.preference];
  };
  const all = listed(pvd.objects, 'dns')
    .toSorted((a, b) => behind(a) - behind(b))
    .map(({ value, port, tls = null }) => ({ address: value, port: port ?? (tls === null ? PLAIN_PORT : TLS_PORT), tls }));
  const encrypted = all.filter((server) => server.tls !== null);
  const asked = encrypted.length > 0 ? encrypted : all;
  return asked.filter((server, i) => asked.findIndex((other) => other.address === server.address) === i);
});
const BEHIND = { high: -1, medium: 0, low: 1 } as const;
