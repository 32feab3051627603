import { P as parseServer, n as answer, o as publicationId, r as world } from "./shared-CtF39FSo.js";
import { J as routeKey, Tt as isEqual, X as ruleKey, Y as routeSpec, Z as ruleSpec, q as isOurEndpoint } from "./shared-AO8xFJlA.js";
import { B as discriminatedUnion, D as instant, E as elapsed, H as looseObject, K as strictObject, N as Positive, O as millis, P as Text, U as number, V as literal, W as object, X as unknown, d as formatPrefix, g as reachOf, h as prefixLength, k as seconds, l as familyOf, o as addressBytes, s as canonicalAddress, u as formatAddress, x as IfName, z as array } from "./shared-CggHZh46.js";
import { _ as SystemCallError, d as bootTime, i as openIcmp6, p as ifNameToIndex, r as openNetlink, t as runProgram, v as describeFault, y as refused } from "./shared-4U9fLTlI.js";
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { connect, createServer } from "node:net";
// adapters/agent/boot.ts
function bootId() {
	try {
		return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
	} catch {
		return `unknown-${process.pid}-${process.hrtime.bigint()}`;
	}
}
// adapters/linux/netlink/bytes.ts
const viewOf$1 = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const aligned = (length) => length + 3 & -4;
function concat(parts) {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		whole.set(part, offset);
		offset += part.length;
	}
	return whole;
}
const hexOf = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
// adapters/linux/netlink/result.ts
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
const shifted = ({ error }, by) => fault$1(error.kind, error.offset + by);
// adapters/linux/netlink/attribute.ts
const HEAD$6 = 4;
const TYPE_MASK = 16383;
const VALUE_MAX = 65531;
const typeOf = (attribute) => attribute.code & TYPE_MASK;
function decodeAttributes(bytes) {
	const view = viewOf$1(bytes);
	const attributes = [];
	for (let offset = 0; offset < bytes.length;) {
		if (offset + HEAD$6 > bytes.length) return fault$1("truncated", offset);
		const length = view.getUint16(offset, true);
		if (length < HEAD$6) return fault$1("badLength", offset);
		if (offset + length > bytes.length) return fault$1("truncated", offset);
		attributes.push({
			code: view.getUint16(offset + 2, true),
			value: bytes.subarray(offset + HEAD$6, offset + length)
		});
		offset += aligned(length);
	}
	return decoded$1(attributes);
}
const encodeAttributes = (attributes) => concat(attributes.map(encodeAttribute));
function encodeAttribute({ code, value }) {
	if (value.length > VALUE_MAX) throw new RangeError(`an attribute holds ${VALUE_MAX} bytes at most, not ${value.length}`);
	const bytes = new Uint8Array(aligned(HEAD$6 + value.length));
	const view = viewOf$1(bytes);
	view.setUint16(0, HEAD$6 + value.length, true);
	view.setUint16(2, code, true);
	bytes.set(value, HEAD$6);
	return bytes;
}
// adapters/linux/netlink/field.ts
function readFields(fields, attributes) {
	const values = {};
	const byType = new Map(attributes.map((attribute) => [typeOf(attribute), attribute.value]));
	for (const name in fields) {
		const [code, codec] = fields[name];
		const bytes = byType.get(code & 16383);
		if (bytes === void 0) continue;
		const value = codec.decode(bytes);
		if (value === null) return fault$1("badValue", offsetOf(attributes, code & 16383));
		values[name] = value;
	}
	return decoded$1(values);
}
function writeFields(fields, values) {
	const attributes = [];
	for (const name in fields) {
		const value = values[name];
		if (value === void 0) continue;
		const [code, codec] = fields[name];
		attributes.push({
			code,
			value: codec.encode(value)
		});
	}
	return attributes;
}
const unsigned = (size, get, set) => ({
	decode: (bytes) => bytes.length === size ? get(viewOf$1(bytes)) : null,
	encode: (value) => {
		const bytes = new Uint8Array(size);
		set(viewOf$1(bytes), value);
		return bytes;
	}
});
const u8 = unsigned(1, (view) => view.getUint8(0), (view, value) => view.setUint8(0, value));
const u16 = unsigned(2, (view) => view.getUint16(0, true), (view, value) => view.setUint16(0, value, true));
const u32 = unsigned(4, (view) => view.getUint32(0, true), (view, value) => view.setUint32(0, value, true));
const text = {
	decode: (bytes) => Buffer.from(bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes).toString("latin1"),
	encode: (value) => Buffer.from(`${value}\0`, "latin1")
};
const raw = {
	decode: (bytes) => bytes,
	encode: (value) => value
};
const ip = {
	decode: (bytes) => bytes.length === 4 || bytes.length === 16 ? bytes : null,
	encode: (value) => value
};
const words = (least) => ({
	decode: (bytes) => {
		if (bytes.length < least * 4 || bytes.length % 4 !== 0) return null;
		const view = viewOf$1(bytes);
		return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true));
	},
	encode: (value) => {
		const bytes = new Uint8Array(value.length * 4);
		value.forEach((word, i) => {
			viewOf$1(bytes).setUint32(i * 4, word, true);
		});
		return bytes;
	}
});
const nested = {
	decode: (bytes) => {
		const inner = decodeAttributes(bytes);
		return inner.ok ? inner.value : null;
	},
	encode: encodeAttributes
};
function offsetOf(attributes, type) {
	const at = attributes.findLastIndex((attribute) => typeOf(attribute) === type);
	return encodeAttributes(attributes.slice(0, at)).length;
}
// adapters/linux/netlink/struct.ts
function struct(sizes) {
	const fields = Object.entries(sizes);
	const size = fields.reduce((sum, [, bytes]) => sum + bytes, 0);
	return {
		size,
		decode: (bytes) => {
			if (bytes.length < size) return fault$1("truncated", bytes.length);
			const view = viewOf$1(bytes);
			let offset = 0;
			const values = fields.map(([name, length]) => {
				offset += length;
				return [name, read$3(view, offset - length, length)];
			});
			return decoded$1(Object.fromEntries(values));
		},
		encode: (value) => {
			const bytes = new Uint8Array(size);
			const view = viewOf$1(bytes);
			let offset = 0;
			for (const [name, length] of fields) {
				write(view, offset, length, value[name] ?? 0);
				offset += length;
			}
			return bytes;
		}
	};
}
function read$3(view, offset, size) {
	if (size === 1) return view.getUint8(offset);
	return size === 2 ? view.getUint16(offset, true) : view.getUint32(offset, true);
}
function write(view, offset, size, value) {
	if (size === 1) view.setUint8(offset, value);
	else if (size === 2) view.setUint16(offset, value, true);
	else view.setUint32(offset, value, true);
}
// adapters/linux/netlink/nexthop.ts
const HEAD$5 = struct({
	length: 2,
	flags: 1,
	weight: 1,
	index: 4
});
const nextHops = {
	decode: decodeHops,
	encode: (hops) => concat(hops.map(encodeHop))
};
const via = {
	decode: (bytes) => {
		const family = bytes.length > 2 ? viewOf$1(bytes).getUint16(0, true) : 0;
		const expected = family === 2 ? 6 : family === 10 ? 18 : bytes.length;
		return family !== 0 && bytes.length === expected ? {
			family,
			address: bytes.subarray(2)
		} : null;
	},
	encode: ({ family, address }) => concat([Uint8Array.of(family & 255, family >> 8), address])
};
function decodeHops(bytes) {
	const hops = [];
	for (let offset = 0; offset < bytes.length;) {
		const head = HEAD$5.decode(bytes.subarray(offset));
		if (!head.ok) return null;
		const { length, ...rest } = head.value;
		if (length < HEAD$5.size || offset + length > bytes.length) return null;
		const attributes = decodeAttributes(bytes.subarray(offset + HEAD$5.size, offset + length));
		if (!attributes.ok) return null;
		hops.push({
			...rest,
			attributes: attributes.value
		});
		offset += aligned(length);
	}
	return hops;
}
function encodeHop({ attributes, ...head }) {
	const body = encodeAttributes(attributes);
	return concat([HEAD$5.encode({
		...head,
		length: HEAD$5.size + body.length
	}), body]);
}
// adapters/linux/netlink/fields.ts
const LINK_FIELDS = {
	mac: [1, raw],
	ifname: [3, text],
	mtu: [4, u32],
	lower: [5, u32],
	master: [10, u32],
	info: [32786, nested],
	downs: [48, u32]
};
const LINK_INFO_FIELDS = { kind: [1, text] };
const ADDRESS_FIELDS$1 = {
	address: [1, ip],
	local: [2, ip],
	broadcast: [4, ip],
	cache: [6, words(2)],
	flags: [8, u32],
	protocol: [11, u8]
};
const ROUTE_FIELDS = {
	destination: [1, ip],
	from: [2, ip],
	oif: [4, u32],
	gateway: [5, ip],
	priority: [6, u32],
	source: [7, ip],
	metrics: [32776, nested],
	hops: [9, nextHops],
	cache: [12, words(3)],
	table: [15, u32],
	via: [18, via],
	preference: [20, u8],
	expires: [23, u32]
};
const METRIC_FIELDS = { mtu: [2, u32] };
const RULE_FIELDS = {
	to: [1, ip],
	from: [2, ip],
	iif: [3, text],
	goto: [4, u32],
	priority: [6, u32],
	mark: [10, u32],
	table: [15, u32],
	mask: [16, u32],
	oif: [17, text],
	protocol: [21, u8]
};
const NEIGHBOUR_FIELDS = {
	address: [1, ip],
	mac: [2, raw],
	vlan: [5, u16]
};
const HEAD$4 = struct({
	length: 4,
	type: 2,
	flags: 2,
	sequence: 4,
	port: 4
});
function walkFrames(bytes) {
	const frames = [];
	for (let offset = 0; offset < bytes.length;) {
		const head = HEAD$4.decode(bytes.subarray(offset));
		if (!head.ok) return {
			frames,
			broken: fault$1("truncated", offset)
		};
		const { length, ...rest } = head.value;
		if (length < HEAD$4.size) return {
			frames,
			broken: fault$1("badLength", offset)
		};
		if (offset + length > bytes.length) return {
			frames,
			broken: fault$1("truncated", offset)
		};
		frames.push({
			...rest,
			payload: bytes.subarray(offset + HEAD$4.size, offset + length),
			offset
		});
		offset += aligned(length);
	}
	return {
		frames,
		broken: null
	};
}
function decodeFrames(bytes) {
	const { frames, broken } = walkFrames(bytes);
	return broken ?? decoded$1(frames.map(({ offset: _, ...frame }) => frame));
}
const encodeFrames = (frames) => concat(frames.map(encodeFrame));
function encodeFrame({ payload, ...head }) {
	const bytes = new Uint8Array(aligned(HEAD$4.size + payload.length));
	bytes.set(HEAD$4.encode({
		...head,
		length: HEAD$4.size + payload.length
	}));
	bytes.set(payload, HEAD$4.size);
	return bytes;
}
// adapters/linux/netlink/control.ts
const NLM_F_CAPPED = 256;
const NLM_F_ACK_TLVS = 512;
const REQUEST_HEAD$1 = 16;
function decodeControl(type, flags, body) {
	if (type === 2) return decodeError(flags, body);
	if (type === 3) return decodeDone(body);
	return decoded$1(type === 1 ? {
		kind: "noop",
		body
	} : {
		kind: "other",
		type,
		body
	});
}
function encodeControl(control) {
	switch (control.kind) {
		case "error": return {
			type: 2,
			payload: concat([
				signed(-control.errno),
				control.request,
				encodeAttributes(control.attributes)
			])
		};
		case "done": return {
			type: 3,
			payload: concat([signed(-control.errno), encodeAttributes(control.attributes)])
		};
		case "noop": return {
			type: 1,
			payload: control.body
		};
		case "other": return {
			type: control.type,
			payload: control.body
		};
		default: return control;
	}
}
function decodeError(flags, body) {
	if (body.length < 20) return fault$1("truncated", body.length);
	const view = viewOf$1(body);
	const length = (flags & NLM_F_CAPPED) !== 0 ? REQUEST_HEAD$1 : view.getUint32(4, true);
	if (length < REQUEST_HEAD$1) return fault$1("badLength", 4);
	if (length > body.length) return fault$1("truncated", 4);
	const end = (flags & NLM_F_ACK_TLVS) !== 0 ? 4 + aligned(length) : body.length;
	if (end > body.length) return fault$1("truncated", 4);
	const attributes = decodeAttributes(body.subarray(end));
	if (!attributes.ok) return shifted(attributes, end);
	return decoded$1({
		kind: "error",
		errno: errnoOf(view),
		request: body.subarray(4, end),
		attributes: attributes.value
	});
}
function decodeDone(body) {
	if (body.length < 4) return fault$1("truncated", body.length);
	const attributes = decodeAttributes(body.subarray(4));
	if (!attributes.ok) return shifted(attributes, 4);
	return decoded$1({
		kind: "done",
		errno: errnoOf(viewOf$1(body)),
		attributes: attributes.value
	});
}
const errnoOf = (view) => 0 - view.getInt32(0, true);
function signed(value) {
	const bytes = new Uint8Array(4);
	viewOf$1(bytes).setInt32(0, value, true);
	return bytes;
}
// adapters/linux/netlink/message.ts
const HEADS = {
	link: struct({
		family: 1,
		pad: 1,
		hardware: 2,
		index: 4,
		flags: 4,
		change: 4
	}),
	address: struct({
		family: 1,
		prefixLength: 1,
		flags: 1,
		scope: 1,
		index: 4
	}),
	route: struct({
		family: 1,
		destinationLength: 1,
		sourceLength: 1,
		tos: 1,
		table: 1,
		protocol: 1,
		scope: 1,
		kind: 1,
		flags: 4
	}),
	rule: struct({
		family: 1,
		destinationLength: 1,
		sourceLength: 1,
		tos: 1,
		table: 1,
		res1: 1,
		res2: 1,
		action: 1,
		flags: 4
	}),
	neighbour: struct({
		family: 1,
		pad1: 1,
		pad2: 2,
		index: 4,
		state: 2,
		flags: 1,
		kind: 1
	})
};
const FIRST_TYPE = {
	link: 16,
	address: 20,
	route: 24,
	neighbour: 28,
	rule: 32
};
const VERBS = [
	"new",
	"delete",
	"get"
];
const KINDS$1 = new Map([
	"link",
	"address",
	"route",
	"neighbour",
	"rule"
].flatMap((kind) => VERBS.map((verb, i) => [FIRST_TYPE[kind] + i, [kind, verb]])));
function decodeMessage(frame) {
	const known = KINDS$1.get(frame.type);
	const { payload, type, flags, sequence, port } = frame;
	const envelope = {
		flags,
		sequence,
		port
	};
	if (known === void 0) {
		const control = decodeControl(type, frame.flags, payload);
		return control.ok ? decoded$1({
			...envelope,
			...control.value
		}) : control;
	}
	const [kind, verb] = known;
	switch (kind) {
		case "link": return decodeObject(kind, verb, HEADS.link, envelope, payload);
		case "address": return decodeObject(kind, verb, HEADS.address, envelope, payload);
		case "route": return decodeObject(kind, verb, HEADS.route, envelope, payload);
		case "rule": return decodeObject(kind, verb, HEADS.rule, envelope, payload);
		case "neighbour": return decodeObject(kind, verb, HEADS.neighbour, envelope, payload);
		default: return kind;
	}
}
function encodeMessage(message) {
	const { flags, sequence, port } = message;
	const envelope = {
		flags,
		sequence,
		port
	};
	switch (message.kind) {
		case "error":
		case "done":
		case "noop":
		case "other": return {
			...envelope,
			...encodeControl(message)
		};
		case "link": return {
			...envelope,
			...encodeObject(message, HEADS.link.encode(message.head))
		};
		case "address": return {
			...envelope,
			...encodeObject(message, HEADS.address.encode(message.head))
		};
		case "route": return {
			...envelope,
			...encodeObject(message, HEADS.route.encode(message.head))
		};
		case "rule": return {
			...envelope,
			...encodeObject(message, HEADS.rule.encode(message.head))
		};
		case "neighbour": return {
			...envelope,
			...encodeObject(message, HEADS.neighbour.encode(message.head))
		};
		default: return message;
	}
}
function decodeObject(kind, verb, codec, envelope, payload) {
	const head = codec.decode(payload);
	if (!head.ok) return fault$1("truncated", payload.length);
	const attributes = decodeAttributes(payload.subarray(codec.size));
	if (!attributes.ok) return shifted(attributes, codec.size);
	return decoded$1({
		...envelope,
		kind,
		verb,
		head: head.value,
		attributes: attributes.value
	});
}
const encodeObject = (message, head) => ({
	type: FIRST_TYPE[message.kind] + VERBS.indexOf(message.verb),
	payload: concat([head, encodeAttributes(message.attributes)])
});
// adapters/linux/netlink/requests.ts
const FLAGS$1 = {
	add: 1536,
	replace: 1280,
	delete: 0
};
const dumpRequest = (kind, family, sequence) => frame({
	type: FIRST_TYPE[kind] + 2,
	flags: 769,
	sequence,
	port: 0,
	payload: HEADS[kind].encode({ family })
});
const linkRequest = (index, sequence) => frame({
	type: FIRST_TYPE.link + 2,
	flags: 1,
	sequence,
	port: 0,
	payload: HEADS.link.encode({ index })
});
function routeRequest(change, { family, fields, mtu, ...head }, sequence) {
	const metrics = mtu === void 0 ? {} : { metrics: writeFields(METRIC_FIELDS, { mtu }) };
	return frame(encodeMessage({
		kind: "route",
		verb: change === "delete" ? "delete" : "new",
		flags: 5 | FLAGS$1[change],
		sequence,
		port: 0,
		head: {
			family,
			flags: 0,
			...head,
			sourceLength: 0,
			tos: 0,
			table: compatible(fields.table)
		},
		attributes: writeFields(ROUTE_FIELDS, {
			...fields,
			...metrics
		})
	}));
}
function ruleRequest(change, { family, fields, others = [], ...head }, sequence) {
	return frame(encodeMessage({
		kind: "rule",
		verb: change === "delete" ? "delete" : "new",
		flags: 5 | FLAGS$1[change],
		sequence,
		port: 0,
		head: {
			family,
			tos: 0,
			flags: 0,
			...head,
			table: compatible(fields.table),
			res1: 0,
			res2: 0
		},
		attributes: [...writeFields(RULE_FIELDS, fields), ...others]
	}));
}
function addressRequest(change, { fields, ...head }, sequence) {
	return frame(encodeMessage({
		kind: "address",
		verb: change === "delete" ? "delete" : "new",
		flags: 5 | FLAGS$1[change],
		sequence,
		port: 0,
		head: {
			...head,
			flags: 0
		},
		attributes: writeFields(ADDRESS_FIELDS$1, fields)
	}));
}
const compatible = (table = 0) => table < 256 ? table : 252;
const frame = (one) => encodeFrames([one]);
// adapters/linux/apply/echoes.ts
const KNOWN_MAX = 4096;
function createEchoes() {
	const commands = new Map();
	const addresses = new Map();
	let sequence = 0;
	return {
		expect: (command) => {
			sequence = sequence + 1 >>> 0;
			commands.set(sequence, command);
			const [oldest] = commands.keys();
			if (commands.size > KNOWN_MAX && oldest !== void 0) commands.delete(oldest);
			return sequence;
		},
		expectAddress: ({ type, id, address }, index) => {
			addresses.set(keyOf$2(type === "address.delete" ? "delete" : "new", index, address.address), id);
		},
		of: (message, port) => {
			if (port !== 0 && message.port === port) return commands.get(message.sequence);
			return message.port === 0 && message.kind === "address" ? take$2(addresses, keyOfMessage(message)) : void 0;
		},
		settle: () => addresses.clear()
	};
}
function answeredByLast(facts) {
	const last = new Map(facts.map((fact, i) => [fact.for, i]));
	return facts.map((fact, i) => {
		if (fact.for === void 0 || last.get(fact.for) === i) return fact;
		const { for: _, ...before } = fact;
		return before;
	});
}
const keyOf$2 = (verb, index, address) => `${verb} ${index} ${address}`;
function keyOfMessage({ verb, head, attributes }) {
	const read = readFields(ADDRESS_FIELDS$1, attributes);
	const bytes = read.ok ? read.value.local ?? read.value.address : void 0;
	return bytes === void 0 ? "" : keyOf$2(verb, head.index, formatAddress(bytes));
}
function take$2(from, key) {
	const value = from.get(key);
	from.delete(key);
	return value;
}
// adapters/linux/apply/outcome.ts
const ALREADY = {
	"rule.add": new Set(["EEXIST"]),
	"rule.delete": new Set(["ENOENT"]),
	"route.replace": new Set(["EEXIST"]),
	"route.delete": new Set(["ESRCH", "ENODEV"]),
	"address.replace": new Set(["EEXIST"]),
	"address.delete": new Set(["EADDRNOTAVAIL", "ENODEV"])
};
const [CODE_MAX, PROBLEM_MAX] = [64, 256];
const isAlready = (command, { code }) => ALREADY[command.type].has(code);
const done = (command) => answer(command.id, "command.done", {
	command: command.type,
	target: command.target
});
const failed = (command, { code, problem }) => answer(command.id, "command.failed", {
	command: command.type,
	target: command.target,
	code: code.slice(0, CODE_MAX),
	problem: problem.toWellFormed().slice(0, PROBLEM_MAX)
});
// adapters/linux/apply/requester.ts
const TRIES$1 = 3;
const FOR_A_MOMENT = new Set([
	"ENOBUFS",
	"EAGAIN",
	"ENOMEM"
]);
const ACK_FIELDS = { message: [1, text] };
function createRequester() {
	let socket = null;
	const open = () => {
		if (socket !== null) return socket;
		const got = openNetlink({ groups: [] });
		if (!got.ok) return got;
		socket = got.value;
		return got.value;
	};
	const close = () => {
		socket?.close();
		socket = null;
	};
	const once = (request, sequence) => {
		const own = open();
		if ("ok" in own) return refusal$1(own);
		const sent = own.send(request);
		if (!sent.ok) return refusal$1(sent);
		const { datagrams, fault } = own.receive();
		for (const datagram of datagrams) {
			const said = acknowledgement(datagram, sequence);
			if (said !== void 0) return said;
		}
		close();
		return fault === null ? {
			code: "ERR_NO_ACK",
			problem: "the kernel did not answer"
		} : refusal$1(fault);
	};
	return {
		get port() {
			return socket?.port ?? 0;
		},
		ask: (request, sequence) => {
			let refused = once(request, sequence);
			for (let tries = 1; refused !== null && FOR_A_MOMENT.has(refused.code) && tries < TRIES$1; tries += 1) refused = once(request, sequence);
			return refused;
		},
		close
	};
}
function acknowledgement(datagram, sequence) {
	const frames = decodeFrames(datagram);
	for (const frame of frames.ok ? frames.value : []) {
		const message = frame.sequence === sequence ? decodeMessage(frame) : null;
		if (message?.ok && message.value.kind === "error") return verdict(message.value);
	}
}
function verdict({ errno, attributes }) {
	if (errno === 0) return null;
	const code = refused("rtnetlink", errno).name;
	const said = readFields(ACK_FIELDS, attributes);
	return {
		code,
		problem: said.ok && said.value.message || `the kernel says ${code}`
	};
}
const refusal$1 = (fault) => ({
	code: fault.name,
	problem: describeFault(fault)
});
// adapters/linux/apply/sysctl.ts
const SYSCTL_KEYS = {
	4: [
		"arp_ignore",
		"arp_announce",
		"rp_filter",
		"ignore_routes_with_linkdown",
		"promote_secondaries"
	],
	6: [
		"accept_ra",
		"accept_ra_defrtr",
		"accept_ra_rt_info_max_plen",
		"ignore_routes_with_linkdown",
		"use_oif_addrs_only"
	]
};
const PROC = "/proc/sys/net";
const KEY = /^[a-z0-9_]{1,64}$/;
const VALUE = /^[ -~]{1,64}$/;
const PATH_WORDS = new Set([".", ".."]);
function readSysctls(ifname) {
	return [4, 6].flatMap((family) => SYSCTL_KEYS[family].flatMap((key) => {
		const value = read$2(family, ifname, key);
		return value === null ? [] : [world("sysctl.read", {
			family,
			ifname,
			key,
			value
		})];
	}));
}
function setSysctl(command) {
	const { sysctl } = command;
	const refused = writeSysctl(sysctl);
	const ifname = IfName.safeParse(sysctl.ifname);
	if (refused !== null || !ifname.success) return failed(command, refused ?? NO_SUCH);
	const { family, key } = sysctl;
	const value = read$2(family, ifname.data, key) ?? sysctl.value;
	if (value !== sysctl.value) return failed(command, {
		code: "ERR_NOT_KEPT",
		problem: `it reads ${value} after ${sysctl.value} was written`
	});
	return answer(command.id, "sysctl.read", {
		family,
		ifname: ifname.data,
		key,
		value
	});
}
function writeSysctl({ family, ifname, key, value }) {
	if (!IfName.safeParse(ifname).success || PATH_WORDS.has(ifname) || !KEY.test(key) || !VALUE.test(value)) return NO_SUCH;
	const file = fileOf(family, ifname, key);
	try {
		writeFileSync(file, value, { flag: "r+" });
		return null;
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "ERR_NO_SYSCTL";
		return {
			code: code === "ENOENT" ? "ERR_NO_SYSCTL" : code,
			problem: `${file}: ${code}`
		};
	}
}
const NO_SUCH = {
	code: "ERR_NO_SYSCTL",
	problem: "not the name and value of a setting under /proc/sys/net"
};
const fileOf = (family, ifname, key) => join(PROC, `ipv${family}`, "conf", ifname, key);
function read$2(family, ifname, key) {
	try {
		return readFileSync(fileOf(family, ifname, key), "utf8").trim().slice(0, 64);
	} catch {
		return null;
	}
}
// adapters/linux/apply/wire.ts
const [LOOKUP, RULE_UNREACHABLE] = [1, 7];
const [UNICAST, ROUTE_UNREACHABLE] = [1, 7];
const [UNIVERSE, LINK, NOWHERE] = [
	0,
	253,
	255
];
const ONLINK = 4;
const FIB_RULE_INVERT$1 = 2;
const IFA_F_NOPREFIXROUTE = 512;
const FOR_EVER$1 = 4294967295;
function wordOf(command, index, sequence) {
	switch (command.type) {
		case "rule.add":
		case "rule.delete": return ruleWord(command, sequence);
		case "route.replace": return routeWord(command.route, command.expires, index, sequence);
		case "route.delete": return routeWord(command.route, "delete", index, sequence);
		case "address.replace":
		case "address.delete": return addressWord(command, index, sequence);
		default: return command;
	}
}
const ifnameOf = (command) => "route" in command ? command.route.ifname : "address" in command ? command.address.ifname : null;
function ruleWord({ type, rule }, sequence) {
	const { tos, not, ...others } = rule.other;
	const selectors = attributesOf(others);
	const ends = [endOf(rule.from), endOf(rule.to)];
	if (selectors === null || ends.includes(null)) return unsayable("rule", rule);
	const [from, to] = [ends[0]?.bytes, ends[1]?.bytes];
	const fields = {
		...from ? { from } : {},
		...to ? { to } : {},
		...given("iif", rule.iif),
		...given("oif", rule.oif),
		...given("mark", rule.mark),
		...given("mask", rule.mask),
		...given("table", rule.table),
		priority: rule.priority,
		protocol: 109
	};
	const head = {
		family: wireFamily(rule.family),
		action: rule.action === "lookup" ? LOOKUP : RULE_UNREACHABLE,
		sourceLength: ends[0]?.length ?? 0,
		destinationLength: ends[1]?.length ?? 0,
		...tos === void 0 ? {} : { tos: Number.parseInt(tos, 16) },
		...not === void 0 ? {} : { flags: FIB_RULE_INVERT$1 }
	};
	return said(ruleRequest(type === "rule.add" ? "add" : "delete", {
		...head,
		fields,
		others: selectors
	}, sequence));
}
function routeWord(route, expires, index, sequence) {
	const destination = endOf(route.destination);
	const gateway = route.gateway === null ? void 0 : addressBytes(route.gateway);
	const source = route.source === null ? void 0 : addressBytes(route.source);
	if (!destination || gateway === null || source === null) return unsayable("route", route);
	const family = familyOf(route.destination);
	const isGone = expires === "delete";
	const fields = {
		...destination.length === 0 ? {} : { destination: destination.bytes },
		...index === 0 ? {} : { oif: index },
		...gateway === void 0 ? {} : gatewayOf$1(gateway, destination.bytes),
		...source === void 0 || isGone ? {} : { source },
		...expires === null || isGone || family === 4 ? {} : { expires: wholeSeconds(expires) },
		priority: route.metric,
		table: route.table
	};
	const isOnlink = family === 4 && route.gateway !== null && !isGone;
	const request = {
		family: wireFamily(family),
		destinationLength: destination.length,
		kind: route.kind === "unicast" ? UNICAST : ROUTE_UNREACHABLE,
		protocol: 109,
		scope: isGone ? NOWHERE : route.kind === "unicast" && route.gateway === null ? LINK : UNIVERSE,
		flags: isOnlink ? ONLINK : 0,
		fields,
		...route.mtu === null || isGone ? {} : { mtu: route.mtu }
	};
	return said(routeRequest(isGone ? "delete" : "replace", request, sequence));
}
const gatewayOf$1 = (gateway, destination) => gateway.length === destination.length ? { gateway } : { via: {
	family: gateway.length === 4 ? 2 : 10,
	address: gateway
} };
function addressWord(command, index, sequence) {
	const { address, prefixLength: length } = command.address;
	const bytes = addressBytes(address);
	if (bytes === null || length < 0 || length > bytes.length * 8) return unsayable("address", command.address);
	const isGone = command.type === "address.delete";
	const isV4 = bytes.length === 4;
	const fields = {
		local: bytes,
		address: bytes,
		...isV4 && length < 31 && !isGone ? { broadcast: broadcastOf(bytes, length) } : {},
		...isGone ? {} : {
			cache: cacheOf(command.valid, command.preferred),
			flags: IFA_F_NOPREFIXROUTE
		},
		protocol: 109
	};
	const scope = isV4 && reachOf(address) === "linkLocal" ? LINK : UNIVERSE;
	const head = {
		family: wireFamily(isV4 ? 4 : 6),
		prefixLength: length,
		scope,
		index
	};
	return said(addressRequest(isGone ? "delete" : "replace", {
		...head,
		fields
	}, sequence));
}
function cacheOf(valid, preferred) {
	const lives = valid === null ? FOR_EVER$1 : wholeSeconds(valid);
	const leads = preferred === null ? FOR_EVER$1 : Math.ceil(preferred / 1e3);
	return [
		Math.min(leads, lives),
		lives,
		0,
		0
	];
}
const wholeSeconds = (lifetime) => Math.min(4294967294, Math.max(1, Math.ceil(lifetime / 1e3)));
const broadcastOf = (bytes, length) => bytes.map((byte, i) => byte | 255 >> Math.max(0, Math.min(8, length - 8 * i)));
function attributesOf(selectors) {
	const all = Object.entries(selectors).toSorted(([a], [b]) => Number(a) - Number(b));
	const isSayable = ([code, hex]) => /^[1-9]\d{0,2}$/.test(code) && /^(?:[0-9a-f]{2})+$/.test(hex) && hex.length <= 128;
	return all.every(isSayable) ? all.map(([code, hex]) => ({
		code: Number(code),
		value: Uint8Array.from(Buffer.from(hex, "hex"))
	})) : null;
}
function endOf(prefix) {
	if (prefix === null) return void 0;
	const bytes = addressBytes(prefix.split("/", 1)[0] ?? "");
	const length = prefixLength(prefix);
	return bytes !== null && length >= 0 && length <= bytes.length * 8 ? {
		bytes,
		length
	} : null;
}
const wireFamily = (family) => family === 4 ? 2 : 10;
const given = (name, value) => value === null ? {} : { [name]: value };
const said = (request) => ({
	ok: true,
	request
});
const unsayable = (what, spec) => ({
	ok: false,
	problem: `no such ${what} can be: ${JSON.stringify(spec)}`
});
// adapters/linux/apply/carrier.ts
const CARRIES = [
	"rule",
	"route",
	"address",
	"sysctl",
	"guard"
];
function misunderstood(command, facts) {
	if (command.type !== "rule.add") return [];
	const told = facts.flatMap((fact) => fact.type === "rule.added" && fact.for === command.id ? [ruleKey(fact)] : []);
	const [other] = told.includes(ruleKey(command.rule)) ? [] : told;
	return other === void 0 ? [] : [failed(command, {
		code: "ERR_OTHER_RULE",
		problem: `the kernel made it ${other}`
	})];
}
function createCarrier({ indexOf, guard }) {
	const requester = createRequester();
	const echoes = createEchoes();
	const change = (command) => {
		const ifname = ifnameOf(command);
		const index = ifname === null ? 0 : indexOf(ifname);
		if (index === null) {
			const gone = {
				code: "ENODEV",
				problem: `there is no interface ${ifname}`
			};
			return isAlready(command, gone) ? done(command) : failed(command, gone);
		}
		const sequence = echoes.expect(command.id);
		const worded = wordOf(command, index, sequence);
		if (!worded.ok) return failed(command, {
			code: "ERR_BAD_COMMAND",
			problem: worded.problem
		});
		if (command.type === "address.replace" || command.type === "address.delete") echoes.expectAddress(command, index);
		const refused = requester.ask(worded.request, sequence);
		if (refused === null) return null;
		return isAlready(command, refused) ? done(command) : failed(command, refused);
	};
	return {
		carry: (commands, hear) => {
			const answers = [];
			const changed = [];
			for (const command of commands) switch (command.type) {
				case "rule.add":
				case "rule.delete":
				case "route.replace":
				case "route.delete":
				case "address.replace":
				case "address.delete": {
					const answered = change(command);
					if (answered === null) changed.push(command);
					else answers.push(answered);
					break;
				}
				case "sysctl.set":
					answers.push(setSysctl(command));
					break;
				case "guard.set":
					guard.set(command);
					break;
				default: answers.push(failed(command, {
					code: "ERR_NOT_CARRIED",
					problem: "not a command for the kernel"
				}));
			}
			const facts = hear();
			echoes.settle();
			const told = new Set(facts.map((fact) => fact.for));
			const untold = changed.filter(({ id }) => !told.has(id)).map(done);
			return [
				...facts,
				...answers,
				...untold,
				...changed.flatMap((command) => misunderstood(command, facts))
			];
		},
		commandOf: (message) => echoes.of(message, requester.port),
		close: requester.close
	};
}
// adapters/linux/apply/guardText.ts
const TABLE = "inet multihome";
const PLAIN_NAME = /^[A-Za-z0-9_.:@+-]{1,15}$/;
const isPlainName = (ifname) => PLAIN_NAME.test(ifname);
const CHAINS = `
  chain input {
    type filter hook input priority 10; policy accept;
    iifname @guarded fib daddr . iif type != { local, broadcast, multicast, anycast } counter drop
  }
  chain output {
    type filter hook output priority 10; policy accept;
    oifname @guarded ip saddr 0.0.0.0 ip daddr != { 224.0.0.0/24, 255.255.255.255 } counter drop
    oifname @guarded ip saddr != 0.0.0.0 fib saddr . oif type != local counter drop
    oifname @guarded ip6 saddr != :: fib saddr . oif type != local counter drop
  }`;
