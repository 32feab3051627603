/** What the tests of connectivity checks share: a configuration that checks, who leads and how its Internet is, what checks told, and a steady program. */
import { fileURLToPath } from 'node:url';
import type { FactsOf } from '../../../machines/model/facts/index.ts';
import type { ReachState } from '../../../machines/model/reach.ts';
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import { spawnNode } from '../agent.ts';
import type { Host } from '../host.ts';
import type { CheckWeb } from '../internet.ts';
import type { Decided, Recorder } from '../recorder.ts';
import { orderOf, placeOf } from './evidence.ts';

export const [ETH, WLAN] = ['pvd:eth0', 'pvd:wlan0'];
export const OFFICE = { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' };
export const HOME = { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' };
/** Anywhere in the Internet, in each family. */
export const FAR: Readonly<Record<Family, string>> = { 4: '203.0.113.80', 6: '2001:db8:ffff::80' };
export const NO_HOLD = 'steadiness: { holdDown: 100ms, failBack: 100ms }';

/** `checks` and `interfaces` as YAML writes their fields; `more`: lines of the configuration. */
export function configOf(
  web: Pick<CheckWeb, 'url' | 'secureUrl' | 'ca'>,
  {
    http = [web.url] as readonly string[],
    checks = '',
    interfaces = 'eth0: { kind: ethernet }, wlan0: { kind: wifi }',
    more = '',
    secure = true,
  } = {},
): string {
  return `version: 1
mode: apply
interfaces: { ${interfaces} }
checks: { http: ${JSON.stringify(http)}, ${secure ? `https: ["${web.secureUrl}"], ` : ''}ca: ${web.ca}${checks && `, ${checks}`} }
${more}
`;
}

/** Of these families, or both. */
export const leads =
  (pvd: string, families: readonly Family[] = FAMILIES) =>
  (decided: Decided): boolean =>
    families.every((family) => orderOf(decided, family)[0] === pvd);
export const isAt =
  (pvd: string, reach: ReachState, families: readonly Family[] = FAMILIES) =>
  (decided: Decided): boolean =>
    families.every((family) => decided.decision.ranking.some((p) => p.pvd === pvd && p.family === family && p.reach === reach));
export const both =
  (...all: readonly ((decided: Decided) => boolean)[]) =>
  (decided: Decided): boolean =>
    all.every((holds) => holds(decided));
export const ruleOf = (decided: Decided, pvd: string, family: Family): string => placeOf(decided, pvd, family).because.rule;

export type Checked = Extract<FactsOf<'check'>, { readonly rtt: number | null }>;
/** All that checks of this PvD told after `since`. */
export const checksOf = (recorder: Recorder, pvd: string, since = 0): readonly Checked[] =>
  recorder.facts().flatMap((f) => ('rtt' in f && f.pvd === pvd && f.seq > since ? [f] : []));
export const lastSeq = (recorder: Recorder): number => recorder.facts().at(-1)?.seq ?? 0;

const CHILD = fileURLToPath(new URL('pulse-child.ts', import.meta.url));
export const PULSE_PORT = 9;
/** A program that sends a datagram to each of these every so many ms, each from a socket of its own, bound to nothing. */
export async function startPulse(host: Pick<Host, 'spawn' | 'name'>, to: readonly string[], every = 5): Promise<{ stop(): Promise<void> }> {
  const child = spawnNode(host, CHILD, [JSON.stringify({ to, port: PULSE_PORT, every })]);
  await child.lines.waitFor('it sends', () => true, 20_000);
  return { stop: async () => void (await child.stop()) };
}
