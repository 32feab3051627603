import { O as millis, g as reachOf, l as familyOf, o as addressBytes, u as formatAddress } from "./shared-CggHZh46.js";
import { createSocket } from "node:dgram";
import { Socket } from "node:net";
import koffi from "koffi";
import { execFile } from "node:child_process";
// adapters/system/builtin.ts
const http = process.getBuiltinModule("node:http");
const util = process.getBuiltinModule("node:util");
const zlib = () => process.getBuiltinModule("node:zlib");
const SOCK_CLOEXEC = 524288;
// adapters/system/result.ts
const done = (value) => ({
	ok: true,
	value
});
const refused = (call, errno) => ({
	ok: false,
	errno,
	name: errnoName(errno),
	call
});
const describeFault = (fault) => `${fault.call}: ${fault.name}`;
var SystemCallError = class extends Error {
	code = "system.callFailed";
	fault;
	constructor(fault) {
		super(describeFault(fault));
		this.name = "SystemCallError";
		this.fault = fault;
	}
};
function errnoName(errno) {
	const name = util.getSystemErrorName(-errno);
	return /^E[A-Z0-9]+$/.test(name) ? name : `errno ${errno}`;
}
// adapters/system/libc.ts
const CLOCK_BOOTTIME = 7;
const socket = (domain, type, protocol) => call("socket", () => libc().socket(domain, type, protocol));
const bind = (fd, address) => call("bind", () => libc().bind(fd, address, address.length));
const connect$1 = (fd, address) => call("connect", () => libc().connect(fd, address, address.length));
const getsockname = (fd) => {
	const [address, length] = [Buffer.alloc(128), lengthOf(128)];
	return cut(call("getsockname", () => libc().getsockname(fd, address, length)), address, length);
};
const setsockopt = (fd, level, option, value) => {
	const bytes = typeof value === "number" ? int(value) : value;
	return call(`setsockopt ${level}.${option}`, () => libc().setsockopt(fd, level, option, bytes, bytes.length));
};
const getsockopt = (fd, level, option, size) => {
	const [value, length] = [Buffer.alloc(Math.max(size, 1)), lengthOf(size)];
	return cut(call("getsockopt", () => libc().getsockopt(fd, level, option, value, length)), value, length);
};
const sendto = (fd, bytes, flags = 0, address = null) => call("sendto", () => libc().sendto(fd, bytes, bytes.length, flags, address, address?.length ?? 0));
const recvmsg = (fd, header, flags) => call("recvmsg", () => libc().recvmsg(fd, header, flags));
const close = (fd) => call("close", () => libc().close(fd));
const mkfifo = (path, mode) => call("mkfifo", () => libc().mkfifo(path, mode));
const ifNameToIndex = (ifname) => Number(libc().if_nametoindex(ifname));
const bootTime = () => millis(clock(CLOCK_BOOTTIME));
const addressOf = (buffer) => BigInt(koffi.address(buffer));
const pointerSize = () => koffi.sizeof("void *");
const poll = (fd, onEvents) => koffi.node.poll(fd, onEvents);
let loaded;
const libc = () => {
	loaded ??= load();
	return loaded;
};
function load() {
	const library = koffi.load(null);
	return {
		socket: library.func("int socket(int, int, int)"),
		bind: library.func("int bind(int, const void *, uint32_t)"),
		connect: library.func("int connect(int, const void *, uint32_t)"),
		getsockname: library.func("int getsockname(int, void *, void *)"),
		setsockopt: library.func("int setsockopt(int, int, int, const void *, uint32_t)"),
		getsockopt: library.func("int getsockopt(int, int, int, void *, void *)"),
		sendto: library.func("intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)"),
		recvmsg: library.func("intptr_t recvmsg(int, void *, int)"),
		close: library.func("int close(int)"),
		mkfifo: library.func("int mkfifo(const char *, uint32_t)"),
		clock_gettime: library.func("int clock_gettime(int, void *)"),
		if_nametoindex: library.func("uint32_t if_nametoindex(const char *)")
	};
}
function call(name, run) {
	for (;;) {
		const value = Number(run());
		if (value >= 0) return done(value);
		const errno = koffi.errno();
		if (errno !== 4 || name === "close") return refused(name, errno);
	}
}
const timespec = Buffer.alloc(16);
function clock(id) {
	const got = call("clock_gettime", () => libc().clock_gettime(id, timespec));
	if (!got.ok) throw new SystemCallError(got);
	const [s, ns] = longs(timespec);
	return s * 1e3 + Math.floor(ns / 1e6);
}
const longs = (bytes) => koffi.sizeof("long") === 8 ? [Number(bytes.readBigInt64LE(0)), Number(bytes.readBigInt64LE(8))] : [bytes.readInt32LE(0), bytes.readInt32LE(4)];
function int(value) {
	const bytes = Buffer.alloc(4);
	bytes.writeInt32LE(value);
	return bytes;
}
const lengthOf = int;
const cut = (result, bytes, length) => result.ok ? done(bytes.subarray(0, Math.min(bytes.length, length.readUInt32LE(0)))) : result;
// adapters/system/sockaddr.ts
function sockaddrOf(address, port, scope = 0) {
	const numbers = addressBytes(address);
	if (!numbers) throw new RangeError(`not an IP address: ${address}`);
	return numbers.length === 4 ? sockaddr4(numbers, port) : sockaddr6(numbers, port, scope);
}
function sockaddr4(address, port) {
	const bytes = Buffer.alloc(16);
	bytes.writeUInt16LE(2, 0);
	bytes.writeUInt16BE(port, 2);
	bytes.set(address, 4);
	return bytes;
}
function sockaddr6(address, port, scope) {
	const bytes = Buffer.alloc(28);
	bytes.writeUInt16LE(10, 0);
	bytes.writeUInt16BE(port, 2);
	bytes.set(address, 8);
	bytes.writeUInt32LE(scope, 24);
	return bytes;
}
// adapters/system/bound.ts
const tcpBound = (origin) => onto(boundTo(origin, 1), (fd) => {
	const made = new Socket(notYetRead(fd));
	if (origin.mptcp) multipath.set(made, fd);
	return made;
});
const notYetRead = (fd) => ({
	fd,
	manualStart: true
});
const udpBound = (origin) => onto(boundTo(origin, 2), (fd) => createSocket(origin.family === 4 ? "udp4" : "udp6").bind({
	fd,
	exclusive: true
}));
function udpConnected({ host, port, ...origin }) {
	const lookup = (name, _options, callback) => callback(null, name, origin.family);
	const type = origin.family === 4 ? "udp4" : "udp6";
	const bound = onto(boundTo(origin, 2), (fd) => createSocket({
		type,
		lookup
	}).bind({
		fd,
		exclusive: true
	}));
	if (!bound.ok) return bound;
	if (withoutThrow(() => {
		bound.value.connect(port, zoned(host, origin.ifname), () => {});
		return bound.value.remoteAddress();
	})) return bound;
	bound.value.close();
	return whyNotConnected({
		host,
		port,
		...origin
	});
}
function whyNotConnected({ host, port, ...origin }) {
	const bound = boundTo(origin, 2);
	if (!bound.ok) return bound;
	const connected = connect$1(bound.value, sockaddrOf(host, port, isLinkLocal(host) ? ifNameToIndex(origin.ifname) : 0));
	close(bound.value);
	return connected.ok ? refused("connect", 101) : connected;
}
function withoutThrow(run) {
	try {
		return run();
	} catch {
		return null;
	}
}
function connectBound({ ifname, source, host, port, mptcp = false, signal }) {
	if (signal?.aborted) return Promise.reject(signal.reason);
	const bound = tcpBound({
		ifname,
		source,
		family: familyOf(host),
		mptcp
	});
	if (!bound.ok) return Promise.reject(new SystemCallError(bound));
	const connection = bound.value;
	const { promise, resolve, reject } = Promise.withResolvers();
	const settle = (then) => {
		connection.off("connect", onConnect).off("error", onError);
		signal?.removeEventListener("abort", onAbort);
		then();
	};
	const fail = (cause) => {
		connection.on("error", () => {});
		connection.destroy();
		reject(cause);
	};
	const onConnect = () => settle(() => resolve(connection));
	const onError = (error) => settle(() => fail(error));
	const onAbort = () => settle(() => fail(signal?.reason));
	connection.once("connect", onConnect).once("error", onError);
	signal?.addEventListener("abort", onAbort, { once: true });
	connection.connect({
		host: zoned(host, ifname),
		port
	});
	return promise;
}
const zoned = (host, ifname) => familyOf(host) === 6 && reachOf(host) === "linkLocal" && !host.includes("%") ? `${host}%${ifname}` : host;
const multipath = new WeakMap();
function subflowsOf(connection) {
	const fd = connection.destroyed ? void 0 : multipath.get(connection);
	if (fd === void 0) return null;
	const info = getsockopt(fd, 284, 1, MPTCP_INFO_SIZE);
	if (!info.ok || info.value.length < MPTCP_INFO_SIZE) return null;
	const view = new DataView(info.value.buffer, info.value.byteOffset, info.value.byteLength);
	return (view.getUint32(8, true) & MPTCP_INFO_FLAG_FALLBACK) === 0 ? view.getUint8(0) : null;
}
const [MPTCP_INFO_SIZE, MPTCP_INFO_FLAG_FALLBACK] = [12, 1];
function hasMultipath() {
	const made = socket(2, 524289, 262);
	if (made.ok) close(made.value);
	return made.ok;
}
function openedFor({ family, mptcp = false }, type) {
	const [domain, flags] = [family === 4 ? 2 : 10, type | 526336];
	const wished = mptcp && type === 1 ? socket(domain, flags, 262) : null;
	return wished?.ok ? wished : socket(domain, flags, 0);
}
function boundTo(origin, type) {
	const { ifname, source, family } = origin;
	const ifindex = ifNameToIndex(ifname);
	if (ifindex === 0) return refused("if_nametoindex", 19);
	const opened = openedFor(origin, type);
	if (!opened.ok) return opened;
	const held = setsockopt(opened.value, 1, 25, Buffer.from(`${ifname}\0`));
	const any = family === 4 ? "0.0.0.0" : "::";
	const bound = held.ok ? bind(opened.value, sockaddrOf(source ?? any, 0, isLinkLocal(source) ? ifindex : 0)) : held;
	if (bound.ok) return opened;
	close(opened.value);
	return bound;
}
const isLinkLocal = (source) => source !== null && reachOf(source) === "linkLocal";
function onto(fd, make) {
	if (!fd.ok) return fd;
	try {
		return done(make(fd.value));
	} catch (cause) {
		close(fd.value);
		throw cause;
	}
}
// adapters/system/receiver.ts
const HEADER = 64;
function createReceiver(fd, capacity) {
	const arena = Buffer.alloc(720 + capacity);
	const header = arena.subarray(0, HEADER);
	const iovec = arena.subarray(HEADER, 80);
	const sender = arena.subarray(80, 208);
	const control = arena.subarray(208, arena.length - capacity);
	const data = arena.subarray(arena.length - capacity);
	const layout = layoutOf(pointerSize());
	layout.write(iovec, 0, addressOf(data));
	layout.write(iovec, 1, BigInt(capacity));
	const original = Buffer.alloc(HEADER);
	layout.writeHeader(original, sender, iovec, control);
	return () => {
		header.set(original);
		const got = recvmsg(fd, header, 64);
		if (!got.ok) return got.errno === 11 ? done(null) : got;
		const flags = header.readUInt32LE(6 * layout.word);
		return done({
			bytes: Uint8Array.from(data.subarray(0, Math.min(got.value, capacity))),
			sender: Buffer.from(sender.subarray(0, header.readUInt32LE(layout.word))),
			control: readControl(control.subarray(0, layout.read(header, 5)), layout),
			truncated: (flags & 40) !== 0
		});
	};
}
function layoutOf(word) {
	const write = (at, index, value) => {
		if (word === 8) at.writeBigUInt64LE(value, index * 8);
		else at.writeUInt32LE(Number(value), index * 4);
	};
	const read = (at, index) => word === 8 ? Number(at.readBigUInt64LE(index * 8)) : at.readUInt32LE(index * 4);
	const writeHeader = (header, sender, iovec, control) => {
		write(header, 0, addressOf(sender));
		write(header, 1, BigInt(sender.length));
		write(header, 2, addressOf(iovec));
		write(header, 3, 1n);
		write(header, 4, addressOf(control));
		write(header, 5, BigInt(control.length));
		write(header, 6, 0n);
	};
	return {
		word,
		write,
		read,
		writeHeader
	};
}
function readControl(bytes, layout) {
	const found = [];
	const head = layout.word + 8;
	for (let offset = 0; offset + head <= bytes.length;) {
		const length = layout.read(bytes.subarray(offset), 0);
		if (length < head || offset + length > bytes.length) break;
		found.push({
			level: bytes.readInt32LE(offset + layout.word),
			type: bytes.readInt32LE(offset + layout.word + 4),
			data: Buffer.from(bytes.subarray(offset + head, offset + length))
		});
		offset += Math.ceil(length / layout.word) * layout.word;
	}
	return found;
}
// adapters/system/watch.ts
const kept = new Set();
function watch(fd, onReadable) {
	let open = true;
	const onEvents = (status) => {
		setImmediate(() => {
			if (!open) return;
			onReadable();
			if (open && status !== 0) handle.start(onEvents);
		});
	};
	const handle = poll(fd, onEvents);
	kept.add(handle);
	return () => {
		if (!open) return;
		open = false;
		kept.delete(handle);
		handle.close();
	};
}
function watchedSocket(fd) {
	let [stop, isOpen] = [() => {}, true];
	return {
		watch: (onReadable) => {
			stop();
			stop = watch(fd, onReadable);
			return stop;
		},
		close: () => {
			if (!isOpen) return;
			isOpen = false;
			stop();
			close(fd);
		}
	};
}
// adapters/system/icmp6.ts
const ROUTER_ADVERTISEMENT = 134;
const ALL_NODES = "ff02::1";
const PACKET_MAX = 65535;
const RECEIVE_BUFFER$1 = 262144;
function openIcmp6(ifname) {
	const ifindex = ifNameToIndex(ifname);
	if (ifindex === 0) return refused("if_nametoindex", 19);
	const opened = socket(10, 526339, 58);
	if (!opened.ok) return opened;
	const prepared = prepare$1(opened.value, ifname, ifindex);
	if (prepared.ok) return done(open$1(opened.value, ifindex));
	close(opened.value);
	return prepared;
}
function prepare$1(fd, ifname, ifindex) {
	const options = [
		[
			58,
			1,
			passing(ROUTER_ADVERTISEMENT)
		],
		[
			1,
			25,
			Buffer.from(`${ifname}\0`)
		],
		[
			1,
			8,
			RECEIVE_BUFFER$1
		],
		[
			41,
			51,
			1
		],
		[
			41,
			49,
			1
		],
		[
			41,
			16,
			255
		],
		[
			41,
			18,
			255
		],
		[
			41,
			17,
			ifindex
		]
	];
	for (const [level, option, value] of options) {
		const set = setsockopt(fd, level, option, value);
		if (!set.ok) return set;
	}
	return done(fd);
}
function open$1(fd, ifindex) {
	const receiveOne = createReceiver(fd, PACKET_MAX);
	return {
		ifindex,
		receive: () => {
			const got = receiveOne();
			return got.ok ? done(got.value && packetOf(got.value)) : got;
		},
		send: (packet, to = ALL_NODES) => sendto(fd, packet, 0, sockaddr(to, ifindex)),
		...watchedSocket(fd)
	};
}
function passing(type) {
	const filter = Buffer.alloc(32, 255);
	const word = (type >> 5) * 4;
	filter.writeUInt32LE((~(1 << (type & 31)) & 4294967295) >>> 0, word);
	return filter;
}
function sockaddr(to, ifindex) {
	const address = addressBytes(to);
	if (address?.length !== 16) throw new RangeError(`not an IPv6 address: ${to}`);
	const bytes = Buffer.alloc(28);
	bytes.writeUInt16LE(10, 0);
	bytes.set(address, 8);
	bytes.writeUInt32LE(ifindex, 24);
	return bytes;
}
function packetOf({ bytes, sender, control }) {
	const hopLimit = control.find(({ level, type }) => level === 41 && type === 52)?.data;
	return {
		bytes,
		from: formatAddress(sender.length >= 24 ? sender.subarray(8, 24) : new Uint8Array(16)),
		hopLimit: hopLimit !== void 0 && hopLimit.length >= 4 ? hopLimit.readInt32LE(0) : null
	};
}
// adapters/system/netlink.ts
const RECEIVE_BUFFER = 4 * 2 ** 20;
const DATAGRAM_MAX = 65536;
const DATAGRAMS_AT_ONCE = 1024;
function openNetlink(options) {
	const opened = socket(16, 526339, options.protocol ?? 0);
	if (!opened.ok) return opened;
	const fd = opened.value;
	const port = prepare(fd, options);
	if (port.ok) return done(open(fd, port.value));
	close(fd);
	return port;
}
function prepare(fd, { groups, receiveBuffer = RECEIVE_BUFFER }) {
	const forced = setsockopt(fd, 1, 33, receiveBuffer);
	const sized = forced.ok ? forced : setsockopt(fd, 1, 8, receiveBuffer);
	if (!sized.ok) return sized;
	setsockopt(fd, 270, 11, 1);
	setsockopt(fd, 270, 12, 1);
	const bound = bind(fd, address(0));
	if (!bound.ok) return bound;
	for (const group of groups) {
		const joined = setsockopt(fd, 270, 1, group);
		if (!joined.ok) return joined;
	}
	const name = getsockname(fd);
	return name.ok ? done(portOf(name.value)) : name;
}
function open(fd, port) {
	const receiveOne = createReceiver(fd, DATAGRAM_MAX);
	const granted = getsockopt(fd, 1, 8, 4);
	return {
		port,
		receiveBuffer: granted.ok ? Buffer.from(granted.value).readInt32LE(0) : 0,
		send: (request) => sendto(fd, request, 0, address(0)),
		receive: () => receiveAll(receiveOne),
		...watchedSocket(fd)
	};
}
function receiveAll(receiveOne) {
	const datagrams = [];
	let overran = false;
	while (datagrams.length < DATAGRAMS_AT_ONCE) {
		const got = receiveOne();
		if (got.ok) {
			if (got.value === null) break;
			if (got.value.truncated) overran = true;
			else if (portOf(got.value.sender) === 0) datagrams.push(got.value.bytes);
		} else if (got.errno === 105) overran = true;
		else return {
			datagrams,
			overran,
			fault: got
		};
	}
	return {
		datagrams,
		overran,
		fault: null
	};
}
function address(port) {
	const bytes = Buffer.alloc(12);
	bytes.writeUInt16LE(16, 0);
	bytes.writeUInt32LE(port, 4);
	return bytes;
}
const portOf = (sockaddr) => sockaddr.length < 8 ? -1 : new DataView(sockaddr.buffer, sockaddr.byteOffset).getUint32(4, true);
// adapters/system/peer.ts
const UCRED_SIZE = 12;
function credentialsOf(socket) {
	const fd = process.platform === "linux" && socket ? descriptorOf(socket) : null;
	const told = fd === null ? null : getsockopt(fd, 1, 17, UCRED_SIZE);
	if (!told?.ok || told.value.length < UCRED_SIZE) return null;
	const bytes = Buffer.from(told.value);
	return {
		pid: bytes.readInt32LE(0),
		uid: bytes.readUInt32LE(4),
		gid: bytes.readUInt32LE(8)
	};
}
function descriptorOf(socket) {
	const handle = "_handle" in socket ? socket._handle : null;
	if (typeof handle !== "object" || handle === null || !("fd" in handle) || typeof handle.fd !== "number") return null;
	return handle.fd >= 0 ? handle.fd : null;
}
// adapters/system/program.ts
const TIMEOUT = 1e4;
const OUTPUT_MAX = 2 ** 20;
const PATH = `${process.env.PATH ?? ""}:/usr/sbin:/sbin`;
function runProgram(program, args, input = "") {
	const { promise, resolve } = Promise.withResolvers();
	const options = {
		timeout: TIMEOUT,
		maxBuffer: OUTPUT_MAX,
		killSignal: "SIGKILL",
		env: {
			...process.env,
			PATH,
			LC_ALL: "C"
		}
	};
	const child = execFile(program, args, options, (error, stdout, stderr) => {
		const failure = error === null || typeof error.code === "number" ? null : error.killed ? "ETIMEDOUT" : error.code ?? "ERR_PROGRAM";
		resolve({
			failure,
			code: typeof error?.code === "number" ? error.code : 0,
			stdout,
			stderr
		});
	});
	child.stdin?.on("error", () => {});
	child.stdin?.end(input);
	return promise;
}
export { zlib as S, SystemCallError as _, connectBound as a, SOCK_CLOEXEC as b, udpBound as c, bootTime as d, close as f, socket as g, sendto as h, openIcmp6 as i, udpConnected as l, mkfifo as m, credentialsOf as n, hasMultipath as o, ifNameToIndex as p, openNetlink as r, subflowsOf as s, runProgram as t, zoned as u, describeFault as v, http as x, refused as y };
