import { O as millis, f as isInPrefix, g as reachOf, h as prefixLength, k as seconds, l as familyOf, o as addressBytes, u as formatAddress } from "./shared-CggHZh46.js";
import { _ as SystemCallError, a as connectBound, d as bootTime, l as udpConnected, v as describeFault } from "./shared-4U9fLTlI.js";
import { a as decodeMessage, c as readName, d as FLAG, f as MESSAGE_MAX, g as word, h as long, l as skipName, m as TYPE, o as encodeMessage, p as RCODE, s as nameBytes, t as walkMessage, u as DNSSEC_OK } from "./shared-BkecBJOx.js";
import { n as isClaim, r as specialUse } from "./shared-CDGFS_7S.js";
import { a as synthesised, i as prefixesIn, r as isExcluded } from "./shared-UksJJGyf.js";
import { randomFillSync } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer, isIP } from "node:net";
import { connect as connect$1 } from "node:tls";
// adapters/dns/datagramDoor.ts
const BUFFER = 1048576;
function openDatagramDoor(address, port, desk) {
	const socket = createSocket({
		type: familyOf(address) === 4 ? "udp4" : "udp6",
		lookup: (host, _options, callback) => callback(null, host, familyOf(host))
	});
	const { promise, resolve, reject } = Promise.withResolvers();
	let isOpen = true;
	socket.on("message", (query, from) => {
		const reply = desk.hit(query, false);
		if (reply) socket.send(reply, 0, reply.length, from.port, from.address);
		else desk.miss(query, false).then((later) => {
			if (later && isOpen) socket.send(later, 0, later.length, from.port, from.address);
		});
	});
	const close = () => {
		isOpen = false;
		return new Promise((done) => socket.close(() => done()));
	};
	socket.once("error", (error) => {
		socket.close();
		reject(error);
	});
	socket.bind({
		address,
		port,
		exclusive: true
	}, () => {
		socket.removeAllListeners("error").on("error", () => {});
		grow(() => socket.setRecvBufferSize(BUFFER));
		resolve({
			port: socket.address().port,
			close
		});
	});
	return promise;
}
function grow(run) {
	try {
		run();
	} catch {
		return;
	}
}
// adapters/dns/port.ts
var DnsUnavailable = class extends Error {
	code = "dns.unavailable";
	problems;
	constructor(problems) {
		super(`nowhere to answer DNS questions: ${problems.join("; ")}`);
		this.name = "DnsUnavailable";
		this.problems = problems;
	}
};
// adapters/dns/frames.ts
function createFrames(onMessage) {
	let rest = Buffer.alloc(0);
	return (chunk) => {
		let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
		while (bytes.length >= 2) {
			const length = bytes.readUInt16BE(0);
			if (bytes.length < 2 + length) break;
			onMessage(bytes.subarray(2, 2 + length));
			bytes = bytes.subarray(2 + length);
		}
		rest = Buffer.from(bytes);
	};
}
function framed(message) {
	const bytes = Buffer.allocUnsafe(2 + message.length);
	bytes.writeUInt16BE(message.length, 0);
	bytes.set(message, 2);
	return bytes;
}
// adapters/dns/streamDoor.ts
const STREAM_LIMITS = {
	connections: 128,
	pending: 64,
	idle: 1e4
};
const UNSENT_MAX = 262144;
function openStreamDoor(address, port, desk, counters, limits = STREAM_LIMITS) {
	const lines = new Set();
	const end = (line) => {
		lines.delete(line);
		line.socket.destroy();
	};
	const pace = (line) => {
		if (line.pending >= limits.pending || line.socket.writableLength > UNSENT_MAX) line.socket.pause();
		else line.socket.resume();
	};
	const answer = (line, reply) => {
		line.pending -= 1;
		if (reply && !line.socket.destroyed) line.socket.write(framed(reply));
		pace(line);
	};
	const hear = (line, query) => {
		lines.delete(line);
		lines.add(line);
		line.pending += 1;
		const reply = desk.hit(query, true);
		if (reply) answer(line, reply);
		else {
			desk.miss(query, true).then((later) => answer(line, later));
			pace(line);
		}
	};
	const makeRoom = () => {
		if (lines.size < limits.connections) return;
		const idle = [...lines].find(({ pending }) => pending === 0) ?? [...lines][0];
		if (!idle) return;
		counters.turnedAway += 1;
		end(idle);
	};
	const server = createServer({ noDelay: true }, (socket) => {
		makeRoom();
		counters.connections += 1;
		const line = {
			socket,
			pending: 0
		};
		lines.add(line);
		socket.on("data", createFrames((query) => hear(line, query)));
		socket.on("drain", () => pace(line));
		socket.on("error", () => end(line));
		socket.on("close", () => lines.delete(line));
		socket.setTimeout(limits.idle, () => end(line));
	});
	const close = () => {
		for (const line of lines) end(line);
		return new Promise((done) => server.close(() => done()));
	};
	const { promise, resolve, reject } = Promise.withResolvers();
	server.once("error", reject);
	server.listen({
		host: address,
		port,
		exclusive: true
	}, () => {
		server.off("error", reject).on("error", () => {});
		const at = server.address();
		resolve({
			port: typeof at === "object" && at !== null ? at.port : port,
			close
		});
	});
	return promise;
}
// adapters/dns/doors.ts
const LISTEN = {
	addresses: ["127.0.0.55", "::1"],
	port: 53,
	perPvd: "127.0.64.0"
};
function createDoors({ listen, node, deskAt, counters, notice }) {
	const own = [];
	const bySlot = new Map();
	const bound = new Map();
	let isOpen = false;
	let wanted = [];
	const both = async (address, port, desk) => {
		const streams = await openStreamDoor(address, port, desk, counters);
		try {
			const datagrams = await openDatagramDoor(address, streams.port, desk);
			return {
				port: streams.port,
				close: () => Promise.all([streams.close(), datagrams.close()]).then(() => {})
			};
		} catch (cause) {
			await streams.close();
			throw cause;
		}
	};
	const openAt = async (slot) => {
		const address = addressOf(listen.perPvd ?? "", slot);
		try {
			const door = await both(address, own[0]?.port ?? listen.port, deskAt(slot));
			if (wanted.includes(slot)) bound.set(slot, {
				address,
				port: door.port
			});
			return door;
		} catch (cause) {
			notice(problemOf(address, listen.port, cause));
			return null;
		}
	};
	const settle = () => {
		if (!isOpen || listen.perPvd === null) return;
		for (const slot of wanted) if (!bySlot.has(slot)) bySlot.set(slot, openAt(slot));
		for (const [slot, door] of bySlot) if (!wanted.includes(slot)) {
			bySlot.delete(slot);
			bound.delete(slot);
			door.then((opened) => opened?.close());
		}
	};
	return {
		open: async () => {
			const problems = [];
			const endpoints = [];
			for (const address of listen.addresses) try {
				const door = await both(address, own[0]?.port ?? listen.port, node);
				own.push(door);
				endpoints.push({
					address,
					port: door.port
				});
			} catch (cause) {
				problems.push(problemOf(address, listen.port, cause));
			}
			if (own.length === 0) throw new DnsUnavailable(problems);
			for (const problem of problems) notice(problem);
			isOpen = true;
			settle();
			return endpoints;
		},
		follow: (slots) => {
			wanted = slots;
			settle();
		},
		bound: () => bound,
		close: async () => {
			isOpen = false;
			bound.clear();
			const opened = await Promise.all(bySlot.values());
			bySlot.clear();
			await Promise.all([...own.splice(0), ...opened].map((door) => door?.close()));
		}
	};
}
function addressOf(base, slot) {
	const [a = 127, b = 0, c = 64, d = 0] = base.split(".").map(Number);
	const last = c * 256 + d + slot + 1;
	return `${a}.${b}.${last >> 8 & 255}.${last & 255}`;
}
const WHY = {
	EADDRINUSE: "another resolver listens there; stop it, or configure another address",
	EACCES: "ports below 1024 need CAP_NET_BIND_SERVICE",
	EADDRNOTAVAIL: "this host has no such address"
};
function problemOf(address, port, cause) {
	const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
	const why = WHY[code];
	return `${address.includes(":") ? `[${address}]` : address}:${port}: ${why === void 0 ? code : `${why} (${code})`}`;
}
// adapters/dns/counters.ts
const createCounters = () => ({
	queries: 0,
	hits: 0,
	coalesced: 0,
	malformed: 0,
	dropped: 0,
	truncated: 0,
	special: 0,
	held: 0,
	nobody: 0,
	overloaded: 0,
	asked: 0,
	answers: 0,
	timeouts: 0,
	strays: 0,
	wrongCase: 0,
	floods: 0,
	unreadable: 0,
	byStream: 0,
	silent: 0,
	synthesised: 0,
	pins: 0,
	unpinned: 0,
	evicted: 0,
	connections: 0,
	turnedAway: 0
});
// adapters/dns/query.ts
const createQuery = () => ({
	end: 12,
	type: 0,
	hasEdns: false,
	size: 512,
	variant: 0,
	hash: 0
});
const [VARIANT_DNSSEC, VARIANT_UNCHECKED] = [1, 2];
const SIZE_MIN = 512;
const ADDITIONAL_MAX = 2;
const HASH_MASK = 1073741823;
function readQuery(bytes, query) {
	query.end = 12;
	query.hasEdns = false;
	query.size = SIZE_MIN;
	const flags = word(bytes, 2);
	if (bytes.length < 12 || (flags & FLAG.QR) !== 0) return -1;
	if ((flags & FLAG.OPCODE) !== 0) return RCODE.NOTIMP;
	if (word(bytes, 4) !== 1 || word(bytes, 6) !== 0 || word(bytes, 8) !== 0) return RCODE.FORMERR;
	const end = hashName(bytes, query);
	if (end < 0 || end + 4 > bytes.length) return RCODE.FORMERR;
	query.type = word(bytes, end);
	query.end = end + 4;
	query.variant = (flags & FLAG.CD) !== 0 ? VARIANT_UNCHECKED : 0;
	const read = readAdditional(bytes, query, word(bytes, 10));
	if (read !== RCODE.NOERROR) return read;
	query.hash = hashOf(query.hash, query.type, query.variant);
	return refusalOf(query.type, word(bytes, end + 2));
}
function hashName(bytes, query) {
	let hash = 2166136261;
	let at = 12;
	for (;;) {
		const length = bytes[at];
		if (length === void 0 || length > 63 || at - 12 > 254) return -1;
		hash = Math.imul(hash ^ length, 16777619);
		at += 1;
		if (length === 0) break;
		for (const end = at + length; at < end; at += 1) hash = Math.imul(hash ^ lower(bytes[at] ?? 0), 16777619);
	}
	query.hash = hash;
	return at - 12 > 255 ? -1 : at;
}
const hashOf = (hash, type, variant) => Math.imul(Math.imul(hash ^ type, 16777619) ^ variant, 16777619) & HASH_MASK;
function readAdditional(bytes, query, count) {
	if (count > ADDITIONAL_MAX) return RCODE.FORMERR;
	let at = query.end;
	for (let i = 0; i < count; i += 1) {
		const fields = skipName(bytes, at);
		if (fields < 0 || fields + 10 > bytes.length) return RCODE.FORMERR;
		const next = fields + 10 + word(bytes, fields + 8);
		if (next > bytes.length) return RCODE.FORMERR;
		if (word(bytes, fields) === TYPE.OPT) {
			if (query.hasEdns || fields !== at + 1) return RCODE.FORMERR;
			query.hasEdns = true;
			query.size = Math.max(SIZE_MIN, word(bytes, fields + 2));
			if ((word(bytes, fields + 6) & 32768) !== 0) query.variant |= VARIANT_DNSSEC;
			if (bytes[fields + 5] !== 0) return RCODE.BADVERS;
		}
		at = next;
	}
	return RCODE.NOERROR;
}
function refusalOf(type, kind) {
	if (type === TYPE.AXFR || type === TYPE.IXFR) return RCODE.NOTIMP;
	if (type === TYPE.OPT) return RCODE.FORMERR;
	return kind === 1 ? RCODE.NOERROR : RCODE.REFUSED;
}
const wantedOf = (bytes, query) => wantedName(bytes.slice(12, query.end - 4), query.type, query.variant, query.hash);
function wantedName(labels, type, variant, hash = hashWire(labels, type, variant)) {
	const wire = labels.map(lower);
	const text = Buffer.from(wire.buffer, wire.byteOffset, wire.length).toString("latin1");
	const read = readName(wire, 0);
	return {
		wire,
		name: read.ok ? read.value.name : "",
		type,
		variant,
		key: `${type} ${variant} ${text}`,
		hash
	};
}
const hashWire = (labels, type, variant) => hashOf(labels.reduce((hash, byte) => Math.imul(hash ^ lower(byte), 16777619), 2166136261), type, variant);
const lower = (byte) => byte >= 65 && byte <= 90 ? byte | 32 : byte;
// adapters/dns/hints.ts
const HINTS = {
	4: 4,
	6: 16
};
function addressesIn(bytes, type, start, end) {
	if (type === TYPE.A || type === TYPE.AAAA) return [formatAddress(bytes.subarray(start, end))];
	return type === TYPE.SVCB || type === TYPE.HTTPS ? hintsIn(bytes, start, end) : [];
}
function hintsIn(bytes, start, end) {
	const found = [];
	let at = skipName(bytes, start + 2);
	while (at >= 0 && at + 4 <= end) {
		const size = HINTS[word(bytes, at)];
		const value = at + 4;
		at = value + word(bytes, at + 2);
		if (size === void 0 || at > end) continue;
		for (let i = value; i + size <= at; i += size) found.push(formatAddress(bytes.subarray(i, i + size)));
	}
	return found;
}
// adapters/dns/stored.ts
const TTL_MAX$1 = 7200;
const NO_LENGTH = 4294967295;
function storeAnswer(message, wanted, now, isSynthesised = false) {
	const ttls = [];
	const addresses = [];
	let [shortest, negative, hasType, fault] = [
		TTL_MAX$1,
		0,
		false,
		-1
	];
	let soa = -1;
	const walked = walkMessage(message, (section, type, at, fields, start, end) => {
		if (section === "additional") return;
		if (type === TYPE.OPT) fault = at;
		ttls.push(fields + 4);
		const ttl = ttlAt(message, fields + 4);
		if (section === "answer") {
			shortest = Math.min(shortest, ttl);
			hasType ||= type === wanted.type || wanted.type === TYPE.ANY;
			if (word(message, fields + 2) === 1) addresses.push(...addressesIn(message, type, start, end));
		} else if (type === TYPE.SOA && soa < 0) {
			soa = fields + 4;
			negative = Math.min(ttl, capped(long(message, end - 4)));
		}
	});
	if (!walked.ok) return walked;
	if (fault >= 0) return badAt("badValue", fault);
	const rcode = word(message, 2) & 15;
	const kind = kindOf(rcode, hasType);
	const lifetime = kind === "positive" ? shortest : kind === "other" || soa < 0 ? 0 : Math.min(shortest, negative);
	const bytes = keptBytes(message, walked.value.authority, wanted);
	for (const at of ttls) writeLong(bytes, at, NO_LENGTH);
	const isSteady = walkMessage(bytes, () => {});
	if (!isSteady.ok) return isSteady;
	for (const at of ttls) writeLong(bytes, at, ttlAt(message, at));
	if (kind !== "positive" && soa >= 0) writeLong(bytes, soa, lifetime);
	return {
		ok: true,
		value: {
			wanted,
			bytes,
			kind,
			rcode,
			ttls,
			lifetime: seconds(lifetime),
			expires: now + seconds(lifetime),
			agedAt: now,
			addresses,
			isSynthesised,
			isUsed: false
		}
	};
}
const badAt = (kind, offset) => ({
	ok: false,
	error: {
		kind,
		offset
	}
});
const kindOf = (rcode, hasType) => rcode === RCODE.NXDOMAIN ? "noName" : rcode !== RCODE.NOERROR ? "other" : hasType ? "positive" : "noData";
function keptBytes(message, end, { wire }) {
	const bytes = new Uint8Array(message.subarray(0, end));
	bytes.set(wire, 12);
	bytes[0] = 0;
	bytes[1] = 0;
	bytes[2] = FLAG.QR >> 8;
	bytes[3] = FLAG.RA | word(message, 2) & 15;
	bytes[10] = 0;
	bytes[11] = 0;
	return bytes;
}
function age(stored, now) {
	const passed = Math.floor((now - stored.agedAt) / 1e3);
	if (passed <= 0) return;
	stored.agedAt += passed * 1e3;
	for (const at of stored.ttls) writeLong(stored.bytes, at, Math.max(0, long(stored.bytes, at) - passed));
}
const capped = (ttl) => ttl > 2147483647 ? 0 : Math.min(ttl, TTL_MAX$1);
const ttlAt = (bytes, at) => capped(long(bytes, at));
function writeLong(bytes, at, value) {
	bytes[at] = value >>> 24;
	bytes[at + 1] = value >>> 16;
	bytes[at + 2] = value >>> 8;
	bytes[at + 3] = value;
}
// adapters/dns/reply.ts
const EDNS$1 = 11;
const UDP_SIZE = 1232;
function replyOf(bytes, query, stored, now, limit) {
	const length = stored.bytes.length;
	const whole = query.hasEdns ? length + EDNS$1 : length;
	if (whole > limit) return null;
	age(stored, now);
	const reply = Buffer.allocUnsafe(whole);
	reply.set(stored.bytes);
	for (let at = 12; at < query.end; at += 1) reply[at] = bytes[at] ?? 0;
	head(reply, bytes, stored.rcode);
	if (query.hasEdns) {
		reply[11] = 1;
		putEdns(reply, length, query, 0);
	}
	return reply;
}
function truncatedReply(bytes, query) {
	const reply = codeReply(bytes, query, RCODE.NOERROR);
	reply[2] = (reply[2] ?? 0) | FLAG.TC >> 8;
	return reply;
}
function codeReply(bytes, query, code) {
	const end = Math.min(query.end, bytes.length);
	const hasEdns = query.hasEdns || code > 15;
	const reply = Buffer.alloc(hasEdns ? end + EDNS$1 : end);
	reply.set(bytes.subarray(0, end));
	reply.fill(0, 6, 12);
	reply[4] = 0;
	reply[5] = end > 12 ? 1 : 0;
	head(reply, bytes, code & 15);
	if (hasEdns) {
		reply[11] = 1;
		putEdns(reply, end, query, code >> 4);
	}
	return reply;
}
function head(reply, bytes, rcode) {
	reply[0] = bytes[0] ?? 0;
	reply[1] = bytes[1] ?? 0;
	reply[2] = FLAG.QR >> 8 | (bytes[2] ?? 0) & 121;
	reply[3] = FLAG.RA | (bytes[3] ?? 0) & FLAG.CD | rcode;
}
function putEdns(reply, at, query, code) {
	reply[at] = 0;
	reply[at + 1] = 0;
	reply[at + 2] = 41;
	reply[at + 3] = 4;
	reply[at + 4] = 208;
	reply[at + 5] = code;
	reply[at + 6] = 0;
	reply[at + 7] = (query.variant & VARIANT_DNSSEC) !== 0 ? DNSSEC_OK >> 8 : 0;
	reply[at + 8] = 0;
	reply[at + 9] = 0;
	reply[at + 10] = 0;
}
// adapters/dns/desk.ts
const DATAGRAM_MAX = 65507;
function createDesk(engine, time, pvdOf) {
	const { counters, ready } = engine;
	const isNode = pvdOf() === null;
	const read = createQuery();
	const hit = (bytes, isStream) => {
		counters.queries += 1;
		if (!isNode || readQuery(bytes, read) !== RCODE.NOERROR) return null;
		const now = time.now();
		const stored = ready.find(bytes, read, now);
		if (stored === null) return null;
		counters.hits += 1;
		return replyOf(bytes, read, stored, now, limitOf(read, isStream)) ?? cut(bytes, read);
	};
	const cut = (bytes, query) => {
		counters.truncated += 1;
		return truncatedReply(bytes, query);
	};
	const miss = async (bytes, isStream) => {
		const query = createQuery();
		const code = readQuery(bytes, query);
		if (code === -1) {
			counters.dropped += 1;
			return null;
		}
		if (code !== RCODE.NOERROR) {
			counters.malformed += 1;
			return codeReply(bytes, query, code);
		}
		const pvd = pvdOf();
		const given = pvd === void 0 ? null : await engine.find(wantedOf(bytes, query), pvd);
		if (!given?.ok) return codeReply(bytes, query, RCODE.SERVFAIL);
		return replyOf(bytes, query, given.stored, time.now(), limitOf(query, isStream)) ?? cut(bytes, query);
	};
	return {
		hit,
		miss
	};
}
const limitOf = ({ size }, isStream) => isStream ? MESSAGE_MAX : Math.min(size, DATAGRAM_MAX);
// machines/model/names.ts
const NO_NAMES = {
	seq: 0,
	domains: [],
	rules: [],
	ways: [],
	search: []
};
// adapters/dns/serverAsk.ts
async function askServer(server, wanted, counters, track) {
	counters.asked += 1;
	const first = await (server.server.tls === null ? byDatagram(server, wanted, track) : byStream(server, wanted, track));
	if (!lacksEdns(first, server)) return uncut(first);
	server.hasEdns = false;
	return uncut(await byDatagram(server, wanted, track));
}
async function byDatagram(server, wanted, track) {
	const shape = {
		isMixed: server.keepsCase,
		hasEdns: server.hasEdns,
		isPadded: false
	};
	const told = await track(server.transport.datagram(wanted, shape)).outcome;
	if (told.kind === "answer") return isCut(told.bytes) ? byStream(server, wanted, track) : told;
	if (told.kind !== "wrongCase" && told.kind !== "flooded") return told;
	const sure = await byStream(server, wanted, track);
	if (told.kind === "wrongCase" && sure.kind === "answer") server.keepsCase = false;
	return sure;
}
const byStream = (server, wanted, track) => track(server.transport.stream(wanted, {
	isMixed: false,
	hasEdns: server.hasEdns,
	isPadded: false
})).outcome;
const uncut = (told) => told.kind === "answer" && isCut(told.bytes) ? {
	kind: "failed",
	problem: "an answer that was cut on a stream"
} : told;
const isCut = (bytes) => (word(bytes, 2) & FLAG.TC) !== 0;
function lacksEdns(told, { hasEdns }) {
	if (!hasEdns) return false;
	if (told.kind === "plain") return true;
	if (told.kind !== "answer" || word(told.bytes, 10) !== 0) return false;
	const rcode = word(told.bytes, 2) & 15;
	return rcode === RCODE.FORMERR || rcode === RCODE.NOTIMP;
}
// adapters/dns/servers.ts
const [PENALTY, PENALTY_MAX] = [1e3, 6e4];
const SMOOTHING = 1 / 8;
const SERVERS_MAX = 6;
function createServers(domain, reach, notice) {
	let known = new Map();
	const update = (next) => {
		const fresh = new Map();
		for (const server of next.servers) {
			const from = fromOf(next, server);
			if (typeof from === "string") notice(`${next.pvd}: the resolver ${server.address} is not asked: ${from}`);
			else if (fresh.size < SERVERS_MAX) {
				const key = JSON.stringify([server, from]);
				fresh.set(key, known.get(key) ?? created(server, reach(server, from)));
			}
		}
		for (const [key, server] of known) if (!fresh.has(key)) server.transport.close();
		known = fresh;
	};
	update(domain);
	return {
		order: (now) => {
			const all = [...known.values()];
			const isFree = (server) => server.until <= now;
			return [...all.filter(isFree), ...all.filter((server) => !isFree(server)).toSorted((a, b) => a.until - b.until)];
		},
		all: () => [...known.values()],
		update,
		close: () => {
			for (const { transport } of known.values()) transport.close();
			known = new Map();
		}
	};
}
function succeeded(server, took) {
	server.rtt = server.rtt === null ? took : server.rtt + SMOOTHING * (took - server.rtt);
	server.failures = 0;
	server.until = 0;
}
function failed(server, now) {
	if (server.until > now) return;
	server.until = now + Math.min(PENALTY_MAX, PENALTY * 2 ** server.failures);
	server.failures += 1;
}
const created = (server, transport) => ({
	server,
	transport,
	rtt: null,
	failures: 0,
	until: 0,
	hasEdns: true,
	keepsCase: true
});
function fromOf({ ifname, sources }, { address }) {
	const reach = reachOf(address);
	if (reach === "loopback" && ifname !== "lo") return "loopback";
	if (reach === "unspecified" || reach === "multicast") return reach;
	const family = familyOf(address);
	const source = sources[family];
	return source === null && reach !== "linkLocal" ? `no IPv${family} address to ask it from` : {
		ifname,
		source
	};
}
// adapters/dns/ask.ts
const [PATIENCE, PATIENCE_MIN, PATIENCE_MAX] = [
	500,
	200,
	2e3
];
const PATIENT = 4;
const [ROUNDS, ROUNDS_ALONE] = [2, 3];
const STREAM_FACTOR = 3;
function askServers(order, wanted, time, counters) {
	const { promise, resolve } = Promise.withResolvers();
	const turns = turnsOf(order, time.now());
	const cancels = new Set();
	let [turn, isOver, hasFailed] = [
		-1,
		false,
		false
	];
	let waiting = () => {};
	const finish = (asked) => {
		if (isOver) return;
		isOver = true;
		waiting();
		for (const cancel of cancels) cancel();
		resolve(asked);
	};
	const next = () => {
		waiting();
		turn += 1;
		const now = turns[turn];
		if (!now) return finish({
			ok: false,
			why: hasFailed ? "failed" : "silent"
		});
		begin(now, turn);
	};
	const begin = ({ server, patience }, own) => {
		const began = time.now();
		waiting = time.wait(patience, () => {
			counters.timeouts += 1;
			failed(server, time.now());
			next();
		});
		const track = (attempt) => {
			cancels.add(attempt.cancel);
			return attempt;
		};
		askServer(server, wanted, counters, track).then((outcome) => {
			if (isOver) return;
			const stored = read(outcome, server, began);
			if (stored) return finish({
				ok: true,
				stored
			});
			if (own === turn) next();
		});
	};
	const read = (outcome, server, began) => {
		const now = time.now();
		if (outcome.kind !== "answer") {
			failed(server, now);
			return null;
		}
		counters.answers += 1;
		const rcode = word(outcome.bytes, 2) & 15;
		if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) {
			hasFailed = true;
			if (rcode !== RCODE.SERVFAIL) failed(server, now);
			return null;
		}
		const stored = storeAnswer(outcome.bytes, wanted, now);
		if (stored.ok) {
			succeeded(server, now - began);
			return stored.value;
		}
		counters.unreadable += 1;
		hasFailed = true;
		failed(server, now);
		return null;
	};
	next();
	return {
		asked: promise,
		cancel: () => finish({
			ok: false,
			why: "gone"
		})
	};
}
function turnsOf(order, now) {
	const rounds = order.every(({ until }) => until > now) ? 1 : order.length === 1 ? ROUNDS_ALONE : ROUNDS;
	return Array.from({ length: rounds }, (_, round) => order.map((server) => ({
		server,
		patience: patienceOf(server, round)
	}))).flat();
}
function patienceOf({ rtt, server }, round) {
	const base = rtt === null ? PATIENCE : Math.max(PATIENCE_MIN, PATIENT * rtt);
	return Math.min(PATIENCE_MAX, base * 2 ** round) * (server.tls === null ? 1 : STREAM_FACTOR);
}
// adapters/dns/cache.ts
const BOUNDS = {
	entries: 4096,
	bytes: 4194304
};
const OVERHEAD = 400;
function createCache(counters, dropped, bounds = BOUNDS) {
	const kept = new Map();
	let bytes = 0;
	const remove = (stored) => {
		kept.delete(stored.wanted.key);
		bytes -= sizeOf(stored);
		dropped(stored);
	};
	const makeRoom = () => {
		for (const stored of kept.values()) {
			if (kept.size <= bounds.entries && bytes <= bounds.bytes) return;
			if (stored.isUsed) {
				stored.isUsed = false;
				kept.delete(stored.wanted.key);
				kept.set(stored.wanted.key, stored);
			} else {
				remove(stored);
				counters.evicted += 1;
			}
		}
	};
	return {
		find: (key, now) => {
			const stored = kept.get(key);
			if (!stored) return null;
			if (now < stored.expires) {
				stored.isUsed = true;
				return stored;
			}
			remove(stored);
			return null;
		},
		keep: (stored) => {
			const before = kept.get(stored.wanted.key);
			if (before) remove(before);
			if (stored.lifetime <= 0 || sizeOf(stored) > bounds.bytes) return;
			kept.set(stored.wanted.key, stored);
			bytes += sizeOf(stored);
			makeRoom();
		},
		entries: (now) => [...kept.values()].filter((stored) => now < stored.expires),
		clear: () => {
			for (const stored of kept.values()) dropped(stored);
			kept.clear();
			bytes = 0;
		}
	};
}
const sizeOf = (stored) => stored.bytes.length + 2 * stored.wanted.key.length + OVERHEAD;
// adapters/dns/dns64.ts
const TTL_MAX = seconds(600);
const isTranslatable = ({ type, variant }) => type === TYPE.AAAA && (variant & (VARIANT_DNSSEC | VARIANT_UNCHECKED)) !== (VARIANT_DNSSEC | VARIANT_UNCHECKED);
const lacksAddress = ({ kind, addresses }) => kind === "noData" || kind === "positive" && addresses.length > 0 && addresses.every(isExcluded);
const translatedQuestion = ({ wire, variant }) => wantedName(wire, TYPE.A, variant & ~VARIANT_DNSSEC);
function translated(wanted, empty, found, prefixes, now) {
	const read = decodeMessage(found.bytes);
	if (!read.ok || found.kind !== "positive") return null;
	const most = empty === null || empty.lifetime <= 0 ? TTL_MAX : empty.lifetime;
	const answers = read.value.answers.flatMap((record) => translate(record, prefixes, most));
	if (!answers.some(({ type }) => type === TYPE.AAAA)) return null;
	const questions = read.value.questions.map((question) => ({
		...question,
		type: TYPE.AAAA
	}));
	const bytes = encodeMessage({
		...read.value,
		questions,
		answers,
		authorities: [],
		additionals: []
	});
	const stored = bytes && storeAnswer(bytes, wanted, now, true);
	return stored?.ok ? stored.value : null;
}
function translate(record, prefixes, most) {
	if (record.kind !== "record") return [];
	if (record.type !== TYPE.A || record.data.kind !== "address") return record.type === TYPE.CNAME ? [record] : [];
	const [address] = synthesised(prefixes, [record.data.address]);
	if (address === void 0) return [];
	const ttl = record.ttl > most ? most : record.ttl;
	return [{
		...record,
		type: TYPE.AAAA,
		ttl,
		data: {
			kind: "address",
			address
		}
	}];
}
// adapters/dns/sample.ts
const NAMES_MAX = 32;
function createSampler() {
	const names = new Set();
	let [asked, answered, failed] = [
		0,
		0,
		0
	];
	return {
		note: (name, outcome) => {
			asked += 1;
			if (names.size < NAMES_MAX) names.add(name);
			outcome.then(({ ok }) => {
				if (ok) answered += 1;
				else failed += 1;
			});
		},
		take: () => {
			const sample = {
				asked,
				answered,
				failed,
				names: [...names]
			};
			names.clear();
			[asked, answered, failed] = [
				0,
				0,
				0
			];
			return sample;
		}
	};
}
// adapters/dns/domain.ts
const PENDING_MAX$3 = 1024;
const SPECIAL_MAX = 16;
const WELL_KNOWN = nameBytes("ipv4only.arpa") ?? new Uint8Array(1);
const [DISCOVERY_MIN, DISCOVERY_MAX] = [seconds(60), seconds(7200)];
function createDomain(first, options) {
	const { time, counters, reach, notice } = options;
	const cache = createCache(counters, options.dropped, options.bounds);
	const servers = createServers(first, reach, notice);
	const special = new Map();
	const pending = new Map();
	const cancels = new Set();
	const sampler = createSampler();
	let spec = first;
	let rediscover = 0;
	const serversOf = (list) => {
		if (list === null) return servers;
		const key = JSON.stringify(list);
		const known = special.get(key) ?? createServers({
			...spec,
			servers: list
		}, reach, notice);
		if (!special.has(key) && special.size >= SPECIAL_MAX) closeSpecial();
		special.set(key, known);
		return known;
	};
	const closeSpecial = () => {
		for (const group of special.values()) group.close();
		special.clear();
	};
	const ask = async (wanted, list) => {
		const asking = askServers(serversOf(list).order(time.now()), wanted, time, counters);
		cancels.add(asking.cancel);
		const asked = await asking.asked;
		cancels.delete(asking.cancel);
		return asked;
	};
	const askTranslated = async (wanted, list) => {
		const asked = await ask(wanted, list);
		const isDone = asked.ok ? !lacksAddress(asked.stored) : asked.why !== "failed";
		if (spec.pref64.length === 0 || isDone || !isTranslatable(wanted)) return asked;
		const found = await find(translatedQuestion(wanted), list);
		const stored = found.ok ? translated(wanted, asked.ok ? asked.stored : null, found.stored, spec.pref64, time.now()) : null;
		if (!found.ok && found.why === "gone") return found;
		if (!stored) return asked;
		counters.synthesised += 1;
		return {
			ok: true,
			stored
		};
	};
	const find = (wanted, list = null) => {
		const kept = cache.find(wanted.key, time.now());
		if (kept) return Promise.resolve({
			ok: true,
			stored: kept
		});
		const before = pending.get(wanted.key);
		if (before) {
			counters.coalesced += 1;
			return before;
		}
		if (pending.size >= PENDING_MAX$3) {
			counters.overloaded += 1;
			return Promise.resolve({
				ok: false,
				why: "failed"
			});
		}
		const asked = askTranslated(wanted, list).then((told) => {
			if (pending.get(wanted.key) !== asked) return {
				ok: false,
				why: "gone"
			};
			pending.delete(wanted.key);
			if (told.ok) cache.keep(told.stored);
			return told;
		});
		pending.set(wanted.key, asked);
		discover();
		return asked;
	};
	const discover = () => {
		if (spec.pref64.length > 0 || spec.sources[4] !== null || time.now() < rediscover) return;
		rediscover = time.now() + DISCOVERY_MIN;
		find(wantedName(WELL_KNOWN, TYPE.AAAA, 0)).then((told) => {
			const prefixes = told.ok ? prefixesIn(told.stored.addresses) : [];
			if (!told.ok || prefixes.length === 0) return;
			const { lifetime } = told.stored;
			const ttl = lifetime < DISCOVERY_MIN ? DISCOVERY_MIN : lifetime > DISCOVERY_MAX ? DISCOVERY_MAX : lifetime;
			rediscover = time.now() + ttl;
			options.discovered({
				pvd: spec.pvd,
				generation: spec.generation,
				prefixes,
				ttl
			});
		});
	};
	const forget = () => {
		cache.clear();
		pending.clear();
		for (const cancel of cancels) cancel();
	};
	return {
		get spec() {
			return spec;
		},
		cache,
		servers,
		find: (wanted, list) => {
			const asked = find(wanted, list);
			sampler.note(wanted.name, asked);
			return asked;
		},
		sample: sampler.take,
		update: (next) => {
			if (next.isOpen !== spec.isOpen || next.pref64.join() !== spec.pref64.join()) forget();
			if (next.isOpen !== spec.isOpen) servers.close();
			spec = next;
			servers.update(next);
			closeSpecial();
		},
		forget,
		close: () => {
			forget();
			servers.close();
			closeSpecial();
		}
	};
}
// adapters/dns/rules.ts
function compileRules(view) {
	const open = new Set(view.domains.filter((domain) => domain.isOpen).map(({ pvd }) => pvd));
	const suffixes = {
		4: ofFamily(view, 4),
		6: ofFamily(view, 6)
	};
	const wayTo = compileWays(view.ways);
	return {
		view,
		wayOf: (name, type) => {
			const rule = longest(suffixes[type === TYPE.AAAA ? 6 : 4], name);
			const special = specialUse(name);
			if (special && !(rule && isClaim(special, rule.suffix))) return {
				kind: "special",
				zone: special.zone
			};
			if (!rule) return { kind: "closed" };
			const choices = rule.pvds.filter((pvd) => open.has(pvd)).map((pvd) => ({
				pvd,
				servers: specialServers(rule, pvd)
			}));
			if (choices.length > 0) return {
				kind: "ask",
				choices
			};
			return { kind: rule.pvds.length > 0 || rule.suffix === "." ? "closed" : "nobody" };
		},
		serversIn: (pvd, name, type) => {
			const isTold = (rule) => specialServers(rule, pvd) !== null;
			const rule = longest(suffixes[type === TYPE.AAAA ? 6 : 4], name, isTold);
			return rule && specialServers(rule, pvd);
		},
		strays: (pvd, addresses) => addresses.filter((address) => isRouted(address) && wayTo(address) !== pvd)
	};
}
const ofFamily = ({ rules }, family) => new Map(rules.filter((rule) => rule.family === family).toReversed().map((rule) => [rule.suffix, rule]));
const specialServers = ({ special }, pvd) => special?.find((of) => of.pvd === pvd)?.servers ?? null;
function longest(rules, name, fits = () => true) {
	for (let from = 0; name !== "";) {
		const found = rules.get(name.slice(from));
		if (found && fits(found)) return found;
		const dot = name.indexOf(".", from);
		if (dot < 0) break;
		from = dot + 1;
	}
	const root = rules.get(".");
	return root && fits(root) ? root : null;
}
function compileWays(ways) {
	const hosts = new Map();
	const broad = [];
	for (const [index, { prefix }] of ways.entries()) {
		const address = prefix.slice(0, prefix.indexOf("/"));
		if (prefixLength(prefix) < (familyOf(prefix) === 4 ? 32 : 128)) broad.push([index, prefix]);
		else if (!hosts.has(address)) hosts.set(address, index);
	}
	return (address) => {
		const host = hosts.get(address) ?? Number.POSITIVE_INFINITY;
		const other = broad.find(([, prefix]) => isInPrefix(address, prefix))?.[0] ?? Number.POSITIVE_INFINITY;
		return ways[Math.min(host, other)]?.pvd ?? null;
	};
}
const isRouted = (address) => addressBytes(address) !== null && ![
	"loopback",
	"unspecified",
	"multicast",
	"linkLocal"
].includes(reachOf(address));
// adapters/dns/familyless.ts
function ofFamilies(stored, { sources, leads }, now) {
	const isLed = (address) => sources[familyOf(address)] !== null && leads.some((prefix) => isInPrefix(address, prefix));
	const isLost = (address) => isRouted(address) && !isLed(address);
	if (!stored.addresses.some(isLost)) return stored;
	const read = decodeMessage(stored.bytes);
	const bytes = read.ok ? encodeMessage({
		...read.value,
		answers: [],
		authorities: [],
		additionals: []
	}) : null;
	const empty = bytes && storeAnswer(bytes, stored.wanted, now);
	return empty?.ok ? {
		...empty.value,
		lifetime: stored.lifetime,
		expires: stored.expires
	} : null;
}
// adapters/dns/held.ts
const HELD_MAX = 16384;
const SEVERAL = null;
function createHeld(max = HELD_MAX) {
	const holders = new Map();
	return {
		isOthers: (address, pvd) => holders.has(address) && holders.get(address) !== pvd,
		add: (address, pvd) => {
			const before = holders.get(address);
			if (before === void 0 && holders.size >= max) holders.delete(holders.keys().next().value ?? "");
			holders.set(address, before === void 0 || before === pvd ? pvd : SEVERAL);
		}
	};
}
// adapters/dns/special.ts
const [TTL, SOA_NUMBERS] = [seconds(10800), "0000000100000e10000004b000093a8000002a30"];
const LOOPBACK = [
	[
		/(?:^|\.)localhost$/,
		TYPE.A,
		{
			kind: "address",
			address: "127.0.0.1"
		}
	],
	[
		/(?:^|\.)localhost$/,
		TYPE.AAAA,
		{
			kind: "address",
			address: "::1"
		}
	],
	[
		/^1\.0\.0\.127\.in-addr\.arpa$/,
		TYPE.PTR,
		{
			kind: "names",
			before: "",
			names: ["localhost"],
			after: ""
		}
	],
	[
		/^1(?:\.0){31}\.ip6\.arpa$/,
		TYPE.PTR,
		{
			kind: "names",
			before: "",
			names: ["localhost"],
			after: ""
		}
	]
];
function specialAnswer(wanted, zone, now) {
	const { name, type } = wanted;
	const known = LOOPBACK.filter(([names]) => names.test(name));
	const answers = known.filter(([, of]) => of === type).map(([, , data]) => record(name, type, data));
	const owner = zone === "single label" ? name : zone;
	const soa = record(owner, TYPE.SOA, {
		kind: "names",
		before: "",
		names: [owner, "nobody.invalid"],
		after: SOA_NUMBERS
	});
	const bytes = encodeMessage({
		id: 0,
		flags: FLAG.QR | (known.length > 0 || name === zone && zone.endsWith(".arpa") ? RCODE.NOERROR : RCODE.NXDOMAIN),
		questions: [{
			name,
			type,
			class: 1
		}],
		answers,
		authorities: answers.length > 0 ? [] : [soa],
		additionals: []
	});
	const stored = bytes && storeAnswer(bytes, wanted, now);
	return stored?.ok ? stored.value : null;
}
const record = (name, type, data) => ({
	kind: "record",
	name,
	type,
	class: 1,
	ttl: TTL,
	data
});
// adapters/dns/node.ts
const [HOLD, PIN] = [1500, 50];
const RESTARTS_MAX$1 = 32;
const PENDING_MAX$2 = 4096;
function createNode({ first, time, counters, ready, domainOf, pin }) {
	let [rules, isOpen] = [first, true];
	const pending = new Map();
	const waiting = new Set();
	const held = createHeld();
	const give = async (wanted) => {
		const until = time.now() + HOLD;
		for (let i = 0; i < RESTARTS_MAX$1 && isOpen; i += 1) {
			const way = rules.wayOf(wanted.name, wanted.type);
			if (way.kind === "special") return special(wanted, way.zone);
			if (way.kind === "ask") {
				const given = await fromDomains(way.choices, wanted);
				if (given) return given;
			} else if (way.kind === "nobody" || time.now() >= until) {
				counters.nobody += 1;
				return failure("nobody");
			} else await nextView(until - time.now());
		}
		return failure(isOpen ? "silent" : "closed");
	};
	const fromDomains = async (choices, wanted) => {
		let why = "silent";
		for (const { pvd, servers } of choices) {
			const domain = domainOf(pvd);
			if (!domain) return null;
			const asked = await domain.find(wanted, servers);
			if (!serves(domain, wanted)) return null;
			const stored = asked.ok ? ofFamilies(asked.stored, domain.spec, time.now()) : null;
			if (asked.ok) return stored ? handOut({
				domain,
				stored
			}, wanted) : failure("failed");
			if (asked.why === "gone") return null;
			why = asked.why;
			if (why === "failed") break;
			counters.silent += 1;
		}
		return failure(why);
	};
	const handOut = async ({ domain, stored }, wanted) => {
		const { pvd, generation } = domain.spec;
		const pinned = toPin(pvd, stored.addresses);
		if (pinned.length > 0) {
			for (const address of pinned) held.add(address, pvd);
			ready.dropWith(pinned);
			const isPinned = await inTime({
				pvd,
				generation,
				addresses: pinned,
				ttl: stored.lifetime
			});
			if (!(serves(domain, wanted) && rules.strays(pvd, stored.addresses).every((address) => pinned.includes(address)))) return null;
			if (!isPinned) {
				counters.unpinned += 1;
				return failure("unpinned");
			}
			ready.dropWith(pinned);
		}
		ready.put(stored);
		return {
			ok: true,
			stored,
			pvd,
			generation
		};
	};
	const toPin = (pvd, addresses) => {
		const strays = rules.strays(pvd, addresses);
		return addresses.filter((address) => strays.includes(address) || held.isOthers(address, pvd));
	};
	const serves = (domain, { name, type }) => {
		const way = rules.wayOf(name, type);
		return way.kind === "ask" && way.choices.some(({ pvd }) => domainOf(pvd) === domain);
	};
	const inTime = (request) => {
		counters.pins += 1;
		const { promise, resolve } = Promise.withResolvers();
		const stop = time.wait(PIN, () => resolve(false));
		pin(request).then(resolve, () => resolve(false));
		return promise.finally(stop);
	};
	const special = (wanted, zone) => {
		counters.special += 1;
		const stored = specialAnswer(wanted, zone, time.now());
		if (!stored) return failure("failed");
		ready.put(stored);
		return {
			ok: true,
			stored,
			pvd: null,
			generation: null
		};
	};
	const nextView = (patience) => {
		counters.held += 1;
		const { promise, resolve } = Promise.withResolvers();
		const stop = time.wait(patience, resolve);
		waiting.add(resolve);
		return promise.finally(() => {
			stop();
			waiting.delete(resolve);
		});
	};
	const wake = () => {
		for (const resolve of waiting) resolve();
	};
	return {
		find: (wanted) => {
			const before = pending.get(wanted.key);
			if (before) {
				counters.coalesced += 1;
				return before;
			}
			if (pending.size >= PENDING_MAX$2) {
				counters.overloaded += 1;
				return Promise.resolve(failure("overloaded"));
			}
			const given = give(wanted).finally(() => pending.delete(wanted.key));
			pending.set(wanted.key, given);
			return given;
		},
		show: (next) => {
			rules = next;
			ready.clear();
			wake();
		},
		close: () => {
			isOpen = false;
			wake();
		}
	};
}
const failure = (problem) => ({
	ok: false,
	problem
});
// adapters/dns/ready.ts
const READY_MAX = 16384;
function createReady() {
	const answers = new Map();
	const holders = new Map();
	const clear = () => {
		answers.clear();
		holders.clear();
	};
	const drop = (stored) => {
		if (answers.get(stored.wanted.hash) !== stored) return;
		answers.delete(stored.wanted.hash);
		for (const address of stored.addresses) {
			const holding = holders.get(address);
			holding?.delete(stored);
			if (holding?.size === 0) holders.delete(address);
		}
	};
	return {
		find: (bytes, query, now) => {
			const stored = answers.get(query.hash);
			if (stored === void 0 || now >= stored.expires || !isAsked(bytes, query, stored)) return null;
			stored.isUsed = true;
			return stored;
		},
		put: (stored) => {
			if (stored.lifetime <= 0) return;
			if (answers.size >= READY_MAX) clear();
			const before = answers.get(stored.wanted.hash);
			if (before) drop(before);
			answers.set(stored.wanted.hash, stored);
			for (const address of stored.addresses) {
				const holding = holders.get(address);
				if (holding) holding.add(stored);
				else holders.set(address, new Set([stored]));
			}
		},
		drop,
		dropWith: (addresses) => {
			for (const address of addresses) for (const stored of holders.get(address) ?? []) drop(stored);
		},
		clear
	};
}
function isAsked(bytes, query, { wanted }) {
	const { wire } = wanted;
	if (query.end - 12 - 4 !== wire.length || query.type !== wanted.type || query.variant !== wanted.variant) return false;
	for (let i = 0; i < wire.length; i += 1) if (lower(bytes[12 + i] ?? 0) !== wire[i]) return false;
	return true;
}
// adapters/dns/engine.ts
const RESTARTS_MAX = 4;
const TOLD_MAX = 256;
function createEngine(options) {
	const { time, reach, pin } = options;
	const counters = options.counters ?? createCounters();
	const ready = createReady();
	let domains = new Map();
	let rules = compileRules(NO_NAMES);
	let slots = new Map();
	const notice = once(options.notice ?? (() => {}));
	const discovered = options.discovered ?? (() => {});
	const node = createNode({
		first: rules,
		time,
		counters,
		ready,
		pin,
		domainOf: (pvd) => domains.get(pvd)
	});
	const present = (view) => {
		const fresh = new Map();
		for (const spec of view.domains) {
			const before = domains.get(spec.pvd);
			const isSame = before?.spec.generation === spec.generation;
			if (before && isSame && JSON.stringify(before.spec) !== JSON.stringify(spec)) before.update(spec);
			const domain = before && isSame ? before : createDomain(spec, {
				reach,
				time,
				counters,
				discovered,
				notice,
				dropped: ready.drop
			});
			fresh.set(spec.pvd, domain);
		}
		return fresh;
	};
	const findIn = async (pvd, wanted) => {
		const special = specialUse(wanted.name);
		if (special && !special.isClaimable) return here(wanted, special.zone);
		for (let i = 0; i < RESTARTS_MAX; i += 1) {
			const domain = domains.get(pvd);
			if (!domain) return {
				ok: false,
				problem: "noSuchPvd"
			};
			const asked = await domain.find(wanted, rules.serversIn(pvd, wanted.name, wanted.type));
			if (asked.ok) return {
				ok: true,
				stored: asked.stored,
				pvd,
				generation: domain.spec.generation
			};
			if (asked.why !== "gone") return {
				ok: false,
				problem: asked.why
			};
		}
		return {
			ok: false,
			problem: "silent"
		};
	};
	const here = (wanted, zone) => {
		counters.special += 1;
		const stored = specialAnswer(wanted, zone, time.now());
		return stored ? {
			ok: true,
			stored,
			pvd: null,
			generation: null
		} : {
			ok: false,
			problem: "failed"
		};
	};
	return {
		counters,
		ready,
		show: (view) => {
			const before = domains;
			domains = present(view);
			slots = new Map(view.domains.map(({ slot, pvd }) => [slot, pvd]));
			for (const [pvd, domain] of before) if (domains.get(pvd) !== domain) domain.close();
			rules = compileRules(view);
			node.show(rules);
		},
		find: (wanted, pvd) => pvd === null ? node.find(wanted) : findIn(pvd, wanted),
		at: (slot) => slots.get(slot) ?? null,
		domains: () => [...domains.values()],
		flush: () => {
			for (const domain of domains.values()) domain.forget();
			ready.clear();
		},
		close: () => {
			const before = domains;
			domains = new Map();
			for (const domain of before.values()) domain.close();
			node.close();
			ready.clear();
		}
	};
}
function wantedText(name, type) {
	const wire = nameBytes(name.endsWith(".") ? name.slice(0, -1) : name);
	return wire && wantedName(wire, type, 0);
}
function once(notice) {
	const told = new Set();
	return (line) => {
		if (told.has(line)) return;
		if (told.size >= TOLD_MAX) told.clear();
		told.add(line);
		notice(line);
	};
}
// adapters/dns/local.ts
function createLocalResolver(options) {
	const { time, listen } = options;
	const engine = createEngine(options);
	const doors = listen && doorsOf(engine, options, listen);
	let isClosed = false;
	return {
		open: async () => doors ? doors.open() : [],
		show: async (view) => {
			if (isClosed) return view.seq;
			engine.show(view);
			doors?.follow(view.domains.map(({ slot }) => slot));
			return view.seq;
		},
		resolve: async ({ name, type, pvd }) => {
			if (isClosed) return {
				ok: false,
				problem: "closed"
			};
			const wanted = wantedText(name, type);
			return wanted ? toldOf(await engine.find(wanted, pvd), time.now()) : {
				ok: false,
				problem: "badName"
			};
		},
		cache: async () => cachedOf(engine, time.now()),
		flush: async () => engine.flush(),
		stats: async () => ({
			counts: { ...engine.counters },
			servers: serversOf(engine, time.now()),
			doors: doorsAt(engine, doors)
		}),
		samples: async () => samplesOf(engine),
		close: async () => {
			isClosed = true;
			engine.close();
			await doors?.close();
		}
	};
}
const doorsOf = (engine, { time, notice = () => {} }, listen) => createDoors({
	listen,
	node: createDesk(engine, time, () => null),
	deskAt: (slot) => createDesk(engine, time, () => engine.at(slot) ?? void 0),
	counters: engine.counters,
	notice
});
const samplesOf = (engine) => engine.domains().map(({ spec, sample }) => ({
	pvd: spec.pvd,
	generation: spec.generation,
	...sample()
})).filter(({ asked }) => asked > 0);
const doorsAt = (engine, doors) => [...doors?.bound() ?? []].flatMap(([slot, endpoint]) => {
	const pvd = engine.at(slot);
	return pvd === null ? [] : [{
		pvd,
		...endpoint
	}];
});
function toldOf(given, now) {
	if (!given.ok) return given;
	const { stored, pvd, generation } = given;
	age(stored, now);
	const read = decodeMessage(stored.bytes);
	if (!read.ok) return {
		ok: false,
		problem: "failed"
	};
	return {
		ok: true,
		pvd,
		generation,
		isSynthesised: stored.isSynthesised,
		message: read.value
	};
}
const cachedOf = (engine, now) => engine.domains().map(({ spec, cache }) => ({
	pvd: spec.pvd,
	generation: spec.generation,
	entries: cache.entries(now).map(({ wanted, rcode, addresses, expires, isSynthesised, bytes }) => ({
		name: wanted.name,
		type: wanted.type,
		rcode,
		addresses,
		ttl: millis(Math.round(expires - now)),
		isSynthesised,
		bytes: bytes.length
	}))
}));
const serversOf = (engine, now) => engine.domains().flatMap(({ spec, servers }) => servers.all().map(({ server, rtt, failures, until }) => ({
	pvd: spec.pvd,
	address: server.address,
	rtt: rtt === null ? null : millis(Math.round(rtt)),
	failures,
	penalty: millis(Math.max(0, Math.round(until - now)))
})));
// adapters/dns/time.ts
const LOOK = 1e3;
function openTime() {
	let ahead = bootTime() - performance.now();
	const timer = setInterval(() => {
		ahead = bootTime() - performance.now();
	}, LOOK);
	return {
		now: () => performance.now() + ahead,
		wait: (patience, then) => {
			let last;
			const waiting = setTimeout(() => {
				last = setImmediate(then);
			}, patience);
			return () => {
				clearTimeout(waiting);
				clearImmediate(last);
			};
		},
		close: () => clearInterval(timer)
	};
}
// adapters/dns/random.ts
const store = Buffer.alloc(8192);
let used = store.length;
function randomByte() {
	if (used === store.length) {
		randomFillSync(store);
		used = 0;
	}
	const byte = store[used] ?? 0;
	used += 1;
	return byte;
}
const randomWord = () => randomByte() << 8 | randomByte();
const randomBelow = (end) => randomWord() % end;
// adapters/dns/question.ts
const [EDNS, OPTION, PADDING, BLOCK] = [
	11,
	4,
	12,
	128
];
function questionBytes(wanted, id, { isMixed, hasEdns, isPadded }) {
	const end = 12 + wanted.wire.length + 4;
	const bare = hasEdns ? end + EDNS : end;
	const padding = hasEdns && isPadded ? (BLOCK - (bare + OPTION) % BLOCK) % BLOCK : -1;
	const bytes = Buffer.alloc(padding < 0 ? bare : bare + OPTION + padding);
	bytes.writeUInt16BE(id, 0);
	bytes.writeUInt16BE(FLAG.RD | ((wanted.variant & VARIANT_UNCHECKED) !== 0 ? FLAG.CD : 0), 2);
	bytes.writeUInt16BE(1, 4);
	bytes.set(wanted.wire, 12);
	if (isMixed) mix(bytes, 12, end - 4);
	bytes.writeUInt16BE(wanted.type, end - 4);
	bytes.writeUInt16BE(1, end - 2);
	if (!hasEdns) return bytes;
	bytes.writeUInt16BE(1, 10);
	bytes.writeUInt16BE(41, end + 1);
	bytes.writeUInt16BE(UDP_SIZE, end + 3);
	bytes.writeUInt16BE((wanted.variant & VARIANT_DNSSEC) !== 0 ? DNSSEC_OK : 0, end + 7);
	if (padding < 0) return bytes;
	bytes.writeUInt16BE(OPTION + padding, end + 9);
	bytes.writeUInt16BE(PADDING, bare);
	bytes.writeUInt16BE(padding, bare + 2);
	return bytes;
}
function mix(bytes, start, end) {
	let [bits, left] = [0, 0];
	for (let at = start; at < end; at += 1) {
		const byte = bytes[at] ?? 0;
		if (byte < 97 || byte > 122) continue;
		if (left === 0) [bits, left] = [randomByte(), 8];
		if ((bits & 1) !== 0) bytes[at] = byte & -33;
		bits >>= 1;
		left -= 1;
	}
}
function matchOf(message, question) {
	const flags = word(message, 2);
	if (message.length < 12 || (flags & (FLAG.QR | FLAG.OPCODE)) !== FLAG.QR) return "stray";
	if (message.length === 12 && (flags & 15) === RCODE.FORMERR && word(question, 10) === 1) return "plain";
	const end = questionEnd(question);
	if (word(message, 4) !== 1 || message.length < end) return "stray";
	let isSame = true;
	for (let at = 12; at < end; at += 1) {
		const [theirs, ours] = [message[at] ?? 0, question[at] ?? 0];
		if (theirs === ours) continue;
		if (at >= end - 4 || lower(theirs) !== lower(ours)) return "stray";
		isSame = false;
	}
	return isSame ? "answer" : "wrongCase";
}
function questionEnd(question) {
	let at = 12;
	for (let length = question[at] ?? 0; length !== 0; length = question[at] ?? 0) at += 1 + length;
	return at + 5;
}
// adapters/dns/transport.ts
const settled = (outcome) => ({
	outcome: Promise.resolve(outcome),
	cancel: () => {}
});
// adapters/dns/datagrams.ts
const [SOCKETS_MAX, USES_MAX, AGE_MAX] = [
	8,
	64,
	5e3
];
const STRAYS_MAX = 32;
const PENDING_MAX$1 = 1024;
function createDatagrams({ address, port }, { ifname, source }, time, counters) {
	const ports = new Set();
	const leaving = new Set();
	let sweeping = null;
	const end = (from, outcome) => {
		ports.delete(from);
		leaving.delete(from);
		from.socket.removeAllListeners().on("error", () => {});
		from.socket.close();
		for (const { settle } of from.pending.values()) settle(outcome);
		from.pending.clear();
	};
	const retire = (from) => {
		ports.delete(from);
		leaving.add(from);
		if (from.pending.size === 0) end(from, { kind: "cancelled" });
	};
	const sweep = () => {
		sweeping = null;
		for (const from of ports) if (time.now() - from.opened >= AGE_MAX) retire(from);
		if (ports.size > 0) sweeping = time.wait(AGE_MAX, sweep);
	};
	const hear = (from, message) => {
		const id = (message[0] ?? 0) << 8 | (message[1] ?? 0);
		const pending = from.pending.get(id);
		const match = pending ? matchOf(message, pending.question) : "stray";
		if (!pending || match === "stray") {
			counters.strays += 1;
			from.strays += 1;
			if (from.strays <= STRAYS_MAX) return;
			counters.floods += 1;
			return end(from, { kind: "flooded" });
		}
		from.pending.delete(id);
		if (match === "wrongCase") counters.wrongCase += 1;
		pending.settle(match === "answer" ? {
			kind: "answer",
			bytes: message
		} : { kind: match });
		if (leaving.has(from) && from.pending.size === 0) end(from, { kind: "cancelled" });
	};
	const open = () => {
		const bound = udpConnected({
			ifname,
			source,
			family: familyOf(address),
			host: address,
			port
		});
		if (!bound.ok) return describeFault(bound);
		const opened = {
			socket: bound.value,
			pending: new Map(),
			opened: time.now(),
			uses: 0,
			strays: 0
		};
		opened.socket.on("message", (message) => hear(opened, message));
		opened.socket.on("error", (error) => end(opened, {
			kind: "failed",
			problem: "code" in error ? String(error.code) : error.message
		}));
		ports.add(opened);
		sweeping ??= time.wait(AGE_MAX, sweep);
		return opened;
	};
	const pick = () => ports.size < SOCKETS_MAX ? open() : [...ports][randomBelow(ports.size)] ?? open();
	return {
		ask: (wanted, shape) => {
			const from = pick();
			if (typeof from === "string") return settled({
				kind: "failed",
				problem: from
			});
			if (from.pending.size >= PENDING_MAX$1) return settled({
				kind: "failed",
				problem: "too many questions under way"
			});
			let id = randomWord();
			while (from.pending.has(id)) id = randomWord();
			const question = questionBytes(wanted, id, shape);
			const { promise, resolve } = Promise.withResolvers();
			from.pending.set(id, {
				question,
				settle: resolve
			});
			from.uses += 1;
			if (from.uses >= USES_MAX) retire(from);
			from.socket.send(question);
			return {
				outcome: promise,
				cancel: () => {
					if (from.pending.get(id)?.question !== question) return;
					from.pending.delete(id);
					resolve({ kind: "cancelled" });
					if (leaving.has(from) && from.pending.size === 0) end(from, { kind: "cancelled" });
				}
			};
		},
		close: () => {
			sweeping?.();
			for (const from of [...ports, ...leaving]) end(from, { kind: "cancelled" });
		}
	};
}
// adapters/dns/streams.ts
const [IDLE, IDLE_TLS] = [5e3, 3e4];
const CONNECT = 5e3;
const PENDING_MAX = 1024;
const AGAIN_MAX = 1;
function createStreams(server, from, secure, time, counters) {
	let line = null;
	const end = (ended, problem) => {
		if (line === ended) line = null;
		ended.stop.abort();
		ended.socket?.removeAllListeners().on("error", () => {});
		ended.socket?.destroy();
		for (const pending of ended.pending.values()) if (problem !== "closed" || ended.answered === 0 || pending.again >= AGAIN_MAX) pending.settle({
			kind: "failed",
			problem
		});
		else put({
			...pending,
			again: pending.again + 1
		});
		ended.pending.clear();
	};
	const hear = (on, message) => {
		const id = message.length >= 2 ? message.readUInt16BE(0) : -1;
		const pending = on.pending.get(id);
		const match = pending ? matchOf(message, pending.question) : "stray";
		if (!pending || match === "stray") {
			counters.strays += 1;
			return end(on, "an answer to something else");
		}
		on.pending.delete(id);
		on.answered += 1;
		pending.settle(match === "plain" ? { kind: "plain" } : {
			kind: "answer",
			bytes: message
		});
	};
	const listen = (on, socket) => {
		on.socket = socket;
		socket.on("data", createFrames((message) => hear(on, message)));
		socket.on("error", (error) => end(on, codeOf(error)));
		socket.on("close", () => end(on, "closed"));
		socket.setTimeout(server.tls === null ? IDLE : IDLE_TLS, () => end(on, "idle"));
		for (const { question } of on.pending.values()) socket.write(framed(question));
	};
	const open = () => {
		const opened = {
			socket: null,
			pending: new Map(),
			stop: new AbortController(),
			answered: 0
		};
		const giveUp = time.wait(CONNECT, () => end(opened, "no connection in time"));
		connect$2(server, from, secure, opened.stop.signal).then((socket) => opened.stop.signal.aborted ? socket.destroy() : listen(opened, socket), (cause) => end(opened, codeOf(cause))).finally(giveUp);
		return opened;
	};
	const put = (pending) => {
		line ??= open();
		let id = randomWord();
		while (line.pending.has(id)) id = randomWord();
		pending.question = questionBytes(pending.wanted, id, pending.shape);
		line.pending.set(id, pending);
		line.socket?.write(framed(pending.question));
		return [line, id];
	};
	return {
		ask: (wanted, shape) => {
			if (line !== null && line.pending.size >= PENDING_MAX) return failedAttempt("too many questions under way");
			counters.byStream += 1;
			const { promise, resolve } = Promise.withResolvers();
			put({
				wanted,
				shape: {
					...shape,
					isPadded: server.tls !== null
				},
				question: new Uint8Array(),
				again: 0,
				settle: resolve
			});
			return {
				outcome: promise,
				cancel: () => resolve({ kind: "cancelled" })
			};
		},
		close: () => {
			if (line) end(line, "stopped");
		}
	};
}
async function connect$2(server, { ifname, source }, secure, signal) {
	const { address: host, port, tls } = server;
	const socket = await connectBound({
		ifname,
		source,
		host,
		port,
		signal
	});
	socket.setNoDelay(true);
	if (tls === null) return socket;
	const { promise, resolve, reject } = Promise.withResolvers();
	const name = isIP(tls) === 0 ? { servername: tls } : { host: tls };
	const covered = connect$1({
		socket,
		...name,
		secureContext: secure(),
		ALPNProtocols: ["dot"]
	});
	const stop = () => {
		covered.destroy();
		reject(signal.reason);
	};
	signal.addEventListener("abort", stop, { once: true });
	covered.once("secureConnect", () => {
		covered.off("error", reject);
		signal.removeEventListener("abort", stop);
		resolve(covered);
	});
	covered.once("error", reject);
	covered.once("close", () => reject(new Error("closed")));
	return promise;
}
const failedAttempt = (problem) => ({
	outcome: Promise.resolve({
		kind: "failed",
		problem
	}),
	cancel: () => {}
});
const codeOf = (cause) => cause instanceof SystemCallError ? describeFault(cause.fault) : cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
// adapters/dns/wire.ts
const wire = (secure, time, counters) => (server, from) => {
	const datagrams = createDatagrams(server, from, time, counters);
	const streams = createStreams(server, from, secure, time, counters);
	return {
		datagram: datagrams.ask,
		stream: streams.ask,
		close: () => {
			datagrams.close();
			streams.close();
		}
	};
};
export { createCounters as a, NO_NAMES as i, openTime as n, LISTEN as o, createLocalResolver as r, DnsUnavailable as s, wire as t };
