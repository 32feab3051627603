/** What of ours tells programs whom to ask, and what others do to it: put back at once a few times, then a conflict. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../machines/model/command.ts';
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { createLoop } from '../../streams/loop.ts';
import type { Script } from './facts.ts';
import * as f from './facts.ts';
import { fold } from './host.ts';

const publication = { to: 'resolv.conf', ifname: null, servers: ['127.0.0.55'], search: [], domains: [], isDefault: true } as const;
const published = world('names.published', { publication });
const taken = (target = 'resolv.conf') => world('names.withdrawn', { target, problem: 'another program has written /etc/resolv.conf' });
const listening = (addresses: readonly string[], problem: string | null = null) => world('resolver.listening', { addresses, problem });

describe('what stands there', () => {
  test.each<[string, Script, readonly string[]]>([
    ['nothing', [], []],
    ['what was published', [published], ['resolv.conf']],
    ['the same again', [published, published], ['resolv.conf']],
    ['what we took back does not', [published, f.answering(taken(), '1.0')], []],
    ['what others took does not', [published, taken()], []],
    ['what was never ours cannot be taken', [taken('systemd-resolved eth0')], []],
  ])('%s', (_name, script, expected) => {
    expect(fold(script).publications.map((row) => row.id)).toEqual(expected);
  });

  test('our resolver: where it listens, or why not', () => {
    expect(fold([listening(['127.0.0.55'])]).listening).toEqual({ addresses: ['127.0.0.55'], problem: null, since: 3 });
    expect(fold([listening(['127.0.0.55']), listening([], 'closed')]).listening).toMatchObject({ addresses: [], problem: 'closed' });
  });

  test('only what others take counts against them', () => {
    expect(fold([published, f.answering(taken(), '1.0')]).failures).toEqual([]);
    expect(fold([taken()]).failures).toEqual([]);
    expect(fold([published, taken()]).failures).toMatchObject([{ id: 'names.publish resolv.conf', code: 'ERR_TAKEN_AWAY', times: 1 }]);
  });
});

describe('systemd-resolved has ended, or another process of it is there', () => {
  const link = { ...publication, to: 'systemd-resolved', ifname: f.name('eth0') } as const;
  const told = world('names.published', { publication: link });
  const failed = f.answering(
    world('command.failed', { command: 'names.publish', target: 'systemd-resolved eth0', code: 'ERR_RESOLVED', problem: 'not there' }),
    '1.0',
  );
  const noticed = (name: string, pid: number) => world('manager.noticed', { name, interfaces: [], evidence: [`process ${pid}`] });
  const resolved = (pid: number) => noticed('systemd-resolved', pid);
  test.each<[string, Script, readonly string[], readonly string[]]>([
    ['what it was told is not there', [resolved(9), published, told, resolved(10)], ['resolv.conf'], []],
    ['nor when it has gone', [resolved(9), published, told, world('manager.gone', { name: 'systemd-resolved' })], ['resolv.conf'], []],
    ['it is told at once what could not be told before', [failed, resolved(9)], [], []],
    ['another manager is no reason', [resolved(9), told, failed, noticed('dhcpcd', 7)], [link.ifname], ['names.publish']],
  ])('%s', (_name, script, publications, failures) => {
    const host = fold(script);
    expect(host.publications.map((row) => row.publication.ifname ?? row.id)).toEqual(publications);
    expect(host.failures.map((row) => row.id.split(' ')[0])).toEqual(failures);
  });
});

test('a change by others is written over at once, at most 5 times in 30 s; then it is a conflict that waits', () => {
  let [seq, at] = [0, Number(f.START)];
  const loop = createLoop();
  let asked = 0;
  const take = (fact: Unstamped): void => {
    const commands: readonly Command[] = loop.take(Fact.parse({ ...fact, seq: ++seq, at }))?.commands ?? [];
    for (const command of commands) {
      if (command.type !== 'names.publish') continue;
      asked += 1;
      take(f.answering(world('names.published', { publication: command.publication }), command.id));
    }
  };
  for (const fact of [f.started({ mode: 'apply' }), f.opened(), listening(['127.0.0.55'])]) take(fact);
  expect(asked).toBe(1);
  for (let i = 0; i < 12; i += 1) {
    at += 1_000;
    if (loop.fold.host.publications.length > 0) take(taken());
  }
  expect(asked).toBe(6);
  expect(loop.fold.decision.conflicts).toMatchObject([{ kind: 'command', about: 'names.publish resolv.conf' }]);
  // A deadline that has moved passes at its old time as well, and is armed anew.
  const retry = () => loop.fold.plan.armed.find((deadline) => deadline.id === 'retry names.publish resolv.conf');
  for (let next = retry(); next && asked < 7; next = retry()) {
    at = next.due;
    take(f.passed(next.id, next.due));
  }
  expect(at - f.START).toBe(36_000);
  expect([asked, loop.fold.decision.conflicts]).toEqual([7, []]);
});
