/** The control interface: what may be asked of an agent or of a stored log, over unix sockets or in this process. */
export {
  ANSWERS,
  Cited,
  DecisionAnswer,
  Failure,
  Interface,
  Interfaces,
  OnePvd,
  Pvd,
  Pvds,
  Routes,
  Session,
  Sessions,
  Status,
  Why,
} from './answers.ts';
export { ReloadAnswer, type Reloaded, Requested } from './changes.ts';
export { type Answered, type Asked, ask, type Question, type ServerEvent, stream, type Unanswered } from './client.ts';
export { ControlError } from './door.ts';
export { findSocket, type SocketName } from './folder.ts';
export { LIMITS, type Limits } from './gate.ts';
export { answer } from './handlers.ts';
export { createBounded, reply, wrongMethod } from './http.ts';
export { Cache, Flushed, LIVE_ANSWERS, Resolved, Resolvers } from './nameAnswers.ts';
export { PROGRAM_SCHEMAS } from './programAnswers.ts';
export { type Refused, type Reply, refused } from './reply.ts';
export type { Served } from './served.ts';
export { type Control, type ControlOptions, serve } from './server.ts';
export { createStreaming, type Streaming } from './streaming.ts';
export { liveSubject, look, type Subject } from './subject.ts';
export { summary } from './summary.ts';
export { decisionAnswer, status } from './views.ts';
export { explained } from './why.ts';
export { AskAnswer } from './wishing.ts';
export { duration, iso, ruleInWords } from './words.ts';
