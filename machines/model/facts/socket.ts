/** What the kernel says of the sockets of programs, those that know nothing of us too, and of its multipath TCP. sock_diag(7), RFC 8684. */
import { z } from 'zod';
import { Address } from '../address.ts';
import { Count, Positive, textUpTo } from '../plain.ts';
import { IfName } from '../units.ts';
import { fact } from './envelope.ts';

const Pvd = { pvd: textUpTo(320), generation: Positive };

/** Which sockets are a PvD's: those that have one of its addresses as their source, and are bound to no other device. */
export const Owner = z.strictObject({ ...Pvd, ifname: IfName, addresses: z.array(Address).max(256).readonly() });
export type Owner = z.infer<typeof Owner>;

export const socketFacts = [
  /** Whose sockets are counted from now on. */
  fact('sockets.watched', { owners: z.array(Owner).max(256).readonly() }),
  /**
   * The TCP connections of a PvD: `open`, those that are not closing; `stalled`, those of them whose peer has acknowledged nothing
   * over two retransmissions (one, while they connect). Told when it changes, of one PvD at most once a second.
   */
  fact('sockets.sampled', { ...Pvd, open: Count, stalled: Count }),
  /** Connections of a PvD that is gone were ended: their programs hear ECONNABORTED. `target` as in the command. */
  fact('sockets.ended', { target: textUpTo(512), count: Count }),
] as const;

/** MPTCP_PM_ADDR_FLAG_*, linux/mptcp.h. `implicit`: made by the kernel itself. */
export const EndpointFlag = z.enum(['signal', 'subflow', 'backup', 'fullmesh', 'implicit']);
export type EndpointFlag = z.infer<typeof EndpointFlag>;

export const mptcpFacts = [
  /** An address from which (`subflow`) connections of multipath TCP are joined by further paths. `number` is what the kernel calls its id. */
  fact('endpoint.added', {
    number: z.number().int().min(1).max(255),
    address: Address,
    ifname: IfName.nullable(),
    flags: z.array(EndpointFlag).readonly(),
  }),
  fact('endpoint.removed', { number: z.number().int().min(1).max(255) }),
  /** How many further paths a connection may have, and how many addresses of its peer's are tried. */
  fact('mptcp.limited', { subflows: Count, accepted: Count }),
] as const;
