/** The page with a log inside: one HTML file that opens from disk and asks nobody for anything. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type ExportOptions, type ExportResult, exportLog } from '../../log/index.ts';
import { CliError } from '../exit.ts';
import type { LogFile } from './logFile.ts';

/** Beside the bundle, and where the build puts it for those who run the sources. */
const PLACES = ['./page/index.html', '../../../dist/page/index.html'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const EMPTY = '<script id="log" type="application/octet-stream"></script>';

/** The empty page, as the build made it. */
export function readPage(): string {
  const path = PLACES.find((place) => existsSync(place));
  if (path === undefined) throw new CliError('failed', 'ERR_NO_PAGE', 'the page has not been built', 'npm run build makes it');
  return readFileSync(path, 'utf8');
}

/** `packed`: what `export --gzip` writes. `name` is shown as it is, whatever is in it. */
export function enclose(page: string, name: string, packed: Uint8Array): string {
  const [before, after] = page.split(EMPTY);
  if (before === undefined || after === undefined) throw new TypeError('the page has no place for a log');
  const log = Buffer.from(packed).toString('base64');
  return `${before}<script id="log" type="application/octet-stream" data-name="${attribute(name)}">${log}</script>${after}`;
}

const attribute = (text: string): string => text.replace(/[&"<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Only for this user's eyes, and never over something else. */
export function writePage(path: string, html: string): void {
  try {
    writeFileSync(path, html, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EEXIST')
      throw new CliError('failed', 'ERR_EXISTS', `${path}: there is such a file already`, 'give another name, or remove it');
    throw new CliError('failed', 'ERR_ACCESS', `${path}: cannot be written (${error.code})`, null, { cause: error });
  }
}

/** A log as a packed export in memory; of a damaged one what is good. */
export async function packedExport(
  { log }: LogFile & { readonly kind: 'log' },
  options: ExportOptions,
): Promise<{ readonly bytes: Uint8Array; readonly result: ExportResult }> {
  const pieces: Buffer[] = [];
  const target = new Writable({
    write(piece, _encoding, done) {
      pieces.push(piece);
      done();
    },
  });
  const result = await exportLog(log, target, { ...options, gzip: true });
  return { bytes: Buffer.concat(pieces), result };
}

/** An export as it is, packed if it is not. */
export function packedFile(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes : gzipSync(bytes);
}
