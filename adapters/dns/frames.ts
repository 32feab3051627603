/** Messages on a stream, each with two bytes of length before it. RFC 1035 §4.2.2, RFC 7766 §8. */

/** Takes what came, and calls for each whole message. Holds no more than the one that is not whole yet. */
export function createFrames(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes.length >= 2) {
      const length = bytes.readUInt16BE(0);
      if (bytes.length < 2 + length) break;
      onMessage(bytes.subarray(2, 2 + length));
      bytes = bytes.subarray(2 + length);
    }
    rest = Buffer.from(bytes);
  };
}

/** In one write, as RFC 7766 §8 asks. */
export function framed(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(2 + message.length);
  bytes.writeUInt16BE(message.length, 0);
  bytes.set(message, 2);
  return bytes;
}