const RULES = 4;
function guardScript(interfaces) {
	const away = `table ${TABLE}\ndelete table ${TABLE}\n`;
	if (interfaces.length === 0) return away;
	const elements = interfaces.map((ifname) => `"${ifname}"`).join(", ");
	return `${away}table ${TABLE} {\n  set guarded { type ifname; elements = { ${elements} } }${CHAINS}\n}\n`;
}
const Listing = object({ nftables: array(looseObject({
	set: looseObject({
		name: Text,
		elem: array(unknown()).default([])
	}).optional(),
	rule: looseObject({ chain: Text }).optional()
})) });
function guardedBy(json) {
	const listing = Listing.safeParse(parsed(json));
	if (!listing.success) return null;
	const { nftables } = listing.data;
	const names = nftables.flatMap(({ set }) => set?.name === "guarded" ? set.elem : []);
	return nftables.filter(({ rule }) => rule !== void 0).length === RULES ? names.filter((name) => typeof name === "string").toSorted() : [];
}
function parsed(json) {
	try {
		return JSON.parse(json);
	} catch {
		return null;
	}
}
// adapters/linux/apply/guardEvents.ts
const NFNL_SUBSYS_NFTABLES = 10;
const NEW_GENERATION = 15;
const HEAD$3 = 4;
const NAMES_TABLE = 1;
const NFPROTO_INET = 1;
const NAME$2 = TABLE.split(" ").at(-1);
function isOfGuard({ type, payload }) {
	if (type >> 8 !== NFNL_SUBSYS_NFTABLES || (type & 255) === NEW_GENERATION || payload[0] !== NFPROTO_INET) return false;
	const attributes = decodeAttributes(payload.subarray(HEAD$3));
	const named = attributes.ok ? attributes.value.find((attribute) => typeOf(attribute) === NAMES_TABLE) : void 0;
	return named !== void 0 && new TextDecoder().decode(named.value).replace(/\0$/, "") === NAME$2;
}
// adapters/linux/apply/guardWatch.ts
const GROUP = 7;
const [SOON, EVERY$1] = [10, 250];
const AGAIN = 5e3;
function watchGuard({ onChange, notice }) {
	let socket = null;
	let [looking, opening] = [void 0, void 0];
	let last = Number.NEGATIVE_INFINITY;
	const look = () => {
		looking = void 0;
		last = performance.now();
		onChange();
	};
	const changed = () => {
		looking ??= setTimeout(look, Math.max(SOON, last + EVERY$1 - performance.now()));
	};
	const hear = (own) => {
		const { datagrams, overran, fault } = own.receive();
		if (overran || datagrams.some((datagram) => walkFrames(datagram).frames.some(isOfGuard))) changed();
		if (fault === null) return;
		notice(`nftables ${describeFault(fault)}; opening it again`);
		own.close();
		socket = null;
		opening = setTimeout(open, AGAIN);
	};
	const open = () => {
		const got = openNetlink({
			groups: [GROUP],
			protocol: 12
		});
		if (!got.ok) return notice(`nftables ${describeFault(got)}: who changes its table is not noticed`);
		const own = got.value;
		socket = own;
		own.watch(() => hear(own));
		if (opening !== void 0) changed();
	};
	open();
	return { close: () => {
		clearTimeout(looking);
		clearTimeout(opening);
		socket?.close();
		socket = null;
	} };
}
// adapters/linux/apply/guard.ts
const GUARDED_MAX = 256;
function createGuard({ nft = "nft", tell }) {
	let waiting = null;
	let [isBusy, isClosed, isDoubtful] = [
		false,
		false,
		false
	];
	let known = "";
	let events = null;
	const heard = (fact) => {
		if (fact.type === "guard.found") known = fact.interfaces.join();
		return fact;
	};
	const look = async () => {
		const before = known;
		const fact = await found(nft);
		if (fact !== null && !isClosed && heard(fact) && known !== before) tell(fact);
	};
	const work = async () => {
		isBusy = true;
		while (!isClosed && (waiting !== null || isDoubtful)) {
			const command = waiting;
			waiting = null;
			if (command === null) {
				isDoubtful = false;
				await look();
			} else {
				const fact = await set(nft, command);
				if (!isClosed) tell(heard(fact));
			}
		}
		isBusy = false;
	};
	return {
		found: async () => {
			const fact = await found(nft);
			return fact && heard(fact);
		},
		watch: (notice) => {
			const onChange = () => {
				isDoubtful = true;
				if (!isBusy) work();
			};
			events ??= watchGuard({
				onChange,
				notice
			});
		},
		set: (command) => {
			waiting = command;
			if (!isBusy) work();
		},
		close: () => {
			isClosed = true;
			events?.close();
		}
	};
}
async function found(nft) {
	const ran = await runProgram(nft, [
		"-j",
		"list",
		"table",
		...TABLE.split(" ")
	]);
	if (ran.failure !== null) return null;
	const interfaces = ran.code === 0 ? guardedBy(ran.stdout) : isNoTable(ran) ? [] : null;
	return interfaces === null ? null : world("guard.found", { interfaces: named(interfaces) });
}
async function set(nft, command) {
	const interfaces = command.interfaces.toSorted();
	const odd = interfaces.find((ifname) => !isPlainName(ifname));
	if (odd !== void 0) return failed(command, {
		code: "ERR_BAD_NAME",
		problem: `nft cannot say the name ${JSON.stringify(odd)}`
	});
	const refused = refusal(await runProgram(nft, ["-f", "-"], guardScript(interfaces)));
	return refused === null ? answer(command.id, "guard.found", { interfaces: named(interfaces) }) : failed(command, refused);
}
const named = (interfaces) => interfaces.flatMap((ifname) => IfName.safeParse(ifname).data ?? []).slice(0, GUARDED_MAX);
const isNoTable = ({ stderr }) => stderr.includes("No such file or directory");
function refusal({ failure, code, stderr }) {
	if (failure === "ENOENT") return {
		code: "ERR_NO_PROGRAM",
		problem: "nft is not there: install nftables (Debian: apt install nftables)"
	};
	if (failure !== null) return {
		code: failure,
		problem: `nft: ${failure}`
	};
	if (code === 0) return null;
	const line = stderr.split("\n").find((text) => text.trim() !== "") ?? `nft ended with ${code}`;
	return {
		code: stderr.includes("Operation not permitted") ? "EPERM" : "ERR_NFT",
		problem: line
	};
}
// adapters/linux/reading/link.ts
const NO_LOOKUPS = {
	isWireless: () => false,
	deviceType: () => null
};
const AF_UNSPEC = 0;
const IFF_UP = 1;
const IFF_LOWER_UP = 65536;
const IFF_DORMANT = 131072;
const ARPHRD_ETHER = 1;
const ARPHRD_PPP = 512;
const ARPHRD_RAWIP = 519;
const ARPHRD_LOOPBACK = 772;
const KINDS = new Map([
	["bridge", "bridge"],
	["bond", "bond"],
	["team", "bond"],
	["vlan", "vlan"],
	["veth", "veth"],
	["wireguard", "wireguard"],
	["tun", "tun"],
	["ppp", "ppp"],
	["wwan", "cellular"],
	["rmnet", "cellular"]
]);
function readLink({ head, attributes, verb }) {
	if (head.family !== AF_UNSPEC) return decoded$1(null);
	const read = readFields(LINK_FIELDS, attributes);
	if (!read.ok) return read;
	const { ifname, mtu, mac, info, master, downs = 0 } = read.value;
	if (ifname === void 0 || mtu === void 0 && verb !== "delete") return decoded$1(null);
	const name = IfName.safeParse(ifname);
	const inner = readFields(LINK_INFO_FIELDS, info ?? []);
	if (!name.success || !inner.ok || head.index === 0) return fault$1("badValue", 0);
	return decoded$1({
		ifname: name.data,
		ifindex: head.index,
		hardware: head.hardware,
		info: inner.value.kind ?? null,
		mac: mac === void 0 ? null : formatMac(mac),
		mtu: mtu ?? 0,
		up: (head.flags & IFF_UP) !== 0,
		carrier: (head.flags & IFF_LOWER_UP) !== 0,
		dormant: (head.flags & IFF_DORMANT) !== 0,
		downs,
		master: master ?? null
	});
}
function kindOf({ info, hardware, ifname }, lookups) {
	const said = info === null ? void 0 : KINDS.get(info);
	if (said !== void 0) return said;
	if (hardware === ARPHRD_LOOPBACK) return "loopback";
	if (hardware === ARPHRD_PPP) return "ppp";
	if (hardware === ARPHRD_RAWIP || lookups.deviceType(ifname) === "wwan") return "cellular";
	if (lookups.isWireless(ifname)) return "wifi";
	return hardware === ARPHRD_ETHER && info === null ? "ethernet" : "other";
}
function formatMac(bytes) {
	if (bytes.length < 6 || bytes.length > 20 || bytes.every((byte) => byte === 0)) return null;
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(":");
}
// adapters/linux/links.ts
function createLinks(lookups) {
	const held = new Map();
	let unseen = new Set();
	const nameOf = (index) => held.get(index)?.link.ifname ?? null;
	const put = (kernel) => {
		const before = held.get(kernel.ifindex)?.link;
		unseen.delete(kernel.ifindex);
		const link = linkOf(kernel, before?.kind ?? kindOf(kernel, lookups), kernel.master === null ? null : nameOf(kernel.master));
		held.set(kernel.ifindex, {
			kernel,
			link
		});
		return [...change(before, link), ...before === void 0 ? ports(kernel.ifindex) : []];
	};
	const ports = (master) => [...held.values()].filter(({ kernel }) => kernel.master === master && kernel.ifindex !== master).flatMap(({ kernel }) => put(kernel));
	return {
		get size() {
			return held.size;
		},
		nameOf,
		indexOf: (ifname) => [...held.values()].find(({ link }) => link.ifname === ifname)?.link.ifindex ?? null,
		get: (index) => held.get(index)?.link,
		put,
		drop: (index) => {
			const before = held.get(index);
			unseen.delete(index);
			if (before === void 0) return [];
			held.delete(index);
			return [...ports(index), world("link.removed", { ifname: before.link.ifname })];
		},
		touch: (index) => unseen.delete(index),
		begin: () => {
			unseen = new Set(held.keys());
		},
		missing: () => [...unseen]
	};
}
function linkOf({ hardware: _, info: __, ...own }, kind, master) {
	return {
		...own,
		kind,
		master
	};
}
function change(before, link) {
	if (before === void 0) return [world("link.appeared", link)];
	if (isEqual(before, link)) return [];
	const { ifname, carrier, dormant, downs } = link;
	if (isEqual({
		...before,
		carrier,
		dormant,
		downs
	}, link)) return [world("link.carrierChanged", {
		ifname,
		carrier,
		dormant,
		downs
	})];
	return [world("link.changed", link)];
}
// adapters/linux/reading/entry.ts
const entry = (key, index, data, due = []) => ({
	key: key.join(" "),
	index,
	shape: JSON.stringify(data),
	due,
	data
});
const familyOfWire = (family) => family === 2 ? 4 : family === 10 ? 6 : null;
const bitsOf = (family) => family === 4 ? 32 : 128;
const SCOPES = new Map([
	[200, "site"],
	[253, "link"],
	[254, "host"],
	[255, "nowhere"]
]);
const scopeOf = (number) => SCOPES.get(number) ?? "global";
const ROUTE_KINDS = [
	"other",
	"unicast",
	"local",
	"broadcast",
	"anycast",
	"multicast",
	"blackhole",
	"unreachable",
	"prohibit",
	"throw"
];
const routeKindOf = (number) => ROUTE_KINDS[number] ?? "other";
const preferenceOf$1 = (number) => number === 1 ? "high" : number === 3 ? "low" : "medium";
const ADDRESS_FLAGS = [
	[64, "tentative"],
	[8, "dadFailed"],
	[4, "optimistic"],
	[32, "deprecated"],
	[128, "permanent"],
	[512, "noprefixroute"],
	[256, "managed"]
];
const addressFlagsOf = (bits, family) => [...ADDRESS_FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name), ...(bits & 1) === 0 ? [] : [family === 6 ? "temporary" : "secondary"]];
// adapters/linux/reading/address.ts
const FOR_EVER = 4294967295;
function readAddress({ head, attributes }, now) {
	const family = familyOfWire(head.family);
	if (family === null) return decoded$1(null);
	const read = readFields(ADDRESS_FIELDS$1, attributes);
	if (!read.ok) return read;
	const { address: far, local, cache, flags = head.flags, protocol = 0 } = read.value;
	const own = local ?? far;
	if (own === void 0 || own.length * 8 !== bitsOf(family) || head.prefixLength > bitsOf(family)) return fault$1("badValue", 0);
	const [address, other] = [formatAddress(own), far === void 0 ? null : formatAddress(far)];
	const data = {
		address,
		prefixLength: head.prefixLength,
		peer: other === address ? null : other,
		scope: scopeOf(head.scope),
		flags: addressFlagsOf(flags, family),
		protocol
	};
	const [preferred = FOR_EVER, valid = FOR_EVER] = cache ?? [];
	return decoded$1(entry([
		head.index,
		address,
		head.prefixLength
	], head.index, data, [moment(valid, now), moment(preferred, now)]));
}
const addressAdded = ({ data, due }, ifname, now) => world("address.added", {
	ifname,
	...data,
	valid: left(due[0], now),
	preferred: left(due[1], now)
});
const addressRemoved = ({ data: { address, prefixLength } }, ifname) => world("address.removed", {
	ifname,
	address,
	prefixLength
});
const moment = (lifetime, now) => lifetime === FOR_EVER ? null : now + seconds(lifetime);
const left = (due, now) => due === null || due === void 0 ? null : millis(Math.max(0, due - now));
// adapters/linux/reading/neighbour.ts
const KNOWN = 158;
const FAILED = 32;
const NOARP = 64;
const NTF_PROXY = 8;
const NTF_ROUTER = 128;
function readNeighbour({ head, attributes }) {
	const family = familyOfWire(head.family);
	if (family === null || (head.state & NOARP) !== 0 || (head.flags & NTF_PROXY) !== 0) return decoded$1(null);
	const read = readFields(NEIGHBOUR_FIELDS, attributes);
	if (!read.ok) return read;
	const { address: bytes, mac } = read.value;
	if (bytes === void 0 || bytes.length * 8 !== bitsOf(family)) return fault$1("badValue", 0);
	const address = formatAddress(bytes);
	if (reachOf(address) === "multicast") return decoded$1(null);
	const isKnown = (head.state & KNOWN) !== 0;
	const data = {
		address,
		mac: mac === void 0 || !isKnown ? null : formatMac(mac),
		state: isKnown ? "known" : "failed",
		router: (head.flags & NTF_ROUTER) !== 0
	};
	return decoded$1({
		...entry([head.index, address], head.index, data),
		asking: !isKnown && (head.state & FAILED) === 0
	});
}
const neighbourChanged = ({ data }, ifname) => world("neighbour.changed", {
	ifname,
	...data
});
const neighbourRemoved = ({ data: { address } }, ifname) => world("neighbour.removed", {
	ifname,
	address
});
// adapters/linux/reading/route.ts
const RT_TABLE_LOCAL = 255;
const RTM_F_CLONED = 512;
const RTNH_F_DEAD = 1;
const OWN = new Set([
	"local",
	"broadcast",
	"anycast",
	"multicast"
]);
const isAdvertised = ({ destination, protocol }) => destination.includes(":") && (protocol === 9 || protocol === 2);
function readRoute(message, now) {
	const { head, attributes } = message;
	const family = familyOfWire(head.family);
	if (family === null || (head.flags & RTM_F_CLONED) !== 0 || head.tos !== 0 || head.sourceLength !== 0) return decoded$1(null);
	const read = readFields(ROUTE_FIELDS, attributes);
	if (!read.ok) return read;
	const { table = head.table, priority: metric = 0, destination: given } = read.value;
	const kind = routeKindOf(head.kind);
	if (table === RT_TABLE_LOCAL || OWN.has(kind)) return decoded$1(null);
	const destination = given ?? new Uint8Array(bitsOf(family) / 8);
	if (destination.length * 8 !== bitsOf(family) || head.destinationLength > bitsOf(family)) return fault$1("badValue", 0);
	const common = commonOf(message, family, read.value);
	if ("problem" in common) return {
		ok: false,
		error: common.problem
	};
	const prefix = formatPrefix(destination, head.destinationLength);
	const due = [expiryOf(read.value, now)];
	const hops = [];
	for (const hop of hopsOf(read.value)) {
		const end = readFields(ROUTE_FIELDS, hop.attributes);
		if (!end.ok) return end;
		if ((hop.flags & RTNH_F_DEAD) !== 0 && message.verb === "new") continue;
		const gateway = gatewayOf(end.value);
		const data = {
			table,
			destination: prefix,
			metric,
			gateway,
			kind,
			...common.value
		};
		const index = hop.index === 0 ? null : hop.index;
		hops.push(entry([
			table,
			prefix,
			metric,
			gateway,
			index
		], index, data, due));
	}
	return decoded$1({
		family,
		group: groupOf$1({
			table,
			destination: prefix,
			metric
		}),
		hops
	});
}
const groupOf$1 = ({ table, destination, metric }) => `${table} ${destination} ${metric}`;
const routeAdded = ({ data, due }, ifname, now) => world("route.added", {
	...data,
	ifname,
	expires: left(due[0], now)
});
const routeRemoved = ({ data }, ifname) => {
	const { table, destination, metric, gateway } = data;
	return world("route.removed", {
		table,
		destination,
		metric,
		gateway,
		ifname
	});
};
function commonOf({ head }, family, fields) {
	const metrics = readFields(METRIC_FIELDS, fields.metrics ?? []);
	if (!metrics.ok) return { problem: metrics.error };
	return { value: {
		protocol: head.protocol,
		scope: scopeOf(head.scope),
		source: fields.source === void 0 ? null : formatAddress(fields.source),
		mtu: metrics.value.mtu || null,
		preference: family === 4 ? null : preferenceOf$1(fields.preference ?? 0)
	} };
}
function hopsOf({ hops, oif, gateway, via }) {
	if (hops !== void 0) return hops;
	const attributes = [...gateway === void 0 ? [] : [{
		code: ROUTE_FIELDS.gateway[0],
		value: gateway
	}], ...via === void 0 ? [] : [{
		code: ROUTE_FIELDS.via[0],
		value: ROUTE_FIELDS.via[1].encode(via)
	}]];
	return [{
		flags: 0,
		weight: 0,
		index: oif ?? 0,
		attributes
	}];
}
function gatewayOf({ gateway, via }) {
	if (gateway !== void 0) return formatAddress(gateway);
	return via !== void 0 && (via.address.length === 4 || via.address.length === 16) ? formatAddress(via.address) : null;
}
function expiryOf({ cache }, now) {
	const ticks = (cache?.[2] ?? 0) | 0;
	return ticks === 0 ? null : now + Math.max(0, ticks) * 10;
}
// adapters/linux/reading/rule.ts
const ACTIONS = new Map([
	[1, "lookup"],
	[2, "goto"],
	[3, "nop"],
	[6, "blackhole"],
	[7, "unreachable"],
	[8, "prohibit"]
]);
const FIB_RULE_INVERT = 2;
const FRA_GOTO = 4;
const READ = new Set(Object.values(RULE_FIELDS).map(([code]) => code));
READ.delete(FRA_GOTO);
const UNSET = [
	[13, "ffffffff"],
	[14, "ffffffff"],
	[18, null],
	[28, "ffff"],
	[29, "ffff"],
	[30, "3f"]
];
function readRule({ head, attributes }) {
	const family = familyOfWire(head.family);
	if (family === null) return decoded$1(null);
	const read = readFields(RULE_FIELDS, attributes);
	if (!read.ok) return read;
	const { from, to, iif = null, oif = null, priority = 0, mark = null, mask = null, table = head.table, protocol = 0 } = read.value;
	const selectors = [prefixOf$1(from, head.sourceLength, family), prefixOf$1(to, head.destinationLength, family)];
	if (selectors.includes(void 0)) return fault$1("badValue", 0);
	const action = ACTIONS.get(head.action) ?? "other";
	const data = {
		family,
		priority,
		action,
		table: action === "lookup" && table !== 0 ? table : null,
		from: selectors[0] ?? null,
		to: selectors[1] ?? null,
		iif: iif?.slice(0, 15) ?? null,
		oif: oif?.slice(0, 15) ?? null,
		mark,
		mask,
		protocol,
		other: othersOf(head.flags, head.tos, attributes)
	};
	return decoded$1(entry([JSON.stringify(data)], null, data));
}
const ruleAdded = ({ data }) => world("rule.added", data);
const ruleRemoved = ({ data }) => world("rule.removed", data);
function prefixOf$1(bytes, length, family) {
	if (length === 0) return null;
	return bytes !== void 0 && bytes.length * 8 === bitsOf(family) && length <= bitsOf(family) ? formatPrefix(bytes, length) : void 0;
}
function othersOf(flags, tos, attributes) {
	const others = attributes.map((attribute) => [typeOf(attribute), hexOf(attribute.value)]).filter(([type, hex]) => !READ.has(type) && !UNSET.some(([unset, value]) => unset === type && (value === null || value === hex))).toSorted(([a], [b]) => a - b);
	return {
		...Object.fromEntries(others),
		...(flags & FIB_RULE_INVERT) === 0 ? {} : { not: "01" },
		...tos === 0 ? {} : { tos: tos.toString(16).padStart(2, "0") }
	};
}
// adapters/linux/shelf.ts
const DRIFT$1 = 2e3;
const NONE$1 = new Set();
function createShelf(speech, nameOf) {
	const held = new Map();
	const groups = new Map();
	const crowds = new Map();
	let unseen = null;
	const isCrowd = ({ data }) => speech.isCrowd?.(data) === true;
	const crowd = ({ index }) => crowds.get(index) ?? 0;
	const added = (entry, now) => say(entry, (ifname) => speech.added(entry, ifname, now));
	const removed = (entry) => say(entry, (ifname) => speech.removed(entry, ifname));
	const say = (entry, speak) => {
		const ifname = entry.index === null ? null : nameOf(entry.index);
		const fact = entry.index !== null && ifname === null ? null : speak(ifname);
		return fact === null ? [] : [fact];
	};
	const drop = (key) => {
		const entry = held.get(key);
		unseen?.delete(key);
		if (entry === void 0) return [];
		held.delete(key);
		if (isCrowd(entry)) crowds.set(entry.index, crowd(entry) - 1);
		ungroup(entry);
		return removed(entry);
	};
	const group = ({ key, data }) => {
		const name = speech.groupOf?.(data);
		if (name === void 0) return;
		const keys = groups.get(name);
		if (keys === void 0) groups.set(name, new Set([key]));
		else keys.add(key);
	};
	const ungroup = ({ key, data }) => {
		const name = speech.groupOf?.(data);
		const keys = name === void 0 ? void 0 : groups.get(name);
		if (name === void 0 || keys === void 0) return;
		keys.delete(key);
		if (keys.size === 0) groups.delete(name);
	};
	const on = (index) => [...held.values()].filter((entry) => entry.index === index);
	return {
		get size() {
			return held.size;
		},
		put: (entry, now) => {
			const before = held.get(entry.key);
			unseen?.delete(entry.key);
			if (before?.shape === entry.shape && isNear$1(before.due, entry.due)) return [];
			if (before === void 0 && isCrowd(entry) && crowd(entry) >= 256) return [];
			held.set(entry.key, entry);
			if (before === void 0) {
				group(entry);
				if (isCrowd(entry)) crowds.set(entry.index, crowd(entry) + 1);
			}
			return [...speech.replaces && before !== void 0 && before.shape !== entry.shape ? removed(before) : [], ...added(entry, now)];
		},
		drop,
		touch: (key) => unseen?.delete(key),
		begin: () => {
			unseen = new Set(held.keys());
		},
		settle: () => {
			const gone = [...unseen ?? []];
			unseen = null;
			return gone.flatMap(drop);
		},
		tell: (index, now) => on(index).flatMap((entry) => added(entry, now)),
		retract: (index, forget) => on(index).flatMap((entry) => forget ? drop(entry.key) : removed(entry)).toReversed(),
		has: (key) => held.has(key),
		alike: (name) => groups.get(name) ?? NONE$1
	};
}
const isNear$1 = (a, b) => a.every((due, i) => {
	const other = b[i] ?? null;
	return due === null || other === null ? due === other : Math.abs(due - other) <= DRIFT$1;
});
// adapters/linux/mirror.ts
const DUMPS = [
	{
		kind: "link",
		family: 0
	},
	{
		kind: "address",
		family: 0
	},
	{
		kind: "route",
		family: 2
	},
	{
		kind: "route",
		family: 10
	},
	{
		kind: "rule",
		family: 2
	},
	{
		kind: "rule",
		family: 10
	},
	{
		kind: "neighbour",
		family: 0
	}
];
const ROUTES4 = {
	kind: "route",
	family: 2
};
const ROUTES6 = {
	kind: "route",
	family: 10
};
function createMirror(lookups = NO_LOOKUPS) {
	const links = createLinks(lookups);
	const { nameOf } = links;
	const onLink = { replaces: false };
	const addresses = createShelf({
		...onLink,
		added: (e, ifname, now) => ifname && addressAdded(e, ifname, now),
		removed: (e, ifname) => ifname && addressRemoved(e, ifname)
	}, nameOf);
	const neighbours = createShelf({
		...onLink,
		isCrowd: () => true,
		added: (e, ifname) => ifname && neighbourChanged(e, ifname),
		removed: (e, ifname) => ifname && neighbourRemoved(e, ifname)
	}, nameOf);
	const routeSpeech = {
		replaces: true,
		groupOf: groupOf$1,
		isCrowd: isAdvertised,
		added: routeAdded,
		removed: routeRemoved
	};
	const ruleSpeech = {
		replaces: true,
		added: ruleAdded,
		removed: ruleRemoved
	};
	const routes = {
		4: createShelf(routeSpeech, nameOf),
		6: createShelf(routeSpeech, nameOf)
	};
	const rules = {
		4: createShelf(ruleSpeech, nameOf),
		6: createShelf(ruleSpeech, nameOf)
	};
	const standing = [
		addresses,
		routes[4],
		routes[6],
		neighbours
	];
	let doubts = new Set();
	let questions = new Set();
	const shelfOf = ({ kind, family }) => {
		if (kind === "address") return addresses;
		if (kind === "neighbour") return neighbours;
		const of = family === 2 ? 4 : 6;
		return kind === "route" ? routes[of] : kind === "rule" ? rules[of] : null;
	};
	const retract = (index, forget) => standing.toReversed().flatMap((shelf) => shelf.retract(index, forget));
	const removeLink = (index) => [...retract(index, true), ...links.drop(index)];
	const takeLink = (message, now) => {
		const read = readLink(message);
		if (!read.ok) return read;
		const link = read.value;
		if (link === null) return decoded$1([]);
		if (message.verb === "delete") {
			doubts.add(ROUTES4);
			return decoded$1(removeLink(link.ifindex));
		}
		const before = links.get(link.ifindex);
		if (before !== void 0 && before.up !== link.up) doubts.add(ROUTES4).add(ROUTES6);
		if (before !== void 0 && before.carrier !== link.carrier && link.master !== null) questions.add(link.master);
		const isRenamed = before !== void 0 && before.ifname !== link.ifname;
		const gone = isRenamed ? [...retract(link.ifindex, false), ...links.drop(link.ifindex)] : [];
		const told = links.put(link);
		const isNew = before === void 0 || isRenamed;
		return decoded$1([
			...gone,
			...told,
			...isNew ? standing.flatMap((shelf) => shelf.tell(link.ifindex, now)) : []
		]);
	};
	const takeAddress = (message, now) => {
		const read = readAddress(message, now);
		if (!read.ok || read.value === null) return read.ok ? decoded$1([]) : read;
		if (message.verb !== "delete") return decoded$1(addresses.put(read.value, now));
		doubts.add(ROUTES4);
		return decoded$1(addresses.drop(read.value.key));
	};
	const takeRoute = (message, now) => {
		const read = readRoute(message, now);
		if (!read.ok || read.value === null) return read.ok ? decoded$1([]) : read;
		const { family, hops } = read.value;
		const shelf = routes[family];
		if (message.verb === "delete") return decoded$1(hops.flatMap((hop) => shelf.drop(hop.key)));
		const replaced = (message.flags & 256) !== 0 ? replacedBy(read.value) : [];
		return decoded$1([...replaced, ...hops.flatMap((hop) => shelf.put(hop, now))]);
	};
	const replacedBy = ({ family, group, hops }) => {
		const shelf = routes[family];
		const others = [...shelf.alike(group)].filter((key) => !hops.some((hop) => hop.key === key));
		const [only] = others;
		if (only === void 0) return [];
		if (others.length === 1 && !hops.some((hop) => shelf.has(hop.key))) return shelf.drop(only);
		doubts.add(family === 4 ? ROUTES4 : ROUTES6);
		return [];
	};
	const takeRule = (message, now) => {
		const read = readRule(message);
		if (!read.ok || read.value === null) return read.ok ? decoded$1([]) : read;
		const shelf = rules[read.value.data.family];
		return decoded$1(message.verb === "delete" ? shelf.drop(read.value.key) : shelf.put(read.value, now));
	};
	const takeNeighbour = (message, now) => {
		const read = readNeighbour(message);
		if (!read.ok || read.value === null) return read.ok ? decoded$1([]) : read;
		if (message.verb === "delete") return decoded$1(neighbours.drop(read.value.key));
		if (!read.value.asking) return decoded$1(neighbours.put(read.value, now));
		neighbours.touch(read.value.key);
		return decoded$1([]);
	};
	return {
		take: (message, now) => {
			if (message.verb === "get") return decoded$1([]);
			switch (message.kind) {
				case "link": return takeLink(message, now);
				case "address": return takeAddress(message, now);
				case "route": return takeRoute(message, now);
				case "rule": return takeRule(message, now);
				case "neighbour": return takeNeighbour(message, now);
				default: return message;
			}
		},
		begin: (dump) => dump.kind === "link" ? links.begin() : shelfOf(dump)?.begin(),
		settle: (dump) => dump.kind === "link" ? links.missing().flatMap(removeLink) : shelfOf(dump)?.settle() ?? [],
		doubts: () => {
			const all = [...doubts];
			doubts = new Set();
			return all;
		},
		questions: () => {
			const all = [...questions];
			questions = new Set();
			return all;
		},
		indexOf: links.indexOf,
		counts: () => ({
			links: links.size,
			addresses: addresses.size,
			routes: routes[4].size + routes[6].size,
			rules: rules[4].size + rules[6].size
		})
	};
}
// adapters/linux/conversation.ts
const TRIES = 5;
function converse({ mirror, send, notice, commandOf = () => void 0 }) {
	let waiting = [];
	let asked = null;
	let isWhole = false;
	let hasAsked = false;
	let sequence = 0;
	const ask = (dump, tries) => {
		sequence += 1;
		asked = {
			dump,
			sequence,
			tries,
			isTorn: false
		};
		mirror.begin(dump);
		send(dumpRequest(dump.kind, dump.family, sequence));
	};
	const next = () => {
		asked = null;
		const [dump, ...rest] = waiting;
		if (dump !== void 0) {
			waiting = rest;
			ask(dump, 1);
			return [];
		}
		if (isWhole) return [];
		isWhole = true;
		return [world("kernel.dumped", mirror.counts())];
	};
	const finish = ({ dump, isTorn, tries }) => {
		if (isTorn && tries < TRIES) {
			ask(dump, tries + 1);
			return [];
		}
		return [...mirror.settle(dump), ...next()];
	};
	const answer = (message) => {
		if (asked === null || message.sequence !== asked.sequence) return [];
		if (message.errno <= 0) return message.kind === "done" ? finish(asked) : [];
		notice(`the kernel does not list ${asked.dump.kind} of family ${asked.dump.family} (errno ${message.errno})`);
		return next();
	};
	const take = (frame, now) => {
		const message = decodeMessage(frame);
		if (!message.ok) return message.error;
		const { kind } = message.value;
		if (kind === "error" || kind === "done") return answer(message.value);
		if (kind === "noop" || kind === "other") return [];
		if (asked !== null && frame.sequence === asked.sequence && (frame.flags & 16) !== 0) asked.isTorn = true;
		const taken = mirror.take(message.value, now);
		if (!taken.ok) return taken.error;
		const command = commandOf(message.value);
		return command === void 0 ? taken.value : taken.value.map((fact) => ({
			...fact,
			class: "answer",
			for: command
		}));
	};
	const hearOne = (datagram, now) => {
		const { frames, broken } = walkFrames(datagram);
		const facts = frames.flatMap((frame) => {
			const taken = take(frame, now);
			return "kind" in taken ? [rejected(taken, `message ${frame.type}`, frame.offset)] : taken;
		});
		return broken === null ? facts : [...facts, rejected(broken.error, "datagram", 0)];
	};
	return {
		get isWhole() {
			return isWhole;
		},
		get isDumping() {
			return asked !== null;
		},
		get hasAsked() {
			return hasAsked;
		},
		begin: () => {
			[isWhole, waiting] = [false, DUMPS];
			mirror.doubts();
			next();
		},
		hear: (datagrams, now) => {
			const facts = datagrams.flatMap((datagram) => hearOne(datagram, now));
			const questions = mirror.questions();
			hasAsked = questions.length > 0;
			for (const index of questions) {
				sequence += 1;
				send(linkRequest(index, sequence));
			}
			const doubts = mirror.doubts();
			waiting = [...waiting, ...doubts.filter((dump) => !waiting.includes(dump))];
			return asked === null && waiting.length > 0 ? [...facts, ...next()] : facts;
		}
	};
}
const rejected = ({ kind, offset }, what, base) => world("kernel.messageRejected", {
	problem: `${what}: ${kind}`,
	offset: base + offset
});
// adapters/linux/haste.ts
function inHaste(facts) {
	return (facts.some(isLoss) ? [facts.filter((fact) => !isNeighbour(fact)), facts.filter(isNeighbour)] : [facts]).filter((batch) => batch.length > 0);
}
const isLoss = (fact) => fact.type === "link.carrierChanged" && !fact.carrier;
const isNeighbour = ({ type }) => type === "neighbour.removed" || type === "neighbour.changed";
// adapters/linux/sysfs.ts
const CLASS = "/sys/class/net";
const sysfsLookups = {
	isWireless: (ifname) => existsSync(join(CLASS, ifname, "wireless")) || existsSync(join(CLASS, ifname, "phy80211")),
	deviceType: (ifname) => /^DEVTYPE=(.+)$/m.exec(read$1(join(CLASS, ifname, "uevent")))?.[1] ?? null
};
function read$1(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}
// adapters/linux/kernel.ts
const GROUPS = [
	1,
	3,
	5,
	7,
	8,
	9,
	11,
	19
];
const NAME$1 = "rtnetlink";
const ENOUGH = 2 ** 20;
const SILENCE = 5e3;
const [FIRST_WAIT, LONGEST_WAIT] = [100, 5e3];
const NO_SINK = {
	code: "ERR_OBSERVING",
	problem: "the kernel is only observed"
};
function openKernel(options = {}) {
	const { apply = false } = options;
	const mirror = createMirror(options.lookups ?? sysfsLookups);
	const opened = Promise.withResolvers();
	let socket = null;
	let talk = null;
	let timer;
	let outbox = [];
	let [emit, notice] = [() => {}, () => {}];
	let [isClosed, losses] = [false, 0];
	const flush = () => {
		const facts = outbox;
		outbox = [];
		for (const batch of inHaste(facts)) if (!isClosed) emit(batch);
	};
	const nft = typeof apply === "object" && apply.nft !== void 0 ? { nft: apply.nft } : {};
	const guard = apply === false ? null : createGuard({
		...nft,
		tell: (fact) => emit([fact])
	});
	const carrier = guard && createCarrier({
		indexOf: mirror.indexOf,
		guard
	});
	const commandOf = carrier === null ? {} : { commandOf: carrier.commandOf };
	const wait = (ms, then) => {
		clearTimeout(timer);
		timer = setTimeout(then, ms);
	};
	const start = () => {
		const got = openNetlink({
			groups: GROUPS,
			...options.receiveBuffer === void 0 ? {} : { receiveBuffer: options.receiveBuffer }
		});
		if (!got.ok) return got;
		const own = got.value;
		socket = own;
		talk = converse({
			mirror,
			notice,
			...commandOf,
			send: (request) => {
				const sent = own.send(request);
				if (!sent.ok) notice(`rtnetlink ${describeFault(sent)}`);
			}
		});
		own.watch(() => {
			outbox.push(...hear());
			flush();
		});
		talk.begin();
		wait(SILENCE, loseAndTell);
		return null;
	};
	const hear = () => {
		if (socket === null || talk === null) return [];
		const { datagrams, overran, fault } = socket.receive();
		const heard = talk.hear(datagrams, bootTime());
		const facts = carrier === null ? heard : heard.flatMap(withSysctls);
		if (fault !== null) notice(`rtnetlink ${describeFault(fault)}; opening it again`);
		if (overran || fault !== null) return [...facts, ...lose()];
		if (talk.isDumping) wait(SILENCE, loseAndTell);
		else clearTimeout(timer);
		if (talk.isWhole) {
			losses = 0;
			opened.resolve();
		}
		return talk.hasAsked ? [...facts, ...hear()] : facts;
	};
	const lose = () => {
		if (isClosed) return [];
		socket?.close();
		[socket, talk] = [null, null];
		losses += 1;
		wait(losses === 1 ? 0 : Math.min(FIRST_WAIT * 2 ** (losses - 2), LONGEST_WAIT), again);
		return losses === 1 ? [world("kernel.overran", { socket: NAME$1 })] : [];
	};
	const loseAndTell = () => {
		outbox.push(...lose());
		flush();
	};
	const again = () => {
		const fault = start();
		if (fault === null) return;
		notice(`rtnetlink ${describeFault(fault)}; trying again`);
		wait(LONGEST_WAIT, again);
	};
	return {
		name: "kernel",
		carries: carrier === null ? [] : CARRIES,
		open: async (to, say) => {
			[emit, notice] = [to, say];
			const fault = start();
			if (fault !== null) throw new SystemCallError(fault);
			const granted = socket?.receiveBuffer ?? 0;
			if (granted < ENOUGH) notice(`the kernel grants a receive buffer of ${granted} bytes only: bursts of changes will be read by new dumps`);
			guard?.watch(say);
			const stands = await guard?.found();
			if (stands) emit([stands]);
			return opened.promise;
		},
		carry: (commands) => {
			if (isClosed) return;
			outbox.push(...answeredByLast(carrier?.carry(commands, hear) ?? commands.map((command) => failed(command, NO_SINK))));
			queueMicrotask(flush);
		},
		close: async () => {
			isClosed = true;
			clearTimeout(timer);
			socket?.close();
			carrier?.close();
			guard?.close();
			[socket, talk] = [null, null];
			opened.resolve();
		}
	};
}
const withSysctls = (fact) => fact.type === "link.appeared" && fact.kind !== "loopback" ? [fact, ...readSysctls(fact.ifname)] : [fact];
// adapters/linux/mptcp/codec.ts
const CONTROL = 16;
const GET_FAMILY = 3;
const NAME = "mptcp_pm";
const [CONTROL_VERSION, VERSION$1] = [2, 1];
const COMMAND = {
	add: 1,
	delete: 2,
	list: 3,
	setLimits: 5,
	getLimits: 6
};
const HEAD$2 = struct({
	command: 1,
	version: 1,
	reserved: 2
});
const FAMILY_FIELDS = {
	id: [1, u16],
	name: [2, text]
};
const TOP_FIELDS = {
	address: [32769, nested],
	accepted: [2, u32],
	subflows: [3, u32]
};
const ADDRESS_FIELDS = {
	family: [1, u16],
	number: [2, u8],
	ipv4: [3, ip],
	ipv6: [4, ip],
	flags: [6, u32],
	index: [7, u32]
};
const FLAGS = [
	["signal", 1],
	["subflow", 2],
	["backup", 4],
	["fullmesh", 8],
	["implicit", 16]
];
const familyRequest = (sequence) => message(CONTROL, GET_FAMILY, CONTROL_VERSION, writeFields(FAMILY_FIELDS, { name: NAME }), 4, sequence);
function decodeFamily(payload) {
	const body = bodyOf(payload);
	const read = body.ok ? readFields(FAMILY_FIELDS, body.value) : null;
	return read?.ok && read.value.name === NAME ? read.value.id ?? null : null;
}
const listRequest = (family, sequence) => message(family, COMMAND.list, VERSION$1, [], 768, sequence);
const limitsRequest = (family, sequence) => message(family, COMMAND.getLimits, VERSION$1, [], 0, sequence);
const limitRequest = (family, limits, sequence) => message(family, COMMAND.setLimits, VERSION$1, writeFields(TOP_FIELDS, limits), 4, sequence);
function endpointRequest(family, change, endpoint, sequence) {
	const bytes = addressBytes(endpoint.address);
	if (bytes === null) return null;
	const own = bytes.length === 4 ? {
		family: 2,
		ipv4: bytes
	} : {
		family: 10,
		ipv6: bytes
	};
	const flags = FLAGS.reduce((bits, [name, bit]) => endpoint.flags.includes(name) ? bits | bit : bits, 0);
	const more = change === "add" ? {
		flags,
		index: endpoint.index
	} : {};
	const address = writeFields(ADDRESS_FIELDS, {
		number: endpoint.number,
		...own,
		...more
	});
	return message(family, COMMAND[change], VERSION$1, writeFields(TOP_FIELDS, { address }), 4, sequence);
}
function decodePath(payload) {
	const body = bodyOf(payload);
	if (!body.ok) return body;
	const top = readFields(TOP_FIELDS, body.value);
	if (!top.ok) return shifted(top, HEAD$2.size);
	const { address, accepted, subflows } = top.value;
	if (address !== void 0) return endpointOf(address);
	return decoded$1(accepted === void 0 || subflows === void 0 ? null : {
		subflows,
		accepted
	});
}
function endpointOf(attributes) {
	const read = readFields(ADDRESS_FIELDS, attributes);
	if (!read.ok) return shifted(read, HEAD$2.size + 4);
	const { number, ipv4, ipv6, flags: bits = 0, index = 0 } = read.value;
	const bytes = ipv4 ?? ipv6;
	if (bytes === void 0 || number === void 0) return fault$1("badValue", HEAD$2.size);
	return decoded$1({
		number,
		address: formatAddress(bytes),
		index,
		flags: FLAGS.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name)
	});
}
function bodyOf(payload) {
	if (payload.length < HEAD$2.size) return fault$1("truncated", payload.length);
	const attributes = decodeAttributes(payload.subarray(HEAD$2.size));
	return attributes.ok ? attributes : shifted(attributes, HEAD$2.size);
}
const message = (type, command, version, attributes, flags, sequence) => encodeFrames([{
	type,
	flags: 1 | flags,
	sequence,
	port: 0,
	payload: concat([HEAD$2.encode({
		command,
		version
	}), encodeAttributes(attributes)])
}]);
// adapters/linux/mptcp/kernel.ts
function openPathManager() {
	let socket = null;
	let [family, sequence] = [null, 0];
	const ask = (make) => {
		if (socket === null) {
			const got = openNetlink({
				groups: [],
				protocol: 16
			});
			if (!got.ok) return {
				frames: [],
				refused: {
					code: got.name,
					problem: describeFault(got)
				}
			};
			socket = got.value;
		}
		sequence += 1;
		const sent = socket.send(make(sequence));
		if (!sent.ok) return {
			frames: [],
			refused: {
				code: sent.name,
				problem: describeFault(sent)
			}
		};
		const { datagrams, fault } = socket.receive();
		const frames = datagrams.flatMap((datagram) => walkFrames(datagram).frames).filter((frame) => frame.sequence === sequence);
		return {
			frames,
			refused: frames.map(errorOf$1).find((one) => one !== null) ?? (fault && {
				code: fault.name,
				problem: describeFault(fault)
			})
		};
	};
	const resolved = () => {
		if (family !== null) return { id: family };
		const { frames, refused: why } = ask(familyRequest);
		family = frames.map(({ payload, type }) => type > 2 ? decodeFamily(payload) : null).find((id) => id !== null) ?? null;
		return family === null ? { refused: why ?? {
			code: "ENOENT",
			problem: "the kernel has no multipath TCP"
		} } : { id: family };
	};
	const change = (make) => {
		const found = resolved();
		return "refused" in found ? found.refused : ask((number) => make(found.id, number)).refused;
	};
	return {
		read: () => {
			const found = resolved();
			if ("refused" in found) return {
				ok: false,
				refused: found.refused
			};
			const { id } = found;
			const asked = [listRequest, limitsRequest].map((request) => ask((number) => request(id, number)));
			const why = asked.map((one) => one.refused).find((one) => one !== null);
			if (why) return {
				ok: false,
				refused: why
			};
			const values = asked.flatMap(({ frames }) => frames.filter(({ type }) => type === id).map(({ payload }) => decodePath(payload))).flatMap((one) => one.ok && one.value !== null ? [one.value] : []);
			const limits = values.find((value) => "subflows" in value);
			if (!limits) return {
				ok: false,
				refused: {
					code: "ERR_NO_ANSWER",
					problem: "the kernel does not tell its limits"
				}
			};
			return {
				ok: true,
				paths: {
					endpoints: values.filter((value) => "address" in value),
					limits
				}
			};
		},
		change: (what, endpoint) => {
			const request = endpointRequest(0, what, endpoint, 0);
			if (request === null) return {
				code: "ERR_BAD_COMMAND",
				problem: `no address: ${endpoint.address}`
			};
			return change((id, number) => endpointRequest(id, what, endpoint, number) ?? request);
		},
		limit: (limits) => change((id, number) => limitRequest(id, limits, number)),
		close: () => {
			socket?.close();
			socket = null;
		}
	};
}
function errorOf$1(frame) {
	const control = decodeControl(frame.type, frame.flags, frame.payload);
	if (!control.ok || control.value.kind !== "error" && control.value.kind !== "done" || control.value.errno <= 0) return null;
	const code = refused("genetlink", control.value.errno).name;
	return {
		code,
		problem: `the kernel says ${code}`
	};
}
// adapters/linux/mptcp/restore.ts
function restoreMptcp(limits, manager = openPathManager()) {
	try {
		const read = manager.read();
		if (!read.ok) return {
			endpoints: 0,
			problems: []
		};
		const ours = read.paths.endpoints.filter(({ number }) => isOurEndpoint(number));
		const refusals = ours.map((endpoint) => [endpoint.address, manager.change("delete", endpoint)]);
		if (limits !== null && (limits.subflows !== read.paths.limits.subflows || limits.accepted !== read.paths.limits.accepted)) refusals.push(["limits of multipath TCP", manager.limit(limits)]);
		const problems = refusals.flatMap(([what, refusal]) => refusal === null ? [] : [`${what}: ${refusal.problem}`]);
		return {
			endpoints: refusals.slice(0, ours.length).filter(([, refusal]) => refusal === null).length,
			problems
		};
	} finally {
		manager.close();
	}
}
// adapters/linux/apply/restore.ts
const PATIENCE$1 = 15e3;
async function restoreKernel({ sysctls = [], mptcp = null, nft, receiveBuffer } = {}) {
	const facts = [];
	const problems = [];
	let onFacts = () => {};
	const kernel = openKernel({
		apply: nft === void 0 ? true : { nft },
		...receiveBuffer === void 0 ? {} : { receiveBuffer }
	});
	const emit = (more) => {
		facts.push(...more);
		onFacts();
	};
	try {
		await kernel.open(emit, () => {});
		const guarded = facts.findLast((fact) => fact.type === "guard.found")?.interfaces ?? [];
		const commands = undoing(facts, sysctls).map((wish, i) => ({
			...wish,
			id: `restore.${i}`
		}));
		const waiting = new Set(commands.map(({ id }) => id));
		const answered = Promise.withResolvers();
		const from = facts.length;
		onFacts = () => {
			for (const fact of facts.slice(from)) if (fact.for !== void 0) waiting.delete(fact.for);
			if (waiting.size === 0) answered.resolve();
		};
		const timer = setTimeout(answered.resolve, PATIENCE$1);
		kernel.carry(commands);
		await answered.promise;
		clearTimeout(timer);
		const answers = facts.slice(from);
		for (const id of waiting) problems.push(`${commands.find((command) => command.id === id)?.target}: no answer`);
		for (const fact of answers) if (fact.type === "command.failed" && isMissed(fact.command, guarded)) problems.push(`${fact.target}: ${fact.problem}`);
		const paths = restoreMptcp(mptcp);
		const count = (type) => answers.filter((fact) => fact.type === type && fact.class === "answer").length;
		return {
			rules: count("rule.removed"),
			routes: count("route.removed"),
			addresses: count("address.removed"),
			endpoints: paths.endpoints,
			sysctls: count("sysctl.read"),
			guarded,
			problems: [...problems, ...paths.problems]
		};
	} finally {
		await kernel.close();
	}
}
function undoing(facts, sysctls) {
	const { rules, routes, addresses } = ours(facts);
	return [
		...rules.map(([target, rule]) => ({
			type: "rule.delete",
			target,
			rule
		})),
		...routes.map(([target, route]) => ({
			type: "route.delete",
			target,
			route
		})),
		...addresses.map(([target, address]) => ({
			type: "address.delete",
			target,
			address
		})),
		...sysctls.map((sysctl) => ({
			type: "sysctl.set",
			target: `${sysctl.ifname} ${sysctl.key}`,
			sysctl
		})),
		{
			type: "guard.set",
			target: "guard",
			interfaces: []
		}
	];
}
function ours(facts) {
	const [rules, routes, addresses] = [
		new Map(),
		new Map(),
		new Map()
	];
	for (const fact of facts) {
		if (fact.type === "rule.added" && fact.protocol === 109) rules.set(ruleKey(fact), ruleSpec(fact));
		if (fact.type === "rule.removed") rules.delete(ruleKey(fact));
		if (fact.type === "route.added" && fact.protocol === 109) routes.set(routeKey(fact), routeSpec(fact));
		if (fact.type === "route.removed") routes.delete(routeKey(fact));
		if (fact.type === "address.added" && fact.protocol === 109) addresses.set(addressName(fact), addressSpec(fact));
		if (fact.type === "address.removed") addresses.delete(addressName(fact));
	}
	return {
		rules: [...rules],
		routes: [...routes],
		addresses: [...addresses]
	};
}
const addressSpec = ({ ifname, address, prefixLength }) => ({
	ifname,
	address,
	prefixLength
});
const addressName = ({ ifname, address, prefixLength }) => `address ${address}/${prefixLength} dev ${ifname}`;
const isMissed = (failure, guarded) => failure !== "guard.set" || guarded.length > 0;
// adapters/linux/lock.ts
var ApplyLockedError = class extends Error {
	code = "ERR_APPLY_LOCKED";
	pid;
	constructor(pid, cause) {
		const who = pid === null ? "another process" : `process ${pid}`;
		super(`${who} applies in this network namespace already: stop it first, or observe`, { cause });
		this.name = "ApplyLockedError";
		this.pid = pid;
	}
};
const PATH = "\0multihome-apply";
const PATIENCE = 500;
const WORD_MAX = 32;
function acquireApplyLock(path = PATH) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const server = createServer((socket) => {
		socket.on("error", () => {});
		socket.end(`${process.pid}\n`);
	});
	const release = () => {
		const closed = Promise.withResolvers();
		server.close(() => closed.resolve());
		return closed.promise;
	};
	server.once("error", async (error) => {
		const isTaken = "code" in error && error.code === "EADDRINUSE";
		reject(isTaken ? new ApplyLockedError(await holderOf(path), error) : error);
	});
	server.listen(path, () => {
		server.unref();
		resolve({
			release,
			[Symbol.asyncDispose]: release
		});
	});
	return promise;
}
function holderOf(path) {
	const { promise, resolve } = Promise.withResolvers();
	let said = "";
	const socket = connect(path).setEncoding("utf8");
	const end = () => {
		socket.destroy();
		resolve(/^[1-9]\d{0,9}\n$/.test(said) ? Number(said) : null);
	};
	socket.setTimeout(PATIENCE, end);
	socket.on("data", (text) => {
		said += text;
		if (said.length > WORD_MAX) end();
	});
	socket.once("end", end);
	socket.once("error", end);
	return promise;
}
// adapters/linux/simulated.ts
const DEFAULT_VALUE = "0";
const DRIFT = 2e3;
function createSimulated() {
	const links = new Set();
	const rules = new Map();
	const routes = new Map();
	const addresses = new Map();
	const settings = new Map();
	let refusal = null;
	const learn = (fact) => {
		if (fact.type === "link.removed") links.delete(fact.ifname);
		if (fact.type === "address.added") addresses.set(addressKey(fact), dataOf(fact));
		if (fact.type === "address.removed") addresses.delete(addressKey(fact));
		if (fact.type === "rule.added") rules.set(ruleKey(fact), dataOf(fact));
		if (fact.type === "rule.removed") rules.delete(ruleKey(fact));
		if (fact.type === "route.added") routes.set(groupOf(fact), dataOf(fact));
		if (fact.type === "route.removed") routes.delete(groupOf(fact));
		if (fact.type !== "link.appeared") return [];
		links.add(fact.ifname);
		return fact.kind === "loopback" ? [] : [4, 6].flatMap((family) => SYSCTL_KEYS[family].map((key) => first(family, fact.ifname, key)));
	};
	const first = (family, ifname, key) => {
		settings.set(`${family} ${ifname} ${key}`, DEFAULT_VALUE);
		return world("sysctl.read", {
			family,
			ifname,
			key,
			value: DEFAULT_VALUE
		});
	};
	const rule = ({ id, type, rule: spec }, otherwise) => {
		const key = ruleKey(spec);
		const isAdded = type === "rule.add";
		if (rules.has(key) === isAdded) return [otherwise];
		const data = {
			...spec,
			protocol: 109
		};
		if (isAdded) rules.set(key, data);
		else rules.delete(key);
		return [answer(id, isAdded ? "rule.added" : "rule.removed", data)];
	};
	const replaceRoute = (command) => {
		const { id, route, expires } = command;
		const isOurs = [...addresses.values()].some(({ address }) => address === route.source);
		if (route.source !== null && !isOurs) return [failed(command, {
			code: "EINVAL",
			problem: "Invalid source address"
		})];
		const preference = route.destination.includes(":") ? "medium" : null;
		const common = {
			protocol: 109,
			scope: "global",
			preference,
			expires: preference === null ? null : expires
		};
		const next = {
			...route,
			ifname: route.ifname === null ? null : IfName.parse(route.ifname),
			...common
		};
		const before = routes.get(groupOf(next));
		const isSame = before !== void 0 && isEqual({
			...before,
			expires: null
		}, {
			...next,
			expires: null
		});
		if (isSame && isNear(before.expires, next.expires)) return [done(command)];
		routes.set(groupOf(next), next);
		return [...before && !isSame ? [removed(id, before)] : [], answer(id, "route.added", next)];
	};
	const deleteRoute = (command) => {
		const before = routes.get(groupOf(command.route));
		if (before === void 0 || routeKey(before) !== routeKey(command.route)) return [done(command)];
		routes.delete(groupOf(before));
		return [removed(command.id, before)];
	};
	const replaceAddress = (command) => {
		const { id, address: own, valid, preferred } = command;
		const common = {
			peer: null,
			scope: "global",
			flags: valid === null ? ["permanent", "noprefixroute"] : ["noprefixroute"],
			protocol: 109,
			valid,
			preferred
		};
		const next = {
			...own,
			ifname: IfName.parse(own.ifname),
			...common
		};
		const before = addresses.get(addressKey(own));
		if (before && isNear(before.valid, valid) && isNear(before.preferred, preferred)) return [done(command)];
		addresses.set(addressKey(own), next);
		return [answer(id, "address.added", next)];
	};
	const deleteAddress = (command) => {
		const before = addresses.get(addressKey(command.address));
		if (before === void 0) return [done(command)];
		addresses.delete(addressKey(before));
		const { ifname, address, prefixLength } = before;
		const along = [...routes.values()].filter(({ source }) => source === address && !address.includes(":"));
		for (const route of along) routes.delete(groupOf(route));
		return [answer(command.id, "address.removed", {
			ifname,
			address,
			prefixLength
		}), ...along.map((route) => world("route.removed", keyOf$1(route)))];
	};
	const setting = (command) => {
		const { family, ifname, key, value } = command.sysctl;
		const name = `${family} ${ifname} ${key}`;
		if (!settings.has(name)) return failed(command, {
			code: "ERR_NO_SYSCTL",
			problem: name
		});
		settings.set(name, value);
		return answer(command.id, "sysctl.read", {
			family,
			ifname: IfName.parse(ifname),
			key,
			value
		});
	};
	const guard = (command) => {
		const interfaces = command.interfaces.toSorted();
		if (!interfaces.every(isPlainName)) return failed(command, {
			code: "ERR_BAD_NAME",
			problem: interfaces.join()
		});
		return answer(command.id, "guard.found", { interfaces: interfaces.map((ifname) => IfName.parse(ifname)) });
	};
	const obstacle = (command) => {
		const ifname = ifnameOf(command);
		const worded = wordOf(command, 1, 1);
		if (!worded.ok) return failed(command, {
			code: "ERR_BAD_COMMAND",
			problem: worded.problem
		});
		if (ifname === null || links.has(ifname)) return null;
		const gone = {
			code: "ENODEV",
			problem: `there is no interface ${ifname}`
		};
		return isAlready(command, gone) ? done(command) : failed(command, gone);
	};
	const carry = (command) => {
		if (refusal !== null) return [failed(command, {
			code: refusal,
			problem: `refused: ${refusal}`
		})];
		switch (command.type) {
			case "rule.add":
			case "rule.delete": return [obstacle(command) ?? rule(command, done(command))].flat();
			case "route.replace": return [obstacle(command) ?? replaceRoute(command)].flat();
			case "route.delete": return [obstacle(command) ?? deleteRoute(command)].flat();
			case "address.replace": return [obstacle(command) ?? replaceAddress(command)].flat();
			case "address.delete": return [obstacle(command) ?? deleteAddress(command)].flat();
			case "sysctl.set": return [setting(command)];
			case "guard.set": return [guard(command)];
			default: return [failed(command, {
				code: "ERR_NOT_CARRIED",
				problem: "not a command for the kernel"
			})];
		}
	};
	return {
		learn,
		carry,
		refuse: (code) => {
			refusal = code;
		}
	};
}
const groupOf = ({ table, destination, metric }) => `${table} ${destination} ${metric}`;
const addressKey = ({ ifname, address, prefixLength }) => `${ifname} ${address}/${prefixLength}`;
const keyOf$1 = ({ table, destination, metric, gateway, ifname }) => ({
	table,
	destination,
	metric,
	gateway,
	ifname
});
const removed = (id, route) => answer(id, "route.removed", keyOf$1(route));
const isNear = (a, b) => a === null || b === null ? a === b : Math.abs(a - b) <= DRIFT;
function dataOf({ type: _, v: __, class: ___, for: ____, of: _____, ...data }) {
	return data;
}
// adapters/linux/memory.ts
function createMemoryKernel(there = [], options = {}) {
	const simulated = options.apply ? createSimulated() : null;
	const told = (facts) => simulated === null ? facts : facts.flatMap((fact) => [fact, ...simulated.learn(fact)]);
	let emit = null;
	let before = told(there);
	return {
		name: "kernel",
		carries: simulated === null ? [] : CARRIES,
		open: async (to) => {
			emit = to;
			if (before.length > 0) to(before);
			before = [];
		},
		close: async () => {
			emit = null;
		},
		say: (facts) => {
			if (emit === null) before = [...before, ...told(facts)];
			else emit(told(facts));
		},
		carry: (commands) => {
			if (emit === null || simulated === null) return;
			const answers = answeredByLast(commands.flatMap((command) => simulated.carry(command)));
			queueMicrotask(() => emit?.(answers));
		},
		refuse: (code) => simulated?.refuse(code)
	};
}
// adapters/linux/mptcp/source.ts
const NOTHING = {
	endpoints: [],
	limits: {
		subflows: -1,
		accepted: -1
	}
};
function createMptcp({ manager, indexOf }) {
	let emit = () => {};
	let known = NOTHING;
	let isClosed = false;
	const names = new Map();
	const waiting = new Set();
	const dataOf = ({ number, address, index, flags }) => ({
		number,
		address,
		flags,
		ifname: names.get(index) ?? null
	});
	const differences = (is, asked) => {
		const [was, before] = [known, new Set(known.endpoints.map(keyOf))];
		const now = new Set(is.endpoints.map(keyOf));
		known = is;
		const removed = was.endpoints.filter((one) => !now.has(keyOf(one))).map((one) => told("endpoint.removed", { number: one.number }, asked, one));
		const added = is.endpoints.filter((one) => !before.has(keyOf(one))).map((one) => told("endpoint.added", dataOf(one), asked, one));
		const isLimited = is.limits.subflows !== was.limits.subflows || is.limits.accepted !== was.limits.accepted;
		const limiting = asked.find((command) => command.type === "mptcp.limit");
		const limited = isLimited ? [limiting ? answer(limiting.id, "mptcp.limited", is.limits) : world("mptcp.limited", is.limits)] : [];
		return [
			...removed,
			...added,
			...limited
		];
	};
	const attempt = (command) => {
		if (command.type === "mptcp.limit") return manager.limit(command.limits);
		if (!isOfEndpoint(command)) return {
			code: "ERR_NOT_CARRIED",
			problem: "not a command about multipath TCP"
		};
		const { number, address, ifname, backup } = command.endpoint;
		const index = indexOf(ifname);
		if (index === 0 && command.type === "endpoint.add") return {
			code: "ENODEV",
			problem: `there is no interface ${ifname}`
		};
		if (index > 0) names.set(index, IfName.parse(ifname));
		const flags = backup ? ["subflow", "backup"] : ["subflow"];
		return manager.change(command.type === "endpoint.add" ? "add" : "delete", {
			number,
			address,
			index,
			flags
		});
	};
	const carryOut = (commands) => {
		const refusals = new Map(commands.map((command) => [command.id, attempt(command)]));
		const read = manager.read();
		if (!read.ok) return commands.map((command) => failed(command, refusals.get(command.id) ?? read.refused));
		const changed = differences(read.paths, commands.filter(({ id }) => refusals.get(id) === null));
		const answered = new Set(changed.map((fact) => fact.for));
		const left = commands.filter(({ id }) => !answered.has(id));
		return [...changed, ...left.flatMap((command) => outcome(command, refusals.get(command.id) ?? null, read.paths, dataOf))];
	};
	return {
		name: "mptcp",
		carries: ["endpoint", "mptcp"],
		follow: (facts) => {
			for (const fact of facts) if (fact.type === "link.appeared" || fact.type === "link.changed") names.set(fact.ifindex, fact.ifname);
		},
		open: async (to, notice) => {
			emit = to;
			const read = manager.read();
			if (!read.ok) return notice(`multipath TCP is left alone here: ${read.refused.problem} (${read.refused.code})`);
			const facts = differences(read.paths, []);
			if (facts.length > 0) emit(facts);
		},
		carry: (commands) => {
			if (isClosed) return;
			const turn = setImmediate(() => {
				waiting.delete(turn);
				emit(carryOut(commands));
			});
			waiting.add(turn);
		},
		close: async () => {
			isClosed = true;
			for (const turn of waiting) clearImmediate(turn);
			manager.close();
		}
	};
}
function outcome(command, refusal, { endpoints, limits }, dataOf) {
	if (command.type === "mptcp.limit" && isSame$1(limits, command.limits)) return [answer(command.id, "mptcp.limited", limits)];
	const there = command.type === "endpoint.add" ? endpoints.find((one) => isMeant(one, command)) : void 0;
	if (there && command.type === "endpoint.add" && there.flags.includes("backup") === command.endpoint.backup) return [answer(command.id, "endpoint.added", dataOf(there))];
	if (command.type === "endpoint.delete" && !endpoints.some((one) => isMeant(one, command))) return [answer(command.id, "endpoint.removed", { number: command.endpoint.number })];
	return [refusal === null ? done(command) : failed(command, refusal)];
}
const isOfEndpoint = (command) => command.type === "endpoint.add" || command.type === "endpoint.delete";
const isMeant = (one, { endpoint }) => one.number === endpoint.number && one.address === endpoint.address;
const isSame$1 = (a, b) => a.subflows === b.subflows && a.accepted === b.accepted;
const keyOf = ({ number, address, index, flags }) => `${number} ${address} ${index} ${flags.join()}`;
function told(type, data, asked, one) {
	const of = type === "endpoint.added" ? "endpoint.add" : "endpoint.delete";
	const command = asked.find((c) => isOfEndpoint(c) && c.type === of && isMeant(one, c));
	return command ? answer(command.id, type, data) : world(type, data);
}
// adapters/linux/mptcp/index.ts
const openMptcp = () => createMptcp({
	manager: openPathManager(),
	indexOf: ifNameToIndex
});
// adapters/linux/ra/wire.ts
const INFINITE = 4294967295;
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const toHex = (bytes) => Buffer.from(bytes).toString("hex");
const lifetimeOf = (n) => n === INFINITE ? null : seconds(n);
function address6(text) {
	const bytes = addressBytes(text);
	if (bytes?.length !== 16) throw new RangeError(`not an IPv6 address: ${text}`);
	return bytes;
}
function fitted(bytes, length) {
	const whole = new Uint8Array(length);
	whole.set(bytes.subarray(0, length));
	return whole;
}
const padding = (length) => (8 - length % 8) % 8;
// adapters/linux/ra/header.ts
const PREFERENCES = [
	"medium",
	"high",
	"reserved",
	"low"
];
const OTHER_FLAGS = 39;
function decodeHeader(bytes) {
	const view = viewOf(bytes);
	const flags = view.getUint8(5);
	return {
		type: view.getUint8(0),
		code: view.getUint8(1),
		checksum: view.getUint16(2),
		hopLimit: view.getUint8(4),
		managed: (flags & 128) !== 0,
		other: (flags & 64) !== 0,
		preference: preferenceOf(flags),
		flags: flags & OTHER_FLAGS,
		lifetime: seconds(view.getUint16(6)),
		reachable: view.getUint32(8),
		retransmit: view.getUint32(12)
	};
}
const preferenceOf = (octet) => PREFERENCES[octet >> 3 & 3] ?? "medium";
// adapters/linux/ra/result.ts
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
// adapters/linux/ra/kernelOptions.ts
const decodeSourceLink = (value) => decoded({
	kind: "sourceLink",
	hex: toHex(value)
});
function decodeMtu(value, base) {
	if (value.length !== 6) return fault("badLength", base);
	return decoded({
		kind: "mtu",
		reserved: viewOf(value).getUint16(0),
		mtu: viewOf(value).getUint32(2)
	});
}
function decodePrefix(value, base) {
	if (value.length !== 30) return fault("badLength", base);
	const view = viewOf(value);
	const [length, flags] = [view.getUint8(0), view.getUint8(1)];
	if (length > 128) return fault("badValue", base);
	return decoded({
		kind: "prefix",
		address: formatAddress(value.subarray(14)),
		length,
		onLink: (flags & 128) !== 0,
		autonomous: (flags & 64) !== 0,
		flags: flags & 63,
		valid: lifetimeOf(view.getUint32(2)),
		preferred: lifetimeOf(view.getUint32(6)),
		reserved: view.getUint32(10)
	});
}
function decodeRoute(value, base) {
	const size = value.length - 6;
	if (size !== 0 && size !== 8 && size !== 16) return fault("badLength", base);
	const view = viewOf(value);
	const [length, flags] = [view.getUint8(0), view.getUint8(1)];
	if (length > size * 8) return fault("badValue", base);
	return decoded({
		kind: "route",
		address: formatAddress(fitted(value.subarray(6), 16)),
		size,
		length,
		preference: preferenceOf(flags),
		flags: flags & 231,
		lifetime: lifetimeOf(view.getUint32(2))
	});
}
const LENGTHS64 = [
	96,
	64,
	56,
	48,
	40,
	32
];
const UNIT64 = 8;
function decodePref64(value, base) {
	if (value.length !== 14) return fault("badLength", base);
	const scaled = viewOf(value).getUint16(0);
	const length = LENGTHS64[scaled & 7];
	if (length === void 0) return fault("badValue", base);
	return decoded({
		kind: "pref64",
		address: formatAddress(fitted(value.subarray(2), 16)),
		length,
		lifetime: seconds((scaled >> 3) * UNIT64)
	});
}
// adapters/linux/ra/name.ts
const LONGEST = 255;
const LONGEST_LABEL = 63;
function decodeName(bytes, start, base) {
	const labels = [];
	for (let offset = start;;) {
		const length = bytes[offset];
		if (length === void 0) return fault("badName", base + offset);
		if (length === 0) return labels.length > 0 ? decoded({
			name: labels.join("."),
			next: offset + 1
		}) : fault("badName", base + offset);
		const next = offset + 1 + length;
		if (length > LONGEST_LABEL || next >= bytes.length || next + 1 - start > LONGEST) return fault("badName", base + offset);
		labels.push(Array.from(bytes.subarray(offset + 1, next), escaped).join(""));
		offset = next;
	}
}
function escaped(byte) {
	if (byte === 46 || byte === 92) return `\\${String.fromCharCode(byte)}`;
	return byte > 32 && byte < 127 ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`;
}
// adapters/linux/ra/nameOptions.ts
function decodeRdnss(value, base) {
	const count = (value.length - 6) / 16;
	if (count < 1 || !Number.isInteger(count)) return fault("badLength", base);
	const view = viewOf(value);
	const servers = Array.from({ length: count }, (_, i) => formatAddress(value.subarray(6 + 16 * i, 22 + 16 * i)));
	return decoded({
		kind: "rdnss",
		reserved: view.getUint16(0),
		lifetime: lifetimeOf(view.getUint32(2)),
		servers
	});
}
function decodeDnssl(value, base) {
	if (value.length < 14) return fault("badLength", base);
	const view = viewOf(value);
	const end = contentEnd(value, 6);
	const names = [];
	let offset = 6;
	while (offset < end) {
		const read = decodeName(value, offset, base);
		if (!read.ok) return read;
		names.push(read.value.name);
		offset = read.value.next;
	}
	if (names.length === 0) return fault("badName", base + 6);
	const extra = unitsBehind(value, offset);
	return decoded({
		kind: "dnssl",
		reserved: view.getUint16(0),
		lifetime: lifetimeOf(view.getUint32(2)),
		names,
		extra
	});
}
const URI = /^[!-~]+$/;
function decodePortal(value, base) {
	const end = contentEnd(value, 0);
	const uri = Buffer.from(value.subarray(0, end)).toString("latin1");
	return URI.test(uri) ? decoded({
		kind: "portal",
		uri,
		extra: unitsBehind(value, end)
	}) : fault("badValue", base);
}
function contentEnd(value, start) {
	let end = value.length;
	while (end > start && value[end - 1] === 0) end -= 1;
	return end;
}
const unitsBehind = (value, end) => Math.floor((value.length - end) / 8);
// adapters/linux/ra/option.ts
const OPTION_TYPES = {
	sourceLink: 1,
	prefix: 3,
	mtu: 5,
	pvd: 21,
	route: 24,
	rdnss: 25,
	dnssl: 31,
	portal: 37,
	pref64: 38
};
// adapters/linux/ra/pvdOption.ts
const FIXED = 4;
const HEAD$1 = 2;
function decodePvd(value, base, decodeNested) {
	const view = viewOf(value);
	const flags = view.getUint16(0);
	const id = decodeName(value, FIXED, base);
	if (!id.ok) return id;
	const start = id.value.next + padding(HEAD$1 + id.value.next);
	const hasHeader = (flags & 8192) !== 0;
	const body = start + (hasHeader ? 16 : 0);
	if (body > value.length) return fault("truncated", base + value.length);
	const options = decodeNested(value.subarray(body), base + body);
	if (!options.ok) return options;
	const between = value.subarray(id.value.next, start);
	return decoded({
		kind: "pvd",
		id: id.value.name,
		http: (flags & 32768) !== 0,
		legacy: (flags & 16384) !== 0,
		reserved: flags >> 4 & 511,
		delay: flags & 15,
		sequence: view.getUint16(2),
		padding: between.some((byte) => byte !== 0) ? toHex(between) : "",
		header: hasHeader ? decodeHeader(value.subarray(start)) : null,
		options: options.value
	});
}
// adapters/linux/ra/options.ts
const HEAD = 2;
const UNIT = 8;
const DECODERS = new Map([
	[OPTION_TYPES.sourceLink, decodeSourceLink],
	[OPTION_TYPES.prefix, decodePrefix],
	[OPTION_TYPES.mtu, decodeMtu],
	[OPTION_TYPES.route, decodeRoute],
	[OPTION_TYPES.rdnss, decodeRdnss],
	[OPTION_TYPES.dnssl, decodeDnssl],
	[OPTION_TYPES.portal, decodePortal],
	[OPTION_TYPES.pref64, decodePref64],
	[OPTION_TYPES.pvd, (value, base) => decodePvd(value, base, decodeNested)]
]);
const NESTED = new Map([...DECODERS, [OPTION_TYPES.pvd, (_value, base) => fault("nestedPvd", base)]]);
const decodeOptions = (bytes, base) => decodeList(bytes, base, DECODERS);
const decodeNested = (bytes, base) => decodeList(bytes, base, NESTED);
function decodeList(bytes, base, decoders) {
	const options = [];
	for (let offset = 0; offset < bytes.length;) {
		const [type = 0, units] = bytes.subarray(offset, offset + HEAD);
		if (units === void 0) return fault("truncated", base + offset);
		if (units === 0) return fault("emptyOption", base + offset);
		const end = offset + units * UNIT;
		if (end > bytes.length) return fault("truncated", base + offset);
		options.push(decodeOption(type, bytes.subarray(offset + HEAD, end), base + offset + HEAD, decoders));
		offset = end;
	}
	return decoded(options);
}
function decodeOption(type, value, base, decoders) {
	const read = decoders.get(type)?.(value, base);
	if (read === void 0) return {
		kind: "unknown",
		type,
		hex: toHex(value)
	};
	return read.ok ? read.value : {
		kind: "malformed",
		type,
		hex: toHex(value),
		fault: read.error
	};
}
// adapters/linux/ra/advertisement.ts
function decodeAdvertisement(bytes) {
	if (bytes.length < 16) return fault("truncated", bytes.length);
	const header = decodeHeader(bytes);
	if (header.type !== 134) return fault("notAnAdvertisement", 0);
	if (header.code !== 0) return fault("badCode", 1);
	const options = decodeOptions(bytes.subarray(16), 16);
	return options.ok ? decoded({
		...header,
		options: options.value
	}) : options;
}
function checkOrigin(packet) {
	if (packet.hopLimit !== 255) return fault("badHopLimit", 0);
	return reachOf(packet.from) === "linkLocal" ? null : fault("notLinkLocal", 0);
}
// adapters/linux/ra/facts.ts
function toFact(advertisement, { ifname, router }) {
	const pvds = of(advertisement.options, "pvd");
	const pvd = pvds[0] ? pvdOf(pvds[0], ifname) : null;
	const links = of(advertisement.options, "sourceLink");
	const options = optionsOf(advertisement.options, ifname);
	const dropped = options.dropped + pvds.length - (pvd ? 1 : 0) + Math.max(0, links.length - 1);
	return world("router.advertised", {
		ifname,
		router,
		mac: links[0] ? macOf(links[0]) : null,
		...headerOf(advertisement),
		...options,
		dropped,
		pvd
	});
}
const toRejection = ({ kind, offset }, { ifname, router }) => world("router.packetRejected", {
	ifname,
	router,
	problem: kind,
	offset
});
function headerOf({ hopLimit, managed, other, lifetime, preference }) {
	return {
		hopLimit: hopLimit === 0 ? null : hopLimit,
		managed,
		other,
		lifetime,
		preference: lifetime > 0 && preference !== "reserved" ? preference : "medium"
	};
}
function pvdOf(pvd, ifname) {
	const { http, legacy, delay, sequence } = pvd;
	const id = nameOf(pvd.id);
	if (id === null) return null;
	return {
		id,
		http,
		legacy,
		delay,
		sequence,
		header: pvd.header && headerOf(pvd.header),
		nested: optionsOf(pvd.options, ifname)
	};
}
function optionsOf(options, ifname) {
	const lists = {
		prefixes: sift(of(options, "prefix").map(prefixOf)),
		routes: sift(of(options, "route").map(routeOf)),
		dns: sift(of(options, "rdnss").flatMap((rdnss) => serversOf(rdnss, ifname))),
		search: sift(of(options, "dnssl").flatMap(searchOf)),
		pref64: sift(of(options, "pref64").map(pref64Of)),
		unknown: sift(of(options, "unknown").map(({ type, hex }) => ({
			type,
			hex
		})))
	};
	const mtu = sift(of(options, "mtu").map((option) => option.mtu), 1);
	const portal = sift(of(options, "portal").map(({ uri }) => uri.length <= PORTAL_MAX ? uri : null), 1);
	const sieves = [
		...Object.values(lists),
		mtu,
		portal
	];
	return {
		prefixes: lists.prefixes.kept,
		routes: lists.routes.kept,
		dns: lists.dns.kept,
		search: lists.search.kept,
		pref64: lists.pref64.kept,
		mtu: mtu.kept[0] ?? null,
		portal: portal.kept[0] ?? null,
		unknown: lists.unknown.kept,
		dropped: of(options, "malformed").length + sieves.reduce((sum, sieve) => sum + sieve.dropped, 0)
	};
}
const PORTAL_MAX = 1024;
const NAME_MAX = 253;
const of = (options, kind) => options.filter((option) => option.kind === kind);
function sift(entries, most = 64) {
	const kept = entries.filter((entry) => entry !== null).slice(0, most);
	return {
		kept,
		dropped: entries.length - kept.length
	};
}
function unicastPrefix(address, length) {
	const reach = reachOf(address);
	return reach === "linkLocal" || reach === "multicast" || reach === "loopback" ? null : formatPrefix(address6(address), length);
}
function prefixOf({ address, length, onLink, autonomous, valid, preferred }) {
	const prefix = unicastPrefix(address, length);
	return prefix === null || !(valid === null || preferred !== null && preferred <= valid) ? null : {
		prefix,
		onLink,
		autonomous,
		valid,
		preferred
	};
}
function routeOf({ address, length, preference, lifetime }) {
	const prefix = unicastPrefix(address, length);
	return prefix === null || preference === "reserved" ? null : {
		prefix,
		preference,
		lifetime
	};
}
const pref64Of = ({ address, length, lifetime }) => {
	const prefix = unicastPrefix(address, length);
	return prefix === null ? null : {
		prefix,
		lifetime
	};
};
function serversOf({ servers, lifetime }, ifname) {
	return servers.map((server) => {
		const reach = reachOf(server);
		if (reach === "multicast" || reach === "unspecified" || reach === "loopback") return null;
		return {
			server: reach === "linkLocal" ? `${server}%${ifname}` : server,
			lifetime
		};
	});
}
const searchOf = ({ names, lifetime }) => names.map((text) => {
	const domain = nameOf(text);
	return domain === null ? null : {
		domain,
		lifetime
	};
});
const nameOf = (text) => text.length <= NAME_MAX ? text.toLowerCase() : null;
function macOf({ hex }) {
	return (hex.length === 12 ? hex : hex.length === 28 ? hex.slice(0, 16) : "").match(/../g)?.join(":") ?? null;
}
// adapters/linux/ra/flood.ts
const ROUTER_RATE = {
	perSecond: 10,
	burst: 20
};
const STRANGER_RATE = ROUTER_RATE;
const INTERFACE_RATE = {
	perSecond: 50,
	burst: 50
};
const ROUTERS_MAX = 32;
const IDLE = seconds(60);
const REPEATED = seconds(1);
const newCap = (now) => ({
	all: full(INTERFACE_RATE, now),
	strangers: full(STRANGER_RATE, now),
	routers: new Map(),
	dropped: 0
});
function admit(cap, router, bytes, now) {
	if (router === null) return admitStranger(cap, now);
	const known = cap.routers.get(router);
	const routers = known ? cap.routers : withRoom(cap.routers, now);
	if (!routers) return [{
		...cap,
		dropped: cap.dropped + 1
	}, "flooded"];
	const { bucket, last, passed, dropped } = known ?? {
		bucket: full(ROUTER_RATE, now),
		last: null,
		passed: now,
		dropped: 0
	};
	const [left, isWithin] = take$1(bucket, ROUTER_RATE, now);
	const keep = (entry) => new Map(routers).set(router, entry);
	if (!isWithin) return [{
		...cap,
		routers: keep({
			bucket: left,
			last,
			passed,
			dropped: dropped + 1
		})
	}, "flooded"];
	if (last !== null && elapsed(passed, now) < REPEATED && isSame(last, bytes)) return [{
		...cap,
		routers: keep({
			bucket: left,
			last,
			passed,
			dropped
		})
	}, "repeated"];
	const [all, fits] = take$1(cap.all, INTERFACE_RATE, now);
	if (!fits) return [{
		...cap,
		all,
		routers: keep({
			bucket: left,
			last,
			passed,
			dropped
		}),
		dropped: cap.dropped + 1
	}, "flooded"];
	return [{
		...cap,
		all,
		routers: keep({
			bucket: left,
			last: bytes,
			passed: now,
			dropped
		})
	}, "admitted"];
}
function takeFlooded(cap) {
	const flooded = [...[...cap.routers].map(([router, { dropped }]) => ({
		router,
		dropped
	})), {
		router: null,
		dropped: cap.dropped
	}].filter(({ dropped }) => dropped > 0);
	if (flooded.length === 0) return [cap, flooded];
	const routers = new Map([...cap.routers].map(([router, entry]) => [router, {
		...entry,
		dropped: 0
	}]));
	return [{
		...cap,
		routers,
		dropped: 0
	}, flooded];
}
function admitStranger(cap, now) {
	const [strangers, isWithin] = take$1(cap.strangers, STRANGER_RATE, now);
	return isWithin ? [{
		...cap,
		strangers
	}, "admitted"] : [{
		...cap,
		strangers,
		dropped: cap.dropped + 1
	}, "flooded"];
}
function withRoom(routers, now) {
	if (routers.size < ROUTERS_MAX) return routers;
	const [first] = [...routers].filter(([, { bucket, dropped }]) => dropped === 0 && elapsed(bucket.at, now) >= IDLE).sort(([, a], [, b]) => a.bucket.at - b.bucket.at);
	return first ? new Map([...routers].filter(([router]) => router !== first[0])) : null;
}
function take$1({ tokens, at }, { perSecond, burst }, now) {
	const filled = Math.min(burst, tokens + elapsed(at, now) / seconds(1) * perSecond);
	return filled >= 1 ? [{
		tokens: filled - 1,
		at: now
	}, true] : [{
		tokens: filled,
		at: now
	}, false];
}
const full = ({ burst }, now) => ({
	tokens: burst,
	at: now
});
const isSame = (a, b) => Buffer.compare(a, b) === 0;
// adapters/linux/routers.ts
const FLOODED_EVERY = seconds(1);
const PACKETS_AT_ONCE = 256;
const DENIED = ["EPERM", "EACCES"];
const GONE$1 = ["ENODEV", "ENXIO"];
function openRouters({ openSocket = openIcmp6, now = monotonic } = {}) {
	const wanted = new Map();
	const listening = new Map();
	let [emit, notice] = [null, () => {}];
	let isDenied = false;
	const start = (ifname, ifindex) => {
		if (emit === null || isDenied) return;
		const opened = openSocket(ifname);
		if (!opened.ok) {
			isDenied = DENIED.includes(opened.name);
			const line = isDenied ? `router advertisements are not heard: ${describeFault(opened)} (CAP_NET_RAW)` : failure(ifname, opened);
			if (!GONE$1.includes(opened.name)) notice(line);
		} else if (opened.value.ifindex !== ifindex) opened.value.close();
		else {
			const stop = (fault) => {
				notice(failure(ifname, fault));
				end(ifname);
			};
			listening.set(ifname, listen(opened.value, ifname, emit, now, stop));
		}
	};
	const end = (ifname) => {
		listening.get(ifname)?.close();
		listening.delete(ifname);
	};
	return {
		name: "routers",
		open: async (to, tell) => {
			[emit, notice] = [to, tell];
			for (const [ifname, ifindex] of wanted) start(ifname, ifindex);
		},
		close: async () => {
			for (const ifname of [...listening.keys()]) end(ifname);
			wanted.clear();
			emit = null;
		},
		watch: (ifname, ifindex) => {
			wanted.set(ifname, ifindex);
			if (listening.get(ifname)?.ifindex === ifindex) return;
			end(ifname);
			start(ifname, ifindex);
		},
		unwatch: (ifname) => {
			wanted.delete(ifname);
			end(ifname);
		}
	};
}
function listen(socket, ifname, emit, now, onFault) {
	let cap = newCap(now());
	let timer;
	const tellFlooded = () => {
		timer = void 0;
		const [next, flooded] = takeFlooded(cap);
		cap = next;
		if (flooded.length > 0) emit(flooded.map(({ router, dropped }) => world("router.flooded", {
			ifname,
			router,
			dropped
		})));
	};
	const onReadable = () => {
		const { packets, fault } = drain(socket);
		const moment = now();
		const facts = packets.flatMap((packet) => {
			const [next, fact, isFlooded] = judge(cap, packet, ifname, moment);
			cap = next;
			if (isFlooded) timer ??= setTimeout(tellFlooded, FLOODED_EVERY);
			return fact === null ? [] : [fact];
		});
		if (facts.length > 0) emit(facts);
		if (fault) onFault(fault);
	};
	socket.watch(onReadable);
	return {
		ifindex: socket.ifindex,
		close: () => {
			socket.close();
			clearTimeout(timer);
			tellFlooded();
		}
	};
}
function drain(socket) {
	const packets = [];
	while (packets.length < PACKETS_AT_ONCE) {
		const got = socket.receive();
		if (!got.ok) return {
			packets,
			fault: got
		};
		if (got.value === null) break;
		packets.push(got.value);
	}
	return {
		packets,
		fault: null
	};
}
function judge(cap, packet, ifname, now) {
	const heard = {
		ifname,
		router: packet.from
	};
	const foreign = checkOrigin(packet);
	const [next, verdict] = admit(cap, foreign ? null : packet.from, packet.bytes, now);
	if (verdict !== "admitted") return [
		next,
		null,
		verdict === "flooded"
	];
	const read = foreign ?? decodeAdvertisement(packet.bytes);
	return [
		next,
		read.ok ? toFact(read.value, heard) : toRejection(read.error, heard),
		false
	];
}
const monotonic = () => instant(Math.floor(performance.now()));
const failure = (ifname, fault) => `router advertisements on ${ifname} are not heard: ${describeFault(fault)}`;
// adapters/linux/sockets/diag.ts
const [BY_FAMILY, DESTROY] = [20, 21];
const [TCP, UDP] = [6, 17];
const STATE = {
	established: 1,
	synSent: 2,
	synReceived: 3,
	finWait1: 4,
	closeWait: 8
};
const LIVE = Object.values(STATE);
const REQUEST_HEAD = 8;
const IDENTITY = 48;
const AT = {
	sourcePort: 0,
	destinationPort: 2,
	source: 4,
	destination: 20,
	device: 36
};
const [MESSAGE_HEAD, MESSAGE] = [4, 72];
const INFO = 2;
const TELL_INFO = 2;
const [RETRANSMITS, UNACKED, LAST_ACK_RECV] = [
	2,
	24,
	56
];
function dumpSockets(family, protocol, states, sequence) {
	const mask = states.reduce((bits, state) => bits | 1 << state, 0);
	const payload = request(family, protocol, protocol === TCP ? TELL_INFO : 0, mask, new Uint8Array(IDENTITY));
	return encodeFrames([{
		type: BY_FAMILY,
		flags: 769,
		sequence,
		port: 0,
		payload
	}]);
}
const destroySockets = (keys, sequence) => encodeFrames(keys.map((key, i) => ({
	type: DESTROY,
	flags: 5,
	sequence: sequence + i,
	port: 0,
	payload: request(key.family, key.protocol, 0, 0, key.identity)
})));
const isSocket = ({ type }) => type === BY_FAMILY;
function decodeSocket(payload, protocol) {
	if (payload.length < MESSAGE) return fault$1("truncated", payload.length);
	const attributes = decodeAttributes(payload.subarray(MESSAGE));
	if (!attributes.ok) return shifted(attributes, MESSAGE);
	const [family = 0, state = 0] = payload;
	const identity = payload.slice(MESSAGE_HEAD, MESSAGE_HEAD + IDENTITY);
	const view = viewOf$1(identity);
	return decoded$1({
		key: {
			family,
			protocol,
			identity
		},
		state,
		source: addressAt(identity, AT.source, family),
		destination: addressAt(identity, AT.destination, family),
		sourcePort: view.getUint16(AT.sourcePort),
		destinationPort: view.getUint16(AT.destinationPort),
		device: view.getUint32(AT.device, true),
		progress: progressOf(attributes.value)
	});
}
function request(family, protocol, tell, states, identity) {
	const bytes = new Uint8Array(56);
	bytes.set([
		family,
		protocol,
		tell,
		0
	]);
	viewOf$1(bytes).setUint32(4, states, true);
	bytes.set(identity, REQUEST_HEAD);
	return bytes;
}
const MAPPED = "::ffff:";
function addressAt(identity, offset, family) {
	const text = formatAddress(identity.subarray(offset, offset + (family === 2 ? 4 : 16)));
	return text.startsWith(MAPPED) && text.includes(".") ? text.slice(7) : text;
}
function progressOf(attributes) {
	const info = attributes.find((attribute) => typeOf(attribute) === INFO)?.value;
	if (info === void 0 || info.length < LAST_ACK_RECV + 4) return null;
	const view = viewOf$1(info);
	return {
		retransmits: view.getUint8(RETRANSMITS),
		unacked: view.getUint32(UNACKED, true),
		lastAck: view.getUint32(LAST_ACK_RECV, true)
	};
}
// adapters/linux/sockets/kernel.ts
const AT_ONCE = 64;
const GONE = "ENOENT";
function openDiag() {
	let socket = null;
	let sequence = 0;
	const ask = (request) => {
		if (socket === null) {
			const got = openNetlink({
				groups: [],
				protocol: 4
			});
			if (!got.ok) return {
				frames: [],
				refused: {
					code: got.name,
					problem: describeFault(got)
				}
			};
			socket = got.value;
		}
		const sent = socket.send(request);
		if (!sent.ok) return {
			frames: [],
			refused: {
				code: sent.name,
				problem: describeFault(sent)
			}
		};
		const { datagrams, fault } = socket.receive();
		return {
			frames: datagrams.flatMap((datagram) => walkFrames(datagram).frames),
			refused: fault && {
				code: fault.name,
				problem: describeFault(fault)
			}
		};
	};
	const dump = (family, protocol) => {
		sequence += 1;
		const { frames, refused: why } = ask(dumpSockets(family, protocol, protocol === TCP ? LIVE : [STATE.established], sequence));
		const own = frames.filter((frame) => frame.sequence === sequence);
		const problem = why ?? own.map(errorOf).find((code) => code !== null && code !== void 0);
		if (problem) return {
			ok: false,
			refused: problem
		};
		return {
			ok: true,
			sockets: own.filter(isSocket).map(({ payload }) => decodeSocket(payload, protocol)).flatMap((one) => one.ok ? [one.value] : [])
		};
	};
	return {
		list: (udp = false) => {
			const all = (udp ? [TCP, UDP] : [TCP]).flatMap((protocol) => [2, 10].map((family) => dump(family, protocol)));
			return all.find((one) => !one.ok) ?? {
				ok: true,
				sockets: all.flatMap((one) => one.ok ? one.sockets : [])
			};
		},
		end: (keys) => {
			let [ended, problem] = [0, null];
			for (let from = 0; from < keys.length; from += AT_ONCE) {
				const some = keys.slice(from, from + AT_ONCE);
				const first = sequence + 1;
				sequence += some.length;
				const { frames, refused: why } = ask(destroySockets(some, first));
				problem ??= why;
				for (const frame of frames) {
					if (frame.sequence < first || frame.sequence > sequence) continue;
					const error = errorOf(frame);
					if (error === null) ended += 1;
					else if (error && error.code !== GONE) problem ??= error;
				}
			}
			return {
				ended,
				refused: problem
			};
		},
		close: () => {
			socket?.close();
			socket = null;
		}
	};
}
function errorOf(frame) {
	const control = decodeControl(frame.type, frame.flags, frame.payload);
	if (!control.ok || control.value.kind !== "error") return void 0;
	const { errno } = control.value;
	return errno === 0 ? null : {
		code: refused("sock_diag", errno).name,
		problem: `the kernel says ${refused("sock_diag", errno).name}`
	};
}
// adapters/linux/sockets/judge.ts
const [TIMEOUTS, TIMEOUTS_OF_SYN] = [2, 1];
const isStalled = ({ state, progress }) => progress !== null && progress.unacked > 0 && progress.retransmits >= (state === STATE.synSent ? TIMEOUTS_OF_SYN : TIMEOUTS);
function sampled(sockets, owners, indexOf) {
	const rows = owners.map(({ ifname }) => ({
		index: indexOf(ifname),
		open: 0,
		stalled: 0
	}));
	const byAddress = Map.groupBy(owners.flatMap(({ addresses }, i) => addresses.map((address) => [address, i])), ([address]) => address);
	for (const socket of sockets) {
		const fit = (byAddress.get(socket.source) ?? []).filter(([, i]) => socket.device === 0 || socket.device === rows[i]?.index);
		const row = fit.length === 1 ? rows[fit[0]?.[1] ?? -1] : void 0;
		if (!row) continue;
		row.open += 1;
		if (isStalled(socket)) row.stalled += 1;
	}
	return rows.map(({ open, stalled }) => ({
		open,
		stalled
	}));
}
function isToEnd(socket, { addresses, shared, isStalled: onlyStalled }, index) {
	if (!addresses.includes(socket.source) || reachOf(socket.source) === "loopback") return false;
	if (socket.device !== 0 && socket.device !== index && index !== 0) return false;
	if (shared.includes(socket.source) && (socket.device === 0 || index === 0)) return false;
	return !onlyStalled || isStalled(socket);
}
// adapters/linux/sockets/source.ts
const [EVERY, SHARE] = [500, 1 / 20];
const [LEAST, IDLY] = [1e3, 1e4];
const NONE = {
	open: 0,
	stalled: 0
};
function createSockets({ diag, indexOf, now, every }) {
	let [emit, notice] = [() => {}, () => {}];
	let owners = [];
	let told = new Map();
	let timer = null;
	let [cost, isClosed] = [0, false];
	const said = new Set();
	const sayOnce = (line) => {
		if (!said.has(line)) notice(line);
		said.add(line);
	};
	const look = () => {
		const began = now();
		const listed = diag.list();
		if (!listed.ok) return sayOnce(`connections of programs cannot be counted here (${listed.refused.code})`);
		const facts = changesOf(sampled(listed.sockets, owners, indexOf));
		cost = now() - began;
		if (facts.length > 0) emit(facts);
	};
	const changesOf = (samples) => owners.flatMap(({ pvd, generation }, i) => {
		const [id, sample, at] = [
			`${pvd}@${generation}`,
			samples[i] ?? NONE,
			now()
		];
		const last = told.get(id) ?? {
			...NONE,
			at: Number.NEGATIVE_INFINITY
		};
		if (sample.stalled === last.stalled && sample.open === last.open) return [];
		if (at - last.at < (sample.stalled === last.stalled ? IDLY : LEAST)) return [];
		told.set(id, {
			...sample,
			at
		});
		return [world("sockets.sampled", {
			pvd,
			generation,
			...sample
		})];
	});
	const watch = (command) => {
		owners = command.owners;
		const known = new Set(owners.map(({ pvd, generation }) => `${pvd}@${generation}`));
		told = new Map([...told].filter(([id]) => known.has(id)));
		if (owners.length === 0) {
			timer?.stop();
			timer = null;
		} else timer ??= every(() => Math.max(EVERY, cost / SHARE), look);
		return answer(command.id, "sockets.watched", { owners });
	};
	const end = (command) => {
		const listed = diag.list(true);
		const index = indexOf(command.ifname);
		const isMeant = (socket) => isToEnd(socket, command, index);
		const keys = listed.ok ? listed.sockets.filter(isMeant).map(({ key }) => key) : [];
		const { ended, refused } = listed.ok ? diag.end(keys) : {
			ended: 0,
			...listed
		};
		if (refused === null) return answer(command.id, "sockets.ended", {
			target: command.target,
			count: ended
		});
		sayOnce(`connections of a network that is gone cannot be ended here (${refused.code}): their programs may wait for minutes`);
		return failed(command, refused);
	};
	const carryOut = (command) => {
		if (command.type === "sockets.watch") return watch(command);
		if (command.type === "sockets.end") return end(command);
		return failed(command, {
			code: "ERR_NOT_CARRIED",
			problem: "not a command about sockets"
		});
	};
	return {
		name: "sockets",
		carries: ["sockets"],
		open: async (to, say) => {
			[emit, notice] = [to, say];
		},
		carry: (commands) => {
			queueMicrotask(() => {
				if (!isClosed) emit(commands.map(carryOut));
			});
		},
		close: async () => {
			isClosed = true;
			timer?.stop();
			diag.close();
		}
	};
}
// adapters/linux/sockets/index.ts
const openSockets = () => createSockets({
	diag: openDiag(),
	indexOf: ifNameToIndex,
	now: () => performance.now(),
	every: (ms, run) => {
		let timer = null;
		const again = () => {
			timer = setTimeout(() => {
				run();
				if (timer !== null) again();
			}, ms()).unref();
		};
		again();
		return { stop: () => {
			if (timer !== null) clearTimeout(timer);
			timer = null;
		} };
	}
});
// adapters/publish/conf.ts
const MARK = "# Written by multihome";
const [SERVERS_MAX, SEARCH_MAX] = [3, 256];
const isOurs = (text) => text.startsWith(MARK);
function confText({ servers, search }, backup) {
	const names = fitting(search);
	return `${[
		`${MARK}, which answers on the address below: \u00abmultihome resolvers\u00bb shows whom it asks.`,
		`# What was here before is in ${backup}, and is here again when it stops.`,
		...servers.flatMap((server) => canonicalAddress(server) ?? []).slice(0, SERVERS_MAX).map((server) => `nameserver ${server}`),
		...names.length === 0 ? [] : [`search ${names.join(" ")}`],
		"options edns0"
	].join("\n")}\n`;
}
function fitting(search) {
	let left = SEARCH_MAX;
	return search.filter((name) => {
		if (!/^[a-z0-9._-]+$/i.test(name) || name.length + 1 > left) return false;
		left -= name.length + 1;
		return true;
	});
}
// adapters/publish/file.ts
const Before = discriminatedUnion("kind", [
	strictObject({ kind: literal("nothing") }),
	strictObject({
		kind: literal("link"),
		target: Text
	}),
	strictObject({
		kind: literal("file"),
		text: Text,
		mode: number()
	})
]);
const MODE = 420;
function read(file) {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if (isCode(error, "ENOENT")) return null;
		throw error;
	}
}
function take(place, text) {
	const there = read(place.file);
	if (there === text && !isLink(place.file)) return;
	if (there === null || !place.isOurs(there)) keep(place);
	replace(place.file, text);
}
function giveBack({ file, backup, isOurs }) {
	const [there, kept] = [read(file), read(backup)];
	const isStill = there !== null && isOurs(there);
	if (isStill) {
		const before = parse(kept);
		if (before.kind === "file") replace(file, before.text, before.mode);
		else rmSync(file, { force: true });
		if (before.kind === "link") symlinkSync(before.target, file);
	}
	if (kept !== null) rmSync(backup, { force: true });
	return isStill;
}
function keep({ file, backup }) {
	mkdirSync(dirname(backup), { recursive: true });
	replace(backup, JSON.stringify(look(file)));
}
function look(file) {
	try {
		const stat = lstatSync(file);
		if (stat.isSymbolicLink()) return {
			kind: "link",
			target: readlinkSync(file)
		};
		return {
			kind: "file",
			text: readFileSync(file, "utf8"),
			mode: stat.mode & 511
		};
	} catch (error) {
		if (isCode(error, "ENOENT")) return { kind: "nothing" };
		throw error;
	}
}
function parse(kept) {
	try {
		return Before.parse(JSON.parse(kept ?? ""));
	} catch {
		return { kind: "nothing" };
	}
}
function replace(file, text, mode = MODE) {
	const fresh = join(dirname(file), `.multihome-${process.pid}`);
	try {
		writeFileSync(fresh, text, {
			mode,
			flush: true
		});
		renameSync(fresh, file);
	} catch (error) {
		rmSync(fresh, { force: true });
		if (!isCode(error, "EBUSY", "EXDEV", "EROFS", "EACCES") || isLink(file)) throw error;
		writeFileSync(file, text, { flush: true });
	}
}
const isLink = (file) => lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
const isCode = (error, ...codes) => error instanceof Error && "code" in error && codes.includes(String(error.code));
// adapters/publish/resolved.ts
const MANAGER = [
	"org.freedesktop.resolve1",
	"/org/freedesktop/resolve1",
	"org.freedesktop.resolve1.Manager"
];
const FAMILY = {
	4: 2,
	6: 10
};
async function feed(ifindex, publication) {
	for (const [method, ...words] of callsOf(ifindex, publication)) {
		const told = await call(method, words);
		if (!told.ok) return told;
	}
	return { ok: true };
}
const revert = (ifindex) => call("RevertLink", ["i", String(ifindex)], ["--auto-start=no"]);
function callsOf(ifindex, { servers, search, domains, isDefault }) {
	const index = String(ifindex);
	const read = servers.flatMap((text) => parseServer(text) ?? []);
	const names = [...search.map((name) => [name, "false"]), ...domains.map((name) => [name === "" ? "." : name, "true"])];
	return [
		[
			"SetLinkDNSEx",
			...[
				"ia(iayqs)",
				index,
				String(read.length)
			],
			...read.flatMap(({ address, port, tls }) => {
				const bytes = [...addressBytes(address) ?? []].map(String);
				return [
					String(FAMILY[familyOf(address)]),
					String(bytes.length),
					...bytes,
					String(tls === null && port === 53 ? 0 : port),
					tls ?? ""
				];
			})
		],
		[
			"SetLinkDomains",
			"ia(sb)",
			index,
			String(names.length),
			...names.flat()
		],
		[
			"SetLinkDefaultRoute",
			"ib",
			index,
			String(isDefault)
		],
		[
			"SetLinkDNSOverTLS",
			"is",
			index,
			tlsOf(read.map((server) => server.tls !== null))
		]
	];
}
const tlsOf = (wanted) => !wanted.includes(true) ? "" : wanted.includes(false) ? "opportunistic" : "yes";
const wordsOf = (method, words, options = []) => [
	"--quiet",
	...options,
	"--",
	"call",
	...MANAGER,
	method,
	...words
];
async function call(method, words, options = []) {
	const ran = await runProgram("busctl", wordsOf(method, words, options));
	if (ran.failure === "ENOENT") return {
		ok: false,
		code: "ERR_NO_PROGRAM",
		problem: "busctl is not there: it comes with systemd"
	};
	if (ran.failure !== null) return {
		ok: false,
		code: ran.failure,
		problem: `busctl: ${ran.failure}`
	};
	if (ran.code === 0) return { ok: true };
	return {
		ok: false,
		code: "ERR_RESOLVED",
		problem: `systemd-resolved, ${method}: ${ran.stderr.trim().split("\n").at(-1) ?? ""}`.slice(0, 256)
	};
}
// adapters/publish/links.ts
const BOOT = "/proc/sys/kernel/random/boot_id";
const Kept = strictObject({
	boot: Text,
	links: array(Positive).max(4096)
});
const linksFile = (backup) => join(dirname(backup), "systemd-resolved.links");
function keepLinks(file, links) {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, JSON.stringify({
		boot: thisBoot(),
		links
	}), { flush: true });
}
async function takeBackLinks(file) {
	const links = keptIn(read(file));
	for (const ifindex of links) await revert(ifindex);
	rmSync(file, { force: true });
	return links.length;
}
function keptIn(text) {
	try {
		const { boot, links } = Kept.parse(JSON.parse(text ?? ""));
		return boot === thisBoot() ? links : [];
	} catch {
		return [];
	}
}
const thisBoot = () => readFileSync(BOOT, "utf8").trim();
// adapters/publish/told.ts
const noLink = (ifname) => ({
	ok: false,
	code: "ENODEV",
	problem: `${ifname ?? "no interface"} is not there`
});
const toldOf = (error) => ({
	ok: false,
	code: error instanceof Error && "code" in error ? String(error.code) : "ERR_PUBLISH",
	problem: error instanceof Error ? error.message : String(error)
});
function answerTo(command, told) {
	const { id, type, target } = command;
	if (!told.ok) return answer(id, "command.failed", {
		command: type,
		target,
		code: told.code.slice(0, 64),
		problem: told.problem.slice(0, 256)
	});
	return command.type === "names.publish" ? answer(id, "names.published", { publication: command.publication }) : answer(id, "names.withdrawn", {
		target,
		problem: null
	});
}
// adapters/publish/publisher.ts
const RESOLV_CONF = "/etc/resolv.conf";
function openPublisher({ file = RESOLV_CONF, backup }) {
	const place = {
		file,
		backup,
		isOurs
	};
	let emit = () => {};
	let notice = () => {};
	let watcher = null;
	let written = null;
	const fed = new Map();
	const everFed = new Set();
	let turn = Promise.resolve();
	const look = () => {
		if (written === null || read(file) === written) return;
		written = null;
		emit([world("names.withdrawn", {
			target: "resolv.conf",
			problem: `another program has written ${file}`
		})]);
	};
	const remember = (links) => {
		try {
			keepLinks(linksFile(backup), [...links]);
		} catch (error) {
			notice(`if this process is killed, systemd-resolved goes on with what it was told: ${messageOf(error)}`);
		}
	};
	const publish = async (publication) => {
		if (publication.to === "resolv.conf") {
			const text = confText(publication, backup);
			take(place, text);
			written = text;
			return { ok: true };
		}
		const { ifname } = publication;
		const ifindex = ifname === null ? 0 : ifNameToIndex(ifname);
		if (ifindex === 0) return noLink(ifname);
		fed.set(publicationId(publication), ifindex);
		if (!everFed.has(ifindex)) remember(everFed.add(ifindex));
		return feed(ifindex, publication);
	};
	const withdraw = async (target) => {
		if (target === "resolv.conf") {
			written = null;
			giveBack(place);
			return { ok: true };
		}
		const ifindex = fed.get(target);
		fed.delete(target);
		if (ifindex !== void 0) await revert(ifindex);
		return { ok: true };
	};
	const carryOut = async (command) => {
		const told = await (command.type === "names.publish" ? publish(command.publication) : withdraw(command.target)).catch(toldOf);
		emit([answerTo(command, told)]);
	};
	const giveBackAtLast = () => {
		try {
			giveBack(place);
		} catch (error) {
			notice(`${file} is still ours: ${messageOf(error)}; what was there before is in ${backup}, multihome restore puts it back`);
		}
	};
	const close = async () => {
		emit = () => {};
		watcher?.close();
		watcher = null;
		await turn;
		if (written !== null) giveBackAtLast();
		written = null;
		for (const ifindex of fed.values()) await revert(ifindex);
		fed.clear();
		if (everFed.size > 0) rmSync(linksFile(backup), { force: true });
		everFed.clear();
	};
	return {
		name: "names",
		carries: ["names"],
		fed: () => [...everFed],
		open: async (to, say) => {
			[emit, notice] = [to, say];
			if (giveBack(place)) notice(`${file} was still that of an earlier run; what was there before it is there again`);
			watcher = watch(dirname(file), (_event, name) => {
				if (name === null || name === basename(file)) look();
			}).on("error", () => watcher?.close());
			const links = await takeBackLinks(linksFile(backup));
			if (links > 0) notice(`systemd-resolved still went by what an earlier run had told it of ${links} links; it has forgotten that`);
		},
		carry: (commands) => {
			for (const command of commands) if (command.type === "names.publish" || command.type === "names.withdraw") turn = turn.then(() => carryOut(command));
		},
		close
	};
}
const messageOf = (error) => error instanceof Error ? error.message : String(error);
// adapters/publish/leftover.ts
const giveBackResolvConf = (backup, file = RESOLV_CONF) => giveBack({
	file,
	backup,
	isOurs
});
const giveBackLinks = (backup) => takeBackLinks(linksFile(backup));
// adapters/version.ts
const VERSION = "0.1.0";
export { openSockets as a, createMemoryKernel as c, restoreKernel as d, openKernel as f, openPublisher as i, ApplyLockedError as l, giveBackLinks as n, openRouters as o, bootId as p, giveBackResolvConf as r, openMptcp as s, VERSION as t, acquireApplyLock as u };
