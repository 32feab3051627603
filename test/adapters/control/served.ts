/** An agent in memory: facts are folded and kept as the real one does it, and nothing is heard but what the test tells. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subject as Told } from 'rxjs';
import { createExit } from '../../../adapters/agent/exits.ts';
import type { Served, Subject } from '../../../adapters/control/index.ts';
import { type EventLog, memoryLog } from '../../../adapters/log/index.ts';
import type { Fact, Unstamped } from '../../../machines/model/facts/index.ts';
import { seconds } from '../../../machines/model/units.ts';
import { createLoop, type Tick } from '../../../streams/loop.ts';
import {
  address,
  at,
  attached,
  lease,
  link,
  neighbour,
  network4,
  opened,
  pio,
  ra,
  rdnss,
  settings,
  stamped,
  started,
} from '../../machines/facts.ts';

export type TestAgent = Served & { tell(...facts: readonly Unstamped[]): void; end(): void };

/** `names`: its resolver, where it has one. */
export function testAgent(log: EventLog = memoryLog(), names: Served['names'] = null): TestAgent {
  const loop = createLoop();
  const facts = new Told<Fact>();
  const decisions = createExit<Tick>();
  let seq = 0;
  return {
    get fold() {
      return loop.fold;
    },
    log,
    names,
    notices: ['no raw sockets here'],
    facts,
    decisions: decisions.exit,
    tell: (...told) => {
      const batch = told.map((fact, i) => stamped(fact, seq + i + 1, at(seq + i + 1)));
      seq += batch.length;
      const ticks = batch.map((fact) => loop.take(fact)).filter((tick) => tick !== null);
      const kept = log.append(batch, loop.fold.digest);
      if (!kept.ok) throw new Error(kept.error.problem);
      for (const fact of batch) facts.next(fact);
      for (const tick of ticks) if (tick.changed.length > 0) decisions.push(tick);
    },
    end: () => {
      decisions.end();
      facts.complete();
    },
  };
}

/** Wi-Fi with IPv4 and IPv6, and Ethernet with IPv4 only; its SSID tries to paint the terminal. */
export const TWO_NETWORKS: readonly Unstamped[] = [
  started(),
  settings(),
  link('wlan0', { kind: 'wifi', ifindex: 3 }),
  link('eth0', { kind: 'ethernet', ifindex: 2 }),
  opened(),
  attached('wlan0', 'cafe\u001b[31m\u0007'),
  ...network4('wlan0', '192.0.2', '02:00:00:00:02:01'),
  ra('wlan0', 'fe80::1', { prefixes: [pio('2001:db8:1::/64')], dns: [rdnss('fe80::1', seconds(600))] }),
  address('wlan0', '2001:db8:1::7/64', { valid: seconds(7200), preferred: seconds(3600) }),
  address('eth0', '198.51.100.7/24', { valid: seconds(3600) }),
  neighbour('eth0', '198.51.100.1', '02:00:00:00:03:01'),
  lease('eth0', '198.51.100.7', { dns: ['198.51.100.53'], search: ['corp.example'] }),
];

export function twoNetworks(): TestAgent {
  const agent = testAgent();
  agent.tell(...TWO_NETWORKS.slice(0, 5));
  for (const fact of TWO_NETWORKS.slice(5)) agent.tell(fact);
  return agent;
}

/** As the log's last fact has it. */
export const subjectOf = (agent: Served): Subject => ({
  fold: agent.fold,
  now: agent.fold.host.at,
  log: agent.log,
  notices: agent.notices,
});

export function folder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'mh-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A socket's path, or a port of this host. */
export const dial = (to: string | number) => connect(typeof to === 'string' ? { path: to } : { host: '127.0.0.1', port: to });

/** Sends bytes as they are; resolves to all that comes back until the other side ends. */
export function raw(to: string | number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const connection = dial(to);
    connection.setEncoding('utf8');
    connection.on('data', (piece) => {
      answer += piece;
    });
    // A reset after the answer is an end like any other; what came is judged by the test.
    connection.on('error', () => connection.destroy());
    connection.on('close', () => resolve(answer));
    connection.write(text);
  });
}

export const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;
export const statusOf = (answer: string): number => Number(answer.split(' ')[1]);
export const bodyOf = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
