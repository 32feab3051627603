import { M as LinkKind, m as Use, p as VERDICTS, s as PolicyRow, u as ManagerId, y as REACHES } from "./shared-CtF39FSo.js";
import { B as discriminatedUnion, C as Millis, G as record, I as textUpTo, J as tuple, K as strictObject, L as _enum, M as Integer, N as Positive, P as Text, R as _null, S as Instant, U as number, V as literal, W as object, X as unknown, Y as union, a as Prefix, b as Family, j as Flag, q as string, t as Address, w as Seq, z as array } from "./shared-CggHZh46.js";
import { x as http } from "./shared-4U9fLTlI.js";
import { n as defaultControlDirectory, o as thisUser } from "./shared-7AIFST4H.js";
import { existsSync, lstatSync } from "node:fs";
import { dirname, join } from "node:path";
// adapters/control/shapes.ts
const list$1 = (schema) => array(schema).readonly();
const Left = number().nullable();
const HEAD = {
	v: literal(1),
	seq: Seq,
	time: Text,
	phase: _enum([
		"opening",
		"settled",
		"dumping"
	])
};
const Publishing = object({
	listening: list$1(Text),
	problem: Text.nullable(),
	led: list$1(object({
		to: Text,
		ifname: Text.nullable(),
		servers: list$1(Text),
		search: list$1(Text),
		domains: list$1(Text),
		isApplied: Flag
	}))
});
// adapters/control/answers.ts
const Default = object({
	family: Family,
	pvd: Text,
	ifname: Text,
	gateway: Text.nullable(),
	source: Text.nullable(),
	reach: Text,
	says: Text
});
const SessionCounts = object({
	all: number(),
	verdicts: list$1(object({
		verdict: _enum(VERDICTS),
		count: number()
	})),
	managers: list$1(object({
		manager: Text,
		count: number()
	}))
});
const Status = object({
	...HEAD,
	version: Text.nullable(),
	machines: Text.nullable(),
	mode: Text.nullable(),
	since: Text.nullable(),
	runs: number(),
	epoch: number(),
	digest: Text,
	defaults: list$1(Default),
	interfaces: object({
		up: number(),
		all: number()
	}),
	pvds: list$1(object({
		id: Text,
		provisioning: Text,
		reach4: Text,
		reach6: Text
	})),
	servers: list$1(object({
		family: Family,
		pvd: Text,
		servers: list$1(Text)
	})),
	resolver: Publishing.nullable(),
	conflicts: number(),
	sessions: SessionCounts,
	managers: list$1(object({
		name: Text,
		interfaces: list$1(Text),
		evidence: list$1(Text),
		since: Seq
	})),
	checking: Flag,
	ownership: list$1(object({
		ifname: Text,
		isManaged: Flag,
		owner: Text.nullable(),
		says: Text
	})),
	failures: list$1(object({
		what: Text,
		code: Text,
		problem: Text,
		times: number(),
		again: Left,
		since: Seq
	})),
	checks: list$1(object({
		pvd: Text,
		family: Family,
		reach: Text,
		age: number(),
		next: Left,
		rtt: number().nullable(),
		loss: number().nullable(),
		portal: Text.nullable(),
		spent: number(),
		budget: number().nullable()
	})),
	heldBack: list$1(object({
		family: Family,
		pvd: Text,
		losses: number(),
		left: Left
	})),
	notices: list$1(Text)
});
const Interface = object({
	name: Text,
	index: number().nullable(),
	kind: Text.nullable(),
	mac: Text.nullable(),
	mtu: number().nullable(),
	master: Text.nullable(),
	link: Text,
	quality: Text,
	network: Text.nullable(),
	ignored: Flag,
	since: Seq,
	pvds: list$1(Text),
	managers: list$1(Text),
	addresses: list$1(object({
		address: Text,
		flags: list$1(Text),
		scope: Text,
		left: Left,
		preferredLeft: Left,
		since: Seq
	})),
	lease: object({
		address: Text,
		client: Text,
		server: Text.nullable(),
		left: Left,
		unpublished: list$1(Text),
		since: Seq
	}).nullable(),
	routers: list$1(object({
		router: Text,
		mac: Text.nullable(),
		pvd: Text.nullable(),
		left: Left,
		since: Seq
	}))
});
const Interfaces = object({
	...HEAD,
	interfaces: list$1(Interface)
});
const Reason = {
	rule: Text,
	by: Text,
	facts: list$1(Seq)
};
const Place = object({
	family: Family,
	place: number().nullable(),
	...Reason,
	says: Text
});
const Pvd = object({
	id: Text,
	ifname: Text,
	identity: Text.nullable(),
	generation: number(),
	table: number(),
	provisioning: Text,
	goneIn: Left,
	reach: list$1(object({
		family: Family,
		state: Text,
		check: Text,
		since: Seq.nullable(),
		portal: Text.nullable()
	})),
	places: list$1(Place),
	objects: list$1(object({
		kind: Text,
		value: Text,
		source: Text,
		by: Text,
		since: Seq,
		left: Left,
		detail: list$1(Text)
	}))
});
const Pvds = object({
	...HEAD,
	pvds: list$1(Pvd)
});
const OnePvd = object({
	...HEAD,
	pvd: Pvd
});
const Session = object({
	id: Text,
	manager: Text,
	pvd: Text,
	generation: number(),
	family: Family,
	state: Text,
	activity: Text,
	mobility: Text,
	since: Seq,
	verdict: _enum(VERDICTS).nullable(),
	to: Text.nullable(),
	drainLeft: Left,
	...Reason,
	says: Text,
	refused: list$1(object({
		manager: Text,
		author: Text,
		ask: Text,
		says: Text
	}))
});
const Sessions = object({
	...HEAD,
	sessions: list$1(Session)
});
const Way = {
	table: number(),
	destination: Text,
	gateway: Text.nullable(),
	ifname: Text.nullable(),
	source: Text.nullable()
};
const Routes = object({
	...HEAD,
	ranking: list$1(object({
		family: Family,
		place: number(),
		pvd: Text,
		...Reason,
		says: Text
	})),
	rules: list$1(object({
		family: Family,
		priority: number(),
		text: Text,
		pvd: Text.nullable(),
		isApplied: Flag
	})),
	tables: list$1(object({
		...Way,
		kind: Text,
		metric: number(),
		mtu: number().nullable(),
		pvd: Text,
		isApplied: Flag
	})),
	kernel: list$1(object({
		...Way,
		metric: number(),
		protocol: number(),
		left: Left,
		since: Seq
	}))
});
const DecisionAnswer = object({
	...HEAD,
	digest: Text,
	decision: record(Text, unknown())
});
const Cited = object({
	seq: Seq,
	time: Text.nullable(),
	type: Text.nullable(),
	says: Text.nullable()
});
const Cause = {
	rule: Text,
	by: Text,
	says: Text,
	facts: list$1(Cited)
};
const Why = object({
	...HEAD,
	question: Text,
	answer: Text.nullable(),
	details: record(Text, union([
		Text,
		number(),
		list$1(Text),
		_null()
	])),
	because: object(Cause),
	losers: list$1(object({
		pvd: Text,
		...Cause
	}))
});
const Failure = object({ error: object({
	code: Text,
	message: Text,
	hint: Text.nullable()
}) });
const ANSWERS = {
	"status-output": Status,
	"interfaces-output": Interfaces,
	"pvds-output": Pvds,
	"pvd-output": OnePvd,
	"routes-output": Routes,
	"sessions-output": Sessions,
	"decision-output": DecisionAnswer,
	"why-output": Why,
	"error-output": Failure
};
object({ newest: Seq });
object({
	digest: string(),
	newest: Seq
});
function eventsIn(text) {
	const blocks = text.split("\n\n");
	const rest = blocks.pop() ?? "";
	return {
		events: blocks.flatMap(eventOf),
		rest
	};
}
function eventOf(block) {
	const lines = block.split("\n");
	const said = (field) => lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
	const data = said("data");
	return data === void 0 ? [] : [{
		event: said("event") ?? "",
		id: said("id") ?? "",
		data
	}];
}
// adapters/control/fault.ts
const systemCode = (error) => error instanceof Error && "errno" in error && "code" in error && typeof error.code === "string" ? error.code : null;
// adapters/control/client.ts
const ASK_TIMEOUT = 1e4;
const STREAM_TIMEOUT = 3e4;
const ANSWER_MAX = 268435456;
async function ask(question) {
	const response = await open(question, ASK_TIMEOUT);
	if (!response.ok) return response;
	const pieces = [];
	let size = 0;
	try {
		for await (const piece of response.value) {
			size += piece.length;
			if (size > ANSWER_MAX) return broken("the answer is too large");
			pieces.push(piece);
		}
		return {
			ok: true,
			value: {
				status: response.value.statusCode ?? 0,
				body: JSON.parse(Buffer.concat(pieces).toString())
			}
		};
	} catch (error) {
		return broken(error instanceof Error ? error.message : String(error));
	}
}
async function stream(question) {
	const response = await open(question, STREAM_TIMEOUT);
	if (!response.ok) return response;
	const status = response.value.statusCode ?? 0;
	return {
		ok: true,
		value: {
			status,
			events: status === OK ? events(response.value) : refusal(response.value)
		}
	};
}
const OK = 200;
async function* events(response) {
	let rest = "";
	response.setEncoding("utf8");
	for await (const piece of response) {
		const read = eventsIn(rest + piece);
		rest = read.rest;
		yield* read.events;
	}
}
async function* refusal(response) {
	let data = "";
	response.setEncoding("utf8");
	for await (const piece of response) data += piece;
	yield {
		event: "refused",
		id: "",
		data
	};
}
function open(question, timeout) {
	const { agent = false, ...alone } = question;
	const { socket, path, method = "GET", body, signal } = alone;
	return new Promise((resolve) => {
		const asked = http.request({
			socketPath: socket,
			path: `/v1/${path}`,
			method,
			agent,
			...signal && { signal }
		});
		asked.setTimeout(timeout, () => asked.destroy(new Error("timeout")));
		asked.once("response", (response) => resolve({
			ok: true,
			value: response
		}));
		asked.once("error", (error) => {
			resolve(asked.reusedSocket && ["ECONNRESET", "EPIPE"].includes(systemCode(error) ?? codeOf(error)) && !signal?.aborted ? open(alone, timeout) : unanswered(socket, error));
		});
		asked.end(body && JSON.stringify(body));
	});
}
const codeOf = (error) => "code" in error ? String(error.code) : "";
function unanswered(socket, error) {
	const code = systemCode(error);
	if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTDIR") return {
		ok: false,
		problem: "noAgent",
		message: `no agent listens on ${socket}`
	};
	if (code === "EACCES" || code === "EPERM") return {
		ok: false,
		problem: "denied",
		message: `the socket ${socket} is not for this user`
	};
	if (error.message === "timeout") return {
		ok: false,
		problem: "timeout",
		message: `the agent on ${socket} does not answer`
	};
	return broken(error.message);
}
const broken = (message) => ({
	ok: false,
	problem: "broken",
	message: `the answer broke off: ${message}`
});
// adapters/control/folder.ts
function findSocket(name, told = null, asker = thisUser()) {
	const paths = (told === null ? [defaultControlDirectory(asker), defaultControlDirectory({
		...asker,
		uid: 0
	})] : [told]).map((folder) => join(folder, name));
	return paths.find((path) => existsSync(path) && (told !== null || isTrusted(path, asker.uid))) ?? paths[0] ?? name;
}
const isTrusted = (path, uid) => [0, uid].includes(lstatSync(dirname(path)).uid);
// machines/model/programs.ts
const list = (schema) => array(schema).readonly();
const perFamily = (schema) => object({
	4: schema,
	6: schema
});
const Id = Text;
const ProgramsAddress = object({
	address: Address,
	prefixLength: Integer,
	temporary: Flag,
	deprecated: Flag
});
const ProgramsDomain = object({
	pvd: Id,
	identity: Text.nullable(),
	generation: Integer,
	ifname: Text,
	kind: LinkKind,
	metered: Flag,
	cost: number().nullable(),
	bandwidth: number().nullable(),
	rank: perFamily(Integer.nullable()),
	usable: perFamily(_enum(REACHES).nullable()),
	unfit: perFamily(Text.nullable()),
	addresses: list(ProgramsAddress),
	prefixes: list(Prefix),
	leads: list(Prefix),
	pref64: list(Prefix),
	policy: list(PolicyRow).nullable(),
	privacy: Flag
});
const Rule = object({
	suffix: Text,
	family: Family,
	pvds: list(Id),
	exclusive: Flag
});
const TrafficRule = object({
	family: Family,
	to: Prefix.nullable(),
	uid: tuple([number(), number()]).readonly().nullable(),
	protocol: _enum(["tcp", "udp"]).nullable(),
	port: tuple([number(), number()]).readonly().nullable(),
	pvds: list(Id),
	only: Flag
});
const ProgramsView = object({
	seq: Seq,
	domains: list(ProgramsDomain),
	names: object({
		rules: list(Rule),
		search: list(Text)
	}),
	traffic: list(TrafficRule),
	beside: list(Prefix)
});
// adapters/control/programAnswers.ts
const Manager = ManagerId.max(40);
const Attachment = {
	pvd: string().min(1).max(320),
	generation: Positive
};
const Welcome = object({
	v: literal(1),
	client: Text,
	missing: array(Text).readonly()
});
const Verdict = object({
	session: Text,
	verdict: _enum([
		"keep",
		"migrate",
		"reconnect",
		"drain",
		"end"
	]),
	to: Text.nullable(),
	due: Instant.exactOptional(),
	because: object({ rule: Text })
});
const Named = discriminatedUnion("ok", [object({
	ok: literal(true),
	pvd: Text.nullable(),
	generation: number().nullable(),
	exists: Flag,
	addresses: array(Text).readonly(),
	ttl: Millis
}), object({
	ok: literal(false),
	problem: _enum([
		"badName",
		"noSuchPvd",
		"silent",
		"failed",
		"overloaded",
		"closed"
	])
})]);
const Spec = strictObject({
	manager: Manager,
	needs: Use.nullable(),
	...Attachment,
	family: Family,
	mobility: _enum([
		"none",
		"reconnect",
		"mptcp",
		"other"
	]),
	better: _enum([
		"keep",
		"idle",
		"now",
		"drain"
	]),
	deadline: Millis.exactOptional(),
	loss: _enum([
		"end",
		"reconnect",
		"wait"
	]),
	failBack: Flag
});
const OpenOrder = strictObject({
	client: Text,
	spec: Spec
});
const Opened = object({
	v: literal(1),
	session: Text
});
const TellOrder = strictObject({
	client: Text,
	session: Text,
	told: union([
		strictObject({ moved: strictObject(Attachment) }),
		strictObject({ idle: Flag }),
		strictObject({ close: textUpTo(256) })
	])
});
const PROGRAM_SCHEMAS = {
	"programs-client": Welcome,
	"programs-view": ProgramsView,
	"programs-verdict": Verdict,
	"programs-resolve": Named,
	"programs-open": OpenOrder,
	"programs-tell": TellOrder
};
export { HEAD as C, Why as S, list$1 as T, OnePvd as _, TellOrder as a, Sessions as b, ProgramsView as c, stream as d, systemCode as f, Interfaces as g, Failure as h, PROGRAM_SCHEMAS as i, findSocket as l, DecisionAnswer as m, OpenOrder as n, Verdict as o, ANSWERS as p, Opened as r, Welcome as s, Named as t, ask as u, Pvds as v, Publishing as w, Status as x, Routes as y };
