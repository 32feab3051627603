/** What is done to the hosts, again and again, and what was seen: losses of a link in turns, and networks that fail their checks. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Lines } from '../lab/ndjson.ts';
import { type Loss, type Managed, type Sufferer, Told } from './failover-hosts.ts';
import { before, type Stretches, stretches } from './failover-marks.ts';

export const FAMILIES = [4, 6] as const;
type Family = (typeof FAMILIES)[number];
export type Each = Readonly<Record<Family, number>>;
/** In milliseconds: when traffic left by the next network, and, of an agent, when both families' ranked rules were gone. */
export type Suffered = {
  readonly moved: Each;
  readonly confirmed: number;
  readonly foreign: number;
  readonly stretches: Stretches | null;
};

/** Longer than an agent waits before it prints its marks. */
const PRINTED = 100;
const WITHIN = 20_000;
/** What never came counts as long as loss.c waits for it. */
const NEVER = 3_000;
const ms = (nanos: number): number => (nanos < 0 ? NEVER : nanos / 1e6);

export async function suffer(who: Sufferer | Managed): Promise<Suffered> {
  const loss = await who.lose();
  const families = [loss.v4, loss.v6];
  if (families.some((family) => family.before === 0))
    throw new Error(`nothing came by the link before it was lost: ${JSON.stringify(loss)}`);
  if ('marks' in who) await pause(PRINTED);
  const suffered = {
    moved: { 4: ms(loss.v4.moved), 6: ms(loss.v6.moved) },
    confirmed: Math.max(ms(loss.v4.rule), ms(loss.v6.rule)),
    foreign: loss.v4.foreign + loss.v6.foreign,
    stretches: 'marks' in who ? stretches(who.marks(), loss.down, lastRule(loss)) : null,
  };
  await who.restore();
  return suffered;
}
const lastRule = ({ down, v4, v6 }: Loss): number => down + Math.max(v4.rule, v6.rule);

/**
 * A network that was well fails its checks until it is unreachable, and is mended. Milliseconds from the fact of the last failure to
 * the kernel's word that its ranked rule is gone, which is all that is left to do: the suspect stood behind the other already.
 */
export async function fail({ child, pvd, marks, settled }: Managed, hear: Lines): Promise<Each> {
  const from = hear.all.length;
  child.tell(`fail ${pvd}`);
  child.tell('check');
  const told: Told[] = [];
  const isOut = (line: unknown) => {
    told.push(Told.parse(line));
    return FAMILIES.every((family) => ranked(told, family) === 1);
  };
  await hear.waitFor(`${pvd} is no longer ranked`, isOut, WITHIN, from);
  await pause(PRINTED);
  const took = (family: Family): number => {
    const gone = told.findLast((word) => word.family === family)?.at ?? 0;
    const failed = before(marks(), 'heard', `check.failed ${family}`, gone);
    if (!failed) throw new Error(`no failed check of ${pvd} was heard before its rule was gone`);
    return ms(gone - failed.at);
  };
  const each = { 4: took(4), 6: took(6) };
  child.tell(`mend ${pvd}`);
  child.tell('check');
  await settled();
  return each;
}
/** How many networks are ranked, of two at first. */
const ranked = (told: readonly Told[], family: Family): number =>
  told.filter((word) => word.family === family).reduce((count, { verb }) => count + (verb === 'add' ? 1 : -1), 2);
