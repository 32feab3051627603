/** Being the one agent that changes this network namespace. */
import { AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM } from '../../system/constants.ts';
import { bind, close, describeFault, socket } from '../../system/index.ts';
import { sockaddrUn } from '../../systemd/address.ts';
import { CliError } from '../exit.ts';

/**
 * Abstract names are the network namespace's own (unix(7), network_namespaces(7)), and the kernel lets go of them with the
 * process, however that ends.
 */
const NAME = '@multihome/apply';

/** Throws a CliError: `ERR_APPLY_IN_USE` when another agent applies here. */
export function lockApplying(): Disposable {
  const address = sockaddrUn(NAME);
  const opened = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (!address || !opened.ok) throw new CliError('failed', 'ERR_APPLY', `cannot lock: ${opened.ok ? NAME : describeFault(opened)}`);
  const bound = bind(opened.value, address);
  if (!bound.ok) {
    close(opened.value);
    throw bound.name === 'EADDRINUSE'
      ? new CliError(
          'inUse',
          'ERR_APPLY_IN_USE',
          'another agent applies its decision in this network namespace',
          'stop that one first, or leave --apply out',
        )
      : new CliError('failed', 'ERR_APPLY', `cannot lock: ${describeFault(bound)}`);
  }
  return { [Symbol.dispose]: () => void close(opened.value) };
}
