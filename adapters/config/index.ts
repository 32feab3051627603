/** The configuration: found, parsed with the place of each mistake, and handed over as facts. */
export { toFacts, toSettings } from './facts.ts';
export { type FoundConfig, findConfig } from './find.ts';
export { type ConfigError, type ConfigResult, errorLine, parseConfig } from './parse.ts';
export {
  type Asker,
  defaultConfigPath,
  defaultControlDirectory,
  defaultLogPath,
  namesKeyPath,
  resolvConfBackup,
  thisUser,
} from './paths.ts';
export { Config, DEFAULT_CONFIG, DEFAULT_WEB_PORT } from './schema.ts';
