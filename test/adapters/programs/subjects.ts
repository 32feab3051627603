/** The agents of the contract: one in memory, alone or behind its socket, and a real one, whose networks are facts. */
import { createAgent } from '../../../adapters/agent.ts';
import { serve } from '../../../adapters/control/index.ts';
import { openRemote } from '../../../adapters/control/remote.ts';
import { createMemoryResolver, openNames, type Script } from '../../../adapters/dns/index.ts';
import { memoryPrograms } from '../../../adapters/programs/memory.ts';
import type { Programs } from '../../../adapters/programs/port.ts';
import { TYPE } from '../../../machines/model/dns/index.ts';
import type { Fact } from '../../../machines/model/facts/index.ts';
import type { ProgramsSession, ProgramsSubject } from '../../contracts/programs.ts';
import { lost, wifi, wired } from '../../streams/networks.ts';
import { folder, testAgent } from '../control/served.ts';
import { a, aaaa, noName } from '../dns/records.ts';
import { programsDomain, programsView } from './views.ts';

export const ETH = programsDomain('pvd:eth0', 'eth0');
export const WLAN = programsDomain('pvd:wlan0', 'wlan0');

/** `through`: what a program has of the port of this agent. */
export async function inMemory(
  through: (port: Programs) => Promise<Pick<ProgramsSubject, 'port' | 'close'>> = async (port) => ({ port, close: async () => {} }),
): Promise<ProgramsSubject> {
  const far = memoryPrograms(({ manager }) => (manager.includes(' ') ? 'its manager is no word' : null));
  far.show(programsView(1, [ETH]));
  far.name('pvd:eth0', 'www.example', ['192.0.2.80', '2001:db8::80']);
  far.name('pvd:eth0', 'silent.example', 'silent');
  return {
    ...(await through(far.port)),
    appear: () => far.show(programsView(2, [ETH, WLAN])),
    vanish: () => {
      far.show(programsView(3, [WLAN]));
      const moved = far.sessions().filter(({ at }) => at.pvd === ETH.pvd);
      for (const { id, spec } of moved) {
        if (spec.mobility === 'none') far.decide(id, 'end', null);
        else far.decide(id, 'reconnect', WLAN.pvd);
      }
    },
    sessions: () => far.sessions().map(({ at: { pvd }, isIdle, closed }) => ({ pvd, isIdle, closed })),
    end: () => far.show(null),
  };
}

export async function behindSocket(programs: Programs): Promise<Pick<ProgramsSubject, 'port' | 'close'>> {
  const place = folder();
  const control = await serve({ ...testAgent(), programs }, { folder: place.path });
  const remote = openRemote(`${place.path}/state.sock`);
  const close = async () => {
    remote.close();
    await control.close();
    place.remove();
  };
  return { port: remote, close };
}

const SCRIPT: Script = ({ name, type }) => {
  if (name === 'silent.example') return null;
  if (name !== 'www.example') return noName();
  return { answers: [type === TYPE.AAAA ? aaaa(name, '2001:db8::80') : a(name, '192.0.2.80')] };
};

export async function inProcess(
  through: (port: Programs) => Promise<Pick<ProgramsSubject, 'port' | 'close'>> = async (port) => ({ port, close: async () => {} }),
): Promise<ProgramsSubject> {
  const names = openNames({ create: (asked) => createMemoryResolver({ ...asked, script: SCRIPT }) });
  const agent = await createAgent({ sources: [names], mode: 'observe' });
  agent.tell(wired({ dns: ['192.0.2.53'] }));
  const { port, close } = await through(agent.programs);
  return {
    port,
    appear: () => agent.tell(wifi()),
    vanish: () => agent.tell([lost('eth0')]),
    sessions: () => sessionsIn([...agent.log.facts()]),
    end: () => agent.close(),
    close: async () => {
      await close();
      await agent.close();
    },
  };
}

/** What its facts say of each. */
function sessionsIn(facts: readonly Fact[]): readonly ProgramsSession[] {
  const all = new Map<string, ProgramsSession>();
  const change = (id: string, some: Partial<ProgramsSession>) => {
    const before = all.get(id);
    if (before) all.set(id, { ...before, ...some });
  };
  for (const fact of facts) {
    if (fact.type === 'session.opened') all.set(fact.session, { pvd: fact.pvd, isIdle: false, closed: null });
    if (fact.type === 'session.idled' || fact.type === 'session.busied') change(fact.session, { isIdle: fact.type === 'session.idled' });
    if (fact.type === 'session.moved') change(fact.session, { pvd: fact.pvd });
    if (fact.type === 'session.closed') change(fact.session, { closed: fact.why });
  }
  return [...all.values()];
}
