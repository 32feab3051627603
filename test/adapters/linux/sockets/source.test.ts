/** The contract on a real kernel in a network namespace of its own, and on the double; and what only the double shows. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { createMemorySockets, type MemorySocket } from '../../../../adapters/linux/sockets/index.ts';
import type { Unstamped } from '../../../../machines/model/facts/index.ts';
import type { Emit } from '../../../../machines/model/port.ts';
import { IfName } from '../../../../machines/model/units.ts';
import { listen } from '../../../contracts/heard.ts';
import { type SocketsSubject, socketsContract } from '../../../contracts/sockets.ts';
import { suite } from '../../../tools/needs.ts';

const WORKER = new URL('./worker.ts', import.meta.url).pathname;
const WIRES = [
  ...[
    'link set lo up',
    'link add mh-a index 10 type veth peer name mh-a2 index 21',
    'link add mh-b index 12 type veth peer name mh-b2 index 23',
  ],
  ...[
    'addr add 192.0.2.2/24 dev mh-a',
    'addr add 192.0.2.1/24 dev mh-a',
    'addr add 2001:db8::1/64 dev mh-a nodad',
    'addr add 192.0.2.3/24 dev mh-a',
    'addr add 2001:db8::2/64 dev mh-a nodad',
    ...['mh-a', 'mh-b'].flatMap((dev) => [`addr add fe80::1/64 dev ${dev} nodad`, `addr add fe80::2/64 dev ${dev} nodad`]),
  ],
  ...['link set mh-a2 up', 'link set mh-b2 up', 'link set mh-a up', 'link set mh-b up'],
];

type Line = { facts?: readonly Unstamped[]; notice?: string; opened?: true; made?: number; isOpen?: boolean; number?: number };

/** `bare`: without CAP_NET_ADMIN. */
function createReal(bare = false): SocketsSubject {
  const setUp = `${WIRES.map((line) => `ip ${line}`).join(' && ')} && exec ${bare ? 'setpriv --bounding-set=-net_admin --inh-caps=-all' : ''} "$@"`;
  const child = spawn('unshare', [process.getuid?.() === 0 ? '-n' : '-Urn', 'sh', '-ec', setUp, 'sh', process.execPath, WORKER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const heard: Line[] = [];
  const waiting = new Set<() => void>();
  let [emit, notice]: [Emit, (line: string) => void] = [() => {}, () => {}];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line: Line = JSON.parse(text);
    if (line.facts) emit(line.facts);
    if (line.notice !== undefined) notice(line.notice);
    heard.push(line);
    for (const look of [...waiting]) look();
  });
  const until = (accepts: (line: Line) => boolean, from = 0): Promise<Line> => {
    const { promise, resolve, reject } = Promise.withResolvers<Line>();
    const timer = setTimeout(() => reject(new Error('waited in vain for the worker')), 15_000);
    const look = (): void => {
      const found = heard.slice(from).find(accepts);
      if (!found) return;
      clearTimeout(timer);
      waiting.delete(look);
      resolve(found);
    };
    waiting.add(look);
    look();
    return promise;
  };
  const tell = (order: object): void => void child.stdin.write(`${JSON.stringify(order)}\n`);
  let number = 0;
  return {
    port: {
      name: 'sockets in a namespace',
      carries: ['sockets'],
      open: async (to, say) => {
        [emit, notice] = [to, say];
        await until((line) => line.opened === true);
      },
      carry: (commands) => tell({ carry: commands }),
      close: async () => {
        if (child.exitCode !== null) return;
        const { promise, resolve } = Promise.withResolvers<void>();
        child.once('close', () => resolve());
        child.stdin.end();
        await promise;
      },
    },
    connect: async (socket: MemorySocket) => {
      const own = number++;
      tell({ connect: socket, number: own });
      await until((line) => line.made === own);
      return {
        isOpen: async () => {
          const from = heard.length;
          tell({ ask: own });
          return (await until((line) => line.number === own, from)).isOpen === true;
        },
      };
    },
    pass: () => {},
  };
}

const INDEXES = { 'mh-a': 10, 'mh-b': 12 };
socketsContract('the double', () => {
  const port = createMemorySockets(INDEXES);
  const connect = async (socket: MemorySocket) => {
    const made = port.connect(socket);
    return { isOpen: async () => made.isOpen };
  };
  return { port, connect, pass: port.pass };
});

