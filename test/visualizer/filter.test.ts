import { describe, expect, test } from 'vitest';
import { isShown, parseFilter, type Subject } from '../../visualizer/filter.ts';

const CARRIER: Subject = {
  type: 'link.carrierChanged',
  actors: ['interface:wlan0', 'pvd:wlan0'],
  pvds: ['pvd:wlan0'],
  marks: ['world', 'decision'],
  text: () => '{"carrier":false,"ifname":"wlan0","note":"out of range"}',
};
const REJECTED: Subject = {
  type: 'router.packetRejected',
  actors: [],
  pvds: [],
  marks: ['world', 'refused'],
  text: () => '{"ifname":"eth0"}',
};

describe('the filter language', () => {
  test.each<[string, string, boolean, boolean]>([
    ['nothing shows everything', '', true, true],
    ['blanks show everything', '   ', true, true],
    ['type: is a part of the type', 'type:carrier', true, false],
    ['type: does not care for case', 'type:LINK.', true, false],
    ['actor: is whose state the fact changed', 'actor:interface:wlan0', true, false],
    ['pvd: goes without its prefix', 'pvd:wlan0', true, false],
    ['is:refused is what was turned away', 'is:refused', false, true],
    ['is:decision is what changed the decision', 'is:decision', true, false],
    ['is:decisive is the same', 'is:decisive', true, false],
    ['all words must hold', 'type:link is:refused', false, false],
    ['a minus turns a word round', '-is:refused', true, false],
    ['a minus before plain text', '-wlan0', false, true],
    ['plain text is looked for in the payload', 'eth0', false, true],
    ['quotes keep blanks', '"out of range"', true, false],
    ['without quotes each word is looked for', 'range out', true, false],
    ['a quote that is not closed goes to the end', '"out of', true, false],
    ['quotes after a key', 'type:"packetRejected"', false, true],
    ['a minus, a key and quotes', '-type:"link.carrier"', false, true],
    ['a key that is still being typed asks nothing', 'type:', true, true],
    ['a minus that is still being typed asks nothing', '-', true, true],
    ['an unknown key is text', 'interface:wlan0', false, false],
    ['what is:  does not know is left out', 'is:purple', true, true],
  ])('%s: %s', (_name, text, carrier, rejected) => {
    const filter = parseFilter(text);
    expect([isShown(filter, CARRIER), isShown(filter, REJECTED)]).toEqual([carrier, rejected]);
  });

  test('a word that is: does not know is said, with those that it does', () => {
    expect(parseFilter('is:purple').problem).toMatch(/no is:purple.*is:refused/);
    expect(parseFilter('is:refused').problem).toBeNull();
  });

  test('the payload is looked at last', () => {
    expect(parseFilter('wlan0 type:link').terms.map(({ key }) => key)).toEqual(['type', 'text']);
  });
});
