/** Where a command's words go: text for people, one JSON value for programs. */
import { stripVTControlCharacters } from 'node:util';

export type Output = {
  readonly isJson: boolean;
  /** Whether stdout is a terminal: colours and progress only then. */
  readonly isTerminal: boolean;
  /** One line for people; nothing in JSON mode. */
  line(text: string): void;
  /** The result for programs; nothing in text mode. A stream prints one a line. */
  data(value: unknown): void;
  /** To stderr, in both modes. */
  note(text: string): void;
};

export function createOutput(
  isJson: boolean,
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): Output {
  return {
    isJson,
    isTerminal: stdout.isTTY === true,
    line: (text) => {
      if (!isJson) stdout.write(`${text}\n`);
    },
    data: (value) => {
      if (isJson) stdout.write(`${JSON.stringify(value)}\n`);
    },
    note: (text) => {
      stderr.write(`${printable(text)}\n`);
    },
  };
}

/** Strings from networks and files, safe for a terminal: no control characters, no escape sequences. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
