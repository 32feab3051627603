/** How an agent is to run, by its options and its configuration: whether it applies, whether it checks, what it leaves behind. */
import type { Config } from '../../config/index.ts';
import { CliError } from '../exit.ts';

export type ModeOptions = { readonly once?: boolean; readonly apply?: boolean; readonly check?: boolean; readonly restore?: boolean };
export type Mode = { readonly mode: 'observe' | 'apply'; readonly checks: boolean; readonly restores: boolean };

/** One look changes and sends nothing, whatever the configuration says. */
export function modeOf({ once = false, apply = false, check = false, restore = false }: ModeOptions, config: Config): Mode {
  if (once && (apply || check || restore))
    throw new CliError('usage', 'ERR_USAGE', '--once only looks: it goes with none of --apply, --check, --restore', 'leave --once out');
  if (once) return { mode: 'observe', checks: false, restores: false };
  const mode = apply ? 'apply' : config.mode;
  if (restore && mode === 'observe')
    throw new CliError('usage', 'ERR_USAGE', '--restore goes with --apply', 'multihome restore puts back what an agent left');
  return { mode, checks: check || mode === 'apply', restores: restore };
}

/** Said once at the start; null: all is well. */
export function warningOf({ mode, checks }: Mode, { checks: { http, https } }: Config): string | null {
  if (!checks || http.length + https.length > 0) return null;
  const follows = 'a network whose router and resolver answer is assumed to be good';
  return `warning: ${mode === 'apply' ? 'applying' : 'checking'} without a check endpoint: ${follows}; set checks.http in the configuration`;
}
