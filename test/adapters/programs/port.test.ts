import { programsContract } from '../../contracts/programs.ts';
import { behindSocket, inMemory, inProcess } from './subjects.ts';

programsContract('the memory port', inMemory);
programsContract('the memory port behind a socket', () => inMemory(behindSocket));
programsContract('an agent in this process', inProcess);
programsContract('an agent behind its socket', () => inProcess(behindSocket));
