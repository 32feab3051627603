/** What a resolver in a process of its own says, and how it is started and asked. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { NamesView } from '../../machines/model/names.ts';
import { type NodeChild, spawnNode } from '../lab/agent.ts';
import type { Host } from '../lab/host.ts';

const Sample = z.object({
  rss: z.number(),
  /** In use in the resolver's thread. */
  heap: z.number(),
  descriptors: z.number(),
  counts: z.record(z.string(), z.number()),
});
export type Sample = z.infer<typeof Sample>;
const Said = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), port: z.number() }),
  z.object({ kind: z.literal('shown'), seq: z.number() }),
  z.object({ kind: z.literal('measured'), sample: Sample }),
]);
export type Said = z.infer<typeof Said>;

export type ResolverChild = {
  readonly port: number;
  readonly child: NodeChild;
  /** Resolves once it is acknowledged. */
  show(view: NamesView): Promise<void>;
  measure(): Promise<Sample>;
};

const WITHIN = 10_000;

/** `node`: options of node's. */
export async function spawnResolver(
  host: Pick<Host, 'name' | 'spawn'>,
  address: string,
  port: number,
  node: readonly string[] = [],
): Promise<ResolverChild> {
  const script = fileURLToPath(new URL('./dns-child.ts', import.meta.url));
  const child = spawnNode(host, script, [address, String(port)], { node });
  const hear = <T>(what: string, pick: (said: Said) => T | undefined, from: number): Promise<T> =>
    child.lines.waitFor(what, (line) => pick(Said.parse(line)), WITHIN, from);
  return {
    child,
    port: await hear('it listens', (said) => (said.kind === 'open' ? said.port : undefined), 0),
    show: async (view) => {
      const from = child.lines.all.length;
      child.tell(JSON.stringify(view));
      await hear(`view ${view.seq}`, (said) => (said.kind === 'shown' && said.seq === view.seq ? true : undefined), from);
    },
    measure: () => {
      const from = child.lines.all.length;
      child.tell('measure');
      return hear('a sample', (said) => (said.kind === 'measured' ? said.sample : undefined), from);
    },
  };
}
