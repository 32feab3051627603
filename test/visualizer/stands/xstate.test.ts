/** What stands for XState in the page, against XState: each machine is the same tree, and each story has the same digest. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MACHINES } from '../../../machines/all.ts';
import { type Node, nodesOf } from '../../../machines/chart.ts';
import { twoEpochs } from '../../adapters/cli/logs.ts';

type Machine = Parameters<typeof nodesOf>[0];

/** A tree that says itself, without circles. */
const pathOf = (node: Node | null) => node?.path.map(({ key }) => key).join('.') ?? null;
const told = ({ key, order, parallel, initial, children, on, entry, exit }: Node): object => ({
  ...{ key, order, parallel, initial, entry: entry.length, exit: exit.length },
  on: [...on].map(([type, list]) => [
    type,
    list.map((t) => [pathOf(t.source), pathOf(t.target), pathOf(t.domain), t.guardName, ...t.actionNames]),
  ]),
  children: children.map(told),
});

describe('the page’s charts', () => {
  let ours: ReadonlyMap<string, Machine>;
  let replay: typeof import('../../../streams/replay.ts').replay;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('xstate', () => import('../../../visualizer/stands/xstate.ts'));
    ours = new Map((await import('../../../machines/all.ts')).MACHINES);
    ({ replay } = await import('../../../streams/replay.ts'));
  });
  afterAll(() => {
    vi.doUnmock('xstate');
    vi.resetModules();
  });

  test.each(MACHINES)('%s is the tree that XState makes', (name, xstates) => {
    const machine = ours.get(name);
    expect([xstates.constructor.name, machine?.constructor.name]).toEqual(['StateMachine', 'Object']);
    expect(machine && told(nodesOf(machine))).toEqual(told(nodesOf(xstates)));
  });

  test('a story of two epochs has the digests that it has with XState', () => {
    expect(replay(twoEpochs(21, 1_200)).verdict).toEqual({ kind: 'equal' });
  });
});
