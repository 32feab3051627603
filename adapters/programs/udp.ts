/** A datagram socket of one network: bound to its device and address, closed with `ERR_PVD_GONE` when it goes. */
import type { Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { familyOf } from '../../machines/model/address.ts';
import type { ProgramsDomain, ProgramsView } from '../../machines/model/programs.ts';
import { sourceFor } from '../../machines/model/selection/index.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import type { Names } from '../system/index.ts';
import { canSend, forAddress, using } from './choose.ts';
import type { Parts } from './connect.ts';
import { ProgramsError } from './errors.ts';
import type { Attachment } from './held.ts';
import type { Lookup } from './lookup.ts';
import { type Asking, checked, hostOf } from './options.ts';

/** `to`: an address that it is for; then the network is one that leads there. Without: the best of the ranking. */
export type UdpOptions = Asking & { readonly to?: string | undefined };
export type Datagrams = Socket & { readonly attachment: Attachment };
export type OpenUdp = (options?: UdpOptions) => Datagrams;

export const createUdp =
  ({ port, held, reaching }: Parts, lookup: Lookup): OpenUdp =>
  (options = {}) => {
    const { to, prefer, signal } = checked(options);
    signal?.throwIfAborted();
    const view = port.view();
    if (!view) throw new ProgramsError('ERR_AGENT_GONE', 'there is no decision yet, or no agent any more');
    const { domain, family } = chosen(view, options);
    // Without a destination: as for one that is far away.
    const source = sourceFor(domain, to ?? FAR[family], prefer)?.address ?? null;
    if (source === null) throw new ProgramsError('ERR_NO_SOURCE', `${domain.pvd} has no IPv${family} address`);
    const attachment: Attachment = { pvd: domain.pvd, generation: domain.generation, ifname: domain.ifname, source };
    const socket = Object.assign(reaching.udp({ ...attachment, family }, namesIn(lookup, domain.pvd, family)), { attachment });
    // In a turn of its own, as node tells errors: what comes of one that nobody listens for is not the agent's.
    const end = (error: Error): void =>
      process.nextTick(() => {
        close(socket);
        socket.emit('error', error);
      });
    const release = held.hold(attachment, end);
    const onAbort = (): void => close(socket);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('close', () => {
      release();
      signal?.removeEventListener('abort', onAbort);
    });
    return socket;
  };

/** Where a datagram is sent to by a name: law 8. An address, which node asks for as well, is its own. */
const namesIn =
  (lookup: Lookup, use: string, family: Family): Names =>
  (host, _options, told) =>
    isIP(host) === 0 ? lookup(host, { family, use }, told) : told(null, host, family);

/** RFC 5737, RFC 3849: what is public and nobody's. */
const FAR: { readonly [F in Family]: string } = { 4: '192.0.2.1', 6: '2001:db8::1' };

function chosen(view: ProgramsView, { to, use, family }: UdpOptions): { readonly domain: ProgramsDomain; readonly family: Family } {
  const told = to === undefined ? null : hostOf(to);
  if (told && !('address' in told)) throw new ProgramsError('ERR_BAD_OPTION', `to is ${JSON.stringify(to)}`, ['an address']);
  if (told) {
    const own = familyOf(told.address);
    const [domain] = forAddress(view, { family: own, address: told.address, protocol: 'udp', port: null }, use);
    if (domain) return { domain, family: own };
  }
  const wanted = family === undefined ? FAMILIES : [family];
  const fits = using(view, use ?? { ...(family === undefined ? {} : { family }) }, family ?? null);
  for (const domain of fits)
    for (const one of wanted) if (domain.rank[one] !== null && canSend(domain, one)) return { domain, family: one };
  for (const domain of fits) for (const one of wanted) if (canSend(domain, one)) return { domain, family: one };
  throw new ProgramsError(
    'ERR_NO_SOURCE',
    'no network that fits has an address to send from',
    fits.map(({ pvd }) => pvd),
  );
}

/** A socket that is closed already says so by throwing. */
function close(socket: Socket): void {
  try {
    socket.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SOCKET_DGRAM_NOT_RUNNING')) throw error;
  }
}
