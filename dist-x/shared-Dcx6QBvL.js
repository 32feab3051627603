import { c as createBounded, d as LIMITS, f as ControlError, l as reply, n as createStreaming, u as wrongMethod, w as refused } from "./shared-DzsgVv8b.js";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
// adapters/web/gate.ts
function createToken(token) {
	const hash = (text) => createHash("sha256").update(text).digest();
	const right = hash(token);
	return (said) => timingSafeEqual(hash(said), right);
}
const namesOf = (port) => [
	"127.0.0.1",
	"localhost",
	"[::1]"
].map((host) => `${host}:${port}`);
const SITES = [
	void 0,
	"none",
	"same-origin"
];
const ELSEWHERE = "type the address that the agent printed into the browser itself";
function refuseStranger({ headers, rawHeaders }, port) {
	const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host");
	const { host = "", origin } = headers;
	if (hosts.length !== 1 || !namesOf(port).includes(host.toLowerCase())) return refused(403, "ERR_HOST", "this port has no such name", `ask for http://127.0.0.1:${port}/`);
	if (origin !== void 0 && origin !== `http://${host}`) return refused(403, "ERR_ORIGIN", "pages of other origins may not ask", ELSEWHERE);
	if (!SITES.includes(headers["sec-fetch-site"])) return refused(403, "ERR_ORIGIN", "other sites may not lead here", ELSEWHERE);
	return null;
}
function refuseSent({ headers, url = "" }, { url: longest }) {
	if (url.length > longest) return refused(414, "ERR_TOO_LONG", `the address is longer than ${longest} bytes`, "ask for / or /v1/events");
	if (headers["transfer-encoding"] !== void 0 || Number(headers["content-length"] ?? 0) !== 0) return refused(413, "ERR_TOO_LARGE", "no request here has a body", "the page only reads; control.sock changes things");
	return null;
}
function refuseUnknown({ headers }, isToken) {
	const [, said] = /^Bearer ([\w-]{1,128})$/i.exec(headers.authorization ?? "") ?? [];
	if (said !== void 0 && isToken(said)) return null;
	return refused(401, "ERR_TOKEN", said === void 0 ? "the token is missing" : "this is not the token of the agent that runs", "open the address that the agent printed at its start; the token is behind its #");
}
// adapters/web/page.ts
const POLICY = /(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"/;
const ROOT = "<html lang=\"en\">";
const HEADERS = {
	"cache-control": "no-store",
	"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"referrer-policy": "no-referrer",
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY"
};
function pageOf(built) {
	const [, , policy] = POLICY.exec(built) ?? [];
	if (policy === void 0 || !built.includes(ROOT)) throw new TypeError("this is not the page that the build makes");
	const wider = `${policy}; connect-src 'self'`;
	const html = built.replace(POLICY, (_all, before) => `${before}${wider}"`).replace(ROOT, "<html lang=\"en\" data-served>");
	const headers = {
		"content-type": "text/html; charset=utf-8",
		"content-security-policy": `${wider}; frame-ancestors 'none'`
	};
	return {
		html,
		headers: {
			...HEADERS,
			...headers
		}
	};
}
// adapters/web/server.ts
const HOST = "127.0.0.1";
const WEB_LIMITS = {
	...LIMITS,
	clients: 64,
	streams: 8
};
async function serveWeb(agent, { port: wanted, page, limits = {} }) {
	const bounds = {
		...WEB_LIMITS,
		...limits
	};
	const token = randomBytes(32).toString("base64url");
	const behind = {
		agent,
		page: pageOf(page),
		isToken: createToken(token),
		streaming: createStreaming(bounds)
	};
	const { server, drop } = createBounded(bounds, (request, response) => take(behind, server, bounds, request, response));
	await listening(server, wanted);
	const close = async () => {
		const closed = new Promise((resolve) => server.close(() => resolve()));
		drop();
		await closed;
	};
	return {
		url: `http://${HOST}:${portOf(server)}/#token=${token}`,
		close,
		[Symbol.asyncDispose]: close
	};
}
const isInternet = (address) => typeof address === "object" && address !== null;
function portOf(server) {
	const address = server.address();
	return isInternet(address) ? address.port : 0;
}
function listening(server, port) {
	return new Promise((resolve, reject) => {
		server.once("error", (cause) => {
			const isTaken = "code" in cause && cause.code === "EADDRINUSE";
			const message = isTaken ? `port ${port} of ${HOST} is taken` : `port ${port} of ${HOST} cannot be had: ${cause.message}`;
			reject(new ControlError(isTaken ? "ERR_PORT_IN_USE" : "ERR_PORT_ACCESS", message, "name another port, or 0 for any free one", { cause }));
		});
		server.listen({
			host: HOST,
			port,
			exclusive: true
		}, resolve);
	});
}
async function take(behind, server, limits, request, response) {
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
	const answer = refuseStranger(request, portOf(server)) ?? refuseSent(request, limits) ?? await answered(behind, request, response);
	if (!answer) return;
	if (answer.status === 401) response.setHeader("www-authenticate", "Bearer");
	reply(response, answer);
}
async function answered({ agent, page, isToken, streaming }, request, response) {
	const { method = "", url = "" } = request;
	const [path = "", query = ""] = url.split("?", 2);
	if (path === "/") {
		if (method !== "GET" && method !== "HEAD") return wrongMethod(response, "GET, HEAD");
		if (url !== "/") return refused(400, "ERR_BAD_PARAMETER", "the page takes no parameters", "the token stands behind #, where nobody else sees it");
		return show(page, response);
	}
	if (path !== "/v1/events") return refused(404, "ERR_NO_SUCH_PATH", "there is no such path here", "there are / and /v1/events; state.sock has more");
	if (method !== "GET") return wrongMethod(response, "GET");
	return refuseUnknown(request, isToken) ?? streaming(agent, {
		path: "events",
		search: new URLSearchParams(query),
		request,
		response
	});
}
function show({ html, headers }, response) {
	response.writeHead(200, {
		...headers,
		"content-length": Buffer.byteLength(html)
	});
	response.end(html);
	return null;
}
export { serveWeb };
