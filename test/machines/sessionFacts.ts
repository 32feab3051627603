/** Builders of session facts with sensible defaults. */
import { type Data, type Unstamped, world } from '../../machines/model/facts/index.ts';

type Some<T extends Parameters<typeof world>[0]> = Partial<Data<T>>;

export const sessionOpened = (session: string, pvd: string, some: Some<'session.opened'> = {}): Unstamped =>
  world('session.opened', {
    ...{ session, manager: 'app', pvd, generation: 1, family: 4, needs: null },
    ...{ mobility: 'reconnect', better: 'keep', loss: 'move', failBack: 'keep' },
    ...some,
  });
export const idled = (session: string): Unstamped => world('session.idled', { session });
export const busied = (session: string): Unstamped => world('session.busied', { session });
export const asked = (session: string, ask: Data<'session.asked'>['ask'], some: Some<'session.asked'> = {}): Unstamped =>
  world('session.asked', { session, manager: 'app', author: 'application', ask, to: null, ...some });
export const moved = (session: string, pvd: string, generation = 1): Unstamped => world('session.moved', { session, pvd, generation });
export const closed = (session: string, why = 'done'): Unstamped => world('session.closed', { session, why });
