/**
 * `sessions-child.ts ORDER`: programs as people write them: an MQTT.js client that sends without pause at QoS 1, a loop of fetch, a
 * loop of curl, and a stream by Multipath TCP that comes back. None has a deadline of its own. They know nothing of networks, or, all
 * but curl, connect by our library.
 * `stop` on stdin: no more messages are sent, and those under way have a moment to be acknowledged.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt, { MqttClient } from 'mqtt';
import { AF_INET, AF_INET6, EINPROGRESS, SOCK_CLOEXEC, SOCK_STREAM } from '../../adapters/system/constants.ts';
import { connect, SystemCallError, socket } from '../../adapters/system/index.ts';
import { sockaddrOf } from '../../adapters/system/sockaddr.ts';
import { connectAgent } from '../../index.ts';
import { IPPROTO_MPTCP, moment, Order, PORTS, type ProgramLine } from './sessions-words.ts';

/** ms between messages, requests, curls, and bytes of the stream; between words on the stream. */
const [MESSAGES, FETCHES, CURLS, BYTES, SAID] = [25, 10, 10, 5, 50];
/** ms until a client that lost its connection opens another: MQTT.js has a second, which would be all that is measured. */
const RECONNECT = 50;
/** ms for what is under way. */
const LAST = 2_000;
const { to, topic, by } = Order.parse(JSON.parse(process.argv[2] ?? ''));
const host = to.includes(':') ? `[${to}]` : to;
const say = (line: ProgramLine, told = () => {}): boolean => process.stdout.write(`${JSON.stringify(line)}\n`, told);
const agent = by === 'library' ? await connectAgent() : null;
let isOver = false;

const waiting = new Set<number>();
let sent = 0;
async function publish(): Promise<void> {
  const options = { clientId: topic, clean: false, reconnectPeriod: RECONNECT };
  const client = agent
    ? new MqttClient(agent.mqttStreamBuilder({ host: to, port: PORTS.mqtt }), options)
    : mqtt.connect(`mqtt://${host}:${PORTS.mqtt}`, options);
  client.on('error', () => {});
  // What MQTT.js 5.16 is given while it connects for the first time it may forget.
  await new Promise((done) => client.once('connect', done));
  for (; !isOver; await pause(MESSAGES)) {
    const [number, began] = [sent, moment()];
    sent += 1;
    waiting.add(number);
    client.publish(topic, String(number), { qos: 1 }, (error) => {
      if (error) return;
      waiting.delete(number);
      say({ acked: { sent: began, at: moment() } });
    });
  }
}

async function fetchOn(): Promise<void> {
  for (; !isOver; await pause(FETCHES)) {
    const began = moment();
    const from = await (agent?.fetch ?? fetch)(`http://${host}:${PORTS.web}/`)
      .then((response) => response.text())
      .catch(() => null);
    say({ fetched: { began, ended: moment(), from } });
  }
}

const curls = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of curls) child.kill('SIGKILL');
});
function curl(): Promise<string | null> {
  const child = spawn('curl', ['-sS', '-g', `http://${host}:${PORTS.web}/`], { stdio: ['ignore', 'pipe', 'ignore'] });
  curls.add(child);
  let text = '';
  child.stdout.on('data', (bytes) => {
    text += bytes;
  });
  return new Promise((done) =>
    child.once('close', (code) => {
      curls.delete(child);
      done(code === 0 ? text : null);
    }),
  );
}
async function curlOn(): Promise<void> {
  for (; !isOver; await pause(CURLS)) {
    const began = moment();
    const from = await curl();
    say({ curled: { began, ended: moment(), from } });
  }
}

const stream = async (): Promise<Socket> => (agent ? agent.connect({ host: to, port: PORTS.mptcp, mptcp: true }) : multipath());
function multipath(): Socket {
  const opened = socket(to.includes(':') ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
  if (!opened.ok) throw new SystemCallError(opened);
  const connected = connect(opened.value, sockaddrOf(to, PORTS.mptcp));
  if (!connected.ok && connected.errno !== EINPROGRESS) throw new SystemCallError(connected);
  return new Socket({ fd: opened.value });
}
async function streamOn(): Promise<void> {
  const line = await stream();
  let [last, longest] = [moment(), 0];
  line.on('error', () => {});
  line.on('data', () => {
    const now = moment();
    [last, longest] = [now, Math.max(longest, now - last)];
  });
  setInterval(() => line.writable && line.write('.'), BYTES);
  setInterval(() => {
    const [at, silent] = [moment(), moment() - last];
    say({ stream: { at, longest: Math.max(longest, silent), silent } });
    longest = 0;
  }, SAID);
}

void streamOn();
void publish();
void fetchOn();
void curlOn();
createInterface({ input: process.stdin }).once('line', async () => {
  isOver = true;
  for (const until = moment() + LAST; waiting.size > 0 && moment() < until; ) await pause(MESSAGES);
  // Not before it is read, should the reader be slow.
  say({ stopped: { sent, waiting: waiting.size } }, () => process.exit(0));
});
