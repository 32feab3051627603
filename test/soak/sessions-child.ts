/** `sessions-child.ts ORDER`: the users, in a process that is a client of the agent of its host. It says every so often how they are; a line on stdin: they end. */
import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAgent } from '../../index.ts';
import { openUsers, type Users } from './sessions-users.ts';
import { Order, type Sample, type UserLine } from './sessions-words.ts';

/** ms between samples, and until what has ended is gone: undici keeps a connection that is not used for 4 s. */
const [SAMPLED, REST] = [1_000, 6_000];
const order = Order.parse(JSON.parse(process.argv[2] ?? ''));
const say = (line: UserLine, told = () => {}): boolean => process.stdout.write(`${JSON.stringify(line)}\n`, told);
const shared = new AbortController();
function sample(users: Users | null): Sample {
  globalThis.gc?.();
  const { heapUsed: heap, rss } = process.memoryUsage();
  const listeners = getEventListeners(shared.signal, 'abort').length;
  return { heap, rss, descriptors: readdirSync('/proc/self/fd').length, listeners, underWay: users?.underWay ?? 0 };
}

// More listeners than anybody wants: node's own word for a leak.
process.on('warning', ({ name, message }) => say({ odd: `${name}: ${message}` }));
process.on('unhandledRejection', (error) => say({ odd: `nobody took: ${error instanceof Error ? error.stack : String(error)}` }));

const agent = await connectAgent();
// What is loaded at its first use is no leak.
await agent.fetch(`http://${order.addresses[0]}:1/`).catch(() => {});
await pause(REST);
say({ rest: sample(null) });
const users = openUsers(agent, order, shared.signal, (odd) => say({ odd }));
const sampling = setInterval(() => say({ sample: sample(users), tally: users.tally }), SAMPLED);
process.stdin.once('data', async () => {
  await users.stop();
  clearInterval(sampling);
  say({ sample: sample(users), tally: users.tally });
  await pause(REST);
  const rest = sample(users);
  await agent.close();
  say({ rest }, () => process.exit(0));
});
