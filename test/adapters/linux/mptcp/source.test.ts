/** The contract on a real kernel in a network namespace of its own, and on the double; and kernels that have or allow none of it. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { createMemoryMptcp } from '../../../../adapters/linux/index.ts';
import type { Unstamped } from '../../../../machines/model/facts/index.ts';
import type { Emit } from '../../../../machines/model/port.ts';
import { listen } from '../../../contracts/heard.ts';
import { type MptcpSubject, mptcpContract } from '../../../contracts/mptcp.ts';
import { suite } from '../../../tools/needs.ts';

const WORKER = new URL('./worker.ts', import.meta.url).pathname;
const asRoot = process.getuid?.() === 0;
const WIRES = [
  'link add mh-a index 10 type veth peer name mh-a2 index 21',
  ...['addr add 192.0.2.2/24 dev mh-a', 'addr add 2001:db8::2/64 dev mh-a nodad', 'link set mh-a up'],
];
type Line = { facts?: readonly Unstamped[]; notice?: string; opened?: true };

/** `bare`: without CAP_NET_ADMIN. */
function createReal(bare = false): MptcpSubject {
  const setUp = `${WIRES.map((line) => `ip ${line}`).join(' && ')} && exec ${bare ? 'setpriv --bounding-set=-net_admin --inh-caps=-all' : ''} "$@"`;
  const child = spawn('unshare', [asRoot ? '-n' : '-Urn', 'sh', '-ec', setUp, 'sh', process.execPath, WORKER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return {
    port: {
      name: 'mptcp in a namespace',
      carries: ['endpoint', 'mptcp'],
      open: (emit: Emit, notice) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
        createInterface({ input: child.stdout }).on('line', (text) => {
          const line: Line = JSON.parse(text);
          if (line.facts) emit(line.facts);
          if (line.notice !== undefined) notice(line.notice);
          if (line.opened) resolve();
        });
        return promise;
      },
      carry: (commands) => void child.stdin.write(`${JSON.stringify(commands)}\n`),
      close: async () => {
        if (child.exitCode !== null) return;
        const { promise, resolve } = Promise.withResolvers<void>();
        child.once('close', () => resolve());
        child.stdin.end();
        await promise;
      },
    },
    add: (address) => {
      const enter = ['-t', String(child.pid), '-n', ...(asRoot ? [] : ['-U', '--preserve-credentials'])];
      const ran = spawnSync('nsenter', [...enter, 'ip', 'mptcp', 'endpoint', 'add', address, 'dev', 'mh-a', 'subflow'], {
        encoding: 'utf8',
      });
      if (ran.status !== 0) throw new Error(ran.stderr);
    },
  };
}

mptcpContract('the double', () => {
  const port = createMemoryMptcp({ 'mh-a': 10 });
  return { port, add: (address) => port.add({ number: 1, address, index: 10, flags: ['subflow'] }) };
});

suite('a real kernel', ['lab'], () => {
  mptcpContract('the path manager', () => createReal());

  test('without CAP_NET_ADMIN nothing is changed, and that is said', async () => {
    const [{ port }, heard] = [createReal(true), listen()];
    await port.open(heard.emit, heard.notice);
    port.carry([{ id: '1', type: 'mptcp.limit', target: 'mptcp', limits: { subflows: 3, accepted: 0 } }]);
    const answer = await heard.some('an answer', (f): f is Unstamped => f.for === '1');
    expect(answer).toMatchObject({ type: 'command.failed', code: 'EPERM' });
    await port.close();
  });
});

describe('a kernel without multipath TCP', () => {
  test('is said to once, and tells nothing', async () => {
    const [port, heard] = [createMemoryMptcp({}, null), listen()];
    await port.open(heard.emit, heard.notice);
    expect(heard.facts).toEqual([]);
    expect(heard.notices).toEqual([expect.stringContaining('multipath TCP is left alone here')]);
  });
});
