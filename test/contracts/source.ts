/** What every source of facts promises, whoever it hears. */
import { afterEach, describe, expect, test } from 'vitest';
import { Fact, type FactType } from '../../machines/model/facts/index.ts';
import type { Source } from '../../machines/model/port.ts';
import { type Heard, listen } from './heard.ts';

export type Subject = {
  readonly source: Source;
  /** A type of fact that is told of what is there at the start. */
  readonly there: FactType;
  /** Makes something happen that is told as a fact of this type. */
  change(): Promise<FactType> | FactType;
};

export function sourceContract(name: string, create: () => Promise<Subject> | Subject): void {
  describe(`${name} is a source`, () => {
    const open: Source[] = [];
    const start = async (): Promise<Subject & { heard: Heard }> => {
      const [subject, heard] = [await create(), listen()];
      open.push(subject.source);
      await subject.source.open(heard.emit, heard.notice);
      return { ...subject, heard };
    };
    afterEach(() => Promise.all(open.splice(0).map((source) => source.close())));

    test('open resolves once what is there has been told', async () => {
      const { heard, there } = await start();
      expect(heard.facts.map(({ type }) => type)).toContain(there);
    });

    test('afterwards a change is told, and is a fact about the world', async () => {
      const { heard, change } = await start();
      const before = heard.facts.length;
      const fact = await heard.next(await change(), () => true, before);
      expect(fact.class).toBe('world');
    });

    test('every fact is valid, and no batch is empty', async () => {
      const { heard, change } = await start();
      const before = heard.facts.length;
      await heard.next(await change(), () => true, before);
      for (const fact of heard.facts)
        expect(Fact.safeParse({ ...fact, seq: 0, at: 0 }), JSON.stringify(fact)).toMatchObject({ success: true });
      expect(heard.batches.every((batch) => batch.length > 0)).toBe(true);
    });

    test('a fact comes out of its schema as it went in', async () => {
      const { heard } = await start();
      for (const fact of heard.facts) expect(Fact.parse({ ...fact, seq: 0, at: 0 })).toEqual({ ...fact, seq: 0, at: 0 });
    });

    test('close may be called twice, and before open', async () => {
      const { source } = await start();
      await source.close();
      await source.close();
      const { source: unopened } = await create();
      await unopened.close();
    });

    test('it has a name', async () => {
      const { source } = await create();
      expect(source.name).not.toBe('');
    });
  });
}
