/**
 * Endpoints and limits of multipath TCP as facts, and changed by commands. The kernel tells nobody when they change, so they are read
 * at the start and after each change of ours: what others did meanwhile is seen then.
 */
import type { Command, CommandOf } from '../../../machines/model/command.ts';
import { answer, type Data, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../../machines/model/port.ts';
import { IfName } from '../../../machines/model/units.ts';
import { done, failed, type Refusal } from '../apply/outcome.ts';
import type { WireEndpoint, WireLimits } from './codec.ts';
import type { PathManager, Paths } from './kernel.ts';

export type MptcpSource = Source & Sink;
export type Surroundings = { readonly manager: PathManager; indexOf(ifname: string): number };

const NOTHING: Paths = { endpoints: [], limits: { subflows: -1, accepted: -1 } };

export function createMptcp({ manager, indexOf }: Surroundings): MptcpSource {
  let emit: Emit = () => {};
  let known: Paths = NOTHING;
  let isClosed = false;
  const names = new Map<number, IfName>();
  const waiting = new Set<NodeJS.Immediate>();

  const dataOf = ({ number, address, index, flags }: WireEndpoint): Data<'endpoint.added'> => ({
    ...{ number, address, flags },
    ifname: names.get(index) ?? null,
  });
  /** What differs from what is known, told as the world's doing but for what these commands asked for. */
  const differences = (is: Paths, asked: readonly Command[]): readonly Unstamped[] => {
    const [was, before] = [known, new Set(known.endpoints.map(keyOf))];
    const now = new Set(is.endpoints.map(keyOf));
    known = is;
    const removed = was.endpoints
      .filter((one) => !now.has(keyOf(one)))
      .map((one) => told('endpoint.removed', { number: one.number }, asked, one));
    const added = is.endpoints.filter((one) => !before.has(keyOf(one))).map((one) => told('endpoint.added', dataOf(one), asked, one));
    const isLimited = is.limits.subflows !== was.limits.subflows || is.limits.accepted !== was.limits.accepted;
    const limiting = asked.find((command) => command.type === 'mptcp.limit');
    const limited = isLimited ? [limiting ? answer(limiting.id, 'mptcp.limited', is.limits) : world('mptcp.limited', is.limits)] : [];
    return [...removed, ...added, ...limited];
  };
  const attempt = (command: Command): Refusal | null => {
    if (command.type === 'mptcp.limit') return manager.limit(command.limits);
    if (!isOfEndpoint(command)) return { code: 'ERR_NOT_CARRIED', problem: 'not a command about multipath TCP' };
    const { number, address, ifname, backup } = command.endpoint;
    const index = indexOf(ifname);
    if (index === 0 && command.type === 'endpoint.add') return { code: 'ENODEV', problem: `there is no interface ${ifname}` };
    if (index > 0) names.set(index, IfName.parse(ifname));
    const flags = backup ? (['subflow', 'backup'] as const) : (['subflow'] as const);
    return manager.change(command.type === 'endpoint.add' ? 'add' : 'delete', { number, address, index, flags });
  };
  /** In order, the kernel read once at the end; what it says of a command is what became of it. */
  const carryOut = (commands: readonly Command[]): readonly Unstamped[] => {
    const refusals = new Map(commands.map((command) => [command.id, attempt(command)]));
    const read = manager.read();
    if (!read.ok) return commands.map((command) => failed(command, refusals.get(command.id) ?? read.refused));
    const changed = differences(
      read.paths,
      commands.filter(({ id }) => refusals.get(id) === null),
    );
    const answered = new Set(changed.map((fact) => fact.for));
    const left = commands.filter(({ id }) => !answered.has(id));
    return [...changed, ...left.flatMap((command) => outcome(command, refusals.get(command.id) ?? null, read.paths, dataOf))];
  };

  return {
    name: 'mptcp',
    carries: ['endpoint', 'mptcp'],
    follow: (facts) => {
      for (const fact of facts) if (fact.type === 'link.appeared' || fact.type === 'link.changed') names.set(fact.ifindex, fact.ifname);
    },
    open: async (to, notice) => {
      emit = to;
      const read = manager.read();
      if (!read.ok) return notice(`multipath TCP is left alone here: ${read.refused.problem} (${read.refused.code})`);
      const facts = differences(read.paths, []);
      if (facts.length > 0) emit(facts);
    },
    // In a turn of its own: the kernel takes some 15 ms over an endpoint that goes (synchronize_rcu), though its paths are gone at once.
    carry: (commands) => {
      if (isClosed) return;
      const turn = setImmediate(() => {
        waiting.delete(turn);
        emit(carryOut(commands));
      });
      waiting.add(turn);
    },
    close: async () => {
      isClosed = true;
      for (const turn of waiting) clearImmediate(turn);
      manager.close();
    },
  };
}

/** What was so already is said to be so: the plan did not know. */
function outcome(
  command: Command,
  refusal: Refusal | null,
  { endpoints, limits }: Paths,
  dataOf: (endpoint: WireEndpoint) => Data<'endpoint.added'>,
): readonly Unstamped[] {
  if (command.type === 'mptcp.limit' && isSame(limits, command.limits)) return [answer(command.id, 'mptcp.limited', limits)];
  const there = command.type === 'endpoint.add' ? endpoints.find((one) => isMeant(one, command)) : undefined;
  if (there && command.type === 'endpoint.add' && there.flags.includes('backup') === command.endpoint.backup)
    return [answer(command.id, 'endpoint.added', dataOf(there))];
  if (command.type === 'endpoint.delete' && !endpoints.some((one) => isMeant(one, command)))
    return [answer(command.id, 'endpoint.removed', { number: command.endpoint.number })];
  return [refusal === null ? done(command) : failed(command, refusal)];
}

type EndpointCommand = CommandOf<'endpoint.add' | 'endpoint.delete'>;
const isOfEndpoint = (command: Command): command is EndpointCommand =>
  command.type === 'endpoint.add' || command.type === 'endpoint.delete';
const isMeant = (one: WireEndpoint, { endpoint }: EndpointCommand): boolean =>
  one.number === endpoint.number && one.address === endpoint.address;
const isSame = (a: WireLimits, b: WireLimits): boolean => a.subflows === b.subflows && a.accepted === b.accepted;
const keyOf = ({ number, address, index, flags }: WireEndpoint): string => `${number} ${address} ${index} ${flags.join()}`;

function told<T extends 'endpoint.added' | 'endpoint.removed'>(
  type: T,
  data: Data<T>,
  asked: readonly Command[],
  one: WireEndpoint,
): Unstamped {
  const of = type === 'endpoint.added' ? 'endpoint.add' : 'endpoint.delete';
  const command = asked.find((c): c is EndpointCommand => isOfEndpoint(c) && c.type === of && isMeant(one, c));
  return command ? answer(command.id, type, data) : world(type, data);
}
