/** A running agent as the page follows it, with no browser and no agent around: what is told in bytes, and what the worker makes of it. */
import { describe, expect, test } from 'vitest';
import type { Digested, Newest } from '../../machines/model/serverEvents.ts';
import { followAgent } from '../../visualizer/following.ts';
import { type Agent, follow, type Opened, type Told } from '../../visualizer/live.ts';
import type { Link } from '../../visualizer/protocol.ts';
import { createRecording } from '../../visualizer/recording.ts';
import { foldOf, type Kept, twoEpochs } from '../adapters/cli/logs.ts';
import { working } from './working.ts';

const STORY = twoEpochs(5, 300);
const FACTS = STORY.flatMap(({ facts }) => facts);
const NEWEST = FACTS.at(-1)?.seq ?? 0;

const event = (name: string, data: unknown): string => `event: ${name}\nid: 0\ndata: ${JSON.stringify(data)}\n\n`;
const told = ({ facts, digest }: Kept): string =>
  [...facts.map((fact) => event('fact', fact)), event('digest', { digest, newest: NEWEST } satisfies Digested)].join('');
/** As adapters/control writes it, with a heartbeat. */
const streamOf = (kept: readonly Kept[], from = 'epoch'): string => {
  const rest = kept.filter(({ facts }) => (facts.at(-1)?.seq ?? 0) >= (Number(from) || 0));
  return [event('newest', { newest: NEWEST } satisfies Newest), ': \n\n', ...rest.map(told)].join('');
};

/** In pieces of so many bytes; it ends as if the agent had. */
function streaming(text: string | Buffer, size = 700): Opened {
  const bytes = Uint8Array.from(Buffer.from(text));
  let at = 0;
  const pull = (out: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    if (at >= bytes.length) return out.close();
    out.enqueue(bytes.slice(at, at + size));
    at += size;
  };
  return { ok: true, bytes: new ReadableStream({ pull }) };
}

/** An agent that answers by these, one after the other, and then refuses. */
function answering(...answers: readonly ((from: string) => Opened)[]) {
  const [asked, waited]: [string[], number[]] = [[], []];
  const agent: Agent = {
    open: async (from) => {
      asked.push(from);
      return answers[asked.length - 1]?.(from) ?? { ok: false, isForGood: true, problem: 'enough' };
    },
    wait: async (time) => void waited.push(time),
  };
  return { agent, asked, waited };
}

async function all(agent: Agent): Promise<readonly Told[]> {
  const heard: Told[] = [];
  for await (const one of follow(agent, () => true)) heard.push(one);
  return heard;
}
const transactions = (heard: readonly Told[]) => heard.flatMap((one) => (one.kind === 'transaction' ? [one.recorded] : []));
const gone: Opened = { ok: false, isForGood: false, problem: 'nobody listens' };

