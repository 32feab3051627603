/** The resolver without threads and listeners: views in, answers out. */
import { nameBytes } from '../../machines/model/dns/index.ts';
import { type NamesView, NO_NAMES } from '../../machines/model/names.ts';
import { specialUse } from '../../machines/model/special.ts';
import { type Counters, createCounters } from './counters.ts';
import { createDomain, type Domain } from './domain.ts';
import { createNode, type Given } from './node.ts';
import type { Asked } from './port.ts';
import { type Wanted, wantedName } from './query.ts';
import { createReady, type Ready } from './ready.ts';
import { compileRules } from './rules.ts';
import { specialAnswer } from './special.ts';
import type { Time } from './time.ts';
import type { Reach } from './transport.ts';

export type EngineOptions = Asked & {
  readonly reach: Reach;
  readonly time: Time;
  readonly counters?: Counters;
};
export type Engine = {
  readonly counters: Counters;
  readonly ready: Ready;
  /** In force when it returns. */
  show(view: NamesView): void;
  /** `pvd`: null for the node. Never rejects. */
  find(wanted: Wanted, pvd: string | null): Promise<Given>;
  /** The PvD at a place of the present view. */
  at(slot: number): string | null;
  domains(): readonly Domain[];
  flush(): void;
  close(): void;
};

/** Attachments that may change under one bound question. A guess. */
const RESTARTS_MAX = 4;
/** What a person was told once. A guess. */
const TOLD_MAX = 256;

export function createEngine(options: EngineOptions): Engine {
  const { time, reach, pin } = options;
  const counters = options.counters ?? createCounters();
  const ready = createReady();
  /** By PvD, each in its present attachment. */
  let domains: ReadonlyMap<string, Domain> = new Map();
  let rules = compileRules(NO_NAMES);
  let slots: ReadonlyMap<number, string> = new Map();
  const notice = once(options.notice ?? (() => {}));
  const discovered = options.discovered ?? (() => {});
  const node = createNode({ first: rules, time, counters, ready, pin, domainOf: (pvd) => domains.get(pvd) });

  const present = (view: NamesView): ReadonlyMap<string, Domain> => {
    const fresh = new Map<string, Domain>();
    for (const spec of view.domains) {
      const before = domains.get(spec.pvd);
      const isSame = before?.spec.generation === spec.generation;
      if (before && isSame && JSON.stringify(before.spec) !== JSON.stringify(spec)) before.update(spec);
      const domain = before && isSame ? before : createDomain(spec, { reach, time, counters, discovered, notice, dropped: ready.drop });
      fresh.set(spec.pvd, domain);
    }
    return fresh;
  };
  const findIn = async (pvd: string, wanted: Wanted): Promise<Given> => {
    const special = specialUse(wanted.name);
    if (special && !special.isClaimable) return here(wanted, special.zone);
    for (let i = 0; i < RESTARTS_MAX; i += 1) {
      const domain = domains.get(pvd);
      if (!domain) return { ok: false, problem: 'noSuchPvd' };
      const asked = await domain.find(wanted, rules.serversIn(pvd, wanted.name, wanted.type));
      if (asked.ok) return { ok: true, stored: asked.stored, pvd, generation: domain.spec.generation };
      if (asked.why !== 'gone') return { ok: false, problem: asked.why };
    }
    return { ok: false, problem: 'silent' };
  };
  const here = (wanted: Wanted, zone: string): Given => {
    counters.special += 1;
    const stored = specialAnswer(wanted, zone, time.now());
    return stored ? { ok: true, stored, pvd: null, generation: null } : { ok: false, problem: 'failed' };
  };

  return {
    counters,
    ready,
    show: (view) => {
      const before = domains;
      domains = present(view);
      slots = new Map(view.domains.map(({ slot, pvd }) => [slot, pvd]));
      for (const [pvd, domain] of before) if (domains.get(pvd) !== domain) domain.close();
      rules = compileRules(view);
      node.show(rules);
    },
    find: (wanted, pvd) => (pvd === null ? node.find(wanted) : findIn(pvd, wanted)),
    at: (slot) => slots.get(slot) ?? null,
    domains: () => [...domains.values()],
    flush: () => {
      for (const domain of domains.values()) domain.forget();
      ready.clear();
    },
    close: () => {
      const before = domains;
      domains = new Map();
      for (const domain of before.values()) domain.close();
      node.close();
      ready.clear();
    },
  };
}

/** The question for a name as text; null: it is none. */
export function wantedText(name: string, type: number): Wanted | null {
  const wire = nameBytes(name.endsWith('.') ? name.slice(0, -1) : name);
  return wire && wantedName(wire, type, 0);
}

function once(notice: (line: string) => void): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    if (told.has(line)) return;
    if (told.size >= TOLD_MAX) told.clear();
    told.add(line);
    notice(line);
  };
}
