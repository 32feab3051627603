/** Run as a process: `unprivileged-child.ts`. Gives up every privilege it has, then starts an agent on this host; prints notices and decision. */
import { createAgent } from '../../index.ts';

const NOBODY = 65534;
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
const agent = await createAgent();
const { decision, host } = agent.fold;
process.stdout.write(
  JSON.stringify({
    uid: process.getuid?.(),
    notices: agent.notices,
    links: host.interfaces.length,
    current: agent.decisions.current !== null,
    parts: Object.keys(decision).length,
  }),
);
await agent.close();
