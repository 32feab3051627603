import { R as find, t as Fact } from "./shared-CtF39FSo.js";
import { C as mayAnswer, Ct as objectsOf, D as exclusiveOf, E as isInward, Et as settle, F as serversOf, I as attachedDomains, L as presentDomains, O as heeded, S as covers, _ as onLinkPrefixes, b as hostPrefix, i as waysOf, l as canonical, n as sourceOf, v as specificRoutes, y as EVERYWHERE, yt as pvdState, z as lastResult } from "./shared-AO8xFJlA.js";
import { A as Count, D as instant, I as textUpTo, K as strictObject, L as _enum, P as Text, U as number, V as literal, j as Flag, l as familyOf, q as string, y as FAMILIES } from "./shared-CggHZh46.js";
import { S as zlib } from "./shared-4U9fLTlI.js";
import { chmodSync, closeSync, createReadStream, createWriteStream, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createHmac, hash, randomBytes } from "node:crypto";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
// streams/names.ts
function createNamesView() {
	const recalledOf = createRecalled();
	let last = null;
	const settled = lastResult((view, recalled) => [view, recalled], (view, recalled) => {
		const whole = recalled.length === 0 ? view : {
			...view,
			ways: [...recalled, ...view.ways]
		};
		last = last === null ? whole : withSeqOf(last, whole);
		return last;
	});
	return (fold) => settled(viewOf(fold), recalledOf(fold.host.pins));
}
function createRecalled() {
	let [first, known, ways] = [
		null,
		[],
		[]
	];
	return (pins) => {
		if (first?.length === 0 || pins === known) return ways;
		first = (first ?? pins).filter((pin) => find(pins, pin.id)?.pvd === pin.pvd);
		known = pins;
		ways = first.map(({ id }) => ({
			prefix: hostPrefix(id, familyOf(id)),
			pvd: null
		}));
		return ways;
	};
}
const viewOf = lastResult(({ host, decision }) => [
	host.pvds,
	host.started,
	host.settings,
	decision.ranking,
	decision.resolution,
	decision.node
], ({ host, decision }) => {
	const domains = domainsOf(host, decision.ranking, decision.resolution);
	const search = decision.node.find((value) => value.id === "search")?.values ?? [];
	return {
		seq: host.seq,
		domains,
		rules: rulesOf(decision.resolution, domains),
		ways: waysIn(host, decision.ranking),
		search
	};
});
function withSeqOf(before, now) {
	const settled = settle(before, {
		...now,
		seq: before.seq
	});
	return settled === before ? before : {
		...settled,
		seq: now.seq
	};
}
function domainsOf(host, ranking, rows) {
	return presentDomains(host.pvds).flatMap((pvd) => {
		const servers = serversOf(pvd).map(withoutZone);
		if (servers.length === 0 && !rows.some((r) => r.pvd === pvd.id && r.servers.length > 0)) return [];
		const { id, generation, ifname, slot } = pvd;
		const sources = {
			4: sourceOf(pvd, 4),
			6: sourceOf(pvd, 6)
		};
		const pref64 = [...new Set(objectsOf(pvd.objects, "pref64").map((p) => p.value))];
		return [{
			pvd: id,
			generation,
			ifname,
			slot,
			servers,
			sources,
			leads: FAMILIES.flatMap((family) => leadsOf(pvd, family)),
			pref64,
			isOpen: isOpen(host, ranking, pvd)
		}];
	});
}
const leadsOf = (pvd, family) => {
	if (objectsOf(pvd.objects, "gateway").some((g) => g.family === family)) return [EVERYWHERE[family]];
	const near = [...onLinkPrefixes(pvd), ...specificRoutes(pvd)].map((o) => o.value);
	return [...new Set(near.filter((prefix) => familyOf(prefix) === family))];
};
function isOpen(host, ranking, pvd) {
	const snapshot = find(host.pvds, pvd.id)?.snapshot;
	if (!snapshot) return false;
	const { reach4, reach6 } = pvdState(snapshot);
	if ([reach4, reach6].includes("portal")) return false;
	if (isInward(host, pvd)) return true;
	const known = host.started?.checks === true ? ABOVE_UNKNOWN : [...ABOVE_UNKNOWN, "unknown"];
	const isRanked = (family) => ranking.some((p) => p.pvd === pvd.id && p.family === family && p.place !== null);
	return FAMILIES.some((family) => isRanked(family) && known.includes(family === 4 ? reach4 : reach6));
}
const ABOVE_UNKNOWN = [
	"validated",
	"suspect",
	"partial",
	"assumed"
];
function rulesOf(rows, domains) {
	const closed = new Set(rows.flatMap((r) => r.exclusive ? [r.suffix] : []));
	return [...Map.groupBy(rows, (row) => `${row.family} ${row.suffix}`).values()].flatMap((same) => ruleOf(same, [...closed], domains)).toSorted((a, b) => lengthOf(b.suffix) - lengthOf(a.suffix) || (a.suffix < b.suffix ? -1 : Number(a.suffix > b.suffix)) || a.family - b.family);
}
const lengthOf = (suffix) => suffix === "." ? 0 : suffix.length;
function ruleOf(rows, closed, domains) {
	const [first] = rows;
	if (!first) return [];
	const { suffix, family } = first;
	const isHeld = closed.some((held) => covers(held, suffix));
	const openTo = (r) => r.servers.length > 0 && (!isHeld || mayAnswer(r)) && domains.some((d) => d.pvd === r.pvd && d.isOpen);
	const asked = rows.toSorted((a, b) => a.place - b.place).filter(openTo);
	const each = asked.filter((r, i) => asked.findIndex((other) => other.pvd === r.pvd) === i);
	const exclusive = rows.some((r) => r.exclusive);
	if (each.length === 0 && !exclusive) return [];
	const special = each.flatMap((row) => ownServers(row, domains));
	const rule = {
		suffix,
		family,
		pvds: each.map((r) => r.pvd),
		exclusive
	};
	return [special.length > 0 ? {
		...rule,
		special
	} : rule];
}
function ownServers({ pvd, servers }, domains) {
	const known = domains.find((d) => d.pvd === pvd)?.servers ?? [];
	const own = servers.map((address) => withoutZone({
		address,
		port: 53,
		tls: null
	}));
	return own.length === known.length && own.every((server) => known.some((k) => k.address === server.address)) ? [] : [{
		pvd,
		servers: own.map((server) => known.find((k) => k.address === server.address) ?? server)
	}];
}
const withoutZone = (server) => ({
	...server,
	address: server.address.split("%", 1)[0] ?? server.address
});
const waysIn = (host, ranking) => FAMILIES.flatMap((family) => {
	const domains = heeded(exclusiveOf(host, ranking, family), attachedDomains(host.pvds));
	return waysOf(domains, ranking, family).map(({ prefix, pvd }) => ({
		prefix,
		pvd: pvd.id
	}));
});
const Hash$1 = string().regex(/^[0-9a-f]{64}$/);
const Header = strictObject({
	multihome: literal("log"),
	format: literal(1),
	names: _enum([
		"keep",
		"hash",
		"omit"
	]),
	digests: Flag,
	base: strictObject({
		id: Count,
		epoch: Count,
		seq: number().int().min(-1),
		hash: Hash$1
	}).nullable()
});
const Close = strictObject({ transaction: strictObject({
	id: Count,
	epoch: Count,
	first: Count,
	last: Count,
	hash: Hash$1,
	digest: textUpTo(128)
}) });
const Footer = strictObject({ end: strictObject({
	transactions: Count,
	facts: Count,
	hash: Hash$1,
	header: Hash$1
}) });
const lineOf = (value) => canonical(value);
const closing = ({ id, epoch, first, last, hash, digest }) => ({ transaction: {
	id,
	epoch,
	first,
	last,
	hash,
	digest
} });
const basePosition = ({ base }) => base && {
	...base,
	at: 0,
	bytes: 0,
	digest: ""
};
// machines/model/exported/chain.ts
const GENESIS = "0".repeat(64);
const MAX_FACT = 1 << 20;
const MAX_TRANSACTION = 64 << 20;
const DIGEST = /^[0-9a-f]{0,128}$/;
const positionOf = ({ id, epoch, last, at, bytes, hash, digest }) => ({
	id,
	epoch,
	seq: last,
	at,
	bytes,
	hash,
	digest
});
function textsOf(facts) {
	const texts = [];
	for (const fact of facts) try {
		texts.push(canonical(fact));
	} catch (error) {
		return {
			ok: false,
			seq: fact.seq,
			problem: `fact has no canonical JSON: ${error instanceof Error ? error.message : String(error)}`
		};
	}
	return {
		ok: true,
		texts
	};
}
const previousOf = (position) => position?.hash ?? GENESIS;
function createChain({ sha256, size }) {
	const sizeOf = (texts) => {
		let bytes = 0;
		for (const text of texts) bytes += size(text);
		return bytes;
	};
	function oversize(facts, texts, bytes) {
		const long = facts[texts.findIndex((text) => text.length * 3 > 1048576 && size(text) > 1048576)];
		if (long) return {
			seq: long.seq,
			problem: `fact is longer than ${MAX_FACT} bytes`
		};
		return bytes > 67108864 ? {
			seq: facts[0]?.seq ?? 0,
			problem: `transaction is larger than ${MAX_TRANSACTION} bytes`
		} : null;
	}
	const chainHash = (previous, texts, digest) => sha256(`${previous}\n${texts.join("\n")}\n${digest}`);
	const link = (position, facts, texts, digest, known) => {
		const [head] = facts;
		const last = facts.at(-1);
		if (!head || !last) return {
			ok: false,
			seq: (position?.seq ?? -1) + 1,
			problem: "a transaction has at least one fact"
		};
		const opens = head.type === "agent.started";
		const epoch = position ? position.epoch + (opens ? 1 : 0) : 1;
		const total = sizeOf(texts);
		const fault = disorder(position, facts, epoch) ?? oversize(facts, texts, total);
		if (fault) return {
			ok: false,
			...fault
		};
		if (!DIGEST.test(digest)) return {
			ok: false,
			seq: head.seq,
			problem: "a digest is a hexadecimal string"
		};
		const bytes = (opens ? 0 : position?.bytes ?? 0) + total;
		const previous = previousOf(position);
		const hash = known ?? chainHash(previous, texts, digest);
		return {
			ok: true,
			row: {
				id: (position?.id ?? 0) + 1,
				epoch,
				first: head.seq,
				last: last.seq,
				at: last.at,
				bytes,
				previous,
				hash,
				digest
			}
		};
	};
	return {
		chainHash,
		link
	};
}
function disorder(position, facts, epoch) {
	let seq = position && !jumps(position, facts) ? position.seq + 1 : facts[0]?.seq;
	let at = position?.at ?? 0;
	for (const [i, fact] of facts.entries()) {
		const fault = (problem) => ({
			seq: seq ?? 0,
			problem
		});
		if (fact.seq !== seq) return fault(`seq ${fact.seq} where ${seq} continues the log`);
		if (fact.type === "agent.started" && i > 0) return fault("agent.started opens an epoch and comes first in its transaction");
		if (fact.type === "agent.started") at = 0;
		if (fact.at < at) return fault(`time goes back from ${at} to ${fact.at} within an epoch`);
		if (fact.type === "epoch.opened" && fact.epoch !== epoch) return fault(`epoch.opened says ${fact.epoch} in epoch ${epoch}`);
		at = fact.at;
		seq += 1;
	}
	return null;
}
const jumps = (position, [first, second]) => first?.type === "agent.started" && second?.type === "log.gap" && first.seq > position.seq;
// adapters/log/octets.ts
const OCTETS = {
	sha256: (text) => hash("sha256", text, "hex"),
	size: (text) => Buffer.byteLength(text)
};
// adapters/log/chain.ts
const { chainHash, link } = createChain(OCTETS);
// adapters/log/port.ts
var LogCorrupt = class extends Error {
	code = "ERR_LOG_CORRUPT";
	seq;
	problem;
	constructor(seq, problem, cause) {
		super(`log is corrupt at fact ${seq}: ${problem}`, { cause });
		this.name = "LogCorrupt";
		this.seq = seq;
		this.problem = problem;
	}
};
var FactUnknown = class extends Error {
	code = "ERR_FACT_UNKNOWN";
	seq;
	type;
	version;
	constructor(seq, type, version) {
		super(`fact ${seq} is unknown: ${type} version ${version}`);
		this.name = "FactUnknown";
		this.seq = seq;
		this.type = type;
		this.version = version;
	}
};
var LogFailed = class extends Error {
	code;
	constructor(error, cause) {
		super(error.problem, { cause });
		this.name = "LogFailed";
		this.code = error.code;
	}
};
// adapters/log/fault.ts
const BUSY$1 = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const FULL = 13;
const CANTOPEN = 14;
const PERM = 3;
const AUTH = 23;
const CODES = {
	[FULL]: "ERR_LOG_FULL",
	[IOERR]: "ERR_LOG_FULL",
	[BUSY$1]: "ERR_LOG_IN_USE",
	[LOCKED]: "ERR_LOG_IN_USE",
	[READONLY]: "ERR_LOG_ACCESS",
	[CANTOPEN]: "ERR_LOG_ACCESS",
	[PERM]: "ERR_LOG_ACCESS",
	[AUTH]: "ERR_LOG_ACCESS"
};
function resultCode(error) {
	if (!(error instanceof Error) || !("code" in error)) return null;
	if (error.code === "ERR_OUT_OF_RANGE") return 11;
	if (error.code !== "ERR_SQLITE_ERROR") return null;
	return "errcode" in error && typeof error.errcode === "number" ? error.errcode & 255 : 1;
}
function sqliteFault(error) {
	if (error instanceof LogCorrupt) return {
		code: error.code,
		problem: error.problem,
		seq: error.seq
	};
	const code = resultCode(error);
	if (code === null || !(error instanceof Error)) throw error;
	return {
		code: CODES[code] ?? "ERR_LOG_CORRUPT",
		problem: error.message
	};
}
function asCorrupt(error, seq) {
	return resultCode(error) === null || !(error instanceof Error) ? error : new LogCorrupt(seq, error.message, error);
}
const ERRNOS = {
	ENOSPC: "ERR_LOG_FULL",
	EDQUOT: "ERR_LOG_FULL",
	EIO: "ERR_LOG_FULL"
};
function systemFault(error) {
	if (!(error instanceof Error) || !("errno" in error) || !("code" in error) || typeof error.code !== "string") return null;
	return {
		code: ERRNOS[error.code] ?? "ERR_LOG_ACCESS",
		problem: error.message
	};
}
// adapters/log/names.ts
const NAME_MAX = 253;
const DIGITS = 10;
const KNOWN_MAX = 16384;
function renamer(mode, key = randomBytes(32)) {
	if (mode === "keep") return null;
	if (mode === "omit") return labelwise(() => "x");
	const known = new Map();
	return labelwise((label) => {
		const lower = label.toLowerCase();
		if (known.size >= KNOWN_MAX) known.clear();
		const hidden = known.get(lower) ?? createHmac("sha256", key).update(lower).digest("hex").slice(0, DIGITS);
		known.set(lower, hidden);
		return hidden;
	});
}
function labelwise(hide) {
	return (name) => {
		const labels = name.split(".").map((label) => label === "" ? "" : hide(label));
		while (labels.length > 1 && labels.join(".").length > NAME_MAX) labels.shift();
		return labels.join(".");
	};
}
function renameFact(fact, rename) {
	const pvd = (id) => renamePvd(id, rename);
	switch (fact.type) {
		case "resolver.published": return {
			...fact,
			search: fact.search.map(rename)
		};
		case "lease4.bound": return {
			...fact,
			search: fact.search.map(rename),
			selection: selected(fact.selection, rename)
		};
		case "lease6.bound": {
			const ntp = fact.ntp.map((server) => server.includes(":") ? server : rename(server));
			return {
				...fact,
				search: fact.search.map(rename),
				selection: selected(fact.selection, rename),
				ntp
			};
		}
		case "router.advertised": return {
			...fact,
			search: domains(fact.search, rename),
			pvd: fact.pvd && renameOption(fact.pvd, rename)
		};
		case "settings.loaded": return {
			...fact,
			settings: renameSettings(fact.settings, rename)
		};
		case "policy.loaded":
		case "policy.rejected": return fact.type === "policy.rejected" ? {
			...fact,
			pvd: fact.pvd && pvd(fact.pvd)
		} : {
			...fact,
			pvd: fact.pvd && pvd(fact.pvd),
			rules: fact.rules.map((rule) => renameRule(rule, rename))
		};
		case "check.validated":
		case "check.assumed":
		case "check.partial":
		case "check.portal":
		case "check.failed":
		case "check.curtailed":
		case "name.answered":
		case "pref64.discovered":
		case "sockets.sampled": return {
			...fact,
			pvd: pvd(fact.pvd)
		};
		case "name.sampled": return {
			...fact,
			pvd: pvd(fact.pvd),
			names: fact.names.map(rename)
		};
		case "sockets.watched": return {
			...fact,
			owners: fact.owners.map((owner) => ({
				...owner,
				pvd: pvd(owner.pvd)
			}))
		};
		case "sockets.ended": return {
			...fact,
			target: pvd(fact.target)
		};
		case "names.published": return {
			...fact,
			publication: renamePublication(fact.publication, rename)
		};
		case "information.received": return {
			...fact,
			pvd: pvd(fact.pvd),
			identity: rename(fact.identity),
			dnsZones: fact.dnsZones.map(rename)
		};
		case "information.refused":
		case "information.unreached": return {
			...fact,
			pvd: pvd(fact.pvd),
			identity: rename(fact.identity)
		};
		case "deadline.passed": return {
			...fact,
			id: pvd(fact.id)
		};
		case "memory.carried": {
			const { memory } = fact;
			const pvds = memory.pvds.map((one) => ({
				...one,
				id: pvd(one.id)
			}));
			const pref64 = memory.pref64.map((one) => ({
				...one,
				pvd: pvd(one.pvd)
			}));
			const pins = memory.pins.map(({ beaten, ...one }) => ({
				...one,
				pvd: pvd(one.pvd),
				beaten: beaten && {
					...beaten,
					pvd: pvd(beaten.pvd)
				}
			}));
			const information = memory.information.map(({ held, ...one }) => ({
				...one,
				pvd: pvd(one.pvd),
				held: held && {
					...held,
					dnsZones: held.dnsZones.map(rename)
				}
			}));
			const names = memory.names.map((one) => ({
				...one,
				pvd: pvd(one.pvd),
				suffix: rename(one.suffix)
			}));
			const ranks = memory.ranks.map((rank) => ({
				...rank,
				pvds: rank.pvds.map(pvd)
			}));
			const steadiness = memory.steadiness.map((one) => ({
				...one,
				lost: one.lost.map((row) => ({
					...row,
					pvd: pvd(row.pvd)
				}))
			}));
			const left = memory.left.map((one) => ({
				...one,
				pvd: pvd(one.pvd)
			}));
			return {
				...fact,
				memory: {
					...memory,
					pvds,
					ranks,
					steadiness,
					information,
					names,
					pins,
					pref64,
					left
				}
			};
		}
		default: return fact;
	}
}
const renamePvd = (id, rename) => id.replace(/pvd:([^@/\s]+)@/, (_all, name) => `pvd:${rename(name)}@`);
const domains = (search, rename) => search.map((entry) => ({
	...entry,
	domain: rename(entry.domain)
}));
const selected = (selection, rename) => selection.map((one) => ({
	...one,
	domains: one.domains.map(rename)
}));
const renameOption = (option, rename) => ({
	...option,
	id: rename(option.id),
	nested: {
		...option.nested,
		search: domains(option.nested.search, rename)
	}
});
const renameSettings = (settings, rename) => ({
	...settings,
	names: settings.names.map((rule) => ({
		...rule,
		suffix: rename(rule.suffix),
		pvd: renamePvd(rule.pvd, rename)
	})),
	interfaces: settings.interfaces.map((one) => one.static ? {
		...one,
		static: renameStatic(one.static, rename)
	} : one)
});
const renamePublication = (said, rename) => ({
	...said,
	search: said.search.map(rename),
	domains: said.domains.map((name) => name === "." ? name : rename(name)),
	servers: said.servers.map((server) => renameServer(server, rename))
});
const renameServer = (server, rename) => server.replace(/#(.+)$/, (_all, name) => `#${rename(name)}`);
const renameStatic = (own, rename) => ({
	...own,
	search: own.search.map((name) => name.startsWith("~") ? `~${rename(name.slice(1))}` : rename(name)),
	dns: own.dns.map((server) => renameServer(server, rename))
});
function renameRule(rule, rename) {
	const selector = (s) => ({
		...s,
		...s.pvd === void 0 ? {} : { pvd: renamePvd(s.pvd, rename) },
		...s.identity === void 0 ? {} : { identity: rename(s.identity) }
	});
	if ("never" in rule) return {
		...rule,
		never: selector(rule.never)
	};
	if ("prefer" in rule) return {
		...rule,
		prefer: selector(rule.prefer)
	};
	if ("use" in rule) return {
		...rule,
		use: selector(rule.use)
	};
	return {
		...rule,
		avoid: selector(rule.avoid)
	};
}
// adapters/log/export.ts
async function exportLog(log, target, options = {}) {
	const done = {
		transactions: 0,
		facts: 0,
		hash: GENESIS
	};
	let damage = null;
	function* lines() {
		try {
			yield* linesOf(log, options, done);
		} catch (error) {
			if (!(error instanceof LogCorrupt || error instanceof FactUnknown)) throw error;
			damage = error;
		}
	}
	const out = typeof target === "string" ? createWriteStream(target, { mode: 384 }) : target;
	try {
		await pipeline(Readable.from(chunks(lines()), { objectMode: false }), options.gzip ? zlib().createGzip() : new PassThrough(), out);
	} catch (error) {
		const fault = systemFault(error) ?? (resultCode(error) === null ? null : sqliteFault(error));
		if (!fault) throw error;
		return {
			ok: false,
			error: fault
		};
	}
	const bad = damage;
	return bad ? {
		ok: false,
		error: {
			code: bad.code,
			problem: bad.message,
			seq: bad.seq
		}
	} : {
		ok: true,
		...done
	};
}
function* linesOf(log, { range = {}, names = "keep", key }, done) {
	const rename = renamer(names, key);
	let header = "";
	const open = (base) => {
		header = lineOf({
			multihome: "log",
			format: 1,
			names,
			digests: rename === null,
			base
		});
		done.hash = base?.hash ?? GENESIS;
		return header;
	};
	for (const read of log.transactions(range)) {
		if (!header) yield open(baseOf(read, rename ? GENESIS : read.previous));
		const texts = textual(rename ? read.facts.map((fact) => renameFact(fact, rename)) : read.facts);
		yield* texts;
		done.hash = rename ? chainHash(done.hash, texts, "") : read.hash;
		yield lineOf(closing({
			...read,
			hash: done.hash,
			digest: rename ? "" : read.digest
		}));
		done.transactions += 1;
		done.facts += texts.length;
	}
	if (!header) yield open(null);
	yield lineOf({ end: {
		...done,
		header: OCTETS.sha256(header)
	} });
}
function baseOf({ id, epoch, first, facts }, hash) {
	const opens = facts[0]?.type === "agent.started" && epoch > 0;
	return {
		id: id - 1,
		epoch: opens ? epoch - 1 : epoch,
		seq: first - 1,
		hash
	};
}
function textual(facts) {
	const texts = textsOf(facts);
	if (texts.ok) return texts.texts;
	throw new LogCorrupt(texts.seq, texts.problem);
}
function* chunks(lines) {
	let piece = "";
	for (const line of lines) {
		piece += `${line}\n`;
		if (piece.length < 65536) continue;
		yield piece;
		piece = "";
	}
	yield piece;
}
// adapters/log/hide.ts
const SIZE = 32;
function createHiding(mode, keyFile) {
	let rename = null;
	const hashed = (name) => {
		rename ??= renamer("hash", keyIn(keyFile)) ?? ((same) => same);
		return rename(name);
	};
	return {
		mode,
		hide: (names) => mode === "omit" ? [] : mode === "keep" ? names : names.map(hashed)
	};
}
function keyIn(file) {
	const key = randomBytes(SIZE);
	try {
		mkdirSync(dirname(file), {
			recursive: true,
			mode: 448
		});
		writeFileSync(file, key, {
			mode: 384,
			flag: "wx"
		});
		return key;
	} catch (error) {
		if (!systemFault(error)) throw error;
		return keptIn(file) ?? key;
	}
}
function keptIn(file) {
	try {
		const kept = readFileSync(file);
		return kept.length === SIZE ? kept : null;
	} catch (error) {
		if (!systemFault(error)) throw error;
		return null;
	}
}
// machines/model/upcast.ts
const UPCASTS = {};
function upcast(raw) {
	const step = Object.hasOwn(UPCASTS, `${raw.type}/${raw.v}`) ? UPCASTS[`${raw.type}/${raw.v}`] : void 0;
	return step ? upcast(step(raw)) : raw;
}
// machines/model/exported/raw.ts
const KNOWN = new Set(Fact.options.flatMap((o) => [...o.shape.type.values].map((type) => `${type}/${[...o.shape.v.values]}`)));
function readRaw(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return {
			ok: false,
			problem: `not JSON: ${error instanceof Error ? error.message : String(error)}`
		};
	}
	if (!isRaw(value)) return {
		ok: false,
		problem: "not a fact: type or version is missing"
	};
	const raw = upcast(value);
	if (KNOWN.has(`${raw.type}/${raw.v}`)) return {
		ok: true,
		raw,
		lifted: raw !== value
	};
	const unknown = {
		type: raw.type.slice(0, 64),
		version: String(raw.v)
	};
	return {
		ok: false,
		problem: `unknown fact ${unknown.type} version ${unknown.version}`,
		unknown
	};
}
const isRaw = (value) => typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "v" in value && typeof value.v === "number";
// machines/model/exported/lineReader.ts
const fail = (kind, problem) => ({
	ok: false,
	kind,
	problem
});
const issue = (error) => error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)[0] ?? "invalid";
function lineReader(octets) {
	const { chainHash, link } = createChain(octets);
	let header = null;
	let position = null;
	let facts = [];
	let texts = [];
	let size = 0;
	let ended = false;
	const counted = {
		transactions: 0,
		facts: 0
	};
	function read(text) {
		if (ended) return fail("trailing", "there is something after the footer");
		if (!header) return readHeader(text);
		if (text.startsWith("{\"transaction\":")) return readClose(text);
		if (text.startsWith("{\"end\":")) return readFooter(text);
		return readFact(text);
	}
	function readHeader(text) {
		const json = parsed(text);
		if (!json.ok) return json;
		const value = json.value;
		if (isObject(value) && value.multihome === "log" && typeof value.format === "number" && value.format > 1) return fail("version", `the export has format ${value.format}, this program knows up to 1`);
		const result = Header.safeParse(value);
		if (!result.success) return fail("header", `not the header of an exported log: ${issue(result.error)}`);
		header = {
			value: result.data,
			hash: octets.sha256(text)
		};
		position = basePosition(result.data);
		return {
			ok: true,
			header: result.data
		};
	}
	function readFact(text) {
		size += text.length;
		if (size > 67108864) return fail("tooLong", `a transaction is larger than ${MAX_TRANSACTION} bytes`);
		const raw = readRaw(text);
		if (!raw.ok) return fail(raw.unknown ? "unknownFact" : raw.problem.startsWith("not JSON") ? "notJson" : "fact", raw.problem);
		const result = Fact.safeParse(raw.raw);
		if (!result.success) return fail("fact", `${raw.raw.type}: ${issue(result.error)}`);
		facts.push(result.data);
		texts.push(text);
		return { ok: true };
	}
	function readClose(text) {
		const json = parsed(text);
		if (!json.ok) return json;
		const result = Close.safeParse(json.value);
		if (!result.success) return fail("transaction", issue(result.error));
		const { hash, digest } = result.data.transaction;
		if (chainHash(previousOf(position), texts, digest) !== hash) return fail("hash", "the hash chain breaks in this transaction");
		const linked = link(position, facts, texts, digest, hash);
		if (!linked.ok) return fail("order", linked.problem);
		if (lineOf(closing(linked.row)) !== text) return fail("transaction", "the transaction is not numbered as its facts are");
		const { at: _at, bytes: _bytes, ...transaction } = linked.row;
		const done = {
			...transaction,
			facts
		};
		position = positionOf(linked.row);
		counted.transactions += 1;
		counted.facts += facts.length;
		[facts, texts, size] = [
			[],
			[],
			0
		];
		return {
			ok: true,
			transaction: done
		};
	}
	function readFooter(text) {
		const json = parsed(text);
		if (!json.ok) return json;
		const result = Footer.safeParse(json.value);
		if (!result.success) return fail("footer", issue(result.error));
		if (texts.length > 0) return fail("footer", "the last transaction is not closed");
		const end = {
			...counted,
			hash: position?.hash ?? GENESIS,
			header: header?.hash ?? ""
		};
		if (lineOf({ end }) !== text) return fail("footer", `the footer does not fit what is above it: ${lineOf({ end })} was read`);
		ended = true;
		return { ok: true };
	}
	return {
		read,
		ended: () => ended,
		seq: () => (position?.seq ?? -1) + 1
	};
}
function parsed(text) {
	try {
		return {
			ok: true,
			value: JSON.parse(text)
		};
	} catch (error) {
		return {
			ok: false,
			kind: "notJson",
			problem: `not JSON: ${error instanceof Error ? error.message : String(error)}`
		};
	}
}
const isObject = (value) => typeof value === "object" && value !== null;
// machines/model/exported/lines.ts
const NEWLINE = 10;
function splitter(longest) {
	const decoder = new TextDecoder("utf-8", {
		fatal: true,
		ignoreBOM: true
	});
	let rest = [];
	let held = 0;
	let place = {
		line: 1,
		offset: 0
	};
	let failed = false;
	function* push(piece) {
		for (let from = 0; !failed;) {
			const to = piece.indexOf(NEWLINE, from);
			const part = piece.subarray(from, to < 0 ? piece.length : to);
			failed = held + part.length > longest;
			if (failed) yield {
				...place,
				fault: "tooLong"
			};
			if (failed) return;
			if (to < 0) {
				if (part.length > 0) rest = [...rest, part.slice()];
				held += part.length;
				return;
			}
			yield take(part);
			from = to + 1;
		}
	}
	function take(part) {
		const bytes = held > 0 ? joined([...rest, part], held + part.length) : part;
		const at = place;
		place = {
			line: at.line + 1,
			offset: at.offset + bytes.length + 1
		};
		rest = [];
		held = 0;
		try {
			return {
				...at,
				text: decoder.decode(bytes)
			};
		} catch (error) {
			if (!(error instanceof TypeError)) throw error;
			failed = true;
			return {
				...at,
				fault: "notText"
			};
		}
	}
	return {
		push,
		end: () => held > 0 && !failed ? {
			...place,
			fault: "noNewline"
		} : null,
		place: () => place
	};
}
function joined(pieces, length) {
	const whole = new Uint8Array(length);
	let at = 0;
	for (const piece of pieces) {
		whole.set(piece, at);
		at += piece.length;
	}
	return whole;
}
// machines/model/exported/entries.ts
function entryReader(octets) {
	const reader = lineReader(octets);
	const lines = splitter(MAX_FACT);
	const fault = (kind, problem, place = lines.place()) => ({
		ok: false,
		error: {
			code: codeOf(kind),
			kind,
			line: place.line,
			offset: place.offset,
			seq: reader.seq(),
			problem
		}
	});
	function* push(piece) {
		for (const line of lines.push(piece)) {
			const entry = "fault" in line ? fault(kindOf(line), problemOf(line), line) : step(reader, line.text, (kind, problem) => fault(kind, problem, line));
			if (entry) yield entry;
			if (entry?.ok === false) return;
		}
	}
	function end() {
		const rest = lines.end();
		if (!rest && reader.ended()) return null;
		return fault(reader.ended() ? "trailing" : "cutOff", "the file is cut off: it has no footer", rest ?? lines.place());
	}
	return {
		push,
		end,
		fault
	};
}
function step(reader, text, fault) {
	const result = reader.read(text);
	if (!result.ok) return fault(result.kind, result.problem);
	if ("header" in result) return {
		ok: true,
		kind: "header",
		header: result.header
	};
	return "transaction" in result ? {
		ok: true,
		kind: "transaction",
		transaction: result.transaction
	} : null;
}
const kindOf = ({ fault }) => fault === "noNewline" ? "cutOff" : fault;
const problemOf = ({ fault }) => fault === "tooLong" ? `the line is longer than ${MAX_FACT} bytes` : "the line is not UTF-8";
function codeOf(kind) {
	if (kind === "unknownFact") return "ERR_FACT_UNKNOWN";
	if (kind === "version") return "ERR_LOG_VERSION";
	return kind === "file" ? "ERR_LOG_ACCESS" : "ERR_LOG_CORRUPT";
}
// adapters/log/gunzip.ts
var GunzipFailed = class extends Error {
	code = "ERR_GUNZIP";
	constructor(cause) {
		super(`the gzip stream is damaged: ${cause.message}`, { cause });
		this.name = "GunzipFailed";
	}
};
const STEP = 1024;
const ROOM = 2 << 20;
async function* unpacked(source) {
	let head = new Uint8Array();
	let unpacker = null;
	try {
		for await (const piece of source) {
			const bytes = head ? Buffer.concat([head, piece]) : piece;
			if (head && bytes.length < 2) {
				head = bytes;
				continue;
			}
			if (head && bytes[0] === 31 && bytes[1] === 139) unpacker = open();
			head = null;
			if (unpacker) yield* inflate(unpacker, bytes);
			else yield bytes;
		}
		if (head) yield head;
	} finally {
		unpacker?.stream.destroy();
	}
}
function open() {
	const options = { readableHighWaterMark: ROOM };
	const unpacker = {
		stream: zlib().createGunzip(options),
		error: null
	};
	unpacker.stream.on("error", (error) => {
		unpacker.error = error;
	});
	return unpacker;
}
async function* inflate(unpacker, bytes) {
	const { stream } = unpacker;
	for (let i = 0; i < bytes.length; i += STEP) {
		await written(stream, bytes.subarray(i, i + STEP));
		for (let out = stream.read(); out instanceof Uint8Array; out = stream.read()) yield out;
		if (unpacker.error) throw new GunzipFailed(unpacker.error);
	}
}
function written(stream, bytes) {
	return new Promise((resolve) => {
		const done = () => {
			stream.off("close", done);
			resolve();
		};
		stream.once("close", done);
		stream.write(bytes, done);
	});
}
// adapters/log/import.ts
async function* readExport(source) {
	const reader = entryReader(OCTETS);
	try {
		for await (const piece of unpacked(typeof source === "string" ? createReadStream(source) : source)) for (const entry of reader.push(piece)) {
			yield entry;
			if (!entry.ok) return;
		}
	} catch (error) {
		if (!(error instanceof Error) || !("code" in error)) throw error;
		yield reader.fault(error instanceof GunzipFailed ? "gzip" : "file", error.message);
		return;
	}
	const end = reader.end();
	if (end) yield end;
}
async function importLog(source, open) {
	const count = {
		transactions: 0,
		facts: 0
	};
	let target = null;
	for await (const entry of readExport(source)) {
		if (!entry.ok) return {
			ok: false,
			error: entry.error,
			...count
		};
		if (entry.kind === "header") {
			const opened = open(basePosition(entry.header));
			if (!opened.ok) return {
				ok: false,
				error: opened.error,
				...count
			};
			target = {
				header: entry.header,
				log: opened.log
			};
		} else if (target) {
			const error = keep(target.log, entry.transaction);
			if (error) return {
				ok: false,
				error,
				...count
			};
			count.transactions += 1;
			count.facts += entry.transaction.facts.length;
		}
	}
	return target ? {
		ok: true,
		header: target.header,
		...count
	} : {
		ok: false,
		error: {
			code: "ERR_LOG_CORRUPT",
			problem: "no header"
		},
		...count
	};
}
function keep(log, { facts, digest, hash, first }) {
	const result = log.append(facts, digest);
	if (!result.ok) return result.error;
	return result.transaction.hash === hash ? null : {
		code: "ERR_LOG_CORRUPT",
		problem: "a fact is not in its canonical form",
		seq: first
	};
}
// adapters/log/bisect.ts
function bisect(low, high, holds) {
	let [from, to] = [low, high + 1];
	while (from < to) {
		const middle = Math.floor((from + to) / 2);
		if (holds(middle)) to = middle;
		else from = middle + 1;
	}
	return from;
}
// adapters/log/reading.ts
const FIELDS = [
	"id",
	"epoch",
	"first",
	"last",
	"at",
	"bytes",
	"hash"
];
function follow(position, stored) {
	const expected = position ? position.seq + 1 : Number(stored.row.first ?? 0);
	const { digest } = stored.row;
	const { texts } = stored;
	if (!isTexts(texts) || typeof digest !== "string") throw new LogCorrupt(expected, "what should be text is not");
	const known = chainHash(previousOf(position), texts, digest);
	if (known !== stored.row.hash) throw new LogCorrupt(expected, "the hash chain breaks");
	const facts = texts.map((text, i) => factOf(text, expected + i));
	const linked = link(position, facts, texts, digest, known);
	if (!linked.ok) throw new LogCorrupt(linked.seq, linked.problem);
	const { row } = linked;
	const wrong = FIELDS.find((field) => stored.row[field] !== row[field]);
	if (wrong) throw new LogCorrupt(row.first, `the transaction's ${wrong} is wrong`);
	const { id, epoch, first, last, previous, hash } = row;
	return {
		transaction: {
			id,
			epoch,
			first,
			last,
			previous,
			hash,
			digest,
			facts
		},
		row
	};
}
const isTexts = (texts) => texts.every((text) => typeof text === "string");
function factOf(text, seq) {
	const read = readRaw(text);
	if (read.ok && !read.lifted) return read.raw;
	if (!read.ok && read.unknown) throw new FactUnknown(seq, read.unknown.type, read.unknown.version);
	if (!read.ok) throw new LogCorrupt(seq, read.problem);
	const parsed = Fact.safeParse(read.raw);
	if (!parsed.success) throw new LogCorrupt(seq, `an old fact could not be lifted: ${parsed.error.issues[0]?.message}`);
	return parsed.data;
}
// adapters/log/memory.ts
function memoryLog({ base = null } = {}) {
	const chapters = [];
	let last = base;
	function append(facts, digest) {
		const texts = textsOf(facts);
		if (!texts.ok) return {
			ok: false,
			error: {
				code: "ERR_LOG_ORDER",
				problem: texts.problem,
				seq: texts.seq
			}
		};
		const linked = link(last, facts, texts.texts, digest);
		if (!linked.ok) return {
			ok: false,
			error: {
				code: "ERR_LOG_ORDER",
				problem: linked.problem,
				seq: linked.seq
			}
		};
		const { row } = linked;
		if (chapters.at(-1)?.epoch !== row.epoch) chapters.push({
			epoch: row.epoch,
			before: last,
			at: instant(facts[0]?.at ?? 0),
			kept: []
		});
		chapters.at(-1)?.kept.push({
			row,
			texts: texts.texts
		});
		last = positionOf(row);
		const { at: _at, bytes: _bytes, ...transaction } = row;
		return {
			ok: true,
			transaction
		};
	}
	return {
		get last() {
			return last;
		},
		append,
		transactions: (range = {}) => transactions(chapters, range),
		facts: (range = {}) => factsOf(transactions(chapters, range), range),
		epochs: () => chapters.map(summary),
		bytesOfEpoch: () => last?.bytes ?? 0,
		seqAt: (at) => seqAt$1(chapters, at),
		prune: (keepBytes) => {
			let removed = 0;
			while (chapters.length > 1 && chapters.reduce((sum, c) => sum + summary(c).bytes, 0) > keepBytes) {
				chapters.shift();
				removed += 1;
			}
			return removed;
		},
		close: () => {}
	};
}
function* factsOf(transactions, { from = 0, to = Number.MAX_SAFE_INTEGER }) {
	for (const { facts } of transactions) for (const fact of facts) if (fact.seq >= from && fact.seq <= to) yield fact;
}
function* transactions(chapters, range) {
	const { from = 0, to = Number.MAX_SAFE_INTEGER, epoch } = range;
	const seen = chapters.filter((c) => epoch === void 0 || c.epoch === epoch).map(({ before, kept }) => ({
		before,
		kept: [...kept]
	}));
	for (const { before, kept } of seen) for (let i = bisect(0, kept.length - 1, (n) => (kept[n]?.row.last ?? 0) >= from); i < kept.length; i++) {
		const stored = kept[i];
		if (!stored || stored.row.first > to) return;
		const earlier = kept[i - 1];
		yield follow(earlier ? positionOf(earlier.row) : before, stored).transaction;
	}
}
function seqAt$1(chapters, at) {
	const chapter = chapters.findLast((c) => c.at <= at);
	if (!chapter) return null;
	const { kept, before } = chapter;
	const i = bisect(0, kept.length - 1, (n) => (kept[n]?.row.at ?? 0) > at);
	const [earlier, split] = [kept[i - 1], kept[i]];
	return (split ? follow(earlier ? positionOf(earlier.row) : before, split).transaction.facts : []).findLast((fact) => fact.at <= at)?.seq ?? earlier?.row.last ?? null;
}
function summary({ epoch, at, kept }) {
	const bytes = kept.at(-1)?.row.bytes ?? 0;
	return {
		epoch,
		first: kept[0]?.row.first ?? 0,
		last: kept.at(-1)?.row.last ?? 0,
		at,
		bytes
	};
}
// adapters/log/lock.ts
const BUSY = 5;
function lockLog(path) {
	const file = `${path}.lock`;
	const pidFile = `${path}.pid`;
	createPrivate(file);
	const db = new DatabaseSync(file);
	try {
		db.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
	} catch (error) {
		db.close();
		if (resultCode(error) !== BUSY) throw error;
		return {
			ok: false,
			error: inUse(path, holder(pidFile))
		};
	}
	writeFileSync(pidFile, `${process.pid}\n`, { mode: 384 });
	const release = () => {
		rmSync(pidFile, { force: true });
		db.close();
	};
	return {
		ok: true,
		release
	};
}
function createPrivate(file) {
	closeSync(openSync(file, "a", 384));
	chmodSync(file, 384);
}
const inUse = (path, pid) => ({
	code: "ERR_LOG_IN_USE",
	problem: `log ${path} is in use by ${pid === null ? "another process" : `process ${pid}`}`,
	...pid === null ? {} : { pid }
});
function holder(pidFile) {
	try {
		const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
		return Number.isInteger(pid) ? pid : null;
	} catch {
		return null;
	}
}
// adapters/log/schema.ts
const APPLICATION = 1835560039;
const VERSION = 1;
const TABLES = `
  CREATE TABLE facts (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
  CREATE TABLE transactions (
    id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    at INTEGER NOT NULL, bytes INTEGER NOT NULL, hash TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
  CREATE TABLE epochs (
    epoch INTEGER PRIMARY KEY, id INTEGER NOT NULL, first INTEGER NOT NULL, at INTEGER NOT NULL, before TEXT NOT NULL) STRICT;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};
`;
const PATIENCE = 1e3;
function openWriting(path) {
	const db = new DatabaseSync(path, { timeout: PATIENCE });
	return orClose(db, () => {
		const empty = pragma(db, "application_id") === 0 && db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n === 0;
		if (!empty && schemaFault(db)) return;
		if (pragma(db, "page_count") === 0) db.exec("PRAGMA auto_vacuum = INCREMENTAL");
		db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 8388608");
		if (empty) db.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT`);
	});
}
function openReading(path) {
	try {
		return reading$1(new DatabaseSync(path, {
			readOnly: true,
			timeout: PATIENCE
		}));
	} catch (error) {
		if (resultCode(error) === null || existsSync(`${path}-wal`) || !existsSync(path)) throw error;
		const url = pathToFileURL(path);
		url.searchParams.set("immutable", "1");
		return reading$1(new DatabaseSync(url, { readOnly: true }));
	}
}
function schemaFault(db) {
	const application = pragma(db, "application_id");
	const version = pragma(db, "user_version");
	if (application !== APPLICATION) return {
		code: "ERR_LOG_CORRUPT",
		problem: "the file is not a multihome log",
		seq: 0
	};
	if (version > VERSION) return {
		code: "ERR_LOG_VERSION",
		problem: `the log has schema ${version}, this program knows up to ${VERSION}`
	};
	return version === VERSION ? null : {
		code: "ERR_LOG_CORRUPT",
		problem: `the log has schema ${version}, which never was`,
		seq: 0
	};
}
function reading$1(db) {
	return orClose(db, () => {
		db.exec("PRAGMA cell_size_check = ON");
		db.prepare("SELECT count(*) FROM sqlite_schema").get();
	});
}
function orClose(db, prepare) {
	try {
		prepare();
		return db;
	} catch (error) {
		db.close();
		throw error;
	}
}
function pragma(db, name) {
	const value = db.prepare(`PRAGMA ${name}`).get()?.[name];
	if (typeof value !== "number") throw new LogCorrupt(0, `no ${name}`);
	return value;
}
// adapters/log/tables.ts
const Hash = string().regex(/^[0-9a-f]{64}$/);
const StoredPosition = strictObject({
	id: Count,
	epoch: Count,
	seq: number().int().min(-1),
	at: Count,
	bytes: Count,
	hash: Hash,
	digest: Text
});
const EpochRow = strictObject({
	epoch: Count,
	id: Count,
	first: Count,
	at: Count,
	before: Text
});
const minOf = (db, table, column) => extreme(db, `SELECT min(${column}) AS n FROM ${table}`);
const maxOf = (db, table, column) => extreme(db, `SELECT max(${column}) AS n FROM ${table}`);
const lastId = (db) => maxOf(db, "transactions", "id");
function positionAt(db, id) {
	const row = db.prepare("SELECT id, epoch, last AS seq, at, bytes, hash, digest FROM transactions WHERE id = ?").get(id);
	return row ? checked(StoredPosition, row, `transaction ${id}`) : null;
}
function epochRow(db, epoch) {
	const row = epoch === null ? void 0 : db.prepare("SELECT * FROM epochs WHERE epoch = ?").get(epoch);
	return row ? checked(EpochRow, row, `epoch ${epoch}`) : null;
}
const epochRows = (db) => db.prepare("SELECT * FROM epochs ORDER BY epoch").all().map((row) => checked(EpochRow, row, "an epoch"));
const positionText = (position) => canonical(position);
function beforeFirst({ before, first }) {
	try {
		return StoredPosition.nullable().parse(JSON.parse(before));
	} catch (error) {
		throw new LogCorrupt(first, "the position before the first transaction cannot be read", error);
	}
}
function checked(schema, row, what) {
	const parsed = schema.safeParse({ ...row });
	if (parsed.success) return parsed.data;
	throw new LogCorrupt(0, `the row of ${what} cannot be right: ${parsed.error.issues[0]?.path.join(".")}`);
}
function extreme(db, query) {
	const n = db.prepare(query).get()?.n;
	if (n === null || typeof n === "number") return n;
	throw new LogCorrupt(0, "a key is not a number");
}
// adapters/log/scan.ts
const PAGE = 512;
function* scan(path, range) {
	let reached = 0;
	let db = null;
	try {
		db = openReading(path);
		db.exec("BEGIN");
		const fault = schemaFault(db);
		if (fault) throw new LogCorrupt(0, fault.problem);
		const start = startOf(db, range);
		if (start === null) return;
		reached = (start.position?.seq ?? -1) + 1;
		for (const read of readFrom(db, start.id, start.position, range)) {
			reached = read.last + 1;
			yield read;
		}
	} catch (error) {
		throw asCorrupt(error, reached);
	} finally {
		db?.close();
	}
}
function startOf(db, { from, epoch }) {
	const first = minOf(db, "transactions", "id");
	const head = epochRow(db, minOf(db, "epochs", "epoch"));
	if (first === null && head === null && minOf(db, "facts", "seq") === null) return null;
	if (first === null || head?.id !== first || minOf(db, "facts", "seq") !== head.first) throw new LogCorrupt(head?.first ?? 0, "the beginning is missing");
	const last = lastId(db) ?? first;
	const opening = epoch === void 0 ? head : epochRow(db, epoch);
	if (!opening) {
		if (epoch !== void 0 && epoch > head.epoch && epoch < (positionAt(db, last)?.epoch ?? 0)) throw new LogCorrupt(0, `epoch ${epoch} is missing`);
		return null;
	}
	const id = from === void 0 ? opening.id : Math.max(opening.id, bisect(first, last, (n) => (positionAt(db, n)?.seq ?? 0) >= from));
	return id > last ? null : {
		id,
		position: id === first ? beforeFirst(head) : positionAt(db, id - 1)
	};
}
function* readFrom(db, id, start, range) {
	const { from = 0, to = Number.MAX_SAFE_INTEGER, epoch } = range;
	const rows = pages(db.prepare("SELECT * FROM transactions WHERE id >= ? ORDER BY id LIMIT ?"), id, "id");
	const facts = pages(db.prepare("SELECT seq, json FROM facts WHERE seq >= ? ORDER BY seq LIMIT ?"), (start?.seq ?? -1) + 1, "seq");
	let position = start;
	for (const row of rows) {
		const { transaction, row: verified } = follow(position, {
			row,
			texts: take(facts, row)
		});
		if (position?.epoch !== verified.epoch) verifyOpening(db, position, verified);
		if (transaction.first > to || epoch !== void 0 && transaction.epoch > epoch) return;
		position = positionOf(verified);
		if (transaction.last >= from) yield transaction;
	}
	if (maxOf(db, "facts", "seq") !== position?.seq || maxOf(db, "epochs", "epoch") !== position?.epoch) throw new LogCorrupt((position?.seq ?? -1) + 1, "the end is missing");
}
function verifyOpening(db, position, { epoch, id, first }) {
	const row = epochRow(db, epoch);
	if (row?.id !== id || row.first !== first || row.before !== positionText(position)) throw new LogCorrupt(first, `the row of epoch ${epoch} is wrong`);
}
function take(facts, { first, last }) {
	const texts = [];
	const count = Number(last) - Number(first) + 1;
	while (texts.length < count) {
		const next = facts.next();
		if (next.done) break;
		texts.push(next.value.json);
	}
	return texts;
}
function* pages(statement, start, key) {
	for (let from = start;;) {
		const page = statement.all(from, PAGE);
		yield* page;
		const last = Number(page.at(-1)?.[key]);
		if (page.length < PAGE) return;
		if (!(last >= from)) throw new LogCorrupt(0, `${key} does not rise`);
		from = last + 1;
	}
}
// adapters/log/survey.ts
function epochsOf(db) {
	return reading(() => {
		const rows = epochRows(db);
		const end = lastId(db);
		return rows.map(({ epoch, first, at }, i) => {
			const last = positionAt(db, rows[i + 1] ? (rows[i + 1]?.id ?? 0) - 1 : end ?? 0);
			if (!last) throw new LogCorrupt(first, `the end of epoch ${epoch} is missing`);
			return {
				epoch,
				first,
				last: last.seq,
				at: instant(at),
				bytes: last.bytes
			};
		});
	});
}
function seqAt(path, db, at) {
	return reading(() => {
		const rows = epochRows(db);
		const i = rows.findLastIndex((row) => row.at <= at);
		const opening = rows[i];
		if (!opening) return null;
		const end = (rows[i + 1]?.id ?? (lastId(db) ?? 0) + 1) - 1;
		const id = bisect(opening.id, end, (n) => (positionAt(db, n)?.at ?? 0) > at);
		const whole = id > opening.id ? positionAt(db, id - 1)?.seq ?? null : null;
		if (id > end) return whole;
		const from = (whole ?? opening.first - 1) + 1;
		const [split] = scan(path, {
			from,
			to: from
		});
		return split?.facts.findLast((fact) => fact.at <= at)?.seq ?? whole;
	});
}
function reading(work) {
	try {
		return work();
	} catch (error) {
		throw asCorrupt(error, 0);
	}
}
// adapters/log/writer.ts
function writer(db, start) {
	const insertFact = db.prepare("INSERT INTO facts (seq, json) VALUES (?, ?)");
	const insertTransaction = db.prepare("INSERT INTO transactions (id, epoch, first, last, at, bytes, hash, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
	const insertEpoch = db.prepare("INSERT INTO epochs (epoch, id, first, at, before) VALUES (?, ?, ?, ?, ?)");
	let last = start;
	let empty = db.prepare("SELECT 1 FROM transactions LIMIT 1").get() === void 0;
	function write(row, texts, at) {
		for (const [i, text] of texts.entries()) insertFact.run(row.first + i, text);
		insertTransaction.run(row.id, row.epoch, row.first, row.last, row.at, row.bytes, row.hash, row.digest);
		if (empty || row.epoch !== last?.epoch) insertEpoch.run(row.epoch, row.id, row.first, at, positionText(last));
	}
	function append(facts, digest) {
		const texts = textsOf(facts);
		if (!texts.ok) return {
			ok: false,
			error: {
				code: "ERR_LOG_ORDER",
				problem: texts.problem,
				seq: texts.seq
			}
		};
		const linked = link(last, facts, texts.texts, digest);
		if (!linked.ok) return {
			ok: false,
			error: {
				code: "ERR_LOG_ORDER",
				problem: linked.problem,
				seq: linked.seq
			}
		};
		const { row } = linked;
		try {
			durably(db, () => write(row, texts.texts, facts[0]?.at ?? 0));
		} catch (error) {
			return {
				ok: false,
				error: {
					...sqliteFault(error),
					seq: row.first
				}
			};
		}
		last = positionOf(row);
		empty = false;
		const { at: _at, bytes: _bytes, ...transaction } = row;
		return {
			ok: true,
			transaction
		};
	}
	return {
		append,
		prune: (keepBytes) => prune(db, keepBytes),
		position: () => last
	};
}
function prune(db, keepBytes) {
	const epochs = epochsOf(db);
	let total = epochs.reduce((sum, { bytes }) => sum + bytes, 0);
	let removed = 0;
	try {
		for (const [i, { last, epoch, bytes }] of epochs.entries()) {
			if (total <= keepBytes || i === epochs.length - 1) break;
			durably(db, () => {
				db.prepare("DELETE FROM facts WHERE seq <= ?").run(last);
				db.prepare("DELETE FROM transactions WHERE epoch <= ?").run(epoch);
				db.prepare("DELETE FROM epochs WHERE epoch <= ?").run(epoch);
			});
			total -= bytes;
			removed += 1;
		}
		if (removed > 0) db.exec("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(PASSIVE)");
		return removed;
	} catch (error) {
		throw new LogFailed(sqliteFault(error), error);
	}
}
function durably(db, work) {
	db.exec("BEGIN IMMEDIATE");
	try {
		work();
		db.exec("COMMIT");
	} catch (error) {
		if (db.isTransaction) db.exec("ROLLBACK");
		throw error;
	}
}
// adapters/log/sqlite.ts
function openSqliteLog(file, { readOnly = false, base = null } = {}) {
	const path = resolve(file);
	try {
		return readOnly ? openReader(path) : openWriter(path, base);
	} catch (error) {
		return {
			ok: false,
			error: systemFault(error) ?? sqliteFault(error)
		};
	}
}
function openReader(path) {
	if (!existsSync(path)) return {
		ok: false,
		error: {
			code: "ERR_LOG_ACCESS",
			problem: `there is no log ${path}`
		}
	};
	const db = openReading(path);
	const fault = attempt(db, () => schemaFault(db));
	if (fault) return refuse(db, fault);
	const refused = {
		code: "ERR_LOG_ACCESS",
		problem: "the log was opened for reading"
	};
	return {
		ok: true,
		log: {
			get last() {
				return lastPosition(db);
			},
			append: () => ({
				ok: false,
				error: refused
			}),
			...readers(path, db),
			bytesOfEpoch: () => lastPosition(db)?.bytes ?? 0,
			prune: () => 0,
			close: () => db.close()
		}
	};
}
function openWriter(path, base) {
	createFolder(dirname(path));
	const lock = lockLog(path);
	if (!lock.ok) return lock;
	try {
		createPrivate(path);
		const db = openWriting(path);
		const fault = attempt(db, () => schemaFault(db));
		if (fault) {
			lock.release();
			return refuse(db, fault);
		}
		const { append, prune, position } = writer(db, attempt(db, () => verifyEnd(path, db)) ?? base);
		const close = () => {
			db.close();
			lock.release();
		};
		return {
			ok: true,
			log: {
				get last() {
					return position();
				},
				append,
				prune,
				...readers(path, db),
				bytesOfEpoch: () => position()?.bytes ?? 0,
				close
			}
		};
	} catch (error) {
		lock.release();
		throw error;
	}
}
const readers = (path, db) => ({
	transactions: (range = {}) => scan(path, range),
	facts: (range = {}) => factsOf(scan(path, range), range),
	epochs: () => epochsOf(db),
	seqAt: (at) => seqAt(path, db, at)
});
const lastPosition = (db) => {
	const id = lastId(db);
	return id === null ? null : positionAt(db, id);
};
function verifyEnd(path, db) {
	const last = lastPosition(db);
	for (const _read of scan(path, { from: last?.seq ?? 0 }));
	return last;
}
function attempt(db, work) {
	try {
		return work();
	} catch (error) {
		db.close();
		throw error;
	}
}
function refuse(db, error) {
	db.close();
	return {
		ok: false,
		error
	};
}
function createFolder(path) {
	if (existsSync(path)) return;
	createFolder(dirname(path));
	mkdirSync(path, { mode: 448 });
}
export { createHiding as a, LogCorrupt as c, createNamesView as d, readExport as i, LogFailed as l, memoryLog as n, exportLog as o, importLog as r, FactUnknown as s, openSqliteLog as t, OCTETS as u };
