/** A host of files: a temporary root with /run, /etc, /var/lib and /proc, and the door open on it. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { leaseOfBytes } from '../../../adapters/dhcp4/index.ts';
import { openManagers } from '../../../adapters/managers/index.ts';
import type { Unstamped } from '../../../machines/model/facts/index.ts';
import { INTERFACES } from './fixtures.ts';

export type Host = Awaited<ReturnType<typeof openHost>>;

export async function openHost(prepare: (host: ReturnType<typeof files>) => void = () => {}) {
  const root = mkdtempSync(join(tmpdir(), 'managers-'));
  const host = files(root);
  host.process(1, 'init', 'net:[1]');
  symlinkSync('1', join(root, 'proc/self'));
  prepare(host);
  const facts: Unstamped[] = [];
  const notices: string[] = [];
  const interfaces = [...INTERFACES];
  const fed: number[] = [];
  const source = openManagers({ root, interfaces: () => interfaces, readDhcp4: leaseOfBytes, fed: () => fed });
  await source.open(
    (some) => facts.push(...some),
    (line) => notices.push(line),
  );
  return {
    ...host,
    facts,
    notices,
    interfaces,
    /** Numbers of the links that we tell systemd-resolved of. */
    fed,
    source,
    /** Waits for a fact of a type after the first `from`; fails after ten seconds. */
    async fact(type: Unstamped['type'], from = 0, suits: (fact: Unstamped) => boolean = () => true): Promise<Unstamped> {
      const until = performance.now() + 10_000;
      for (;;) {
        const found = facts.slice(from).find((fact) => fact.type === type && suits(fact));
        if (found) return found;
        if (performance.now() > until) throw new Error(`no ${type} within ten seconds, but ${JSON.stringify(facts.slice(from))}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async [Symbol.asyncDispose]() {
      await source.close();
      rmSync(root, { recursive: true });
    },
  };
}

function files(root: string) {
  const at = (path: string): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  return {
    root,
    write(path: string, content: string | Uint8Array, age = 0): void {
      writeFileSync(at(path), content);
      const moment = Date.now() / 1000 - age;
      if (age > 0) utimesSync(join(root, path), moment, moment);
    },
    replace(path: string, content: string | Uint8Array): void {
      writeFileSync(at(`${path}.new`), content);
      renameSync(join(root, `${path}.new`), join(root, path));
    },
    remove: (path: string): void => rmSync(join(root, path), { recursive: true }),
    link: (path: string, target: string): void => symlinkSync(target, at(path)),
    process(pid: number, comm: string, network: string | null = 'net:[1]', cmdline = comm, parent = 0): void {
      writeFileSync(at(`/proc/${pid}/stat`), `${pid} (${comm}) S ${parent} ${pid} ${pid} 0 -1`);
      writeFileSync(at(`/proc/${pid}/comm`), `${comm}\n`);
      writeFileSync(at(`/proc/${pid}/cmdline`), cmdline.replaceAll(' ', '\0'));
      if (network !== null) symlinkSync(network, at(`/proc/${pid}/ns/net`));
    },
  };
}
