/** unix(7): the address of a socket in the file system, or of an abstract one, whose name systemd writes with an @ for its zero byte. */
import { AF_UNIX } from '../system/constants.ts';

/** sun_path. A name in the file system ends in a zero byte, an abstract one at the length that is given. */
const PATH_MAX = 108;

/** Little-endian, as every architecture is that we ship for. Null for what is no absolute path and no abstract name, or too long for one. */
export function sockaddrUn(name: string): Uint8Array | null {
  const path = Buffer.from(name.startsWith('@') ? `\0${name.slice(1)}` : `${name}\0`);
  if (!/^[@/]./.test(name) || path.length > PATH_MAX) return null;
  const family = Buffer.alloc(2);
  family.writeUInt16LE(AF_UNIX);
  return Buffer.concat([family, path]);
}
