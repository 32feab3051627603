/** The door to `remote.ts`, which a program that only has an agent of its own never loads. */
import type { ConnectAgentOptions, RemoteAgent } from './remote.ts';

/**
 * The agent that runs on this host, with the same face for programs as one in this process.
 * Rejects with `ERR_AGENT_GONE` when there is none. Should it go later, what is asked of it ends with that code until it is back;
 * open connections stay, and are judged by what it says then.
 */
export async function connectAgent(options: ConnectAgentOptions = {}): Promise<RemoteAgent> {
  const remote = await import('./remote.ts');
  return remote.connectAgent(options);
}
