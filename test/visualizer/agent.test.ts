/** The page's way to its agent, by the same fetch as in a browser: against the server that serves it, and against one that hangs. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { serveWeb } from '../../adapters/web/index.ts';
import { agentAt } from '../../visualizer/agent.ts';
import { follow, type Told } from '../../visualizer/live.ts';
import { TWO_NETWORKS, twoNetworks } from '../adapters/control/served.ts';

const PAGE = '<html lang="en"><meta http-equiv="Content-Security-Policy" content="" />';
afterEach(() => vi.useRealTimers());

test('it follows what the server tells, stored and live, and hears the end', async () => {
  const agent = twoNetworks();
  await using web = await serveWeb(agent, { port: 0, page: PAGE });
  const { origin, hash } = new URL(web.url);
  const told: Told[] = [];
  let isWanted = true;
  for await (const one of follow(agentAt(origin, hash.slice('#token='.length)), () => isWanted)) {
    told.push(one);
    if (one.kind === 'transaction' && one.recorded.facts.at(-1)?.seq === 14) agent.tell(...TWO_NETWORKS.slice(5, 7));
    if (one.kind === 'transaction' && one.recorded.facts.at(-1)?.seq === 16) agent.end();
    isWanted = one.kind !== 'gone';
  }
  const transactions = [...agent.log.transactions()].map(({ facts, digest }) => ({ facts, digest }));
  expect(told.flatMap((one) => (one.kind === 'transaction' ? [one.recorded] : []))).toEqual(transactions);
  expect(told.at(-1)).toMatchObject({ kind: 'gone', problem: 'the agent has ended' });
});

test('another token is refused for good, with what the server says; a server that is not there is tried again', async () => {
  const web = await serveWeb(twoNetworks(), { port: 0, page: PAGE });
  const there = agentAt(new URL(web.url).origin, 'x');
  expect(await there.open('epoch')).toEqual({ ok: false, isForGood: true, problem: 'this is not the token of the agent that runs' });
  await web.close();
  expect(await there.open('epoch')).toMatchObject({ ok: false, isForGood: false });
});

test('one that says nothing for 30 s hangs: its stream is given up', async () => {
  const hanging = createServer((_request, response) => void response.writeHead(200).write(': \n\n'));
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const opened = await agentAt(`http://127.0.0.1:${(hanging.address() as AddressInfo).port}`, 'x').open('epoch');
  if (!opened.ok) throw new Error(opened.problem);
  const pieces = opened.bytes.getReader();
  await pieces.read();
  const next = pieces.read();
  vi.advanceTimersByTime(29_000);
  expect(await Promise.race([next, Promise.resolve('nothing yet')])).toBe('nothing yet');
  vi.advanceTimersByTime(1_000);
  await expect(next).rejects.toThrow('nothing for 30 s');
  hanging.closeAllConnections();
  hanging.close();
});
