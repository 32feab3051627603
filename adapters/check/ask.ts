/** One question to a PvD's own resolvers, from its interface and address: by UDP and, where the answer was cut, by TCP; by TLS where it is to be so. */
import { randomInt } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import type { CheckSpec } from '../../machines/model/command.ts';
import { encodeQuestion, type Asked as Question } from '../../machines/model/dns/index.ts';
import { parseServer, type Server } from '../../machines/model/server.ts';
import { type Millis, millis } from '../../machines/model/units.ts';
import { type Answered, failed } from './answered.ts';
import { byDatagram } from './askDatagram.ts';
import { byStream } from './askStream.ts';
import { CONNECTION_COST, type Meter } from './meter.ts';
import { whyNotServer } from './target.ts';

export type Asking = Pick<CheckSpec, 'ifname' | 'source' | 'family' | 'servers' | 'timeout'> & { readonly secure: SecureContext };

/** Resolvers of one PvD that are asked, one after the other, and how often all of them. Guesses. */
const [SERVERS_MAX, ROUNDS] = [3, 2];
/** A handshake with certificates. A guess. */
const TLS_COST = CONNECTION_COST + 6_000;

/** `own`: the addresses of this host, which are never asked. Never rejects. */
export async function ask(
  spec: Asking,
  name: string,
  type: number,
  own: readonly string[],
  meter: Meter,
  signal: AbortSignal,
): Promise<Answered> {
  const refused: string[] = [];
  const servers = spec.servers.flatMap((text): readonly Server[] => {
    const server = parseServer(text);
    const why = server === null ? 'no server' : whyNotServer(server.address, spec.ifname, own);
    if (why !== null) refused.push(`${text} is ${why}`);
    return why === null && server !== null ? [server] : [];
  });
  const asked = servers.slice(0, SERVERS_MAX);
  if (asked.length === 0) return failed(refused[0] ?? 'the network gave no resolver');
  const patience = millis(Math.max(100, Math.floor(spec.timeout / (asked.length * ROUNDS + 1))));
  let problem = '';
  for (let i = 0; i < asked.length * ROUNDS && !signal.aborted; i += 1) {
    const server = asked[i % asked.length];
    if (!server) break;
    const told = await askOne(spec, server, { id: randomInt(65_536), name, type }, patience, meter, signal);
    if (told.ok) return told;
    problem = `${server.address}: ${told.problem}`;
  }
  return failed(problem || 'stopped');
}

async function askOne(
  spec: Asking,
  server: Server,
  question: Question,
  patience: Millis,
  meter: Meter,
  signal: AbortSignal,
): Promise<Answered> {
  const bytes = encodeQuestion(question);
  if (!bytes) return failed('a name that cannot be asked for');
  if (!meter.allows(server.tls === null ? 2 * bytes.length + 200 : TLS_COST)) return failed('the budget of checks is spent');
  const put = { spec, server, question, bytes, meter, signal };
  if (server.tls !== null) return byStream(put, spec.secure);
  const told = await byDatagram(put, patience);
  if (!told.ok || !told.answer.truncated || question.name === '') return told;
  return byStream(put, spec.secure);
}
