/** What every source of programs' connections does: counts them per PvD, ends those that are meant and no others, and answers each command. */
import { afterEach, describe, expect, test } from 'vitest';
import type { MemorySocket } from '../../adapters/linux/sockets/memory.ts';
import type { Command, EndingSpec, Wish } from '../../machines/model/command.ts';
import { Fact, type Unstamped } from '../../machines/model/facts/index.ts';
import type { Owner } from '../../machines/model/facts/socket.ts';
import type { Sink, Source } from '../../machines/model/port.ts';
import { IfName } from '../../machines/model/units.ts';
import { listen } from './heard.ts';

/** `mh-a` has 192.0.2.2, 192.0.2.3 and 2001:db8::2, and fe80::2 as `mh-b` has it too. */
export type SocketsSubject = {
  readonly port: Source & Sink;
  /** A program's connection. `isStalled`: to somebody who never answers. */
  connect(socket: MemorySocket): Promise<{ isOpen(): Promise<boolean> }>;
  /** So many ms go by; nothing where they do so by themselves. */
  pass(ms: number): void;
};

const [A, B, A6, LINK] = ['192.0.2.2', '192.0.2.3', '2001:db8::2', 'fe80::2'];
const owner = (pvd: string, ...addresses: readonly string[]): Owner => ({ pvd, generation: 1, ifname: IfName.parse('mh-a'), addresses });
const watch = (...owners: readonly Owner[]): Wish => ({ type: 'sockets.watch', target: 'sockets', owners });
const end = (addresses: readonly string[], more: Partial<EndingSpec> = {}): Wish => ({
  ...{ type: 'sockets.end', target: 'pvd:mh-a@1', ifname: 'mh-a', addresses, shared: [], isStalled: false },
  ...more,
});

/** The sockets that there are, what is ended, and which of them are open after that. */
const ENDINGS: readonly (readonly [string, readonly MemorySocket[], Wish, readonly boolean[]])[] = [
  ['those of the address, and no others', [{ source: A }, { source: A }, { source: B }], end([A]), [false, false, true]],
  ['of several addresses and both families', [{ source: A }, { source: A6 }, { source: B }], end([A, A6]), [false, false, true]],
  [
    'connected UDP too',
    [
      { source: A, isUdp: true },
      { source: B, isUdp: true },
    ],
    end([A]),
    [false, true],
  ],
  [
    'connected UDP of IPv6, bound to its device or not',
    [
      { source: A6, isUdp: true },
      { source: A6, isUdp: true, device: 'mh-a' },
    ],
    end([A6]),
    [false, false],
  ],
  ['those of a dual-stack program, by their IPv4 address (RFC 4291 §2.5.5.2)', [{ source: `::ffff:${A}` }], end([A]), [false]],
  ['those of a program that has said all and reads on', [{ source: A, is: 'halfClosed' }], end([A]), [false]],
  ['no server that waits for others', [{ source: A, is: 'listening' }, { source: A }], end([A]), [true, false]],
  [
    'of a link-local address, those of its own link (RFC 4007 §6)',
    [
      { source: LINK, device: 'mh-a' },
      { source: LINK, device: 'mh-b' },
    ],
    end([LINK], { shared: [LINK] }),
    [false, true],
  ],
  ['those that are connecting', [{ source: A, isStalled: true }], end([A]), [false]],
  ['none, where there are none', [{ source: B }], end([A]), [true]],
  ['never on loopback', [{ source: '127.0.0.1' }], end(['127.0.0.1']), [true]],
  [
    'of an address that another device has too, only what is bound to this one',
    [{ source: A }, { source: A, isUdp: true, device: 'mh-a' }],
    end([A], { shared: [A] }),
    [true, false],
  ],
  ['not what is bound to another device', [{ source: A, isUdp: true, device: 'mh-b' }, { source: A }], end([A]), [true, false]],
];

export function socketsContract(name: string, create: () => Promise<SocketsSubject> | SocketsSubject): void {
  describe(`${name} counts and ends connections`, () => {
    const open: Source[] = [];
    let number = 0;
    const start = async () => {
      const [subject, heard] = [await create(), listen()];
      open.push(subject.port);
      await subject.port.open(heard.emit, heard.notice);
      const ask = async (wish: Wish): Promise<Unstamped> => {
        const command: Command = { ...wish, id: `${number++}.0` };
        subject.port.carry([command]);
        return heard.some(`answer to ${command.type}`, (fact): fact is Unstamped => fact.for === command.id);
      };
      return { ...subject, heard, ask };
    };
    afterEach(() => Promise.all(open.splice(0).map((port) => port.close())));

    test.each(ENDINGS)('it ends %s', async (_name, sockets, wish, left) => {
      const { connect, ask } = await start();
      const made = await Promise.all(sockets.map(connect));
      const count = left.filter((isOpen) => !isOpen).length;
      expect(await ask(wish)).toMatchObject({ type: 'sockets.ended', class: 'answer', target: 'pvd:mh-a@1', count });
      expect(await Promise.all(made.map((socket) => socket.isOpen()))).toEqual(left);
      // What is gone is not ended again.
      expect(await ask(wish)).toMatchObject({ count: 0 });
    });

    test('it counts what each PvD has, and what of that is stalled; only those are ended where only those are meant', async () => {
      const { connect, ask, heard, pass } = await start();
      const owners = [owner('pvd:mh-a', A, A6), owner('pvd:mh-b', B)];
      const [live] = [await connect({ source: A }), await connect({ source: A6 }), await connect({ source: B })];
      expect(await ask(watch(...owners))).toMatchObject({ type: 'sockets.watched', owners });
      pass(1_000);
      expect(await heard.next('sockets.sampled', (f) => f.pvd === 'pvd:mh-a')).toMatchObject({
        generation: 1,
        open: 2,
        stalled: 0,
        class: 'world',
      });
      expect(await heard.next('sockets.sampled', (f) => f.pvd === 'pvd:mh-b')).toMatchObject({ open: 1, stalled: 0 });
      const silent = await connect({ source: A, isStalled: true });
      pass(2_000);
      expect(await heard.next('sockets.sampled', (f) => f.stalled > 0)).toMatchObject({ pvd: 'pvd:mh-a', open: 3, stalled: 1 });
      expect(await ask(end([A], { isStalled: true }))).toMatchObject({ count: 1 });
      expect([await silent.isOpen(), await live?.isOpen()]).toEqual([false, true]);
      pass(2_000);
      await heard.next('sockets.sampled', (f) => f.pvd === 'pvd:mh-a' && f.stalled === 0 && f.open === 2, heard.facts.length - 1);
      for (const fact of heard.facts) expect(Fact.parse({ ...fact, seq: 0, at: 0 })).toEqual({ ...fact, seq: 0, at: 0 });
    });

    test('it says what it carries, refuses what it does not, and carries nothing after its end', async () => {
      const { port, ask, heard } = await start();
      expect(port.carries).toEqual(['sockets']);
      expect(await ask({ type: 'deadline.disarm', target: 'x' })).toMatchObject({ type: 'command.failed', code: 'ERR_NOT_CARRIED' });
      await port.close();
      const before = heard.facts.length;
      port.carry([{ ...watch(), id: 'late' }]);
      expect(heard.facts).toHaveLength(before);
    });
  });
}
