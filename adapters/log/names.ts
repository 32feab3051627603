/** Names in facts, hidden label by label, so that equal labels stay equal and a suffix still matches its names. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Command } from '../../machines/model/command.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import type { Publication } from '../../machines/model/publication.ts';

export type NamesMode = 'keep' | 'hash' | 'omit';
/** A name without its final dot in, such a name out. */
export type Rename = (name: string) => string;

/** RFC 1035 §2.3.4. */
const NAME_MAX = 253;
/** Hexadecimal digits that are left of a label's HMAC: short enough to read, 40 bits against chance. */
const DIGITS = 10;
/** Labels whose hash is remembered: an agent hides what programs ask for, for months. A guess. */
const KNOWN_MAX = 16_384;

/** Null when names stay as they are. The key of `hash` is random and kept nowhere: two exports cannot be joined by their names. */
export function renamer(mode: NamesMode, key: Uint8Array = randomBytes(32)): Rename | null {
  if (mode === 'keep') return null;
  if (mode === 'omit') return labelwise(() => 'x');
  const known = new Map<string, string>();
  return labelwise((label) => {
    const lower = label.toLowerCase();
    if (known.size >= KNOWN_MAX) known.clear();
    const hidden = known.get(lower) ?? createHmac('sha256', key).update(lower).digest('hex').slice(0, DIGITS);
    known.set(lower, hidden);
    return hidden;
  });
}

/** Short labels grow: what no longer fits is cut from the left, where no suffix is. */
function labelwise(hide: (label: string) => string): Rename {
  return (name) => {
    const labels = name.split('.').map((label) => (label === '' ? '' : hide(label)));
    while (labels.length > 1 && labels.join('.').length > NAME_MAX) labels.shift();
    return labels.join('.');
  };
}

type Options = Extract<Fact, { type: 'router.advertised' }>['pvd'] & object;
type Settings = Extract<Fact, { type: 'settings.loaded' }>['settings'];
type Static = Settings['interfaces'][number]['static'] & object;

/** The fact with each search, zone and PvD name replaced. */
export const renameFact = (fact: Fact, rename: Rename): Fact => renameNames(renamePvds(fact, rename), rename);

/** Ids of PvDs and identities, wherever they stand: `pvd:example.com@wlan0` has a name in it, `pvd:wlan0` has none. */
const renamePvds = (fact: Fact, rename: Rename): Fact =>
  JSON.parse(JSON.stringify(fact), (key, value) => {
    if (typeof value !== 'string') return value;
    return key === 'identity' ? rename(value) : value.replaceAll(/pvd:([^@/\s]+)@/g, (_all, name: string) => `pvd:${rename(name)}@`);
  });

function renameNames(fact: Fact, rename: Rename): Fact {
  switch (fact.type) {
    case 'resolver.published':
      return { ...fact, search: fact.search.map(rename) };
    case 'lease4.bound':
      return { ...fact, search: fact.search.map(rename), selection: selected(fact.selection, rename) };
    case 'lease6.bound': {
      const ntp = fact.ntp.map((server) => (server.includes(':') ? server : rename(server)));
      return { ...fact, search: fact.search.map(rename), selection: selected(fact.selection, rename), ntp };
    }
    case 'router.advertised':
      return { ...fact, search: domains(fact.search, rename), pvd: fact.pvd && renameOption(fact.pvd, rename) };
    case 'settings.loaded':
      return { ...fact, settings: renameSettings(fact.settings, rename) };
    case 'name.sampled':
      return { ...fact, names: fact.names.map(rename) };
    case 'names.published':
      return { ...fact, publication: renamePublication(fact.publication, rename) };
    case 'information.received':
      return { ...fact, dnsZones: fact.dnsZones.map(rename) };
    case 'memory.carried': {
      const { memory } = fact;
      const information = memory.information.map(({ held, ...one }) => ({
        ...one,
        held: held && { ...held, dnsZones: held.dnsZones.map(rename) },
      }));
      const names = memory.names.map((one) => ({ ...one, suffix: rename(one.suffix) }));
      const underWay = memory.underWay.map((command) => renameCommand(command, rename));
      return { ...fact, memory: { ...memory, information, names, underWay } };
    }
    default:
      return fact;
  }
}

function renameCommand(command: Command, rename: Rename): Command {
  if ('publication' in command) return { ...command, publication: renamePublication(command.publication, rename) };
  return 'servers' in command ? { ...command, servers: command.servers.map((server) => renameServer(server, rename)) } : command;
}

const domains = <T extends { readonly domain: string }>(search: readonly T[], rename: Rename): readonly T[] =>
  search.map((entry) => ({ ...entry, domain: rename(entry.domain) }));

const selected = <T extends { readonly domains: readonly string[] }>(selection: readonly T[], rename: Rename): readonly T[] =>
  selection.map((one) => ({ ...one, domains: one.domains.map(rename) }));

const renameOption = (option: Options, rename: Rename): Options => ({
  ...option,
  id: rename(option.id),
  nested: { ...option.nested, search: domains(option.nested.search, rename) },
});

const renameSettings = (settings: Settings, rename: Rename): Settings => ({
  ...settings,
  names: settings.names.map((rule) => ({ ...rule, suffix: rename(rule.suffix) })),
  interfaces: settings.interfaces.map((one) => (one.static ? { ...one, static: renameStatic(one.static, rename) } : one)),
});

const renamePublication = (said: Publication, rename: Rename): Publication => ({
  ...said,
  ...{ search: said.search.map(rename), domains: said.domains.map((name) => (name === '.' ? name : rename(name))) },
  servers: said.servers.map((server) => renameServer(server, rename)),
});

/** Of a server, the name in its certificate. */
const renameServer = (server: string, rename: Rename): string => server.replace(/#(.+)$/, (_all, name: string) => `#${rename(name)}`);

/** A name that is only asked stays one (`~`). */
const renameStatic = (own: Static, rename: Rename): Static => ({
  ...own,
  search: own.search.map((name) => (name.startsWith('~') ? `~${rename(name.slice(1))}` : rename(name))),
  dns: own.dns.map((server) => renameServer(server, rename)),
});
