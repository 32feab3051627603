/** `multihome view FILE`: a log as a page to look at. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Io, Register } from '../io.ts';
import { logError } from '../offline/fault.ts';
import { type LogFile, openLogFile } from '../offline/logFile.ts';
import { enclose, packedExport, packedFile, readPage, writePage } from '../offline/page.ts';
import { printable } from '../output.ts';

const EXAMPLES = `
The page is one file with the log inside, in a new folder that only this user can read; its path is printed, and a browser opens
it. Names are as they are in the log: to give it to somebody else use multihome export --html.

Examples:
  multihome view incident.ndjson.gz
  xdg-open "$(multihome view log.sqlite)"`;

export const register: Register = (program, io) => {
  program
    .command('view')
    .description('make a page of a log, to look at it in a browser')
    .argument('<file>', 'log.sqlite, or an export of it (.ndjson, .ndjson.gz)')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string) => {
      const from = openLogFile(file);
      try {
        await run(io, from);
      } finally {
        from.close();
      }
    });
};

async function run(io: Io, from: LogFile): Promise<void> {
  const template = readPage();
  const name = basename(from.file);
  const packed = await packedOf(from);
  const page = join(mkdtempSync(join(tmpdir(), 'multihome-view-')), `${name}.html`);
  writePage(page, enclose(template, name, packed));
  io.output().line(printable(page));
  io.output().data({ file: from.file, page });
}

async function packedOf(from: LogFile): Promise<Uint8Array> {
  if (from.kind === 'export') return packedFile(from.file);
  const { bytes, result } = await packedExport(from, { names: 'keep' });
  if (!result.ok) throw logError(from.file, result.error);
  return bytes;
}
