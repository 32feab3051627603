/** What hosts, networks and the Internet of one lab share: where they live, and numbers that are never given twice. */
import { createHash } from 'node:crypto';
import { formatAddress } from '../../machines/model/address.ts';
import { type Authority, openAuthority } from './authority.ts';
import { LabError } from './exec.ts';
import type { Ground, Space } from './space.ts';
import { openInside } from './space.ts';

export type Core = {
  readonly ground: Ground;
  readonly outermost: Space;
  /** A space in the lab; its namespace is called `mh-RANDOM-NAME`. */
  add(name: string, script: string): Promise<Space>;
  remove(space: Space): Promise<void>;
  /**
   * Two interface indices, for the ends of a veth pair. Ends with equal indices (which new namespaces give by themselves)
   * would have their loss of carrier reported only once a second, as linkwatch does for physical cards.
   */
  nextIndices(): readonly [number, number];
  /** One for the whole lab, made when first asked for. */
  authority(): Promise<Authority>;
  /** Locally administered; the same for the same seed and label. */
  mac(label: string): string;
};

export function coreOf(ground: Ground, outermost: Space, prefix: string, seed: number): Core {
  let index = 10;
  let authority: Promise<Authority> | undefined;
  const names = new Set<string>();
  return {
    ground,
    outermost,
    add: async (name, script) => {
      if (!/^[a-z0-9][a-z0-9-]{0,19}$/.test(name)) throw new LabError(`not a name for a host or network: ${JSON.stringify(name)}`);
      if (names.has(name)) throw new LabError(`there is a ${name} in this lab already`);
      names.add(name);
      await outermost.run('ip', ['netns', 'add', prefix + name]);
      return openInside(ground, outermost, prefix + name, script);
    },
    remove: async (space) => {
      await space.close();
      await outermost.run('ip', ['netns', 'delete', space.name]);
      names.delete(space.name.slice(prefix.length));
    },
    nextIndices: () => {
      index += 2;
      return [index, index + 1];
    },
    authority: () => {
      authority ??= openAuthority(ground);
      return authority;
    },
    mac: (label) =>
      `02:${createHash('sha256')
        .update(`${seed} ${label}`)
        .digest('hex')
        .slice(0, 10)
        .replaceAll(/..(?!$)/g, '$&:')}`,
  };
}

/** Several changes by one `ip`. */
export async function batch(space: Space, lines: readonly string[]): Promise<void> {
  await space.run('ip', ['-batch', '-'], { input: `${lines.join('\n')}\n` });
}

/** The address that an interface makes of its MAC. RFC 4291 appendix A. */
export function linkLocalOf(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  return formatAddress(Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0xff, 0xfe, d, e, f));
}
