/** What everything promises that tells programs whom to ask for names. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Command, Wish } from '../../machines/model/command.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { Sink, Source } from '../../machines/model/port.ts';
import type { Publication } from '../../machines/model/publication.ts';
import { IfName } from '../../machines/model/units.ts';
import { listen } from './heard.ts';

export type PublisherSubject = {
  readonly port: Source & Sink;
  /** The servers that resolv.conf names by our will; null: it is not ours. */
  servers(): readonly string[] | null;
  /** Another program writes resolv.conf. */
  overwrite(): void;
};

const CONF = 'resolv.conf';
const OURS: Publication = {
  ...{ to: CONF, ifname: null, servers: ['127.0.0.55', '::1'], search: ['corp.example'], domains: [], isDefault: true },
};
const publish = (some: Partial<Publication> = {}, target = CONF): Wish => ({
  type: 'names.publish',
  target,
  publication: { ...OURS, ...some },
});
const withdraw: Wish = { type: 'names.withdraw', target: CONF };

export function publisherContract(name: string, create: () => PublisherSubject): void {
  describe(`${name} is a publisher`, () => {
    const open: Source[] = [];
    let number = 0;
    const start = async () => {
      const [subject, heard] = [create(), listen()];
      open.push(subject.port);
      await subject.port.open(heard.emit, heard.notice);
      const ask = (wish: Wish): Promise<Unstamped> => {
        number += 1;
        const command: Command = { ...wish, id: `${number}.0` };
        const from = heard.facts.length;
        subject.port.carry([command]);
        return heard.some(`answer to ${wish.type}`, (fact): fact is Unstamped => fact.for === command.id, from);
      };
      return { ...subject, heard, ask };
    };
    afterEach(() => Promise.all(open.splice(0).map((port) => port.close())));

    test('what is published stands there, is replaced as a whole, and goes', async () => {
      const { ask, servers } = await start();
      expect(await ask(publish())).toMatchObject({ type: 'names.published', class: 'answer', publication: OURS });
      expect(servers()).toEqual(OURS.servers);
      expect(await ask(publish({ servers: ['127.0.0.55'] }))).toMatchObject({ publication: { servers: ['127.0.0.55'] } });
      expect(servers()).toEqual(['127.0.0.55']);
      expect(await ask(withdraw)).toMatchObject({ type: 'names.withdrawn', class: 'answer', target: CONF, problem: null });
      expect(servers()).toBeNull();
    });

    test('what is not there is withdrawn already', async () => {
      const { ask } = await start();
      expect(await ask(withdraw)).toMatchObject({ type: 'names.withdrawn', problem: null });
    });

    test('what another program writes is a fact of the world, and stays until we are asked again', async () => {
      const { ask, servers, overwrite, heard } = await start();
      await ask(publish());
      overwrite();
      const told = await heard.next('names.withdrawn');
      expect(told).toMatchObject({ class: 'world', target: CONF, problem: expect.stringMatching(/another program has written/) });
      expect(servers()).toBeNull();
      expect(await ask(publish())).toMatchObject({ type: 'names.published' });
      expect(servers()).toEqual(OURS.servers);
    });

    test('a link that is not there fails with its name', async () => {
      const { ask } = await start();
      const link = { to: 'systemd-resolved', ifname: IfName.parse('mh-no') } as const;
      expect(await ask(publish(link, 'systemd-resolved mh-no'))).toMatchObject({
        ...{ type: 'command.failed', command: 'names.publish', code: 'ENODEV', problem: 'mh-no is not there' },
      });
    });

    test('close may be called twice, and leaves nothing of ours', async () => {
      const { port, ask, servers } = await start();
      await ask(publish());
      await port.close();
      await port.close();
      expect(servers()).toBeNull();
    });
  });
}
