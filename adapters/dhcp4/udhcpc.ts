/**
 * DHCPv4 by udhcpc, one process an interface. It only tells: the address is installed by the decision. It does not watch the
 * link, so a carrier that comes back makes it renew, and begin anew when nobody answers that. It does not defend its address
 * (RFC 5227): a conflict is not noticed. On `client.stop` and at our end the lease is kept; `release` gives it back.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../machines/model/command.ts';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { IfName } from '../../machines/model/units.ts';
import { createAllowance, createSupervisor, failed, ownHook, printable, type Supervisor, type Times, writeHook } from '../client/index.ts';
import { openLine } from './line.ts';
import { findUdhcpc, ROUTINE, recipeOf } from './recipe.ts';

export type UdhcpcOptions = {
  /** A folder `udhcpc` is made in it, private to us. */
  readonly runDirectory: string;
  /** Of busybox or udhcpc; from PATH unless said. */
  readonly program?: string;
  readonly times?: Times;
  /** How often the FIFO is looked after, and how long a renewal may take before the client begins anew, in ms. */
  readonly every?: number;
  readonly renewWithin?: number;
};
export type Udhcpc = Source &
  Sink & {
    /** Gives all leases back, as well as the servers hear it, and ends the clients: for `--restore`. */
    release(): Promise<void>;
  };
type ClientCommand = Extract<Command, { type: 'client.start' | 'client.stop' }>;
type Carrier = { readonly carrier: boolean; readonly downs: number };

/** A server on the same network answers at once; on another there is none to ask. A guess. */
const RENEW_WITHIN = 1_000;
/** How long a release is waited for: udhcpc only sends it. */
const RELEASE_WITHIN = 1_000;

export function openUdhcpc(options: UdhcpcOptions): Udhcpc {
  let door: ReturnType<typeof openDoor> | null = null;
  const close = async (): Promise<void> => {
    const closing = door;
    door = null;
    await closing?.close();
  };
  return {
    name: 'udhcpc',
    carries: ['client'],
    open: async (emit, notice) => {
      await close();
      door = openDoor(options, emit, notice);
      await door.supervisor.open();
    },
    close,
    carry: (commands) => door?.carry(commands),
    follow: (facts) => door?.follow(facts),
    release: async () => {
      await door?.release();
      await close();
    },
  };
}

function openDoor(options: UdhcpcOptions, emit: Emit, notice: (line: string) => void) {
  const { runDirectory, program, times, every, renewWithin = RENEW_WITHIN } = options;
  const folder = join(runDirectory, 'udhcpc');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const hook = join(folder, 'hook');
  writeHook(hook, ownHook('udhcpc'));
  const lines = new Map<IfName, ReturnType<typeof openLine>>();
  const carriers = new Map<string, Carrier>();
  const renewing = new Map<IfName, NodeJS.Timeout>();
  const supervisor: Supervisor = createSupervisor({
    client: 'udhcpc',
    folder,
    emit,
    notice,
    routine: ROUTINE,
    onStart: (ifname) => {
      settle(ifname);
      lines.get(ifname)?.begin();
    },
    ...(times ? { times } : {}),
  });

  function settle(ifname: IfName): void {
    clearTimeout(renewing.get(ifname));
    renewing.delete(ifname);
  }

  /** Before its first word a signal would kill it, and it is about to ask anyway. */
  function renew(ifname: IfName): void {
    if (lines.get(ifname)?.isFresh() !== false || !supervisor.running(ifname)?.signal('SIGUSR1')) return;
    settle(ifname);
    renewing.set(
      ifname,
      setTimeout(() => void supervisor.restart(ifname), renewWithin),
    );
  }

  function lineOf(ifname: IfName) {
    const known = lines.get(ifname);
    if (known) return known;
    const allowance = createAllowance(8, 10_000);
    const reject = (file: string, problem: string): void => {
      const before = allowance.allow();
      if (before === null) return;
      const text = printable(before === 0 ? problem : `${problem} (after ${before} more)`, 256);
      emit([world('lease4.rejected', { ifname, client: 'udhcpc', file: printable(file, 512), problem: text })]);
    };
    const again = (problem: string | null): void => {
      if (problem !== null) return reject(lines.get(ifname)?.path ?? '', problem);
      notice(`udhcpc.${ifname}: its FIFO had gone and was made anew; the lease is asked for again`);
      renew(ifname);
    };
    const line = openLine({ folder, ifname, emit, reject, again, answered: () => settle(ifname), ...(every ? { every } : {}) });
    lines.set(ifname, line);
    return line;
  }

  async function start(command: ClientCommand, ifname: IfName): Promise<void> {
    const found = findUdhcpc(program);
    if (found === null) {
      return emit([
        failed(command, 'ERR_NO_PROGRAM', `${program ?? 'busybox or udhcpc'} is not there: install busybox, or udhcpc (Debian, Alpine)`),
      ]);
    }
    try {
      const { path, address } = lineOf(ifname);
      await supervisor.start(
        command,
        ifname,
        recipeOf(found, { folder, hook, fifo: path, ifname, ipv6Only: command.client.ipv6Only, address }),
      );
    } catch (error) {
      emit([failed(command, 'ERR_NO_FIFO', String(error))]);
    }
  }

  /** Once nothing runs there, nobody writes into the FIFO. */
  function forget(ifname: IfName): void {
    if (supervisor.running(ifname)) return;
    settle(ifname);
    lines.get(ifname)?.close();
    lines.delete(ifname);
  }

  function take(command: ClientCommand): void {
    const ifname = IfName.safeParse(command.client.ifname);
    if (!ifname.success) return emit([failed(command, 'ERR_BAD_NAME', 'not the name of an interface', command.type)]);
    if (command.type === 'client.start') void start(command, ifname.data);
    else void supervisor.stop(command, ifname.data).then(() => forget(ifname.data));
  }

  function look(fact: Unstamped): void {
    if (fact.type === 'link.removed') {
      carriers.delete(fact.ifname);
      void supervisor.drop(fact.ifname, 'the interface has gone').then(() => forget(fact.ifname));
    }
    if (fact.type !== 'link.appeared' && fact.type !== 'link.changed' && fact.type !== 'link.carrierChanged') return;
    const before = carriers.get(fact.ifname);
    carriers.set(fact.ifname, { carrier: fact.carrier, downs: fact.downs });
    // A flap may be too short for the kernel to tell; its count is not.
    if (before && fact.carrier && (!before.carrier || fact.downs > before.downs)) renew(fact.ifname);
  }

  return {
    supervisor,
    carry: (commands: readonly Command[]): void => {
      for (const command of commands) {
        if (command.type !== 'client.start' && command.type !== 'client.stop') continue;
        if (command.client.client === 'udhcpc') take(command);
      }
    },
    follow: (facts: readonly Unstamped[]): void => {
      for (const fact of facts) look(fact);
    },
    release: async (): Promise<void> => {
      const given = [...lines].filter(([ifname, line]) => !line.isFresh() && supervisor.running(ifname)?.signal('SIGUSR2'));
      await Promise.all(given.map(([, line]) => line.untilLost(RELEASE_WITHIN)));
    },
    close: async (): Promise<void> => {
      for (const ifname of [...renewing.keys()]) settle(ifname);
      await supervisor.close();
      for (const line of lines.values()) line.close();
      lines.clear();
    },
  };
}
