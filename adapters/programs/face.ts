/** The whole face for programs: what connects by itself, and the clients of other libraries on top of it. */
import { choiceOf } from './choice.ts';
import { type Clients, createClients } from './clients.ts';
import { createPrograms, type ProgramsFace } from './index.ts';
import type { Programs } from './port.ts';

export type Face = ProgramsFace & Clients;

/** `close`: of the connections that `fetch` keeps; all others are their programs' own. */
export function createFace(port: Programs): { readonly face: Face; close(): Promise<void> } {
  const own = createPrograms(port);
  const { clients, close } = createClients({
    connect: own.connect,
    createConnection: own.createConnection,
    choice: (use) => choiceOf(port.view(), use ?? {}),
  });
  return { face: Object.assign(own, clients), close };
}
