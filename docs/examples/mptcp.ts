/** One stream over all networks at once (multipath TCP): when one is lost, the same connection goes on by the others. */
import { createInterface } from 'node:readline';
import { connectAgent } from 'multihome';

const [host = 'example.com', port = '7'] = process.argv.slice(2);

await using agent = await connectAgent();
const stream = await agent.connect({ host, port: Number(port), mptcp: true });
setInterval(() => stream.write(`${Date.now()}\n`), 100);
for await (const line of createInterface({ input: stream })) console.log(`heard: ${line}`);
