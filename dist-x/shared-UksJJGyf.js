import { d as formatPrefix, f as isInPrefix, g as reachOf, h as prefixLength, o as addressBytes, u as formatAddress } from "./shared-CggHZh46.js";
// machines/model/nat64.ts
const LENGTHS = [
	32,
	40,
	48,
	56,
	64,
	96
];
const IPV4_ONLY = "ipv4only.arpa";
const IPV4_ONLY_ADDRESSES = ["192.0.0.170", "192.0.0.171"];
const U = 8;
function places(length) {
	if (!LENGTHS.some((known) => known === length)) return null;
	const first = length / 8;
	return [
		0,
		1,
		2,
		3
	].map((i) => first + i >= U && length < 96 ? first + i + 1 : first + i);
}
function embed(prefix, address) {
	const [within, four, at] = [
		addressBytes(prefix.split("/", 1)[0] ?? ""),
		addressBytes(address),
		places(prefixLength(prefix))
	];
	if (within?.length !== 16 || four?.length !== 4 || !at) return null;
	const bytes = Uint8Array.from(within);
	at.forEach((place, i) => {
		bytes[place] = four[i] ?? 0;
	});
	return formatAddress(bytes);
}
function embedded(bytes, length) {
	const at = places(length);
	if (bytes?.length !== 16 || !at || length < 96 && bytes[U] !== 0) return null;
	return formatAddress(Uint8Array.from(at, (place) => bytes[place] ?? 0));
}
const isExcluded = (address) => isInPrefix(address, "::ffff:0:0/96");
function synthesised(prefixes, addresses) {
	return addresses.flatMap((address) => {
		const prefix = prefixes.find((p) => p !== "64:ff9b::/96" || reachOf(address) === "public");
		return (prefix && embed(prefix, address)) ?? [];
	});
}
function prefixesIn(answers) {
	const read = answers.map(readings);
	const both = read.flat().filter((r) => read.flat().some((other) => other.prefix === r.prefix && other.address !== r.address));
	const told = both.length > 0 ? both : read.filter((of) => of.length === 1).flat();
	return [...new Set(told.map((r) => r.prefix))];
}
const readings = (answer) => LENGTHS.flatMap((length) => {
	const bytes = addressBytes(answer);
	const address = embedded(bytes, length);
	return bytes && IPV4_ONLY_ADDRESSES.some((known) => known === address) ? [{
		prefix: formatPrefix(bytes, length),
		address
	}] : [];
});
export { synthesised as a, prefixesIn as i, embed as n, isExcluded as r, IPV4_ONLY as t };
