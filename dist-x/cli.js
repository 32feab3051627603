#!/usr/bin/env node
import { d as restoreKernel, l as ApplyLockedError, n as giveBackLinks, p as bootId, r as giveBackResolvConf, t as VERSION, u as acquireApplyLock } from "./shared-CnhGvqOp.js";
import { C as duration, S as ruleInWords, T as seeker, _ as liveSubject, a as LIVE_ANSWERS, b as status, f as ControlError, g as summary, h as answer, i as Flushed, m as Requested, o as Resolved, p as ReloadAnswer, r as Cache, s as Resolvers, t as serve, v as look, x as iso, y as decisionAnswer } from "./shared-DzsgVv8b.js";
import { Q as lease4Machine, Tt as isEqual, U as router6Machine, W as policyMachine, a as INITIAL_FOLD, at as interfaceMachine, c as changes, ct as INITIAL_HOST, dt as lease6Machine, et as sessionMachine, k as ranked, o as createLoop, pt as informationMachine, s as NO_DIGEST, u as NO_DECISION, vt as pvdMachine, wt as nodesOf } from "./shared-AO8xFJlA.js";
import { a as resolvConfBackup, f as DEFAULT_WEB_PORT, l as toFacts, n as defaultControlDirectory, o as thisUser, p as Duration, r as defaultLogPath, s as errorLine, t as findConfig, u as Config } from "./shared-7AIFST4H.js";
import { c as LogCorrupt, i as readExport, l as LogFailed, n as memoryLog, o as exportLog, r as importLog, s as FactUnknown, t as openSqliteLog, u as OCTETS } from "./shared-CtCcMkCo.js";
import { A as Count, B as discriminatedUnion, C as Millis, F as Texts, G as record, H as looseObject, J as tuple, K as strictObject, L as _enum, M as Integer, N as Positive, P as Text, Q as toJSONSchema, U as number, V as literal, W as object, Y as union, b as Family, j as Flag, s as canonicalAddress, w as Seq, y as FAMILIES, z as array } from "./shared-CggHZh46.js";
import { A as Author, I as compareText, c as Owner, i as Publication, l as ASKED, p as VERDICTS, r as world, t as Fact } from "./shared-CtF39FSo.js";
import { t as replay } from "./shared-BbTlYDv2.js";
import { S as Why, _ as OnePvd, b as Sessions, d as stream, g as Interfaces, h as Failure, i as PROGRAM_SCHEMAS, l as findSocket, p as ANSWERS, u as ask, v as Pvds, x as Status, y as Routes } from "./shared-ByqLlB17.js";
import { b as SOCK_CLOEXEC, f as close, g as socket, h as sendto, v as describeFault } from "./shared-4U9fLTlI.js";
import { closeSync, constants, existsSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { Writable } from "node:stream";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { setImmediate } from "node:timers/promises";
import { stripVTControlCharacters, styleText } from "node:util";
import { Argument, Command, CommanderError, Option } from "commander";
import { gzipSync } from "node:zlib";
import { access, lstat, readdir } from "node:fs/promises";
// adapters/cli/output.ts
function createOutput(isJson, stdout = process.stdout, stderr = process.stderr, isColored = false) {
	return {
		isJson,
		isTerminal: stdout.isTTY === true,
		line: (text) => {
			if (!isJson) stdout.write(`${text}\n`);
		},
		data: (value) => {
			if (isJson) stdout.write(`${JSON.stringify(value)}\n`);
		},
		note: (text) => {
			stderr.write(`${printable(text)}\n`);
		},
		style: (style, text) => isColored && stdout.isTTY === true ? styleText(style, text, { validateStream: false }) : text
	};
}
const printable = (text) => stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
const oneLine = (text) => printable(text).replace(/[\t\n]/g, " ");
function table(heads, rows, output) {
	const cells = rows.map((row) => row.map((cell) => cell === "" ? "-" : oneLine(cell)));
	const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => (row[i] ?? "").length)));
	const lined = (row) => row.map((cell, i) => i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)).join("  ");
	return [output.style("bold", lined(heads)), ...cells.map(lined)];
}
// adapters/cli/io.ts
function createIo(options) {
	let exitCode = 0;
	const stdout = options.stdout ?? process.stdout;
	const stderr = options.stderr ?? process.stderr;
	return {
		env: options.env ?? process.env,
		stdout,
		stderr,
		stdin: options.stdin ?? process.stdin,
		output: () => createOutput(options.isJson(), stdout, stderr, options.isColored?.() ?? false),
		exitWith: (code) => {
			exitCode = code;
		},
		get exitCode() {
			return exitCode;
		}
	};
}
// adapters/cli/exit.ts
const EXIT = {
	ok: 0,
	failed: 1,
	usage: 2,
	timeout: 3,
	diverged: 5,
	corruptLog: 6,
	noAgent: 8,
	inUse: 9,
	noSuchObject: 10,
	portal: 11,
	unreachable: 12,
	noSuchName: 13,
	unresolved: 14,
	interrupted: 130
};
var CliError = class extends Error {
	exit;
	code;
	hint;
	constructor(exit, code, message, hint = null, options) {
		super(message, options);
		this.name = "CliError";
		this.exit = exit;
		this.code = code;
		this.hint = hint;
	}
};
// adapters/cli/offline/fault.ts
function logError(file, fault, after = "") {
	const { code, problem } = fault;
	if (code === "ERR_LOG_CORRUPT") return new CliError("corruptLog", code, `${file}: damaged at ${placeOf(fault)}: ${problem}${after}`, "multihome import FILE --log NEWLOG keeps the good part of an export");
	if (code === "ERR_FACT_UNKNOWN") return new CliError("failed", code, `${file}: ${placeOf(fault)}: ${problem}${after}`, "a newer multihome wrote it: read it with that one");
	return new CliError("failed", code, `${file}: ${problem}`, code === "ERR_LOG_IN_USE" ? "stop the agent that writes it, or give another file" : null);
}
const placeOf = ({ seq, ...fault }) => [
	seq === void 0 ? null : `fact ${seq}`,
	fault.line === void 0 ? null : `line ${fault.line}`,
	fault.offset === void 0 ? null : `offset ${fault.offset}`
].filter((part) => part !== null).join(", ") || "its beginning";
function asCliError$1(file, error, after = "") {
	if (error instanceof LogCorrupt) return logError(file, {
		code: error.code,
		problem: error.problem,
		seq: error.seq
	}, after);
	if (error instanceof FactUnknown) return logError(file, {
		code: error.code,
		problem: `unknown fact ${error.type} version ${error.version}`,
		seq: error.seq
	}, after);
	return error instanceof LogFailed ? logError(file, {
		code: error.code,
		problem: error.message
	}) : error;
}
// adapters/cli/offline/logFile.ts
const SQLITE = "SQLite format 3\0";
function openLogFile(file) {
	const head = headOf(file);
	if (head.toString("latin1") === SQLITE || head.length === 0) return openLog(file);
	if (head[0] === 123 || head[0] === 31 && head[1] === 139) return {
		kind: "export",
		file,
		close: () => {}
	};
	throw new CliError("corruptLog", "ERR_LOG_CORRUPT", `${file}: neither a log nor an export of one`, "give log.sqlite, or what multihome export wrote");
}
function openLog(file) {
	headOf(file);
	const opened = openSqliteLog(file, { readOnly: true });
	if (!opened.ok) throw logError(file, opened.error);
	return {
		kind: "log",
		file,
		log: opened.log,
		close: () => opened.log.close()
	};
}
async function* transactionsOf(from, to) {
	if (from.kind === "log") {
		try {
			yield* from.log.transactions(to === void 0 ? {} : { to });
		} catch (error) {
			throw asCliError$1(from.file, error);
		}
		return;
	}
	for await (const entry of readExport(from.file)) {
		if (!entry.ok) throw logError(from.file, entry.error);
		if (entry.kind === "transaction") {
			if (to !== void 0 && entry.transaction.first > to) return;
			yield entry.transaction;
		}
	}
}
async function* factsOf(from, to = Number.MAX_SAFE_INTEGER) {
	let hasBegun = false;
	for await (const { facts } of transactionsOf(from, to)) for (const fact of facts) {
		if (fact.seq > to) return;
		hasBegun ||= fact.type === "agent.started";
		if (hasBegun) yield fact;
	}
}
function headOf(file) {
	let descriptor = null;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
		if (!fstatSync(descriptor).isFile()) throw new CliError("noSuchObject", "ERR_LOG_ACCESS", `${file}: not a file`);
		const head = Buffer.alloc(16);
		return head.subarray(0, readSync(descriptor, head));
	} catch (error) {
		if (!(error instanceof Error && "code" in error) || error instanceof CliError) throw error;
		if (error.code === "ENOENT" || error.code === "ENOTDIR") throw new CliError("noSuchObject", "ERR_NO_LOG", `${file}: there is no such log`, null, { cause: error });
		throw new CliError("failed", "ERR_LOG_ACCESS", `${file}: cannot be read (${error.code})`, null, { cause: error });
	} finally {
		if (descriptor !== null) closeSync(descriptor);
	}
}
// adapters/cli/logFile.ts
async function openToAsk(file) {
	const opened = openLogFile(file);
	if (opened.kind === "log") return opened.log;
	let log = null;
	const result = await importLog(file, (base) => {
		log = memoryLog({ base });
		return {
			ok: true,
			log
		};
	});
	if (result.ok && log) return log;
	throw logError(file, result.ok ? {
		code: "ERR_LOG_CORRUPT",
		problem: "it has no header"
	} : result.error);
}
// adapters/cli/ask.ts
const asking = (command) => command.option("--at <seq|time>", "as it was at a fact's number, or at an ISO time").option("--log <file>", "ask a stored log or an export instead of the agent");
async function question(io, command, path, schema, query = {}) {
	const { at, log } = command.opts();
	const search = searchOf({
		...query,
		at
	});
	return readAs(schema, log === void 0 ? await fromAgent(io, command, path, search) : await fromLog(log, path, search));
}
const demand = (io, command, path, schema, query = {}) => asOwner(io, command, "POST", path, schema, query);
const confidential = (io, command, path, schema) => asOwner(io, command, "GET", path, schema, {});
async function asOwner(io, command, method, path, schema, query) {
	const search = searchOf(query);
	const socket = socketOf(io, command, "control.sock");
	return readAs(schema, value(await ask({
		socket,
		path: search.size > 0 ? `${path}?${search}` : path,
		method
	})));
}
const searchOf = (query) => new URLSearchParams(Object.entries(query).filter((pair) => pair[1] !== void 0));
function readAs(schema, { status, body }) {
	if (status !== 200) throw refusal(status, body);
	const read = schema.safeParse(body);
	if (!read.success) throw new CliError("failed", "ERR_ANSWER", "the agent answers in a way that this version does not know", "are both of the same version?", { cause: read.error });
	return {
		raw: body,
		value: read.data
	};
}
async function fromAgent(io, command, path, search) {
	return value(await ask({
		socket: socketOf(io, command),
		path: search.size > 0 ? `${path}?${search}` : path
	}));
}
async function fromLog(file, path, search) {
	const log = await openToAsk(file);
	try {
		if (log.last === null) throw new CliError("noSuchObject", "ERR_NOT_IN_LOG", `${file}: there is no fact in it`);
		if (!search.has("at")) search.set("at", String(log.last.seq));
		const subject = {
			fold: INITIAL_FOLD,
			now: INITIAL_FOLD.host.at,
			log,
			notices: []
		};
		return await answer(subject, path, search);
	} catch (error) {
		throw asCliError$1(file, error);
	} finally {
		log.close();
	}
}
function socketOf(io, command, name = "state.sock") {
	const told = command.optsWithGlobals().control ?? io.env.MULTIHOME_CONTROL;
	return findSocket(name, told ?? configured$2());
}
function configured$2() {
	const found = findConfig(null);
	return found.ok ? found.value.control.directory ?? null : null;
}
function value(asked) {
	if (asked.ok) return asked.value;
	throw unanswered(asked);
}
const UNANSWERED = {
	noAgent: [
		"noAgent",
		"ERR_NO_AGENT",
		"start one with: multihome run; or ask a stored log with --log FILE"
	],
	denied: [
		"noAgent",
		"ERR_ACCESS",
		"ask as root; questions also as a member of the group multihome"
	],
	timeout: [
		"timeout",
		"ERR_TIMEOUT",
		"try again"
	],
	broken: [
		"failed",
		"ERR_ANSWER",
		"try again"
	]
};
function unanswered({ problem, message }) {
	const [exit, code, hint] = UNANSWERED[problem];
	return new CliError(exit, code, message, hint);
}
const CORRUPT = ["ERR_LOG_CORRUPT"];
function refusal(status, body) {
	const read = Failure.safeParse(body);
	if (!read.success) return new CliError("failed", "ERR_ANSWER", `the agent refused without a reason (${status})`);
	const { code, message, hint } = read.data.error;
	return new CliError(CORRUPT.includes(code) ? "corruptLog" : status === 404 ? "noSuchObject" : status === 400 ? "usage" : "failed", code, printable(message), hint === null ? null : printable(hint));
}
// adapters/cli/commands/cache.ts
const register$22 = (program, io) => {
	const command = program.command("cache").description("the answers that the resolver keeps, or forgetting them; for the agent's own user").option("--flush", "forget them all").addHelpText("after", EXAMPLES$22);
	command.action(({ flush = false }) => flush ? forget(io, command) : show(io, command));
};
const EXAMPLES$22 = `
It tells which names programs of all users asked for, so it takes control.sock, which is its owner's alone.
An answer lives and dies with the attachment of the network that gave it.

Examples:
  sudo multihome cache
  sudo multihome cache --json | jq '.pvds[] | {pvd, answers: (.entries | length)}'
  sudo multihome cache --flush`;
