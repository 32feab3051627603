import { describe, expect, test } from 'vitest';
import { DecisionSchema } from '../../../adapters/cli/offline/decisionSchema.ts';
import { ANSWERS, answer, DecisionAnswer, OnePvd, Status, summary, Why } from '../../../adapters/control/index.ts';
import { duration, ruleInWords } from '../../../adapters/control/words.ts';
import { memoryLog } from '../../../adapters/log/index.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { seconds } from '../../../machines/model/units.ts';
import { at, carrier, check, opened, passed, policyRejected, published, settings, stamped, started } from '../../machines/facts.ts';
import { sessionOpened } from '../../machines/sessionFacts.ts';
import { story } from '../../streams/story.ts';
import { subjectOf, TWO_NETWORKS, testAgent, twoNetworks } from './served.ts';

const asked = async (path: string, agent = twoNetworks()) => {
  const [name = '', query = ''] = path.split('?');
  return await answer(subjectOf(agent), name, new URLSearchParams(query));
};
const found = async (path: string, agent = twoNetworks()) => {
  const { status, body } = await asked(path, agent);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
};

describe('views of a fold', () => {
  test('status says where each family goes, and why', async () => {
    const status = Status.parse(await found('status'));
    expect(status.defaults.map((d) => [d.family, d.pvd, d.gateway, d.source])).toEqual([
      [4, 'pvd:eth0', '198.51.100.1', '198.51.100.7'],
      [6, 'pvd:wlan0', 'fe80::1', '2001:db8:1::7'],
    ]);
    expect(status.defaults[0]?.says).toBe('its kind of link comes first');
    expect(status).toMatchObject({ mode: 'observe', epoch: 1, phase: 'settled', notices: ['no raw sockets here'] });
  });

  test('a pvd tells each object with its source and what is left of it', async () => {
    const { pvd } = OnePvd.parse(await found('pvds/wlan0'));
    const rows = pvd.objects.map((o) => [o.kind, o.value, o.source, o.left]);
    // The last fact is the 14th, a second apart each; RA, address and lease came 4, 3 and 5 before.
    expect(rows).toEqual(
      expect.arrayContaining([
        ['address', '192.0.2.7', 'dhcp4', 3_595_000],
        ['gateway', 'fe80::1', 'ra', 1_796_000],
        ['prefix', '2001:db8:1::/64', 'ra', 86_396_000],
        ['dns', 'fe80::1%wlan0', 'ra', 596_000],
        ['address', '2001:db8:1::7', 'ra', 7_197_000],
      ]),
    );
  });

  test('a decision has its sessions in one list, by id', async () => {
    const agent = twoNetworks();
    agent.tell(...['s9', 's10', 'a', 'b', 's1'].map((id) => sessionOpened(id, 'pvd:eth0')));
    const { decision } = DecisionAnswer.parse(await found('decision', agent));
    const { sessions } = DecisionSchema.parse(decision);
    expect(sessions.map(({ id, verdict }) => [id, verdict])).toEqual(['a', 'b', 's1', 's10', 's9'].map((id) => [id, 'keep']));
  });

  test('an object that nobody gave an end has none', async () => {
    const agent = twoNetworks();
    agent.tell(published('eth0', ['203.0.113.53']));
    const { pvd } = OnePvd.parse(await found('pvds/pvd%3Aeth0', agent));
    expect(pvd.objects.find((o) => o.value === '203.0.113.53')).toMatchObject({ source: 'published', left: null });
  });

  test('interfaces have lease, routers and addresses with what is left', async () => {
    const body = await found('interfaces');
    expect(body).toMatchObject({
      interfaces: [
        {
          name: 'eth0',
          kind: 'ethernet',
          link: 'up',
          lease: { address: '198.51.100.7/24', client: 'dhcpcd', left: 3_600_000 },
          routers: [],
        },
        { name: 'wlan0', kind: 'wifi', routers: [{ router: 'fe80::1', left: 1_796_000 }], pvds: ['pvd:wlan0'] },
      ],
    });
  });

  test('why resolves the facts it cites into sentences, and names what lost', async () => {
    const why = Why.parse(await found('why/route?to=203.0.113.9'));
    expect(why.answer).toBe('pvd:eth0');
    expect(why.because.facts.map((f) => f.says)).toContain('eth0 appeared (ethernet), up');
    expect(why.losers.map((l) => l.pvd)).toEqual(['pvd:wlan0']);
  });

  test('why name prefers the longest suffix; a pvd that is not there is a 404 with those that are', async () => {
    expect(Why.parse(await found('why/name?name=Printer.Corp.Example')).details.suffix).toBe('corp.example');
    const idn = Why.parse(await found(`why/name?name=${encodeURIComponent('bücher.corp.example')}`));
    expect(idn).toMatchObject({ question: expect.stringContaining('xn--bcher-kva.corp.example'), details: { suffix: 'corp.example' } });
    expect(await asked('why/pvd?pvd=tun0')).toMatchObject({
      status: 404,
      body: { error: { code: 'ERR_NO_SUCH_PVD', hint: 'there are pvd:eth0, pvd:wlan0' } },
    });
  });

  test('a fact that the log has no longer is cited without words', async () => {
    const agent = twoNetworks();
    const why = Why.parse(
      (await answer({ ...subjectOf(agent), log: memoryLog() }, 'why/route', new URLSearchParams('to=203.0.113.9'))).body,
    );
    expect(why.because.facts[0]).toMatchObject({ says: null, type: null });
  });

  test.each(Object.keys(ANSWERS).filter((name) => name !== 'error-output'))('%s: the answer is as its schema says', async (name) => {
    const paths: Record<string, string> = {
      'status-output': 'status',
      'interfaces-output': 'interfaces',
      'pvds-output': 'pvds',
      'pvd-output': 'pvds/wlan0',
      'routes-output': 'routes',
      'sessions-output': 'sessions',
      'decision-output': 'decision',
      'why-output': 'why/name?name=a.example&family=6',
    };
    const body = await found(paths[name] ?? '');
    const schema = Object.entries(ANSWERS).find(([known]) => known === name)?.[1];
    expect(schema?.parse(body)).toEqual(body);
  });
});

