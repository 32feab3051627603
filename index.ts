/** The public API: an agent in your process or the one that runs, and the core that both are made of. */

export type { Exit } from './adapters/agent/exits.ts';
export { type Agent, type AgentOptions, createAgent } from './adapters/agent.ts';
export { type Clock, memoryClock, openClock } from './adapters/clock/index.ts';
export { Config, type ConfigError, type ConfigResult, DEFAULT_CONFIG, parseConfig } from './adapters/config/index.ts';
export { connectAgent } from './adapters/connectAgent.ts';
export type { DecisionAnswer, Status } from './adapters/control/answers.ts';
export { createMemoryKernel, type MemoryKernel } from './adapters/linux/index.ts';
export {
  type AppendResult,
  type EventLog,
  exportLog,
  importLog,
  LogCorrupt,
  type LogError,
  LogFailed,
  memoryLog,
  openSqliteLog,
  readExport,
} from './adapters/log/index.ts';
export {
  type Asking,
  type Attachment,
  type Candidate,
  CODES,
  type Connection,
  type ConnectOptions,
  type Connector,
  type ConnectorOptions,
  createPrograms,
  type Datagrams,
  type Fetch,
  type FetchInit,
  type HttpAgentOptions,
  type HttpsAgentOptions,
  type ListenOptions,
  type Lookup,
  type MqttStreamOptions,
  type Programs,
  type ProgramsCode,
  ProgramsError,
  type ProgramsFace,
  type SessionHandle,
  type SessionOptions,
  type SessionVerdict,
  type SocketOptions,
  type UdpOptions,
  type WsClientOptions,
  type WsOptions,
} from './adapters/programs/index.ts';
export type { ConnectAgentOptions, RemoteAgent } from './adapters/remote.ts';
export { VERSION } from './adapters/version.ts';
export {
  type Change,
  type Command,
  createLoop,
  type Decision,
  type Explanation,
  Fact,
  type FactOf,
  type FactType,
  type Fold,
  type Host,
  INITIAL_FOLD,
  type Loop,
  MACHINES,
  NO_DIGEST,
  type PvdObject,
  type Recorded,
  type Replayed,
  type ReplayOptions,
  replay,
  Settings,
  type Tick,
  type Unstamped,
  type Verdict,
  whyName,
  whyPvd,
  whyRoute,
  whySession,
  world,
} from './core.ts';
export type { Selector, Use } from './machines/model/needs.ts';
export type { Emit, Source } from './machines/model/port.ts';
export type { ProgramsDomain, ProgramsView } from './machines/model/programs.ts';
export type { SessionSpec } from './machines/model/session.ts';
