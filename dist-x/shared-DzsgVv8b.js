import { F as compareId, I as compareText, R as find, o as publicationId, p as VERDICTS, r as world } from "./shared-CtF39FSo.js";
import { Ct as objectsOf, K as FIRST_TABLE, P as candidates, St as goodAddresses, X as ruleKey, a as INITIAL_FOLD, it as findIn, j as heldUntil, k as ranked, nt as allIn, o as createLoop, ot as isLinkUp, rt as countIn, tt as sessionState, ut as lease6Id, xt as spentAt, yt as pvdState } from "./shared-AO8xFJlA.js";
import { $ as prettifyError, E as elapsed, F as Texts, G as record, I as textUpTo, L as _enum, O as millis, P as Text, T as after, U as number, V as literal, W as object, b as Family, j as Flag, l as familyOf, q as string, s as canonicalAddress, w as Seq, y as FAMILIES, z as array } from "./shared-CggHZh46.js";
import { c as LogCorrupt, d as createNamesView, l as LogFailed, o as exportLog, s as FactUnknown, u as OCTETS } from "./shared-CtCcMkCo.js";
import { d as bootTime, n as credentialsOf, x as http } from "./shared-4U9fLTlI.js";
import { m as TYPE, p as RCODE, s as nameBytes } from "./shared-BkecBJOx.js";
import { h as ProgramsError } from "./shared-7AIFST4H.js";
import { i as whyRoute, n as whyName, r as whyPvd, t as whySession } from "./shared-G-zCTh4Q.js";
import { C as HEAD, T as list, a as TellOrder, f as systemCode, n as OpenOrder, w as Publishing } from "./shared-ByqLlB17.js";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
// machines/model/seek.ts
function seeker(wanted) {
	let seq = null;
	let steps = 0;
	let isMeant = true;
	return {
		take(fact) {
			if (fact.type === "agent.started") [isMeant, steps] = [fact.at <= wanted, 0];
			if (fact.type === "clock.stepped") steps += fact.by;
			if (isMeant && fact.at + steps <= wanted) seq = fact.seq;
		},
		get seq() {
			return seq;
		}
	};
}
// adapters/control/reply.ts
const refused = (status, code, message, hint = null) => ({
	ok: false,
	status,
	body: { error: {
		code,
		message,
		hint
	} }
});
function logRefused(error) {
	if (error instanceof LogCorrupt) return refused(500, error.code, error.message, "multihome export writes what is good of it; replay says where it ends");
	if (error instanceof FactUnknown) return refused(500, error.code, error.message, "a newer multihome can read it");
	if (error instanceof LogFailed) return refused(500, error.code, error.message);
	throw error;
}
// machines/model/duration.ts
const STEPS = [
	["d", 864e5],
	["h", 36e5],
	["min", 6e4],
	["s", 1e3]
];
function duration(ms) {
	if (ms < 1e3) return `${Math.round(ms)} ms`;
	const first = STEPS.findIndex(([, size]) => ms >= size);
	const [unit, size] = STEPS[first] ?? ["s", 1e3];
	const next = STEPS[first + 1];
	const rest = next ? Math.floor(ms % size / next[1]) : 0;
	return `${Math.floor(ms / size)} ${unit}${next && rest > 0 ? ` ${rest} ${next[0]}` : ""}`;
}
// streams/rules.ts
const RULES = {
	usable: "it is known to be better connected",
	unmetered: "it is not metered",
	kind: "its kind of link comes first",
	metric: "its route has the smaller metric",
	routerPreference: "its router has the higher preference",
	bandwidth: "it has more bandwidth",
	cost: "a byte costs less",
	loss: "fewer of its packets are lost",
	roundTripTime: "its answers come sooner",
	holdDown: "the other was lost a moment ago, and has to prove itself",
	steadiness: "it leads already, and the lead has changed too often of late",
	incumbent: "it was in use already, and a tie changes nothing",
	firstById: "nothing tells them apart, so the first by name",
	onlyCandidate: "it is the only one that can be used",
	onlyOne: "it is the only one",
	rank: "its network ranks higher",
	loopback: "the address is this host",
	onLink: "the address is on its link",
	specificRoute: "it has a specific route there",
	longestPrefix: "its route is more specific",
	sourceOwner: "it owns the source address",
	nobodysSource: "no network of this host has that source address, so the packet is refused",
	nobodyRanked: "no network can be used in this family",
	noServer: "no network has a server for it",
	specialUseName: "a name of this kind is asked of no network",
	preference: "a person\u2019s rule, or the higher preference, comes first",
	trust: "its network is trusted, the other is not",
	claim: "a zone is a stronger claim than a search name, and that than a prefix",
	noWay: "it has no way there",
	unranked: "it is not ranked",
	noInternet: "it says itself that it does not lead to the Internet",
	absent: "it is not there",
	port: "it is a port of another",
	ignored: "the configuration says so",
	unowned: "nobody else manages it",
	listed: "the configuration lists it under manage",
	ownedByOther: "another manager keeps it; the configuration could list it under manage",
	detached: "its link is gone, its network may return",
	forming: "it has no usable address and gateway yet",
	gone: "it is gone",
	noGateway: "it has no gateway or no usable address in this family",
	portal: "a captive portal holds it",
	unreachable: "it does not reach the Internet",
	unchecked: "it was not checked, and settings ask for that",
	speaksForItselfOnly: "a network speaks only for itself",
	onLinkFirst: "what is on a link comes before a route",
	newerAnswer: "its answer is the newer one",
	bound: "it alone was to be asked",
	nextBest: "those before it are not open for the node, or did not answer",
	pinned: "a name was answered there with this address",
	ended: "it has ended",
	waiting: "its network may return, and it waits for that",
	lossEnds: "its network is gone, and it wants to end then",
	lost: "its network is gone",
	addressGone: "its address is gone",
	unusable: "its network no longer carries traffic",
	needs: "its network no longer meets its needs",
	nothingElse: "its network does not do, but there is no other",
	best: "no network is better",
	cannotMove: "it has nothing to move by",
	betterKept: "a better network is there, but it asks to stay",
	busy: "a better network is there, and it waits until it is idle",
	drain: "a better network is there, and it may end what it does",
	drained: "a better network is there, and its time is over",
	failBack: "an unmetered network is back",
	better: "a better network is there",
	prohibition: "a prohibition comes before a preference",
	authority: "who stands higher wants something else",
	cameFirst: "another of the same weight asked before",
	nothingFits: "no network is what was asked for",
	undecided: "nothing is decided yet",
	exclusive: "the network that leads is exclusive: others are heeded for private addresses only"
};
const SUFFIXES = {
	...RULES,
	longestSuffix: "a longer suffix matches",
	exclusive: "the name is asked nowhere else"
};
function ruleInWords(rule, by) {
	if (by !== "built-in") return `${by} says: ${rule}`;
	const suffix = rule.match(/^(longestSuffix|preference|trust|claim|rank|exclusive) \((.*)\)$/);
	if (suffix) return `${SUFFIXES[suffix[1] ?? ""] ?? rule} (against ${suffix[2]})`;
	return (Object.hasOwn(RULES, rule) ? RULES[rule] : void 0) ?? rule;
}
// adapters/control/words.ts
const iso = (at) => at <= 864e13 ? new Date(at).toISOString() : "never";
// adapters/control/moment.ts
const SLICE$1 = 128;
async function past({ log }, at) {
	const epochs = log.epochs();
	const place = /^\d{1,15}$/.test(at) ? bySeq(epochs, Number(at)) : await byTime(log, epochs, at);
	if (!place.ok) return place;
	const fold = await foldTo(log, place);
	return {
		ok: true,
		subject: {
			fold,
			now: fold.host.at,
			log,
			notices: []
		}
	};
}
function bySeq(epochs, seq) {
	const epoch = epochs.find((e) => seq >= e.first && seq <= e.last);
	return epoch ? {
		ok: true,
		seq,
		epoch: epoch.epoch
	} : missing(epochs, `fact ${seq}`);
}
async function byTime(log, epochs, at) {
	const wanted = Date.parse(at);
	if (!/^\d{4}-\d\d-\d\d/.test(at) || Number.isNaN(wanted)) return refused(400, "ERR_BAD_MOMENT", `not a fact's number or an ISO time: ${at}`, "for example 812, or 2026-11-24T10:15:00Z");
	const epoch = epochs.findLast((e) => e.at <= wanted);
	if (!epoch) return missing(epochs, at);
	const found = seeker(wanted);
	let count = 0;
	for (const fact of log.facts({ epoch: epoch.epoch })) {
		found.take(fact);
		if (++count % SLICE$1 === 0) await setImmediate();
	}
	return {
		ok: true,
		seq: found.seq ?? epoch.first,
		epoch: epoch.epoch
	};
}
function missing(epochs, what) {
	const [first, last] = [epochs[0], epochs.at(-1)];
	const hint = first && last ? `it has the facts ${first.first} to ${last.last}, from ${iso(first.at)} on` : "it is empty";
	return refused(404, "ERR_NOT_IN_LOG", `the log does not have ${what}`, hint);
}
async function foldTo(log, { seq, epoch }) {
	const loop = createLoop(INITIAL_FOLD, OCTETS.sha256);
	let count = 0;
	for (const fact of log.facts({
		epoch,
		to: seq
	})) {
		loop.take(fact);
		if (++count % SLICE$1 === 0) await setImmediate();
	}
	return loop.fold;
}
// adapters/control/lifetimes.ts
const left$1 = (end, now) => end === null || end === void 0 ? null : elapsed(now, end);
function endOf(host, pvd, object) {
	switch (object.source) {
		case "ra": return object.kind === "address" ? addressEnd(host, pvd.ifname, object) : routerEnd(host, pvd, object);
		case "dhcp4": return find(host.leases, `lease4:${pvd.ifname}`)?.snapshot.context.expires ?? null;
		case "dhcp6": return lease6End(find(host.leases6, lease6Id(pvd.ifname))?.snapshot.context.lifetimes ?? [], object);
		case "information": return host.information.find((i) => i.snapshot.context.held?.since === object.since)?.snapshot.context.expires ?? null;
		case "dns": return host.discoveredEnds.find((end) => find(host.discovered, end.id)?.since === object.since)?.at ?? null;
		case "kernel": return object.kind === "address" ? addressEnd(host, pvd.ifname, object) : routeEnd(host, pvd.ifname, object);
		case "static":
		case "published": return null;
		default:
			object.source;
			return null;
	}
}
function lease6End(lifetimes, object) {
	if (object.kind === "address" || object.kind === "delegated") return find(lifetimes, object.value)?.valid ?? null;
	const ends = lifetimes.map(({ valid }) => valid);
	return ends.reduce((last, end) => last === null || end === null ? null : end > last ? end : last, ends[0] ?? null);
}
const interfaceOf$1 = (host, ifname) => find(host.interfaces, `interface:${ifname}`)?.snapshot.context;
function addressEnd(host, ifname, object) {
	return endIn(interfaceOf$1(host, ifname)?.expires ?? [], `${object.value}/${object.prefixLength}`);
}
function routerEnd(host, { ifname, identity }, object) {
	const routers = host.routers.map((r) => r.snapshot.context).filter((c) => c.ifname === ifname && c.router === object.by);
	const router = routers.find((c) => (c.pvd?.id.toLowerCase() ?? null) === identity) ?? routers[0];
	const value = object.kind === "gateway" ? "" : object.kind === "dns" ? object.value.split("%", 1)[0] : object.value;
	return endIn(router?.expires ?? [], `${object.kind} ${value}`);
}
function routeEnd(host, ifname, object) {
	const context = interfaceOf$1(host, ifname);
	const isIt = (destination, gateway) => object.kind === "gateway" ? destination.endsWith("/0") && familyOf(destination) === object.family && (gateway ?? "") === object.value : object.kind === "route" && destination === object.value && (gateway ?? "") === object.gateway;
	const route = context?.routes.find((r) => isIt(r.destination, r.gateway));
	return route ? endIn(context?.expires ?? [], route.id) : null;
}
const endIn = (ends, id) => ends.find((end) => end.id === id)?.at ?? null;
// machines/managers.ts
const PROGRAMS = {
	10: "mrtd",
	11: "zebra",
	12: "bird",
	14: "xorp",
	16: "a DHCP client",
	17: "mrouted",
	18: "keepalived",
	42: "babel",
	99: "openr",
	186: "a BGP daemon",
	187: "an IS-IS daemon",
	188: "an OSPF daemon",
	189: "a RIP daemon",
	192: "an EIGRP daemon"
};
const DHCP = 16;
function managersOf(host) {
	const rows = new Map(host.managers.map((m) => [m.id, m]));
	for (const { snapshot } of host.interfaces) {
		const { ifname, routes } = snapshot.context;
		for (const { protocol, since } of routes) {
			const program = PROGRAMS[protocol];
			if (program === void 0) continue;
			const id = (protocol === DHCP ? host.managers.find((m) => m.interfaces.includes(ifname))?.id : void 0) ?? program;
			const known = rows.get(id) ?? {
				id,
				interfaces: [],
				evidence: [],
				since
			};
			const interfaces = [...new Set([...known.interfaces, ifname])].sort();
			rows.set(id, {
				...known,
				interfaces,
				evidence: [...new Set([...known.evidence, `routes with protocol ${protocol} on ${ifname}`])]
			});
		}
	}
	return [...rows.values()].sort(compareId);
}
// adapters/control/operation.ts
function operation(fold, now) {
	const { host, decision } = fold;
	return {
		checking: host.started?.checks === true,
		ownership: decision.ownership.filter(({ because }) => because.rule !== "loopback").map(({ ifname, isManaged, owner, because }) => ({
			ifname,
			isManaged,
			owner,
			says: ruleInWords(because.rule, because.by)
		})),
		failures: host.failures.map(({ id, code, problem, times, due, since }) => ({
			what: id,
			code,
			problem,
			times,
			again: left$1(due, now),
			since
		})),
		checks: host.pvds.flatMap(({ snapshot }) => checksOf(pvdState(snapshot), snapshot.context, now)),
		heldBack: FAMILIES.flatMap((family) => heldBack(fold, family, now))
	};
}
function checksOf(state, context, now) {
	return [{
		family: 4,
		reach: state.reach4,
		known: context.reach4,
		check: context.check4,
		quality: context.quality4
	}, {
		family: 6,
		reach: state.reach6,
		known: context.reach6,
		check: context.check6,
		quality: context.quality6
	}].flatMap(({ family, reach, known, check, quality }) => known === null ? [] : [{
		pvd: context.id,
		family,
		reach,
		age: elapsed(known.at, now),
		next: left$1(check.due, now),
		rtt: quality.rtt,
		loss: quality.loss,
		portal: known.portal,
		spent: spentAt(context.spent, now),
		budget: context.rhythm.budget
	}]);
}
function heldBack({ host, aside: { standings }, decision }, family, now) {
	const standing = standings.find((s) => s.family === family);
	const leader = ranked(decision.ranking, family)[0]?.pvd;
	if (!standing) return [];
	return candidates(host, family).flatMap((candidate) => {
		const until = candidate.unfit === null ? heldUntil(standing, candidate, host.settings.steadiness, host.started?.checks === true, candidate.id === leader) : null;
		const losses = standing.lost.find((row) => row.pvd === candidate.id)?.times ?? 0;
		if (until === null || until <= now || !find(host.pvds, candidate.id)) return [];
		return [{
			family,
			pvd: candidate.id,
			losses,
			left: Number.isFinite(until) ? until - now : null
		}];
	});
}
// adapters/control/publishing.ts
function publishing({ host, decision }) {
	const { addresses, problem, since } = host.listening;
	if (since === 0 && decision.publications.length === 0) return null;
	return {
		listening: addresses,
		problem,
		led: decision.publications.map(({ id, publication: { to, ifname, servers, search, domains } }) => ({
			to,
			ifname,
			servers,
			search,
			domains,
			isApplied: find(host.publications, id) !== void 0
		}))
	};
}
// adapters/control/selecting.ts
const SELECTORS = {
	14: (hex) => `suppress_prefixlength ${numberIn(hex, 0, 4)}`,
	20: (hex) => `uidrange ${numberIn(hex, 0, 4)}-${numberIn(hex, 4, 4)}`,
	22: (hex) => `ipproto ${numberIn(hex, 0, 1)}`,
	24: (hex) => `dport ${numberIn(hex, 0, 2)}-${numberIn(hex, 2, 2)}`,
	25: (hex) => `dscp ${numberIn(hex, 0, 1)}`
};
function ruleInText(rule) {
	const mask = rule.mask === null ? "" : `/0x${rule.mask.toString(16)}`;
	return [
		rule.from && `from ${rule.from}`,
		rule.to && `to ${rule.to}`,
		rule.mark !== null && `fwmark 0x${rule.mark.toString(16)}${mask}`,
		rule.iif && `iif ${rule.iif}`,
		rule.oif && `oif ${rule.oif}`,
		...Object.entries(rule.other).map(([attribute, hex]) => SELECTORS[attribute]?.(hex) ?? `${attribute}:${hex}`),
		rule.action === "lookup" ? `lookup ${rule.table}` : rule.action
	].filter(Boolean).join(" ");
}
const numberIn = (hex, offset, size) => Buffer.from(hex, "hex").readUIntLE(offset, size);
// adapters/control/views.ts
const head = ({ host }) => ({
	v: 1,
	seq: host.seq,
	time: iso(host.at),
	phase: host.phase
});
function status({ fold, notices, now }) {
	const { host, decision } = fold;
	return {
		...head(fold),
		version: host.started?.version ?? null,
		machines: host.started?.machines ?? null,
		mode: host.started?.mode ?? null,
		since: host.started && iso(host.started.at),
		runs: host.started ? elapsed(host.started.at, now) : 0,
		epoch: host.epoch,
		digest: fold.digest,
		defaults: FAMILIES.flatMap((family) => defaultOf(fold, family)),
		interfaces: {
			up: host.interfaces.filter((i) => isLinkUp(i.snapshot)).length,
			all: host.interfaces.length
		},
		pvds: host.pvds.map(({ id, snapshot }) => {
			const { provisioning, reach4, reach6 } = pvdState(snapshot);
			return {
				id,
				provisioning,
				reach4,
				reach6
			};
		}),
		servers: decision.resolution.filter((r) => r.suffix === "." && r.place === 1).map(({ family, pvd, servers }) => ({
			family,
			pvd,
			servers
		})),
		resolver: publishing(fold),
		conflicts: decision.conflicts.length,
		sessions: sessionCounts(fold),
		managers: managersOf(host).map(({ id, interfaces, evidence, since }) => ({
			name: id,
			interfaces,
			evidence,
			since
		})),
		...operation(fold, now),
		notices
	};
}
function defaultOf({ host, decision }, family) {
	const [best] = ranked(decision.ranking, family);
	const pvd = best && find(host.pvds, best.pvd)?.snapshot.context;
	if (!best || !pvd) return [];
	const own = goodAddresses(pvd.objects).filter((a) => familyOf(a.value) === family);
	return [{
		family,
		pvd: pvd.id,
		ifname: pvd.ifname,
		gateway: objectsOf(pvd.objects, "gateway").find((g) => g.family === family)?.value || null,
		source: (own.find((a) => !a.flags.includes("deprecated")) ?? own[0])?.value ?? null,
		reach: best.reach,
		says: ruleInWords(best.because.rule, best.because.by)
	}];
}
const decisionAnswer = (fold) => ({
	...head(fold),
	digest: fold.digest,
	decision: { ...fold.decision }
});
function routes({ fold, now }) {
	const { host, decision } = fold;
	return {
		...head(fold),
		ranking: FAMILIES.flatMap((family) => ranked(decision.ranking, family).map(({ place, pvd, because }) => ({
			family,
			place: place ?? 0,
			pvd,
			...because,
			says: ruleInWords(because.rule, because.by)
		}))),
		rules: decision.routing.rules.map(({ id, pvd, rule }) => ({
			family: rule.family,
			priority: rule.priority,
			text: ruleInText(rule),
			pvd,
			isApplied: find(host.ownRules, id) !== void 0
		})).toSorted((a, b) => a.family - b.family || a.priority - b.priority || compareText(a.text, b.text)),
		tables: decision.routing.routes.map(({ id, pvd, route }) => ({
			...route,
			pvd,
			isApplied: find(host.ownRoutes, id) !== void 0
		})).toSorted((a, b) => a.table - b.table || compareText(a.destination, b.destination)),
		kernel: host.interfaces.flatMap(({ snapshot: { context } }) => context.routes.map(({ id, table, destination, gateway, source, metric, protocol, since }) => {
			const end = find(context.expires, id)?.at;
			return {
				table,
				destination,
				gateway,
				ifname: context.ifname,
				source,
				metric,
				protocol,
				left: left$1(end, now),
				since
			};
		}))
	};
}
// adapters/control/sessions.ts
function sessions({ fold, now }, pvd) {
	const isMeant = (id) => pvd === null || id === pvd || id === `pvd:${pvd}`;
	const rows = allIn(fold.host.sessions).filter(({ snapshot }) => isMeant(snapshot.context.pvd));
	return {
		...head(fold),
		sessions: rows.toSorted(byId).map(({ snapshot }) => sessionOf({
			fold,
			now
		}, snapshot))
	};
}
const byId = (a, b) => a.id.localeCompare(b.id, "en", { numeric: true });
function sessionOf({ fold, now }, snapshot) {
	const { id, manager, pvd, generation, family, activity, mobility, since } = snapshot.context;
	const row = findIn(fold.decision.sessions, id);
	const waits = findIn(fold.aside.sessions.standings, id);
	const { rule, by, facts } = row?.because ?? {
		rule: "undecided",
		by: "built-in",
		facts: []
	};
	return {
		id,
		manager,
		pvd,
		generation,
		family,
		state: sessionState(snapshot),
		activity,
		mobility,
		since,
		verdict: row?.verdict ?? null,
		to: row?.to ?? null,
		rule,
		by,
		facts,
		says: ruleInWords(rule, by),
		drainLeft: row?.verdict === "drain" ? left$1(waits?.drain, now) : null,
		refused: (row?.refused ?? []).map((r) => ({
			manager: r.manager,
			author: r.author,
			ask: r.ask,
			says: ruleInWords(r.rule, r.by)
		}))
	};
}
function sessionCounts({ host, decision }) {
	const by = new Map();
	for (const { verdict } of allIn(decision.sessions)) by.set(verdict, (by.get(verdict) ?? 0) + 1);
	const managers = host.sessionCounts.map(({ id, count }) => ({
		manager: id,
		count
	}));
	return {
		all: countIn(host.sessions),
		verdicts: VERDICTS.map((verdict) => ({
			verdict,
			count: by.get(verdict) ?? 0
		})),
		managers
	};
}
const sessionIds = ({ host }) => allIn(host.sessions).toSorted(byId).map((row) => row.id);
const isKnownPvd = ({ host }, pvd) => find(host.pvds, pvd) !== void 0 || find(host.pvds, `pvd:${pvd}`) !== void 0;
// adapters/control/things.ts
const interfaces = ({ fold, now }) => ({
	...head(fold),
	interfaces: fold.host.interfaces.map((row) => interfaceOf(fold.host, now, row.snapshot)).toSorted((a, b) => (a.index ?? Number.POSITIVE_INFINITY) - (b.index ?? Number.POSITIVE_INFINITY))
});
const pvds = ({ fold, now }) => ({
	...head(fold),
	pvds: fold.host.pvds.map((p) => pvdOf(fold, now, p.snapshot))
});
function onePvd({ fold, now }, wanted) {
	const found = find(fold.host.pvds, wanted) ?? find(fold.host.pvds, `pvd:${wanted}`) ?? fold.host.pvds.find((p) => p.snapshot.context.identity === wanted.toLowerCase());
	return found ? pvdOf(fold, now, found.snapshot) : null;
}
function interfaceOf(host, now, { value, context }) {
	const { ifname, link, network, since, addresses } = context;
	const regions = typeof value === "object" ? value : {};
	const lease = find(host.leases, `lease4:${ifname}`)?.snapshot.context;
	const routers = host.routers.map((r) => r.snapshot.context).filter((r) => r.ifname === ifname && r.objects.length > 0);
	return {
		name: ifname,
		index: link?.ifindex ?? null,
		kind: host.settings.interfaces.find((i) => i.name === ifname)?.kind ?? link?.kind ?? null,
		mac: link?.mac ?? null,
		mtu: link?.mtu ?? null,
		master: link?.master ?? null,
		link: String(regions.link ?? "absent"),
		quality: String(regions.quality ?? "unknown"),
		network,
		ignored: host.settings.interfaces.find((i) => i.name === ifname)?.ignore === true,
		since,
		pvds: host.pvds.filter((p) => p.snapshot.context.ifname === ifname).map((p) => p.id),
		managers: managersOf(host).filter((m) => m.interfaces.includes(ifname)).map((m) => m.id),
		addresses: addresses.map((a) => {
			const ends = find(context.expires, a.id);
			return {
				address: `${a.address}/${a.prefixLength}`,
				flags: a.flags,
				scope: a.scope,
				left: left$1(ends?.at, now),
				preferredLeft: left$1(ends?.preferred, now),
				since: a.since
			};
		}),
		lease: lease?.lease ? {
			address: `${lease.lease.address}/${lease.lease.prefixLength}`,
			client: lease.lease.client,
			server: lease.lease.server,
			left: left$1(lease.expires, now),
			unpublished: lease.lease.unpublished,
			since: lease.since
		} : null,
		routers: routers.map((r) => ({
			router: r.router,
			mac: r.mac,
			pvd: r.pvd?.id ?? null,
			left: left$1(r.expires.find((e) => e.id === "gateway ")?.at, now),
			since: r.since
		}))
	};
}
function pvdOf({ host, decision }, now, snapshot) {
	const { id, ifname, identity, generation, slot, gone, objects } = snapshot.context;
	const { provisioning, ...state } = pvdState(snapshot);
	return {
		id,
		ifname,
		identity,
		generation,
		table: FIRST_TABLE + slot,
		provisioning,
		goneIn: provisioning === "detached" ? left$1(gone, now) : null,
		reach: FAMILIES.map((family) => {
			const known = family === 4 ? snapshot.context.reach4 : snapshot.context.reach6;
			const [reach, check] = family === 4 ? [state.reach4, state.check4] : [state.reach6, state.check6];
			return {
				family,
				state: reach,
				check,
				since: known?.since ?? null,
				portal: known?.portal ?? null
			};
		}),
		places: decision.ranking.filter((p) => p.pvd === id).map(({ family, place, because }) => ({
			family,
			place,
			...because,
			says: ruleInWords(because.rule, because.by)
		})),
		objects: objects.map((object) => {
			const { kind, value, source, by, since } = object;
			return {
				kind,
				value,
				source,
				by,
				since,
				left: left$1(endOf(host, snapshot.context, object), now),
				detail: detail(object)
			};
		})
	};
}
function detail(object) {
	switch (object.kind) {
		case "address": return [`/${object.prefixLength}`, ...object.flags];
		case "gateway": return [`IPv${object.family}`, ...object.preference === "medium" ? [] : [object.preference]];
		case "prefix": return object.onLink ? ["on link"] : [];
		case "route": return [...object.gateway ? [`via ${object.gateway}`] : [], ...object.preference === "medium" ? [] : [object.preference]];
		default: return [];
	}
}
// adapters/control/subject.ts
const liveSubject = (agent) => ({
	fold: agent.fold,
	now: nowOf(agent.fold.host),
	log: agent.log,
	notices: agent.notices
});
function nowOf({ started, at }) {
	if (!started) return at;
	const now = after(started.at, millis(Math.max(0, bootTime() - started.uptime)));
	return now > at ? now : at;
}
function look({ log }, seq) {
	try {
		for (const fact of log.facts({
			from: seq,
			to: seq
		})) return fact;
		return null;
	} catch (error) {
		if (error instanceof LogCorrupt || error instanceof FactUnknown) return null;
		throw error;
	}
}
// adapters/control/summary.ts
const some = (values, none = "none") => values.length === 0 ? none : values.join(", ");
const left = (lifetime) => lifetime === null ? "without end" : `for ${duration(lifetime)}`;
const isUp = (f) => f.up === false ? "switched off" : !f.carrier ? "without carrier" : f.dormant ? "waiting for authentication" : "up";
function summary(fact) {
	switch (fact.type) {
		case "link.appeared": return `${fact.ifname} appeared (${fact.kind}), ${isUp(fact)}`;
		case "link.changed": return `${fact.ifname} changed: ${fact.kind}, MTU ${fact.mtu}, ${isUp(fact)}`;
		case "link.carrierChanged": return `${fact.ifname} is ${isUp(fact)}`;
		case "link.attached": return `${fact.ifname} joined the network ${fact.network}`;
		case "link.signalled": return `${fact.ifname} has ${fact.quality} signal`;
		case "link.removed": return `${fact.ifname} went away`;
		case "address.added": return `${fact.ifname} has ${fact.address}/${fact.prefixLength} ${left(fact.valid)}${fact.flags.length > 0 ? ` (${some(fact.flags)})` : ""}`;
		case "address.removed": return `${fact.ifname} lost ${fact.address}/${fact.prefixLength}`;
		case "route.added":
		case "route.removed": return `route ${fact.destination}${fact.gateway ? ` via ${fact.gateway}` : ""} on ${fact.ifname ?? "no interface"} ${fact.type === "route.added" ? "stands in" : "left"} table ${fact.table}`;
		case "rule.added":
		case "rule.removed": return `${ruleKey(fact)} ${fact.type === "rule.added" ? "stands" : "was removed"}`;
		case "neighbour.changed": return `${fact.address} on ${fact.ifname} ${fact.state === "failed" ? "does not answer" : `is ${fact.mac ?? "known"}`}`;
		case "neighbour.removed": return `${fact.address} on ${fact.ifname} was forgotten`;
		case "kernel.overran": return `messages of the kernel were lost (${fact.socket}); it is read again`;
		case "kernel.dumped": return `the kernel was read: ${fact.links} links, ${fact.addresses} addresses, ${fact.routes} routes, ${fact.rules} rules`;
		case "kernel.messageRejected": return `a message of the kernel could not be read: ${fact.problem}`;
		case "router.advertised": return advertised(fact);
		case "router.packetRejected": return `an advertisement on ${fact.ifname} from ${fact.router ?? "nobody known"} was rejected: ${fact.problem}`;
		case "router.flooded": return `${fact.dropped} advertisements of ${fact.router ?? "all routers"} on ${fact.ifname} were above the cap`;
		case "lease4.bound": return `${fact.client} holds ${fact.address}/${fact.prefixLength} on ${fact.ifname} ${left(fact.lifetime)}, gateway ${some(fact.gateways)}, DNS ${some(fact.dns)}`;
		case "lease4.lost": return `${fact.client} lost its lease on ${fact.ifname}: ${fact.reason}`;
		case "lease4.rejected": return `a lease of ${fact.client} could not be read: ${fact.problem}`;
		case "lease6.bound": return `${fact.client} has DHCPv6 on ${fact.ifname} (${fact.kind}): ${leased6(fact)}`;
		case "lease6.lost": return `${fact.client} lost DHCPv6 on ${fact.ifname}: ${fact.reason}`;
		case "lease6.rejected": return `what ${fact.client} told of DHCPv6 could not be read: ${fact.problem}`;
		case "manager.noticed": return `${fact.name} manages ${some(fact.interfaces, "no interface we know of")} (${some(fact.evidence)})`;
		case "manager.gone": return `${fact.name} is gone`;
		case "resolver.published": return `${fact.publisher} publishes DNS ${some(fact.servers)} for ${fact.ifname ?? "any interface"} in ${fact.file}`;
		case "resolver.withdrawn": return `${fact.publisher} no longer publishes ${fact.file}`;
		case "settings.loaded": return `settings loaded, ${fact.settings.interfaces.length} interfaces and ${fact.settings.names.length} names in them`;
		case "policy.loaded": return `policy of ${fact.author}${fact.pvd ? ` (${fact.pvd})` : ""} loaded from ${fact.from}: ${fact.rules.length} rules`;
		case "policy.rejected": return `policy of ${fact.author} from ${fact.from} was rejected: ${fact.problem}`;
		case "deadline.passed": return `the deadline ${fact.id} passed`;
		case "clock.stepped": return `the wall clock was set ${fact.by < 0 ? "back" : "forward"} by ${duration(Math.abs(fact.by))}`;
		case "host.resumed": return `the host woke up after ${duration(fact.slept)}`;
		case "check.requested": return `somebody wants ${fact.pvd ?? "every network"} checked now`;
		case "check.validated": return `${fact.pvd} reaches the Internet over IPv${fact.family} (${fact.took} ms)`;
		case "check.assumed": return `${fact.pvd} answers over IPv${fact.family}; no endpoint is configured to check further`;
		case "check.partial": return `${fact.pvd} reaches the Internet over IPv${fact.family} in part: ${fact.problem}`;
		case "check.portal": return `${fact.pvd} has a captive portal over IPv${fact.family}: ${fact.url ?? "its address is unknown"}`;
		case "check.failed": return `the check of ${fact.pvd} over IPv${fact.family} failed: ${fact.problem}`;
		case "check.curtailed": return `the check of ${fact.pvd} over IPv${fact.family} ended unfinished: what it may spend is spent`;
		case "information.received": return `${fact.identity} describes itself on ${fact.ifname} ${left(fact.expires)}: zones ${some(fact.dnsZones)}${fact.noInternet ? ", no Internet" : ""}`;
		case "information.refused": return `the additional information of ${fact.identity} on ${fact.ifname} was refused: ${fact.problem}`;
		case "information.unreached": return `the additional information of ${fact.identity} on ${fact.ifname} could not be fetched: ${fact.problem}`;
		case "name.answered": return `${fact.pvd} answered with ${some(fact.addresses)}, kept for ${duration(fact.keep)}`;
		case "name.sampled": return `${fact.pvd} was asked ${fact.asked} times, ${fact.failed} in vain${fact.names.length === 0 ? "" : `: ${some(fact.names)}${fact.shown === "hash" ? " (hashed)" : ""}`}`;
		case "pref64.discovered": return `the name servers of ${fact.pvd} show NAT64 by ${some(fact.prefixes, "no prefix")} ${left(fact.lifetime)}`;
		case "names.published": return `${publicationId(fact.publication)} says: servers ${some(fact.publication.servers)}, search ${some(fact.publication.search)}`;
		case "names.withdrawn": return fact.problem ?? `what ${fact.target} said of ours was taken back`;
		case "resolver.listening": return fact.addresses.length > 0 ? `our resolver listens on ${some(fact.addresses)}` : `our resolver does not listen: ${fact.problem ?? "closed"}`;
		case "session.opened": return `${fact.manager} opened the session ${fact.session} on ${fact.pvd} (IPv${fact.family}, mobility ${fact.mobility})`;
		case "session.idled": return `the session ${fact.session} is idle`;
		case "session.busied": return `the session ${fact.session} is busy`;
		case "session.asked": return `${fact.author} (${fact.manager}) asks of the session ${fact.session}: ${fact.ask}${fact.to === null ? "" : ` ${typeof fact.to === "string" ? fact.to : JSON.stringify(fact.to)}`}`;
		case "session.moved": return `the session ${fact.session} is on ${fact.pvd} now`;
		case "session.closed": return `the session ${fact.session} was closed: ${fact.why}`;
		case "command.done": return `${fact.command} ${fact.target}: done`;
		case "command.failed": return `${fact.command} ${fact.target} failed: ${fact.problem} (${fact.code})`;
		case "sysctl.read": return `net.ipv${fact.family}.conf.${fact.ifname}.${fact.key} is ${fact.value}`;
		case "guard.found": return `the packet filter guards ${some(fact.interfaces, "no interface")}`;
		case "sockets.watched": return `connections of ${some(fact.owners.map(({ pvd }) => pvd), "no network")} are counted`;
		case "sockets.sampled": return `${fact.pvd} has ${fact.open} connections, ${fact.stalled} of them stalled`;
		case "sockets.ended": return `${fact.count} connections of ${fact.target} were ended`;
		case "endpoint.added": return `multipath TCP has the endpoint ${fact.number}, ${fact.address} on ${fact.ifname ?? "any interface"}${fact.flags.includes("backup") ? ", as backup" : ""}`;
		case "endpoint.removed": return `multipath TCP has the endpoint ${fact.number} no more`;
		case "mptcp.limited": return `a connection of multipath TCP may have ${fact.subflows} further paths, and tries ${fact.accepted} addresses of its peer's`;
		case "client.started": return `${fact.client} was started on ${fact.ifname} (process ${fact.pid})`;
		case "client.exited": return `${fact.client} on ${fact.ifname} ended: ${fact.problem}; ${fact.again === null ? "it is not started again" : `again in ${duration(fact.again)}`}`;
		case "agent.started": return `multihome ${fact.version} started, mode ${fact.mode}`;
		case "memory.carried": return `${fact.memory.pvds.length} provisioning domains are remembered from before`;
		case "epoch.opened": return `epoch ${fact.epoch} opened (${fact.reason})`;
		case "log.gap": return `${fact.lost} facts could not be kept: ${fact.problem}`;
		default: return "a fact that this version does not know";
	}
}
function leased6({ addresses, prefixes, dns }) {
	return [...[...addresses.map((a) => `${a.address} ${left(a.valid)}`), ...prefixes.map((p) => `${p.prefix} delegated ${left(p.valid)}`)], `DNS ${some(dns)}`].join(", ");
}
function advertised(fact) {
	const { nested, header, id } = fact.pvd ?? {
		nested: null,
		header: null,
		id: null
	};
	const { lifetime } = header ?? fact;
	const prefixes = [...fact.prefixes, ...nested?.prefixes ?? []].map((p) => p.prefix);
	const dns = [...fact.dns, ...nested?.dns ?? []].map((d) => d.server);
	const role = lifetime === 0 ? "as no default router" : `as default router ${left(lifetime)}`;
	return `${fact.router} advertised itself on ${fact.ifname}${id === null ? "" : ` for ${id}`} ${role}, prefixes ${some(prefixes)}, DNS ${some(dns)}`;
}
// adapters/control/why.ts
const CITED_MAX = 16;
function explained(subject, explanation) {
	const known = new Map();
	const cause = ({ rule, by, facts }) => ({
		rule,
		by,
		says: ruleInWords(rule, by),
		facts: facts.slice(0, CITED_MAX).map((seq) => cited(subject, known, seq))
	});
	const { question, answer, details, because, losers } = explanation;
	return {
		...head(subject.fold),
		question,
		answer,
		details,
		because: cause(because),
		losers: losers.map((loser) => ({
			pvd: loser.pvd,
			...cause(loser)
		}))
	};
}
function cited(subject, known, seq) {
	const before = known.get(seq);
	if (before) return before;
	const fact = look(subject, seq);
	const found = fact ? {
		seq,
		time: iso(fact.at),
		type: fact.type,
		says: summary(fact)
	} : {
		seq,
		time: null,
		type: null,
		says: null
	};
	known.set(seq, found);
	return found;
}
// adapters/control/handlers.ts
const ok$3 = (body) => ({
	status: 200,
	body
});
const HANDLERS = {
	status: {
		takes: [],
		answer: (s) => ok$3(status(s))
	},
	interfaces: {
		takes: [],
		answer: (s) => ok$3(interfaces(s))
	},
	pvds: {
		takes: [],
		answer: (s) => ok$3(pvds(s))
	},
	"pvds/": {
		takes: [],
		answer: (s, _query, id) => {
			const pvd = onePvd(s, id);
			return pvd ? ok$3({
				...head(s.fold),
				pvd
			}) : noPvd(s, id);
		}
	},
	sessions: {
		takes: ["pvd"],
		answer: (s, { pvd }) => onPvd(s, pvd ?? null)
	},
	routes: {
		takes: [],
		answer: (s) => ok$3(routes(s))
	},
	decision: {
		takes: [],
		answer: (s) => ok$3(decisionAnswer(s.fold))
	},
	"why/route": {
		takes: ["to", "from"],
		needs: ["to"],
		answer: (s, { to = "", from }) => route(s, to, from ?? null)
	},
	"why/name": {
		takes: ["name", "family"],
		needs: ["name"],
		answer: (s, { name = "", family = "4" }) => named$1(s, name, family)
	},
	"why/session": {
		takes: ["session"],
		needs: ["session"],
		answer: (s, { session = "" }) => {
			const explanation = whySession(s.fold, session);
			return explanation ? ok$3(explained(s, explanation)) : noSession(s, session);
		}
	},
	"why/pvd": {
		takes: ["pvd"],
		needs: ["pvd"],
		answer: (s, { pvd = "" }) => {
			const explanation = whyPvd(s.fold, pvd);
			return explanation ? ok$3(explained(s, explanation)) : noPvd(s, pvd);
		}
	}
};
async function answer(subject, path, search) {
	const [name, rest] = path.startsWith("pvds/") ? ["pvds/", decoded(path.slice(5))] : [path, ""];
	const handler = Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : void 0;
	if (!handler) return noPath(`/v1/${path}`);
	if (rest === null) return refused(400, "ERR_BAD_REQUEST", "the path is not percent-encoded UTF-8");
	const query = parameters(search, [...handler.takes, "at"], handler.needs ?? []);
	if (!query.ok) return query;
	try {
		const asked = query.values.at === void 0 ? {
			ok: true,
			subject
		} : await past(subject, query.values.at);
		return asked.ok ? handler.answer(asked.subject, query.values, rest) : asked;
	} catch (error) {
		return logRefused(error);
	}
}
const noPath = (path) => refused(404, "ERR_NO_SUCH_PATH", `there is no ${path}`, `under /v1/ there are ${Object.keys(HANDLERS).join(", ")}, resolve, resolvers, events, decisions, log, programs; control.sock has cache, and takes POST to epoch, check, flush, reload`);
function parameters(search, takes, needs = []) {
	const keys = [...search.keys()];
	const wrong = keys.find((key, i) => !takes.includes(key) || keys.indexOf(key) !== i);
	if (wrong !== void 0) return refused(400, "ERR_BAD_PARAMETER", `unknown or repeated parameter: ${wrong}`, `this path takes ${takes.join(", ") || "none"}`);
	const lacking = needs.find((key) => !search.get(key));
	if (lacking !== void 0) return refused(400, "ERR_BAD_PARAMETER", `the parameter ${lacking} is missing`);
	return {
		ok: true,
		values: Object.fromEntries(search)
	};
}
function onPvd(subject, pvd) {
	return pvd === null || isKnownPvd(subject.fold, pvd) ? ok$3(sessions(subject, pvd)) : noPvd(subject, pvd);
}
const NAMED = 8;
function noSession({ fold }, id) {
	const known = sessionIds(fold);
	const some = `${known.slice(0, NAMED).join(", ")}${known.length > NAMED ? " \u2026" : ""}`;
	return refused(404, "ERR_NO_SUCH_SESSION", `there is no session ${id}`, known.length > 0 ? `there are ${some}` : "no program has one");
}
function route(subject, to, from) {
	const [target, source] = [canonicalAddress(to), from === null ? null : canonicalAddress(from)];
	if (target === null) return refused(400, "ERR_BAD_ADDRESS", `not an IP address: ${to}`, "names are asked about with why name");
	if (from !== null && source === null) return refused(400, "ERR_BAD_ADDRESS", `not an IP address: ${from}`);
	if (source !== null && familyOf(source) !== familyOf(target)) return refused(400, "ERR_BAD_ADDRESS", `${target} and ${source} are of different families`);
	return ok$3(explained(subject, whyRoute(subject.fold, target, source)));
}
const Name = string().max(254).regex(/^[^\s/\\]+$/);
function named$1(subject, name, family) {
	if (!Name.safeParse(name).success) return refused(400, "ERR_BAD_NAME", `not a domain name: ${name}`);
	if (family !== "4" && family !== "6") return refused(400, "ERR_BAD_PARAMETER", `the family is 4 or 6, not ${family}`);
	return ok$3(explained(subject, whyName(subject.fold, name, Number(family))));
}
function noPvd({ fold }, id) {
	const known = fold.host.pvds.map((p) => p.id);
	return refused(404, "ERR_NO_SUCH_PVD", `there is no provisioning domain ${id}`, known.length > 0 ? `there are ${known.join(", ")}` : "there is none now");
}
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch (error) {
		if (error instanceof URIError) return null;
		throw error;
	}
}
// adapters/control/records.ts
const TYPES = new Map(Object.entries(TYPE).map(([name, number]) => [number, name]));
const CODES = new Map(Object.entries(RCODE).map(([name, number]) => [number, name]));
const NOT_ASKED = [
	TYPE.OPT,
	TYPE.AXFR,
	TYPE.IXFR
];
const typeName = (type) => TYPES.get(type) ?? `TYPE${type}`;
const codeName = (code) => CODES.get(code) ?? `RCODE${code}`;
function typeOf(text) {
	const upper = text.toUpperCase();
	const [, digits] = /^TYPE(\d{1,5})$/.exec(upper) ?? [];
	const type = digits === void 0 ? [...TYPES].find(([, name]) => name === upper)?.[0] : Number(digits);
	return type === void 0 || type < 1 || type > 65535 || NOT_ASKED.includes(type) ? null : type;
}
const recordsIn = ({ answers }) => answers.flatMap((resource) => resource.kind === "record" ? [{
	name: named(resource.name),
	type: typeName(resource.type),
	ttl: resource.ttl,
	value: inWords$1(resource)
}] : []);
function inWords$1({ type, data }) {
	if (data.kind === "address") return data.address;
	if (data.kind === "raw") return type === TYPE.TXT ? textOf(data.hex) : `\\# ${data.hex.length / 2} ${data.hex}`.trimEnd();
	return [
		...numbers(data.before, 4),
		...data.names.map(named),
		...numbers(data.after, 8)
	].join(" ");
}
const named = (name) => name === "" ? "." : name;
const numbers = (hex, digits) => (hex.match(new RegExp(`.{${digits}}`, "g")) ?? []).map((one) => String(Number.parseInt(one, 16)));
function textOf(hex) {
	const bytes = Buffer.from(hex, "hex");
	const strings = [];
	for (let at = 0; at < bytes.length; at += 1 + (bytes[at] ?? 0)) strings.push(bytes.toString("utf8", at + 1, at + 1 + (bytes[at] ?? 0)));
	return strings.map((text) => JSON.stringify(text)).join(" ");
}
// adapters/control/resolving.ts
const PROBLEMS = {
	badName: "it is no name",
	noSuchPvd: "this network has no name server",
	nobody: "no network may be asked for it now",
	silent: "none of the servers answered in time",
	failed: "the servers failed, or refused to answer",
	unpinned: "the routes to its addresses did not stand in time, so that they are not handed out",
	overloaded: "too many questions are under way",
	closed: "the resolver has ended"
};
async function resolve$2(agent, text, type, wanted) {
	const name = text.toLowerCase().replace(/(.)\.$/, "$1");
	if (nameBytes(name === "." ? "" : name) === null) return refused(400, "ERR_BAD_NAME", `not a domain name: ${text}`);
	const types = (type === void 0 ? [TYPE.A, TYPE.AAAA] : [typeOf(type)]).filter((one) => one !== null);
	if (types.length === 0) return refused(400, "ERR_BAD_TYPE", `not a type of record: ${type}`, "for example A, AAAA, MX, SRV, TXT, PTR, TYPE64");
	const subject = liveSubject(agent);
	const pvd = wanted === void 0 ? null : onePvd(subject, wanted);
	if (wanted !== void 0 && !pvd) return noPvd(subject, wanted);
	const { names } = agent;
	if (!names) return noResolver(agent.fold);
	const all = await Promise.all(types.map((one) => names.resolve({
		name: name === "." ? "" : name,
		type: one,
		pvd: pvd?.id ?? null
	})));
	if (all.every((told) => !told.ok && told.problem === "closed")) return noResolver(agent.fold);
	const answers = all.map((told, i) => answerOf(agent.fold, name, types[i] ?? TYPE.A, pvd !== null, told));
	return {
		status: 200,
		body: {
			...head(agent.fold),
			name,
			answers
		}
	};
}
function noResolver({ host }) {
	const { problem } = host.listening;
	if (problem !== null) return refused(409, "ERR_NO_RESOLVER", `the resolver does not run: ${problem}`, "resolver.listen and resolver.port say where");
	const hint = host.started?.mode === "apply" ? "resolver.listen has no address" : "start it with: multihome run --apply";
	return refused(409, "ERR_NO_RESOLVER", "no resolver runs in this agent", hint);
}
function answerOf(fold, name, type, isBound, told) {
	const because = becauseOf(fold, name, type === TYPE.AAAA ? 6 : 4, isBound, told.ok ? told.pvd : null);
	const base = {
		type: typeName(type),
		because
	};
	if (!told.ok) {
		const nothing = {
			pvd: null,
			generation: null,
			isSynthesised: false,
			rcode: null,
			records: []
		};
		return {
			...base,
			...nothing,
			problem: told.problem,
			says: PROBLEMS[told.problem]
		};
	}
	const { pvd, generation, isSynthesised, message } = told;
	const records = recordsIn(message);
	const code = message.flags & 15;
	return {
		...base,
		pvd,
		generation,
		isSynthesised,
		rcode: codeName(code),
		problem: null,
		says: saying(code, records.length),
		records
	};
}
const saying = (code, records) => code === RCODE.NXDOMAIN ? "there is no such name" : code !== RCODE.NOERROR ? `the server says ${codeName(code)}` : records === 0 ? "the name has nothing of this type" : "";
function becauseOf(fold, name, family, isBound, pvd) {
	if (isBound) return inWords("bound", "built-in");
	const { answer, because } = whyName(fold, name, family);
	return pvd === null || pvd === answer ? inWords(because.rule, because.by) : inWords("nextBest", "built-in");
}
const inWords = (rule, by) => ({
	rule,
	by,
	says: ruleInWords(rule, by)
});
// adapters/control/changes.ts
const V = {
	v: literal(1),
	seq: Seq
};
const Requested = object({
	...V,
	checks: array(object({
		pvd: Text,
		generation: number(),
		family: Family
	})).readonly()
});
const ReloadAnswer = object({
	...V,
	file: Text.nullable(),
	later: Texts
});
const ok$2 = (body) => ({
	status: 200,
	body
});
const CHANGES = {
	epoch: {
		takes: [],
		apply: (agent) => {
			if (!agent.openEpoch) return null;
			agent.openEpoch();
			return ok$2({
				v: 1,
				epoch: agent.fold.host.epoch,
				seq: agent.fold.host.seq
			});
		}
	},
	check: {
		takes: ["pvd"],
		apply: (agent, { pvd }, { tell }) => tell ? check(agent, pvd, tell) : null
	},
	flush: {
		takes: [],
		apply: async ({ fold, names }) => {
			return await names?.flush().then(() => true, () => false) ? ok$2({
				v: 1,
				seq: fold.host.seq
			}) : noResolver(fold);
		}
	},
	reload: {
		takes: [],
		apply: (agent, _query, { reload }) => {
			if (!reload) return null;
			const reloaded = reload();
			if (!reloaded.ok) return refused(422, "ERR_CONFIG", reloaded.problem, "the configuration that was in force stays so");
			return ok$2({
				v: 1,
				seq: agent.fold.host.seq,
				file: reloaded.file,
				later: reloaded.later
			});
		}
	}
};
const isChange = (path) => Object.hasOwn(CHANGES, path);
async function change(agent, path, search, surroundings) {
	const wanted = CHANGES[path];
	const query = parameters(search, wanted?.takes ?? []);
	if (!query.ok) return query;
	return await wanted?.apply(agent, query.values, surroundings) ?? noPath(`/v1/${path}`);
}
function check(agent, wanted, tell) {
	const subject = liveSubject(agent);
	const pvd = wanted === void 0 ? null : onePvd(subject, wanted);
	if (wanted !== void 0 && !pvd) return noPvd(subject, wanted);
	if (agent.fold.host.started?.checks !== true) return refused(409, "ERR_NO_CHECKS", "this agent does not check", "start it with: multihome run --check");
	tell([world("check.requested", { pvd: pvd?.id ?? null })]);
	const running = agent.fold.decision.checks.filter((c) => pvd === null || c.pvd === pvd.id);
	return ok$2({
		v: 1,
		seq: agent.fold.host.seq,
		checks: running.map(({ pvd: id, generation, family }) => ({
			pvd: id,
			generation,
			family
		}))
	});
}
// adapters/control/door.ts
var ControlError = class extends Error {
	code;
	hint;
	constructor(code, message, hint = null, options) {
		super(message, options);
		this.name = "ControlError";
		this.code = code;
		this.hint = hint;
	}
};
const PATH_MAX = 105;
const ASK_TIMEOUT = 1e3;
async function openDoor(server, { path, group }) {
	if (Buffer.byteLength(path) > PATH_MAX) throw new ControlError("ERR_SOCKET_PATH", `the socket's path is longer than ${PATH_MAX} bytes: ${path}`, "set MULTIHOME_CONTROL to a shorter folder");
	const folder = dirname(path);
	try {
		createFolder(folder);
		await refuseLive(path);
		const hidden = mkdtempSync(join(folder, ".new"));
		try {
			await listening(server, join(hidden, "s"));
			permit(join(hidden, "s"), group);
			renameSync(join(hidden, "s"), path);
		} finally {
			rmSync(hidden, {
				recursive: true,
				force: true
			});
		}
	} catch (error) {
		server.close();
		if (error instanceof ControlError || systemCode(error) === null) throw error;
		throw new ControlError("ERR_SOCKET_ACCESS", `the socket ${path} cannot be made: ${error.message}`, "set MULTIHOME_CONTROL to a folder of your own", { cause: error });
	}
	const { ino } = lstatSync(path);
	return async () => {
		await new Promise((resolve) => server.close(() => resolve()));
		if (existsSync(path) && lstatSync(path).ino === ino) rmSync(path, { force: true });
	};
}
function createFolder(folder) {
	if (!existsSync(folder)) mkdirSync(folder, { mode: process.getuid?.() === 0 ? 493 : 448 });
	const { uid, mode } = lstatSync(folder);
	if (!(uid === (process.getuid?.() ?? uid) || uid === 0) || !lstatSync(folder).isDirectory() || (mode & 18) !== 0 && (mode & 512) === 0) throw new ControlError("ERR_SOCKET_ACCESS", `${folder} is not a folder that only its owner can write to`, "set MULTIHOME_CONTROL to a folder of your own");
}
async function refuseLive(path) {
	if (!existsSync(path)) return;
	if (!lstatSync(path).isSocket()) throw new ControlError("ERR_SOCKET_IN_USE", `${path} is there and is no socket`, "move it away");
	if (await isLive$1(path)) throw new ControlError("ERR_SOCKET_IN_USE", `another agent listens on ${path}`, "multihome status asks it; stop it first, or set MULTIHOME_CONTROL");
}
function isLive$1(path) {
	return new Promise((resolve) => {
		const socket = connect(path);
		const done = (live) => {
			socket.destroy();
			resolve(live);
		};
		socket.setTimeout(ASK_TIMEOUT, () => done(true));
		socket.once("connect", () => done(true));
		socket.once("error", (error) => done(!["ECONNREFUSED", "ENOENT"].includes(systemCode(error) ?? "")));
	});
}
function listening(server, path) {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(path, () => {
			server.off("error", reject);
			resolve();
		});
	});
}
function permit(path, group) {
	chmodSync(path, 384);
	const gid = group === null ? null : gidOf(group);
	if (gid === null || !mayGive(gid)) return;
	chownSync(path, process.getuid?.() ?? 0, gid);
	chmodSync(path, 432);
}
const mayGive = (gid) => process.getuid?.() === 0 || (process.getgroups?.() ?? []).includes(gid);
function gidOf(name) {
	if (!existsSync("/etc/group")) return null;
	const line = readFileSync("/etc/group", "utf8").split("\n").find((l) => l.startsWith(`${name}:`));
	const gid = Number(line?.split(":")[2] ?? NaN);
	return Number.isInteger(gid) ? gid : null;
}
// adapters/control/gate.ts
const LIMITS = {
	clients: 256,
	streams: 16,
	programs: 64,
	programsOfUser: 32,
	sessions: 4096,
	pasts: 2,
	url: 2048,
	headers: 8192,
	body: 4096,
	headTime: 5e3,
	requestTime: 1e4,
	quietTime: 15e3,
	waiting: 262144,
	view: 4194304,
	drainTime: 1e4,
	heartbeat: 1e4
};
const HOSTS = [
	"localhost",
	"multihome",
	"127.0.0.1",
	"[::1]",
	""
];
function refuseRequest(request, limits) {
	const { headers, url = "" } = request;
	const host = (headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
	const site = headers["sec-fetch-site"];
	if (headers.origin !== void 0 || !HOSTS.includes(host) || site !== void 0 && site !== "none") return refused(403, "ERR_ORIGIN", "pages of other origins may not ask", "a program leaves Origin out and names the host localhost");
	if (url.length > limits.url) return refused(414, "ERR_TOO_LONG", `the address is longer than ${limits.url} bytes`);
	if (Number(headers["content-length"] ?? 0) > limits.body) return refused(413, "ERR_TOO_LARGE", `the body is larger than ${limits.body} bytes`);
	return null;
}
async function bodyOf(request, limits) {
	const pieces = [];
	let size = 0;
	for await (const piece of request) {
		if (!Buffer.isBuffer(piece)) continue;
		size += piece.length;
		if (size > limits.body) return null;
		pieces.push(piece);
	}
	return Buffer.concat(pieces).toString();
}
function refuseBroken(error) {
	if (error.code === "HPE_HEADER_OVERFLOW") return refused(431, "ERR_TOO_LARGE", `the headers are larger than ${LIMITS.headers} bytes`);
	if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return refused(408, "ERR_TOO_SLOW", "the request did not come in time");
	return refused(400, "ERR_BAD_REQUEST", "this is no HTTP/1.1 request");
}
// adapters/control/http.ts
function createBounded(limits, take) {
	const sockets = new Set();
	const server = http.createServer({
		maxHeaderSize: limits.headers,
		headersTimeout: limits.headTime,
		requestTimeout: limits.requestTime,
		connectionsCheckingInterval: Math.min(1e3, limits.headTime),
		keepAliveTimeout: limits.headTime
	}, (request, response) => {
		take(request, response).catch((error) => fail(response, error));
	});
	server.setTimeout(limits.quietTime);
	server.on("connection", (socket) => admit(sockets, limits, socket));
	server.on("clientError", (error, socket) => {
		if (socket.writable) socket.end(raw(refuseBroken(error)));
		else socket.destroy();
	});
	return {
		server,
		drop: () => {
			for (const socket of sockets) socket.destroy();
		}
	};
}
function admit(sockets, limits, socket) {
	if (sockets.size >= limits.clients) {
		socket.end(raw(refused(503, "ERR_TOO_MANY_CLIENTS", `there are ${limits.clients} clients already`, "try again later")));
		socket.destroySoon();
		return;
	}
	sockets.add(socket);
	socket.once("close", () => sockets.delete(socket));
}
function wrongMethod(response, allowed) {
	response.setHeader("allow", allowed);
	return refused(405, "ERR_METHOD", `this path takes ${allowed}`);
}
function reply(response, { status, body }) {
	if (response.headersSent) {
		response.destroy();
		return;
	}
	const text = `${JSON.stringify(body)}\n`;
	response.writeHead(status, {
		"content-type": "application/json",
		"content-length": Buffer.byteLength(text),
		"cache-control": "no-store",
		"x-content-type-options": "nosniff",
		...status >= 400 && { connection: "close" }
	});
	response.end(text);
}
function fail(response, error) {
	if (response.destroyed) return;
	process.emitWarning(error instanceof Error ? error : String(error), { code: "ERR_CONTROL" });
	reply(response, refused(500, "ERR_INTERNAL", "the question could not be answered", "this is a bug in multihome"));
}
function raw({ status, body }) {
	const text = `${JSON.stringify(body)}\n`;
	return `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`;
}
// adapters/control/nameAnswers.ts
const AnswerRecord = object({
	name: Text,
	type: Text,
	ttl: number(),
	value: Text
});
const Answer = object({
	type: Text,
	pvd: Text.nullable(),
	generation: number().nullable(),
	isSynthesised: Flag,
	rcode: Text.nullable(),
	problem: Text.nullable(),
	says: Text,
	records: list(AnswerRecord),
	because: object({
		rule: Text,
		by: Text,
		says: Text
	})
});
const Resolved = object({
	...HEAD,
	name: Text,
	answers: list(Answer)
});
const Suffix = object({
	suffix: Text,
	family: Family,
	kind: Text,
	place: number(),
	exclusive: Flag,
	says: Text
});
const Server = object({
	address: Text,
	rtt: number().nullable(),
	failures: number(),
	penalty: number()
});
const Resolvers = object({
	...HEAD,
	resolver: Publishing.nullable(),
	pvds: list(object({
		pvd: Text,
		generation: number(),
		ifname: Text,
		isOpen: Flag,
		says: Text,
		at: Text.nullable(),
		servers: list(Server),
		suffixes: list(Suffix),
		pref64: list(Text)
	})),
	search: list(Text),
	counts: record(Text, number()).nullable()
});
const Entry = object({
	name: Text,
	type: Text,
	rcode: Text,
	addresses: list(Text),
	ttl: number(),
	isSynthesised: Flag,
	bytes: number()
});
const Cache = object({
	...HEAD,
	pvds: list(object({
		pvd: Text,
		generation: number(),
		entries: list(Entry)
	}))
});
const Flushed = object({
	v: literal(1),
	seq: Seq
});
const LIVE_ANSWERS = {
	"resolve-output": Resolved,
	"resolvers-output": Resolvers,
	"cache-output": Cache,
	"flush-output": Flushed
};
// adapters/control/clients.ts
const TOKEN_BYTES = 16;
const GONE = "the program that had it has gone";
function createClients(limits) {
	const all = new Map();
	return {
		fullness: (who) => fullness([...all.values()], who, limits),
		enter: (outbox, who) => {
			const client = {
				token: randomBytes(TOKEN_BYTES).toString("hex"),
				who,
				outbox,
				sessions: new Map(),
				opening: 0
			};
			all.set(client.token, client);
			return client;
		},
		find: (token, who) => {
			const client = all.get(token);
			return client && client.who?.uid === who?.uid ? {
				ok: true,
				client
			} : STRANGER;
		},
		has: (client) => all.has(client.token),
		leave: (client) => {
			all.delete(client.token);
			for (const session of client.sessions.values()) session.close(GONE);
			client.sessions.clear();
		}
	};
}
const STRANGER = refused(403, "ERR_NO_SUCH_CLIENT", "no program of yours is connected as this client", "open /v1/programs, and say its client");
function fullness(all, who, limits) {
	const hint = "try again later, or share one connection";
	if (all.length >= limits.programs) return refused(503, "ERR_TOO_MANY_PROGRAMS", `there are ${limits.programs} programs already`, hint);
	const isOwner = who !== null && [0, process.getuid?.()].includes(who.uid);
	const own = all.filter((client) => client.who?.uid === who?.uid).length;
	return isOwner || own < limits.programsOfUser ? null : refused(503, "ERR_TOO_MANY_PROGRAMS", `there are ${limits.programsOfUser} programs of this user already`, hint);
}
// adapters/control/names.ts
const ok$1 = (body) => ({
	status: 200,
	body
});
const LIVE = {
	resolve: {
		takes: [
			"name",
			"type",
			"pvd"
		],
		needs: ["name"],
		answer: (agent, { name = "", type, pvd }) => resolve$2(agent, name, type, pvd)
	},
	resolvers: {
		takes: [],
		answer: async (agent) => ok$1(await resolvers(agent))
	},
	cache: {
		takes: [],
		isPrivate: true,
		answer: cache
	}
};
const isLive = (path) => Object.hasOwn(LIVE, path);
async function live(agent, path, search, isOwner) {
	const wanted = LIVE[path];
	if (!wanted) return noPath(`/v1/${path}`);
	if (wanted.isPrivate && !isOwner) return refused(403, "ERR_PRIVATE", "names that programs asked for are not for every reader", "control.sock tells them, to its owner only");
	const query = parameters(search, wanted.takes, wanted.needs);
	return query.ok ? wanted.answer(agent, query.values) : query;
}
async function resolvers({ fold, names }) {
	const { domains, search } = createNamesView()(fold);
	const stats = await statsOf(names);
	return {
		...head(fold),
		resolver: publishing(fold),
		pvds: domains.map((domain) => ({
			...known(fold, domain),
			...measured(domain, stats)
		})),
		search,
		counts: stats && { ...stats.counts }
	};
}
const statsOf = async (names) => names ? names.stats().catch(() => null) : null;
function known(fold, { pvd, generation, ifname, isOpen, pref64 }) {
	const suffixes = fold.decision.resolution.filter((row) => row.pvd === pvd).map(({ suffix, family, kind, place, exclusive, because }) => ({
		suffix,
		family,
		kind,
		place,
		exclusive,
		says: ruleInWords(because.rule, because.by)
	}));
	return {
		pvd,
		generation,
		ifname,
		isOpen,
		says: openness(fold, pvd, isOpen),
		suffixes,
		pref64
	};
}
function measured({ pvd, servers }, stats) {
	const door = stats?.doors.find((one) => one.pvd === pvd);
	const asked = stats?.servers.filter((server) => server.pvd === pvd);
	const untold = servers.map(({ address }) => ({
		address,
		rtt: null,
		failures: 0,
		penalty: 0
	}));
	return {
		at: door ? `${door.address}:${door.port}` : null,
		servers: asked?.map(({ address, rtt, failures, penalty }) => ({
			address,
			rtt,
			failures,
			penalty
		})) ?? untold
	};
}
function openness({ host, decision }, pvd, isOpen) {
	const snapshot = find(host.pvds, pvd)?.snapshot;
	if (isOpen || !snapshot) return isOpen ? "its network may be used" : "it is not there";
	const { reach4, reach6 } = pvdState(snapshot);
	if ([reach4, reach6].includes("portal")) return ruleInWords("portal", "built-in");
	const places = decision.ranking.filter((place) => place.pvd === pvd);
	const [unfit] = places.filter(({ place }) => place === null);
	if (places.every(({ place }) => place === null) && unfit) return ruleInWords(unfit.because.rule, unfit.because.by);
	return "no check has found yet that its network may be used";
}
async function cache({ fold, names }) {
	const kept = names && await names.cache().catch(() => null);
	if (!kept) return noResolver(fold);
	const pvds = kept.map(({ pvd, generation, entries }) => ({
		pvd,
		generation,
		entries: entries.map(({ type, rcode, ...entry }) => ({
			...entry,
			type: typeName(type),
			rcode: codeName(rcode)
		}))
	}));
	return ok$1({
		...head(fold),
		pvds
	});
}
// adapters/control/outbox.ts
function createOutbox(to) {
	const waiting = new Map();
	let isSending = false;
	const send = async () => {
		for (const [key, { event, id, data }] of waiting) {
			waiting.delete(key);
			if (!to.send(event, id, data)) break;
			await to.drained();
		}
		isSending = false;
		if (!to.isOpen) waiting.clear();
	};
	const start = () => {
		if (isSending) return;
		isSending = true;
		send();
	};
	return { put: (key, letter) => {
		if (!to.isOpen) return;
		waiting.set(key, letter);
		start();
	} };
}
// adapters/control/streams.ts
const SLICE = 256;
function sending(response, limits) {
	response.socket?.setTimeout(0);
	response.writeHead(200, {
		"content-type": "text/event-stream",
		"cache-control": "no-store",
		"x-content-type-options": "nosniff"
	});
	response.flushHeaders();
	const write = (text) => {
		if (response.destroyed || response.writableEnded) return false;
		response.write(text);
		if (response.writableLength <= limits.waiting) return true;
		response.destroy();
		return false;
	};
	const heartbeat = setInterval(() => write(": \n\n"), limits.heartbeat).unref();
	const closed = new Promise((resolve) => {
		response.once("close", () => {
			clearInterval(heartbeat);
			resolve();
		});
	});
	return {
		get isOpen() {
			return !response.destroyed && !response.writableEnded;
		},
		send: (event, id, data) => write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
		drained: () => drain(response, closed, limits.drainTime),
		end: () => response.end(),
		closed
	};
}
async function drain(response, closed, time) {
	if (!response.writableNeedDrain || response.destroyed) return;
	const tooLong = setTimeout(() => response.destroy(), time);
	await Promise.race([new Promise((resolve) => response.once("drain", () => resolve())), closed]);
	clearTimeout(tooLong);
}
async function sendFacts(to, source, { from, types, follow, digests }) {
	const { log, facts } = source;
	const isWanted = (fact) => types.length === 0 || types.some((t) => fact.type.startsWith(t));
	const newest = () => source.fold.host.seq;
	let next = from === "epoch" ? log.epochs().at(-1)?.first ?? 0 : from ?? (log.last?.seq ?? 0) + 1;
	const send = (fact, digest) => {
		next = fact.seq + 1;
		if (isWanted(fact) && !to.send("fact", fact.seq, fact)) return false;
		return digest === null || !digests || to.send("digest", fact.seq, {
			digest,
			newest: newest()
		});
	};
	if (digests) to.send("newest", next - 1, { newest: newest() });
	let count = 0;
	for (let before = -1; to.isOpen && before < next && next <= (log.last?.seq ?? 0);) {
		before = next;
		for (const { fact, digest } of stored(log, next)) {
			if (!send(fact, digest)) return;
			await to.drained();
			if (++count % SLICE === 0) await setImmediate();
			if (!to.isOpen) return;
		}
	}
	if (!follow) return to.end();
	const live = facts.subscribe({
		next: (fact) => {
			if (fact.seq >= next) send(fact, fact.seq === newest() ? source.fold.digest : null);
		},
		complete: () => to.end()
	});
	await to.closed;
	live.unsubscribe();
}
function* stored(log, from) {
	for (const { facts, last, digest } of log.transactions({ from })) for (const fact of facts) if (fact.seq >= from) yield {
		fact,
		digest: fact.seq === last ? digest : null
	};
}
async function sendDecisions(to, decisions) {
	const live = decisions.subscribe({
		next: (tick) => {
			to.send("decision", tick.fold.host.seq, {
				...decisionAnswer(tick.fold),
				changed: tick.changed.map(([path]) => path)
			});
		},
		complete: () => to.end()
	});
	await to.closed;
	live.unsubscribe();
}
// adapters/control/programs.ts
const PATHS = {
	programs: {
		method: "GET",
		take: follow
	},
	"programs/resolve": {
		method: "GET",
		take: resolve$1
	},
	"programs/open": {
		method: "POST",
		take: open
	},
	"programs/tell": {
		method: "POST",
		take: tell
	}
};
const isOfPrograms = (path) => Object.hasOwn(PATHS, path);
async function ofPrograms(path, asking) {
	const { port, request, response } = asking;
	const found = PATHS[path];
	if (!found) return noPath(`/v1/${path}`);
	if (request.method !== found.method) {
		response.setHeader("allow", found.method);
		return refused(405, "ERR_METHOD", `this path takes ${found.method}`);
	}
	return port ? found.take(port, asking) : refused(409, "ERR_NO_PROGRAMS", "this agent serves no programs");
}
async function follow(port, { clients, limits, request, response, search }) {
	const query = parameters(search, []);
	if (!query.ok) return query;
	const who = credentialsOf(request.socket);
	const full = clients.fullness(who);
	if (full) return full;
	const to = sending(response, {
		...limits,
		waiting: limits.view
	});
	const outbox = createOutbox(to);
	const client = clients.enter(outbox, who);
	outbox.put("client", {
		event: "client",
		id: 0,
		data: {
			v: 1,
			client: client.token,
			missing: port.missing
		}
	});
	const show = (view) => {
		if (view) outbox.put("view", {
			event: "view",
			id: view.seq,
			data: view
		});
		else to.end();
	};
	const now = port.view();
	if (now) show(now);
	const unwatch = port.watch(show);
	await to.closed;
	unwatch();
	clients.leave(client);
	return null;
}
const Question = object({
	name: textUpTo(254),
	type: _enum(["1", "28"]),
	pvd: textUpTo(320)
});
async function resolve$1(port, { search, response }) {
	const query = parameters(search, [
		"name",
		"type",
		"pvd"
	], [
		"name",
		"type",
		"pvd"
	]);
	if (!query.ok) return query;
	const question = Question.safeParse(query.values);
	if (!question.success) return refused(400, "ERR_BAD_PARAMETER", "not a name, a type (1 or 28) and a provisioning domain");
	const gone = new AbortController();
	response.once("close", () => gone.abort());
	const { type, ...rest } = question.data;
	try {
		return ok(await port.resolve({
			...rest,
			type: Number(type),
			signal: gone.signal
		}));
	} catch (error) {
		if (gone.signal.aborted) return null;
		throw error;
	}
}
async function open(port, asking) {
	const { clients, limits } = asking;
	const heard = hear(OpenOrder, asking);
	if (!heard.ok) return heard;
	const { client, order } = heard;
	if (client.sessions.size + client.opening >= limits.sessions) return refused(503, "ERR_SESSION_REFUSED", `the program has ${limits.sessions} sessions already`, "close some first");
	client.opening += 1;
	try {
		const session = await port.sessions.open({
			...order.spec,
			manager: managerOf(client, order.spec.manager)
		}, (verdict) => client.outbox.put(`verdict ${verdict.session}`, {
			event: "verdict",
			id: 0,
			data: verdict
		}));
		if (!clients.has(client)) session.close("the program that wanted it has gone");
		else client.sessions.set(session.id, session);
		return ok({
			v: 1,
			session: session.id
		});
	} catch (error) {
		if (error instanceof ProgramsError) return refused(409, error.code, error.message);
		throw error;
	} finally {
		client.opening -= 1;
	}
}
const managerOf = ({ who }, name) => who ? `${who.uid}:${who.pid}:${name}` : name;
async function tell(_port, asking) {
	const heard = hear(TellOrder, asking);
	if (!heard.ok) return heard;
	const { client, order } = heard;
	const session = client.sessions.get(order.session);
	if (!session) return refused(404, "ERR_NO_SUCH_SESSION", "this program has no such session", "it has ended, or is another program\u2019s");
	const { told } = order;
	if ("moved" in told) session.moved(told.moved);
	else if ("idle" in told) session.idle(told.idle);
	else {
		client.sessions.delete(order.session);
		session.close(told.close);
	}
	return ok({ v: 1 });
}
function hear(schema, { clients, request, body }) {
	const order = schema.safeParse(parsed(body));
	if (!order.success) return refused(400, "ERR_BAD_BODY", `the body is not what this path takes: ${prettifyError(order.error)}`);
	const found = clients.find(order.data.client, credentialsOf(request.socket));
	return found.ok ? {
		ok: true,
		client: found.client,
		order: order.data
	} : found;
}
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return void 0;
		throw error;
	}
}
const ok = (body) => ({
	status: 200,
	body
});
// adapters/control/exported.ts
async function exported(agent, search, _request, response) {
	const query = parameters(search, [
		"names",
		"from",
		"to"
	]);
	if (!query.ok) return query;
	const { names = "hash", from, to } = query.values;
	if (names !== "hash" && names !== "keep" && names !== "omit") return refused(400, "ERR_BAD_PARAMETER", `names is hash, keep or omit, not ${names}`);
	const wrong = [from, to].find((seq) => seq !== void 0 && !/^\d{1,15}$/.test(seq));
	if (wrong !== void 0) return refused(400, "ERR_BAD_PARAMETER", `not a fact's number: ${wrong}`);
	response.writeHead(200, {
		"content-type": "application/x-ndjson",
		"cache-control": "no-store",
		"x-content-type-options": "nosniff"
	});
	const range = {
		...from !== void 0 && { from: Number(from) },
		...to !== void 0 && { to: Number(to) }
	};
	if (!(await exportLog(agent.log, response, {
		names,
		range
	})).ok) response.destroy();
	return null;
}
// adapters/control/opened.ts
const opened = (path) => async (agent, search, request, response, limits) => {
	const wanted = wantedOf(path, search, request);
	if (!wanted.ok) return wanted;
	const to = sending(response, limits);
	if (path === "decisions") await sendDecisions(to, agent.decisions);
	else await facts(to, agent, wanted);
	return null;
};
async function facts(to, agent, wanted) {
	try {
		await sendFacts(to, agent, wanted);
	} catch (error) {
		to.send("error", 0, logRefused(error).body);
		to.end();
	}
}
function wantedOf(path, search, request) {
	const query = parameters(search, path === "events" ? [
		"from",
		"filter",
		"follow",
		"digests"
	] : []);
	if (!query.ok) return query;
	const { from, filter = "", follow = "1", digests = "0" } = query.values;
	const last = request.headers["last-event-id"];
	const start = typeof last === "string" ? last : from;
	if (start !== void 0 && start !== "epoch" && !/^\d{1,15}$/.test(start)) return refused(400, "ERR_BAD_PARAMETER", `not a fact's number: ${start}`);
	const types = filter.split(",").filter((type) => type !== "");
	const wrong = types.find((type) => !/^[a-zA-Z0-9.]{1,64}\*?$/.test(type));
	if (wrong !== void 0 || types.length > 64) return refused(400, "ERR_BAD_PARAMETER", `not the beginning of a fact's type: ${wrong ?? filter}`, "for example link or lease4.bound,router");
	const unclear = [follow, digests].find((flag) => flag !== "0" && flag !== "1");
	if (unclear !== void 0) return refused(400, "ERR_BAD_PARAMETER", `follow and digests are 0 or 1, not ${unclear}`);
	return {
		ok: true,
		from: start === void 0 ? null : start === "epoch" ? start : Number(start) + (start === last ? 1 : 0),
		types: types.map((type) => type.replace(/\*$/, "")),
		follow: follow === "1",
		digests: digests === "1"
	};
}
// adapters/control/streaming.ts
const STREAMS = {
	events: opened("events"),
	decisions: opened("decisions"),
	log: exported
};
const isStream = (path) => Object.hasOwn(STREAMS, path);
function createStreaming(limits) {
	let streams = 0;
	return async (agent, { path, search, request, response }) => {
		if (!isStream(path)) return null;
		if (streams >= limits.streams) return refused(503, "ERR_TOO_MANY_STREAMS", `there are ${limits.streams} streams already`, "try again later");
		streams += 1;
		response.once("close", () => {
			streams -= 1;
		});
		return STREAMS[path](agent, search, request, response, limits);
	};
}
// adapters/control/server.ts
async function serve(agent, { folder, group = "multihome", limits = {}, ...surroundings }) {
	const bounds = {
		...LIMITS,
		...limits
	};
	const state = await listen({
		agent,
		surroundings
	}, "state.sock", folder, group, bounds);
	const control = await listen({
		agent,
		surroundings
	}, "control.sock", folder, null, bounds).catch(async (error) => {
		await state.close();
		throw error;
	});
	let closing = null;
	const close = async () => {
		closing ??= Promise.all([state.close(), control.close()]);
		await closing;
	};
	return {
		sockets: [state.path, control.path],
		close,
		[Symbol.asyncDispose]: close
	};
}
async function listen(behind, name, folder, group, limits) {
	const traffic = {
		clients: createClients(limits),
		streaming: createStreaming(limits),
		pasts: 0
	};
	const { server, drop } = createBounded(limits, (request, response) => take(behind, name, traffic, limits, request, response));
	const path = join(folder, name);
	const close = await openDoor(server, {
		path,
		group
	});
	return {
		path,
		close: async () => {
			const closed = close();
			drop();
			await closed;
		}
	};
}
async function take(behind, name, traffic, limits, request, response) {
	const { agent } = behind;
	const refusal = refuseRequest(request, limits);
	if (refusal) return reply(response, refusal);
	const body = await bodyOf(request, limits);
	if (body === null) return reply(response, refused(413, "ERR_TOO_LARGE", `the body is larger than ${limits.body} bytes`));
	const url = parsedUrl(request.url ?? "");
	if (!url?.pathname.startsWith("/v1/")) return reply(response, noPath(url?.pathname ?? "such address"));
	const path = url.pathname.slice(4);
	const { searchParams: search } = url;
	if (isOfPrograms(path)) {
		const { clients } = traffic;
		const told = await ofPrograms(path, {
			port: agent.programs ?? null,
			clients,
			limits,
			request,
			response,
			search,
			body
		});
		return told ? reply(response, told) : void 0;
	}
	if (isChange(path)) return reply(response, await changed(behind, name, path, search, request, response));
	if (request.method !== "GET") return reply(response, wrongMethod(response, "GET"));
	if (isLive(path)) return reply(response, await live(agent, path, search, name === "control.sock"));
	if (isStream(path)) {
		const failed = await traffic.streaming(agent, {
			path,
			search,
			request,
			response
		});
		return failed ? reply(response, failed) : void 0;
	}
	const isPast = search.has("at");
	if (isPast && traffic.pasts >= limits.pasts) return reply(response, refused(503, "ERR_BUSY", "other questions about the past are being answered", "try again later"));
	traffic.pasts += isPast ? 1 : 0;
	try {
		reply(response, await answer(liveSubject(agent), path, search));
	} finally {
		traffic.pasts -= isPast ? 1 : 0;
	}
}
async function changed({ agent, surroundings }, name, path, search, request, response) {
	if (name !== "control.sock") return refused(403, "ERR_READ_ONLY", "this socket is for reading", "control.sock changes things, for its owner only");
	if (request.method !== "POST") return wrongMethod(response, "POST");
	return change(agent, path, search, surroundings);
}
const parsedUrl = (text) => URL.parse(text, "http://localhost");
export { duration as C, ruleInWords as S, seeker as T, liveSubject as _, LIVE_ANSWERS as a, status as b, createBounded as c, LIMITS as d, ControlError as f, summary as g, answer as h, Flushed as i, reply as l, Requested as m, createStreaming as n, Resolved as o, ReloadAnswer as p, Cache as r, Resolvers as s, serve as t, wrongMethod as u, look as v, refused as w, iso as x, decisionAnswer as y };
