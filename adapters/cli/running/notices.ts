/** What is not seen or does not work, told when it happens; what the command itself has to say is kept beside what the agent has. */
import type { Agent } from '../../agent.ts';
import type { Served } from '../../control/index.ts';
import { type Output, oneLine } from '../output.ts';

export type Notices = {
  /** A line of the agent, which keeps it. */
  readonly print: (line: string) => void;
  /** A line of the command's own. */
  readonly say: (line: string) => void;
  /** The agent as it is asked about, with both. */
  readonly serving: (agent: Agent) => Served;
};

/** The newest of the command's own. A guess. */
const KEPT = 64;

/** A warning goes to stderr in any case; other lines among the decisions that they are about. */
export function createNotices(output: Output): Notices {
  let own: readonly string[] = [];
  const print = (line: string) => {
    if (output.isJson) output.note(`note: ${line}`);
    else if (line.startsWith('warning: ')) output.note(line);
    else output.line(output.style('yellow', oneLine(`note: ${line}`)));
  };
  return {
    print,
    say: (line) => {
      own = [...own, line].slice(-KEPT);
      print(line);
    },
    serving: (agent) => ({
      get fold() {
        return agent.fold;
      },
      get notices() {
        return [...agent.notices, ...own];
      },
      log: agent.log,
      facts: agent.facts,
      decisions: agent.decisions,
      names: agent.names,
      programs: agent.programs,
      openEpoch: () => agent.openEpoch(),
    }),
  };
}
