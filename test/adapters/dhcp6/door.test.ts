/** What the door answers where it cannot run dhcpcd, and what it hears of its hook; a real dhcpcd is in test/lab/dhcp6.test.ts. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openDhcp6 } from '../../../adapters/dhcp6/index.ts';
import type { Command } from '../../../machines/model/command.ts';
import type { Unstamped } from '../../../machines/model/facts/index.ts';

async function openBed(named?: string) {
  const root = mkdtempSync(join(tmpdir(), 'dhcp6-'));
  const program = named ?? join(root, 'stays');
  writeFileSync(join(root, 'stays'), STAYS, { mode: 0o755 });
  const facts: Unstamped[] = [];
  const folder = join(root, 'clients');
  const door = openDhcp6({ folder, program, root });
  await door.open(
    (some) => facts.push(...some),
    () => {},
  );
  return {
    root,
    own: join(folder, 'dhcpcd.eth0'),
    facts,
    door,
    write(path: string, text: string): void {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    async until<T extends Unstamped>(what: string, holds: (fact: Unstamped) => fact is T | Unstamped): Promise<Unstamped> {
      for (const end = performance.now() + 20_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 5))) {
        const found = facts.find(holds);
        if (found) return found;
      }
      throw new Error(`no ${what} among ${JSON.stringify(facts)}`);
    },
    async [Symbol.asyncDispose]() {
      await door.close();
      rmSync(root, { recursive: true });
    },
  };
}
const command = (type: 'client.start' | 'client.stop', ifname = 'eth0'): Command => ({
  ...{ type, id: `1.${type}`, target: `dhcpcd ${ifname}` },
  client: { client: 'dhcpcd', ifname, managed: true, delegated: false, ipv6Only: false },
});
const isOf =
  (type: Unstamped['type']) =>
  (fact: Unstamped): fact is Unstamped =>
    fact.type === type;
/** Runs until it is ended, as dhcpcd does. */
const STAYS = '#!/bin/sh\nexec sleep 600\n';
async function running() {
  const bed = await openBed();
  bed.door.carry([command('client.start')]);
  await bed.until('start', isOf('client.started'));
  return bed;
}
/** As the hook writes it. */
const hookLine = (env: Readonly<Record<string, string>>): string =>
  `1 dhcpcd ${Buffer.from(
    Object.entries(env)
      .map(([key, value]) => `${key}=${value}\0`)
      .join(''),
  ).toString('base64')}\n`;
const BOUND = { reason: 'INFORM6', interface: 'eth0', new_dhcp6_mh_dns: '20010db8000100000000000000000053' };

test('without the program the command fails, and says what to install', async () => {
  await using bed = await openBed('no-such-dhcpcd');
  bed.door.carry([command('client.start')]);
  expect(await bed.until('failure', isOf('command.failed'))).toMatchObject({
    class: 'answer',
    for: '1.client.start',
    code: 'ERR_NO_PROGRAM',
  });
});

test.each(['pid', 'eth0.pid', 'eth0-6.pid'])(
  'beside a dhcpcd that holds %s none is started: it would hand over its arguments',
  async (file) => {
    await using bed = await openBed('/bin/true');
    bed.write(`run/dhcpcd/${file}`, '4242\n');
    bed.write('proc/4242/comm', 'dhcpcd\n');
    bed.door.carry([command('client.start')]);
    expect(await bed.until('failure', isOf('command.failed'))).toMatchObject({
      code: 'ERR_IN_USE',
      problem: expect.stringContaining('process 4242'),
    });
  },
);

test('another client’s command is not ours, and no interface name is refused', async () => {
  await using bed = await openBed('/bin/true');
  bed.door.carry([
    {
      ...command('client.start'),
      client: { client: 'udhcpc', ifname: 'eth0', managed: false, delegated: false, ipv6Only: false },
    } as Command,
  ]);
  bed.door.carry([command('client.start', 'a/b')]);
  expect(await bed.until('failure', isOf('command.failed'))).toMatchObject({ code: 'EINVAL', target: 'dhcpcd a/b' });
  expect(bed.facts).toHaveLength(1);
});

test('what is in the folder is ours alone; what the hook writes is a fact, whatever else is written is refused', async () => {
  await using bed = await running();
  for (const file of ['fifo', 'conf']) expect([file, statSync(join(bed.own, file)).mode & 0o777]).toEqual([file, 0o600]);
  expect(statSync(bed.own).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(bed.own, 'conf'), 'utf8')).toContain(`script ${bed.own}/script\n`);
  writeFileSync(join(bed.own, 'fifo'), `; reboot\n${hookLine(BOUND)}`);
  expect(await bed.until('lease', isOf('lease6.bound'))).toMatchObject({ ifname: 'eth0', kind: 'stateless', dns: ['2001:db8:1::53'] });
  expect(bed.facts.filter(isOf('lease6.rejected'))).toMatchObject([{ ifname: 'eth0', file: 'hook' }]);
});

test('stopped: the answer, the loss of what it held, and nothing more; the FIFO is gone', async () => {
  await using bed = await running();
  writeFileSync(join(bed.own, 'fifo'), hookLine(BOUND));
  await bed.until('lease', isOf('lease6.bound'));
  bed.door.carry([command('client.stop')]);
  expect(await bed.until('loss', isOf('lease6.lost'))).toMatchObject({
    ifname: 'eth0',
    client: 'dhcpcd',
    reason: 'the client was stopped',
  });
  expect(bed.facts.map((fact) => fact.type)).toEqual(['client.started', 'lease6.bound', 'command.done', 'lease6.lost']);
  expect(existsSync(join(bed.own, 'fifo'))).toBe(false);
});

test('sec-2: a thousand events at once are few facts, and the last one counts', async () => {
  await using bed = await running();
  const many = Array.from({ length: 1_000 }, (_, i) =>
    hookLine({ ...BOUND, new_dhcp6_mh_dns: `20010db8${'0'.repeat(20)}${(i + 1).toString(16).padStart(4, '0')}` }),
  );
  // Not in this thread: the pipe holds less, and the reader is here.
  await writeFile(join(bed.own, 'fifo'), many.join(''));
  await bed.until('last event', (fact): fact is Unstamped => fact.type === 'lease6.bound' && fact.dns[0] === '2001:db8::3e8');
  expect(bed.facts.length).toBeLessThan(24);
});
