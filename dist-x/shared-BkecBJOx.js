import { k as seconds, o as addressBytes, u as formatAddress } from "./shared-CggHZh46.js";
// machines/model/dns/numbers.ts
const TYPE = {
	A: 1,
	NS: 2,
	CNAME: 5,
	SOA: 6,
	PTR: 12,
	MX: 15,
	TXT: 16,
	AAAA: 28,
	SRV: 33,
	DNAME: 39,
	OPT: 41,
	SVCB: 64,
	HTTPS: 65,
	IXFR: 251,
	AXFR: 252,
	ANY: 255
};
const RCODE = {
	NOERROR: 0,
	FORMERR: 1,
	SERVFAIL: 2,
	NXDOMAIN: 3,
	NOTIMP: 4,
	REFUSED: 5,
	BADVERS: 16
};
const FLAG = {
	QR: 32768,
	OPCODE: 30720,
	AA: 1024,
	TC: 512,
	RD: 256,
	RA: 128,
	AD: 32,
	CD: 16
};
const DNSSEC_OK = 32768;
const [NAME_MAX, LABEL_MAX] = [255, 63];
const MESSAGE_MAX = 65535;
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
const word = (bytes, at) => (bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0);
const long = (bytes, at) => word(bytes, at) * 65536 + word(bytes, at + 2);
// machines/model/dns/name.ts
function readName(bytes, start) {
	const labels = [];
	let [at, limit, length, next] = [
		start,
		start,
		1,
		-1
	];
	for (;;) {
		const byte = bytes[at];
		if (byte === void 0) return fault("truncated", bytes.length);
		if (byte === 0) return decoded({
			name: labels.join("."),
			next: next < 0 ? at + 1 : next
		});
		if (byte >= 192) {
			const low = bytes[at + 1];
			if (low === void 0) return fault("truncated", bytes.length);
			const to = (byte & 63) << 8 | low;
			if (to >= limit || to < 12) return fault("badName", at);
			if (next < 0) next = at + 2;
			[at, limit] = [to, to];
		} else {
			length += byte + 1;
			if (byte > LABEL_MAX || length > NAME_MAX) return fault("badName", at);
			if (at + 1 + byte > bytes.length) return fault("truncated", bytes.length);
			labels.push(textOf(bytes, at + 1, at + 1 + byte));
			at += 1 + byte;
		}
	}
}
function skipName(bytes, start) {
	let [at, limit, length, next] = [
		start,
		start,
		1,
		-1
	];
	for (;;) {
		const byte = bytes[at];
		if (byte === void 0) return -1;
		if (byte === 0) return next < 0 ? at + 1 : next;
		if (byte >= 192) {
			const low = bytes[at + 1];
			if (low === void 0) return -1;
			const to = (byte & 63) << 8 | low;
			if (to >= limit || to < 12) return -1;
			if (next < 0) next = at + 2;
			at = to;
			limit = to;
		} else {
			length += byte + 1;
			if (byte > LABEL_MAX || length > NAME_MAX || at + 1 + byte > bytes.length) return -1;
			at += 1 + byte;
		}
	}
}
function nameBytes(name) {
	const bytes = [];
	for (const label of name === "" ? [] : name.split(".")) {
		const letters = lettersOf(label);
		if (!letters || letters.length === 0 || letters.length > LABEL_MAX) return null;
		bytes.push(letters.length, ...letters);
	}
	return bytes.length < NAME_MAX ? Uint8Array.from([...bytes, 0]) : null;
}
const PLAIN = /^[!-[\]-~]*$/;
const ESCAPE = /\\(\d{3})|([!-[\]-~])/gy;
function lettersOf(label) {
	if (PLAIN.test(label)) return Array.from(label, (letter) => letter.charCodeAt(0));
	const found = [...label.matchAll(ESCAPE)];
	const letters = found.map(([, code, letter]) => code === void 0 ? (letter ?? "").charCodeAt(0) : Number(code));
	return found.reduce((sum, [text]) => sum + text.length, 0) === label.length && letters.every((code) => code < 256) ? letters : null;
}
function textOf(bytes, start, end) {
	let text = "";
	for (let at = start; at < end; at += 1) {
		const code = bytes[at] ?? 0;
		text += code > 32 && code < 127 && code !== 46 && code !== 92 ? String.fromCharCode(code) : `\\${String(code).padStart(3, "0")}`;
	}
	return text;
}
// machines/model/dns/data.ts
const LAYOUTS = {
	[TYPE.NS]: [
		0,
		1,
		0
	],
	[TYPE.CNAME]: [
		0,
		1,
		0
	],
	[TYPE.SOA]: [
		0,
		2,
		20
	],
	[TYPE.PTR]: [
		0,
		1,
		0
	],
	[TYPE.MX]: [
		2,
		1,
		0
	],
	17: [
		0,
		2,
		0
	],
	18: [
		2,
		1,
		0
	],
	[TYPE.SRV]: [
		6,
		1,
		0
	],
	36: [
		2,
		1,
		0
	],
	[TYPE.DNAME]: [
		0,
		1,
		0
	]
};
const COMPRESSED = [
	TYPE.NS,
	TYPE.CNAME,
	TYPE.SOA,
	TYPE.PTR,
	TYPE.MX
];
const SIZES = {
	[TYPE.A]: 4,
	[TYPE.AAAA]: 16
};
function decodeData(bytes, type, start, end) {
	const size = SIZES[type];
	if (size !== void 0) return end - start === size ? decoded({
		kind: "address",
		address: formatAddress(bytes.subarray(start, end))
	}) : fault("badValue", start);
	const layout = LAYOUTS[type];
	return layout ? decodeNames(bytes, layout, start, end) : decoded({
		kind: "raw",
		hex: hexOf(bytes, start, end)
	});
}
function isData(bytes, type, start, end) {
	const size = SIZES[type];
	if (size !== void 0) return end - start === size;
	const layout = LAYOUTS[type];
	if (!layout) return true;
	let at = start + layout[0];
	for (let i = 0; i < layout[1]; i += 1) {
		at = skipName(bytes, at);
		if (at < 0) return false;
	}
	return at + layout[2] === end;
}
function decodeNames(bytes, [before, count, after], start, end) {
	const names = [];
	let at = start + before;
	for (let i = 0; i < count; i += 1) {
		const read = readName(bytes, at);
		if (!read.ok) return read;
		names.push(read.value.name);
		at = read.value.next;
	}
	if (at + after !== end) return fault("badValue", start);
	return decoded({
		kind: "names",
		before: hexOf(bytes, start, start + before),
		names,
		after: hexOf(bytes, at, end)
	});
}
function encodeData(data, put) {
	if (data.kind === "address") return addressBytes(data.address);
	if (data.kind === "raw") return bytesOf(data.hex);
	const head = bytesOf(data.before);
	const tail = bytesOf(data.after);
	if (!head || !tail) return null;
	let whole = head;
	for (const name of data.names) {
		const named = put(name, whole.length);
		if (!named) return null;
		whole = joined([whole, named]);
	}
	return joined([whole, tail]);
}
function joined(parts) {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
const hexOf = (bytes, start, end) => Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex) => /^(?:[0-9a-f]{2})*$/.test(hex) ? Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) : null;
// machines/model/dns/message.ts
function decodeMessage(bytes) {
	if (bytes.length < 12) return fault("truncated", bytes.length);
	const questions = repeat(word(bytes, 4), 12, (at) => decodeQuestion(bytes, at));
	if (!questions.ok) return questions;
	const record = (at) => decodeRecord(bytes, at);
	const answers = repeat(word(bytes, 6), questions.value.next, record);
	if (!answers.ok) return answers;
	const authorities = repeat(word(bytes, 8), answers.value.next, record);
	if (!authorities.ok) return authorities;
	const additionals = repeat(word(bytes, 10), authorities.value.next, record);
	if (!additionals.ok) return additionals;
	return decoded({
		id: word(bytes, 0),
		flags: word(bytes, 2),
		questions: questions.value.list,
		answers: answers.value.list,
		authorities: authorities.value.list,
		additionals: additionals.value.list
	});
}
function repeat(count, start, read) {
	const list = [];
	let at = start;
	for (let i = 0; i < count; i += 1) {
		const one = read(at);
		if (!one.ok) return one;
		list.push(one.value.value);
		at = one.value.next;
	}
	return decoded({
		list,
		next: at
	});
}
function decodeQuestion(bytes, at) {
	const read = readName(bytes, at);
	if (!read.ok) return read;
	const { name, next } = read.value;
	if (next + 4 > bytes.length) return fault("truncated", bytes.length);
	return decoded({
		value: {
			name,
			type: word(bytes, next),
			class: word(bytes, next + 2)
		},
		next: next + 4
	});
}
function decodeRecord(bytes, at) {
	const read = readName(bytes, at);
	if (!read.ok) return read;
	const { name, next } = read.value;
	if (next + 10 > bytes.length) return fault("truncated", bytes.length);
	const [type, kind, start] = [
		word(bytes, next),
		word(bytes, next + 2),
		next + 10
	];
	const end = start + word(bytes, next + 8);
	if (end > bytes.length) return fault("truncated", bytes.length);
	if (type === TYPE.OPT) {
		const [code, version, flags] = [
			bytes[next + 4] ?? 0,
			bytes[next + 5] ?? 0,
			word(bytes, next + 6)
		];
		const options = hexOf(bytes, start, end);
		return decoded({
			value: {
				kind: "edns",
				name,
				size: kind,
				code,
				version,
				flags,
				options
			},
			next: end
		});
	}
	const data = decodeData(bytes, type, start, end);
	if (!data.ok) return data;
	const ttl = seconds(long(bytes, next + 4));
	return decoded({
		value: {
			kind: "record",
			name,
			type,
			class: kind,
			ttl,
			data: data.value
		},
		next: end
	});
}
function encodeMessage(message) {
	const { questions, answers, authorities, additionals } = message;
	const counts = [
		questions,
		answers,
		authorities,
		additionals
	].map((section) => section.length);
	const parts = [Uint8Array.from([
		message.id,
		message.flags,
		...counts
	].flatMap(pair))];
	const known = new Map();
	let length = 12;
	const push = (part) => {
		if (!part) return false;
		parts.push(part);
		length += part.length;
		return true;
	};
	const named = (name, at) => putName(known, name, at);
	for (const { name, type, class: kind } of questions) if (!push(named(name, length)) || !push(Uint8Array.from([type, kind].flatMap(pair)))) return null;
	for (const record of [
		...answers,
		...authorities,
		...additionals
	]) if (!push(named(record.name, length)) || !push(body(record))) return null;
	return length <= 65535 ? joined(parts) : null;
	function body(record) {
		const start = length + 10;
		const put = record.kind === "record" && COMPRESSED.includes(record.type) ? named : nameBytes;
		const data = record.kind === "edns" ? bytesOf(record.options) : encodeData(record.data, (name, at) => put(name, start + at));
		if (!data || data.length > 65535) return null;
		const head = record.kind === "edns" ? [
			...pair(TYPE.OPT),
			...pair(record.size),
			record.code,
			record.version,
			...pair(record.flags)
		] : [
			...pair(record.type),
			...pair(record.class),
			...quad(Math.floor(record.ttl / 1e3))
		];
		return joined([Uint8Array.from([...head, ...pair(data.length)]), data]);
	}
}
function putName(known, name, at) {
	const whole = nameBytes(name);
	if (!whole || name === "") return whole;
	const labels = name.split(".");
	let offset = 0;
	for (let i = 0; i < labels.length; i += 1) {
		const rest = labels.slice(i).join(".");
		const before = known.get(rest);
		if (before !== void 0) return joined([whole.subarray(0, offset), Uint8Array.from(pair(49152 | before))]);
		if (at + offset < POINTED_MAX) known.set(rest, at + offset);
		offset += 1 + (whole[offset] ?? 0);
	}
	return whole;
}
const POINTED_MAX = 16384;
const pair = (value) => [value >> 8 & 255, value & 255];
const quad = (value) => [...pair(Math.floor(value / 65536)), ...pair(value % 65536)];
// machines/model/dns/answer.ts
const ADDRESSES_MAX = 16;
const ALIASES_MAX = 8;
const encodeQuestion = ({ id, name, type }) => encodeMessage({
	id,
	flags: FLAG.RD,
	questions: [{
		name,
		type,
		class: 1
	}],
	answers: [],
	authorities: [],
	additionals: []
});
function decodeAnswer(bytes, asked) {
	const question = checkQuestion(bytes, asked);
	if (!question.ok) return question;
	const rcode = word(bytes, 2) & 15;
	if ((word(bytes, 2) & FLAG.TC) !== 0) return decoded({
		rcode,
		truncated: true,
		addresses: []
	});
	const read = decodeMessage(bytes);
	return read.ok ? decoded({
		rcode,
		truncated: false,
		addresses: addressesOf(read.value, asked)
	}) : read;
}
function checkQuestion(bytes, { id, name, type }) {
	if (bytes.length < 12) return fault("truncated", bytes.length);
	if (word(bytes, 0) !== id) return fault("wrongId", 0);
	if ((word(bytes, 2) & (FLAG.QR | FLAG.OPCODE)) !== FLAG.QR) return fault("notAnAnswer", 2);
	if (word(bytes, 4) !== 1) return fault("wrongQuestion", 4);
	const read = readName(bytes, 12);
	if (!read.ok) return read;
	const { next } = read.value;
	if (next + 4 > bytes.length) return fault("truncated", bytes.length);
	return isSameName(read.value.name, name) && word(bytes, next) === type && word(bytes, next + 2) === 1 ? decoded(null) : fault("wrongQuestion", 12);
}
const isSameName = (a, b) => a.toLowerCase() === b.toLowerCase();
function addressesOf({ answers }, { name, type }) {
	const records = answers.filter((record) => record.kind === "record" && record.class === 1);
	const aliases = new Map(records.flatMap((r) => r.type === TYPE.CNAME ? [[r.name.toLowerCase(), targetOf(r)]] : []));
	let owner = name.toLowerCase();
	for (let i = 0; i < ALIASES_MAX; i += 1) owner = aliases.get(owner) ?? owner;
	const own = records.filter((record) => record.type === type && isSameName(record.name, owner));
	return [...new Set(own.flatMap(({ data }) => data.kind === "address" ? [data.address] : []))].slice(0, ADDRESSES_MAX);
}
const targetOf = ({ data }) => data.kind === "names" ? (data.names[0] ?? "").toLowerCase() : "";
// machines/model/dns/walk.ts
function walkMessage(bytes, visit) {
	if (bytes.length < 12) return fault("truncated", bytes.length);
	if (word(bytes, 4) !== 1) return fault("wrongQuestion", 4);
	const name = skipName(bytes, 12);
	if (name < 0) return faultAt(bytes, 12);
	const question = name + 4;
	if (question > bytes.length) return fault("truncated", bytes.length);
	const answer = walkSection(bytes, "answer", word(bytes, 6), question, visit);
	if (!answer.ok) return answer;
	const authority = walkSection(bytes, "authority", word(bytes, 8), answer.value, visit);
	if (!authority.ok) return authority;
	const additional = walkSection(bytes, "additional", word(bytes, 10), authority.value, visit);
	if (!additional.ok) return additional;
	return decoded({
		question,
		answer: answer.value,
		authority: authority.value,
		additional: additional.value
	});
}
function walkSection(bytes, section, count, from, visit) {
	let at = from;
	for (let i = 0; i < count; i += 1) {
		const fields = skipName(bytes, at);
		if (fields < 0) return faultAt(bytes, at);
		const start = fields + 10;
		if (start > bytes.length) return fault("truncated", bytes.length);
		const end = start + word(bytes, fields + 8);
		if (end > bytes.length) return fault("truncated", bytes.length);
		const type = word(bytes, fields);
		if (!isData(bytes, type, start, end)) return fault("badValue", start);
		visit(section, type, at, fields, start, end);
		at = end;
	}
	return decoded(at);
}
function faultAt(bytes, at) {
	const read = readName(bytes, at);
	return read.ok ? fault("badName", at) : read;
}
export { decodeMessage as a, readName as c, FLAG as d, MESSAGE_MAX as f, word as g, long as h, encodeQuestion as i, skipName as l, TYPE as m, addressesOf as n, encodeMessage as o, RCODE as p, decodeAnswer as r, nameBytes as s, walkMessage as t, DNSSEC_OK as u };
