/** What a running agent answers about names, over its sockets: a question, the resolver as it stands, what it keeps. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, Cache, type Control, Resolved, Resolvers, Status, serve } from '../../../adapters/control/index.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { type NamedAgent, namedAgent } from './named.ts';
import { folder, TWO_NETWORKS, testAgent } from './served.ts';

let place: ReturnType<typeof folder>;
let agent: NamedAgent;
let control: Control;
const send = (path: string, socket = 'state.sock', method: 'GET' | 'POST' = 'GET') =>
  ask({ socket: join(place.path, socket), path, method });
const body = async (path: string, socket?: string): Promise<unknown> => {
  const asked = await send(path, socket);
  return asked.ok && asked.value.body;
};
const resolved = async (query: string) => Resolved.parse(await body(`resolve?${query}`));

beforeEach(async () => {
  place = folder();
  agent = await namedAgent();
  control = await serve(agent, { folder: place.path });
});
afterEach(async () => {
  await control.close();
  await agent.resolver.close();
  place.remove();
});

describe('resolve', () => {
  test('both families unless a type is asked for, each with whose answer it is and why it was asked there', async () => {
    const { name, answers } = await resolved('name=NAS.corp.example.');
    expect(name).toBe('nas.corp.example');
    expect(answers).toMatchObject([
      {
        ...{ type: 'A', pvd: 'pvd:eth0', generation: 1, isSynthesised: false, rcode: 'NOERROR', problem: null },
        records: [{ name: 'nas.corp.example', type: 'A', ttl: 300_000, value: '203.0.113.9' }],
        because: { rule: 'onlyOne', by: 'built-in', says: 'it is the only one' },
      },
      // It has no IPv6, so that its addresses lead nowhere.
      { type: 'AAAA', pvd: 'pvd:eth0', records: [], says: 'the name has nothing of this type' },
    ]);
  });

  test.each<[string, string, string, readonly string[]]>([
    ['by default who leads', 'name=where.example&type=A', 'pvd:eth0', ['203.0.113.1']],
    ['one network alone, by any of its names', 'name=where.example&type=a&pvd=wlan0', 'pvd:wlan0', ['203.0.113.2']],
    ['an alias, with what it leads to', 'name=alias.example&type=A', 'pvd:eth0', ['nas.corp.example', '203.0.113.9']],
    ['text in quotes', 'name=x.example&type=TXT', 'pvd:eth0', ['""']],
    ['an SOA with its numbers', 'name=x.example&type=SOA', 'pvd:eth0', ['ns.x.example admin.x.example 1 1 1 1 30']],
    ['law 8: the network of that family', 'name=x.example&type=AAAA', 'pvd:wlan0', ['2001:db8:9::9']],
    ['a type by its number', 'name=where.example&type=TYPE1', 'pvd:eth0', ['203.0.113.1']],
  ])('%s', async (_what, query, pvd, values) => {
    const [answer] = (await resolved(query)).answers;
    expect([answer?.pvd, answer?.records.map((record) => record.value)]).toEqual([pvd, values]);
  });

  test.each<[string, string, object]>([
    ['a name that is not there', 'name=nobody.corp.example&type=A', { rcode: 'NXDOMAIN', pvd: 'pvd:eth0', problem: null, records: [] }],
    ['nothing of that type', 'name=where.example&type=AAAA', { rcode: 'NOERROR', says: 'the name has nothing of this type' }],
    ['a server that fails', 'name=broken.example&type=A', { rcode: null, problem: 'failed', pvd: null }],
    ['a name that never leaves', 'name=printer.local&type=A', { rcode: 'NXDOMAIN', pvd: null, because: { rule: 'specialUseName' } }],
    [
      'one that was asked for alone',
      'name=where.example&type=A&pvd=wlan0',
      { because: { rule: 'bound', says: 'it alone was to be asked' } },
    ],
  ])('%s is an answer', async (_what, query, expected) => {
    expect((await resolved(query)).answers).toMatchObject([expected]);
  });

  test.each<[string, string, number, string]>([
    ['no name', 'resolve?name=a..b', 400, 'ERR_BAD_NAME'],
    ['no name at all', 'resolve', 400, 'ERR_BAD_PARAMETER'],
    ['no type', 'resolve?name=x.example&type=HOST', 400, 'ERR_BAD_TYPE'],
    ['no type of a record', 'resolve?name=x.example&type=AXFR', 400, 'ERR_BAD_TYPE'],
    ['a network that is not there', 'resolve?name=x.example&pvd=tun0', 404, 'ERR_NO_SUCH_PVD'],
    ['the past', 'resolve?name=x.example&at=3', 400, 'ERR_BAD_PARAMETER'],
  ])('%s is refused', async (_what, path, status, code) => {
    expect(await send(path)).toMatchObject({ value: { status, body: { error: { code } } } });
  });
});

describe('resolvers', () => {
  test('each network with its servers, what it is asked for, and where programs are led', async () => {
    await resolved('name=where.example&type=A');
    const { resolver, pvds, search, counts } = Resolvers.parse(await body('resolvers'));
    expect(resolver).toEqual({
      ...{ listening: ['127.0.0.55', '::1'], problem: null },
      led: [
        {
          ...{ to: 'resolv.conf', ifname: null, servers: ['127.0.0.55', '::1'], search: ['corp.example'], domains: [], isApplied: false },
        },
      ],
    });
    expect(pvds).toMatchObject([
      {
        pvd: 'pvd:eth0',
        generation: 1,
        isOpen: true,
        at: null,
        servers: [{ address: '198.51.100.53', rtt: expect.any(Number), failures: 0 }],
      },
      { pvd: 'pvd:wlan0', isOpen: true, servers: [{ address: '192.0.2.53', rtt: null }, { address: 'fe80::1' }] },
    ]);
    expect(pvds[0]?.suffixes).toEqual(expect.arrayContaining([expect.objectContaining({ suffix: 'corp.example', family: 4, place: 1 })]));
    expect([search, counts?.asked]).toEqual([['corp.example'], 1]);
  });

  test('dns-8: one behind a portal is not open, and it says so', async () => {
    const measured = { generation: 1, family: 4, took: 1, bytes: 1, rtt: null, sent: 1, lost: 0, url: null } as const;
    agent.tell(world('check.portal', { pvd: 'pvd:wlan0', ...measured } as Parameters<typeof world<'check.portal'>>[1]));
    const { pvds } = Resolvers.parse(await body('resolvers'));
    expect(pvds.map(({ pvd, isOpen, says }) => [pvd, isOpen, says])).toEqual([
      ['pvd:eth0', true, 'its network may be used'],
      ['pvd:wlan0', false, 'a captive portal holds it'],
    ]);
  });

  test('of an agent without a resolver: what one would go by, and nothing that was counted', async () => {
    await control.close();
    const other = testAgent();
    other.tell(...TWO_NETWORKS);
    control = await serve(other, { folder: place.path });
    expect(Resolvers.parse(await body('resolvers'))).toMatchObject({ resolver: null, counts: null, pvds: [{ pvd: 'pvd:eth0' }, {}] });
    expect(await send('resolve?name=x.example')).toMatchObject({ value: { status: 409, body: { error: { code: 'ERR_NO_RESOLVER' } } } });
  });

  test('status says where it listens, or why it does not', async () => {
    expect(Status.parse(await body('status')).resolver).toMatchObject({ listening: ['127.0.0.55', '::1'], problem: null });
    const problem = '127.0.0.55:53: another resolver listens there';
    agent.tell(world('resolver.listening', { addresses: [], problem }));
    expect(Status.parse(await body('status')).resolver).toEqual({ listening: [], problem, led: [] });
    await agent.resolver.close();
    expect(await send('resolve?name=x.example')).toMatchObject({
      value: { status: 409, body: { error: { message: expect.stringContaining(problem) } } },
    });
  });
});

describe('the cache', () => {
  test('what programs asked is told through control.sock alone', async () => {
    await resolved('name=secret.corp.example&type=A');
    const { pvds } = Cache.parse(await body('cache', 'control.sock'));
    expect(pvds).toMatchObject([
      { pvd: 'pvd:eth0', entries: [{ name: 'secret.corp.example', type: 'A', rcode: 'NOERROR', addresses: ['203.0.113.9'] }] },
      { pvd: 'pvd:wlan0', entries: [] },
    ]);
    expect(await send('cache')).toMatchObject({ value: { status: 403, body: { error: { code: 'ERR_PRIVATE' } } } });
    for (const path of ['resolvers', 'status', 'decision']) expect(JSON.stringify(await body(path))).not.toContain('secret');
  });

  test('it is emptied by POST, through control.sock alone', async () => {
    await resolved('name=x.example&type=A');
    expect(await send('flush', 'state.sock', 'POST')).toMatchObject({ value: { status: 403, body: { error: { code: 'ERR_READ_ONLY' } } } });
    expect(await send('flush', 'control.sock')).toMatchObject({ value: { status: 405 } });
    expect(await send('flush', 'control.sock', 'POST')).toMatchObject({ value: { status: 200 } });
    expect(Cache.parse(await body('cache', 'control.sock')).pvds.flatMap(({ entries }) => entries)).toEqual([]);
  });
});
