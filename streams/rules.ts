/** Rules in words, for people: what a reason says. */

/** What each built-in rule means; an author's rule (`prefer kind wifi (rule 1)`) speaks for itself. */
const RULES: Readonly<Record<string, string>> = {
  usable: 'it is known to be better connected',
  unmetered: 'it is not metered',
  kind: 'its kind of link comes first',
  metric: 'its route has the smaller metric',
  routerPreference: 'its router has the higher preference',
  bandwidth: 'it has more bandwidth',
  cost: 'a byte costs less',
  loss: 'fewer of its packets are lost',
  roundTripTime: 'its answers come sooner',
  holdDown: 'the other was lost a moment ago, and has to prove itself',
  steadiness: 'it leads already, and the lead has changed too often of late',
  incumbent: 'it was in use already, and a tie changes nothing',
  firstById: 'nothing tells them apart, so the first by name',
  onlyCandidate: 'it is the only one that can be used',
  onlyOne: 'it is the only one',
  rank: 'its network ranks higher',
  loopback: 'the address is this host',
  onLink: 'the address is on its link',
  specificRoute: 'it has a specific route there',
  longestPrefix: 'its route is more specific',
  sourceOwner: 'it owns the source address',
  nobodysSource: 'no network of this host has that source address, so the packet is refused',
  nobodyRanked: 'no network can be used in this family',
  noServer: 'no network has a server for it',
  specialUseName: 'a name of this kind is asked of no network',
  preference: 'a person’s rule, or the higher preference, comes first',
  trust: 'its network is trusted, the other is not',
  claim: 'a zone is a stronger claim than a search name, and that than a prefix',
  noWay: 'it has no way there',
  unranked: 'it is not ranked',
  noInternet: 'it says itself that it does not lead to the Internet',
  absent: 'it is not there',
  port: 'it is a port of another',
  ignored: 'the configuration says so',
  unowned: 'nobody else manages it',
  listed: 'the configuration lists it under manage',
  ownedByOther: 'another manager keeps it; the configuration could list it under manage',
  detached: 'its link is gone, its network may return',
  forming: 'it has no usable address and gateway yet',
  gone: 'it is gone',
  noGateway: 'it has no gateway or no usable address in this family',
  portal: 'a captive portal holds it',
  unreachable: 'it does not reach the Internet',
  unchecked: 'it was not checked, and settings ask for that',
  speaksForItselfOnly: 'a network speaks only for itself',
  onLinkFirst: 'what is on a link comes before a route',
  newerAnswer: 'its answer is the newer one',
  bound: 'it alone was to be asked',
  nextBest: 'those before it are not open for the node, or did not answer',
  pinned: 'a name was answered there with this address',
  exclusive: 'the network that leads is exclusive: others are heeded for private addresses only',
};

/** Between two rules for one name. */
const SUFFIXES: Readonly<Record<string, string>> = {
  ...RULES,
  longestSuffix: 'a longer suffix matches',
  exclusive: 'the name is asked nowhere else',
};

export function ruleInWords(rule: string, by: string): string {
  if (by !== 'built-in') return `${by} says: ${rule}`;
  const suffix = rule.match(/^(longestSuffix|preference|trust|claim|rank|exclusive) \((.*)\)$/);
  if (suffix) return `${SUFFIXES[suffix[1] ?? ''] ?? rule} (against ${suffix[2]})`;
  return (Object.hasOwn(RULES, rule) ? RULES[rule] : undefined) ?? rule;
}
