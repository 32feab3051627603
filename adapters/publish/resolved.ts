/**
 * systemd-resolved, told of one link's servers and names by its D-Bus interface (org.freedesktop.resolve1(5)). busctl, which comes
 * with systemd, does the talking: some milliseconds a call, and no library.
 */
import { addressBytes, familyOf } from '../../machines/model/address.ts';
import type { Publication } from '../../machines/model/publication.ts';
import { parseServer } from '../../machines/model/server.ts';
import { runProgram } from '../system/index.ts';
import type { Told } from './told.ts';

const MANAGER = ['org.freedesktop.resolve1', '/org/freedesktop/resolve1', 'org.freedesktop.resolve1.Manager'];
const FAMILY = { 4: 2, 6: 10 } as const;

export async function feed(ifindex: number, publication: Publication): Promise<Told> {
  for (const [method, ...words] of callsOf(ifindex, publication)) {
    const told = await call(method, words);
    if (!told.ok) return told;
  }
  return { ok: true };
}

/** As if nobody had told it of this link. Where it has ended it knows nothing, and is not started for that. */
export const revert = (ifindex: number): Promise<Told> => call('RevertLink', ['i', String(ifindex)], ['--auto-start=no']);

/** The calls by method, signature and words: servers with port and TLS name, search and route-only names, and whether it takes all others. */
export function callsOf(
  ifindex: number,
  { servers, search, domains, isDefault }: Publication,
): readonly (readonly [string, ...string[]])[] {
  const index = String(ifindex);
  const read = servers.flatMap((text) => parseServer(text) ?? []);
  const names = [...search.map((name) => [name, 'false']), ...domains.map((name) => [name === '' ? '.' : name, 'true'])];
  return [
    [
      'SetLinkDNSEx',
      ...['ia(iayqs)', index, String(read.length)],
      ...read.flatMap(({ address, port, tls }) => {
        const bytes = [...(addressBytes(address) ?? [])].map(String);
        // A port of 0 is the protocol's own.
        return [
          String(FAMILY[familyOf(address)]),
          String(bytes.length),
          ...bytes,
          String(tls === null && port === 53 ? 0 : port),
          tls ?? '',
        ];
      }),
    ],
    ['SetLinkDomains', 'ia(sb)', index, String(names.length), ...names.flat()],
    ['SetLinkDefaultRoute', 'ib', index, String(isDefault)],
    ['SetLinkDNSOverTLS', 'is', index, tlsOf(read.map((server) => server.tls !== null))],
  ];
}

/** Empty: as systemd-resolved's own configuration says. */
const tlsOf = (wanted: readonly boolean[]): string => (!wanted.includes(true) ? '' : wanted.includes(false) ? 'opportunistic' : 'yes');

/** busctl takes an option for one wherever it stands, and `--host` for a program to run: what networks sent comes behind `--`. */
export const wordsOf = (method: string, words: readonly string[], options: readonly string[] = []): readonly string[] => [
  '--quiet',
  ...options,
  '--',
  'call',
  ...MANAGER,
  method,
  ...words,
];

async function call(method: string, words: readonly string[], options: readonly string[] = []): Promise<Told> {
  const ran = await runProgram('busctl', wordsOf(method, words, options));
  if (ran.failure === 'ENOENT') return { ok: false, code: 'ERR_NO_PROGRAM', problem: 'busctl is not there: it comes with systemd' };
  if (ran.failure !== null) return { ok: false, code: ran.failure, problem: `busctl: ${ran.failure}` };
  if (ran.code === 0) return { ok: true };
  const said = ran.stderr.trim().split('\n').at(-1) ?? '';
  return { ok: false, code: 'ERR_RESOLVED', problem: `systemd-resolved, ${method}: ${said}`.slice(0, 256) };
}
