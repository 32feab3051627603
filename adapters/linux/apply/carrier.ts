/** Carries commands out on this host's kernel, in the order given, and says of each what became of it. */
import type { Command } from '../../../machines/model/command.ts';
import type { Unstamped } from '../../../machines/model/facts/index.ts';
import { ruleKey } from '../../../machines/model/routing.ts';
import type { RtMessage } from '../netlink/index.ts';
import { createEchoes } from './echoes.ts';
import type { Guard } from './guard.ts';
import { done, failed, isAlready } from './outcome.ts';
import { createRequester } from './requester.ts';
import { setSysctl } from './sysctl.ts';
import { ifnameOf, type RtnetlinkCommand, wordOf } from './wire.ts';

export type Carrier = {
  /** `hear` reads what the kernel told everybody meanwhile, and gives the facts of it. All answers, but that of the guard. */
  carry(commands: readonly Command[], hear: () => readonly Unstamped[]): readonly Unstamped[];
  /** The command of ours that a word of the kernel's follows from. */
  commandOf(message: RtMessage): string | undefined;
  close(): void;
};

export type Surroundings = { indexOf(ifname: string): number | null; readonly guard: Guard };

export const CARRIES: readonly string[] = ['rule', 'route', 'address', 'sysctl', 'guard'];

/**
 * A kernel may tell a rule otherwise than it was asked for (a newer one, with a selector that we do not know). Then what was
 * asked for would seem to be missing, and be asked for again, for ever: it is said to have failed, and waits for its next time.
 */
function misunderstood(command: Command, facts: readonly Unstamped[]): readonly Unstamped[] {
  if (command.type !== 'rule.add') return [];
  const told = facts.flatMap((fact) => (fact.type === 'rule.added' && fact.for === command.id ? [ruleKey(fact)] : []));
  const [other] = told.includes(ruleKey(command.rule)) ? [] : told;
  return other === undefined ? [] : [failed(command, { code: 'ERR_OTHER_RULE', problem: `the kernel made it ${other}` })];
}

export function createCarrier({ indexOf, guard }: Surroundings): Carrier {
  const requester = createRequester();
  const echoes = createEchoes();

  /** Null: the kernel has done it, and says what. */
  const change = (command: RtnetlinkCommand): Unstamped | null => {
    const ifname = ifnameOf(command);
    const index = ifname === null ? 0 : indexOf(ifname);
    if (index === null) {
      const gone = { code: 'ENODEV', problem: `there is no interface ${ifname}` };
      return isAlready(command, gone) ? done(command) : failed(command, gone);
    }
    const sequence = echoes.expect(command.id);
    const worded = wordOf(command, index, sequence);
    if (!worded.ok) return failed(command, { code: 'ERR_BAD_COMMAND', problem: worded.problem });
    if (command.type === 'address.replace' || command.type === 'address.delete') echoes.expectAddress(command, index);
    const refused = requester.ask(worded.request, sequence);
    if (refused === null) return null;
    return isAlready(command, refused) ? done(command) : failed(command, refused);
  };

  return {
    carry: (commands, hear) => {
      const answers: Unstamped[] = [];
      const changed: Command[] = [];
      for (const command of commands) {
        switch (command.type) {
          case 'rule.add':
          case 'rule.delete':
          case 'route.replace':
          case 'route.delete':
          case 'address.replace':
          case 'address.delete': {
            const answered = change(command);
            if (answered === null) changed.push(command);
            else answers.push(answered);
            break;
          }
          case 'sysctl.set':
            answers.push(setSysctl(command));
            break;
          case 'guard.set':
            guard.set(command);
            break;
          default:
            answers.push(failed(command, { code: 'ERR_NOT_CARRIED', problem: 'not a command for the kernel' }));
        }
      }
      const facts = hear();
      echoes.settle();
      // What was like that already is not told again; nor is what was lost in an overrun, where a new dump says how things are.
      const told = new Set(facts.map((fact) => fact.for));
      const untold = changed.filter(({ id }) => !told.has(id)).map(done);
      return [...facts, ...answers, ...untold, ...changed.flatMap((command) => misunderstood(command, facts))];
    },
    commandOf: (message) => echoes.of(message, requester.port),
    close: requester.close,
  };
}