describe('the past', () => {
  const moments: readonly (readonly [string, string, number])[] = [
    ['a number is that fact', '9', 9],
    ['a time is the last fact up to it', new Date(at(9) + 500).toISOString(), 9],
    ['a time after the end is the end', '2090-01-01T00:00:00Z', 14],
  ];
  test.each(moments)('%s', async (_what, moment, seq) => {
    expect(await found(`status?at=${moment}`)).toMatchObject({ seq });
  });

  test('a folded past is what was decided then, whatever came later', async () => {
    const agent = twoNetworks();
    const then = await found('decision', agent);
    agent.tell(carrier('eth0', false, { downs: 1 }));
    expect(await found('decision', agent)).not.toEqual(then);
    expect(await found('decision?at=14', agent)).toEqual(then);
  });

  test('law 2: wall time counts the steps of the clock since the epoch began', async () => {
    const agent = testAgent();
    agent.tell(...TWO_NETWORKS.slice(0, 5));
    agent.tell(world('clock.stepped', { by: 3_600_000 }));
    agent.tell(carrier('eth0', false, { downs: 1 }));
    agent.tell(carrier('eth0', true, { downs: 1 }));
    expect(await found(`status?at=${new Date(at(7) + 3_600_000).toISOString()}`, agent)).toMatchObject({ seq: 7 });
    expect(await found(`status?at=${new Date(at(7)).toISOString()}`, agent)).toMatchObject({ seq: 5 });
  });

  const refusals: readonly (readonly [string, string, number, string])[] = [
    ['a fact that is not there', '15', 404, 'ERR_NOT_IN_LOG'],
    ['a time before the log', '1999-01-01T00:00:00Z', 404, 'ERR_NOT_IN_LOG'],
    ['no moment', 'yesterday', 400, 'ERR_BAD_MOMENT'],
    ['an empty one', '', 400, 'ERR_BAD_MOMENT'],
  ];
  test.each(refusals)('%s is refused', async (_what, moment, status, code) => {
    expect(await asked(`status?at=${moment}`)).toMatchObject({ status, body: { error: { code } } });
  });

  test('facts of another epoch do not get in', async () => {
    const agent = twoNetworks();
    agent.tell(started(), settings(), world('epoch.opened', { epoch: 2, reason: 'start', previous: null }));
    expect(await found('pvds', agent)).toMatchObject({ pvds: [] });
    expect(await found('status?at=14', agent)).toMatchObject({ epoch: 1, pvds: [{ id: 'pvd:eth0' }, { id: 'pvd:wlan0' }] });
  });
});

