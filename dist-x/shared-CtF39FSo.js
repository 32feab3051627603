import { A as Count, B as discriminatedUnion, C as Millis, F as Texts, G as record, I as textUpTo, J as tuple, K as strictObject, L as _enum, M as Integer, N as Positive, P as Text, S as Instant, U as number, V as literal, Y as union, Z as url, a as Prefix, b as Family, et as NEVER, i as Mac, j as Flag, n as Address4, q as string, r as Address6, s as canonicalAddress, t as Address, w as Seq, x as IfName, y as FAMILIES, z as array } from "./shared-CggHZh46.js";
// node_modules/rxjs/dist/esm/internal/util/isFunction.js
function isFunction(value) {
	return typeof value === "function";
}
// node_modules/rxjs/dist/esm/internal/util/createErrorClass.js
function createErrorClass(createImpl) {
	const _super = (instance) => {
		Error.call(instance);
		instance.stack = new Error().stack;
	};
	const ctorFunc = createImpl(_super);
	ctorFunc.prototype = Object.create(Error.prototype);
	ctorFunc.prototype.constructor = ctorFunc;
	return ctorFunc;
}
// node_modules/rxjs/dist/esm/internal/util/UnsubscriptionError.js
const UnsubscriptionError = createErrorClass((_super) => function UnsubscriptionErrorImpl(errors) {
	_super(this);
	this.message = errors ? `${errors.length} errors occurred during unsubscription:
${errors.map((err, i) => `${i + 1}) ${err.toString()}`).join("\n  ")}` : "";
	this.name = "UnsubscriptionError";
	this.errors = errors;
});
// node_modules/rxjs/dist/esm/internal/util/arrRemove.js
function arrRemove(arr, item) {
	if (arr) {
		const index = arr.indexOf(item);
		0 <= index && arr.splice(index, 1);
	}
}
// node_modules/rxjs/dist/esm/internal/Subscription.js
var Subscription = class Subscription {
	constructor(initialTeardown) {
		this.initialTeardown = initialTeardown;
		this.closed = false;
		this._parentage = null;
		this._finalizers = null;
	}
	unsubscribe() {
		let errors;
		if (!this.closed) {
			this.closed = true;
			const { _parentage } = this;
			if (_parentage) {
				this._parentage = null;
				if (Array.isArray(_parentage)) for (const parent of _parentage) parent.remove(this);
				else _parentage.remove(this);
			}
			const { initialTeardown: initialFinalizer } = this;
			if (isFunction(initialFinalizer)) try {
				initialFinalizer();
			} catch (e) {
				errors = e instanceof UnsubscriptionError ? e.errors : [e];
			}
			const { _finalizers } = this;
			if (_finalizers) {
				this._finalizers = null;
				for (const finalizer of _finalizers) try {
					execFinalizer(finalizer);
				} catch (err) {
					errors = errors !== null && errors !== void 0 ? errors : [];
					if (err instanceof UnsubscriptionError) errors = [...errors, ...err.errors];
					else errors.push(err);
				}
			}
			if (errors) throw new UnsubscriptionError(errors);
		}
	}
	add(teardown) {
		var _a;
		if (teardown && teardown !== this) {
			if (this.closed) execFinalizer(teardown);
			else {
				if (teardown instanceof Subscription) {
					if (teardown.closed || teardown._hasParent(this)) return;
					teardown._addParent(this);
				}
				(this._finalizers = (_a = this._finalizers) !== null && _a !== void 0 ? _a : []).push(teardown);
			}
		}
	}
	_hasParent(parent) {
		const { _parentage } = this;
		return _parentage === parent || Array.isArray(_parentage) && _parentage.includes(parent);
	}
	_addParent(parent) {
		const { _parentage } = this;
		this._parentage = Array.isArray(_parentage) ? (_parentage.push(parent), _parentage) : _parentage ? [_parentage, parent] : parent;
	}
	_removeParent(parent) {
		const { _parentage } = this;
		if (_parentage === parent) this._parentage = null;
		else if (Array.isArray(_parentage)) arrRemove(_parentage, parent);
	}
	remove(teardown) {
		const { _finalizers } = this;
		_finalizers && arrRemove(_finalizers, teardown);
		if (teardown instanceof Subscription) teardown._removeParent(this);
	}
};
Subscription.EMPTY = (() => {
	const empty = new Subscription();
	empty.closed = true;
	return empty;
})();
const EMPTY_SUBSCRIPTION = Subscription.EMPTY;
function isSubscription(value) {
	return value instanceof Subscription || value && "closed" in value && isFunction(value.remove) && isFunction(value.add) && isFunction(value.unsubscribe);
}
function execFinalizer(finalizer) {
	if (isFunction(finalizer)) finalizer();
	else finalizer.unsubscribe();
}
// node_modules/rxjs/dist/esm/internal/config.js
const config = {
	onUnhandledError: null,
	onStoppedNotification: null,
	Promise: void 0,
	useDeprecatedSynchronousErrorHandling: false,
	useDeprecatedNextContext: false
};
// node_modules/rxjs/dist/esm/internal/scheduler/timeoutProvider.js
const timeoutProvider = {
	setTimeout(handler, timeout, ...args) {
		const { delegate } = timeoutProvider;
		if (delegate === null || delegate === void 0 ? void 0 : delegate.setTimeout) return delegate.setTimeout(handler, timeout, ...args);
		return setTimeout(handler, timeout, ...args);
	},
	clearTimeout(handle) {
		const { delegate } = timeoutProvider;
		return ((delegate === null || delegate === void 0 ? void 0 : delegate.clearTimeout) || clearTimeout)(handle);
	},
	delegate: void 0
};
// node_modules/rxjs/dist/esm/internal/util/reportUnhandledError.js
function reportUnhandledError(err) {
	timeoutProvider.setTimeout(() => {
		const { onUnhandledError } = config;
		if (onUnhandledError) onUnhandledError(err);
		else throw err;
	});
}
// node_modules/rxjs/dist/esm/internal/util/noop.js
function noop() {}
// node_modules/rxjs/dist/esm/internal/NotificationFactories.js
const COMPLETE_NOTIFICATION = (() => createNotification("C", void 0, void 0))();
function errorNotification(error) {
	return createNotification("E", void 0, error);
}
function nextNotification(value) {
	return createNotification("N", value, void 0);
}
function createNotification(kind, value, error) {
	return {
		kind,
		value,
		error
	};
}
// node_modules/rxjs/dist/esm/internal/util/errorContext.js
let context = null;
function errorContext(cb) {
	if (config.useDeprecatedSynchronousErrorHandling) {
		const isRoot = !context;
		if (isRoot) context = {
			errorThrown: false,
			error: null
		};
		cb();
		if (isRoot) {
			const { errorThrown, error } = context;
			context = null;
			if (errorThrown) throw error;
		}
	} else cb();
}
function captureError(err) {
	if (config.useDeprecatedSynchronousErrorHandling && context) {
		context.errorThrown = true;
		context.error = err;
	}
}
// node_modules/rxjs/dist/esm/internal/Subscriber.js
var Subscriber = class extends Subscription {
	constructor(destination) {
		super();
		this.isStopped = false;
		if (destination) {
			this.destination = destination;
			if (isSubscription(destination)) destination.add(this);
		} else this.destination = EMPTY_OBSERVER;
	}
	static create(next, error, complete) {
		return new SafeSubscriber(next, error, complete);
	}
	next(value) {
		if (this.isStopped) handleStoppedNotification(nextNotification(value), this);
		else this._next(value);
	}
	error(err) {
		if (this.isStopped) handleStoppedNotification(errorNotification(err), this);
		else {
			this.isStopped = true;
			this._error(err);
		}
	}
	complete() {
		if (this.isStopped) handleStoppedNotification(COMPLETE_NOTIFICATION, this);
		else {
			this.isStopped = true;
			this._complete();
		}
	}
	unsubscribe() {
		if (!this.closed) {
			this.isStopped = true;
			super.unsubscribe();
			this.destination = null;
		}
	}
	_next(value) {
		this.destination.next(value);
	}
	_error(err) {
		try {
			this.destination.error(err);
		} finally {
			this.unsubscribe();
		}
	}
	_complete() {
		try {
			this.destination.complete();
		} finally {
			this.unsubscribe();
		}
	}
};
const _bind = Function.prototype.bind;
function bind(fn, thisArg) {
	return _bind.call(fn, thisArg);
}
var ConsumerObserver = class {
	constructor(partialObserver) {
		this.partialObserver = partialObserver;
	}
	next(value) {
		const { partialObserver } = this;
		if (partialObserver.next) try {
			partialObserver.next(value);
		} catch (error) {
			handleUnhandledError(error);
		}
	}
	error(err) {
		const { partialObserver } = this;
		if (partialObserver.error) try {
			partialObserver.error(err);
		} catch (error) {
			handleUnhandledError(error);
		}
		else handleUnhandledError(err);
	}
	complete() {
		const { partialObserver } = this;
		if (partialObserver.complete) try {
			partialObserver.complete();
		} catch (error) {
			handleUnhandledError(error);
		}
	}
};
var SafeSubscriber = class extends Subscriber {
	constructor(observerOrNext, error, complete) {
		super();
		let partialObserver;
		if (isFunction(observerOrNext) || !observerOrNext) partialObserver = {
			next: observerOrNext !== null && observerOrNext !== void 0 ? observerOrNext : void 0,
			error: error !== null && error !== void 0 ? error : void 0,
			complete: complete !== null && complete !== void 0 ? complete : void 0
		};
		else {
			let context;
			if (this && config.useDeprecatedNextContext) {
				context = Object.create(observerOrNext);
				context.unsubscribe = () => this.unsubscribe();
				partialObserver = {
					next: observerOrNext.next && bind(observerOrNext.next, context),
					error: observerOrNext.error && bind(observerOrNext.error, context),
					complete: observerOrNext.complete && bind(observerOrNext.complete, context)
				};
			} else partialObserver = observerOrNext;
		}
		this.destination = new ConsumerObserver(partialObserver);
	}
};
function handleUnhandledError(error) {
	if (config.useDeprecatedSynchronousErrorHandling) captureError(error);
	else reportUnhandledError(error);
}
function defaultErrorHandler(err) {
	throw err;
}
function handleStoppedNotification(notification, subscriber) {
	const { onStoppedNotification } = config;
	onStoppedNotification && timeoutProvider.setTimeout(() => onStoppedNotification(notification, subscriber));
}
const EMPTY_OBSERVER = {
	closed: true,
	next: noop,
	error: defaultErrorHandler,
	complete: noop
};
// node_modules/rxjs/dist/esm/internal/symbol/observable.js
const observable = (() => typeof Symbol === "function" && Symbol.observable || "@@observable")();
// node_modules/rxjs/dist/esm/internal/util/identity.js
function identity(x) {
	return x;
}
// node_modules/rxjs/dist/esm/internal/util/pipe.js
function pipeFromArray(fns) {
	if (fns.length === 0) return identity;
	if (fns.length === 1) return fns[0];
	return function piped(input) {
		return fns.reduce((prev, fn) => fn(prev), input);
	};
}
// node_modules/rxjs/dist/esm/internal/Observable.js
var Observable = class Observable {
	constructor(subscribe) {
		if (subscribe) this._subscribe = subscribe;
	}
	lift(operator) {
		const observable = new Observable();
		observable.source = this;
		observable.operator = operator;
		return observable;
	}
	subscribe(observerOrNext, error, complete) {
		const subscriber = isSubscriber(observerOrNext) ? observerOrNext : new SafeSubscriber(observerOrNext, error, complete);
		errorContext(() => {
			const { operator, source } = this;
			subscriber.add(operator ? operator.call(subscriber, source) : source ? this._subscribe(subscriber) : this._trySubscribe(subscriber));
		});
		return subscriber;
	}
	_trySubscribe(sink) {
		try {
			return this._subscribe(sink);
		} catch (err) {
			sink.error(err);
		}
	}
	forEach(next, promiseCtor) {
		promiseCtor = getPromiseCtor(promiseCtor);
		return new promiseCtor((resolve, reject) => {
			const subscriber = new SafeSubscriber({
				next: (value) => {
					try {
						next(value);
					} catch (err) {
						reject(err);
						subscriber.unsubscribe();
					}
				},
				error: reject,
				complete: resolve
			});
			this.subscribe(subscriber);
		});
	}
	_subscribe(subscriber) {
		var _a;
		return (_a = this.source) === null || _a === void 0 ? void 0 : _a.subscribe(subscriber);
	}
	[observable]() {
		return this;
	}
	pipe(...operations) {
		return pipeFromArray(operations)(this);
	}
	toPromise(promiseCtor) {
		promiseCtor = getPromiseCtor(promiseCtor);
		return new promiseCtor((resolve, reject) => {
			let value;
			this.subscribe((x) => value = x, (err) => reject(err), () => resolve(value));
		});
	}
};
Observable.create = (subscribe) => {
	return new Observable(subscribe);
};
function getPromiseCtor(promiseCtor) {
	var _a;
	return (_a = promiseCtor !== null && promiseCtor !== void 0 ? promiseCtor : config.Promise) !== null && _a !== void 0 ? _a : Promise;
}
function isObserver(value) {
	return value && isFunction(value.next) && isFunction(value.error) && isFunction(value.complete);
}
function isSubscriber(value) {
	return value && value instanceof Subscriber || isObserver(value) && isSubscription(value);
}
// node_modules/rxjs/dist/esm/internal/util/ObjectUnsubscribedError.js
const ObjectUnsubscribedError = createErrorClass((_super) => function ObjectUnsubscribedErrorImpl() {
	_super(this);
	this.name = "ObjectUnsubscribedError";
	this.message = "object unsubscribed";
});
// node_modules/rxjs/dist/esm/internal/Subject.js
var Subject = class extends Observable {
	constructor() {
		super();
		this.closed = false;
		this.currentObservers = null;
		this.observers = [];
		this.isStopped = false;
		this.hasError = false;
		this.thrownError = null;
	}
	lift(operator) {
		const subject = new AnonymousSubject(this, this);
		subject.operator = operator;
		return subject;
	}
	_throwIfClosed() {
		if (this.closed) throw new ObjectUnsubscribedError();
	}
	next(value) {
		errorContext(() => {
			this._throwIfClosed();
			if (!this.isStopped) {
				if (!this.currentObservers) this.currentObservers = Array.from(this.observers);
				for (const observer of this.currentObservers) observer.next(value);
			}
		});
	}
	error(err) {
		errorContext(() => {
			this._throwIfClosed();
			if (!this.isStopped) {
				this.hasError = this.isStopped = true;
				this.thrownError = err;
				const { observers } = this;
				while (observers.length) observers.shift().error(err);
			}
		});
	}
	complete() {
		errorContext(() => {
			this._throwIfClosed();
			if (!this.isStopped) {
				this.isStopped = true;
				const { observers } = this;
				while (observers.length) observers.shift().complete();
			}
		});
	}
	unsubscribe() {
		this.isStopped = this.closed = true;
		this.observers = this.currentObservers = null;
	}
	get observed() {
		var _a;
		return ((_a = this.observers) === null || _a === void 0 ? void 0 : _a.length) > 0;
	}
	_trySubscribe(subscriber) {
		this._throwIfClosed();
		return super._trySubscribe(subscriber);
	}
	_subscribe(subscriber) {
		this._throwIfClosed();
		this._checkFinalizedStatuses(subscriber);
		return this._innerSubscribe(subscriber);
	}
	_innerSubscribe(subscriber) {
		const { hasError, isStopped, observers } = this;
		if (hasError || isStopped) return EMPTY_SUBSCRIPTION;
		this.currentObservers = null;
		observers.push(subscriber);
		return new Subscription(() => {
			this.currentObservers = null;
			arrRemove(observers, subscriber);
		});
	}
	_checkFinalizedStatuses(subscriber) {
		const { hasError, thrownError, isStopped } = this;
		if (hasError) subscriber.error(thrownError);
		else if (isStopped) subscriber.complete();
	}
	asObservable() {
		const observable = new Observable();
		observable.source = this;
		return observable;
	}
};
Subject.create = (destination, source) => {
	return new AnonymousSubject(destination, source);
};
var AnonymousSubject = class extends Subject {
	constructor(destination, source) {
		super();
		this.destination = destination;
		this.source = source;
	}
	next(value) {
		var _a, _b;
		(_b = (_a = this.destination) === null || _a === void 0 ? void 0 : _a.next) === null || _b === void 0 || _b.call(_a, value);
	}
	error(err) {
		var _a, _b;
		(_b = (_a = this.destination) === null || _a === void 0 ? void 0 : _a.error) === null || _b === void 0 || _b.call(_a, err);
	}
	complete() {
		var _a, _b;
		(_b = (_a = this.destination) === null || _a === void 0 ? void 0 : _a.complete) === null || _b === void 0 || _b.call(_a);
	}
	_subscribe(subscriber) {
		var _a, _b;
		return (_b = (_a = this.source) === null || _a === void 0 ? void 0 : _a.subscribe(subscriber)) !== null && _b !== void 0 ? _b : EMPTY_SUBSCRIPTION;
	}
};
// machines/model/rows.ts
function find(rows, id) {
	return rows[place(rows, id)]?.id === id ? rows[place(rows, id)] : void 0;
}
function indexOf(rows, id) {
	const at = place(rows, id);
	return rows[at]?.id === id ? at : -1;
}
const firstFrom = (rows, id) => rows[place(rows, id)];
function put(rows, row) {
	const at = place(rows, row.id);
	const old = rows[at];
	if (old === row) return rows;
	return old?.id === row.id ? rows.with(at, row) : rows.toSpliced(at, 0, row);
}
function drop(rows, id) {
	const at = place(rows, id);
	return rows[at]?.id === id ? rows.toSpliced(at, 1) : rows;
}
function updated(rows, id, change, likely = -1) {
	const at = rows[likely]?.id === id ? likely : place(rows, id);
	const old = rows[at]?.id === id ? rows[at] ?? null : null;
	const next = change(old);
	if (next === old) return rows;
	if (next === null) return rows.toSpliced(at, 1);
	return old === null ? rows.toSpliced(at, 0, next) : rows.with(at, next);
}
const compareText = (a, b) => a < b ? -1 : a > b ? 1 : 0;
const compareId = (a, b) => compareText(a.id, b.id);
function place(rows, id) {
	let [low, high] = [0, rows.length];
	while (low < high) {
		const middle = low + high >> 1;
		if ((rows[middle]?.id ?? "") < id) low = middle + 1;
		else high = middle;
	}
	return low;
}
const SPELLING = /^(?:\[([^\]]+)\]|([^#[\]]*?))(?::(\d{1,5}))?(?:#([A-Za-z0-9._:-]{1,253}))?$/;
function parseServer(text) {
	const plain = canonicalAddress(text);
	if (plain !== null) return {
		address: plain,
		port: 53,
		tls: null
	};
	const [, bracketed, bare = "", port, name] = SPELLING.exec(text) ?? [];
	const isWhole = port !== void 0 && bracketed === void 0 && bare.includes(":");
	const address = canonicalAddress(bracketed ?? (isWhole ? `${bare}:${port}` : bare));
	const number = port === void 0 || isWhole ? name === void 0 ? 53 : 853 : Number(port);
	if (address === null || number < 1 || number > 65535) return null;
	return {
		address,
		port: number,
		tls: name?.toLowerCase() ?? null
	};
}
function formatServer({ address, port, tls }) {
	const place = port === (tls === null ? 53 : 853) ? address : `${address.includes(":") ? `[${address}]` : address}:${port}`;
	return tls === null ? place : `${place}#${tls}`;
}
const ServerText = string().max(384).transform((text, ctx) => {
	const server = parseServer(text);
	if (server) return formatServer(server);
	ctx.addIssue({
		code: "custom",
		message: `not a DNS server (ADDRESS, [ADDRESS]:PORT, ADDRESS#NAME for TLS): ${JSON.stringify(text)}`
	});
	return NEVER;
});
// machines/model/facts/envelope.ts
const ENVELOPE = {
	v: literal(1),
	seq: Seq,
	at: Instant,
	class: _enum(["world", "answer"]),
	for: Text.optional(),
	of: Seq.optional()
};
const fact = (type, data) => strictObject({
	type: literal(type),
	...ENVELOPE,
	...data
});
const NetworkText = textUpTo(1024);
const DomainName = string().min(1).max(253).toLowerCase();
// machines/model/facts/kernel.ts
const LinkKind = _enum([
	"ethernet",
	"wifi",
	"cellular",
	"ppp",
	"tun",
	"wireguard",
	"bridge",
	"bond",
	"vlan",
	"veth",
	"loopback",
	"other"
]);
const LINK = {
	ifname: IfName,
	ifindex: Positive,
	kind: LinkKind,
	mac: Mac.nullable(),
	mtu: Count,
	up: Flag,
	carrier: Flag,
	dormant: Flag,
	downs: Count,
	master: IfName.nullable()
};
strictObject(LINK);
const AddressFlag = _enum([
	"tentative",
	"dadFailed",
	"optimistic",
	"deprecated",
	"temporary",
	"permanent",
	"noprefixroute",
	"managed",
	"secondary"
]);
const Scope = _enum([
	"global",
	"site",
	"link",
	"host",
	"nowhere"
]);
const ADDRESS = {
	ifname: IfName,
	address: Address,
	prefixLength: number().int().min(0).max(128),
	peer: Address.nullable(),
	scope: Scope,
	flags: array(AddressFlag).readonly(),
	protocol: Integer,
	valid: Millis.nullable(),
	preferred: Millis.nullable()
};
const RouteKind = _enum([
	"unicast",
	"local",
	"broadcast",
	"anycast",
	"multicast",
	"blackhole",
	"unreachable",
	"prohibit",
	"throw",
	"other"
]);
const ROUTE_KEY = {
	table: Count,
	destination: Prefix,
	metric: Count,
	gateway: Address.nullable(),
	ifname: IfName.nullable()
};
const ROUTE = {
	...ROUTE_KEY,
	kind: RouteKind,
	protocol: Count,
	scope: Scope,
	source: Address.nullable(),
	mtu: Positive.nullable(),
	preference: _enum([
		"high",
		"medium",
		"low"
	]).nullable(),
	expires: Millis.nullable()
};
const RULE = {
	family: Family,
	priority: Count,
	action: _enum([
		"lookup",
		"goto",
		"nop",
		"blackhole",
		"unreachable",
		"prohibit",
		"other"
	]),
	table: Count.nullable(),
	from: Prefix.nullable(),
	to: Prefix.nullable(),
	iif: textUpTo(15).nullable(),
	oif: textUpTo(15).nullable(),
	mark: Count.nullable(),
	mask: Count.nullable(),
	protocol: Count,
	other: record(Text, Text)
};
const linkFacts = [
	fact("link.appeared", LINK),
	fact("link.changed", LINK),
	fact("link.carrierChanged", {
		ifname: IfName,
		carrier: Flag,
		dormant: Flag,
		downs: Count
	}),
	fact("link.attached", {
		ifname: IfName,
		network: textUpTo(64)
	}),
	fact("link.signalled", {
		ifname: IfName,
		quality: _enum(["good", "poor"])
	}),
	fact("link.removed", { ifname: IfName })
];
const addressFacts = [fact("address.added", ADDRESS), fact("address.removed", {
	ifname: IfName,
	address: Address,
	prefixLength: Integer
})];
const routeFacts = [fact("route.added", ROUTE), fact("route.removed", ROUTE_KEY)];
const ruleFacts = [fact("rule.added", RULE), fact("rule.removed", RULE)];
const neighbourFacts = [fact("neighbour.changed", {
	ifname: IfName,
	address: Address,
	mac: Mac.nullable(),
	state: _enum(["known", "failed"]),
	router: Flag
}), fact("neighbour.removed", {
	ifname: IfName,
	address: Address
})];
const kernelFacts = [
	fact("kernel.overran", { socket: textUpTo(64) }),
	fact("kernel.dumped", {
		links: Integer,
		addresses: Integer,
		routes: Integer,
		rules: Integer
	}),
	fact("kernel.messageRejected", {
		problem: textUpTo(256),
		offset: Count
	})
];
const RouterAddress = Address6;
// machines/model/policy.ts
const Author = _enum([
	"user",
	"application",
	"operator",
	"network",
	"system"
]);
const Selector$1 = strictObject({
	pvd: textUpTo(320).optional(),
	identity: textUpTo(253).optional(),
	interface: textUpTo(15).optional(),
	kind: LinkKind.optional(),
	metered: Flag.optional(),
	network: textUpTo(64).optional()
}).refine((s) => Object.keys(s).length > 0, "a selector names at least one of pvd, identity, interface, kind, metered, network");
const upTo = (max) => number().int().min(0).max(max);
const range = (max) => union([upTo(max), tuple([upTo(max), upTo(max)]).refine(([first, last]) => first <= last, "a range goes from the lesser to the greater")]);
const Traffic = strictObject({
	to: Prefix.optional(),
	uid: range(2 ** 32 - 2).optional(),
	mark: upTo(2 ** 32 - 1).optional(),
	dscp: upTo(63).optional(),
	protocol: _enum([
		"tcp",
		"udp",
		"icmp",
		"sctp"
	]).optional(),
	port: range(65535).optional()
}).refine((t) => Object.keys(t).length > 0, "traffic is named by at least one of to, uid, mark, dscp, protocol, port");
const scope = {
	family: Family.optional(),
	why: textUpTo(256).optional()
};
const PolicyRule = union([
	strictObject({
		never: Selector$1,
		for: Traffic.optional(),
		...scope
	}),
	strictObject({
		prefer: Selector$1,
		...scope
	}),
	strictObject({
		avoid: Selector$1,
		...scope
	}),
	strictObject({
		use: Selector$1,
		for: Traffic,
		only: Flag.default(false),
		...scope
	})
]);
// machines/model/settings.ts
const list$1 = (schema) => array(schema).max(64).readonly().default([]);
const StaticConfig = strictObject({
	gateways: list$1(Address),
	dns: list$1(ServerText),
	search: list$1(DomainName),
	ntp: list$1(Address),
	routes: list$1(strictObject({
		destination: Prefix,
		gateway: Address
	}))
});
const searched = (search) => search.filter((name) => !name.startsWith("~"));
const routed = (search) => search.flatMap((name) => name.startsWith("~") ? [name.slice(1)] : []);
const InterfaceSettings = strictObject({
	name: IfName,
	kind: LinkKind.optional(),
	metered: Flag.optional(),
	cost: number().nonnegative().max(1e9).optional(),
	bandwidth: number().positive().max(1e9).optional(),
	dhcp4: Flag.default(true),
	dhcp6: Flag.default(true),
	delegate: Flag.default(false),
	exclusive: Flag.default(false),
	ignore: Flag.default(false),
	names: _enum([
		"shared",
		"route-only",
		"exclusive"
	]).default("shared"),
	trusted: Flag.default(true),
	static: StaticConfig.optional()
});
const NameRule = strictObject({
	suffix: DomainName,
	pvd: textUpTo(320),
	exclusive: Flag.default(false)
});
const Steadiness = strictObject({
	holdDown: Millis.default(Millis.parse(2e3)),
	failBack: Millis.default(Millis.parse(5e3)),
	moves: number().int().positive().max(64).default(4),
	per: Millis.default(Millis.parse(6e4))
});
const ResolverSettings = strictObject({ publish: _enum([
	"auto",
	"resolv.conf",
	"systemd-resolved",
	"none"
]).default("auto") });
const CheckSettings = strictObject({
	http: list$1(url()),
	https: list$1(url()),
	every: Millis.default(Millis.parse(5e3)),
	everyMetered: Millis.default(Millis.parse(36e5)),
	timeout: Millis.default(Millis.parse(2e3)),
	budget: Positive.nullable().default(null),
	budgetMetered: Positive.nullable().default(98304)
});
const Settings = strictObject({
	authority: array(Author).readonly().default([
		"user",
		"application",
		"operator",
		"network",
		"system"
	]),
	interfaces: list$1(InterfaceSettings),
	names: list$1(NameRule),
	useUnknown: Flag.default(true),
	linger: Millis.default(Millis.parse(1e4)),
	checks: CheckSettings.prefault({}),
	steadiness: Steadiness.prefault({}),
	resolver: ResolverSettings.prefault({}),
	manage: list$1(IfName),
	hostModel: _enum(["strong", "weak"]).default("strong"),
	fallthrough: _enum(["unreachable", "main"]).default("unreachable"),
	ipv6Only: Flag.default(false)
});
const DEFAULT_SETTINGS = Settings.parse({});
// machines/model/facts/check.ts
const CHECK = {
	pvd: textUpTo(320),
	generation: Positive,
	family: Family,
	took: Millis,
	bytes: Count,
	rtt: number().nonnegative().nullable(),
	sent: Count,
	lost: Count
};
const checkFacts = [
	fact("check.requested", { pvd: textUpTo(320).nullable() }),
	fact("check.validated", CHECK),
	fact("check.assumed", CHECK),
	fact("check.partial", {
		...CHECK,
		problem: textUpTo(256)
	}),
	fact("check.portal", {
		...CHECK,
		url: NetworkText.nullable()
	}),
	fact("check.failed", {
		...CHECK,
		problem: textUpTo(256)
	}),
	fact("check.curtailed", CHECK)
];
// machines/model/facts/clock.ts
const clockFacts = [
	fact("deadline.passed", {
		id: textUpTo(640),
		due: Instant
	}),
	fact("clock.stepped", { by: Integer }),
	fact("host.resumed", { slept: Millis })
];
// machines/model/facts/command.ts
const COMMAND = {
	command: textUpTo(32),
	target: textUpTo(512)
};
const commandFacts = [fact("command.done", COMMAND), fact("command.failed", {
	...COMMAND,
	code: textUpTo(64),
	problem: textUpTo(256)
})];
const sysctlFacts = [fact("sysctl.read", {
	family: Family,
	ifname: IfName,
	key: textUpTo(64),
	value: textUpTo(64)
}), fact("guard.found", { interfaces: array(IfName).max(256).readonly() })];
const CLIENT$1 = {
	client: _enum(["udhcpc", "dhcpcd"]),
	ifname: IfName
};
const clientFacts = [fact("client.started", {
	...CLIENT$1,
	pid: Positive
}), fact("client.exited", {
	...CLIENT$1,
	problem: textUpTo(256),
	again: Millis.nullable()
})];
// machines/model/reach.ts
const REACHES = [
	"unknown",
	"validated",
	"suspect",
	"partial",
	"portal",
	"unreachable",
	"assumed"
];
const USABLE = [
	"validated",
	"suspect",
	"partial",
	"assumed",
	"unknown"
];
const some$4 = (schema) => array(schema).max(64).readonly();
const Information = strictObject({
	prefixes: some$4(Prefix),
	dnsZones: some$4(DomainName),
	noInternet: Flag
});
const Sequence = number().int().min(0).max(65535);
const ASKED$2 = {
	pvd: textUpTo(320),
	ifname: IfName,
	generation: Positive,
	identity: DomainName,
	sequence: Sequence
};
const informationFacts = [
	fact("information.received", {
		...ASKED$2,
		expires: Millis,
		...Information.shape,
		ignored: some$4(textUpTo(64))
	}),
	fact("information.refused", {
		...ASKED$2,
		problem: textUpTo(256)
	}),
	fact("information.unreached", {
		...ASKED$2,
		problem: textUpTo(256)
	})
];
const InformationMemory = strictObject({
	pvd: textUpTo(320),
	boot: textUpTo(64),
	generation: Positive,
	sequence: Sequence,
	state: _enum([
		"idle",
		"waiting",
		"fetching",
		"refused"
	]),
	left: Millis.nullable(),
	asked: Millis.nullable(),
	failed: Count,
	problem: textUpTo(256).nullable(),
	held: Information.extend({
		sequence: Sequence,
		since: Seq,
		left: Millis
	}).nullable()
});
const RestraintMemory = strictObject({
	ifname: IfName,
	asked: array(Millis).max(16).readonly(),
	refused: Integer
});
const ASKED$1 = {
	pvd: textUpTo(320),
	generation: Positive
};
const nameFacts = [fact("name.answered", {
	...ASKED$1,
	addresses: array(Address).min(1).max(64).readonly(),
	keep: Millis
}), fact("pref64.discovered", {
	...ASKED$1,
	prefixes: array(Prefix).max(64).readonly(),
	lifetime: Millis
})];
const HELD = {
	...ASKED$1,
	since: Count,
	left: Millis
};
const PinMemory = strictObject({
	address: Address,
	...HELD,
	beaten: strictObject(HELD).nullable()
});
const Pref64Memory = strictObject({
	ifname: textUpTo(15),
	...HELD,
	prefixes: array(Prefix).max(64).readonly()
});
// machines/model/needs.ts
const Selector = strictObject({
	pvd: textUpTo(320).optional(),
	identity: textUpTo(253).optional(),
	ifname: textUpTo(15).optional(),
	kind: union([LinkKind, array(LinkKind).min(1).max(12).readonly()]).optional(),
	metered: Flag.optional(),
	maxCost: number().nonnegative().optional(),
	minBandwidth: number().positive().optional(),
	family: Family.optional(),
	usable: _enum([...REACHES, "any"]).optional()
});
const Use = union([string().min(1).max(320), Selector]);
function fits(use, traits) {
	if (typeof use === "string") return isNamed(use, traits) || {
		rule: "pvd",
		found: traits.pvd
	};
	const failed = CRITERIA.find(([rule, holds]) => !holds(traits, use) && (use[rule] !== void 0 || rule === "usable"));
	return failed ? {
		rule: failed[0],
		found: failed[2](traits, use)
	} : true;
}
const refusalText = ({ pvd }, { rule, found }) => `${pvd}: ${rule} is ${found}`;
function placeOf({ rank }, family = null) {
	return Math.min(...(family === null ? FAMILIES : [family]).map((f) => rank[f] ?? Number.POSITIVE_INFINITY));
}
function choose(use, all, family = null) {
	const judged = all.map((traits) => ({
		traits,
		fit: fits(use, traits)
	}));
	const byRank = (a, b) => order(placeOf(a, family), placeOf(b, family)) || compareText(a.pvd, b.pvd);
	return {
		chosen: judged.flatMap(({ traits, fit }) => fit === true ? [traits] : []).toSorted(byRank),
		refused: judged.flatMap(({ traits, fit }) => fit === true ? [] : [{
			pvd: traits.pvd,
			...fit
		}])
	};
}
const order = (a, b) => a === b ? 0 : a - b;
const CRITERIA = [
	[
		"pvd",
		(t, s) => t.pvd === s.pvd,
		(t) => t.pvd
	],
	[
		"identity",
		(t, s) => t.identity?.toLowerCase() === s.identity?.toLowerCase(),
		(t) => String(t.identity)
	],
	[
		"ifname",
		(t, s) => t.ifname === s.ifname,
		(t) => t.ifname
	],
	[
		"kind",
		(t, s) => (Array.isArray(s.kind) ? s.kind : [s.kind]).includes(t.kind),
		(t) => t.kind
	],
	[
		"metered",
		(t, s) => t.metered === s.metered,
		(t) => String(t.metered)
	],
	[
		"maxCost",
		(t, { maxCost = 0 }) => t.cost !== null && t.cost <= maxCost,
		(t) => declared(t.cost)
	],
	[
		"minBandwidth",
		(t, { minBandwidth = 0 }) => t.bandwidth !== null && t.bandwidth >= minBandwidth,
		(t) => declared(t.bandwidth)
	],
	[
		"family",
		isOfFamily,
		(t, s) => notUsable(t, s)
	],
	[
		"usable",
		isUsable,
		(t, s) => notUsable(t, s)
	]
];
const isNamed = (name, { pvd, identity, ifname }) => pvd === name || ifname === name || identity !== null && identity.toLowerCase() === name.toLowerCase();
function isOfFamily({ usable }, { family, usable: wanted }) {
	return family !== void 0 && (wanted === "any" || usable[family] !== null);
}
function isUsable({ usable }, { usable: wanted, family }) {
	if (wanted === "any") return true;
	const reached = (family === void 0 ? FAMILIES : [family]).map((f) => usable[f]).filter((reach) => reach !== null);
	return wanted === void 0 ? reached.length > 0 : reached.some((reach) => reach === wanted || isBetter(reach, wanted));
}
const isBetter = (reach, than) => USABLE.includes(reach) && (!USABLE.includes(than) || USABLE.indexOf(reach) < USABLE.indexOf(than));
const declared = (value) => value === null ? "not declared" : String(value);
function notUsable({ usable, unfit }, { family }) {
	const told = (family === void 0 ? FAMILIES : [family]).map((f) => usable[f] ?? unfit[f] ?? "absent");
	return [...new Set(told)].join(", ");
}
// machines/model/session.ts
const word = (max) => string().min(1).max(max).regex(/^[!-.0-~]+$/, "no space, slash or control character");
const SessionId = word(64);
const ManagerId = word(64);
const SESSIONS_MAX = 16384;
const SESSIONS_OF_ONE_MAX = 4096;
const Mobility = _enum([
	"none",
	"reconnect",
	"mptcp",
	"other"
]);
const Change = union([_enum([
	"keep",
	"idle",
	"now"
]), strictObject({ drain: Millis })]);
const OnLoss = _enum([
	"move",
	"wait",
	"end"
]);
const TERMS = {
	family: Family,
	needs: Use.nullable(),
	mobility: Mobility,
	better: Change,
	loss: OnLoss,
	failBack: Change
};
strictObject(TERMS);
const ASKED = {
	manager: ManagerId,
	author: Author,
	ask: _enum([
		"end",
		"leave",
		"keep",
		"move",
		"nothing"
	]),
	to: Use.nullable()
};
const Asked = strictObject({
	...ASKED,
	since: Seq
});
const VERDICTS = [
	"keep",
	"migrate",
	"reconnect",
	"drain",
	"end"
];
// machines/model/facts/session.ts
const PLACE = {
	pvd: textUpTo(320),
	generation: Positive
};
const SESSION = { session: SessionId };
const sessionFacts = [
	fact("session.opened", {
		...SESSION,
		manager: ManagerId,
		...PLACE,
		...TERMS
	}),
	fact("session.idled", SESSION),
	fact("session.busied", SESSION),
	fact("session.asked", {
		...SESSION,
		...ASKED
	}),
	fact("session.moved", {
		...SESSION,
		...PLACE
	}),
	fact("session.closed", {
		...SESSION,
		why: textUpTo(256)
	})
];
const Reason = strictObject({
	rule: textUpTo(512),
	by: textUpTo(512),
	facts: array(Seq).readonly()
});
const SessionMemory = strictObject({
	...SESSION,
	manager: ManagerId,
	...PLACE,
	...TERMS,
	state: _enum([
		"bound",
		"moving",
		"lost"
	]),
	activity: _enum(["busy", "idle"]),
	asks: array(Asked).max(8).readonly(),
	opened: Seq,
	since: Seq,
	changed: Seq,
	lost: Seq.nullable(),
	last: strictObject({
		verdict: _enum(VERDICTS),
		to: textUpTo(320).nullable(),
		because: Reason,
		losers: array(Reason.extend({ pvd: textUpTo(1024) })).readonly(),
		refused: array(Reason.extend({ ...ASKED })).readonly()
	}).nullable(),
	moves: array(Millis).max(64).readonly(),
	drain: Millis.nullable(),
	held: Millis.nullable()
});
const SessionMemories = array(SessionMemory).max(SESSIONS_MAX).readonly().default([]);
// machines/model/facts/socket.ts
const Pvd = {
	pvd: textUpTo(320),
	generation: Positive
};
const Owner = strictObject({
	...Pvd,
	ifname: IfName,
	addresses: array(Address).max(256).readonly()
});
const socketFacts = [
	fact("sockets.watched", { owners: array(Owner).max(256).readonly() }),
	fact("sockets.sampled", {
		...Pvd,
		open: Count,
		stalled: Count
	}),
	fact("sockets.ended", {
		target: textUpTo(512),
		count: Count
	})
];
const EndpointFlag = _enum([
	"signal",
	"subflow",
	"backup",
	"fullmesh",
	"implicit"
]);
const mptcpFacts = [
	fact("endpoint.added", {
		number: number().int().min(1).max(255),
		address: Address,
		ifname: IfName.nullable(),
		flags: array(EndpointFlag).readonly()
	}),
	fact("endpoint.removed", { number: number().int().min(1).max(255) }),
	fact("mptcp.limited", {
		subflows: Count,
		accepted: Count
	})
];
// machines/model/facts/epoch.ts
const Fingerprint = strictObject({
	network: Text.nullable(),
	gatewayMac: Text.nullable(),
	gateway: Text.nullable(),
	prefix4: Text.nullable(),
	router: Text.nullable(),
	prefixes6: Texts
});
const Rank = strictObject({
	family: Family,
	pvds: Texts
});
const PvdMemory = strictObject({
	id: textUpTo(320),
	ifname: IfName,
	state: _enum([
		"attached",
		"detached",
		"gone"
	]),
	generation: Positive,
	slot: Count,
	fingerprint: Fingerprint,
	lingers: Millis,
	reach: array(strictObject({
		family: Family,
		state: _enum(REACHES),
		age: Millis,
		portal: Text.nullable(),
		since: Seq
	})).readonly(),
	waits: array(strictObject({
		family: Family,
		left: Millis.nullable(),
		failed: Count
	})).readonly(),
	spent: strictObject({
		bytes: Count,
		age: Millis
	}).nullable().default(null),
	quality: array(strictObject({
		family: Family,
		rtt: number().nullable(),
		loss: number().nullable()
	})).readonly().default([])
});
const Memory = strictObject({
	pvds: array(PvdMemory).readonly(),
	primaries: array(strictObject({
		ifname: IfName,
		router: Text
	})).readonly(),
	ranks: array(Rank).readonly(),
	steadiness: array(strictObject({
		family: Family,
		moves: array(Millis).readonly(),
		taken: Millis.nullable(),
		lost: array(strictObject({
			pvd: textUpTo(320),
			times: Positive,
			lost: Millis,
			back: Millis.nullable(),
			proven: Flag.default(false)
		})).readonly()
	})).readonly().default([]),
	sysctls: array(strictObject({
		family: Family,
		ifname: IfName,
		key: textUpTo(64),
		original: textUpTo(64)
	})).readonly().default([]),
	information: array(InformationMemory).readonly().default([]),
	restraints: array(RestraintMemory).readonly().default([]),
	pins: array(PinMemory).readonly().default([]),
	pref64: array(Pref64Memory).readonly().default([]),
	names: array(strictObject({
		pvd: textUpTo(320),
		generation: Positive,
		kind: _enum(["zone", "search"]),
		suffix: DomainName,
		since: Seq
	})).readonly().default([]),
	sessions: SessionMemories,
	left: array(Owner.extend({ isStalled: Flag })).readonly().default([]),
	mptcp: strictObject({
		subflows: Count,
		accepted: Count
	}).nullable().default(null),
	floor: Count
});
const epochFacts = [
	fact("agent.started", {
		version: textUpTo(64),
		machines: textUpTo(64),
		boot: textUpTo(64),
		uptime: Millis,
		mode: _enum(["observe", "apply"]),
		checks: Flag.default(false)
	}),
	fact("memory.carried", { memory: Memory }),
	fact("epoch.opened", {
		epoch: Positive,
		reason: _enum([
			"start",
			"size",
			"gap",
			"upgrade"
		]),
		previous: Text.nullable()
	}),
	fact("log.gap", {
		lost: Count,
		problem: textUpTo(256)
	})
];
// machines/model/facts/router.ts
const Preference = _enum([
	"high",
	"medium",
	"low"
]);
const Lifetime = Millis.nullable();
const some$3 = (schema) => array(schema).max(64).readonly();
const RouterHeader = strictObject({
	hopLimit: Integer.nullable(),
	managed: Flag,
	other: Flag,
	lifetime: Millis,
	preference: Preference
});
const RouterOptions = strictObject({
	prefixes: some$3(strictObject({
		prefix: Prefix,
		onLink: Flag,
		autonomous: Flag,
		valid: Lifetime,
		preferred: Lifetime
	})),
	routes: some$3(strictObject({
		prefix: Prefix,
		preference: Preference,
		lifetime: Lifetime
	})),
	dns: some$3(strictObject({
		server: Address6,
		lifetime: Lifetime
	})),
	search: some$3(strictObject({
		domain: DomainName,
		lifetime: Lifetime
	})),
	pref64: some$3(strictObject({
		prefix: Prefix,
		lifetime: Millis
	})),
	mtu: Count.nullable(),
	portal: NetworkText.nullable(),
	unknown: some$3(strictObject({
		type: Integer,
		hex: textUpTo(4096)
	})),
	dropped: Count
});
const PvdOption = strictObject({
	id: DomainName,
	http: Flag,
	legacy: Flag,
	delay: number().int().min(0).max(15),
	sequence: number().int().min(0).max(65535),
	header: RouterHeader.nullable(),
	nested: RouterOptions
});
const routerFacts = [
	fact("router.advertised", {
		ifname: IfName,
		router: RouterAddress,
		mac: Mac.nullable(),
		...RouterHeader.shape,
		...RouterOptions.shape,
		pvd: PvdOption.nullable()
	}),
	fact("router.packetRejected", {
		ifname: IfName,
		router: RouterAddress.nullable(),
		problem: textUpTo(256),
		offset: Count
	}),
	fact("router.flooded", {
		ifname: IfName,
		router: RouterAddress.nullable(),
		dropped: Positive
	})
];
const some$2 = (schema) => array(schema).max(64).readonly();
const selectionOf = (server) => some$2(strictObject({
	servers: array(server).min(1).max(2).readonly(),
	preference: Preference,
	domains: some$2(DomainName)
})).default([]);
const leaseFacts = [
	fact("lease4.bound", {
		ifname: IfName,
		client: textUpTo(64),
		address: Address4,
		prefixLength: number().int().min(0).max(32),
		gateways: some$2(Address4),
		server: Address4.nullable(),
		serverMac: Mac.nullable(),
		dns: some$2(Address4),
		search: some$2(DomainName),
		selection: selectionOf(Address4),
		ntp: some$2(Address4),
		mtu: Positive.nullable(),
		routes: some$2(strictObject({
			destination: Prefix,
			gateway: Address4
		})),
		portal: NetworkText.nullable(),
		ipv6Only: Millis.nullable(),
		lifetime: Millis.nullable(),
		unpublished: array(textUpTo(32)).readonly()
	}),
	fact("lease4.lost", {
		ifname: IfName,
		client: textUpTo(64),
		reason: textUpTo(256)
	}),
	fact("lease4.rejected", {
		ifname: IfName.nullable(),
		client: textUpTo(64),
		file: textUpTo(512),
		problem: textUpTo(256)
	})
];
// machines/model/facts/lease6.ts
const some$1 = (schema) => array(schema).max(64).readonly();
const CLIENT = textUpTo(64);
const LIFETIMES = {
	valid: Millis.nullable(),
	preferred: Millis.nullable()
};
const PolicyRow = strictObject({
	prefix: Prefix,
	precedence: number().int().min(0).max(255),
	label: number().int().min(0).max(255)
});
const lease6Facts = [
	fact("lease6.bound", {
		ifname: IfName,
		client: CLIENT,
		kind: _enum(["stateful", "stateless"]),
		addresses: some$1(strictObject({
			address: Address6,
			...LIFETIMES
		})),
		prefixes: some$1(strictObject({
			prefix: Prefix,
			...LIFETIMES
		})),
		server: string().regex(/^(?:[0-9a-f]{2}){1,130}$/).nullable(),
		dns: some$1(Address6),
		search: some$1(DomainName),
		selection: selectionOf(Address6),
		ntp: some$1(union([Address6, DomainName])),
		policyTable: some$1(PolicyRow).nullable(),
		policyFlags: strictObject({
			automatic: Flag,
			privacy: Flag
		}).optional(),
		unpublished: array(textUpTo(32)).readonly()
	}),
	fact("lease6.lost", {
		ifname: IfName,
		client: CLIENT,
		reason: textUpTo(256)
	}),
	fact("lease6.rejected", {
		ifname: IfName.nullable(),
		client: CLIENT,
		file: textUpTo(512),
		problem: textUpTo(256)
	})
];
// machines/model/facts/manager.ts
const some = (schema) => array(schema).max(64).readonly();
const managerFacts = [
	fact("manager.noticed", {
		name: textUpTo(64),
		interfaces: array(IfName).max(256).readonly(),
		evidence: some(textUpTo(512))
	}),
	fact("manager.gone", { name: textUpTo(64) }),
	fact("resolver.published", {
		publisher: textUpTo(64),
		file: textUpTo(512),
		ifname: IfName.nullable(),
		servers: some(Address),
		search: some(DomainName)
	}),
	fact("resolver.withdrawn", {
		publisher: textUpTo(64),
		file: textUpTo(512)
	})
];
// machines/model/facts/policy.ts
const policyFacts = [
	fact("settings.loaded", { settings: Settings }),
	fact("policy.loaded", {
		author: Author,
		pvd: textUpTo(320).nullable(),
		rules: array(PolicyRule).max(256).readonly(),
		from: textUpTo(512)
	}),
	fact("policy.rejected", {
		author: Author,
		pvd: textUpTo(320).nullable(),
		problem: textUpTo(512),
		from: textUpTo(512)
	})
];
// machines/model/publication.ts
const RESOLVED = "systemd-resolved";
const list = (schema) => array(schema).max(64).readonly();
const Publication = strictObject({
	to: _enum(["resolv.conf", RESOLVED]),
	ifname: IfName.nullable(),
	servers: list(textUpTo(384)),
	search: list(DomainName),
	domains: list(DomainName),
	isDefault: Flag
});
const publicationId = ({ to, ifname }) => ifname === null ? to : `${to} ${ifname}`;
// machines/model/facts/publication.ts
const publicationFacts = [
	fact("names.published", { publication: Publication }),
	fact("names.withdrawn", {
		target: textUpTo(64),
		problem: textUpTo(256).nullable()
	}),
	fact("resolver.listening", {
		addresses: array(textUpTo(64)).max(8).readonly(),
		problem: textUpTo(256).nullable()
	})
];
const sampleFacts = [fact("name.sampled", {
	pvd: textUpTo(320),
	generation: Positive,
	asked: Count,
	answered: Count,
	failed: Count,
	shown: _enum([
		"omit",
		"hash",
		"keep"
	]),
	names: array(textUpTo(253)).max(32).readonly()
})];
// machines/model/facts/index.ts
const Fact = discriminatedUnion("type", [
	...linkFacts,
	...addressFacts,
	...routeFacts,
	...ruleFacts,
	...neighbourFacts,
	...kernelFacts,
	...routerFacts,
	...leaseFacts,
	...lease6Facts,
	...managerFacts,
	...policyFacts,
	...clockFacts,
	...checkFacts,
	...commandFacts,
	...sysctlFacts,
	...clientFacts,
	...informationFacts,
	...nameFacts,
	...publicationFacts,
	...sampleFacts,
	...sessionFacts,
	...socketFacts,
	...mptcpFacts,
	...epochFacts
]);
const answer = (command, type, data) => ({
	type,
	v: 1,
	class: "answer",
	for: command,
	...data
});
const world = (type, data, of) => ({
	type,
	v: 1,
	class: "world",
	...of === void 0 ? {} : { of },
	...data
});
export { Author as A, indexOf as B, NameRule as C, Steadiness as D, StaticConfig as E, compareId as F, observable as G, updated as H, compareText as I, reportUnhandledError as J, SafeSubscriber as K, drop as L, LinkKind as M, formatServer as N, routed as O, parseServer as P, find as R, InterfaceSettings as S, Settings as T, Subject as U, put as V, Observable as W, isFunction as Y, placeOf as _, RESOLVED as a, USABLE as b, Owner as c, SESSIONS_MAX as d, SESSIONS_OF_ONE_MAX as f, fits as g, choose as h, Publication as i, PolicyRule as j, searched as k, ASKED as l, Use as m, answer as n, publicationId as o, VERDICTS as p, Subscriber as q, world as r, PolicyRow as s, Fact as t, ManagerId as u, refusalText as v, ResolverSettings as w, DEFAULT_SETTINGS as x, REACHES as y, firstFrom as z };
