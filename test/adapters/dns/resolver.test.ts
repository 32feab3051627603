import { afterEach } from 'vitest';
import { createMemoryResolver, openResolver } from '../../../adapters/dns/index.ts';
import { resolverContract } from '../../contracts/resolver.ts';
import { byScript, openUpstream, type Upstream } from './upstream.ts';

const open: Upstream[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((upstream) => upstream.close()));
});

resolverContract('the one in memory', async (script, asked) => ({ resolver: createMemoryResolver({ script, ...asked }), port: 53 }));
resolverContract('the real one', async (script, asked) => {
  const first = await openUpstream('127.0.0.21', byScript(script, '127.0.0.21'));
  open.push(first);
  for (const address of ['127.0.0.22', '::1']) open.push(await openUpstream(address, byScript(script, address), { port: first.port }));
  return { resolver: openResolver({ listen: { addresses: ['127.0.0.55'], port: 0, perPvd: null }, ...asked }), port: first.port };
});
