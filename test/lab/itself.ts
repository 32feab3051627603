/** `node --import itself.ts PROGRAM`: the package's name is the sources beside it, so that an example runs as it stands and needs no build. */
import { registerHooks } from 'node:module';

const INDEX = new URL('../../index.ts', import.meta.url).href;

registerHooks({ resolve: (name, context, next) => (name === 'multihome' ? { url: INDEX, shortCircuit: true } : next(name, context)) });
