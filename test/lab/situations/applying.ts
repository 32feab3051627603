/** A host in apply mode between networks, with an agent that is its only manager, and packets to be sent and looked for. */

import { goodAddresses } from '../../../machines/model/pvd.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import type { Network, NetworkOptions } from '../network.ts';
import { openTraffic, type Traffic } from '../packets.ts';
import { type Decided, type Recorder, record } from '../recorder.ts';
import { objectsOf } from './objects.ts';
import { applied } from './standing.ts';

export type Uplinked = { readonly network: Network; readonly link: Link };
export type ApplyingOptions<N extends string> = {
  readonly seed: number;
  readonly config: string;
  /** By the name of the host's device. They have no Internet unless they ask for it. */
  readonly networks: { readonly [D in N]: NetworkOptions };
  /** What is done to the host before the agent starts. */
  readonly prepare?: (host: Host, lab: Lab) => Promise<unknown>;
  /** What has to stand in the kernel before anything is tested. */
  readonly until: (decided: Decided) => boolean;
};
export type Applying<N extends string> = {
  readonly lab: Lab;
  readonly host: Host;
  readonly recorder: Recorder;
  readonly traffic: Traffic;
  readonly at: { readonly [D in N]: Uplinked };
  /** The seq of the decision that stood when all began. */
  readonly stood: number;
  close(): Promise<void>;
};

export async function openApplying<N extends string>(options: ApplyingOptions<N>): Promise<Applying<N>> {
  const lab = await openLab({ seed: options.seed });
  try {
    const host = await lab.host('m1', { client: 'none' });
    const plug = async ([device, some]: [string, NetworkOptions]) => {
      const network = await lab.network(`net-${device}`, { internet: false, ...some });
      return [device, { network, link: await lab.connect(host, network, { as: device }) }] as const;
    };
    const plugged = await Promise.all(Object.entries<NetworkOptions>(options.networks).map(plug));
    await options.prepare?.(host, lab);
    const links = plugged.map(([, { link }]) => link);
    const [recorder, traffic] = await Promise.all([record(host, { config: options.config }), openTraffic(lab, host, links)]);
    for (const [, { network }] of plugged) network.advertiseNow();
    const { seq } = await applied(recorder, 'the bed', options.until);
    const close = async () => {
      await Promise.all([recorder.stop(), traffic.stop()]);
      await lab.close();
    };
    return { ...{ lab, host, recorder, traffic, close, stood: seq }, at: Object.fromEntries(plugged) as Applying<N>['at'] };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

/** The addresses in use of a PvD, of one family. */
export const addressesIn = (decided: Decided, pvd: string, family: 4 | 6): readonly string[] =>
  goodAddresses(objectsOf(decided, pvd))
    .map((a) => a.value)
    .filter((value) => value.includes(':') === (family === 6));

export const FAMILIES = [4, 6] as const;
