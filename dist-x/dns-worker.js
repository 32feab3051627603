import { a as createCounters, n as openTime, r as createLocalResolver, s as DnsUnavailable, t as wire } from "./shared-CgCpGP3b.js";
import { createSecureContext } from "node:tls";
import { parentPort, workerData } from "node:worker_threads";
// adapters/dns/worker.ts
const { listen, ca } = workerData;
const post = (message) => parentPort?.postMessage(message);
const pins = new Map();
let asked = 0;
let secure;
const time = openTime();
const counters = createCounters();
const resolver = createLocalResolver({
	listen,
	time,
	counters,
	reach: wire(() => {
		secure ??= createSecureContext(ca === null ? {} : { ca: [...ca] });
		return secure;
	}, time, counters),
	pin: askForPin,
	discovered: (found) => post({
		kind: "discovered",
		found
	}),
	notice: (line) => post({
		kind: "notice",
		line
	})
});
function askForPin(request) {
	const id = asked;
	asked += 1;
	const { promise, resolve } = Promise.withResolvers();
	pins.set(id, resolve);
	post({
		kind: "pin",
		id,
		request
	});
	return promise.finally(() => pins.delete(id));
}
async function carryOut(call) {
	switch (call.kind) {
		case "open": return open();
		case "show": return {
			kind: "show",
			seq: await resolver.show(call.view)
		};
		case "resolve": return {
			kind: "resolve",
			told: await resolver.resolve(call.ask)
		};
		case "cache": return {
			kind: "cache",
			domains: await resolver.cache()
		};
		case "stats": return {
			kind: "stats",
			stats: await resolver.stats()
		};
		case "samples": return {
			kind: "samples",
			samples: await resolver.samples()
		};
		case "flush":
			await resolver.flush();
			return { kind: "flush" };
		case "close":
			await resolver.close();
			time.close();
			return { kind: "close" };
		default: return call;
	}
}
async function open() {
	try {
		return {
			kind: "open",
			endpoints: await resolver.open()
		};
	} catch (cause) {
		if (cause instanceof DnsUnavailable) return {
			kind: "unavailable",
			problems: cause.problems
		};
		throw cause;
	}
}
parentPort?.on("message", (message) => {
	if (message.kind === "pinned") return pins.get(message.id)?.(message.isPinned);
	carryOut(message.call).then((value) => {
		post({
			kind: "returned",
			id: message.id,
			value
		});
		if (value.kind === "close") parentPort?.close();
	});
});
