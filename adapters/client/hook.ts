/**
 * The hook that we give to a client, and what it writes: `1 EVENT BASE64`, the base64 of its whole environment as the client
 * set it. What a network sends is thus never read by a shell. Without an agent there is no FIFO, and the hook does nothing.
 */
import { renameSync, writeFileSync } from 'node:fs';

export type HookLine = { readonly event: string; readonly env: ReadonlyMap<string, string> };
export type HookReading = { readonly ok: true; readonly value: HookLine } | { readonly ok: false; readonly problem: string };

/** Of the environment in bytes: a DHCP message of 576 bytes makes about 3 KiB of text. */
const ENVIRONMENT_MAX = 16_384;
/** Of a line: base64 is 4/3, and a few words. */
export const HOOK_LINE_MAX = 24_576;
const LINE = /^1 ([a-z0-9-]{1,32}) ([A-Za-z0-9+/]*={0,2})$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** `fifo` and `event` are shell words. The FIFO is opened for both, so that one which nobody reads holds nobody up. */
const script = (what: string, fifo: string, event: string): string => `#!/bin/sh
# ${what}: tells multihome what happened, in one line. It changes nothing itself.
fifo=${fifo}
[ -p "$fifo" ] || exit 0
said=$(head -c ${ENVIRONMENT_MAX} "/proc/$$/environ" | base64 | tr -d '\\n')
printf '1 %s %s\\n' ${event} "$said" 1<>"$fifo"
`;

/** Where the client is ours, the FIFO is in its environment and the event is the first argument. */
export const ownHook = (what: string): string => script(what, '$MULTIHOME_FIFO', '"$1"');
/** Where the client is another's, the FIFO is where it always is, and the event is the folder or the name that the hook is called by. */
export const foreignHook = (what: string, fifo: string, event: string): string => script(what, quoted(fifo), event);

/** It is whole or not there: a client may run it at any moment. */
export function writeHook(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o700 });
  renameSync(`${path}.new`, path);
}

/** null is a line that was too long. */
export function parseHookLine(line: string | null): HookReading {
  if (line === null) return wrong(`a line of more than ${HOOK_LINE_MAX} bytes`);
  const found = LINE.exec(line);
  if (!found) return wrong('no line of the hook');
  const bytes = Buffer.from(found[2] ?? '', 'base64');
  if (bytes.length === 0) return wrong('no environment: the hook has no /proc, or no base64');
  if (bytes.at(-1) !== 0) return wrong('an environment that was cut: it is larger than a DHCP message can make it');
  const words = bytes.toString('utf8').slice(0, -1).split('\0');
  const env = new Map(words.flatMap((word) => pair(word)));
  return { ok: true, value: { event: found[1] ?? '', env } };
}

/** What has no name that a shell would take is left out. */
function pair(word: string): readonly (readonly [string, string])[] {
  const at = word.indexOf('=');
  const name = word.slice(0, Math.max(at, 0));
  return NAME.test(name) ? [[name, word.slice(at + 1)]] : [];
}

const wrong = (problem: string): HookReading => ({ ok: false, problem });
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
