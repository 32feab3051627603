/** Questions on the command line: of a stored log, of an export, of an agent; exit codes, tables, JSON, and errors. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANSWERS, type Control, serve } from '../../../adapters/control/index.ts';
import { exportLog } from '../../../adapters/log/index.ts';
import { folder, type TestAgent, twoNetworks } from '../control/served.ts';
import { type Ended, longExport, multihome, sqliteLog, start, within } from './command.ts';

let place: ReturnType<typeof folder>;
let agent: TestAgent;
let control: Control;
const at = (name: string) => join(place.path, name);
const ask = (...args: readonly string[]) => within(args, place.path);
/** The real command, in a process of its own. */
const command = (...args: readonly string[]) => multihome(args, place.path);
/** Where no agent is. */
const NOBODY = () => ({ MULTIHOME_CONTROL: at('nobody') });

beforeAll(async () => {
  place = folder();
  const stored = sqliteLog(at('log.sqlite'));
  await exportLog(stored.log, at('log.ndjson.gz'), { gzip: true });
  stored.log.close();
  await longExport(at('long.ndjson'));
  const good = readFileSync(at('long.ndjson'), 'utf8');
  writeFileSync(at('cut.ndjson'), good.slice(0, good.length / 2));
  agent = twoNetworks();
  control = await serve(agent, { folder: at('c') });
});
afterAll(async () => {
  await control.close();
  place.remove();
});

const QUESTIONS: readonly (readonly string[])[] = [
  ['status'],
  ['interfaces'],
  ['pvds'],
  ['pvds', 'wlan0'],
  ['routes'],
  ['why', 'route', '203.0.113.9'],
  ['why', 'route', '203.0.113.9', '--from', '192.0.2.7'],
  ['why', 'name', 'printer.corp.example', '--family', '6'],
  ['why', 'pvd', 'eth0'],
];

describe('one answer, whoever is asked', () => {
  test.each(QUESTIONS.map((q) => [q.join(' '), q] as const))(
    '%s: the log, its export and the agent at that fact say the same',
    async (_what, question) => {
      const [log, exported, live] = await Promise.all([
        ask(...question, '--json', '--log', at('log.sqlite')),
        ask(...question, '--json', '--log', at('log.ndjson.gz')),
        ask(...question, '--json', '--at', '14'),
      ]);
      expect([log.code, log.stderr]).toEqual([0, '']);
      expect(exported.stdout).toBe(log.stdout);
      expect(live.stdout).toBe(log.stdout);
      expect(JSON.parse(log.stdout)).toMatchObject({ v: 1, seq: 14, phase: 'settled' });
    },
  );

  test('--at goes back', async () => {
    const { stdout } = await ask('pvds', '--json', '--log', at('log.sqlite'), '--at', '9');
    expect(ANSWERS['pvds-output'].parse(JSON.parse(stdout)).pvds.map((p) => p.id)).toEqual(['pvd:wlan0']);
  });
});

