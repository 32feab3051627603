/** Other network managers on this host, and the resolvers they publish. */
import { z } from 'zod';
import { Address } from '../address.ts';
import { IfName } from '../units.ts';
import { DomainName, fact } from './envelope.ts';

const some = <T extends z.ZodType>(schema: T) => z.array(schema).max(64).readonly();

export const managerFacts = [
  /** `evidence`: what gave it away (`process 812`, `file /run/NetworkManager`, `routes with protocol 16`). */
  fact('manager.noticed', {
    name: z.string().max(64),
    interfaces: z.array(IfName).max(256).readonly(),
    evidence: some(z.string().max(512)),
  }),
  fact('manager.gone', { name: z.string().max(64) }),
  /** DNS servers somebody wrote for programs to use; `ifname` null when the file does not say which interface. */
  fact('resolver.published', {
    publisher: z.string().max(64),
    file: z.string().max(512),
    ifname: IfName.nullable(),
    servers: some(Address),
    search: some(DomainName),
  }),
  fact('resolver.withdrawn', { publisher: z.string().max(64), file: z.string().max(512) }),
] as const;
