/** The arguments of `net.createConnection`: options, or a port and a host; a listener at their end. */
import { ProgramsError } from './errors.ts';
import type { ConnectOptions } from './options.ts';

/** `host`: `localhost` where it is left out, as net has it. */
export type CreateOptions = Omit<ConnectOptions, 'host'> & { readonly host?: string | undefined };
type Listener = () => void;
export type ConnectionArguments =
  | readonly [options: CreateOptions, listener?: Listener]
  | readonly [port: number, listener?: Listener]
  | readonly [port: number, host: string, listener?: Listener];

export function optionsFrom([first, second, third]: ConnectionArguments): {
  readonly options: ConnectOptions;
  readonly listener: Listener | undefined;
} {
  const listener = typeof second === 'function' ? second : third;
  const told = typeof first === 'number' ? { port: first, ...(typeof second === 'string' ? { host: second } : {}) } : first;
  if (typeof told !== 'object' || told === null) throw new ProgramsError('ERR_BAD_OPTION', 'there are no options', ['options, or a port']);
  return { options: { ...told, host: told.host ?? 'localhost' }, listener };
}
