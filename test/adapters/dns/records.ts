/** Records and replies for tests. */
import { type Message, type Resource, TYPE } from '../../../machines/model/dns/index.ts';
import { seconds } from '../../../machines/model/units.ts';

const record = (name: string, type: number, ttl: number, data: Resource['data']): Resource => ({
  ...{ kind: 'record', name, type, class: 1 },
  ttl: seconds(ttl),
  data,
});
export const a = (name: string, address: string, ttl = 300): Resource => record(name, TYPE.A, ttl, { kind: 'address', address });
export const aaaa = (name: string, address: string, ttl = 300): Resource => record(name, TYPE.AAAA, ttl, { kind: 'address', address });
export const cname = (name: string, to: string, ttl = 300): Resource =>
  record(name, TYPE.CNAME, ttl, { kind: 'names', before: '', names: [to], after: '' });
export const txt = (name: string, size: number, ttl = 300): Resource =>
  record(name, TYPE.TXT, ttl, { kind: 'raw', hex: 'ff'.padEnd(2 * size, '61') });
/** `least`: the last field, what a negative answer is good for. */
export const soa = (zone: string, ttl: number, least: number): Resource =>
  record(zone, TYPE.SOA, ttl, {
    kind: 'names',
    before: '',
    names: [`ns.${zone}`, `admin.${zone}`],
    after: `${'00000001'.repeat(4)}${least.toString(16).padStart(8, '0')}`,
  });
export const noName = (zone = 'example', least = 60): Partial<Message> => ({ flags: 3, authorities: [soa(zone, 3600, least)] });
export const noData = (zone = 'example', least = 60): Partial<Message> => ({ flags: 0, authorities: [soa(zone, 3600, least)] });
export const servfail: Partial<Message> = { flags: 2 };
export const addressesOf = ({ answers }: Message): readonly string[] =>
  answers.flatMap((r) => (r.kind === 'record' && r.data.kind === 'address' ? [r.data.address] : []));
