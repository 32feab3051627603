/** What a service says to the manager that started it: sd_notify(3), as datagrams to the socket that NOTIFY_SOCKET names. */
import { AF_UNIX, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_DGRAM } from '../system/constants.ts';
import { close as closeSocket, describeFault, sendto, socket } from '../system/index.ts';
import { sockaddrUn } from './address.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Manager = {
  /** Ready, for the first time or again after a reload. `status` is one line for people. */
  ready(status: string): void;
  status(status: string): void;
  /** The configuration is about to be read again; `ready` ends it. */
  reloading(): void;
  /** The last word: the watchdog is fed no more. */
  stopping(): void;
  close(): void;
};

/** A manager that is slow to read is tried again so often, this many ms apart; then the words are dropped. A guess. */
const TRIES = 50;
const TRY_EVERY = 100;
const STATUS_MAX = 256;
const NOBODY: Manager = { ready: () => {}, status: () => {}, reloading: () => {}, stopping: () => {}, close: () => {} };

/**
 * Without NOTIFY_SOCKET every word goes nowhere. The watchdog is fed at half of WATCHDOG_USEC from the event loop, so an agent
 * that hangs is not. What cannot be said is told once by `notice`; nothing here throws.
 */
export function openManager(env: Environment, notice: (line: string) => void): Manager {
  const told = env.NOTIFY_SOCKET;
  if (!told) return NOBODY;
  const address = sockaddrUn(told);
  const opened = address ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : null;
  if (!address || !opened?.ok) {
    notice(
      `systemd is not told anything: ${opened && !opened.ok ? describeFault(opened) : `NOTIFY_SOCKET is no unix socket's name: ${told}`}`,
    );
    return NOBODY;
  }
  return speaking(opened.value, address, watchdogOf(env), notice);
}

function speaking(fd: number, address: Uint8Array, feeding: number | null, notice: (line: string) => void): Manager {
  let [waiting, tries, isTold]: [readonly string[], number, boolean] = [[], 0, false];
  let again: NodeJS.Timeout | null = null;
  let isOpen = true;

  /** In their order; what stands behind a word that waits waits too. */
  const send = (): void => {
    again = null;
    while (isOpen && waiting.length > 0) {
      const sent = sendto(fd, Buffer.from(waiting[0] ?? ''), MSG_DONTWAIT, address);
      if (!sent.ok && sent.name === 'EAGAIN' && ++tries < TRIES) {
        again = setTimeout(send, TRY_EVERY).unref();
        return;
      }
      if (!sent.ok && !isTold) notice(`systemd does not hear us: ${describeFault(sent)}`);
      isTold ||= !sent.ok;
      [waiting, tries] = [waiting.slice(1), 0];
    }
  };
  /** A newer word of the same kind replaces one that still waits. */
  const say = (...lines: readonly string[]): void => {
    const kind = lines[0]?.split('=')[0] ?? '';
    waiting = [...waiting.filter((text) => !text.startsWith(`${kind}=`)), lines.join('\n')];
    if (!again) send();
  };
  const dog = feeding === null ? null : setInterval(() => say('WATCHDOG=1'), feeding).unref();
  if (feeding !== null) say('WATCHDOG=1');

  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    if (dog) clearInterval(dog);
    if (again) clearTimeout(again);
    closeSocket(fd);
  };
  return {
    ready: (status) => say('READY=1', statusLine(status)),
    status: (status) => say(statusLine(status)),
    reloading: () => say('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => say('STOPPING=1', 'STATUS=stopping'),
    close,
  };
}

const statusLine = (text: string): string => `STATUS=${text.replace(/\s+/g, ' ').slice(0, STATUS_MAX)}`;

/** ms between two meals, null when nobody watches; another process of the service may be the one that is watched. */
function watchdogOf({ WATCHDOG_USEC, WATCHDOG_PID }: Environment): number | null {
  const micros = Number(WATCHDOG_USEC ?? 0);
  const isOurs = WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === process.pid;
  return isOurs && Number.isSafeInteger(micros) && micros > 0 ? Math.max(1, Math.floor(micros / 2000)) : null;
}
