/**
 * Packets between a network's router and the Internet are held back, by a relay between two tun devices that takes the place
 * of the cable. It has to be there from the start: a network that is to be delayed later is made with `delay: {}`.
 *
 *   const lte = await lab.network('lte', { ...LTE, delay: { ms: 40, jitter: 5, seed: 3 } });   // each way: 80 ms there and back
 *   await lte.delay.set(150);                       // milliseconds, each way; without jitter
 *   await lte.delay.set(20, 10);                    // between 10 and 30
 *   await lte.delay.carried();                      // { carried, dropped }: packets since the start
 *
 * None overtakes another, so after a shorter delay was set, what was under way still arrives first. A packet is late by up to
 * a millisecond or so more; what is asked of the lan side (the router's own DNS cache, pings to it) is not delayed. The router's
 * `wan` is then a tun device, which `lab.capture` cannot read: capture at the host.
 */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type NodeChild, spawnNode } from './agent.ts';
import { batch, type Core } from './core.ts';
import { Said } from './delay-child.ts';
import { LabError } from './exec.ts';
import type { Cable } from './internet.ts';

export type DelayOptions = {
  /** Milliseconds, each way. Default: 0. */
  readonly ms?: number;
  /** Milliseconds more or less than that, evenly spread. */
  readonly jitter?: number;
  readonly seed?: number;
};
export type Delay = {
  /** In force when it resolves. Rejects for a network without a relay. */
  set(ms: number, jitter?: number): Promise<void>;
  carried(): Promise<{ readonly carried: number; readonly dropped: number }>;
};

const CHILD = fileURLToPath(new URL('./delay-child.ts', import.meta.url));
const WITHIN = 20_000;

/** The cable to be laid for a network, if it is not the usual one, and what governs it then. */
export function delayOf(core: Core, network: string, options: DelayOptions | undefined): { readonly delay: Delay; readonly cable?: Cable } {
  let child: NodeChild | undefined;
  let marks = 0;
  const tell = async (delay?: { readonly ms: number; readonly jitter: number }): Promise<z.infer<typeof Said>> => {
    if (!child) throw new LabError(`${network} has no relay: make it with \`delay: {}\``);
    const mark = marks++;
    const from = child.lines.all.length;
    child.tell(JSON.stringify({ mark, ...(delay ? { delay } : {}) }));
    return child.lines.waitFor(`mark ${mark}`, (line) => [Said.safeParse(line).data].find((said) => said?.mark === mark), WITHIN, from);
  };
  const cable: Cable = async (near, far) => {
    const { ms = 0, jitter = 0, seed = 1 } = options ?? {};
    const devices = [`relay${near.index}`, `relay${far.index}`];
    child = spawnNode(core.outermost, CHILD, [JSON.stringify({ devices, ms, jitter, seed })]);
    await child.lines.waitFor('ready', (line) => z.looseObject({ ready: z.literal(true) }).safeParse(line).success, WITHIN);
    const move = ({ device, space }: Parameters<Cable>[0], made: string | undefined) =>
      `link set ${made} netns ${space.name} name ${device}`;
    await batch(core.outermost, [move(near, devices[0]), move(far, devices[1])]);
  };
  const delay: Delay = {
    set: async (ms, jitter = 0) => void (await tell({ ms, jitter })),
    carried: async () => {
      const { carried, dropped } = await tell();
      return { carried, dropped };
    },
  };
  return options ? { delay, cable } : { delay };
}
