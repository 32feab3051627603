/** The door: one dhcpcd for each interface that is to have DHCPv6, and what its script writes into a FIFO of its own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, CommandOf } from '../../machines/model/command.ts';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { IfName } from '../../machines/model/units.ts';
import { createSupervisor, failed, findProgram, foreignHook, writeHook } from '../client/index.ts';
import { type Ear, listen } from './ear.ts';
import { CLIENT } from './lease.ts';
import { argumentsOf, configOf, fileNameOf } from './recipe.ts';

export type Dhcp6Options = {
  /** Ours alone: FIFOs, scripts and configurations are in it. Made with mode 0700. */
  readonly folder: string;
  /** A name to be found on PATH, or a path. */
  readonly program?: string;
  /** Stands before /run and /proc. */
  readonly root?: string;
};
type Starting = CommandOf<'client.start' | 'client.stop'>;
type Door = { take(command: Starting): void; gone(ifname: IfName): void; close(): Promise<void> };

export function openDhcp6(options: Dhcp6Options): Source & Sink {
  let door: Door | null = null;
  return {
    name: 'dhcp6',
    carries: ['client'],
    open: async (emit, notice) => {
      await door?.close();
      door = await openDoor(options, emit, notice);
    },
    carry: (commands: readonly Command[]) => {
      for (const command of commands) if (isOurs(command)) door?.take(command);
    },
    follow: (facts: readonly Unstamped[]) => {
      for (const fact of facts) if (fact.type === 'link.removed') door?.gone(fact.ifname);
    },
    close: async () => {
      const closing = door;
      door = null;
      await closing?.close();
    },
  };
}

const isOurs = (command: Command): command is Starting =>
  (command.type === 'client.start' || command.type === 'client.stop') && command.client.client === CLIENT;

async function openDoor({ folder, program = CLIENT, root = '/' }: Dhcp6Options, emit: Emit, notice: (line: string) => void): Promise<Door> {
  const supervisor = createSupervisor({ client: CLIENT, folder, emit, notice });
  const ears = new Map<IfName, Ear>();
  const turns = new Map<IfName, Promise<void>>();
  await supervisor.open();
  let isClosed = false;
  const tell: Emit = (facts) => {
    if (!isClosed && facts.length > 0) emit(facts);
  };

  /** After all that was asked of this interface before. */
  function inTurn(ifname: IfName, run: () => Promise<void>): void {
    const turn = (turns.get(ifname) ?? Promise.resolve()).then(run).finally(() => turns.get(ifname) === turn && turns.delete(ifname));
    turns.set(ifname, turn);
  }

  async function start(command: Starting, ifname: IfName): Promise<void> {
    const refuse = (code: string, problem: string) => tell([failed(command, code, problem)]);
    const found = findProgram(program);
    if (found === null) return refuse('ERR_NO_PROGRAM', `${program} is not on PATH; DHCPv6 needs dhcpcd, version 9 or later`);
    const other = otherClient(root, ifname, supervisor.running(ifname)?.pid ?? null);
    if (other !== null) return refuse('ERR_IN_USE', other);
    const config = prepare(command, ifname);
    await supervisor.start(command, ifname, {
      program: found,
      args: argumentsOf(ifname, config),
      // What is asked for makes another recipe, so that the client is begun anew; the client itself does not read it.
      env: { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', MULTIHOME_ASKS: asksOf(command) },
    });
  }

  /** The FIFO and the files are there before the program is. */
  function prepare({ client }: Starting, ifname: IfName): string {
    const own = join(folder, `${CLIENT}.${fileNameOf(ifname)}`);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const [fifo, script, config] = [join(own, 'fifo'), join(own, 'script'), join(own, 'conf')];
    if (!ears.has(ifname)) ears.set(ifname, listen(ifname, fifo, tell, notice));
    writeHook(script, foreignHook('The script of a dhcpcd', fifo, CLIENT));
    writeFileSync(config, configOf(client, script), { mode: 0o600 });
    return config;
  }

  /** What it held is lost with it, whether or not it had the time to say so. */
  async function stop(command: Starting, ifname: IfName): Promise<void> {
    await supervisor.stop(command, ifname);
    forget(ifname, 'the client was stopped');
  }

  function forget(ifname: IfName, reason: string): void {
    const ear = ears.get(ifname);
    ears.delete(ifname);
    ear?.close();
    if (ear && !ear.hasLost()) tell([world('lease6.lost', { ifname, client: CLIENT, reason })]);
  }

  async function carry(command: Starting, ifname: IfName): Promise<void> {
    try {
      await (command.type === 'client.start' ? start(command, ifname) : stop(command, ifname));
    } catch (error) {
      tell([failed(command, 'ERR_NOT_STARTED', String(error), command.type)]);
    }
  }

  return {
    take: (command) => {
      const name = IfName.safeParse(command.client.ifname);
      if (!name.success) return tell([failed(command, 'EINVAL', 'no interface name', command.type)]);
      inTurn(name.data, () => carry(command, name.data));
    },
    gone: (ifname) => {
      const reason = 'the interface has gone';
      inTurn(ifname, () => supervisor.drop(ifname, reason).then(() => forget(ifname, reason)));
    },
    close: async () => {
      isClosed = true;
      await supervisor.close();
      await Promise.all(turns.values());
      for (const ear of ears.values()) ear.close();
    },
  };
}

const asksOf = ({ client }: Starting): string =>
  [client.managed && 'addresses', client.delegated && 'prefixes'].filter((what) => what !== false).join(' ');

/** Another dhcpcd that would take our arguments for commands to it: the one for all interfaces, or one for this interface. */
function otherClient(root: string, ifname: IfName, own: number | null): string | null {
  for (const file of ['pid', `${ifname}.pid`, `${ifname}-6.pid`]) {
    const pid = Number(read(join(root, 'run/dhcpcd', file)) ?? 0);
    if (pid > 0 && pid !== own && read(join(root, `proc/${pid}/comm`))?.trim() === CLIENT)
      return `another dhcpcd runs here (process ${pid}, /run/dhcpcd/${file}): a second one would only hand its arguments to it`;
  }
  return null;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Gone, or not for us to see: then it is not in our way.
  }
}
