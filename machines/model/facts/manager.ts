/** Other network managers on this host, and the resolvers they publish. */
import { z } from 'zod';
import { Address } from '../address.ts';
import { textUpTo } from '../plain.ts';
import { IfName } from '../units.ts';
import { DomainName, fact } from './envelope.ts';

const some = <T extends z.ZodType>(schema: T) => z.array(schema).max(64).readonly();

export const managerFacts = [
  /** `evidence`: what gave it away (`process 812`, `file /run/NetworkManager`, `routes with protocol 16`). */
  fact('manager.noticed', {
    name: textUpTo(64),
    interfaces: z.array(IfName).max(256).readonly(),
    evidence: some(textUpTo(512)),
  }),
  fact('manager.gone', { name: textUpTo(64) }),
  /** DNS servers somebody wrote for programs to use; `ifname` null when the file does not say which interface. */
  fact('resolver.published', {
    publisher: textUpTo(64),
    file: textUpTo(512),
    ifname: IfName.nullable(),
    servers: some(Address),
    search: some(DomainName),
  }),
  fact('resolver.withdrawn', { publisher: textUpTo(64), file: textUpTo(512) }),
] as const;
