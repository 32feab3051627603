/** The steps of the story: what happens to the networks, and what must be decided, and stand in the kernel, then. */
import type { Fact } from '../../machines/model/facts/index.ts';
import type { Family } from '../../machines/model/units.ts';
import type { Conflict } from '../../streams/conflicts.ts';
import { type Place as Placed, ranked } from '../../streams/ranking.ts';
import type { Decided } from './recorder.ts';
import { type Bed, linkOf, type Place, plug } from './story-bed.ts';

export type Stage = {
  /** What is told beforehand. */
  readonly expects: string;
  isDecided(decided: Decided): boolean;
};
export type Step = Stage & {
  readonly title: string;
  act(bed: Bed): Promise<void>;
  /** What is decided on the way, before that. */
  readonly meanwhile?: Stage;
  /** By which network new packets leave then. From the second step on it is measured how long none came through. */
  readonly through: Place;
  /** The gap is what the story is about; else nothing may be lost at all. */
  readonly isBreak?: true;
  /** Questions whose answers are shown: `route ADDRESS`, `name NAME`. */
  readonly asks: readonly string[];
  /** What else was found out. */
  notes?(facts: readonly Fact[]): readonly string[];
};

const FAMILIES = [4, 6] as const satisfies readonly Family[];
const idOf = (device: string): string => `pvd:${device}`;

/** In this order, in both families. */
const order =
  (...devices: readonly string[]) =>
  ({ decision }: Decided): boolean =>
    FAMILIES.every(
      (family) =>
        ranked(decision.ranking, family)
          .map((p) => p.pvd)
          .join() === devices.map(idOf).join(),
    );
const every = (decided: Decided, device: string, holds: (place: Placed) => boolean): boolean =>
  FAMILIES.every((family) => decided.decision.ranking.some((p) => p.family === family && p.pvd === idOf(device) && holds(p)));
const isReach = (decided: Decided, device: string, reach: string): boolean => every(decided, device, (p) => p.reach === reach);
const isHeldBack = (decided: Decided, device: string): boolean =>
  decided.decision.ranking.some(
    ({ beaten }) => beaten.some((b) => b.pvd === idOf(device) && b.rule === 'holdDown') && isReach(decided, device, 'validated'),
  );
const asks = (decided: Decided, name: string, pvd: string): boolean =>
  decided.decision.resolution.some((r) => r.suffix === name && r.place === 1 && r.pvd === pvd && r.servers.length > 0);
const isListed = ({ decision }: Decided, kind: Conflict['kind']): boolean => decision.conflicts.some((c) => c.kind === kind);

const portals = (facts: readonly Fact[], device: string): readonly string[] =>
  facts.flatMap((f) => (f.type === 'check.portal' && f.pvd === idOf(device) && f.url !== null ? [`its portal is at ${f.url}`] : []));
const failures = (facts: readonly Fact[], device: string): readonly string[] =>
  facts.flatMap((f) =>
    f.type === 'check.failed' && f.pvd === idOf(device) ? [`IPv${f.family}, a check of ${f.took} ms: ${f.problem}`] : [],
  );

const [OUT, INSIDE] = ['route 203.0.113.80', 'route 10.99.1.1'];

export const STEPS: readonly Step[] = [
  {
    title: 'LTE comes',
    expects: 'it is all there is: it is checked, and carries everything',
    act: (bed) => plug(bed, 'wwan0', 'lte'),
    isDecided: (d) => order('wwan0')(d) && isReach(d, 'wwan0', 'validated'),
    through: 'lte',
    asks: [OUT, 'name www.example.net'],
  },
  {
    title: 'Wi-Fi comes, and a captive portal holds it',
    expects: 'it is checked before it is used; while the portal is closed it carries nothing',
    act: (bed) => plug(bed, 'wlan0', 'home'),
    isDecided: (d) => order('wwan0')(d) && isReach(d, 'wlan0', 'portal'),
    through: 'lte',
    asks: [OUT],
    notes: (facts) => portals(facts, 'wlan0').slice(-1),
  },
  {
    title: 'Somebody logs in at the portal',
    expects: 'Wi-Fi leads: the user spares LTE, which comes before the operator’s wish to spare Wi-Fi',
    act: ({ networks }) => networks.home.portal.open(),
    isDecided: (d) => order('wlan0', 'wwan0')(d) && asks(d, 'home.example', 'pvd:wlan0') && isListed(d, 'policy'),
    through: 'home',
    asks: [OUT, 'name nas.home.example'],
  },
  {
    title: 'Wi-Fi is out of range',
    expects: 'LTE, though avoided, is better than nothing; the kernel has moved on by itself',
    act: (bed) => linkOf(bed, 'wlan0').down(),
    isDecided: order('wwan0'),
    ...{ through: 'lte', isBreak: true },
    asks: [OUT, 'name nas.home.example'],
  },
  {
    title: 'Wi-Fi is back',
    meanwhile: { expects: 'it has to prove itself: checked, and held back for a while', isDecided: (d) => isHeldBack(d, 'wlan0') },
    expects: 'then it leads again, without a packet lost',
    act: (bed) => linkOf(bed, 'wlan0').up(),
    isDecided: order('wlan0', 'wwan0'),
    through: 'home',
    asks: [OUT],
  },
  {
    title: 'Its upstream dies without a word, the link stays up',
    expects: 'two checks in a row fail, and LTE carries',
    act: ({ networks }) => networks.home.upstream.kill(),
    isDecided: (d) => order('wwan0')(d) && isReach(d, 'wlan0', 'unreachable'),
    ...{ through: 'lte', isBreak: true },
    asks: [OUT],
    notes: (facts) => failures(facts, 'wlan0').slice(-2),
  },
  {
    title: 'Ethernet comes',
    expects: 'checked, it leads: nobody avoids it. Wi-Fi pushes a route to 10.99.0.0/16 as well',
    act: (bed) => plug(bed, 'eth0', 'office'),
    isDecided: (d) => order('eth0', 'wwan0')(d) && asks(d, 'corp.example', 'pvd:eth0') && asks(d, 'vault.example', 'pvd:eth0'),
    through: 'office',
    asks: [OUT, INSIDE, 'name git.corp.example', 'name db.vault.example'],
  },
  {
    title: 'Ethernet loses its carrier',
    expects: 'LTE carries; the office’s names go with their network, and vault.example is asked nowhere',
    act: (bed) => linkOf(bed, 'eth0').down(),
    isDecided: (d) => order('wwan0')(d) && !d.decision.resolution.some((r) => r.suffix === 'corp.example'),
    ...{ through: 'lte', isBreak: true },
    asks: [OUT, 'name db.vault.example'],
  },
];
