/** One script for the page and for its worker, which is started from this very text: a page opened from disk has no other file. */
import { agentAt } from '../agent.ts';
import { createWorker } from '../worker.ts';
import { startPage } from './start.tsx';

if (typeof document === 'undefined') startWorker();
else startPage(document);

function startWorker(): void {
  const { port1, port2 } = new MessageChannel();
  let resume = () => {};
  port1.onmessage = () => resume();
  /** Through the queue of messages, so that those that came before are taken first. */
  const pause = () =>
    new Promise<void>((resolve) => {
      resume = resolve;
      port2.postMessage(null);
    });
  const worker = createWorker(
    (message) => self.postMessage(message),
    pause,
    () => performance.now(),
    agentAt,
  );
  self.onmessage = ({ data }) => void worker.take(data);
}
