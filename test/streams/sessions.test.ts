/** What becomes of sessions, rule by rule: each row a story and the verdict that it comes to. */
import { describe, expect, test } from 'vitest';
import { ASKS_MAX, SESSIONS_OF_ONE_MAX } from '../../machines/model/session.ts';
import { countIn, findIn } from '../../machines/model/shards.ts';
import { millis } from '../../machines/model/units.ts';
import { refusalOf } from '../../machines/sessions.ts';
import type { Fold } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import * as s from '../machines/sessionFacts.ts';
import { live } from './live.ts';
import { CELL, cell, found, lost, WIFI, WIRED, wifi, wired } from './networks.ts';

const verdictIn = (fold: Fold, id = 's') => {
  const row = findIn(fold.decision.sessions, id);
  return (
    row &&
    `${row.verdict}${row.to === null ? '' : ` ${row.to}`}: ${row.because.rule}${row.because.by === 'built-in' ? '' : ` (${row.because.by})`}`
  );
};
const refusedIn = (fold: Fold, id = 's') =>
  findIn(fold.decision.sessions, id)?.refused.map((r) => `${r.author} ${r.manager} ${r.ask}: ${r.rule} (${r.by})`);

/** A connection on cellular, and then Wi-Fi comes. */
const onCell = (some: Parameters<typeof s.sessionOpened>[2] = {}) => [...cell(), s.sessionOpened('s', CELL, { ...some })];
const follow = (better: 'keep' | 'idle' | 'now' | { readonly drain: ReturnType<typeof millis> }) => ({ better, failBack: better });
const DRAIN = { drain: millis(30_000) };

describe('a better network', () => {
  test.each<[string, Parameters<typeof live>[0], string]>([
    ['session-4: kept where it is, by its own policy', [...onCell(follow('keep')), ...wifi()], 'keep: betterKept'],
    ['session-4: no better one, nothing to say', onCell(follow('now')), 'keep: best'],
    ['session-4: migrated once it is idle: not while it is busy', [...onCell(follow('idle')), ...wifi()], 'keep: busy'],
    ['session-4: migrated once it is idle', [...onCell(follow('idle')), ...wifi(), s.idled('s')], `reconnect ${WIFI}: failBack`],
    ['session-4: migrated now', [...onCell({ ...follow('now'), mobility: 'mptcp' }), ...wifi()], `migrate ${WIFI}: failBack`],
    ['session-4: it has moved, and is at home there', [...onCell(follow('now')), ...wifi(), s.moved('s', WIFI)], 'keep: best'],
    [
      'session-4: one that cannot move is kept, whatever it wants',
      [...onCell({ ...follow('now'), mobility: 'none' }), ...wifi()],
      'keep: cannotMove',
    ],
    ['session-4: drained: it stays for now', [...onCell(follow(DRAIN)), ...wifi()], `drain ${WIFI}: drain`],
    ['session-4: drained: it leaves once it is idle', [...onCell(follow(DRAIN)), ...wifi(), s.idled('s')], `reconnect ${WIFI}: failBack`],
    ['session-4: drained: at the deadline it leaves', [...onCell(follow(DRAIN)), ...wifi(), f.wait(31)], `reconnect ${WIFI}: drained`],
    [
      'session-4: drained: at the deadline one that cannot move ends',
      [...onCell({ ...follow(DRAIN), mobility: 'none' }), ...wifi(), f.wait(31)],
      'end: drained',
    ],
    [
      'session-4: a drain ends when the better network goes',
      [...onCell(follow(DRAIN)), ...wifi(), f.wait(10), lost('wlan0'), f.wait(30)],
      'keep: best',
    ],
    [
      'session-4: from a metered network its fail-back policy holds',
      [...onCell({ better: 'now', failBack: 'keep' }), ...wifi()],
      'keep: betterKept',
    ],
    [
      'session-4: between unmetered ones the other does',
      [...wifi(), s.sessionOpened('s', WIFI, { better: 'now', failBack: 'keep' }), ...wired()],
      `reconnect ${WIRED}: better`,
    ],
    [
      'session-4: the better one is no better when its needs rule it out',
      [...onCell({ ...follow('now'), needs: { kind: 'cellular' } }), ...wifi()],
      'keep: best',
    ],
  ])('%s', (_name, script, verdict) => expect(verdictIn(live(script).fold)).toBe(verdict));
});

