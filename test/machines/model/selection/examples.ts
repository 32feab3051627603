/** How the tables of address selection are written: `2001:db8:1::1 deprecated` is an address, a /64 where it does not say otherwise. */
import {
  chooseSource,
  type Ordered,
  orderDestinations,
  type Pair,
  type PolicyTable,
  type SourceCandidate,
  type SourceContext,
} from '../../../../machines/model/selection/index.ts';

/** RFC 3927 §2.8: a /16; else as networks usually have them. */
const lengthOf = (address: string): number => (address.startsWith('169.254') ? 16 : address.includes(':') ? 64 : 24);

export function candidate(text: string): SourceCandidate {
  const [spelled = '', ...words] = text.split(' ');
  const [address = '', length] = spelled.split('/');
  const wordOf = (key: string): string | undefined => words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
  const [ifname, nextHop] = [wordOf('on'), wordOf('by')];
  return {
    address,
    prefixLength: length === undefined ? lengthOf(address) : Number(length),
    deprecated: words.includes('deprecated'),
    temporary: words.includes('temporary'),
    home: words.includes('home'),
    careOf: words.includes('careOf'),
    ...(ifname === undefined ? {} : { ifname }),
    ...(nextHop === undefined ? {} : { nextHop }),
  };
}

/** The source for a destination, from candidates in their order and in the other. */
export function sources(destination: string, texts: readonly string[], context: SourceContext = {}) {
  const chosen = [texts, texts.toReversed()].map((list) => chooseSource(destination, list.map(candidate), context));
  return chosen.map((c) => c && `${c.source.address} (${c.rule})`);
}

/** `DESTINATION from SOURCE` in order, then the rule that put the first before the second; for the destinations in their order and in the other. */
export function orders(texts: readonly string[], destinations: readonly string[], table?: PolicyTable) {
  const context = table ? { table } : {};
  return [destinations, destinations.toReversed()].map((list) => {
    const pairs = list.map((destination): Pair => {
      const own = texts.map(candidate);
      return { destination, source: chooseSource(destination, own, context)?.source ?? null };
    });
    return told(orderDestinations(pairs, table));
  });
}

export function told(ordered: readonly Ordered<Pair>[]): readonly string[] {
  const rule = ordered[0]?.rule;
  return [...ordered.map(({ destination, source }) => `${destination} from ${source?.address ?? 'nothing'}`), `(${rule})`];
}