suite('a real kernel', ['lab'], () => {
  socketsContract('sock_diag', () => createReal());

  test('without CAP_NET_ADMIN it says so once, counts on, and ends nothing', async () => {
    const [subject, heard] = [createReal(true), listen()];
    await subject.port.open(heard.emit, heard.notice);
    const socket = await subject.connect({ source: '192.0.2.2' });
    const owners = [{ pvd: 'pvd:mh-a', generation: 1, ifname: IfName.parse('mh-a'), addresses: ['192.0.2.2'] }];
    subject.port.carry([{ id: '1', type: 'sockets.watch', target: 'sockets', owners }]);
    await heard.next('sockets.sampled', (f) => f.open === 1);
    const spec = { ifname: 'mh-a', addresses: ['192.0.2.2'], shared: [], isStalled: false };
    for (const id of ['2', '3']) {
      subject.port.carry([{ id, type: 'sockets.end', target: 'pvd:mh-a@1', ...spec }]);
      const failed = await heard.some('an answer', (f): f is Unstamped => f.for === id);
      expect(failed).toMatchObject({ type: 'command.failed', code: 'EPERM' });
    }
    expect(await socket.isOpen()).toBe(true);
    expect(heard.notices).toEqual([expect.stringContaining('cannot be ended here (EPERM)')]);
    await subject.port.close();
  });
});

describe('how often it is told', () => {
  const started = async () => {
    const [port, heard] = [createMemorySockets(INDEXES), listen()];
    await port.open(heard.emit, heard.notice);
    const owners = [{ pvd: 'pvd:mh-a', generation: 1, ifname: IfName.parse('mh-a'), addresses: ['192.0.2.2'] }];
    port.carry([{ id: '1', type: 'sockets.watch', target: 'sockets', owners }]);
    await heard.next('sockets.watched');
    return { port, heard, told: () => heard.facts.filter((f) => f.type === 'sockets.sampled').length };
  };

  test('that connections come and go, every ten seconds at most; what stalls, at most once a second; nothing new, never', async () => {
    const { port, told } = await started();
    port.pass(5_000);
    expect(told()).toBe(0);
    const first = port.connect({ source: '192.0.2.2' });
    port.pass(500);
    expect(told()).toBe(1);
    port.connect({ source: '192.0.2.2' });
    port.pass(9_000);
    expect(told()).toBe(1);
    port.pass(1_000);
    expect(told()).toBe(2);
    first.stall();
    port.pass(1_000);
    expect(told()).toBe(3);
    port.pass(60_000);
    expect(told()).toBe(3);
  });

  test('what stalls after what stalled was ended is told of, also where it is as many', async () => {
    const { port, heard, told } = await started();
    port.connect({ source: '192.0.2.2' }).stall();
    port.pass(500);
    const spec = { ifname: 'mh-a', addresses: ['192.0.2.2'], shared: [], isStalled: true };
    port.carry([{ id: '2', type: 'sockets.end', target: 'pvd:mh-a@1 stalled', ...spec }]);
    await heard.next('sockets.ended', (f) => f.count === 1);
    port.connect({ source: '192.0.2.2' }).stall();
    port.pass(1_000);
    expect(told()).toBe(2);
    expect(heard.facts.at(-1)).toMatchObject({ open: 1, stalled: 1 });
  });

  test('a kernel that cannot end a socket (no CONFIG_INET_DIAG_DESTROY) is said to once', async () => {
    const { port, heard } = await started();
    port.connect({ source: '192.0.2.2' });
    port.refuse('EOPNOTSUPP');
    const spec = { ifname: 'mh-a', addresses: ['192.0.2.2'], shared: [], isStalled: false };
    for (const id of ['2', '3']) port.carry([{ id, type: 'sockets.end', target: 'pvd:mh-a@1', ...spec }]);
    await heard.some('both answers', (f): f is Unstamped => f.for === '3');
    expect(heard.facts.filter((f) => f.type === 'command.failed').map((f) => f.code)).toEqual(['EOPNOTSUPP', 'EOPNOTSUPP']);
    expect(heard.notices).toHaveLength(1);
  });
});