describe('loss', () => {
  const both = (some: Parameters<typeof s.sessionOpened>[2] = {}) => [...wifi(), ...cell(), s.sessionOpened('s', WIFI, some)];
  test.each<[string, Parameters<typeof live>[0], string]>([
    ['session-5: by multipath TCP to the next network', [...both({ mobility: 'mptcp' }), lost('wlan0')], `migrate ${CELL}: lost`],
    ['session-5: by its own reconnecting', [...both(), lost('wlan0')], `reconnect ${CELL}: lost`],
    ['session-5: by another mechanism behind the same contract', [...both({ mobility: 'other' }), lost('wlan0')], `migrate ${CELL}: lost`],
    ['session-5: without any it ends at once', [...both({ mobility: 'none' }), lost('wlan0')], 'end: lost'],
    [
      'session-5: nothing else is there: it reconnects when something is',
      [...wifi(), s.sessionOpened('s', WIFI), lost('wlan0')],
      'reconnect: lost',
    ],
    [
      'session-5: its own network is back first',
      [...wifi(), s.sessionOpened('s', WIFI), lost('wlan0'), ...wifi()],
      `reconnect ${WIFI}: lost`,
    ],
    ['session-5: it may wait for its network', [...both({ loss: 'wait' }), lost('wlan0')], 'keep: waiting'],
    ['session-5: it waited, and its network is back', [...both({ loss: 'wait' }), lost('wlan0'), f.wait(2), found('wlan0')], 'keep: best'],
    ['session-5: it waited in vain', [...both({ loss: 'wait' }), lost('wlan0'), f.wait(11)], `reconnect ${CELL}: lost`],
    ['session-5: it waited in vain and cannot move', [...both({ loss: 'wait', mobility: 'none' }), lost('wlan0'), f.wait(11)], 'end: lost'],
    ['session-5: it wants to end with its network', [...both({ loss: 'end', mobility: 'mptcp' }), lost('wlan0')], 'end: lossEnds'],
    [
      'session-5: what has ended does not come back',
      [...both({ mobility: 'none' }), lost('wlan0'), f.wait(1), found('wlan0')],
      'end: lost',
    ],
    [
      'session-5: opened anew it does',
      [...both({ mobility: 'none' }), lost('wlan0'), f.wait(1), found('wlan0'), s.sessionOpened('s', WIFI, { mobility: 'none' })],
      'keep: best',
    ],
    ['session-5: opened on a network that is gone', [...both(), lost('wlan0'), s.sessionOpened('t', WIFI)], `reconnect ${CELL}: lost`],
    ['session-5: only where its needs are met', [...both({ needs: { metered: false } }), lost('wlan0')], 'reconnect: lost'],
    [
      'session-5: a network that no longer reaches anything is left',
      [...both(), f.check('validated', WIFI), f.check('failed', WIFI), f.check('failed', WIFI)],
      `reconnect ${CELL}: unusable`,
    ],
    [
      'session-5: who cannot leave it stays: its own destination may answer still',
      [...both({ mobility: 'none' }), f.check('validated', WIFI), f.check('failed', WIFI), f.check('failed', WIFI)],
      'keep: cannotMove',
    ],
    [
      'config-5: another network behind the interface: the session of the old one goes',
      [...both(), lost('wlan0'), f.wait(11), found('wlan0'), ...f.network4('wlan0', '10.9.9', '02:00:00:00:00:99')],
      `reconnect ${CELL}: lost`,
    ],
    [
      'config-5: the same network back within seconds keeps what waited',
      [...both({ loss: 'wait', mobility: 'none' }), lost('wlan0'), f.wait(3), ...wifi()],
      'keep: best',
    ],
    [
      'config-5: an answer of the last attachment binds nothing',
      [...both(), lost('wlan0'), f.wait(11), ...wifi(), s.sessionOpened('t', WIFI, { mobility: 'none' })],
      'end: lost',
    ],
  ])('%s', (_name, script, verdict) => {
    const { fold } = live(script);
    expect(verdictIn(fold, findIn(fold.decision.sessions, 't') ? 't' : 's')).toBe(verdict);
  });
});

