/**
 * The fact catalogue: docs/facts.md, from the schemas and the comments beside them. `node test/tools/catalogue.ts` writes it;
 * a test fails while it is out of date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { ENVELOPE } from '../../machines/model/facts/envelope.ts';
import { Fact } from '../../machines/model/facts/index.ts';
import { typeOf } from './types.ts';

const FOLDER = new URL('../../machines/model/facts/', import.meta.url);
export const CATALOGUE = new URL('../../docs/facts.md', import.meta.url);

/** One file of facts: what it is about, and what its comments say of facts and fields. */
type Source = {
  readonly file: string;
  readonly about: string;
  readonly text: string;
  readonly fields: ReadonlyMap<string, string>;
};

export function catalogue(): string {
  const sources = readdirSync(FOLDER)
    .sort()
    .map(sourceOf)
    .filter(({ text }) => text.includes("fact('"));
  const envelope = sourceOf('envelope.ts');
  const parts = sources.map((source) => {
    const own = Fact.options.filter(({ shape }) => source.text.includes(`fact('${shape.type.value}'`));
    const facts = own.map(({ shape }) => section(source, shape.type.value, shape.v.value, shape));
    return [`## ${source.about.replace(/\.$/, '')}`, `\`machines/model/facts/${source.file}\``, ...facts].join('\n\n');
  });
  return `${[INTRODUCTION, `${commentBefore(envelope.text, 'export const ENVELOPE')}`, table(envelope, ENVELOPE), ...parts].join('\n\n')}\n`;
}

const INTRODUCTION = `# The facts

Everything that multihome knows came in as one of these. A fact is past tense and never edited; a new meaning is a new version.
This page is generated from the schemas (\`node test/tools/catalogue.ts\`); \`multihome schema TYPE\` prints a fact's JSON Schema.

Every fact carries:`;

/** Fields that mean the same wherever they stand. */
const COMMON: Readonly<Record<string, string>> = {
  ifname: 'the interface it is about',
  ifindex: 'its number in the kernel',
  mac: 'link-layer address',
  pvd: 'the provisioning domain it is about',
  generation: 'which attachment of that provisioning domain',
  problem: 'what was wrong, in words',
  offset: 'where in the packet or message, in bytes',
  file: 'where it was read',
  client: 'the DHCP client that holds the lease',
  took: 'how long it took',
  bytes: 'how much it sent and received',
  author: 'who wants it',
  prefixLength: 'length of the prefix it is in',
  dropped: 'how many were left out',
  search: 'search list',
  dns: 'resolvers',
  ntp: 'time servers',
  gateways: 'next hops for everything else',
  portal: 'captive portal (RFC 8910)',
  mtu: 'largest packet, in bytes',
  version: 'of multihome',
  boot: 'the kernel’s id of this boot',
  epoch: 'its number in this log',
  previous: 'digest at the end of the epoch before',
  publisher: 'who wrote it',
};

function section(source: Source, type: string, version: number, shape: z.ZodRawShape): string {
  const own = Object.fromEntries(Object.entries(shape).filter(([name]) => name !== 'type' && !Object.hasOwn(ENVELOPE, name)));
  const said = [commentBefore(source.text, `fact('${type}'`), ...spreadComments(source.text, type)].filter((text) => text !== '');
  return [`### ${type}${version === 1 ? '' : ` (version ${version})`}`, ...new Set(said), table(source, own)].join('\n\n');
}

function table(source: Source, shape: z.ZodRawShape): string {
  const rows = Object.entries(shape).map(
    ([name, schema]) => `| \`${name}\` | ${typeOf(schema)} | ${source.fields.get(name) ?? COMMON[name] ?? ''} |`,
  );
  return rows.length === 0 ? 'It has no fields of its own.' : ['| field | type | |', '| --- | --- | --- |', ...rows].join('\n');
}

function sourceOf(file: string): Source {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const fields = [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n\s+(\w+): /g)].map(
    ([, comment = '', name = '']) => [name, words(comment)] as const,
  );
  return { file, text, about: words(/^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? file), fields: new Map(fields) };
}

/** What is said of the groups of fields that a fact is made of (`...RULE`). */
function spreadComments(text: string, type: string): readonly string[] {
  const made = /^[^,]*,([\s\S]*?)\)[,;\]]/.exec(text.slice(text.indexOf(`fact('${type}'`)))?.[1] ?? '';
  return [...made.matchAll(/\b[A-Z][A-Z0-9_]+\b|\.\.\.([A-Z]\w+)\.shape/g)].map(([name, spread]) =>
    commentBefore(text, `const ${spread ?? name} `),
  );
}

/** The comment that ends right above the place. */
function commentBefore(text: string, place: string): string {
  const above = text.slice(0, Math.max(0, text.indexOf(place)));
  return words(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?$/.exec(above)?.[1] ?? '');
}

const words = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
    .filter((line) => line !== '')
    .join(' ')
    .replaceAll('|', '\\|');

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(CATALOGUE, catalogue());
