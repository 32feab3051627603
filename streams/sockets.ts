/** Connections of programs that know nothing of us: whose they are, and which are ended so that their programs connect anew at once. */

import type { EndingSpec } from '../machines/model/command.ts';
import type { Owner } from '../machines/model/facts/socket.ts';
import { compareId, type Row } from '../machines/model/rows.ts';
import { settle, settleRows } from '../machines/model/settle.ts';
import { ownersOf } from '../machines/sockets.ts';
import { readsOwnership } from './links.ts';
import { isInScope, ownerOf } from './ownership.ts';
import type { Part, Readable } from './part.ts';

export type Sockets = {
  /** By PvD: whose connections are counted, in observe mode too. */
  readonly owners: readonly (Row & Owner)[];
  /** By PvD and generation: what is ended. Never in observe mode, nor on an interface of another manager's. */
  readonly endings: readonly (Row & EndingSpec)[];
};

/** As many as one fact holds. */
const OWNERS_MAX = 256;

export const sockets: Part<Sockets> = {
  initial: { owners: [], endings: [] },
  reads: (host) => [host.pvds, host.left, ...readsOwnership(host)],
  step: (previous, host) => {
    const all = ownersOf(host);
    const owners = all.filter(({ ifname }) => isInScope(host, ifname)).map((owner) => ({ id: owner.pvd, ...owner }));
    const endings = host.left.filter(({ ifname }) => isOurs(host, ifname)).map((row) => endingOf(row, all));
    const next = {
      owners: settleRows(previous.owners, owners.slice(0, OWNERS_MAX)),
      endings: settleRows(previous.endings, endings.sort(compareId)),
    };
    return settle(previous, next);
  },
};

/** One that was taken out is nobody's, and with it went what was ours. */
function isOurs(host: Readable, ifname: string): boolean {
  const { isManaged, because } = ownerOf(host, ifname);
  return isManaged || because.rule === 'absent';
}

function endingOf({ id, ifname, addresses, isStalled }: Readable['left'][number], owners: readonly Owner[]): Row & EndingSpec {
  const elsewhere = new Set(owners.filter((owner) => owner.ifname !== ifname).flatMap((owner) => owner.addresses));
  return { id, ifname, addresses, shared: addresses.filter((address) => elsewhere.has(address)), isStalled };
}
