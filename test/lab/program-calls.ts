/** What a program in the agent's own process does with it, asked for in JSON: `program {"verb":"get","host":…}` of agent-child.ts. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Agent, Connection } from '../../index.ts';
import type { Use } from '../../machines/model/needs.ts';

/** `get`: the page at `/`; `hold`: a connection that stays, by number; `ended`: what ended it. */
export type Call = { readonly id: number } & (
  | { readonly verb: 'get'; readonly host: string; readonly use?: Use; readonly family?: 4 | 6; readonly by?: 'createConnection' }
  | { readonly verb: 'hold'; readonly host: string; readonly use?: Use }
  | { readonly verb: 'ended'; readonly held: number }
  | { readonly verb: 'lookup'; readonly host: string; readonly use?: Use }
  | { readonly verb: 'datagram'; readonly to: string; readonly use?: Use }
  | { readonly verb: 'candidates' | 'missing' }
);
export type Got = {
  readonly body?: string;
  readonly pvd?: string;
  readonly from?: string;
  readonly to?: string;
  readonly code?: string;
  readonly reasons?: readonly string[];
  readonly held?: number;
  /** ms. */
  readonly took: number;
};

export function createCalls(agent: Agent): (call: Call) => Promise<unknown> {
  const ends = new Map<number, Promise<unknown>>();
  const carryOut = async (call: Call): Promise<unknown> => {
    switch (call.verb) {
      case 'get':
        return get(agent, call);
      case 'hold': {
        const socket = await agent.connect({ host: call.host, port: 80, ...using(call.use) });
        ends.set(
          call.id,
          once(socket, 'error').then(([error]) => told(error)),
        );
        return { held: call.id, pvd: socket.attachment?.pvd };
      }
      case 'ended':
        return ends.get(call.held);
      case 'lookup': {
        const { promise, resolve, reject } = Promise.withResolvers<unknown>();
        agent.lookup(call.host, { all: true, ...using(call.use) }, (error, found) => (error ? reject(error) : resolve(found)));
        return promise;
      }
      case 'datagram': {
        const socket = agent.udp({ to: call.to, ...using(call.use) });
        await new Promise((done) => socket.send('ping', 9, call.to, done));
        socket.close();
        return socket.attachment;
      }
      case 'candidates':
        return agent.candidates();
      case 'missing':
        return agent.missing();
      default:
        return call satisfies never;
    }
  };
  return async (call) => {
    const began = performance.now();
    const result = await carryOut(call).catch(told);
    return typeof result === 'object' && result !== null && !Array.isArray(result)
      ? { ...result, took: performance.now() - began }
      : result;
  };
}

const using = (use: Use | undefined) => (use === undefined ? {} : { use });
const told = (error: Error & { readonly code?: string; readonly reasons?: readonly string[] }) => ({
  ...{ code: error.code ?? error.message, reasons: error.reasons ?? [] },
});

async function get(agent: Agent, { host, use, family, by }: Extract<Call, { verb: 'get' }>) {
  const options = { host, port: 80, ...using(use), ...(family ? { family } : {}) };
  const socket: Socket & { attachment?: Connection['attachment'] } = by ? agent.createConnection(options) : await agent.connect(options);
  if (by) await once(socket, 'connect');
  const to = socket.remoteAddress;
  socket.write(`GET / HTTP/1.0\r\nhost: ${host}\r\n\r\n`);
  const page = await text(socket);
  const { attachment } = socket;
  return { body: page.split('\r\n\r\n')[1] ?? '', pvd: attachment?.pvd, from: attachment?.source, to };
}
