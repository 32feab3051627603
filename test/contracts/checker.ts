/** What everything promises that carries out connectivity checks. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Command, CommandOf } from '../../machines/model/command.ts';
import { Fact } from '../../machines/model/facts/index.ts';
import type { Sink, Source } from '../../machines/model/port.ts';
import { millis } from '../../machines/model/units.ts';
import { type Heard, listen } from './heard.ts';

export type CheckRun = CommandOf<'check.run'>;
/** Checks of `pvd:fails` fail at once, those of `pvd:hangs` never end by themselves within the test. `hanging`: what makes it so. */
export type Subject = { readonly port: Source & Sink; readonly failing: Partial<CheckRun>; readonly hanging: Partial<CheckRun> };

const RUN: Omit<CheckRun, 'id'> = {
  type: 'check.run',
  target: 'check 4 pvd:fails',
  pvd: 'pvd:fails',
  generation: 3,
  family: 4,
  ifname: 'mh-none',
  source: null,
  servers: [],
  gateway: null,
  http: ['http://192.0.2.1/'],
  https: [],
  portal: null,
  foreign: [],
  timeout: millis(60_000),
  budget: 100_000,
};

export function checkerContract(name: string, create: () => Promise<Subject> | Subject): void {
  describe(`${name} is a checker`, () => {
    const open: (Source & Sink)[] = [];
    let heard: Heard;
    const start = async () => {
      const subject = await create();
      heard = listen();
      open.push(subject.port);
      await subject.port.open(heard.emit, heard.notice);
      const failing = (id: string, change: Partial<CheckRun> = {}): CheckRun => ({ ...RUN, ...subject.failing, ...change, id });
      const hanging = (id: string, change: Partial<CheckRun> = {}): CheckRun =>
        failing(id, { pvd: 'pvd:hangs', target: 'check 4 pvd:hangs', ...subject.hanging, ...change });
      return { port: subject.port, failing, hanging };
    };
    const answers = () => heard.facts.map((fact) => ('for' in fact ? fact.for : undefined));
    const failed = (id: string) => heard.next('check.failed', (fact) => fact.for === id);
    afterEach(() => Promise.all(open.splice(0).map((port) => port.close())));

    test('it carries checks, and has a name', async () => {
      const { port } = await start();
      expect(port.carries).toEqual(['check']);
      expect(port.name).not.toBe('');
    });

    test('each command has one answer, of its PvD, generation and family, that is a valid fact', async () => {
      const { port, failing } = await start();
      port.carry([failing('1.0'), failing('1.1', { target: 'check 6 pvd:fails', family: 6, generation: 4 })]);
      const [a, b] = await Promise.all([failed('1.0'), failed('1.1')]);
      expect(a).toMatchObject({ class: 'answer', pvd: 'pvd:fails', generation: 3, family: 4 });
      expect(b).toMatchObject({ class: 'answer', pvd: 'pvd:fails', generation: 4, family: 6 });
      for (const fact of [a, b]) expect(Fact.parse({ ...fact, seq: 0, at: 0 })).toEqual({ ...fact, seq: 0, at: 0 });
      expect(answers().toSorted()).toEqual(['1.0', '1.1']);
    });

    test('a newer command for a target takes the place of the older, which has no answer', async () => {
      const { port, failing, hanging } = await start();
      const target = 'check 4 pvd:x';
      port.carry([hanging('1.0', { target })]);
      port.carry([hanging('1.1', { target }), failing('1.2', { target })]);
      await failed('1.2');
      expect(answers()).toEqual(['1.2']);
    });

    test('checks of other targets go on beside one that hangs', async () => {
      const { port, failing, hanging } = await start();
      port.carry([hanging('1.0')]);
      port.carry([failing('1.1')]);
      await failed('1.1');
      expect(answers()).toEqual(['1.1']);
    });

    test('what is no check is passed over', async () => {
      const { port, failing } = await start();
      const other: Command = { id: '1.0', type: 'deadline.disarm', target: 'x' };
      port.carry([other, failing('1.1')]);
      await failed('1.1');
      expect(answers()).toEqual(['1.1']);
    });

    test('more than run at once all have their turn', async () => {
      const { port, failing } = await start();
      const ids = Array.from({ length: 50 }, (_, i) => `1.${i}`);
      port.carry(ids.map((id) => failing(id, { target: `check 4 ${id}` })));
      await Promise.all(ids.map(failed));
      expect(answers().toSorted()).toEqual(ids.toSorted());
    });

    test('close ends what runs and waits, without a word; it may be called twice, and before open', async () => {
      const { port, failing, hanging } = await start();
      port.carry(Array.from({ length: 20 }, (_, i) => hanging(`1.${i}`, { target: `check 4 ${i}` })));
      await port.close();
      await port.close();
      port.carry([failing('2.0')]);
      const { port: fresh, failing: again } = await start();
      fresh.carry([again('3.0')]);
      await failed('3.0');
      expect(answers()).toEqual(['3.0']);
      await (await create()).port.close();
    });
  });
}
