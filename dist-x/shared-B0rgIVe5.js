import { I as compareText, N as formatServer, P as parseServer, R as find, U as Subject, n as answer, r as world, t as Fact, u as ManagerId } from "./shared-CtF39FSo.js";
import { $ as refusalOf, A as carriedStanding, B as perElement, Ct as objectsOf, D as exclusiveOf, Et as settle, G as restatePaths, H as restateSockets, L as presentDomains, M as authorsInOrder, N as isSpokenOf, O as heeded, P as candidates, St as goodAddresses, T as carriedNames, Tt as isEqual$1, V as carryLeft, _ as onLinkPrefixes, _t as isPinnable, a as INITIAL_FOLD, bt as UNMEASURED, d as changedRows, gt as carryPins, h as isPinned, ht as carryDiscovered, it as findIn, k as ranked, l as canonical, lt as restatePublishing, m as carriedSessions, o as createLoop, st as carryInformation, v as specificRoutes, y as EVERYWHERE, yt as pvdState, z as lastResult } from "./shared-AO8xFJlA.js";
import { D as instant, E as elapsed, I as textUpTo, K as strictObject, N as Positive, O as millis, P as Text, T as after, U as number$1, c as canonicalPrefix, d as formatPrefix, f as isInPrefix, g as reachOf$1, k as seconds, l as familyOf, n as Address4, o as addressBytes, p as networkOf, s as canonicalAddress, u as formatAddress, x as IfName, y as FAMILIES, z as array } from "./shared-CggHZh46.js";
import { a as createHiding, d as createNamesView, l as LogFailed, n as memoryLog, u as OCTETS } from "./shared-CtCcMkCo.js";
import { a as openSockets, f as openKernel, i as openPublisher, o as openRouters, p as bootId, s as openMptcp, t as VERSION } from "./shared-CnhGvqOp.js";
import { n as createPrograms, r as createExit, t as createViews } from "./shared-CdEk6MA0.js";
import { t as replay } from "./shared-BbTlYDv2.js";
import { i as encodeQuestion, m as TYPE$1, n as addressesOf$1, p as RCODE, r as decodeAnswer } from "./shared-BkecBJOx.js";
import { a as createCounters, i as NO_NAMES, n as openTime, o as LISTEN, r as createLocalResolver, s as DnsUnavailable, t as wire } from "./shared-CgCpGP3b.js";
import { _ as SystemCallError, a as connectBound, c as udpBound, d as bootTime, m as mkfifo, u as zoned, v as describeFault } from "./shared-4U9fLTlI.js";
import { a as resolvConfBackup, d as DEFAULT_CONFIG, h as ProgramsError, i as namesKeyPath, l as toFacts, n as defaultControlDirectory } from "./shared-7AIFST4H.js";
import { accessSync, chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, watch, writeFileSync } from "node:fs";
import { randomInt } from "node:crypto";
import { basename, delimiter, join, posix } from "node:path";
import { Socket, isIP } from "node:net";
import { checkServerIdentity, connect as connect$1, createSecureContext, rootCertificates } from "node:tls";
import { spawn } from "node:child_process";
import { Worker } from "node:worker_threads";
import { request } from "node:https";
import { networkInterfaces } from "node:os";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
// adapters/agent/keeper.ts
const inMemory = ({ epochSize }) => ({
	epochSize,
	keep: epochSize
});
const TRY_EVERY = seconds(1);
function createKeeper(log, sizes, clock, notice) {
	let lost = 0;
	let tried = 0;
	let openingBytes = 0;
	return {
		keep(facts, digest) {
			const isGap = facts.some((fact) => fact.type === "log.gap");
			if (lost > 0 && !isGap) {
				lost += facts.length;
				return;
			}
			const result = log.append(facts, digest);
			if (result.ok) {
				if (lost > 0) notice(`log: written again; ${lost} facts are missing`);
				lost = 0;
				return;
			}
			if (result.error.code === "ERR_LOG_ORDER") throw new LogFailed(result.error);
			if (lost === 0) notice(`log: ${result.error.problem}; going on from memory until it can be written again`);
			lost += facts.length;
			tried = clock.uptime();
		},
		isToTryAgain: () => lost > 0 && clock.uptime() - tried >= TRY_EVERY,
		isFull: () => lost === 0 && log.bytesOfEpoch() > Math.max(sizes.epochSize, 2 * openingBytes),
		begin: () => {
			tried = clock.uptime();
			return lost;
		},
		opened() {
			openingBytes = log.bytesOfEpoch();
			const removed = lost === 0 ? log.prune(sizes.keep) : 0;
			if (removed > 0) notice(`log: the oldest ${removed} epochs made room`);
		}
	};
}
// adapters/agent/last.ts
function lastFold(log, notice) {
	if (!log.last) return null;
	try {
		const { fold, verdict } = replay(log.transactions({ epoch: log.last.epoch }), {
			keepGoing: true,
			hash: OCTETS.sha256
		});
		if (verdict.kind === "diverged") notice(`log: fact ${verdict.seq} was decided otherwise when it was written; going on with what is decided now`);
		return fold === INITIAL_FOLD ? null : fold;
	} catch (error) {
		log.close();
		throw error;
	}
}
const nowInEpochOf = ({ host: { started, at } }, clock) => instant(Math.max(at, (started?.at ?? 0) + clock.uptime() - (started?.uptime ?? 0)));
// machines/advertised.ts
function advertisements(router, now) {
	const ends = new Map(router.expires.map((e) => [e.id, e.at]));
	const lifetime = (o) => left(ends.get(o.id), now);
	const prefix = (o) => ({
		prefix: o.value,
		onLink: o.detail.onLink === true,
		autonomous: o.detail.autonomous === true,
		valid: lifetime(o),
		preferred: lifetime(o)
	});
	const of = (kind) => router.objects.filter((o) => o.kind === kind);
	const gateway = of("gateway")[0];
	const parts = Math.max(1, ...[
		"prefix",
		"route",
		"dns",
		"search",
		"pref64"
	].map((kind) => Math.ceil(of(kind).length / 64)));
	return Array.from({ length: parts }, (_, i) => {
		const some = (kind) => of(kind).slice(i * 64, (i + 1) * 64);
		const { ifname, mac, hopLimit, managed, other, pvd } = router;
		return world("router.advertised", {
			ifname,
			router: router.router,
			mac,
			hopLimit,
			managed,
			other,
			lifetime: gateway ? lifetime(gateway) ?? millis(0) : millis(0),
			preference: preferenceOf(gateway),
			prefixes: some("prefix").filter((o) => !o.detail.nested).map(prefix),
			routes: some("route").map((o) => ({
				prefix: o.value,
				preference: preferenceOf(o),
				lifetime: lifetime(o)
			})),
			dns: some("dns").map((o) => ({
				server: o.value,
				lifetime: lifetime(o)
			})),
			search: some("search").map((o) => ({
				domain: o.value,
				lifetime: lifetime(o)
			})),
			pref64: some("pref64").map((o) => ({
				prefix: o.value,
				lifetime: lifetime(o) ?? millis(0)
			})),
			mtu: Number(of("mtu")[0]?.value ?? 0) || null,
			portal: of("portal")[0]?.value ?? null,
			unknown: [],
			dropped: 0,
			pvd: pvd && {
				...pvd,
				header: null,
				nested: {
					...NOTHING$2,
					prefixes: some("prefix").filter((o) => o.detail.nested).map(prefix)
				}
			}
		}, router.since);
	});
}
const NOTHING$2 = {
	prefixes: [],
	routes: [],
	dns: [],
	search: [],
	pref64: [],
	mtu: null,
	portal: null,
	unknown: [],
	dropped: 0
};
const preferenceOf = (object) => {
	const preference = object?.detail.preference;
	return preference === "high" || preference === "low" ? preference : "medium";
};
const left = (end, now) => end === null || end === void 0 ? null : millis(Math.max(1, end - now));
// machines/restate.ts
function restate(host, now, ranks) {
	return [
		...restatePolicies(host),
		carryMemory(host, now, ranks),
		...restateKernel(host, now),
		...restateApplied(host),
		...restatePublishing(host),
		...restateSockets(host),
		...restatePaths(host),
		...restateManagers(host),
		...restateSources(host, now)
	];
}
function restatePolicies(host) {
	const loaded = host.policies.flatMap(({ snapshot: { context } }) => {
		const { author, pvd, rules, since, problem } = context;
		return [...since > 0 ? [world("policy.loaded", {
			author,
			pvd,
			rules,
			from: "epoch"
		}, since)] : [], ...problem === null ? [] : [world("policy.rejected", {
			author,
			pvd,
			problem,
			from: "epoch"
		})]];
	});
	return [world("settings.loaded", { settings: host.settings }, host.settingsSince), ...loaded];
}
function carryMemory(host, now, ranks) {
	const pvds = [...host.pvds.map(({ snapshot }) => memoryOf(snapshot, host, now)), ...host.memory.map((m) => m.pvd)].sort((a, b) => a.id < b.id ? -1 : 1);
	const primaries = host.primaries.flatMap(({ id, router }) => {
		const link = find(host.interfaces, `interface:${id}`);
		return link ? [{
			ifname: link.snapshot.context.ifname,
			router
		}] : [];
	});
	const sysctls = host.sysctls.map(({ sysctl: { family, ifname, key }, original }) => ({
		family,
		ifname,
		key,
		original
	}));
	const informed = carryInformation(host, now);
	const answered = {
		pins: carryPins(host, now),
		pref64: carryDiscovered(host, now)
	};
	return world("memory.carried", { memory: {
		pvds,
		primaries,
		...ranks,
		...informed,
		...answered,
		sysctls,
		left: carryLeft(host),
		mptcp: host.mptcp?.original ?? host.recalled.mptcp,
		floor: host.floor
	} });
}
function memoryOf(snapshot, host, now) {
	const { id, ifname, generation, slot, fingerprint, gone, spent, quality4, quality6 } = snapshot.context;
	return {
		id,
		ifname,
		state: pvdState(snapshot).provisioning === "detached" ? "detached" : "attached",
		generation,
		slot,
		fingerprint,
		lingers: gone === null ? host.settings.linger : elapsed(now, gone),
		reach: FAMILIES.flatMap((family) => reachOf(snapshot.context, pvdState(snapshot), family, now)),
		waits: FAMILIES.flatMap((family) => {
			const { due, failed } = family === 4 ? snapshot.context.check4 : snapshot.context.check6;
			return due === null && failed === 0 ? [] : [{
				family,
				left: due === null ? null : elapsed(now, due),
				failed
			}];
		}),
		spent: spent && {
			bytes: spent.bytes,
			age: elapsed(spent.since, now)
		},
		quality: FAMILIES.flatMap((family) => {
			const quality = family === 4 ? quality4 : quality6;
			return quality === UNMEASURED ? [] : [{
				family,
				...quality
			}];
		})
	};
}
function reachOf(context, state, family, now) {
	const known = family === 4 ? context.reach4 : context.reach6;
	return known ? [{
		family,
		state: family === 4 ? state.reach4 : state.reach6,
		age: elapsed(known.at, now),
		portal: known.portal,
		since: known.since
	}] : [];
}
function restateKernel(host, now) {
	const links = host.interfaces.flatMap(({ snapshot: { context, value } }) => {
		const { ifname, link, network, since, addresses, routes, neighbours } = context;
		const ends = (id) => find(context.expires, id);
		const quality = typeof value === "object" ? value.quality : "unknown";
		return [
			...link ? [world("link.appeared", link, since)] : [],
			...network === null ? [] : [world("link.attached", {
				ifname,
				network
			})],
			...quality === "good" || quality === "poor" ? [world("link.signalled", {
				ifname,
				quality
			})] : [],
			...addresses.map(({ id, since: of, ...address }) => world("address.added", {
				ifname,
				...address,
				valid: left(ends(id)?.at, now),
				preferred: left(ends(id)?.preferred, now)
			}, of)),
			...routes.map(({ id: _, since: of, ...route }) => world("route.added", {
				ifname,
				...route,
				expires: null
			}, of)),
			...neighbours.map(({ id: _, since: of, ...neighbour }) => world("neighbour.changed", {
				ifname,
				...neighbour
			}, of))
		];
	});
	const rules = host.ownRules.map(({ rule: { seq, at: _at, for: _for, ...rule } }) => ({
		...rule,
		of: rule.of ?? seq
	}));
	const routes = host.ownRoutes.map(({ route: { seq, at, for: _for, ...route } }) => ({
		...route,
		expires: route.expires === null ? null : left(after(at, route.expires), now),
		of: route.of ?? seq
	}));
	return [
		...links,
		...rules,
		...routes
	];
}
function restateApplied(host) {
	return [
		...host.sysctls.map(({ sysctl: { ifname, ...sysctl }, since }) => world("sysctl.read", {
			ifname,
			...sysctl
		}, since)),
		...host.guarded.length === 0 ? [] : [world("guard.found", { interfaces: host.guarded })],
		...host.clients.map(({ client, ifname, pid, since }) => world("client.started", {
			client,
			ifname,
			pid
		}, since))
	];
}
function restateManagers(host) {
	return [...host.managers.map(({ id, interfaces, evidence, since }) => world("manager.noticed", {
		name: id,
		interfaces,
		evidence
	}, since)), ...host.published.map(({ id, publisher, ifname, servers, search, since }) => world("resolver.published", {
		publisher,
		file: id.slice(publisher.length + 1),
		ifname,
		servers,
		search
	}, since))];
}
function restateSources(host, now) {
	const leases = host.leases.flatMap(({ snapshot: { context } }) => {
		const { ifname, lease, since, expires } = context;
		return lease ? [world("lease4.bound", {
			ifname,
			...lease,
			lifetime: left(expires, now)
		}, since)] : [];
	});
	return [
		...host.routers.map((r) => r.snapshot.context).sort((a, b) => a.heard - b.heard).flatMap((router) => advertisements(router, now)),
		...leases,
		...restateLeases6(host, now)
	];
}
function restateLeases6(host, now) {
	return host.leases6.flatMap(({ snapshot: { context } }) => {
		const { ifname, lease, since, lifetimes } = context;
		if (!lease) return [];
		const lifetime = (value) => {
			const ends = find(lifetimes, value);
			return {
				valid: left(ends?.valid, now),
				preferred: ends?.preferred ? elapsed(now, ends.preferred) : null
			};
		};
		const addresses = lease.addresses.map((address) => ({
			address,
			...lifetime(address)
		}));
		const prefixes = lease.prefixes.map((prefix) => ({
			prefix,
			...lifetime(prefix)
		}));
		return [world("lease6.bound", {
			ifname,
			...lease,
			addresses,
			prefixes
		}, since)];
	});
}
function recognised(facts, host) {
	const known = new Map([
		...restatePolicies(host),
		...restateKernel(host, host.at),
		...restateManagers(host),
		...restatePaths(host),
		...restateSources(host, host.at)
	].map((f) => [signature(f), f.of]));
	return facts.map((fact) => {
		const of = fact.of ?? known.get(signature(fact));
		return of === void 0 ? fact : {
			...fact,
			of
		};
	});
}
const MOVING = new Set([
	"of",
	"valid",
	"preferred",
	"expires",
	"lifetime",
	"from"
]);
const signature = (fact) => canonical(Object.fromEntries(Object.entries(fact).filter(([key]) => !MOVING.has(key))));
// streams/carried.ts
const carried = ({ host, decision, aside }) => ({
	ranks: FAMILIES.map((family) => ({
		family,
		pvds: ranked(decision.ranking, family).map((p) => p.pvd)
	})),
	steadiness: aside.standings.map((standing) => carriedStanding(standing, host.at)),
	names: carriedNames(decision.resolution),
	sessions: carriedSessions(host, decision.sessions, aside.sessions.standings)
});
// adapters/agent/opening.ts
function reopening(opening, fold, now) {
	return framed(opening, restate(fold.host, now, carried(fold)));
}
function starting(opening, policies, seen, last) {
	if (!last) return framed(opening, [...policies, ...seen]);
	const { fold, now } = last;
	const isSameBoot = fold.host.started?.boot === opening.boot;
	const known = isSameBoot ? recognised([...policies, ...seen], fold.host) : [...policies, ...seen];
	const held = isSameBoot ? stillTrue(fold.host, seen, now) : [];
	const said = known.slice(0, policies.length);
	const host = isSameBoot ? fold.host : {
		...fold.host,
		sysctls: [],
		pins: [],
		discovered: [],
		left: [],
		mptcp: null,
		recalled: {
			...fold.host.recalled,
			mptcp: null
		}
	};
	return framed(opening, [
		...said,
		carryMemory(host, now, {
			...carried(fold),
			sessions: []
		}),
		...known.slice(policies.length),
		...held
	]);
}
function framed(opening, facts) {
	const { version, boot, uptime, mode, checks, epoch, reason, previous, lost } = opening;
	return [
		world("agent.started", {
			version,
			machines: "3",
			boot,
			uptime,
			mode,
			checks
		}),
		...lost > 0 ? [world("log.gap", {
			lost,
			problem: "facts were seen that could not be kept"
		})] : [],
		...facts,
		world("epoch.opened", {
			epoch,
			reason,
			previous
		})
	];
}
function stillTrue(host, seen, now) {
	const links = new Map(seen.flatMap((f) => f.type === "link.appeared" ? [[f.ifname, f]] : []));
	const addresses = new Set(seen.flatMap((f) => f.type === "address.added" ? [`${f.ifname} ${f.address}`] : []));
	const isFresh = (fact) => seen.some((f) => f.type === fact.type && "ifname" in f && "ifname" in fact && f.ifname === fact.ifname);
	return restateSources(host, now).filter((fact) => {
		if (fact.type !== "router.advertised" && fact.type !== "lease4.bound") return false;
		const was = find(host.interfaces, `interface:${fact.ifname}`)?.snapshot.context.link;
		const is = links.get(fact.ifname);
		if (!was || !is?.carrier || is.downs !== was.downs || is.ifindex !== was.ifindex) return false;
		return fact.type === "router.advertised" || addresses.has(`${fact.ifname} ${fact.address}`) && !isFresh(fact);
	});
}
function stamped(facts, first, at) {
	return facts.map((fact, i) => ({
		...fact,
		seq: first + i,
		at
	}));
}
// streams/programs.ts
function createProgramsView() {
	const domainsOf = createDomains();
	const trafficOf = createTraffic();
	const besideOf = createBeside();
	const namesOf = lastResult((names) => [names.rules, names.search], ({ rules, search }) => ({
		rules: rules.filter(({ suffix }) => !suffix.endsWith(".arpa")).map(ruleOf),
		search
	}));
	let last = null;
	return ({ host, decision }, names) => {
		const domains = domainsOf(host, decision.ranking);
		const beside = besideOf(host, presentDomains(host.pvds));
		const told = {
			domains,
			names: namesOf(names),
			traffic: trafficOf(host, decision.ranking),
			beside
		};
		if (last && last.domains === domains && last.names === told.names && last.traffic === told.traffic && last.beside === beside) return last;
		const settled = last === null ? {
			seq: host.seq,
			...told
		} : settle(last, {
			seq: last.seq,
			...told
		});
		last = settled === last ? last : {
			...settled,
			seq: host.seq
		};
		return last;
	};
}
const ruleOf = ({ suffix, family, pvds, exclusive }) => ({
	suffix,
	family,
	pvds,
	exclusive
});
const perFamily = (of) => ({
	4: of(4),
	6: of(6)
});
function createDomains() {
	const rowsOf = perElement(domainOf);
	let known = [];
	return (host, ranking) => {
		const all = perFamily((family) => candidates(host, family));
		const present = presentDomains(host.pvds);
		const near = heededIn(host, ranking, present);
		known = present.map((domain, i) => {
			const places = perFamily((family) => ranking.find((p) => p.family === family && p.pvd === domain.id));
			const own = perFamily((family) => all[family].find((c) => c.id === domain.id));
			return settledBy(known, {
				domain,
				near: near[i] ?? domain,
				candidates: own,
				places
			});
		});
		return rowsOf(known);
	};
}
function settledBy(known, now) {
	const before = known.find(({ domain }) => domain.id === now.domain.id);
	const isSame = (family) => before?.places[family] === now.places[family] && before?.candidates[family] === now.candidates[family];
	return before && before.domain === now.domain && before.near === now.near && FAMILIES.every(isSame) ? before : now;
}
const heededIn = lastResult(({ settings }, ranking, present) => [
	settings,
	ranking,
	present
], (host, ranking, present) => FAMILIES.reduce((domains, family) => heededBy(host, ranking, family, domains), present));
function heededBy(host, ranking, family, domains) {
	const exclusive = exclusiveOf(host, ranking, family);
	if (exclusive === null) return domains;
	const isOthers = ({ kind, value }) => (kind === "prefix" || kind === "route") && familyOf(value) !== family;
	return heeded(exclusive, domains).map((pvd, i) => ({
		...pvd,
		objects: domains[i]?.objects.filter((object) => pvd.objects.includes(object) || isOthers(object)) ?? pvd.objects
	}));
}
function domainOf({ domain, near, candidates: of, places }) {
	const [one] = [of[4] ?? of[6]];
	if (!one) return null;
	const { id: pvd, generation, ifname, objects } = domain;
	const { identity, kind, metered, cost, bandwidth } = one;
	const isRanked = (family) => (places[family]?.place ?? null) !== null;
	const rows = objectsOf(objects, "policy").map(({ value, precedence, label }) => ({
		prefix: value,
		precedence,
		label
	}));
	return {
		pvd,
		identity,
		generation,
		ifname,
		kind,
		metered,
		cost,
		bandwidth,
		rank: perFamily((family) => places[family]?.place ?? null),
		usable: perFamily((family) => isRanked(family) ? of[family]?.reach ?? null : null),
		unfit: perFamily((family) => isRanked(family) ? null : places[family]?.because.rule ?? "noGateway"),
		addresses: addressesOf(domain),
		prefixes: unique(onLinkPrefixes(near).map(({ value }) => value)),
		leads: unique([...FAMILIES.flatMap((family) => wayOut(domain, family)), ...specificRoutes(near).map(({ value }) => value)]),
		pref64: unique(objectsOf(objects, "pref64").map(({ value }) => value)),
		policy: rows.length === 0 ? null : rows,
		privacy: objectsOf(objects, "privacy").length === 0
	};
}
const unique = (values) => [...new Set(values)];
const wayOut = ({ objects }, family) => objectsOf(objects, "gateway").some((g) => g.family === family) ? [EVERYWHERE[family]] : [];
function addressesOf({ objects }) {
	const all = goodAddresses(objects);
	return all.filter(({ value }, i) => all.findIndex((other) => other.value === value) === i).map(({ value, prefixLength, flags }) => ({
		address: value,
		prefixLength,
		temporary: flags.includes("temporary"),
		deprecated: flags.includes("deprecated")
	}));
}
function createBeside() {
	let last = [];
	return lastResult(({ interfaces }, present) => [interfaces, present], ({ interfaces }, present) => {
		const near = interfaces.map((i) => i.snapshot.context).filter(({ ifname }) => !present.some((domain) => domain.ifname === ifname)).flatMap(({ addresses }) => addresses.filter(({ scope, address }) => scope === "global" && reachOf$1(address) !== "loopback"));
		last = settle(last, unique(near.map(({ address, prefixLength }) => networkOf(address, prefixLength))));
		return last;
	});
}
const isTrafficRule = (rule) => ("use" in rule || "never" in rule) && rule.for !== void 0;
const createTraffic = () => lastResult((host, ranking) => [
	host.policies,
	host.settings,
	ranking
], (host, ranking) => FAMILIES.flatMap((family) => authorsInOrder(host.policies, host.settings).filter(({ pvd }) => pvd === null).flatMap((author) => author.rules.filter(isTrafficRule)).flatMap((rule) => trafficOf(rule, family, host, ranking))));
function trafficOf(rule, family, host, ranking) {
	const { to, uid, mark, dscp, protocol, port } = rule.for;
	if ((rule.family ?? family) !== family || to !== void 0 && familyOf(to) !== family || mark !== void 0 || dscp !== void 0 || protocol === "icmp" || protocol === "sctp") return [];
	const places = ranked(ranking, family).map((place) => place.pvd);
	const placeOf = (pvd) => places.includes(pvd) ? places.indexOf(pvd) : places.length;
	const isRight = (c) => "use" in rule ? isSpokenOf(rule.use, c) : !isSpokenOf(rule.never, c);
	const right = candidates(host, family).filter(isRight).map(({ id }) => id);
	return [{
		family,
		to: to ?? null,
		uid: both(uid),
		protocol: protocol ?? null,
		port: both(port),
		pvds: right.toSorted((a, b) => placeOf(a) - placeOf(b)),
		only: !("use" in rule) || rule.only
	}];
}
const both = (range) => range === void 0 ? null : typeof range === "number" ? [range, range] : range;
// adapters/dns/inProcess.ts
function createInProcess({ ca, notice = () => {} } = {}) {
	const [time, counters] = [openTime(), createCounters()];
	let secure;
	const context = () => {
		secure ??= createSecureContext(ca === void 0 ? {} : { ca: [...ca] });
		return secure;
	};
	const pin = async () => true;
	const resolver = createLocalResolver({
		listen: null,
		time,
		counters,
		reach: wire(context, time, counters),
		pin,
		notice
	});
	return {
		...resolver,
		close: async () => {
			time.close();
			await resolver.close();
		}
	};
}
// adapters/dns/resolver.ts
var DnsWorkerFailed = class extends Error {
	code = "dns.workerFailed";
	constructor(message, options) {
		super(message, options);
		this.name = "DnsWorkerFailed";
	}
};
const FILE = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./dns-worker.js";
const [STARTS_MAX, STARTS_WITHIN] = [5, 6e4];
function openResolver({ listen, ca, pin, discovered, notice = () => {} }) {
	const data = {
		listen: {
			...LISTEN,
			...listen
		},
		ca: ca ?? null
	};
	let thread = null;
	let [isClosed, id] = [false, 0];
	let shown = NO_NAMES;
	let starts = [];
	const start = () => {
		const worker = new Worker(new URL(FILE, import.meta.url), {
			workerData: data,
			name: "multihome dns"
		});
		const started = {
			worker,
			calls: new Map(),
			isOver: false
		};
		worker.on("message", (message) => hear(started, message));
		worker.on("error", (cause) => over(started, cause));
		worker.on("exit", () => over(started, new Error("it ended by itself")));
		starts = [...starts.filter((at) => at > performance.now() - STARTS_WITHIN), performance.now()];
		return started;
	};
	const over = (ended, cause) => {
		if (ended.isOver) return;
		ended.isOver = true;
		const failure = new DnsWorkerFailed(`the resolver's thread failed: ${cause.message}`, { cause });
		for (const { reject } of ended.calls.values()) reject(failure);
		ended.calls.clear();
		if (thread !== ended || isClosed) return;
		thread = null;
		notice(failure.message);
		if (starts.length >= STARTS_MAX) notice("the resolver is not started again: it failed too often");
		else restart();
	};
	const restart = () => {
		open().then(() => call({
			kind: "show",
			view: shown
		})).catch((cause) => notice(`the resolver could not be started again: ${cause.message}`));
	};
	const hear = (on, message) => {
		if (message.kind === "notice") return notice(message.line);
		if (message.kind === "discovered") return discovered?.(message.found);
		if (message.kind === "pin") {
			const answer = (isPinned) => tell(on, {
				kind: "pinned",
				id: message.id,
				isPinned
			});
			pin(message.request).then(answer, () => answer(false));
			return;
		}
		on.calls.get(message.id)?.resolve(message.value);
		on.calls.delete(message.id);
	};
	const tell = (to, message) => {
		if (!to.isOver) to.worker.postMessage(message);
	};
	const call = (asked) => {
		if (thread === null) return Promise.reject(new DnsWorkerFailed("the resolver is not open"));
		const { promise, resolve, reject } = Promise.withResolvers();
		id += 1;
		thread.calls.set(id, {
			resolve,
			reject
		});
		tell(thread, {
			kind: "call",
			id,
			call: asked
		});
		return promise;
	};
	const open = async () => {
		thread ??= start();
		const opened = await call({ kind: "open" });
		if (opened.kind === "open") return opened.endpoints;
		const { worker } = thread;
		[thread, isClosed] = [null, true];
		await worker.terminate();
		if (opened.kind === "unavailable") throw new DnsUnavailable(opened.problems);
		throw unexpected(opened);
	};
	return {
		open,
		show: async (view) => {
			shown = view;
			const returned = await call({
				kind: "show",
				view
			});
			if (returned.kind === "show") return returned.seq;
			throw unexpected(returned);
		},
		resolve: async (ask) => {
			if (thread === null) return {
				ok: false,
				problem: "closed"
			};
			const returned = await call({
				kind: "resolve",
				ask
			}).catch(() => null);
			return returned?.kind === "resolve" ? returned.told : {
				ok: false,
				problem: "closed"
			};
		},
		cache: async () => {
			const returned = await call({ kind: "cache" });
			if (returned.kind === "cache") return returned.domains;
			throw unexpected(returned);
		},
		flush: async () => {
			await call({ kind: "flush" });
		},
		stats: async () => {
			const returned = await call({ kind: "stats" });
			if (returned.kind === "stats") return returned.stats;
			throw unexpected(returned);
		},
		samples: async () => {
			const returned = await call({ kind: "samples" });
			if (returned.kind === "samples") return returned.samples;
			throw unexpected(returned);
		},
		close: async () => {
			isClosed = true;
			const closing = thread;
			if (closing === null) return;
			await call({ kind: "close" }).catch(() => {});
			thread = null;
			closing.isOver = true;
			for (const { reject } of closing.calls.values()) reject(new DnsWorkerFailed("the resolver was closed"));
			await closing.worker.terminate();
		}
	};
}
const unexpected = ({ kind }) => new DnsWorkerFailed(`the resolver's thread returned ${kind} for another call`);
// adapters/dns/source.ts
const IDLE = seconds(60);
const KEEP_MAX = seconds(7260);
const PATIENCE$1 = 100;
const EVERY$1 = seconds(60);
const OMITTED = {
	mode: "omit",
	hide: () => []
};
function openNames({ listen, ca, create, hiding = OMITTED, every = EVERY$1 } = {}) {
	let emit = () => {};
	let notice = () => {};
	let [isOpen, shown] = [false, 0];
	const waiting = new Set();
	const asked = {
		pin: (request) => {
			const { promise, resolve } = Promise.withResolvers();
			const one = {
				request,
				resolve
			};
			const giveUp = setTimeout(resolve, PATIENCE$1, false);
			waiting.add(one);
			emit([answered(request)]);
			return promise.finally(() => {
				clearTimeout(giveUp);
				waiting.delete(one);
			});
		},
		discovered: ({ pvd, generation, prefixes, ttl }) => emit([world("pref64.discovered", {
			pvd,
			generation,
			prefixes: prefixes.slice(0, 64),
			lifetime: ttl
		})]),
		notice: (line) => notice(line)
	};
	const resolver = create?.(asked) ?? openResolver({
		...asked,
		...listen ? { listen } : {},
		...ca ? { ca } : {}
	});
	const listening = (addresses, problem) => world("resolver.listening", {
		addresses: addresses.slice(0, 8),
		problem: problem?.slice(0, 256) ?? null
	});
	let sampling = null;
	const sample = () => {
		resolver.samples().then((samples) => samples.length > 0 && emit(samples.map((one) => sampled(one, hiding))), () => {});
	};
	return {
		name: "resolver",
		names: resolver,
		open: async (to, say) => {
			[emit, notice] = [to, say];
			try {
				const endpoints = await resolver.open();
				isOpen = true;
				sampling = setInterval(sample, every).unref();
				emit([listening(endpoints.map(({ address, port }) => formatServer({
					address,
					port,
					tls: null
				})), null)]);
			} catch (error) {
				const problem = error instanceof Error ? error.message : String(error);
				emit([listening([], problem)]);
				throw error;
			}
		},
		show: (view) => {
			if (!isOpen) return;
			resolver.show(view).then((seq) => {
				shown = seq;
			}, (error) => notice(`the resolver was not shown the names of fact ${view.seq}: ${error.message}`));
		},
		get shown() {
			return shown;
		},
		settle: (isPinned) => {
			for (const { request, resolve } of waiting) if (request.addresses.every((address) => isPinned(address, request.pvd))) resolve(true);
		},
		close: async () => {
			emit = () => {};
			isOpen = false;
			if (sampling) clearInterval(sampling);
			for (const { resolve } of waiting) resolve(false);
			await resolver.close();
		}
	};
}
const sampled = ({ names, ...sample }, { mode, hide }) => world("name.sampled", {
	...sample,
	shown: mode,
	names: hide(names.slice(0, 32))
});
const answered = ({ pvd, generation, addresses, ttl }) => world("name.answered", {
	pvd,
	generation,
	addresses: addresses.slice(0, 64),
	keep: millis(Math.min(ttl + IDLE, KEEP_MAX))
});
// adapters/agent/asking.ts
function createAsking(running, ca, notice) {
	let own = null;
	let [isClosed, shown] = [false, null];
	const ofOwn = async (view) => {
		own ??= createInProcess({
			ca,
			notice
		});
		await show(own, view());
		return own;
	};
	const show = async (resolver, now) => {
		if (now === shown) return;
		shown = now;
		await resolver.show(now);
	};
	return {
		resolve: async ({ name, type, pvd, signal }, view) => {
			signal?.throwIfAborted();
			if (isClosed) return {
				ok: false,
				problem: "closed"
			};
			return answerOf(await given((running ?? await ofOwn(view)).resolve({
				name,
				type,
				pvd
			}), signal), name, type);
		},
		tick: (view) => {
			if (own) show(own, view());
		},
		close: async () => {
			isClosed = true;
			await own?.close();
		}
	};
}
function answerOf(told, name, type) {
	if (!told.ok) return {
		ok: false,
		problem: told.problem === "nobody" || told.problem === "unpinned" ? "silent" : told.problem
	};
	const { pvd, generation, message } = told;
	const exists = (message.flags & 15) !== RCODE.NXDOMAIN;
	const ttls = message.answers.flatMap((record) => record.kind === "record" ? [record.ttl] : []);
	return {
		ok: true,
		pvd,
		generation,
		exists,
		addresses: addressesOf$1(message, {
			name,
			type
		}),
		ttl: millis(Math.min(...ttls, HOUR))
	};
}
const HOUR = 36e5;
function given(asked, signal) {
	if (!signal) return asked;
	const { promise, resolve, reject } = Promise.withResolvers();
	const onAbort = () => reject(signal.reason);
	signal.addEventListener("abort", onAbort, { once: true });
	asked.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
	return promise;
}
// streams/sessions/told.ts
function verdictsSince(before, { decision, aside }) {
	return [...changedRows(before, decision.sessions).values()].flat().flatMap((id) => {
		const verdict = findIn(decision.sessions, id);
		if (!verdict || isEqual$1(findIn(before, id), verdict)) return [];
		return [{
			verdict,
			due: verdict.verdict === "drain" ? findIn(aside.sessions.standings, id)?.drain ?? null : null
		}];
	});
}
// adapters/agent/sessions.ts
const DRAIN = seconds(60);
function createSessions(tell) {
	const open = new Map();
	let [count, told] = [0, []];
	const tick = (fold) => {
		const changed = verdictsSince(told, fold);
		told = fold.decision.sessions;
		for (const { verdict, due } of changed) open.get(verdict.id)?.({
			session: verdict.id,
			verdict: verdict.verdict,
			to: verdict.to,
			because: { rule: verdict.because.rule },
			...due === null ? {} : { due }
		});
	};
	return {
		tick,
		open: async (spec, onVerdict, { host }) => {
			count += 1;
			const session = `${process.pid}-${host.epoch}-${count}`;
			const why = refusal$1(spec, session, host);
			if (why !== null) throw new ProgramsError("ERR_SESSION_REFUSED", "no session", [why]);
			const { manager, pvd, generation } = spec;
			open.set(session, onVerdict);
			tell([world("session.opened", {
				session,
				manager,
				pvd,
				generation,
				...termsOf(spec)
			})]);
			const close = (told) => {
				if (open.delete(session)) tell([world("session.closed", {
					session,
					why: told.slice(0, 256)
				})]);
			};
			const whileOpen = (facts) => {
				if (open.has(session)) tell(facts());
			};
			return {
				id: session,
				close,
				moved: (to) => whileOpen(() => [world("session.moved", {
					session,
					pvd: to.pvd,
					generation: to.generation
				})]),
				idle: (isIdle) => whileOpen(() => [world(isIdle ? "session.idled" : "session.busied", { session })])
			};
		},
		close: () => open.clear()
	};
}
const refusal$1 = ({ manager }, session, host) => ManagerId.safeParse(manager).success ? refusalOf(host, session, manager) : `its manager's name is no word: ${JSON.stringify(manager)}`;
const termsOf = ({ family, needs, mobility, better, deadline, loss, failBack }) => {
	const change = better === "drain" ? { drain: millis(deadline ?? DRAIN) } : better;
	return {
		family,
		needs,
		mobility,
		better: change,
		loss: loss === "reconnect" ? "move" : loss,
		failBack: failBack ? change === "keep" ? "idle" : change : "keep"
	};
};
// adapters/agent/programs.ts
const OBSERVING$1 = "the agent only observes: what is bound to a network leaves as the routes of this host have it";
function createLocalPrograms({ fold, namesOf, resolver, ca, mode, tell, notice }) {
	const viewOf = createProgramsView();
	const listeners = new Set();
	const asking = createAsking(resolver, ca, notice);
	const sessions = createSessions(tell);
	let [isClosed, current] = [false, null];
	let shown = null;
	const view = () => {
		const now = fold();
		if (isClosed) return null;
		if (now.host.phase === "settled") current = viewOf(now, namesOf(now));
		return current;
	};
	const show = (told) => {
		for (const listener of [...listeners]) listener(told);
	};
	return {
		port: {
			view,
			watch: (listener) => {
				if (listeners.size === 0) shown = view();
				listeners.add(listener);
				return () => listeners.delete(listener);
			},
			resolve: (question) => asking.resolve(question, () => namesOf(fold())),
			sessions: { open: (spec, onVerdict) => sessions.open(spec, onVerdict, fold()) },
			missing: mode === "observe" ? [OBSERVING$1] : []
		},
		tick: () => {
			const now = fold();
			if (now.host.phase !== "settled") return;
			sessions.tick(now);
			asking.tick(() => namesOf(now));
			if (listeners.size === 0 || view() === shown) return;
			shown = current;
			show(shown);
		},
		close: async () => {
			if (isClosed) return;
			isClosed = true;
			show(null);
			listeners.clear();
			sessions.close();
			await asking.close();
		}
	};
}
// adapters/clock/drift.ts
const STEP = 500;
const SLEEP = 1e3;
const SLEW = .001;
const sampleOf = (host) => ({
	wall: host.wall(),
	boot: host.boot(),
	monotonic: host.monotonic()
});
const driftOf = ({ wall, boot, monotonic }) => ({
	ahead: wall - boot,
	asleep: boot - monotonic,
	boot
});
function observe(known, sample) {
	const seen = driftOf(sample);
	const [by, slept] = [Math.round(seen.ahead - known.ahead), Math.floor(seen.asleep - known.asleep)];
	const [isStep, isSleep] = [Math.abs(by) >= STEP, slept >= SLEEP];
	const allowed = (seen.boot - known.boot) * SLEW;
	const slewed = known.ahead + Math.max(-allowed, Math.min(allowed, seen.ahead - known.ahead));
	return [{
		ahead: isStep ? seen.ahead : slewed,
		asleep: isSleep ? seen.asleep : known.asleep,
		boot: seen.boot
	}, [...isSleep ? [world("host.resumed", { slept: millis(slept) })] : [], ...isStep ? [world("clock.stepped", { by })] : []]];
}
// adapters/clock/clock.ts
const LOOK_EVERY$1 = seconds(1);
const TIMER_MAX = 2 ** 31 - 1;
function createClock(host) {
	const armed = new Map();
	let origin = originOf(host);
	let drift = driftOf(sampleOf(host));
	let emit = null;
	let [stopLooking, stopRinging] = [() => {}, () => {}];
	let rings = Number.POSITIVE_INFINITY;
	const now = () => instant(Math.floor(origin.wall + host.boot() - origin.boot));
	const look = () => {
		const [next, seen] = observe(drift, sampleOf(host));
		drift = next;
		tell([...seen, ...overdue(armed, now())]);
	};
	const tell = (facts) => {
		if (facts.length > 0) emit?.(facts);
	};
	const lookOn = () => {
		const onTime = () => {
			lookOn();
			look();
		};
		stopLooking = host.timer(LOOK_EVERY$1, onTime, true);
	};
	const ringAt = (due) => {
		if (emit === null || due >= rings) return;
		stopRinging();
		rings = due;
		stopRinging = host.timer(millis(Math.min(TIMER_MAX, Math.max(1, due - now()))), onRing, false);
	};
	const onRing = () => {
		silence();
		look();
		ringAt(first$1(armed));
	};
	const silence = () => {
		stopRinging();
		stopRinging = () => {};
		rings = Number.POSITIVE_INFINITY;
	};
	return {
		name: "clock",
		open: async (to) => {
			emit = to;
			drift = driftOf(sampleOf(host));
			lookOn();
			ringAt(first$1(armed));
		},
		close: async () => {
			emit = null;
			armed.clear();
			stopLooking();
			silence();
		},
		now,
		uptime: () => millis(Math.floor(host.boot())),
		arm: (id, due) => {
			armed.set(id, due);
			ringAt(due);
		},
		disarm: (id) => {
			armed.delete(id);
			if (armed.size === 0) silence();
		},
		rebase: () => {
			armed.clear();
			silence();
			origin = originOf(host);
		}
	};
}
const first$1 = (armed) => [...armed.values()].reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const originOf = (host) => ({
	wall: host.wall(),
	boot: host.boot()
});
function overdue(armed, now) {
	const due = [...armed].filter(([, at]) => at <= now).sort(([a, x], [b, y]) => x - y || compareText(a, b));
	for (const [id] of due) armed.delete(id);
	return due.map(([id, at]) => world("deadline.passed", {
		id,
		due: at
	}));
}
// adapters/clock/host.ts
const openClock = () => createClock(systemHost);
const systemHost = {
	wall: () => Date.now(),
	boot: () => bootTime(),
	monotonic: () => performance.now(),
	timer: (delay, run, isIdle) => {
		const timer = setTimeout(run, delay);
		if (isIdle) timer.unref();
		return () => clearTimeout(timer);
	}
};
// adapters/clock/memory.ts
const START = instant(Date.UTC(2026, 10, 24));
function memoryClock(start = START) {
	let [wall, boot, monotonic] = [
		start,
		1e6,
		1e6
	];
	const timers = new Set();
	const host = {
		wall: () => wall,
		boot: () => boot,
		monotonic: () => monotonic,
		timer: (delay, run) => {
			const timer = {
				at: monotonic + delay,
				run
			};
			timers.add(timer);
			return () => timers.delete(timer);
		}
	};
	const pass = (duration) => {
		[wall, boot, monotonic] = [
			wall + duration,
			boot + duration,
			monotonic + duration
		];
	};
	return {
		...createClock(host),
		advance: (duration) => {
			const end = monotonic + duration;
			for (let next = firstBy(timers, end); next; next = firstBy(timers, end)) {
				timers.delete(next);
				pass(next.at - monotonic);
				next.run();
			}
			pass(end - monotonic);
		},
		step: (by) => {
			wall += by;
		},
		sleep: (duration) => {
			[wall, boot] = [wall + duration, boot + duration];
		}
	};
}
const firstBy = (timers, end) => [...timers].filter(({ at }) => at <= end).reduce((best, timer) => best && best.at <= timer.at ? best : timer, void 0);
// adapters/check/answered.ts
function verdictOf$1(answer, { name }) {
	return (name === "" ? answer.rcode !== RCODE.SERVFAIL : answer.rcode === RCODE.NOERROR || answer.rcode === RCODE.NXDOMAIN) ? {
		ok: true,
		answer
	} : failed$3(`it answered with code ${answer.rcode}`);
}
const isTimeout = ({ aborted, reason }) => aborted && reason instanceof Error && reason.name === "TimeoutError";
const codeOf$2 = (cause) => cause instanceof SystemCallError ? describeFault(cause.fault) : cause instanceof Error && "code" in cause ? String(cause.code) : cause instanceof Error ? cause.message : String(cause);
const failed$3 = (problem) => ({
	ok: false,
	problem
});
const bare$1 = (address) => {
	const bytes = addressBytes(address);
	return bytes ? formatAddress(bytes) : address;
};
// adapters/check/askDatagram.ts
const STRAYS_MAX = 64;
function byDatagram({ spec, server: { address, port }, question, bytes, meter, signal }, patience) {
	const family = familyOf(address);
	const bound = udpBound({
		ifname: spec.ifname,
		source: family === spec.family ? spec.source : null,
		family
	});
	if (!bound.ok) return Promise.resolve(failed$3(describeFault(bound)));
	const socket = bound.value;
	const attempt = meter.begin("question");
	return new Promise((resolve) => {
		let strays = 0;
		const settle = (told) => {
			clearTimeout(timer);
			signal.removeEventListener("abort", stop);
			socket.removeAllListeners().on("error", () => {});
			socket.close();
			resolve(told);
		};
		const miss = () => {
			attempt.missed();
			settle(failed$3(`no answer in ${patience} ms`));
		};
		const stop = () => {
			if (isTimeout(signal)) attempt.missed();
			settle(failed$3("no answer in time"));
		};
		const fail = (error) => {
			if (codeOf$2(error) === "EHOSTUNREACH") attempt.missed();
			else attempt.dropped();
			settle(failed$3(codeOf$2(error)));
		};
		const timer = setTimeout(miss, patience);
		signal.addEventListener("abort", stop, { once: true });
		socket.on("error", fail);
		socket.on("message", (message, from) => {
			meter.datagram(message.length);
			if (!meter.allows(0) || ++strays > STRAYS_MAX) return settle(failed$3("too many other answers"));
			if (from.port !== port || bare$1(from.address) !== bare$1(address)) return;
			const read = decodeAnswer(message, question);
			if (!read.ok) return;
			attempt.answered();
			settle(verdictOf$1(read.value, question));
		});
		meter.datagram(bytes.length);
		socket.send(bytes, port, zoned(address, spec.ifname), (error) => {
			if (error) fail(error);
		});
	});
}
// adapters/check/askStream.ts
const LENGTH = 2;
async function byStream(put, secure) {
	const { spec, server, question, bytes, meter, signal } = put;
	const source = familyOf(server.address) === spec.family ? spec.source : null;
	const attempt = server.tls === null ? null : meter.begin("handshake");
	try {
		const socket = await connectBound({
			ifname: spec.ifname,
			source,
			host: server.address,
			port: server.port,
			signal
		});
		attempt?.answered();
		const stop = () => socket.destroy();
		signal.addEventListener("abort", stop, { once: true });
		try {
			const got = await exchange(server.tls === null ? socket : covered(socket, server.tls, secure), bytes);
			if (got === null) return failed$3(signal.aborted ? "no answer in time" : "closed without an answer");
			const read = decodeAnswer(got, question);
			return read.ok ? verdictOf$1(read.value, question) : failed$3(`an answer that cannot be read (${read.error.kind})`);
		} finally {
			signal.removeEventListener("abort", stop);
			meter.connection(socket.bytesRead + socket.bytesWritten);
			socket.destroy();
		}
	} catch (cause) {
		if (isTimeout(signal)) attempt?.missed();
		return failed$3(codeOf$2(cause));
	}
}
const covered = (socket, name, secureContext) => connect$1({
	socket,
	...isIP(name) === 0 ? { servername: name } : { host: name },
	secureContext,
	ALPNProtocols: ["dot"]
});
async function exchange(socket, question) {
	const length = Buffer.alloc(LENGTH);
	length.writeUInt16BE(question.length);
	socket.write(Buffer.concat([length, question]));
	let got = Buffer.alloc(0);
	for await (const chunk of socket) {
		got = Buffer.concat([got, chunk]);
		const wanted = got.length < LENGTH ? LENGTH : LENGTH + got.readUInt16BE(0);
		if (wanted > 8194) return null;
		if (got.length >= wanted && wanted > LENGTH) return got.subarray(LENGTH, wanted);
	}
	return null;
}
// adapters/check/meter.ts
const DATAGRAM = {
	4: 28,
	6: 48
};
const SEGMENT = {
	4: 52,
	6: 72
};
const SEGMENTS = 10;
const CONNECTION_COST = SEGMENTS * SEGMENT[6];
const RETRANSMITTED = 1e3;
function createMeter(family, budget) {
	let [bytes, held, sent, lost] = [
		0,
		0,
		0,
		0
	];
	let isSpent = false;
	const shortest = {};
	const allows = (more) => {
		if (bytes + held + more > budget) isSpent = true;
		return bytes + held + more <= budget;
	};
	return {
		get bytes() {
			return bytes;
		},
		get rtt() {
			return shortest.handshake ?? shortest.question ?? null;
		},
		get sent() {
			return sent;
		},
		get lost() {
			return lost;
		},
		get isSpent() {
			return isSpent;
		},
		allows,
		hold: (more) => {
			if (!allows(more)) return null;
			held += more;
			return () => {
				held -= more;
			};
		},
		datagram: (payload) => {
			bytes += payload + DATAGRAM[family];
		},
		connection: (payload, segments = SEGMENTS) => {
			bytes += payload + segments * SEGMENT[family];
		},
		begin: (kind) => {
			const began = performance.now();
			return {
				answered: () => {
					const took = Math.round((performance.now() - began) * 1e3) / 1e3;
					const isClean = kind === "question" || took < RETRANSMITTED;
					sent += isClean ? 1 : 2;
					if (isClean) shortest[kind] = Math.min(shortest[kind] ?? took, took);
					else lost += 1;
				},
				missed: () => {
					[sent, lost] = [sent + 1, lost + 1];
				},
				dropped: () => {}
			};
		}
	};
}
// adapters/check/target.ts
const NEVER = [
	["240.0.0.0/4", "reserved"],
	["::/96", "reserved"],
	["::ffff:0:0/96", "IPv4-mapped"]
];
const UNFIT = {
	loopback: "loopback",
	unspecified: "unspecified",
	multicast: "multicast",
	linkLocal: "link-local"
};
function whyNotTarget(address, foreign, own) {
	const unfit = UNFIT[reachOf$1(address)] ?? NEVER.find(([prefix]) => isInPrefix(address, prefix))?.[1];
	if (unfit !== void 0) return unfit;
	const prefix = foreign.find((candidate) => isInPrefix(address, candidate));
	if (prefix !== void 0) return `in ${prefix} of another network`;
	return own.includes(bare(address)) ? "an address of this host" : null;
}
function whyNotServer(server, ifname, own) {
	if (addressBytes(server) === null) return "no address";
	const [, zone] = server.split("%");
	if (zone !== void 0 && zone !== ifname) return "on another interface";
	const reach = reachOf$1(server);
	if (reach !== "linkLocal" && UNFIT[reach] !== void 0) return UNFIT[reach];
	return own.includes(bare(server)) ? "an address of this host" : null;
}
const ownAddresses = () => Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => bare(address)));
const bare = (address) => {
	const bytes = addressBytes(address);
	return bytes ? formatAddress(bytes) : address;
};
// adapters/check/ask.ts
const [SERVERS_MAX$1, ROUNDS] = [3, 2];
const TLS_COST$1 = CONNECTION_COST + 6e3;
async function ask$1(spec, name, type, own, meter, signal) {
	const refused = [];
	const asked = spec.servers.flatMap((text) => {
		const server = parseServer(text);
		const why = server === null ? "no server" : whyNotServer(server.address, spec.ifname, own);
		if (why !== null) refused.push(`${text} is ${why}`);
		return why === null && server !== null ? [server] : [];
	}).slice(0, SERVERS_MAX$1);
	if (asked.length === 0) return failed$3(refused[0] ?? "the network gave no resolver");
	const patience = millis(Math.max(100, Math.floor(spec.timeout / (asked.length * ROUNDS + 1))));
	let problem = "";
	for (let i = 0; i < asked.length * ROUNDS && !signal.aborted; i += 1) {
		const server = asked[i % asked.length];
		if (!server) break;
		const told = await askOne(spec, server, {
			id: randomInt(65536),
			name,
			type
		}, patience, meter, signal);
		if (told.ok) return told;
		problem = `${server.address}: ${told.problem}`;
	}
	return failed$3(problem || "stopped");
}
async function askOne(spec, server, question, patience, meter, signal) {
	const bytes = encodeQuestion(question);
	if (!bytes) return failed$3("a name that cannot be asked for");
	if (!meter.allows(server.tls === null ? 2 * bytes.length + 200 : TLS_COST$1)) return failed$3("the budget of checks is spent");
	const put = {
		spec,
		server,
		question,
		bytes,
		meter,
		signal
	};
	if (server.tls !== null) return byStream(put, spec.secure);
	const told = await byDatagram(put, patience);
	if (!told.ok || !told.answer.truncated || question.name === "") return told;
	return byStream(put, spec.secure);
}
// adapters/check/http.ts
const HEAD_MAX = 8192;
const encodeGet = (host, path, accept) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: multihome\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`, "latin1");
function readResponse(bytes, isWhole, most) {
	let start = 0;
	for (;;) {
		const text = Buffer.from(bytes.subarray(start, 8196)).toString("latin1");
		const blank = /\r?\n\r?\n/.exec(text);
		const end = blank ? start + blank.index + blank[0].length : -1;
		if (!blank || end > 8192) return unfinished(text, bytes.length >= HEAD_MAX, isWhole);
		const head = parseHead(text.slice(0, blank.index));
		if (typeof head === "string") return refused$2(head);
		if (head.status >= 200 || head.status === 101) return withBody(head, bytes.subarray(end), isWhole, most);
		start = end;
	}
}
function unfinished(text, isTooLong, isWhole) {
	if (!"HTTP/1.".startsWith(text.slice(0, 7))) return refused$2("no HTTP");
	if (isTooLong) return refused$2(`a head of more than ${HEAD_MAX} bytes`);
	return isWhole ? refused$2(text === "" ? "closed without a response" : "closed within the head") : { state: "more" };
}
function parseHead(text) {
	const [first = "", ...lines] = text.split(/\r?\n/);
	const [, status] = /^HTTP\/1\.[01] ([1-5]\d\d)(?: [\t -~\x80-\xff]*)?$/.exec(first) ?? [];
	if (status === void 0) return "no HTTP";
	const fields = new Map();
	for (const line of lines) {
		const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[\t ]*([\t -~\x80-\xff]*)$/.exec(line) ?? [];
		if (name === void 0 || value === void 0) return "a field that cannot be read";
		const key = name.toLowerCase();
		const before = fields.get(key);
		if (key === "content-length" && before !== void 0 && before !== value.trim()) return "two lengths";
		if (before === void 0) fields.set(key, value.trim());
	}
	return {
		status: Number(status),
		fields
	};
}
function withBody(head, rest, isWhole, most) {
	if ([
		101,
		204,
		304
	].includes(head.status)) return whole(head, new Uint8Array());
	if (head.fields.has("transfer-encoding")) return withChunks(head, rest, isWhole, most);
	const told = head.fields.get("content-length");
	if (told !== void 0 && !/^\d{1,15}$/.test(told)) return refused$2("a length that is no number");
	const wanted = Math.min(most, told === void 0 ? most : Number(told));
	if (rest.length >= wanted) return whole(head, rest.subarray(0, wanted));
	if (!isWhole) return { state: "more" };
	return told === void 0 ? whole(head, rest) : refused$2("closed within the body");
}
function withChunks(head, rest, isWhole, most) {
	if (head.fields.get("transfer-encoding")?.toLowerCase() !== "chunked") return refused$2("a coding that we do not know");
	const parts = [];
	let [at, length] = [0, 0];
	while (length < most) {
		const line = Buffer.from(rest.subarray(at, at + CHUNK_LINE_MAX)).toString("latin1");
		const [taken, size] = /^([\da-f]{1,8})[\t ]*(?:;[^\r\n]*)?\r?\n/i.exec(line) ?? [];
		if (taken === void 0 || size === void 0) {
			if (line.includes("\n") || line.length >= CHUNK_LINE_MAX) return refused$2("a chunk that cannot be read");
			return isWhole ? refused$2("closed within the body") : { state: "more" };
		}
		const wanted = Number.parseInt(size, 16);
		if (wanted === 0) break;
		const part = rest.subarray(at + taken.length, at + taken.length + wanted);
		parts.push(part);
		length += part.length;
		if (length >= most) break;
		const ending = /^\r?\n/.exec(Buffer.from(rest.subarray(at + taken.length + wanted).subarray(0, 2)).toString("latin1"));
		if (!ending) {
			if (rest.length >= at + taken.length + wanted + 2) return refused$2("a chunk that cannot be read");
			return isWhole ? refused$2("closed within the body") : { state: "more" };
		}
		at += taken.length + wanted + ending[0].length;
	}
	return whole(head, Buffer.concat(parts).subarray(0, most));
}
const CHUNK_LINE_MAX = 256;
const whole = (head, body) => ({
	state: "done",
	response: {
		...head,
		body
	}
});
const refused$2 = (problem) => ({
	state: "refused",
	problem
});
// adapters/check/fetch.ts
const TLS_COST = 6e3;
async function get({ ifname, source, address, url, accept, most, secure }, meter, signal) {
	const isSecure = url.protocol === "https:";
	const expected = (isSecure ? TLS_COST : 0) + most;
	const release = meter.hold(CONNECTION_COST + expected);
	if (!release) return failed$2(SPENT);
	const attempt = meter.begin("handshake");
	try {
		const port = Number(url.port || (isSecure ? 443 : 80));
		const socket = await connectBound({
			ifname,
			source,
			host: address,
			port,
			signal
		}).catch((cause) => {
			if (isTimeout(signal) || SILENCE.includes(codeOf$2(cause))) attempt.missed();
			else if (codeOf$2(cause) === "ECONNREFUSED") attempt.answered();
			else attempt.dropped();
			meter.connection(0, UNANSWERED);
			throw cause;
		});
		attempt.answered();
		const host = url.hostname.replace(/^\[|\]$/g, "");
		const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
		const stream = isSecure ? connect$1({
			socket,
			host,
			...name,
			secureContext: secure,
			ALPNProtocols: ["http/1.1"]
		}) : socket;
		const stop = () => stream.destroy(new Error("no answer in time"));
		signal.addEventListener("abort", stop, { once: true });
		try {
			stream.write(encodeGet(url.host, url.pathname + url.search, accept));
			let got = Buffer.alloc(0);
			for await (const chunk of stream) {
				got = Buffer.concat([got, chunk]);
				const passed = socket.bytesRead + socket.bytesWritten;
				if (passed > expected && !meter.allows(passed - expected)) return failed$2(SPENT);
				const read = readResponse(got, false, most);
				if (read.state === "done") return {
					ok: true,
					response: read.response
				};
				if (read.state === "refused") return failed$2(read.problem);
				if (got.length > 8192 + 4 * most + 4096) return failed$2("more than was asked for");
			}
			const read = readResponse(got, true, most);
			return read.state === "done" ? {
				ok: true,
				response: read.response
			} : failed$2(read.state === "refused" ? read.problem : "closed early");
		} finally {
			signal.removeEventListener("abort", stop);
			meter.connection(socket.bytesRead + socket.bytesWritten);
			stream.on("error", () => {}).destroy();
			socket.on("error", () => {}).destroy();
		}
	} catch (cause) {
		return failed$2(signal.aborted ? "no answer in time" : codeOf$2(cause));
	} finally {
		release();
	}
}
const UNANSWERED = 2;
const SILENCE = ["ETIMEDOUT", "EHOSTUNREACH"];
const SPENT = "the budget of checks is spent";
const failed$2 = (problem) => ({
	ok: false,
	problem
});
// adapters/check/verdict.ts
const CAPTIVE = "application/captive+json";
const [PROBLEM_MAX, URL_MAX] = [256, 1024];
const PAGE_MIN = 5;
const MOVED = [
	301,
	302,
	303,
	307,
	308
];
const REQUIRED = 511;
function saidBy({ status, fields, body }, url) {
	if (status === 204) return { kind: "good" };
	if (url.protocol === "https:") return {
		kind: "failed",
		problem: `${url.host}: status ${status} instead of 204`
	};
	if (MOVED.includes(status)) return {
		kind: "portal",
		url: locationOf(fields.get("location"), url)
	};
	if (status === REQUIRED || status === 200 && body.length >= PAGE_MIN) return {
		kind: "portal",
		url: null
	};
	return {
		kind: "failed",
		problem: `${url.host}: status ${status} instead of 204`
	};
}
function locationOf(location, from) {
	const url = location === void 0 ? null : URL.parse(location, from.href);
	return url && ["http:", "https:"].includes(url.protocol) && url.href.length <= URL_MAX ? url.href : null;
}
function saidByPortal({ status, fields, body }) {
	if (status !== 200 || fields.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() !== "application/captive+json") return null;
	try {
		const told = JSON.parse(Buffer.from(body).toString("utf8"));
		if (typeof told !== "object" || told === null || !("captive" in told)) return null;
		if (told.captive === false) return { kind: "good" };
		if (told.captive !== true) return null;
		const page = "user-portal-url" in told && typeof told["user-portal-url"] === "string" ? URL.parse(told["user-portal-url"]) : null;
		return {
			kind: "portal",
			url: page?.protocol === "https:" && page.href.length <= URL_MAX ? page.href : null
		};
	} catch {
		return null;
	}
}
function verdictOf({ http, https, portal, dns }) {
	const all = [...portal ? [portal] : [], ...http];
	const captive = all.find((said) => said.kind === "portal" && said.url !== null) ?? all.find((said) => said.kind === "portal");
	if (captive?.kind === "portal") return {
		type: "check.portal",
		url: captive.url
	};
	const problem = ([...dns === null ? [] : [`dns ${dns}`], ...[...http, ...https].flatMap((s) => s.kind === "failed" ? [s.problem] : [])].join("; ") || "nothing answered").slice(0, PROBLEM_MAX);
	if (http.length + https.length === 0) return dns === null ? { type: "check.assumed" } : {
		type: "check.failed",
		problem
	};
	const isGood = (kind) => kind.some((said) => said.kind === "good");
	const asked = [http, https].filter((kind) => kind.length > 0);
	if (!asked.some(isGood)) return {
		type: "check.failed",
		problem
	};
	return asked.every(isGood) && dns === null ? { type: "check.validated" } : {
		type: "check.partial",
		problem
	};
}
// adapters/check/run.ts
const [PAGE, ANSWER] = [1024, 8192];
const TRIED_MAX = 2;
const NOWHERE = new URL("http://invalid");
async function runCheck(spec, secure, stop) {
	const began = performance.now();
	const meter = createMeter(spec.family, spec.budget);
	const enough = new AbortController();
	const signal = AbortSignal.any([
		stop,
		enough.signal,
		AbortSignal.timeout(spec.timeout)
	]);
	const own = ownAddresses();
	let dns = null;
	const resolved = new Map();
	const resolve = (host) => {
		const known = resolved.get(host);
		if (known) return known;
		const asking = ask$1({
			...spec,
			secure
		}, host, spec.family === 4 ? TYPE$1.A : TYPE$1.AAAA, own, meter, signal).then((told) => {
			if (!told.ok) dns = told.problem;
			return told.ok ? told.answer.addresses : [];
		});
		resolved.set(host, asking);
		return asking;
	};
	const fetch = async (text, accept, most) => {
		const url = URL.parse(text);
		if (!url) return {
			url: NOWHERE,
			told: {
				ok: false,
				problem: "no URL"
			}
		};
		const host = url.hostname.replace(/^\[|\]$/g, "");
		const literal = canonicalAddress(host);
		if (literal !== null && familyOf(literal) !== spec.family) return null;
		const addresses = literal === null ? await resolve(host) : [literal];
		if (addresses.length === 0) return {
			url,
			told: {
				ok: false,
				problem: "no address"
			}
		};
		const unfit = new Map(addresses.map((address) => [address, whyNotTarget(address, spec.foreign, own)]));
		const fit = addresses.filter((address) => unfit.get(address) === null).slice(0, TRIED_MAX);
		let problem = [...unfit].map(([address, why]) => `${address} is ${why}, and not asked`).join(", ");
		for (const address of fit) {
			const told = await get({
				...spec,
				address,
				url,
				accept,
				most,
				secure
			}, meter, signal);
			if (told.ok || signal.aborted) return {
				url,
				told
			};
			problem = told.problem;
		}
		return {
			url,
			told: {
				ok: false,
				problem
			}
		};
	};
	const endpoint = async (text) => {
		const fetched = await fetch(text, "*/*", PAGE);
		if (fetched === null) return null;
		const { url, told } = fetched;
		const said = told.ok ? saidBy(told.response, url) : failedAt(url, told.problem);
		if (said.kind === "portal" && (said.url !== null || spec.portal === null)) enough.abort();
		return said;
	};
	const portal = async () => {
		if (spec.portal === null || URL.parse(spec.portal)?.protocol !== "https:") return null;
		const fetched = await fetch(spec.portal, CAPTIVE, ANSWER);
		const said = fetched?.told.ok ? saidByPortal(fetched.told.response) : null;
		if (said?.kind === "portal") enough.abort();
		return said;
	};
	const noNames = async () => {
		const isAnyAsked = [...spec.http, ...spec.https].some((text) => isAsked(text, spec.family));
		if (resolved.size > 0 || isAnyAsked && spec.servers.length === 0) return;
		const told = await ask$1({
			...spec,
			secure
		}, "", TYPE$1.NS, own, meter, signal);
		if (!told.ok) dns = told.problem;
	};
	const all = (urls) => Promise.all(urls.map(endpoint)).then((said) => said.filter((s) => s !== null));
	const [http, https, captive] = await Promise.all([
		all(spec.http),
		all(spec.https),
		portal(),
		noNames()
	]);
	if (stop.aborted) return null;
	const { bytes, rtt, sent, lost } = meter;
	return {
		...meter.isSpent ? { type: "check.curtailed" } : verdictOf({
			http,
			https,
			portal: captive,
			dns
		}),
		bytes,
		rtt,
		sent,
		lost,
		took: Math.round(performance.now() - began)
	};
}
function isAsked(text, family) {
	const literal = canonicalAddress((URL.parse(text)?.hostname ?? "").replace(/^\[|\]$/g, ""));
	return literal === null || familyOf(literal) === family;
}
const failedAt = (url, problem) => ({
	kind: "failed",
	problem: `${url.protocol.slice(0, -1)} ${url.host}: ${problem}`
});
// adapters/check/checker.ts
const AT_ONCE = 16;
const FAULT = {
	type: "check.failed",
	bytes: 0,
	rtt: null,
	sent: 0,
	lost: 0,
	took: 0
};
function openChecker({ ca, run = runCheck } = {}) {
	let emit = null;
	let secure;
	const wanted = new Map();
	const queue = [];
	let running = 0;
	const next = () => {
		while (running < AT_ONCE) {
			const target = queue.shift();
			if (target === void 0) return;
			const check = wanted.get(target);
			if (!check) continue;
			running += 1;
			secure ??= createSecureContext(ca === void 0 ? {} : { ca: [...ca] });
			run(check.command, secure, check.stop.signal).catch((cause) => ({
				...FAULT,
				problem: `a fault of ours: ${codeOf$2(cause)}`.slice(0, 256)
			})).then((outcome) => {
				if (outcome === null || wanted.get(target) !== check) return;
				wanted.delete(target);
				emit?.([factOf$1(check.command, outcome)]);
			}).finally(() => {
				running -= 1;
				next();
			});
		}
	};
	return {
		name: "checks",
		carries: ["check"],
		open: async (to) => {
			emit = to;
		},
		carry: (commands) => {
			for (const command of commands) {
				if (command.type !== "check.run") continue;
				wanted.get(command.target)?.stop.abort();
				wanted.set(command.target, {
					command,
					stop: new AbortController()
				});
				if (!queue.includes(command.target)) queue.push(command.target);
			}
			next();
		},
		close: async () => {
			emit = null;
			for (const { stop } of wanted.values()) stop.abort();
			wanted.clear();
			queue.length = 0;
		}
	};
}
function factOf$1({ id, pvd, generation, family }, { type, took, ...outcome }) {
	const base = {
		pvd,
		generation,
		family,
		took: millis(took)
	};
	const { bytes, rtt, sent, lost } = outcome;
	const data = {
		...base,
		bytes,
		rtt,
		sent,
		lost
	};
	if (type === "check.portal") return answer(id, type, {
		...data,
		url: "url" in outcome ? outcome.url : null
	});
	if (type === "check.partial" || type === "check.failed") return answer(id, type, {
		...data,
		problem: "problem" in outcome ? outcome.problem : ""
	});
	return answer(id, type, data);
}
// adapters/dhcp4/result.ts
const decoded$1 = (value) => ({
	ok: true,
	value
});
const fault$1 = (kind, offset) => ({
	ok: false,
	error: {
		kind,
		offset
	}
});
const NOTHING$1 = new Uint8Array(0);
function decodeOptions(bytes) {
	const options = [];
	for (let offset = 0; offset < bytes.length;) {
		const code = bytes[offset] ?? 255;
		if (code === 255) return decoded$1({
			options,
			rest: bytes.slice(offset + 1)
		});
		if (code === 0) {
			options.push({
				code,
				value: NOTHING$1
			});
			offset += 1;
			continue;
		}
		const length = bytes[offset + 1];
		if (length === void 0 || offset + 2 + length > bytes.length) return fault$1("truncated", offset);
		options.push({
			code,
			value: bytes.slice(offset + 2, offset + 2 + length)
		});
		offset += 2 + length;
	}
	return fault$1("noEnd", bytes.length);
}
function joinOptions(options) {
	const pieces = new Map();
	for (const { code, value } of options) {
		if (code === 0) continue;
		const known = pieces.get(code);
		if (known) known.push(value);
		else pieces.set(code, [value]);
	}
	return new Map([...pieces].map(([code, values]) => [code, values.length === 1 ? values[0] ?? NOTHING$1 : Buffer.concat(values)]));
}
// adapters/dhcp4/message.ts
const COOKIE = [
	99,
	130,
	83,
	99
];
const HEADER = 236;
const LONGEST$1 = 65507;
const OVERLOAD = 52;
function decodeMessage(bytes) {
	if (bytes.length < HEADER + COOKIE.length) return fault$1("truncated", bytes.length);
	if (bytes.length > LONGEST$1) return fault$1("tooLong", LONGEST$1);
	if (COOKIE.some((byte, i) => bytes[HEADER + i] !== byte)) return fault$1("noCookie", HEADER);
	const start = HEADER + COOKIE.length;
	const field = decodeOptions(bytes.subarray(start));
	if (!field.ok) return fault$1(field.error.kind, start + field.error.offset);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const address = (offset) => formatAddress(bytes.subarray(offset, offset + 4));
	const op = view.getUint8(0);
	if (op !== 1 && op !== 2) return fault$1("badHeader", 0);
	const hlen = view.getUint8(2);
	if (hlen > 16) return fault$1("badHeader", 2);
	return decoded$1({
		op,
		htype: view.getUint8(1),
		hlen,
		hops: view.getUint8(3),
		xid: view.getUint32(4),
		secs: view.getUint16(8),
		flags: view.getUint16(10),
		ciaddr: address(12),
		yiaddr: address(16),
		siaddr: address(20),
		giaddr: address(24),
		chaddr: bytes.slice(28, 44),
		sname: bytes.slice(44, 108),
		file: bytes.slice(108, HEADER),
		...field.value
	});
}
function allOptions(message) {
	const overload = message.options.find(({ code }) => code === OVERLOAD)?.value;
	if (!overload) return decoded$1(joinOptions(message.options));
	const areas = overload.length === 1 ? overload[0] ?? 0 : 0;
	if (areas < 1 || areas > 3) return fault$1("badOverload", 0);
	const all = [...message.options];
	for (const [bit, bytes, base] of [[
		1,
		message.file,
		108
	], [
		2,
		message.sname,
		44
	]]) {
		if ((areas & bit) === 0) continue;
		const field = decodeOptions(bytes);
		if (!field.ok) return fault$1(field.error.kind, base + field.error.offset);
		all.push(...field.value.options.filter(({ code }) => code !== OVERLOAD));
	}
	return decoded$1(joinOptions(all));
}
// adapters/dhcp4/names.ts
const LONGEST_NAME = 253;
const LABEL$2 = /^[a-z0-9_-]{1,63}$/;
function nameOf$2(text) {
	const name = text.toLowerCase().replace(/\.$/, "");
	return name.length <= LONGEST_NAME && name.split(".").every((label) => LABEL$2.test(label)) ? name : null;
}
function decodeSearchList(bytes) {
	const names = [];
	for (let offset = 0; offset < bytes.length;) {
		const read = readName(bytes, offset);
		if (!read.ok) return read;
		const name = nameOf$2(read.value.labels.join("."));
		if (name === null) return fault$1("badValue", offset);
		names.push(name);
		offset = read.value.next;
	}
	return decoded$1(names);
}
function decodeDomains(bytes, start) {
	const names = [];
	for (let offset = start; offset < bytes.length;) {
		const read = readName(bytes, offset, false);
		if (!read.ok) return read;
		const { labels, next } = read.value;
		const name = labels.length === 0 ? "." : nameOf$2(labels.join("."));
		if (name === null) return fault$1("badValue", offset);
		names.push(name);
		offset = next;
	}
	return decoded$1(names);
}
function readName(bytes, start, mayPoint = true) {
	const labels = [];
	let next = null;
	let barrier = start;
	for (let offset = start;;) {
		const length = bytes[offset];
		if (length === void 0) return fault$1("truncated", offset);
		if (length === 0) return decoded$1({
			labels,
			next: next ?? offset + 1
		});
		if (length >= 192 && mayPoint) {
			const low = bytes[offset + 1];
			if (low === void 0) return fault$1("truncated", offset);
			const target = (length & 63) << 8 | low;
			if (target >= barrier) return fault$1("badPointer", offset);
			next ??= offset + 2;
			barrier = target;
			offset = target;
			continue;
		}
		if (length > 63) return fault$1("badValue", offset);
		if (offset + 1 + length > bytes.length) return fault$1("truncated", offset);
		labels.push(Buffer.from(bytes.subarray(offset + 1, offset + 1 + length)).toString("latin1"));
		if (labels.length > 127) return fault$1("tooLong", offset);
		offset += 1 + length;
	}
}
// adapters/dhcp4/selection.ts
const HEAD$1 = 9;
const NO_SERVER = "0.0.0.0";
const PREFERENCES$1 = [
	"medium",
	"high",
	"medium",
	"low"
];
function decodeSelection(bytes) {
	if (bytes.length < HEAD$1) return fault$1("truncated", bytes.length);
	const [primary, secondary] = [formatAddress(bytes.subarray(1, 5)), formatAddress(bytes.subarray(5, HEAD$1))];
	if (primary === NO_SERVER) return fault$1("badValue", 1);
	const domains = decodeDomains(bytes, HEAD$1);
	if (!domains.ok) return domains;
	if (domains.value.length === 0) return fault$1("truncated", HEAD$1);
	return decoded$1({
		servers: secondary === NO_SERVER || secondary === primary ? [primary] : [primary, secondary],
		preference: PREFERENCES$1[(bytes[0] ?? 0) & 3] ?? "medium",
		domains: domains.value
	});
}
// adapters/dhcp4/values.ts
function addresses$1(bytes) {
	if (bytes.length === 0 || bytes.length % 4 !== 0) return fault$1("badLength", bytes.length);
	return decoded$1(Array.from({ length: bytes.length / 4 }, (_, i) => formatAddress(bytes.subarray(4 * i, 4 * i + 4))));
}
function address(bytes) {
	return bytes.length === 4 ? decoded$1(formatAddress(bytes)) : fault$1("badLength", bytes.length);
}
function maskLength$1(bytes) {
	if (bytes.length !== 4) return fault$1("badLength", bytes.length);
	const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
	const length = bits.indexOf("0") < 0 ? 32 : bits.indexOf("0");
	return bits.includes("1", length) ? fault$1("badValue", 0) : decoded$1(length);
}
function uint8(bytes) {
	return bytes.length === 1 ? decoded$1(bytes[0] ?? 0) : fault$1("badLength", bytes.length);
}
function uint16$1(bytes) {
	return bytes.length === 2 ? decoded$1(Buffer.from(bytes).readUInt16BE()) : fault$1("badLength", bytes.length);
}
function uint32$1(bytes) {
	return bytes.length === 4 ? decoded$1(Buffer.from(bytes).readUInt32BE()) : fault$1("badLength", bytes.length);
}
function text(bytes) {
	const value = Buffer.from(bytes).toString("utf8").replace(/\0+$/, "");
	return value === "" ? fault$1("badLength", 0) : decoded$1(value);
}
function classlessRoutes(bytes) {
	const routes = [];
	for (let offset = 0; offset < bytes.length;) {
		const length = bytes[offset] ?? 0;
		if (length > 32) return fault$1("badValue", offset);
		const significant = Math.ceil(length / 8);
		const end = offset + 1 + significant + 4;
		if (end > bytes.length) return fault$1("truncated", offset);
		const destination = new Uint8Array(4);
		destination.set(bytes.subarray(offset + 1, offset + 1 + significant));
		routes.push({
			destination: formatPrefix(destination, length),
			gateway: formatAddress(bytes.subarray(end - 4, end))
		});
		offset = end;
	}
	return routes.length === 0 ? fault$1("badLength", 0) : decoded$1(routes);
}
function staticRoutes(bytes) {
	if (bytes.length === 0 || bytes.length % 8 !== 0) return fault$1("badLength", bytes.length);
	const routes = [];
	for (let offset = 0; offset < bytes.length; offset += 8) {
		const destination = bytes.subarray(offset, offset + 4);
		if (destination.every((byte) => byte === 0)) return fault$1("badValue", offset);
		const gateway = formatAddress(bytes.subarray(offset + 4, offset + 8));
		routes.push({
			destination: formatPrefix(destination, classLength(destination)),
			gateway
		});
	}
	return decoded$1(routes);
}
function classLength(bytes) {
	const first = bytes[0] ?? 0;
	const length = first < 128 ? 8 : first < 192 ? 16 : 24;
	return bytes.subarray(length / 8).some((byte) => byte !== 0) ? 32 : length;
}
// adapters/dhcp4/lease.ts
const ACK = 5;
const INFINITE$2 = 4294967295;
const SMALLEST_MTU$1 = 68;
const LONGEST_URI$1 = 1024;
function toLease(message, { ifname, client, age }) {
	if (message.op !== 2) return fault$1("notAnAck", 0);
	if (message.yiaddr === "0.0.0.0") return fault$1("noAddress", 16);
	const options = allOptions(message);
	if (!options.ok) return options;
	const problems = [];
	const option = (code, reader) => {
		const bytes = options.value.get(code);
		if (!bytes) return null;
		const value = reader(bytes);
		if (value.ok) return value.value;
		problems.push(`option ${code}: ${value.error.kind} at ${value.error.offset}`);
		return null;
	};
	const list = (code, reader) => {
		const all = option(code, reader) ?? [];
		if (all.length > 64) problems.push(`option ${code}: ${all.length - 64} entries too many`);
		return all.slice(0, 64);
	};
	if (option(53, uint8) !== ACK) return fault$1("notAnAck", 240);
	const length = option(1, maskLength$1);
	const lifetime = option(51, uint32$1);
	const ipv6Only = option(108, uint32$1);
	const selected = option(146, decodeSelection);
	const classless = options.value.has(121) ? list(121, classlessRoutes) : null;
	const lease = {
		ifname,
		client,
		address: message.yiaddr,
		prefixLength: length ?? 32,
		gateways: classless ? defaults(classless) : list(3, addresses$1),
		server: option(54, address),
		serverMac: null,
		dns: list(6, addresses$1),
		search: searchList(list(119, decodeSearchList), option(15, domain)).slice(0, 64),
		selection: selected === null ? [] : [withFewDomains(selected, problems)],
		ntp: list(42, addresses$1),
		mtu: option(26, mtu),
		routes: (classless ?? list(33, staticRoutes)).filter((route) => !isDefault$1(route)),
		portal: option(114, uri$1),
		ipv6Only: ipv6Only === null ? null : seconds(ipv6Only),
		lifetime: lifetime === null || lifetime === INFINITE$2 ? null : millis(Math.max(0, lifetime * 1e3 - age)),
		unpublished: [
			"serverMac",
			...length === null ? ["prefixLength"] : [],
			...lifetime === null ? ["lifetime"] : []
		]
	};
	return decoded$1({
		lease,
		problems
	});
}
function leaseOfBytes(bytes, context) {
	const message = decodeMessage(bytes);
	return message.ok ? toLease(message.value, context) : message;
}
function withFewDomains(selection, problems) {
	const { domains } = selection;
	if (domains.length > 64) problems.push(`option 146: ${domains.length - 64} entries too many`);
	return {
		...selection,
		domains: domains.slice(0, 64)
	};
}
const isDefault$1 = ({ destination }) => destination === "0.0.0.0/0";
const defaults = (routes) => [...new Set(routes.filter((route) => isDefault$1(route) && route.gateway !== "0.0.0.0").map(({ gateway }) => gateway))];
const searchList = (search, own) => [...new Set(own === null ? search : [...search, own])];
function domain(bytes) {
	const value = text(bytes);
	const name = value.ok ? nameOf$2(value.value) : null;
	return name === null ? fault$1("badValue", 0) : decoded$1(name);
}
function mtu(bytes) {
	const value = uint16$1(bytes);
	return value.ok && value.value < SMALLEST_MTU$1 ? fault$1("badValue", 0) : value;
}
function uri$1(bytes) {
	const value = text(bytes);
	return value.ok && value.value.length > LONGEST_URI$1 ? fault$1("tooLong", LONGEST_URI$1) : value;
}
// adapters/client/lines.ts
const NEWLINE = 10;
function createLines(max, onLine) {
	let pieces = [];
	let length = 0;
	let skipping = false;
	const keep = (piece) => {
		length += piece.length;
		if (skipping || piece.length === 0) return;
		if (length > max) {
			skipping = true;
			pieces = [];
		} else pieces.push(Uint8Array.from(piece));
	};
	const finish = () => {
		const line = skipping ? null : Buffer.concat(pieces).toString("latin1");
		[pieces, length, skipping] = [
			[],
			0,
			false
		];
		onLine(line);
	};
	return (bytes) => {
		for (let from = 0;;) {
			const end = bytes.indexOf(NEWLINE, from);
			keep(bytes.subarray(from, end < 0 ? bytes.length : end));
			if (end < 0) return;
			finish();
			from = end + 1;
		}
	};
}
const printable$1 = (text, max) => {
	const clean = text.replaceAll(/[^ -~]+/g, " ").trim();
	return clean.length > max ? `${clean.slice(0, max - 1)}\u2026` : clean;
};
function createAllowance(burst, refill, now = () => performance.now()) {
	let [tokens, filled, heldBack] = [
		burst,
		now(),
		0
	];
	return { allow: () => {
		const earned = Math.floor((now() - filled) / refill);
		if (earned > 0) [tokens, filled] = [Math.min(burst, tokens + earned), filled + earned * refill];
		if (tokens === 0) {
			heldBack++;
			return null;
		}
		tokens--;
		const before = heldBack;
		heldBack = 0;
		return before;
	} };
}
// adapters/client/fifo.ts
const EVERY = 2e3;
function openFifo({ path, max, onLine, onAgain, every = EVERY }) {
	let pipe = makePipe(path, max, onLine);
	const timer = setInterval(() => {
		if (isStill$1(path, pipe.inode)) return;
		try {
			const next = makePipe(path, max, onLine);
			pipe.close();
			pipe = next;
			onAgain(null);
		} catch (error) {
			onAgain(String(error));
		}
	}, every).unref();
	return { close: () => {
		clearInterval(timer);
		pipe.close();
		if (isStill$1(path, pipe.inode)) rmSync(path, { force: true });
	} };
}
function makePipe(path, max, onLine) {
	rmSync(path, {
		force: true,
		recursive: true
	});
	const made = mkfifo(path, 384);
	if (!made.ok) throw new Error(`${path}: ${describeFault(made)}`);
	const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
	const { ino, mode } = lstatSync(path);
	if ((mode & constants.S_IFMT) !== constants.S_IFIFO) {
		closeSync(fd);
		throw new Error(`${path}: it was replaced at once by something that is no FIFO`);
	}
	const socket = new Socket({
		fd,
		readable: true,
		writable: false
	});
	socket.on("data", createLines(max, onLine));
	socket.on("error", () => socket.destroy());
	return {
		inode: ino,
		close: () => void socket.destroy()
	};
}
function isStill$1(path, inode) {
	const now = lstatSync(path, { throwIfNoEntry: false });
	return now?.isFIFO() === true && now.ino === inode;
}
// adapters/client/hook.ts
const ENVIRONMENT_MAX = 16384;
const HOOK_LINE_MAX = 24576;
const LINE = /^1 ([a-z0-9-]{1,32}) ([A-Za-z0-9+/]*={0,2})$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const script = (what, fifo, event) => `#!/bin/sh
# ${what}: tells multihome what happened, in one line. It changes nothing itself.
fifo=${fifo}
[ -p "$fifo" ] || exit 0
said=$(head -c ${ENVIRONMENT_MAX} "/proc/$$/environ" | base64 | tr -d '\\n')
printf '1 %s %s\\n' ${event} "$said" 1<>"$fifo"
`;
const ownHook = (what) => script(what, "$MULTIHOME_FIFO", "\"$1\"");
const foreignHook = (what, fifo, event) => script(what, quoted$1(fifo), event);
function writeHook(path, text) {
	writeFileSync(`${path}.new`, text, { mode: 448 });
	renameSync(`${path}.new`, path);
}
function parseHookLine(line) {
	if (line === null) return wrong(`a line of more than ${HOOK_LINE_MAX} bytes`);
	const found = LINE.exec(line);
	if (!found) return wrong("no line of the hook");
	const bytes = Buffer.from(found[2] ?? "", "base64");
	if (bytes.length === 0) return wrong("no environment: the hook has no /proc, or no base64");
	if (bytes.at(-1) !== 0) return wrong("an environment that was cut: it is larger than a DHCP message can make it");
	const words = bytes.toString("utf8").slice(0, -1).split("\0");
	const env = new Map(words.flatMap((word) => pair$1(word)));
	return {
		ok: true,
		value: {
			event: found[1] ?? "",
			env
		}
	};
}
function pair$1(word) {
	const at = word.indexOf("=");
	const name = word.slice(0, Math.max(at, 0));
	return NAME.test(name) ? [[name, word.slice(at + 1)]] : [];
}
const wrong = (problem) => ({
	ok: false,
	problem
});
const quoted$1 = (word) => `'${word.replaceAll("'", `'\\''`)}'`;
// adapters/client/process.ts
const LINE_MAX$1 = 200;
const LINE_LONGEST = 4096;
const SBIN = [
	"/usr/sbin",
	"/sbin",
	"/usr/bin",
	"/bin"
];
function findProgram(name, path = process.env.PATH ?? "") {
	if (name.includes("/")) return isProgram(name) ? name : null;
	return [...path.split(delimiter).filter((folder) => folder !== ""), ...SBIN].map((folder) => join(folder, name)).find(isProgram) ?? null;
}
async function launch({ program, args, env }, { deathSignal, onLine }) {
	if (!isProgram(program)) return {
		ok: false,
		code: "ERR_NO_PROGRAM",
		problem: `${program} is not there, or may not be run`
	};
	const setpriv = findProgram("setpriv");
	const argv = setpriv === null ? [program, ...args] : [
		setpriv,
		"--pdeathsig",
		deathSignal,
		"--",
		program,
		...args
	];
	const child = spawn(argv[0] ?? "", argv.slice(1), {
		env,
		cwd: "/",
		detached: true,
		stdio: [
			"ignore",
			"pipe",
			"pipe"
		]
	});
	let last = "";
	const read = (text) => {
		last = printable$1(text ?? "a line too long to be shown", LINE_MAX$1);
		if (last !== "") onLine(last);
	};
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", createLines(LINE_LONGEST, read));
		stream.on("error", () => {});
	}
	const exited = new Promise((resolve) => {
		child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}${last === "" ? "" : `: ${last}`}`));
	});
	const refused = await new Promise((resolve) => {
		child.once("error", resolve);
		child.once("spawn", () => resolve(null));
	});
	if (refused !== null || child.pid === void 0) return {
		ok: false,
		code: refused?.code ?? "ERR_NOT_STARTED",
		problem: `${program} cannot be started: ${refused?.message ?? "no process"}`
	};
	child.on("error", () => {});
	const pid = child.pid;
	const end = async (patience) => {
		child.kill("SIGTERM");
		const late = setTimeout(() => killGroup(pid), patience);
		await exited;
		clearTimeout(late);
	};
	return {
		ok: true,
		running: {
			pid,
			exited,
			signal: (signal) => child.kill(signal),
			end
		}
	};
}
function isProgram(path) {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}
function killGroup(pid) {
	try {
		process.kill(-pid, "SIGKILL");
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
	}
}
// adapters/client/leftover.ts
const ChildRecord = strictObject({
	pid: Positive,
	start: textUpTo(32),
	argv: array(textUpTo(4096)).max(128).readonly()
});
const SUFFIX = ".child.json";
const LOOK_EVERY = 20;
function recordChild(folder, name, pid, argv) {
	const start = startOf(pid);
	if (start === null) return null;
	const file = join(folder, `${name}${SUFFIX}`);
	try {
		writeFileSync(`${file}.new`, JSON.stringify({
			pid,
			start,
			argv
		}), { mode: 384 });
		renameSync(`${file}.new`, file);
		return null;
	} catch (error) {
		return `no record of process ${pid} could be written, so that it would not be found after a crash: ${String(error)}`;
	}
}
const forgetChild = (folder, name) => rmSync(join(folder, `${name}${SUFFIX}`), { force: true });
async function endLeftovers(folder, client, patience) {
	const files = readdirSync(folder).filter((file) => file.startsWith(`${client}.`) && file.endsWith(SUFFIX));
	return (await Promise.all(files.map(async (file) => {
		const found = parse(readFileSync(join(folder, file), "utf8"));
		const isOurs = found !== null && isStill(found);
		if (isOurs) await end(found, patience);
		rmSync(join(folder, file), { force: true });
		return isOurs ? [`${file.slice(0, -11)}: process ${found.pid} of an earlier run was still there and was ended`] : [];
	}))).flat();
}
async function end(child, patience) {
	signal(child.pid, "SIGTERM");
	for (let waited = 0; waited < patience && isStill(child); waited += LOOK_EVERY) await setTimeout$1(LOOK_EVERY);
	if (isStill(child)) signal(child.pid, "SIGKILL");
}
function parse(text) {
	try {
		return ChildRecord.parse(JSON.parse(text));
	} catch {
		return null;
	}
}
function isStill({ pid, start, argv: [program = "", ...args] }) {
	const named = (read$1(`/proc/${pid}/cmdline`)?.split("\0").slice(0, -1) ?? []).slice(-args.length - 1);
	return startOf(pid) === start && basename(named[0] ?? "") === basename(program) && args.every((arg, i) => named[i + 1] === arg);
}
function startOf(pid) {
	const fields = read$1(`/proc/${pid}/stat`)?.replace(/^.*\) /s, "").split(" ") ?? [];
	return fields[0] === "Z" ? null : fields[19] ?? null;
}
function read$1(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return null;
	}
}
function signal(pid, name) {
	try {
		process.kill(pid, name);
	} catch {}
}
// adapters/client/supervise.ts
const TIMES = {
	first: 1e3,
	longest: 6e4,
	steady: 6e4,
	patience: 2e3
};
const [NOTICES, NOTICE_EVERY] = [16, 1e4];
function createSupervisor(options) {
	const { client, folder, emit, notice, routine, deathSignal = "TERM", onStart = () => {}, times = TIMES } = options;
	const slots = new Map();
	const turns = new Map();
	const allowances = new Map();
	let isClosed = false;
	const nameOf = (ifname) => `${client}.${ifname}`;
	function inTurn(ifname, run) {
		const turn = (turns.get(ifname) ?? Promise.resolve()).then(run).catch((error) => notice(`${nameOf(ifname)}: ${String(error)}`));
		turns.set(ifname, turn);
		return turn.finally(() => turns.get(ifname) === turn && turns.delete(ifname));
	}
	function say(ifname, text) {
		const line = text.replace(`${client}: `, "");
		if (routine?.test(line)) return;
		const allowance = allowances.get(ifname) ?? createAllowance(NOTICES, NOTICE_EVERY);
		allowances.set(ifname, allowance);
		const before = allowance.allow();
		if (before !== null) notice(`${nameOf(ifname)}: ${line}${before === 0 ? "" : ` (after ${before} lines that are not shown)`}`);
	}
	async function bringUp(ifname, slot) {
		onStart(ifname);
		const { program, env, extra } = slot.recipe;
		const args = [...slot.recipe.args, ...extra?.() ?? []];
		const launched = await launch({
			program,
			args,
			env
		}, {
			deathSignal,
			onLine: (line) => say(ifname, line)
		});
		if (!launched.ok) return launched;
		const { running } = launched;
		slot.running = running;
		const since = performance.now();
		const record = recordChild(folder, nameOf(ifname), running.pid, [program, ...args]);
		if (record !== null) say(ifname, record);
		running.exited.then((how) => {
			if (slot.running !== running) return;
			slot.running = null;
			forgetChild(folder, nameOf(ifname));
			if (slot.isEnding) return;
			if (performance.now() - since >= times.steady) slot.wait = times.first;
			again(ifname, slot, how);
		});
		return launched;
	}
	function again(ifname, slot, problem) {
		emit([world("client.exited", {
			client,
			ifname,
			problem: printable$1(problem, 256),
			again: millis(slot.wait)
		})]);
		slot.timer = setTimeout(() => {
			inTurn(ifname, async () => {
				if (slot.isEnding || slot.running || slots.get(ifname) !== slot) return;
				const launched = await bringUp(ifname, slot);
				if (launched.ok) emit([world("client.started", {
					client,
					ifname,
					pid: launched.running.pid
				})]);
				else again(ifname, slot, launched.problem);
			});
		}, slot.wait);
		slot.wait = Math.min(2 * slot.wait, times.longest);
	}
	async function bringDown(ifname) {
		const slot = slots.get(ifname);
		if (!slot) return false;
		slot.isEnding = true;
		clearTimeout(slot.timer);
		await slot.running?.end(times.patience);
		slots.delete(ifname);
		return true;
	}
	return {
		open: async () => {
			mkdirSync(folder, {
				recursive: true,
				mode: 448
			});
			for (const line of await endLeftovers(folder, client, times.patience)) notice(line);
		},
		start: (asked, ifname, recipe) => inTurn(ifname, async () => {
			if (isClosed) return;
			const before = slots.get(ifname);
			if (before?.running && isSame$1(before.recipe, recipe)) return emit([answer(asked.id, "client.started", {
				client,
				ifname,
				pid: before.running.pid
			})]);
			await bringDown(ifname);
			if (isClosed) return;
			const slot = {
				recipe,
				running: null,
				wait: times.first,
				timer: void 0,
				isEnding: false
			};
			slots.set(ifname, slot);
			const launched = await bringUp(ifname, slot);
			if (launched.ok) return emit([answer(asked.id, "client.started", {
				client,
				ifname,
				pid: launched.running.pid
			})]);
			slots.delete(ifname);
			emit([failed$1(asked, launched.code, launched.problem)]);
		}),
		stop: (asked, ifname, before) => inTurn(ifname, async () => {
			const running = slots.get(ifname)?.running;
			if (before && running) await before(running);
			await bringDown(ifname);
			emit([answer(asked.id, "command.done", {
				command: "client.stop",
				target: asked.target
			})]);
		}),
		drop: (ifname, problem) => inTurn(ifname, async () => {
			if (await bringDown(ifname)) emit([world("client.exited", {
				client,
				ifname,
				problem,
				again: null
			})]);
		}),
		restart: (ifname) => inTurn(ifname, async () => {
			const slot = slots.get(ifname);
			if (!slot?.running) return;
			slot.isEnding = true;
			await slot.running.end(times.patience);
			slot.isEnding = false;
			const launched = await bringUp(ifname, slot);
			if (launched.ok) emit([world("client.started", {
				client,
				ifname,
				pid: launched.running.pid
			})]);
			else again(ifname, slot, launched.problem);
		}),
		running: (ifname) => slots.get(ifname)?.running ?? null,
		close: async () => {
			isClosed = true;
			await Promise.all([...new Set([...slots.keys(), ...turns.keys()])].map((ifname) => inTurn(ifname, async () => void await bringDown(ifname))));
		}
	};
}
const failed$1 = (asked, code, problem, command = "client.start") => answer(asked.id, "command.failed", {
	command,
	target: asked.target,
	code: printable$1(code, 64),
	problem: printable$1(problem, 256)
});
const isSame$1 = (a, b) => JSON.stringify(a) === JSON.stringify(b);
// adapters/dhcp4/held.ts
const Kept = strictObject({
	address: Address4,
	until: number$1().nullable()
}).extend({ boot: Text });
const isHeld = (held, now) => held !== null && (held.until === null || held.until > now);
function readHeld(folder, ifname) {
	try {
		const { boot, ...held } = Kept.parse(JSON.parse(readFileSync(fileOf(folder, ifname), "utf8")));
		return boot === thisBoot() && isHeld(held, bootTime()) ? held : null;
	} catch {
		return null;
	}
}
function keepHeld(folder, ifname, held) {
	const file = fileOf(folder, ifname);
	try {
		if (held === null) return rmSync(file, { force: true });
		writeFileSync(`${file}.new`, JSON.stringify({
			...held,
			boot: thisBoot()
		}), { mode: 384 });
		renameSync(`${file}.new`, file);
	} catch {}
}
const fileOf = (folder, ifname) => join(folder, `udhcpc.${ifname}.lease.json`);
const thisBoot = () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
// adapters/dhcp4/environment.ts
const INFINITE$1 = 4294967295;
const SMALLEST_MTU = 68;
const LARGEST_MTU = 65535;
const LONGEST_URI = 1024;
const HEX$1 = /^(?:[0-9a-f]{2})*$/i;
function leaseOfEnvironment(env, ifname) {
	const address = address4$2(env.get("ip") ?? "");
	if (address === null || address === "0.0.0.0") return {
		ok: false,
		problem: "ip: no IPv4 address"
	};
	const { problems, one, list, hex } = reader$1(env);
	const classless = env.has("staticroutes") ? routes(env, "staticroutes", problems) : null;
	const plain = classless ?? routes(env, "routes", problems);
	const length = one("mask", (text) => number(text, 0, 32));
	const lifetime = one("lease", (text) => number(text, 0, INFINITE$1));
	const ipv6Only = hex("opt108", uint32$1);
	const selected = hex("opt146", decodeSelection);
	const domain = env.get("domain") === void 0 ? [] : list("domain", nameOf$2).slice(0, 1);
	return {
		ok: true,
		lease: {
			ifname,
			client: "udhcpc",
			address,
			prefixLength: length ?? 32,
			gateways: classless ? classless.filter((r) => isDefault(r) && r.gateway !== "0.0.0.0").map((r) => r.gateway) : list("router", address4$2),
			server: one("serverid", address4$2),
			serverMac: null,
			dns: list("dns", address4$2),
			search: [...new Set([...list("search", nameOf$2), ...domain])].slice(0, 64),
			selection: selected ? [{
				...selected,
				domains: selected.domains.slice(0, 64)
			}] : [],
			ntp: list("ntpsrv", address4$2),
			mtu: one("mtu", (text) => number(text, SMALLEST_MTU, LARGEST_MTU)),
			routes: plain.filter((r) => !isDefault(r)),
			portal: hex("opt114", uri),
			ipv6Only: ipv6Only === null ? null : seconds(ipv6Only),
			lifetime: lifetime === null || lifetime === INFINITE$1 ? null : seconds(lifetime),
			unpublished: [
				"serverMac",
				...length === null ? ["prefixLength"] : [],
				...lifetime === null ? ["lifetime"] : []
			]
		},
		problems
	};
}
function reader$1(env) {
	const problems = [];
	const one = (name, parse) => {
		const text = env.get(name);
		if (text === void 0 || text === "") return null;
		const value = parse(text);
		if (value === null) problems.push(`${name}: ${JSON.stringify(text.slice(0, 64))}`);
		return value;
	};
	const list = (name, parse) => {
		const words = wordsOf$1(env.get(name));
		const values = words.slice(0, 64).map(parse);
		if (values.includes(null) || words.length > 64) problems.push(`${name}: ${JSON.stringify(env.get(name)?.slice(0, 64))}`);
		return [...new Set(values.filter((value) => value !== null))];
	};
	const hex = (name, decode) => one(name, (text) => {
		const value = HEX$1.test(text) ? decode(Buffer.from(text, "hex")) : null;
		return value?.ok ? value.value : null;
	});
	return {
		problems,
		one,
		list,
		hex
	};
}
function routes(env, name, problems) {
	const text = env.get(name);
	const words = wordsOf$1(name === "routes" ? text?.replaceAll("/", " ") : text);
	const pairs = Array.from({ length: Math.ceil(words.length / 2) }, (_, i) => words.slice(2 * i, 2 * i + 2));
	const found = pairs.slice(0, 64).flatMap(([to = "", via = ""]) => {
		const destination = canonicalPrefix(to.includes("/") ? to : `${to}/32`);
		const gateway = address4$2(via);
		return destination === null || familyOf(destination) !== 4 || gateway === null ? [] : [{
			destination,
			gateway
		}];
	});
	if (found.length !== pairs.length) problems.push(`${name}: ${JSON.stringify(text?.slice(0, 64))}`);
	return found;
}
const isDefault = ({ destination }) => destination === "0.0.0.0/0";
const wordsOf$1 = (text) => (text ?? "").split(" ").filter((word) => word !== "");
function address4$2(text) {
	const address = canonicalAddress(text);
	return address !== null && familyOf(address) === 4 ? address : null;
}
function number(text, from, to) {
	const value = /^\d{1,10}$/.test(text) ? Number(text) : null;
	return value !== null && value >= from && value <= to ? value : null;
}
function uri(bytes) {
	const value = text(bytes);
	return value.ok && value.value.length > LONGEST_URI ? {
		ok: false,
		error: {
			kind: "tooLong",
			offset: LONGEST_URI
		}
	} : value;
}
// adapters/dhcp4/told.ts
const toldOf = (held) => ({
	isFresh: true,
	held,
	isLost: false,
	problems: ""
});
function hear(told, read, ifname, now) {
	if (!read.ok) return {
		told,
		facts: [],
		rejected: [read.problem],
		isAnswer: false
	};
	const { event, env } = read.value;
	const next = {
		...told,
		isFresh: false
	};
	const nothing = {
		told: next,
		facts: [],
		rejected: [],
		isAnswer: false
	};
	switch (event) {
		case "bound":
		case "renew": return bound$1(next, env, ifname, now);
		case "nak": return {
			...lost$1(next, ifname, refusal(env.get("message"))),
			isAnswer: true
		};
		case "deconfig": return told.isFresh || told.held === null ? nothing : lost$1(next, ifname, "the lease has ended, or was given back");
		case "leasefail": return isHeld(told.held, now) ? nothing : lost$1(next, ifname, "no DHCP server answers");
		default: return {
			...nothing,
			rejected: [`an event that udhcpc does not have: ${event}`]
		};
	}
}
function bound$1(told, env, ifname, now) {
	const read = leaseOfEnvironment(env, ifname);
	if (!read.ok) return {
		told,
		facts: [],
		rejected: [read.problem],
		isAnswer: true
	};
	const { lease, problems } = read;
	const held = {
		address: lease.address,
		until: lease.lifetime === null ? null : now + lease.lifetime
	};
	const said = problems.join("; ");
	return {
		told: {
			isFresh: false,
			held,
			isLost: false,
			problems: said
		},
		facts: [world("lease4.bound", lease)],
		rejected: said === told.problems ? [] : problems,
		isAnswer: true
	};
}
const lost$1 = (told, ifname, reason) => ({
	told: {
		...told,
		held: null,
		isLost: true
	},
	facts: told.isLost ? [] : [world("lease4.lost", {
		ifname,
		client: "udhcpc",
		reason
	})],
	rejected: [],
	isAnswer: false
});
const refusal = (message) => message === void 0 ? "the server refused it" : printable$1(`the server refused it: ${message}`, 256);
// adapters/dhcp4/line.ts
function openLine({ folder, ifname, emit, reject, again, answered, every }) {
	const path = join(folder, `udhcpc.${ifname}.fifo`);
	let told = toldOf(readHeld(folder, ifname));
	const waiting = new Set();
	const onLine = (line) => {
		const before = told.held;
		const hearing = hear(told, parseHookLine(line), ifname, bootTime());
		told = hearing.told;
		if (told.held !== before) keepHeld(folder, ifname, told.held);
		if (hearing.facts.length > 0) emit(hearing.facts);
		for (const problem of hearing.rejected) reject(path, problem);
		if (hearing.isAnswer) answered();
		if (told.held === null) for (const resolve of waiting) resolve();
	};
	return {
		path,
		address: () => told.held?.address ?? null,
		isFresh: () => told.isFresh,
		begin: () => {
			told = {
				...told,
				isFresh: true
			};
		},
		untilLost: (within) => new Promise((resolve) => {
			if (told.held === null) return resolve();
			const timer = setTimeout(resolve, within);
			waiting.add(() => {
				clearTimeout(timer);
				resolve();
			});
		}),
		close: openFifo({
			path,
			max: HOOK_LINE_MAX,
			onLine,
			onAgain: again,
			...every ? { every } : {}
		}).close
	};
}
// adapters/dhcp4/recipe.ts
const ASKED = [
	"search",
	"staticroutes",
	"routes",
	"mtu",
	"ntpsrv",
	"114",
	"146"
];
const IPV6_ONLY = "108";
const PACE = [
	"-t",
	"3",
	"-T",
	"1",
	"-A",
	"5"
];
const ROUTINE = /^(started, v|broadcasting (discover|select)|sending (discover|select|renew)|lease of .* obtained|received SIG|performing DHCP renew)/;
function findUdhcpc(program) {
	return program === void 0 ? findProgram("busybox") ?? findProgram("udhcpc") : findProgram(program);
}
const recipeOf = (program, { folder, hook, fifo, ifname, ipv6Only, address }) => ({
	program,
	args: [
		...basename(program) === "udhcpc" ? [] : ["udhcpc"],
		...[
			"-f",
			"-i",
			ifname,
			"-p",
			join(folder, `udhcpc.${ifname}.pid`),
			"-s",
			hook,
			...PACE
		],
		...[...ASKED, ...ipv6Only ? [IPV6_ONLY] : []].flatMap((option) => ["-O", option])
	],
	env: {
		PATH: process.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin",
		MULTIHOME_FIFO: fifo
	},
	extra: () => {
		const before = address();
		return before === null ? [] : ["-r", before];
	}
});
// adapters/dhcp4/udhcpc.ts
const RENEW_WITHIN = 1e3;
const RELEASE_WITHIN = 1e3;
function openUdhcpc(options) {
	let door = null;
	const close = async () => {
		const closing = door;
		door = null;
		await closing?.close();
	};
	return {
		name: "udhcpc",
		carries: ["client"],
		open: async (emit, notice) => {
			await close();
			door = openDoor$2(options, emit, notice);
			await door.supervisor.open();
		},
		close,
		carry: (commands) => door?.carry(commands),
		follow: (facts) => door?.follow(facts),
		release: async () => {
			await door?.release();
			await close();
		}
	};
}
function openDoor$2(options, emit, notice) {
	const { runDirectory, program, times, every, renewWithin = RENEW_WITHIN } = options;
	const folder = join(runDirectory, "udhcpc");
	mkdirSync(folder, {
		recursive: true,
		mode: 448
	});
	chmodSync(folder, 448);
	const hook = join(folder, "hook");
	writeHook(hook, ownHook("udhcpc"));
	const lines = new Map();
	const carriers = new Map();
	const renewing = new Map();
	const supervisor = createSupervisor({
		client: "udhcpc",
		folder,
		emit,
		notice,
		routine: ROUTINE,
		onStart: (ifname) => {
			settle(ifname);
			lines.get(ifname)?.begin();
		},
		...times ? { times } : {}
	});
	function settle(ifname) {
		clearTimeout(renewing.get(ifname));
		renewing.delete(ifname);
	}
	function renew(ifname) {
		if (lines.get(ifname)?.isFresh() !== false || !supervisor.running(ifname)?.signal("SIGUSR1")) return;
		settle(ifname);
		renewing.set(ifname, setTimeout(() => void supervisor.restart(ifname), renewWithin));
	}
	function lineOf(ifname) {
		const known = lines.get(ifname);
		if (known) return known;
		const allowance = createAllowance(8, 1e4);
		const reject = (file, problem) => {
			const before = allowance.allow();
			if (before === null) return;
			const text = printable$1(before === 0 ? problem : `${problem} (after ${before} more)`, 256);
			emit([world("lease4.rejected", {
				ifname,
				client: "udhcpc",
				file: printable$1(file, 512),
				problem: text
			})]);
		};
		const again = (problem) => {
			if (problem !== null) return reject(lines.get(ifname)?.path ?? "", problem);
			notice(`udhcpc.${ifname}: its FIFO had gone and was made anew; the lease is asked for again`);
			renew(ifname);
		};
		const line = openLine({
			folder,
			ifname,
			emit,
			reject,
			again,
			answered: () => settle(ifname),
			...every ? { every } : {}
		});
		lines.set(ifname, line);
		return line;
	}
	async function start(command, ifname) {
		const found = findUdhcpc(program);
		if (found === null) return emit([failed$1(command, "ERR_NO_PROGRAM", `${program ?? "busybox or udhcpc"} is not there: install busybox, or udhcpc (Debian, Alpine)`)]);
		try {
			const { path, address } = lineOf(ifname);
			await supervisor.start(command, ifname, recipeOf(found, {
				folder,
				hook,
				fifo: path,
				ifname,
				ipv6Only: command.client.ipv6Only,
				address
			}));
		} catch (error) {
			emit([failed$1(command, "ERR_NO_FIFO", String(error))]);
		}
	}
	function forget(ifname) {
		if (supervisor.running(ifname)) return;
		settle(ifname);
		lines.get(ifname)?.close();
		lines.delete(ifname);
	}
	function take(command) {
		const ifname = IfName.safeParse(command.client.ifname);
		if (!ifname.success) return emit([failed$1(command, "ERR_BAD_NAME", "not the name of an interface", command.type)]);
		if (command.type === "client.start") start(command, ifname.data);
		else supervisor.stop(command, ifname.data).then(() => forget(ifname.data));
	}
	function look(fact) {
		if (fact.type === "link.removed") {
			carriers.delete(fact.ifname);
			supervisor.drop(fact.ifname, "the interface has gone").then(() => forget(fact.ifname));
		}
		if (fact.type !== "link.appeared" && fact.type !== "link.changed" && fact.type !== "link.carrierChanged") return;
		const before = carriers.get(fact.ifname);
		carriers.set(fact.ifname, {
			carrier: fact.carrier,
			downs: fact.downs
		});
		if (before && fact.carrier && (!before.carrier || fact.downs > before.downs)) renew(fact.ifname);
	}
	return {
		supervisor,
		carry: (commands) => {
			for (const command of commands) {
				if (command.type !== "client.start" && command.type !== "client.stop") continue;
				if (command.client.client === "udhcpc") take(command);
			}
		},
		follow: (facts) => {
			for (const fact of facts) look(fact);
		},
		release: async () => {
			const given = [...lines].filter(([ifname, line]) => !line.isFresh() && supervisor.running(ifname)?.signal("SIGUSR2"));
			await Promise.all(given.map(([, line]) => line.untilLost(RELEASE_WITHIN)));
		},
		close: async () => {
			for (const ifname of [...renewing.keys()]) settle(ifname);
			await supervisor.close();
			for (const line of lines.values()) line.close();
			lines.clear();
		}
	};
}
// adapters/dhcp6/values.ts
const decoded = (value) => ({
	ok: true,
	value
});
const fault = (kind, offset) => ({
	ok: false,
	error: {
		kind,
		offset
	}
});
const OPTION = {
	iaaddr: 5,
	status: 13,
	iaprefix: 26,
	addrselTable: 85,
	ntpAddress: 1,
	ntpName: 3
};
const INFINITE = 4294967295;
const LABELS_MAX = 127;
const LABEL$1 = /^[a-z0-9_-]{1,63}$/;
function fields(bytes, from = 0) {
	const found = [];
	for (let offset = from; offset < bytes.length;) {
		if (offset + 4 > bytes.length) return fault("truncated", offset);
		const end = offset + 4 + uint16(bytes, offset + 2);
		if (end > bytes.length) return fault("truncated", offset);
		found.push({
			code: uint16(bytes, offset),
			value: bytes.subarray(offset + 4, end),
			offset: offset + 4
		});
		offset = end;
	}
	return decoded(found);
}
function association(bytes) {
	const none = {
		addresses: [],
		prefixes: []
	};
	if (bytes.length < 12) return fault("truncated", 0);
	const [t1, t2] = [uint32(bytes, 4), uint32(bytes, 8)];
	const inside = fields(bytes, 12);
	if (!inside.ok) return inside;
	if (t1 > t2 && t2 > 0 || inside.value.some(isRefusal)) return decoded(none);
	let told = none;
	for (const { code, value, offset } of inside.value) {
		const read = code === OPTION.iaaddr ? assignedAddress(value) : code === OPTION.iaprefix ? assignedPrefix(value) : decoded(none);
		if (!read.ok) return fault(read.error.kind, offset + read.error.offset);
		told = {
			addresses: [...told.addresses, ...read.value.addresses],
			prefixes: [...told.prefixes, ...read.value.prefixes]
		};
	}
	return decoded(told);
}
function assignedAddress(bytes) {
	if (bytes.length < 24) return fault("truncated", 0);
	const address = formatAddress(bytes.subarray(0, 16));
	if (!isUnicast(address)) return fault("badValue", 0);
	const told = lifetimes(bytes, 16, fields(bytes, 24));
	return told.ok ? decoded({
		addresses: told.value.map((ends) => ({
			address,
			...ends
		})),
		prefixes: []
	}) : told;
}
function assignedPrefix(bytes) {
	if (bytes.length < 25) return fault("truncated", 0);
	const length = bytes[8] ?? 0;
	if (length === 0 || length > 128) return fault("badValue", 8);
	const prefix = formatPrefix(bytes.subarray(9, 25), length);
	if (!isUnicast(prefix.slice(0, prefix.indexOf("/")))) return fault("badValue", 9);
	const told = lifetimes(bytes, 0, fields(bytes, 25));
	return told.ok ? decoded({
		addresses: [],
		prefixes: told.value.map((ends) => ({
			prefix,
			...ends
		}))
	}) : told;
}
function lifetimes(bytes, at, inside) {
	if (!inside.ok) return inside;
	const [preferred, valid] = [uint32(bytes, at), uint32(bytes, at + 4)];
	if (preferred > valid || inside.value.some(isRefusal)) return decoded([]);
	return decoded([{
		valid: lifetime(valid),
		preferred: lifetime(preferred)
	}]);
}
const lifetime = (told) => told === INFINITE ? null : seconds(told);
const isRefusal = ({ code, value }) => code === OPTION.status && (value.length < 2 || uint16(value, 0) !== 0);
const isUnicast = (address) => ![
	"loopback",
	"linkLocal",
	"multicast",
	"unspecified"
].includes(reachOf$1(address));
function addresses(bytes) {
	if (bytes.length === 0 || bytes.length % 16 !== 0) return fault("badLength", bytes.length);
	const all = Array.from({ length: bytes.length / 16 }, (_, i) => formatAddress(bytes.subarray(16 * i, 16 * i + 16)));
	const bad = all.findIndex((address) => [
		"loopback",
		"multicast",
		"unspecified"
	].includes(reachOf$1(address)));
	return bad < 0 ? decoded(all) : fault("badValue", 16 * bad);
}
function names(bytes) {
	const all = domains(bytes, 0);
	return all.ok && all.value.includes(".") ? fault("badValue", 0) : all;
}
function domains(bytes, start) {
	const all = [];
	for (let offset = start; offset < bytes.length;) {
		const labels = [];
		let at = offset;
		for (let length = bytes[at]; length !== 0; length = bytes[at]) {
			if (length === void 0 || at + 1 + length > bytes.length) return fault("truncated", at);
			const label = Buffer.from(bytes.subarray(at + 1, at + 1 + length)).toString("latin1").toLowerCase();
			if (!LABEL$1.test(label)) return fault("badValue", at);
			labels.push(label);
			if (labels.length > LABELS_MAX) return fault("tooLong", at);
			at += 1 + length;
		}
		const name = labels.length === 0 ? "." : labels.join(".");
		if (name.length > 253) return fault("badValue", offset);
		all.push(name);
		offset = at + 1;
	}
	return decoded(all);
}
function ntpServers(bytes) {
	const inside = fields(bytes);
	if (!inside.ok) return inside;
	const found = [];
	for (const { code, value, offset } of inside.value) {
		const read = code === OPTION.ntpAddress ? addresses(value) : code === OPTION.ntpName ? names(value) : decoded([]);
		if (!read.ok) return fault(read.error.kind, offset + read.error.offset);
		found.push(...read.value);
	}
	return decoded(found);
}
const [FLAG_AUTOMATIC, FLAG_PRIVACY] = [2, 1];
function policyFlags([flags]) {
	if (flags === void 0) return fault("truncated", 0);
	return decoded({
		automatic: (flags & FLAG_AUTOMATIC) !== 0,
		privacy: (flags & FLAG_PRIVACY) !== 0
	});
}
function policyTable(bytes) {
	if (bytes.length < 1) return fault("truncated", 0);
	const inside = fields(bytes, 1);
	if (!inside.ok) return inside;
	const rows = [];
	for (const { code, value, offset } of inside.value) {
		if (code !== OPTION.addrselTable) continue;
		const [label = 0, precedence = 0, length = 0] = value;
		if (length > 128) return fault("badValue", offset + 2);
		if (value.length !== 3 + Math.ceil(length / 8)) return fault("badLength", offset);
		const prefix = new Uint8Array(16);
		prefix.set(value.subarray(3));
		rows.push({
			prefix: formatPrefix(prefix, length),
			precedence,
			label
		});
	}
	return decoded(rows);
}
const uint16 = (bytes, at) => (bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0);
const uint32 = (bytes, at) => uint16(bytes, at) * 65536 + uint16(bytes, at + 2);
// adapters/dhcp6/selection.ts
const HEAD = 17;
const PREFERENCES = [
	"medium",
	"high",
	"medium",
	"low"
];
function selection(bytes) {
	if (bytes.length < HEAD) return fault("truncated", bytes.length);
	const servers = addresses(bytes.subarray(0, 16));
	if (!servers.ok) return servers;
	const known = domains(bytes, HEAD);
	if (!known.ok) return known;
	if (known.value.length === 0) return fault("truncated", HEAD);
	return decoded({
		servers: servers.value,
		preference: PREFERENCES[(bytes[16] ?? 0) & 3] ?? "medium",
		domains: known.value
	});
}
// adapters/dhcp6/lease.ts
const CLIENT$1 = "dhcpcd";
const GIVES = new Set([
	"BOUND6",
	"RENEW6",
	"REBIND6",
	"REBOOT6",
	"INFORM6"
]);
const TAKES = {
	EXPIRE6: "expired",
	STOP6: "the client stopped",
	RELEASE6: "released",
	NAK6: "refused"
};
function factsOf(env, ifname) {
	const reason = env.get("reason") ?? "";
	const taken = Object.hasOwn(TAKES, reason) ? TAKES[reason] : void 0;
	if (taken !== void 0) return [world("lease6.lost", {
		ifname,
		client: CLIENT$1,
		reason: taken
	})];
	if (!GIVES.has(reason)) return [];
	if (env.get("interface") !== ifname) return [rejected(ifname, `told of ${env.get("interface") ?? "no interface"}`)];
	const { lease, problems } = leaseOf$1(env, ifname, reason === "INFORM6" ? "stateless" : "stateful");
	const told = lease.kind === "stateful" && lease.addresses.length + lease.prefixes.length === 0 ? world("lease6.lost", {
		ifname,
		client: CLIENT$1,
		reason: "nothing was assigned"
	}) : world("lease6.bound", lease);
	return [...problems.map((problem) => rejected(ifname, problem)), told];
}
const rejected = (ifname, problem) => world("lease6.rejected", {
	ifname,
	client: CLIENT$1,
	file: "hook",
	problem: problem.replaceAll(/[^ -~]+/g, " ").slice(0, 256)
});
function leaseOf$1(env, ifname, kind) {
	const problems = [];
	const option = (name, reader) => {
		const text = env.get(`new_dhcp6_${name}`);
		if (text === void 0) return null;
		const bytes = bytesOf(text);
		const read = bytes.ok ? reader(bytes.value) : bytes;
		if (read.ok) return read.value;
		problems.push(`${name}: ${read.error.kind} at ${read.error.offset}`);
		return null;
	};
	const few = (name, all) => {
		if (all.length > 64) problems.push(`${name}: ${all.length - 64} entries too many`);
		return all.slice(0, 64);
	};
	const assigned = kind === "stateful" ? option("ia_na", association) : null;
	const delegated = kind === "stateful" ? option("ia_pd", association) : null;
	const ntp = option("mh_ntp", ntpServers) ?? [];
	const table = option("mh_policy", policyTable);
	const flags = table && option("mh_policy", policyFlags);
	const selections = () => [...env.keys()].flatMap((key) => SELECTION.exec(key)?.[1] ?? []).toSorted((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0])).flatMap((name) => option(name, selection) ?? []).map((one) => ({
		...one,
		domains: few("mh_selection", one.domains)
	}));
	return {
		lease: {
			ifname,
			client: CLIENT$1,
			kind,
			addresses: few("ia_na", lastOf(assigned?.addresses ?? [], (a) => a.address)),
			prefixes: few("ia_pd", lastOf(delegated?.prefixes ?? [], (p) => p.prefix)),
			server: option("server_id", duid),
			dns: few("mh_dns", [...new Set(option("mh_dns", addresses) ?? [])]),
			search: few("mh_search", [...new Set(option("mh_search", names) ?? [])]),
			selection: few("mh_selection", selections()),
			ntp: few("mh_ntp", [...new Set([...ntp, ...option("mh_sntp", addresses) ?? []])]),
			policyTable: table && few("mh_policy", table),
			...flags ? { policyFlags: flags } : {},
			unpublished: []
		},
		problems
	};
}
const SELECTION = /^new_dhcp6_(mh_selection\d{1,4}_value)$/;
const lastOf = (rows, key) => [...new Map(rows.map((row) => [key(row), row])).values()];
const HEX = /^(?:[0-9a-f]{2})+$/;
function bytesOf(hex) {
	return HEX.test(hex) ? decoded(Uint8Array.from(Buffer.from(hex, "hex"))) : fault("badValue", 0);
}
const duid = (bytes) => bytes.length <= 130 ? decoded(Buffer.from(bytes).toString("hex")) : fault("tooLong", 130);
// adapters/dhcp6/ear.ts
const [BURST, REFILL] = [16, 1e3];
function listen(ifname, path, tell, notice) {
	const allowance = createAllowance(BURST, REFILL);
	let waiting = null;
	let isLost = false;
	function hear(line) {
		if (waiting !== null) {
			waiting = { line };
			return;
		}
		if (allowance.allow() === null) {
			waiting = { line };
			timer = setTimeout(again, REFILL).unref();
			return;
		}
		const read = parseHookLine(line);
		const facts = read.ok ? factsOf(read.value.env, ifname) : [rejected(ifname, read.problem)];
		for (const { type } of facts) if (type !== "lease6.rejected") isLost = type === "lease6.lost";
		if (facts.length > 0) tell(facts);
	}
	function again() {
		const next = waiting;
		waiting = null;
		if (next) hear(next.line);
	}
	let timer;
	const fifo = openFifo({
		path,
		max: HOOK_LINE_MAX,
		onLine: hear,
		onAgain: (problem) => notice(`dhcp6: the FIFO of ${ifname} ${problem === null ? "had gone and was made again" : `has gone: ${problem}`}`)
	});
	return {
		hasLost: () => isLost,
		close: () => {
			clearTimeout(timer);
			fifo.close();
		}
	};
}
// adapters/dhcp6/recipe.ts
function configOf({ managed, delegated }, script) {
	const asked = [...managed ? ["ia_na"] : [], ...delegated ? ["ia_pd 1"] : []];
	return `# Written by multihome for each start.
ipv6only
noipv6rs
noconfigure
persistent
reboot 0
define6 3 norequest binhex ia_na
define6 25 norequest binhex ia_pd
define6 23 binhex mh_dns
define6 24 binhex mh_search
define6 31 binhex mh_sntp
define6 56 binhex mh_ntp
define6 74 index option mh_selection
embed binhex value
define6 84 binhex mh_policy
option dhcp6_mh_dns, dhcp6_mh_search, dhcp6_mh_sntp, dhcp6_mh_ntp, dhcp6_mh_policy, dhcp6_mh_selection
${(asked.length > 0 ? asked : ["inform6"]).join("\n")}
script ${script}
`;
}
const argumentsOf = (ifname, config) => [
	"-B",
	"-6",
	"-f",
	config,
	ifname
];
const fileNameOf = (ifname) => ifname.replaceAll(/[^A-Za-z0-9.-]/g, (c) => `_${c.charCodeAt(0).toString(16)}`).replaceAll(/^\.+/g, "_");
// adapters/dhcp6/door.ts
function openDhcp6(options) {
	let door = null;
	return {
		name: "dhcp6",
		carries: ["client"],
		open: async (emit, notice) => {
			await door?.close();
			door = await openDoor$1(options, emit, notice);
		},
		carry: (commands) => {
			for (const command of commands) if (isOurs(command)) door?.take(command);
		},
		follow: (facts) => {
			for (const fact of facts) if (fact.type === "link.removed") door?.gone(fact.ifname);
		},
		close: async () => {
			const closing = door;
			door = null;
			await closing?.close();
		}
	};
}
const isOurs = (command) => (command.type === "client.start" || command.type === "client.stop") && command.client.client === "dhcpcd";
async function openDoor$1({ folder, program = CLIENT$1, root = "/" }, emit, notice) {
	const supervisor = createSupervisor({
		client: CLIENT$1,
		folder,
		emit,
		notice
	});
	const ears = new Map();
	const turns = new Map();
	await supervisor.open();
	let isClosed = false;
	const tell = (facts) => {
		if (!isClosed && facts.length > 0) emit(facts);
	};
	function inTurn(ifname, run) {
		const turn = (turns.get(ifname) ?? Promise.resolve()).then(run).finally(() => turns.get(ifname) === turn && turns.delete(ifname));
		turns.set(ifname, turn);
	}
	async function start(command, ifname) {
		const refuse = (code, problem) => tell([failed$1(command, code, problem)]);
		const found = findProgram(program);
		if (found === null) return refuse("ERR_NO_PROGRAM", `${program} is not on PATH; DHCPv6 needs dhcpcd, version 9 or later`);
		const other = otherClient(root, ifname, supervisor.running(ifname)?.pid ?? null);
		if (other !== null) return refuse("ERR_IN_USE", other);
		const config = prepare(command, ifname);
		await supervisor.start(command, ifname, {
			program: found,
			args: argumentsOf(ifname, config),
			env: {
				PATH: process.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin",
				MULTIHOME_ASKS: asksOf(command)
			}
		});
	}
	function prepare({ client }, ifname) {
		const own = join(folder, `${CLIENT$1}.${fileNameOf(ifname)}`);
		mkdirSync(own, {
			recursive: true,
			mode: 448
		});
		const [fifo, script, config] = [
			join(own, "fifo"),
			join(own, "script"),
			join(own, "conf")
		];
		if (!ears.has(ifname)) ears.set(ifname, listen(ifname, fifo, tell, notice));
		writeHook(script, foreignHook("The script of a dhcpcd", fifo, CLIENT$1));
		writeFileSync(config, configOf(client, script), { mode: 384 });
		return config;
	}
	async function stop(command, ifname) {
		await supervisor.stop(command, ifname);
		forget(ifname, "the client was stopped");
	}
	function forget(ifname, reason) {
		const ear = ears.get(ifname);
		ears.delete(ifname);
		ear?.close();
		if (ear && !ear.hasLost()) tell([world("lease6.lost", {
			ifname,
			client: CLIENT$1,
			reason
		})]);
	}
	async function carry(command, ifname) {
		try {
			await (command.type === "client.start" ? start(command, ifname) : stop(command, ifname));
		} catch (error) {
			tell([failed$1(command, "ERR_NOT_STARTED", String(error), command.type)]);
		}
	}
	return {
		take: (command) => {
			const name = IfName.safeParse(command.client.ifname);
			if (!name.success) return tell([failed$1(command, "EINVAL", "no interface name", command.type)]);
			inTurn(name.data, () => carry(command, name.data));
		},
		gone: (ifname) => {
			const reason = "the interface has gone";
			inTurn(ifname, () => supervisor.drop(ifname, reason).then(() => forget(ifname, reason)));
		},
		close: async () => {
			isClosed = true;
			await supervisor.close();
			await Promise.all(turns.values());
			for (const ear of ears.values()) ear.close();
		}
	};
}
const asksOf = ({ client }) => [client.managed && "addresses", client.delegated && "prefixes"].filter((what) => what !== false).join(" ");
function otherClient(root, ifname, own) {
	for (const file of [
		"pid",
		`${ifname}.pid`,
		`${ifname}-6.pid`
	]) {
		const pid = Number(read(join(root, "run/dhcpcd", file)) ?? 0);
		if (pid > 0 && pid !== own && read(join(root, `proc/${pid}/comm`))?.trim() === "dhcpcd") return `another dhcpcd runs here (process ${pid}, /run/dhcpcd/${file}): a second one would only hand its arguments to it`;
	}
	return null;
}
function read(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return null;
	}
}
// adapters/information/ijson.ts
const DEPTH_MAX = 16;
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
const COLON = /[\t\n\r ]*:/y;
function readIJson(bytes) {
	let text;
	try {
		text = new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch {
		return {
			ok: false,
			problem: "it is no UTF-8"
		};
	}
	try {
		const value = JSON.parse(text);
		const fault = beyondProfile(text);
		return fault === null ? {
			ok: true,
			value
		} : {
			ok: false,
			problem: fault
		};
	} catch {
		return {
			ok: false,
			problem: "it is no JSON"
		};
	}
}
function beyondProfile(text) {
	const open = [];
	for (const match of text.matchAll(TOKEN)) {
		const [token] = match;
		if (open.length > DEPTH_MAX) return `it is nested deeper than ${DEPTH_MAX}`;
		if (token === "{") open.push(new Set());
		else if (token === "[") open.push(null);
		else if (token === "}" || token === "]") open.pop();
		else {
			const string = String(JSON.parse(token));
			if (!string.isWellFormed()) return "a string has half a character";
			const names = open.at(-1);
			COLON.lastIndex = match.index + token.length;
			if (!names || !COLON.test(text)) continue;
			if (names.has(string)) return `${JSON.stringify(string.slice(0, 64))} stands there twice`;
			names.add(string);
		}
	}
	return null;
}
// adapters/information/document.ts
const DOCUMENT_MAX = 65536;
const LONGEST = millis(4294967295e3);
const KNOWN = [
	"identifier",
	"expires",
	"prefixes",
	"dnsZones",
	"noInternet"
];
function parseDocument(bytes, identity, now) {
	if (bytes.length > 65536) return refused$1(`it has more than ${DOCUMENT_MAX} bytes`);
	const read = readIJson(bytes);
	if (!read.ok) return read;
	if (!isObject(read.value)) return refused$1("it is no JSON object");
	const { identifier, expires, prefixes, dnsZones = [], noInternet = false } = read.value;
	if (typeof identifier !== "string") return refused$1("it has no identifier");
	if (nameOf$1(identifier) !== nameOf$1(identity)) return refused$1(`its identifier is ${quoted(identifier)} and not ${identity}`);
	const left = typeof expires === "string" ? leftOf(expires, now) : null;
	if (left === null) return refused$1(expires === void 0 ? "it has no expires" : `its expires is no date: ${quoted(expires)}`);
	if (left <= 0) return refused$1(`it has expired: ${quoted(expires)}`);
	const covered = listOf(prefixes, prefixOf);
	if (!covered.ok) return refused$1(prefixes === void 0 ? "it has no prefixes" : `its prefixes are no list of IPv6 prefixes: ${covered.what}`);
	const zones = listOf(dnsZones, zoneOf);
	if (!zones.ok) return refused$1(`its dnsZones are no list of names: ${zones.what}`);
	if (typeof noInternet !== "boolean") return refused$1(`its noInternet is neither true nor false: ${quoted(noInternet)}`);
	const names = Object.keys(read.value).filter((key) => !KNOWN.includes(key)).slice(0, 64).map((key) => key.slice(0, 64).toWellFormed());
	return {
		ok: true,
		value: {
			expires: millis(Math.min(LONGEST, left)),
			prefixes: covered.values,
			dnsZones: zones.values,
			noInternet,
			ignored: names
		}
	};
}
const nameOf$1 = (name) => name.replace(/\.$/, "").replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
function leftOf(text, now) {
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i.test(text)) return null;
	const moment = Date.parse(text.toUpperCase());
	return Number.isFinite(moment) ? Math.floor(moment - now) : null;
}
const prefixOf = (text) => text.length <= 64 && familyOf(text) === 6 ? canonicalPrefix(text) : null;
function zoneOf(text) {
	const name = nameOf$1(text);
	return name.length <= 253 && /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/.test(name) ? name : null;
}
function listOf(value, read) {
	if (!Array.isArray(value)) return {
		ok: false,
		what: quoted(value)
	};
	if (value.length > 64) return {
		ok: false,
		what: `more than 64`
	};
	const values = [];
	for (const item of value) {
		const one = typeof item === "string" ? read(item) : null;
		if (one === null) return {
			ok: false,
			what: quoted(item)
		};
		values.push(one);
	}
	return {
		ok: true,
		values: [...new Set(values)]
	};
}
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const quoted = (value) => (JSON.stringify(value) ?? "nothing").slice(0, 80).toWellFormed();
const refused$1 = (problem) => ({
	ok: false,
	problem
});
// adapters/information/lookup.ts
const TYPE = {
	4: 1,
	6: 28
};
const PORT$1 = 53;
const [WAIT, TRIES] = [2e3, 2];
const SERVERS_MAX = 4;
async function lookup(dns, name, family, from, signal) {
	for (let i = 0; i < TRIES; i += 1) for (const server of from.servers.slice(0, SERVERS_MAX)) {
		const answer = await askOnce(dns, name, family, server, from, signal);
		if (signal.aborted) return [];
		if (answer && !answer.truncated && answer.rcode === 0) return answer.addresses.filter((address) => isTarget(address));
		if (answer?.rcode === NXDOMAIN) return [];
	}
	return [];
}
const NXDOMAIN = 3;
const isTarget = (address) => ![
	"loopback",
	"linkLocal",
	"multicast",
	"unspecified"
].includes(reachOf$1(address));
function askOnce(dns, name, family, server, from, signal) {
	const via = familyOf(server);
	const isLinkLocal = reachOf$1(server) === "linkLocal";
	const source = isLinkLocal ? null : from.sources.find((s) => familyOf(s) === via) ?? null;
	const question = {
		id: randomInt(65536),
		name,
		type: TYPE[family]
	};
	const bytes = dns.encodeQuestion(question);
	if (!bytes || source === null && !isLinkLocal) return Promise.resolve(null);
	const bound = udpBound({
		ifname: from.ifname,
		source,
		family: via
	});
	if (!bound.ok) return Promise.resolve(null);
	const socket = bound.value;
	const { promise, resolve } = Promise.withResolvers();
	const to = zoned(server, from.ifname);
	const isFromServer = (peer) => peer.port === PORT$1 && peer.address.split("%", 1)[0] === to.split("%", 1)[0];
	const give = () => resolve(null);
	const timer = setTimeout(give, WAIT);
	signal.addEventListener("abort", give, { once: true });
	socket.on("error", give);
	socket.on("message", (message, peer) => {
		if (!isFromServer(peer)) return;
		const answer = dns.decodeAnswer(message, question);
		if (answer.ok) resolve(answer.value);
	});
	socket.send(bytes, PORT$1, to, (error) => {
		if (error) give();
	});
	return promise.finally(() => {
		clearTimeout(timer);
		signal.removeEventListener("abort", give);
		socket.close();
	});
}
// adapters/information/fetch.ts
const WITHIN = 2e4;
const REDIRECTIONS_MAX = 3;
const PORT = 443;
const ACCEPT = "application/pvd+json";
const PASSING = /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ENODEV|EACCES|EPERM|ENOBUFS|EMFILE|ENFILE|ERR_SYSTEM_CALL)$/;
async function fetchInformation(spec, trust, stop) {
	const signal = AbortSignal.any([stop, AbortSignal.timeout(WITHIN)]);
	let url = new URL(`https://${spec.identity.replace(/\.$/, "")}/.well-known/pvd`);
	try {
		for (let i = 0; i <= REDIRECTIONS_MAX; i += 1) {
			const answer = await ask(url, spec, trust, signal);
			if (answer.kind !== "moved") return answer;
			const next = URL.parse(answer.to, url);
			if (next?.protocol !== "https:" || next.port !== "") return refused(`it was redirected to ${answer.to.slice(0, 100)}`);
			url = next;
		}
		return refused(`it was redirected more than ${REDIRECTIONS_MAX} times`);
	} catch (cause) {
		return failed(cause, signal);
	}
}
async function ask(url, spec, trust, signal) {
	const socket = await reach(url.hostname, spec, trust, signal);
	if (!socket) return {
		kind: "unreached",
		problem: `no server of this network knows an address of ${url.hostname}`
	};
	try {
		const response = await respond(url, socket, signal);
		const { statusCode: status = 0, headers } = response;
		if (status >= 300 && status < 400 && headers.location !== void 0) return {
			kind: "moved",
			to: headers.location
		};
		if (status < 200 || status >= 300) return refused(`HTTP status ${status}`);
		const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
		if (type !== ACCEPT) return refused(`its type is ${JSON.stringify(type)} and not ${ACCEPT}`);
		const bytes = await bodyOf(response);
		if (bytes === null) return refused(`it has more than ${DOCUMENT_MAX} bytes`);
		const parsed = parseDocument(bytes, spec.identity, (trust.now ?? Date.now)());
		return parsed.ok ? {
			kind: "received",
			document: parsed.value
		} : refused(parsed.problem);
	} finally {
		socket.destroy();
	}
}
async function reach(name, spec, { dns, ca }, signal) {
	let last = null;
	for (const source of spec.sources) for (const host of await lookup(dns, name, familyOf(source), spec, signal)) try {
		const tcp = await connectBound({
			ifname: spec.ifname,
			source,
			host,
			port: PORT,
			signal
		});
		const trusted = ca === void 0 ? {} : { ca: [...rootCertificates, ca] };
		return await secured(connect$1({
			socket: tcp,
			servername: name,
			ALPNProtocols: ["http/1.1"],
			...trusted,
			checkServerIdentity: isNamed
		}), signal);
	} catch (cause) {
		if (!isPassing(cause)) throw cause;
		last = cause;
	}
	signal.throwIfAborted();
	if (last !== null) throw last;
	return null;
}
const isNamed = (name, certificate) => certificate.subjectaltname === void 0 ? new Error("the certificate names no host") : checkServerIdentity(name, certificate);
function secured(socket, signal) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error("stopped"));
	socket.once("secureConnect", () => resolve(socket)).on("error", reject);
	socket.once("close", () => reject(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" })));
	signal.addEventListener("abort", abort, { once: true });
	socket.once("close", () => signal.removeEventListener("abort", abort));
	if (signal.aborted) abort();
	return promise;
}
function respond(url, socket, signal) {
	const { promise, resolve, reject } = Promise.withResolvers();
	request(url, {
		method: "GET",
		headers: {
			accept: ACCEPT,
			"accept-encoding": "identity",
			connection: "close"
		},
		signal,
		createConnection: () => socket
	}, resolve).on("error", reject).end();
	return promise;
}
async function bodyOf(response) {
	const chunks = [];
	let length = 0;
	for await (const chunk of response) {
		const bytes = Buffer.from(chunk);
		length += bytes.length;
		if (length > 65536) return null;
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}
const codeOf$1 = (cause) => cause instanceof Error && "code" in cause ? String(cause.code) : "";
const isPassing = (cause) => PASSING.test(codeOf$1(cause)) || cause instanceof Error && cause.name === "SystemCallError";
const refused = (problem) => ({
	kind: "refused",
	problem
});
function failed(cause, signal) {
	if (signal.aborted) return {
		kind: "unreached",
		problem: `no answer within ${WITHIN} ms`
	};
	const problem = (cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
	return {
		kind: isPassing(cause) ? "unreached" : "refused",
		problem
	};
}
// adapters/information/index.ts
function openInformation(trust, fetch = fetchInformation) {
	let emit = null;
	const running = new Map();
	const run = async (command) => {
		const stop = new AbortController();
		running.get(command.pvd)?.abort();
		running.set(command.pvd, stop);
		const outcome = await fetch(command, trust, stop.signal);
		if (running.get(command.pvd) !== stop) return;
		running.delete(command.pvd);
		emit?.([factOf(command, outcome)]);
	};
	return {
		name: "information",
		carries: ["information"],
		open: async (to) => {
			emit = to;
		},
		carry: (commands) => {
			for (const command of commands) if (command.type === "information.fetch") run(command);
		},
		close: async () => {
			emit = null;
			for (const stop of running.values()) stop.abort();
			running.clear();
		}
	};
}
function factOf({ id, pvd, ifname, generation, identity, sequence }, outcome) {
	const asked = {
		pvd,
		ifname: IfName.parse(ifname),
		generation,
		identity,
		sequence
	};
	switch (outcome.kind) {
		case "received": return answer(id, "information.received", {
			...asked,
			...outcome.document
		});
		case "refused": return answer(id, "information.refused", {
			...asked,
			problem: printable(outcome.problem)
		});
		case "unreached": return answer(id, "information.unreached", {
			...asked,
			problem: printable(outcome.problem)
		});
		default: return outcome;
	}
}
const printable = (problem) => problem.toWellFormed().slice(0, 256);
const LINES_MAX = 4096;
const LABEL = /^[a-z0-9_-]{1,63}$/;
function sectionsOf(text) {
	const sections = new Map();
	let keys = new Map();
	sections.set("", keys);
	for (const line of text.split("\n", LINES_MAX)) {
		if (line.startsWith("#") || line.startsWith(";")) continue;
		const header = /^\[([^\]]{1,64})\]\s*$/.exec(line)?.[1];
		const equals = line.indexOf("=");
		if (header !== void 0) {
			keys = sections.get(header) ?? new Map();
			sections.set(header, keys);
		} else if (equals > 0) keys.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
	}
	return sections;
}
const wordsOf = (text) => (text ?? "").split(/\s+/).filter((word) => word !== "");
function reader() {
	const problems = [];
	const bad = (what, word) => {
		if (problems.length < 8) problems.push(`${what}: ${JSON.stringify(word.slice(0, 64))} cannot be read`);
	};
	const list = (what, words, read) => {
		if (words.length > 64) problems.push(`${what}: ${words.length - 64} entries too many`);
		return words.slice(0, 64).flatMap((word) => {
			const value = read(word);
			if (value === null) bad(what, String(word));
			return value === null ? [] : [value];
		});
	};
	const optional = (what, word, read) => word === void 0 || word === "" ? null : list(what, [word], read)[0] ?? null;
	return {
		problems,
		addresses4: (what, words) => list(what, words, address4$1),
		address4: (what, word) => optional(what, word, address4$1),
		names: (what, words) => [...new Set(list(what, words, nameOf))],
		routes: (what, pairs) => list(what, pairs, ([destination, gateway]) => route(destination, gateway)),
		count: (what, word, least, most = 4294967295) => optional(what, word, (text) => /^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null)
	};
}
function nameOf(text) {
	const name = text.toLowerCase().replace(/\.$/, "");
	return name.length <= 253 && name.split(".").every((label) => LABEL.test(label)) ? name : null;
}
function maskLength(mask) {
	const address = address4$1(mask);
	if (address === null) return null;
	const bits = address.split(".").map((byte) => Number(byte).toString(2).padStart(8, "0")).join("");
	const length = bits.indexOf("0") < 0 ? 32 : bits.indexOf("0");
	return bits.includes("1", length) ? null : length;
}
function gatewaysAndRoutes(classless, routers, others) {
	const isDefault = ({ destination }) => destination === "0.0.0.0/0";
	const gateways = classless?.filter((r) => isDefault(r) && r.gateway !== "0.0.0.0").map(({ gateway }) => gateway) ?? routers;
	return {
		gateways: [...new Set(gateways)],
		routes: (classless ?? others).filter((r) => !isDefault(r))
	};
}
const address4$1 = (text) => {
	const address = canonicalAddress(text);
	return address !== null && familyOf(address) === 4 ? address : null;
};
function route(destination, gateway) {
	const prefix = canonicalPrefix(destination);
	const via = address4$1(gateway ?? "");
	return prefix === null || familyOf(prefix) !== 4 || via === null ? null : {
		destination: prefix,
		gateway: via
	};
}
// adapters/managers/reading.ts
const reading = (value) => ({
	ok: true,
	value
});
const unreadable = (kind, offset) => ({
	ok: false,
	error: {
		kind,
		offset
	}
});
// adapters/managers/dhclient.ts
function parseDhclientLeases(text, interfaces) {
	const blocks = blocksOf(text);
	if (!blocks.ok) return blocks;
	const last = new Map();
	for (const block of blocks.value) {
		const name = block.find(([key]) => key === "interface")?.[1];
		const ifname = interfaces.find((known) => known === name);
		if (ifname !== void 0) last.set(ifname, block);
	}
	return reading(new Map([...last].map(([ifname, block]) => [ifname, leaseOf(ifname, block)])));
}
function leaseOf(ifname, block) {
	const options = new Map(block.filter(([key]) => key === "option").map(([, name, ...values]) => [name ?? "", values]));
	const read = reader();
	const option = (name) => options.get(name) ?? [];
	const address = read.address4("fixed-address", block.find(([key]) => key === "fixed-address")?.[1]);
	if (address === null) return unreadable("noAddress", 0);
	const prefixLength = maskLength(option("subnet-mask")[0] ?? "");
	const bytes = options.get("rfc3442-classless-static-routes");
	const classless = bytes ? read.routes("rfc3442-classless-static-routes", routesOf(bytes)) : null;
	const expiry = expiryOf(block.find(([key]) => key === "expire") ?? []);
	const portal = option("default-url")[0];
	return reading({
		lease: {
			ifname,
			client: "dhclient",
			address,
			prefixLength: prefixLength ?? 32,
			...gatewaysAndRoutes(classless, read.addresses4("routers", option("routers")), []),
			server: read.address4("dhcp-server-identifier", option("dhcp-server-identifier")[0]),
			serverMac: null,
			dns: read.addresses4("domain-name-servers", option("domain-name-servers")),
			search: [...new Set([...read.names("domain-search", option("domain-search")), ...read.names("domain-name", option("domain-name"))])].slice(0, 64),
			selection: [],
			ntp: read.addresses4("ntp-servers", option("ntp-servers")),
			mtu: read.count("interface-mtu", option("interface-mtu")[0], 68, 65535),
			portal: portal === void 0 || portal.length > 1024 ? null : portal,
			ipv6Only: null,
			unpublished: [
				"serverMac",
				"selection",
				"ipv6Only",
				...prefixLength === null ? ["prefixLength"] : [],
				...expiry === void 0 ? ["lifetime"] : []
			]
		},
		expiry: expiry ?? null,
		problems: read.problems
	});
}
function routesOf(values) {
	const routes = [];
	for (let at = 0; at < values.length;) {
		const length = Number(values[at]);
		const significant = Number.isInteger(length) && length >= 0 && length <= 32 ? Math.ceil(length / 8) : 4;
		const prefix = [
			...values.slice(at + 1, at + 1 + significant),
			"0",
			"0",
			"0",
			"0"
		].slice(0, 4);
		routes.push([`${prefix.join(".")}/${values[at]}`, values.slice(at + 1 + significant, at + 5 + significant).join(".")]);
		at += 5 + significant;
	}
	return routes;
}
function expiryOf([, first, second, third]) {
	if (first === "never") return null;
	if (first === "epoch") return /^\d{1,12}$/.test(second ?? "") ? Number(second) * 1e3 : void 0;
	const day = /^(\d{4})\/(\d{2})\/(\d{2})$/.exec(second ?? "");
	const time = /^\d{2}:\d{2}:\d{2}$/.exec(third ?? "")?.[0];
	const moment = day && time ? Date.parse(`${day[1]}-${day[2]}-${day[3]}T${time}Z`) : NaN;
	return Number.isNaN(moment) ? void 0 : moment;
}
function blocksOf(text) {
	const blocks = [];
	let statements = [];
	let words = [];
	let depth = 0;
	let isLease = false;
	for (const { 0: token, index } of text.matchAll(/#[^\n]*|"(?:[^"\\]|\\.)*"?|[{};]|[^\s{};",#]+/gs)) {
		if (token.startsWith("#")) continue;
		if (token === "{") {
			if (depth === 0) [isLease, statements] = [words.length === 1 && words[0] === "lease", []];
			[depth, words] = [depth + 1, []];
		} else if (token === "}") {
			if (depth === 0) return unreadable("unexpectedBrace", index);
			depth -= 1;
			words = [];
			if (depth === 0 && isLease) blocks.push(statements);
		} else if (token === ";") {
			if (depth === 1) statements.push(words);
			words = [];
		} else if (token.startsWith("\"") && (token.length === 1 || !token.endsWith("\""))) return unreadable("truncated", index);
		else words.push(token.startsWith("\"") ? token.slice(1, -1).replace(/\\(["\\])/g, "$1") : token);
	}
	return depth > 0 ? unreadable("truncated", text.length) : reading(blocks);
}
// adapters/managers/dhcpcd.ts
function parseDhcpcdLease(bytes, { ifname, written }, readDhcp4) {
	const read = readDhcp4(bytes, {
		ifname,
		client: "dhcpcd",
		age: millis(0)
	});
	if (!read.ok) return read;
	const { lifetime, ...lease } = read.value.lease;
	return reading({
		lease,
		expiry: lifetime === null ? null : written + lifetime,
		problems: read.value.problems
	});
}
function leaseOwner(file, interfaces) {
	if (!file.endsWith(".lease")) return null;
	const names = [file.slice(0, -6), file.slice(0, -6).replace(/^dhcpcd-/, "")];
	return longest(interfaces.filter((ifname) => names.some((name) => name === ifname || name.startsWith(`${ifname}-`))));
}
function stateOwner(file, interfaces) {
	return longest(interfaces.filter((ifname) => file.startsWith(`${ifname}.`) || file.startsWith(`${ifname}-`)));
}
const longest = (names) => [...names].sort((a, b) => b.length - a.length)[0] ?? null;
// adapters/managers/difference.ts
const NOTHING = {
	managers: new Map(),
	leases: new Map(),
	resolvers: new Map(),
	rejected: [],
	unread: new Set(),
	notices: []
};
const SAME_EXPIRY = 2e3;
function settled(after, before, now) {
	const current = [...after.leases].filter(([key, told]) => told.expiry === null || told.expiry > now || isSame(before.leases.get(key), told));
	const kept = [...before.leases].filter(([key, { file }]) => after.unread.has(file) && !after.leases.has(key));
	const covered = [...before.resolvers].filter(([file]) => after.unread.has(file) && !after.resolvers.has(file));
	return {
		...after,
		leases: new Map([...current, ...kept]),
		resolvers: new Map([...after.resolvers, ...covered])
	};
}
function differences(before, after, now) {
	return [
		...changed(before.managers, after.managers).map((manager) => world("manager.noticed", manager)),
		...changed(before.resolvers, after.resolvers).map((resolver) => world("resolver.published", resolver)),
		...after.rejected.filter((one) => !before.rejected.some((other) => isEqual(one, other))).map((one) => world("lease4.rejected", one)),
		...[...after.leases].filter(([key, told]) => !isSame(before.leases.get(key), told)).map(([, told]) => bound(told, now)),
		...missing(before.leases, after.leases).map(({ lease, file }) => lost(lease.ifname, lease.client, file, after)),
		...missing(before.resolvers, after.resolvers).map(({ publisher, file }) => world("resolver.withdrawn", {
			publisher,
			file
		})),
		...missing(before.managers, after.managers).map(({ name }) => world("manager.gone", { name }))
	];
}
function checked(facts, picture) {
	const refused = [];
	return {
		facts: facts.flatMap((fact) => {
			const parsed = Fact.safeParse({
				...fact,
				seq: 0,
				at: 0
			});
			if (parsed.success) {
				const { seq: _seq, at: _at, ...rest } = parsed.data;
				return [rest];
			}
			const issue = parsed.error.issues[0];
			const problem = `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "refused"}`.slice(0, 256);
			if (fact.type === "lease4.bound") {
				const { ifname, client } = fact;
				return [world("lease4.rejected", {
					ifname,
					client,
					file: picture.leases.get(`${client} ${ifname}`)?.file ?? "",
					problem
				})];
			}
			refused.push(`${fact.type} refused: ${problem}`);
			return [];
		}),
		refused
	};
}
function bound({ lease, expiry }, now) {
	return world("lease4.bound", {
		...lease,
		lifetime: expiry === null ? null : millis(Math.max(0, Math.round(expiry - now)))
	});
}
function lost(ifname, client, file, after) {
	const reason = after.managers.has(client) ? "no longer published" : `${client} is gone`;
	return world("lease4.lost", {
		ifname,
		client,
		reason: `${reason} (${file})`.slice(0, 256)
	});
}
const isEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);
function isSame(before, after) {
	if (!before || !isEqual(before.lease, after.lease)) return false;
	if (before.expiry === null || after.expiry === null) return before.expiry === after.expiry;
	return Math.abs(before.expiry - after.expiry) <= SAME_EXPIRY;
}
const changed = (before, after) => [...after].filter(([key, value]) => !isEqual(before.get(key), value)).map(([, value]) => value);
const missing = (before, after) => [...before].filter(([key]) => !after.has(key)).map(([, value]) => value);
const PATIENCE = 500;
const ABSENCE = 250;
const FILES_MAX = 256;
function openFiles(root, places, reads) {
	const entries = new Map();
	return (now) => {
		const problems = [];
		const present = new Set();
		for (const place of places) for (const name of namesIn(root, place, problems)) {
			const path = `${place.folder}/${name}`;
			if (consider(place, path, name, now, problems)) present.add(`${place.kind} ${path}`);
		}
		for (const [key, entry] of entries) if (!present.has(key)) depart(key, entry, now);
		const all = [...entries.values()];
		return {
			files: all.flatMap(({ file }) => file ?? []),
			unsettled: all.some(({ candidate, absent }) => candidate !== null || absent !== null),
			problems
		};
	};
	function consider(place, path, name, now, problems) {
		const stat = tried$1(() => statSync(inside(root, path)), path, problems);
		if (!stat?.isFile()) return false;
		const key = `${place.kind} ${path}`;
		const entry = entries.get(key) ?? {
			print: null,
			file: null,
			candidate: null,
			absent: null
		};
		const print = place.presence ? "present" : `${stat.ino} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.size}`;
		entry.absent = null;
		if (print === entry.print) entry.candidate = null;
		else if (entry.candidate?.print !== print) {
			const bytes = place.presence || stat.size > 65536 ? null : tried$1(() => readUpTo(inside(root, path)), path, problems);
			if (bytes === void 0) return false;
			const file = {
				kind: place.kind,
				path,
				name,
				bytes,
				written: Math.round(stat.mtimeMs)
			};
			entry.candidate = {
				print,
				file,
				since: now,
				reads: reads(file)
			};
		} else if (now - entry.candidate.since >= (entry.candidate.reads ? 50 : PATIENCE)) Object.assign(entry, {
			print,
			file: entry.candidate.file,
			candidate: null
		});
		entries.set(key, entry);
		return true;
	}
	function depart(key, entry, now) {
		entry.candidate = null;
		entry.absent ??= now;
		if (entry.file === null || now - entry.absent >= ABSENCE) entries.delete(key);
	}
}
function inside(root, path) {
	let at = path;
	for (let hops = 0; root !== "/" && hops < 8; hops++) {
		const target = linkOf(posix.join(root, at));
		if (target === null) break;
		at = posix.resolve(posix.dirname(at), target);
	}
	return posix.join(root, at);
}
function linkOf(path) {
	try {
		return readlinkSync(path);
	} catch (error) {
		if (codeOf(error) === "EINVAL" || isAbsence(error)) return null;
		throw error;
	}
}
function namesIn(root, place, problems) {
	const ours = (tried$1(() => readdirSync(inside(root, place.folder)), place.folder, problems) ?? []).filter((name) => place.file.test(name)).sort();
	if (ours.length > FILES_MAX) problems.push(`${place.folder} has ${ours.length} files; ${FILES_MAX} are read`);
	return ours.slice(0, FILES_MAX);
}
function tried$1(what, path, problems) {
	try {
		return what();
	} catch (error) {
		if (!isAbsence(error)) problems.push(`${path} may not be read (${codeOf(error)})`);
		return;
	}
}
const codeOf = (error) => error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
const isAbsence = (error) => [
	"ENOENT",
	"ENOTDIR",
	"ESRCH"
].includes(codeOf(error));
function readUpTo(path) {
	const fd = openSync(path, "r");
	try {
		const bytes = new Uint8Array(65537);
		let length = 0;
		for (let got = -1; got !== 0 && length < bytes.length; length += got) got = readSync(fd, bytes, length, bytes.length - length, null);
		return length > 65536 ? null : bytes.slice(0, length);
	} finally {
		closeSync(fd);
	}
}
// adapters/managers/server.ts
const NO_ZONES = {
	ifname: null,
	nameOf: () => void 0
};
const FORMS = [
	/^\[(?<address>[0-9a-f:.]+)\](?::(?<port>\d{1,5}))?(?:%(?<zone>[!-.0-~]{1,15}))?$/i,
	/^(?<address>[0-9.]+)(?::(?<port>\d{1,5}))?(?:%(?<zone>[!-.0-~]{1,15}))?$/,
	/^(?<address>[0-9a-f:.]+)(?:%(?<zone>[!-.0-~]{1,15}))?$/i
];
function serverOf(text, zones) {
	const hash = text.indexOf("#");
	const bare = hash < 0 ? text : text.slice(0, hash);
	const parts = FORMS.map((form) => form.exec(bare)?.groups).find((groups) => groups !== void 0);
	if (!parts || parts.port !== void 0 && parts.port !== "53") return null;
	const address = canonicalAddress(parts.address ?? "");
	if (address === null || familyOf(address) === 4 || reachOf$1(address) !== "linkLocal") return address;
	const zone = /^\d+$/.test(parts.zone ?? "") ? zones.nameOf(Number(parts.zone)) : parts.zone ?? zones.ifname;
	return zone === void 0 || zone === null ? address : `${address}%${zone}`;
}
function serversOf(words, zones) {
	const read = words.slice(0, 64).map((word) => ({
		word,
		server: serverOf(word, zones)
	}));
	const problems = read.filter(({ server }) => server === null).map(({ word }) => `server ${JSON.stringify(word.slice(0, 64))} cannot be read`);
	return {
		servers: [...new Set(read.flatMap(({ server }) => server === null ? [] : [server]))],
		problems: problems.slice(0, 8)
	};
}
// adapters/managers/networkd.ts
function parseNetworkdLease(text, { ifname, written }) {
	const keys = sectionsOf(text).get("") ?? new Map();
	const read = reader();
	const address = read.address4("ADDRESS", keys.get("ADDRESS"));
	if (address === null) return unreadable("noAddress", 0);
	const pairs = (key) => wordsOf(keys.get(key)).map((word) => pairOf(word));
	const prefixLength = maskLength(keys.get("NETMASK") ?? "");
	const lifetime = read.count("LIFETIME", keys.get("LIFETIME"), 0);
	const key = keys.has("CLASSLESS_ROUTES") ? "CLASSLESS_ROUTES" : "ROUTES";
	const classless = keys.has(key) ? read.routes(key, pairs(key)) : null;
	const routers = read.addresses4("ROUTER", wordsOf(keys.get("ROUTER")));
	const others = classless ? [] : read.routes("STATIC_ROUTES", pairs("STATIC_ROUTES"));
	const search = read.names("DOMAIN_SEARCH_LIST", wordsOf(keys.get("DOMAIN_SEARCH_LIST")));
	return reading({
		lease: {
			ifname,
			client: "systemd-networkd",
			address,
			prefixLength: prefixLength ?? 32,
			...gatewaysAndRoutes(classless, routers, others),
			server: read.address4("SERVER_ADDRESS", keys.get("SERVER_ADDRESS")),
			serverMac: null,
			dns: read.addresses4("DNS", wordsOf(keys.get("DNS"))),
			search: [...new Set([...search, ...read.names("DOMAINNAME", wordsOf(keys.get("DOMAINNAME")))])].slice(0, 64),
			selection: [],
			ntp: read.addresses4("NTP", wordsOf(keys.get("NTP"))),
			mtu: read.count("MTU", keys.get("MTU"), 68, 65535),
			portal: null,
			ipv6Only: null,
			unpublished: [
				...[
					"serverMac",
					"selection",
					"portal",
					"ipv6Only"
				],
				...prefixLength === null ? ["prefixLength"] : [],
				...lifetime === null ? ["lifetime"] : []
			]
		},
		expiry: lifetime === null || lifetime === 4294967295 ? null : written + lifetime * 1e3,
		problems: read.problems
	});
}
function parseNetworkdLink(text, zones) {
	const keys = sectionsOf(text).get("") ?? new Map();
	const state = keys.get("ADMIN_STATE");
	if (state === void 0) return unreadable("noState", 0);
	const managed = keys.has("NETWORK_FILE") && state !== "unmanaged" && state !== "linger";
	return reading({
		managed,
		resolver: resolver(keys.get("DNS"), [keys.get("DOMAINS"), keys.get("ROUTE_DOMAINS")], zones)
	});
}
function parseResolvedLink(text, zones) {
	const keys = sectionsOf(text).get("") ?? new Map();
	return reading(resolver(keys.get("SERVERS"), [keys.get("DOMAINS")], zones));
}
function resolver(servers, domains, zones) {
	const read = reader();
	const words = domains.flatMap(wordsOf).map((word) => word.replace(/^~/, ""));
	const search = read.names("domain", words.filter((word) => word !== "." && word !== ""));
	const { servers: found, problems } = serversOf(wordsOf(servers), zones);
	return {
		servers: found,
		search: search.slice(0, 64),
		problems: [...problems, ...read.problems]
	};
}
function pairOf(word) {
	const comma = word.indexOf(",");
	return comma < 0 ? [word, void 0] : [word.slice(0, comma), word.slice(comma + 1)];
}
// adapters/managers/networkManager.ts
function parseNmDevice(text, context) {
	const sections = sectionsOf(text);
	const device = sections.get("device");
	if (!device) return unreadable("noDevice", 0);
	const lease = sections.get("dhcp4");
	const read = lease?.has("dhcp4.ip_address") ? parseOptions(lease, context) : reading(null);
	if (!read.ok) return read;
	return reading({
		managed: device.get("managed") === "true",
		connection: device.get("connection-uuid") ?? null,
		lease: read.value
	});
}
function externalConnection(text) {
	const sections = sectionsOf(text);
	return sections.get(".nmmeta")?.get("external") === "true" ? sections.get("connection")?.get("uuid") ?? null : null;
}
function parseOptions(options, { ifname, written }) {
	const option = (name) => unescaped(options.get(`dhcp4.${name}`));
	const read = reader();
	const address = read.address4("ip_address", option("ip_address"));
	if (address === null) return unreadable("noAddress", 0);
	const prefixLength = maskLength(option("subnet_mask") ?? "");
	const classless = option("rfc3442_classless_static_routes");
	const pairs = (text) => couples(wordsOf(text));
	const routes = classless === void 0 ? null : read.routes("rfc3442_classless_static_routes", pairs(classless));
	const routers = read.addresses4("routers", wordsOf(option("routers")));
	const others = routes ? [] : read.routes("static_routes", pairs(option("static_routes")));
	const search = read.names("domain_search", wordsOf(option("domain_search")));
	const seconds = read.count("dhcp_lease_time", option("dhcp_lease_time"), 0);
	const expiry = read.count("expiry", option("expiry"), 0);
	return reading({
		lease: {
			ifname,
			client: "NetworkManager",
			address,
			prefixLength: prefixLength ?? 32,
			...gatewaysAndRoutes(routes, routers, others),
			server: read.address4("dhcp_server_identifier", option("dhcp_server_identifier")),
			serverMac: null,
			dns: read.addresses4("domain_name_servers", wordsOf(option("domain_name_servers"))),
			search: [...new Set([...search, ...read.names("domain_name", wordsOf(option("domain_name")))])].slice(0, 64),
			selection: [],
			ntp: read.addresses4("ntp_servers", wordsOf(option("ntp_servers"))),
			mtu: read.count("interface_mtu", option("interface_mtu"), 68, 65535),
			portal: null,
			ipv6Only: null,
			unpublished: [
				...[
					"serverMac",
					"selection",
					"portal",
					"ipv6Only"
				],
				...prefixLength === null ? ["prefixLength"] : [],
				...seconds === null && expiry === null ? ["lifetime"] : []
			]
		},
		expiry: seconds === 4294967295 ? null : expiry !== null ? expiry * 1e3 : seconds === null ? null : written + seconds * 1e3,
		problems: read.problems
	});
}
const couples = (words) => Array.from({ length: Math.ceil(words.length / 2) }, (_, i) => [words[2 * i] ?? "", words[2 * i + 1]]);
const unescaped = (text) => text?.replace(/\\([stnr\\])/g, (_, code) => code === "\\" ? "\\" : " ");
// adapters/managers/resolvConf.ts
const STUBS = new Set(["127.0.0.53", "127.0.0.54"]);
const SIGNATURES = [
	[/Written by multihome/, "multihome"],
	[/Generated by NetworkManager/, "NetworkManager"],
	[/Generated by dhcpcd/, "dhcpcd"],
	[/Generated by Connection Manager/, "ConnMan"],
	[/man:systemd-resolved\(8\)/, "systemd-resolved"],
	[/resolvconf\(8\)|Generated by resolvconf/, "resolvconf"]
];
function parseResolvConf(text, zones = NO_ZONES) {
	const lines = text.split("\n", 1024);
	const values = (...keys) => lines.map(wordsOf).flatMap(([key, ...rest]) => keys.includes(key ?? "") ? [rest] : []);
	const { servers, problems } = serversOf(values("nameserver").map(([server]) => server ?? ""), zones);
	const names = (values("domain", "search").at(-1) ?? []).filter((word) => word !== ".").slice(0, 64).map((word) => ({
		word,
		name: nameOf(word)
	}));
	const bad = names.filter(({ name }) => name === null).map(({ word }) => `search ${JSON.stringify(word.slice(0, 64))} cannot be read`);
	const comments = lines.filter((line) => /^[#;]/.test(line)).slice(0, 32);
	return reading({
		servers,
		search: [...new Set(names.flatMap(({ name }) => name === null ? [] : [name]))],
		problems: [...problems, ...bad.slice(0, 8)],
		author: SIGNATURES.find(([sign]) => comments.some((line) => sign.test(line)))?.[1] ?? null,
		stub: servers.length > 0 && servers.every((server) => STUBS.has(server))
	});
}
// adapters/managers/findings.ts
function readsWell(file, interfaces, readDhcp4) {
	const { leases = [], problem } = findingOf(file, {
		files: [file],
		processes: [],
		visible: true,
		interfaces
	}, readDhcp4);
	return problem === void 0 && leases.every(({ read }) => read.ok);
}
function findingOf(file, scene, readDhcp4) {
	const names = scene.interfaces.map(({ ifname }) => ifname);
	const byIndex = (ifindex) => scene.interfaces.find((known) => known.ifindex === ifindex)?.ifname;
	const lease = (ifname, client, read) => ({
		leases: [{
			ifname,
			client,
			read
		}],
		owner: ifname
	});
	const numbered = byIndex(Number(file.name));
	const zones = {
		ifname: numbered ?? null,
		nameOf: byIndex
	};
	const bytes = file.bytes;
	const text = textOf(bytes);
	const context = numbered === void 0 ? null : {
		ifname: numbered,
		written: file.written
	};
	const large = unreadable("tooLarge", 0);
	const said = (read, then) => bytes === null ? { problem: "too large" } : read.ok ? then(read.value) : { problem: `${read.error.kind} at ${read.error.offset}` };
	switch (file.kind) {
		case "dhcpcdLease": {
			const ifname = leaseOwner(file.name, names);
			if (ifname === null) return {};
			return lease(ifname, "dhcpcd", bytes ? parseDhcpcdLease(bytes, {
				ifname,
				written: file.written
			}, readDhcp4) : large);
		}
		case "dhcpcdHook":
		case "dhcpcdRun": {
			const owner = stateOwner(file.name, names);
			if (file.kind === "dhcpcdRun") return scene.own?.includes(Number(text)) ? {} : { owner };
			if (owner === null) return { owner };
			return said(parseResolvConf(text, {
				ifname: owner,
				nameOf: byIndex
			}), (value) => ({
				owner,
				resolver: {
					...value,
					publisher: "dhcpcd",
					ifname: owner
				}
			}));
		}
		case "networkdLease": return context ? lease(context.ifname, "systemd-networkd", bytes ? parseNetworkdLease(text, context) : large) : {};
		case "networkdLink":
			if (numbered === void 0) return {};
			return said(parseNetworkdLink(text, zones), ({ managed, resolver }) => managed ? {
				owner: numbered,
				resolver: {
					...resolver,
					publisher: "systemd-networkd",
					ifname: numbered
				}
			} : {});
		case "resolvedLink":
			if (numbered === void 0) return {};
			if (scene.fed?.includes(Number(file.name))) return { isCovered: true };
			return said(parseResolvedLink(text, zones), (resolver) => ({ resolver: {
				...resolver,
				publisher: "systemd-resolved",
				ifname: numbered
			} }));
		case "nmDevice": {
			if (context === null) return {};
			if (bytes === null) return lease(context.ifname, "NetworkManager", large);
			const read = parseNmDevice(text, context);
			if (!read.ok) return lease(context.ifname, "NetworkManager", read);
			const { connection, lease: held } = read.value;
			const managed = read.value.managed && !isExternal(connection, scene);
			return {
				owner: managed ? context.ifname : null,
				leases: held && managed ? [{
					ifname: context.ifname,
					client: "NetworkManager",
					read: {
						ok: true,
						value: held
					}
				}] : []
			};
		}
		case "dhclientLease": {
			const read = bytes ? parseDhclientLeases(text, names) : large;
			if (!read.ok) return lease(null, "dhclient", read);
			return { leases: [...read.value].map(([ifname, one]) => ({
				ifname,
				client: "dhclient",
				read: one
			})) };
		}
		case "resolvConf": return said(parseResolvConf(text, {
			ifname: null,
			nameOf: byIndex
		}), ({ stub, author, ...value }) => stub ? {} : author === "multihome" || author === "systemd-resolved" && (scene.fed ?? []).length > 0 ? { isCovered: true } : { resolver: {
			...value,
			publisher: author ?? publisherOf(file.path),
			ifname: null
		} });
		case "resolvedRun":
		case "nmConnection":
		case "connmanRun":
		case "dhclientRun":
		case "udhcpcRun": return {};
		default: throw new TypeError(`no reader for ${file.kind}`);
	}
}
const isExternal = (connection, { files }) => connection !== null && files.some((file) => file.kind === "nmConnection" && externalConnection(textOf(file.bytes)) === connection);
const textOf = (bytes) => bytes === null ? "" : Buffer.from(bytes).toString("utf8");
const publisherOf = (path) => path.startsWith("/run/NetworkManager") ? "NetworkManager" : path.startsWith("/run/systemd") ? "systemd-resolved" : path.startsWith("/run/connman") ? "ConnMan" : "resolv.conf";
// adapters/managers/table.ts
const IFINDEX = /^[1-9]\d{0,9}$/;
const RESOLV_CONF = /^resolv\.conf$/;
const PLACES = [
	{
		kind: "dhcpcdLease",
		folder: "/var/lib/dhcpcd",
		file: /\.lease$/
	},
	{
		kind: "dhcpcdLease",
		folder: "/var/lib/dhcpcd5",
		file: /\.lease$/
	},
	{
		kind: "dhcpcdHook",
		folder: "/run/dhcpcd/hook-state/resolv.conf",
		file: /^[^.].*\.[a-z0-9]+$/
	},
	{
		kind: "dhcpcdRun",
		folder: "/run/dhcpcd",
		file: /\.pid$|^pid$/
	},
	{
		kind: "networkdLease",
		folder: "/run/systemd/netif/leases",
		file: IFINDEX
	},
	{
		kind: "networkdLink",
		folder: "/run/systemd/netif/links",
		file: IFINDEX
	},
	{
		kind: "resolvedLink",
		folder: "/run/systemd/resolve/netif",
		file: IFINDEX
	},
	{
		kind: "resolvedRun",
		folder: "/run/systemd/resolve",
		file: /^stub-resolv\.conf$/,
		presence: true
	},
	{
		kind: "nmDevice",
		folder: "/run/NetworkManager/devices",
		file: IFINDEX
	},
	{
		kind: "nmConnection",
		folder: "/run/NetworkManager/system-connections",
		file: /\.nmconnection$/
	},
	{
		kind: "connmanRun",
		folder: "/run/connman",
		file: /./,
		presence: true
	},
	{
		kind: "dhclientLease",
		folder: "/var/lib/dhcp",
		file: /^dhclient(?!6)[^/]*\.leases?$/
	},
	{
		kind: "dhclientLease",
		folder: "/var/lib/dhclient",
		file: /^dhclient(?!6)[^/]*\.leases?$/
	},
	{
		kind: "dhclientRun",
		folder: "/run",
		file: /^dhclient[^/]*\.pid$/,
		presence: true
	},
	{
		kind: "udhcpcRun",
		folder: "/run",
		file: /^udhcpc[^/]*\.pid$/,
		presence: true
	},
	{
		kind: "resolvConf",
		folder: "/etc",
		file: RESOLV_CONF
	},
	{
		kind: "resolvConf",
		folder: "/run/systemd/resolve",
		file: RESOLV_CONF
	},
	{
		kind: "resolvConf",
		folder: "/run/NetworkManager",
		file: RESOLV_CONF
	},
	{
		kind: "resolvConf",
		folder: "/run/connman",
		file: RESOLV_CONF
	}
];
const MANAGERS = [
	{
		name: "NetworkManager",
		process: "NetworkManager",
		traces: ["nmDevice"]
	},
	{
		name: "systemd-networkd",
		process: "systemd-network",
		traces: ["networkdLink", "networkdLease"]
	},
	{
		name: "ConnMan",
		process: "connmand",
		traces: ["connmanRun"]
	},
	{
		name: "dhcpcd",
		process: "dhcpcd",
		traces: ["dhcpcdRun"]
	},
	{
		name: "dhclient",
		process: "dhclient",
		traces: ["dhclientRun"]
	},
	{
		name: "systemd-resolved",
		process: "systemd-resolve",
		traces: ["resolvedRun"]
	},
	{
		name: "udhcpc",
		process: "udhcpc",
		traces: ["udhcpcRun"]
	}
];
const NEEDS_CLIENT = new Set(["dhcpcd", "dhclient"]);
// adapters/managers/picture.ts
function pictureOf(scene, readDhcp4) {
	const found = scene.files.map((file) => ({
		file,
		finding: findingOf(file, scene, readDhcp4)
	}));
	const managers = managersOf(scene, found);
	const leases = new Map();
	const rejected = [];
	const unread = new Set();
	for (const { file, finding } of found) {
		if (finding.isCovered) unread.add(file.path);
		for (const { ifname, client, read } of finding.leases ?? []) {
			if (NEEDS_CLIENT.has(client) && !managers.has(client)) continue;
			const problems = read.ok ? read.value.problems : [`${read.error.kind} at ${read.error.offset}`];
			rejected.push(...problems.map((problem) => ({
				ifname,
				client,
				file: file.path,
				problem: problem.slice(0, 256)
			})));
			if (!read.ok) {
				unread.add(file.path);
				continue;
			}
			const key = `${client} ${read.value.lease.ifname}`;
			if ((leases.get(key)?.written ?? -1) < file.written) leases.set(key, {
				...read.value,
				file: file.path,
				written: file.written
			});
		}
	}
	const resolvers = found.flatMap(({ file, finding: { resolver } }) => resolver && resolver.servers.length > 0 && (file.kind !== "dhcpcdHook" || managers.has("dhcpcd")) ? [{
		publisher: resolver.publisher,
		file: file.path,
		...only(resolver)
	}] : []);
	const notices = found.flatMap(({ file, finding: { resolver, problem } }) => [...resolver?.problems ?? [], ...problem === void 0 ? [] : [problem]].map((text) => `${file.path}: ${text}`));
	return {
		managers,
		leases,
		resolvers: new Map(resolvers.map((resolver) => [resolver.file, resolver])),
		rejected,
		unread,
		notices
	};
}
const only = ({ ifname, servers, search }) => ({
	ifname,
	servers: servers.slice(0, 64),
	search: search.slice(0, 64)
});
function managersOf(scene, found) {
	const noticed = MANAGERS.flatMap(({ name, traces }) => {
		const processes = scene.processes.filter(({ manager }) => manager === name).sort((a, b) => a.pid - b.pid);
		const files = found.filter(({ file, finding }) => traces.includes(file.kind) && isTrace(file.kind, finding));
		const there = processes.find(({ foreign }) => !foreign) ?? (files.length > 0 ? processes[0] : void 0);
		if (there === void 0 && (scene.visible || files.length === 0)) return [];
		const owned = [...files, ...found.filter(({ file }) => name === "dhcpcd" && file.kind.startsWith("dhcpcd"))].flatMap(({ finding }) => finding.owner ?? []);
		const named = processes.flatMap(({ ifname }) => scene.interfaces.filter((known) => known.ifname === ifname).map((known) => known.ifname));
		const folders = [...new Set(files.map(({ file }) => file.path.slice(0, file.path.lastIndexOf("/"))))];
		return [{
			name,
			interfaces: [...new Set([...owned, ...named])].sort().slice(0, 256),
			evidence: [...there ? [`process ${there.pid}${there.foreign ? ", network namespace unknown" : ""}`] : [], ...folders.map((folder) => `files in ${folder}`)]
		}];
	});
	return new Map(noticed.map((manager) => [manager.name, manager]));
}
const isTrace = (kind, finding) => kind === "dhcpcdRun" ? finding.owner !== void 0 : kind === "networkdLink" || kind === "nmDevice" ? finding.owner !== void 0 && finding.owner !== null : true;
// adapters/managers/processes.ts
const SLICE = 64;
const GENERATIONS = 4;
const NAMES$1 = new Map(MANAGERS.map(({ name, process }) => [process, name]));
async function scanProcesses(root) {
	const proc = posix.join(root, "proc");
	const ours = tried(() => readlinkSync(`${proc}/self/ns/net`));
	const pids = tried(() => readdirSync(proc)) ?? [];
	const processes = [];
	const own = [];
	const self = tried(() => readlinkSync(`${proc}/self`)) ?? "";
	const problems = [];
	let visible = false;
	for (const [i, pid] of pids.filter((name) => /^\d+$/.test(name)).entries()) {
		if (i % SLICE === 63) await new Promise(setImmediate);
		const comm = tried(() => readFileSync(`${proc}/${pid}/comm`, "utf8").trim());
		if (comm !== void 0 && pid !== String(process.pid)) visible = true;
		const manager = NAMES$1.get(comm ?? "");
		if (manager === void 0) continue;
		if (isDescendant(proc, pid, self)) {
			own.push(Number(pid));
			continue;
		}
		const theirs = tried(() => readlinkSync(`${proc}/${pid}/ns/net`));
		if (theirs !== void 0 && ours !== void 0 && theirs !== ours) continue;
		const foreign = theirs === void 0 || ours === void 0;
		if (foreign) problems.push(`whether a process of ${manager} is in our network namespace may not be read: its files have to show it`);
		processes.push({
			manager,
			pid: Number(pid),
			foreign,
			ifname: manager === "udhcpc" ? interfaceOf(proc, pid) : null
		});
	}
	return {
		processes,
		own,
		visible,
		problems: visible ? problems : [...problems, "/proc shows no processes: managers are known by their files only"]
	};
}
function isDescendant(proc, pid, of) {
	for (let [at, depth] = [pid, 0]; depth < GENERATIONS; depth++) {
		const parent = tried(() => readFileSync(`${proc}/${at}/stat`, "utf8"))?.replace(/^.*\) /s, "").split(" ")[1];
		if (parent === void 0 || parent === "0") return false;
		if (parent === of) return true;
		at = parent;
	}
	return false;
}
function interfaceOf(proc, pid) {
	const words = tried(() => readFileSync(`${proc}/${pid}/cmdline`, "utf8").slice(0, 4096).split("\0")) ?? [];
	const at = words.indexOf("-i");
	return at < 0 ? null : words[at + 1] ?? null;
}
function interfacesInProc(root) {
	const read = (file) => (tried(() => readFileSync(posix.join(root, "proc/self/net", file), "utf8")) ?? "").split("\n");
	const v4 = read("igmp").flatMap((line) => pair(/^(\d+)\s+(\S+)\s*:/.exec(line)));
	const v6 = read("if_inet6").flatMap((line) => {
		const words = line.trim().split(/\s+/);
		return words.length === 6 ? [{
			ifname: words[5] ?? "",
			ifindex: Number.parseInt(words[1] ?? "", 16)
		}] : [];
	});
	return [...new Map([...v4, ...v6].map((found) => [found.ifindex, found])).values()];
}
const pair = (match) => match ? [{
	ifname: match[2] ?? "",
	ifindex: Number(match[1])
}] : [];
function tried(what) {
	try {
		return what();
	} catch (error) {
		if (isAbsence(error) || ["EACCES", "EPERM"].includes(codeOf(error))) return void 0;
		throw error;
	}
}
// adapters/managers/watch.ts
function openWatch(root, places, hint, say) {
	const watched = new Map();
	const folders = [...new Set(places.flatMap(({ folder }) => withParents(folder)))].sort();
	const unwatched = (folder, error) => {
		if (!isAbsence(error)) say([`${folder} is not watched (${codeOf(error)}): changes are seen within seconds`]);
	};
	const matters = (folder, name) => folders.includes(posix.join(folder, name)) || places.some((place) => place.folder === folder && place.file.test(name));
	function refresh() {
		let isMore = false;
		for (const folder of folders) try {
			const path = inside(root, folder);
			const ino = statSync(path, { throwIfNoEntry: false })?.ino;
			if (watched.get(folder)?.ino === ino) continue;
			watched.get(folder)?.watcher.close();
			watched.delete(folder);
			if (ino === void 0) continue;
			const watcher = watch(path, { persistent: false }, (_event, name) => {
				if (name === null || matters(folder, name)) hint();
			});
			watcher.on("error", (error) => unwatched(folder, error));
			watched.set(folder, {
				ino,
				watcher
			});
			isMore = true;
		} catch (error) {
			unwatched(folder, error);
		}
		return isMore;
	}
	return {
		refresh,
		close: () => {
			for (const { watcher } of watched.values()) watcher.close();
			watched.clear();
		}
	};
}
const withParents = (folder) => folder.split("/").slice(1).map((_, i, parts) => `/${parts.slice(0, i + 1).join("/")}`);
// adapters/managers/door.ts
const RESCAN = 2e3;
const PROCESSES = 200;
const GRACE = 3e3;
const NOTICES_MAX$1 = 256;
function openManagers({ root = "/", interfaces = () => interfacesInProc(root), readDhcp4, fed = () => [] }) {
	let close = async () => {};
	return {
		name: "managers",
		open: async (emit, notice) => {
			await close();
			const door = openDoor({
				root,
				interfaces,
				readDhcp4,
				fed
			}, emit, notice);
			close = door.close;
			try {
				door.prepare();
				await new Promise((resolve) => setTimeout(resolve, 50));
				await door.look();
			} catch (error) {
				await close();
				throw error;
			}
		},
		close: () => close()
	};
}
function openDoor({ root, interfaces, readDhcp4, fed }, emit, notice) {
	const said = new Set();
	const say = (lines) => {
		for (const line of lines) {
			if (said.has(line) || said.size >= NOTICES_MAX$1) continue;
			said.add(line);
			notice(line);
		}
	};
	let known = [];
	const files = openFiles(root, PLACES, (file) => readsWell(file, known, readDhcp4));
	const present = openPresence();
	let picture = NOTHING;
	let list = {
		processes: [],
		own: [],
		visible: false,
		problems: []
	};
	let own = [];
	let scanned = Number.NEGATIVE_INFINITY;
	let running = null;
	let isClosed = false;
	let soon;
	const watch = openWatch(root, PLACES, () => again(50), say);
	const rescan = setInterval(() => again(0), RESCAN).unref();
	const look = () => {
		running ??= once().finally(() => {
			running = null;
		});
		return running;
	};
	function again(delay) {
		if (isClosed) return;
		soon ??= setTimeout(() => {
			soon = void 0;
			look().catch((error) => say([`managers: ${String(error)}`]));
		}, delay).unref();
	}
	function lookAtFiles() {
		known = interfaces().flatMap(({ ifname, ifindex }) => {
			const name = IfName.safeParse(ifname);
			return name.success ? [{
				ifname: name.data,
				ifindex
			}] : [];
		});
		return files(performance.now());
	}
	async function once() {
		if (performance.now() - scanned >= PROCESSES) [list, scanned] = [await scanProcesses(root), performance.now()];
		if (isClosed) return;
		own = [...new Set([...own, ...list.own])].slice(-64);
		const seen = lookAtFiles();
		const now = Date.now();
		const processes = present(list, performance.now());
		const next = settled(pictureOf({
			files: seen.files,
			processes,
			own,
			fed: fed(),
			visible: list.visible,
			interfaces: known
		}, readDhcp4), picture, now);
		const { facts, refused } = checked(differences(picture, next, now), next);
		picture = next;
		say([
			...seen.problems,
			...list.problems,
			...next.notices,
			...refused
		]);
		if (facts.length > 0) emit(facts);
		const isMoreWatched = watch.refresh();
		if (seen.unsettled || isMoreWatched) again(50);
	}
	return {
		look,
		prepare: () => void lookAtFiles(),
		close: async () => {
			isClosed = true;
			clearInterval(rescan);
			clearTimeout(soon);
			watch.close();
			await running;
		}
	};
}
function openPresence() {
	const last = new Map();
	return ({ processes }, now) => {
		const managers = new Set(processes.map(({ manager }) => manager));
		for (const process of processes) last.set(`${process.pid} ${process.manager}`, {
			process,
			at: now
		});
		for (const [key, { process, at }] of last) if (at < now && managers.has(process.manager) || now - at >= GRACE) last.delete(key);
		return [...last.values()].map(({ process }) => process);
	};
}
// adapters/ppp/environment.ts
const CLIENT = "pppd";
const NAMES = {
	ifname: ["IFNAME", "PPP_IFACE"],
	local: ["IPLOCAL", "PPP_LOCAL"],
	remote: ["IPREMOTE", "PPP_REMOTE"]
};
function readSession(event, env) {
	const ifname = IfName.safeParse(first(env, NAMES.ifname));
	if (!ifname.success) return {
		facts: [],
		ifname: null,
		problems: ["IFNAME: not the name of an interface"]
	};
	const said = {
		ifname: ifname.data,
		facts: [],
		problems: []
	};
	switch (event) {
		case "ip-up": return {
			...said,
			...up(ifname.data, env)
		};
		case "ip-down": return {
			...said,
			facts: [world("lease4.lost", {
				ifname: ifname.data,
				client: CLIENT,
				reason: "pppd has ended IPv4 on it"
			})]
		};
		case "ipv6-up": return {
			...said,
			problems: ["LLLOCAL", "LLREMOTE"].filter((name) => !isLinkLocal(env.get(name))).map((name) => `${name}: not link-local`)
		};
		case "ipv6-down": return said;
		default: return {
			...said,
			problems: [`an event that pppd does not have: ${event}`]
		};
	}
}
function up(ifname, env) {
	const address = address4(first(env, NAMES.local));
	if (address === null) return {
		facts: [],
		problems: ["IPLOCAL: no IPv4 address"]
	};
	const [remote, dns1, dns2] = [
		first(env, NAMES.remote),
		env.get("DNS1") ?? "",
		env.get("DNS2") ?? ""
	];
	const peer = address4(remote);
	const bad = [
		[
			"IPREMOTE",
			remote,
			peer
		],
		[
			"DNS1",
			dns1,
			address4(dns1)
		],
		[
			"DNS2",
			dns2,
			address4(dns2)
		]
	];
	const lease = {
		ifname,
		client: CLIENT,
		address,
		prefixLength: 32,
		gateways: peer === null || peer === "0.0.0.0" ? [] : [peer],
		server: null,
		serverMac: null,
		dns: [...new Set([address4(dns1), address4(dns2)].filter((server) => server !== null))],
		search: [],
		selection: [],
		ntp: [],
		mtu: null,
		routes: [],
		portal: null,
		ipv6Only: null,
		lifetime: null,
		unpublished: [
			"server",
			"serverMac",
			"search",
			"ntp",
			"mtu",
			"portal"
		]
	};
	return {
		facts: [world("lease4.bound", lease)],
		problems: bad.filter(([, text, value]) => text !== "" && value === null).map(([name]) => `${name}: no IPv4 address`)
	};
}
const first = (env, names) => names.map((name) => env.get(name) ?? "").find((text) => text !== "") ?? "";
function address4(text) {
	const address = canonicalAddress(text);
	return address !== null && familyOf(address) === 4 ? address : null;
}
function isLinkLocal(text) {
	const address = canonicalAddress(text ?? "");
	return address !== null && familyOf(address) === 6 && reachOf$1(address) === "linkLocal";
}
// adapters/ppp/ppp.ts
const LINE_MAX = 4096;
const EVENT = `"$(case $0 in ${[
	"ipv6-up",
	"ipv6-down",
	"ip-up",
	"ip-down"
].map((name) => `(*/${name}*) echo ${name} ;;`).join(" ")} esac)"`;
function openPpp({ runDirectory, every }) {
	let fifo = null;
	const sessions = new Set();
	let emit = () => {};
	const close = async () => {
		fifo?.close();
		fifo = null;
		emit = () => {};
		sessions.clear();
	};
	return {
		name: "ppp",
		open: async (to, notice) => {
			await close();
			emit = to;
			const folder = join(runDirectory, "ppp");
			mkdirSync(folder, {
				recursive: true,
				mode: 448
			});
			chmodSync(folder, 448);
			const path = join(folder, "fifo");
			writeHook(join(folder, "hook"), foreignHook("pppd", path, EVENT));
			const allowance = createAllowance(8, 1e4);
			const reject = (problem, ifname) => {
				const before = allowance.allow();
				if (before === null) return;
				const text = printable$1(before === 0 ? problem : `${problem} (after ${before} more)`, 256);
				emit([world("lease4.rejected", {
					ifname,
					client: "pppd",
					file: printable$1(path, 512),
					problem: text
				})]);
			};
			const onLine = (line) => {
				const read = parseHookLine(line);
				if (!read.ok) return reject(read.problem, null);
				const { facts, ifname, problems } = readSession(read.value.event, read.value.env);
				for (const fact of facts) note(fact);
				if (facts.length > 0) emit(facts);
				for (const problem of problems) reject(problem, ifname);
			};
			const onAgain = (problem) => problem === null ? notice(`${path} had gone and was made anew: what pppd said meanwhile is lost`) : reject(problem, null);
			fifo = openFifo({
				path,
				max: LINE_MAX,
				onLine,
				onAgain,
				...every ? { every } : {}
			});
		},
		close,
		follow: (facts) => {
			for (const fact of facts) {
				if (fact.type !== "link.removed" || !sessions.delete(fact.ifname)) continue;
				emit([world("lease4.lost", {
					ifname: fact.ifname,
					client: "pppd",
					reason: "the interface has gone"
				})]);
			}
		}
	};
	function note(fact) {
		if (fact.type === "lease4.bound") sessions.add(fact.ifname);
		if (fact.type === "lease4.lost") sessions.delete(fact.ifname);
	}
}
// adapters/sources.ts
function hostSources({ config, mode, checks }) {
	const links = new Map();
	const routers = openRouters();
	const follow = (facts) => {
		for (const fact of facts) {
			if (fact.type === "link.removed") {
				links.delete(fact.ifname);
				routers.unwatch(fact.ifname);
			}
			if ((fact.type === "link.appeared" || fact.type === "link.changed") && fact.kind !== "loopback") {
				links.set(fact.ifname, fact.ifindex);
				routers.watch(fact.ifname, fact.ifindex);
			}
		}
	};
	const interfaces = () => [...links].map(([ifname, ifindex]) => ({
		ifname,
		ifindex
	}));
	const publisher = openPublisher({ backup: resolvConfBackup(config) });
	const heard = [{
		...routers,
		follow
	}, openManagers({
		interfaces,
		readDhcp4: leaseOfBytes,
		fed: publisher.fed
	})];
	const trusted = config.checks.ca === void 0 ? void 0 : readFileSync(config.checks.ca, "utf8");
	const checker = checks ? [openChecker(trusted === void 0 ? {} : { ca: [...rootCertificates, trusted] })] : [];
	if (mode === "observe") return [
		openKernel(),
		openSockets(),
		...heard,
		...checker
	];
	const { listen, port } = config.resolver;
	const run = config.control.directory ?? defaultControlDirectory();
	return [
		openKernel({ apply: true }),
		openSockets(),
		openMptcp(),
		publisher,
		...heard,
		openUdhcpc({ runDirectory: join(run, "dhcp4") }),
		openDhcp6({ folder: join(run, "dhcp6") }),
		openPpp({ runDirectory: join(run, "ppp") }),
		...checker,
		...listen.length > 0 ? [openNames({
			listen: {
				addresses: listen,
				port
			},
			hiding: createHiding(config.log.names, namesKeyPath(config)),
			...trusted === void 0 ? {} : { ca: [...rootCertificates, trusted] }
		})] : [],
		openInformation({
			dns: {
				encodeQuestion,
				decodeAnswer
			},
			...trusted === void 0 ? {} : { ca: trusted }
		})
	];
}
// adapters/agent.ts
const NOTICES_MAX = 256;
async function createAgent(options = {}) {
	const { config = DEFAULT_CONFIG, log = memoryLog(), clock = openClock() } = options;
	const mode = options.mode ?? config.mode;
	const checks = options.checks ?? mode === "apply";
	const sources = options.sources ?? hostSources({
		config,
		mode,
		checks
	});
	const sinks = sources.filter((source) => "carry" in source);
	const namers = sources.filter((source) => "settle" in source);
	const namesOf = createNamesView();
	const notices = [];
	const notice = (line) => {
		notices.push(line);
		if (notices.length > NOTICES_MAX) notices.shift();
		options.notice?.(line);
	};
	const loop = createLoop(INITIAL_FOLD, OCTETS.sha256);
	const decisions = createExit();
	const facts = new Subject();
	const keeper = createKeeper(log, options.log ? config.log : inMemory(config.log), clock, notice);
	const boot = options.boot ?? bootId();
	let last = lastFold(log, notice);
	let seq = log.last?.seq ?? 0;
	let at = 0;
	let isOpen = false;
	let waiting = null;
	let isClosed = false;
	const shown = new Map();
	const now = () => instant(Math.max(at, Math.round(clock.now())));
	const opening = (reason, lost = 0) => ({
		version: VERSION,
		boot,
		uptime: clock.uptime(),
		mode,
		checks,
		epoch: (log.last?.epoch ?? 0) + 1,
		previous: log.last?.digest || null,
		reason,
		lost
	});
	function take(batch) {
		if (batch.length === 0 || isClosed) return;
		if (keeper.isToTryAgain()) return reopen("gap", batch);
		const whole = stamped(batch, seq + 1, now());
		const ticks = whole.map((fact) => loop.take(fact)).filter((tick) => tick !== null);
		seq += whole.length;
		at = whole.at(-1)?.at ?? at;
		keeper.keep(whole, loop.fold.digest);
		for (const { commands } of ticks) if (commands.length > 0) act(commands);
		for (const namer of namers) tellNames(namer);
		programs.tick();
		for (const fact of whole) facts.next(fact);
		const changed = ticks.filter((tick, i) => tick.changed.length > 0 || decisions.exit.current === null && i === ticks.length - 1);
		for (const tick of changed) if (!isKnown(tick)) decisions.push(tick);
		if (isOpen && keeper.isFull()) reopen("size");
	}
	const isKnown = ({ fold }) => isEqual$1(decisions.exit.current?.fold.decision, fold.decision);
	function reopen(reason, waiting = []) {
		const restated = reopening(opening(reason, keeper.begin()), loop.fold, now());
		clock.rebase();
		at = 0;
		take(restated);
		keeper.opened();
		take(waiting);
	}
	function act(commands) {
		for (const command of commands) {
			if (command.type === "deadline.arm") clock.arm(command.target, command.due);
			if (command.type === "deadline.disarm") clock.disarm(command.target);
		}
		for (const sink of sinks) {
			const own = commands.filter(({ type }) => {
				const kind = type.slice(0, type.indexOf("."));
				return sink.carries.includes(kind) && (kind === "check" ? checks : mode === "apply" || OBSERVING.has(type));
			});
			if (own.length > 0) sink.carry(own);
		}
	}
	function tellNames(namer) {
		const { fold } = loop;
		const view = fold.host.phase === "settled" ? namesOf(fold) : void 0;
		if (view && shown.get(namer) !== view) {
			shown.set(namer, view);
			namer.show(view);
		}
		namer.settle((address, pvd) => !isPinnable(address) || isPinned(fold, address, pvd));
	}
	async function close() {
		if (isClosed) return;
		isClosed = true;
		await face.close();
		await programs.close();
		views.end();
		for (const source of [...sources, clock].toReversed()) await source.close();
		decisions.end();
		facts.complete();
		log.close();
	}
	const names = sources.find(isNames)?.names ?? null;
	const tell = (told) => hear(told);
	const programs = createLocalPrograms({
		fold: () => loop.fold,
		namesOf,
		resolver: names,
		mode,
		tell,
		notice
	});
	const face = createPrograms(programs.port);
	const views = createViews(programs.port);
	const early = [];
	const hear = (batch) => {
		for (const source of sources) source.follow?.(batch);
		if (waiting) waiting.push(batch);
		else if (!isOpen) early.push(...batch);
		else inTurn(() => take(batch));
	};
	const inTurn = (first) => {
		const queue = [];
		waiting = queue;
		try {
			first();
			for (let next = queue.shift(); next; next = queue.shift()) take(next);
		} finally {
			waiting = null;
		}
	};
	try {
		for (const source of [clock, ...sources]) await source.open(hear, notice).catch((error) => notice(`${source.name}: ${error instanceof Error ? error.message : String(error)}`));
		const before = last && {
			fold: last,
			now: nowInEpochOf(last, clock)
		};
		inTurn(() => {
			take(starting(opening("start"), toFacts(config, options.configFrom ?? "options"), early, before));
			keeper.opened();
			isOpen = true;
		});
	} catch (error) {
		await close();
		throw error;
	}
	last = null;
	return {
		...face,
		programs: programs.port,
		views: views.exit,
		get fold() {
			return loop.fold;
		},
		decisions: decisions.exit,
		facts,
		log,
		notices,
		names,
		tell: hear,
		openEpoch: () => reopen("size"),
		close,
		[Symbol.asyncDispose]: close
	};
}
const OBSERVING = new Set(["sockets.watch"]);
const isNames = (source) => "names" in source;
export { memoryClock as n, openClock as r, createAgent as t };
