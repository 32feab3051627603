/** What everything promises through which programs speak to an agent. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemoryPrograms } from '../../adapters/programs/memory.ts';
import type { Programs, SessionSpec, SessionVerdict } from '../../adapters/programs/port.ts';
import type { ProgramsView } from '../../machines/model/programs.ts';
import { programsDomain, programsView } from '../adapters/programs/views.ts';
import { waitUntil } from '../lab/exec.ts';

/** `far`: the agent's side of it; `refuses` is its word on sessions. */
export type ProgramsSubject = { readonly port: Programs; close(): Promise<void> };
export type CreatePrograms = (far: MemoryPrograms) => Promise<ProgramsSubject>;

export const ETH = programsDomain('pvd:eth0', 'eth0');
export const WLAN = programsDomain('pvd:wlan0', 'wlan0');
export const SPEC: SessionSpec = {
  ...{ manager: 'test', needs: null, pvd: 'pvd:eth0', generation: 1, family: 4 },
  ...{ mobility: 'reconnect', better: 'idle', loss: 'reconnect', failBack: true },
};

export function programsContract(
  name: string,
  create: CreatePrograms,
  memory: (refuses?: (spec: SessionSpec) => string | null) => MemoryPrograms,
): void {
  describe(`${name} is a port for programs`, () => {
    let far: MemoryPrograms;
    let subject: ProgramsSubject;
    beforeEach(async () => {
      far = memory((spec) => (spec.manager.endsWith('unwanted') ? 'it is not wanted' : null));
      far.show(programsView(1, [ETH]));
      far.name('pvd:eth0', 'www.example', ['192.0.2.1', '2001:db8::1']);
      subject = await create(far);
      await until('the first view', () => subject.port.view() !== null);
    });
    afterEach(() => subject.close());
    const until = (what: string, holds: () => boolean) => waitUntil(what, holds);
    const ask = (asked: string, type = 1, pvd = 'pvd:eth0') => subject.port.resolve({ name: asked, type, pvd });

    test('the view is the newest one', async () => {
      expect(subject.port.view()).toEqual(programsView(1, [ETH]));
      far.show(programsView(2, [ETH, WLAN]));
      await until('the second', () => subject.port.view()?.seq === 2);
      expect(subject.port.view()?.domains.map(({ pvd }) => pvd)).toEqual(['pvd:eth0', 'pvd:wlan0']);
    });

    test('a watcher is told of what differs, until it watches no more', async () => {
      const told: (ProgramsView | null)[] = [];
      const unwatch = subject.port.watch((view) => told.push(view));
      far.show(programsView(2, [WLAN]));
      await until('it is told', () => told.length === 1);
      unwatch();
      far.show(programsView(3, [ETH]));
      await until('the third', () => subject.port.view()?.seq === 3);
      expect(told).toEqual([programsView(2, [WLAN])]);
    });

    test('api-1: a name is answered by the PvD that is asked, with whose attachment it is', async () => {
      expect(await ask('www.example')).toMatchObject({ ok: true, pvd: 'pvd:eth0', generation: 1, exists: true, addresses: ['192.0.2.1'] });
      expect(await ask('www.example', 28)).toMatchObject({ addresses: ['2001:db8::1'] });
      expect(await ask('nobody.example')).toMatchObject({ ok: true, exists: false, addresses: [] });
      expect(await ask('www.example', 1, 'pvd:wlan0')).toEqual({ ok: false, problem: 'noSuchPvd' });
    });

    test('many names at once are all answered', async () => {
      const all = await Promise.all(Array.from({ length: 100 }, () => ask('www.example')));
      expect(new Set(all.map((answer) => JSON.stringify(answer))).size).toBe(1);
    });

    test('a question that is given up rejects with its reason, at once or when it was', async () => {
      far.name('pvd:eth0', 'silent.example', 'silent');
      const given = new AbortController();
      const reason = new Error('given up');
      const asked = subject.port.resolve({ name: 'silent.example', type: 1, pvd: 'pvd:eth0', signal: given.signal });
      given.abort(reason);
      await expect(asked).rejects.toBe(reason);
      await expect(subject.port.resolve({ name: 'www.example', type: 1, pvd: 'pvd:eth0', signal: given.signal })).rejects.toBe(reason);
    });

    test('a session is told its verdicts, each its own', async () => {
      const verdicts: string[][] = [[], []];
      const hear = (to: string[] | undefined) => (verdict: SessionVerdict) => void to?.push(`${verdict.verdict} ${verdict.to}`);
      const [one, two] = await Promise.all(verdicts.map((to) => subject.port.sessions.open(SPEC, hear(to))));
      expect(one?.id).not.toBe(two?.id);
      far.decide(one?.id ?? '', 'migrate', 'pvd:wlan0');
      far.decide(two?.id ?? '', 'end', null);
      await until('both are told', () => verdicts.every(({ length }) => length === 1));
      expect(verdicts).toEqual([['migrate pvd:wlan0'], ['end null']]);
    });

    test('what becomes of a session reaches the agent in its order', async () => {
      const session = await subject.port.sessions.open(SPEC, () => {});
      session.idle(true);
      session.moved({ pvd: 'pvd:wlan0', generation: 4 });
      session.idle(false);
      session.idle(true);
      session.close('done');
      session.close('twice');
      await until('it is closed', () => far.sessions()[0]?.closed !== null);
      expect(far.sessions()).toMatchObject([{ at: { pvd: 'pvd:wlan0', generation: 4 }, isIdle: true, closed: 'done' }]);
    });

    test('a session that the agent does not keep is refused, with its reason', async () => {
      const refused = subject.port.sessions.open({ ...SPEC, manager: 'unwanted' }, () => {});
      await expect(refused).rejects.toMatchObject({ code: 'ERR_SESSION_REFUSED', message: expect.stringContaining('it is not wanted') });
    });

    test('an agent that goes is told as no view', async () => {
      const told: (ProgramsView | null)[] = [];
      subject.port.watch((view) => told.push(view));
      far.show(null);
      await until('it is told', () => told.includes(null));
      expect(subject.port.view()).toBe(null);
    });
  });
}
