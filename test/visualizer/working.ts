/** A worker with no browser around it. A clock that always wants a pause is the busiest page. */
import type { Agent } from '../../visualizer/live.ts';
import type { ToPage } from '../../visualizer/protocol.ts';
import { createWorker } from '../../visualizer/worker.ts';

export function working(agent: Agent) {
  const said: ToPage[] = [];
  let clock = 0;
  const worker = createWorker(
    (message) => said.push(message),
    async () => {},
    () => (clock += 20),
    () => agent,
  );
  return { worker, said };
}
