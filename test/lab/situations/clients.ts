/** Programs that ask for names and know nothing of multihome, in a host of the lab: what each is told, and on which wires a name was. */
import type { ExecOptions, Ran } from '../exec.ts';
import type { Host } from '../host.ts';
import type { Traffic } from '../packets.ts';

/** The node's resolver, where resolv.conf leads to it. */
export const RESOLVER = '127.0.0.55';
/** Where one PvD alone answers. */
export const resolverOf = (slot: number): string => `127.0.64.${slot + 1}`;

/** `told`: the data of the answers in their order; `status` is `silence` where nobody answered in time. */
export type Dug = { readonly status: string; readonly flags: readonly string[]; readonly told: readonly string[]; readonly text: string };
type Runner = Pick<Host, 'run'>;

/** `words` as dig has them: `AAAA`, `+tcp`, `+edns`, `-x 192.0.2.1`; without `@` the node's resolver is asked. */
export async function dig(host: Runner, ...words: readonly string[]): Promise<Dug> {
  const server = words.some((word) => word.startsWith('@')) ? [] : [`@${RESOLVER}`];
  const { stdout } = await host.run('dig', ['+tries=1', '+time=5', ...server, ...words], { accept: 'any' });
  return {
    status: /status: (\w+)/.exec(stdout)?.[1] ?? 'silence',
    flags: /^;; flags: ([a-z ]+);/m.exec(stdout)?.[1]?.split(' ') ?? [],
    told: [...stdout.matchAll(/^[^;\s]\S*\s+\d+\s+IN\s+\S+\s+(.+)$/gm)].map(([, data = '']) => data),
    text: stdout,
  };
}

/** The addresses that the C library gives a program, each once. */
export async function getent(
  host: Runner,
  name: string,
  database: 'ahosts' | 'ahostsv4' | 'ahostsv6' = 'ahosts',
): Promise<readonly string[]> {
  const { stdout } = await host.run('getent', [database, name], { accept: 'any' });
  return [...new Set(stdout.split('\n').flatMap((line) => line.split(/\s+/, 1)[0] || []))];
}

/** The page, as a program without options gets it; `curl 6` and the like where it got none. */
export async function curl(host: Runner, url: string, ...words: readonly string[]): Promise<string> {
  const { code, stdout } = await host.run('curl', ['-sS', '--max-time', '5', ...words, url], { accept: 'any' });
  return code === 0 ? stdout : `curl ${code}`;
}

/** What an expression of node's `dns.promises` comes to, as JSON, or the code of its error. */
export async function inNode(host: Runner, expression: string, options: ExecOptions = {}): Promise<unknown> {
  const script = `import dns from 'node:dns/promises';
const told = await (async () => ${expression})().catch((error) => error.code);
console.log(JSON.stringify(told));`;
  const { stdout }: Ran = await host.run(process.execPath, ['--input-type=module', '-e', script], options);
  return JSON.parse(stdout);
}

/** Every packet on this wire so far with the name in it, in whatever letters (RFC 4343; a resolver mixes them against forgers). */
export async function withName(traffic: Traffic, device: string, name: string): Promise<readonly string[]> {
  const lines = await traffic.packets(device, 'ip or ip6');
  return lines.filter((line) => line.toLowerCase().includes(name.toLowerCase()));
}

/** On which of these wires a name was. */
export async function wiresOf(traffic: Traffic, devices: readonly string[], name: string): Promise<readonly string[]> {
  const seen = await Promise.all(devices.map(async (device) => ((await withName(traffic, device, name)).length > 0 ? [device] : [])));
  return seen.flat();
}

/** Sources of the questions for a name on a wire, and the servers that were asked. */
export async function questionsOn(traffic: Traffic, device: string, name: string): Promise<readonly { from: string; to: string }[]> {
  const lines = await withName(traffic, device, name);
  return lines.flatMap((line) => {
    const [, from = '', to = ''] = /: (\S+)\.\d+ > (\S+)\.53: /.exec(line) ?? [];
    return to === '' ? [] : [{ from, to }];
  });
}
