import { R as find } from "./shared-CtF39FSo.js";
import { C as mayAnswer, Ct as objectsOf, D as exclusiveOf, I as attachedDomains, O as heeded, R as reason, St as goodAddresses, f as outlookOf, ft as informationId, g as pinRow, i as waysOf, it as findIn, k as ranked, mt as informationState, n as sourceOf, p as groundsOf, r as specificWays, t as onLinkWays, tt as sessionState, w as toldApartBy, x as covering, yt as pvdState } from "./shared-AO8xFJlA.js";
import { E as elapsed, f as isInPrefix, g as reachOf, l as familyOf, y as FAMILIES } from "./shared-CggHZh46.js";
import { n as isClaim, r as specialUse } from "./shared-CDGFS_7S.js";
// streams/explain.ts
function whyRoute(fold, to, from = null) {
	const family = familyOf(to);
	const question = `route ${to}${from === null ? "" : ` from ${from}`}`;
	const attached = attachedDomains(fold.host.pvds);
	if (reachOf(to) === "loopback") return {
		question,
		answer: "lo",
		details: {},
		because: reason("loopback"),
		losers: []
	};
	if (from !== null) return bySource(fold, question, attached, to, from);
	const order = ranked(fold.decision.ranking, family);
	const pinned = byPin(fold, question, to);
	if (pinned) return pinned;
	const domains = heeded(exclusiveOf(fold.host, fold.decision.ranking, family), attached);
	const [first, ...rest] = waysOf(domains, fold.decision.ranking, family).filter((way) => isInPrefix(to, way.prefix));
	const [best] = order;
	if (!first) return {
		question,
		answer: null,
		details: {},
		because: reason("nobodyRanked"),
		losers: unranked(fold, family)
	};
	const details = wayDetails(first.pvd, family, first.gateway, first.rule === "ranked" ? "default" : first.prefix);
	if (best && first.rule === "ranked") return {
		question,
		answer: first.pvd.id,
		details,
		because: best.because,
		losers: [...best.beaten, ...unranked(fold, family)]
	};
	const because = reason(first.rule, [first.since]);
	const rankOf = (way) => order.find((p) => p.pvd === way.pvd.id)?.place ?? null;
	const lostBy = (way) => {
		if (way.rule !== first.rule) return first.rule;
		return !(first.rule === "onLink" && rankOf(way) !== rankOf(first)) && way.length < first.length ? "longestPrefix" : "rank";
	};
	const near = rest.filter((way) => way.rule !== "ranked");
	const far = order.filter((p) => ![first, ...near].some((way) => way.pvd.id === p.pvd));
	const losers = [...near.map((way) => ({
		pvd: way.pvd.id,
		...reason(lostBy(way), [first.since, way.since])
	})), ...far.map((p) => ({
		pvd: p.pvd,
		...because
	}))];
	return {
		question,
		answer: first.pvd.id,
		details,
		because,
		losers
	};
}
function byPin({ host, decision }, question, to) {
	const [pin, row] = [find(host.pins, to), pinRow(decision.routing.routes, to)];
	if (!pin || !row) return null;
	const because = reason("pinned", [pin.since]);
	const losers = ranked(decision.ranking, familyOf(to)).filter((p) => p.pvd !== row.pvd);
	const { ifname, gateway, source } = row.route;
	const details = {
		dev: ifname,
		via: gateway,
		src: source,
		by: "pin",
		generation: pin.generation
	};
	return {
		question,
		answer: row.pvd,
		details,
		because,
		losers: losers.map((p) => ({
			pvd: p.pvd,
			...because
		}))
	};
}
function bySource(fold, question, attached, to, from) {
	const owner = attached.find((p) => objectsOf(p.objects, "address").some((a) => a.value === from));
	if (!owner) return {
		question,
		answer: null,
		details: {},
		because: reason("nobodysSource"),
		losers: []
	};
	const own = goodAddresses(owner.objects).find((a) => a.value === from);
	const [nearer] = [...onLinkWays(owner), ...specificWays(owner)].filter((way) => isInPrefix(to, way.prefix)).toSorted((a, b) => b.length - a.length);
	const gateway = objectsOf(owner.objects, "gateway").find((g) => g.family === familyOf(to));
	if (!nearer && !gateway) return {
		question,
		answer: null,
		details: {},
		because: reason("noWay", [own?.since]),
		losers: []
	};
	const [via, by] = nearer ? [nearer.gateway, nearer.prefix] : [gateway?.value || null, "default"];
	const others = ranked(fold.decision.ranking, familyOf(to)).filter((p) => p.pvd !== owner.id);
	const because = reason("sourceOwner", [own?.since]);
	return {
		question,
		answer: owner.id,
		details: {
			...wayDetails(owner, familyOf(to), via, by),
			src: from
		},
		because,
		losers: others.map((p) => ({
			pvd: p.pvd,
			...because
		}))
	};
}
const wayDetails = (pvd, family, gateway, prefix) => ({
	dev: pvd.ifname,
	via: gateway,
	src: sourceOf(pvd, family),
	by: prefix,
	generation: pvd.generation
});
const unranked = (fold, family) => fold.decision.ranking.filter((p) => p.family === family && p.place === null).map((p) => ({
	pvd: p.pvd,
	...p.because
}));
function whyName(fold, name, family = 4) {
	const question = `name ${name} IPv${family}`;
	const wanted = name.toLowerCase().replace(/\.$/, "");
	const special = specialUse(wanted);
	const rules = covering(fold.decision.resolution, wanted, family);
	if (special && !rules.some((rule) => isClaim(special, rule.suffix))) return {
		question,
		answer: null,
		details: { never: special.zone },
		because: reason("specialUseName"),
		losers: []
	};
	const [first, ...rest] = rules;
	if (!first) return {
		question,
		answer: null,
		details: {},
		because: reason("noServer"),
		losers: []
	};
	const losers = rest.map((r) => {
		const rule = !mayAnswer(r) && rules.some((rule) => rule.exclusive && r.suffix.length >= rule.suffix.length) ? "exclusive" : r.suffix !== first.suffix ? "longestSuffix" : toldApartBy(first, r);
		return {
			pvd: r.pvd,
			rule: `${rule} (${r.kind} ${r.suffix})`,
			by: "built-in",
			facts: r.because.facts
		};
	});
	const { servers, suffix, kind, preference, generation } = first;
	const details = {
		servers,
		suffix,
		kind,
		preference,
		trust: first.trusted ? "trusted" : "not trusted",
		generation
	};
	return {
		question,
		answer: servers.length > 0 ? first.pvd : null,
		details,
		because: first.because,
		losers
	};
}
function whyPvd(fold, wanted) {
	const found = fold.host.pvds.find((p) => p.id === wanted || p.id === `pvd:${wanted}` || p.snapshot.context.identity === wanted);
	if (!found) return null;
	const { context } = found.snapshot;
	const state = pvdState(found.snapshot);
	const places = fold.decision.ranking.filter((p) => p.pvd === found.id);
	const best = places.toSorted((a, b) => (a.place ?? 1e9) - (b.place ?? 1e9))[0];
	const said = FAMILIES.map((family) => {
		const place = places.find((p) => p.family === family);
		return [`IPv${family}`, place ? place.place === null ? `not ranked: ${place.because.rule}` : `place ${place.place}: ${place.because.rule}` : "absent"];
	});
	return {
		question: `pvd ${found.id}`,
		answer: state.provisioning,
		details: {
			...Object.fromEntries(said),
			reach4: state.reach4,
			reach6: state.reach6,
			generation: context.generation,
			objects: context.objects.map((o) => o.id),
			...informationOf(fold, found.id)
		},
		because: best?.because ?? reason("unranked"),
		losers: best?.beaten ?? []
	};
}
function informationOf({ host }, pvd) {
	const found = find(host.information, informationId(pvd))?.snapshot;
	if (!found) return {};
	const { asking, holding } = informationState(found);
	return { information: `${holding}, ${asking}${found.context.problem === null ? "" : `: ${found.context.problem}`}` };
}
// streams/explainSession.ts
function whySession(fold, id) {
	const snapshot = findIn(fold.host.sessions, id)?.snapshot;
	if (!snapshot) return null;
	const row = findIn(fold.decision.sessions, id);
	const { context } = snapshot;
	const { manager, pvd, generation, family, activity, mobility, loss } = context;
	const details = {
		manager,
		pvd,
		generation,
		family: `IPv${family}`,
		state: sessionState(snapshot),
		activity,
		mobility,
		needs: textOf(context.needs),
		better: changeText(context.better),
		failBack: changeText(context.failBack),
		loss,
		...waits(fold, id)
	};
	const question = `session ${id}`;
	if (!row) return {
		question,
		answer: null,
		details,
		because: reason("undecided", [context.opened]),
		losers: []
	};
	return {
		question,
		answer: answerOf(row),
		details,
		because: row.because,
		losers: losersOf(fold, row)
	};
}
const answerOf = ({ verdict, to }) => to === null ? verdict : `${verdict} to ${to}`;
const textOf = (needs) => needs === null ? null : typeof needs === "string" ? needs : JSON.stringify(needs);
const changeText = (change) => typeof change === "string" ? change : `drain within ${change.drain} ms`;
function waits({ aside, host }, id) {
	const { drain = null, held = null } = findIn(aside.sessions.standings, id) ?? {};
	return {
		...drain === null ? {} : { drainLeft: elapsed(host.at, drain) },
		...held === null ? {} : { heldFor: elapsed(host.at, held) }
	};
}
function losersOf(fold, row) {
	const context = findIn(fold.host.sessions, row.id)?.snapshot.context;
	const better = context && outlookOf(groundsOf(fold.host, fold.decision.ranking), context).better;
	const kept = row.verdict === "keep" && better ? [{
		pvd: better.pvd,
		...row.because
	}] : [];
	return [
		...row.losers,
		...kept,
		...row.refused.map(asLoser)
	];
}
const asLoser = ({ manager, author, ask, to, rule, by, facts }) => ({
	pvd: `${author} ${manager}: ${ask}${to === null ? "" : ` ${textOf(to)}`}`,
	rule,
	by,
	facts
});
export { whyRoute as i, whyName as n, whyPvd as r, whySession as t };
