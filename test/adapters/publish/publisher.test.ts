/** resolv.conf as programs find it: while we run, when others write there, and once we are gone. Never the machine's own. */
import { lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryPublisher, giveBackResolvConf, openPublisher } from '../../../adapters/publish/index.ts';
import type { Command } from '../../../machines/model/command.ts';
import { listen } from '../../contracts/heard.ts';
import { publisherContract } from '../../contracts/publisher.ts';
import { folder } from '../control/served.ts';

const BEFORE = 'nameserver 192.0.2.53\nsearch old.example\n';
let place: ReturnType<typeof folder>;
const [conf, backup] = [() => join(place.path, 'etc/resolv.conf'), () => join(place.path, 'lib/resolv.conf.before')];
const text = () => readFileSync(conf(), 'utf8');
const isOurs = () => text().startsWith('# Written by multihome');

beforeEach(() => {
  place = folder();
  mkdirSync(join(place.path, 'etc'));
  writeFileSync(conf(), BEFORE, { mode: 0o640 });
});
afterEach(() => place.remove());

publisherContract('the one of files', () => ({
  port: openPublisher({ file: conf(), backup: backup() }),
  servers: () => (isOurs() ? [...text().matchAll(/^nameserver (.*)$/gm)].map(([, server = '']) => server) : null),
  overwrite: () => writeFileSync(conf(), BEFORE),
}));
publisherContract('the one in memory', () => {
  const port = createMemoryPublisher();
  return { port, servers: () => port.said.get('resolv.conf')?.servers ?? null, overwrite: () => port.overwrite('resolv.conf') };
});

const PUBLISH: Command = {
  ...{ type: 'names.publish', id: '1.0', target: 'resolv.conf' },
  publication: { to: 'resolv.conf', ifname: null, servers: ['127.0.0.55'], search: [], domains: [], isDefault: true },
};
/** An agent's publisher that has written; `close` is a clean end, without it it was killed. */
async function publishing() {
  const [port, heard] = [openPublisher({ file: conf(), backup: backup() }), listen()];
  await port.open(heard.emit, heard.notice);
  port.carry([PUBLISH]);
  await heard.next('names.published');
  return { port, heard };
}

describe('what was there before comes back', () => {
  test('a file, with its mode', async () => {
    const { port } = await publishing();
    expect([isOurs(), lstatSync(conf()).mode & 0o777]).toEqual([true, 0o644]);
    await port.close();
    expect([text(), lstatSync(conf()).mode & 0o777]).toEqual([BEFORE, 0o640]);
  });

  test('a link, which is not written through', async () => {
    const stub = join(place.path, 'stub.conf');
    renameSync(conf(), stub);
    symlinkSync(stub, conf());
    const { port } = await publishing();
    expect([isOurs(), readFileSync(stub, 'utf8')]).toEqual([true, BEFORE]);
    await port.close();
    expect([readlinkSync(conf()), text()]).toEqual([stub, BEFORE]);
  });

  test('a link that leads nowhere', async () => {
    renameSync(conf(), join(place.path, 'away'));
    symlinkSync('/nowhere/resolv.conf', conf());
    const { port } = await publishing();
    expect(isOurs()).toBe(true);
    await port.close();
    expect(readlinkSync(conf())).toBe('/nowhere/resolv.conf');
  });

  test('nothing', async () => {
    renameSync(conf(), join(place.path, 'away'));
    const { port } = await publishing();
    expect(isOurs()).toBe(true);
    await port.close();
    expect(lstatSync(conf(), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('what others wrote meanwhile stays', async () => {
    const { port, heard } = await publishing();
    writeFileSync(conf(), 'nameserver 198.51.100.53\n');
    await heard.next('names.withdrawn');
    await port.close();
    expect(text()).toBe('nameserver 198.51.100.53\n');
  });

  test('what others wrote, and we wrote over, comes back instead of what was there at first', async () => {
    const { port, heard } = await publishing();
    writeFileSync(conf(), 'nameserver 198.51.100.53\n');
    await heard.next('names.withdrawn');
    port.carry([{ ...PUBLISH, id: '2.0' }]);
    await heard.some('the second answer', (fact): fact is typeof fact => fact.for === '2.0');
    expect(isOurs()).toBe(true);
    await port.close();
    expect(text()).toBe('nameserver 198.51.100.53\n');
  });

  test('killed: when it starts again, and that is said', async () => {
    const killed = await publishing();
    const [port, heard] = [openPublisher({ file: conf(), backup: backup() }), listen()];
    await port.open(heard.emit, heard.notice);
    expect([text(), heard.notices]).toEqual([BEFORE, [expect.stringMatching(/still that of an earlier run/)]]);
    await port.close();
    await killed.port.close();
    expect(text()).toBe(BEFORE);
  });

  test('killed: by multihome restore, which a second time finds nothing', async () => {
    const { port } = await publishing();
    expect([giveBackResolvConf(backup(), conf()), text()]).toEqual([true, BEFORE]);
    expect([giveBackResolvConf(backup(), conf()), text()]).toEqual([false, BEFORE]);
    await port.close();
  });

  test('killed, and what was kept is spoilt: ours goes all the same, for nobody answers there', async () => {
    const { port } = await publishing();
    writeFileSync(backup(), '{');
    expect(giveBackResolvConf(backup(), conf())).toBe(true);
    expect(lstatSync(conf(), { throwIfNoEntry: false })).toBeUndefined();
    await port.close();
  });
});
