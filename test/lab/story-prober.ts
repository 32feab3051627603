/**
 * Measures from outside what a program in a host notices of a change: a datagram of each family every millisecond to a server
 * in the Internet, and there which arrived, from where.
 *
 *   const measured = await prober.during(async (isThrough) => { … });      // { ipv4: { sent, lost, longest, from }, ipv6 }
 */
import { fileURLToPath } from 'node:url';
import { spawnNode } from './agent.ts';
import { waitUntil } from './exec.ts';
import type { Host } from './host.ts';
import { type Internet, PUBLIC } from './internet.ts';
import { Ended, type Received, Report } from './story-gap.ts';

export type Measured = { readonly ipv4: Received; readonly ipv6: Received };
export type Prober = {
  /**
   * From before `act` begins to after it ends; rejects with it. `act` may wait until what arrives in both families comes from
   * where `isFrom` says.
   */
  during(act: (through: (what: string, isFrom: (source: string) => boolean) => Promise<void>) => Promise<void>): Promise<Measured>;
};

const CHILD = fileURLToPath(new URL('story-prober-child.ts', import.meta.url));
const WITHIN = 20_000;
/** What has not arrived so long after it was sent will not. */
const LAST = 500;

export async function openProber(host: Host, internet: Internet): Promise<Prober> {
  const { server4, server6 } = PUBLIC;
  const receiver = spawnNode({ name: 'internet', spawn: internet.spawn }, CHILD, ['receive', server4, server6]);
  const sender = spawnNode(host, CHILD, ['send', server4, server6]);
  const isReady = (line: unknown): boolean => typeof line === 'object' && line !== null && 'ready' in line;
  await Promise.all([receiver, sender].map((child) => child.lines.waitFor('ready', isReady, WITHIN)));
  let runs = 0;
  const ask = async <T>(child: typeof sender, order: object, read: (line: unknown) => T | undefined): Promise<T> => {
    const from = child.lines.all.length;
    child.tell(JSON.stringify(order));
    return child.lines.waitFor(JSON.stringify(order), read, WITHIN, from);
  };
  const report = (sent: number): Promise<Measured> =>
    ask(receiver, { report: runs, sent }, (line) => {
      const told = Report.safeParse(line);
      return told.success ? told.data : undefined;
    });
  const ended = (line: unknown) => Ended.safeParse(line).data;
  const through = (what: string, isFrom: (source: string) => boolean): Promise<void> =>
    waitUntil(
      `datagrams come ${what}`,
      async () => {
        const { ipv4, ipv6 } = await report(0);
        return [ipv4, ipv6].every(({ newest }) => newest !== null && isFrom(newest)) || undefined;
      },
      { within: WITHIN },
    ).then(() => {});
  const stopped = async (): Promise<Measured> => {
    const { sent } = await ask(sender, { end: runs }, ended);
    const areAllThere = async () => {
      const { ipv4, ipv6 } = await report(sent);
      return ipv4.isWhole && ipv6.isWhole;
    };
    await waitUntil('the last datagrams are there', areAllThere, { within: LAST }).catch(() => {});
    return report(sent);
  };
  return {
    during: async (act) => {
      runs += 1;
      await ask(receiver, { begin: runs }, ended);
      sender.tell(JSON.stringify({ begin: runs }));
      try {
        await act(through);
      } catch (error) {
        await stopped();
        throw error;
      }
      return stopped();
    },
  };
}
