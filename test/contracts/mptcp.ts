/** What every path manager of multipath TCP does: says what there is, and what became of each command. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Command, EndpointSpec, Wish } from '../../machines/model/command.ts';
import { Fact, type Unstamped } from '../../machines/model/facts/index.ts';
import type { Sink, Source } from '../../machines/model/port.ts';
import { listen } from './heard.ts';

/** `mh-a` has 192.0.2.2 and 2001:db8::2. */
export type MptcpSubject = {
  readonly port: Source & Sink;
  /** Another program makes an endpoint of that address. */
  add(address: string): Promise<void> | void;
};

const OWN: EndpointSpec = { number: 109, address: '192.0.2.2', ifname: 'mh-a', backup: false };
const OWN6: EndpointSpec = { number: 110, address: '2001:db8::2', ifname: 'mh-a', backup: true };
const endpoint = (type: 'endpoint.add' | 'endpoint.delete', spec: EndpointSpec): Wish => ({
  type,
  target: `endpoint ${spec.number}`,
  endpoint: spec,
});
const limit = (subflows: number, accepted = 0): Wish => ({ type: 'mptcp.limit', target: 'mptcp', limits: { subflows, accepted } });

/** Each with what it is answered by. */
const STORIES: readonly (readonly [string, readonly (readonly [Wish, string])[]])[] = [
  [
    'an endpoint comes, is there already, goes, and is gone already',
    [
      [endpoint('endpoint.add', OWN), 'endpoint.added 109 subflow'],
      [endpoint('endpoint.add', OWN), 'endpoint.added 109 subflow'],
      [endpoint('endpoint.add', { ...OWN, address: '192.0.2.9' }), 'command.failed EBUSY'],
      [endpoint('endpoint.add', { ...OWN, number: 111 }), 'command.failed EEXIST'],
      [endpoint('endpoint.delete', OWN), 'endpoint.removed 109'],
      [endpoint('endpoint.delete', OWN), 'endpoint.removed 109'],
    ],
  ],
  [
    'a backup of IPv6, and the same address no backup any more',
    [
      [endpoint('endpoint.add', OWN6), 'endpoint.added 110 subflow,backup'],
      [endpoint('endpoint.delete', OWN6), 'endpoint.removed 110'],
      [endpoint('endpoint.add', { ...OWN6, backup: false }), 'endpoint.added 110 subflow'],
    ],
  ],
  [
    'limits: set, set again, and more than the kernel has',
    [
      [limit(4), 'mptcp.limited 4 0'],
      [limit(4), 'mptcp.limited 4 0'],
      [limit(8, 2), 'mptcp.limited 8 2'],
      [limit(9), 'command.failed EINVAL'],
    ],
  ],
  [
    'what cannot be',
    [
      [endpoint('endpoint.add', { ...OWN, ifname: 'mh-no' }), 'command.failed ENODEV'],
      [{ type: 'deadline.disarm', target: 'x' }, 'command.failed ERR_NOT_CARRIED'],
    ],
  ],
];

export function mptcpContract(name: string, create: () => Promise<MptcpSubject> | MptcpSubject): void {
  describe(`${name} manages paths`, () => {
    const open: Source[] = [];
    let number = 0;
    const start = async () => {
      const [subject, heard] = [await create(), listen()];
      open.push(subject.port);
      await subject.port.open(heard.emit, heard.notice);
      const ask = async (...wishes: readonly Wish[]): Promise<readonly Unstamped[]> => {
        const commands: readonly Command[] = wishes.map((wish) => ({ ...wish, id: `${number++}.0` }));
        subject.port.carry(commands);
        return Promise.all(commands.map(({ id }) => heard.some(`answer to ${id}`, (fact): fact is Unstamped => fact.for === id)));
      };
      return { ...subject, heard, ask };
    };
    afterEach(() => Promise.all(open.splice(0).map((port) => port.close())));

    test('it says at the start how it is limited', async () => {
      const { heard } = await start();
      expect(await heard.next('mptcp.limited')).toMatchObject({ class: 'world', subflows: 2, accepted: 0 });
    });

    test.each(STORIES)('%s', async (_name, story) => {
      const { ask } = await start();
      for (const [wish, expected] of story) {
        const [fact] = await ask(wish);
        expect([fact && short(fact), fact?.class], JSON.stringify(wish)).toEqual([expected, 'answer']);
      }
    });

    test('commands of one call are carried out in their order, and what another did meanwhile is told as the world', async () => {
      const { ask, add, heard } = await start();
      await add('192.0.2.3');
      const moved = { ...OWN, address: '192.0.2.4' };
      const answers = await ask(endpoint('endpoint.add', OWN), endpoint('endpoint.delete', OWN), endpoint('endpoint.add', moved), limit(3));
      expect(answers.map(short)).toEqual(['command.done', 'endpoint.removed 109', 'endpoint.added 109 subflow', 'mptcp.limited 3 0']);
      expect(await heard.next('endpoint.added', (f) => f.address === '192.0.2.3')).toMatchObject({ class: 'world' });
      for (const fact of heard.facts) expect(Fact.parse({ ...fact, seq: 0, at: 0 })).toEqual({ ...fact, seq: 0, at: 0 });
    });
  });
}

function short(fact: Unstamped): string {
  if (fact.type === 'command.failed') return `${fact.type} ${fact.code}`;
  if (fact.type === 'endpoint.added') return `${fact.type} ${fact.number} ${fact.flags.join()}`;
  if (fact.type === 'endpoint.removed') return `${fact.type} ${fact.number}`;
  return fact.type === 'mptcp.limited' ? `${fact.type} ${fact.subflows} ${fact.accepted}` : fact.type;
}
