/** The arguments of `net.createConnection`: options, or a port and a host; a listener at their end. */
import { ProgramsError } from './errors.ts';
import type { SocketOptions } from './socket.ts';

/** `host`: `localhost` where it is left out, as net has it. */
export type CreateOptions = Omit<SocketOptions, 'host'> & { readonly host?: string | undefined };
type Listener = () => void;
export type ConnectionArguments =
  | readonly [options: CreateOptions, listener?: Listener]
  | readonly [port: number, listener?: Listener]
  | readonly [port: number, host: string, listener?: Listener];

export function optionsFrom([first, second, third]: ConnectionArguments): {
  readonly options: SocketOptions;
  readonly listener: Listener | undefined;
} {
  const listener = typeof second === 'function' ? second : third;
  const told = typeof first === 'object' ? first : { port: Number(first), ...(typeof second === 'string' ? { host: second } : {}) };
  if (told === null || !Number.isInteger(Number(told.port)))
    throw new ProgramsError('ERR_BAD_OPTION', 'there is no port', ['options with a port, or a port; a path has no network']);
  return { options: { ...told, host: told.host ?? 'localhost', port: Number(told.port) }, listener };
}
