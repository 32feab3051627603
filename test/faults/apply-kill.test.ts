/** SIGKILL while it applies, in the middle of traffic and in the middle of a batch: what stands stays, and is taken over as it is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type NodeChild, spawnNode } from '../lab/agent.ts';
import { waitUntil } from '../lab/exec.ts';
import { PUBLIC } from '../lab/internet.ts';
import { suite } from '../tools/needs.ts';
import { type Bed, changes, lastFold, openBed, ours, sinceOpened, WITHIN } from './apply-bed.ts';

const TALK = `${import.meta.dirname}/talk-child.ts`;
const PORT = '7000';
const KILLS = 5;
const Counts = z.object({ kind: z.literal('counts'), sent: z.number(), back: z.number() });

suite('killed while it applies', ['lab'], () => {
  let bed: Bed;
  beforeAll(async () => {
    bed = await openBed(71);
  }, 60_000);
  afterAll(() => bed?.close());

  /** Of the whole host: nobody else there has a session. */
  const retransmitted = async (): Promise<number> => {
    const { stdout } = await bed.host.run('cat', ['/proc/net/snmp']);
    const [names = '', values = ''] = stdout.split('\n').filter((line) => line.startsWith('Tcp:'));
    return Number(values.split(' ')[names.split(' ').indexOf('RetransSegs')]);
  };
  const counts = async (talk: NodeChild) => {
    const from = talk.lines.all.length;
    talk.tell('');
    return talk.lines.waitFor('counts', (line) => Counts.safeParse(line).data, WITHIN, from);
  };

  test(`${KILLS} kills in the middle of traffic: routes and rules stay, the restart adopts them, no segment is sent twice`, async () => {
    const { host, wlan } = bed;
    const log = bed.nextLog();
    let recorder = await bed.start({ log });
    await bed.steady(recorder);
    const internet = await bed.lab.internet();
    const server = spawnNode({ name: 'internet', spawn: internet.space.spawn }, TALK, ['serve', PORT]);
    await server.lines.waitFor('the server listens', () => true, WITHIN);
    const talks = [PUBLIC.server4, PUBLIC.server6].map((address) => spawnNode(host, TALK, ['talk', address, PORT]));
    for (const talk of talks)
      await talk.lines.waitFor('it is connected', (line) => JSON.stringify(line).includes('open') || undefined, WITHIN);
    const before = await retransmitted();
    let last = await Promise.all(talks.map(counts));

    for (let kill = 1; kill <= KILLS; kill += 1) {
      const stood = await ours(host);
      recorder.kill('SIGKILL');
      expect(await ours(host), `kill ${kill}`).toEqual(stood);
      const { decision } = lastFold(log);
      recorder = await bed.start({ log });
      const first = await recorder.decided('the first decision', () => true);
      expect(changes(decision, first.decision), `kill ${kill}: it decides as before`).toEqual([]);
      await bed.steady(recorder, `kill ${kill}: steady again`);
      const moved = sinceOpened(recorder).filter(
        (fact) => fact.class === 'answer' && /^(rule|route|address|sysctl|guard|command)\./.test(fact.type),
      );
      expect(moved, `kill ${kill}: nothing was commanded`).toEqual([]);
      expect(await ours(host), `kill ${kill}`).toEqual(stood);
      const now = await Promise.all(talks.map(counts));
      for (const [i, { back }] of now.entries()) expect(back, `kill ${kill}: traffic flows`).toBeGreaterThan(last[i]?.back ?? 0);
      last = now;
    }
    expect(await retransmitted()).toBe(before);

    // The counter counts: a loss that is one is seen.
    const lead = (await recorder.status()).decision.ranking.find((p) => p.place === 1)?.pvd === 'pvd:wlan0' ? wlan : bed.eth;
    await lead.network().failSilently();
    await waitUntil('a segment is sent twice', async () => (await retransmitted()) > before, { within: WITHIN });
    await lead.network().recover();
    for (const child of [...talks, server]) await child.stop();
    await bed.ended(recorder, log);
  }, 120_000);
});
