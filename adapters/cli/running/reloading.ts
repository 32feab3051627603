/** The configuration read again while the agent runs, as facts: a good one replaces the old, a bad one changes nothing and is said to be bad. */
import { type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { Author } from '../../../machines/model/policy.ts';
import { isEqual } from '../../../machines/model/settle.ts';
import { type Config, errorLine, type FoundConfig, toFacts } from '../../config/index.ts';
import type { Reloaded } from '../../control/index.ts';

export type Reloading = {
  /** What is in force, and where it is found. */
  readonly config: Config;
  readonly find: () => FoundConfig;
  readonly tell: (facts: readonly Unstamped[]) => void;
  readonly notice: (line: string) => void;
};

/** What is opened, bound or locked at the start. */
const AT_START = ['mode', 'log', 'control', 'web', 'hooks'] as const;
/** Of the resolver: how programs are led to it is a setting like others. */
const LISTENING = ['listen', 'port'] as const;
/** As long as `policy.rejected` holds. */
const TEXT_MAX = 512;

export function createReload({ config, find, tell, notice }: Reloading): () => Reloaded {
  let inForce = config;
  return () => {
    const found = find();
    const from = (found.file ?? 'the built-in values').slice(0, TEXT_MAX);
    if (!found.ok) {
      const [first, ...more] = found.errors;
      const problem = `${first ? errorLine(first) : 'it cannot be read'}${more.length > 0 ? `, and ${more.length} more mistakes` : ''}`;
      tell(rejected(inForce, problem.slice(0, TEXT_MAX), from));
      notice(`the configuration was not read again: ${problem}`);
      return { ok: false, problem };
    }
    const later = [
      ...AT_START.filter((key) => !isEqual(config[key], found.value[key])),
      ...(config.checks.ca === found.value.checks.ca ? [] : ['checks.ca']),
      ...LISTENING.filter((key) => !isEqual(config.resolver[key], found.value.resolver[key])).map((key) => `resolver.${key}`),
    ];
    tell(toFacts(found.value, from, inForce));
    inForce = found.value;
    return { ok: true, file: found.file, later };
  };
}

/** Of each author whose rules stay as they were. */
const rejected = ({ policies }: Config, problem: string, from: string): readonly Unstamped[] =>
  Author.options
    .filter((author) => author !== 'network' && policies[author] !== undefined)
    .map((author) => world('policy.rejected', { author, pvd: null, problem, from }));
