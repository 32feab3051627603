/** `multihome/core`: facts in, decisions and commands out. No Node, no clock, no I/O: it runs in any JavaScript engine. */
export { canonicalAddress, isInPrefix } from './machines/model/address.ts';
export type { Command } from './machines/model/command.ts';
export { Fact, type FactOf, type FactType, type Unstamped, world } from './machines/model/facts/index.ts';
export type { PvdObject } from './machines/model/pvd.ts';
export { Settings } from './machines/model/settings.ts';
export type { Host } from './machines/state.ts';
export type { Decision } from './streams/decision.ts';
export { type Change, NO_DIGEST } from './streams/digest.ts';
export { type Explanation, whyName, whyPvd, whyRoute } from './streams/explain.ts';
export { whySession } from './streams/explainSession.ts';
export { createLoop, type Fold, INITIAL_FOLD, type Loop, type Tick } from './streams/loop.ts';
export { type Recorded, type Replayed, type ReplayOptions, replay, type Verdict } from './streams/replay.ts';
export { MACHINES } from './streams/version.ts';
