/** What an agent is started with: its configuration and its log; a mistake in either ends the command with what to do. */
import type { Agent, AgentOptions } from '../../agent.ts';
import { type Config, errorLine, type FoundConfig, findConfig } from '../../config/index.ts';
import { type EventLog, openSqliteLog } from '../../log/index.ts';
import { CliError } from '../exit.ts';
import { logError } from '../offline/fault.ts';

export type Configured = { readonly config: Config; readonly file: string | null; readonly find: () => FoundConfig };

export function configured(named: string | null): Configured {
  const found = findConfig(named);
  if (found.ok) return { config: found.value, file: found.file, find: () => findConfig(named) };
  const [first, ...more] = found.errors;
  const text = first ? errorLine(first) : 'the configuration cannot be read';
  throw new CliError(
    'failed',
    'ERR_CONFIG',
    `${text}${more.length > 0 ? `, and ${more.length} more mistakes` : ''}`,
    'multihome schema config has all that may stand there',
  );
}

export function openedLog(file: string): EventLog {
  const result = openSqliteLog(file);
  if (result.ok) return result.log;
  throw logError(file, result.error);
}

export async function started(log: EventLog, options: Omit<AgentOptions, 'log'>): Promise<Agent> {
  const { createAgent } = await import('../../agent.ts');
  try {
    return await createAgent({ ...options, log });
  } catch (error) {
    log.close();
    throw error;
  }
}
