/** Talks to an echo server (ws), and comes back when its network has gone. */
import { connectAgent } from 'multihome';
import { WebSocket } from 'ws';

const [url = 'wss://echo.websocket.org/'] = process.argv.slice(2);

await using agent = await connectAgent();
for (;;) {
  const socket = new WebSocket(url, agent.wsOptions());
  const asking = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send(new Date().toISOString()), 200);
  socket.on('message', (data) => console.log(`heard: ${data}`));
  socket.on('error', (error) => console.log(error.message));
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(asking);
}