async function forget(io, command) {
	const { raw } = await demand(io, command, "flush", Flushed);
	io.output().data(raw);
	io.output().line("All answers are forgotten");
}
async function show(io, command) {
	const { raw, value } = await confidential(io, command, "cache", Cache);
	const output = io.output();
	output.data(raw);
	const rows = value.pvds.flatMap(({ pvd, generation, entries }) => entries.map(({ name, type, rcode, addresses, ttl, isSynthesised }) => [...[
		name === "" ? "." : name,
		type,
		pvd,
		String(generation),
		duration(ttl)
	], `${rcode === "NOERROR" ? addresses.join(" ") : rcode}${isSynthesised ? " (synthesised)" : ""}`]));
	for (const line of table([
		"NAME",
		"TYPE",
		"OF",
		"GENERATION",
		"HOLDS",
		"ADDRESSES"
	], rows, output)) output.line(line);
}
// adapters/cli/interrupt.ts
function interruptible({ stdout }) {
	const controller = new AbortController();
	let code = 0;
	const end = (with_) => {
		code = with_;
		controller.abort();
	};
	const onInt = () => {
		if (controller.signal.aborted) process.exit(EXIT.interrupted);
		end(EXIT.interrupted);
	};
	const onTerm = () => end(EXIT.ok);
	const onError = () => end(EXIT.ok);
	process.on("SIGINT", onInt);
	process.on("SIGTERM", onTerm);
	stdout.on("error", onError);
	return {
		signal: controller.signal,
		get code() {
			return code;
		},
		[Symbol.dispose]: () => {
			process.off("SIGINT", onInt);
			process.off("SIGTERM", onTerm);
			stdout.off("error", onError);
		}
	};
}
const aborted = (signal) => new Promise((resolve) => {
	if (signal.aborted) resolve();
	else signal.addEventListener("abort", () => resolve(), { once: true });
});
// adapters/cli/following.ts
async function follow$1(io, command, { from, filter, timeout, lacking, begin, take }) {
	using interrupt = interruptible(io);
	const over = AbortSignal.timeout(timeout);
	const done = new AbortController();
	const search = new URLSearchParams({
		filter,
		follow: "1",
		...from === null ? {} : { from: String(from) }
	});
	const late = () => new CliError("timeout", "ERR_TIMEOUT", lacking(), "give it longer with --timeout");
	try {
		const signal = AbortSignal.any([
			interrupt.signal,
			over,
			done.signal
		]);
		const { status, events } = value(await stream({
			socket: socketOf(io, command),
			path: `events?${search}`,
			signal
		}));
		if (status === 200 && await begin?.()) return true;
		for await (const { event, data } of events) {
			if (status !== 200 || event === "error") throw refusal(status, JSON.parse(data));
			if (await take(Fact.parse(JSON.parse(data)))) return true;
		}
	} catch (error) {
		if (!interrupt.signal.aborted && !over.aborted) throw error;
	} finally {
		done.abort();
	}
	if (interrupt.signal.aborted) {
		io.exitWith(interrupt.code || EXIT.interrupted);
		return false;
	}
	if (over.aborted) throw late();
	throw new CliError("noAgent", "ERR_NO_AGENT", "the agent has ended", "start one with: multihome run");
}
function timeoutOf(text) {
	const read = Duration.safeParse(text);
	if (read.success && read.data > 0 && read.data <= 2 ** 31 - 1) return read.data;
	throw new CliError("usage", "ERR_USAGE", `not a time to wait: ${text}`, "a number and one of ms, s, min, h, as in 30s");
}
// adapters/cli/commands/check.ts
const Checked = object({
	pvd: Text,
	family: Family,
	state: _enum([
		"validated",
		"assumed",
		"partial",
		"portal",
		"failed",
		"curtailed"
	]),
	rtt: number().nullable(),
	took: number(),
	bytes: number(),
	portal: Text.nullable(),
	problem: Text.nullable(),
	seq: number()
});
const CheckOutput = object({
	v: literal(1),
	checks: array(Checked).readonly()
});
const register$21 = (program, io) => {
	const command = program.command("check").description("check now how a network, or every one, reaches the Internet").argument("[pvd]", "a provisioning domain: pvd:wlan0, wlan0, or its RFC 8801 name (default: all)").option("--timeout <time>", "how long to wait for the outcome", "30s").addHelpText("after", EXAMPLES$21);
	command.action((pvd, options) => check(io, command, pvd, options.timeout));
};
const EXAMPLES$21 = `
The agent must check at all: multihome run --check, or --apply. Needs control.sock, so the agent's own user.
Exit codes: 0 all that was checked is validated or assumed, 11 a captive portal holds some of it, 12 some of it failed or
is reached in part only, 3 no outcome in time, 10 no such provisioning domain.

Examples:
  multihome check
  multihome check wlan0 --timeout 5s
  multihome check --json | jq -r '.checks[] | select(.portal) | .portal'`;
async function check(io, command, pvd, timeout) {
	const within = timeoutOf(timeout);
	const { value: asked } = await demand(io, command, "check", Requested, { pvd });
	if (asked.checks.length === 0) throw new CliError("failed", "ERR_NOTHING_TO_CHECK", nothing$1(pvd), "multihome pvds says how they stand");
	const key = (c) => `${c.pvd} ${c.family}`;
	const waiting = new Set(asked.checks.map(key));
	const checked = [];
	if (!await follow$1(io, command, {
		from: asked.seq + 1,
		filter: "check.",
		timeout: within,
		lacking: () => `no outcome within ${timeout}: ${[...waiting].map((k) => k.replace(/ (\d)$/, " over IPv$1")).join(", ")}`,
		take: (fact) => {
			if (isOutcome(fact) && waiting.delete(key(fact))) checked.push(told(fact));
			return waiting.size === 0;
		}
	})) return;
	const output = io.output();
	output.data({
		v: 1,
		checks: checked
	});
	for (const line of words$7(checked, output)) output.line(line);
	io.exitWith(codeOf(checked));
}
const nothing$1 = (pvd) => `${pvd === void 0 ? "no network" : `${pvd}: nothing of it`} can be checked now: it takes an address, a gateway, and bytes left to spend`;
const isOutcome = (fact) => fact.type.startsWith("check.") && fact.type !== "check.requested";
function told(fact) {
	const { pvd, family, rtt, took, bytes, seq } = fact;
	return {
		pvd,
		family,
		rtt,
		took,
		bytes,
		seq,
		state: Checked.shape.state.parse(fact.type.slice(6)),
		portal: fact.type === "check.portal" ? fact.url : null,
		problem: fact.type === "check.curtailed" ? "what it may spend is spent" : "problem" in fact ? fact.problem : null
	};
}
function codeOf(checked) {
	if (checked.some(({ state }) => state === "failed" || state === "partial" || state === "curtailed")) return EXIT.unreachable;
	return checked.some(({ state }) => state === "portal") ? EXIT.portal : EXIT.ok;
}
function words$7(checked, output) {
	return table([
		"NETWORK",
		"FAMILY",
		"STATE",
		"RTT",
		"BYTES",
		"PORTAL OR PROBLEM"
	], checked.map((c) => [
		c.pvd,
		`IPv${c.family}`,
		c.state,
		c.rtt === null ? "" : `${c.rtt} ms`,
		String(c.bytes),
		c.portal ?? c.problem ?? (c.state === "portal" ? "the address of the portal is unknown" : "")
	]), output);
}
// adapters/cli/offline/bash.ts
function bashCompletion(program, extra = {}) {
	const name = program.name();
	const all = commandsOf(program, "");
	const paths = all.map(({ path }) => path).filter((path) => path !== "");
	return `# bash completion of ${name}: source <(${name} completion bash)
_${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" path="" words="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
${paths.length > 0 ? `      ${paths.map(quoted).join(" | ")}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;` : ""}
    esac
  done
  case "$path $prev" in
${all.flatMap(valueCases).join("\n")}
  esac
  case "$path" in
${all.map((known) => `    ${quoted(known.path)}) words=${quoted(wordsOf(program, known, extra).join(" "))} ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _${name} ${name}`;
}
const commandsOf = (command, path) => [{
	path,
	command
}, ...visible(command).flatMap((child) => commandsOf(child, path ? `${path} ${child.name()}` : child.name()))];
const visible = (command) => command.createHelp().visibleCommands(command);
function valueCases({ path, command }) {
	return command.options.filter((option) => option.required || option.optional).map((option) => {
		const flags = [option.long, option.short].flatMap((flag) => flag ? [quoted(`${path} ${flag}`)] : []);
		const choices = option.argChoices ? `COMPREPLY=($(compgen -W ${quoted(option.argChoices.join(" "))} -- "$cur")); ` : "";
		return `    ${flags.join(" | ")}) ${choices}return ;;`;
	});
}
function wordsOf(program, { path, command }, extra) {
	const options = [...new Set([...command.options, ...program.options])].flatMap((option) => option.hidden ? [] : option.long ?? []);
	const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
	return [...new Set([
		...visible(command).map((child) => child.name()),
		...choices,
		...extra[path] ?? [],
		...options,
		"--help"
	])];
}
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
// machines/all.ts
const MACHINES = [
	["interface", interfaceMachine],
	["lease4", lease4Machine],
	["lease6", lease6Machine],
	["router6", router6Machine],
	["pvd", pvdMachine],
	["information", informationMachine],
	["policy", policyMachine],
	["session", sessionMachine]
];
// adapters/cli/offline/machines.ts
const MACHINE_NAMES = MACHINES.map(([name]) => name);
const graphs = (name) => MACHINES.filter(([known]) => name === null || known === name).map(([known, machine]) => graphOf(known, machine));
function graphOf(machine, definition) {
	const nodes = allOf(nodesOf(definition));
	const states = nodes.map((node) => ({
		path: pathOf(node),
		type: typeOf(node),
		initial: node.initial,
		...effectsOf(stateNode(definition.root, node))
	}));
	const transitions = nodes.flatMap((node) => [...node.on.values()].flat().map(transitionOf));
	const actions = [...transitions.flatMap((t) => t.actions), ...states.flatMap((s) => [...s.entry, ...s.exit])];
	return {
		machine,
		states,
		transitions,
		guards: unique(transitions.flatMap((t) => t.guard ?? [])),
		actions: unique(actions)
	};
}
const transitionOf = ({ source, type, target, guardName, actionNames }) => ({
	from: pathOf(source),
	on: type,
	to: target && pathOf(target),
	guard: guardName,
	actions: [...actionNames]
});
const allOf = (node) => [node, ...node.children.flatMap(allOf)];
const typeOf = (node) => node.parallel ? "parallel" : node.children.length > 0 ? "compound" : "atomic";
const pathOf = (node) => node.path.slice(1).map((n) => n.key).join(".");
const unique = (names) => [...new Set(names)].sort();
function effectsOf(node) {
	const names = (actions = []) => actions.map((action) => typeof action === "string" ? action : String(Object(action).type));
	return {
		entry: names(node?.entry),
		exit: names(node?.exit)
	};
}
const stateNode = (root, node) => node.path.slice(1).reduce((at, { key }) => at?.states[key], root);
// adapters/cli/running/applying.ts
async function lockApplying() {
	try {
		return await acquireApplyLock();
	} catch (error) {
		if (!(error instanceof ApplyLockedError)) throw error;
		throw new CliError("inUse", error.code, error.message, "multihome status asks it, where it can be asked", { cause: error });
	}
}
// adapters/cli/running/restoring.ts
const originalsOf = ({ sysctls }) => sysctls.filter(({ sysctl, original }) => sysctl.value !== original).map(({ sysctl, original }) => ({
	...sysctl,
	value: original
}));
async function restored(host) {
	try {
		return await restoreKernel({
			sysctls: originalsOf(host),
			mptcp: host.mptcp?.original ?? null
		});
	} catch (error) {
		throw new CliError("failed", "ERR_RESTORE", `nothing was put back: ${error instanceof Error ? error.message : String(error)}`, null, { cause: error });
	}
}
function restoredConf(backup) {
	try {
		return {
			isDone: giveBackResolvConf(backup),
			problems: []
		};
	} catch (error) {
		return {
			isDone: false,
			problems: [`resolv.conf, kept in ${backup}: ${error instanceof Error ? error.message : String(error)}`]
		};
	}
}
async function forgottenLinks(backup) {
	try {
		return {
			links: await giveBackLinks(backup),
			problems: []
		};
	} catch (error) {
		return {
			links: 0,
			problems: [`what systemd-resolved was told: ${error instanceof Error ? error.message : String(error)}`]
		};
	}
}
const restoredInWords = ({ rules, routes, addresses, endpoints, sysctls, guarded, problems }) => [`Removed ${rules} rules, ${routes} routes and ${addresses} addresses of ours${guarded.length > 0 ? ` and the packet filter of ${guarded.join(", ")}` : ""}${endpoints > 0 ? ` and ${endpoints} endpoints of multipath TCP` : ""}; ${sysctls} settings of the kernel are as they were`, ...problems.map((problem) => `not put back: ${problem}`)].map(oneLine);
// adapters/cli/running/starting.ts
function configured$1(named) {
	const found = findConfig(named);
	if (found.ok) return {
		config: found.value,
		file: found.file,
		find: () => findConfig(named)
	};
	const [first, ...more] = found.errors;
	throw new CliError("failed", "ERR_CONFIG", `${first ? errorLine(first) : "the configuration cannot be read"}${more.length > 0 ? `, and ${more.length} more mistakes` : ""}`, "multihome schema config has all that may stand there");
}
function openedLog(file) {
	const result = openSqliteLog(file);
	if (result.ok) return result.log;
	throw logError(file, result.error);
}
async function started(log, options) {
	const { createAgent } = await import("./shared-Coabo_zt.js");
	try {
		return await createAgent({
			...options,
			log
		});
	} catch (error) {
		log.close();
		throw error;
	}
}
// adapters/cli/commands/restore.ts
const RestoreOutput = object({
	v: literal(1),
	rules: number(),
	routes: number(),
	addresses: number(),
	endpoints: number(),
	sysctls: number(),
	guarded: Texts,
	resolvConf: Flag,
	problems: Texts
});
const register$20 = (program, io) => {
	program.command("restore").description("remove what an agent that has ended left in the kernel, and put back what it changed").option("--config <file>", "the configuration, which may say where the log is, and beside it what resolv.conf was before").option("--resolv-conf", "put back /etc/resolv.conf alone: routes and all else stay, as at a stop").option("--log <file>", "the log that knows what stood there before (default: the usual place)").addHelpText("after", EXAMPLES$20).action((options) => restore(io, options));
};
const EXAMPLES$20 = `
Rules, routes and addresses with protocol 109, endpoints of multipath TCP from 109 to 124 and the nft table of multihome go; settings of the kernel are as the log first
saw them in this boot. /etc/resolv.conf is what it was before, where it is still ours. An agent that still applies is not
disturbed: exit code 9.

Examples:
  multihome restore
  multihome restore --resolv-conf
  multihome restore --log /var/lib/multihome/log.sqlite --json`;
async function restore(io, { log, config: named, resolvConf = false }) {
	const { config } = configured$1(named ?? null);
	const file = log ?? config.log.path ?? defaultLogPath();
	await using _lock = await lockApplying();
	const conf = restoredConf(resolvConfBackup(config));
	const told = await forgottenLinks(resolvConfBackup(config));
	const kernel = resolvConf ? NOTHING : await restored(await lastOf(file, log !== void 0));
	const done = {
		...kernel,
		resolvConf: conf.isDone,
		problems: [
			...conf.problems,
			...told.problems,
			...kernel.problems
		]
	};
	const output = io.output();
	output.data({
		v: 1,
		...done
	});
	if (!resolvConf) for (const line of restoredInWords({
		...kernel,
		problems: []
	})) output.line(line);
	if (conf.isDone || resolvConf) output.line(conf.isDone ? "resolv.conf is what it was before" : "resolv.conf was not ours");
	if (told.links > 0) output.line(`systemd-resolved has forgotten what it was told of ${told.links} links`);
	for (const problem of done.problems) output.note(oneLine(`not put back: ${problem}`));
	if (done.problems.length > 0) throw new CliError("failed", "ERR_RESTORE", `${done.problems.length} things could not be put back`);
}
const NOTHING = {
	rules: 0,
	routes: 0,
	addresses: 0,
	endpoints: 0,
	sysctls: 0,
	guarded: [],
	problems: []
};
async function lastOf(file, isNamed) {
	if (!isNamed && !existsSync(file)) return INITIAL_HOST;
	const log = await openToAsk(file);
	try {
		if (log.last === null) return INITIAL_HOST;
		const { host } = replay(log.transactions({ epoch: log.last.epoch }), { keepGoing: true }).fold;
		return host.started?.boot === bootId() ? host : INITIAL_HOST;
	} catch (error) {
		throw asCliError$1(file, error);
	} finally {
		log.close();
	}
}
// adapters/cli/commands/wait.ts
const State$1 = _enum([
	"provisioned",
	"validated",
	"portal"
]);
const WaitOutput = object({
	v: literal(1),
	pvd: Text,
	state: State$1,
	family: Family.nullable(),
	portal: Text.nullable()
});
const register$19 = (program, io) => {
	const command = program.command("wait").description("wait until a network is provisioned, reaches the Internet, or is behind a captive portal").option("--validated", "until one was found to reach the Internet").option("--portal", "until one is behind a captive portal").option("--pvd <pvd>", "only this provisioning domain will do: pvd:wlan0, wlan0, or its RFC 8801 name").option("--timeout <time>", "how long at most", "30s").addHelpText("after", EXAMPLES$19);
	command.action((options) => wait(io, command, options));
};
const EXAMPLES$19 = `
With neither --validated nor --portal a network that has an address and a gateway is enough.
Exit codes: 0 it is so (the network is printed), 3 it was not in time, 8 no agent answers.

