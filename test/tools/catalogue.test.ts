/** docs/facts.md is what the schemas say now. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Fact } from '../../machines/model/facts/index.ts';
import { CATALOGUE, catalogue } from './catalogue.ts';

test('the catalogue is up to date (node test/tools/catalogue.ts writes it)', () => {
  expect(readFileSync(CATALOGUE, 'utf8')).toBe(catalogue());
});

test('every type of fact is in it once, in the section of its file', () => {
  const headings = catalogue()
    .split('\n')
    .filter((line) => line.startsWith('### '))
    .map((line) => line.slice(4).split(' ')[0]);
  expect(headings.toSorted()).toEqual(Fact.options.map(({ shape }) => shape.type.value).toSorted());
});
