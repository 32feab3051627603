/** sd_notify(3), heard by a datagram socket as systemd has one. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM } from '../../../adapters/system/constants.ts';
import { bind, close, createReceiver, describeFault, socket, watch } from '../../../adapters/system/index.ts';
import { sockaddrUn } from '../../../adapters/systemd/address.ts';
import { type Manager, openManager } from '../../../adapters/systemd/index.ts';
import { folder } from '../control/served.ts';

type Hearing = {
  heard: readonly string[];
  until(count: number): Promise<readonly string[]>;
  deafen(): void;
  listen(): void;
  close(): void;
};

function hearing(name: string): Hearing {
  const address = sockaddrUn(name);
  const opened = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (!address || !opened.ok) throw new Error('no socket');
  const bound = bind(opened.value, address);
  if (!bound.ok) throw new Error(describeFault(bound));
  const receive = createReceiver(opened.value, 4096);
  const heard: string[] = [];
  const waiting = new Set<() => void>();
  const read = () => {
    for (let got = receive(); got.ok && got.value; got = receive()) heard.push(Buffer.from(got.value.bytes).toString());
    for (const look of waiting) look();
  };
  let stop = watch(opened.value, read);
  return {
    heard,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (heard.length < count) return;
          waiting.delete(look);
          resolve(heard);
        };
        waiting.add(look);
        look();
      }),
    deafen: () => stop(),
    listen: () => {
      stop = watch(opened.value, read);
    },
    close: () => {
      stop();
      close(opened.value);
    },
  };
}

describe.each([
  ['in the file system', (path: string) => join(path, 'notify')],
  ['of an abstract name', (path: string) => `@${path}`],
] as const)('a manager with a socket %s', (_where, nameIn) => {
  let place: ReturnType<typeof folder>;
  let ear: Hearing;
  let manager: Manager | null = null;
  const notices: string[] = [];
  const open = (env: Readonly<Record<string, string>> = {}) => {
    manager = openManager({ NOTIFY_SOCKET: nameIn(place.path), ...env }, (line) => notices.push(line));
    return manager;
  };

  beforeEach(() => {
    place = folder();
    ear = hearing(nameIn(place.path));
    notices.length = 0;
  });
  afterEach(() => {
    manager?.close();
    ear.close();
    place.remove();
  });

  test('hears of the start, a reload and the end, in their order', async () => {
    const { ready, status, reloading, stopping } = open();
    ready('deciding\nfor two');
    status('pvd:wlan0 carries');
    reloading();
    ready('again');
    stopping();
    expect(await ear.until(5)).toEqual([
      'READY=1\nSTATUS=deciding for two',
      'STATUS=pvd:wlan0 carries',
      expect.stringMatching(/^RELOADING=1\nMONOTONIC_USEC=\d+$/),
      'READY=1\nSTATUS=again',
      'STOPPING=1\nSTATUS=stopping',
    ]);
    expect(notices).toEqual([]);
  });

  test('is fed at half of what its watchdog waits', async () => {
    open({ WATCHDOG_USEC: '40000', WATCHDOG_PID: String(process.pid) });
    const begin = performance.now();
    expect(new Set(await ear.until(6))).toEqual(new Set(['WATCHDOG=1']));
    // The first at once, then five at 20 ms; a timer of a busy machine is late, never early by more than its resolution.
    expect(performance.now() - begin).toBeGreaterThan(5 * 19);
  });

  test('is not fed by one who is not watched', async () => {
    open({ WATCHDOG_USEC: '2000', WATCHDOG_PID: String(process.pid + 1) }).ready('up');
    const watched = hearing(`@${place.path}-watched`);
    const other = openManager({ NOTIFY_SOCKET: `@${place.path}-watched`, WATCHDOG_USEC: '10000' }, (line) => notices.push(line));
    await watched.until(4);
    other.close();
    watched.close();
    expect(await ear.until(1)).toEqual(['READY=1\nSTATUS=up']);
  });

  test('that reads too slowly hears the rest when it reads again, the newest of each kind', async () => {
    const { status, ready } = open();
    ear.deafen();
    // More than a socket's queue holds (net.unix.max_dgram_qlen).
    for (let i = 0; i < 5000; i++) status(`number ${i}`);
    ready('at last');
    ear.listen();
    while (ear.heard.at(-1) !== 'READY=1\nSTATUS=at last') await ear.until(ear.heard.length + 1);
    expect(ear.heard.at(-2)).toBe('STATUS=number 4999');
    expect(ear.heard.length).toBeLessThan(5000);
    expect(notices).toEqual([]);
  });

  test('that is gone is told of once', () => {
    const { ready, status } = open();
    ear.close();
    if (nameIn('/').startsWith('@')) ear = hearing(`@${place.path}-other`);
    else ear = hearing(join(place.path, 'other'));
    ready('up');
    status('still up');
    expect(notices).toEqual([expect.stringMatching(/^systemd does not hear us: sendto: E/)]);
  });
});

describe('nobody to tell', () => {
  test.each([
    ['no name at all', undefined, 0],
    ['a name that is no path', 'vsock:2:1234', 1],
    ['a path that no socket can have', `/${'x'.repeat(120)}`, 1],
  ])('%s: words go nowhere', (_what, name, count) => {
    const notices: string[] = [];
    const manager = openManager({ NOTIFY_SOCKET: name, WATCHDOG_USEC: '1000' }, (line) => notices.push(line));
    manager.ready('up');
    manager.stopping();
    manager.close();
    expect(notices).toHaveLength(count);
  });
});