Examples:
  multihome wait && rsync \u2026
  multihome wait --validated --timeout 2min
  multihome wait --portal --pvd wlan0 --json | jq -r .portal`;
async function wait(io, command, { validated = false, portal = false, pvd, timeout }) {
	if (validated && portal) throw new CliError("usage", "ERR_USAGE", "one of --validated and --portal", "or neither");
	const state = validated ? "validated" : portal ? "portal" : "provisioned";
	const met = [];
	let seen = 0;
	const look = async () => {
		const { value } = await question(io, command, "pvds", Pvds);
		seen = value.seq;
		met.push(...value.pvds.filter((p) => pvd === void 0 || isNamed(p, pvd)).flatMap((p) => meets(p, state)));
		return met.length > 0;
	};
	const isMet = await follow$1(io, command, {
		from: null,
		filter: "",
		timeout: timeoutOf(timeout),
		lacking: () => `${pvd ?? "no network"} is ${pvd === void 0 ? "" : "not "}${WORDS$1[state]} after ${timeout}`,
		begin: look,
		take: (fact) => fact.seq > seen && look()
	});
	const [first] = met;
	if (!isMet || !first) return;
	const output = io.output();
	output.data(first);
	output.line(inWords(first));
}
const WORDS$1 = {
	provisioned: "provisioned",
	validated: "known to reach the Internet",
	portal: "behind a captive portal"
};
const isNamed = ({ id, identity }, wanted) => id === wanted || id === `pvd:${wanted}` || identity === wanted.toLowerCase();
function meets({ id, provisioning, reach }, state) {
	if (provisioning !== "provisioned" && provisioning !== "deprecated") return [];
	if (state === "provisioned") return [{
		v: 1,
		pvd: id,
		state,
		family: null,
		portal: null
	}];
	return reach.filter((r) => r.state === state).map(({ family, portal }) => ({
		v: 1,
		pvd: id,
		state,
		family,
		portal
	}));
}
const inWords = ({ pvd, state, family, portal }) => oneLine(`${pvd} is ${WORDS$1[state]}${family === null ? "" : ` over IPv${family}`}${portal === null ? "" : `: ${portal}`}`);
// adapters/cli/offline/decisionSchema.ts
const Reason = strictObject({
	rule: Text,
	by: Text,
	facts: array(Seq).readonly()
});
const Beaten = strictObject({
	pvd: Text,
	...Reason.shape
});
const Id = { id: Text };
const Pvd = {
	pvd: Text,
	generation: Integer
};
const Place = strictObject({
	...Id,
	family: Family,
	...Pvd,
	place: Positive.nullable(),
	reach: Text,
	because: Reason,
	beaten: array(Beaten).readonly()
});
const Route = strictObject({
	table: Integer,
	kind: _enum(["unicast", "unreachable"]),
	metric: Integer,
	destination: Text,
	gateway: Text.nullable(),
	ifname: Text.nullable(),
	source: Text.nullable(),
	mtu: Integer.nullable()
});
const Until = strictObject({
	router: Text,
	object: Text
}).nullable();
const Rule = strictObject({
	family: Family,
	priority: Integer,
	action: _enum(["lookup", "unreachable"]),
	table: Integer.nullable(),
	from: Text.nullable(),
	to: Text.nullable(),
	iif: Text.nullable(),
	oif: Text.nullable(),
	mark: Integer.nullable(),
	mask: Integer.nullable(),
	other: record(Text, Text)
});
const SuffixRule = strictObject({
	...Id,
	suffix: Text,
	family: Family,
	kind: _enum([
		"policy",
		"zone",
		"search",
		"reverse",
		"default"
	]),
	...Pvd,
	servers: Texts,
	preference: _enum([
		"high",
		"medium",
		"low"
	]),
	trusted: Flag,
	exclusive: Flag,
	since: Seq,
	place: Integer,
	because: Reason
});
const Check = strictObject({
	...Id,
	...Pvd,
	family: Family,
	ifname: Text,
	source: Text.nullable(),
	servers: Texts,
	gateway: Text.nullable(),
	http: Texts,
	https: Texts,
	portal: Text.nullable(),
	foreign: Texts,
	timeout: Millis
});
const NodeValue = strictObject({
	id: _enum(["ntp", "search"]),
	values: Texts,
	...Pvd,
	because: Reason,
	beaten: array(Beaten).readonly()
});
const Conflict = strictObject({
	...Id,
	kind: _enum([
		"policy",
		"foreign",
		"overlap",
		"route",
		"claim",
		"pin",
		"exclusive",
		"owner",
		"command"
	]),
	about: Text,
	winner: Text,
	loser: Text,
	because: Reason
});
const Owned = strictObject({
	...Id,
	ifname: Text,
	isManaged: Flag,
	owner: Text.nullable(),
	because: Reason
});
const Installed = strictObject({
	...Id,
	ifname: Text,
	address: Text,
	prefixLength: Integer,
	until: Text
});
const Client = strictObject({
	...Id,
	client: _enum(["udhcpc", "dhcpcd"]),
	ifname: Text,
	managed: Flag,
	delegated: Flag,
	ipv6Only: Flag
});
const Information = strictObject({
	...Id,
	...Pvd,
	identity: Text,
	sequence: Integer,
	ifname: Text,
	sources: Texts,
	servers: Texts
});
const Verdict = strictObject({
	...Id,
	...Pvd,
	since: Seq,
	verdict: _enum(VERDICTS),
	to: Text.nullable(),
	because: Reason,
	losers: array(Beaten).readonly(),
	refused: array(strictObject({
		...ASKED,
		...Reason.shape
	})).readonly()
});
const Counted = strictObject({
	...Id,
	...Owner.shape
});
const Ending = strictObject({
	...Id,
	ifname: Text,
	addresses: Texts,
	shared: Texts,
	isStalled: Flag
});
const Endpoint = strictObject({
	...Id,
	number: Integer,
	address: Text,
	ifname: Text,
	backup: Flag
});
const Limits = strictObject({
	...Id,
	subflows: Integer,
	accepted: Integer
});
const Sysctl = strictObject({
	...Id,
	family: Family,
	ifname: Text,
	key: Text,
	value: Text
});
const DecisionSchema = strictObject({
	ranking: array(Place).readonly(),
	routing: strictObject({
		routes: array(strictObject({
			...Id,
			pvd: Text,
			route: Route,
			until: Until
		})).readonly(),
		rules: array(strictObject({
			...Id,
			pvd: Text.nullable(),
			rule: Rule
		})).readonly()
	}),
	resolution: array(SuffixRule).readonly(),
	checks: array(Check).readonly(),
	node: array(NodeValue).readonly(),
	conflicts: array(Conflict).readonly(),
	ownership: array(Owned).readonly(),
	addresses: array(Installed).readonly(),
	clients: array(Client).readonly(),
	information: array(Information).readonly(),
	publications: array(strictObject({
		...Id,
		publication: Publication
	})).readonly(),
	sessions: array(strictObject({
		...Id,
		rows: array(Verdict).readonly()
	})).readonly(),
	sockets: strictObject({
		owners: array(Counted).readonly(),
		endings: array(Ending).readonly()
	}),
	endpoints: strictObject({
		endpoints: array(Endpoint).readonly(),
		limits: array(Limits).readonly()
	}),
	tuning: strictObject({
		sysctls: array(Sysctl).readonly(),
		guarded: array(strictObject(Id)).readonly()
	})
});
// adapters/cli/offline/outputs.ts
const Row = looseObject({ id: Text }).nullable();
const Change = tuple([Text, Row]);
const VerdictOutput = discriminatedUnion("kind", [
	strictObject({ kind: literal("equal") }),
	strictObject({
		kind: literal("diverged"),
		seq: Count,
		stored: Text,
		computed: Text,
		changed: array(Change).readonly()
	}),
	strictObject({
		kind: literal("otherVersion"),
		recorded: Text,
		here: Text
	}),
	strictObject({ kind: literal("noDigests") })
]);
const ReplayOutput = strictObject({
	file: Text,
	facts: Count,
	epochs: Count,
	skipped: Count,
	factsPerSecond: Count,
	digest: Text,
	verdict: VerdictOutput
});
const Side = strictObject({
	file: Text,
	seq: Count,
	fact: Text,
	entry: Row
});
const DiffOutput = strictObject({
	equal: Flag,
	compared: Count,
	factsPartAt: Count.nullable(),
	difference: strictObject({
		path: Text,
		fields: Texts,
		a: Side,
		b: Side,
		others: Texts
	}).nullable()
});
const ExportOutput = strictObject({
	file: Text,
	transactions: Count,
	facts: Count,
	hash: Text,
	names: _enum([
		"omit",
		"hash",
		"keep"
	])
});
const ViewOutput = strictObject({
	file: Text,
	page: Text
});
const ImportOutput = strictObject({
	file: Text,
	log: Text,
	transactions: Count,
	facts: Count
});
const Transition = strictObject({
	from: Text,
	on: Text,
	to: Text.nullable(),
	guard: Text.nullable(),
	actions: Texts
});
const State = strictObject({
	path: Text,
	type: _enum([
		"atomic",
		"compound",
		"parallel"
	]),
	initial: Text.nullable(),
	entry: Texts,
	exit: Texts
});
const GraphOutput = strictObject({
	machine: Text,
	states: array(State).readonly(),
	transitions: array(Transition).readonly(),
	guards: Texts,
	actions: Texts
});
// adapters/cli/offline/schemas.ts
const SCHEMAS = {
	fact: Fact,
	decision: DecisionSchema,
	config: Config,
	...ANSWERS,
	...LIVE_ANSWERS,
	...PROGRAM_SCHEMAS,
	"check-output": CheckOutput,
	"wait-output": WaitOutput,
	"restore-output": RestoreOutput,
	"reload-output": ReloadAnswer,
	"replay-output": ReplayOutput,
	"diff-output": DiffOutput,
	"export-output": ExportOutput,
	"import-output": ImportOutput,
	"view-output": ViewOutput,
	"graph-output": union([GraphOutput, array(GraphOutput)])
};
const BY_TYPE = new Map(Fact.options.map((option) => [option.shape.type.value, option]));
const SCHEMA_NAMES = ["facts", ...Object.keys(SCHEMAS)];
const factTypes = () => Fact.options.map(({ shape }) => ({
	type: shape.type.value,
	v: shape.v.value
}));
function jsonSchema(name) {
	const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : BY_TYPE.get(name);
	return schema ? {
		title: `multihome ${name}`,
		...toJSONSchema(schema, { io: "input" })
	} : null;
}
// adapters/cli/commands/completion.ts
const EXAMPLES$18 = `
Examples:
  source <(multihome completion bash)
  multihome completion bash > ~/.local/share/bash-completion/completions/multihome`;
const register$18 = (program, io) => {
	program.command("completion").description("print a completion script for a shell").argument("<shell>", "bash").addHelpText("after", EXAMPLES$18).action((shell) => {
		if (shell !== "bash") throw new CliError("noSuchObject", "ERR_NO_SUCH_SHELL", `there is no completion for ${shell}`, "the shells are: bash");
		const script = bashCompletion(program, {
			graph: MACHINE_NAMES,
			schema: [...SCHEMA_NAMES, ...factTypes().map(({ type }) => type)],
			completion: ["bash"]
		});
		io.output().line(script);
		io.output().data({
			shell,
			script
		});
	});
};
// adapters/cli/offline/comparing.ts
const PARTS = [
	"ranking",
	"routing",
	"resolution",
	"node",
	"checks",
	"conflicts"
];
const partOf = (path) => PARTS.indexOf(path.split("/", 1)[0] ?? "");
function differences(a, b) {
	const [left, right] = [entries(a), entries(b)];
	return [...new Set([...left.keys(), ...right.keys()])].sort((p, q) => partOf(p) - partOf(q) || compareText(p, q)).flatMap((path) => {
		const [x, y] = [left.get(path) ?? null, right.get(path) ?? null];
		return isEqual(x, y) ? [] : [{
			path,
			fields: fieldsOf(x, y),
			a: x,
			b: y
		}];
	});
}
const entries = (decision) => new Map(changes(NO_DECISION, decision));
function fieldsOf(a, b) {
	if (!a || !b) return [];
	const [x, y] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
	return [...new Set([...x.keys(), ...y.keys()])].filter((field) => !isEqual(x.get(field), y.get(field)));
}
async function walk(a, b) {
	const [left, right] = [side(a), side(b)];
	let [compared, factsPartAt, isSame] = [
		0,
		null,
		true
	];
	let [x, y] = [await left.next(), await right.next()];
	while (x && y) {
		if (x.seq !== y.seq) {
			isSame = false;
			if (x.seq < y.seq) {
				left.take(x);
				x = await left.next();
			} else {
				right.take(y);
				y = await right.next();
			}
			continue;
		}
		if (factsPartAt === null && !isEqual(x, y)) factsPartAt = x.seq;
		const [now, other] = [left.take(x), right.take(y)];
		compared += 1;
		isSame &&= isEqual(now?.changed ?? [], other?.changed ?? []) && now === null === (other === null);
		if (!isSame && now && other) {
			const found = differences(now.fold.decision, other.fold.decision);
			if (found.length > 0) return {
				compared,
				factsPartAt,
				at: {
					a: x,
					b: y
				},
				differences: found
			};
			isSame = true;
		}
		[x, y] = [await left.next(), await right.next()];
	}
	return {
		compared,
		factsPartAt,
		at: null,
		differences: []
	};
}
function side(facts) {
	const loop = createLoop(INITIAL_FOLD, OCTETS.sha256);
	return {
		next: async () => {
			const { done, value } = await facts.next();
			return done ? null : value;
		},
		take: (fact) => loop.take(fact)
	};
}
// adapters/cli/commands/diff.ts
const EXAMPLES$17 = `
Examples:
  multihome diff yesterday.sqlite today.sqlite     the first decision that differs, fact by fact
  multihome diff log.sqlite@812 log.sqlite@813     what fact 813 changed
  multihome diff log.sqlite@812 other.ndjson.gz    that point and the end of the other

