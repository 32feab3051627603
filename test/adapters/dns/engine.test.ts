import { afterEach, describe, expect, test } from 'vitest';
import { createEngine, type Engine, wantedText } from '../../../adapters/dns/engine.ts';
import { type Script, scripted } from '../../../adapters/dns/memory.ts';
import { TYPE } from '../../../machines/model/dns/index.ts';
import type { NamesDomain } from '../../../machines/model/names.ts';
import { manualTime } from './manualTime.ts';
import { a, aaaa, cname, noData, noName, servfail, soa } from './records.ts';
import { domain, rules, view } from './views.ts';

const [FIRST, SECOND, OTHER] = ['127.0.0.21', '127.0.0.22', '127.0.0.23'];
const servers = (...addresses: readonly string[]) => addresses.map((address) => ({ address, port: 53, tls: null }));
const home = domain('pvd:home', FIRST, { servers: servers(FIRST, SECOND) });
const other = domain('pvd:other', OTHER, { slot: 1 });

describe('the resolver, by a clock that the test moves', () => {
  const open: Engine[] = [];
  afterEach(() => open.splice(0).forEach((engine) => void engine.close()));

  /** `asked`: who was asked, at which moment since the start. */
  const start = (script: Script, domains: readonly NamesDomain[] = [home, other]) => {
    const time = manualTime();
    const began = time.now();
    const asked: (readonly [server: string, at: number])[] = [];
    const reach = scripted((question, server, from) => {
      asked.push([server.address, time.now() - began]);
      return script(question, server, from);
    });
    const engine = createEngine({ reach, time, pin: async () => true });
    open.push(engine);
    engine.show(view(1, domains));
    /** What came of it, and when. */
    const ask = async (name: string, type: number = TYPE.A, within = 20_000) => {
      const from = time.now();
      const wanted = wantedText(name, type);
      if (!wanted) throw new Error(`no name: ${name}`);
      const box: { told?: string } = {};
      engine.find(wanted, null).then((given) => {
        box.told = `${given.ok ? `${given.pvd} ${given.stored.kind} ${given.stored.addresses}`.trim() : given.problem} ${time.now() - from}`;
      });
      for (let passed = 0; passed < within && box.told === undefined; passed += 10) await time.pass(passed === 0 ? 0 : 10);
      return box.told;
    };
    return { engine, time, asked, ask };
  };
  const answering =
    (...alive: readonly string[]): Script =>
    ({ name }, { address }) =>
      alive.includes(address) ? { answers: [a(name, '192.0.2.1')] } : null;

  test('the second server is asked when the first was silent for its patience, and then is the first for a while', async () => {
    const { ask, asked } = start(answering(SECOND));
    expect(await ask('a.example')).toBe('pvd:home positive 192.0.2.1 500');
    expect(await ask('b.example')).toBe('pvd:home positive 192.0.2.1 0');
    expect(asked).toEqual([
      [FIRST, 0],
      [SECOND, 500],
      [SECOND, 500],
    ]);
  });

  test('a penalty ends: the server is tried again, and with each failure stays away for longer', async () => {
    let isUp = false;
    const { ask, time, engine } = start(({ name }, { address }) =>
      isUp || address === SECOND ? { answers: [a(name, address === FIRST ? '192.0.2.1' : '192.0.2.2')] } : null,
    );
    const penalty = () => Math.round((engine.domains()[0]?.servers.all()[0]?.until ?? 0) - time.now());
    await ask('a.example');
    expect(penalty()).toBe(1_000);
    await time.pass(1_000);
    await ask('b.example');
    expect(penalty()).toBe(2_000);
    isUp = true;
    await time.pass(2_000);
    expect(await ask('c.example')).toBe('pvd:home positive 192.0.2.1 0');
    expect(penalty()).toBeLessThan(0);
  });

  test('a lossy link: a lone server is asked three times, more patiently each time, and a late answer counts', async () => {
    let tries = 0;
    const lone = domain('pvd:lone', FIRST);
    const { ask, asked } = start(({ name }) => (++tries < 3 ? null : { answers: [a(name, '192.0.2.1')] }), [lone]);
    expect(await ask('a.example')).toBe('pvd:lone positive 192.0.2.1 1500');
    expect(asked.map(([, at]) => at)).toEqual([0, 500, 1500]);
  });

  test('the next PvD of the rule is asked when all servers of the first are dead, and sooner once that is known', async () => {
    const { ask } = start(answering(OTHER));
    expect(await ask('a.example')).toBe('pvd:other positive 192.0.2.1 3000');
    expect(await ask('b.example')).toBe('pvd:other positive 192.0.2.1 1000');
  });

  test('sec-1: of a suffix that one PvD serves no other is asked, however dead its servers are', async () => {
    const { engine, ask, asked } = start(answering(FIRST), [home, other]);
    engine.show(view(2, [home, other], { rules: [...rules('corp.example', ['pvd:other']), ...rules('.', ['pvd:home'])] }));
    expect(await ask('a.corp.example')).toBe('silent 3500');
    expect(asked.every(([server]) => server === OTHER)).toBe(true);
  });

  test.each<[string, Script, string]>([
    [
      'SERVFAIL of the first server: the second is asked',
      ({ name }, { address }) => (address === FIRST ? servfail : { answers: [a(name, '192.0.2.2')] }),
      'pvd:home positive 192.0.2.2 0',
    ],
    ['SERVFAIL of all: nobody else is asked', (_q, { address }) => (address === OTHER ? null : servfail), 'failed 0'],
    ['REFUSED of all', (_q, { address }) => (address === OTHER ? null : { flags: 5 }), 'failed 0'],
    ['NXDOMAIN is an answer', () => noName(), 'pvd:home noName 0'],
  ])('%s', async (_name, script, told) => {
    const { ask } = start(script);
    expect(await ask('a.example')).toBe(told);
  });

  test.each<[string, Script, number, number]>([
    [
      'the least TTL of the answers',
      ({ name }) => ({ answers: [cname(name, 'b.example', 50), a('b.example', '192.0.2.1', 30)] }),
      29_000,
      31_000,
    ],
    ['two hours at most', ({ name }) => ({ answers: [a(name, '192.0.2.1', 86_400)] }), 7_199_000, 7_201_000],
    ["RFC 2308 §5: the lesser of the SOA's TTL and its last field", () => noName('example', 20), 19_000, 21_000],
    ['RFC 2308 §5: the same of a name without such records', () => ({ flags: 0, authorities: [soa('example', 15, 60)] }), 14_000, 16_000],
  ])('an answer is kept for %s', async (_name, script, kept, gone) => {
    const { ask, asked, time } = start(script);
    await ask('a.example');
    await time.pass(kept);
    await ask('a.example');
    expect(asked).toHaveLength(1);
    await time.pass(gone - kept);
    await ask('a.example');
    expect(asked).toHaveLength(2);
  });

  test.each<[string, Script]>([
    ['a TTL of zero', ({ name }) => ({ answers: [a(name, '192.0.2.1', 0)] })],
    ['RFC 2181 §8: a TTL with its highest bit', ({ name }) => ({ answers: [a(name, '192.0.2.1', 0x80000000)] })],
    ['RFC 2308 §5: a negative answer without SOA', () => ({ flags: 3 })],
  ])('%s is not kept', async (_name, script) => {
    const { ask, asked } = start(script);
    await ask('a.example');
    await ask('a.example');
    expect(asked).toHaveLength(2);
  });

  test("dns-5: a question on its way when its PvD goes is asked of the next, and what then comes is nobody's", async () => {
    const { ask, engine, time } = start(answering(OTHER));
    const waiting = ask('a.example');
    await time.pass(100);
    engine.show(view(2, [other]));
    expect(await waiting).toMatch(/^pvd:other positive 192.0.2.1 /);
    expect(engine.domains().map(({ spec }) => spec.pvd)).toEqual(['pvd:other']);
  });

  test('RFC 6147 §5.1.4: an AAAA that is no use is replaced; an alias is kept; a name that does not exist stays so', async () => {
    const script: Script = ({ name, type }) => {
      if (name === 'mapped.example')
        return type === TYPE.A ? { answers: [a(name, '198.51.100.1')] } : { answers: [aaaa(name, '::ffff:198.51.100.1')] };
      if (name === 'alias.example')
        return type === TYPE.A ? { answers: [cname(name, 'x.example'), a('x.example', '198.51.100.2')] } : noData();
      return name === 'both.example' && type === TYPE.AAAA ? { answers: [aaaa(name, '2001:db8::1')] } : noName();
    };
    const { ask } = start(script, [{ ...home, pref64: ['64:ff9b::/96'] }]);
    expect(await ask('mapped.example', TYPE.AAAA)).toBe('pvd:home positive 64:ff9b::c633:6401 0');
    expect(await ask('alias.example', TYPE.AAAA)).toBe('pvd:home positive 64:ff9b::c633:6402 0');
    expect(await ask('both.example', TYPE.AAAA)).toBe('pvd:home positive 2001:db8::1 0');
    expect(await ask('none.example', TYPE.AAAA)).toBe('pvd:home noName 0');
  });

  test('sec-2: a PvD is kept from filling the memory: entries and bytes are bounded, and what is asked for again stays', async () => {
    const { ask, engine } = start(({ name }) => ({ answers: [a(name, '192.0.2.1')] }));
    await ask('kept.example');
    for (let i = 0; i < 5_000; i += 1) {
      const [wanted, kept] = [wantedText(`n${i}.example`, TYPE.A), wantedText('kept.example', TYPE.A)];
      if (wanted) await engine.find(wanted, null);
      if (kept && i % 1_000 === 0) await engine.find(kept, null);
    }
    const names =
      engine
        .domains()[0]
        ?.cache.entries(0)
        .map(({ wanted }) => wanted.name) ?? [];
    expect(names).toHaveLength(4_096);
    expect(names).toContain('kept.example');
    expect(engine.counters.evicted).toBe(905);
  });

  test('views that follow each other faster than a server answers do not starve a question', async () => {
    const late: Script = ({ name }, { address }) => (address === SECOND ? { answers: [a(name, '192.0.2.1')] } : null);
    const { engine, time, ask } = start(late, [home]);
    const waiting = ask('a.example');
    for (let i = 2; i < 60; i += 1) {
      await time.pass(10);
      engine.show(view(i, [home, other]));
    }
    expect(await waiting).toMatch(/^pvd:home positive 192.0.2.1/);
  });
});
