/** How udhcpc is run: in the foreground, with a hook that changes nothing, and every option asked for that we can use. */
import { basename, join } from 'node:path';
import { findProgram, type Recipe } from '../client/index.ts';

export type RecipeOptions = {
  readonly folder: string;
  readonly hook: string;
  readonly fifo: string;
  readonly ifname: string;
  readonly ipv6Only: boolean;
  /** The address that it had, asked at each start; null: any. */
  readonly address: () => string | null;
};

/** By udhcpc's names where it has one, so that it decodes them: RFC 3397, 3442, 2132, 8910, 6731. It asks for mask, router, DNS, domain and NTP anyway. */
const ASKED = ['search', 'staticroutes', 'routes', 'mtu', 'ntpsrv', '114', '146'];
/** RFC 8925 §3.1: asked for by hosts that can do without IPv4, and by no other. */
const IPV6_ONLY = '108';
/** Three messages a second apart, and five seconds of silence. Guesses; RFC 2131 §4.1 has longer ones, for larger networks. */
const PACE = ['-t', '3', '-T', '1', '-A', '5'];

/** Its lines about what its hook tells as well, and about being started and ended. */
export const ROUTINE =
  /^(started, v|broadcasting (discover|select)|sending (discover|select|renew)|lease of .* obtained|received SIG|performing DHCP renew)/;

/** `program`: a path or a name, of busybox or of udhcpc. Null: there is none. */
export function findUdhcpc(program: string | undefined): string | null {
  return program === undefined ? (findProgram('busybox') ?? findProgram('udhcpc')) : findProgram(program);
}

export const recipeOf = (program: string, { folder, hook, fifo, ifname, ipv6Only, address }: RecipeOptions): Recipe => ({
  program,
  args: [
    ...(basename(program) === 'udhcpc' ? [] : ['udhcpc']),
    ...['-f', '-i', ifname, '-p', join(folder, `udhcpc.${ifname}.pid`), '-s', hook, ...PACE],
    ...[...ASKED, ...(ipv6Only ? [IPV6_ONLY] : [])].flatMap((option) => ['-O', option]),
  ],
  env: { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', MULTIHOME_FIFO: fifo },
  extra: () => {
    const before = address();
    return before === null ? [] : ['-r', before];
  },
});
