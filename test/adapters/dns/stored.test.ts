/** What is kept of a server's answer. */
import { expect, test } from 'vitest';
import { wantedText } from '../../../adapters/dns/engine.ts';
import { age, storeAnswer } from '../../../adapters/dns/stored.ts';
import { CLASS_IN, decodeMessage, encodeMessage, FLAG, TYPE } from '../../../machines/model/dns/index.ts';
import { seconds } from '../../../machines/model/units.ts';

const NAME = 'www.example.net';
const question = { name: NAME, type: TYPE.A, class: CLASS_IN };
const answer = { kind: 'record', ...question, ttl: seconds(600), data: { kind: 'address', address: '203.0.113.80' } } as const;
const message = encodeMessage({
  id: 7,
  flags: FLAG.QR | FLAG.RA,
  questions: [question],
  answers: [answer],
  authorities: [],
  additionals: [],
});

/** A slice of a Buffer is no copy: programs were told to keep nothing. */
test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
  ['bytes', (bytes) => bytes],
  ['a Buffer, as sockets give it', (bytes) => Buffer.from(bytes)],
])('of %s: programs are told the server’s time to live, less what has passed of it; what came is left as it was', (_, from) => {
  const wanted = wantedText(NAME, TYPE.A);
  if (!message || !wanted) throw new TypeError('no message');
  const came = from(message);
  const stored = storeAnswer(came, wanted, 1_000);
  if (!stored.ok) throw new TypeError(stored.error.kind);
  const told = () => {
    const read = decodeMessage(stored.value.bytes);
    return read.ok ? read.value.answers.map((record) => record.kind === 'record' && record.ttl) : read.error;
  };
  expect(told()).toEqual([seconds(600)]);
  age(stored.value, 11_500);
  expect(told()).toEqual([seconds(590)]);
  expect(Uint8Array.from(came)).toEqual(Uint8Array.from(message));
});
