import { a as INITIAL_FOLD, o as createLoop } from "./shared-AO8xFJlA.js";
// streams/version.ts
const MACHINES = "3";
// streams/replay.ts
function createReplayer(options = {}) {
	const loop = createLoop(INITIAL_FOLD, options.hash);
	let verdict = { kind: "equal" };
	let [facts, epochs] = [0, 0];
	function fold(batch) {
		const changed = [];
		for (const fact of batch) {
			if (options.until?.(fact)) return null;
			if (fact.type === "agent.started") {
				epochs += 1;
				verdict = beginEpoch(verdict, fact.machines);
			}
			const tick = loop.take(fact);
			facts += 1;
			options.onFact?.(fact, tick, loop.fold);
			if (!tick) continue;
			options.onTick?.(tick, fact);
			if (verdict.kind === "equal") changed.push(...tick.changed);
		}
		return changed;
	}
	return {
		take({ facts: batch, digest }) {
			const changed = fold(batch);
			if (changed === null) return false;
			options.onTransaction?.(facts);
			if (verdict.kind !== "equal") return true;
			if (digest === null) verdict = { kind: "noDigests" };
			else if (digest !== loop.fold.digest) {
				verdict = {
					kind: "diverged",
					seq: batch.at(-1)?.seq ?? 0,
					stored: digest,
					computed: loop.fold.digest,
					changed
				};
				return options.keepGoing === true;
			}
			return true;
		},
		get replayed() {
			return {
				fold: loop.fold,
				facts,
				epochs,
				verdict
			};
		}
	};
}
function replay(recorded, options = {}) {
	const replayer = createReplayer(options);
	for (const one of recorded) if (!replayer.take(one)) break;
	return replayer.replayed;
}
const beginEpoch = (verdict, machines) => {
	if (verdict.kind === "diverged") return verdict;
	return machines === "3" ? { kind: "equal" } : {
		kind: "otherVersion",
		recorded: machines,
		here: "3"
	};
};
export { MACHINES as n, replay as t };
