/** An export as a stream of bytes, plain or gzip, into what it says: by the same code that the agent imports with. */
import { entryReader, type ImportEntry } from '../machines/model/exported/entries.ts';
import { OCTETS } from './octets.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes, unpacked; a file that is longer as it is need not be begun. A guess: 2,000,000 facts, and a page that still has memory to work in. */
export const LOG_MAX = 2 ** 31;
export const SHORTER = '`multihome export --from SEQ --to SEQ` writes a part of it';

/** `read`: told how many bytes of the file have been taken. Nothing is thrown; an error is the last entry. */
export async function* readLog(source: ReadableStream<Bytes>, read: (bytes: number) => void = () => {}): AsyncGenerator<ImportEntry> {
  const reader = entryReader(OCTETS);
  const pieces = (await unpacked(counted(source, read))).getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await pieces.read();
      if (done) break;
      bytes += value.length;
      if (bytes > LOG_MAX) return yield reader.fault('tooLong', `the log is larger than ${LOG_MAX >> 20} MB unpacked: ${SHORTER}`);
      for (const entry of reader.push(value)) {
        yield entry;
        if (!entry.ok) return;
      }
    }
  } catch (error) {
    // A stream that breaks off is damaged gzip, or a file that went away under the page.
    yield reader.fault('gzip', error instanceof Error ? error.message : String(error));
    return;
  } finally {
    // After an error nobody reads on; where the stream has failed itself there is nothing to cancel.
    void pieces.cancel().catch(() => {});
  }
  const end = reader.end();
  if (end) yield end;
}

function counted(source: ReadableStream<Bytes>, read: (bytes: number) => void): ReadableStream<Bytes> {
  let bytes = 0;
  const transform = (piece: Bytes, out: TransformStreamDefaultController<Bytes>) => {
    bytes += piece.length;
    read(bytes);
    out.enqueue(piece);
  };
  return source.pipeThrough(new TransformStream<Bytes, Bytes>({ transform }));
}

/** As gzip begins: RFC 1952 §2.3.1. Both bytes come in the first piece of any file that a browser reads. */
async function unpacked(source: ReadableStream<Bytes>): Promise<ReadableStream<Bytes>> {
  const [head, whole] = source.tee();
  const reader = head.getReader();
  const { value } = await reader.read();
  void reader.cancel();
  const isPacked = value?.[0] === 0x1f && value[1] === 0x8b;
  return isPacked ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
}
