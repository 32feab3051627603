/** SIGKILL while it applies, in the middle of traffic and in the middle of a batch: what stands stays, and is taken over as it is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type NodeChild, spawnNode } from '../lab/agent.ts';
import { waitUntil } from '../lab/exec.ts';
import { PUBLIC } from '../lab/internet.ts';
import { heard } from '../lab/situations/evidence.ts';
import { suite } from '../tools/needs.ts';
import { type Bed, changes, lastFold, openBed, ours, renewedLate, sinceOpened, WITHIN } from './apply-bed.ts';

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
    // Of the two sessions: an agent that is killed leaves connections of its own.
    const { stdout } = await bed.host.run('ss', ['-Hti', `dport = :${PORT}`]);
    expect(stdout.match(/ESTAB/g)).toHaveLength(2);
    return [...stdout.matchAll(/\bretrans:\d+\/(\d+)/g)].reduce((sum, [, total]) => sum + Number(total), 0);
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
    // What the routers say is known before: an advertisement that is the first one heard would be a reason of its own.
    await heard(recorder, bed.lan, bed.wifi);
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
      const late = renewedLate(log);
      recorder = await bed.start({ log });
      const first = await recorder.first();
      expect(changes(decision, first.decision), `kill ${kill}: it decides as before`).toEqual([]);
      await bed.steady(recorder, `kill ${kill}: steady again`);
      const since = sinceOpened(recorder);
      // Its client has the lease renewed, which moves the address's end; or had just done so when it was killed.
      const renewed = new Set([...late, ...since.flatMap((fact) => (fact.type === 'lease4.bound' ? [fact.address] : []))]);
      const moved = since.filter(
        (fact) =>
          fact.class === 'answer' &&
          /^(rule|route|address|sysctl|guard|command)\./.test(fact.type) &&
          !(fact.type === 'address.added' && renewed.has(fact.address)),
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
