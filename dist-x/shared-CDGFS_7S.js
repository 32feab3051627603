// machines/model/special.ts
const SINGLE_LABEL = "single label";
const NAMES = [
	"localhost",
	"invalid",
	"test",
	"local",
	"onion",
	"alt"
];
const octets = (first, last, under) => Array.from({ length: last - first + 1 }, (_, i) => `${first + i}.${under}.in-addr.arpa`);
const ZONES = [
	"10.in-addr.arpa",
	...octets(16, 31, "172"),
	"168.192.in-addr.arpa",
	...[
		"0.in-addr.arpa",
		"127.in-addr.arpa",
		"254.169.in-addr.arpa",
		"2.0.192.in-addr.arpa"
	],
	...[
		"100.51.198.in-addr.arpa",
		"113.0.203.in-addr.arpa",
		"255.255.255.255.in-addr.arpa"
	],
	...octets(64, 127, "100"),
	...["0", "1"].map((last) => `${last}${".0".repeat(31)}.ip6.arpa`),
	...[
		"d.f.ip6.arpa",
		"8.e.f.ip6.arpa",
		"9.e.f.ip6.arpa",
		"a.e.f.ip6.arpa",
		"b.e.f.ip6.arpa",
		"8.b.d.0.1.0.0.2.ip6.arpa"
	]
];
const SPECIAL = new Map([...NAMES.map((zone) => [zone, {
	zone,
	isClaimable: false
}]), ...ZONES.map((zone) => [zone, {
	zone,
	isClaimable: true
}])]);
function specialUse(name) {
	if (name === "" || name === ".") return null;
	if (!name.includes(".")) return SPECIAL.get(name) ?? {
		zone: "single label",
		isClaimable: false
	};
	for (let from = 0;;) {
		const found = SPECIAL.get(name.slice(from));
		if (found) return found;
		const dot = name.indexOf(".", from);
		if (dot < 0) return null;
		from = dot + 1;
	}
}
const isClaim = ({ zone, isClaimable }, suffix) => isClaimable && (suffix === zone || suffix.endsWith(`.${zone}`));
export { isClaim as n, specialUse as r, SINGLE_LABEL as t };
