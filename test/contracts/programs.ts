/** What everything promises through which programs speak to an agent, in this process or behind a socket. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Programs, SessionVerdict } from '../../adapters/programs/port.ts';
import type { ProgramsView } from '../../machines/model/programs.ts';
import type { SessionSpec } from '../../machines/model/session.ts';
import { waitUntil } from '../lab/exec.ts';

/** A session as its agent has it. `closed`: why it is over; null: it is not. */
export type ProgramsSession = { readonly pvd: string; readonly isIdle: boolean; readonly closed: string | null };
/**
 * An agent on Ethernet (`pvd:eth0`), where `www.example` has 192.0.2.80 and 2001:db8::80, no other name exists, and
 * `silent.example` is never answered.
 */
export type ProgramsSubject = {
  readonly port: Programs;
  /** Wi-Fi comes as well: `pvd:wlan0`. */
  appear(): void;
  /** Ethernet goes. A session there that can reconnect is told to go to Wi-Fi; one that cannot move, to end. */
  vanish(): void;
  /** In the order in which they were opened. */
  sessions(): readonly ProgramsSession[];
  /** The agent ends. */
  end(): unknown;
  /** All ends. Also after `end`. */
  close(): Promise<void>;
};

export const SPEC: SessionSpec = {
  ...{ manager: 'test', needs: null, pvd: 'pvd:eth0', generation: 1, family: 4 },
  ...{ mobility: 'reconnect', better: 'keep', loss: 'move', failBack: 'keep' },
};
const ENDING: SessionSpec = { ...SPEC, mobility: 'none', loss: 'end' };
const [A, AAAA] = [1, 28];

export function programsContract(name: string, create: () => Promise<ProgramsSubject>): void {
  describe(`${name} is a port for programs`, () => {
    let subject: ProgramsSubject;
    beforeEach(async () => {
      subject = await create();
      await waitUntil('Ethernet is there', () => has('pvd:eth0'));
    });
    afterEach(() => subject.close());
    const namesIn = (view: ProgramsView | null) => view?.domains.map(({ pvd }) => pvd) ?? null;
    const has = (pvd: string) => namesIn(subject.port.view())?.includes(pvd) === true;
    const ask = (asked: string, type = A, pvd = 'pvd:eth0', signal?: AbortSignal) =>
      subject.port.resolve({ name: asked, type, pvd, ...(signal && { signal }) });

    test('the view is the newest one', async () => {
      expect(namesIn(subject.port.view())).toEqual(['pvd:eth0']);
      subject.appear();
      await waitUntil('Wi-Fi is there', () => has('pvd:wlan0'));
      subject.vanish();
      await waitUntil('Ethernet has gone', () => !has('pvd:eth0'));
      expect(namesIn(subject.port.view())).toEqual(['pvd:wlan0']);
    });

    test('a watcher is told of what differs, until it watches no more', async () => {
      const told: (readonly string[] | null)[] = [];
      const unwatch = subject.port.watch((view) => told.push(namesIn(view)));
      subject.appear();
      await waitUntil('it is told', () => told.at(-1)?.includes('pvd:wlan0') === true);
      unwatch();
      const before = told.length;
      subject.vanish();
      await waitUntil('Ethernet has gone', () => !has('pvd:eth0'));
      expect(told.length).toBe(before);
    });

    test('api-1: a name is answered by the PvD that is asked, with whose attachment it is', async () => {
      const own = { ok: true, pvd: 'pvd:eth0', generation: 1 };
      expect(await ask('www.example')).toMatchObject({ ...own, exists: true, addresses: ['192.0.2.80'] });
      expect(await ask('www.example', AAAA)).toMatchObject({ ...own, addresses: ['2001:db8::80'] });
      expect(await ask('nobody.example')).toMatchObject({ ...own, exists: false, addresses: [] });
      expect(await ask('www.example', A, 'pvd:none')).toEqual({ ok: false, problem: 'noSuchPvd' });
    });

    test('many names at once are all answered', async () => {
      const all = await Promise.all(Array.from({ length: 100 }, () => ask('www.example')));
      expect(all.filter((answer) => answer.ok && answer.addresses.includes('192.0.2.80')).length).toBe(all.length);
    });

    test('a question that is given up rejects with its reason, at once or when it was', async () => {
      const given = new AbortController();
      const reason = new Error('given up');
      const asked = ask('silent.example', A, 'pvd:eth0', given.signal);
      given.abort(reason);
      await expect(asked).rejects.toBe(reason);
      await expect(ask('www.example', A, 'pvd:eth0', given.signal)).rejects.toBe(reason);
    });

    test('session-5: each session is told what becomes of it, and no other’s', async () => {
      subject.appear();
      await waitUntil('Wi-Fi is there', () => has('pvd:wlan0'));
      const verdicts: SessionVerdict[][] = [[], []];
      const [one, two] = await Promise.all(
        [SPEC, ENDING].map((spec, i) => subject.port.sessions.open(spec, (verdict) => verdicts[i]?.push(verdict))),
      );
      subject.vanish();
      const last = (i: number) => verdicts[i]?.at(-1);
      await waitUntil('both are told', () => last(0)?.verdict === 'reconnect' && last(1)?.verdict === 'end');
      expect([last(0)?.to, last(1)?.to]).toEqual(['pvd:wlan0', null]);
      expect(verdicts.map((all) => [...new Set(all.map(({ session }) => session))])).toEqual([[one?.id], [two?.id]]);
    });

    test('what becomes of a session reaches the agent in its order', async () => {
      subject.appear();
      await waitUntil('Wi-Fi is there', () => has('pvd:wlan0'));
      const session = await subject.port.sessions.open(SPEC, () => {});
      await subject.port.sessions.open(SPEC, () => {});
      session.idle(true);
      session.moved({ pvd: 'pvd:wlan0', generation: 1 });
      session.idle(false);
      session.idle(true);
      session.close('done');
      session.close('twice');
      await waitUntil('it is closed', () => subject.sessions()[0]?.closed !== null);
      expect(subject.sessions()).toEqual([
        { pvd: 'pvd:wlan0', isIdle: true, closed: 'done' },
        { pvd: 'pvd:eth0', isIdle: false, closed: null },
      ]);
    });

    test('a session that the agent does not keep is refused, with a code and a reason', async () => {
      const refused = subject.port.sessions.open({ ...SPEC, manager: 'two words' }, () => {});
      await expect(refused).rejects.toMatchObject({ code: 'ERR_SESSION_REFUSED', reasons: [expect.stringContaining('manager')] });
    });

    test('an agent that goes is told as no view, and what is asked of it then ends', async () => {
      const told: (ProgramsView | null)[] = [];
      subject.port.watch((view) => told.push(view));
      subject.end();
      await waitUntil('it is told', () => told.includes(null));
      expect(subject.port.view()).toBe(null);
      expect(await ask('www.example')).toMatchObject({ ok: false });
    });
  });
}
