/**
 * Which word of the kernel's follows from which command of ours: it carries the port of the requester and the number of the
 * request. An IPv6 address is told without either, but at once, so it is known by itself while its command is carried out.
 */
import { formatAddress } from '../../../machines/model/address.ts';
import type { Unstamped } from '../../../machines/model/facts/index.ts';
import { ADDRESS_FIELDS, type AddressMessage, type RtMessage, readFields } from '../netlink/index.ts';
import type { AddressCommand } from './wire.ts';

export type Echoes = {
  /** The number of a new request for this command. */
  expect(command: string): number;
  expectAddress(command: AddressCommand, index: number): void;
  /** The command that this message follows from. */
  of(message: RtMessage, port: number): string | undefined;
  /** The addresses that are told from now on are told by themselves. */
  settle(): void;
};

/** So many of the last requests are known: far more than are carried out at once. A guess. */
const KNOWN_MAX = 4096;

export function createEchoes(): Echoes {
  const commands = new Map<number, string>();
  const addresses = new Map<string, string>();
  let sequence = 0;
  return {
    expect: (command) => {
      sequence = (sequence + 1) >>> 0;
      commands.set(sequence, command);
      const [oldest] = commands.keys();
      if (commands.size > KNOWN_MAX && oldest !== undefined) commands.delete(oldest);
      return sequence;
    },
    expectAddress: ({ type, id, address }, index) => {
      addresses.set(keyOf(type === 'address.delete' ? 'delete' : 'new', index, address.address), id);
    },
    of: (message, port) => {
      if (port !== 0 && message.port === port) return commands.get(message.sequence);
      return message.port === 0 && message.kind === 'address' ? take(addresses, keyOfMessage(message)) : undefined;
    },
    settle: () => addresses.clear(),
  };
}

/**
 * The facts that follow from one command, in the plan's terms: it is answered by the last of them. A replaced route goes and
 * comes in two facts; were the first one the answer, the plan would ask again in between.
 */
export function answeredByLast(facts: readonly Unstamped[]): readonly Unstamped[] {
  const last = new Map(facts.map((fact, i) => [fact.for, i]));
  return facts.map((fact, i) => {
    if (fact.for === undefined || last.get(fact.for) === i) return fact;
    const { for: _, ...before } = fact;
    return before;
  });
}

const keyOf = (verb: AddressMessage['verb'], index: number, address: string): string => `${verb} ${index} ${address}`;

function keyOfMessage({ verb, head, attributes }: AddressMessage): string {
  const read = readFields(ADDRESS_FIELDS, attributes);
  const bytes = read.ok ? (read.value.local ?? read.value.address) : undefined;
  return bytes === undefined ? '' : keyOf(verb, head.index, formatAddress(bytes));
}

function take(from: Map<string, string>, key: string): string | undefined {
  const value = from.get(key);
  from.delete(key);
  return value;
}
