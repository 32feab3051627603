/** The nft table `inet multihome`, through the program nft: one at a time, and of those that wait only the last. */
import type { CommandOf } from '../../../machines/model/command.ts';
import { answer, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { IfName } from '../../../machines/model/units.ts';
import { type Ran, runProgram } from '../../system/index.ts';
import { guardedBy, guardScript, isPlainName, TABLE } from './guardText.ts';
import { type GuardWatch, watchGuard } from './guardWatch.ts';
import { failed, type Refusal } from './outcome.ts';

export type Guard = {
  /** What is there; resolves in nothing where nft cannot say. */
  found(): Promise<Unstamped | null>;
  /** From now on it is also told, as news of the world, when it turns out to be another than was known. */
  watch(notice: (line: string) => void): void;
  /** Answered through `tell`. A command that comes while another waits takes its place. */
  set(command: CommandOf<'guard.set'>): void;
  close(): void;
};
export type GuardOptions = {
  /** The program; default `nft` on the path. */
  readonly nft?: string;
  tell(fact: Unstamped): void;
};

/** As the fact `guard.found` has it. */
const GUARDED_MAX = 256;

export function createGuard({ nft = 'nft', tell }: GuardOptions): Guard {
  let waiting: CommandOf<'guard.set'> | null = null;
  let [isBusy, isClosed, isDoubtful] = [false, false, false];
  let known = '';
  let events: GuardWatch | null = null;

  const heard = (fact: Unstamped): Unstamped => {
    if (fact.type === 'guard.found') known = fact.interfaces.join();
    return fact;
  };
  /** Nothing where it is as it was, or where nft cannot say. */
  const look = async (): Promise<void> => {
    const before = known;
    const fact = await found(nft);
    if (fact !== null && !isClosed && heard(fact) && known !== before) tell(fact);
  };
  const work = async (): Promise<void> => {
    isBusy = true;
    while (!isClosed && (waiting !== null || isDoubtful)) {
      const command = waiting;
      waiting = null;
      if (command === null) {
        isDoubtful = false;
        await look();
      } else {
        const fact = await set(nft, command);
        if (!isClosed) tell(heard(fact));
      }
    }
    isBusy = false;
  };

  return {
    found: async () => {
      const fact = await found(nft);
      return fact && heard(fact);
    },
    watch: (notice) => {
      const onChange = (): void => {
        isDoubtful = true;
        if (!isBusy) void work();
      };
      events ??= watchGuard({ onChange, notice });
    },
    set: (command) => {
      waiting = command;
      if (!isBusy) void work();
    },
    close: () => {
      isClosed = true;
      events?.close();
    },
  };
}

async function found(nft: string): Promise<Unstamped | null> {
  const ran = await runProgram(nft, ['-j', 'list', 'table', ...TABLE.split(' ')]);
  if (ran.failure !== null) return null;
  const interfaces = ran.code === 0 ? guardedBy(ran.stdout) : isNoTable(ran) ? [] : null;
  return interfaces === null ? null : world('guard.found', { interfaces: named(interfaces) });
}

async function set(nft: string, command: CommandOf<'guard.set'>): Promise<Unstamped> {
  const interfaces = command.interfaces.toSorted();
  const odd = interfaces.find((ifname) => !isPlainName(ifname));
  if (odd !== undefined) return failed(command, { code: 'ERR_BAD_NAME', problem: `nft cannot say the name ${JSON.stringify(odd)}` });
  const refused = refusal(await runProgram(nft, ['-f', '-'], guardScript(interfaces)));
  return refused === null ? answer(command.id, 'guard.found', { interfaces: named(interfaces) }) : failed(command, refused);
}

/** A listing may hold what somebody else has put there: as much of it as a fact has room for. */
const named = (interfaces: readonly string[]): readonly IfName[] =>
  interfaces.flatMap((ifname) => IfName.safeParse(ifname).data ?? []).slice(0, GUARDED_MAX);

const isNoTable = ({ stderr }: Ran): boolean => stderr.includes('No such file or directory');

function refusal({ failure, code, stderr }: Ran): Refusal | null {
  if (failure === 'ENOENT') return { code: 'ERR_NO_PROGRAM', problem: 'nft is not there: install nftables (Debian: apt install nftables)' };
  if (failure !== null) return { code: failure, problem: `nft: ${failure}` };
  if (code === 0) return null;
  const line = stderr.split('\n').find((text) => text.trim() !== '') ?? `nft ended with ${code}`;
  return { code: stderr.includes('Operation not permitted') ? 'EPERM' : 'ERR_NFT', problem: line };
}