Exit codes: 0 equal, 1 different.`;
const register$17 = (program, io) => {
	program.command("diff").description("the first decision in which two logs differ, and its reasons").argument("<a>", "LOG or LOG@SEQ").argument("<b>", "LOG or LOG@SEQ").addHelpText("after", EXAMPLES$17).action(async (a, b) => {
		const points = [pointOf(a), pointOf(b)];
		const left = openLogFile(points[0].file);
		try {
			const right = openLogFile(points[1].file);
			try {
				const output = await compare([left, points[0].seq], [right, points[1].seq]);
				report$1(io.output(), output);
				if (!output.equal) io.exitWith(EXIT.failed);
			} finally {
				right.close();
			}
		} finally {
			left.close();
		}
	});
};
function pointOf(text) {
	const [, file, seq] = /^(.+)@(\d{1,15})$/.exec(text) ?? [];
	return file === void 0 || existsSync(text) ? {
		file: text,
		seq: null
	} : {
		file,
		seq: Number(seq)
	};
}
async function compare([a, atA], [b, atB]) {
	if (atA !== null || atB !== null) return ends([a, atA], [b, atB]);
	const walked = await walk(factsOf(a), factsOf(b));
	if (walked.compared === 0) return ends([a, null], [b, null]);
	return {
		equal: walked.at === null,
		compared: walked.compared,
		factsPartAt: walked.factsPartAt,
		difference: found(a, b, walked)
	};
}
async function ends(a, b) {
	const [x, y] = [await foldTo(...a), await foldTo(...b)];
	const all = differences(x.decision, y.decision);
	const difference = found(a[0], b[0], {
		at: {
			a: x.fact,
			b: y.fact
		},
		differences: all
	});
	return {
		equal: all.length === 0,
		compared: 0,
		factsPartAt: null,
		difference
	};
}
async function foldTo(from, seq) {
	const loop = createLoop(INITIAL_FOLD, OCTETS.sha256);
	let fact = null;
	for await (const next of factsOf(from, seq ?? void 0)) {
		loop.take(next);
		fact = next;
	}
	if (fact && (seq === null || fact.seq === seq)) return {
		decision: loop.fold.decision,
		fact
	};
	const wanted = seq === null ? "no epoch begins in it" : `there is no fact ${seq} to fold to${fact ? `: it ends at ${fact.seq}` : ""}`;
	throw new CliError("noSuchObject", "ERR_NO_SUCH_FACT", `${from.file}: ${wanted}`);
}
function found(a, b, { at, differences: [first, ...rest] }) {
	if (!at || !first) return null;
	const side = (from, fact, entry) => ({
		file: from.file,
		seq: fact.seq,
		fact: fact.type,
		entry: entry && { ...entry }
	});
	const { path, fields } = first;
	return {
		path,
		fields,
		a: side(a, at.a, first.a),
		b: side(b, at.b, first.b),
		others: rest.map((d) => d.path)
	};
}
function report$1(out, { equal, compared, factsPartAt, difference }) {
	const facts = `${compared.toLocaleString("en")} fact${compared === 1 ? "" : "s"} in common`;
	out.data({
		equal,
		compared,
		factsPartAt,
		difference
	});
	if (factsPartAt !== null) out.line(`the logs themselves part at fact ${factsPartAt}`);
	if (!difference) {
		out.line(compared > 0 ? `equal: ${facts}, the same decision after each` : "equal: the two decisions are the same");
		return;
	}
	const { path, fields, others } = difference;
	out.line(printable(`different: ${path}${fields.length > 0 ? ` (${fields.join(", ")})` : ""}${compared > 0 ? `, after ${facts}` : ""}`));
	for (const [sign, { file, seq, fact, entry }] of [["a", difference.a], ["b", difference.b]]) {
		out.line(printable(`${sign}  ${file}, fact ${seq} ${fact}`));
		out.line(printable(`   ${entry === null ? "no such entry" : valueText(entry)}`));
		if (entry) for (const line of reasonLines(entry)) out.line(printable(`   ${line}`));
	}
	if (others.length > 0) out.line(printable(`and ${others.length} more: ${others.slice(0, 8).join(", ")}${others.length > 8 ? " \u2026" : ""}`));
}
const valueText = ({ id: _id, because: _because, beaten: _beaten, ...value }) => JSON.stringify(value);
function reasonLines({ because, beaten }) {
	const losers = Array.isArray(beaten) ? beaten : [];
	return [...because === void 0 ? [] : [`because ${reasonText(because)}`], ...losers.map((loser) => `beat ${loser.pvd}: ${reasonText(loser)}`)];
}
const reasonText = (reason) => {
	const { rule, by, facts } = Object(reason);
	return `${rule} (${by}${Array.isArray(facts) && facts.length > 0 ? `, facts ${facts.join(", ")}` : ""})`;
};
// adapters/cli/commands/events.ts
const SLICE = 256;
const register$16 = (program, io) => {
	const command = program.command("events").description("the facts that were recorded, oldest first").option("-f, --follow", "go on with those that come").option("--filter <pattern>", "beginnings of types, separated by commas: link,lease4.bound").option("--from <seq>", "from this fact on (default: all that are stored; with --follow only new ones)").option("--log <file>", "read a stored log or an export instead of asking the agent").addHelpText("after", EXAMPLES$16);
	command.action((options) => events(io, command, options));
};
const EXAMPLES$16 = `
Examples:
  multihome events --filter lease4,router
  multihome events --follow --json
  multihome events --from 800 --log host.ndjson.gz`;
async function events(io, command, options) {
	const { follow = false, filter = "", from, log } = options;
	if (from !== void 0 && !/^\d{1,15}$/.test(from)) throw new CliError("usage", "ERR_USAGE", `not a fact's number: ${from}`, "for example --from 812");
	if (follow && log !== void 0) throw new CliError("usage", "ERR_USAGE", "a stored log has no facts to come", "leave --follow or --log out");
	const output = io.output();
	if (log !== void 0) return stored(log, filter, Number(from ?? 0), output, io);
	using interrupt = interruptible(io);
	const search = new URLSearchParams({
		filter,
		follow: follow ? "1" : "0",
		...from !== void 0 ? { from } : follow ? {} : { from: "0" }
	});
	const { status, events: told } = value(await stream({
		socket: socketOf(io, command),
		path: `events?${search}`,
		signal: interrupt.signal
	}));
	try {
		for await (const { event, data } of told) {
			if (status !== 200 || event === "error") throw refusal(status, JSON.parse(data));
			tell$1(output, Fact.parse(JSON.parse(data)));
		}
	} catch (error) {
		if (!interrupt.signal.aborted) throw error;
	}
	io.exitWith(interrupt.code);
}
async function stored(file, filter, from, output, io) {
	const types = filter.split(",").map((t) => t.replace(/\*$/, "")).filter((t) => t !== "");
	const log = await openToAsk(file);
	using interrupt = interruptible(io);
	try {
		let count = 0;
		for (const fact of log.facts({ from })) {
			if (++count % SLICE === 0) await setImmediate();
			if (interrupt.signal.aborted) break;
			if (types.length === 0 || types.some((t) => fact.type.startsWith(t))) tell$1(output, fact);
		}
	} catch (error) {
		throw asCliError$1(file, error);
	} finally {
		log.close();
	}
	io.exitWith(interrupt.code);
}
function tell$1(output, fact) {
	output.data(fact);
	output.line(oneLine(`${fact.seq} ${iso(fact.at)} ${fact.type.padEnd(20)} ${summary(fact)}`));
}
// adapters/cli/offline/moment.ts
function parseMoment(text) {
	if (/^\d{1,15}$/.test(text)) return {
		kind: "seq",
		seq: Number(text)
	};
	const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.replace(" ", "T")) : NaN;
	if (at >= 0) return {
		kind: "time",
		at
	};
	throw new CliError("usage", "ERR_USAGE", `not a point in a log: ${text}`, "give the number of a fact, or a time like 2026-03-01T12:00:00Z");
}
function parseSeq(text) {
	if (/^\d{1,15}$/.test(text)) return Number(text);
	throw new CliError("usage", "ERR_USAGE", `not the number of a fact: ${text}`);
}
async function seqOf(from, moment) {
	if (moment.kind === "seq") return moment.seq;
	const found = seeker(moment.at);
	for await (const { facts } of transactionsOf(from)) facts.forEach(found.take);
	if (found.seq !== null) return found.seq;
	throw new CliError("noSuchObject", "ERR_NO_SUCH_FACT", `${from.file}: begins after ${new Date(moment.at).toISOString()}`);
}
// adapters/cli/offline/page.ts
const PLACES = ["./page/index.html", "../../../dist/page/index.html"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const EMPTY = "<script id=\"log\" type=\"application/octet-stream\"><\/script>";
function readPage() {
	const path = PLACES.find((place) => existsSync(place));
	if (path === void 0) throw new CliError("failed", "ERR_NO_PAGE", "the page has not been built", "npm run build makes it");
	return readFileSync(path, "utf8");
}
function enclose(page, name, packed) {
	const [before, after] = page.split(EMPTY);
	if (before === void 0 || after === void 0) throw new TypeError("the page has no place for a log");
	const log = Buffer.from(packed).toString("base64");
	return `${before}<script id="log" type="application/octet-stream" data-name="${attribute(name)}">${log}<\/script>${after}`;
}
const attribute = (text) => text.replace(/[&"<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
function writePage(path, html) {
	try {
		writeFileSync(path, html, {
			mode: 384,
			flag: "wx"
		});
	} catch (error) {
		if (!(error instanceof Error && "code" in error)) throw error;
		if (error.code === "EEXIST") throw new CliError("failed", "ERR_EXISTS", `${path}: there is such a file already`, "give another name, or remove it");
		throw new CliError("failed", "ERR_ACCESS", `${path}: cannot be written (${error.code})`, null, { cause: error });
	}
}
async function packedExport({ log }, options) {
	const pieces = [];
	const target = new Writable({ write(piece, _encoding, done) {
		pieces.push(piece);
		done();
	} });
	const result = await exportLog(log, target, {
		...options,
		gzip: true
	});
	return {
		bytes: Buffer.concat(pieces),
		result
	};
}
function packedFile(file) {
	const bytes = readFileSync(file);
	return bytes[0] === 31 && bytes[1] === 139 ? bytes : gzipSync(bytes);
}
// adapters/cli/commands/export.ts
const EXAMPLES$15 = `
Names (search, zone and PvD names) are hashed label by label unless --names says otherwise, with a key that
is kept nowhere. A page (--html) does with them what the configuration's log.names says. Only with --names keep the export carries the decisions' digests, so that replay compares them.

Examples:
  multihome export --gzip incident.ndjson.gz
  multihome export --html incident.html
  multihome export --log log.sqlite --names keep --from 800 --to 900 - | less`;
const register$15 = (program, io) => {
	program.command("export").description("write the log as NDJSON, whole transactions, or as a page to look at it").argument("<out>", "a new file, or - for standard output").option("--log <file>", "the log (default: that of the agent)").option("--gzip", "packed").option("--html", "one HTML file with the page and the log inside, which opens from disk").addOption(new Option("--names <mode>", "what becomes of names (default: hash)").choices([
		"omit",
		"hash",
		"keep"
	])).option("--from <seq>", "the first fact").option("--to <seq>", "the last fact").addHelpText("after", EXAMPLES$15).action((out, options) => run$4(io, out, options));
};
async function run$4(io, target, { log: named, gzip = false, html = false, names: said, from, to }) {
	const range = {
		...from === void 0 ? {} : { from: parseSeq(from) },
		...to === void 0 ? {} : { to: parseSeq(to) }
	};
	const asker = {
		...thisUser(),
		env: io.env
	};
	const file = named ?? defaultLogPath(asker);
	const isStream = target === "-";
	if (html && (gzip || isStream)) throw new CliError("usage", "ERR_USAGE", `--html does not go with ${gzip ? "--gzip" : "-"}`, "a page is a file, and its log is packed already");
	const names = said ?? (html ? configured(asker) : "hash");
	const source = openLog(file);
	try {
		if (!isStream && existsSync(target)) throw new CliError("failed", "ERR_EXISTS", `${target}: there is such a file already`, "give another name, or remove it");
		const result = html ? await exportPage(source, target, {
			names,
			range
		}) : await exportLog(source.log, isStream ? through(io.stdout) : target, {
			gzip,
			names,
			range
		});
		if (!result.ok) throw logError(file, result.error, html ? "; no page was made" : "; what is before it was exported");
		const { transactions, facts, hash } = result;
		const words = `${printable(isStream ? file : target)}: ${facts.toLocaleString("en")} facts in ${transactions.toLocaleString("en")} transactions`;
		if (isStream) return io.output().note(words);
		io.output().line(words);
		io.output().data({
			file: target,
			transactions,
			facts,
			hash,
			names
		});
	} finally {
		source.close();
	}
}
function configured(asker) {
	const found = findConfig(null, asker);
	return found.ok ? found.value.log.names : "hash";
}
async function exportPage(source, target, options) {
	const page = readPage();
	const { bytes, result } = await packedExport(source, options);
	if (result.ok) writePage(target, enclose(page, basename(target).replace(/\.html?$/, ""), bytes));
	return result;
}
const through = (stdout) => new Writable({ write: (chunk, _encoding, done) => void stdout.write(chunk, done) });
// adapters/cli/offline/drawing.ts
const mermaid = (graph) => {
	const lines = [
		`stateDiagram-v2`,
		`  %% ${graph.machine}`,
		...mermaidState(graph, "", "  ")
	];
	const drawn = graph.transitions.map((t) => `  ${idOf(graph, t.from)} --> ${idOf(graph, t.to ?? t.from)}: ${labelOf(t)}`);
	return [...lines, ...drawn].join("\n");
};
function mermaidState(graph, path, indent) {
	const state = graph.states.find((s) => s.path === path);
	if (!state) return [];
	const id = idOf(graph, path);
	const name = `${indent}state "${nameOf(graph, state)}" as ${id}`;
	const children = childrenOf(graph, path);
	if (children.length === 0) return [name];
	const inner = children.map((child) => mermaidState(graph, child.path, `${indent}  `));
	const body = state.type === "parallel" ? inner.flatMap((lines, i) => i === 0 ? lines : [`${indent}  --`, ...lines]) : inner.flat();
	const first = state.initial === null ? [] : [`${indent}  [*] --> ${idOf(graph, below(path, state.initial))}`];
	return [
		name,
		`${indent}state ${id} {`,
		...first,
		...body,
		`${indent}}`
	];
}
const dot = (graph) => [
	`digraph "${graph.machine}" {`,
	"  compound=true; node [shape=box, style=rounded]; edge [fontsize=10];",
	...dotState(graph, "", "  "),
	...graph.transitions.map((t) => dotEdge(graph, t)),
	"}"
].join("\n");
function dotState(graph, path, indent) {
	const state = graph.states.find((s) => s.path === path);
	if (!state) return [];
	const id = idOf(graph, path);
	const children = childrenOf(graph, path);
	if (children.length === 0) return [`${indent}${id} [label="${nameOf(graph, state)}"];`];
	const dashed = state.type === "parallel" ? ` style=dashed;` : "";
	const anchor = `${indent}  ${id} [shape=point];`;
	const first = state.initial === null ? [] : [`${indent}  ${id} -> ${idOf(graph, below(path, state.initial))} [style=dotted];`];
	const inner = children.flatMap((child) => dotState(graph, child.path, `${indent}  `));
	return [
		`${indent}subgraph cluster_${id} {`,
		`${indent}  label="${nameOf(graph, state)}";${dashed}`,
		anchor,
		...first,
		...inner,
		`${indent}}`
	];
}
const dotEdge = (graph, t) => `  ${idOf(graph, t.from)} -> ${idOf(graph, t.to ?? t.from)} [label="${labelOf(t)}"${t.to === null ? ", style=dashed" : ""}];`;
const childrenOf = (graph, path) => graph.states.filter((s) => s.path !== "" && s.path.split(".").slice(0, -1).join(".") === path);
const below = (path, key) => path ? `${path}.${key}` : key;
const idOf = (graph, path) => `${graph.machine}${path ? `_${path.replaceAll(".", "_")}` : ""}`;
const nameOf = (graph, { path, entry, exit }) => [
	path.split(".").at(-1) || graph.machine,
	...entry.map((a) => `entry / ${a}`),
	...exit.map((a) => `exit / ${a}`)
].join(", ");
const labelOf = ({ on, guard, actions }) => `${on}${guard === null ? "" : ` [${guard}]`}${actions.length > 0 ? ` / ${actions.join(", ")}` : ""}`;
// adapters/cli/commands/graph.ts
const EXAMPLES$14 = `
Machines: ${MACHINE_NAMES.join(", ")}; without a name all of them.

Examples:
  multihome graph pvd --format mermaid
  multihome graph interface --format dot | dot -Tsvg > interface.svg
  multihome graph --json`;
const register$14 = (program, io) => {
	program.command("graph").description("the state machines, drawn from their own definitions").addArgument(new Argument("[machine]", "one of them").argOptional()).addOption(new Option("--format <format>", "how").choices([
		"mermaid",
		"dot",
		"json"
	]).default("mermaid")).addHelpText("after", EXAMPLES$14).action((name, { format }) => {
		const drawn = graphs(name ?? null);
		if (drawn.length === 0) throw new CliError("noSuchObject", "ERR_NO_SUCH_MACHINE", `there is no machine ${name}`, `the machines are ${MACHINE_NAMES.join(", ")}`);
		const out = io.output();
		const value = name === void 0 ? drawn : drawn[0];
		out.data(value);
		if (format === "json") out.line(JSON.stringify(value, null, 2));
		else out.line(drawn.map(format === "dot" ? dot : mermaid).join("\n\n"));
	});
};
// adapters/cli/commands/import.ts
const EXAMPLES$13 = `
Of a damaged file the good transactions are kept; where it ends is said, with exit code 6.

Examples:
  multihome import incident.ndjson.gz --log incident.sqlite
  multihome replay incident.sqlite`;
const register$13 = (program, io) => {
	program.command("import").description("make a new log of an export").argument("<file>", "what multihome export wrote (.ndjson, .ndjson.gz)").requiredOption("--log <file>", "the new log; must not be there yet").addHelpText("after", EXAMPLES$13).action((file, { log }) => run$3(io, file, log));
};
async function run$3(io, file, target) {
	const source = openLogFile(file);
	if (source.kind === "log") {
		source.close();
		throw new CliError("usage", "ERR_USAGE", `${file}: is a log already, no export of one`, `copy it, or: multihome export --log ${file} --names keep OUT`);
	}
	if (existsSync(target)) throw new CliError("failed", "ERR_EXISTS", `${target}: there is such a log already`, "give another name: nothing is merged");
	let log = null;
	try {
		const result = await importLog(file, (base) => {
			const opened = openSqliteLog(target, { base });
			if (opened.ok) log = opened.log;
			return opened;
		});
		const { transactions, facts } = result;
		const words = `${facts.toLocaleString("en")} facts in ${transactions.toLocaleString("en")} transactions`;
		if (!result.ok) throw logError(file, result.error, `; ${log ? `${words} before it are in ${target}` : "nothing was imported"}`);
		io.output().line(`${printable(target)}: ${words}`);
		io.output().data({
			file,
			log: target,
			transactions,
			facts
		});
	} finally {
		closeLog(log);
	}
}
const closeLog = (log) => log?.close();
// adapters/cli/commands/interfaces.ts
const register$12 = (program, io) => {
	const command = asking(program.command("interfaces").description("the interfaces of this host, their addresses and who told them"));
	command.addHelpText("after", EXAMPLES$12).action(async () => {
		const { raw, value } = await question(io, command, "interfaces", Interfaces);
		const output = io.output();
		output.data(raw);
		for (const line of words$6(value.interfaces, output)) output.line(line);
	});
};
const EXAMPLES$12 = `
Examples:
  multihome interfaces
  multihome interfaces --json | jq '.interfaces[].name'
  multihome interfaces --log host.ndjson.gz --at 500`;
function words$6(interfaces, output) {
	return [...table([
		"NAME",
		"KIND",
		"LINK",
		"NETWORK",
		"MTU",
		"MANAGER",
		"DOMAINS"
	], interfaces.map((i) => [
		i.name,
		i.kind ?? "",
		`${i.link}${i.quality === "poor" ? " (poor)" : ""}`,
		i.network ?? "",
		String(i.mtu ?? ""),
		i.managers.join(" "),
		i.ignored ? "ignored" : i.pvds.join(" ")
	]), output), ...interfaces.flatMap((i) => details(i, output))];
}
function details({ name, addresses, lease, routers }, output) {
	if (addresses.length + routers.length === 0 && !lease) return [];
	const end = (left) => left === null ? "for ever" : `for ${duration(left)}`;
	const rows = [
		...addresses.map((a) => [
			"address",
			a.address,
			end(a.left),
			a.flags.join(" "),
			`#${a.since}`
		]),
		...lease ? [[
			"lease",
			lease.address,
			end(lease.left),
			`${lease.client}${lease.server ? ` from ${lease.server}` : ""}`,
			`#${lease.since}`
		]] : [],
		...routers.map((r) => [
			"router",
			r.router,
			end(r.left),
			r.pvd ?? "",
			`#${r.since}`
		])
	];
	return [
		"",
		output.style("bold", oneLine(name)),
		...table([
			"",
			"VALUE",
			"HOLDS",
			"DETAIL",
			"FACT"
		], rows, output).map((line) => `  ${line}`)
	];
}
// adapters/cli/commands/pvds.ts
const register$11 = (program, io) => {
	const command = asking(program.command("pvds").description("the provisioning domains; with an id, what it consists of, who told, and what is left of it").argument("[id]", "for example wlan0 or pvd:example.com@wlan0"));
	command.addHelpText("after", EXAMPLES$11).action(async (id) => {
		const output = io.output();
		if (id === void 0) {
			const { raw, value } = await question(io, command, "pvds", Pvds);
			output.data(raw);
			for (const line of overview(value.pvds, output)) output.line(line);
			return;
		}
		const { raw, value } = await question(io, command, `pvds/${encodeURIComponent(id)}`, OnePvd);
		output.data(raw);
		for (const line of [
			...overview([value.pvd], output),
			"",
			...objects(value.pvd, output)
		]) output.line(line);
	});
};
const EXAMPLES$11 = `
Examples:
  multihome pvds
  multihome pvds wlan0
  multihome pvds pvd:wlan0/fe80::1 --json
  multihome pvds --at 812 --log /var/lib/multihome/log.sqlite`;
function overview(pvds, output) {
	const place = (pvd, family) => {
		const found = pvd.places.find((p) => p.family === family);
		return found ? found.place === null ? `no: ${found.rule}` : String(found.place) : "";
	};
	const reach = (pvd) => [...new Set(pvd.reach.map((r) => r.state))].join("/");
	return table([
		"DOMAIN",
		"STATE",
		"GENERATION",
		"REACHES",
		"IPv4",
		"IPv6",
		"ADDRESSES"
	], pvds.map((p) => [
		p.id,
		`${p.provisioning}${p.goneIn === null ? "" : ` (${duration(p.goneIn)} left)`}`,
		String(p.generation),
		reach(p),
		place(p, 4),
		place(p, 6),
		p.objects.filter((o) => o.kind === "address").map((o) => o.value).join(" ")
	]), output);
}
function objects(pvd, output) {
	const rows = pvd.objects.map((o) => [
		o.kind,
		o.value,
		o.left === null ? "for ever" : `for ${duration(o.left)}`,
		`${o.source} ${o.by}`,
		`#${o.since}`,
		o.detail.join(" ")
	]);
	const portals = pvd.reach.flatMap((r) => r.portal === null ? [] : [oneLine(`captive portal (IPv${r.family}): ${r.portal}`)]);
	return [...table([
		"OBJECT",
		"VALUE",
		"HOLDS",
		"FROM",
		"FACT",
		"DETAIL"
	], rows, output), ...portals];
}
// adapters/cli/commands/reload.ts
const register$10 = (program, io) => {
	const command = program.command("reload").description("have the agent read its configuration again").addHelpText("after", EXAMPLES$10);
	command.action(async () => {
		const { raw, value } = await demand(io, command, "reload", ReloadAnswer);
		const output = io.output();
		output.data(raw);
		output.line(oneLine(value.file === null ? "There is no configuration: the built-in values hold" : `Read ${value.file}`));
		for (const setting of value.later) output.line(oneLine(`${setting} is heeded at the next start only`));
	});
};
const EXAMPLES$10 = `
A file with a mistake changes nothing: the mistake is printed, the exit code is 1. SIGHUP to the agent does the same.

Examples:
  multihome reload
  multihome reload --json`;
// adapters/cli/offline/progress.ts
const EVERY = 100;
const WIDTH = 24;
function progress({ stderr }, unit, total) {
	if (stderr.isTTY !== true) return {
		at: () => {},
		end: () => {}
	};
	const began = performance.now();
	let drawn = null;
	return {
		at(done) {
			const now = performance.now();
			if (drawn !== null && now - drawn < EVERY) return;
			drawn = now;
			const rate = Math.round(done / Math.max(1, now - began) * 1e3).toLocaleString("en");
			stderr.write(`\r\u001b[2K${bar(done, total)}${done.toLocaleString("en")} ${unit}, ${rate}/s`);
		},
		end() {
			if (drawn !== null) stderr.write("\r\x1B[2K");
		}
	};
}
function bar(done, total) {
	if (total === null || total <= 0) return "";
	const share = Math.min(1, done / total);
	const full = Math.round(share * WIDTH);
	return `[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${Math.round(share * 100)}% `;
}
// adapters/cli/offline/replaying.ts
async function replayFile(from, request) {
	let done = {
		facts: 0,
		epochs: 0,
		verdict: { kind: "equal" },
		digest: NO_DIGEST,
		skipped: 0
	};
	let damage = null;
	for await (const batch of from.kind === "log" ? [readable(from.log.transactions(to(request)))] : epochsOf(from, request)) {
		const before = done;
		const counted = batch.counted;
		const options = {
			keepGoing: request.keepGoing,
			hash: OCTETS.sha256,
			until: (fact) => request.until !== null && fact.seq > request.until,
			onTransaction: (facts) => {
				counted.facts = facts;
				request.onFacts(before.facts + facts);
			}
		};
		const { result, error } = attempt(from.file, () => replay(batch, options));
		damage = error ?? batch.damage;
		done = joined(before, result ?? {
			facts: counted.facts,
			epochs: counted.epochs,
			verdict: before.verdict,
			digest: before.digest
		}, counted.skipped);
		if (damage !== null || done.verdict.kind === "diverged" && !request.keepGoing) break;
	}
	return {
		...done,
		damage
	};
}
const to = ({ until }) => until === null ? {} : { to: until };
function joined(before, now, skipped) {
	return {
		facts: before.facts + now.facts,
		epochs: before.epochs + now.epochs,
		verdict: before.verdict.kind === "diverged" ? before.verdict : now.verdict,
		digest: now.digest,
		skipped: before.skipped + skipped
	};
}
function attempt(file, work) {
	try {
		const { fold, facts, epochs, verdict } = work();
		return {
			result: {
				facts,
				epochs,
				verdict,
				digest: fold.digest
			},
			error: null
		};
	} catch (error) {
		const known = asCliError$1(file, error);
		if (known === error) throw error;
		return {
			result: null,
			error: known
		};
	}
}
function readable(transactions, damage = null) {
	const counted = {
		facts: 0,
		epochs: 0,
		skipped: 0
	};
	function* all() {
		let begun = false;
		for (const { facts, digest } of transactions) {
			const opens = facts[0]?.type === "agent.started";
			begun ||= opens;
			if (opens) counted.epochs += 1;
			if (begun) yield {
				facts,
				digest: digest === "" ? null : digest
			};
			else counted.skipped += facts.length;
		}
	}
	return {
		counted,
		damage,
		[Symbol.iterator]: all
	};
}
async function* epochsOf(from, request) {
	let batch = [];
	try {
		for await (const transaction of transactionsOf(from, to(request).to)) {
			if (transaction.facts[0]?.type === "agent.started" && transaction.facts.some((fact) => fact.type === "epoch.opened") && batch.length > 0) {
				yield readable(batch);
				batch = [];
			}
			batch.push(transaction);
		}
	} catch (error) {
		yield readable(batch, error);
		return;
	}
	yield readable(batch);
}
// adapters/cli/commands/replay.ts
const EXAMPLES$9 = `
Examples:
  multihome replay log.sqlite
  multihome replay incident.ndjson.gz --until 812
  multihome replay log.sqlite --until 2026-03-01T12:00:00Z --json

Exit codes: 0 equal (or of another version: not compared), 5 diverged, 6 the file is damaged.`;
const register$9 = (program, io) => {
	program.command("replay").description("fold a log again and compare every decision\u2019s digest with the stored one").argument("<file>", "log.sqlite, or an export of it (.ndjson, .ndjson.gz)").option("--until <seq|time>", "stop after this fact, or at this time").option("--keep-going", "go on after the first difference").addHelpText("after", EXAMPLES$9).action(async (file, options) => {
		const moment = options.until === void 0 ? null : parseMoment(options.until);
		const from = openLogFile(file);
		try {
			await run$2(io, from, moment && await seqOf(from, moment), options.keepGoing === true);
		} finally {
			from.close();
		}
	});
};
async function run$2(io, from, until, keepGoing) {
	const out = io.output();
	const bar = progress(io, "facts", totalOf(from, until));
	const began = performance.now();
	const { damage, ...done } = await replayFile(from, {
		until,
		keepGoing,
		onFacts: bar.at
	});
	bar.end();
	const factsPerSecond = Math.round(done.facts / Math.max(.001, (performance.now() - began) / 1e3));
	if (damage instanceof CliError) throw afterwards(damage, done.facts, done.verdict);
	if (done.facts === 0 && done.skipped > 0) throw new CliError("failed", "ERR_NO_EPOCH", `${from.file}: no epoch begins in it, so nothing can be folded`, "export from the first fact of an epoch");
	out.line(`${printable(from.file)}: ${counted$1(done.facts, "fact")}, ${counted$1(done.epochs, "epoch")}, ${factsPerSecond.toLocaleString("en")} facts/s`);
	if (done.skipped > 0) out.line(`${counted$1(done.skipped, "fact")} before the first epoch that begins here were left out`);
	out.line(`digest ${done.digest}`);
	for (const line of verdictLines(done.verdict)) out.line(printable(line));
	out.data({
		file: from.file,
		...done,
		factsPerSecond
	});
	if (done.verdict.kind === "diverged") io.exitWith(EXIT.diverged);
}
const afterwards = (error, facts, verdict) => new CliError(error.exit, error.code, `${error.message}; the ${counted$1(facts, "fact")} before it: ${verdict.kind === "diverged" ? `diverged at fact ${verdict.seq}` : SHORT[verdict.kind]}`, error.hint, { cause: error });
const SHORT = {
	equal: "equal",
	otherVersion: "of another version, not compared",
	noDigests: "without digests, not compared"
};
const SHOWN_MAX = 20;
function verdictLines(verdict) {
	switch (verdict.kind) {
		case "equal": return ["equal: every stored digest is the one computed here"];
		case "noDigests": return ["not compared: names were hidden in this log, so it carries no digests"];
		case "otherVersion": return [`not compared: recorded by version ${verdict.recorded} of the machines, this is version ${verdict.here}`];
		case "diverged": {
			const shown = verdict.changed.slice(0, SHOWN_MAX).map(([path, row]) => `  ${path}: ${row === null ? "gone" : JSON.stringify(row)}`);
			const rest = verdict.changed.length - shown.length;
			return [
				`diverged at fact ${verdict.seq}: stored ${verdict.stored}, computed ${verdict.computed}`,
				shown.length > 0 ? "its facts changed here:" : "its facts changed nothing here",
				...shown,
				...rest > 0 ? [`  and ${rest} more (--json)`] : []
			];
		}
		default: return verdict;
	}
}
function totalOf(from, until) {
	if (from.kind === "export") return null;
	const first = from.log.epochs()[0]?.first ?? 0;
	return Math.min(until ?? Number.POSITIVE_INFINITY, from.log.last?.seq ?? 0) - first + 1;
}
const counted$1 = (n, unit) => `${n.toLocaleString("en")} ${unit}${n === 1 ? "" : "s"}`;
// adapters/cli/commands/resolve.ts
const register$8 = (program, io) => {
	const command = program.command("resolve").description("ask the resolver for a name: the answer, whose it is, and why that network was asked").argument("<name>", "the whole name: the search list is for programs").option("--pvd <pvd>", "ask this provisioning domain alone, also when it is not open for the node").option("--type <type>", "of record: A, AAAA, MX, TXT, TYPE64 (default: A and AAAA)").addHelpText("after", EXAMPLES$8);
	command.action((name, options) => resolve$1(io, command, name, options));
};
const EXAMPLES$8 = `
It is asked as for any program, with the routes that its addresses need; with --pvd they need none, and get none.
Exit codes: 0 there are records, 13 there is no such name or nothing of that type, 14 no answer (stderr says why),
10 no such provisioning domain, 8 no agent answers, 1 it has no resolver.

Examples:
  multihome resolve nas.corp.example
  multihome resolve portal.example --pvd wlan0
  multihome resolve 1.2.0.192.in-addr.arpa --type PTR
  multihome resolve example.com --json | jq -r '.answers[].records[].value'`;
async function resolve$1(io, command, name, { pvd, type }) {
	const { raw, value } = await question(io, command, "resolve", Resolved, {
		name,
		pvd,
		type
	});
	const output = io.output();
	output.data(raw);
	if (value.answers.some((answer) => answer.records.length > 0)) {
		for (const line of words$5(value.answers, output)) output.line(line);
		return;
	}
	throw nothing(value);
}
function words$5(answers, output) {
	const rows = answers.flatMap((answer) => answer.records).map(({ name, type, value, ttl }) => [
		name,
		type,
		duration(ttl),
		value
	]);
	return [
		...table([
			"NAME",
			"TYPE",
			"HOLDS",
			"VALUE"
		], rows.filter((row, i) => rows.findIndex((other) => other.join(" ") === row.join(" ")) === i), output),
		"",
		...answers.map((answer) => oneLine(source(answer)))
	];
}
function source({ type, pvd, generation, isSynthesised, says, because }) {
	return `${type}: ${[
		pvd === null ? says === "" ? "answered here" : "" : `${pvd}, generation ${generation}`,
		says,
		isSynthesised ? "synthesised for its NAT64" : "",
		`because ${because.says} [${because.rule}]`
	].filter(Boolean).join("; ")}`;
}
function nothing({ name, answers }) {
	const isAnswered = answers.every(({ rcode }) => rcode === "NXDOMAIN" || rcode === "NOERROR");
	const failed = answers.find(({ rcode }) => rcode !== "NXDOMAIN" && rcode !== "NOERROR") ?? answers[0];
	const who = failed?.pvd ?? null;
	const message = `${name}: ${failed?.says ?? "nothing was asked"}${who === null ? "" : ` (${who})`}`;
	const hint = `multihome why name ${name} says who is asked`;
	return isAnswered ? new CliError("noSuchName", "ERR_NO_SUCH_NAME", oneLine(message), oneLine(hint)) : new CliError("unresolved", "ERR_UNRESOLVED", oneLine(message), "multihome resolvers shows how the servers stand");
}
// adapters/cli/names.ts
function publishingInWords(resolver) {
	if (resolver === null) return ["Names: no resolver runs in this agent"];
	const { listening, problem, led } = resolver;
	return [`Names: ${listening.length > 0 ? `our resolver listens on ${listening.join(", ")}` : `our resolver does not listen: ${problem ?? "it has ended"}`}; ${ledInWords(led)}`].map(oneLine);
}
function ledInWords(led) {
	const [first] = led;
	if (!first) return "programs are not led there";
	const missing = led.filter(({ isApplied }) => !isApplied).map(({ ifname, to }) => ifname ?? to);
	const late = missing.length === 0 ? "" : ` (not yet: ${missing.join(", ")})`;
	if (first.to === "resolv.conf") return `programs are led there by resolv.conf${late}`;
	return `programs are led to systemd-resolved, which is told of ${led.map(({ ifname }) => ifname).join(", ")}${late}`;
}
// adapters/cli/commands/resolvers.ts
const register$7 = (program, io) => {
	const command = program.command("resolvers").description("the name servers of each network, how they stand, what they are asked for, and how programs are led here").addHelpText("after", EXAMPLES$7);
	command.action(async () => {
		const { raw, value } = await question(io, command, "resolvers", Resolvers);
		const output = io.output();
		output.data(raw);
		for (const line of words$4(value, output)) output.line(line);
	});
};
const EXAMPLES$7 = `
A network that is not open resolves nothing for the node, but answers at its own address on loopback: point there what
has to see its portal. Of names only the suffixes are shown; what programs asked: multihome cache.

Examples:
  multihome resolvers
  multihome resolvers --json | jq '.pvds[] | {pvd, at}'
  multihome resolvers --json | jq .counts`;
function words$4({ resolver, pvds, search, counts }, output) {
	return [
		...publishingInWords(resolver),
		...search.length > 0 ? [oneLine(`Search list: ${search.join(" ")}`)] : [],
		"",
		...table([
			"NETWORK",
			"GENERATION",
			"ANSWERS AT",
			"ASKED FOR",
			"OPEN"
		], pvds.map(domain), output),
		"",
		...table([
			"SERVER",
			"OF",
			"RTT",
			"FAILURES",
			"STANDS BACK"
		], pvds.flatMap(servers), output),
		...counts ? ["", ...counted(counts)] : []
	];
}
const domain = ({ pvd, generation, at, suffixes, isOpen, says }) => {
	const first = suffixes.filter(({ place, kind }) => place === 1 && kind !== "reverse");
	const names = [...new Set(first.map(({ suffix, exclusive }) => `${suffix === "." ? "all other names" : suffix}${exclusive ? " (nowhere else)" : ""}`))];
	return [
		pvd,
		String(generation),
		at ?? "",
		names.join(", ") || "nothing now",
		isOpen ? "yes" : `no: ${says}`
	];
};
const servers = ({ pvd, servers: known }) => known.map(({ address, rtt, failures, penalty }) => [...[
	address,
	pvd,
	rtt === null ? "not measured" : `${rtt} ms`,
	String(failures),
	penalty > 0 ? `for ${duration(penalty)}` : "no"
]]);
function counted({ queries = 0, hits = 0, asked = 0, answers = 0, timeouts = 0, strays = 0, malformed = 0, unpinned = 0 }) {
	const [given, problems] = [`${queries} questions of programs, ${hits} answered at once`, `${timeouts} in vain`];
	return [`${given}; ${asked} questions to servers, ${answers} answers, ${problems}`, `refused: ${malformed} malformed questions, ${strays} answers that nobody asked for, ${unpinned} answers without a route in time`];
}
// adapters/cli/commands/routes.ts
const register$6 = (program, io) => {
	const command = asking(program.command("routes").description("the ranking of networks, the rules and routes that follow from it, and what the kernel has"));
	command.addHelpText("after", EXAMPLES$6).action(async () => {
		const { raw, value } = await question(io, command, "routes", Routes);
		const output = io.output();
		output.data(raw);
		for (const line of words$3(value, output)) output.line(line);
	});
};
const EXAMPLES$6 = `
In observe mode nothing is written to the kernel: rules and tables say what would be.

Examples:
  multihome routes
  multihome routes --json | jq '.ranking'
  multihome routes --at 2026-11-24T10:15:00Z --log host.ndjson.gz`;
function words$3({ ranking, rules, tables, kernel }, output) {
	const isIn = (applied) => applied ? "yes" : "no";
	return [
		...table([
			"FAMILY",
			"PLACE",
			"NETWORK",
			"BECAUSE",
			"FACTS"
		], ranking.map((r) => [
			`IPv${r.family}`,
			String(r.place),
			r.pvd,
			r.says,
			r.facts.map((f) => `#${f}`).join(" ")
		]), output),
		"",
		...table([
			"RULE",
			"FAMILY",
			"APPLIED",
			"SELECTS"
		], rules.map((r) => [
			String(r.priority),
			`IPv${r.family}`,
			isIn(r.isApplied),
			r.text
		]), output),
		"",
		...table([
			"TABLE",
			"DESTINATION",
			"VIA",
			"DEV",
			"SRC",
			"APPLIED",
			"NETWORK"
		], tables.map((t) => [
			String(t.table),
			t.destination,
			t.gateway ?? (t.kind === "unicast" ? "" : t.kind),
			t.ifname ?? "",
			t.source ?? "",
			isIn(t.isApplied),
			t.pvd
		]), output),
		"",
		...table([
			"KERNEL",
			"DESTINATION",
			"VIA",
			"DEV",
			"SRC",
			"METRIC",
			"HOLDS",
			"FACT"
		], kernel.map((k) => [
			String(k.table),
			k.destination,
			k.gateway ?? "",
			k.ifname ?? "",
			k.source ?? "",
			String(k.metric),
			k.left === null ? "for ever" : `for ${duration(k.left)}`,
			`#${k.since}`
		]), output)
	];
}
// adapters/cli/decision.ts
const TOLD = 4;
function decisionInWords({ host, decision }, look, output) {
	const families = FAMILIES.flatMap((family) => {
		const places = decision.ranking.filter((p) => p.family === family).toSorted((a, b) => (a.place ?? Number.POSITIVE_INFINITY) - (b.place ?? Number.POSITIVE_INFINITY));
		const none = places.some((p) => p.place !== null) ? [] : ["  nowhere: no network can be used"];
		return [
			output.style("bold", `IPv${family}`),
			...none,
			...places.flatMap((p) => placeInWords(p, look, output))
		];
	});
	const names = decision.resolution.filter((r) => r.place === 1 && r.kind !== "reverse").map((r) => `  ${r.suffix === "." ? "all other names" : r.suffix} (IPv${r.family}): ${r.servers.join(", ") || "asked nowhere"} of ${r.pvd}, ${because(r.because)}`);
	const node = decision.node.map((n) => `  ${n.id}: ${n.values.join(", ")} of ${n.pvd}, ${because(n.because)}`);
	const conflicts = decision.conflicts.map((c) => `  ${c.kind}, ${c.about}: ${c.winner} over ${c.loser}, ${because(c.because)}`);
	return [
		`Decision at fact ${host.seq}, ${iso(host.at)}`,
		...families,
		...titled("Names", names, output),
		...titled("Node", node, output),
		...titled("Conflicts", conflicts, output)
	];
}
function placeInWords(place, look, output) {
	const { pvd, reach, beaten } = place;
	return [
		`  ${place.place === null ? "-" : String(place.place)}. ${output.style(place.place === 1 ? "green" : "bold", oneLine(pvd))} (${reach}): ${oneLine(because(place.because))}`,
		...facts$1(place.because, look).map((line) => `       ${line}`),
		...beaten.map((b) => `       before ${oneLine(b.pvd)}: ${oneLine(because(b))}`)
	];
}
const titled = (title, lines, output) => lines.length === 0 ? [] : [output.style("bold", title), ...lines.map(oneLine)];
const because = ({ rule, by }) => ruleInWords(rule, by);
function facts$1({ facts: cited }, look) {
	const told = cited.slice(0, TOLD).map((seq) => {
		const fact = look(seq);
		return oneLine(`#${seq} ${fact ? summary(fact) : "a fact of an earlier log"}`);
	});
	return cited.length > TOLD ? [...told, `and ${cited.length - TOLD} more facts`] : told;
}
function changesInWords({ changed, fold }, look) {
	const cause = look(fold.host.seq);
	const routing = changed.filter(([path]) => path.startsWith("routing/")).length;
	const lines = [...changed.flatMap(changeInWords), ...routing > 0 ? [`routing: ${routing} rules and routes`] : []];
	if (lines.length === 0) return [];
	const when = `${iso(fold.host.at).slice(11, 23)} #${fold.host.seq}`;
	return [oneLine(`${when} ${cause ? summary(cause) : ""}`), ...new Set(lines.map((line) => oneLine(`  ${line}`)))];
}
function changeInWords([path, value]) {
	const [list = "", ...rest] = path.split("/");
	const id = rest.join("/");
	const word = WORDS[list];
	if (word === void 0) return [];
	const why = isReasoned(value) ? `, ${because(value.because)}` : "";
	if (list === "resolution") {
		const [suffix = "", , kind = ""] = id.split(" ");
		if (kind === "reverse" || value !== null && (!("place" in value) || value.place !== 1)) return [];
		const name = suffix === "." ? "all other names" : suffix;
		if (value === null) return [`${word} ${name}: no longer of ${id.split(" ").at(-1)}`];
		return [`${word} ${name}: ${("servers" in value && Array.isArray(value.servers) ? value.servers.join(", ") : "") || "asked nowhere"}${why}`];
	}
	if (list === "sessions") {
		if (value === null || !("verdict" in value) || !("to" in value)) return [`${word} ${id}: closed`];
		return [`${word} ${id}: ${value.verdict}${value.to === null ? "" : ` to ${value.to}`}${why}`];
	}
	if (list === "ranking") {
		const who = `IPv${id.slice(0, 1)} ${id.slice(2)}`;
		if (value === null || !("place" in value)) return [`${who}: no longer`];
		return [`${who}: ${value.place === null ? "not used" : `place ${value.place}`}${why}`];
	}
	return [`${word} ${id}${value === null ? ": no longer" : why}`];
}
const WORDS = {
	conflicts: "conflict",
	node: "node",
	ranking: "IPv",
	resolution: "names",
	clients: "client",
	sessions: "session"
};
const isReasoned = (value) => value !== null && "because" in value;
// adapters/cli/running/mode.ts
function modeOf({ once = false, apply = false, check = false, restore = false }, config) {
	if (once && (apply || check || restore)) throw new CliError("usage", "ERR_USAGE", "--once only looks: it goes with none of --apply, --check, --restore", "leave --once out");
	if (once) return {
		mode: "observe",
		checks: false,
		restores: false
	};
	const mode = apply ? "apply" : config.mode;
	if (restore && mode === "observe") throw new CliError("usage", "ERR_USAGE", "--restore goes with --apply", "multihome restore puts back what an agent left");
	return {
		mode,
		checks: check || mode === "apply",
		restores: restore
	};
}
function warningOf({ mode, checks }, { checks: { http, https } }) {
	if (!checks || http.length + https.length > 0) return null;
	return `warning: ${mode === "apply" ? "applying" : "checking"} without a check endpoint: a network whose router and resolver answer is assumed to be good; set checks.http in the configuration`;
}
// adapters/cli/running/notices.ts
function createNotices(output) {
	let own = [];
	const print = (line) => {
		if (output.isJson) output.note(`note: ${line}`);
		else if (line.startsWith("warning: ")) output.note(line);
		else output.line(output.style("yellow", oneLine(`note: ${line}`)));
	};
	return {
		print,
		say: (line) => {
			own = [...own, line].slice(-64);
			print(line);
		},
		serving: (agent) => ({
			get fold() {
				return agent.fold;
			},
			get notices() {
				return [...agent.notices, ...own];
			},
			log: agent.log,
			facts: agent.facts,
			decisions: agent.decisions,
			names: agent.names,
			programs: agent.programs,
			openEpoch: () => agent.openEpoch()
		})
	};
}
// adapters/cli/running/page.ts
function pageWanted({ web, once = false }, config) {
	if (once && web !== void 0) throw new CliError("usage", "ERR_USAGE", "--once ends at once: it goes without --web", "leave --once out");
	const port = web === void 0 ? config.web?.port : web === true ? config.web?.port ?? 27109 : portIn(web);
	return once || port === void 0 ? null : {
		port,
		page: readPage()
	};
}
function portIn(text) {
	if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
	throw new CliError("usage", "ERR_USAGE", `--web takes a port, not ${text}`, "0 is any free one; without a port it is the usual one");
}
async function openPage(served, wanted, output, notice) {
	if (!wanted) return null;
	const { serveWeb } = await import("./shared-Dcx6QBvL.js");
	try {
		const web = await serveWeb(served, wanted);
		if (output.isJson) output.note(`the page: ${web.url}`);
		else output.line(`The page, for whoever has this address: ${web.url}`);
		return web;
	} catch (error) {
		if (!(error instanceof ControlError)) throw error;
		notice(`warning: the page is not served: ${error.message}; ${error.hint}`);
		return null;
	}
}
// adapters/cli/running/reloading.ts
const AT_START = [
	"mode",
	"log",
	"control",
	"web",
	"hooks"
];
const LISTENING = ["listen", "port"];
const TEXT_MAX = 512;
function createReload({ config, find, tell, notice }) {
	let inForce = config;
	return () => {
		const found = find();
		const from = (found.file ?? "the built-in values").slice(0, TEXT_MAX);
		if (!found.ok) {
			const [first, ...more] = found.errors;
			const problem = `${first ? errorLine(first) : "it cannot be read"}${more.length > 0 ? `, and ${more.length} more mistakes` : ""}`;
			tell(rejected(inForce, problem.slice(0, TEXT_MAX), from));
			notice(`the configuration was not read again: ${problem}`);
			return {
				ok: false,
				problem
			};
		}
		const later = [
			...AT_START.filter((key) => !isEqual(config[key], found.value[key])),
			...config.checks.ca === found.value.checks.ca ? [] : ["checks.ca"],
			...LISTENING.filter((key) => !isEqual(config.resolver[key], found.value.resolver[key])).map((key) => `resolver.${key}`)
		];
		tell(toFacts(found.value, from, inForce));
		inForce = found.value;
		return {
			ok: true,
			file: found.file,
			later
		};
	};
}
const rejected = ({ policies }, problem, from) => Author.options.filter((author) => author !== "network" && policies[author] !== void 0).map((author) => world("policy.rejected", {
	author,
	pvd: null,
	problem,
	from
}));
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.(sh|js|mjs|py|pl))?$/;
async function findHooks(directory) {
	const unfit = await problemOf(directory, "folder");
	if (unfit === "ENOENT") return {
		programs: [],
		refused: []
	};
	if (unfit !== null) return {
		programs: [],
		refused: [{
			path: directory,
			problem: unfit
		}]
	};
	const names = (await readdir(directory).catch(() => [])).filter((name) => NAME.test(name)).toSorted();
	const looked = await Promise.all(names.slice(0, 32).map(async (name) => ({
		path: join(directory, name),
		problem: await problemOf(join(directory, name), "file")
	})));
	const surplus = names.slice(32).map((name) => ({
		path: join(directory, name),
		problem: `only the first 32 are run`
	}));
	return {
		programs: looked.filter(({ problem }) => problem === null).map(({ path }) => path),
		refused: [...looked.flatMap(({ path, problem }) => problem === null || problem === "ENOENT" ? [] : [{
			path,
			problem
		}]), ...surplus]
	};
}
async function problemOf(path, kind) {
	try {
		const problem = strangeness(await lstat(path), kind);
		if (problem === null && kind === "file") await access(path, constants.X_OK);
		return problem;
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
		if (code === "EACCES" && kind === "file") return "it is not executable";
		return code;
	}
}
function strangeness(stats, kind) {
	const us = process.geteuid?.() ?? 0;
	if (kind === "file" ? !stats.isFile() : !stats.isDirectory()) return kind === "file" ? "it is no regular file" : "it is no folder";
	if (stats.uid !== 0 && stats.uid !== us) return "it belongs to another user";
	return (stats.mode & 18) === 0 ? null : "others than its owner may write to it";
}
// adapters/hooks/program.ts
function runProgram(path, input, env, limit) {
	const child = spawn(path, [], {
		cwd: "/",
		env: { ...env },
		stdio: [
			"pipe",
			"ignore",
			"pipe"
		],
		detached: true
	});
	let [said, isLate] = ["", false];
	const end = (signal) => {
		if (child.pid === void 0 || child.exitCode !== null || child.signalCode !== null) return;
		try {
			process.kill(-child.pid, signal);
		} catch (error) {
			if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
		}
	};
	const timer = setTimeout(() => {
		isLate = true;
		end("SIGKILL");
	}, limit);
	const ended = new Promise((resolve) => {
		const failed = (problem) => resolve({
			ok: false,
			problem,
			said: said.trim().split("\n").at(-1) ?? ""
		});
		child.once("error", (error) => failed(`it cannot be run: ${"code" in error ? String(error.code) : error.message}`));
		child.once("exit", (code, signal) => {
			if (code === 0) resolve({ ok: true });
			else if (isLate) failed(`it took longer than ${limit / 1e3} s and was killed`);
			else failed(code === null ? `it was killed by ${signal}` : `it ended with ${code}`);
		});
	}).finally(() => {
		clearTimeout(timer);
		child.stderr.destroy();
	});
	child.stderr.setEncoding("utf8").on("data", (text) => {
		said = `${said}${text}`.slice(-256);
	});
	child.stdin.on("error", () => child.stdin.destroy());
	child.stdin.end(input);
	return {
		ended,
		end
	};
}
// adapters/hooks/teller.ts
const AGAIN = 36e5;
const TROUBLES_MAX = 256;
function createTeller(notice, now = () => performance.now()) {
	const told = new Map();
	return { tell(path, problem, said = "") {
		const key = `${path} ${problem}`;
		const last = told.get(key);
		if (last === void 0 ? told.size >= TROUBLES_MAX : now() - last < AGAIN) return;
		told.set(key, now());
		notice(`hook ${path}: ${problem}${said === "" ? "" : `: ${said}`}`);
	} };
}
// adapters/hooks/hooks.ts
const LIMIT = 3e4;
const GATHER = 250;
const GRACE = 2e3;
function openHooks({ directory, notice, env, limit = LIMIT, gather = GATHER }) {
	const teller = createTeller(notice);
	const given = {
		...env,
		MULTIHOME_EVENT: "decision"
	};
	const running = new Map();
	let newest = {};
	let timer = null;
	let isClosed = false;
	async function round() {
		timer = null;
		const { programs, refused } = await findHooks(directory);
		for (const { path, problem } of refused) teller.tell(path, `it is not run: ${problem}`);
		if (!isClosed) for (const path of programs) give(path);
	}
	function give(path) {
		const busy = running.get(path);
		if (busy) {
			busy.isBehind = true;
			return;
		}
		const state = {
			run: null,
			isBehind: true,
			done: Promise.resolve()
		};
		running.set(path, state);
		state.done = keepUp(path, state).finally(() => running.delete(path));
	}
	async function keepUp(path, state) {
		while (state.isBehind && !isClosed) {
			state.isBehind = false;
			if (await problemOf(path, "file") !== null || isClosed) return;
			state.run = runProgram(path, `${JSON.stringify(newest)}\n`, given, limit);
			const ended = await state.run.ended;
			state.run = null;
			if (!ended.ok && !isClosed) teller.tell(path, ended.problem, ended.said);
		}
	}
	async function close() {
		isClosed = true;
		if (timer) clearTimeout(timer);
		timer = null;
		const states = [...running.values()];
		for (const { run } of states) run?.end("SIGTERM");
		const force = setTimeout(() => {
			for (const { run } of states) run?.end("SIGKILL");
		}, GRACE);
		await Promise.all(states.map(({ done }) => done));
		clearTimeout(force);
	}
	return {
		tell: (decision) => {
			newest = decision;
			if (!isClosed) timer ??= setTimeout(() => void round(), gather);
		},
		close,
		[Symbol.asyncDispose]: close
	};
}
// adapters/systemd/address.ts
const PATH_MAX = 108;
function sockaddrUn(name) {
	const path = Buffer.from(name.startsWith("@") ? `\0${name.slice(1)}` : `${name}\0`);
	if (!/^[@/]./.test(name) || path.length > PATH_MAX) return null;
	const family = Buffer.alloc(2);
	family.writeUInt16LE(1);
	return Buffer.concat([family, path]);
}
// adapters/systemd/notify.ts
const TRIES = 50;
const TRY_EVERY = 100;
const STATUS_MAX = 256;
const NOBODY = {
	ready: () => {},
	status: () => {},
	reloading: () => {},
	stopping: () => {},
	close: () => {}
};
function openManager(env, notice) {
	const told = env.NOTIFY_SOCKET;
	if (!told) return NOBODY;
	const address = sockaddrUn(told);
	const opened = address ? socket(1, 2 | SOCK_CLOEXEC, 0) : null;
	if (!address || !opened?.ok) {
		notice(`systemd is not told anything: ${opened && !opened.ok ? describeFault(opened) : `NOTIFY_SOCKET is no unix socket's name: ${told}`}`);
		return NOBODY;
	}
	return speaking(opened.value, address, watchdogOf(env), notice);
}
function speaking(fd, address, feeding, notice) {
	let [waiting, tries, isTold] = [
		[],
		0,
		false
	];
	let again = null;
	let isOpen = true;
	const send = () => {
		again = null;
		while (isOpen && waiting.length > 0) {
			const sent = sendto(fd, Buffer.from(waiting[0] ?? ""), 64, address);
			if (!sent.ok && sent.name === "EAGAIN" && ++tries < TRIES) {
				again = setTimeout(send, TRY_EVERY).unref();
				return;
			}
			if (!sent.ok && !isTold) notice(`systemd does not hear us: ${describeFault(sent)}`);
			isTold ||= !sent.ok;
			[waiting, tries] = [waiting.slice(1), 0];
		}
	};
	const say = (...lines) => {
		const kind = lines[0]?.split("=")[0] ?? "";
		waiting = [...waiting.filter((text) => !text.startsWith(`${kind}=`)), lines.join("\n")];
		if (!again) send();
	};
	const dog = feeding === null ? null : setInterval(() => say("WATCHDOG=1"), feeding).unref();
	if (feeding !== null) say("WATCHDOG=1");
	const close$1 = () => {
		if (!isOpen) return;
		isOpen = false;
		if (dog) clearInterval(dog);
		if (again) clearTimeout(again);
		close(fd);
	};
	return {
		ready: (status) => say("READY=1", statusLine$1(status)),
		status: (status) => say(statusLine$1(status)),
		reloading: () => say("RELOADING=1", `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
		stopping: () => say("STOPPING=1", "STATUS=stopping"),
		close: close$1
	};
}
const statusLine$1 = (text) => `STATUS=${text.replace(/\s+/g, " ").slice(0, STATUS_MAX)}`;
function watchdogOf({ WATCHDOG_USEC, WATCHDOG_PID }) {
	const micros = Number(WATCHDOG_USEC ?? 0);
	return (WATCHDOG_PID === void 0 || Number(WATCHDOG_PID) === process.pid) && Number.isSafeInteger(micros) && micros > 0 ? Math.max(1, Math.floor(micros / 2e3)) : null;
}
// adapters/cli/running/dumping.ts
function dump(agent, logPath, notice) {
	const file = join(dirname(logPath), `state-${agent.fold.host.seq}.json`);
	const text = JSON.stringify({
		v: 1,
		status: status(liveSubject(agent)),
		fold: agent.fold
	}, null, 1);
	try {
		writeFileSync(`${file}.new`, `${text}\n`, {
			mode: 384,
			flag: "wx"
		});
		renameSync(`${file}.new`, file);
		notice(`the state is in ${file}`);
	} catch (error) {
		rmSync(`${file}.new`, { force: true });
		notice(`the state cannot be written: ${error instanceof Error ? error.message : String(error)}`);
	}
}
// adapters/cli/running/signals.ts
function heedSignals({ reload, dump }) {
	process.on("SIGHUP", reload);
	process.on("SIGUSR2", dump);
	return { [Symbol.dispose]: () => {
		process.off("SIGHUP", reload);
		process.off("SIGUSR2", dump);
	} };
}
// adapters/cli/running/statusLine.ts
function statusLine({ host, decision }) {
	const ways = FAMILIES.map((family) => {
		const [best] = ranked(decision.ranking, family);
		return `IPv${family} ${best ? `${best.pvd} (${best.reach})` : "nowhere"}`;
	});
	return oneLine(`${host.started?.mode === "apply" ? "applying" : "observing"}: ${ways.join(", ")}`);
}
// adapters/cli/running/service.ts
const HOOKS = "/etc/multihome/hooks.d";
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
function openService({ env }, { agent, served, config, mode, logPath, reload: read, notice }) {
	const systemd = openManager(env, notice);
	const hooks = mode.mode === "apply" ? hooksOf(config, env, notice) : null;
	const reload = () => {
		systemd.reloading();
		const reloaded = read();
		systemd.ready(statusLine(agent.fold));
		return reloaded;
	};
	const signals = heedSignals({
		reload: () => void reload(),
		dump: () => dump(served, logPath, notice)
	});
	const decisions = agent.decisions.subscribe(({ fold }) => {
		systemd.status(statusLine(fold));
		hooks?.tell(decisionAnswer(fold));
	});
	return {
		reload,
		ready: () => systemd.ready(statusLine(agent.fold)),
		close: async () => {
			systemd.stopping();
			decisions.unsubscribe();
			signals[Symbol.dispose]();
			await hooks?.close();
			systemd.close();
		}
	};
}
function hooksOf(config, env, notice) {
	return openHooks({
		directory: config.hooks.directory ?? HOOKS,
		notice,
		env: {
			PATH: env.PATH ?? PATH,
			LC_ALL: "C.UTF-8"
		}
	});
}
// adapters/cli/commands/run.ts
const register$5 = (program, io) => {
	const command = program.command("run").description("hear this host, decide, say why, and record; with --apply put the decision into the kernel").option("--once", "print the decision and end; changes and sends nothing").option("--apply", "routes, rules, addresses and settings of the kernel follow the decision (also: mode: apply)").option("--restore", "with --apply: at the end remove all that is ours, and put back what was there before").option("--check", "check how each network reaches the Internet, without changing anything; --apply does so anyway").option("--web [port]", `serve the page on 127.0.0.1, for whoever has the address that is printed (port: ${DEFAULT_WEB_PORT}; 0: any free one)`).option("--config <file>", "the configuration (default: the usual place, if there is one)").option("--log <file>", "where to record (default: the usual place; with --once nowhere)").addHelpText("after", EXAMPLES$5);
	command.action((options) => run$1(io, command, options));
};
const EXAMPLES$5 = `
Without --apply nothing on this host is changed, and without --check or --apply nothing is sent.
Ends with 0 at SIGTERM, 130 at Ctrl-C; routes stay, unless --restore says otherwise. 9: another agent applies here already.
SIGHUP reads the configuration again; SIGUSR2 writes the whole state into a file beside the log.
With --json: the decision, then one line for each that differs.

Examples:
  multihome run
  multihome run --once --json
  multihome run --check --config ./multihome.yaml --log ./log.sqlite
  multihome run --apply
  multihome run --apply --restore
  multihome run --web`;
async function run$1(io, command, options) {
	const output = io.output();
	const { config, file, find } = configured$1(options.config ?? null);
	const mode = modeOf(options, config);
	const wanted = pageWanted(options, config);
	const logPath = options.log ?? config.log.path ?? defaultLogPath();
	await using _lock = mode.mode === "apply" ? await lockApplying() : null;
	const log = options.once && options.log === void 0 ? memoryLog() : openedLog(logPath);
	using interrupt = interruptible(io);
	const notices = createNotices(output);
	const warning = warningOf(mode, config);
	if (warning) notices.say(warning);
	const agent = await started(log, {
		config,
		...file === null ? {} : { configFrom: file },
		mode: mode.mode,
		checks: mode.checks,
		notice: notices.print
	});
	try {
		tell(agent, output);
		if (options.once) return;
		const served = notices.serving(agent);
		const service = openService(io, {
			agent,
			served,
			config,
			mode,
			logPath,
			reload: createReload({
				config,
				find,
				tell: (facts) => agent.tell(facts),
				notice: notices.say
			}),
			notice: notices.say
		});
		try {
			const told = command.optsWithGlobals().control ?? io.env.MULTIHOME_CONTROL;
			const surroundings = {
				tell: agent.tell,
				reload: service.reload
			};
			await using control = await serving(served, config, told ?? null, surroundings, notices.say);
			await using _page = await openPage(served, wanted, output, notices.say);
			follow(agent, output);
			service.ready();
			if (control) output.line(output.style("dim", "Recording; multihome status asks this agent. Changes of the decision follow."));
			await aborted(interrupt.signal);
		} finally {
			await service.close();
		}
	} finally {
		await agent.close();
		if (mode.restores) for (const line of restoredInWords(await restored(agent.fold.host))) output.line(line);
	}
	io.exitWith(interrupt.code);
}
async function serving(served, config, told, surroundings, notice) {
	const folder = told ?? config.control.directory ?? defaultControlDirectory();
	const group = config.control.group === void 0 ? {} : { group: config.control.group };
	try {
		return await serve(served, {
			folder,
			...group,
			...surroundings
		});
	} catch (error) {
		if (!(error instanceof ControlError)) throw error;
		if (error.code === "ERR_SOCKET_IN_USE") throw new CliError("failed", error.code, error.message, error.hint, { cause: error });
		notice(`nobody can ask this agent: ${error.message}`);
		return null;
	}
}
const lookIn = (agent) => (seq) => look(agent, seq);
function tell(agent, output) {
	output.data(decisionAnswer(agent.fold));
	if (!output.isJson) for (const line of decisionInWords(agent.fold, lookIn(agent), output)) output.line(line);
}
function follow(agent, output) {
	let isFirst = true;
	agent.decisions.subscribe((tick) => {
		if (!isFirst) {
			output.data({
				...decisionAnswer(tick.fold),
				changed: tick.changed.map(([path]) => path)
			});
			if (!output.isJson) for (const line of changesInWords(tick, lookIn(agent))) output.line(line);
		}
		isFirst = false;
	});
}
// adapters/cli/commands/schema.ts
const EXAMPLES$4 = `
Names: ${SCHEMA_NAMES.join(", ")}, or a type of fact (lease4.bound). All are JSON Schema, but facts: the list of types.

Examples:
  multihome schema config > multihome.schema.json
  multihome schema lease4.bound
  multihome schema facts --json`;
const register$4 = (program, io) => {
	program.command("schema").description("JSON Schema of facts, decisions, the configuration and --json outputs").addArgument(new Argument("<name>", SCHEMA_NAMES.join(", "))).addHelpText("after", EXAMPLES$4).action((name) => {
		const out = io.output();
		if (name === "facts") {
			const types = factTypes();
			out.data(types);
			for (const { type, v } of types) out.line(`${type} ${v}`);
			return;
		}
		const schema = jsonSchema(name);
		if (!schema) throw new CliError("noSuchObject", "ERR_NO_SUCH_SCHEMA", `there is no schema ${name}`, `the names are ${SCHEMA_NAMES.join(", ")} and the types of facts`);
		out.data(schema);
		out.line(JSON.stringify(schema, null, 2));
	});
};
// adapters/cli/commands/sessions.ts
const register$3 = (program, io) => {
	const command = asking(program.command("sessions").description("the sessions that programs declare: where each is, and whether it is kept, moved, drained or ended").argument("[network]", "only those on this one, for example wlan0 or pvd:example.com@wlan0"));
	command.addHelpText("after", EXAMPLES$3).action(async (pvd) => {
		const { raw, value } = await question(io, command, "sessions", Sessions, { pvd });
		const output = io.output();
		output.data(raw);
		for (const line of words$2(value.sessions, output)) output.line(line);
	});
};
const EXAMPLES$3 = `
Plain connections are not here: they stay on the network they began on, and end with it (see ss -t).

Examples:
  multihome sessions
  multihome sessions wwan0
  multihome sessions --json | jq '.sessions[] | select(.verdict != "keep")'
  multihome why session 812-1-3
  multihome sessions --at 812 --log host.ndjson.gz`;
function words$2(sessions, output) {
	if (sessions.length === 0) return ["no program has a session"];
	const rows = sessions.map((s) => [...[
		s.id,
		s.manager,
		`${s.pvd}${s.state === "bound" ? "" : ` (${s.state})`}`,
		`IPv${s.family}`,
		s.activity,
		s.mobility
	], ...[verdictOf(s), s.says]]);
	const refused = sessions.flatMap((s) => s.refused.map((r) => oneLine(`${s.id}: ${r.author} ${r.manager} asked in vain to ${r.ask}: ${r.says}`)));
	return [...table([
		"SESSION",
		"MANAGER",
		"NETWORK",
		"FAMILY",
		"ACTIVITY",
		"MOBILITY",
		"VERDICT",
		"BECAUSE"
	], rows, output), ...refused];
}
const verdictOf = ({ verdict, to, drainLeft }) => [
	verdict ?? "undecided",
	...to === null ? [] : [`to ${to}`],
	...drainLeft === null ? [] : [`(${duration(drainLeft)} left)`]
].join(" ");
// adapters/cli/operation.ts
function operationInWords(status, output) {
	const { ownership, failures, checks, heldBack } = status;
	const ours = ownership.filter((o) => o.isManaged).map((o) => `${o.ifname}${o.owner === null ? "" : ` (taken from ${o.owner})`}`);
	return [
		...status.mode === "apply" ? [oneLine(`Ours to change: ${ours.join(", ") || "no interface"}`), ...publishingInWords(status.resolver)] : [],
		...ownership.filter((o) => !o.isManaged).map((o) => oneLine(`${o.ifname} is left alone${o.owner === null ? "" : `, ${o.owner} has it`}: ${o.says}`)),
		...checksInWords(checks, output),
		...heldBack.map((h) => oneLine(`${h.pvd} is held back in IPv${h.family} after ${h.losses} loss${h.losses === 1 ? "" : "es"}, ${h.left === null ? "until a check finds it good" : `for ${duration(h.left)}`}`)),
		...failures.map((f) => output.style("red", oneLine(failureInWords(f))))
	];
}
function failureInWords({ what, code, problem, times, again }) {
	const retry = again === null ? "" : `; tried again in ${duration(again)}`;
	return `${what} failed${times > 1 ? ` ${times} times` : ""}: ${problem} (${code})${retry}`;
}
function checksInWords(checks, output) {
	if (checks.length === 0) return [];
	return [
		"",
		...table([
			"CHECKED",
			"FAMILY",
			"FOUND",
			"AGO",
			"RTT",
			"LOSS",
			"NEXT IN",
			"BYTES TODAY"
		], checks.map((c) => [
			c.pvd,
			`IPv${c.family}`,
			c.portal ? `${c.reach} ${c.portal}` : c.reach,
			duration(c.age),
			c.rtt === null ? "" : `${c.rtt} ms`,
			c.loss === null ? "" : `${c.loss} %`,
			c.next === null ? "" : duration(c.next),
			`${c.spent} of ${c.budget ?? "any"}`
		]), output),
		""
	];
}
// adapters/cli/commands/status.ts
const register$2 = (program, io) => {
	const command = asking(program.command("status").description("which network is used now, and why"));
	command.addHelpText("after", EXAMPLES$2).action(async () => {
		const { raw, value } = await question(io, command, "status", Status);
		const output = io.output();
		output.data(raw);
		for (const line of words$1(value, output)) output.line(line);
	});
};
const EXAMPLES$2 = `
Examples:
  multihome status
  multihome status --json
  multihome status --at 2026-11-24T10:15:00Z
  multihome status --log /var/lib/multihome/log.sqlite --at 812`;
function sessionsInWords({ all, verdicts }) {
	if (all === 0) return [];
	const some = verdicts.filter(({ count }) => count > 0).map(({ verdict, count }) => `${count} ${verdict}`);
	return [`${all} session${all === 1 ? "" : "s"} of programs: ${some.join(", ")}`];
}
function words$1(status, output) {
	const { defaults, pvds, servers, managers, notices } = status;
	const since = status.since === null ? "" : `, for ${duration(status.runs)}`;
	const families = [4, 6].map((family) => {
		const way = defaults.find((d) => d.family === family);
		const dns = servers.find((s) => s.family === family);
		if (!way) return [
			`IPv${family}`,
			"nowhere",
			"",
			"",
			"",
			"",
			"no network can be used"
		];
		return [
			`IPv${family}`,
			way.pvd,
			way.gateway ?? "",
			way.source ?? "",
			way.reach,
			dns?.servers.join(" ") ?? "",
			way.says
		];
	});
	return [
		`multihome ${oneLine(status.version ?? "?")}, ${status.mode ?? "no"} mode${since}: fact ${status.seq}, epoch ${status.epoch}${status.phase === "settled" ? "" : ` (${status.phase})`}`,
		"",
		...table([
			"",
			"NETWORK",
			"GATEWAY",
			"SOURCE",
			"REACHES",
			"DNS",
			"BECAUSE"
		], families, output),
		"",
		`${status.interfaces.up} of ${status.interfaces.all} interfaces are up; ${pvds.length} provisioning domain${pvds.length === 1 ? "" : "s"}${pvds.length > 0 ? `: ${oneLine(pvds.map((p) => `${p.id} (${p.provisioning})`).join(", "))}` : ""}`,
		...status.conflicts > 0 ? [`${status.conflicts} conflicts between networks or authors`] : [],
		...sessionsInWords(status.sessions),
		...managers.map((m) => oneLine(`${m.name} manages ${m.interfaces.join(", ") || "this host"} (${m.evidence.join(", ")})`)),
		...operationInWords(status, output),
		...notices.map((n) => output.style("yellow", oneLine(`note: ${n}`)))
	];
}
// adapters/cli/commands/view.ts
const EXAMPLES$1 = `
The page is one file with the log inside, in a new folder that only this user can read; its path is printed, and a browser opens
it. Names are as they are in the log: to give it to somebody else use multihome export --html.

Examples:
  multihome view incident.ndjson.gz
  xdg-open "$(multihome view log.sqlite)"`;
const register$1 = (program, io) => {
	program.command("view").description("make a page of a log, to look at it in a browser").argument("<file>", "log.sqlite, or an export of it (.ndjson, .ndjson.gz)").addHelpText("after", EXAMPLES$1).action(async (file) => {
		const from = openLogFile(file);
		try {
			await run(io, from);
		} finally {
			from.close();
		}
	});
};
async function run(io, from) {
	const template = readPage();
	const name = basename(from.file);
	const packed = await packedOf(from);
	const page = join(mkdtempSync(join(tmpdir(), "multihome-view-")), `${name}.html`);
	writePage(page, enclose(template, name, packed));
	io.output().line(printable(page));
	io.output().data({
		file: from.file,
		page
	});
}
async function packedOf(from) {
	if (from.kind === "export") return packedFile(from.file);
	const { bytes, result } = await packedExport(from, { names: "keep" });
	if (!result.ok) throw logError(from.file, result.error);
	return bytes;
}
// adapters/cli/commands/why.ts
const register = (program, io) => {
	const why = program.command("why").description("why a packet, a name, a network or a session is treated as it is").addHelpText("after", EXAMPLES);
	const route = asking(why.command("route").description("which way a packet to an address takes").argument("<address>")).option("--from <address>", "with this source address");
	route.action((to) => {
		const { from } = route.opts();
		for (const text of [to, from]) if (text !== void 0 && canonicalAddress(text) === null) throw noAddress(text);
		return explain(io, route, "route", {
			to,
			from
		});
	});
	const name = asking(why.command("name").description("which server is asked for a name").argument("<name>")).option("--family <4|6>", "for its IPv4 or its IPv6 addresses", "4");
	name.action((wanted) => explain(io, name, "name", {
		name: wanted,
		family: name.opts().family
	}));
	const pvd = asking(why.command("pvd").description("what a provisioning domain is used for").argument("<id>"));
	pvd.action((id) => explain(io, pvd, "pvd", { pvd: id }));
	const session = asking(why.command("session").description("why a session is kept, moved, drained or ended").argument("<id>"));
	session.action((id) => explain(io, session, "session", { session: id }));
};
const noAddress = (text) => new CliError("usage", "ERR_BAD_ADDRESS", `not an IP address: ${text}`, "a name is asked for with: multihome why name NAME");
const EXAMPLES = `
Examples:
  multihome why route 192.0.2.7
  multihome why route 2001:db8::1 --from 2001:db8:1::7
  multihome why name printer.corp.example --family 6
  multihome why pvd wlan0 --at 812
  multihome why session 812-1-3
  multihome why route 192.0.2.7 --at 2026-11-24T10:15:00Z --log host.ndjson.gz`;
async function explain(io, command, what, query) {
	const { raw, value } = await question(io, command, `why/${what}`, Why, query);
	const output = io.output();
	output.data(raw);
	for (const line of words(value, output)) output.line(line);
}
function words({ question: asked, answer, details, because, losers }, output) {
	const known = Object.entries(details).flatMap(([key, value]) => {
		const text = value === null ? "" : typeof value === "object" ? value.join(", ") : String(value);
		return text === "" ? [] : [oneLine(`  ${key.padEnd(10)} ${text}`)];
	});
	return [
		`${oneLine(asked)}: ${output.style("bold", oneLine(answer ?? "nowhere"))}`,
		...known,
		`  because ${oneLine(because.says)} [${oneLine(rule(because))}]`,
		...facts(because, "    "),
		...losers.flatMap((l) => [`  not ${oneLine(l.pvd)}: ${oneLine(l.says)} [${oneLine(rule(l))}]`, ...facts(l, "    ")])
	];
}
const rule = ({ rule: name, by }) => by === "built-in" ? name : `${name}, ${by}`;
const facts = ({ facts: cited }, indent) => cited.map((f) => oneLine(`${indent}#${f.seq} ${f.time ?? ""} ${f.says ?? "the log does not have this fact any more"}`));
// adapters/cli/program.ts
const COMMANDS = [
	register$5,
	register$2,
	register$21,
	register$19,
	register$10,
	register$20,
	register$12,
	register$11,
	register$6,
	register$3,
	register$8,
	register$7,
	register$22,
	register,
	register$16,
	register$9,
	register$17,
	register$15,
	register$13,
	register$1,
	register$14,
	register$4,
	register$18
];
const HELP = `
Errors go to stderr, with --json as {"error":{"code","message","hint"}}; results to stdout.
Exit codes: 0 ok, 1 failed, 2 usage, 3 timeout, 5 diverged, 6 corrupt log, 8 no agent, 9 in use, 10 no such object,
11 captive portal, 12 unreachable, 13 no such name, 14 unresolved, 130 interrupted.

Examples:
  multihome run
  multihome run --apply
  multihome status
  multihome check wlan0
  multihome resolve nas.corp.example
  multihome why route 192.0.2.7
  multihome sessions
  multihome why name printer.corp.example --at 812 --log host.ndjson.gz`;
function createProgram(io) {
	const program = new Command("multihome").description("connection manager for hosts with several networks: one decision, with its reasons").version(VERSION, "-V, --version", "print the version").option("--json", "results, and errors, as JSON").option("--no-color", "no colours (also: NO_COLOR)").option("--control <folder>", "the folder of the agent's sockets (also: MULTIHOME_CONTROL)").showSuggestionAfterError().addHelpText("after", HELP);
	for (const register of COMMANDS) register(program, io);
	for (const command of family(program)) command.exitOverride().configureOutput({
		writeOut: (text) => io.stdout.write(text),
		writeErr: (text) => io.stderr.write(text),
		outputError: () => {}
	});
	return program;
}
const family = (command) => [command, ...command.commands.flatMap(family)];
async function cli(args, options = {}) {
	const isJson = () => args.slice(0, args.includes("--") ? args.indexOf("--") : void 0).includes("--json");
	const env = options.env ?? process.env;
	const isColored = () => !args.includes("--no-color") && !env.NO_COLOR && env.TERM !== "dumb";
	const io = createIo({
		...options,
		isJson,
		isColored
	});
	try {
		await createProgram(io).parseAsync([...args], { from: "user" });
		return io.exitCode;
	} catch (error) {
		return report(error, io, isJson());
	}
}
function report(error, io, isJson) {
	if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
	if (error instanceof CommanderError && error.code === "commander.help") return EXIT.usage;
	const failure = asCliError(error);
	const { code, message, hint } = failure;
	const text = isJson ? JSON.stringify({ error: {
		code,
		message,
		hint
	} }) : `multihome: ${printable(message)}${hint === null ? "" : ` (${printable(hint)})`}`;
	io.stderr.write(`${text}\n`);
	if (code === "ERR_INTERNAL" && !isJson && error instanceof Error) io.stderr.write(`${error.stack ?? ""}\n`);
	return EXIT[failure.exit];
}
function asCliError(error) {
	if (error instanceof CliError) return error;
	if (error instanceof CommanderError) {
		const [first = "", ...more] = error.message.replace(/^error: /, "").split("\n");
		const meant = more.join(" ").trim().replace(/^\((.*)\)$/, "$1");
		return new CliError("usage", "ERR_USAGE", first, meant === "" ? "multihome --help lists what there is" : meant);
	}
	if (error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("ERR_LOG")) return new CliError(error.code === "ERR_LOG_CORRUPT" ? "corruptLog" : "failed", error.code, error.message, null, { cause: error });
	return new CliError("failed", "ERR_INTERNAL", error instanceof Error ? error.message : String(error), "this is a bug in multihome", { cause: error });
}
// adapters/cli/main.ts
const args = process.argv.slice(2);
process.stdout.on("error", (error) => {
	if (error.code !== "EPIPE") throw error;
	if (process.stdout.listenerCount("error") === 1) process.exit(process.exitCode);
});
process.once("uncaughtException", (error) => {
	const isJson = args.includes("--json");
	process.exit(report(error, createIo({ isJson: () => isJson }), isJson));
});
process.exitCode = await cli(args);
