/** Asks a page again and again. Each request chooses its network anew; one that loses it ends at once, and the next one goes elsewhere. */
import { setTimeout as pause } from 'node:timers/promises';
import { connectAgent } from 'multihome';

const [url = 'http://example.com/'] = process.argv.slice(2);

await using agent = await connectAgent();
for (;;) {
  try {
    const { status, body } = await agent.fetch(url, { signal: AbortSignal.timeout(5000) });
    await body?.cancel();
    console.log(`fetched: ${status}`);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  }
  await pause(200);
}
