/** What a command is given of the world, so that a test can give another one. */
import type { Command } from 'commander';
import { createOutput, type Output } from './output.ts';

export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadableStream;
  /** Where this invocation's words go: `--json` and `--no-color` are read from `program`'s own options. */
  output(): Output;
  /** Ends the command with this exit code when it returns; 0 until then. A failure is thrown as a CliError instead. */
  exitWith(code: number): void;
};

/** Every file in commands/ exports one of these, named `register`. Actions are async and throw CliError. */
export type Register = (program: Command, io: Io) => void;

export type IoOptions = Partial<Pick<Io, 'env' | 'stdout' | 'stderr' | 'stdin'>> & {
  readonly isJson: () => boolean;
  readonly isColored?: () => boolean;
};

export function createIo(options: IoOptions): Io & { readonly exitCode: number } {
  let exitCode = 0;
  const stdout = options.stdout ?? process.stdout;
  const stderr = options.stderr ?? process.stderr;
  return {
    env: options.env ?? process.env,
    stdout,
    stderr,
    stdin: options.stdin ?? process.stdin,
    output: () => createOutput(options.isJson(), stdout, stderr, options.isColored?.() ?? false),
    exitWith: (code) => {
      exitCode = code;
    },
    get exitCode() {
      return exitCode;
    },
  };
}
