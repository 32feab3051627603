/** An agent in memory that applies and has a resolver in memory: corp.example is eth0's, everything else is asked of who leads. */
import { createMemoryResolver, type Resolver, type Script } from '../../../adapters/dns/index.ts';
import { memoryLog } from '../../../adapters/log/index.ts';
import { FLAG, TYPE } from '../../../machines/model/dns/index.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { createNamesView } from '../../../streams/names.ts';
import { started } from '../../machines/facts.ts';
import { a, aaaa, cname, noData, noName, servfail, soa, txt } from '../dns/records.ts';
import { type TestAgent, TWO_NETWORKS, testAgent } from './served.ts';

export const [ETH, WIFI] = ['198.51.100.53', '192.0.2.53'];

/** What both networks' servers say; each has an address of its own for `where.example`. */
const SCRIPT: Script = ({ name, type }, { address }) => {
  if (name === 'silent.example') return null;
  if (name === 'broken.example') return servfail;
  if (name === 'nobody.corp.example') return noName('corp.example');
  if (type === TYPE.TXT) return { answers: [txt(name, 1)] };
  if (type === TYPE.SOA) return { answers: [soa(name, 60, 30)] };
  if (name === 'alias.example') return { answers: [cname(name, 'nas.corp.example'), a('nas.corp.example', '203.0.113.9')] };
  if (name === 'where.example') return type === TYPE.A ? { answers: [a(name, address === ETH ? '203.0.113.1' : '203.0.113.2')] } : noData();
  return { flags: FLAG.RA, answers: type === TYPE.AAAA ? [aaaa(name, '2001:db8:9::9')] : [a(name, '203.0.113.9')] };
};

export type NamedAgent = TestAgent & { readonly resolver: Resolver };

export async function namedAgent(): Promise<NamedAgent> {
  const resolver = createMemoryResolver({ script: SCRIPT, pin: async () => true });
  await resolver.open();
  const agent = testAgent(memoryLog(), resolver);
  const listening = world('resolver.listening', { addresses: ['127.0.0.55', '::1'], problem: null });
  agent.tell(started({ mode: 'apply' }), ...TWO_NETWORKS.slice(1, 4), listening, ...TWO_NETWORKS.slice(4, 5));
  for (const fact of TWO_NETWORKS.slice(5)) agent.tell(fact);
  await resolver.show(createNamesView()(agent.fold));
  return Object.assign(agent, { resolver });
}
