/** Servers of names on loopback, each at an address that no other ever has, which all its answers tell: 127.a.b.c answers 10.a.b.c. */

import type { NameServer } from '../../machines/model/names.ts';
import { a } from '../adapters/dns/records.ts';
import { byScript, openUpstream, type Upstream } from '../adapters/dns/upstream.ts';

export type Server = {
  readonly server: NameServer;
  readonly answer: string;
  /** `gone`: nobody listens; `silent`: it hears and says nothing. */
  become(state: State): Promise<void>;
  close(): Promise<void>;
};
export type State = 'well' | 'silent' | 'gone';

/** Seconds that an answer is good for: some outlive their network, some do not live until they are asked for again. */
const ttlOf = (name: string): number => 1 + ((name.length * 7 + name.charCodeAt(1)) % 30);
/** Of 127.0.0.0/8, away from what listens there by custom. */
const addressOf = (index: number, first: number): string => `${first}.${64 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;

export async function openServer(index: number): Promise<Server> {
  const [address, answer] = [addressOf(index, 127), addressOf(index, 10)];
  let state: State = 'well';
  const says = byScript(({ name }) => (state === 'well' ? { answers: [a(name, answer, ttlOf(name))] } : null), address);
  let upstream: Upstream | null = await openUpstream(address, says);
  const { port } = upstream;
  const shut = async (): Promise<void> => {
    const open = upstream;
    upstream = null;
    await open?.close();
  };
  return {
    server: { address, port, tls: null },
    answer,
    become: async (next) => {
      state = next;
      if (next === 'gone') await shut();
      else upstream ??= await openUpstream(address, says, { port });
    },
    close: shut,
  };
}
