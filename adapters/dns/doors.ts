/** Where programs ask: UDP and TCP at the node's addresses, and at one loopback address a PvD, where it alone answers. */
import type { Counters } from './counters.ts';
import { type Door, openDatagramDoor } from './datagramDoor.ts';
import type { Desk } from './desk.ts';
import { DnsUnavailable, type Endpoint } from './port.ts';
import { openStreamDoor } from './streamDoor.ts';

/** `perPvd`: the address before the first PvD's (slot 0 has the next one); null: none of them. */
export type Listen = { readonly addresses: readonly string[]; readonly port: number; readonly perPvd: string | null };
/** Not systemd-resolved's own addresses (127.0.0.53 and .54), nor the one of dnsmasq and unbound: each may run beside. */
export const LISTEN: Listen = { addresses: ['127.0.0.55', '::1'], port: 53, perPvd: '127.0.64.0' };

export type Doors = {
  /** Rejects with `DnsUnavailable` when not one of the addresses can be had. */
  open(): Promise<readonly Endpoint[]>;
  /** The slots of the present view. */
  follow(slots: readonly number[]): void;
  /** Where one PvD alone answers, by slot. */
  bound(): ReadonlyMap<number, Endpoint>;
  close(): Promise<void>;
};
export type DoorOptions = {
  readonly listen: Listen;
  readonly node: Desk;
  readonly deskAt: (slot: number) => Desk;
  readonly counters: Counters;
  readonly notice: (line: string) => void;
};

export function createDoors({ listen, node, deskAt, counters, notice }: DoorOptions): Doors {
  const own: Door[] = [];
  const bySlot = new Map<number, Promise<Door | null>>();
  const bound = new Map<number, Endpoint>();
  let isOpen = false;
  let wanted: readonly number[] = [];

  const both = async (address: string, port: number, desk: Desk): Promise<Door> => {
    const streams = await openStreamDoor(address, port, desk, counters);
    try {
      const datagrams = await openDatagramDoor(address, streams.port, desk);
      return { port: streams.port, close: () => Promise.all([streams.close(), datagrams.close()]).then(() => {}) };
    } catch (cause) {
      await streams.close();
      throw cause;
    }
  };
  const openAt = async (slot: number): Promise<Door | null> => {
    const address = addressOf(listen.perPvd ?? '', slot);
    try {
      const door = await both(address, own[0]?.port ?? listen.port, deskAt(slot));
      if (wanted.includes(slot)) bound.set(slot, { address, port: door.port });
      return door;
    } catch (cause) {
      notice(problemOf(address, listen.port, cause));
      return null;
    }
  };
  const settle = (): void => {
    if (!isOpen || listen.perPvd === null) return;
    for (const slot of wanted) if (!bySlot.has(slot)) bySlot.set(slot, openAt(slot));
    for (const [slot, door] of bySlot)
      if (!wanted.includes(slot)) {
        bySlot.delete(slot);
        bound.delete(slot);
        door.then((opened) => opened?.close());
      }
  };

  return {
    open: async () => {
      const problems: string[] = [];
      const endpoints: Endpoint[] = [];
      for (const address of listen.addresses) {
        try {
          // With no port given all have the one that the first found free.
          const door = await both(address, own[0]?.port ?? listen.port, node);
          own.push(door);
          endpoints.push({ address, port: door.port });
        } catch (cause) {
          problems.push(problemOf(address, listen.port, cause));
        }
      }
      if (own.length === 0) throw new DnsUnavailable(problems);
      for (const problem of problems) notice(problem);
      isOpen = true;
      settle();
      return endpoints;
    },
    follow: (slots) => {
      wanted = slots;
      settle();
    },
    bound: () => bound,
    close: async () => {
      isOpen = false;
      bound.clear();
      const opened = await Promise.all(bySlot.values());
      bySlot.clear();
      await Promise.all([...own.splice(0), ...opened].map((door) => door?.close()));
    },
  };
}

/** The address of a PvD: so many after the base. */
export function addressOf(base: string, slot: number): string {
  const [a = 127, b = 0, c = 64, d = 0] = base.split('.').map(Number);
  const last = c * 256 + d + slot + 1;
  return `${a}.${b}.${(last >> 8) & 0xff}.${last & 0xff}`;
}

const WHY: Record<string, string> = {
  EADDRINUSE: 'another resolver listens there; stop it, or configure another address',
  EACCES: 'ports below 1024 need CAP_NET_BIND_SERVICE',
  EADDRNOTAVAIL: 'this host has no such address',
};
function problemOf(address: string, port: number, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  const why = WHY[code];
  return `${address.includes(':') ? `[${address}]` : address}:${port}: ${why === undefined ? code : `${why} (${code})`}`;
}
