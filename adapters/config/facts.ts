/** The configuration as facts: the settings, and one policy an author. */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Author } from '../../machines/model/policy.ts';
import { Settings } from '../../machines/model/settings.ts';
import { type Config, DEFAULT_CONFIG } from './schema.ts';

const AUTHORS = ['user', 'application', 'operator', 'system'] as const satisfies readonly Author[];
/** As long as `policy.loaded` holds. */
const FROM_MAX = 512;

/** `from` names the file. An author who had rules before and has none now is told so by an empty policy. */
export function toFacts(config: Config, from: string, before: Config = DEFAULT_CONFIG): readonly Unstamped[] {
  const loaded = AUTHORS.flatMap((author) => {
    const rules = config.policies[author] ?? (before.policies[author] ? [] : null);
    return rules ? [world('policy.loaded', { author, pvd: null, rules, from: from.slice(0, FROM_MAX) })] : [];
  });
  return [world('settings.loaded', { settings: toSettings(config) }), ...loaded];
}

export function toSettings(config: Config): Settings {
  const { authority, interfaces, names, useUnknown, linger, steadiness, manage, hostModel, fallthrough, ipv6Only } = config;
  const { publish } = config.resolver;
  const { ca: _ca, budget = null, ...checks } = config.checks;
  const sorted = Object.entries(interfaces).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Settings.parse({
    authority,
    interfaces: sorted.map(([name, settings]) => ({ name, ...settings })),
    names,
    useUnknown,
    linger,
    checks: { ...checks, budget },
    steadiness,
    manage,
    hostModel,
    fallthrough,
    ipv6Only,
    resolver: { publish },
  });
}
