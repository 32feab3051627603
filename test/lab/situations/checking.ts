/** Networks with an Internet behind them, and hosts in apply mode that come to them and check it, with packets to be sent and looked for. */
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import type { Host } from '../host.ts';
import type { CheckWeb } from '../internet.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import type { Network, NetworkOptions } from '../network.ts';
import { openTraffic, type Traffic } from '../packets.ts';
import { type Recorder, record } from '../recorder.ts';
import { configOf, FAR } from './checked.ts';
import { expectReplayed, heard } from './evidence.ts';

type On<N extends string, T> = { readonly [D in N]: T };
export type Machine<N extends string> = {
  readonly host: Host;
  readonly recorder: Recorder;
  readonly traffic: Traffic;
  readonly links: On<N, Link>;
  /** By which wire the packets of each family go, of a program that knows nothing. */
  ways(): Promise<Readonly<Record<Family, string>>>;
  /** Its log replays, and it is gone. */
  leave(): Promise<void>;
};
export type Ground<N extends string> = {
  readonly lab: Lab;
  readonly web: CheckWeb;
  /** By the device that a host has in each. */
  readonly networks: On<N, Network>;
  /** A host that is plugged into these (all, where nothing is said), with a configuration as `configOf` takes it. */
  come<D extends N = N>(name: string, config?: Parameters<typeof configOf>[1], devices?: readonly D[]): Promise<Machine<D>>;
  close(): Promise<void>;
};

export async function openGround<N extends string>(seed: number, wanted: On<N, NetworkOptions>): Promise<Ground<N>> {
  const lab = await openLab({ seed });
  try {
    const web = await (await lab.internet()).web();
    const open = async ([device, options]: [string, NetworkOptions]) => [device, await lab.network(`net-${device}`, options)] as const;
    const opened = await Promise.all(Object.entries<NetworkOptions>(wanted).map(open));
    const networks = Object.fromEntries(opened) as On<N, Network>;
    const picked = <D extends N>(devices: readonly D[]) =>
      Object.fromEntries(devices.map((device) => [device, networks[device]])) as On<D, Network>;
    return {
      ...{ lab, web, networks, close: lab.close },
      come: <D extends N>(name: string, config = {}, devices = Object.keys(networks) as D[]) =>
        come<D>({ lab, web, networks: picked(devices) }, name, config),
    };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

type There<N extends string> = Pick<Ground<N>, 'lab' | 'web' | 'networks'>;
async function come<N extends string>(
  { lab, web, networks }: There<N>,
  name: string,
  config?: Parameters<typeof configOf>[1],
): Promise<Machine<N>> {
  const host = await lab.host(name, { client: 'none' });
  const all = Object.entries<Network>(networks);
  const plugged = await Promise.all(
    all.map(async ([device, network]) => [device, await lab.connect(host, network, { as: device })] as const),
  );
  const traffic = await openTraffic(
    lab,
    host,
    plugged.map(([, link]) => link),
  );
  const recorder = await record(host, { config: configOf(web, config) });
  await heard(recorder, ...all.map(([, network]) => network));
  const leave = async (): Promise<void> => {
    await expectReplayed(recorder);
    await Promise.all([recorder.stop(), traffic.stop()]);
    await host.close();
  };
  return { ...{ host, recorder, traffic, leave }, links: Object.fromEntries(plugged) as On<N, Link>, ways: () => traffic.ways(PACKETS) };
}

const PACKETS = { 4: { to: FAR[4], port: 9 }, 6: { to: FAR[6], port: 9 } };
/** Both families by this wire. */
export const by = (device: string) => Object.fromEntries(FAMILIES.map((family) => [family, device]));