describe('an address in another spelling', () => {
  test('::ffff:192.0.2.1 leaves as IPv4', async () => {
    expect(await found('why/route?to=::ffff:203.0.113.9')).toEqual(await found('why/route?to=203.0.113.9'));
  });
});

describe('questions that are none', () => {
  const bad: readonly (readonly [string, string, number, string])[] = [
    ['an unknown path', 'nothing', 404, 'ERR_NO_SUCH_PATH'],
    ['a path of the prototype', 'constructor', 404, 'ERR_NO_SUCH_PATH'],
    ['a misspelt parameter', 'why/route?too=1.2.3.4', 400, 'ERR_BAD_PARAMETER'],
    ['a repeated parameter', 'why/route?to=192.0.2.1&to=192.0.2.2', 400, 'ERR_BAD_PARAMETER'],
    ['a missing parameter', 'why/route', 400, 'ERR_BAD_PARAMETER'],
    ['a name for an address', 'why/route?to=example.com', 400, 'ERR_BAD_ADDRESS'],
    ['nobody’s address', 'why/route?to=0.0.0.0', 400, 'ERR_BAD_ADDRESS'],
    ['two families', 'why/route?to=192.0.2.1&from=2001:db8::1', 400, 'ERR_BAD_ADDRESS'],
    ['a name with a space', 'why/name?name=a%20b', 400, 'ERR_BAD_NAME'],
    ['a third family', 'why/name?name=a.example&family=5', 400, 'ERR_BAD_PARAMETER'],
    ['a broken escape', 'pvds/%zz', 400, 'ERR_BAD_REQUEST'],
    ['a pvd that is not there', 'pvds/tun0', 404, 'ERR_NO_SUCH_PVD'],
  ];
  test.each(bad)('%s', async (_what, path, status, code) => {
    expect(await asked(path)).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
  });
});

describe('words', () => {
  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h'],
    [90_061_000, '1 d 1 h'],
  ])('%i ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  test('an author speaks for itself, a rule of ours is said in words, an unknown one is named', () => {
    expect(ruleInWords('prefer kind wifi (rule 1)', 'user')).toBe('user says: prefer kind wifi (rule 1)');
    expect(ruleInWords('longestSuffix (zone corp.example)', 'built-in')).toBe('a longer suffix matches (against zone corp.example)');
    expect(ruleInWords('toString', 'built-in')).toBe('toString');
  });

  test('every fact of a long story, and the rare ones, are one sentence', () => {
    const rare = [
      ...TWO_NETWORKS,
      check('portal', 'pvd:wlan0'),
      check('assumed', 'pvd:wlan0', 6),
      policyRejected('user', 'no'),
      passed('lease4:wlan0:expiry', at(3)),
      world('host.resumed', { slept: seconds(60) }),
      world('log.gap', { lost: 3, problem: 'disk full' }),
      world('kernel.overran', { socket: 'route' }),
      world('manager.noticed', { name: 'NetworkManager', interfaces: [], evidence: ['process 812'] }),
      world('lease4.rejected', { ifname: null, client: 'dhcpcd', file: '/x', problem: 'short' }),
    ].map((fact, i) => stamped(fact, i + 1));
    const all = [...rare, ...[...story(11, 800)].map((told) => told.fact), stamped(opened(), 1)];
    const wrong = all.map((fact) => summary(fact)).filter((text) => text.length < 5 || /undefined|NaN|\[object|\bnull\b/.test(text));
    expect(wrong).toEqual([]);
  });
});