describe('several who want something of one session', () => {
  const by = (author: 'user' | 'operator' | 'system', ask: Parameters<typeof s.asked>[1], to: string | null = null) =>
    s.asked('s', ask, { manager: author === 'user' ? 'panel' : author === 'operator' ? 'oam' : 'powerd', author, to });
  const two = (some: Parameters<typeof s.sessionOpened>[2] = {}) => [...cell(), ...wifi(), s.sessionOpened('s', CELL, some)];
  test.each<[string, Parameters<typeof live>[0], string, readonly string[]]>([
    [
      'session-6: who stands above the program is heard',
      [...two(), by('user', 'move')],
      `reconnect ${WIFI}: move (user panel)`,
      ['application app keep: authority (user panel)'],
    ],
    [
      'session-6: who stands below is refused',
      [...two(), by('operator', 'move')],
      'keep: betterKept',
      ['operator oam move: authority (application app)'],
    ],
    [
      'session-6: the order of authority is a setting',
      [f.settings({ authority: ['operator', 'user'] }), ...two(), by('operator', 'move')],
      `reconnect ${WIFI}: move (operator oam)`,
      ['application app keep: authority (operator oam)'],
    ],
    [
      'session-6: a prohibition comes before a preference, whoever says it',
      [...two(), by('user', 'keep'), by('system', 'leave')],
      `reconnect ${WIFI}: leave (system powerd)`,
      ['user panel keep: prohibition (system powerd)'],
    ],
    [
      'session-6: to end it comes before all',
      [...two(), by('user', 'keep'), by('system', 'end')],
      'end: end (system powerd)',
      ['user panel keep: prohibition (system powerd)'],
    ],
    [
      'session-6: of two preferences the stronger’s holds',
      [...two(), by('user', 'keep'), s.asked('s', 'move', { manager: 'other', author: 'user', to: 'wlan0' })],
      'keep: keep (user panel)',
      ['user other move: cameFirst (user panel)'],
    ],
    [
      'session-6: a wish that nothing fits says so',
      [...two(), by('user', 'move', 'eth9')],
      'keep: betterKept',
      ['user panel move: nothingFits (built-in)'],
    ],
    [
      'session-6: who cannot move says so',
      [...two({ mobility: 'none' }), by('user', 'move')],
      'keep: cannotMove',
      ['user panel move: cannotMove (built-in)'],
    ],
    ['session-6: a word that is taken back', [...two(), by('user', 'move'), by('user', 'nothing')], 'keep: betterKept', []],
    [
      'session-6: its own manager’s word replaces what it declared',
      [...two(), s.asked('s', 'move')],
      `reconnect ${WIFI}: move (application app)`,
      [],
    ],
    [
      'session-6: loss comes before every wish, and is said to who wished',
      [...two(), by('user', 'keep'), lost('wwan0')],
      `reconnect ${WIFI}: lost`,
      ['user panel keep: lost (built-in)'],
    ],
    ['session-6: where it must not be it does not go', [...two(), by('user', 'leave', 'wlan0'), lost('wwan0')], 'reconnect: lost', []],
    [
      'session-6: an author’s prohibition holds for sessions too',
      [...two(), f.policy('user', [{ never: { kind: 'cellular' } }])],
      `reconnect ${WIFI}: never kind cellular (rule 1) (user)`,
      [],
    ],
  ])('%s', (_name, script, verdict, refused) => {
    const { fold } = live(script);
    expect([verdictIn(fold), refusedIn(fold)]).toEqual([verdict, refused]);
  });
});

