import { n as createPrograms, r as createExit, t as createViews } from "./shared-CdEk6MA0.js";
import { c as ProgramsView, d as stream, h as Failure, l as findSocket, m as DecisionAnswer, o as Verdict, r as Opened, s as Welcome, t as Named, u as ask, x as Status } from "./shared-ByqLlB17.js";
import { x as http } from "./shared-4U9fLTlI.js";
import { h as ProgramsError } from "./shared-7AIFST4H.js";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
// adapters/control/following.ts
const FIRST = 50;
const LONGEST = 2e3;
async function follow(socket, path, signal, { event, gone }) {
	for (let wait = FIRST; !signal.aborted; wait = Math.min(2 * wait, LONGEST)) {
		const why = await once(socket, path, signal, (told) => {
			wait = FIRST;
			event(told);
		});
		if (signal.aborted) return;
		gone(why);
		await setTimeout$1(wait, void 0, { signal }).catch(() => void 0);
	}
}
async function once(socket, path, signal, event) {
	const opened = await stream({
		socket,
		path,
		signal
	});
	if (!opened.ok) return opened.message;
	const { status, events } = opened.value;
	try {
		for await (const told of events) {
			if (status !== 200) return refusal(socket, told.data);
			event(told);
		}
		return `the agent on ${socket} has ended`;
	} catch (error) {
		return `the agent on ${socket} has gone: ${error instanceof Error ? error.message : String(error)}`;
	}
}
function refusal(socket, data) {
	const failure = Failure.safeParse(JSON.parse(data));
	return failure.success ? failure.data.error.message : `the agent on ${socket} refuses it`;
}
// adapters/control/remoteSessions.ts
function createRemoteSessions(post) {
	const all = new Set();
	const byId = new Map();
	const early = new Map();
	let opening = 0;
	let client = null;
	const tell = (kept, told) => {
		if (client !== null && kept.id !== null) post.tell({
			client,
			session: kept.id,
			told
		});
	};
	async function declare(kept) {
		const asked = client;
		const { spec } = kept;
		opening += 1;
		const answer = asked === null ? null : await post.open({
			client: asked,
			spec
		});
		opening -= 1;
		if (answer === null || asked !== client) return "the agent has gone";
		if (!answer.ok) return answer.why;
		know(kept, answer.session);
		if (kept.isClosed) close(kept, "it was closed meanwhile");
		if (kept.spec !== spec) tell(kept, { moved: {
			pvd: kept.spec.pvd,
			generation: kept.spec.generation
		} });
		if (kept.isIdle) tell(kept, { idle: true });
	}
	function know(kept, id) {
		kept.id = id;
		all.add(kept);
		byId.set(id, kept);
		const verdict = early.get(id);
		if (opening === 0) early.clear();
		if (verdict) kept.onVerdict(verdict);
	}
	async function again(kept) {
		const asked = client;
		if (await declare(kept) === void 0 || asked !== client || kept.isClosed) return;
		all.delete(kept);
		kept.onVerdict({
			session: "",
			verdict: "end",
			to: null,
			because: { rule: "refused" }
		});
	}
	function close(kept, why) {
		all.delete(kept);
		if (kept.id !== null) byId.delete(kept.id);
		tell(kept, { close: why.slice(0, WHY_MAX) });
	}
	return {
		open: async (spec, onVerdict) => {
			const kept = {
				spec,
				id: null,
				isIdle: false,
				isClosed: false,
				onVerdict
			};
			const asked = client;
			const why = await declare(kept);
			if (why === void 0) return handleOf(kept, tell, close);
			throw new ProgramsError(asked !== null && asked === client ? "ERR_SESSION_REFUSED" : "ERR_AGENT_GONE", "no session", [why]);
		},
		hear: (verdict) => {
			const kept = byId.get(verdict.session);
			if (kept) kept.onVerdict(verdict);
			else if (opening > 0) early.set(verdict.session, verdict);
		},
		welcome: (token) => {
			client = token;
			for (const kept of all) again(kept);
		},
		gone: () => {
			client = null;
			early.clear();
			byId.clear();
			for (const kept of all) kept.id = null;
		}
	};
}
const WHY_MAX = 256;
function handleOf(kept, tell, close) {
	return {
		get id() {
			return kept.id ?? "";
		},
		moved: ({ pvd, generation }) => {
			kept.spec = {
				...kept.spec,
				pvd,
				generation
			};
			tell(kept, { moved: {
				pvd,
				generation
			} });
		},
		idle: (isIdle) => {
			kept.isIdle = isIdle;
			tell(kept, { idle: isIdle });
		},
		close: (why) => {
			if (kept.isClosed) return;
			kept.isClosed = true;
			close(kept, why);
		}
	};
}
// adapters/control/remote.ts
const ASKING_MAX = 8;
const SOON = 1e3;
const BUSY = 503;
function openRemote(socket) {
	const over = new AbortController();
	const agent = new http.Agent({
		keepAlive: true,
		maxSockets: ASKING_MAX
	});
	const listeners = new Set();
	const sessions = createRemoteSessions(postTo(socket));
	let view = null;
	let missing = [];
	let why = "";
	const show = (next) => {
		view = next;
		for (const listener of [...listeners]) listener(next);
	};
	const event = ({ event: kind, data }) => {
		const told = JSON.parse(data);
		if (kind === "client") {
			const welcome = Welcome.parse(told);
			missing = welcome.missing;
			sessions.welcome(welcome.client);
		}
		if (kind === "view") show(ProgramsView.parse(told));
		if (kind === "verdict") sessions.hear(Verdict.parse(told));
	};
	const gone = (because) => {
		why = because;
		sessions.gone();
		show(null);
	};
	const goneSoon = () => {
		if (view === null) return Promise.resolve();
		const { promise, resolve: done } = Promise.withResolvers();
		const watch = (next) => void (next === null && done());
		const late = setTimeout(done, SOON);
		listeners.add(watch);
		return promise.finally(() => {
			clearTimeout(late);
			listeners.delete(watch);
		});
	};
	follow(socket, "programs", over.signal, {
		event,
		gone
	});
	return {
		view: () => view,
		watch: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		resolve: (question) => resolve({
			socket,
			agent,
			over: over.signal,
			gone: goneSoon
		}, question),
		sessions: { open: sessions.open },
		get missing() {
			return missing;
		},
		get why() {
			return why;
		},
		close: () => {
			if (over.signal.aborted) return;
			over.abort();
			agent.destroy();
			gone("it was closed");
		}
	};
}
async function resolve({ socket, agent, over, gone }, { name, type, pvd, signal }) {
	signal?.throwIfAborted();
	const path = `programs/resolve?${new URLSearchParams({
		name,
		type: String(type),
		pvd
	})}`;
	const asked = await ask({
		socket,
		path,
		agent,
		signal: signal ? AbortSignal.any([signal, over]) : over
	});
	signal?.throwIfAborted();
	if (!asked.ok) await gone();
	signal?.throwIfAborted();
	if (!asked.ok) return {
		ok: false,
		problem: "closed"
	};
	const named = Named.safeParse(asked.value.body);
	return named.success ? named.data : {
		ok: false,
		problem: asked.value.status === BUSY ? "overloaded" : "closed"
	};
}
function postTo(socket) {
	let last = Promise.resolve();
	const post = (path, body) => {
		const asked = last.then(() => ask({
			socket,
			path,
			method: "POST",
			body
		}));
		last = asked;
		return asked;
	};
	return {
		open: async (order) => {
			const asked = await post("programs/open", order);
			if (!asked.ok) return null;
			const opened = Opened.safeParse(asked.value.body);
			return asked.value.status === 200 && opened.success ? {
				ok: true,
				session: opened.data.session
			} : {
				ok: false,
				why: whyOf(asked.value)
			};
		},
		tell: async (order) => void await post("programs/tell", order)
	};
}
function whyOf({ status, body }) {
	const failure = Failure.safeParse(body);
	return failure.success ? failure.data.error.message : `the agent answers ${status}`;
}
// adapters/remote.ts
const PATIENCE = 1e4;
async function connectAgent(options = {}) {
	const { signal, socket = findSocket("state.sock", process.env.MULTIHOME_CONTROL ?? null) } = options;
	signal?.throwIfAborted();
	const decisions = createExit((push) => following(socket, push));
	const port = openRemote(socket);
	const views = createViews(port);
	const programs = createPrograms(port);
	const { close: closeClients } = programs;
	const close = async () => {
		signal?.removeEventListener("abort", close);
		port.close();
		await closeClients();
		views.end();
		decisions.end();
	};
	try {
		await first(port, socket, signal);
	} catch (error) {
		await close();
		throw error;
	}
	signal?.addEventListener("abort", close, { once: true });
	const exits = {
		decisions: decisions.exit,
		views: views.exit
	};
	return Object.assign(programs, {
		...exits,
		status: () => statusOf(socket),
		close,
		[Symbol.asyncDispose]: close
	});
}
async function first(port, socket, signal) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const late = setTimeout(() => reject(gone(`the agent on ${socket} does not say what there is`)), PATIENCE);
	const given = () => reject(signal?.reason);
	const unwatch = port.watch((view) => view ? resolve() : reject(gone(port.why)));
	signal?.addEventListener("abort", given, { once: true });
	try {
		await promise;
	} finally {
		clearTimeout(late);
		unwatch();
		signal?.removeEventListener("abort", given);
	}
}
const gone = (why) => new ProgramsError("ERR_AGENT_GONE", "no agent", [why]);
async function statusOf(socket) {
	const asked = await ask({
		socket,
		path: "status"
	});
	if (!asked.ok) throw gone(asked.message);
	const read = Status.safeParse(asked.value.body);
	if (read.success) return read.data;
	const failure = Failure.safeParse(asked.value.body);
	throw gone(failure.success ? failure.data.error.message : "it answers in a way that this version does not know");
}
function following(socket, push) {
	const over = new AbortController();
	const event = ({ data }) => push(DecisionAnswer.parse(JSON.parse(data)));
	follow(socket, "decisions", over.signal, {
		event,
		gone: () => {}
	});
	return () => over.abort();
}
export { connectAgent };
