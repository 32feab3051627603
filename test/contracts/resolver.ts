/** What everything promises that resolves names by a view. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Asked, PinRequest, Resolver, Script } from '../../adapters/dns/index.ts';
import { TYPE } from '../../machines/model/dns/index.ts';
import type { NamesDomain, NamesView } from '../../machines/model/names.ts';
import { a, aaaa, addressesOf, noData, noName, servfail } from '../adapters/dns/records.ts';
import { domain, rules, view } from '../adapters/dns/views.ts';

/** `port`: where the servers 127.0.0.21, 127.0.0.22 and ::1 answer by the script. */
export type ResolverSubject = { readonly resolver: Resolver; readonly port: number };
export type Create = (script: Script, asked: Asked) => Promise<ResolverSubject>;

const [HOME, CORP] = ['127.0.0.21', '127.0.0.22'];
const yes = async () => true;

export function resolverContract(name: string, create: Create): void {
  describe(`${name} is a resolver`, () => {
    const open: Resolver[] = [];
    const start = async (script: Script, asked: Partial<Asked> = {}) => {
      const { resolver, port } = await create(script, { pin: yes, ...asked });
      open.push(resolver);
      await resolver.open();
      const at = (spec: NamesDomain): NamesDomain => ({ ...spec, servers: spec.servers.map((server) => ({ ...server, port })) });
      const show = (shown: NamesView) => resolver.show({ ...shown, domains: shown.domains.map(at) });
      const ask = async (asking: string, type: number = TYPE.A, pvd: string | null = null) => {
        const told = await resolver.resolve({ name: asking, type, pvd });
        if (!told.ok) return told.problem;
        const addresses = addressesOf(told.message);
        return addresses.length > 0 ? `${told.pvd}: ${addresses}` : `${told.pvd}: code ${told.message.flags & 15}`;
      };
      return { resolver, show, ask, port };
    };
    afterEach(() => Promise.all(open.splice(0).map((resolver) => resolver.close())));
    /** Each server has an address of its own for every name, so that an answer says who gave it. */
    const own: Script = ({ name: asked }, { address }) => ({ answers: [a(asked, address === HOME ? '192.0.2.1' : '198.51.100.1')] });
    const home = domain('pvd:home', HOME);
    const corp = domain('pvd:corp', CORP, { slot: 1 });

    test('dns-2: the longest suffix says who is asked; a view is in force once it is acknowledged', async () => {
      const { show, ask } = await start(own);
      const both = view(7, [home, corp], { rules: [...rules('corp.example', ['pvd:corp']), ...rules('.', ['pvd:home'])] });
      expect(await show(both)).toBe(7);
      expect(await ask('www.example')).toBe('pvd:home: 192.0.2.1');
      expect(await ask('WWW.Corp.Example')).toBe('pvd:corp: 198.51.100.1');
      await show({ ...both, seq: 8, rules: rules('.', ['pvd:home']) });
      expect(await ask('www.corp.example')).toBe('pvd:home: 192.0.2.1');
    });

    test('RFC 6731: a suffix may have servers of its own within a PvD, for bound questions too', async () => {
      const { show, ask, port } = await start(own);
      const special = [{ pvd: 'pvd:home', servers: [{ address: CORP, port, tls: null }] }];
      const corpRules = rules('corp.example', ['pvd:home']).map((rule) => ({ ...rule, special }));
      await show(view(1, [home], { rules: [...corpRules, ...rules('.', ['pvd:home'])] }));
      expect(await ask('www.corp.example')).toBe('pvd:home: 198.51.100.1');
      expect(await ask('www.example')).toBe('pvd:home: 192.0.2.1');
      expect(await ask('b.corp.example', TYPE.A, 'pvd:home')).toBe('pvd:home: 198.51.100.1');
    });

    test('dns-5: a negative answer dies with its PvD, and with its generation', async () => {
      const script: Script = (question, server, from) => (server.address === HOME ? noName() : own(question, server, from));
      const { show, ask } = await start(script);
      await show(view(1, [home, corp], { rules: rules('.', ['pvd:home']) }));
      expect(await ask('a.example')).toBe('pvd:home: code 3');
      await show(view(2, [corp]));
      expect(await ask('a.example')).toBe('pvd:corp: 198.51.100.1');
      await show(view(3, [{ ...home, generation: 2 }]));
      expect(await ask('a.example')).toBe('pvd:home: code 3');
    });

    test('sec-1: an exclusive suffix whose PvD is away resolves nothing, and nobody else is asked', async () => {
      const asked: string[] = [];
      const { show, ask } = await start((question, server, from) => {
        asked.push(question.name);
        return own(question, server, from);
      });
      await show(view(1, [home], { rules: [...rules('corp.example', [], true), ...rules('.', ['pvd:home'])] }));
      expect(await ask('git.corp.example')).toBe('nobody');
      expect(asked).not.toContain('git.corp.example');
    });

    test('dns-8: a PvD that is not open answers only those that are bound to it; opened, what it said before is forgotten', async () => {
      let page = '192.0.2.80';
      const { show, ask } = await start(({ name: asked }) => ({ answers: [a(asked, page)] }));
      await show(view(1, [{ ...home, isOpen: false }]));
      expect(await ask('portal.example', TYPE.A, 'pvd:home')).toBe('pvd:home: 192.0.2.80');
      const held = ask('portal.example');
      page = '192.0.2.7';
      await show(view(2, [home]));
      expect(await held).toBe('pvd:home: 192.0.2.7');
      expect(await ask('portal.example', TYPE.A, 'pvd:none')).toBe('noSuchPvd');
    });

    test('while no network is open a question waits a while, then fails', async () => {
      const { ask } = await start(own);
      expect(await ask('a.example')).toBe('nobody');
    });

    test('law 8: what unbound packets would take elsewhere is handed out once its route stands; bound questions need none', async () => {
      const pins: PinRequest[] = [];
      const { show, ask } = await start(own, {
        pin: async (request) => {
          pins.push(request);
          return true;
        },
      });
      const shown = view(1, [home, corp], { rules: [...rules('corp.example', ['pvd:corp']), ...rules('.', ['pvd:home'])] });
      await show(shown);
      expect(await ask('a.corp.example', TYPE.A, 'pvd:corp')).toBe('pvd:corp: 198.51.100.1');
      expect(await ask('b.example')).toBe('pvd:home: 192.0.2.1');
      expect(pins).toEqual([]);
      expect(await ask('a.corp.example')).toBe('pvd:corp: 198.51.100.1');
      expect(pins).toMatchObject([{ pvd: 'pvd:corp', generation: 1, addresses: ['198.51.100.1'] }]);
      await show({ ...shown, seq: 2, ways: [{ prefix: '198.51.100.1/32', pvd: 'pvd:corp' }, ...shown.ways] });
      expect(await ask('a.corp.example')).toBe('pvd:corp: 198.51.100.1');
      expect(pins).toHaveLength(1);
    });

    test.each<[string, Asked['pin']]>([
      ['is refused', async () => false],
      ['fails', () => Promise.reject(new Error('no room'))],
      ['is late', () => new Promise(() => {})],
    ])('law 8: when a pin %s, nothing is handed out', async (_how, pin) => {
      const { show, ask } = await start(own, { pin });
      await show(view(1, [home, corp], { rules: rules('.', ['pvd:corp']) }));
      expect(await ask('a.example')).toBe('unpinned');
    });

    test('dns-6: where there is no AAAA it is synthesised for the PvD with the prefix, and for it alone', async () => {
      const script: Script = ({ name: asked, type }) => (type === TYPE.A ? { answers: [a(asked, '198.51.100.9')] } : noData());
      const { show, ask } = await start(script);
      await show(view(1, [{ ...home, pref64: ['2001:db8:64::/96'] }, corp]));
      expect(await ask('v4.example', TYPE.AAAA)).toBe('pvd:home: 2001:db8:64::c633:6409');
      expect(await ask('v4.example', TYPE.AAAA, 'pvd:corp')).toBe('pvd:corp: code 0');
    });

    test('RFC 7050: a PvD without IPv4 that announced no prefix is asked for one, and what is found is told', async () => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const script: Script = ({ name: asked }) =>
        asked === 'ipv4only.arpa' ? { answers: [aaaa(asked, '2001:db8:64::c000:aa'), aaaa(asked, '2001:db8:64::c000:ab')] } : noData();
      const { show, ask } = await start(script, { discovered: resolve });
      await show(view(1, [domain('pvd:v6', '::1', { generation: 3, sources: { 4: null, 6: '::1' } })]));
      expect(await ask('x.example', TYPE.AAAA)).toBe('pvd:v6: code 0');
      expect(await promise).toEqual({ pvd: 'pvd:v6', generation: 3, prefixes: ['2001:db8:64::/96'], ttl: 300_000 });
    });

    test('law 8: a server for which the PvD has no source is not asked', async () => {
      const notices: string[] = [];
      const { show, ask } = await start(own, { notice: (line) => notices.push(line) });
      await show(view(1, [{ ...home, sources: { 4: null, 6: null } }]));
      expect(await ask('x.example', TYPE.AAAA)).toBe('silent');
      expect(notices).toEqual([`pvd:home: the resolver ${HOME} is not asked: no IPv4 address to ask it from`]);
    });

    test.each<[string, number, string]>([
      ['localhost', TYPE.A, 'null: 127.0.0.1'],
      ['a.localhost', TYPE.AAAA, 'null: ::1'],
      ['printer.local', TYPE.A, 'null: code 3'],
      ['hidden.onion', TYPE.A, 'null: code 3'],
      ['single', TYPE.A, 'null: code 3'],
      ['1.0.168.192.in-addr.arpa', TYPE.PTR, 'null: code 3'],
    ])('RFC 6761, 6303, 7686: %s never leaves', async (asking, type, told) => {
      const asked: string[] = [];
      const { show, ask } = await start((question) => {
        asked.push(question.name);
        return servfail;
      });
      await show(view(1, [home]));
      expect(await ask(asking, type)).toBe(told);
      expect(asked).toEqual([]);
    });

    test('dns-2: reverse names of a PvD with a rule for them are asked there', async () => {
      const { show, ask } = await start(() => noName('168.192.in-addr.arpa'));
      await show(view(1, [home], { rules: rules('1.168.192.in-addr.arpa', ['pvd:home']) }));
      expect(await ask('7.1.168.192.in-addr.arpa', TYPE.PTR)).toBe('pvd:home: code 3');
    });

    test('answers are kept, listed, counted and forgotten on demand; equal questions are one', async () => {
      let asked = 0;
      const { resolver, show, ask } = await start((question, server, from) => {
        asked += 1;
        return own(question, server, from);
      });
      await show(view(1, [home]));
      await Promise.all([ask('a.example'), ask('a.example'), ask('A.example')]);
      await ask('a.example');
      expect(asked).toBe(1);
      expect(await resolver.cache()).toMatchObject([
        { pvd: 'pvd:home', entries: [{ name: 'a.example', type: 1, addresses: ['192.0.2.1'] }] },
      ]);
      expect(await resolver.stats()).toMatchObject({ counts: { asked: 1, coalesced: 2 }, servers: [{ address: HOME, failures: 0 }] });
      await resolver.flush();
      expect(await resolver.cache()).toMatchObject([{ entries: [] }]);
      await ask('a.example');
      expect(asked).toBe(2);
    });

    test('what is no name is told so', async () => {
      const { ask } = await start(own);
      expect(await ask('a..b')).toBe('badName');
    });

    test('close may be called twice, and ends what waits', async () => {
      const { resolver, ask } = await start(own);
      const waiting = ask('a.example');
      await resolver.close();
      await resolver.close();
      expect(await waiting).toBe('closed');
      expect(await ask('a.example')).toBe('closed');
    });
  });
}
