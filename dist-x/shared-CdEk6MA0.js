import { I as compareText, U as Subject, W as Observable, _ as placeOf, h as choose, m as Use, v as refusalText } from "./shared-CtF39FSo.js";
import { c as canonicalPrefix, f as isInPrefix, g as reachOf, h as prefixLength, l as familyOf, o as addressBytes, s as canonicalAddress, y as FAMILIES } from "./shared-CggHZh46.js";
import { _ as SystemCallError, a as connectBound, c as udpBound, o as hasMultipath, s as subflowsOf, u as zoned, v as describeFault, x as http } from "./shared-4U9fLTlI.js";
import { n as embed } from "./shared-UksJJGyf.js";
import { h as ProgramsError } from "./shared-7AIFST4H.js";
import { createSocket } from "node:dgram";
import { Socket, createConnection, isIP } from "node:net";
import { connect as connect$1 } from "node:tls";
import { Agent } from "node:https";
// adapters/agent/exits.ts
function createExit(start, known) {
	const later = new Subject();
	let current = null;
	const now = known ?? (() => current);
	let stop;
	const push = (value) => {
		current = value;
		later.next(value);
	};
	const values = new Observable((subscriber) => {
		const at = now();
		if (at !== null) subscriber.next(at);
		const hearing = later.subscribe(subscriber);
		stop ??= start?.(push);
		return () => {
			hearing.unsubscribe();
			if (later.observed) return;
			stop?.();
			stop = void 0;
		};
	});
	return {
		exit: Object.defineProperties(values, {
			current: { get: now },
			[Symbol.asyncIterator]: { value: () => newest(values) }
		}),
		push,
		end: () => later.complete()
	};
}
async function* newest(values) {
	let waiting = null;
	let isOver = false;
	let wake = () => void 0;
	const subscription = values.subscribe({
		next: (value) => {
			waiting = { value };
			wake();
		},
		complete: () => {
			isOver = true;
			wake();
		}
	});
	try {
		for (;;) {
			const taken = waiting;
			waiting = null;
			if (taken) yield taken.value;
			else if (isOver) return;
			else await new Promise((resolve) => {
				wake = resolve;
			});
		}
	} finally {
		subscription.unsubscribe();
	}
}
// adapters/programs/arguments.ts
function optionsFrom([first, second, third]) {
	const listener = typeof second === "function" ? second : third;
	const told = typeof first === "number" ? {
		port: first,
		...typeof second === "string" ? { host: second } : {}
	} : first;
	if (typeof told !== "object" || told === null) throw new ProgramsError("ERR_BAD_OPTION", "there are no options", ["options, or a port"]);
	return {
		options: {
			...told,
			host: told.host ?? "localhost"
		},
		listener
	};
}
// adapters/programs/traffic.ts
const isWithin = (value, range) => range === null || value !== null && value !== void 0 && value >= range[0] && value <= range[1];
function speaksOf(rule, { family, address, protocol, port }) {
	return rule.family === family && (rule.to === null || address !== null && isInPrefix(address, rule.to)) && (rule.protocol === null || rule.protocol === protocol) && isWithin(port, rule.port) && isWithin(process.getuid?.(), rule.uid);
}
const rulesOn = ({ traffic }, packet) => traffic.length === 0 ? traffic : traffic.filter((rule) => speaksOf(rule, packet));
const mayCarry = (view, packet, pvd) => rulesOn(view, packet).every((rule) => !rule.only || rule.pvds.includes(pvd));
function trafficPlace(view, packet, pvd) {
	const [first] = rulesOn(view, packet);
	const at = first?.pvds.indexOf(pvd) ?? 0;
	return at < 0 ? Number.MAX_SAFE_INTEGER : at;
}
// adapters/programs/choose.ts
function using(view, use, family = null) {
	const { chosen, refused } = choose(use, view.domains, family);
	if (chosen.length > 0) return chosen;
	const known = view.domains.map(({ pvd }) => pvd);
	if (typeof use === "string") throw new ProgramsError("ERR_NO_SUCH_PVD", `there is no ${use} here`, known);
	throw new ProgramsError("ERR_NO_PVD_FITS", `nothing fits ${JSON.stringify(use)}`, reasonsOr(refused.map((r) => refusalText(r, r))));
}
function forName(view, name, use, family) {
	const rules = (family === null ? FAMILIES : [family]).map((f) => ruleFor(view, name, f)).filter((rule) => rule !== null);
	const exclusive = rules.find((rule) => rule.exclusive);
	if (use !== void 0) {
		const all = using(view, use, family);
		const kept = exclusive && typeof use !== "string" ? all.filter(({ pvd }) => exclusive.pvds.includes(pvd)) : all;
		if (kept.length > 0) return kept;
		throw new ProgramsError("ERR_NO_PVD_FITS", `${name} is asked of nobody that fits`, [askedOf(exclusive?.pvds ?? [])]);
	}
	const places = (pvd) => Math.min(...rules.map((rule) => rule.pvds.indexOf(pvd)).filter((at) => at >= 0));
	const asked = view.domains.filter(({ pvd }) => rules.some((rule) => rule.pvds.includes(pvd)));
	if (asked.length > 0) return asked.toSorted((a, b) => places(a.pvd) - places(b.pvd) || compareText(a.pvd, b.pvd));
	const whys = exclusive ? [askedOf(exclusive.pvds)] : view.domains.map(whyIdle);
	throw new ProgramsError("ERR_NO_PVD_FITS", `no network is asked for ${name} now`, reasonsOr(whys));
}
const askedOf = (pvds) => `it is asked of ${pvds.join(", ") || "nobody who is here now"} alone`;
function ruleFor({ names }, name, family) {
	const isUnder = (suffix) => suffix === "." || name === suffix || name.endsWith(`.${suffix}`);
	const length = (suffix) => suffix === "." ? 0 : suffix.length;
	return names.rules.filter((rule) => rule.family === family && isUnder(rule.suffix)).reduce((best, rule) => best && length(best.suffix) >= length(rule.suffix) ? best : rule, null);
}
function forAddress(view, packet, use) {
	const { address, family } = packet;
	const zone = address.split("%")[1];
	const all = use === void 0 ? view.domains : using(view, use, family);
	const here = zone === void 0 ? all : all.filter(({ ifname }) => ifname === zone);
	const judged = here.map((domain) => ({
		domain,
		why: whyNot(view, domain, packet, use),
		near: nearness(domain, address)
	}));
	const led = judged.filter(({ why }) => why === null);
	if (led.length === 0) {
		const whys = zone !== void 0 && here.length === 0 ? [`there is no network on ${zone}`] : judged.map(({ domain, why }) => `${domain.pvd}: ${why}`);
		throw new ProgramsError("ERR_NOT_REACHABLE", `no network leads to ${address}`, reasonsOr(whys));
	}
	const order = (a, b) => trafficPlace(view, packet, a.domain.pvd) - trafficPlace(view, packet, b.domain.pvd) || (use === void 0 ? b.near - a.near : 0) || byPlace(a.domain, b.domain, family) || compareText(a.domain.pvd, b.domain.pvd);
	return led.toSorted(order).map(({ domain }) => domain);
}
function byPlace(a, b, family) {
	const [own, other] = [placeOf(a, family), placeOf(b, family)];
	return own === other ? 0 : own - other;
}
function whyNot(view, domain, packet, use) {
	const { address, family } = packet;
	if (reachOf(address) === "linkLocal" && !address.includes("%") && use === void 0) return "a link-local address needs its zone, or `use`";
	if (!canSend(domain, family) && reachOf(address) !== "linkLocal") return `it has no IPv${family} address`;
	if (!leadsTo(domain, address)) return `nothing of it leads to ${address}`;
	if (!mayCarry(view, packet, domain.pvd)) return "a rule on traffic forbids it";
	const isOnLink = nearness(domain, address) >= ON_LINK;
	return use !== void 0 || isOnLink || domain.rank[family] !== null || IS_INWARD.has(domain.unfit[family] ?? "") ? null : `it is ${domain.unfit[family]}`;
}
const IS_INWARD = new Set([
	"noInternet",
	"noGateway",
	"forming"
]);
const ON_LINK = 1e3;
function nearness({ prefixes, leads }, address) {
	if (prefixes.some((prefix) => isInPrefix(address, prefix))) return ON_LINK;
	return Math.max(0, ...leads.filter((prefix) => isInPrefix(address, prefix)).map(prefixLength));
}
const canSend = ({ addresses, pref64 }, family) => addresses.some(({ address }) => familyOf(address) === family) || family === 4 && pref64.length > 0;
function leadsTo({ prefixes, leads, pref64 }, address) {
	if (reachOf(address) === "linkLocal") return true;
	return familyOf(address) === 4 && pref64.length > 0 && leads.includes("::/0") || [...prefixes, ...leads].some((prefix) => isInPrefix(address, prefix));
}
const whyIdle = ({ pvd, unfit, usable }) => `${pvd}: ${[...new Set(FAMILIES.map((family) => unfit[family] ?? `${usable[family]}, but it resolves for nobody`))].join(", ")}`;
const reasonsOr = (reasons) => reasons.length > 0 ? reasons : ["there is no network"];
// adapters/programs/candidates.ts
function candidatesOf(view, use) {
	return (use === void 0 ? view.domains.toSorted((a, b) => placeOf(a) - placeOf(b) || 0) : using(view, use)).flatMap(({ pvd, generation, ifname, metered, rank, addresses }) => addresses.map(({ address, temporary, deprecated }) => {
		const [family, reach] = [familyOf(address), reachOf(address)];
		return {
			pvd,
			generation,
			ifname,
			source: address,
			address,
			family,
			reach,
			means: meaning(reach),
			temporary,
			deprecated,
			metered,
			rank: rank[family]
		};
	}));
}
function meaning(reach) {
	if (reach === "public") return "anywhere";
	return reach === "linkLocal" || reach === "loopback" ? "link" : "pvd";
}
// adapters/programs/choice.ts
function choiceOf(view, use) {
	if (!view) return null;
	return FAMILIES.map((family) => {
		const [first] = choose(use, view.domains, family).chosen.filter(({ rank }) => typeof use === "string" || rank[family] !== null);
		return first ? `${first.pvd}#${first.generation}` : "-";
	}).join(" ");
}
// adapters/programs/dial.ts
const wayOf = ({ use, family, prefer, mptcp }) => ({
	use,
	family,
	prefer,
	mptcp
});
const CONNECT_WITHIN = 1e4;
// adapters/programs/agents.ts
const KEEPING = {
	keepAlive: true,
	scheduling: "fifo"
};
const createHttpAgent = (dial) => ({ use, family, prefer, mptcp, ...options } = {}) => choosing(new http.Agent({
	...KEEPING,
	...options
}), dial, {
	use,
	family,
	prefer,
	mptcp
}, false);
const createHttpsAgent = (dial) => ({ use, family, prefer, mptcp, ...options } = {}) => choosing(new Agent({
	...KEEPING,
	...options
}), dial, {
	use,
	family,
	prefer,
	mptcp
}, true);
function choosing(agent, { connect, choice }, way, isSecure) {
	const choices = new WeakMap();
	const [keep, name] = [agent.keepSocketAlive.bind(agent), agent.getName.bind(agent)];
	const isCurrent = (socket) => {
		const now = choice(way.use);
		return now === null || choices.get(socket) === now;
	};
	const prune = () => {
		for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) if (!isCurrent(socket)) socket.destroy();
	};
	return Object.assign(agent, {
		createConnection: (wanted, created) => {
			const chosen = choice(way.use);
			connect(dialled(wanted, way, isSecure)).then((socket) => {
				choices.set(socket, chosen);
				created(null, socket);
			}, (error) => created(error, void 0));
		},
		keepSocketAlive: (socket) => isCurrent(socket) && keep(socket),
		getName: (options) => {
			prune();
			return name(options);
		}
	});
}
function dialled(wanted, way, isSecure) {
	const { host, port, signal } = wanted;
	return {
		host: host ?? "localhost",
		port: Number(port ?? (isSecure ? 443 : 80)),
		...wayOf(way),
		signal,
		...isSecure ? { tls: secureOf(wanted) } : {}
	};
}
function secureOf({ host: _host, port: _port, signal: _signal, path: _path, socketPath: _socket, ...tls }) {
	return tls;
}
// adapters/programs/connector.ts
const createConnector = ({ connect }) => ({ tls, ...way } = {}) => ({ hostname: host, protocol, port, servername }, callback) => {
	const isSecure = protocol === "https:";
	const secure = isSecure ? { tls: {
		ALPNProtocols: ["http/1.1"],
		...servername ? { servername } : {},
		...tls
	} } : {};
	const wanted = {
		host,
		port: Number(port) || (isSecure ? 443 : 80),
		...wayOf(way),
		...secure
	};
	const late = AbortSignal.timeout(CONNECT_WITHIN);
	connect({
		...wanted,
		signal: late
	}).then((socket) => callback(null, socket), (error) => callback(late.aborted ? tooLate(host, wanted.port) : errorOf$1(error), null));
};
const tooLate = (host, port) => new ProgramsError("ERR_NOT_REACHABLE", `${host}:${port}`, [`no connection within ${CONNECT_WITHIN} ms`]);
const errorOf$1 = (error) => error instanceof Error ? error : new Error(String(error));
// adapters/programs/fetch.ts
const POOLS_MAX = 64;
function createFetch({ choice }, connector) {
	const pools = new Map();
	const open = new Set();
	let isClosed = false;
	const rest = ({ agent, asking, isLeft }) => {
		if (!isLeft || asking > 0) return;
		const gone = () => open.delete(agent);
		agent.close().then(gone, gone);
	};
	const leave = (key) => {
		const pool = pools.get(key);
		if (!pool) return;
		pools.delete(key);
		pool.isLeft = true;
		rest(pool);
	};
	const poolFor = (undici, way) => {
		if (isClosed) throw new ProgramsError("ERR_AGENT_GONE", "no fetch");
		const [key, now] = [JSON.stringify(way), choice(way.use)];
		const known = pools.get(key);
		if (known && (now === null || known.choice === now)) return known;
		leave(key);
		const [oldest] = pools.keys();
		if (oldest !== void 0 && pools.size >= POOLS_MAX) leave(oldest);
		const agent = new undici.Agent({ connect: connector(way) });
		const pool = {
			agent,
			choice: now,
			asking: 0,
			isLeft: false
		};
		pools.set(key, pool);
		open.add(agent);
		return pool;
	};
	return {
		fetch: async (input, { use, family, prefer, mptcp, ...init } = {}) => {
			const undici = await import("undici");
			const pool = poolFor(undici, wayOf({
				use,
				family,
				prefer,
				mptcp
			}));
			pool.asking += 1;
			try {
				return await undici.fetch(input, {
					...init,
					dispatcher: pool.agent
				});
			} catch (error) {
				throw codedOf(error);
			} finally {
				pool.asking -= 1;
				rest(pool);
			}
		},
		close: async () => {
			isClosed = true;
			pools.clear();
			await Promise.all([...open].map((agent) => agent.destroy()));
		}
	};
}
function codedOf(error) {
	return error instanceof TypeError && error.cause instanceof ProgramsError ? error.cause : error;
}
// adapters/programs/mqtt.ts
const createMqttStreamBuilder = ({ createConnection }) => (options) => () => createConnection(options);
// adapters/programs/ws.ts
const createWsOptions = ({ createConnection }) => ({ tls, ...way } = {}) => ({ createConnection: (wanted) => {
	const { host, port, secure } = destinationOf(wanted);
	return createConnection({
		host,
		port,
		...wayOf(way),
		...secure ? { tls: {
			...secure,
			...tls
		} } : {}
	});
} });
function destinationOf(wanted) {
	if (typeof wanted !== "object" || !("port" in wanted)) throw new TypeError("ws asks for a connection by host and port");
	const { host = "localhost", port, path: _path, ...rest } = {
		path: void 0,
		...wanted
	};
	const isSecure = "defaultPort" in rest && rest.defaultPort === SECURE_PORT;
	return {
		host,
		port: Number(port),
		secure: isSecure ? {
			servername: isIP(host) ? "" : host,
			...rest
		} : null
	};
}
const SECURE_PORT = 443;
// adapters/programs/clients.ts
function createClients(dial) {
	const connector = createConnector(dial);
	const { fetch, close } = createFetch(dial, connector);
	return {
		clients: {
			fetch,
			connector,
			httpAgent: createHttpAgent(dial),
			httpsAgent: createHttpsAgent(dial),
			mqttStreamBuilder: createMqttStreamBuilder(dial),
			wsOptions: createWsOptions(dial)
		},
		close
	};
}
// adapters/programs/failure.ts
var LaneOver = class extends Error {
	code;
	isFinal;
	constructor(code, message, isFinal = false) {
		super(message);
		this.name = "LaneOver";
		this.code = code;
		this.isFinal = isFinal;
	}
};
function toFailure(at, error) {
	return {
		at,
		code: error instanceof LaneOver || error instanceof ProgramsError ? error.code : "ERR_NOT_REACHABLE",
		text: `${at}: ${textOf(error)}`,
		error
	};
}
function textOf(error) {
	if (error instanceof ProgramsError || error instanceof LaneOver) return error.message;
	if (!(error instanceof Error)) return String(error);
	return "code" in error && typeof error.code === "string" && error.code.startsWith("E") ? error.code : error.message;
}
const ORDER = [
	"ERR_NOT_REACHABLE",
	"ERR_PVD_GONE",
	"ERR_NAME_NOT_ANSWERED",
	"ERR_NAME_NOT_FOUND",
	"ERR_NO_SOURCE"
];
function errorOf(what, failures) {
	const code = ORDER.find((one) => failures.some((failure) => failure.code === one)) ?? "ERR_NOT_REACHABLE";
	const causes = failures.filter((failure) => failure.error instanceof Error).map(({ error }) => error);
	const cause = causes.length === 1 ? causes[0] : new AggregateError(causes);
	return new ProgramsError(code, `no connection to ${what}`, failures.map(({ text }) => text), causes.length > 0 ? { cause } : {});
}
// machines/model/selection/scope.ts
const [LINK_LOCAL, SITE_LOCAL, GLOBAL] = [
	2,
	5,
	14
];
const LINK_LOCALS = [
	"fe80::/10",
	"::1/128",
	"169.254.0.0/16",
	"127.0.0.0/8"
];
function scopeOf(address) {
	if (isInPrefix(address, "ff00::/8")) return (addressBytes(address)?.[1] ?? 0) & 15;
	if (LINK_LOCALS.some((prefix) => isInPrefix(address, prefix))) return LINK_LOCAL;
	return isInPrefix(address, "fec0::/10") ? SITE_LOCAL : GLOBAL;
}
function commonPrefix(source, prefixLength, destination) {
	const [a, b] = [addressBytes(source), addressBytes(destination)];
	if (!a || !b || a.length !== b.length) return 0;
	const at = a.findIndex((byte, i) => byte !== b[i]);
	const shared = at < 0 ? 8 * a.length : 8 * at + Math.clz32((a[at] ?? 0) ^ (b[at] ?? 0)) - 24;
	return Math.min(shared, prefixLength);
}
const mapped = (address) => familyOf(address) === 4 ? `::ffff:${address}` : address;
// machines/model/selection/policyTable.ts
const row = (prefix, precedence, label) => ({
	prefix: canonicalPrefix(prefix) ?? prefix,
	precedence,
	label
});
const DEFAULT_ROWS = [
	row("::1/128", 50, 0),
	row("::/0", 40, 1),
	row("::ffff:0:0/96", 35, 4),
	row("2002::/16", 30, 2),
	row("2001::/32", 5, 5),
	row("fc00::/7", 3, 13),
	row("::/96", 1, 3),
	row("fec0::/10", 1, 11),
	row("3ffe::/16", 1, 12)
];
const REST = {
	precedence: 40,
	label: 1
};
const REMEMBERED_MAX = 1024;
function policyTable(rows) {
	const byLength = rows.toSorted((a, b) => prefixLength(b.prefix) - prefixLength(a.prefix));
	const known = new Map();
	return (address) => {
		const before = known.get(address);
		if (before) return before;
		const found = byLength.find(({ prefix }) => isInPrefix(mapped(address), prefix)) ?? REST;
		if (known.size >= REMEMBERED_MAX) known.clear();
		known.set(address, found);
		return found;
	};
}
const DEFAULT_TABLE = policyTable(DEFAULT_ROWS);
const compiled = new WeakMap();
function tableOf(rows) {
	if (rows === null) return DEFAULT_TABLE;
	const before = compiled.get(rows);
	if (before) return before;
	const table = policyTable(rows);
	compiled.set(rows, table);
	return table;
}
// machines/model/selection/source.ts
const more = (of) => (a, b, destination, context) => of(a, destination, context) - of(b, destination, context);
const RULES$1 = [
	["1: same address", more((s, d) => Number(s.address === d))],
	["2: appropriate scope", byScope],
	["3: avoid deprecated", more((s) => Number(!s.deprecated))],
	["4: home address", more(homeRank)],
	["5: outgoing interface", more((s, _, { ifname }) => Number(ifname !== void 0 && s.ifname === ifname))],
	["5.5: prefix of the next hop", more((s, _, { nextHop }) => Number(nextHop !== void 0 && s.nextHop === nextHop))],
	["6: matching label", more((s, d, { table = DEFAULT_TABLE }) => Number(table(s.address).label === table(d).label))],
	["7: temporary or public", more((s, _, { prefer = "temporary" }) => Number(s.temporary === (prefer === "temporary")))],
	["8: longest matching prefix", more((s, d) => commonPrefix(s.address, s.prefixLength, d))]
];
function homeRank({ home = false, careOf = false }) {
	return home && careOf ? 2 : careOf ? 0 : 1;
}
function compareSources(a, b, destination, context) {
	for (const [rule, compare] of RULES$1) {
		const order = compare(a, b, destination, context);
		if (order !== 0) return {
			rule,
			order
		};
	}
	return {
		rule: "by address",
		order: compareText(b.address, a.address)
	};
}
function byScope(a, b, destination) {
	const [own, other, wanted] = [
		scopeOf(a.address),
		scopeOf(b.address),
		scopeOf(destination)
	];
	if (own === other) return 0;
	return own < other ? own < wanted ? -1 : 1 : other < wanted ? 1 : -1;
}
function chooseSource(destination, candidates, context = {}) {
	const [best, next] = candidates.filter(({ address }) => familyOf(address) === familyOf(destination)).toSorted((a, b) => -compareSources(a, b, destination, context).order);
	return best ? {
		source: best,
		rule: next ? compareSources(best, next, destination, context).rule : null
	} : null;
}
// machines/model/selection/destination.ts
const RULES = [
	["2: matching scope", ({ destination }, s) => Number(scopeOf(destination) === scopeOf(s.address))],
	["3: avoid deprecated", (_, s) => Number(!s.deprecated)],
	["4: home address", (_, s) => homeRank(s)],
	["5: matching label", ({ destination }, s, table) => Number(table(s.address).label === table(destination).label)],
	["6: higher precedence", ({ destination }, _, table) => table(destination).precedence],
	["7: native transport", ({ encapsulated = false }) => Number(!encapsulated)],
	["8: smaller scope", ({ destination }) => -scopeOf(destination)]
];
function comparePairs(a, b, table) {
	const unusable = Number(a.source !== null) - Number(b.source !== null);
	if (unusable !== 0 || !a.source || !b.source) return {
		rule: unusable === 0 ? UNCHANGED : "1: avoid unusable",
		order: unusable
	};
	for (const [rule, of] of RULES) {
		const order = of(a, a.source, table) - of(b, b.source, table);
		if (order !== 0) return {
			rule,
			order
		};
	}
	const longer = familyOf(a.destination) === familyOf(b.destination) ? shared(a.destination, a.source) - shared(b.destination, b.source) : 0;
	return longer === 0 ? {
		rule: UNCHANGED,
		order: 0
	} : {
		rule: "9: longest matching prefix",
		order: longer
	};
}
const UNCHANGED = "10: as they came";
const shared = (destination, { address, prefixLength }) => commonPrefix(address, prefixLength, destination);
function orderDestinations(pairs, table = DEFAULT_TABLE) {
	const sorted = pairs.toSorted((a, b) => -comparePairs(a, b, table).order);
	return sorted.map((pair, i) => {
		const next = sorted[i + 1];
		return {
			...pair,
			rule: next ? comparePairs(pair, next, table).rule : null
		};
	});
}
// machines/model/selection/pvd.ts
function sourceFor(origins, destination, prefer = void 0) {
	const wanted = prefer ?? (origins.privacy ? "temporary" : "public");
	return chooseSource(destination, origins.addresses, {
		table: tableOf(origins.policy),
		prefer: wanted
	})?.source ?? null;
}
function select(origins, destinations, prefer = void 0) {
	return orderDestinations(destinations.map((destination) => ({
		destination,
		source: sourceFor(origins, destination, prefer)
	})), tableOf(origins.policy)).flatMap(({ destination, source, rule }) => source ? [{
		destination,
		source,
		rule
	}] : []);
}
// adapters/programs/lanes.ts
const RESOLUTION_DELAY = 50;
const RELUCTANCE = 1e3;
const TYPES = {
	4: 1,
	6: 28
};
const reluctanceOf = (domain, first) => domain.metered && first?.metered === false ? RELUCTANCE : 0;
function addressLane(view, domain, address, request, reluctance) {
	return {
		name: domain.pvd,
		reluctance,
		open: async (tell) => {
			const pairs = pairsOf(view, domain, [address], request);
			if (pairs.length === 0) throw new LaneOver("ERR_NO_SOURCE", `nothing to send from to ${address}`);
			tell(pairs);
		}
	};
}
function nameLane(options, domain, request, reluctance) {
	return {
		name: domain.pvd,
		reluctance,
		open: async (tell, signal) => {
			const families = FAMILIES.filter((family) => (request.family ?? family) === family && canSend(domain, family));
			if (families.length === 0) throw new LaneOver("ERR_NO_SOURCE", "it has no address to send from");
			const answers = createAnswers(options, domain, request, tell);
			await Promise.all(families.map((family) => answers.ask(family, families.length > 1, signal)));
			answers.end();
		}
	};
}
function createAnswers({ resolve, view, name, time }, domain, request, tell) {
	const told = new Map();
	let isWaiting = false;
	const addresses = () => [...told.values()].flatMap((answer) => answer.ok ? answer.addresses : []);
	const show = () => {
		const pairs = pairsOf(view, domain, addresses(), request);
		if (pairs.length > 0) tell(pairs);
	};
	return {
		ask: async (family, isOneOfTwo, signal) => {
			const answer = await resolve({
				name,
				type: TYPES[family],
				pvd: domain.pvd,
				signal
			});
			told.set(family, answer);
			if (signal.aborted) return;
			if (family === 4 && isOneOfTwo && !told.has(6)) {
				isWaiting = true;
				const stop = time.wait(RESOLUTION_DELAY, () => {
					isWaiting = false;
					show();
				});
				signal.addEventListener("abort", stop, { once: true });
			} else if (!isWaiting || family === 6) show();
		},
		end: () => {
			isWaiting = false;
			if (pairsOf(view, domain, addresses(), request).length === 0) throw nothing(name, [...told.values()], addresses());
			show();
		}
	};
}
function nothing(name, answers, addresses) {
	const problem = answers.find((answer) => !answer.ok);
	if (addresses.length > 0) return new LaneOver("ERR_NOT_REACHABLE", `nothing of it leads to ${addresses.join(", ")}`);
	if (answers.some((answer) => answer.ok)) return new LaneOver("ERR_NAME_NOT_FOUND", answers.some((answer) => answer.ok && answer.exists) ? `${name} has no address` : `${name} does not exist`, true);
	return new LaneOver("ERR_NAME_NOT_ANSWERED", `its servers: ${problem && !problem.ok ? problem.problem : "silent"}`, !problem?.ok && problem?.problem === "failed");
}
function pairsOf(view, domain, found, request) {
	const { pvd, generation, ifname } = domain;
	const usable = found.filter((address) => leadsTo(domain, address) && mayCarry(view, {
		...request,
		family: familyOf(address),
		address
	}, pvd)).flatMap((address) => translated(domain, address));
	const local = usable.filter((address) => reachOf(address) === "linkLocal").map((destination) => ({
		destination,
		source: null
	}));
	const loopback = usable.filter((address) => reachOf(address) === "loopback");
	const selected = select(domain, usable, request.prefer).filter(({ destination }) => !loopback.includes(destination) && reachOf(destination) !== "linkLocal");
	return [...loopback.map((address) => ({
		address,
		port: request.port,
		at: null
	})), ...takingTurns([...local, ...selected]).map(({ destination, source }) => {
		const at = {
			pvd,
			generation,
			ifname,
			source: source?.address ?? null
		};
		return {
			address: destination,
			port: request.port,
			at
		};
	})];
}
function translated({ addresses, pref64 }, address) {
	const [prefix] = pref64;
	if (addressBytes(address)?.length !== 4 || prefix === void 0 || addresses.some((own) => familyOf(own.address) === 4)) return [address];
	const made = isInPrefix(address, "127.0.0.0/8") ? address : embed(prefix, address);
	return made === null ? [] : [made];
}
function takingTurns(pairs) {
	const [first] = pairs;
	if (!first) return pairs;
	const own = pairs.filter(({ destination }) => familyOf(destination) === familyOf(first.destination));
	const other = pairs.filter((pair) => !own.includes(pair));
	return own.flatMap((pair, i) => [pair, ...other.slice(i, i + 1)]).concat(other.slice(own.length));
}
const isLoopbackName = (name) => name === "localhost" || name.endsWith(".localhost");
// adapters/programs/options.ts
const bad = (name, value, wanted) => new ProgramsError("ERR_BAD_OPTION", `${name} is ${JSON.stringify(value) ?? String(value)}`, [wanted]);
function checked(options) {
	const { use, family, prefer, host, port } = options;
	if (host !== void 0 && (typeof host !== "string" || host === "" || host.length > 255)) throw bad("host", host, "a name or an address");
	if (port !== void 0 && !(Number.isInteger(port) && port >= 0 && port <= 65535)) throw bad("port", port, "0 to 65535");
	if (family !== void 0 && family !== 4 && family !== 6) throw bad("family", family, "4 or 6");
	if (prefer !== void 0 && prefer !== "temporary" && prefer !== "public") throw bad("prefer", prefer, "'temporary' or 'public'");
	if (use !== void 0 && !Use.safeParse(use).success) throw bad("use", use, "the name of a network, or a selector");
	return options;
}
function hostOf(text) {
	const bare = text.replace(/^\[(.*)\]$/, "$1");
	const address = addressBytes(bare) === null ? null : canonicalAddress(bare);
	return address === null ? { name: bare.toLowerCase().replace(/\.$/, "") } : { address };
}
// adapters/programs/ended.ts
const ENDED = "ECONNABORTED";
function inOurWords(connection, { pvd, generation }) {
	const destroy = connection.destroy.bind(connection);
	const worded = (error) => "code" in error && error.code === ENDED ? new ProgramsError("ERR_PVD_GONE", `${pvd} #${generation} has gone`, ["its connections were ended"], { cause: error }) : error;
	connection.destroy = (error) => destroy(error && worded(error));
}
// adapters/programs/paths.ts
function holdOn(parts, connection) {
	const { attachment } = connection;
	if (!attachment) return;
	inOurWords(connection, attachment);
	const release = parts.held.hold(attachment, (error) => {
		if (!livesOn(parts, connection)) connection.destroy(error);
		else holdOnAny(parts, connection);
	});
	connection.once("close", release);
}
const livesOn = (parts, connection) => (parts.reaching.paths(connection) ?? 0) > 0 && attachmentsOf(parts).length > 0;
function holdOnAny(parts, connection) {
	const all = attachmentsOf(parts);
	let left = all.length;
	for (const at of all) {
		const release = parts.held.hold(at, (error) => {
			left -= 1;
			if (left > 0) return;
			if (livesOn(parts, connection)) holdOnAny(parts, connection);
			else connection.destroy(error);
		});
		connection.once("close", release);
	}
}
const attachmentsOf = ({ port }) => (port.view()?.domains ?? []).filter(({ usable }) => usable[4] !== null || usable[6] !== null).map(({ pvd, generation, ifname }) => ({
	pvd,
	generation,
	ifname,
	source: null
}));
// adapters/programs/race.ts
const ATTEMPT_DELAY = 250;
const PATIENCE = 1e3;
const CALLED_OFF = new Error("called off: it is decided");
function race({ lanes, attempt, keyOf, time, signal }) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const over = new AbortController();
	const attempts = new Set();
	const waits = new Set();
	const opened = [];
	const failures = [];
	let [isOver, isFinal, isPatient] = [
		false,
		false,
		false
	];
	let gate = null;
	let newest = null;
	const wait = (delay, then) => {
		const stop = time.wait(delay, () => {
			waits.delete(stop);
			then();
		});
		waits.add(stop);
		return () => {
			waits.delete(stop);
			stop();
		};
	};
	const finish = (then, winner = null) => {
		if (isOver) return;
		isOver = true;
		for (const stop of waits) stop();
		signal?.removeEventListener("abort", onAbort);
		then();
		over.abort(CALLED_OFF);
		for (const other of attempts) if (other !== winner) other.abort(CALLED_OFF);
	};
	const onAbort = () => finish(() => reject(signal?.reason));
	const closeGate = (delay) => {
		gate = wait(delay, () => {
			gate = null;
			step();
		});
	};
	const openGate = () => {
		gate?.();
		gate = null;
	};
	const step = () => {
		if (isOver || gate) return;
		const ready = opened.find(({ waiting }) => waiting.length > 0);
		if (ready) return begin(ready);
		const next = isFinal ? void 0 : lanes[opened.length];
		const isWaiting = opened.some(({ isSettled }) => !isSettled);
		if (next && !isWaiting) return enter(next);
		if (!next && !isWaiting && attempts.size === 0) finish(() => resolve({
			ok: false,
			failures
		}));
	};
	const begin = (from) => {
		const [pair, ...rest] = from.waiting;
		from.waiting = rest;
		if (pair === void 0) return;
		from.tried.add(keyOf(pair));
		isPatient = false;
		const own = new AbortController();
		attempts.add(own);
		newest = own;
		closeGate(ATTEMPT_DELAY);
		attempt(pair, own.signal).then((value) => finish(() => resolve({
			ok: true,
			value
		}), own), (error) => {
			attempts.delete(own);
			if (isOver) return;
			failures.push(toFailure(`${from.lane.name} ${keyOf(pair)}`, error));
			if (newest === own) openGate();
			step();
		});
	};
	const enter = (lane) => {
		if (attempts.size > 0 && lane.reluctance > 0 && !isPatient) {
			isPatient = true;
			return closeGate(lane.reluctance);
		}
		const entered = {
			lane,
			tried: new Set(),
			waiting: [],
			isSettled: false
		};
		opened.push(entered);
		const settle = () => {
			entered.isSettled = true;
			step();
		};
		const giveUp = wait(PATIENCE, settle);
		const tell = (pairs) => {
			entered.waiting = pairs.filter((pair) => !entered.tried.has(keyOf(pair)));
			step();
		};
		lane.open(tell, over.signal).catch((error) => {
			isFinal ||= error instanceof LaneOver && error.isFinal;
			failures.push(toFailure(lane.name, error));
		}).finally(() => {
			giveUp();
			if (!isOver) settle();
		});
		step();
	};
	if (signal?.aborted) onAbort();
	else {
		signal?.addEventListener("abort", onAbort, { once: true });
		step();
	}
	return promise;
}
// adapters/programs/session.ts
async function keepSession({ sessions }, connection, options, needs) {
	const { attachment } = connection;
	if (!attachment) return;
	const { onVerdict = carryOut, ...told } = options;
	const terms = {
		mobility: "reconnect",
		better: "keep",
		loss: "reconnect",
		failBack: false
	};
	const family = familyOf(attachment.source ?? connection.remoteAddress ?? "");
	const spec = {
		...terms,
		...told,
		needs: needs ?? null,
		pvd: attachment.pvd,
		generation: attachment.generation,
		family
	};
	const session = await sessions.open(spec, (verdict) => onVerdict(verdict, connection));
	const close = () => session.close("its connection was closed");
	if (connection.destroyed) close();
	else connection.once("close", close);
}
function carryOut({ verdict, to, because }, connection) {
	if (verdict !== "end" && verdict !== "reconnect") return;
	const where = to === null ? "ended" : `to go to ${to}`;
	connection.destroy(new ProgramsError("ERR_SESSION_ENDED", `the session is ${where}`, [because.rule]));
}
// adapters/programs/connect.ts
const ended = (connection, error) => {
	connection.destroy();
	throw error;
};
const createConnect = (parts) => async (options) => {
	const { host, tls = false, session, use, signal } = checked(options);
	signal?.throwIfAborted();
	const ending = new AbortController();
	const stop = parts.held.pend((error) => ending.abort(error));
	const signals = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
	try {
		const { socket, at } = await raced(parts, options, signals);
		const connection = Object.assign(socket, { attachment: at });
		holdOn(parts, connection);
		const made = tls === false ? connection : await secured(connection, host, tls === true ? {} : tls, signals);
		if (session) await keepSession(parts.port, made, session, use).catch((error) => ended(made, error));
		return made;
	} catch (error) {
		if (signals.aborted) throw signals.reason;
		throw error;
	} finally {
		stop();
	}
};
async function raced(parts, options, signal) {
	const view = parts.port.view();
	if (!view) throw new ProgramsError("ERR_AGENT_GONE", "there is no decision yet, or no agent any more");
	let failure = null;
	for (const host of spellings(view, options.host)) {
		const told = await race({
			lanes: lanesFor(parts, view, {
				...options,
				host
			}),
			signal,
			time: parts.time,
			keyOf: ({ address }) => address,
			attempt: (pair, own) => attempt(parts, pair, options, own)
		});
		if (told.ok) return told.value;
		failure = errorOf(`${host}:${options.port}`, told.failures);
		if (!(failure instanceof ProgramsError && failure.code === "ERR_NAME_NOT_FOUND")) break;
	}
	throw failure;
}
function spellings({ names }, host) {
	const told = hostOf(host);
	if ("address" in told || told.name.includes(".") || isLoopbackName(told.name) || names.search.length === 0) return [host];
	return names.search.map((suffix) => `${told.name}.${suffix}`);
}
function lanesFor({ port, time }, view, options) {
	const request = {
		...options,
		protocol: "tcp"
	};
	const told = hostOf(options.host);
	const within = "address" in told ? isHere(view, told.address, options) ? [told.address] : [] : isLoopbackName(told.name) ? LOOPBACK : [];
	if (within.length > 0) return [hereLane(within, request)];
	const withFirst = (domains, make) => domains.map((domain) => make(domain, reluctanceOf(domain, domains[0])));
	if ("address" in told) {
		const { address } = told;
		return withFirst(forAddress(view, {
			family: familyOf(address),
			address,
			protocol: "tcp",
			port: options.port
		}, options.use), (domain, reluctance) => addressLane(view, domain, address, request, reluctance));
	}
	const { name } = told;
	const named = {
		resolve: port.resolve,
		view,
		name,
		time
	};
	return withFirst(forName(view, name, options.use, options.family ?? null), (domain, reluctance) => nameLane(named, domain, request, reluctance));
}
const isHere = ({ beside }, address, { use }) => reachOf(address) === "loopback" || use === void 0 && beside.some((prefix) => isInPrefix(address, prefix));
const LOOPBACK = ["::1", "127.0.0.1"];
const hereLane = (addresses, { port, family }) => ({
	name: "this host",
	reluctance: 0,
	open: async (tell) => tell(addresses.filter((a) => (family ?? familyOf(a)) === familyOf(a)).map((address) => ({
		address,
		port,
		at: null
	})))
});
async function attempt({ held, reaching }, pair, { mptcp = false }, signal) {
	const own = new AbortController();
	const release = pair.at ? held.hold(pair.at, (error) => own.abort(error)) : () => {};
	try {
		return {
			socket: await reaching.connect(pair, mptcp, AbortSignal.any([signal, own.signal])),
			at: pair.at
		};
	} finally {
		release();
	}
}
async function secured(connection, host, options, signal) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const told = hostOf(host);
	const name = "name" in told ? { servername: told.name } : { host: told.address.split("%")[0] };
	const covered = Object.assign(connect$1({
		...name,
		...options,
		socket: connection
	}), { attachment: connection.attachment });
	const onAbort = () => void covered.destroy(reasonOf(signal));
	signal.addEventListener("abort", onAbort, { once: true });
	connection.once("error", (error) => covered.destroy(error));
	covered.once("secureConnect", () => resolve(covered)).once("error", reject);
	covered.once("close", () => reject(new Error(`${host} closed the connection before TLS was spoken`)));
	try {
		return await promise;
	} catch (error) {
		connection.destroy();
		throw error;
	} finally {
		covered.off("error", reject);
		signal.removeEventListener("abort", onAbort);
	}
}
const reasonOf = ({ reason }) => reason instanceof Error ? reason : new Error(String(reason));
// adapters/programs/held.ts
function createHeld(port) {
	const groups = new Map();
	const calls = new Set();
	let unwatch = null;
	const see = (view) => {
		if (view === null) return endAll(calls, new ProgramsError("ERR_AGENT_GONE", "the agent has ended"));
		for (const [key, { at, ends }] of groups) {
			const why = goneFrom(view, at);
			if (why === null) continue;
			groups.delete(key);
			endAll(ends, gone(at, why));
		}
		rest();
	};
	const rest = () => {
		if (groups.size + calls.size > 0) return;
		unwatch?.();
		unwatch = null;
	};
	const watch = () => {
		unwatch ??= port.watch(see);
	};
	return {
		hold: (at, end) => {
			const view = port.view();
			const why = view && goneFrom(view, at);
			if (why !== null) {
				end(gone(at, why));
				return () => {};
			}
			const key = `${at.pvd} ${at.generation} ${at.source}`;
			const group = groups.get(key) ?? {
				at,
				ends: new Set()
			};
			groups.set(key, group);
			group.ends.add(end);
			watch();
			return () => {
				group.ends.delete(end);
				if (group.ends.size === 0 && groups.get(key) === group) groups.delete(key);
				rest();
			};
		},
		pend: (end) => {
			calls.add(end);
			watch();
			return () => {
				calls.delete(end);
				rest();
			};
		}
	};
}
function goneFrom(view, { pvd, generation, source }) {
	const domain = view.domains.find((one) => one.pvd === pvd);
	if (!domain) return "it is not there any more";
	if (domain.generation !== generation) return "it is another attachment now";
	return source === null || domain.addresses.some(({ address }) => address === source) ? null : `its address ${source} has gone`;
}
const gone = ({ pvd, generation }, why) => new ProgramsError("ERR_PVD_GONE", `${pvd} #${generation} has gone`, [why]);
function endAll(ends, error) {
	const all = [...ends];
	ends.clear();
	for (const end of all) end(error);
}
// adapters/programs/lookup.ts
function createLookup(parts) {
	function lookup(host, second, third) {
		const callback = typeof second === "function" ? second : third;
		const options = typeof second === "number" ? { family: second } : typeof second === "function" ? {} : second;
		if (!callback) throw new ProgramsError("ERR_BAD_OPTION", "callback is missing", ["a function of (error, address, family)"]);
		lookedUp(parts, host, options).then((found) => {
			const [first] = found;
			if (options.all) callback(null, [...found]);
			else callback(null, first?.address ?? "", first?.family);
		}, (error) => callback(error, options.all ? [] : ""));
	}
	return lookup;
}
async function lookedUp(parts, host, { family, use, prefer, signal, order }) {
	const found = await addressesOf(parts, host, {
		family: familyFrom(family),
		use,
		prefer,
		signal
	});
	const asked = order === "ipv4first" ? FAMILIES : order === "ipv6first" ? FAMILIES.toReversed() : null;
	const all = found.map((address) => ({
		address,
		family: familyOf(address)
	}));
	return asked ? asked.flatMap((one) => all.filter((entry) => entry.family === one)) : all;
}
const familyFrom = (family) => family === 4 || family === "IPv4" ? 4 : family === 6 || family === "IPv6" ? 6 : void 0;
async function addressesOf(parts, host, asking) {
	const view = parts.port.view();
	if (!view) throw new ProgramsError("ERR_AGENT_GONE", "there is no decision yet, or no agent any more");
	const ending = new AbortController();
	const stop = parts.held.pend((error) => ending.abort(error));
	const signal = asking.signal ? AbortSignal.any([asking.signal, ending.signal]) : ending.signal;
	const failures = [];
	try {
		for (const lane of lanesFor(parts, view, checked({
			...asking,
			host,
			port: 0
		}))) {
			let found = [];
			try {
				await lane.open((pairs) => {
					found = pairs.map(({ address, at }) => at && reachOf(address) === "linkLocal" && !address.includes("%") ? `${address}%${at.ifname}` : address);
				}, signal);
				if (found.length > 0) return found;
			} catch (error) {
				signal.throwIfAborted();
				failures.push(toFailure(lane.name, error));
				if (error instanceof LaneOver && error.isFinal) break;
			}
		}
		throw errorOf(host, failures);
	} finally {
		stop();
	}
}
// adapters/programs/reaching.ts
const NO_DEVICE = "sockets are bound by their source address alone: binding to a device needs Linux 5.7";
const NO_MULTIPATH = "no Multipath TCP: this kernel has none, or it is turned off (net.mptcp.enabled)";
function createReaching(platform = process.platform) {
	let hasDevices = platform === "linux";
	const missing = new Set(hasDevices ? [] : [NO_DEVICE, NO_MULTIPATH]);
	const without = (problem) => {
		hasDevices = false;
		missing.add(`${NO_DEVICE} (${problem})`);
	};
	const connect = async ({ address, port, at }, mptcp, signal) => {
		signal.throwIfAborted();
		if (at && hasDevices) try {
			return await connectBound({
				...at,
				host: address,
				port,
				mptcp,
				signal
			});
		} catch (error) {
			const problem = unsupported(error);
			if (problem === null) throw error;
			without(problem);
		}
		const host = at ? zoned(address, at.ifname) : address;
		return connected(createConnection({
			host,
			port,
			...at?.source ? { localAddress: at.source } : {}
		}), signal);
	};
	return {
		connect,
		paths: subflowsOf,
		udp: (from) => {
			const bound = hasDevices ? udpBound(from) : null;
			if (bound?.ok) return bound.value;
			if (bound && bound.name !== "EPERM") throw new ProgramsError("ERR_NO_SOURCE", `no socket on ${from.ifname}`, [describeFault(bound)]);
			if (bound) without(describeFault(bound));
			const socket = createSocket(from.family === 4 ? "udp4" : "udp6");
			return from.source === null ? socket : socket.bind({
				address: from.source,
				exclusive: true
			});
		},
		missing: () => {
			if (hasDevices && !hasMultipath()) missing.add(NO_MULTIPATH);
			return [...missing];
		}
	};
}
function unsupported(error) {
	return error instanceof SystemCallError && error.fault.name === "EPERM" && error.fault.call.startsWith("setsockopt") ? describeFault(error.fault) : null;
}
function connected(socket, signal) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const onAbort = () => void socket.destroy();
	const settle = (then) => {
		socket.off("connect", onConnect).off("error", onError).off("close", onClose);
		signal.removeEventListener("abort", onAbort);
		then();
	};
	const onConnect = () => settle(() => resolve(socket));
	const onError = (error) => settle(() => reject(error));
	const onClose = () => settle(() => reject(signal.reason));
	socket.once("connect", onConnect).once("error", onError).once("close", onClose);
	signal.addEventListener("abort", onAbort, { once: true });
	return promise;
}
// adapters/programs/socket.ts
function createSocket$1(connect, options) {
	const ending = new AbortController();
	const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal;
	const settings = [];
	let connection = null;
	const socket = new Socket();
	const opened = connect({
		...options,
		signal
	});
	const setting = (set) => {
		if (connection) set(connection);
		else settings.push(set);
		return socket;
	};
	const then = (run, failed) => {
		if (connection) run(connection);
		else opened.then(run, (error) => failed(error));
	};
	Object.assign(socket, {
		connecting: true,
		_read: () => void connection?.resume(),
		_write: (chunk, encoding, done) => then((on) => void on.write(chunk, encoding, done), done),
		_writev: null,
		_final: (done) => then((on) => void on.end(() => done()), done),
		_destroy: (error, done) => {
			ending.abort(error ?? new Error("the socket was destroyed"));
			connection?.destroy();
			Object.assign(socket, { connecting: false });
			done(error);
			process.nextTick(() => socket.emit("close", error !== null));
		},
		setNoDelay: (...args) => setting((on) => on.setNoDelay(...args)),
		setKeepAlive: (...args) => setting((on) => on.setKeepAlive(...args)),
		ref: () => setting((on) => on.ref()),
		unref: () => setting((on) => on.unref()),
		address: () => connection?.address() ?? {},
		setTimeout: (timeout, listener) => {
			if (listener) socket[timeout === 0 ? "off" : "once"]("timeout", listener);
			return setting((on) => on.setTimeout(timeout));
		}
	});
	for (const name of READ) Object.defineProperty(socket, name, {
		get: () => connection?.[name],
		configurable: true
	});
	Object.defineProperty(socket, "pending", {
		get: () => connection === null,
		configurable: true
	});
	opened.then((made) => {
		if (socket.destroyed) {
			made.destroy();
			return;
		}
		connection = made;
		for (const set of settings) set(made);
		Object.assign(socket, { connecting: false });
		forward(made, socket);
	}, (error) => socket.destroy(error));
	return socket;
}
const READ = [
	"attachment",
	"remoteAddress",
	"remotePort",
	"remoteFamily",
	"localAddress",
	"localPort",
	"localFamily",
	"bytesRead",
	"bytesWritten"
];
function forward(from, to) {
	from.on("data", (chunk) => {
		if (!to.push(chunk)) from.pause();
	});
	from.on("end", () => void to.push(null));
	from.on("timeout", () => void to.emit("timeout"));
	from.on("error", (error) => void to.destroy(error));
	from.on("close", () => void to.destroy());
	to.emit("connect");
	to.emit("ready");
}
// adapters/programs/time.ts
const NODE_TIME = { wait: (delay, then) => {
	const timer = setTimeout(then, delay);
	return () => clearTimeout(timer);
} };
// adapters/programs/udp.ts
const createUdp = ({ port, held, reaching }) => (options = {}) => {
	const { to, prefer, signal } = checked(options);
	signal?.throwIfAborted();
	const view = port.view();
	if (!view) throw new ProgramsError("ERR_AGENT_GONE", "there is no decision yet, or no agent any more");
	const { domain, family } = chosen(view, options);
	const source = sourceFor(domain, to ?? FAR[family], prefer)?.address ?? null;
	if (source === null) throw new ProgramsError("ERR_NO_SOURCE", `${domain.pvd} has no IPv${family} address`);
	const attachment = {
		pvd: domain.pvd,
		generation: domain.generation,
		ifname: domain.ifname,
		source
	};
	const socket = Object.assign(reaching.udp({
		...attachment,
		family
	}), { attachment });
	const end = (error) => {
		socket.emit("error", error);
		close(socket);
	};
	const release = held.hold(attachment, end);
	const onAbort = () => close(socket);
	signal?.addEventListener("abort", onAbort, { once: true });
	socket.once("close", () => {
		release();
		signal?.removeEventListener("abort", onAbort);
	});
	return socket;
};
const FAR = {
	4: "192.0.2.1",
	6: "2001:db8::1"
};
function chosen(view, { to, use, family }) {
	const told = to === void 0 ? null : hostOf(to);
	if (told && !("address" in told)) throw new ProgramsError("ERR_BAD_OPTION", `to is ${JSON.stringify(to)}`, ["an address"]);
	if (told) {
		const own = familyOf(told.address);
		const [domain] = forAddress(view, {
			family: own,
			address: told.address,
			protocol: "udp",
			port: null
		}, use);
		if (domain) return {
			domain,
			family: own
		};
	}
	const wanted = family === void 0 ? FAMILIES : [family];
	const fits = using(view, use ?? { ...family === void 0 ? {} : { family } }, family ?? null);
	for (const domain of fits) for (const one of wanted) if (domain.rank[one] !== null && canSend(domain, one)) return {
		domain,
		family: one
	};
	for (const domain of fits) for (const one of wanted) if (canSend(domain, one)) return {
		domain,
		family: one
	};
	throw new ProgramsError("ERR_NO_SOURCE", "no network that fits has an address to send from", fits.map(({ pvd }) => pvd));
}
function close(socket) {
	try {
		socket.close();
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ERR_SOCKET_DGRAM_NOT_RUNNING")) throw error;
	}
}
// adapters/programs/index.ts
function createPrograms(port, { time = NODE_TIME, reaching = createReaching() } = {}) {
	const parts = {
		port,
		time,
		reaching,
		held: createHeld(port)
	};
	const connect = createConnect(parts);
	const createConnection = (...args) => {
		const { options, listener } = optionsFrom(args);
		const socket = createSocket$1(connect, options);
		if (listener) socket.once("connect", listener);
		return socket;
	};
	const { clients, close } = createClients({
		connect,
		createConnection,
		choice: (use) => choiceOf(port.view(), use ?? {})
	});
	return {
		...clients,
		connect,
		createConnection,
		close,
		lookup: createLookup(parts),
		udp: createUdp(parts),
		candidates: (use) => {
			const view = port.view();
			if (!view) throw new ProgramsError("ERR_AGENT_GONE", "there is no decision yet, or no agent any more");
			return candidatesOf(view, use);
		},
		missing: () => [...new Set([...port.missing, ...reaching.missing()])]
	};
}
// adapters/agent/views.ts
function createViews(port) {
	return createExit((push) => port.watch((view) => view && push(view)), port.view);
}
export { createPrograms as n, createExit as r, createViews as t };
