/** The durable event log: facts in hash-chained transactions, in SQLite or in memory, and its exported form. */

export type { ImportEntry, ImportError } from '../../machines/model/exported/entries.ts';
export type { Header, ImportFault } from '../../machines/model/exported/format.ts';
export { type Exported, type ExportOptions, type ExportResult, exportLog } from './export.ts';
export { createHiding, type Hiding } from './hide.ts';
export { type ImportResult, importLog, readExport } from './import.ts';
export { memoryLog } from './memory.ts';
export { type NamesMode, type Rename, renameFact, renamer } from './names.ts';
export { OCTETS } from './octets.ts';
export {
  type AppendResult,
  type Epoch,
  type EventLog,
  FactUnknown,
  LogCorrupt,
  type LogError,
  type LogErrorCode,
  LogFailed,
  type OpenResult,
  type Position,
  type Range,
  type ReadTransaction,
  type Transaction,
} from './port.ts';
export { openSqliteLog, type SqliteLogOptions } from './sqlite.ts';
