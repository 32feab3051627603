/** What the files and processes say together, as one value. Pure: the door looks, this reads. */
import type { Data } from '../../machines/model/facts/index.ts';
import type { SeenFile } from './files.ts';
import { type Finding, findingOf, type Scene } from './findings.ts';
import type { IfName, LeaseReading, ReadDhcp4, ResolverReading } from './reading.ts';
import { type FileKind, MANAGERS, NEEDS_CLIENT } from './table.ts';

export type Told = LeaseReading & { readonly file: string };
export type Picture = {
  readonly managers: ReadonlyMap<string, Data<'manager.noticed'>>;
  /** By client and interface. */
  readonly leases: ReadonlyMap<string, Told>;
  /** By file. */
  readonly resolvers: ReadonlyMap<string, Data<'resolver.published'>>;
  readonly rejected: readonly Data<'lease4.rejected'>[];
  /** Files that should tell something and cannot be read, or that we have written over: what they told before still holds. */
  readonly unread: ReadonlySet<string>;
  /** What could not be read in files that are no leases. */
  readonly notices: readonly string[];
};

export function pictureOf(scene: Scene, readDhcp4: ReadDhcp4): Picture {
  const found = scene.files.map((file) => ({ file, finding: findingOf(file, scene, readDhcp4) }));
  const managers = managersOf(scene, found);
  const leases = new Map<string, Told & { readonly written: number }>();
  const rejected: Data<'lease4.rejected'>[] = [];
  const unread = new Set<string>();
  for (const { file, finding } of found) {
    if (finding.isCovered) unread.add(file.path);
    for (const { ifname, client, read } of finding.leases ?? []) {
      if (NEEDS_CLIENT.has(client) && !managers.has(client)) continue;
      const problems = read.ok ? read.value.problems : [`${read.error.kind} at ${read.error.offset}`];
      rejected.push(...problems.map((problem) => ({ ifname, client, file: file.path, problem: problem.slice(0, 256) })));
      if (!read.ok) {
        unread.add(file.path);
        continue;
      }
      const key = `${client} ${read.value.lease.ifname}`;
      // One client keeps a file for each SSID, or left one in an older place: the last one written is what it holds.
      if ((leases.get(key)?.written ?? -1) < file.written) leases.set(key, { ...read.value, file: file.path, written: file.written });
    }
  }
  const resolvers = found.flatMap(({ file, finding: { resolver } }) =>
    resolver && resolver.servers.length > 0 && (file.kind !== 'dhcpcdHook' || managers.has('dhcpcd'))
      ? [{ publisher: resolver.publisher, file: file.path, ...only(resolver) }]
      : [],
  );
  const notices = found.flatMap(({ file, finding: { resolver, problem } }) =>
    [...(resolver?.problems ?? []), ...(problem === undefined ? [] : [problem])].map((text) => `${file.path}: ${text}`),
  );
  return { managers, leases, resolvers: new Map(resolvers.map((resolver) => [resolver.file, resolver])), rejected, unread, notices };
}

const only = ({ ifname, servers, search }: ResolverReading & { readonly ifname: IfName | null }) => ({
  ifname,
  servers: servers.slice(0, 64),
  search: search.slice(0, 64),
});

/** A manager is there when its process is; where processes cannot be seen, or not whose network they manage, its traces have to agree. */
function managersOf(scene: Scene, found: readonly { readonly file: SeenFile; readonly finding: Finding }[]): Picture['managers'] {
  const noticed = MANAGERS.flatMap(({ name, traces }) => {
    const processes = scene.processes.filter(({ manager }) => manager === name).sort((a, b) => a.pid - b.pid);
    const files = found.filter(({ file, finding }) => traces.includes(file.kind) && isTrace(file.kind, finding));
    const sure = processes.find(({ foreign }) => !foreign);
    const there = sure ?? (files.length > 0 ? processes[0] : undefined);
    if (there === undefined && (scene.visible || files.length === 0)) return [];
    const owned = [...files, ...found.filter(({ file }) => name === 'dhcpcd' && file.kind.startsWith('dhcpcd'))].flatMap(
      ({ finding }) => finding.owner ?? [],
    );
    const named = processes.flatMap(({ ifname }) =>
      scene.interfaces.filter((known) => known.ifname === ifname).map((known) => known.ifname),
    );
    const folders = [...new Set(files.map(({ file }) => file.path.slice(0, file.path.lastIndexOf('/'))))];
    return [
      {
        name,
        interfaces: [...new Set([...owned, ...named])].sort().slice(0, 256),
        evidence: [
          ...(there ? [`process ${there.pid}${there.foreign ? ', network namespace unknown' : ''}`] : []),
          ...folders.map((folder) => `files in ${folder}`),
        ],
      },
    ];
  });
  return new Map(noticed.map((manager) => [manager.name, manager]));
}

/** Debian makes networkd's folders at every boot, and networkd writes a link file for every interface: only one that it manages is a trace. A file of our own dhcpcd has no owner. */
const isTrace = (kind: FileKind, finding: Finding): boolean =>
  kind === 'dhcpcdRun'
    ? finding.owner !== undefined
    : kind === 'networkdLink' || kind === 'nmDevice'
      ? finding.owner !== undefined && finding.owner !== null
      : true;
