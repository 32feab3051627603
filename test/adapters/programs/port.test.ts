import { serve } from '../../../adapters/control/index.ts';
import { openRemote } from '../../../adapters/control/remote.ts';
import { memoryPrograms } from '../../../adapters/programs/memory.ts';
import { programsContract } from '../../contracts/programs.ts';
import { folder, testAgent } from '../control/served.ts';

programsContract('the memory port', async ({ port }) => ({ port, close: async () => {} }), memoryPrograms);

programsContract(
  'an agent behind its socket',
  async ({ port }) => {
    const place = folder();
    const control = await serve({ ...testAgent(), programs: port }, { folder: place.path });
    const remote = openRemote(`${place.path}/state.sock`);
    const close = async () => {
      remote.close();
      await control.close();
      place.remove();
    };
    return { port: remote, close };
  },
  memoryPrograms,
);
