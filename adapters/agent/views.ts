/** The networks as programs see them (api-1): now, then whenever they differ. Nothing is made while nobody listens. */
import type { ProgramsView } from '../../machines/model/programs.ts';
import type { Programs } from '../programs/index.ts';
import { createExit, type Exit } from './exits.ts';

export function createViews(port: Pick<Programs, 'view' | 'watch'>): { readonly exit: Exit<ProgramsView>; end(): void } {
  return createExit<ProgramsView>((push) => port.watch((view) => view && push(view)), port.view);
}
