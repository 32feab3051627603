/**
 * `web-child.ts ORDER`: HTTP and HTTPS servers that answer by a table, tell each request as a line of JSON before they answer
 * it, and take another table on stdin. Started by web.ts; `Order`, `Answer` and `WebRequest` are the words between the two.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** The first one that fits is given; none: 404. */
export const Answer = z.strictObject({
  /** `*.web.test`: what is below. Left out: any. */
  host: z.string().optional(),
  /** Without the query. Left out: any. */
  path: z.string().optional(),
  secure: z.boolean().optional(),
  status: z.number().int().min(200).max(599).default(200),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  /** Bytes of filling after the body. */
  filling: z.number().int().min(0).max(100_000_000).default(0),
  /** Instead of an answer: silence on an open connection, or its reset. */
  instead: z.enum(['silence', 'reset']).optional(),
});
export type Answer = z.infer<typeof Answer>;

const Listen = z.strictObject({ address: z.string(), port: z.number().int(), cert: z.string().optional(), key: z.string().optional() });
export const Order = z.strictObject({ listen: z.array(Listen), answers: z.array(Answer) });
const Told = z.union([z.strictObject({ answers: z.array(Answer), mark: z.number() }), z.strictObject({ mark: z.number() })]);

export const WebRequest = z.strictObject({
  /** Who asked, as seen by the server: behind a translating router its outer address. */
  from: z.string(),
  fromPort: z.number(),
  to: z.string(),
  secure: z.boolean(),
  method: z.string(),
  host: z.string(),
  /** With the query. */
  path: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())]).optional()),
  /** 0: none was given. */
  status: z.number(),
});
export type WebRequest = z.infer<typeof WebRequest>;

const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);
/** A socket for both families writes IPv4 addresses so. RFC 4291 §2.5.5.2. */
const plain = (address: string | undefined): string => (address ?? '').replace(/^::ffff:(?=\d+\.)/, '');

function fits(answer: Answer, host: string, path: string, secure: boolean): boolean {
  const [, suffix] = /^\*(\..+)$/.exec(answer.host ?? '') ?? [];
  if (answer.host !== undefined && (suffix ? !host.endsWith(suffix) : host !== answer.host)) return false;
  if (answer.path !== undefined && path.replace(/\?.*/, '') !== answer.path) return false;
  return answer.secure === undefined || answer.secure === secure;
}

function give(response: ServerResponse, answer: Answer | undefined): void {
  if (answer?.instead === 'silence') return;
  if (answer?.instead === 'reset') return void response.socket?.resetAndDestroy();
  if (!answer) return void response.writeHead(404).end();
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body + '.'.repeat(answer.filling));
}

if (import.meta.main) {
  const order = Order.parse(JSON.parse(process.argv[2] ?? ''));
  let answers = order.answers;
  const listener =
    (secure: boolean): RequestListener =>
    (request: IncomingMessage, response: ServerResponse) => {
      const { socket, method = '', url: path = '', headers } = request;
      const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
      const answer = answers.find((candidate) => fits(candidate, host, path, secure));
      const status = answer?.instead ? 0 : (answer?.status ?? 404);
      const ends = { from: plain(socket.remoteAddress), fromPort: socket.remotePort ?? 0, to: plain(socket.localAddress) };
      say({ request: { ...ends, secure, method, host, path, headers, status } satisfies WebRequest });
      give(response, answer);
    };
  const open = ({ address, port, cert, key }: z.infer<typeof Listen>): Promise<Server> => {
    const secure = cert !== undefined && key !== undefined;
    const server = secure
      ? createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) }, listener(true))
      : createServer(listener(false));
    const { promise, resolve, reject } = Promise.withResolvers<Server>();
    server.once('error', reject).listen(port, address, () => resolve(server));
    return promise;
  };
  await Promise.all(order.listen.map(open));
  createInterface({ input: process.stdin }).on('line', (line) => {
    const told = Told.parse(JSON.parse(line));
    if ('answers' in told) answers = told.answers;
    say({ mark: told.mark });
  });
  say({ ready: true });
}
