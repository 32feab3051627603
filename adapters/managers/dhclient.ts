/** ISC dhclient's lease file, dhclient.leases(5): blocks that are appended; the last one of an interface holds, also when it has expired. */
import { gatewaysAndRoutes, maskLength, type Route, reader } from './fields.ts';
import { type IfName, type LeaseReading, type Reading, reading, unreadable } from './reading.ts';

type Statement = readonly string[];

/** By interface name. A last block without its end is a fault: it is still being written. */
export function parseDhclientLeases(text: string, interfaces: readonly IfName[]): Reading<ReadonlyMap<IfName, Reading<LeaseReading>>> {
  const blocks = blocksOf(text);
  if (!blocks.ok) return blocks;
  const last = new Map<IfName, readonly Statement[]>();
  for (const block of blocks.value) {
    const name = block.find(([key]) => key === 'interface')?.[1];
    const ifname = interfaces.find((known) => known === name);
    if (ifname !== undefined) last.set(ifname, block);
  }
  return reading(new Map([...last].map(([ifname, block]) => [ifname, leaseOf(ifname, block)])));
}

function leaseOf(ifname: IfName, block: readonly Statement[]): Reading<LeaseReading> {
  const options = new Map(block.filter(([key]) => key === 'option').map(([, name, ...values]) => [name ?? '', values]));
  const read = reader();
  const option = (name: string): readonly string[] => options.get(name) ?? [];
  const address = read.address4('fixed-address', block.find(([key]) => key === 'fixed-address')?.[1]);
  if (address === null) return unreadable('noAddress', 0);
  const prefixLength = maskLength(option('subnet-mask')[0] ?? '');
  const bytes = options.get('rfc3442-classless-static-routes');
  const classless = bytes ? read.routes('rfc3442-classless-static-routes', routesOf(bytes)) : null;
  const expiry = expiryOf(block.find(([key]) => key === 'expire') ?? []);
  const portal = option('default-url')[0];
  return reading({
    lease: {
      ifname,
      client: 'dhclient',
      address,
      prefixLength: prefixLength ?? 32,
      ...gatewaysAndRoutes(classless, read.addresses4('routers', option('routers')), []),
      server: read.address4('dhcp-server-identifier', option('dhcp-server-identifier')[0]),
      serverMac: null,
      dns: read.addresses4('domain-name-servers', option('domain-name-servers')),
      search: [
        ...new Set([...read.names('domain-search', option('domain-search')), ...read.names('domain-name', option('domain-name'))]),
      ].slice(0, 64),
      selection: [],
      ntp: read.addresses4('ntp-servers', option('ntp-servers')),
      mtu: read.count('interface-mtu', option('interface-mtu')[0], 68, 65_535),
      // dhclient calls option 114 by its old name.
      portal: portal === undefined || portal.length > 1024 ? null : portal,
      ipv6Only: null,
      unpublished: [
        'serverMac',
        'selection',
        'ipv6Only',
        ...(prefixLength === null ? ['prefixLength'] : []),
        ...(expiry === undefined ? ['lifetime'] : []),
      ],
    },
    expiry: expiry ?? null,
    problems: read.problems,
  });
}

/** The option is printed byte by byte: length, significant bytes of the prefix, gateway. RFC 3442. */
function routesOf(values: readonly string[]): readonly (readonly [Route['destination'], Route['gateway']])[] {
  const routes: (readonly [string, string])[] = [];
  for (let at = 0; at < values.length; ) {
    const length = Number(values[at]);
    const significant = Number.isInteger(length) && length >= 0 && length <= 32 ? Math.ceil(length / 8) : 4;
    const prefix = [...values.slice(at + 1, at + 1 + significant), '0', '0', '0', '0'].slice(0, 4);
    routes.push([`${prefix.join('.')}/${values[at]}`, values.slice(at + 1 + significant, at + 5 + significant).join('.')]);
    at += 5 + significant;
  }
  return routes;
}

/** `expire 2 2026/11/24 02:30:37` in UTC, `expire epoch 1795487437`, `expire never` (null). Undefined when it cannot be read. */
function expiryOf([, first, second, third]: Statement): number | null | undefined {
  if (first === 'never') return null;
  if (first === 'epoch') return /^\d{1,12}$/.test(second ?? '') ? Number(second) * 1000 : undefined;
  const day = /^(\d{4})\/(\d{2})\/(\d{2})$/.exec(second ?? '');
  const time = /^\d{2}:\d{2}:\d{2}$/.exec(third ?? '')?.[0];
  const moment = day && time ? Date.parse(`${day[1]}-${day[2]}-${day[3]}T${time}Z`) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

/** `lease { … }` blocks as lists of statements; anything else (`lease6`, `default-duid`) is passed over. */
function blocksOf(text: string): Reading<readonly (readonly Statement[])[]> {
  const blocks: (readonly Statement[])[] = [];
  let statements: Statement[] = [];
  let words: string[] = [];
  let depth = 0;
  let isLease = false;
  for (const { 0: token, index } of text.matchAll(/#[^\n]*|"(?:[^"\\]|\\.)*"?|[{};]|[^\s{};",#]+/gs)) {
    if (token.startsWith('#')) continue;
    if (token === '{') {
      if (depth === 0) [isLease, statements] = [words.length === 1 && words[0] === 'lease', []];
      [depth, words] = [depth + 1, []];
    } else if (token === '}') {
      if (depth === 0) return unreadable('unexpectedBrace', index);
      depth -= 1;
      words = [];
      if (depth === 0 && isLease) blocks.push(statements);
    } else if (token === ';') {
      if (depth === 1) statements.push(words);
      words = [];
    } else if (token.startsWith('"') && (token.length === 1 || !token.endsWith('"'))) return unreadable('truncated', index);
    else words.push(token.startsWith('"') ? token.slice(1, -1).replace(/\\(["\\])/g, '$1') : token);
  }
  return depth > 0 ? unreadable('truncated', text.length) : reading(blocks);
}