describe('for people', () => {
  test('a table has its columns below their heads, and no word of a network gets to the terminal as a command', async () => {
    const { code, stdout } = await command('interfaces', '--log', at('log.sqlite'));
    const [head = '', eth0 = '', wlan0 = ''] = stdout.split('\n');
    expect(code).toBe(0);
    const column = head.indexOf('LINK');
    expect([eth0.slice(column, column + 2), wlan0.slice(column, column + 2)]).toEqual(['up', 'up']);
    expect(wlan0).toContain('cafe');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('why names rule, facts and losers', async () => {
    const { stdout } = await ask('why', 'route', '203.0.113.9', '--log', at('log.sqlite'));
    expect(stdout).toMatch(/^route 203\.0\.113\.9: pvd:eth0$/m);
    expect(stdout).toMatch(/because its kind of link comes first \[kind\]/);
    expect(stdout).toMatch(/#4 \S+Z eth0 appeared \(ethernet\), up/);
    expect(stdout).toMatch(/not pvd:wlan0: its kind of link comes first/);
  });

  test('status is one screen, and says what is not seen here', async () => {
    const { stdout } = await ask('status');
    expect(stdout.split('\n').length).toBeLessThan(24);
    expect(stdout).toMatch(/^IPv4 +pvd:eth0 +198\.51\.100\.1 /m);
    expect(stdout).toContain('note: no raw sockets here');
  });

  test('events: filtered, one a line, from a log and from an agent', async () => {
    const [stored, live] = await Promise.all([
      ask('events', '--filter', 'lease4', '--log', at('log.sqlite')),
      ask('events', '--filter', 'lease4'),
    ]);
    expect(stored.stdout.split('\n').slice(0, -1)).toHaveLength(2);
    expect(live.stdout).toBe(stored.stdout);
    expect(stored.stdout).toContain('dhcpcd holds 192.0.2.7/24 on wlan0 for 1 h, gateway 192.0.2.1, DNS 192.0.2.53');
  });

  test('events --follow goes on until Ctrl-C, then 130', async () => {
    const running = start(['events', '--follow', '--from', '14'], place.path);
    await running.said('lease4.bound');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
  });

  test('a reader that has enough is no failure', async () => {
    const running = start(['events', '--log', at('long.ndjson')], place.path);
    running.child.stdout?.once('data', () => running.child.stdout?.destroy());
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('help has examples', async () => {
    for (const command of ['run', 'status', 'interfaces', 'pvds', 'routes', 'sessions', 'why', 'events']) {
      const { code, stdout } = await ask(command, '--help');
      expect([code, stdout]).toEqual([0, expect.stringContaining('Examples:')]);
    }
  });
});

describe('mistakes', () => {
  type Row = readonly [what: string, ask: () => Promise<Ended>, code: number, error: string];
  const rows: readonly Row[] = [
    ['an unknown command', () => command('statsu'), 2, 'ERR_USAGE'],
    ['an unknown option', () => ask('status', '--att', '3'), 2, 'ERR_USAGE'],
    ['a missing argument', () => ask('why', 'route'), 2, 'ERR_USAGE'],
    ['an address that is none', () => ask('why', 'route', 'example.com'), 2, 'ERR_BAD_ADDRESS'],
    [
      'an address that is none, with no agent',
      () => multihome(['why', 'route', 'example.com'], place.path, NOBODY()),
      2,
      'ERR_BAD_ADDRESS',
    ],
    ['a moment that is none', () => ask('status', '--at', 'noon'), 2, 'ERR_BAD_MOMENT'],
    ['--follow on a stored log', () => ask('events', '--follow', '--log', at('log.sqlite')), 2, 'ERR_USAGE'],
    ['no agent', () => multihome(['status'], place.path, NOBODY()), 8, 'ERR_NO_AGENT'],
    ['no agent to hear', () => within(['events'], place.path, NOBODY()), 8, 'ERR_NO_AGENT'],
    ['a domain that is not there', () => command('why', 'pvd', 'tun0'), 10, 'ERR_NO_SUCH_PVD'],
    ['a fact that is not there', () => ask('status', '--at', '999'), 10, 'ERR_NOT_IN_LOG'],
    ['a log that is not there', () => ask('status', '--log', at('none')), 10, 'ERR_NO_LOG'],
    ['a log that is cut off', () => command('status', '--log', at('cut.ndjson')), 6, 'ERR_LOG_CORRUPT'],
    ['events of a log that is cut off', () => ask('events', '--log', at('cut.ndjson')), 6, 'ERR_LOG_CORRUPT'],
    ['a file that is no log', () => ask('status', '--log', process.execPath), 6, 'ERR_LOG_CORRUPT'],
  ];
  test.each(rows)('%s: exit code, one line on stderr, nothing on stdout', async (_what, run, code) => {
    const ended = await run();
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(/^multihome: [^\n]+\n$/);
  });

  test('with --json each is an object with code, message and hint', async () => {
    for (const [args, code] of [
      [['statsu', '--json'], 'ERR_USAGE'],
      [['--json', 'why', 'pvd', 'tun0'], 'ERR_NO_SUCH_PVD'],
      [['status', '--json', '--log', at('cut.ndjson')], 'ERR_LOG_CORRUPT'],
    ] as const) {
      const { stderr } = await ask(...args);
      expect(JSON.parse(stderr)).toEqual({ error: { code, message: expect.any(String), hint: expect.any(String) } });
    }
  });

  test('an unknown command is met with the one that was meant', async () => {
    expect((await ask('statsu')).stderr).toBe("multihome: unknown command 'statsu' (Did you mean status?)\n");
  });

  test('no command at all is a question for help', async () => {
    expect(await command()).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage: multihome') });
  });
});
