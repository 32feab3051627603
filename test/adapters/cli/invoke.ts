/** A command run in this process, with streams that remember. */
import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { CliError, EXIT } from '../../../adapters/cli/exit.ts';
import { createIo, type Register } from '../../../adapters/cli/io.ts';

export type Ran = {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly error: CliError | null;
  /** The lines of standard output as JSON. */
  readonly json: readonly unknown[];
};

/** `isTty`: standard error is a terminal. */
export async function invoke(registers: readonly Register[], args: readonly string[], isTty = false): Promise<Ran> {
  const [stdout, stderr] = [remembering(false), remembering(isTty)];
  const program = new Command('multihome').option('--json').option('--no-color').exitOverride();
  const io = createIo({ env: {}, stdout: stdout.stream, stderr: stderr.stream, isJson: () => program.opts().json === true });
  for (const register of registers) register(program, io);
  let error: CliError | null = null;
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (caught) {
    if (!(caught instanceof CliError)) throw caught;
    error = caught;
  }
  const out = stdout.text();
  const json = args.includes('--json')
    ? out
        .split('\n')
        .filter(Boolean)
        .map((line): unknown => JSON.parse(line))
    : [];
  return { code: error ? EXIT[error.exit] : io.exitCode, out, err: stderr.text(), error, json };
}

export function helpOf(registers: readonly Register[], name: string): string {
  const program = new Command('multihome');
  const pieces: string[] = [];
  for (const register of registers) register(program, createIo({ isJson: () => false }));
  const command = program.commands.find((c) => c.name() === name);
  command?.configureOutput({ writeOut: (text) => pieces.push(text) }).outputHelp();
  return pieces.join('');
}

function remembering(isTTY: boolean): { readonly stream: NodeJS.WriteStream; text(): string } {
  const pieces: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  // A terminal's stream has more than this, which no command uses.
  return { stream: Object.assign(stream, { isTTY }) as unknown as NodeJS.WriteStream, text: () => Buffer.concat(pieces).toString('utf8') };
}
