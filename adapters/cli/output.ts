/** Where a command's words go: text for people, one JSON value for programs. */
import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';
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
  /** The text in that style, where stdout shows colours; to be put around what is printable already. */
  style(style: Style, text: string): string;
};

export function createOutput(
  isJson: boolean,
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
  isColored = false,
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
    style: (style, text) => (isColored && stdout.isTTY === true ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** Strings from networks and files, safe for a terminal: no control characters, no escape sequences. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** The same, on one line. */
export const oneLine = (text: string): string => printable(text).replace(/[\t\n]/g, ' ');

/** Columns as wide as their widest cell, two spaces apart; every cell made printable. The last column runs free. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], output: Pick<Output, 'style'>): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (cell === '' ? '-' : oneLine(cell))));
  const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => (row[i] ?? '').length)));
  const lined = (row: readonly string[]) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ');
  return [output.style('bold', lined(heads)), ...cells.map(lined)];
}
