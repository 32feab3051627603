/** All that a connection manager would change in the kernel of a host, as text: what is equal before and after was left alone. */
import { z } from 'zod';
import { waitUntil } from '../exec.ts';
import type { Host } from '../host.ts';

export type KernelState = Readonly<Record<string, string>>;

const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  links: ['ip', '-j', 'link'],
  addresses: ['ip', '-j', 'addr'],
  rules4: ['ip', '-4', '-j', 'rule'],
  rules6: ['ip', '-6', '-j', 'rule'],
  routes4: ['ip', '-4', '-j', 'route', 'show', 'table', 'all'],
  routes6: ['ip', '-6', '-j', 'route', 'show', 'table', 'all'],
  filters: ['nft', 'list', 'ruleset'],
  // stable_secret cannot be read before it is set.
  settings: ['sh', '-c', 'grep -rs . /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf | sort'],
  resolvConf: ['cat', '/etc/resolv.conf'],
};

/** What is left of a lifetime counts down by itself: only whether there is an end is kept. For ever is 2^32 - 1. */
const COUNTDOWN = /"(valid_life_time|preferred_life_time|expires)":(?!4294967295\b)\d+/g;

const Row = z.looseObject({ dev: z.string().optional(), ifname: z.string().optional() });

export async function kernelState(host: Pick<Host, 'run'>): Promise<KernelState> {
  const answers = Object.entries(QUESTIONS).map(async ([name, [command = '', ...args]]) => {
    const { stdout } = await host.run(command, args);
    return [name, stdout.replace(COUNTDOWN, '"$1":"ends"')] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}

/** What of it belongs to these devices: links, addresses, routes and settings. */
export function ofDevices(state: KernelState, ...devices: readonly string[]): KernelState {
  const isTheirs = (row: z.infer<typeof Row>): boolean => devices.includes(row.dev ?? row.ifname ?? '');
  const rows = ['links', 'addresses', 'routes4', 'routes6'].map((name) => {
    const all = z.array(Row).parse(JSON.parse(state[name] ?? '[]'));
    return [name, JSON.stringify(all.filter(isTheirs), null, 1)] as const;
  });
  const settings = (state.settings ?? '').split('\n').filter((line) => devices.some((device) => line.includes(`/conf/${device}/`)));
  return { ...Object.fromEntries(rows), settings: settings.join('\n') };
}

/** The state once it is the same three times in a row. */
export async function settledState(host: Pick<Host, 'run'>): Promise<KernelState> {
  let [last, times]: [string, number] = ['', 0];
  return waitUntil(
    'the kernel of the host is left alone by its managers',
    async () => {
      const state = await kernelState(host);
      const text = JSON.stringify(state);
      [last, times] = [text, text === last ? times + 1 : 0];
      return times >= 2 && state;
    },
    { within: 20_000, every: 150 },
  );
}
