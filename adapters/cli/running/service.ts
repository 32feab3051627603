/** What an agent does besides deciding while it runs: it listens to signals, tells systemd, and gives its decisions to hooks. */
import type { Agent } from '../../agent.ts';
import type { Config } from '../../config/index.ts';
import { decisionAnswer, type Reloaded, type Served } from '../../control/index.ts';
import { type Hooks, openHooks } from '../../hooks/index.ts';
import { openManager } from '../../systemd/index.ts';
import type { Io } from '../io.ts';
import { dump } from './dumping.ts';
import type { Mode } from './mode.ts';
import { heedSignals } from './signals.ts';
import { statusLine } from './statusLine.ts';

export type Serving = {
  readonly agent: Agent;
  readonly served: Served;
  readonly config: Config;
  readonly mode: Mode;
  readonly logPath: string;
  readonly reload: () => Reloaded;
  readonly notice: (line: string) => void;
};
export type Service = {
  /** As over the socket, and by SIGHUP. */
  readonly reload: () => Reloaded;
  /** All is there: whoever waited for this agent may go on. */
  ready(): void;
  close(): Promise<void>;
};

const HOOKS = '/etc/multihome/hooks.d';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function openService({ env }: Pick<Io, 'env'>, { agent, served, config, mode, logPath, reload: read, notice }: Serving): Service {
  const systemd = openManager(env, notice);
  const hooks = mode.mode === 'apply' ? hooksOf(config, env, notice) : null;
  const reload = () => {
    systemd.reloading();
    const reloaded = read();
    systemd.ready(statusLine(agent.fold));
    return reloaded;
  };
  const signals = heedSignals({ reload: () => void reload(), dump: () => dump(served, logPath, notice) });
  const decisions = agent.decisions.subscribe(({ fold }) => {
    systemd.status(statusLine(fold));
    hooks?.tell(decisionAnswer(fold));
  });
  return {
    reload,
    ready: () => systemd.ready(statusLine(agent.fold)),
    close: async () => {
      systemd.stopping();
      decisions.unsubscribe();
      signals[Symbol.dispose]();
      await hooks?.close();
      systemd.close();
    },
  };
}

/** They get no more of the environment than programs need that are found and speak in one language. */
function hooksOf(config: Config, env: Io['env'], notice: (line: string) => void): Hooks {
  return openHooks({ directory: config.hooks.directory ?? HOOKS, notice, env: { PATH: env.PATH ?? PATH, LC_ALL: 'C.UTF-8' } });
}
