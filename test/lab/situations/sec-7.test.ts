/**
 * sec-7: a packet arrives by one wire for an address of another: nobody answers, on any wire, whatever it asks. By the right wire
 * the same is answered, and the weak host answers by the wrong one as well, so it is the strong model that keeps silent.
 */
import { afterEach, expect, test } from 'vitest';
import { familyOf } from '../../../machines/model/address.ts';
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import { waitUntil } from '../exec.ts';
import { addressesIn } from './applying.ts';
import { expectReplayed } from './evidence.ts';
import type { Prober } from './probers.ts';
import { openStormy, type Stormy } from './stormy.ts';

const SEED = 7;
const TIMES = 5;

/** One who asks, and whom: by its own wire, or by another. */
type Case = { readonly prober: Prober; readonly address: string };
type Kind = {
  /** In a packet of the host, as tcpdump words it. */
  readonly answer: Readonly<Record<Family, (c: Case) => string>>;
  /** On any wire, or on the one by which was asked: a neighbour is the business of one wire, and there its own router asks as well. */
  readonly on: 'any' | 'asked';
  ask(c: Case): unknown;
};
const ping = ({ prober, address }: Case, times: number) =>
  prober.uplink.network.run(
    'ping',
    ['-c', String(times), '-i', '0.05', '-w', '1', '-W', '0.3', '-I', prober.from[familyOf(address)], address],
    {
      accept: 'any',
    },
  );
const send = (protocol: 'udp' | 'tcp', { prober, address }: Case, times: number): void => {
  for (let i = 0; i < times; i++) prober.send(protocol, address);
};
/** Whoever asks for the neighbour takes the address for on-link. */
const asksNeighbour = async (c: Case): Promise<void> => {
  const { network } = c.prober.uplink;
  const flag = `-${familyOf(c.address)}`;
  await network.run('ip', [flag, 'neigh', 'del', c.address, 'dev', network.device], { accept: 'any' });
  await network.run('ip', [flag, 'route', 'replace', c.address, 'dev', network.device]);
  await ping(c, 1);
};
const between = ({ prober, address }: Case, what: string) =>
  ` ${escaped(address)}(\\.\\d+)? > ${escaped(prober.from[familyOf(address)])}(\\.\\d+)?: .*${what}`;
const escaped = (text: string): string => text.replaceAll('.', '\\.');
const KINDS: Readonly<Record<string, Kind>> = {
  echo: {
    ...{ on: 'any', ask: (c) => ping(c, TIMES) },
    answer: { 4: (c) => between(c, 'echo reply'), 6: (c) => between(c, 'echo reply') },
  },
  // Errors of ICMP are few: six to one address, and then one a second.
  'UDP to a closed port': {
    ...{ on: 'any', ask: (c) => send('udp', c, 1) },
    answer: { 4: (c) => between(c, 'udp port \\d+ unreachable'), 6: (c) => between(c, 'unreachable port') },
  },
  'TCP to a server': {
    ...{ on: 'any', ask: (c) => send('tcp', c, TIMES) },
    answer: { 4: (c) => between(c, 'Flags \\[S\\.\\]'), 6: (c) => between(c, 'Flags \\[S\\.\\]') },
  },
  neighbour: {
    ...{ on: 'asked', ask: asksNeighbour },
    answer: {
      4: ({ address }) => `Reply ${escaped(address)} is-at`,
      6: ({ address }) => `neighbor advertisement, tgt is ${escaped(address)},`,
    },
  },
};

suite('sec-7: a packet by the wrong wire', ['lab'], () => {
  let stormy: Stormy | undefined;
  afterEach(async () => {
    await stormy?.close();
    stormy = undefined;
  }, 20_000);

  /** How many answers there were, a number a case. */
  async function answers({ captures, probers }: Stormy, { answer, on }: Kind, cases: readonly Case[]): Promise<readonly number[]> {
    const macs = probers.map(({ uplink }) => uplink.link.mac);
    const wires = await Promise.all(captures.map((capture, i) => capture.packets(`ether src ${macs[i]}`)));
    return cases.map((c) => {
      const pattern = new RegExp(answer[familyOf(c.address)](c));
      const lines = on === 'any' ? wires.flat() : (wires[probers.indexOf(c.prober)] ?? []);
      return lines.filter((line) => pattern.test(line)).length;
    });
  }

  /**
   * What comes by the wrong wire first: once what came later by the right one is answered, no answer is to come. Where one is to
   * come, it is asked again for as long as it is not there.
   */
  async function asked(open: Stormy, kind: Kind, family: Family, isAnswered: boolean) {
    const decided = await open.recorder.status();
    const cases = open.probers.flatMap((prober) =>
      open.bed.uplinks.map(({ ifname }) => ({ prober, ifname, address: addressesIn(decided, `pvd:${ifname}`, family)[0] ?? '' })),
    );
    const isRight = ({ prober, ifname }: (typeof cases)[number]) => prober.uplink.ifname === ifname;
    const [right, wrong] = [cases.filter(isRight), cases.filter((c) => !isRight(c))];
    await Promise.all(wrong.map(kind.ask));
    await Promise.all(right.map(kind.ask));
    const areAnswered = async () => (await answers(open, kind, right)).every((n) => n > 0);
    await waitUntil(`seed ${SEED}: all are answered by the right wire`, areAnswered);
    const areHeard = async () => {
      const numbers = await answers(open, kind, wrong);
      await Promise.all(wrong.filter((_, i) => numbers[i] === 0).map(kind.ask));
      return numbers.every((n) => n > 0);
    };
    if (isAnswered) await waitUntil(`seed ${SEED}: all are answered by the wrong wire`, areHeard, { within: 20_000, every: 500 });
    return { right, wrong: await answers(open, kind, wrong) };
  }

  test.each(['strong', 'weak'] as const)('sec-7: echo, UDP, TCP and neighbours, in both families, the %s host', async (model) => {
    stormy = await openStormy(SEED, model);
    for (const family of FAMILIES) {
      for (const [name, kind] of Object.entries(KINDS)) {
        // The weak one, too, has no IPv6 neighbours but those of the card that was asked: RFC 4861 §7.2.3.
        const isWeak = model === 'weak' && (name !== 'neighbour' || family === 4);
        const { right, wrong } = await asked(stormy, kind, family, isWeak);
        const what = `${name}, IPv${family}`;
        expect([right.length, wrong.length], what).toEqual([3, 6]);
        if (!isWeak) expect(wrong, what).toEqual([0, 0, 0, 0, 0, 0]);
        else for (const n of wrong) expect(n, `${what}, by the wrong wire`).toBeGreaterThan(0);
      }
    }
    await expectReplayed(stormy.recorder);
  });
});