describe('what an agent tells', () => {
  test('comes by transactions, each with the agent’s digest', async () => {
    const { agent, asked } = answering((from) => streaming(streamOf(STORY, from)));
    expect(transactions(await all(agent))).toEqual(STORY);
    expect(asked).toEqual(['epoch', `${NEWEST + 1}`]);
  });

  test('cut off anywhere, it goes on behind the last transaction that was whole', async () => {
    const whole = Buffer.from(streamOf(STORY)).length;
    const cuts = Array.from({ length: 40 }, (_, i) => Math.floor((whole * (i + 1)) / 41));
    const answers = cuts.map((cut) => (from: string) => {
      const bytes = Buffer.from(streamOf(STORY, from));
      return streaming(bytes.subarray(0, Math.max(0, cut - (whole - bytes.length))), 333);
    });
    const { agent, asked } = answering(...answers, (from) => streaming(streamOf(STORY, from)));
    expect(transactions(await all(agent))).toEqual(STORY);
    const numbers = asked.slice(1).map(Number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  test('a fact that is to be there is asked for with its epoch', async () => {
    const { agent, asked } = answering((from) => streaming(streamOf(STORY, from)));
    for await (const _one of follow(agent, () => true, 7));
    expect(asked[0]).toBe('epoch:7');
  });

  test('while there is none it is asked again, ever later, and at once when there was one', async () => {
    const { agent, waited } = answering(
      ...Array.from({ length: 8 }, () => () => gone),
      (from) => streaming(streamOf(STORY, from)),
      () => gone,
    );
    const heard = await all(agent);
    expect(waited).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 250, 500]);
    expect(heard.filter(({ kind }) => kind === 'gone')).toMatchObject(waited.map((again) => ({ again })));
    expect(heard.at(-1)).toEqual({ kind: 'refused', problem: 'enough' });
  });

  test('what is no fact, and a log that cannot be read, are told as the end of it, and asked for again', async () => {
    const bad = event('fact', { type: 'link.carrierChanged' });
    const { agent } = answering(
      () => streaming(bad),
      () => streaming(event('error', { error: { code: 'ERR_LOG_CORRUPT' } })),
    );
    expect(await all(agent)).toMatchObject([{ kind: 'gone' }, { kind: 'gone', problem: expect.stringContaining('ERR_LOG_CORRUPT') }, {}]);
  });

  test('behind a hole, as a full disk leaves one, nothing is folded before the next epoch', async () => {
    const second = STORY.findIndex(({ facts }, i) => i > 0 && facts[0]?.type === 'agent.started');
    const { agent } = answering(() => streaming(streamOf([...STORY.slice(0, 5), ...STORY.slice(8)])));
    expect(transactions(await all(agent))).toEqual([...STORY.slice(0, 5), ...STORY.slice(second)]);
  });
});

describe('following one', () => {
  const run = async (agent: Agent, kept?: number) => {
    const links: Link[] = [];
    const left: number[] = [];
    let recording = createRecording(() => 0);
    await followAgent({
      ...{ agent, at: null, isWanted: () => true, turn: async () => {}, now: () => 0, ...(kept !== undefined && { kept }) },
      begin: (facts) => {
        left.push(facts);
        recording = createRecording(() => 0);
        return recording;
      },
      report: (link) => void links.push(link),
    });
    await new Promise((resolve) => setImmediate(resolve));
    return { links, left, recording };
  };

  test('it is behind until it has what the agent had, then live', async () => {
    const { agent } = answering((from) => streaming(streamOf(STORY, from)));
    const { links, recording } = await run(agent);
    expect(recording.replayed).toMatchObject({ facts: FACTS.length, epochs: 2, verdict: { kind: 'equal' } });
    const states = links.map(({ state }) => state).filter((state, i, those) => state !== those[i - 1]);
    expect(states).toEqual(['joining', 'behind', 'live', 'gone', 'refused']);
    expect(links.flatMap((link) => (link.state === 'behind' ? [link.by] : []))[0]).toBeGreaterThan(0);
  });

  test('one whose digest is another is seen at the fact where it is', async () => {
    const other = STORY.map((one, i) => (i === 7 ? { ...one, digest: 'ab' } : one));
    const { agent } = answering((from) => streaming(streamOf(other, from)));
    const { recording } = await run(agent);
    expect(recording.replayed.verdict).toMatchObject({ kind: 'diverged', stored: 'ab', seq: STORY[7]?.facts.at(-1)?.seq });
  });

  test('with more facts than are kept, a new epoch begins a recording of its own, equal to the agent’s', async () => {
    const { agent } = answering((from) => streaming(streamOf(STORY, from)));
    const { left, recording } = await run(agent, 100);
    const second = FACTS.findLastIndex(({ type }) => type === 'agent.started');
    expect(left).toEqual([0, second]);
    expect(recording.facts.length).toBe(FACTS.length - second);
    expect(recording.replayed).toMatchObject({ epochs: 1, verdict: { kind: 'equal' }, fold: { digest: foldOf(STORY).digest } });
  });

  test('fewer are kept over epochs', async () => {
    const { agent } = answering((from) => streaming(streamOf(STORY, from)));
    expect((await run(agent, FACTS.length)).left).toEqual([0]);
  });
});

describe('the worker', () => {
  const JOIN = { kind: 'follow', origin: 'http://127.0.0.1:1', token: 't', at: null } as const;

  test('it tells how far it is, answers for any fact, and what a filter shows grows with the facts', async () => {
    const { agent } = answering((from) => streaming(streamOf(STORY, from)));
    const { worker, said } = working(agent);
    await worker.take({ kind: 'filter', text: 'type:link.carrier' });
    await worker.take(JOIN);
    await expect
      .poll(() => said.findLast((m) => m.kind === 'filtered')?.hits?.length)
      .toBe(FACTS.filter(({ type }) => type.startsWith('link.carrier')).length);
    const live = said.flatMap((m) => (m.kind === 'live' ? [m] : []));
    expect(live.at(-1)?.outcome).toMatchObject({
      facts: FACTS.length,
      digest: foldOf(STORY).digest,
      verdict: { kind: 'equal' },
      names: 'keep',
    });
    expect(live.findLast(({ track }) => track !== null)?.track?.times.length).toBe(FACTS.length);
    await worker.take({ kind: 'seek', index: 200, pinned: null });
    expect(said.findLast((m) => m.kind === 'moment')?.view.fact.seq).toBe(FACTS[200]?.seq);
  });

  test('a file that is opened ends it: nothing is told of the agent any more', async () => {
    const { agent } = answering((from) => streaming(streamOf(STORY, from), 100));
    const { worker, said } = working(agent);
    const following = worker.take(JOIN);
    await expect.poll(() => said.some((m) => m.kind === 'live')).toBe(true);
    await worker.take({ kind: 'open', blob: new Blob(['hello\n']) });
    const before = said.length;
    await following;
    expect(said.slice(before)).toEqual([]);
    expect(said.findLast((m) => m.kind === 'done' || m.kind === 'live')).toMatchObject({
      kind: 'done',
      outcome: { facts: 0, damage: { kind: 'notJson' } },
    });
  });
});
