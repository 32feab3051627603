/** The two regions of a PvD that one family has: how it reaches the Internet, and when that is checked. Names are bound in pvd.ts. */
import type { Family } from './model/units.ts';

/** How one family reaches the Internet. A first failure makes it suspect, and a recheck does not un-validate. */
export function reachRegion(family: Family) {
  const params = { family } as const;
  const mine = { type: 'isOurs', params } as const;
  const keep = { type: 'keepReach', params } as const;
  const forget = { type: 'forgetReach', params } as const;
  const afresh = [
    { guard: 'isAnother', target: 'unknown', actions: forget },
    { guard: 'isReplaced', target: 'unknown', actions: forget },
  ] as const;
  const good = {
    'check.validated': { guard: mine, target: 'validated', actions: keep },
    'check.partial': { guard: mine, target: 'partial', actions: keep },
    'check.portal': { guard: mine, target: 'portal', actions: keep },
    'check.assumed': { guard: mine, target: 'assumed', actions: keep },
    'pvd.assembled': afresh,
  } as const;
  const failing = { 'check.failed': { guard: mine, target: 'suspect', actions: keep } } as const;
  /** Never heard of before: one lost packet says little, two say that nobody is there. */
  const stillborn = { 'check.failed': { guard: { type: 'hasFailedAgain', params }, target: 'unreachable', actions: keep } } as const;
  const recalled = (['validated', 'suspect', 'partial', 'portal', 'unreachable', 'assumed'] as const).map(
    (state) =>
      ({ guard: { type: 'wasReach', params: { family, state } }, target: state, actions: { type: 'recallReach', params } }) as const,
  );
  return {
    initial: 'unknown',
    states: {
      unknown: { on: { ...good, ...stillborn, 'pvd.recalled': recalled, 'pvd.assembled': [] } },
      validated: { on: { ...good, ...failing } },
      suspect: { on: { ...good, 'check.failed': { guard: mine, target: 'unreachable', actions: keep } } },
      partial: { on: { ...good, ...failing } },
      portal: { on: { ...good, ...failing } },
      unreachable: { on: good },
      assumed: { on: { ...good, ...failing } },
    },
  } as const;
}

/**
 * When one family is checked: at once when there is something to check, then by back-off. On a hint from below it is `doubting`:
 * checked with little patience. Connections that stall are a hint that may be wrong many times over, so it is `doubtful` first where
 * it was looked at a moment ago, the longer the more often such a hint was wrong.
 */
export function checkRegion(family: Family) {
  const params = { family } as const;
  const mine = { type: 'isOurs', params } as const;
  const begin = { type: 'beginCheck', params } as const;
  const stop = { guard: { type: 'isNoLongerChecked', params }, target: 'idle', actions: { type: 'stopChecking', params } } as const;
  /** A new generation is checked at once, its failures counted anew. */
  const afresh = { guard: 'isReplaced', target: 'running', actions: { type: 'stopChecking', params } } as const;
  const counted = { type: 'keepQuality', params } as const;
  const good = { guard: mine, target: 'waiting', actions: [counted, { type: 'planRecheck', params }] } as const;
  const bad = { guard: mine, target: 'waiting', actions: [counted, { type: 'planRetry', params }] } as const;
  /** Checked by somebody's wish: at once, as far as the budget goes. */
  const now = { guard: { type: 'isAffordable' }, target: 'running', actions: begin } as const;
  const hinted = { guard: { type: 'isDoubted', params }, target: 'doubting', actions: begin } as const;
  const warned = { type: 'countAlarm', params } as const;
  const stalled = [
    { guard: { type: 'isStalledNow', params }, target: 'doubting', actions: [begin, warned] },
    { guard: { type: 'isStalledAgain', params }, target: 'doubtful', actions: [{ type: 'planDoubt', params }, warned] },
  ] as const;
  const running = {
    'pvd.assembled': [stop, afresh],
    'check.validated': good,
    'check.assumed': good,
    'check.partial': bad,
    'check.portal': bad,
    'check.failed': bad,
    'check.curtailed': { guard: mine, target: 'waiting', actions: [counted, { type: 'waitForBudget', params }] },
  } as const;
  const waiting = {
    'pvd.assembled': [stop, afresh],
    'host.resumed': now,
    'check.requested': now,
    'neighbour.changed': hinted,
    'link.signalled': hinted,
  } as const;
  const tooDear = { guard: { type: 'isOurCheckTooDear', params }, target: 'waiting', actions: { type: 'waitForBudget', params } } as const;
  const due = (
    target: 'running' | 'doubting',
    actions: typeof begin | readonly [typeof begin, { type: 'forgiveAlarm'; params: typeof params }],
  ) => ({ guard: { type: 'isOurCheckDue', params }, target, actions }) as const;
  return {
    initial: 'idle',
    states: {
      idle: {
        on: {
          'pvd.assembled': [
            { guard: { type: 'isToBeChecked', params }, target: 'running' },
            { guard: { type: 'isUnaffordable', params }, target: 'waiting', actions: { type: 'waitForBudget', params } },
          ],
          'pvd.recalled': [
            { guard: { type: 'wasWaiting', params }, target: 'waiting', actions: { type: 'recallCheck', params } },
            { actions: { type: 'recallCheck', params } },
          ],
        },
      },
      running: { on: running },
      doubting: { on: running },
      waiting: {
        on: {
          ...waiting,
          'sockets.sampled': stalled,
          'deadline.passed': [due('running', [begin, { type: 'forgiveAlarm', params }]), tooDear],
        },
      },
      doubtful: { on: { ...waiting, 'deadline.passed': [due('doubting', begin), tooDear] } },
    },
  } as const;
}
