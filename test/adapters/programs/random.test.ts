/** policy-1 and law 8 under any answers: what is tried on a network is its own answer, from an address of its own. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameLane, type Pair } from '../../../adapters/programs/lanes.ts';
import { memoryPrograms } from '../../../adapters/programs/memory.ts';
import { NODE_TIME } from '../../../adapters/programs/time.ts';
import { familyOf } from '../../../machines/model/address.ts';
import type { ProgramsDomain } from '../../../machines/model/programs.ts';
import { programsDomain, programsView } from './views.ts';

const SEED = 20261126;
const IPV4 = fc
  .tuple(fc.constantFrom(10, 100, 169, 192, 203), fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 254 }))
  .map((b) => b.join('.'));
const IPV6 = fc
  .tuple(fc.constantFrom('2001:db8', 'fd00', '2002:c633', '64:ff9b'), fc.integer({ min: 1, max: 0xffff }))
  .map(([p, n]) => `${p}::${n.toString(16)}`);
const ADDRESS = fc.oneof(IPV4, IPV6);
const OWN = fc.record({ address: ADDRESS, prefixLength: fc.constantFrom(24, 32), temporary: fc.boolean(), deprecated: fc.boolean() });
const POLICY = fc.option(
  fc.array(fc.record({ prefix: fc.constantFrom('::/0', 'fd00::/8', '::ffff:0.0.0.0/96'), precedence: fc.nat(99), label: fc.nat(9) }), {
    maxLength: 3,
  }),
);
const domainOf = (name: string) =>
  fc
    .record({ addresses: fc.uniqueArray(OWN, { maxLength: 4, selector: (a) => a.address }), policy: POLICY, privacy: fc.boolean() })
    .map((some): ProgramsDomain => programsDomain(`pvd:${name}`, name, some));

test(`policy-1: no source of one network is chosen for a packet to another, whatever they answer (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(domainOf('eth0'), domainOf('wlan0')),
      fc.tuple(fc.array(ADDRESS, { maxLength: 5 }), fc.array(ADDRESS, { maxLength: 5 })),
      fc.constantFrom('temporary' as const, 'public' as const, undefined),
      async (domains, answers, prefer) => {
        const memory = memoryPrograms();
        const view = programsView(1, domains);
        memory.show(view);
        for (const [i, { pvd }] of domains.entries()) memory.name(pvd, 'www.example', answers[i] ?? []);
        const options = { resolve: memory.port.resolve, view, name: 'www.example', time: NODE_TIME };
        for (const [i, domain] of domains.entries()) {
          let pairs: readonly Pair[] = [];
          const lane = nameLane(options, domain, { port: 80, protocol: 'tcp', prefer }, 0);
          await lane.open((told) => (pairs = told), new AbortController().signal).catch(() => {});
          for (const { address, at } of pairs) {
            expect(answers[i]).toContain(address);
            if (!at?.source) continue;
            expect(at.pvd).toBe(domain.pvd);
            expect(domain.addresses.map((own) => own.address)).toContain(at.source);
            expect(familyOf(at.source)).toBe(familyOf(address));
          }
          const sendable = (answers[i] ?? []).filter((address) =>
            domain.addresses.some((own) => familyOf(own.address) === familyOf(address)),
          );
          expect(new Set(pairs.map(({ address }) => address))).toEqual(new Set([...sendable, ...linkLocals(answers[i] ?? [], pairs)]));
        }
      },
    ),
    { seed: SEED, numRuns: 300 },
  );
});

/** They need no source of the network: the link says all. */
const linkLocals = (answers: readonly string[], pairs: readonly Pair[]): readonly string[] =>
  answers.filter((address) => address.startsWith('169.254.') && pairs.some((pair) => pair.address === address));
