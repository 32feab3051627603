import { A as Author, C as NameRule, D as Steadiness, E as StaticConfig, S as InterfaceSettings, T as Settings, j as PolicyRule, r as world, w as ResolverSettings } from "./shared-CtF39FSo.js";
import { G as record, K as strictObject, L as _enum, O as millis, Q as toJSONSchema, U as number, V as literal, Z as url, j as Flag, q as string, t as Address, x as IfName, z as array } from "./shared-CggHZh46.js";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
// adapters/programs/errors.ts
const CODES = {
	ERR_PVD_GONE: "the network that the connection was on has gone; connect again, and another is chosen",
	ERR_NO_SUCH_PVD: "no network here has that name; `multihome pvds` lists them",
	ERR_NO_PVD_FITS: "no network meets the needs; `reasons` says of each which one it does not",
	ERR_NOT_REACHABLE: "no network leads to the destination, or no attempt got there; `reasons` has each attempt",
	ERR_NAME_NOT_FOUND: "the name does not exist where it was asked, or has no address of the family",
	ERR_NAME_NOT_ANSWERED: "no server of the network answered for the name; it may do so later",
	ERR_NO_SOURCE: "the network has no address of that family or kind to send from",
	ERR_BAD_OPTION: "an option is not what it may be; the message names it",
	ERR_AGENT_GONE: "the agent has ended or cannot be reached; what is under way ends, and nothing new begins",
	ERR_SESSION_ENDED: "the decision ends the session, or has it made anew; connect again, and the next network is chosen",
	ERR_SESSION_REFUSED: "the agent does not keep this session; `reasons` says why"
};
var ProgramsError = class extends Error {
	code;
	reasons;
	constructor(code, what, reasons = [], options) {
		const because = reasons.length > 0 ? ` (${reasons.join("; ")})` : "";
		super(`${what}${because}: ${CODES[code]}`, options);
		this.name = "ProgramsError";
		this.code = code;
		this.reasons = reasons;
	}
};
// adapters/config/text.ts
const DURATIONS = {
	ms: 1,
	s: 1e3,
	min: 6e4,
	h: 36e5,
	d: 864e5
};
const SIZES = {
	B: 1,
	KiB: 1024,
	MiB: 2 ** 20,
	GiB: 2 ** 30
};
const Duration = string().regex(/^\d{1,9}(ms|s|min|h|d)$/, "a duration is a number and one of ms, s, min, h, d, as in 10s").transform((text) => millis(measured(text, DURATIONS)));
const Bytes = string().regex(/^\d{1,6}(B|KiB|MiB|GiB)$/, "a size is a number and one of B, KiB, MiB, GiB, as in 4MiB").transform((text) => measured(text, SIZES)).refine((bytes) => bytes >= 4096, "a size is at least 4KiB");
const Hostname = string().max(254).regex(/^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i, "not a domain name").transform((name) => name.toLowerCase().replace(/\.$/, "")).refine((name) => name.length <= 253, "a domain name has at most 253 characters");
const SearchName = string().max(255).refine((text) => text === "~." || Hostname.safeParse(text.replace(/^~/, "")).success, "not a domain name (with ~ before it: asked here, not searched)").transform((text) => text === "~." ? text : text.toLowerCase().replace(/\.$/, ""));
function measured(text, units) {
	const [, amount, unit] = /^(\d+)(\D+)$/.exec(text) ?? [];
	return Number(amount) * (units[unit ?? ""] ?? NaN);
}
// adapters/config/schema.ts
const LIST_MAX = 64;
const RULES_MAX = 256;
const list = (schema) => array(schema).max(LIST_MAX).readonly().default([]);
const Rules = array(PolicyRule).max(RULES_MAX).readonly();
const InterfaceConfig = strictObject({
	kind: InterfaceSettings.shape.kind,
	metered: InterfaceSettings.shape.metered,
	cost: InterfaceSettings.shape.cost,
	bandwidth: InterfaceSettings.shape.bandwidth,
	dhcp4: InterfaceSettings.shape.dhcp4,
	dhcp6: InterfaceSettings.shape.dhcp6,
	delegate: InterfaceSettings.shape.delegate,
	exclusive: InterfaceSettings.shape.exclusive,
	ignore: InterfaceSettings.shape.ignore,
	names: InterfaceSettings.shape.names,
	trusted: InterfaceSettings.shape.trusted,
	static: strictObject({
		...StaticConfig.shape,
		search: list(SearchName)
	}).optional()
});
const NameConfig = strictObject({
	suffix: Hostname,
	pvd: string().max(320).regex(/^pvd:[^\s]+$/, "a provisioning domain is named like pvd:wlan0 or pvd:example.com@wlan0"),
	exclusive: NameRule.shape.exclusive
});
const DEFAULT_WEB_PORT = 27109;
const Config = strictObject({
	version: literal(1),
	mode: _enum(["observe", "apply"]).default("observe"),
	authority: array(Author).refine((authors) => new Set(authors).size === authors.length, "an author is named once").readonly().default([
		"user",
		"application",
		"operator",
		"network",
		"system"
	]),
	policies: strictObject({
		user: Rules.optional(),
		operator: Rules.optional(),
		application: Rules.optional(),
		system: Rules.optional()
	}).prefault({}),
	interfaces: record(IfName, InterfaceConfig).refine((all) => Object.keys(all).length <= LIST_MAX, `there are at most ${LIST_MAX} interfaces`).prefault({}),
	names: list(NameConfig),
	useUnknown: Flag.default(true),
	linger: Duration.prefault("10s"),
	checks: strictObject({
		http: list(url({ protocol: /^http$/ })),
		https: list(url({ protocol: /^https$/ })),
		ca: string().min(1).max(4096).optional(),
		every: Duration.prefault("5s"),
		everyMetered: Duration.prefault("1h"),
		timeout: Duration.prefault("2s"),
		budget: Bytes.optional(),
		budgetMetered: Bytes.prefault("96KiB")
	}).prefault({}),
	steadiness: strictObject({
		holdDown: Duration.prefault("2s"),
		failBack: Duration.prefault("5s"),
		moves: Steadiness.shape.moves,
		per: Duration.prefault("60s")
	}).prefault({}),
	manage: list(IfName),
	hostModel: Settings.shape.hostModel,
	fallthrough: Settings.shape.fallthrough,
	ipv6Only: Settings.shape.ipv6Only,
	resolver: strictObject({
		listen: array(Address).max(8).readonly().default(["127.0.0.55", "::1"]),
		port: number().int().min(1).max(65535).default(53),
		publish: ResolverSettings.shape.publish
	}).prefault({}),
	hooks: strictObject({ directory: string().min(1).max(4096).optional() }).prefault({}),
	log: strictObject({
		path: string().min(1).max(4096).optional(),
		names: _enum([
			"omit",
			"hash",
			"keep"
		]).default("hash"),
		epochSize: Bytes.prefault("384KiB"),
		keep: Bytes.prefault("256MiB")
	}).refine((log) => log.keep >= log.epochSize, {
		path: ["keep"],
		message: "keep is less than epochSize"
	}).prefault({}),
	web: strictObject({ port: number().int().min(0).max(65535).default(DEFAULT_WEB_PORT) }).optional(),
	control: strictObject({
		directory: string().min(1).max(4096).optional(),
		group: string().min(1).max(64).optional()
	}).prefault({})
});
const DEFAULT_CONFIG = Config.parse({ version: 1 });
// adapters/config/facts.ts
const AUTHORS = [
	"user",
	"application",
	"operator",
	"system"
];
const FROM_MAX = 512;
function toFacts(config, from, before = DEFAULT_CONFIG) {
	const loaded = AUTHORS.flatMap((author) => {
		const rules = config.policies[author] ?? (before.policies[author] ? [] : null);
		return rules ? [world("policy.loaded", {
			author,
			pvd: null,
			rules,
			from: from.slice(0, FROM_MAX)
		})] : [];
	});
	return [world("settings.loaded", { settings: toSettings(config) }), ...loaded];
}
function toSettings(config) {
	const { authority, interfaces, names, useUnknown, linger, steadiness, manage, hostModel, fallthrough, ipv6Only } = config;
	const { publish } = config.resolver;
	const { ca: _ca, budget = null, ...checks } = config.checks;
	const sorted = Object.entries(interfaces).toSorted(([a], [b]) => a < b ? -1 : 1);
	return Settings.parse({
		authority,
		interfaces: sorted.map(([name, settings]) => ({
			name,
			...settings
		})),
		names,
		useUnknown,
		linger,
		checks: {
			...checks,
			budget
		},
		steadiness,
		manage,
		hostModel,
		fallthrough,
		ipv6Only,
		resolver: { publish }
	});
}
// adapters/config/library.ts
const require = createRequire(import.meta.url);
const yaml = () => require("yaml");
// adapters/config/nearest.ts
function nearest(word, candidates) {
	const [best] = candidates.map((candidate) => [edits(word.slice(0, 64).toLowerCase(), candidate.toLowerCase()), candidate]).toSorted(([a], [b]) => a - b);
	return best && best[0] <= Math.max(1, Math.floor(best[1].length / 3)) ? best[1] : null;
}
function edits(a, b) {
	let [before, row] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1), isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY);
		}
		[before, row] = [row, next];
	}
	return row[b.length] ?? 0;
}
// adapters/config/problems.ts
const problemsOf = (issues, value) => issues.flatMap((issue) => problemOf(issue, [], value)).filter(isOwnMistake);
const isOwnMistake = ({ path, key }, _i, all) => key || !all.some((other) => other.key && other.path.length === path.length + 1 && path.every((p, n) => p === other.path[n]));
function problemOf(issue, base, value) {
	const path = [...base, ...issue.path.map((p) => typeof p === "number" ? p : String(p))];
	const at = valueAt(value, path);
	switch (issue.code) {
		case "unrecognized_keys": return issue.keys.map((key) => unknownKey(path, key));
		case "invalid_union": return unionProblem(issue.errors, path, value);
		case "invalid_key": return [{
			path,
			key: true,
			problem: issue.issues[0]?.message ?? issue.message
		}];
		default:
			if (at === void 0) return [withAllowed({
				path,
				key: false,
				problem: "is missing"
			}, allowedOf(issue))];
			return [withAllowed({
				path,
				key: false,
				problem: wrong(issue, at)
			}, allowedOf(issue))];
	}
}
function unknownKey(path, key) {
	const allowed = keysAt(path);
	if (allowed.includes(key)) return {
		path: [...path, key],
		key: true,
		problem: `${quoted(key)} cannot stand beside the others here`,
		allowed
	};
	const meant = nearest(key, allowed);
	const problem = `unknown key ${quoted(key)}${meant === null ? "" : `: did you mean ${quoted(meant)}?`}`;
	return {
		path: [...path, key],
		key: true,
		problem,
		allowed
	};
}
function unionProblem(branches, path, value) {
	const at = valueAt(value, path);
	if (typeof at !== "object" || at === null || Array.isArray(at)) {
		const problem = at === void 0 ? "is missing" : isScalarUnion(branches) ? notAllowed(at) : `expected a mapping, found ${shown(at)}`;
		const allowed = branches.flat().flatMap((issue) => allowedOf(issue) ?? []);
		return [withAllowed({
			path,
			key: false,
			problem
		}, allowed.length > 0 ? [...new Set(allowed)] : keysAt(path))];
	}
	const misfit = (issues) => issues.filter((i) => i.path.length === 0 || isMissing(i, at)).length;
	const [best = [], next = []] = branches.toSorted((a, b) => misfit(a) - misfit(b));
	if (misfit(best) < misfit(next) || !best.some((issue) => isMissing(issue, at))) return best.flatMap((issue) => problemOf(issue, path, value));
	const unknown = best.filter((issue) => issue.code === "unrecognized_keys").flatMap((i) => problemOf(i, path, value));
	const needed = [...new Set(branches.flatMap((b) => b.filter((i) => isMissing(i, at)).slice(0, 1)).map((i) => String(i.path[0])))];
	return unknown.length > 0 ? unknown : [{
		path,
		key: false,
		problem: `needs one of ${needed.join(", ")}`,
		allowed: needed
	}];
}
const isScalarUnion = (branches) => branches.every((b) => b.every((i) => i.code === "invalid_value"));
const isMissing = (issue, at) => issue.path.length === 1 && valueAt(at, [String(issue.path[0])]) === void 0;
function wrong(issue, at) {
	if (issue.code === "invalid_value") {
		const meant = typeof at === "string" ? nearest(at, issue.values.map(String)) : null;
		return `${notAllowed(at)}${meant === null ? "" : `: did you mean ${quoted(meant)}?`}`;
	}
	if (issue.code === "invalid_type") return `expected ${NAMES[issue.expected] ?? issue.expected}, found ${shown(at)}`;
	if (issue.code === "too_big") return `more than the ${issue.maximum} allowed`;
	return issue.message;
}
const NAMES = {
	object: "a mapping",
	record: "a mapping",
	array: "a list",
	string: "text",
	boolean: "true or false"
};
function allowedOf(issue) {
	if (issue.code === "invalid_value") return issue.values.map(String);
	return issue.code === "invalid_type" && issue.expected === "boolean" ? ["true", "false"] : void 0;
}
const withAllowed = (problem, allowed) => allowed && allowed.length > 0 ? {
	...problem,
	allowed
} : problem;
const notAllowed = (at) => `${shown(at)} is not allowed here`;
const quoted = (text) => `"${text.slice(0, 64)}"`;
function shown(at) {
	if (at === null) return "nothing";
	if (typeof at === "object") return Array.isArray(at) ? "a list" : "a mapping";
	return typeof at === "string" ? quoted(at) : String(at);
}
function valueAt(value, path) {
	return path.reduce((at, key) => typeof at === "object" && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : void 0, value);
}
let known = null;
function keysAt(path) {
	known ??= toJSONSchema(Config, { io: "input" });
	const nodes = path.reduce((at, key) => at.flatMap((node) => below(node, key)), branchesOf(known));
	return [...new Set(nodes.flatMap((node) => isJson(node.properties) ? Object.keys(node.properties) : []))];
}
function below(node, key) {
	const next = typeof key === "number" ? node.items : isJson(node.properties) && Object.hasOwn(node.properties, key) ? node.properties[key] : node.additionalProperties;
	return isJson(next) ? branchesOf(next) : [];
}
const branchesOf = (node) => Array.isArray(node.anyOf) ? node.anyOf.filter(isJson).flatMap(branchesOf) : [node];
const isJson = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
// adapters/config/yaml.ts
const SIZE_MAX = 262144;
const TOKENS_MAX = 24e3;
const DEPTH_MAX = 16;
const REFUSED = {
	anchor: "anchors (&name) are not used here",
	alias: "aliases (*name) are not used here",
	tag: "tags (!name) are not used here",
	"directive-line": "directives (%YAML, %TAG) are not used here"
};
function readYaml(text) {
	const fault = sizeFault(text) ?? controlFault(text) ?? tokenFault(text);
	if (fault) return {
		ok: false,
		faults: [{
			...placeIn(text, fault.offset),
			problem: fault.problem
		}]
	};
	const { LineCounter, parseAllDocuments } = yaml();
	const lines = new LineCounter();
	const documents = parseAllDocuments(text, {
		lineCounter: lines,
		prettyErrors: false,
		uniqueKeys: true,
		logLevel: "silent"
	});
	const placeAt = (offset) => {
		const { line, col } = lines.linePos(offset);
		return {
			line: Math.max(1, line),
			column: Math.max(1, col)
		};
	};
	if ("empty" in documents) return {
		ok: false,
		faults: [{
			line: 1,
			column: 1,
			problem: "the file is empty"
		}]
	};
	const [document, second] = documents;
	if (!document) return {
		ok: false,
		faults: [{
			line: 1,
			column: 1,
			problem: "the file is empty"
		}]
	};
	if (second) return {
		ok: false,
		faults: [{
			...placeAt(second.range[0]),
			problem: "the file has more than one document"
		}]
	};
	const faults = [...document.errors, ...document.warnings].map((e) => ({
		...placeAt(e.pos[0]),
		problem: wordsOf(e.code, e.message)
	}));
	const odd = faults.length > 0 ? [] : oddKeys(document, placeAt);
	return faults.length + odd.length > 0 ? {
		ok: false,
		faults: [...faults, ...odd]
	} : {
		ok: true,
		document,
		placeAt
	};
}
const sizeFault = (text) => text.length > 262144 ? {
	offset: 0,
	problem: `the file is larger than ${SIZE_MAX / 1024} KiB`
} : null;
function controlFault(text) {
	const offset = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
	return offset < 0 ? null : {
		offset,
		problem: "a control character"
	};
}
function tokenFault(text) {
	const { CST, Lexer } = yaml();
	let [offset, tokens, flow, inLine] = [
		0,
		0,
		0,
		0
	];
	let isContent = false;
	for (const token of new Lexer().lex(text)) {
		if (token === CST.SCALAR || token === CST.DOCUMENT || token === CST.FLOW_END) {
			isContent = token === CST.SCALAR;
			continue;
		}
		const type = isContent ? "scalar" : CST.tokenType(token);
		isContent = false;
		tokens += 1;
		const refused = REFUSED[type ?? ""];
		if (refused) return {
			offset,
			problem: refused
		};
		if (tokens > TOKENS_MAX) return {
			offset,
			problem: "the file says too much for a configuration"
		};
		if (type === "flow-map-start" || type === "flow-seq-start") flow += 1;
		if (type === "flow-map-end" || type === "flow-seq-end") flow -= 1;
		if (type === "newline") inLine = 0;
		if (type === "seq-item-ind" || type === "explicit-key-ind" || type === "map-value-ind" && flow <= 0) inLine += 1;
		if (flow > DEPTH_MAX || inLine > DEPTH_MAX) return {
			offset,
			problem: "too deeply nested"
		};
		offset += token.length;
	}
	return null;
}
function oddKeys(document, placeAt) {
	const { isMap, isScalar, visit } = yaml();
	const odd = [];
	visit(document, { Pair: (_index, { key }) => {
		if (isScalar(key) && key.value !== "__proto__") return;
		const offset = isScalar(key) || isMap(key) ? key.range?.[0] : void 0;
		odd.push({
			...placeAt(offset ?? 0),
			problem: "a key must be plain text"
		});
	} });
	return odd;
}
const wordsOf = (code, message) => code === "DUPLICATE_KEY" ? "this key was given before" : message.slice(0, 200);
function placeIn(text, offset) {
	const before = text.slice(0, offset);
	const start = before.lastIndexOf("\n") + 1;
	return {
		line: before.split("\n").length,
		column: offset - start + 1
	};
}
// adapters/config/parse.ts
const ERRORS_MAX = 20;
function parseConfig(text, file) {
	const yaml = readYaml(text);
	if (!yaml.ok) return {
		ok: false,
		errors: yaml.faults.slice(0, ERRORS_MAX).map((fault) => ({
			file,
			path: "",
			...fault
		}))
	};
	const value = yaml.document.toJS({ maxAliasCount: 0 });
	const parsed = Config.safeParse(value);
	if (parsed.success) return {
		ok: true,
		value: parsed.data
	};
	return {
		ok: false,
		errors: problemsOf(parsed.error.issues, value).slice(0, ERRORS_MAX).map(({ path, problem, allowed, ...where }) => ({
			file,
			...yaml.placeAt(offsetOf(yaml.document, {
				path,
				...where
			})),
			path: pathText(path),
			problem,
			...allowed && { allowed }
		})).sort((a, b) => a.line - b.line || a.column - b.column)
	};
}
function errorLine({ file, line, column, path, problem, allowed }) {
	return `${file}:${line}:${column}: ${path ? `${path}: ` : ""}${problem}${allowed ? ` (allowed: ${allowed.join(", ")})` : ""}`;
}
const pathText = (path) => path.map((p, i) => typeof p === "number" ? `[${p}]` : i === 0 ? p : `.${p}`).join("");
function offsetOf(document, { path, key }) {
	const { isMap, isNode, isScalar, isSeq } = yaml();
	let node = document.contents;
	let offset = isNode(node) ? start(node) : 0;
	for (const [i, step] of path.entries()) {
		const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step)) : void 0;
		const next = isSeq(node) && typeof step === "number" ? node.items[step] : pair?.value;
		const isLast = i === path.length - 1;
		if (pair && isNode(pair.key) && (isLast && key || !isNode(next))) offset = start(pair.key);
		else if (isNode(next)) offset = start(next);
		node = next;
		if (node === void 0) break;
	}
	return offset;
}
const start = (node) => node.range?.[0] ?? 0;
// adapters/config/paths.ts
const thisUser = () => ({
	uid: process.geteuid?.() ?? 0,
	env: process.env,
	home: homedir()
});
const defaultConfigPath = (asker = thisUser()) => asker.uid === 0 ? "/etc/multihome/config.yaml" : join(xdg(asker, "XDG_CONFIG_HOME", ".config"), "multihome", "config.yaml");
const defaultLogPath = (asker = thisUser()) => asker.uid === 0 ? "/var/lib/multihome/log.sqlite" : join(xdg(asker, "XDG_STATE_HOME", ".local", "state"), "multihome", "log.sqlite");
const resolvConfBackup = ({ log }) => join(dirname(log.path ?? defaultLogPath()), "resolv.conf.before");
const namesKeyPath = ({ log }) => join(dirname(log.path ?? defaultLogPath()), "names.key");
function defaultControlDirectory(asker = thisUser()) {
	if (asker.uid === 0) return "/run/multihome";
	const runtime = absolute(asker.env.XDG_RUNTIME_DIR);
	return runtime ? join(runtime, "multihome") : join(tmpdir(), `multihome-${asker.uid}`);
}
const xdg = ({ env, home }, variable, ...otherwise) => absolute(env[variable]) ?? join(home, ...otherwise);
const absolute = (path) => path && isAbsolute(path) ? path : null;
// adapters/config/find.ts
function findConfig(named, asker = thisUser()) {
	const file = named ?? defaultConfigPath(asker);
	const read = readCapped(file);
	if (read.ok) return {
		file,
		...parseConfig(read.text, file)
	};
	if (read.missing && named === null) return {
		ok: true,
		value: DEFAULT_CONFIG,
		file: null
	};
	return {
		ok: false,
		errors: [{
			file,
			line: 1,
			column: 1,
			path: "",
			problem: read.missing ? "there is no such file" : read.problem
		}],
		file
	};
}
function readCapped(file) {
	let descriptor = null;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
		if (!fstatSync(descriptor).isFile()) return {
			ok: false,
			missing: false,
			problem: "not a regular file"
		};
		const bytes = Buffer.alloc(262145);
		let length = 0;
		for (let n = -1; n !== 0 && length < bytes.length; length += n) n = readSync(descriptor, bytes, length, bytes.length - length, length);
		return {
			ok: true,
			text: new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length))
		};
	} catch (error) {
		if (!(error instanceof Error && "code" in error)) throw error;
		if (error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") return {
			ok: false,
			missing: false,
			problem: "the file is not UTF-8"
		};
		return {
			ok: false,
			missing: error.code === "ENOENT" || error.code === "ENOTDIR",
			problem: `cannot be read (${error.code})`
		};
	} finally {
		if (descriptor !== null) closeSync(descriptor);
	}
}
export { resolvConfBackup as a, parseConfig as c, DEFAULT_CONFIG as d, DEFAULT_WEB_PORT as f, ProgramsError as h, namesKeyPath as i, toFacts as l, CODES as m, defaultControlDirectory as n, thisUser as o, Duration as p, defaultLogPath as r, errorLine as s, findConfig as t, Config as u };
