import { describe, expect, test } from 'vitest';
import { wantedText } from '../../../adapters/dns/engine.ts';
import { createQuery, readQuery } from '../../../adapters/dns/query.ts';
import { createReady } from '../../../adapters/dns/ready.ts';
import { type Stored, storeAnswer } from '../../../adapters/dns/stored.ts';
import { encodeMessage, FLAG, type Message, TYPE } from '../../../machines/model/dns/index.ts';
import { a } from './records.ts';

const message = (name: string, change: Partial<Message>): Uint8Array =>
  encodeMessage({
    ...{ id: 1, flags: FLAG.RD, questions: [{ name, type: TYPE.A, class: 1 }], answers: [], authorities: [], additionals: [] },
    ...change,
  }) ?? new Uint8Array();

function stored(name: string, ...addresses: readonly string[]): Stored {
  const wanted = wantedText(name, TYPE.A);
  const answers = addresses.map((address) => a(name, address));
  const answer = wanted && storeAnswer(message(name, { flags: FLAG.QR, answers }), wanted, 0);
  if (!answer?.ok) throw new Error(`no answer of ${name}`);
  return answer.value;
}

describe('what may be handed out at once', () => {
  const [one, two, three] = [
    stored('one.example', '192.0.2.1', '192.0.2.2'),
    stored('two.example', '192.0.2.2'),
    stored('three.example', '192.0.2.3'),
  ];
  const left = (change: (ready: ReturnType<typeof createReady>) => void): readonly string[] => {
    const ready = createReady();
    for (const answer of [one, two, three]) ready.put(answer);
    change(ready);
    const query = createQuery();
    return [one, two, three]
      .map(({ wanted }) => wanted.name)
      .filter((name) => {
        const asked = message(name, {});
        readQuery(asked, query);
        return ready.find(asked, query, 1) !== null;
      });
  };

  test.each<[string, Parameters<typeof left>[0], readonly string[]]>([
    ['all that were put', () => {}, ['one.example', 'two.example', 'three.example']],
    ['dns-4: without all that have an address', (ready) => ready.dropWith(['192.0.2.2']), ['three.example']],
    ['without those that have any of some', (ready) => ready.dropWith(['192.0.2.1', '192.0.2.3']), ['two.example']],
    ['one that was dropped no more', (ready) => ready.drop(two), ['one.example', 'three.example']],
    [
      'the later one of a name, by its own addresses only',
      (ready) => {
        ready.put(stored('two.example', '192.0.2.9'));
        ready.dropWith(['192.0.2.2']);
      },
      ['two.example', 'three.example'],
    ],
    [
      'the later one of a name, when the one before is dropped',
      (ready) => {
        ready.put(stored('two.example', '192.0.2.9'));
        ready.drop(two);
      },
      ['one.example', 'two.example', 'three.example'],
    ],
    ['nothing after a clearing', (ready) => ready.clear(), []],
  ])('%s', (_, change, expected) => expect(left(change)).toEqual(expected));
});
