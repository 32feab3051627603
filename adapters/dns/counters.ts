/** What a resolver counts, and never names. Counted in place: they are on the way of every query. */
export type Counters = ReturnType<typeof createCounters>;
export type Counts = Readonly<Counters>;

export const createCounters = () => ({
  /** Questions of programs; of them answered from what is ready; joined to an equal one under way. */
  queries: 0,
  hits: 0,
  coalesced: 0,
  /** Refused with a code; passed over in silence. */
  malformed: 0,
  dropped: 0,
  /** Told to come by TCP. */
  truncated: 0,
  special: 0,
  /** Waited for a network; had none. */
  held: 0,
  nobody: 0,
  overloaded: 0,
  /** Questions to servers; what came of them. */
  asked: 0,
  answers: 0,
  timeouts: 0,
  /** Messages that answer nothing that was asked there; with the case of the name changed; sockets given up for too many. */
  strays: 0,
  wrongCase: 0,
  floods: 0,
  unreadable: 0,
  byStream: 0,
  /** PvDs none of whose servers answered. */
  silent: 0,
  synthesised: 0,
  pins: 0,
  unpinned: 0,
  evicted: 0,
  /** TCP connections of programs; those closed to make room. */
  connections: 0,
  turnedAway: 0,
});