describe('moves by choice are damped (law 11)', () => {
  const there = { manager: 'panel', author: 'user' } as const;
  /** Somebody who changes their mind every second, and a program that does as it is told. */
  const fickle = (times: number) =>
    Array.from({ length: times }, (_, i) => {
      const to = i % 2 === 0 ? WIRED : WIFI;
      return [s.asked('s', 'move', { ...there, to }), s.moved('s', to), f.wait(1)];
    }).flat();
  const script = [f.settings({ steadiness: { moves: 2, per: 60_000 } }), ...wired(), ...wifi(), s.sessionOpened('s', WIFI)];

  test('session-6: no more than so many, and then it is said when', () => {
    const { fold } = live([...script, ...fickle(2), s.asked('s', 'move', { ...there, to: WIRED })]);
    expect(verdictIn(fold)).toBe('keep: steadiness');
    expect(refusedIn(fold)).toEqual(['user panel move: steadiness (built-in)']);
  });
  test('session-6: and then it may', () => {
    const { fold } = live([...script, ...fickle(2), s.asked('s', 'move', { ...there, to: WIRED }), f.wait(61)]);
    expect(verdictIn(fold)).toBe(`reconnect ${WIRED}: move (user panel)`);
  });
  test('session-5: what it has to leave it leaves, however often', () => {
    const { fold } = live([...script, ...fickle(2), lost('wlan0')]);
    expect(verdictIn(fold)).toBe(`reconnect ${WIRED}: lost`);
  });
});

describe('bounds (sec-2, sec-4)', () => {
  test('sec-2: a manager that has its share gets no more, others do', () => {
    const many = Array.from({ length: SESSIONS_OF_ONE_MAX + 1 }, (_, i) => s.sessionOpened(`s${i}`, WIRED));
    const { fold } = live([...wired(), ...many, s.sessionOpened('other', WIRED, { manager: 'other' })]);
    expect([countIn(fold.host.sessions), countIn(fold.decision.sessions)]).toEqual([SESSIONS_OF_ONE_MAX + 1, SESSIONS_OF_ONE_MAX + 1]);
    expect(refusalOf(fold.host, 'one more', 'app')).toMatch(/has 4096 sessions already/);
    expect(verdictIn(fold, 'other')).toBe('keep: best');
  });
  test('sec-2: a session is its manager’s alone: nobody opens it over its head', () => {
    const { fold } = live([...wired(), s.sessionOpened('s', WIRED), s.sessionOpened('s', WIRED, { manager: 'thief', mobility: 'mptcp' })]);
    expect(findIn(fold.host.sessions, 's')?.snapshot.context).toMatchObject({ manager: 'app', mobility: 'reconnect' });
  });
  test('sec-2: of one session so many may ask', () => {
    const crowd = Array.from({ length: 2 * ASKS_MAX }, (_, i) => s.asked('s', 'keep', { manager: `m${i}` }));
    const { fold } = live([...wired(), s.sessionOpened('s', WIRED), ...crowd]);
    expect(findIn(fold.host.sessions, 's')?.snapshot.context.asks).toHaveLength(ASKS_MAX);
  });
  test.each([['x'.repeat(65)], [''], ['a b'], ['a/b\n']])('sec-4: %j is no name of a session', (session) => {
    expect(() => f.stamped(s.sessionOpened(session, WIRED), 1)).toThrow();
  });
  test('a word about a session that nobody opened is nothing', () => {
    const { fold } = live([...wired(), s.idled('s'), s.moved('s', WIRED), s.closed('s'), s.asked('s', 'end')]);
    expect([fold.host.sessions, fold.decision.sessions]).toEqual([[], []]);
  });
  test('one that is closed is gone, and its manager may have another', () => {
    const { fold } = live([...wired(), s.sessionOpened('s', WIRED), s.closed('s')]);
    expect([fold.host.sessions, fold.host.sessionCounts, fold.decision.sessions]).toEqual([[], [], []]);
  });
});
