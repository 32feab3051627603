import { B as indexOf, F as compareId, G as observable, H as updated, I as compareText, J as reportUnhandledError$1, K as SafeSubscriber, L as drop, N as formatServer, O as routed, P as parseServer, R as find, U as Subject, V as put, W as Observable, Y as isFunction, a as RESOLVED, b as USABLE, d as SESSIONS_MAX, f as SESSIONS_OF_ONE_MAX, g as fits, k as searched, o as publicationId, q as Subscriber, r as world, x as DEFAULT_SETTINGS, z as firstFrom } from "./shared-CtF39FSo.js";
import { D as instant, E as elapsed, O as millis, T as after, _ as reverseZones, f as isInPrefix, g as reachOf, h as prefixLength, k as seconds, l as familyOf, m as overlaps, o as addressBytes, p as networkOf, s as canonicalAddress, u as formatAddress, v as scoped, y as FAMILIES } from "./shared-CggHZh46.js";
// node_modules/rxjs/dist/esm/internal/util/lift.js
function hasLift(source) {
	return isFunction(source === null || source === void 0 ? void 0 : source.lift);
}
function operate(init) {
	return (source) => {
		if (hasLift(source)) return source.lift(function(liftedSource) {
			try {
				return init(liftedSource, this);
			} catch (err) {
				this.error(err);
			}
		});
		throw new TypeError("Unable to lift unknown Observable type");
	};
}
// node_modules/rxjs/dist/esm/internal/operators/OperatorSubscriber.js
function createOperatorSubscriber(destination, onNext, onComplete, onError, onFinalize) {
	return new OperatorSubscriber(destination, onNext, onComplete, onError, onFinalize);
}
var OperatorSubscriber = class extends Subscriber {
	constructor(destination, onNext, onComplete, onError, onFinalize, shouldUnsubscribe) {
		super(destination);
		this.onFinalize = onFinalize;
		this.shouldUnsubscribe = shouldUnsubscribe;
		this._next = onNext ? function(value) {
			try {
				onNext(value);
			} catch (err) {
				destination.error(err);
			}
		} : super._next;
		this._error = onError ? function(err) {
			try {
				onError(err);
			} catch (err) {
				destination.error(err);
			} finally {
				this.unsubscribe();
			}
		} : super._error;
		this._complete = onComplete ? function() {
			try {
				onComplete();
			} catch (err) {
				destination.error(err);
			} finally {
				this.unsubscribe();
			}
		} : super._complete;
	}
	unsubscribe() {
		var _a;
		if (!this.shouldUnsubscribe || this.shouldUnsubscribe()) {
			const { closed } = this;
			super.unsubscribe();
			!closed && ((_a = this.onFinalize) === null || _a === void 0 || _a.call(this));
		}
	}
};
// node_modules/rxjs/dist/esm/internal/observable/empty.js
const EMPTY = new Observable((subscriber) => subscriber.complete());
// node_modules/rxjs/dist/esm/internal/util/args.js
function last(arr) {
	return arr[arr.length - 1];
}
function popResultSelector(args) {
	return isFunction(last(args)) ? args.pop() : void 0;
}
// node_modules/tslib/tslib.es6.mjs
function __awaiter(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
}
function __values(o) {
	var s = typeof Symbol === "function" && Symbol.iterator, m = s && o[s], i = 0;
	if (m) return m.call(o);
	if (o && typeof o.length === "number") return { next: function() {
		if (o && i >= o.length) o = void 0;
		return {
			value: o && o[i++],
			done: !o
		};
	} };
	throw new TypeError(s ? "Object is not iterable." : "Symbol.iterator is not defined.");
}
function __await(v) {
	return this instanceof __await ? (this.v = v, this) : new __await(v);
}
function __asyncGenerator(thisArg, _arguments, generator) {
	if (!Symbol.asyncIterator) throw new TypeError("Symbol.asyncIterator is not defined.");
	var g = generator.apply(thisArg, _arguments || []), i, q = [];
	return i = Object.create((typeof AsyncIterator === "function" ? AsyncIterator : Object).prototype), verb("next"), verb("throw"), verb("return", awaitReturn), i[Symbol.asyncIterator] = function() {
		return this;
	}, i;
	function awaitReturn(f) {
		return function(v) {
			return Promise.resolve(v).then(f, reject);
		};
	}
	function verb(n, f) {
		if (g[n]) {
			i[n] = function(v) {
				return new Promise(function(a, b) {
					q.push([
						n,
						v,
						a,
						b
					]) > 1 || resume(n, v);
				});
			};
			if (f) i[n] = f(i[n]);
		}
	}
	function resume(n, v) {
		try {
			step(g[n](v));
		} catch (e) {
			settle(q[0][3], e);
		}
	}
	function step(r) {
		r.value instanceof __await ? Promise.resolve(r.value.v).then(fulfill, reject) : settle(q[0][2], r);
	}
	function fulfill(value) {
		resume("next", value);
	}
	function reject(value) {
		resume("throw", value);
	}
	function settle(f, v) {
		if (f(v), q.shift(), q.length) resume(q[0][0], q[0][1]);
	}
}
function __asyncValues(o) {
	if (!Symbol.asyncIterator) throw new TypeError("Symbol.asyncIterator is not defined.");
	var m = o[Symbol.asyncIterator], i;
	return m ? m.call(o) : (o = typeof __values === "function" ? __values(o) : o[Symbol.iterator](), i = {}, verb("next"), verb("throw"), verb("return"), i[Symbol.asyncIterator] = function() {
		return this;
	}, i);
	function verb(n) {
		i[n] = o[n] && function(v) {
			return new Promise(function(resolve, reject) {
				v = o[n](v), settle(resolve, reject, v.done, v.value);
			});
		};
	}
	function settle(resolve, reject, d, v) {
		Promise.resolve(v).then(function(v) {
			resolve({
				value: v,
				done: d
			});
		}, reject);
	}
}
// node_modules/rxjs/dist/esm/internal/util/isArrayLike.js
const isArrayLike = ((x) => x && typeof x.length === "number" && typeof x !== "function");
// node_modules/rxjs/dist/esm/internal/util/isPromise.js
function isPromise(value) {
	return isFunction(value === null || value === void 0 ? void 0 : value.then);
}
// node_modules/rxjs/dist/esm/internal/util/isInteropObservable.js
function isInteropObservable(input) {
	return isFunction(input[observable]);
}
// node_modules/rxjs/dist/esm/internal/util/isAsyncIterable.js
function isAsyncIterable(obj) {
	return Symbol.asyncIterator && isFunction(obj === null || obj === void 0 ? void 0 : obj[Symbol.asyncIterator]);
}
// node_modules/rxjs/dist/esm/internal/util/throwUnobservableError.js
function createInvalidObservableTypeError(input) {
	return new TypeError(`You provided ${input !== null && typeof input === "object" ? "an invalid object" : `'${input}'`} where a stream was expected. You can provide an Observable, Promise, ReadableStream, Array, AsyncIterable, or Iterable.`);
}
// node_modules/rxjs/dist/esm/internal/symbol/iterator.js
function getSymbolIterator() {
	if (typeof Symbol !== "function" || !Symbol.iterator) return "@@iterator";
	return Symbol.iterator;
}
const iterator = getSymbolIterator();
// node_modules/rxjs/dist/esm/internal/util/isIterable.js
function isIterable(input) {
	return isFunction(input === null || input === void 0 ? void 0 : input[iterator]);
}
// node_modules/rxjs/dist/esm/internal/util/isReadableStreamLike.js
function readableStreamLikeToAsyncGenerator(readableStream) {
	return __asyncGenerator(this, arguments, function* readableStreamLikeToAsyncGenerator_1() {
		const reader = readableStream.getReader();
		try {
			while (true) {
				const { value, done } = yield __await(reader.read());
				if (done) return yield __await(void 0);
				yield yield __await(value);
			}
		} finally {
			reader.releaseLock();
		}
	});
}
function isReadableStreamLike(obj) {
	return isFunction(obj === null || obj === void 0 ? void 0 : obj.getReader);
}
// node_modules/rxjs/dist/esm/internal/observable/innerFrom.js
function innerFrom(input) {
	if (input instanceof Observable) return input;
	if (input != null) {
		if (isInteropObservable(input)) return fromInteropObservable(input);
		if (isArrayLike(input)) return fromArrayLike(input);
		if (isPromise(input)) return fromPromise(input);
		if (isAsyncIterable(input)) return fromAsyncIterable(input);
		if (isIterable(input)) return fromIterable(input);
		if (isReadableStreamLike(input)) return fromReadableStreamLike(input);
	}
	throw createInvalidObservableTypeError(input);
}
function fromInteropObservable(obj) {
	return new Observable((subscriber) => {
		const obs = obj[observable]();
		if (isFunction(obs.subscribe)) return obs.subscribe(subscriber);
		throw new TypeError("Provided object does not correctly implement Symbol.observable");
	});
}
function fromArrayLike(array) {
	return new Observable((subscriber) => {
		for (let i = 0; i < array.length && !subscriber.closed; i++) subscriber.next(array[i]);
		subscriber.complete();
	});
}
function fromPromise(promise) {
	return new Observable((subscriber) => {
		promise.then((value) => {
			if (!subscriber.closed) {
				subscriber.next(value);
				subscriber.complete();
			}
		}, (err) => subscriber.error(err)).then(null, reportUnhandledError$1);
	});
}
function fromIterable(iterable) {
	return new Observable((subscriber) => {
		for (const value of iterable) {
			subscriber.next(value);
			if (subscriber.closed) return;
		}
		subscriber.complete();
	});
}
function fromAsyncIterable(asyncIterable) {
	return new Observable((subscriber) => {
		process(asyncIterable, subscriber).catch((err) => subscriber.error(err));
	});
}
function fromReadableStreamLike(readableStream) {
	return fromAsyncIterable(readableStreamLikeToAsyncGenerator(readableStream));
}
function process(asyncIterable, subscriber) {
	var asyncIterable_1, asyncIterable_1_1;
	var e_1, _a;
	return __awaiter(this, void 0, void 0, function* () {
		try {
			for (asyncIterable_1 = __asyncValues(asyncIterable); asyncIterable_1_1 = yield asyncIterable_1.next(), !asyncIterable_1_1.done;) {
				const value = asyncIterable_1_1.value;
				subscriber.next(value);
				if (subscriber.closed) return;
			}
		} catch (e_1_1) {
			e_1 = { error: e_1_1 };
		} finally {
			try {
				if (asyncIterable_1_1 && !asyncIterable_1_1.done && (_a = asyncIterable_1.return)) yield _a.call(asyncIterable_1);
			} finally {
				if (e_1) throw e_1.error;
			}
		}
		subscriber.complete();
	});
}
// node_modules/rxjs/dist/esm/internal/operators/map.js
function map(project, thisArg) {
	return operate((source, subscriber) => {
		let index = 0;
		source.subscribe(createOperatorSubscriber(subscriber, (value) => {
			subscriber.next(project.call(thisArg, value, index++));
		}));
	});
}
// node_modules/rxjs/dist/esm/internal/util/argsOrArgArray.js
const { isArray: isArray$1 } = Array;
function argsOrArgArray(args) {
	return args.length === 1 && isArray$1(args[0]) ? args[0] : args;
}
// node_modules/rxjs/dist/esm/internal/observable/zip.js
function zip(...args) {
	const resultSelector = popResultSelector(args);
	const sources = argsOrArgArray(args);
	return sources.length ? new Observable((subscriber) => {
		let buffers = sources.map(() => []);
		let completed = sources.map(() => false);
		subscriber.add(() => {
			buffers = completed = null;
		});
		for (let sourceIndex = 0; !subscriber.closed && sourceIndex < sources.length; sourceIndex++) innerFrom(sources[sourceIndex]).subscribe(createOperatorSubscriber(subscriber, (value) => {
			buffers[sourceIndex].push(value);
			if (buffers.every((buffer) => buffer.length)) {
				const result = buffers.map((buffer) => buffer.shift());
				subscriber.next(resultSelector ? resultSelector(...result) : result);
				if (buffers.some((buffer, i) => !buffer.length && completed[i])) subscriber.complete();
			}
		}, () => {
			completed[sourceIndex] = true;
			!buffers[sourceIndex].length && subscriber.complete();
		}));
		return () => {
			buffers = completed = null;
		};
	}) : EMPTY;
}
// node_modules/rxjs/dist/esm/internal/operators/scanInternals.js
function scanInternals(accumulator, seed, hasSeed, emitOnNext, emitBeforeComplete) {
	return (source, subscriber) => {
		let hasState = hasSeed;
		let state = seed;
		let index = 0;
		source.subscribe(createOperatorSubscriber(subscriber, (value) => {
			const i = index++;
			state = hasState ? accumulator(state, value, i) : (hasState = true, value);
			emitOnNext && subscriber.next(state);
		}, emitBeforeComplete && (() => {
			hasState && subscriber.next(state);
			subscriber.complete();
		})));
	};
}
// node_modules/rxjs/dist/esm/internal/operators/scan.js
function scan(accumulator, seed) {
	return operate(scanInternals(accumulator, seed, arguments.length >= 2, true));
}
// node_modules/rxjs/dist/esm/internal/operators/share.js
function share(options = {}) {
	const { connector = () => new Subject(), resetOnError = true, resetOnComplete = true, resetOnRefCountZero = true } = options;
	return (wrapperSource) => {
		let connection;
		let resetConnection;
		let subject;
		let refCount = 0;
		let hasCompleted = false;
		let hasErrored = false;
		const cancelReset = () => {
			resetConnection === null || resetConnection === void 0 || resetConnection.unsubscribe();
			resetConnection = void 0;
		};
		const reset = () => {
			cancelReset();
			connection = subject = void 0;
			hasCompleted = hasErrored = false;
		};
		const resetAndUnsubscribe = () => {
			const conn = connection;
			reset();
			conn === null || conn === void 0 || conn.unsubscribe();
		};
		return operate((source, subscriber) => {
			refCount++;
			if (!hasErrored && !hasCompleted) cancelReset();
			const dest = subject = subject !== null && subject !== void 0 ? subject : connector();
			subscriber.add(() => {
				refCount--;
				if (refCount === 0 && !hasErrored && !hasCompleted) resetConnection = handleReset(resetAndUnsubscribe, resetOnRefCountZero);
			});
			dest.subscribe(subscriber);
			if (!connection && refCount > 0) {
				connection = new SafeSubscriber({
					next: (value) => dest.next(value),
					error: (err) => {
						hasErrored = true;
						cancelReset();
						resetConnection = handleReset(reset, resetOnError, err);
						dest.error(err);
					},
					complete: () => {
						hasCompleted = true;
						cancelReset();
						resetConnection = handleReset(reset, resetOnComplete);
						dest.complete();
					}
				});
				innerFrom(source).subscribe(connection);
			}
		})(wrapperSource);
	};
}
function handleReset(reset, on, ...args) {
	if (on === true) {
		reset();
		return;
	}
	if (on === false) return;
	const onSubscriber = new SafeSubscriber({ next: () => {
		onSubscriber.unsubscribe();
		reset();
	} });
	return innerFrom(on(...args)).subscribe(onSubscriber);
}
// machines/model/settle.ts
function settle(previous, next) {
	if (isEqual(previous, next)) return previous;
	if (Array.isArray(previous) && Array.isArray(next)) return next.map((item, i) => settle(previous[i], item));
	if (!isRecord(previous) || !isRecord(next)) return next;
	const settled = {};
	for (const key of Object.keys(next)) settled[key] = settle(previous[key], next[key]);
	return settled;
}
function isEqual(a, b) {
	if (a === b) return true;
	if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
	if (!isRecord(a) || !isRecord(b)) return false;
	let members = 0;
	for (const key in a) {
		if (!isEqual(a[key], b[key]) || a[key] === void 0 && !Object.hasOwn(b, key)) return false;
		members += 1;
	}
	for (const _ in b) members -= 1;
	return members === 0;
}
function settleRows(previous, next) {
	const { start, end, last } = differing$1(previous, next);
	if (start === end && start === last) return previous;
	const settled = settledRows(previous.slice(start, end), next.slice(start, last));
	if (settled === null) return previous;
	return [
		...next.slice(0, start),
		...settled,
		...next.slice(last)
	];
}
function differing$1(before, now) {
	let [start, end, last] = [
		0,
		before.length,
		now.length
	];
	while (start < end && start < last && before[start] === now[start]) start += 1;
	for (; end > start && last > start && before[end - 1] === now[last - 1]; end -= 1) last -= 1;
	return {
		start,
		end,
		last
	};
}
function settledRows(previous, next) {
	const settled = [];
	let same = previous.length === next.length;
	let at = 0;
	for (const row of next) {
		let before = previous[at];
		while (before && before !== row && before.id < row.id) before = previous[++at];
		const kept = before && (before === row || before.id === row.id && isEqual(before, row)) ? before : row;
		same &&= kept === previous[settled.length];
		settled.push(kept);
		if (before?.id === row.id) at += 1;
	}
	return same ? null : settled;
}
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
// node_modules/xstate/dist/xstate-dev.esm.js
function getGlobal() {
	if (typeof globalThis !== "undefined") return globalThis;
	if (typeof self !== "undefined") return self;
	if (typeof window !== "undefined") return window;
	if (typeof global !== "undefined") return global;
}
function getDevTools() {
	const w = getGlobal();
	if (w.__xstate__) return w.__xstate__;
}
const devToolsAdapter = (service) => {
	if (typeof window === "undefined") return;
	const devTools = getDevTools();
	if (devTools) devTools.register(service);
};
// node_modules/xstate/dist/raise-effbee0c.esm.js
var Mailbox = class {
	constructor(_process) {
		this._process = _process;
		this._active = false;
		this._current = null;
		this._last = null;
	}
	start() {
		this._active = true;
		this.flush();
	}
	clear() {
		if (this._current) {
			this._current.next = null;
			this._last = this._current;
		}
	}
	enqueue(event) {
		const enqueued = {
			value: event,
			next: null
		};
		if (this._current) {
			this._last.next = enqueued;
			this._last = enqueued;
			return;
		}
		this._current = enqueued;
		this._last = enqueued;
		if (this._active) this.flush();
	}
	flush() {
		while (this._current) {
			const consumed = this._current;
			this._process(consumed.value);
			this._current = consumed.next;
		}
		this._last = null;
	}
};
const TARGETLESS_KEY = "";
const STATE_IDENTIFIER = "#";
const WILDCARD = "*";
const XSTATE_INIT = "xstate.init";
const XSTATE_STOP = "xstate.stop";
function createAfterEvent(delayRef, id) {
	return { type: `xstate.after.${delayRef}.${id}` };
}
function createDoneStateEvent(id, output) {
	return {
		type: `xstate.done.state.${id}`,
		output
	};
}
function createDoneActorEvent(invokeId, output) {
	return {
		type: `xstate.done.actor.${invokeId}`,
		output,
		actorId: invokeId
	};
}
function createErrorActorEvent(id, error) {
	return {
		type: `xstate.error.actor.${id}`,
		error,
		actorId: id
	};
}
function createInitEvent(input) {
	return {
		type: XSTATE_INIT,
		input
	};
}
function reportUnhandledError(err) {
	setTimeout(() => {
		throw err;
	});
}
const symbolObservable = (() => typeof Symbol === "function" && Symbol.observable || "@@observable")();
function matchesState(parentStateId, childStateId) {
	const parentStateValue = toStateValue(parentStateId);
	const childStateValue = toStateValue(childStateId);
	if (typeof childStateValue === "string") {
		if (typeof parentStateValue === "string") return childStateValue === parentStateValue;
		return false;
	}
	if (typeof parentStateValue === "string") return parentStateValue in childStateValue;
	return Object.keys(parentStateValue).every((key) => {
		if (!(key in childStateValue)) return false;
		return matchesState(parentStateValue[key], childStateValue[key]);
	});
}
function toStatePath(stateId) {
	if (isArray(stateId)) return stateId;
	const result = [];
	let segment = "";
	for (let i = 0; i < stateId.length; i++) {
		switch (stateId.charCodeAt(i)) {
			case 92:
				segment += stateId[i + 1];
				i++;
				continue;
			case 46:
				result.push(segment);
				segment = "";
				continue;
		}
		segment += stateId[i];
	}
	result.push(segment);
	return result;
}
function toStateValue(stateValue) {
	if (isMachineSnapshot(stateValue)) return stateValue.value;
	if (typeof stateValue !== "string") return stateValue;
	return pathToStateValue(toStatePath(stateValue));
}
function pathToStateValue(statePath) {
	if (statePath.length === 1) return statePath[0];
	const value = {};
	let marker = value;
	for (let i = 0; i < statePath.length - 1; i++) if (i === statePath.length - 2) marker[statePath[i]] = statePath[i + 1];
	else {
		const previous = marker;
		marker = {};
		previous[statePath[i]] = marker;
	}
	return value;
}
function mapValues(collection, iteratee) {
	const result = {};
	const collectionKeys = Object.keys(collection);
	for (let i = 0; i < collectionKeys.length; i++) {
		const key = collectionKeys[i];
		result[key] = iteratee(collection[key], key, collection, i);
	}
	return result;
}
function toArrayStrict(value) {
	if (isArray(value)) return value;
	return [value];
}
function toArray(value) {
	if (value === void 0) return [];
	return toArrayStrict(value);
}
function resolveOutput(mapper, context, event, self) {
	if (typeof mapper === "function") return mapper({
		context,
		event,
		self
	});
	return mapper;
}
function isArray(value) {
	return Array.isArray(value);
}
function isErrorActorEvent(event) {
	return event.type.startsWith("xstate.error.actor");
}
function toTransitionConfigArray(configLike) {
	return toArrayStrict(configLike).map((transitionLike) => {
		if (typeof transitionLike === "undefined" || typeof transitionLike === "string") return { target: transitionLike };
		return transitionLike;
	});
}
function normalizeTarget(target) {
	if (target === void 0 || target === TARGETLESS_KEY) return;
	return toArray(target);
}
function toObserver(nextHandler, errorHandler, completionHandler) {
	const isObserver = typeof nextHandler === "object";
	const self = isObserver ? nextHandler : void 0;
	return {
		next: (isObserver ? nextHandler.next : nextHandler)?.bind(self),
		error: (isObserver ? nextHandler.error : errorHandler)?.bind(self),
		complete: (isObserver ? nextHandler.complete : completionHandler)?.bind(self)
	};
}
function createInvokeId(stateNodeId, index) {
	return `${index}.${stateNodeId}`;
}
function resolveReferencedActor(machine, src) {
	const match = src.match(/^xstate\.invoke\.(\d+)\.(.*)/);
	if (!match) return machine.implementations.actors[src];
	const [, indexStr, nodeId] = match;
	const invokeConfig = machine.getStateNodeById(nodeId).config.invoke;
	return (Array.isArray(invokeConfig) ? invokeConfig[indexStr] : invokeConfig).src;
}
function matchesEventDescriptor(eventType, descriptor) {
	if (descriptor === eventType) return true;
	if (descriptor === WILDCARD) return true;
	if (!descriptor.endsWith(".*")) return false;
	const partialEventTokens = descriptor.split(".");
	const eventTokens = eventType.split(".");
	for (let tokenIndex = 0; tokenIndex < partialEventTokens.length; tokenIndex++) {
		const partialEventToken = partialEventTokens[tokenIndex];
		const eventToken = eventTokens[tokenIndex];
		if (partialEventToken === "*") return tokenIndex === partialEventTokens.length - 1;
		if (partialEventToken !== eventToken) return false;
	}
	return true;
}
function createScheduledEventId(actorRef, id) {
	return `${actorRef.sessionId}.${id}`;
}
let idCounter = 0;
function createSystem(rootActor, options) {
	const children = new Map();
	const keyedActors = new Map();
	const reverseKeyedActors = new WeakMap();
	const inspectionObservers = new Set();
	const timerMap = {};
	const { clock, logger } = options;
	const scheduler = {
		schedule: (source, target, event, delay, id = Math.random().toString(36).slice(2)) => {
			const scheduledEvent = {
				source,
				target,
				event,
				delay,
				id,
				startedAt: Date.now()
			};
			const scheduledEventId = createScheduledEventId(source, id);
			system._snapshot._scheduledEvents[scheduledEventId] = scheduledEvent;
			const timeout = clock.setTimeout(() => {
				delete timerMap[scheduledEventId];
				delete system._snapshot._scheduledEvents[scheduledEventId];
				system._relay(source, target, event);
			}, delay);
			timerMap[scheduledEventId] = timeout;
		},
		cancel: (source, id) => {
			const scheduledEventId = createScheduledEventId(source, id);
			const timeout = timerMap[scheduledEventId];
			delete timerMap[scheduledEventId];
			delete system._snapshot._scheduledEvents[scheduledEventId];
			if (timeout !== void 0) clock.clearTimeout(timeout);
		},
		cancelAll: (actorRef) => {
			for (const scheduledEventId in system._snapshot._scheduledEvents) {
				const scheduledEvent = system._snapshot._scheduledEvents[scheduledEventId];
				if (scheduledEvent.source === actorRef) scheduler.cancel(actorRef, scheduledEvent.id);
			}
		}
	};
	const sendInspectionEvent = (event) => {
		if (!inspectionObservers.size) return;
		const resolvedInspectionEvent = {
			...event,
			rootId: rootActor.sessionId
		};
		inspectionObservers.forEach((observer) => observer.next?.(resolvedInspectionEvent));
	};
	const system = {
		_snapshot: { _scheduledEvents: (options?.snapshot && options.snapshot.scheduler) ?? {} },
		_bookId: () => `x:${idCounter++}`,
		_register: (sessionId, actorRef) => {
			children.set(sessionId, actorRef);
			return sessionId;
		},
		_unregister: (actorRef) => {
			children.delete(actorRef.sessionId);
			const systemId = reverseKeyedActors.get(actorRef);
			if (systemId !== void 0) {
				keyedActors.delete(systemId);
				reverseKeyedActors.delete(actorRef);
			}
		},
		get: (systemId) => {
			return keyedActors.get(systemId);
		},
		getAll: () => {
			return Object.fromEntries(keyedActors.entries());
		},
		_set: (systemId, actorRef) => {
			const existing = keyedActors.get(systemId);
			if (existing && existing !== actorRef) throw new Error(`Actor with system ID '${systemId}' already exists.`);
			keyedActors.set(systemId, actorRef);
			reverseKeyedActors.set(actorRef, systemId);
		},
		inspect: (observerOrFn) => {
			const observer = toObserver(observerOrFn);
			inspectionObservers.add(observer);
			return { unsubscribe() {
				inspectionObservers.delete(observer);
			} };
		},
		_sendInspectionEvent: sendInspectionEvent,
		_relay: (source, target, event) => {
			system._sendInspectionEvent({
				type: "@xstate.event",
				sourceRef: source,
				actorRef: target,
				event
			});
			target._send(event);
		},
		scheduler,
		getSnapshot: () => {
			return { _scheduledEvents: { ...system._snapshot._scheduledEvents } };
		},
		start: () => {
			const scheduledEvents = system._snapshot._scheduledEvents;
			system._snapshot._scheduledEvents = {};
			for (const scheduledId in scheduledEvents) {
				const { source, target, event, delay, id } = scheduledEvents[scheduledId];
				scheduler.schedule(source, target, event, delay, id);
			}
		},
		_clock: clock,
		_logger: logger
	};
	return system;
}
let executingCustomAction = false;
let ProcessingStatus = function(ProcessingStatus) {
	ProcessingStatus[ProcessingStatus["NotStarted"] = 0] = "NotStarted";
	ProcessingStatus[ProcessingStatus["Running"] = 1] = "Running";
	ProcessingStatus[ProcessingStatus["Stopped"] = 2] = "Stopped";
	return ProcessingStatus;
}({});
const defaultOptions = {
	clock: {
		setTimeout: (fn, ms) => {
			return setTimeout(fn, ms);
		},
		clearTimeout: (id) => {
			return clearTimeout(id);
		}
	},
	logger: console.log.bind(console),
	devTools: false
};
var Actor = class {
	constructor(logic, options) {
		this.logic = logic;
		this._snapshot = void 0;
		this.clock = void 0;
		this.options = void 0;
		this.id = void 0;
		this.mailbox = new Mailbox(this._process.bind(this));
		this.observers = new Set();
		this.eventListeners = new Map();
		this.logger = void 0;
		this._processingStatus = ProcessingStatus.NotStarted;
		this._parent = void 0;
		this._syncSnapshot = void 0;
		this.ref = void 0;
		this._actorScope = void 0;
		this.systemId = void 0;
		this.sessionId = void 0;
		this.system = void 0;
		this._doneEvent = void 0;
		this.src = void 0;
		this._deferred = [];
		const resolvedOptions = {
			...defaultOptions,
			...options
		};
		const { clock, logger, parent, syncSnapshot, id, systemId, inspect } = resolvedOptions;
		this.system = parent ? parent.system : createSystem(this, {
			clock,
			logger
		});
		if (inspect && !parent) this.system.inspect(toObserver(inspect));
		this.sessionId = this.system._bookId();
		this.id = id ?? this.sessionId;
		this.logger = options?.logger ?? this.system._logger;
		this.clock = options?.clock ?? this.system._clock;
		this._parent = parent;
		this._syncSnapshot = syncSnapshot;
		this.options = resolvedOptions;
		this.src = resolvedOptions.src ?? logic;
		this.ref = this;
		this._actorScope = {
			self: this,
			id: this.id,
			sessionId: this.sessionId,
			logger: this.logger,
			defer: (fn) => {
				this._deferred.push(fn);
			},
			system: this.system,
			stopChild: (child) => {
				if (child._parent !== this) throw new Error(`Cannot stop child actor ${child.id} of ${this.id} because it is not a child`);
				child._stop();
			},
			emit: (emittedEvent) => {
				const listeners = this.eventListeners.get(emittedEvent.type);
				const wildcardListener = this.eventListeners.get("*");
				if (!listeners && !wildcardListener) return;
				const allListeners = [...listeners ? listeners.values() : [], ...wildcardListener ? wildcardListener.values() : []];
				for (const handler of allListeners) try {
					handler(emittedEvent);
				} catch (err) {
					reportUnhandledError(err);
				}
			},
			actionExecutor: (action) => {
				const exec = () => {
					this._actorScope.system._sendInspectionEvent({
						type: "@xstate.action",
						actorRef: this,
						action: {
							type: action.type,
							params: action.params
						}
					});
					if (!action.exec) return;
					const saveExecutingCustomAction = executingCustomAction;
					try {
						executingCustomAction = true;
						action.exec(action.info, action.params);
					} finally {
						executingCustomAction = saveExecutingCustomAction;
					}
				};
				if (this._processingStatus === ProcessingStatus.Running) exec();
				else this._deferred.push(exec);
			}
		};
		this.send = this.send.bind(this);
		this.system._sendInspectionEvent({
			type: "@xstate.actor",
			actorRef: this
		});
		if (systemId) {
			this.systemId = systemId;
			this.system._set(systemId, this);
		}
		this._initState(options?.snapshot ?? options?.state);
		if (systemId && this._snapshot.status !== "active") this.system._unregister(this);
	}
	_initState(persistedState) {
		try {
			this._snapshot = persistedState ? this.logic.restoreSnapshot ? this.logic.restoreSnapshot(persistedState, this._actorScope) : persistedState : this.logic.getInitialSnapshot(this._actorScope, this.options?.input);
		} catch (err) {
			this._snapshot = {
				status: "error",
				output: void 0,
				error: err
			};
		}
	}
	update(snapshot, event) {
		this._snapshot = snapshot;
		let deferredFn;
		while (deferredFn = this._deferred.shift()) try {
			deferredFn();
		} catch (err) {
			this._deferred.length = 0;
			this._snapshot = {
				...snapshot,
				status: "error",
				error: err
			};
		}
		switch (this._snapshot.status) {
			case "active":
				for (const observer of this.observers) try {
					observer.next?.(snapshot);
				} catch (err) {
					reportUnhandledError(err);
				}
				break;
			case "done":
				for (const observer of this.observers) try {
					observer.next?.(snapshot);
				} catch (err) {
					reportUnhandledError(err);
				}
				this._stopProcedure();
				this._complete();
				this._doneEvent = createDoneActorEvent(this.id, this._snapshot.output);
				if (this._parent) this.system._relay(this, this._parent, this._doneEvent);
				break;
			case "error": this._error(this._snapshot.error);
		}
		this.system._sendInspectionEvent({
			type: "@xstate.snapshot",
			actorRef: this,
			event,
			snapshot
		});
	}
	subscribe(nextListenerOrObserver, errorListener, completeListener) {
		const observer = toObserver(nextListenerOrObserver, errorListener, completeListener);
		if (this._processingStatus !== ProcessingStatus.Stopped) this.observers.add(observer);
		else switch (this._snapshot.status) {
			case "done":
				try {
					observer.complete?.();
				} catch (err) {
					reportUnhandledError(err);
				}
				break;
			case "error": {
				const err = this._snapshot.error;
				if (!observer.error) reportUnhandledError(err);
				else try {
					observer.error(err);
				} catch (err) {
					reportUnhandledError(err);
				}
				break;
			}
		}
		return { unsubscribe: () => {
			this.observers.delete(observer);
		} };
	}
	on(type, handler) {
		let listeners = this.eventListeners.get(type);
		if (!listeners) {
			listeners = new Set();
			this.eventListeners.set(type, listeners);
		}
		const wrappedHandler = handler.bind(void 0);
		listeners.add(wrappedHandler);
		return { unsubscribe: () => {
			listeners.delete(wrappedHandler);
		} };
	}
	select(selector, equalityFn = Object.is) {
		return {
			subscribe: (observerOrFn) => {
				const observer = toObserver(observerOrFn);
				let previousSelected = selector(this.getSnapshot());
				return this.subscribe((snapshot) => {
					const nextSelected = selector(snapshot);
					if (!equalityFn(previousSelected, nextSelected)) {
						previousSelected = nextSelected;
						observer.next?.(nextSelected);
					}
				});
			},
			get: () => selector(this.getSnapshot())
		};
	}
	start() {
		if (this._processingStatus === ProcessingStatus.Running) return this;
		if (this._syncSnapshot) this.subscribe({
			next: (snapshot) => {
				if (snapshot.status === "active") this.system._relay(this, this._parent, {
					type: `xstate.snapshot.${this.id}`,
					snapshot
				});
			},
			error: () => {}
		});
		this.system._register(this.sessionId, this);
		if (this.systemId) this.system._set(this.systemId, this);
		this._processingStatus = ProcessingStatus.Running;
		const initEvent = createInitEvent(this.options.input);
		this.system._sendInspectionEvent({
			type: "@xstate.event",
			sourceRef: this._parent,
			actorRef: this,
			event: initEvent
		});
		switch (this._snapshot.status) {
			case "done":
				this.update(this._snapshot, initEvent);
				return this;
			case "error":
				this._error(this._snapshot.error);
				return this;
		}
		if (!this._parent) this.system.start();
		if (this.logic.start) try {
			this.logic.start(this._snapshot, this._actorScope);
		} catch (err) {
			this._snapshot = {
				...this._snapshot,
				status: "error",
				error: err
			};
			this._error(err);
			return this;
		}
		this.update(this._snapshot, initEvent);
		if (this.options.devTools) this.attachDevTools();
		this.mailbox.start();
		return this;
	}
	_process(event) {
		let nextState;
		let caughtError;
		try {
			nextState = this.logic.transition(this._snapshot, event, this._actorScope);
		} catch (err) {
			caughtError = { err };
		}
		if (caughtError) {
			const { err } = caughtError;
			this._snapshot = {
				...this._snapshot,
				status: "error",
				error: err
			};
			this._error(err);
			return;
		}
		this.update(nextState, event);
		if (event.type === "xstate.stop") {
			this._stopProcedure();
			this._complete();
		}
	}
	_stop() {
		if (this._processingStatus === ProcessingStatus.Stopped) return this;
		this.mailbox.clear();
		if (this._processingStatus === ProcessingStatus.NotStarted) {
			this._processingStatus = ProcessingStatus.Stopped;
			return this;
		}
		this.mailbox.enqueue({ type: XSTATE_STOP });
		return this;
	}
	stop() {
		if (this._parent) throw new Error("A non-root actor cannot be stopped directly.");
		return this._stop();
	}
	_complete() {
		for (const observer of this.observers) try {
			observer.complete?.();
		} catch (err) {
			reportUnhandledError(err);
		}
		this.observers.clear();
		this.eventListeners.clear();
	}
	_reportError(err) {
		if (!this.observers.size) {
			if (!this._parent) reportUnhandledError(err);
			this.eventListeners.clear();
			return;
		}
		let reportError = false;
		for (const observer of this.observers) {
			const errorListener = observer.error;
			reportError ||= !errorListener;
			try {
				errorListener?.(err);
			} catch (err2) {
				reportUnhandledError(err2);
			}
		}
		this.observers.clear();
		this.eventListeners.clear();
		if (reportError) reportUnhandledError(err);
	}
	_error(err) {
		this._stopProcedure();
		this._reportError(err);
		if (this._parent) this.system._relay(this, this._parent, createErrorActorEvent(this.id, err));
	}
	_stopProcedure() {
		if (this._processingStatus !== ProcessingStatus.Running) return this;
		this.system.scheduler.cancelAll(this);
		this.mailbox.clear();
		this.mailbox = new Mailbox(this._process.bind(this));
		this._processingStatus = ProcessingStatus.Stopped;
		this.system._unregister(this);
		return this;
	}
	_send(event) {
		if (this._processingStatus === ProcessingStatus.Stopped) return;
		this.mailbox.enqueue(event);
	}
	send(event) {
		this.system._relay(void 0, this, event);
	}
	attachDevTools() {
		const { devTools } = this.options;
		if (devTools) (typeof devTools === "function" ? devTools : devToolsAdapter)(this);
	}
	toJSON() {
		return {
			xstate$$type: 1,
			id: this.id
		};
	}
	getPersistedSnapshot(options) {
		return this.logic.getPersistedSnapshot(this._snapshot, options);
	}
	[symbolObservable]() {
		return this;
	}
	getSnapshot() {
		return this._snapshot;
	}
};
function createActor(logic, ...[options]) {
	return new Actor(logic, options);
}
function resolveCancel(_, snapshot, actionArgs, actionParams, { sendId }) {
	return [
		snapshot,
		{ sendId: typeof sendId === "function" ? sendId(actionArgs, actionParams) : sendId },
		void 0
	];
}
function executeCancel(actorScope, params) {
	actorScope.defer(() => {
		actorScope.system.scheduler.cancel(actorScope.self, params.sendId);
	});
}
function cancel(sendId) {
	function cancel(_args, _params) {}
	cancel.type = "xstate.cancel";
	cancel.sendId = sendId;
	cancel.resolve = resolveCancel;
	cancel.execute = executeCancel;
	return cancel;
}
function resolveSpawn(actorScope, snapshot, actionArgs, _actionParams, { id, systemId, src, input, syncSnapshot }) {
	const logic = typeof src === "string" ? resolveReferencedActor(snapshot.machine, src) : src;
	const resolvedId = typeof id === "function" ? id(actionArgs) : id;
	let actorRef;
	let resolvedInput = void 0;
	if (logic) {
		resolvedInput = typeof input === "function" ? input({
			context: snapshot.context,
			event: actionArgs.event,
			self: actorScope.self
		}) : input;
		actorRef = createActor(logic, {
			id: resolvedId,
			src,
			parent: actorScope.self,
			syncSnapshot,
			systemId,
			input: resolvedInput
		});
	}
	return [
		cloneMachineSnapshot(snapshot, { children: {
			...snapshot.children,
			[resolvedId]: actorRef
		} }),
		{
			id,
			systemId,
			actorRef,
			src,
			input: resolvedInput
		},
		void 0
	];
}
function executeSpawn(actorScope, { actorRef }) {
	if (!actorRef) return;
	actorScope.defer(() => {
		if (actorRef._processingStatus === ProcessingStatus.Stopped) return;
		actorRef.start();
	});
}
function spawnChild(...[src, { id, systemId, input, syncSnapshot = false } = {}]) {
	function spawnChild(_args, _params) {}
	spawnChild.type = "xstate.spawnChild";
	spawnChild.id = id;
	spawnChild.systemId = systemId;
	spawnChild.src = src;
	spawnChild.input = input;
	spawnChild.syncSnapshot = syncSnapshot;
	spawnChild.resolve = resolveSpawn;
	spawnChild.execute = executeSpawn;
	return spawnChild;
}
function resolveStop(_, snapshot, args, actionParams, { actorRef }) {
	const actorRefOrString = typeof actorRef === "function" ? actorRef(args, actionParams) : actorRef;
	const resolvedActorRef = typeof actorRefOrString === "string" ? snapshot.children[actorRefOrString] : actorRefOrString;
	let children = snapshot.children;
	if (resolvedActorRef) {
		children = { ...children };
		delete children[resolvedActorRef.id];
	}
	return [
		cloneMachineSnapshot(snapshot, { children }),
		resolvedActorRef,
		void 0
	];
}
function unregisterRecursively(actorScope, actorRef) {
	const snapshot = actorRef.getSnapshot();
	if (snapshot && "children" in snapshot) for (const child of Object.values(snapshot.children)) unregisterRecursively(actorScope, child);
	actorScope.system._unregister(actorRef);
}
function executeStop(actorScope, actorRef) {
	if (!actorRef) return;
	unregisterRecursively(actorScope, actorRef);
	if (actorRef._processingStatus !== ProcessingStatus.Running) {
		actorScope.stopChild(actorRef);
		return;
	}
	actorScope.defer(() => {
		actorScope.stopChild(actorRef);
	});
}
function stopChild(actorRef) {
	function stop(_args, _params) {}
	stop.type = "xstate.stopChild";
	stop.actorRef = actorRef;
	stop.resolve = resolveStop;
	stop.execute = executeStop;
	return stop;
}
function checkAnd(snapshot, { context, event }, { guards }) {
	return guards.every((guard) => evaluateGuard(guard, context, event, snapshot));
}
function and(guards) {
	function and(_args, _params) {
		return false;
	}
	and.check = checkAnd;
	and.guards = guards;
	return and;
}
function evaluateGuard(guard, context, event, snapshot) {
	const { machine } = snapshot;
	const isInline = typeof guard === "function";
	const resolved = isInline ? guard : machine.implementations.guards[typeof guard === "string" ? guard : guard.type];
	if (!isInline && !resolved) throw new Error(`Guard '${typeof guard === "string" ? guard : guard.type}' is not implemented.'.`);
	if (typeof resolved !== "function") return evaluateGuard(resolved, context, event, snapshot);
	const guardArgs = {
		context,
		event
	};
	const guardParams = isInline || typeof guard === "string" ? void 0 : "params" in guard ? typeof guard.params === "function" ? guard.params({
		context,
		event
	}) : guard.params : void 0;
	if (!("check" in resolved)) return resolved(guardArgs, guardParams);
	return resolved.check(snapshot, guardArgs, resolved);
}
function isAtomicStateNode(stateNode) {
	return stateNode.type === "atomic" || stateNode.type === "final";
}
function getChildren(stateNode) {
	return Object.values(stateNode.states).filter((sn) => sn.type !== "history");
}
function getProperAncestors(stateNode, toStateNode) {
	const ancestors = [];
	if (toStateNode === stateNode) return ancestors;
	let m = stateNode.parent;
	while (m && m !== toStateNode) {
		ancestors.push(m);
		m = m.parent;
	}
	return ancestors;
}
function getAllStateNodes(stateNodes) {
	const nodeSet = new Set(stateNodes);
	const adjList = getAdjList(nodeSet);
	for (const s of nodeSet) if (s.type === "compound" && (!adjList.get(s) || !adjList.get(s).length)) getInitialStateNodesWithTheirAncestors(s).forEach((sn) => nodeSet.add(sn));
	else if (s.type === "parallel") for (const child of getChildren(s)) {
		if (child.type === "history") continue;
		if (!nodeSet.has(child)) {
			const initialStates = getInitialStateNodesWithTheirAncestors(child);
			for (const initialStateNode of initialStates) nodeSet.add(initialStateNode);
		}
	}
	for (const s of nodeSet) {
		let m = s.parent;
		while (m) {
			nodeSet.add(m);
			m = m.parent;
		}
	}
	return nodeSet;
}
function getValueFromAdj(baseNode, adjList) {
	const childStateNodes = adjList.get(baseNode);
	if (!childStateNodes) return {};
	if (baseNode.type === "compound") {
		const childStateNode = childStateNodes[0];
		if (childStateNode) {
			if (isAtomicStateNode(childStateNode)) return childStateNode.key;
		} else return {};
	}
	const stateValue = {};
	for (const childStateNode of childStateNodes) stateValue[childStateNode.key] = getValueFromAdj(childStateNode, adjList);
	return stateValue;
}
function getAdjList(stateNodes) {
	const adjList = new Map();
	for (const s of stateNodes) {
		if (!adjList.has(s)) adjList.set(s, []);
		if (s.parent) {
			if (!adjList.has(s.parent)) adjList.set(s.parent, []);
			adjList.get(s.parent).push(s);
		}
	}
	return adjList;
}
function getStateValue(rootNode, stateNodes) {
	return getValueFromAdj(rootNode, getAdjList(getAllStateNodes(stateNodes)));
}
function isInFinalState(stateNodeSet, stateNode) {
	if (stateNode.type === "compound") return getChildren(stateNode).some((s) => s.type === "final" && stateNodeSet.has(s));
	if (stateNode.type === "parallel") return getChildren(stateNode).every((sn) => isInFinalState(stateNodeSet, sn));
	return stateNode.type === "final";
}
const isStateId = (str) => str[0] === STATE_IDENTIFIER;
function getCandidates(stateNode, receivedEventType) {
	const exactMatch = stateNode.transitions.get(receivedEventType);
	const wildcardCandidates = [...stateNode.transitions.keys()].filter((eventDescriptor) => eventDescriptor !== receivedEventType && matchesEventDescriptor(receivedEventType, eventDescriptor)).sort((a, b) => b.length - a.length).flatMap((key) => stateNode.transitions.get(key));
	return exactMatch ? [...exactMatch, ...wildcardCandidates] : wildcardCandidates;
}
function getDelayedTransitions(stateNode) {
	const afterConfig = stateNode.config.after;
	if (!afterConfig) return [];
	const mutateEntryExit = (delay) => {
		const afterEvent = createAfterEvent(delay, stateNode.id);
		const eventType = afterEvent.type;
		stateNode.entry.push(raise(afterEvent, {
			id: eventType,
			delay
		}));
		stateNode.exit.push(cancel(eventType));
		return eventType;
	};
	return Object.keys(afterConfig).flatMap((delay) => {
		const configTransition = afterConfig[delay];
		const resolvedTransition = typeof configTransition === "string" ? { target: configTransition } : configTransition;
		const resolvedDelay = Number.isNaN(+delay) ? delay : +delay;
		const eventType = mutateEntryExit(resolvedDelay);
		return toArray(resolvedTransition).map((transition) => ({
			...transition,
			event: eventType,
			delay: resolvedDelay
		}));
	}).map((delayedTransition) => {
		const { delay } = delayedTransition;
		return {
			...formatTransition(stateNode, delayedTransition.event, delayedTransition),
			delay
		};
	});
}
function formatTransition(stateNode, descriptor, transitionConfig) {
	const normalizedTarget = normalizeTarget(transitionConfig.target);
	const reenter = transitionConfig.reenter ?? false;
	const target = resolveTarget(stateNode, normalizedTarget);
	const transition = {
		...transitionConfig,
		actions: toArray(transitionConfig.actions),
		guard: transitionConfig.guard,
		target,
		source: stateNode,
		reenter,
		eventType: descriptor,
		toJSON: () => ({
			...transition,
			source: `#${stateNode.id}`,
			target: target ? target.map((t) => `#${t.id}`) : void 0
		})
	};
	return transition;
}
function formatTransitions(stateNode) {
	const transitions = new Map();
	if (stateNode.config.on) for (const descriptor of Object.keys(stateNode.config.on)) {
		if (descriptor === "") throw new Error("Null events (\"\") cannot be specified as a transition key. Use `always: { ... }` instead.");
		const transitionsConfig = stateNode.config.on[descriptor];
		transitions.set(descriptor, toTransitionConfigArray(transitionsConfig).map((t) => formatTransition(stateNode, descriptor, t)));
	}
	if (stateNode.config.onDone) {
		const descriptor = `xstate.done.state.${stateNode.id}`;
		transitions.set(descriptor, toTransitionConfigArray(stateNode.config.onDone).map((t) => formatTransition(stateNode, descriptor, t)));
	}
	for (const invokeDef of stateNode.invoke) {
		if (invokeDef.onDone) {
			const descriptor = `xstate.done.actor.${invokeDef.id}`;
			transitions.set(descriptor, toTransitionConfigArray(invokeDef.onDone).map((t) => formatTransition(stateNode, descriptor, t)));
		}
		if (invokeDef.onError) {
			const descriptor = `xstate.error.actor.${invokeDef.id}`;
			transitions.set(descriptor, toTransitionConfigArray(invokeDef.onError).map((t) => formatTransition(stateNode, descriptor, t)));
		}
		if (invokeDef.onSnapshot) {
			const descriptor = `xstate.snapshot.${invokeDef.id}`;
			transitions.set(descriptor, toTransitionConfigArray(invokeDef.onSnapshot).map((t) => formatTransition(stateNode, descriptor, t)));
		}
	}
	for (const delayedTransition of stateNode.after) {
		let existing = transitions.get(delayedTransition.eventType);
		if (!existing) {
			existing = [];
			transitions.set(delayedTransition.eventType, existing);
		}
		existing.push(delayedTransition);
	}
	return transitions;
}
function formatRouteTransitions(rootStateNode) {
	const routeTransitions = [];
	const collectRoutes = (states) => {
		Object.values(states).forEach((sn) => {
			if (sn.config.route && sn.config.id) {
				const routeId = sn.config.id;
				const userGuard = sn.config.route.guard;
				const routeMatches = ({ event }) => event.to === `#${routeId}`;
				const transition = {
					...sn.config.route,
					guard: userGuard ? and([routeMatches, userGuard]) : routeMatches,
					target: `#${routeId}`
				};
				routeTransitions.push(formatTransition(rootStateNode, "xstate.route", transition));
			}
			if (sn.states) collectRoutes(sn.states);
		});
	};
	collectRoutes(rootStateNode.states);
	if (routeTransitions.length > 0) rootStateNode.transitions.set("xstate.route", routeTransitions);
}
function formatInitialTransition(stateNode, _target) {
	const resolvedTarget = typeof _target === "string" ? stateNode.states[_target] : _target ? stateNode.states[_target.target] : void 0;
	if (!resolvedTarget && _target) throw new Error(`Initial state node "${_target}" not found on parent state node #${stateNode.id}`);
	const transition = {
		source: stateNode,
		actions: !_target || typeof _target === "string" ? [] : toArray(_target.actions),
		eventType: null,
		reenter: false,
		target: resolvedTarget ? [resolvedTarget] : [],
		meta: typeof _target === "object" ? _target.meta : void 0,
		description: typeof _target === "object" ? _target.description : void 0,
		toJSON: () => ({
			...transition,
			source: `#${stateNode.id}`,
			target: resolvedTarget ? [`#${resolvedTarget.id}`] : []
		})
	};
	return transition;
}
function resolveTarget(stateNode, targets) {
	if (targets === void 0) return;
	return targets.map((target) => {
		if (typeof target !== "string") return target;
		if (isStateId(target)) return stateNode.machine.getStateNodeById(target);
		const isInternalTarget = target[0] === ".";
		if (isInternalTarget && !stateNode.parent) return getStateNodeByPath(stateNode, target.slice(1));
		const resolvedTarget = isInternalTarget ? stateNode.key + target : target;
		if (stateNode.parent) try {
			return getStateNodeByPath(stateNode.parent, resolvedTarget);
		} catch (err) {
			throw new Error(`Invalid transition definition for state node '${stateNode.id}':\n${err.message}`);
		}
		else throw new Error(`Invalid target: "${target}" is not a valid target from the root node. Did you mean ".${target}"?`);
	});
}
function resolveHistoryDefaultTransition(stateNode) {
	const normalizedTarget = normalizeTarget(stateNode.config.target);
	if (!normalizedTarget) {
		if (stateNode.parent.type === "parallel") return { target: [stateNode.parent] };
		return stateNode.parent.initial;
	}
	return { target: normalizedTarget.map((t) => typeof t === "string" ? getStateNodeByPath(stateNode.parent, t) : t) };
}
function isHistoryNode(stateNode) {
	return stateNode.type === "history";
}
function getInitialStateNodesWithTheirAncestors(stateNode) {
	const states = getInitialStateNodes(stateNode);
	for (const initialState of states) for (const ancestor of getProperAncestors(initialState, stateNode)) states.add(ancestor);
	return states;
}
function getInitialStateNodes(stateNode) {
	const set = new Set();
	function iter(descStateNode) {
		if (set.has(descStateNode)) return;
		set.add(descStateNode);
		if (descStateNode.type === "compound") iter(descStateNode.initial.target[0]);
		else if (descStateNode.type === "parallel") for (const child of getChildren(descStateNode)) iter(child);
	}
	iter(stateNode);
	return set;
}
function getStateNode(stateNode, stateKey) {
	if (isStateId(stateKey)) return stateNode.machine.getStateNodeById(stateKey);
	if (!stateNode.states) throw new Error(`Unable to retrieve child state '${stateKey}' from '${stateNode.id}'; no child states exist.`);
	const result = stateNode.states[stateKey];
	if (!result) throw new Error(`Child state '${stateKey}' does not exist on '${stateNode.id}'`);
	return result;
}
function getStateNodeByPath(stateNode, statePath) {
	if (typeof statePath === "string" && isStateId(statePath)) try {
		return stateNode.machine.getStateNodeById(statePath);
	} catch {}
	const arrayStatePath = toStatePath(statePath).slice();
	let currentStateNode = stateNode;
	while (arrayStatePath.length) {
		const key = arrayStatePath.shift();
		if (!key.length) break;
		currentStateNode = getStateNode(currentStateNode, key);
	}
	return currentStateNode;
}
function getStateNodes(stateNode, stateValue) {
	if (typeof stateValue === "string") {
		const childStateNode = stateNode.states[stateValue];
		if (!childStateNode) throw new Error(`State '${stateValue}' does not exist on '${stateNode.id}'`);
		return [stateNode, childStateNode];
	}
	const childStateKeys = Object.keys(stateValue);
	const childStateNodes = childStateKeys.map((subStateKey) => getStateNode(stateNode, subStateKey)).filter(Boolean);
	return [stateNode.machine.root, stateNode].concat(childStateNodes, childStateKeys.reduce((allSubStateNodes, subStateKey) => {
		const subStateNode = getStateNode(stateNode, subStateKey);
		if (!subStateNode) return allSubStateNodes;
		const subStateNodes = getStateNodes(subStateNode, stateValue[subStateKey]);
		return allSubStateNodes.concat(subStateNodes);
	}, []));
}
function transitionAtomicNode(stateNode, stateValue, snapshot, event) {
	const next = getStateNode(stateNode, stateValue).next(snapshot, event);
	if (!next || !next.length) return stateNode.next(snapshot, event);
	return next;
}
function transitionCompoundNode(stateNode, stateValue, snapshot, event) {
	const subStateKeys = Object.keys(stateValue);
	const next = transitionNode(getStateNode(stateNode, subStateKeys[0]), stateValue[subStateKeys[0]], snapshot, event);
	if (!next || !next.length) return stateNode.next(snapshot, event);
	return next;
}
function transitionParallelNode(stateNode, stateValue, snapshot, event) {
	const allInnerTransitions = [];
	for (const subStateKey of Object.keys(stateValue)) {
		const subStateValue = stateValue[subStateKey];
		if (!subStateValue) continue;
		const innerTransitions = transitionNode(getStateNode(stateNode, subStateKey), subStateValue, snapshot, event);
		if (innerTransitions) allInnerTransitions.push(...innerTransitions);
	}
	if (!allInnerTransitions.length) return stateNode.next(snapshot, event);
	return allInnerTransitions;
}
function transitionNode(stateNode, stateValue, snapshot, event) {
	if (typeof stateValue === "string") return transitionAtomicNode(stateNode, stateValue, snapshot, event);
	if (Object.keys(stateValue).length === 1) return transitionCompoundNode(stateNode, stateValue, snapshot, event);
	return transitionParallelNode(stateNode, stateValue, snapshot, event);
}
function getHistoryNodes(stateNode) {
	return Object.keys(stateNode.states).map((key) => stateNode.states[key]).filter((sn) => sn.type === "history");
}
function isDescendant(childStateNode, parentStateNode) {
	let marker = childStateNode;
	while (marker.parent && marker.parent !== parentStateNode) marker = marker.parent;
	return marker.parent === parentStateNode;
}
function hasIntersection(s1, s2) {
	const set1 = new Set(s1);
	const set2 = new Set(s2);
	for (const item of set1) if (set2.has(item)) return true;
	for (const item of set2) if (set1.has(item)) return true;
	return false;
}
function removeConflictingTransitions(enabledTransitions, stateNodeSet, historyValue) {
	const filteredTransitions = new Set();
	for (const t1 of enabledTransitions) {
		let t1Preempted = false;
		const transitionsToRemove = new Set();
		for (const t2 of filteredTransitions) if (hasIntersection(computeExitSet([t1], stateNodeSet, historyValue), computeExitSet([t2], stateNodeSet, historyValue))) {
			if (isDescendant(t1.source, t2.source)) transitionsToRemove.add(t2);
			else {
				t1Preempted = true;
				break;
			}
		}
		if (!t1Preempted) {
			for (const t3 of transitionsToRemove) filteredTransitions.delete(t3);
			filteredTransitions.add(t1);
		}
	}
	return Array.from(filteredTransitions);
}
function findLeastCommonAncestor(stateNodes) {
	const [head, ...tail] = stateNodes;
	for (const ancestor of getProperAncestors(head, void 0)) if (tail.every((sn) => isDescendant(sn, ancestor))) return ancestor;
}
function getEffectiveTargetStates(transition, historyValue) {
	if (!transition.target) return [];
	const targets = new Set();
	for (const targetNode of transition.target) if (isHistoryNode(targetNode)) {
		if (historyValue[targetNode.id]) for (const node of historyValue[targetNode.id]) targets.add(node);
		else for (const node of getEffectiveTargetStates(resolveHistoryDefaultTransition(targetNode), historyValue)) targets.add(node);
	} else targets.add(targetNode);
	return [...targets];
}
function getTransitionDomain(transition, historyValue) {
	const targetStates = getEffectiveTargetStates(transition, historyValue);
	if (!targetStates) return;
	if (!transition.reenter && targetStates.every((target) => target === transition.source || isDescendant(target, transition.source))) return transition.source;
	const lca = findLeastCommonAncestor(targetStates.concat(transition.source));
	if (lca) return lca;
	if (transition.reenter) return;
	return transition.source.machine.root;
}
function computeExitSet(transitions, stateNodeSet, historyValue) {
	const statesToExit = new Set();
	for (const t of transitions) if (t.target?.length) {
		const domain = getTransitionDomain(t, historyValue);
		if (t.reenter && t.source === domain) statesToExit.add(domain);
		for (const stateNode of stateNodeSet) if (isDescendant(stateNode, domain)) statesToExit.add(stateNode);
	}
	return [...statesToExit];
}
function areStateNodeCollectionsEqual(prevStateNodes, nextStateNodeSet) {
	if (prevStateNodes.length !== nextStateNodeSet.size) return false;
	for (const node of prevStateNodes) if (!nextStateNodeSet.has(node)) return false;
	return true;
}
function initialMicrostep(root, preInitialState, actorScope, initEvent, internalQueue) {
	return microstep([{
		target: [...getInitialStateNodes(root)],
		source: root,
		reenter: true,
		actions: [],
		eventType: null,
		toJSON: null
	}], preInitialState, actorScope, initEvent, true, internalQueue);
}
function microstep(transitions, currentSnapshot, actorScope, event, isInitial, internalQueue) {
	const actions = [];
	if (!transitions.length) return [currentSnapshot, actions];
	const originalExecutor = actorScope.actionExecutor;
	actorScope.actionExecutor = (action) => {
		actions.push(action);
		originalExecutor(action);
	};
	try {
		const mutStateNodeSet = new Set(currentSnapshot._nodes);
		let historyValue = currentSnapshot.historyValue;
		const filteredTransitions = removeConflictingTransitions(transitions, mutStateNodeSet, historyValue);
		let nextState = currentSnapshot;
		if (!isInitial) [nextState, historyValue] = exitStates(nextState, event, actorScope, filteredTransitions, mutStateNodeSet, historyValue, internalQueue, actorScope.actionExecutor);
		nextState = resolveActionsAndContext(nextState, event, actorScope, filteredTransitions.flatMap((t) => t.actions), internalQueue, void 0);
		nextState = enterStates(nextState, event, actorScope, filteredTransitions, mutStateNodeSet, internalQueue, historyValue, isInitial);
		const nextStateNodes = [...mutStateNodeSet];
		if (nextState.status === "done") nextState = resolveActionsAndContext(nextState, event, actorScope, nextStateNodes.sort((a, b) => b.order - a.order).flatMap((state) => state.exit), internalQueue, void 0);
		try {
			if (historyValue === currentSnapshot.historyValue && areStateNodeCollectionsEqual(currentSnapshot._nodes, mutStateNodeSet)) return [nextState, actions];
			return [cloneMachineSnapshot(nextState, {
				_nodes: nextStateNodes,
				historyValue
			}), actions];
		} catch (e) {
			throw e;
		}
	} finally {
		actorScope.actionExecutor = originalExecutor;
	}
}
function getMachineOutput(snapshot, event, actorScope, rootNode, rootCompletionNode) {
	if (rootNode.output === void 0) return;
	const doneStateEvent = createDoneStateEvent(rootCompletionNode.id, rootCompletionNode.output !== void 0 && rootCompletionNode.parent ? resolveOutput(rootCompletionNode.output, snapshot.context, event, actorScope.self) : void 0);
	return resolveOutput(rootNode.output, snapshot.context, doneStateEvent, actorScope.self);
}
function enterStates(currentSnapshot, event, actorScope, filteredTransitions, mutStateNodeSet, internalQueue, historyValue, isInitial) {
	let nextSnapshot = currentSnapshot;
	const statesToEnter = new Set();
	const statesForDefaultEntry = new Set();
	computeEntrySet(filteredTransitions, historyValue, statesForDefaultEntry, statesToEnter);
	if (isInitial) statesForDefaultEntry.add(currentSnapshot.machine.root);
	const completedNodes = new Set();
	for (const stateNodeToEnter of [...statesToEnter].sort((a, b) => a.order - b.order)) {
		mutStateNodeSet.add(stateNodeToEnter);
		const actions = [];
		actions.push(...stateNodeToEnter.entry);
		for (const invokeDef of stateNodeToEnter.invoke) actions.push(spawnChild(invokeDef.src, {
			...invokeDef,
			syncSnapshot: !!invokeDef.onSnapshot
		}));
		if (statesForDefaultEntry.has(stateNodeToEnter)) {
			const initialActions = stateNodeToEnter.initial.actions;
			actions.push(...initialActions);
		}
		nextSnapshot = resolveActionsAndContext(nextSnapshot, event, actorScope, actions, internalQueue, stateNodeToEnter.invoke.map((invokeDef) => invokeDef.id));
		if (stateNodeToEnter.type === "final") {
			const parent = stateNodeToEnter.parent;
			let ancestorMarker = parent?.type === "parallel" ? parent : parent?.parent;
			let rootCompletionNode = ancestorMarker || stateNodeToEnter;
			if (parent?.type === "compound") internalQueue.push(createDoneStateEvent(parent.id, stateNodeToEnter.output !== void 0 ? resolveOutput(stateNodeToEnter.output, nextSnapshot.context, event, actorScope.self) : void 0));
			while (ancestorMarker?.type === "parallel" && !completedNodes.has(ancestorMarker) && isInFinalState(mutStateNodeSet, ancestorMarker)) {
				completedNodes.add(ancestorMarker);
				internalQueue.push(createDoneStateEvent(ancestorMarker.id));
				rootCompletionNode = ancestorMarker;
				ancestorMarker = ancestorMarker.parent;
			}
			if (ancestorMarker) continue;
			nextSnapshot = cloneMachineSnapshot(nextSnapshot, {
				status: "done",
				output: getMachineOutput(nextSnapshot, event, actorScope, nextSnapshot.machine.root, rootCompletionNode)
			});
		}
	}
	return nextSnapshot;
}
function computeEntrySet(transitions, historyValue, statesForDefaultEntry, statesToEnter) {
	for (const t of transitions) {
		const domain = getTransitionDomain(t, historyValue);
		for (const s of t.target || []) {
			if (!isHistoryNode(s) && (t.source !== s || t.source !== domain || t.reenter)) {
				statesToEnter.add(s);
				statesForDefaultEntry.add(s);
			}
			addDescendantStatesToEnter(s, historyValue, statesForDefaultEntry, statesToEnter);
		}
		const targetStates = getEffectiveTargetStates(t, historyValue);
		for (const s of targetStates) {
			const ancestors = getProperAncestors(s, domain);
			if (domain?.type === "parallel") ancestors.push(domain);
			addAncestorStatesToEnter(statesToEnter, historyValue, statesForDefaultEntry, ancestors, !t.source.parent && t.reenter ? void 0 : domain);
		}
	}
}
function addDescendantStatesToEnter(stateNode, historyValue, statesForDefaultEntry, statesToEnter) {
	if (isHistoryNode(stateNode)) {
		if (historyValue[stateNode.id]) {
			const historyStateNodes = historyValue[stateNode.id];
			for (const s of historyStateNodes) {
				statesToEnter.add(s);
				addDescendantStatesToEnter(s, historyValue, statesForDefaultEntry, statesToEnter);
			}
			for (const s of historyStateNodes) addProperAncestorStatesToEnter(s, stateNode.parent, statesToEnter, historyValue, statesForDefaultEntry);
		} else {
			const historyDefaultTransition = resolveHistoryDefaultTransition(stateNode);
			for (const s of historyDefaultTransition.target) {
				statesToEnter.add(s);
				if (historyDefaultTransition === stateNode.parent?.initial) statesForDefaultEntry.add(stateNode.parent);
				addDescendantStatesToEnter(s, historyValue, statesForDefaultEntry, statesToEnter);
			}
			for (const s of historyDefaultTransition.target) addProperAncestorStatesToEnter(s, stateNode.parent, statesToEnter, historyValue, statesForDefaultEntry);
		}
	} else if (stateNode.type === "compound") {
		const [initialState] = stateNode.initial.target;
		if (!isHistoryNode(initialState)) {
			statesToEnter.add(initialState);
			statesForDefaultEntry.add(initialState);
		}
		addDescendantStatesToEnter(initialState, historyValue, statesForDefaultEntry, statesToEnter);
		addProperAncestorStatesToEnter(initialState, stateNode, statesToEnter, historyValue, statesForDefaultEntry);
	} else if (stateNode.type === "parallel") {
		for (const child of getChildren(stateNode).filter((sn) => !isHistoryNode(sn))) if (![...statesToEnter].some((s) => isDescendant(s, child))) {
			if (!isHistoryNode(child)) {
				statesToEnter.add(child);
				statesForDefaultEntry.add(child);
			}
			addDescendantStatesToEnter(child, historyValue, statesForDefaultEntry, statesToEnter);
		}
	}
}
function addAncestorStatesToEnter(statesToEnter, historyValue, statesForDefaultEntry, ancestors, reentrancyDomain) {
	for (const anc of ancestors) {
		if (!reentrancyDomain || isDescendant(anc, reentrancyDomain)) statesToEnter.add(anc);
		if (anc.type === "parallel") {
			for (const child of getChildren(anc).filter((sn) => !isHistoryNode(sn))) if (![...statesToEnter].some((s) => isDescendant(s, child))) {
				statesToEnter.add(child);
				addDescendantStatesToEnter(child, historyValue, statesForDefaultEntry, statesToEnter);
			}
		}
	}
}
function addProperAncestorStatesToEnter(stateNode, toStateNode, statesToEnter, historyValue, statesForDefaultEntry) {
	addAncestorStatesToEnter(statesToEnter, historyValue, statesForDefaultEntry, getProperAncestors(stateNode, toStateNode));
}
function exitStates(currentSnapshot, event, actorScope, transitions, mutStateNodeSet, historyValue, internalQueue, _actionExecutor) {
	let nextSnapshot = currentSnapshot;
	const statesToExit = computeExitSet(transitions, mutStateNodeSet, historyValue);
	statesToExit.sort((a, b) => b.order - a.order);
	let changedHistory;
	for (const exitStateNode of statesToExit) for (const historyNode of getHistoryNodes(exitStateNode)) {
		let predicate;
		if (historyNode.history === "deep") predicate = (sn) => isAtomicStateNode(sn) && isDescendant(sn, exitStateNode);
		else predicate = (sn) => {
			return sn.parent === exitStateNode;
		};
		changedHistory ??= { ...historyValue };
		changedHistory[historyNode.id] = Array.from(mutStateNodeSet).filter(predicate);
	}
	for (const s of statesToExit) {
		nextSnapshot = resolveActionsAndContext(nextSnapshot, event, actorScope, [...s.exit, ...s.invoke.map((def) => stopChild(def.id))], internalQueue, void 0);
		mutStateNodeSet.delete(s);
	}
	return [nextSnapshot, changedHistory || historyValue];
}
function getAction(machine, actionType) {
	return machine.implementations.actions[actionType];
}
function resolveAndExecuteActionsWithContext(currentSnapshot, event, actorScope, actions, extra, retries) {
	const { machine } = currentSnapshot;
	let intermediateSnapshot = currentSnapshot;
	for (const action of actions) {
		const isInline = typeof action === "function";
		const resolvedAction = isInline ? action : getAction(machine, typeof action === "string" ? action : action.type);
		const actionArgs = {
			context: intermediateSnapshot.context,
			event,
			self: actorScope.self,
			system: actorScope.system
		};
		const actionParams = isInline || typeof action === "string" ? void 0 : "params" in action ? typeof action.params === "function" ? action.params({
			context: intermediateSnapshot.context,
			event
		}) : action.params : void 0;
		if (!resolvedAction || !("resolve" in resolvedAction)) {
			actorScope.actionExecutor({
				type: typeof action === "string" ? action : typeof action === "object" ? action.type : action.name || "(anonymous)",
				info: actionArgs,
				params: actionParams,
				exec: resolvedAction
			});
			continue;
		}
		const builtinAction = resolvedAction;
		const [nextState, params, actions] = builtinAction.resolve(actorScope, intermediateSnapshot, actionArgs, actionParams, resolvedAction, extra);
		intermediateSnapshot = nextState;
		if ("retryResolve" in builtinAction) retries?.push([builtinAction, params]);
		if ("execute" in builtinAction) actorScope.actionExecutor({
			type: builtinAction.type,
			info: actionArgs,
			params,
			exec: builtinAction.execute.bind(null, actorScope, params)
		});
		if (actions) intermediateSnapshot = resolveAndExecuteActionsWithContext(intermediateSnapshot, event, actorScope, actions, extra, retries);
	}
	return intermediateSnapshot;
}
function resolveActionsAndContext(currentSnapshot, event, actorScope, actions, internalQueue, deferredActorIds) {
	const retries = deferredActorIds ? [] : void 0;
	const nextState = resolveAndExecuteActionsWithContext(currentSnapshot, event, actorScope, actions, {
		internalQueue,
		deferredActorIds
	}, retries);
	retries?.forEach(([builtinAction, params]) => {
		builtinAction.retryResolve(actorScope, nextState, params);
	});
	return nextState;
}
function macrostep(snapshot, event, actorScope, internalQueue) {
	let nextSnapshot = snapshot;
	const microsteps = [];
	function addMicrostep(step, event, transitions) {
		actorScope.system._sendInspectionEvent({
			type: "@xstate.microstep",
			actorRef: actorScope.self,
			event,
			snapshot: step[0],
			_transitions: transitions
		});
		microsteps.push(step);
	}
	if (event.type === "xstate.stop") {
		nextSnapshot = cloneMachineSnapshot(stopChildren(nextSnapshot, event, actorScope), { status: "stopped" });
		addMicrostep([nextSnapshot, []], event, []);
		return {
			snapshot: nextSnapshot,
			microsteps
		};
	}
	let nextEvent = event;
	if (nextEvent.type !== XSTATE_INIT) {
		const currentEvent = nextEvent;
		const isErr = isErrorActorEvent(currentEvent);
		const transitions = selectTransitions(currentEvent, nextSnapshot);
		if (isErr && !transitions.length) {
			nextSnapshot = cloneMachineSnapshot(stopChildren(nextSnapshot, currentEvent, actorScope), {
				status: "error",
				error: currentEvent.error
			});
			addMicrostep([nextSnapshot, []], currentEvent, []);
			return {
				snapshot: nextSnapshot,
				microsteps
			};
		}
		const step = microstep(transitions, snapshot, actorScope, nextEvent, false, internalQueue);
		nextSnapshot = step[0];
		addMicrostep(step, currentEvent, transitions);
	}
	let shouldSelectEventlessTransitions = true;
	const maxIterations = snapshot.machine.options?.maxIterations ?? Infinity;
	let iterationCount = 0;
	while (nextSnapshot.status === "active") {
		iterationCount++;
		if (iterationCount > maxIterations) throw new Error(`Infinite loop detected: the machine has processed more than ${maxIterations} microsteps without reaching a stable state. This usually happens when there's a cycle of transitions (e.g., eventless transitions or raised events causing state A -> B -> C -> A).`);
		let enabledTransitions = shouldSelectEventlessTransitions ? selectEventlessTransitions(nextSnapshot, nextEvent) : [];
		const previousState = enabledTransitions.length ? nextSnapshot : void 0;
		if (!enabledTransitions.length) {
			if (!internalQueue.length) break;
			nextEvent = internalQueue.shift();
			enabledTransitions = selectTransitions(nextEvent, nextSnapshot);
		}
		const step = microstep(enabledTransitions, nextSnapshot, actorScope, nextEvent, false, internalQueue);
		nextSnapshot = step[0];
		shouldSelectEventlessTransitions = nextSnapshot !== previousState;
		addMicrostep(step, nextEvent, enabledTransitions);
	}
	if (nextSnapshot.status !== "active") stopChildren(nextSnapshot, nextEvent, actorScope);
	return {
		snapshot: nextSnapshot,
		microsteps
	};
}
function stopChildren(nextState, event, actorScope) {
	return resolveActionsAndContext(nextState, event, actorScope, Object.values(nextState.children).map((child) => stopChild(child)), [], void 0);
}
function selectTransitions(event, nextState) {
	return nextState.machine.getTransitionData(nextState, event);
}
function selectEventlessTransitions(nextState, event) {
	const enabledTransitionSet = new Set();
	const atomicStates = nextState._nodes.filter(isAtomicStateNode);
	for (const stateNode of atomicStates) loop: for (const s of [stateNode].concat(getProperAncestors(stateNode, void 0))) {
		if (!s.always) continue;
		for (const transition of s.always) if (transition.guard === void 0 || evaluateGuard(transition.guard, nextState.context, event, nextState)) {
			enabledTransitionSet.add(transition);
			break loop;
		}
	}
	return removeConflictingTransitions(Array.from(enabledTransitionSet), new Set(nextState._nodes), nextState.historyValue);
}
function resolveStateValue(rootNode, stateValue) {
	return getStateValue(rootNode, [...getAllStateNodes(getStateNodes(rootNode, stateValue))]);
}
function isMachineSnapshot(value) {
	return !!value && typeof value === "object" && "machine" in value && "value" in value;
}
const machineSnapshotMatches = function matches(testValue) {
	return matchesState(testValue, this.value);
};
const machineSnapshotHasTag = function hasTag(tag) {
	return this.tags.has(tag);
};
const machineSnapshotCan = function can(event) {
	const transitionData = this.machine.getTransitionData(this, event);
	return !!transitionData?.length && transitionData.some((t) => t.target !== void 0 || t.actions.length);
};
const machineSnapshotToJSON = function toJSON() {
	const { _nodes: nodes, tags, machine, getMeta, toJSON, can, hasTag, matches, ...jsonValues } = this;
	return {
		...jsonValues,
		tags: Array.from(tags)
	};
};
const machineSnapshotGetMeta = function getMeta() {
	return this._nodes.reduce((acc, stateNode) => {
		if (stateNode.meta !== void 0) acc[stateNode.id] = stateNode.meta;
		return acc;
	}, {});
};
function createMachineSnapshot(config, machine) {
	return {
		status: config.status,
		output: config.output,
		error: config.error,
		machine,
		context: config.context,
		_nodes: config._nodes,
		value: getStateValue(machine.root, config._nodes),
		tags: new Set(config._nodes.flatMap((sn) => sn.tags)),
		children: config.children,
		historyValue: config.historyValue || {},
		matches: machineSnapshotMatches,
		hasTag: machineSnapshotHasTag,
		can: machineSnapshotCan,
		getMeta: machineSnapshotGetMeta,
		toJSON: machineSnapshotToJSON
	};
}
function cloneMachineSnapshot(snapshot, config = {}) {
	return createMachineSnapshot({
		...snapshot,
		...config
	}, snapshot.machine);
}
function serializeHistoryValue(historyValue) {
	if (typeof historyValue !== "object" || historyValue === null) return {};
	const result = {};
	for (const key in historyValue) {
		const value = historyValue[key];
		if (Array.isArray(value)) result[key] = value.map((item) => ({ id: item.id }));
	}
	return result;
}
function getPersistedSnapshot(snapshot, options) {
	const { _nodes: nodes, tags, machine, children, context, can, hasTag, matches, getMeta, toJSON, ...jsonValues } = snapshot;
	const childrenJson = {};
	for (const id in children) {
		const child = children[id];
		childrenJson[id] = {
			snapshot: child.getPersistedSnapshot(options),
			src: child.src,
			systemId: child.systemId,
			syncSnapshot: child._syncSnapshot
		};
	}
	return {
		...jsonValues,
		context: persistContext(context),
		children: childrenJson,
		historyValue: serializeHistoryValue(jsonValues.historyValue)
	};
}
function persistContext(contextPart) {
	let copy;
	for (const key in contextPart) {
		const value = contextPart[key];
		if (value && typeof value === "object") {
			if ("sessionId" in value && "send" in value && "ref" in value) {
				copy ??= Array.isArray(contextPart) ? contextPart.slice() : { ...contextPart };
				copy[key] = {
					xstate$$type: 1,
					id: value.id
				};
			} else {
				const result = persistContext(value);
				if (result !== value) {
					copy ??= Array.isArray(contextPart) ? contextPart.slice() : { ...contextPart };
					copy[key] = result;
				}
			}
		}
	}
	return copy ?? contextPart;
}
function resolveRaise(_, snapshot, args, actionParams, { event: eventOrExpr, id, delay }, { internalQueue }) {
	const delaysMap = snapshot.machine.implementations.delays;
	if (typeof eventOrExpr === "string") throw new Error(`Only event objects may be used with raise; use raise({ type: "${eventOrExpr}" }) instead`);
	const resolvedEvent = typeof eventOrExpr === "function" ? eventOrExpr(args, actionParams) : eventOrExpr;
	let resolvedDelay;
	if (typeof delay === "string") {
		const configDelay = delaysMap && delaysMap[delay];
		resolvedDelay = typeof configDelay === "function" ? configDelay(args, actionParams) : configDelay;
	} else resolvedDelay = typeof delay === "function" ? delay(args, actionParams) : delay;
	if (typeof resolvedDelay !== "number") internalQueue.push(resolvedEvent);
	return [
		snapshot,
		{
			event: resolvedEvent,
			id,
			delay: resolvedDelay
		},
		void 0
	];
}
function executeRaise(actorScope, params) {
	const { event, delay, id } = params;
	if (typeof delay === "number") {
		actorScope.defer(() => {
			const self = actorScope.self;
			actorScope.system.scheduler.schedule(self, self, event, delay, id);
		});
		return;
	}
}
function raise(eventOrExpr, options) {
	function raise(_args, _params) {}
	raise.type = "xstate.raise";
	raise.event = eventOrExpr;
	raise.id = options?.id;
	raise.delay = options?.delay;
	raise.resolve = resolveRaise;
	raise.execute = executeRaise;
	return raise;
}
// node_modules/xstate/dist/assign-1f0d7720.esm.js
function createSpawner(actorScope, { machine, context }, event, spawnedChildren) {
	const spawn = (src, options) => {
		if (typeof src === "string") {
			const logic = resolveReferencedActor(machine, src);
			if (!logic) throw new Error(`Actor logic '${src}' not implemented in machine '${machine.id}'`);
			const actorRef = createActor(logic, {
				id: options?.id,
				parent: actorScope.self,
				syncSnapshot: options?.syncSnapshot,
				input: typeof options?.input === "function" ? options.input({
					context,
					event,
					self: actorScope.self
				}) : options?.input,
				src,
				systemId: options?.systemId
			});
			spawnedChildren[actorRef.id] = actorRef;
			return actorRef;
		} else return createActor(src, {
			id: options?.id,
			parent: actorScope.self,
			syncSnapshot: options?.syncSnapshot,
			input: options?.input,
			src,
			systemId: options?.systemId
		});
	};
	return (src, options) => {
		const actorRef = spawn(src, options);
		spawnedChildren[actorRef.id] = actorRef;
		actorScope.defer(() => {
			if (actorRef._processingStatus === ProcessingStatus.Stopped) return;
			actorRef.start();
		});
		return actorRef;
	};
}
function resolveAssign(actorScope, snapshot, actionArgs, actionParams, { assignment }) {
	if (!snapshot.context) throw new Error("Cannot assign to undefined `context`. Ensure that `context` is defined in the machine config.");
	const spawnedChildren = {};
	const assignArgs = {
		context: snapshot.context,
		event: actionArgs.event,
		spawn: createSpawner(actorScope, snapshot, actionArgs.event, spawnedChildren),
		self: actorScope.self,
		system: actorScope.system
	};
	let partialUpdate = {};
	if (typeof assignment === "function") partialUpdate = assignment(assignArgs, actionParams);
	else for (const key of Object.keys(assignment)) {
		const propAssignment = assignment[key];
		partialUpdate[key] = typeof propAssignment === "function" ? propAssignment(assignArgs, actionParams) : propAssignment;
	}
	return [
		cloneMachineSnapshot(snapshot, {
			context: Object.assign({}, snapshot.context, partialUpdate),
			children: Object.keys(spawnedChildren).length ? {
				...snapshot.children,
				...spawnedChildren
			} : snapshot.children
		}),
		void 0,
		void 0
	];
}
function assign(assignment) {
	function assign(_args, _params) {}
	assign.type = "xstate.assign";
	assign.assignment = assignment;
	assign.resolve = resolveAssign;
	return assign;
}
// node_modules/xstate/dist/StateMachine-ae06a22b.esm.js
const cache = new WeakMap();
function memo(object, key, fn) {
	let memoizedData = cache.get(object);
	if (!memoizedData) {
		memoizedData = { [key]: fn() };
		cache.set(object, memoizedData);
	} else if (!(key in memoizedData)) memoizedData[key] = fn();
	return memoizedData[key];
}
const EMPTY_OBJECT = {};
const toSerializableAction = (action) => {
	if (typeof action === "string") return { type: action };
	if (typeof action === "function") {
		if ("resolve" in action) return { type: action.type };
		return { type: action.name };
	}
	return action;
};
var StateNode = class StateNode {
	constructor(config, options) {
		this.config = config;
		this.key = void 0;
		this.id = void 0;
		this.type = void 0;
		this.path = void 0;
		this.states = void 0;
		this.history = void 0;
		this.entry = void 0;
		this.exit = void 0;
		this.parent = void 0;
		this.machine = void 0;
		this.meta = void 0;
		this.output = void 0;
		this.order = -1;
		this.description = void 0;
		this.tags = [];
		this.transitions = void 0;
		this.always = void 0;
		this.parent = options._parent;
		this.key = options._key;
		this.machine = options._machine;
		this.path = this.parent ? this.parent.path.concat(this.key) : [];
		this.id = this.config.id || [this.machine.id, ...this.path].join(".");
		this.type = this.config.type || (this.config.states && Object.keys(this.config.states).length ? "compound" : this.config.history ? "history" : "atomic");
		this.description = this.config.description;
		this.order = this.machine.idMap.size;
		this.machine.idMap.set(this.id, this);
		this.states = this.config.states ? mapValues(this.config.states, (stateConfig, key) => {
			return new StateNode(stateConfig, {
				_parent: this,
				_key: key,
				_machine: this.machine
			});
		}) : EMPTY_OBJECT;
		if (this.type === "compound" && !this.config.initial) throw new Error(`No initial state specified for compound state node "#${this.id}". Try adding { initial: "${Object.keys(this.states)[0]}" } to the state config.`);
		this.history = this.config.history === true ? "shallow" : this.config.history || false;
		this.entry = toArray(this.config.entry).slice();
		this.exit = toArray(this.config.exit).slice();
		this.meta = this.config.meta;
		this.output = this.type === "final" || !this.parent ? this.config.output : void 0;
		this.tags = toArray(config.tags).slice();
	}
	_initialize() {
		this.transitions = formatTransitions(this);
		if (this.config.always) this.always = toTransitionConfigArray(this.config.always).map((t) => formatTransition(this, "", t));
		Object.keys(this.states).forEach((key) => {
			this.states[key]._initialize();
		});
	}
	get definition() {
		return {
			id: this.id,
			key: this.key,
			version: this.machine.version,
			type: this.type,
			initial: this.initial ? {
				target: this.initial.target,
				source: this,
				actions: this.initial.actions.map(toSerializableAction),
				eventType: null,
				reenter: false,
				meta: this.initial.meta,
				description: this.initial.description,
				toJSON: () => ({
					target: this.initial.target.map((t) => `#${t.id}`),
					source: `#${this.id}`,
					actions: this.initial.actions.map(toSerializableAction),
					eventType: null,
					meta: this.initial.meta,
					description: this.initial.description
				})
			} : void 0,
			history: this.history,
			states: mapValues(this.states, (state) => state.definition),
			on: this.on,
			transitions: [...this.transitions.values()].flat().map((t) => ({
				...t,
				actions: t.actions.map(toSerializableAction)
			})),
			entry: this.entry.map(toSerializableAction),
			exit: this.exit.map(toSerializableAction),
			meta: this.meta,
			order: this.order || -1,
			output: this.output,
			invoke: this.invoke,
			description: this.description,
			tags: this.tags
		};
	}
	toJSON() {
		return this.definition;
	}
	get invoke() {
		return memo(this, "invoke", () => toArray(this.config.invoke).map((invokeConfig, i) => {
			const { src, systemId } = invokeConfig;
			const resolvedId = invokeConfig.id ?? createInvokeId(this.id, i);
			const sourceName = typeof src === "string" ? src : `xstate.invoke.${createInvokeId(this.id, i)}`;
			return {
				...invokeConfig,
				src: sourceName,
				id: resolvedId,
				systemId,
				toJSON() {
					const { onDone, onError, ...invokeDefValues } = invokeConfig;
					return {
						...invokeDefValues,
						type: "xstate.invoke",
						src: sourceName,
						id: resolvedId
					};
				}
			};
		}));
	}
	get on() {
		return memo(this, "on", () => {
			return [...this.transitions].flatMap(([descriptor, t]) => t.map((t) => [descriptor, t])).reduce((map, [descriptor, transition]) => {
				map[descriptor] = map[descriptor] || [];
				map[descriptor].push(transition);
				return map;
			}, {});
		});
	}
	get after() {
		return memo(this, "delayedTransitions", () => getDelayedTransitions(this));
	}
	get initial() {
		return memo(this, "initial", () => formatInitialTransition(this, this.config.initial));
	}
	next(snapshot, event) {
		const eventType = event.type;
		const actions = [];
		let selectedTransition;
		const candidates = memo(this, `candidates-${eventType}`, () => getCandidates(this, eventType));
		for (const candidate of candidates) {
			const { guard } = candidate;
			const resolvedContext = snapshot.context;
			let guardPassed = false;
			try {
				guardPassed = !guard || evaluateGuard(guard, resolvedContext, event, snapshot);
			} catch (err) {
				const guardType = typeof guard === "string" ? guard : typeof guard === "object" ? guard.type : void 0;
				throw new Error(`Unable to evaluate guard ${guardType ? `'${guardType}' ` : ""}in transition for event '${eventType}' in state node '${this.id}':\n${err.message}`);
			}
			if (guardPassed) {
				actions.push(...candidate.actions);
				selectedTransition = candidate;
				break;
			}
		}
		return selectedTransition ? [selectedTransition] : void 0;
	}
	get events() {
		return memo(this, "events", () => {
			const { states } = this;
			const events = new Set(this.ownEvents);
			if (states) for (const stateId of Object.keys(states)) {
				const state = states[stateId];
				if (state.states) for (const event of state.events) events.add(`${event}`);
			}
			return Array.from(events);
		});
	}
	get ownEvents() {
		const keys = Object.keys(Object.fromEntries(this.transitions));
		const events = new Set(keys.filter((descriptor) => {
			return this.transitions.get(descriptor).some((transition) => !(!transition.target && !transition.actions.length && !transition.reenter));
		}));
		return Array.from(events);
	}
};
var StateMachine = class StateMachine {
	constructor(config, implementations) {
		this.config = config;
		this.version = void 0;
		this.schemas = void 0;
		this.implementations = void 0;
		this.options = void 0;
		this.__xstatenode = true;
		this.idMap = new Map();
		this.root = void 0;
		this.id = void 0;
		this.states = void 0;
		this.events = void 0;
		this.id = config.id || "(machine)";
		this.implementations = {
			actors: implementations?.actors ?? {},
			actions: implementations?.actions ?? {},
			delays: implementations?.delays ?? {},
			guards: implementations?.guards ?? {}
		};
		this.version = this.config.version;
		this.schemas = this.config.schemas;
		this.options = {
			maxIterations: Infinity,
			...this.config.options
		};
		this.transition = this.transition.bind(this);
		this.getInitialSnapshot = this.getInitialSnapshot.bind(this);
		this.getPersistedSnapshot = this.getPersistedSnapshot.bind(this);
		this.restoreSnapshot = this.restoreSnapshot.bind(this);
		this.start = this.start.bind(this);
		this.root = new StateNode(config, {
			_key: this.id,
			_machine: this
		});
		this.root._initialize();
		formatRouteTransitions(this.root);
		this.states = this.root.states;
		this.events = this.root.events;
	}
	provide(implementations) {
		const { actions, guards, actors, delays } = this.implementations;
		return new StateMachine(this.config, {
			actions: {
				...actions,
				...implementations.actions
			},
			guards: {
				...guards,
				...implementations.guards
			},
			actors: {
				...actors,
				...implementations.actors
			},
			delays: {
				...delays,
				...implementations.delays
			}
		});
	}
	resolveState(config) {
		const resolvedStateValue = resolveStateValue(this.root, config.value);
		const nodeSet = getAllStateNodes(getStateNodes(this.root, resolvedStateValue));
		return createMachineSnapshot({
			_nodes: [...nodeSet],
			context: config.context || {},
			children: {},
			status: isInFinalState(nodeSet, this.root) ? "done" : config.status || "active",
			output: config.output,
			error: config.error,
			historyValue: config.historyValue
		}, this);
	}
	transition(snapshot, event, actorScope) {
		return macrostep(snapshot, event, actorScope, []).snapshot;
	}
	microstep(snapshot, event, actorScope) {
		return macrostep(snapshot, event, actorScope, []).microsteps.map(([s]) => s);
	}
	getTransitionData(snapshot, event) {
		return transitionNode(this.root, snapshot.value, snapshot, event) || [];
	}
	_getPreInitialState(actorScope, initEvent, internalQueue) {
		const { context } = this.config;
		const preInitial = createMachineSnapshot({
			context: typeof context !== "function" && context ? context : {},
			_nodes: [this.root],
			children: {},
			status: "active"
		}, this);
		if (typeof context === "function") {
			const assignment = ({ spawn, event, self }) => context({
				spawn,
				input: event.input,
				self
			});
			return resolveActionsAndContext(preInitial, initEvent, actorScope, [assign(assignment)], internalQueue, void 0);
		}
		return preInitial;
	}
	getInitialSnapshot(actorScope, input) {
		const initEvent = createInitEvent(input);
		const internalQueue = [];
		let snapshot = createMachineSnapshot({
			context: typeof this.config.context !== "function" && this.config.context ? this.config.context : {},
			_nodes: [this.root],
			children: {},
			status: "active"
		}, this);
		try {
			snapshot = this._getPreInitialState(actorScope, initEvent, internalQueue);
			const [nextState] = initialMicrostep(this.root, snapshot, actorScope, initEvent, internalQueue);
			const { snapshot: macroState } = macrostep(nextState, initEvent, actorScope, internalQueue);
			return macroState;
		} catch (error) {
			return cloneMachineSnapshot(snapshot, {
				status: "error",
				error
			});
		}
	}
	start(snapshot) {
		Object.values(snapshot.children).forEach((child) => {
			if (child.getSnapshot().status === "active") child.start();
		});
	}
	getStateNodeById(stateId) {
		const fullPath = toStatePath(stateId);
		const relativePath = fullPath.slice(1);
		const resolvedStateId = isStateId(fullPath[0]) ? fullPath[0].slice(1) : fullPath[0];
		const stateNode = this.idMap.get(resolvedStateId);
		if (!stateNode) throw new Error(`Child state node '#${resolvedStateId}' does not exist on machine '${this.id}'`);
		return getStateNodeByPath(stateNode, relativePath);
	}
	get definition() {
		return this.root.definition;
	}
	toJSON() {
		return this.definition;
	}
	getPersistedSnapshot(snapshot, options) {
		return getPersistedSnapshot(snapshot, options);
	}
	restoreSnapshot(snapshot, _actorScope) {
		const children = {};
		const snapshotChildren = snapshot.children;
		Object.keys(snapshotChildren).forEach((actorId) => {
			const actorData = snapshotChildren[actorId];
			const childState = actorData.snapshot;
			const src = actorData.src;
			const logic = typeof src === "string" ? resolveReferencedActor(this, src) : src;
			if (!logic) return;
			const actorRef = createActor(logic, {
				id: actorId,
				parent: _actorScope.self,
				syncSnapshot: actorData.syncSnapshot,
				snapshot: childState,
				src,
				systemId: actorData.systemId
			});
			children[actorId] = actorRef;
		});
		function resolveHistoryReferencedState(root, referenced) {
			if (referenced instanceof StateNode) return referenced;
			try {
				return root.machine.getStateNodeById(referenced.id);
			} catch {}
		}
		function reviveHistoryValue(root, historyValue) {
			if (!historyValue || typeof historyValue !== "object") return {};
			const revived = {};
			for (const key in historyValue) {
				const arr = historyValue[key];
				for (const item of arr) {
					const resolved = resolveHistoryReferencedState(root, item);
					if (!resolved) continue;
					revived[key] ??= [];
					revived[key].push(resolved);
				}
			}
			return revived;
		}
		const revivedHistoryValue = reviveHistoryValue(this.root, snapshot.historyValue);
		const restoredSnapshot = createMachineSnapshot({
			...snapshot,
			children,
			_nodes: Array.from(getAllStateNodes(getStateNodes(this.root, snapshot.value))),
			historyValue: revivedHistoryValue
		}, this);
		const seen = new Set();
		function reviveContext(contextPart, children) {
			if (seen.has(contextPart)) return;
			seen.add(contextPart);
			for (const key in contextPart) {
				const value = contextPart[key];
				if (value && typeof value === "object") {
					if ("xstate$$type" in value && value.xstate$$type === 1) {
						contextPart[key] = children[value.id];
						continue;
					}
					reviveContext(value, children);
				}
			}
		}
		reviveContext(restoredSnapshot.context, children);
		return restoredSnapshot;
	}
};
// node_modules/xstate/dist/log-6a5e50a8.esm.js
function resolveEmit(_, snapshot, args, actionParams, { event: eventOrExpr }) {
	return [
		snapshot,
		{ event: typeof eventOrExpr === "function" ? eventOrExpr(args, actionParams) : eventOrExpr },
		void 0
	];
}
function executeEmit(actorScope, { event }) {
	actorScope.defer(() => actorScope.emit(event));
}
function emit(eventOrExpr) {
	function emit(_args, _params) {}
	emit.type = "xstate.emit";
	emit.event = eventOrExpr;
	emit.resolve = resolveEmit;
	emit.execute = executeEmit;
	return emit;
}
let SpecialTargets = function(SpecialTargets) {
	SpecialTargets["Parent"] = "#_parent";
	SpecialTargets["Internal"] = "#_internal";
	return SpecialTargets;
}({});
function resolveSendTo(actorScope, snapshot, args, actionParams, { to, event: eventOrExpr, id, delay }, extra) {
	const delaysMap = snapshot.machine.implementations.delays;
	if (typeof eventOrExpr === "string") throw new Error(`Only event objects may be used with sendTo; use sendTo({ type: "${eventOrExpr}" }) instead`);
	const resolvedEvent = typeof eventOrExpr === "function" ? eventOrExpr(args, actionParams) : eventOrExpr;
	let resolvedDelay;
	if (typeof delay === "string") {
		const configDelay = delaysMap && delaysMap[delay];
		resolvedDelay = typeof configDelay === "function" ? configDelay(args, actionParams) : configDelay;
	} else resolvedDelay = typeof delay === "function" ? delay(args, actionParams) : delay;
	const resolvedTarget = typeof to === "function" ? to(args, actionParams) : to;
	let targetActorRef;
	if (typeof resolvedTarget === "string") {
		if (resolvedTarget === SpecialTargets.Parent) targetActorRef = actorScope.self._parent;
		else if (resolvedTarget === SpecialTargets.Internal) targetActorRef = actorScope.self;
		else if (resolvedTarget.startsWith("#_")) targetActorRef = snapshot.children[resolvedTarget.slice(2)];
		else targetActorRef = extra.deferredActorIds?.includes(resolvedTarget) ? resolvedTarget : snapshot.children[resolvedTarget];
		if (!targetActorRef) throw new Error(`Unable to send event to actor '${resolvedTarget}' from machine '${snapshot.machine.id}'.`);
	} else targetActorRef = resolvedTarget || actorScope.self;
	return [
		snapshot,
		{
			to: targetActorRef,
			targetId: typeof resolvedTarget === "string" ? resolvedTarget : void 0,
			event: resolvedEvent,
			id,
			delay: resolvedDelay
		},
		void 0
	];
}
function retryResolveSendTo(_, snapshot, params) {
	if (typeof params.to === "string") params.to = snapshot.children[params.to];
}
function executeSendTo(actorScope, params) {
	actorScope.defer(() => {
		const { to, event, delay, id } = params;
		if (typeof delay === "number") {
			actorScope.system.scheduler.schedule(actorScope.self, to, event, delay, id);
			return;
		}
		actorScope.system._relay(actorScope.self, to, event.type === "xstate.error" ? createErrorActorEvent(actorScope.self.id, event.data) : event);
	});
}
function sendTo(to, eventOrExpr, options) {
	function sendTo(_args, _params) {}
	sendTo.type = "xstate.sendTo";
	sendTo.to = to;
	sendTo.event = eventOrExpr;
	sendTo.id = options?.id;
	sendTo.delay = options?.delay;
	sendTo.resolve = resolveSendTo;
	sendTo.retryResolve = retryResolveSendTo;
	sendTo.execute = executeSendTo;
	return sendTo;
}
function sendParent(event, options) {
	return sendTo(SpecialTargets.Parent, event, options);
}
function resolveEnqueueActions(actorScope, snapshot, args, actionParams, { collect }) {
	const actions = [];
	const enqueue = function enqueue(action) {
		actions.push(action);
	};
	enqueue.assign = (...args) => {
		actions.push(assign(...args));
	};
	enqueue.cancel = (...args) => {
		actions.push(cancel(...args));
	};
	enqueue.raise = (...args) => {
		actions.push(raise(...args));
	};
	enqueue.sendTo = (...args) => {
		actions.push(sendTo(...args));
	};
	enqueue.sendParent = (...args) => {
		actions.push(sendParent(...args));
	};
	enqueue.spawnChild = (...args) => {
		actions.push(spawnChild(...args));
	};
	enqueue.stopChild = (...args) => {
		actions.push(stopChild(...args));
	};
	enqueue.emit = (...args) => {
		actions.push(emit(...args));
	};
	collect({
		context: args.context,
		event: args.event,
		enqueue,
		check: (guard) => evaluateGuard(guard, snapshot.context, args.event, snapshot),
		self: actorScope.self,
		system: actorScope.system
	}, actionParams);
	return [
		snapshot,
		void 0,
		actions
	];
}
function enqueueActions(collect) {
	function enqueueActions(_args, _params) {}
	enqueueActions.type = "xstate.enqueueActions";
	enqueueActions.collect = collect;
	enqueueActions.resolve = resolveEnqueueActions;
	return enqueueActions;
}
function resolveLog(_, snapshot, actionArgs, actionParams, { value, label }) {
	return [
		snapshot,
		{
			value: typeof value === "function" ? value(actionArgs, actionParams) : value,
			label
		},
		void 0
	];
}
function executeLog({ logger }, { value, label }) {
	if (label) logger(label, value);
	else logger(value);
}
function log(value = ({ context, event }) => ({
	context,
	event
}), label) {
	function log(_args, _params) {}
	log.type = "xstate.log";
	log.value = value;
	log.label = label;
	log.resolve = resolveLog;
	log.execute = executeLog;
	return log;
}
// node_modules/xstate/dist/xstate.esm.js
function createMachine(config, implementations) {
	return new StateMachine(config, implementations);
}
function setup({ schemas, actors, actions, guards, delays }) {
	return {
		assign,
		sendTo,
		raise,
		log,
		cancel,
		stopChild,
		enqueueActions,
		emit,
		spawnChild,
		createStateConfig: (config) => config,
		createAction: (fn) => fn,
		createMachine: (config) => createMachine({
			...config,
			schemas
		}, {
			actors,
			actions,
			guards,
			delays
		}),
		extend: (extended) => setup({
			schemas,
			actors,
			actions: {
				...actions,
				...extended.actions
			},
			guards: {
				...guards,
				...extended.guards
			},
			delays: {
				...delays,
				...extended.delays
			}
		})
	};
}
// machines/attachment.ts
const NO_FINGERPRINT = {
	network: null,
	gatewayMac: null,
	gateway: null,
	prefix4: null,
	router: null,
	prefixes6: []
};
const isAnotherAttachment = (old, now) => differ(old.network, now.network) || differ(old.gateway, now.gateway) || differ(old.prefix4, now.prefix4) || differ(old.router, now.router) || differ(old.gatewayMac, now.gatewayMac) || areDisjoint(old.prefixes6, now.prefixes6);
const isReplaced = (old, now) => differ(old.network, now.network) || differ(old.gatewayMac, now.gatewayMac) && (differ(old.prefix4, now.prefix4) || areDisjoint(old.prefixes6, now.prefixes6));
function completed(old, now) {
	const isPending = now.gatewayMac === null && old.gatewayMac !== null && (differ(old.gateway, now.gateway) || differ(old.prefix4, now.prefix4));
	const v4 = now.gateway === null && old.gateway !== null || isPending ? old : now;
	return {
		network: now.network ?? old.network,
		gateway: v4.gateway,
		gatewayMac: v4.gatewayMac ?? old.gatewayMac,
		prefix4: v4.prefix4 ?? old.prefix4,
		router: now.router ?? old.router,
		prefixes6: now.prefixes6.length > 0 ? now.prefixes6 : old.prefixes6
	};
}
const differ = (a, b) => a !== null && b !== null && a !== b;
const areDisjoint = (a, b) => a.length > 0 && b.length > 0 && !a.some((p) => b.includes(p));
// machines/checking.ts
function reachRegion(family) {
	const params = { family };
	const mine = {
		type: "isOurs",
		params
	};
	const keep = {
		type: "keepReach",
		params
	};
	const forget = {
		type: "forgetReach",
		params
	};
	const good = {
		"check.validated": {
			guard: mine,
			target: "validated",
			actions: keep
		},
		"check.partial": {
			guard: mine,
			target: "partial",
			actions: keep
		},
		"check.portal": {
			guard: mine,
			target: "portal",
			actions: keep
		},
		"check.assumed": {
			guard: mine,
			target: "assumed",
			actions: keep
		},
		"pvd.assembled": [{
			guard: "isAnother",
			target: "unknown",
			actions: forget
		}, {
			guard: "isReplaced",
			target: "unknown",
			actions: forget
		}]
	};
	const failing = { "check.failed": {
		guard: mine,
		target: "suspect",
		actions: keep
	} };
	const stillborn = { "check.failed": {
		guard: {
			type: "hasFailedAgain",
			params
		},
		target: "unreachable",
		actions: keep
	} };
	const recalled = [
		"validated",
		"suspect",
		"partial",
		"portal",
		"unreachable",
		"assumed"
	].map((state) => ({
		guard: {
			type: "wasReach",
			params: {
				family,
				state
			}
		},
		target: state,
		actions: {
			type: "recallReach",
			params
		}
	}));
	return {
		initial: "unknown",
		states: {
			unknown: { on: {
				...good,
				...stillborn,
				"pvd.recalled": recalled,
				"pvd.assembled": []
			} },
			validated: { on: {
				...good,
				...failing
			} },
			suspect: { on: {
				...good,
				"check.failed": {
					guard: mine,
					target: "unreachable",
					actions: keep
				}
			} },
			partial: { on: {
				...good,
				...failing
			} },
			portal: { on: {
				...good,
				...failing
			} },
			unreachable: { on: good },
			assumed: { on: {
				...good,
				...failing
			} }
		}
	};
}
function checkRegion(family) {
	const params = { family };
	const mine = {
		type: "isOurs",
		params
	};
	const begin = {
		type: "beginCheck",
		params
	};
	const stop = {
		guard: {
			type: "isNoLongerChecked",
			params
		},
		target: "idle",
		actions: {
			type: "stopChecking",
			params
		}
	};
	const afresh = {
		guard: "isReplaced",
		target: "running",
		actions: {
			type: "stopChecking",
			params
		}
	};
	const counted = {
		type: "keepQuality",
		params
	};
	const good = {
		guard: mine,
		target: "waiting",
		actions: [counted, {
			type: "planRecheck",
			params
		}]
	};
	const bad = {
		guard: mine,
		target: "waiting",
		actions: [counted, {
			type: "planRetry",
			params
		}]
	};
	const now = {
		guard: { type: "isAffordable" },
		target: "running",
		actions: begin
	};
	const hinted = {
		guard: {
			type: "isDoubted",
			params
		},
		target: "doubting",
		actions: begin
	};
	const warned = {
		type: "countAlarm",
		params
	};
	const stalled = [{
		guard: {
			type: "isStalledNow",
			params
		},
		target: "doubting",
		actions: [begin, warned]
	}, {
		guard: {
			type: "isStalledAgain",
			params
		},
		target: "doubtful",
		actions: [{
			type: "planDoubt",
			params
		}, warned]
	}];
	const running = {
		"pvd.assembled": [stop, afresh],
		"check.validated": good,
		"check.assumed": good,
		"check.partial": bad,
		"check.portal": bad,
		"check.failed": bad,
		"check.curtailed": {
			guard: mine,
			target: "waiting",
			actions: [counted, {
				type: "waitForBudget",
				params
			}]
		}
	};
	const waiting = {
		"pvd.assembled": [stop, afresh],
		"host.resumed": now,
		"check.requested": now,
		"neighbour.changed": hinted,
		"link.signalled": hinted
	};
	const tooDear = {
		guard: {
			type: "isOurCheckTooDear",
			params
		},
		target: "waiting",
		actions: {
			type: "waitForBudget",
			params
		}
	};
	const due = (target, actions) => ({
		guard: {
			type: "isOurCheckDue",
			params
		},
		target,
		actions
	});
	return {
		initial: "idle",
		states: {
			idle: { on: {
				"pvd.assembled": [{
					guard: {
						type: "isToBeChecked",
						params
					},
					target: "running"
				}, {
					guard: {
						type: "isUnaffordable",
						params
					},
					target: "waiting",
					actions: {
						type: "waitForBudget",
						params
					}
				}],
				"pvd.recalled": [{
					guard: {
						type: "wasWaiting",
						params
					},
					target: "waiting",
					actions: {
						type: "recallCheck",
						params
					}
				}, { actions: {
					type: "recallCheck",
					params
				} }]
			} },
			running: { on: running },
			doubting: { on: running },
			waiting: { on: {
				...waiting,
				"sockets.sampled": stalled,
				"deadline.passed": [due("running", [begin, {
					type: "forgiveAlarm",
					params
				}]), tooDear]
			} },
			doubtful: { on: {
				...waiting,
				"deadline.passed": [due("doubting", begin), tooDear]
			} }
		}
	};
}
// machines/chart.ts
function nodesOf(machine) {
	let order = 0;
	const drafts = new Map();
	const draft = (node, parents) => {
		refuseWhatWeDoNotCompile(node);
		const made = {
			key: node.key,
			order: order++,
			path: [],
			parallel: node.type === "parallel",
			initial: initialOf(node),
			children: [],
			on: new Map(),
			entry: node.entry.map((action) => actionOf(machine, action)),
			exit: node.exit.map((action) => actionOf(machine, action))
		};
		made.path = [...parents, made];
		drafts.set(node, made);
		made.children = Object.values(node.states).map((child) => draft(child, made.path));
		return made;
	};
	const root = draft(machine.root, []);
	for (const [node, made] of drafts) for (const [type, list] of node.transitions) made.on.set(type, list.map((transition) => {
		const target = transition.target?.[0] ? drafts.get(transition.target[0]) ?? null : null;
		return {
			source: made,
			type,
			target,
			domain: target && domainOf$2(made, target, transition.reenter),
			guardName: nameOf(transition.guard),
			actionNames: transition.actions.map((action) => nameOf(action) ?? ""),
			guard: guardOf(machine, transition.guard),
			actions: transition.actions.map((action) => actionOf(machine, action))
		};
	}));
	return root;
}
function domainOf$2(source, target, reenter) {
	if (!reenter && target.path.includes(source)) return source;
	const nearest = source.path.filter((node) => target.path.includes(node) && node !== source && node !== target).at(-1);
	if (!nearest) throw new TypeError(`a transition of ${source.key} may not re-enter the root`);
	return nearest;
}
function refuseWhatWeDoNotCompile(node) {
	const first = [
		node.invoke.length > 0 && "invoke",
		node.after.length > 0 && "after",
		node.always?.length && "always",
		node.history && "history",
		node.type === "final" && "final"
	].find((feature) => typeof feature === "string");
	if (first) throw new TypeError(`state ${node.id} uses ${first}, which our charts may not (law 2)`);
}
const initialOf = (node) => node.type === "compound" ? node.initial?.target?.[0]?.key ?? null : null;
const nameOf = (reference) => reference === void 0 ? null : typeof reference === "string" ? reference : reference.type;
const paramsOf = (reference) => typeof reference === "string" ? void 0 : reference.params;
function guardOf(machine, reference) {
	if (reference === void 0) return () => true;
	const found = machine.implementations.guards[nameOf(reference) ?? ""];
	if (typeof found !== "function") throw new TypeError(`machine ${machine.id} has no guard ${nameOf(reference)}`);
	const params = paramsOf(reference);
	return (context, event) => found({
		context,
		event
	}, params) === true;
}
function isSaid(context, partial) {
	const [is, said] = [context, partial];
	return Object.keys(said).every((key) => is[key] === said[key] && Object.hasOwn(is, key));
}
function actionOf(machine, reference) {
	const found = machine.implementations.actions[nameOf(reference) ?? ""];
	const params = paramsOf(reference);
	if (found?.type === "xstate.assign") {
		const { assignment } = found;
		return (context, event) => {
			const partial = typeof assignment === "function" ? assignment({
				context,
				event
			}, params) : assignment;
			return isSaid(context, partial) ? context : Object.assign({}, context, partial);
		};
	}
	if (found?.type === "xstate.emit") {
		const { event: emitted } = found;
		return (context, event, notices) => {
			notices.push(typeof emitted === "function" ? emitted({
				context,
				event
			}, params) : emitted);
			return context;
		};
	}
	throw new TypeError(`action ${nameOf(reference)} of machine ${machine.id} is neither assign nor emit`);
}
// machines/compile.ts
function compile(machine) {
	const root = nodesOf(machine);
	const configurations = new Map();
	const byValue = new WeakMap();
	const byName = new Map();
	const intern = (active) => {
		const key = active.map((node) => node.order).join();
		const known = configurations.get(key);
		if (known) return known;
		const made = {
			value: stateValue(root, active),
			active,
			byType: new Map()
		};
		configurations.set(key, made);
		if (typeof made.value === "object") byValue.set(made.value, made);
		else byName.set(made.value, made);
		return made;
	};
	const configurationOf = (value) => (typeof value === "object" ? byValue.get(value) : byName.get(value)) ?? intern(activeOf(root, value));
	const first = intern(entered(root));
	return {
		machine,
		start(input) {
			const context = typeof machine.config.context === "function" ? machine.config.context({ input }) : machine.config.context ?? {};
			return {
				value: first.value,
				context
			};
		},
		take(snapshot, event, notices) {
			const from = configurationOf(snapshot.value);
			const { type } = event;
			const enabled = select(from, type, snapshot.context, event);
			if (enabled.length === 0) return snapshot;
			let { active } = from;
			let context = snapshot.context;
			const run = (actions) => {
				for (const action of actions) context = action(context, event, notices);
			};
			for (const transition of enabled) {
				const { target, domain } = transition;
				if (!target || !domain) {
					run(transition.actions);
					continue;
				}
				const leaving = active.filter((node) => node !== domain && node.path.includes(domain));
				for (const node of leaving.toReversed()) run(node.exit);
				run(transition.actions);
				const entering = enter(domain, target).filter((node) => leaving.includes(node) || !active.includes(node));
				for (const node of entering) run(node.entry);
				active = [...active.filter((node) => !leaving.includes(node)), ...entering].sort((a, b) => a.order - b.order);
			}
			const { value } = active === from.active ? from : intern(active);
			return value === snapshot.value && context === snapshot.context ? snapshot : {
				value,
				context
			};
		}
	};
}
function select(from, type, context, event) {
	let candidates = from.byType.get(type);
	if (!candidates) {
		candidates = from.active.filter((node) => node.children.length === 0).map((leaf) => leaf.path.toReversed().flatMap((node) => node.on.get(type) ?? [])).filter((list) => list.length > 0);
		from.byType.set(type, candidates);
	}
	const chosen = [];
	for (const list of candidates) {
		const enabled = list.find((transition) => transition.guard(context, event));
		if (enabled && !chosen.includes(enabled) && !chosen.some((other) => conflict$1(from, other, enabled))) chosen.push(enabled);
	}
	return chosen;
}
const conflict$1 = (from, a, b) => {
	const { domain: x } = a;
	const { domain: y } = b;
	return x !== null && y !== null && from.active.some((node) => leaves(node, x) && leaves(node, y));
};
const leaves = (node, domain) => node !== domain && node.path.includes(domain);
function enter(domain, target) {
	if (target === domain) return domain.children.length === 0 ? [] : entered(domain).slice(1);
	const next = target.path[domain.path.length];
	if (!next) return [];
	const others = domain.parallel ? domain.children.filter((child) => child !== next).flatMap(entered) : [];
	return [...next === target ? entered(next) : [next, ...enter(next, target)], ...others].sort((a, b) => a.order - b.order);
}
function entered(node) {
	if (node.children.length === 0) return [node];
	return [node, ...(node.parallel ? node.children : node.children.filter((child) => child.key === node.initial)).flatMap(entered)];
}
function stateValue(node, active) {
	const children = node.children.filter((child) => active.includes(child));
	const [only] = children;
	if (!node.parallel && only && only.children.length === 0) return only.key;
	return Object.fromEntries(children.map((child) => [child.key, child.children.length === 0 ? {} : stateValue(child, active)]));
}
function activeOf(node, value) {
	const inner = typeof value === "string" ? { [value]: {} } : value;
	return [node, ...node.children.filter((child) => Object.hasOwn(inner, child.key)).flatMap((child) => child.children.length === 0 ? [child] : activeOf(child, inner[child.key] ?? {}))];
}
// machines/model/pvd.ts
const implicitPvd = (ifname) => `pvd:${ifname}`;
const routerPvd = (ifname, router) => `pvd:${ifname}/${router}`;
const explicitPvd = (identity, ifname) => `pvd:${identity}@${ifname}`;
const objectId = (value, origin) => `${value.kind} ${value.value} ${origin.source} ${origin.by}`;
function objectsOf(objects, kind) {
	return objects.filter((object) => object.kind === kind);
}
const inOrder$2 = (i) => i === 0 ? {} : { order: i };
function listed(objects, kind) {
	return objectsOf(objects.filter((object) => object.kind === kind).toSorted(asListed), kind);
}
const rankOf = ({ source }) => source === "static" ? 0 : 1;
const orderOf$1 = (object) => "order" in object ? object.order ?? 0 : 0;
const asListed = (a, b) => rankOf(a) - rankOf(b) || compareText(a.source, b.source) || compareText(a.by, b.by) || orderOf$1(a) - orderOf$1(b);
const isComplete = (objects, family) => objectsOf(objects, "gateway").some((g) => g.family === family) && goodAddresses(objects).some((a) => familyOf(a.value) === family);
const goodAddresses = (objects) => objectsOf(objects, "address").filter((a) => !a.flags.includes("dadFailed") && (!a.flags.includes("tentative") || a.flags.includes("optimistic")));
function isDeprecated(objects) {
	const addresses = goodAddresses(objects);
	return addresses.length > 0 && addresses.every((a) => a.flags.includes("deprecated")) && FAMILIES.some((f) => isComplete(objects, f));
}
// machines/model/rhythm.ts
const UNMEASURED = {
	rtt: null,
	loss: null
};
const DAY = seconds(86400);
const LEAST_CHECK = 1500;
const SECOND_LOOK = millis(250);
const FIRST_RETRY = seconds(1);
const LONGEST$1 = seconds(300);
const SHARE = 1 / 4;
const SPREAD = 1 / 8;
const backoff = (failed) => failed <= 1 ? SECOND_LOOK : millis(Math.min(LONGEST$1, FIRST_RETRY * 2 ** Math.min(failed - 2, 20)));
const FIRST_TRUST = seconds(1);
const TRUST_GROWS = 4;
const trustOf = (alarms, { every }) => millis(Math.max(FIRST_TRUST, Math.min(every, FIRST_TRUST * TRUST_GROWS ** alarms)));
const [LEAST_PATIENCE, ROUND_TRIPS, UNMEASURED_PATIENCE] = [
	millis(600),
	10,
	millis(1e3)
];
const patience = (rtt, timeout) => millis(Math.min(timeout, rtt === null ? UNMEASURED_PATIENCE : Math.max(LEAST_PATIENCE, Math.ceil(rtt * ROUND_TRIPS))));
function scattered(wait, seed) {
	let hash = 2166136261;
	for (let i = 0; i < seed.length; i += 1) hash = Math.imul(hash ^ seed.charCodeAt(i), 16777619) >>> 0;
	return millis(Math.round(wait * (1 - SPREAD * (hash / 2 ** 32))));
}
const allowance = ({ budget }, spent, at) => budget === null ? Number.MAX_SAFE_INTEGER : Math.max(0, budget - spentAt(spent, at));
const spentAt = (spent, at) => spent && at < after(spent.since, DAY) ? spent.bytes : 0;
const spentWith = (spent, { at, bytes }) => spent && at < after(spent.since, DAY) ? {
	...spent,
	bytes: spent.bytes + bytes
} : {
	bytes,
	since: at
};
function isAhead({ budget }, spent, at) {
	if (budget === null || spent === null || at >= after(spent.since, DAY)) return true;
	return spent.bytes + LEAST_CHECK <= budget * (at - spent.since + AHEAD) / (DAY + AHEAD);
}
const AHEAD = seconds(7200);
const afterBudget = (spent, at) => after(spent.since, millis(Math.max(DAY, at - spent.since + 1)));
function measured(old, told) {
	return {
		rtt: told.rtt === null ? old.rtt : smoothed(old.rtt, told.rtt, 100),
		loss: told.sent === 0 ? old.loss : smoothed(old.loss, 100 * told.lost / told.sent, 10)
	};
}
const smoothed = (old, now, parts) => Math.round((old === null ? now : old + (now - old) * SHARE) * parts) / parts;
// machines/pvdContext.ts
const isRunning = (state) => state === "running" || state === "doubting";
const IDLE = {
	due: null,
	failed: 0
};
const reached = (family, value) => family === 4 ? { reach4: value } : { reach6: value };
const checking = (family, value) => family === 4 ? { check4: value } : { check6: value };
const checkOf = (context, family) => family === 4 ? context.check4 : context.check6;
const isDue = (event, family) => event.type === "pvd.assembled" && event.isChecked && event.linked && isComplete(event.assembled.objects, family);
const isOurCheck = (context, event, family) => event.type === "deadline.passed" && event.id === `${context.id}:check${family}` && event.due === checkOf(context, family).due;
const isAffordable = (context, event) => allowance(event.type === "pvd.assembled" ? event.rhythm : context.rhythm, context.spent, event.at) >= LEAST_CHECK;
const FRESH = seconds(1);
const isFresh = ({ reach4, reach6 }, event, family) => {
	const reach = family === 4 ? reach4 : reach6;
	return reach !== null && event.at < after(reach.at, FRESH);
};
const isHint = ({ objects }, event) => event.type === "neighbour.changed" ? event.state === "failed" && objectsOf(objects, "gateway").some((g) => g.value === event.address) : event.type === "link.signalled" && event.quality === "poor";
const alarmsOf = ({ alarms4, alarms6 }, family) => family === 4 ? alarms4 : alarms6;
const alarming = (family, alarms) => family === 4 ? { alarms4: alarms } : { alarms6: alarms };
const trustedUntil = (context, family) => {
	const reach = family === 4 ? context.reach4 : context.reach6;
	return reach === null ? null : after(reach.at, trustOf(alarmsOf(context, family), context.rhythm));
};
const isStall = (context, event, family) => event.type === "sockets.sampled" && event.stalled > 0 && event.generation === context.generation && checkOf(context, family).failed === 0 && isAffordable(context, event) && isAhead(context.rhythm, context.spent, event.at);
const before = (at, age) => Math.max(0, at - age);
// machines/pvd.ts
const pvdMachine = setup({
	types: {
		context: {},
		events: {},
		input: {}
	},
	guards: {
		isAway: ({ event }) => event.type === "pvd.assembled" && (!event.linked || event.assembled.objects.length === 0),
		isAnother: ({ context, event }) => event.type === "pvd.assembled" && context.gone !== null && isAnotherAttachment(context.fingerprint, event.assembled.fingerprint),
		isReplaced: ({ context, event }) => event.type === "pvd.assembled" && isReplaced(context.fingerprint, event.assembled.fingerprint),
		isProvisioned: ({ event }) => event.type === "pvd.assembled" && FAMILIES.some((f) => isComplete(event.assembled.objects, f)),
		isDeprecated: ({ event }) => event.type === "pvd.assembled" && isDeprecated(event.assembled.objects),
		isOurLinger: ({ context, event }) => event.type === "deadline.passed" && event.id === `${context.id}:linger` && event.due === context.gone,
		wasReach: ({ event }, { family, state }) => event.type === "pvd.recalled" && event.memory.reach.some((r) => r.family === family && r.state === state),
		wasWaiting: ({ event }, { family }) => event.type === "pvd.recalled" && event.memory.waits.some((w) => w.family === family && w.left !== null),
		isOurs: ({ context, event }, { family }) => "family" in event && event.generation === context.generation && event.family === family,
		hasFailedAgain: ({ context, event }, { family }) => event.type === "check.failed" && event.generation === context.generation && event.family === family && checkOf(context, family).failed > 0,
		isToBeChecked: ({ context, event }, { family }) => isDue(event, family) && isAffordable(context, event),
		isUnaffordable: ({ context, event }, { family }) => isDue(event, family) && !isAffordable(context, event),
		isAffordable: ({ context, event }) => isAffordable(context, event),
		isDoubted: ({ context, event }, { family }) => isAffordable(context, event) && isHint(context, event) && checkOf(context, family).failed === 0 && !isFresh(context, event, family),
		isStalledNow: ({ context, event }, { family }) => isStall(context, event, family) && event.at >= (trustedUntil(context, family) ?? event.at),
		isStalledAgain: ({ context, event }, { family }) => isStall(context, event, family) && (trustedUntil(context, family) ?? event.at) < (checkOf(context, family).due ?? 0),
		isNoLongerChecked: ({ event }, { family }) => event.type === "pvd.assembled" && !isDue(event, family),
		isOurCheckDue: ({ context, event }, { family }) => isOurCheck(context, event, family) && isAffordable(context, event),
		isOurCheckTooDear: ({ context, event }, { family }) => isOurCheck(context, event, family) && !isAffordable(context, event)
	},
	actions: {
		keepAssembled: assign(({ context, event }) => event.type === "pvd.assembled" ? {
			objects: event.assembled.objects,
			identity: event.assembled.identity,
			fingerprint: completed(context.fingerprint, event.assembled.fingerprint),
			gone: null,
			rhythm: settle(context.rhythm, event.rhythm)
		} : {}),
		keepAway: assign(({ context, event }) => event.type === "pvd.assembled" ? {
			objects: event.assembled.objects,
			gone: context.gone ?? after(event.at, event.linger)
		} : {}),
		beginGeneration: assign(({ context, event }) => event.type === "pvd.assembled" ? {
			generation: context.generation + 1,
			fingerprint: event.assembled.fingerprint
		} : {}),
		recall: assign(({ event }) => {
			if (event.type !== "pvd.recalled") return {};
			const { generation, fingerprint, lingers, spent, quality } = event.memory;
			const of = (family) => quality.find((q) => q.family === family) ?? UNMEASURED;
			return {
				generation,
				fingerprint,
				gone: after(event.at, lingers),
				spent: spent && {
					bytes: spent.bytes,
					since: before(event.at, spent.age)
				},
				quality4: {
					rtt: of(4).rtt,
					loss: of(4).loss
				},
				quality6: {
					rtt: of(6).rtt,
					loss: of(6).loss
				}
			};
		}),
		recallReach: assign(({ event }, { family }) => {
			const told = event.type === "pvd.recalled" ? event.memory.reach.find((r) => r.family === family) : void 0;
			return told ? reached(family, {
				since: told.since,
				at: before(event.at, told.age),
				portal: told.portal,
				by: `check.${told.state}`
			}) : {};
		}),
		recallCheck: assign(({ event }, { family }) => {
			const told = event.type === "pvd.recalled" ? event.memory.waits.find((w) => w.family === family) : void 0;
			return told ? checking(family, {
				due: told.left === null ? null : after(event.at, told.left),
				failed: told.failed
			}) : {};
		}),
		keepReach: assign(({ context, event }, { family }) => {
			const old = family === 4 ? context.reach4 : context.reach6;
			const portal = event.type === "check.portal" ? event.url : null;
			const since = old?.by === event.type && event.type !== "check.failed" && old.portal === portal ? old.since : ("of" in event ? event.of : void 0) ?? event.seq;
			return reached(family, {
				since,
				at: event.at,
				portal,
				by: event.type
			});
		}),
		forgetReach: assign((_, { family }) => ({
			...reached(family, null),
			...family === 4 ? { quality4: UNMEASURED } : { quality6: UNMEASURED }
		})),
		keepQuality: assign(({ context, event }, { family }) => {
			if (!("rtt" in event)) return {};
			const quality = measured(family === 4 ? context.quality4 : context.quality6, event);
			return {
				spent: spentWith(context.spent, event),
				...family === 4 ? { quality4: quality } : { quality6: quality }
			};
		}),
		waitForBudget: assign(({ context, event }, { family }) => "at" in event && context.spent ? checking(family, {
			...checkOf(context, family),
			due: afterBudget(context.spent, event.at)
		}) : {}),
		beginCheck: assign(({ context }, { family }) => checking(family, {
			...checkOf(context, family),
			due: null
		})),
		planRecheck: assign(({ context, event }, { family }) => checking(family, {
			due: after(event.at, scattered(context.rhythm.every, `${context.id} ${event.seq}`)),
			failed: 0
		})),
		planRetry: assign(({ context, event }, { family }) => {
			const failed = checkOf(context, family).failed + 1;
			return checking(family, {
				due: after(event.at, scattered(backoff(failed), `${context.id} ${event.seq}`)),
				failed
			});
		}),
		countAlarm: assign(({ context }, { family }) => alarming(family, Math.min(8, alarmsOf(context, family) + 1))),
		forgiveAlarm: assign(({ context }, { family }) => alarming(family, Math.max(0, alarmsOf(context, family) - 1))),
		planDoubt: assign(({ context }, { family }) => checking(family, {
			...checkOf(context, family),
			due: trustedUntil(context, family) ?? checkOf(context, family).due
		})),
		stopChecking: assign((_, { family }) => checking(family, IDLE))
	}
}).createMachine({
	id: "pvd",
	type: "parallel",
	context: ({ input }) => ({
		...input,
		objects: [],
		gone: null,
		reach4: null,
		reach6: null,
		check4: IDLE,
		check6: IDLE,
		rhythm: {
			every: seconds(300),
			budget: null
		},
		spent: null,
		quality4: UNMEASURED,
		quality6: UNMEASURED,
		alarms4: 0,
		alarms6: 0
	}),
	states: {
		provisioning: {
			initial: "forming",
			states: {
				forming: { on: {
					"pvd.recalled": {
						target: "detached",
						actions: "recall"
					},
					"pvd.assembled": [
						{
							guard: "isAway",
							target: "detached",
							actions: "keepAway"
						},
						{
							guard: "isReplaced",
							target: "detached",
							actions: "beginGeneration"
						},
						{
							guard: "isDeprecated",
							target: "deprecated",
							actions: "keepAssembled"
						},
						{
							guard: "isProvisioned",
							target: "provisioned",
							actions: "keepAssembled"
						},
						{ actions: "keepAssembled" }
					]
				} },
				provisioned: { on: { "pvd.assembled": [
					{
						guard: "isAway",
						target: "detached",
						actions: "keepAway"
					},
					{
						guard: "isReplaced",
						target: "detached",
						actions: "beginGeneration"
					},
					{
						guard: "isDeprecated",
						target: "deprecated",
						actions: "keepAssembled"
					},
					{
						guard: "isProvisioned",
						actions: "keepAssembled"
					},
					{
						target: "forming",
						actions: "keepAssembled"
					}
				] } },
				deprecated: { on: { "pvd.assembled": [
					{
						guard: "isAway",
						target: "detached",
						actions: "keepAway"
					},
					{
						guard: "isReplaced",
						target: "detached",
						actions: "beginGeneration"
					},
					{
						guard: "isDeprecated",
						actions: "keepAssembled"
					},
					{
						guard: "isProvisioned",
						target: "provisioned",
						actions: "keepAssembled"
					},
					{
						target: "forming",
						actions: "keepAssembled"
					}
				] } },
				detached: { on: {
					"pvd.assembled": [
						{
							guard: "isAway",
							actions: "keepAway"
						},
						{
							guard: "isAnother",
							actions: "beginGeneration"
						},
						{
							guard: "isDeprecated",
							target: "deprecated",
							actions: "keepAssembled"
						},
						{
							guard: "isProvisioned",
							target: "provisioned",
							actions: "keepAssembled"
						},
						{
							target: "forming",
							actions: "keepAssembled"
						}
					],
					"deadline.passed": {
						guard: "isOurLinger",
						target: "gone"
					}
				} },
				gone: {}
			}
		},
		reach4: reachRegion(4),
		reach6: reachRegion(6),
		check4: checkRegion(4),
		check6: checkRegion(6)
	}
});
const pvdActor = compile(pvdMachine);
const pvdState = (snapshot) => snapshot.value;
const isAttached = (snapshot) => {
	const { provisioning } = pvdState(snapshot);
	return provisioning === "provisioned" || provisioning === "deprecated";
};
function pvdDeadlines({ value, context }) {
	const linger = typeof value === "object" && value.provisioning === "detached" && context.gone !== null ? [{
		id: `${context.id}:linger`,
		due: context.gone
	}] : [];
	const checks = FAMILIES.flatMap((family) => {
		const { due } = checkOf(context, family);
		return due === null ? [] : [{
			id: `${context.id}:check${family}`,
			due
		}];
	});
	return [...linger, ...checks];
}
// machines/pins.ts
const PINS_MAX = 4096;
function hearAnswered(host, fact) {
	if (host.phase === "settled" && !isLive(host, fact)) return;
	for (const address of new Set(fact.addresses)) if (isPinnable(address)) pin(host, address, fact);
	while (host.pins.length > PINS_MAX) dropOne(host);
}
const PINNABLE = new Set([
	"public",
	"private",
	"shared",
	"uniqueLocal"
]);
const isPinnable = (address) => !address.includes("%") && PINNABLE.has(reachOf(address));
function pin(host, id, fact) {
	const { pvd, generation } = fact;
	const [old, end] = [find(host.pins, id), find(host.pinEnds, id)];
	const at = after(fact.at, fact.keep);
	if (old && end && old.pvd === pvd && old.generation === generation) {
		if (at > end.at) host.pinEnds = put(host.pinEnds, {
			...end,
			at
		});
		return;
	}
	const beaten = old ? {
		pvd: old.pvd,
		generation: old.generation,
		since: old.since
	} : null;
	host.pins = put(host.pins, {
		id,
		pvd,
		generation,
		since: fact.of ?? fact.seq,
		beaten
	});
	host.pinEnds = put(host.pinEnds, {
		id,
		at,
		beaten: end?.at ?? null
	});
}
function dropOne(host) {
	const counts = new Map();
	for (const { pvd } of host.pins) counts.set(pvd, (counts.get(pvd) ?? 0) + 1);
	const most = Math.max(...counts.values());
	let first;
	host.pins.forEach(({ pvd }, i) => {
		const end = host.pinEnds[i];
		if (end && counts.get(pvd) === most && (!first || end.at < first.at)) first = end;
	});
	host.pins = drop(host.pins, first?.id ?? "");
	host.pinEnds = drop(host.pinEnds, first?.id ?? "");
}
const DEADLINE$1 = "pins:end";
function pinDeadlines(ends) {
	let due = null;
	for (const { at, beaten } of ends) {
		const first = beaten !== null && beaten < at ? beaten : at;
		if (due === null || first < due) due = first;
	}
	return due === null ? [] : [{
		id: DEADLINE$1,
		due
	}];
}
function endPins(host, fact) {
	if (fact.id === DEADLINE$1) keepOnly(host, (_, end) => end > fact.at);
}
function settlePins(before, host) {
	if (host.phase !== "settled" || host.pins.length === 0) return;
	const isOpening = before.phase !== "settled";
	if (before.pvds === host.pvds && !isOpening) return;
	const isLost = ({ id, snapshot }) => isPresent(snapshot) && !isLive(host, {
		pvd: id,
		generation: snapshot.context.generation
	});
	if (isOpening || before.pvds.some(isLost)) keepOnly(host, (holder) => isLive(host, holder));
}
const isLive = (host, { pvd, generation }) => {
	const found = find(host.pvds, pvd)?.snapshot;
	return found !== void 0 && found.context.generation === generation && isPresent(found);
};
const isPresent = (snapshot) => !["detached", "gone"].includes(pvdState(snapshot).provisioning);
function keepOnly(host, isKept) {
	const left = host.pins.flatMap((row, i) => {
		const end = host.pinEnds[i];
		if (!end) return [];
		const beaten = row.beaten && end.beaten !== null && isKept(row.beaten, end.beaten) ? [row.beaten, end.beaten] : null;
		if (!isKept(row, end.at)) return beaten ? [[{
			id: row.id,
			...beaten[0],
			beaten: null
		}, {
			id: row.id,
			at: beaten[1],
			beaten: null
		}]] : [];
		return row.beaten === null || beaten ? [[row, end]] : [[{
			...row,
			beaten: null
		}, {
			...end,
			beaten: null
		}]];
	});
	if (left.length === host.pins.length && left.every(([row], i) => row === host.pins[i])) return;
	host.pins = left.map(([row]) => row);
	host.pinEnds = left.map(([, end]) => end);
}
function carryPins({ pins, pinEnds }, now) {
	const left = (end) => millis(Math.max(1, (end ?? now) - now));
	return pins.map(({ id, beaten, pvd, generation, since }, i) => {
		const end = pinEnds[i];
		return {
			address: id,
			pvd,
			generation,
			since,
			left: left(end?.at),
			beaten: beaten && {
				...beaten,
				left: left(end?.beaten)
			}
		};
	});
}
function recallPins(host, memory) {
	const rows = memory.map(({ address, left, beaten, ...holder }) => ({
		id: address,
		left,
		beaten,
		holder
	})).sort(compareId);
	const heldBy = (b) => b && {
		pvd: b.pvd,
		generation: b.generation,
		since: b.since
	};
	host.pins = rows.map(({ id, holder, beaten }) => ({
		id,
		...holder,
		beaten: heldBy(beaten)
	}));
	host.pinEnds = rows.map(({ id, left, beaten }) => ({
		id,
		at: after(host.at, left),
		beaten: beaten && after(host.at, beaten.left)
	}));
}
// machines/discovered.ts
function hearDiscovered(host, fact) {
	const { pvd: id, generation, prefixes, lifetime } = fact;
	const found = find(host.pvds, id)?.snapshot.context;
	if (found?.generation !== generation) return;
	if (prefixes.length === 0 || lifetime === 0) return forget$1(host, [id]);
	const row = {
		id,
		ifname: found.ifname,
		generation,
		prefixes,
		since: fact.of ?? fact.seq
	};
	const old = find(host.discovered, id);
	if (!old || !isEqual(old, {
		...row,
		since: old.since
	})) host.discovered = put(host.discovered, row);
	host.discoveredEnds = put(host.discoveredEnds, {
		id,
		at: after(fact.at, lifetime)
	});
}
const DEADLINE = "pref64:end";
function discoveredDeadlines(ends) {
	const [first] = ends.toSorted((a, b) => a.at - b.at);
	return first ? [{
		id: DEADLINE,
		due: first.at
	}] : [];
}
function endDiscovered(host, fact) {
	if (fact.id === DEADLINE) forget$1(host, idsOf(host.discoveredEnds.filter((end) => end.at <= fact.at)));
}
function settleDiscovered(before, host) {
	const isCurrent = ({ id, generation }) => find(host.pvds, id)?.snapshot.context.generation === generation;
	if (before.pvds !== host.pvds || before.phase !== host.phase) forget$1(host, idsOf(host.discovered.filter((row) => !isCurrent(row))));
	if (before.discovered === host.discovered) return [];
	const changed = [...host.discovered.filter((row) => find(before.discovered, row.id) !== row), ...before.discovered.filter((row) => !find(host.discovered, row.id))];
	return [...new Set(changed.map((row) => row.ifname))].sort();
}
const idsOf = (rows) => rows.map((row) => row.id);
function forget$1(host, ids) {
	for (const id of ids) {
		host.discovered = drop(host.discovered, id);
		host.discoveredEnds = drop(host.discoveredEnds, id);
	}
}
const carryDiscovered = ({ discovered, discoveredEnds }, now) => discovered.map(({ id, ...row }) => ({
	pvd: id,
	...row,
	left: millis(Math.max(1, (find(discoveredEnds, id)?.at ?? now) - now))
}));
function recallDiscovered(host, memory) {
	host.discovered = memory.map(({ pvd, left: _, ...row }) => ({
		id: pvd,
		...row
	})).sort(compareId);
	host.discoveredEnds = memory.map(({ pvd, left }) => ({
		id: pvd,
		at: after(host.at, left)
	})).sort(compareId);
}
// machines/selection.ts
const ORDER = [
	"high",
	"medium",
	"low"
];
function selectedZones(selection) {
	const sorted = selection.toSorted((a, b) => ORDER.indexOf(a.preference) - ORDER.indexOf(b.preference));
	return [...new Set(sorted.flatMap((one) => one.domains))].map((value) => {
		const knowing = sorted.filter((one) => one.domains.includes(value));
		return {
			value,
			servers: [...new Set(knowing.flatMap((one) => one.servers))],
			preference: knowing[0]?.preference ?? "medium"
		};
	});
}
const selectedServers = (zones) => zones.flatMap((zone) => zone.value === "." ? zone.servers : []);
// machines/objects.ts
const RTPROT = {
	kernel: 2,
	ra: 9,
	dhcp: 16,
	ours: 109
};
const MAIN = 254;
const object = (value, origin, since) => ({
	...value,
	id: objectId(value, origin),
	since,
	...origin
});
function objectsOfRouter(view, router) {
	const origin = {
		source: "ra",
		by: router.router
	};
	const { since } = router;
	const own = router.objects.flatMap((o) => {
		const preference = o.detail.preference === "high" ? "high" : o.detail.preference === "low" ? "low" : "medium";
		switch (o.kind) {
			case "gateway": return [object({
				kind: "gateway",
				value: router.router,
				family: 6,
				preference,
				metric: null
			}, origin, since)];
			case "prefix": return [object({
				kind: "prefix",
				value: o.value,
				onLink: o.detail.onLink === true
			}, origin, since)];
			case "route": return [object({
				kind: "route",
				value: o.value,
				gateway: router.router,
				preference
			}, origin, since)];
			case "portal": return portalOf(o.value) === null ? [] : [object({
				kind: "portal",
				value: o.value
			}, origin, since)];
			case "dns": return [object({
				kind: "dns",
				value: scoped(o.value, router.ifname)
			}, origin, since)];
			default: return [object({
				kind: o.kind,
				value: o.value
			}, origin, since)];
		}
	});
	const prefixes = router.objects.filter((o) => o.kind === "prefix").map((o) => o.value);
	return [...own, ...addressesOf$4(view, origin, (address) => !isLeased6(view, address) && prefixes.some((p) => isInPrefix(address, p)))];
}
function objectsOfLease(view) {
	const { lease, since } = view.lease ?? {
		lease: null,
		since: 0
	};
	if (!lease) return [];
	const origin = {
		source: "dhcp4",
		by: lease.client
	};
	const flags = view.link.addresses.find((a) => a.address === lease.address)?.flags ?? [];
	const zones = selectedZones(lease.selection);
	const text = (kind, values) => values.filter((v) => v !== null).map((value, i) => object({
		kind,
		value,
		...inOrder$2(i)
	}, origin, since));
	return [
		object({
			kind: "address",
			value: lease.address,
			prefixLength: lease.prefixLength,
			flags: flags.filter((f) => f !== "permanent")
		}, origin, since),
		object({
			kind: "prefix",
			value: networkOf(lease.address, lease.prefixLength),
			onLink: true
		}, origin, since),
		...lease.gateways.slice(0, 1).map((value) => gateway(value, 4, null, origin, since)),
		...lease.routes.map((r) => object({
			kind: "route",
			value: r.destination,
			gateway: r.gateway,
			preference: "medium"
		}, origin, since)),
		...text("dns", [...new Set([...lease.dns, ...selectedServers(zones)])]),
		...zones.map((zone) => object({
			kind: "zone",
			...zone
		}, origin, since)),
		...text("search", lease.search),
		...text("ntp", lease.ntp),
		...text("portal", [portalOf(lease.portal)]),
		...text("mtu", [lease.mtu === null ? null : String(lease.mtu)])
	];
}
function objectsOfStatic(view) {
	const kernel = {
		source: "static",
		by: "kernel"
	};
	const config = {
		source: "static",
		by: "configuration"
	};
	const since = view.settingsSince;
	const { gateways = [], dns = [], search = [], ntp = [], routes = [] } = view.settings?.static ?? {};
	const text = (kind, values) => values.map((value, i) => object({
		kind,
		value,
		...inOrder$2(i)
	}, config, since));
	const own = addressesOf$4(view, kernel, (address, flags) => flags.includes("permanent") && !isLeased(view, address) && !isAdvertised(view, address));
	return [
		...own,
		...onLinkPrefixes$1(own),
		...kernelRoutes(view, (r) => r.protocol !== RTPROT.ra && r.protocol !== RTPROT.ours && !isLeaseRoute(view, r)).map((r) => routeObject(r, kernel)),
		...gateways.map((value) => gateway(value, familyOf(value), null, config, since)),
		...routes.map((r) => object({
			kind: "route",
			value: r.destination,
			gateway: r.gateway,
			preference: "medium"
		}, config, since)),
		...dns.flatMap((server, i) => configuredServer(server, i, config, since)),
		...text("search", searched(search)),
		...text("ntp", ntp)
	];
}
function configuredServer(text, i, origin, since) {
	const server = parseServer(text);
	if (!server) return [];
	const { address: value, port, tls } = server;
	return [object({
		kind: "dns",
		value,
		...port === (tls === null ? 53 : 853) ? {} : { port },
		...tls === null ? {} : { tls },
		...inOrder$2(i)
	}, origin, since)];
}
function orphansOf(view) {
	const heard = view.routers.map((r) => r.router);
	return {
		addresses: view.link.addresses.filter((a) => !a.flags.includes("permanent") && !isAdvertised(view, a.address) && !isLeased(view, a.address)),
		routes: view.link.routes.filter((r) => r.protocol === RTPROT.ra && !heard.includes(r.gateway ?? ""))
	};
}
function objectsOfKernel(view) {
	const origin = (family) => ({
		source: "kernel",
		by: family === 6 ? "ra" : "dhcp"
	});
	const orphans = orphansOf(view);
	const isOrphan = (address) => orphans.addresses.some((a) => a.address === address);
	const addresses = FAMILIES.flatMap((family) => addressesOf$4(view, origin(family), (a) => familyOf(a) === family && isOrphan(a)));
	const routes = kernelRoutes(view, (r) => orphans.routes.includes(r));
	return [
		...addresses,
		...onLinkPrefixes$1(addresses),
		...routes.map((r) => routeObject(r, origin(6)))
	];
}
function objectsInformed({ pvd, held }) {
	if (!held) return [];
	const origin = {
		source: "information",
		by: pvd.slice(4, pvd.lastIndexOf("@"))
	};
	return [...held.dnsZones.map((value) => object({
		kind: "zone",
		value,
		servers: [],
		preference: "medium"
	}, origin, held.since)), ...held.noInternet ? [object({
		kind: "noInternet",
		value: "true"
	}, origin, held.since)] : []];
}
const objectsDiscovered = ({ prefixes, since }) => prefixes.map((value) => object({
	kind: "pref64",
	value
}, {
	source: "dns",
	by: "ipv4only.arpa"
}, since));
const onLinkPrefixes$1 = (addresses) => addresses.flatMap((a) => a.kind === "address" ? [object({
	kind: "prefix",
	value: networkOf(a.value, a.prefixLength),
	onLink: true
}, {
	source: a.source,
	by: a.by
}, a.since)] : []);
const objectsPublished = (view) => view.published.flatMap(({ publisher, servers, search, since }) => {
	const origin = {
		source: "published",
		by: publisher
	};
	return [...servers.map((value, i) => object({
		kind: "dns",
		value,
		...inOrder$2(i)
	}, origin, since)), ...search.map((value, i) => object({
		kind: "search",
		value,
		...inOrder$2(i)
	}, origin, since))];
});
function addressesOf$4(view, origin, belongs) {
	return view.link.addresses.filter((a) => a.scope === "global" && reachOf(a.address) !== "linkLocal" && belongs(a.address, a.flags)).map((a) => object({
		kind: "address",
		value: a.address,
		prefixLength: a.prefixLength,
		flags: a.flags.filter((f) => f !== "permanent")
	}, origin, a.since));
}
const kernelRoutes = (view, belongs) => view.link.routes.filter((r) => r.table === MAIN && belongs(r));
const isDefault = (destination) => destination === "0.0.0.0/0" || destination === "::/0";
const isLeased6 = (view, address) => view.lease6?.lease?.addresses.includes(address) ?? false;
const isLeased = (view, address) => view.lease?.lease?.address === address || isLeased6(view, address);
const isAdvertised = (view, address) => view.routers.some((r) => r.objects.some((o) => o.kind === "prefix" && isInPrefix(address, o.value)));
function isLeaseRoute(view, route) {
	const lease = view.lease?.lease;
	if (!lease || familyOf(route.destination) !== 4) return false;
	return route.protocol === RTPROT.dhcp || isDefault(route.destination) && lease.gateways.includes(route.gateway ?? "") || lease.routes.some((r) => r.destination === route.destination && r.gateway === route.gateway);
}
function routeObject(route, origin) {
	const { destination, since, metric } = route;
	const preference = route.preference ?? "medium";
	return isDefault(destination) ? gateway(route.gateway ?? "", familyOf(destination), metric, origin, since, preference) : object({
		kind: "route",
		value: destination,
		gateway: route.gateway ?? "",
		preference
	}, origin, since);
}
const gateway = (value, family, metric, origin, since, preference = "medium") => object({
	kind: "gateway",
	value,
	family,
	preference,
	metric
}, origin, since);
const NO_PORTAL = "urn:ietf:params:capport:unrestricted";
const portalOf = (uri) => uri === NO_PORTAL ? null : uri;
// machines/objects6.ts
function objectsOfLease6(view, routers) {
	const { lease, since } = view.lease6 ?? {
		lease: null,
		since: 0
	};
	if (!lease) return [];
	const own = implicitPvd(view.link.ifname);
	const origin = {
		source: "dhcp6",
		by: lease.client
	};
	const object = (value) => ({
		...value,
		...origin,
		id: objectId(value, origin),
		since
	});
	const zones = selectedZones(lease.selection).map(({ servers, ...zone }) => ({
		...zone,
		servers: servers.map((server) => scoped(server, view.link.ifname))
	}));
	const dns = [...new Set([...lease.dns.map((value) => scoped(value, view.link.ifname)), ...selectedServers(zones)])];
	const managed = routers.filter(({ router }) => router.managed);
	const told = managed.length > 0 ? managed : routers.filter(({ router }) => router.other);
	const informed = new Set([...managed, ...routers.filter(({ router }) => router.other)].map(({ pvd }) => pvd));
	const others = [
		...dns.map((value, i) => object({
			kind: "dns",
			value,
			...inOrder$2(i)
		})),
		...zones.map((zone) => ({
			kind: "zone",
			...zone,
			...origin,
			id: objectId({
				kind: "zone",
				value: zone.value
			}, origin),
			since
		})),
		...lease.search.map((value, i) => object({
			kind: "search",
			value,
			...inOrder$2(i)
		})),
		...lease.ntp.map((value, i) => object({
			kind: "ntp",
			value: scoped(value, view.link.ifname),
			...inOrder$2(i)
		})),
		...policyOf$1(lease, origin, since)
	];
	return [
		...addressesOf$3(view, lease.addresses, origin, since).map((address) => [managed.find(({ router }) => advertises(router, address.value))?.pvd ?? own, [address]]),
		[onlyPvd(told) ?? own, lease.prefixes.map((value) => object({
			kind: "delegated",
			value
		}))],
		...(informed.size === 0 ? [own] : [...informed].sort()).map((pvd) => [pvd, others])
	];
}
function policyOf$1({ policyTable, policyFlags }, origin, since) {
	return [...(policyTable ?? []).map(({ prefix, precedence, label }) => ({
		kind: "policy",
		value: prefix,
		precedence,
		label
	})), ...policyFlags?.privacy === false ? [{
		kind: "privacy",
		value: "public"
	}] : []].map((value) => ({
		...value,
		...origin,
		id: objectId(value, origin),
		since
	}));
}
const addressesOf$3 = (view, leased, origin, since) => view.link.addresses.filter(({ address }) => leased.includes(address)).map(({ address, prefixLength, flags }) => {
	const value = {
		kind: "address",
		value: address
	};
	return {
		...value,
		id: objectId(value, origin),
		since,
		...origin,
		prefixLength,
		flags: flags.filter((f) => f !== "permanent")
	};
});
const advertises = (router, address) => router.objects.some((o) => o.kind === "prefix" && isInPrefix(address, o.value));
function onlyPvd(routers) {
	const [pvd, ...more] = new Set(routers.map((r) => r.pvd));
	return pvd !== void 0 && more.length === 0 ? pvd : null;
}
// machines/assemble.ts
function assemble(view, primaryBefore) {
	const { ifname } = view.link;
	const implicit = view.routers.filter((r) => r.pvd === null);
	const primary = choosePrimary(view, implicit, primaryBefore);
	const routers = view.routers.map((router) => ({
		router,
		pvd: pvdOf(view, router, primary, implicit)
	}));
	const leasePvd = legacyPvd(view) ?? implicitPvd(ifname);
	const told = [
		...routers.map(({ router, pvd }) => [pvd, objectsOfRouter(view, router)]),
		[leasePvd, objectsOfLease(view)],
		...objectsOfLease6(view, routers),
		...view.informed.map((told) => [told.pvd, objectsInformed(told)]),
		...view.discovered.map((found) => [found.id, objectsDiscovered(found)]),
		[implicitPvd(ifname), [
			...objectsOfStatic(view),
			...objectsOfKernel(view),
			...objectsPublished(view)
		]]
	];
	return {
		primary,
		pvds: [...new Set(told.filter(([, objects]) => objects.length > 0).map(([id]) => id))].sort().map((id) => {
			const objects = told.filter(([pvd]) => pvd === id).flatMap(([, o]) => o).sort(compareId);
			const own = routers.filter((r) => r.pvd === id).map((r) => r.router);
			return {
				id,
				ifname,
				identity: own.find((r) => r.pvd)?.pvd?.id ?? null,
				objects: withoutRepeats(advertisedFirst(objects)),
				fingerprint: fingerprintOf(view, objects, own)
			};
		}).filter((p) => isDomain(p.objects))
	};
}
const isDomain = (objects) => objects.some((o) => o.kind === "gateway" || o.kind === "dns");
function choosePrimary(view, routers, before) {
	const leadsOut = (router) => preferenceOf(router) >= 0;
	const kept = routers.find((r) => r.router === before);
	if (kept && (leadsOut(kept) || !routers.some(leadsOut))) return before;
	const mac = gatewayMac(view);
	const beside = routers.find((r) => mac !== null && r.mac === mac);
	if (beside) return beside.router;
	return [...routers].sort((a, b) => preferenceOf(b) - preferenceOf(a) || a.heard - b.heard || (a.router < b.router ? -1 : 1))[0]?.router ?? null;
}
const LEVELS = {
	high: 2,
	medium: 1,
	low: 0
};
function preferenceOf(router) {
	const preference = router.objects.find((o) => o.kind === "gateway")?.detail.preference;
	return preference === "high" || preference === "medium" || preference === "low" ? LEVELS[preference] : -1;
}
function pvdOf(view, router, primary, implicit) {
	const { ifname } = view.link;
	if (router.pvd) return explicitPvd(router.pvd.id, ifname);
	if (router.router === primary) return implicitPvd(ifname);
	const first = implicit.find((other) => other.router === primary);
	if (first && sharesPrefix(first, router)) return implicitPvd(ifname);
	const elder = implicit.find((o) => o !== router && o.router !== primary && o.heard < router.heard && sharesPrefix(o, router));
	return elder ? routerPvd(ifname, elder.router) : routerPvd(ifname, router.router);
}
const prefixesOf$2 = (router) => router.objects.filter((o) => o.kind === "prefix").map((o) => o.value);
const sharesPrefix = (a, b) => prefixesOf$2(a).some((p) => prefixesOf$2(b).includes(p));
function legacyPvd(view) {
	if (!view.lease) return null;
	const macs = [gatewayMac(view), view.lease.lease?.serverMac ?? null].filter((mac) => mac !== null);
	const claims = view.routers.filter((r) => r.pvd?.legacy && r.mac !== null && macs.includes(r.mac));
	const ids = new Set(claims.map((r) => r.pvd?.id));
	const [only] = claims;
	return ids.size === 1 && only?.pvd ? explicitPvd(only.pvd.id, view.link.ifname) : null;
}
const macOf = (view, address) => view.link.neighbours.find((n) => n.address === address)?.mac ?? null;
const gateway4 = (view) => view.lease?.lease?.gateways[0] ?? objectsOf(objectsOfStatic(view), "gateway").find((g) => g.family === 4)?.value ?? null;
const gatewayMac = (view) => macOf(view, gateway4(view));
function fingerprintOf(view, objects, routers) {
	const gateway = objectsOf(objects, "gateway").find((g) => g.family === 4)?.value || null;
	const address4 = objectsOf(objects, "address").find((a) => !a.value.includes(":"));
	const prefixes = objectsOf(objects, "prefix").map((p) => p.value);
	const within = (address) => address ? prefixes.find((p) => isInPrefix(address, p)) : void 0;
	const [router] = routers;
	return {
		...NO_FINGERPRINT,
		network: view.link.network,
		gateway,
		gatewayMac: gateway === null ? router?.mac ?? null : macOf(view, gateway),
		prefix4: within(gateway) ?? within(address4?.value) ?? null,
		router: router?.router ?? null,
		prefixes6: prefixes.filter((p) => p.includes(":"))
	};
}
const advertisedFirst = (objects) => objects.some((o) => o.kind === "pref64" && o.source === "ra") ? objects.filter((o) => o.kind !== "pref64" || o.source === "ra") : objects;
const withoutRepeats = (objects) => objects.filter((o, i) => o.id !== objects[i - 1]?.id);
// machines/model/chance.ts
function chance(text) {
	let hash = 2166136261;
	for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
	hash = Math.imul(hash ^ hash >>> 16, 2246822507);
	hash = Math.imul(hash ^ hash >>> 13, 3266489909);
	return ((hash ^ hash >>> 16) >>> 0) / 2 ** 32;
}
// machines/informing.ts
const LEAST_WAIT = seconds(10);
const LONGEST_RETRY = seconds(3600);
function soonest(context, offer, at) {
	const delay = millis(Math.round(chance(seedOf("question", context, offer)) * 2 ** (10 + offer.delay)));
	const due = notBefore(context, after(at, delay));
	return context.due !== null && context.due < due ? context.due : due;
}
function refreshAt(context, at, expires) {
	const half = elapsed(at, expires) / 2;
	return notBefore(context, after(at, millis(Math.round(half + half * chance(seedOf("refresh", context, context.offer))))));
}
function retryAt(context, at) {
	const wait = Math.min(LONGEST_RETRY, LEAST_WAIT * 2 ** Math.min(context.failed, 20));
	return notBefore(context, after(at, millis(Math.round(wait * (1 + chance(seedOf("retry", context, context.offer)) / 8)))));
}
const notBefore = ({ asked }, due) => {
	const least = asked === null ? due : after(asked, LEAST_WAIT);
	return due < least ? least : due;
};
const seedOf = (what, { pvd, asked }, offer) => `${offer?.seed} ${what} ${pvd} ${offer?.generation} ${offer?.sequence} ${asked}`;
const coversAll = (prefixes, advertised) => uncovered(prefixes, advertised).length === 0;
const uncovered = (prefixes, advertised) => advertised.filter((own) => !prefixes.some((p) => prefixLength(p) <= prefixLength(own) && isInPrefix(own.slice(0, own.indexOf("/")), p)));
const uncoveredProblem = (prefixes, advertised) => `it does not cover the advertised ${uncovered(prefixes, advertised).join(", ")}`.slice(0, 256);
const heldOf = ({ generation, sequence, prefixes, dnsZones, noInternet, of, seq }) => ({
	generation,
	sequence,
	prefixes,
	dnsZones,
	noInternet,
	since: of ?? seq
});
const isUsable = (held, offer) => held !== null && held.generation === offer.generation && held.sequence === offer.sequence && coversAll(held.prefixes, offer.prefixes);
const QUESTIONS_MAX = 5;
function roomAt(restraint, at) {
	const recent = (restraint?.asked ?? []).filter((asked) => elapsed(asked, at) < LEAST_WAIT);
	const [oldest] = recent;
	return recent.length < QUESTIONS_MAX || oldest === void 0 ? at : after(oldest, LEAST_WAIT);
}
const withQuestion = (restraint, id, at) => ({
	id,
	asked: [...restraint?.asked ?? [], at].slice(-5),
	refused: restraint?.refused ?? 0
});
const withRefusal = (restraint, id) => ({
	id,
	asked: restraint?.asked ?? [],
	refused: (restraint?.refused ?? 0) + 1
});
const ageOf = (moment, now) => moment === null ? null : elapsed(moment, now);
// machines/information.ts
const away = [{
	guard: "isAnother",
	target: "idle",
	actions: ["beginAnew", "keepOffer"]
}, {
	guard: "isNews",
	actions: "keepOffer"
}];
const stop = [{
	guard: "isAnother",
	target: "idle",
	actions: ["beginAnew", "keepOffer"]
}, {
	target: "idle",
	actions: ["keepOffer", "stopWaiting"]
}];
const informationMachine = setup({
	types: {
		context: {},
		events: {},
		input: {}
	},
	guards: {
		isAnother: ({ context, event }) => "offer" in event && context.offer !== null && context.offer.generation !== event.offer.generation,
		isNewSequence: ({ context, event }) => "offer" in event && [context.offer, context.held].some((old) => old !== null && old.sequence !== event.offer.sequence),
		isNews: ({ context, event }) => "offer" in event && !isEqual(context.offer, event.offer),
		isStillHeld: ({ context, event }) => "offer" in event && isUsable(context.held, event.offer),
		isNoLongerHeld: ({ context, event }) => "offer" in event && !isUsable(context.held, event.offer),
		isUncovered: ({ context, event }) => "offer" in event && context.held !== null && !coversAll(context.held.prefixes, event.offer.prefixes),
		isOurs: ({ context, event }) => isAnswer(event) && isFor(context.offer, event),
		isGood: ({ context, event }) => event.type === "information.received" && isFor(context.offer, event) && coversAll(event.prefixes, context.offer?.prefixes ?? []),
		isOurTurn: ({ context, event }) => event.type === "deadline.passed" && event.id === dueId(context) && event.due === context.due,
		isOurExpiry: ({ context, event }) => event.type === "deadline.passed" && event.id === expiryId$2(context) && event.due === context.expires,
		was: ({ event }, { state }) => event.type === "information.recalled" && event.memory.state === state,
		wasHeld: ({ event }) => event.type === "information.recalled" && event.memory.held !== null
	},
	actions: {
		keepOffer: assign(({ event }) => "offer" in event ? { offer: event.offer } : {}),
		planQuestion: assign(({ context, event }) => "offer" in event ? { due: soonest(context, event.offer, event.at) } : {}),
		beginAnew: assign({
			due: null,
			failed: 0,
			problem: null
		}),
		planRefresh: assign(({ context, event }) => event.type === "information.received" && context.offer ? {
			due: refreshAt(context, event.at, after(event.at, event.expires)),
			failed: 0,
			problem: null
		} : {}),
		planRefreshOfHeld: assign(({ context, event }) => context.expires === null ? {} : { due: refreshAt(context, event.at, context.expires) }),
		planRetry: assign(({ context, event }) => isAnswer(event) ? {
			due: retryAt(context, event.at),
			failed: context.failed + 1,
			problem: problemOf(context.offer, event)
		} : {}),
		ask: assign(({ event }) => ({
			due: null,
			asked: event.at
		})),
		postpone: assign(({ event }) => event.type === "question.postponed" ? { due: event.until } : {}),
		stopWaiting: assign({ due: null }),
		keepProblem: assign(({ event }) => "problem" in event ? {
			problem: event.problem,
			due: null
		} : {}),
		hold: assign(({ event }) => event.type === "information.received" ? {
			held: heldOf(event),
			expires: after(event.at, event.expires)
		} : {}),
		forget: assign({
			held: null,
			expires: null
		}),
		tellUncovered: assign(({ context, event }) => "offer" in event ? { problem: uncoveredProblem(context.held?.prefixes ?? [], event.offer.prefixes) } : {}),
		recall: assign(({ event }) => {
			if (event.type !== "information.recalled") return {};
			const { left, asked, failed, problem } = event.memory;
			const before = asked === null ? null : Math.max(0, event.at - asked);
			return {
				due: left === null ? null : after(event.at, left),
				asked: before,
				failed,
				problem
			};
		}),
		recallHeld: assign(({ event }) => {
			if (event.type !== "information.recalled" || !event.memory.held) return {};
			const { left, ...held } = event.memory.held;
			return {
				held: {
					...held,
					generation: event.memory.generation
				},
				expires: after(event.at, left)
			};
		})
	}
}).createMachine({
	id: "information",
	type: "parallel",
	context: ({ input }) => ({
		...input,
		offer: null,
		held: null,
		expires: null,
		due: null,
		asked: null,
		failed: 0,
		problem: null
	}),
	states: {
		asking: {
			initial: "idle",
			states: {
				idle: { on: {
					"information.recalled": [
						{
							guard: {
								type: "was",
								params: { state: "waiting" }
							},
							target: "waiting",
							actions: "recall"
						},
						{
							guard: {
								type: "was",
								params: { state: "fetching" }
							},
							target: "fetching",
							actions: "recall"
						},
						{
							guard: {
								type: "was",
								params: { state: "refused" }
							},
							target: "refused",
							actions: "recall"
						},
						{ actions: "recall" }
					],
					"offer.made": [
						{
							guard: "isAnother",
							target: "waiting",
							actions: [
								"beginAnew",
								"planQuestion",
								"keepOffer"
							]
						},
						{
							guard: "isStillHeld",
							target: "waiting",
							actions: ["keepOffer", "planRefreshOfHeld"]
						},
						{
							target: "waiting",
							actions: ["planQuestion", "keepOffer"]
						}
					],
					"offer.blocked": away,
					"offer.withdrawn": away
				} },
				waiting: { on: {
					"offer.made": [
						{
							guard: "isAnother",
							actions: [
								"beginAnew",
								"planQuestion",
								"keepOffer"
							]
						},
						{
							guard: "isNewSequence",
							actions: ["planQuestion", "keepOffer"]
						},
						{
							guard: "isUncovered",
							actions: ["planQuestion", "keepOffer"]
						},
						{
							guard: "isNews",
							actions: "keepOffer"
						}
					],
					"offer.blocked": stop,
					"offer.withdrawn": stop,
					"deadline.passed": {
						guard: "isOurTurn",
						target: "fetching",
						actions: "ask"
					},
					"question.postponed": { actions: "postpone" },
					"question.barred": {
						target: "refused",
						actions: "keepProblem"
					}
				} },
				fetching: { on: {
					"offer.made": [
						{
							guard: "isAnother",
							target: "waiting",
							actions: [
								"beginAnew",
								"planQuestion",
								"keepOffer"
							]
						},
						{
							guard: "isNewSequence",
							target: "waiting",
							actions: ["planQuestion", "keepOffer"]
						},
						{
							guard: "isNews",
							actions: "keepOffer"
						}
					],
					"offer.blocked": stop,
					"offer.withdrawn": stop,
					"information.received": [{
						guard: "isGood",
						target: "waiting",
						actions: "planRefresh"
					}, {
						guard: "isOurs",
						target: "waiting",
						actions: "planRetry"
					}],
					"information.unreached": {
						guard: "isOurs",
						target: "waiting",
						actions: "planRetry"
					},
					"information.refused": {
						guard: "isOurs",
						target: "refused",
						actions: "keepProblem"
					}
				} },
				refused: { on: {
					"offer.made": [{
						guard: "isAnother",
						target: "waiting",
						actions: [
							"beginAnew",
							"planQuestion",
							"keepOffer"
						]
					}, {
						guard: "isNews",
						actions: "keepOffer"
					}],
					"offer.blocked": away,
					"offer.withdrawn": away
				} }
			}
		},
		holding: {
			initial: "nothing",
			states: {
				nothing: { on: {
					"information.received": {
						guard: "isGood",
						target: "held",
						actions: "hold"
					},
					"information.recalled": {
						guard: "wasHeld",
						target: "held",
						actions: "recallHeld"
					}
				} },
				held: { on: {
					"information.received": {
						guard: "isGood",
						actions: "hold"
					},
					"offer.made": [{
						guard: "isUncovered",
						target: "nothing",
						actions: ["tellUncovered", "forget"]
					}, {
						guard: "isNoLongerHeld",
						target: "nothing",
						actions: "forget"
					}],
					"offer.blocked": {
						guard: "isNoLongerHeld",
						target: "nothing",
						actions: "forget"
					},
					"offer.withdrawn": {
						target: "nothing",
						actions: "forget"
					},
					"deadline.passed": {
						guard: "isOurExpiry",
						target: "nothing",
						actions: "forget"
					}
				} }
			}
		}
	}
});
const informationActor = compile(informationMachine);
const informationState = (snapshot) => snapshot.value;
const informationId = (pvd) => `information:${pvd}`;
const dueId = ({ pvd }) => `${informationId(pvd)}:due`;
const expiryId$2 = ({ pvd }) => `${informationId(pvd)}:expiry`;
const informationDeadlines = ({ context }) => [...context.due === null ? [] : [{
	id: dueId(context),
	due: context.due
}], ...context.expires === null ? [] : [{
	id: expiryId$2(context),
	due: context.expires
}]];
function isAnswer(event) {
	return event.type === "information.received" || event.type === "information.refused" || event.type === "information.unreached";
}
const isFor = (offer, answer) => offer?.generation === answer.generation && offer.sequence === answer.sequence;
const problemOf = (offer, answer) => answer.type === "information.received" ? uncoveredProblem(answer.prefixes, offer?.prefixes ?? []) : answer.problem;
// machines/lease6.ts
const lease6Machine = setup({
	types: {
		context: {},
		events: {},
		input: {}
	},
	guards: {
		isOurExpiry: ({ context, event }) => isOurExpiry(context, event),
		isLastExpiry: ({ context, event }) => isOurExpiry(context, event) && context.lifetimes.every(({ valid }) => hasEnded(valid, momentOf(event))),
		isOurClient: ({ context, event }) => event.type === "lease6.lost" && event.client === context.lease?.client
	},
	actions: {
		keepLease: assign(({ context, event }) => event.type === "lease6.bound" ? renewed$1(context, event) : {}),
		dropExpired: assign(({ context, event }) => unexpired$1(context, momentOf(event))),
		dropLease: assign({
			lease: null,
			lifetimes: []
		})
	}
}).createMachine({
	id: "lease6",
	context: ({ input }) => ({
		ifname: input.ifname,
		lease: null,
		since: 0,
		lifetimes: []
	}),
	initial: "none",
	states: {
		none: { on: { "lease6.bound": {
			target: "bound",
			actions: "keepLease"
		} } },
		bound: { on: {
			"lease6.bound": { actions: "keepLease" },
			"lease6.lost": {
				guard: "isOurClient",
				target: "none",
				actions: "dropLease"
			},
			"deadline.passed": [{
				guard: "isLastExpiry",
				target: "expired",
				actions: "dropLease"
			}, {
				guard: "isOurExpiry",
				actions: "dropExpired"
			}]
		} },
		expired: { on: { "lease6.bound": {
			target: "bound",
			actions: "keepLease"
		} } }
	}
});
const lease6Actor = compile(lease6Machine);
const lease6Id = (ifname) => `lease6:${ifname}`;
const lease6Deadlines = ({ context }) => {
	const due = firstEnd$1(context);
	return due === null ? [] : [{
		id: expiryId$1(context.ifname),
		due
	}];
};
const expiryId$1 = (ifname) => `${lease6Id(ifname)}:expiry`;
const momentOf = (event) => event.type === "deadline.passed" ? event.due : event.at;
const hasEnded = (end, now) => end !== null && end <= now;
const isOurExpiry = (context, event) => event.type === "deadline.passed" && event.id === expiryId$1(context.ifname) && event.due === firstEnd$1(context);
const firstEnd$1 = (context) => context.lifetimes.reduce((first, { valid }) => valid !== null && (first === null || valid < first) ? valid : first, null);
function renewed$1(context, event) {
	const { type: _type, v: _v, seq, at, class: _class, of, for: _for, ifname: _ifname, addresses, prefixes, ...rest } = event;
	const living = {
		addresses: addresses.filter((a) => a.valid !== 0),
		prefixes: prefixes.filter((p) => p.valid !== 0)
	};
	const lifetimes = [...living.addresses.map((a) => lifetime(a.address, a, at)), ...living.prefixes.map((p) => lifetime(p.prefix, p, at))].reduce((rows, row) => put(rows, row), []);
	const told = {
		...rest,
		addresses: living.addresses.map((a) => a.address),
		prefixes: living.prefixes.map((p) => p.prefix)
	};
	const lease = settle(context.lease ?? told, told);
	return lease === context.lease ? { lifetimes } : {
		lease,
		lifetimes,
		since: of ?? seq
	};
}
const lifetime = (id, told, at) => ({
	id,
	valid: told.valid === null ? null : after(at, told.valid),
	preferred: told.preferred === null ? null : after(at, told.preferred)
});
function unexpired$1(context, now) {
	const lifetimes = context.lifetimes.filter(({ valid }) => !hasEnded(valid, now));
	const lives = (value) => lifetimes.some(({ id }) => id === value);
	const { lease } = context;
	return {
		lifetimes,
		lease: lease && {
			...lease,
			addresses: lease.addresses.filter(lives),
			prefixes: lease.prefixes.filter(lives)
		}
	};
}
// machines/failures.ts
const TAKEN = "ERR_TAKEN_AWAY";
const FIRST = millis(250);
const LONGEST = seconds(60);
const TAKEN_MAX = 5;
const TAKEN_WITHIN = seconds(30);
const KEPT_MAX$1 = 2048;
const THE_REST = "the rest";
const PREFIX = "retry ";
const waitOf = (times) => millis(Math.min(LONGEST, FIRST * 2 ** Math.min(times - 1, 20)));
function withFailed(failures, fact) {
	const id = `${fact.command} ${fact.target}`;
	const times = (find(failures, id)?.times ?? 0) + 1;
	const { code, problem, at } = fact;
	return kept$1(failures, {
		id,
		code,
		problem,
		times,
		at,
		due: after(at, waitOf(times)),
		mayGo: false,
		since: fact.of ?? fact.seq
	});
}
const withDone = (failures, id) => find(failures, id)?.code === "ERR_TAKEN_AWAY" ? failures : drop(failures, id);
const withoutInterface = (failures, ifname) => {
	const left = failures.filter((f) => f.code === "ERR_TAKEN_AWAY" || !f.id.split(" ").includes(ifname));
	return left.length === failures.length ? failures : left;
};
function withTaken(failures, id, fact) {
	const old = find(failures, id);
	const isRow = old !== void 0 && old.code === "ERR_TAKEN_AWAY" && fact.at < after(old.at, TAKEN_WITHIN);
	const times = isRow ? old.times + 1 : 1;
	const problem = `another program removed it ${times} times within ${TAKEN_WITHIN / 1e3} s`;
	const due = after(fact.at, TAKEN_WITHIN);
	return kept$1(failures, {
		id,
		code: TAKEN,
		problem,
		times,
		at: isRow ? old.at : fact.at,
		due,
		mayGo: times <= TAKEN_MAX,
		since: fact.seq
	});
}
function withPassed(failures, fact) {
	const row = fact.id.startsWith(PREFIX) ? find(failures, fact.id.slice(6)) : void 0;
	if (row?.due !== fact.due) return failures;
	return row.mayGo || row.code === "ERR_TAKEN_AWAY" ? drop(failures, row.id) : put(failures, {
		...row,
		mayGo: true,
		due: after(fact.at, LONGEST)
	});
}
const failureDeadline = ({ id, due }) => ({
	id: `${PREFIX}${id}`,
	due
});
const isHeldBack = (failures, id) => (find(failures, id) ?? find(failures, THE_REST))?.mayGo === false;
function kept$1(failures, row) {
	if (failures.length < KEPT_MAX$1 || find(failures, row.id)) return put(failures, row);
	const rest = find(failures, THE_REST);
	if (rest?.mayGo === false) return failures;
	const times = (rest?.times ?? 0) + 1;
	return put(failures, {
		...row,
		id: THE_REST,
		times,
		due: after(row.at, waitOf(times)),
		mayGo: false
	});
}
// machines/publishing.ts
const NOT_LISTENING = {
	addresses: [],
	problem: null,
	since: 0
};
function toPublishing(host, fact) {
	const since = fact.of ?? fact.seq;
	switch (fact.type) {
		case "names.published": {
			const id = publicationId(fact.publication);
			host.publications = put(host.publications, {
				id,
				publication: fact.publication,
				since
			});
			host.failures = withDone(host.failures, `names.publish ${id}`);
			return;
		}
		case "names.withdrawn":
			if (fact.class === "world" && find(host.publications, fact.target)) host.failures = withTaken(host.failures, `names.publish ${fact.target}`, fact);
			host.publications = drop(host.publications, fact.target);
			return;
		case "resolver.listening":
			host.listening = {
				addresses: fact.addresses,
				problem: fact.problem,
				since
			};
			return;
	}
}
function forgetTold(host) {
	const isTold = ({ id }) => id.includes(TO_RESOLVED);
	host.publications = host.publications.filter((row) => !isTold(row));
	host.failures = host.failures.filter((row) => !isTold(row));
}
const TO_RESOLVED = `${RESOLVED} `;
const restatePublishing = (host) => [...host.publications.map(({ publication, since }) => world("names.published", { publication }, since)), ...host.listening.since === 0 ? [] : [restated(host.listening)]];
const restated = ({ addresses, problem, since }) => world("resolver.listening", {
	addresses,
	problem
}, since);
// machines/state.ts
const sysctlId = ({ family, ifname, key }) => `${family} ${ifname} ${key}`;
const INITIAL_HOST = {
	seq: 0,
	at: instant(0),
	phase: "opening",
	interfaces: [],
	leases: [],
	leases6: [],
	routers: [],
	pvds: [],
	information: [],
	restraints: [],
	policies: [],
	settings: DEFAULT_SETTINGS,
	settingsSince: 0,
	managers: [],
	published: [],
	ownRules: [],
	ownRoutes: [],
	sysctls: [],
	guarded: [],
	watched: {
		owners: [],
		since: 0
	},
	samples: [],
	left: [],
	endpoints: [],
	mptcp: null,
	clients: [],
	failures: [],
	pins: [],
	pinEnds: [],
	discovered: [],
	discoveredEnds: [],
	publications: [],
	listening: NOT_LISTENING,
	sessions: [],
	sessionCounts: [],
	sessionsAwake: instant(0),
	woken: 0,
	primaries: [],
	memory: [],
	floor: 0,
	recalled: {
		pvds: [],
		primaries: [],
		ranks: [],
		steadiness: [],
		sysctls: [],
		information: [],
		restraints: [],
		names: [],
		pins: [],
		pref64: [],
		sessions: [],
		left: [],
		mptcp: null,
		floor: 0
	},
	started: null,
	epoch: 0
};
const isMetered = (host, ifname) => host.settings.interfaces.find((i) => i.name === ifname)?.metered ?? kindOf$1(host, ifname) === "cellular";
const kindOf$1 = (host, ifname) => host.settings.interfaces.find((i) => i.name === ifname)?.kind ?? find(host.interfaces, `interface:${ifname}`)?.snapshot.context.link?.kind ?? "other";
function toPvd(host, id, event) {
	const old = find(host.pvds, id);
	if (old) host.pvds = put(host.pvds, changed$1(host.pvds, id, old.snapshot, pvdActor.take(old.snapshot, event, [])));
}
function toLease6(host, id, event, ifname) {
	const old = find(host.leases6, id)?.snapshot ?? (ifname === void 0 ? void 0 : lease6Actor.start({ ifname }));
	if (old) host.leases6 = put(host.leases6, changed$1(host.leases6, id, old, lease6Actor.take(old, event, [])));
}
function changed$1(rows, id, old, next) {
	const row = find(rows, id);
	return row && old === next ? row : {
		id,
		snapshot: next
	};
}
// machines/informed.ts
function hearAnswer(host, fact) {
	const row = find(host.information, informationId(fact.pvd));
	if (!row) return;
	if (fact.type === "information.refused") {
		const { ifname } = row.snapshot.context;
		host.restraints = put(host.restraints, withRefusal(find(host.restraints, ifname), ifname));
	}
	tell(host, row.id, fact);
}
function wakeInformation(host, id, fact) {
	const row = find(host.information, id);
	if (!row) return;
	const { at, seq } = fact;
	const { due, ifname } = row.snapshot.context;
	const restraint = find(host.restraints, ifname);
	if (!(fact.id === `${id}:due` && fact.due === due)) return tell(host, id, fact);
	if ((restraint?.refused ?? 0) >= 10) return tell(host, id, {
		type: "question.barred",
		problem: `10 answers in this network were refused`,
		at,
		seq
	});
	const until = roomAt(restraint, at);
	if (until > at) return tell(host, id, {
		type: "question.postponed",
		until,
		at,
		seq
	});
	tell(host, id, fact);
	host.restraints = put(host.restraints, withQuestion(restraint, ifname, at));
}
function forgiveNetwork(host, ifname) {
	host.restraints = drop(host.restraints, ifname);
}
function settleInformation(before, host) {
	if (before.pvds === host.pvds && before.routers === host.routers && before.information === host.information && before.phase === host.phase) return [];
	for (const { id, snapshot } of host.pvds) if (snapshot.context.identity !== null) tellOffer(host, id, snapshot);
	for (const { id, snapshot } of host.information) if (!find(host.pvds, snapshot.context.pvd)) host.information = drop(host.information, id);
	if (before.information === host.information) return [];
	const held = (h, id) => find(h.information, id)?.snapshot.context.held ?? null;
	const others = host.information.filter(({ id }) => held(before, id) !== held(host, id)).map((row) => row.snapshot.context.ifname);
	return [...new Set(others)].sort();
}
function tellOffer(host, pvd, snapshot) {
	const { ifname, generation, objects } = snapshot.context;
	const routers = routersOf$1(host, snapshot);
	const offering = routers.filter((r) => r.pvd?.http).toSorted((a, b) => b.since - a.since)[0]?.pvd;
	const id = informationId(pvd);
	const old = find(host.information, id)?.snapshot;
	const last = old?.context.offer;
	const said = offering ?? (routers.length === 0 && last ? {
		id: last.identity,
		sequence: last.sequence,
		delay: last.delay
	} : null);
	if (!old && !said) return;
	if (!old) {
		host.information = put(host.information, {
			id,
			snapshot: informationActor.start({
				pvd,
				ifname
			})
		});
		recall(host, id, pvd, generation);
	}
	const offer = {
		generation,
		identity: said?.id ?? last?.identity ?? "",
		sequence: said?.sequence ?? last?.sequence ?? 0,
		delay: said?.delay ?? last?.delay ?? 0,
		prefixes: routers.length === 0 && last ? last.prefixes : prefixesOf$1(routers),
		seed: host.started?.boot ?? ""
	};
	const isReady = isAttached(snapshot) && goodAddresses(objects).length > 0 && objectsOf(objects, "dns").length > 0;
	tell(host, id, {
		type: said === null ? "offer.withdrawn" : isReady && offering ? "offer.made" : "offer.blocked",
		offer,
		at: host.at,
		seq: host.seq
	});
}
const routersOf$1 = (host, { context }) => host.routers.map((r) => r.snapshot.context).filter((r) => r.ifname === context.ifname && r.pvd?.id === context.identity);
const prefixesOf$1 = (routers) => [...new Set(routers.flatMap((r) => r.objects.filter((o) => o.kind === "prefix").map((o) => o.value)))].sort();
function tell(host, id, event) {
	const old = find(host.information, id)?.snapshot;
	if (old) host.information = put(host.information, changed$1(host.information, id, old, informationActor.take(old, event, [])));
}
function recall(host, id, pvd, generation) {
	const memory = host.recalled.information.find((m) => m.pvd === pvd);
	const { started, at, seq } = host;
	if (memory?.generation !== generation || memory.boot !== started?.boot) return;
	tell(host, id, {
		type: "information.recalled",
		memory,
		at: started?.at ?? at,
		seq
	});
}
function recallRestraints(host, rows) {
	host.restraints = rows.map(({ ifname, asked, refused }) => ({
		id: ifname,
		asked: asked.map((age) => Math.max(0, host.at - age)),
		refused
	})).sort((a, b) => a.id < b.id ? -1 : 1);
}
function carryInformation(host, now) {
	const left = (end) => Math.max(1, end - now);
	return {
		information: host.information.map(({ snapshot }) => {
			const { pvd, offer, held, expires, due, asked, failed, problem } = snapshot.context;
			const kept = held && expires !== null ? withoutGeneration(held, left(expires)) : null;
			return {
				pvd,
				boot: host.started?.boot ?? "",
				generation: offer?.generation ?? 1,
				sequence: offer?.sequence ?? 0,
				state: informationState(snapshot).asking,
				left: due === null ? null : left(due),
				asked: ageOf(asked, now),
				failed,
				problem,
				held: kept
			};
		}),
		restraints: host.restraints.map(({ id, asked, refused }) => ({
			ifname: id,
			asked: asked.map((moment) => elapsed(moment, now)),
			refused
		}))
	};
}
const withoutGeneration = ({ sequence, since, prefixes, dnsZones, noInternet }, left) => ({
	sequence,
	since,
	prefixes,
	dnsZones,
	noInternet,
	left
});
// machines/configured.ts
const KEPT_MAX = 256;
const sinceOf = (fact) => fact.of ?? fact.seq;
const stateOf = (up, carrier, dormant) => !up || !carrier ? "down" : dormant ? "dormant" : "up";
const linkState = (event) => event.type === "link.appeared" || event.type === "link.changed" ? stateOf(event.up, event.carrier, event.dormant) : null;
const carrierState = (context, event) => event.type === "link.carrierChanged" ? stateOf(context.link?.up ?? false, event.carrier, event.dormant) : null;
function linkOf(context, event) {
	const { ifname, ifindex, kind, mac, mtu, up, carrier, dormant, downs, master } = event;
	const link = settle(context.link, {
		ifname,
		ifindex,
		kind,
		mac,
		mtu,
		up,
		carrier,
		dormant,
		downs,
		master
	});
	return link === context.link ? {} : {
		link,
		since: sinceOf(event)
	};
}
const addressId = (event) => `${event.address}/${event.prefixLength}`;
const routeId = (event) => `${event.table} ${event.destination} ${event.metric} ${event.gateway ?? ""}`;
function known$1(rows, next) {
	const old = find(rows, next.id);
	if (!old && rows.length >= KEPT_MAX) return rows;
	return old && settle(old, {
		...next,
		since: old.since
	}) === old ? rows : put(rows, next);
}
function withAddress(context, event) {
	const { address, prefixLength: length, peer, scope, flags, protocol, valid, preferred } = event;
	const id = addressId(event);
	const addresses = known$1(context.addresses, {
		id,
		since: sinceOf(event),
		address,
		prefixLength: length,
		peer,
		scope,
		flags,
		protocol
	});
	if (!find(addresses, id)) return {};
	const ends = valid === null ? null : {
		id,
		at: after(event.at, valid),
		preferred: preferred === null ? null : after(event.at, preferred)
	};
	return {
		addresses,
		outlived: drop(context.outlived, id),
		expires: ends ? put(context.expires, ends) : drop(context.expires, id)
	};
}
const withoutAddress = (context, id) => ({
	addresses: drop(context.addresses, id),
	outlived: drop(context.outlived, id),
	expires: drop(context.expires, id)
});
function withoutOutlived(context, { addresses, routes }) {
	const old = context.addresses.filter((a) => addresses.includes(a.id) && a.since <= context.lost);
	return {
		addresses: context.addresses.filter((a) => !addresses.includes(a.id)),
		outlived: old.reduce((rows, row) => rows.length < KEPT_MAX ? put(rows, row) : rows, context.outlived),
		routes: context.routes.filter((r) => !routes.includes(r.id)),
		expires: context.expires.filter((e) => !addresses.includes(e.id))
	};
}
function withRoute(context, event) {
	if (event.kind !== "unicast" || event.gateway === null && prefixLength(event.destination) !== 0) return {};
	const { table, destination, metric, gateway, kind, protocol, scope, source, mtu, preference } = event;
	const row = {
		id: routeId(event),
		since: sinceOf(event),
		table,
		destination,
		metric,
		gateway,
		kind,
		protocol,
		scope,
		source,
		mtu,
		preference
	};
	return { routes: known$1(context.routes, row) };
}
function withNeighbour(context, event) {
	const { address, mac, state, router } = event;
	return { neighbours: known$1(context.neighbours, {
		id: address,
		since: sinceOf(event),
		address,
		mac,
		state,
		router
	}) };
}
// machines/interface.ts
const interfaceMachine = setup({
	types: {
		context: {},
		events: {},
		input: {},
		emitted: {}
	},
	guards: {
		isUp: ({ event }) => linkState(event) === "up",
		isDormant: ({ event }) => linkState(event) === "dormant",
		isDown: ({ event }) => linkState(event) === "down",
		hasCarrierUp: ({ context, event }) => carrierState(context, event) === "up",
		hasCarrierDormant: ({ context, event }) => carrierState(context, event) === "dormant",
		hasCarrierDown: ({ context, event }) => carrierState(context, event) === "down",
		hasFlapped: ({ context, event }) => "downs" in event && context.link !== null && event.downs > context.link.downs,
		isGood: ({ event }) => event.type === "link.signalled" && event.quality === "good",
		isPoor: ({ event }) => event.type === "link.signalled" && event.quality === "poor"
	},
	actions: {
		keepLink: assign(({ context, event }) => event.type === "link.appeared" || event.type === "link.changed" ? linkOf(context, event) : {}),
		keepCarrier: assign(({ context, event }) => {
			if (event.type !== "link.carrierChanged" || !context.link) return {};
			const { carrier, dormant, downs } = event;
			return {
				link: {
					...context.link,
					carrier,
					dormant,
					downs
				},
				since: sinceOf(event)
			};
		}),
		keepNetwork: assign(({ event }) => event.type === "link.attached" ? { network: event.network } : {}),
		forgetNetwork: assign({ network: null }),
		forgetAll: assign({
			link: null,
			network: null,
			addresses: [],
			routes: [],
			neighbours: [],
			expires: [],
			outlived: []
		}),
		keepAddress: assign(({ context, event }) => event.type === "address.added" ? withAddress(context, event) : {}),
		dropAddress: assign(({ context, event }) => event.type === "address.removed" ? withoutAddress(context, addressId(event)) : {}),
		keepRoute: assign(({ context, event }) => event.type === "route.added" ? withRoute(context, event) : {}),
		dropRoute: assign(({ context, event }) => event.type === "route.removed" ? { routes: drop(context.routes, routeId(event)) } : {}),
		keepNeighbour: assign(({ context, event }) => event.type === "neighbour.changed" ? withNeighbour(context, event) : {}),
		dropNeighbour: assign(({ context, event }) => event.type === "neighbour.removed" ? { neighbours: drop(context.neighbours, event.address) } : {}),
		dropOutlived: assign(({ context, event }) => event.type === "kernel.outlived" ? withoutOutlived(context, event) : {}),
		keepLost: assign(({ event }) => ({ lost: event.seq })),
		tellLost: emit(({ context, event }) => ({
			type: "link.lost",
			ifname: context.ifname,
			at: event.at,
			seq: event.seq
		})),
		tellGained: emit(({ context, event }) => ({
			type: "link.gained",
			ifname: context.ifname,
			at: event.at,
			seq: event.seq
		}))
	}
}).createMachine({
	id: "interface",
	type: "parallel",
	context: ({ input }) => ({
		ifname: input.ifname,
		link: null,
		network: null,
		since: 0,
		lost: 0,
		addresses: [],
		routes: [],
		neighbours: [],
		expires: [],
		outlived: []
	}),
	on: {
		"address.added": { actions: "keepAddress" },
		"address.removed": { actions: "dropAddress" },
		"route.added": { actions: "keepRoute" },
		"route.removed": { actions: "dropRoute" },
		"neighbour.changed": { actions: "keepNeighbour" },
		"neighbour.removed": { actions: "dropNeighbour" },
		"link.attached": { actions: "keepNetwork" },
		"kernel.outlived": { actions: "dropOutlived" }
	},
	states: {
		link: {
			initial: "absent",
			states: {
				absent: { on: { "link.appeared": [
					{
						guard: "isUp",
						target: "up",
						actions: "keepLink"
					},
					{
						guard: "isDormant",
						target: "dormant",
						actions: "keepLink"
					},
					{
						target: "down",
						actions: "keepLink"
					}
				] } },
				down: { on: {
					"link.appeared": [
						{
							guard: "isUp",
							target: "up",
							actions: "keepLink"
						},
						{
							guard: "isDormant",
							target: "dormant",
							actions: "keepLink"
						},
						{ actions: "keepLink" }
					],
					"link.changed": [
						{
							guard: "isUp",
							target: "up",
							actions: "keepLink"
						},
						{
							guard: "isDormant",
							target: "dormant",
							actions: "keepLink"
						},
						{ actions: "keepLink" }
					],
					"link.carrierChanged": [
						{
							guard: "hasCarrierUp",
							target: "up",
							actions: "keepCarrier"
						},
						{
							guard: "hasCarrierDormant",
							target: "dormant",
							actions: "keepCarrier"
						},
						{ actions: "keepCarrier" }
					],
					"link.removed": {
						target: "absent",
						actions: "forgetAll"
					}
				} },
				dormant: { on: {
					"link.changed": [
						{
							guard: "isUp",
							target: "up",
							actions: "keepLink"
						},
						{
							guard: "isDown",
							target: "down",
							actions: "keepLink"
						},
						{ actions: "keepLink" }
					],
					"link.carrierChanged": [
						{
							guard: "hasCarrierUp",
							target: "up",
							actions: "keepCarrier"
						},
						{
							guard: "hasCarrierDown",
							target: "down",
							actions: "keepCarrier"
						},
						{ actions: "keepCarrier" }
					],
					"link.removed": {
						target: "absent",
						actions: "forgetAll"
					}
				} },
				up: {
					entry: "tellGained",
					exit: ["keepLost", "tellLost"],
					on: {
						"link.appeared": [{
							guard: "isDown",
							target: "down",
							actions: ["forgetNetwork", "keepLink"]
						}, { actions: "keepLink" }],
						"link.changed": [
							{
								guard: "isDown",
								target: "down",
								actions: ["forgetNetwork", "keepLink"]
							},
							{
								guard: "isDormant",
								target: "dormant",
								actions: ["forgetNetwork", "keepLink"]
							},
							{
								guard: "hasFlapped",
								target: "up",
								reenter: true,
								actions: ["forgetNetwork", "keepLink"]
							},
							{ actions: "keepLink" }
						],
						"link.carrierChanged": [
							{
								guard: "hasCarrierDown",
								target: "down",
								actions: ["forgetNetwork", "keepCarrier"]
							},
							{
								guard: "hasCarrierDormant",
								target: "dormant",
								actions: ["forgetNetwork", "keepCarrier"]
							},
							{
								guard: "hasFlapped",
								target: "up",
								reenter: true,
								actions: ["forgetNetwork", "keepCarrier"]
							},
							{ actions: "keepCarrier" }
						],
						"link.removed": {
							target: "absent",
							actions: "forgetAll"
						}
					}
				}
			}
		},
		quality: {
			initial: "unknown",
			states: {
				unknown: { on: { "link.signalled": [{
					guard: "isGood",
					target: "good"
				}, {
					guard: "isPoor",
					target: "poor"
				}] } },
				good: { on: {
					"link.signalled": {
						guard: "isPoor",
						target: "poor"
					},
					"link.removed": "unknown"
				} },
				poor: { on: {
					"link.signalled": {
						guard: "isGood",
						target: "good"
					},
					"link.removed": "unknown"
				} }
			}
		}
	}
});
const interfaceActor = compile(interfaceMachine);
const isLinkUp = (snapshot) => typeof snapshot.value === "object" && snapshot.value.link === "up";
// machines/ipv6Only.ts
function isGivenUp({ settings, leases, routers }, ifname) {
	if (!settings.ipv6Only) return false;
	const lease = find(leases, `lease4:${ifname}`)?.snapshot.context.lease;
	if (lease?.client !== "udhcpc" || lease.ipv6Only === null) return false;
	return routers.some(({ snapshot: { context } }) => context.ifname === ifname && context.objects.some((o) => o.kind === "pref64"));
}
// machines/neighbourhood.ts
function neighbourhood(host, link) {
	const { ifname } = link;
	return {
		link,
		lease: isGivenUp(host, ifname) ? null : find(host.leases, `lease4:${ifname}`)?.snapshot.context ?? null,
		lease6: find(host.leases6, lease6Id(ifname))?.snapshot.context ?? null,
		informed: host.information.map((i) => i.snapshot.context).filter((c) => c.ifname === ifname && c.held !== null),
		routers: host.routers.map((r) => r.snapshot.context).filter((c) => c.ifname === ifname),
		discovered: host.discovered.filter((row) => row.ifname === ifname),
		published: host.published.map((file) => shareOf(host, file, ifname)).filter((p) => p.servers.length > 0 || p.search.length > 0),
		settings: host.settings.interfaces.find((i) => i.name === ifname) ?? null,
		settingsSince: host.settingsSince
	};
}
function shareOf(host, file, ifname) {
	const { publisher, search, since } = file;
	if (file.ifname !== null) return file.ifname === ifname ? newInFile(host, file, ifname) : {
		publisher,
		since,
		servers: [],
		search: []
	};
	const servers = file.servers.filter((server) => reachOf(server) !== "loopback" && !isKnown(host, server) && ownerOf$1(host, server) === ifname);
	return {
		publisher,
		since,
		servers,
		search: servers.length > 0 && file.servers[0] === servers[0] ? search : []
	};
}
function newInFile(host, { publisher, servers, search, since }, ifname) {
	const lease = find(host.leases, `lease4:${ifname}`)?.snapshot.context.lease;
	const own = lease?.client === publisher ? lease : null;
	return {
		publisher,
		since,
		servers: servers.filter((s) => !own?.dns.includes(s)),
		search: search.filter((s) => !own?.search.includes(s))
	};
}
const isKnown = (host, server) => host.leases.some((l) => l.snapshot.context.lease?.dns.includes(server)) || host.leases6.some((l) => l.snapshot.context.lease?.dns.includes(server)) || host.routers.some((r) => r.snapshot.context.objects.some((o) => o.kind === "dns" && o.value === server));
function ownerOf$1(host, server) {
	const links = host.interfaces.map((i) => i.snapshot.context);
	const onLink = links.find((l) => l.addresses.some((a) => isInPrefix(server, networkOf(a.address, a.prefixLength))));
	if (onLink) return onLink.ifname;
	const [best] = links.flatMap((l) => l.routes.map((route) => ({
		ifname: l.ifname,
		route
	}))).filter(({ route }) => route.destination.endsWith("/0") && familyOf(route.destination) === familyOf(server)).sort((a, b) => a.route.metric - b.route.metric);
	return best?.ifname ?? null;
}
// machines/outlived.ts
const dropFromBefore = (host, ifname) => dropOrphans(host, ifname, (row, lost) => row.since <= lost);
function dropUnlike(host, { ifname, router, ...told }) {
	const context = find(host.interfaces, `interface:${ifname}`)?.snapshot.context;
	if (!context || context.lost === 0) return false;
	const prefixes = [...told.prefixes, ...told.pvd?.nested.prefixes ?? []].map((p) => p.prefix);
	const kept = context.addresses.filter((a) => a.since <= context.lost && familyOf(a.address) === 6 && !a.flags.includes("permanent"));
	return !(kept.length > 0 ? kept.some((a) => prefixes.some((p) => isInPrefix(a.address, p))) : context.routes.some((r) => r.gateway === router)) && dropFromBefore(host, ifname);
}
function dropExpired(host, ifname, then) {
	const prefixes = then.flatMap((r) => r.objects.filter((o) => o.kind === "prefix").map((o) => o.value));
	const routers = then.map((r) => r.router);
	return dropOrphans(host, ifname, (row) => "address" in row ? prefixes.some((prefix) => isInPrefix(row.address, prefix)) : routers.includes(row.gateway ?? ""));
}
function dropOrphans(host, ifname, isOutlived) {
	const row = find(host.interfaces, `interface:${ifname}`);
	if (!row) return false;
	const { context } = row.snapshot;
	const orphans = orphansOf(neighbourhood(host, context));
	const idsOf = (rows) => rows.filter((r) => isOutlived(r, context.lost)).map((r) => r.id);
	const [addresses, routes] = [idsOf(orphans.addresses), idsOf(orphans.routes)];
	if (addresses.length + routes.length === 0) return false;
	const notice = {
		type: "kernel.outlived",
		addresses,
		routes,
		at: host.at,
		seq: host.seq
	};
	const next = interfaceActor.take(row.snapshot, notice, []);
	host.interfaces = put(host.interfaces, changed$1(host.interfaces, row.id, row.snapshot, next));
	return true;
}
// machines/model/shards.ts
const [BASIS, PRIME] = [2166136261, 16777619];
function shardOf(id) {
	let hash = BASIS;
	for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), PRIME);
	return (256 + ((hash ^ hash >>> 8 ^ hash >>> 16 ^ hash >>> 24) & 255)).toString(16).slice(1);
}
const NO_ROWS = [];
const rowsIn = (shards, shard) => find(shards, shard)?.rows ?? NO_ROWS;
const findIn = (shards, id) => find(rowsIn(shards, shardOf(id)), id);
function withRows(shards, id, rows) {
	const at = indexOf(shards, id);
	if (at < 0) return rows.length === 0 ? shards : put(shards, {
		id,
		rows
	});
	if (shards[at]?.rows === rows) return shards;
	return rows.length === 0 ? shards.toSpliced(at, 1) : shards.with(at, {
		id,
		rows
	});
}
function updateIn(shards, id, change) {
	return updated(shards, shardOf(id), (shard) => {
		const rows = updated(shard?.rows ?? NO_ROWS, id, change);
		if (rows.length === 0) return null;
		return shard?.rows === rows ? shard : {
			id: shard?.id ?? shardOf(id),
			rows
		};
	});
}
const putIn = (shards, row) => updateIn(shards, row.id, () => row);
function differingShards(before, now) {
	if (before === now) return NO_ROWS;
	const { start, end, last } = differing$1(before, now);
	const [old, young] = [before.slice(start, end), now.slice(start, last)];
	return (isAligned(old, young) ? old.map((shard) => shard.id) : [...new Set([...old, ...young].map((shard) => shard.id))].sort()).flatMap((id) => {
		const found = {
			id,
			before: rowsIn(old, id),
			now: rowsIn(young, id)
		};
		return found.before === found.now ? [] : [found];
	});
}
function differingIds(before, now) {
	const { start, end, last } = differing$1(before, now);
	const [old, young] = [before.slice(start, end), now.slice(start, last)];
	if (isAligned(old, young)) return young.flatMap((row, i) => row === old[i] ? [] : [row.id]);
	const gone = old.filter((row) => !find(young, row.id));
	const come = young.filter((row) => find(old, row.id) !== row);
	return [...gone, ...come].map((row) => row.id);
}
const isAligned = (a, b) => a.length === b.length && a.every((row, i) => row.id === b[i]?.id);
function mapIn(shards, change) {
	return mapped(shards, (shard) => {
		const rows = mapped(shard.rows, change);
		return rows === shard.rows ? shard : {
			id: shard.id,
			rows
		};
	});
}
function mapped(list, change) {
	let made = null;
	for (let i = 0; i < list.length; i += 1) {
		const old = list[i];
		if (old === void 0) continue;
		const now = change(old);
		if (now !== old) made ??= list.slice(0, i);
		made?.push(now);
	}
	return made ?? list;
}
const allIn = (shards) => shards.flatMap((shard) => shard.rows);
const countIn = (shards) => shards.reduce((sum, shard) => sum + shard.rows.length, 0);
function sharded(rows) {
	return rows.reduce(putIn, []);
}
// machines/session.ts
const sessionMachine = setup({
	types: {
		context: {},
		events: {},
		input: {}
	},
	guards: {
		isWaiting: ({ context, event }) => isItsHome(context, event) && context.loss === "wait",
		isMovable: ({ context, event }) => isItsHome(context, event) && context.loss !== "end" && context.mobility !== "none",
		isItsHome: ({ context, event }) => isItsHome(context, event)
	},
	actions: {
		keepTerms: assign(({ context, event }) => event.type === "session.opened" ? reopened(context, event) : {}),
		keepPlace: assign(({ event }) => event.type === "session.moved" || event.type === "session.opened" ? {
			pvd: event.pvd,
			generation: event.generation,
			since: event.of ?? event.seq,
			lost: null
		} : {}),
		keepBusy: assign(({ context, event }) => activity(context, event, "busy")),
		keepIdle: assign(({ context, event }) => activity(context, event, "idle")),
		keepAsk: assign(({ context, event }) => event.type === "session.asked" ? { asks: withAsk(context, event) } : {}),
		keepLoss: assign(({ event }) => ({ lost: event.seq })),
		forgetLoss: assign({ lost: null })
	}
}).createMachine({
	id: "session",
	context: ({ input }) => startOf(input),
	initial: "bound",
	states: {
		bound: { on: {
			"session.opened": { actions: ["keepTerms", "keepPlace"] },
			"session.idled": { actions: "keepIdle" },
			"session.busied": { actions: "keepBusy" },
			"session.asked": { actions: "keepAsk" },
			"session.moved": { actions: "keepPlace" },
			"session.closed": "closed",
			"pvd.detached": [
				{
					guard: "isWaiting",
					target: "lost",
					actions: "keepLoss"
				},
				{
					guard: "isMovable",
					target: "moving",
					actions: "keepLoss"
				},
				{
					guard: "isItsHome",
					target: "lost",
					actions: "keepLoss"
				}
			],
			"pvd.gone": [{
				guard: "isMovable",
				target: "moving",
				actions: "keepLoss"
			}, {
				guard: "isItsHome",
				target: "lost",
				actions: "keepLoss"
			}]
		} },
		moving: { on: {
			"session.opened": {
				target: "bound",
				actions: ["keepTerms", "keepPlace"]
			},
			"session.idled": { actions: "keepIdle" },
			"session.busied": { actions: "keepBusy" },
			"session.asked": { actions: "keepAsk" },
			"session.moved": {
				target: "bound",
				actions: "keepPlace"
			},
			"session.closed": "closed"
		} },
		lost: { on: {
			"session.opened": {
				target: "bound",
				actions: ["keepTerms", "keepPlace"]
			},
			"session.idled": { actions: "keepIdle" },
			"session.busied": { actions: "keepBusy" },
			"session.asked": { actions: "keepAsk" },
			"session.moved": {
				target: "bound",
				actions: "keepPlace"
			},
			"session.closed": "closed",
			"pvd.returned": {
				guard: "isWaiting",
				target: "bound",
				actions: "forgetLoss"
			},
			"pvd.gone": {
				guard: "isMovable",
				target: "moving",
				actions: "keepLoss"
			}
		} },
		closed: {}
	}
});
const sessionActor = compile(sessionMachine);
const sessionState = ({ value }) => STATES.find((state) => state === value) ?? "closed";
const STATES = [
	"bound",
	"moving",
	"lost",
	"closed"
];
const startOf = ({ session, manager, ...fact }) => {
	const told = fact.of ?? fact.seq;
	const { pvd, generation } = fact;
	return {
		id: session,
		manager,
		pvd,
		generation,
		...termsOf(fact),
		activity: "busy",
		asks: [],
		opened: told,
		since: told,
		changed: told,
		lost: null
	};
};
const termsOf = ({ family, needs, mobility, better, loss, failBack }) => ({
	family,
	needs,
	mobility,
	better,
	loss,
	failBack
});
function reopened(context, fact) {
	const [old, now] = [termsOf(context), termsOf(fact)];
	return isEqual(old, now) ? {} : {
		...settle(old, now),
		opened: fact.of ?? fact.seq
	};
}
const activity = (context, event, now) => context.activity === now ? {} : {
	activity: now,
	changed: event.seq
};
function withAsk({ asks, pvd }, { manager, author, ask, to, of, seq }) {
	const others = asks.filter((a) => a.manager !== manager);
	if (ask === "nothing") return others.length === asks.length ? asks : others;
	const said = {
		manager,
		author,
		ask,
		to: ask === "leave" ? to ?? pvd : to,
		since: of ?? seq
	};
	return asks.find((a) => a.manager === manager && isEqual({
		...a,
		since: said.since
	}, said)) || others.length >= 8 ? asks : [...others, said];
}
const isItsHome = ({ pvd, generation }, event) => "pvd" in event && event.pvd === pvd && event.generation === generation;
// machines/sessions.ts
const SESSIONS_DEADLINE = "sessions:due";
function refusalOf({ sessions, sessionCounts }, id, manager) {
	const known = findIn(sessions, id)?.snapshot.context.manager;
	if (known !== void 0) return known === manager ? null : `${known} has a session ${id}`;
	if ((find(sessionCounts, manager)?.count ?? 0) >= 4096) return `${manager} has ${SESSIONS_OF_ONE_MAX} sessions already`;
	return sessionCounts.reduce((sum, { count }) => sum + count, 0) >= 16384 ? `there are ${SESSIONS_MAX} sessions already` : null;
}
function hearSession(host, fact) {
	const id = fact.session;
	if (fact.type === "session.opened" && refusalOf(host, id, fact.manager) !== null) return;
	host.sessions = updateIn(host.sessions, id, (row) => {
		if (fact.type === "session.opened" && !row) {
			count(host, fact.manager, 1);
			return {
				id,
				snapshot: athome(host, sessionActor.start(fact), fact)
			};
		}
		if (!row) return null;
		const snapshot = sessionActor.take(row.snapshot, fact, []);
		if (sessionState(snapshot) === "closed") count(host, snapshot.context.manager, -1);
		return sessionState(snapshot) === "closed" ? null : changed(row, athome(host, snapshot, fact));
	});
}
const changed = (row, snapshot) => row.snapshot === snapshot ? row : {
	id: row.id,
	snapshot
};
function settleSessions(before, host) {
	if (host.phase !== "settled" || host.sessions.length === 0) return;
	const isOpening = before.phase !== "settled";
	if (before.pvds === host.pvds && !isOpening) return;
	const changes = new Map(differing(isOpening ? [] : before.pvds, host.pvds).map((id) => [id, find(host.pvds, id)?.snapshot]));
	if (changes.size === 0 && !isOpening) return;
	host.sessions = mapIn(host.sessions, (row) => {
		if (!isOpening && !changes.has(row.snapshot.context.pvd)) return row;
		return changed(row, told(host, row.snapshot, host));
	});
}
function hearSessionsDue(host, id, at) {
	if (id === "sessions:due") host.sessionsAwake = at;
}
function recallSessions(host, memory) {
	host.sessions = sharded(memory.map((told) => ({
		id: told.session,
		snapshot: recalled(told)
	})));
	host.sessionsAwake = host.started?.at ?? host.at;
	for (const { manager } of memory) count(host, manager, 1);
}
function recalled({ session, manager, pvd, generation, state, activity, asks, opened, since, changed, lost, ...rest }) {
	const { family, needs, mobility, better, loss, failBack } = rest;
	return {
		value: state,
		context: {
			id: session,
			manager,
			pvd,
			generation,
			family,
			needs,
			mobility,
			better,
			loss,
			failBack,
			activity,
			asks,
			opened,
			since,
			changed,
			lost
		}
	};
}
function count(host, manager, by) {
	const now = (find(host.sessionCounts, manager)?.count ?? 0) + by;
	host.sessionCounts = now === 0 ? drop(host.sessionCounts, manager) : put(host.sessionCounts, {
		id: manager,
		count: now
	});
}
const athome = (host, snapshot, { type, seq }) => type === "session.opened" || type === "session.moved" ? told(host, snapshot, {
	seq,
	at: host.at
}) : snapshot;
const told = (host, snapshot, { seq, at }) => {
	const { pvd, generation } = snapshot.context;
	const notice = {
		type: noticeOf(find(host.pvds, pvd)?.snapshot, generation),
		pvd,
		generation,
		seq,
		at
	};
	return sessionActor.take(snapshot, notice, []);
};
function noticeOf(pvd, generation) {
	if (!pvd || pvd.context.generation !== generation || pvdState(pvd).provisioning === "gone") return "pvd.gone";
	return pvdState(pvd).provisioning === "detached" ? "pvd.detached" : "pvd.returned";
}
function differing(before, now) {
	const differs = ({ id, snapshot }, other) => {
		const found = find(other, id)?.snapshot;
		if (found === snapshot) return false;
		const generation = snapshot.context.generation;
		return found === void 0 || noticeOf(found, generation) !== noticeOf(snapshot, generation);
	};
	const ids = [...before.filter((row) => differs(row, now)), ...now.filter((row) => differs(row, before))].map((row) => row.id);
	return [...new Set(ids)];
}
// machines/domains.ts
const MEMORY_MAX = 256;
function settleDomains(before, host, fact) {
	const isAll = before.phase !== "settled" || before.settings !== host.settings || before.published !== host.published;
	for (const ifname of isAll ? namesOf(before, host) : touched$1(before, host)) {
		if (fact.type === "deadline.passed" && before.routers !== host.routers) dropExpired(host, ifname, routersOf(before, ifname));
		if (fact.type === "router.advertised" && routersOf(before, ifname).length === 0) dropUnlike(host, fact);
		assembleInterface(host, ifname);
	}
	for (const ifname of settleInformation(before, host)) assembleInterface(host, ifname);
	for (const ifname of settleDiscovered(before, host)) assembleInterface(host, ifname);
	if (isAll || fact.type === "deadline.passed") {
		for (const row of host.pvds) if (pvdState(row.snapshot).provisioning === "gone") forget(host, row);
	}
}
const namesOf = (...hosts) => [...new Set(hosts.flatMap((h) => h.interfaces.map((i) => i.snapshot.context.ifname)))].sort();
function touched$1(before, host) {
	const { interfaces, leases, leases6, routers } = host;
	const isSame = before.leases === leases && before.leases6 === leases6 && before.routers === routers;
	if (before.interfaces === interfaces && isSame) return [];
	const found = [...new Set([
		...replaced(before.interfaces, interfaces),
		...replaced(before.leases, leases),
		...replaced(before.leases6, leases6),
		...replaced(before.routers, routers)
	])].filter((ifname) => isTouched(before, host, ifname)).sort();
	return found.length > 0 && host.published.some((file) => file.ifname === null) ? namesOf(before, host) : found;
}
function replaced(before, now) {
	if (before === now) return [];
	if (before.length === now.length && now.every((row, i) => row.id === before[i]?.id)) return now.filter((row, i) => row !== before[i]).map((row) => row.snapshot.context.ifname);
	const [old, young] = [new Set(before), new Set(now)];
	return [...now.filter((row) => !old.has(row)), ...before.filter((row) => !young.has(row))].map((row) => row.snapshot.context.ifname);
}
function isTouched(before, host, ifname) {
	if (before.interfaces !== host.interfaces && isLinkTouched(before, host, ifname)) return true;
	if (before.leases !== host.leases && lease(before, ifname) !== lease(host, ifname)) return true;
	if (before.leases6 !== host.leases6 && lease6(before, ifname) !== lease6(host, ifname)) return true;
	if (before.routers === host.routers) return false;
	const [old, now] = [routersOf(before, ifname), routersOf(host, ifname)];
	return old.length !== now.length || now.some((r, i) => r.objects !== old[i]?.objects || r.mac !== old[i]?.mac || r.pvd !== old[i]?.pvd || r.since !== old[i]?.since);
}
function isLinkTouched(before, host, ifname) {
	const link = (h) => find(h.interfaces, `interface:${ifname}`)?.snapshot;
	const [was, is] = [link(before), link(host)];
	if (was === is) return false;
	const [a, b] = [was?.context, is?.context];
	return was?.value !== is?.value || a?.link !== b?.link || a?.addresses !== b?.addresses || a?.routes !== b?.routes || a?.neighbours !== b?.neighbours || a?.network !== b?.network;
}
const lease = (host, ifname) => find(host.leases, `lease4:${ifname}`)?.snapshot.context.lease;
const lease6 = (host, ifname) => find(host.leases6, lease6Id(ifname))?.snapshot.context.lease;
const routersOf = (host, ifname) => host.routers.map((r) => r.snapshot.context).filter((c) => c.ifname === ifname);
function assembleInterface(host, ifname) {
	const generations = generationsOf(host, ifname);
	assembleOnce(host, ifname);
	if (generationsOf(host, ifname).some(({ id, generation }) => generation > (find(generations, id)?.generation ?? generation)) && dropFromBefore(host, ifname)) assembleOnce(host, ifname);
}
const generationsOf = (host, ifname) => host.pvds.flatMap(({ id, snapshot: { context } }) => context.ifname === ifname ? [{
	id,
	generation: context.generation
}] : []);
function assembleOnce(host, ifname) {
	const row = find(host.interfaces, `interface:${ifname}`);
	const view = row && neighbourhood(host, row.snapshot.context);
	const primary = find(host.primaries, ifname)?.router ?? null;
	const made = view && view.settings?.ignore !== true ? assemble(view, primary) : {
		primary: null,
		pvds: []
	};
	host.primaries = made.primary === null ? drop(host.primaries, ifname) : made.primary === primary ? host.primaries : put(host.primaries, {
		id: ifname,
		router: made.primary
	});
	const linked = row !== void 0 && isLinkUp(row.snapshot);
	for (const assembled of made.pvds) {
		if (!find(host.pvds, assembled.id)) {
			if (!linked) continue;
			open(host, assembled.id, ifname, assembled);
		}
		tellAssembled(host, assembled, linked);
	}
	for (const { id, snapshot } of host.pvds) {
		const { context } = snapshot;
		if (context.ifname !== ifname || made.pvds.some((p) => p.id === id)) continue;
		tellAssembled(host, {
			id,
			ifname,
			identity: context.identity,
			objects: [],
			fingerprint: NO_FINGERPRINT
		}, linked);
	}
}
function tellAssembled(host, assembled, linked) {
	const { http, https, every, everyMetered, budget, budgetMetered } = host.settings.checks;
	const isChecked = http.length + https.length > 0 || host.started?.checks === true;
	const rhythm = isMetered(host, assembled.ifname) ? {
		every: everyMetered,
		budget: budgetMetered
	} : {
		every,
		budget
	};
	const objects = settleRows(find(host.pvds, assembled.id)?.snapshot.context.objects ?? [], assembled.objects);
	const notice = {
		type: "pvd.assembled",
		assembled: {
			...assembled,
			objects
		},
		linked,
		linger: host.settings.linger,
		isChecked,
		rhythm,
		at: host.at,
		seq: host.seq
	};
	const generation = find(host.pvds, assembled.id)?.snapshot.context.generation;
	toPvd(host, assembled.id, notice);
	if (find(host.pvds, assembled.id)?.snapshot.context.generation !== generation) toPvd(host, assembled.id, notice);
}
function open(host, id, ifname, assembled) {
	const memory = find(host.memory, id)?.pvd;
	const slots = new Set(host.pvds.map((p) => p.snapshot.context.slot));
	const slot = memory !== void 0 && !slots.has(memory.slot) ? memory.slot : firstFree(slots);
	const input = {
		id,
		ifname,
		identity: assembled?.identity ?? null,
		slot,
		generation: host.floor + 1,
		fingerprint: assembled?.fingerprint ?? NO_FINGERPRINT
	};
	host.pvds = put(host.pvds, {
		id,
		snapshot: pvdActor.start(input)
	});
	host.memory = drop(host.memory, id);
	if (!memory) return;
	const isGone = memory.state === "gone";
	const anew = {
		generation: memory.generation + 1,
		fingerprint: input.fingerprint,
		reach: [],
		waits: [],
		quality: []
	};
	toPvd(host, id, {
		type: "pvd.recalled",
		memory: isGone ? {
			...memory,
			...anew
		} : memory,
		at: host.at,
		seq: host.seq
	});
}
function firstFree(slots) {
	for (let slot = 0;; slot += 1) if (!slots.has(slot)) return slot;
}
function forget(host, { id, snapshot }) {
	const { generation, slot, fingerprint, ifname } = snapshot.context;
	const none = {
		reach: [],
		waits: [],
		quality: []
	};
	const spent = snapshot.context.spent && {
		bytes: snapshot.context.spent.bytes,
		age: elapsed(snapshot.context.spent.since, host.at)
	};
	const pvd = {
		id,
		ifname,
		state: "gone",
		generation,
		slot,
		fingerprint,
		lingers: millis(0),
		spent,
		...none
	};
	host.pvds = drop(host.pvds, id);
	host.memory = put(host.memory, {
		id,
		pvd
	});
	const link = find(host.interfaces, `interface:${ifname}`);
	if (link && !isLinkUp(link.snapshot)) dropFromBefore(host, ifname);
	const [oldest] = host.memory;
	if (host.memory.length <= MEMORY_MAX || !oldest) return;
	host.memory = drop(host.memory, oldest.id);
	host.floor = Math.max(host.floor, oldest.pvd.generation);
}
function openRecalled(host, fact) {
	host.recalled = fact.memory;
	host.floor = fact.memory.floor;
	for (const { original, ...sysctl } of fact.memory.sysctls) {
		const id = sysctlId(sysctl);
		host.sysctls = put(host.sysctls, {
			id,
			sysctl: {
				...sysctl,
				value: original
			},
			original,
			since: fact.seq
		});
	}
	recallRestraints(host, fact.memory.restraints);
	recallPins(host, fact.memory.pins);
	recallDiscovered(host, fact.memory.pref64);
	recallSessions(host, fact.memory.sessions);
	host.left = fact.memory.left.map((row) => ({
		id: `${row.pvd}@${row.generation}${row.isStalled ? " stalled" : ""}`,
		...row
	}));
	host.primaries = fact.memory.primaries.map(({ ifname, router }) => ({
		id: ifname,
		router
	}));
	host.memory = fact.memory.pvds.map((pvd) => ({
		id: pvd.id,
		pvd
	}));
	for (const memory of fact.memory.pvds.filter((p) => p.state === "detached")) open(host, memory.id, memory.ifname, null);
}
// machines/lease4.ts
const lease4Machine = setup({
	types: {
		context: {},
		events: {},
		input: {}
	},
	guards: {
		isOurExpiry: ({ context, event }) => event.type === "deadline.passed" && event.id === expiryId(context.ifname) && event.due === context.expires,
		isOurClient: ({ context, event }) => event.type === "lease4.lost" && event.client === context.lease?.client
	},
	actions: {
		keepLease: assign(({ context, event }) => event.type === "lease4.bound" ? renewed(context, event) : {}),
		dropLease: assign({
			lease: null,
			expires: null
		})
	}
}).createMachine({
	id: "lease4",
	context: ({ input }) => ({
		ifname: input.ifname,
		lease: null,
		since: 0,
		expires: null
	}),
	initial: "none",
	states: {
		none: { on: { "lease4.bound": {
			target: "bound",
			actions: "keepLease"
		} } },
		bound: { on: {
			"lease4.bound": { actions: "keepLease" },
			"lease4.lost": {
				guard: "isOurClient",
				target: "none",
				actions: "dropLease"
			},
			"deadline.passed": {
				guard: "isOurExpiry",
				target: "expired",
				actions: "dropLease"
			}
		} },
		expired: { on: { "lease4.bound": {
			target: "bound",
			actions: "keepLease"
		} } }
	}
});
const lease4Actor = compile(lease4Machine);
const lease4Deadlines = ({ context }) => context.expires === null ? [] : [{
	id: expiryId(context.ifname),
	due: context.expires
}];
const expiryId = (ifname) => `lease4:${ifname}:expiry`;
function renewed(context, event) {
	const expires = event.lifetime === null ? null : after(event.at, event.lifetime);
	if (context.lease && saysAgain(context.lease, event)) return { expires };
	const { type: _type, v: _v, seq, at: _at, class: _class, of, for: _for, lifetime: _lifetime, ifname: _ifname, ...lease } = event;
	return {
		lease,
		since: of ?? seq,
		expires
	};
}
function saysAgain(lease, event) {
	for (const key in lease) if (!isEqual(lease[key], event[key])) return false;
	return true;
}
// machines/noticed.ts
function toManagers(host, fact) {
	switch (fact.type) {
		case "manager.noticed":
			if (fact.name === "systemd-resolved" && fact.of === void 0) forgetTold(host);
			host.managers = put(host.managers, {
				id: fact.name,
				interfaces: fact.interfaces,
				evidence: fact.evidence,
				since: fact.of ?? fact.seq
			});
			return;
		case "manager.gone":
			if (fact.name === "systemd-resolved") forgetTold(host);
			host.managers = drop(host.managers, fact.name);
			return;
		case "resolver.published": {
			const { publisher, ifname, servers, search } = fact;
			const row = {
				id: `${publisher} ${fact.file}`,
				publisher,
				ifname,
				servers,
				search,
				since: fact.of ?? fact.seq
			};
			const old = find(host.published, row.id);
			if (!old || !isEqual(old, {
				...row,
				since: old.since
			})) host.published = put(host.published, row);
			return;
		}
		case "resolver.withdrawn":
			host.published = drop(host.published, `${fact.publisher} ${fact.file}`);
			return;
	}
}
const FIRST_TABLE = 27e3;
const PINS_TABLE = 26999;
const ruleKey = (r) => [
	`rule ${r.family} ${r.priority} ${r.action}`,
	r.table,
	r.from && `from ${r.from}`,
	r.to && `to ${r.to}`,
	r.iif && `iif ${r.iif}`,
	r.oif && `oif ${r.oif}`,
	r.mark && `mark ${r.mark}/${r.mask}`,
	...Object.entries(r.other).toSorted(([a], [b]) => Number(a) - Number(b)).map(([attribute, hex]) => `${attribute}:${hex}`)
].filter((part) => part !== null).join(" ");
const endpointNumber = (slot, family) => slot < 8 ? 109 + 2 * slot + (family === 6 ? 1 : 0) : null;
const isOurEndpoint = (number) => number >= 109 && number < 125;
const endpointKey = ({ number, address, ifname, backup }) => `endpoint ${number} ${address} dev ${ifname ?? ""}${backup ? " backup" : ""}`;
const routeKey = (r) => `route ${r.table} ${r.destination} ${r.metric} via ${r.gateway ?? ""} dev ${r.ifname === "lo" ? "" : r.ifname ?? ""}`;
const addressKey = (a) => `address ${a.address}/${a.prefixLength} dev ${a.ifname}`;
const ruleSpec = ({ family, priority, action, table, from, to, iif, oif, mark, mask, other }) => ({
	family,
	priority,
	action: action === "unreachable" ? "unreachable" : "lookup",
	table,
	from,
	to,
	iif,
	oif,
	mark,
	mask,
	other
});
const routeSpec = (r) => ({
	table: r.table,
	kind: r.kind === "unreachable" ? "unreachable" : "unicast",
	destination: r.destination,
	metric: r.metric,
	gateway: r.gateway,
	ifname: r.ifname === "lo" ? null : r.ifname,
	source: r.source,
	mtu: r.mtu
});
// machines/ours.ts
function toOurs(host, fact) {
	switch (fact.type) {
		case "route.added":
			if (fact.protocol !== 109) return false;
			host.ownRoutes = put(host.ownRoutes, {
				id: routeKey(fact),
				route: fact
			});
			host.failures = withDone(host.failures, `route.replace ${routeKey(fact)}`);
			return true;
		case "route.removed":
			if (isTakenAway(host, fact)) host.failures = withTaken(host.failures, `route.replace ${routeKey(fact)}`, fact);
			host.ownRoutes = drop(host.ownRoutes, routeKey(fact));
			return false;
		case "rule.added":
			if (fact.protocol !== 109) return false;
			host.ownRules = put(host.ownRules, {
				id: ruleKey(fact),
				rule: fact
			});
			host.failures = withDone(host.failures, `rule.add ${ruleKey(fact)}`);
			return true;
		case "rule.removed":
			if (fact.class === "world" && host.phase === "settled" && find(host.ownRules, ruleKey(fact))) host.failures = withTaken(host.failures, `rule.add ${ruleKey(fact)}`, fact);
			host.ownRules = drop(host.ownRules, ruleKey(fact));
			return true;
		case "command.done":
			host.failures = withDone(host.failures, `${fact.command} ${fact.target}`);
			if (fact.command === "client.stop") host.clients = drop(host.clients, fact.target);
			return true;
		case "command.failed":
			host.failures = withFailed(host.failures, fact);
			return true;
		case "sysctl.read": return toSysctls(host, fact);
		case "guard.found":
			if (isUnguarded(host, fact)) host.failures = withTaken(host.failures, "guard.set guard", fact);
			host.guarded = fact.interfaces;
			host.failures = withDone(host.failures, "guard.set guard");
			return true;
		case "client.started":
			host.clients = put(host.clients, clientRow(fact));
			return true;
		case "client.exited":
			if (fact.again === null) host.clients = drop(host.clients, `${fact.client} ${fact.ifname}`);
			return true;
		default: return fact;
	}
}
function toOurAddress(host, fact) {
	if (fact.protocol === 109) host.failures = withDone(host.failures, `address.replace ${addressKey(fact)}`);
}
function toSysctls(host, { family, ifname, key, value, of, seq }) {
	const sysctl = {
		family,
		ifname,
		key,
		value
	};
	const id = sysctlId(sysctl);
	const original = find(host.sysctls, id)?.original ?? value;
	host.sysctls = put(host.sysctls, {
		id,
		sysctl,
		original,
		since: of ?? seq
	});
	host.failures = withDone(host.failures, `sysctl.set ${id}`);
	return true;
}
const clientRow = ({ client, ifname, pid, of, seq }) => ({
	id: `${client} ${ifname}`,
	client,
	ifname,
	pid,
	since: of ?? seq
});
function isTakenAway(host, fact) {
	const own = find(host.ownRoutes, routeKey(fact))?.route;
	if (!own || fact.class !== "world" || host.phase !== "settled") return false;
	if (own.ifname === null || own.kind === "unreachable") return true;
	const link = find(host.interfaces, `interface:${own.ifname}`)?.snapshot.context;
	return link?.link?.up === true && (own.source === null || link.addresses.some((a) => a.address === own.source));
}
function isUnguarded(host, fact) {
	const left = new Set(fact.interfaces);
	return fact.class === "world" && host.phase === "settled" && host.guarded.some((ifname) => !left.has(ifname));
}
// machines/paths.ts
function toPaths(host, fact) {
	const since = fact.of ?? fact.seq;
	switch (fact.type) {
		case "endpoint.added": {
			const { number, address, ifname, flags } = fact;
			const id = endpointKey({
				number,
				address,
				ifname,
				backup: flags.includes("backup")
			});
			host.endpoints = put(without$1(host.endpoints, number), {
				id,
				number,
				address,
				ifname,
				flags,
				since
			});
			host.failures = withDone(host.failures, `endpoint.add ${id}`);
			return;
		}
		case "endpoint.removed":
			for (const { id } of host.endpoints.filter((e) => e.number === fact.number)) host.failures = withDone(host.failures, `endpoint.delete ${id}`);
			host.endpoints = without$1(host.endpoints, fact.number);
			return;
		case "mptcp.limited": {
			const { subflows, accepted } = fact;
			host.mptcp = {
				subflows,
				accepted,
				original: host.mptcp?.original ?? host.recalled.mptcp ?? {
					subflows,
					accepted
				},
				since
			};
			host.failures = withDone(host.failures, "mptcp.limit mptcp");
			return;
		}
	}
}
const without$1 = (rows, number) => rows.some((row) => row.number === number) ? rows.filter((row) => row.number !== number) : rows;
function ownEndpoint(host, id) {
	const row = find(host.endpoints, id);
	if (!row || row.ifname === null) return null;
	return {
		number: row.number,
		address: row.address,
		ifname: row.ifname,
		backup: row.flags.includes("backup")
	};
}
const restatePaths = ({ endpoints, mptcp }) => [...endpoints.map(({ number, address, ifname, flags, since }) => world("endpoint.added", {
	number,
	address,
	ifname,
	flags
}, since)), ...mptcp === null ? [] : [world("mptcp.limited", {
	subflows: mptcp.subflows,
	accepted: mptcp.accepted
}, mptcp.since)]];
// machines/policy.ts
const policyMachine = setup({
	types: {
		context: {},
		events: {},
		input: {}
	},
	actions: {
		keepRules: assign(({ context, event }) => {
			if (event.type !== "policy.loaded") return {};
			return isEqual(context.rules, event.rules) && context.since > 0 ? { problem: null } : {
				rules: event.rules,
				since: event.of ?? event.seq,
				problem: null
			};
		}),
		keepProblem: assign(({ event }) => event.type === "policy.rejected" ? { problem: event.problem } : {})
	}
}).createMachine({
	id: "policy",
	context: ({ input }) => ({
		...input,
		rules: [],
		since: 0,
		problem: null
	}),
	initial: "absent",
	states: {
		absent: { on: {
			"policy.loaded": {
				target: "loaded",
				actions: "keepRules"
			},
			"policy.rejected": {
				target: "rejected",
				actions: "keepProblem"
			}
		} },
		loaded: { on: {
			"policy.loaded": { actions: "keepRules" },
			"policy.rejected": {
				target: "rejected",
				actions: "keepProblem"
			}
		} },
		rejected: { on: {
			"policy.loaded": {
				target: "loaded",
				actions: "keepRules"
			},
			"policy.rejected": { actions: "keepProblem" }
		} }
	}
});
const policyActor = compile(policyMachine);
const policyId = (p) => `policy:${p.author}${p.pvd ? `@${p.pvd}` : ""}`;
// machines/router6.ts
const OBJECTS_MAX = 128;
const MTU_MIN = 1280;
const router6Machine = setup({
	types: {
		context: {},
		events: {},
		input: {},
		emitted: {}
	},
	guards: {
		isOurExpiry: ({ context, event }) => event.type === "deadline.passed" && event.id === `${routerId(context)}:expiry` && event.due === firstEnd(context),
		isLastExpiry: ({ context, event }) => event.type === "deadline.passed" && event.id === `${routerId(context)}:expiry` && event.due === firstEnd(context) && !lives(unexpired(context, event.at)),
		isEmptied: ({ context, event }) => event.type === "router.advertised" && !entriesOf(event).some(givesLife) && !lives(merged$1(context, event)),
		isTakenWhole: ({ context, event }) => event.type === "router.tookOver" && event.by !== routerId(context) && !lives(without(context, event.objects, event.seq)),
		isTakenOver: ({ context, event }) => event.type === "router.tookOver" && event.by !== routerId(context) && context.objects.some((o) => event.objects.includes(o.id))
	},
	actions: {
		keepAdvertised: assign(({ context, event }) => event.type === "router.advertised" ? merged$1(context, event) : {}),
		keepFirst: assign(({ event }) => event.type === "router.advertised" ? { heard: event.seq } : {}),
		dropExpired: assign(({ context, event }) => unexpired(context, event.at)),
		dropTaken: assign(({ context, event }) => event.type === "router.tookOver" ? without(context, event.objects, event.seq) : {}),
		dropAll: assign({
			objects: [],
			expires: []
		}),
		tellTakenOver: emit(({ context, event }) => ({
			type: "router.tookOver",
			ifname: context.ifname,
			router: context.router,
			by: routerId(context),
			objects: event.type === "router.advertised" ? entriesOf(event).flatMap(({ object }) => isMovable$1(object) ? [object.id] : []) : [],
			at: event.at,
			seq: event.seq
		}))
	}
}).createMachine({
	id: "router6",
	context: ({ input }) => ({
		...input,
		mac: null,
		pvd: null,
		managed: false,
		other: false,
		hopLimit: null,
		objects: [],
		since: 0,
		heard: 0,
		expires: []
	}),
	initial: "silent",
	states: {
		silent: { on: { "router.advertised": [{ guard: "isEmptied" }, {
			target: "advertising",
			actions: [
				"keepFirst",
				"keepAdvertised",
				"tellTakenOver"
			]
		}] } },
		advertising: { on: {
			"router.advertised": [{
				guard: "isEmptied",
				target: "silent",
				actions: "dropAll"
			}, { actions: ["keepAdvertised", "tellTakenOver"] }],
			"router.tookOver": [{
				guard: "isTakenWhole",
				target: "silent",
				actions: "dropAll"
			}, {
				guard: "isTakenOver",
				actions: "dropTaken"
			}],
			"deadline.passed": [{
				guard: "isLastExpiry",
				target: "silent",
				actions: "dropAll"
			}, {
				guard: "isOurExpiry",
				actions: "dropExpired"
			}],
			"link.lost": {
				target: "silent",
				actions: "dropAll"
			}
		} }
	}
});
const router6Actor = compile(router6Machine);
const routerId = (r) => `router6:${r.ifname}/${r.router}${r.pvd ? `/${r.pvd.id}` : ""}`;
const router6Deadlines = ({ context }) => {
	const due = firstEnd(context);
	return due === null ? [] : [{
		id: `${routerId(context)}:expiry`,
		due
	}];
};
const firstEnd = (context) => context.expires.reduce((first, { at }) => first === null || at < first ? at : first, null);
const HAS_LIFETIME = new Set([
	"gateway",
	"prefix",
	"route",
	"dns",
	"search",
	"pref64"
]);
const isMovable$1 = (object) => object.kind !== "gateway" && object.kind !== "mtu" && object.kind !== "portal";
const lives = (context) => context.objects.some((o) => HAS_LIFETIME.has(o.kind));
function unexpired(context, now) {
	return without(context, context.expires.filter((e) => e.at <= now).map((e) => e.id), null);
}
function without(context, ids, seq) {
	const objects = context.objects.filter((o) => !ids.includes(o.id));
	return {
		...context,
		objects,
		expires: context.expires.filter((e) => !ids.includes(e.id)),
		since: seq ?? context.since
	};
}
function merged$1(context, event) {
	let { objects, expires } = context;
	for (const { object, lifetime } of entriesOf(event)) {
		const old = find(objects, object.id);
		if (lifetime === 0) objects = drop(objects, object.id);
		else if (old || objects.length < OBJECTS_MAX) objects = put(objects, unchanged(old, object));
		expires = lifetime !== 0 && lifetime !== null && (old !== void 0 || find(objects, object.id) !== void 0) ? put(expires, {
			id: object.id,
			at: after(event.at, lifetime)
		}) : drop(expires, object.id);
	}
	const pvd = event.pvd && settle(context.pvd, pick(event.pvd));
	const { mac } = event;
	const { managed, other, hopLimit } = event.pvd?.header ?? event;
	return objects === context.objects && pvd === context.pvd && mac === context.mac && managed === context.managed && other === context.other && hopLimit === context.hopLimit ? {
		objects,
		expires
	} : {
		mac,
		managed,
		other,
		hopLimit,
		pvd,
		objects,
		expires,
		since: event.of ?? event.seq
	};
}
function unchanged(old, now) {
	if (!old || old.value !== now.value) return now;
	for (const key in now.detail) if (old.detail[key] !== now.detail[key]) return now;
	return old;
}
const pick = ({ id, legacy, http, sequence, delay }) => ({
	id,
	legacy,
	http,
	sequence,
	delay
});
const givesLife = (e) => e.lifetime !== 0 && HAS_LIFETIME.has(e.object.kind);
let inHand = null;
function entriesOf(event) {
	if (inHand?.event !== event) inHand = {
		event,
		entries: parsed(event)
	};
	return inHand.entries;
}
function parsed(event) {
	const header = event.pvd?.header ?? event;
	return [
		...gatewayEntry(header),
		...optionEntries(event),
		...event.pvd ? optionEntries(event.pvd.nested).map(nested$1) : []
	];
}
const nested$1 = (e) => e.object.kind === "prefix" ? {
	...e,
	object: {
		...e.object,
		detail: {
			...e.object.detail,
			nested: true
		}
	}
} : e;
const gatewayEntry = (header) => [entry("gateway", "", { preference: header.preference }, header.lifetime)];
function optionEntries(options) {
	return [
		...options.prefixes.map((p) => entry("prefix", p.prefix, {
			onLink: p.onLink,
			autonomous: p.autonomous
		}, p.valid)),
		...options.routes.map((r) => entry("route", r.prefix, { preference: r.preference }, r.lifetime)),
		...options.dns.map((d) => entry("dns", d.server, {}, d.lifetime)),
		...options.search.map((s) => entry("search", s.domain, {}, s.lifetime)),
		...options.pref64.map((p) => entry("pref64", p.prefix, {}, p.lifetime)),
		...options.mtu === null || options.mtu < MTU_MIN ? [] : [entry("mtu", String(options.mtu), {}, null)],
		...options.portal === null ? [] : [entry("portal", options.portal, {}, null)]
	];
}
function entry(kind, value, detail, lifetime) {
	return {
		object: {
			id: kind === "mtu" || kind === "portal" ? kind : `${kind} ${value}`,
			kind,
			value,
			detail
		},
		lifetime
	};
}
// machines/sockets.ts
const LEFT_MAX = 256;
function toSockets(host, fact) {
	switch (fact.type) {
		case "sockets.watched":
			host.watched = {
				owners: fact.owners,
				since: fact.of ?? fact.seq
			};
			return;
		case "sockets.sampled":
			if (find(host.pvds, fact.pvd)?.snapshot.context.generation !== fact.generation) return;
			host.samples = put(host.samples, {
				id: fact.pvd,
				generation: fact.generation,
				open: fact.open,
				stalled: fact.stalled
			});
			return toPvd(host, fact.pvd, fact);
		case "sockets.ended":
			host.left = drop(host.left, fact.target);
			return;
	}
}
function giveUpEnding(host, { command, target }) {
	if (command === "sockets.end") host.left = drop(host.left, target);
}
function settleLeft(before, host) {
	if (before.pvds === host.pvds && before.left === host.left && before.samples === host.samples) return;
	if (before.pvds !== host.pvds) host.samples = stillSampled(host);
	if (host.started?.mode !== "apply") return;
	if (before.pvds !== host.pvds) for (const row of before.pvds) leave(host, row.snapshot, find(host.pvds, row.id)?.snapshot);
	for (const sample of host.samples) if (sample.stalled > 0) leaveStalled(before, host, sample);
	if (host.left.length > 0) host.left = stillLeft(host);
}
function leave(host, was, is) {
	if (was === is || is && was.context.objects === is.context.objects && was.value === is.value) return;
	const isSame = is?.context.generation === was.context.generation;
	const kept = new Set(isSame && is ? addressesOf$2(is) : []);
	const addresses = addressesOf$2(was).filter((address) => !kept.has(address));
	if (addresses.length > 0) add(host, was, addresses, false);
}
function leaveStalled(before, host, sample) {
	const snapshot = find(host.pvds, sample.id)?.snapshot;
	if (!snapshot) return;
	const isNew = (find(before.samples, sample.id)?.stalled ?? 0) < sample.stalled;
	const was = find(before.pvds, sample.id)?.snapshot;
	const dead = FAMILIES.filter((family) => isDead(snapshot, family) && (isNew || !was || !isDead(was, family)));
	const addresses = addressesOf$2(snapshot).filter((address) => dead.includes(familyOf(address)));
	if (addresses.length > 0) add(host, snapshot, addresses, true);
}
function isDead(snapshot, family) {
	const { reach4, reach6 } = pvdState(snapshot);
	return (family === 4 ? reach4 : reach6) === "unreachable";
}
const stillSampled = ({ samples, pvds }) => {
	const left = samples.filter(({ id, generation }) => find(pvds, id)?.snapshot.context.generation === generation);
	return left.length === samples.length ? samples : left;
};
function add(host, { context: { id: pvd, generation, ifname } }, addresses, isStalled) {
	const id = `${pvd}@${generation}${isStalled ? " stalled" : ""}`;
	const old = find(host.left, id);
	if (!old && host.left.length >= LEFT_MAX) return;
	const all = [...new Set([...old?.addresses ?? [], ...addresses])].sort();
	if (!isEqual(old?.addresses, all)) host.left = put(host.left, {
		id,
		pvd,
		generation,
		ifname,
		addresses: all,
		isStalled
	});
}
function stillLeft(host) {
	const owned = new Set(ownersOf(host).flatMap(({ ifname, addresses }) => addresses.map((address) => `${ifname} ${address}`)));
	return host.left.flatMap((row) => {
		if (row.isStalled) return find(host.pvds, row.pvd)?.snapshot.context.generation === row.generation ? [row] : [];
		const addresses = row.addresses.filter((address) => !owned.has(`${row.ifname} ${address}`));
		if (addresses.length === row.addresses.length) return [row];
		return addresses.length === 0 ? [] : [{
			...row,
			addresses
		}];
	});
}
const ownersOf = ({ pvds }) => pvds.flatMap(({ snapshot }) => {
	const { id: pvd, generation, ifname } = snapshot.context;
	const addresses = addressesOf$2(snapshot);
	return addresses.length === 0 ? [] : [{
		pvd,
		generation,
		ifname,
		addresses
	}];
});
function addressesOf$2(snapshot) {
	const { provisioning } = pvdState(snapshot);
	if (provisioning === "detached" || provisioning === "gone") return [];
	const { objects } = snapshot.context;
	const known = sorted.get(objects);
	if (known) return known;
	const addresses = [...new Set(goodAddresses(objects).map(({ value }) => value))].sort();
	sorted.set(objects, addresses);
	return addresses;
}
const sorted = new WeakMap();
const restateSockets = ({ watched }) => watched.since === 0 ? [] : [world("sockets.watched", { owners: watched.owners }, watched.since)];
const carryLeft = ({ left }) => left.map(({ id: _, ...row }) => row);
// machines/delivery.ts
const ROUTERS_MAX = 32;
function deliver(host, fact, notices) {
	switch (fact.type) {
		case "link.signalled":
			toInterface(host, fact.ifname, fact, notices);
			return hint(host, fact);
		case "link.appeared":
		case "link.changed":
		case "link.carrierChanged":
		case "link.attached":
		case "link.removed":
			host.failures = withoutInterface(host.failures, fact.ifname);
			if (fact.type === "link.removed") host.sysctls = host.sysctls.filter((row) => row.sysctl.ifname !== fact.ifname);
			return toInterface(host, fact.ifname, fact, notices);
		case "address.added":
			toOurAddress(host, fact);
			return toInterface(host, fact.ifname, fact, notices);
		case "address.removed":
		case "neighbour.removed": return toInterface(host, fact.ifname, fact, notices);
		case "neighbour.changed":
			toInterface(host, fact.ifname, fact, notices);
			return hint(host, fact);
		case "route.added":
		case "route.removed":
			if (!toOurs(host, fact) && fact.ifname !== null) toInterface(host, fact.ifname, fact, notices);
			return;
		case "router.advertised": return toRouter(host, fact, notices);
		case "lease4.bound":
		case "lease4.lost": {
			const id = `lease4:${fact.ifname}`;
			const old = find(host.leases, id)?.snapshot ?? lease4Actor.start({ ifname: fact.ifname });
			host.leases = put(host.leases, changed$1(host.leases, id, old, lease4Actor.take(old, fact, [])));
			return;
		}
		case "lease6.bound":
		case "lease6.lost": return toLease6(host, lease6Id(fact.ifname), fact, fact.ifname);
		case "policy.loaded":
		case "policy.rejected": {
			const id = policyId(fact);
			const old = find(host.policies, id)?.snapshot ?? policyActor.start({
				author: fact.author,
				pvd: fact.pvd
			});
			host.policies = put(host.policies, changed$1(host.policies, id, old, policyActor.take(old, fact, [])));
			return;
		}
		case "check.validated":
		case "check.assumed":
		case "check.partial":
		case "check.portal":
		case "check.failed":
		case "check.curtailed": return toPvd(host, fact.pvd, fact);
		case "information.received":
		case "information.refused":
		case "information.unreached": return hearAnswer(host, fact);
		case "name.answered": return hearAnswered(host, fact);
		case "pref64.discovered": return hearDiscovered(host, fact);
		case "names.published":
		case "names.withdrawn":
		case "resolver.listening": return toPublishing(host, fact);
		case "session.opened":
		case "session.idled":
		case "session.busied":
		case "session.asked":
		case "session.moved":
		case "session.closed": return hearSession(host, fact);
		case "check.requested":
			for (const { id } of host.pvds) if (fact.pvd === null || fact.pvd === id) toPvd(host, id, fact);
			return;
		case "sockets.watched":
		case "sockets.sampled":
		case "sockets.ended": return toSockets(host, fact);
		case "endpoint.added":
		case "endpoint.removed":
		case "mptcp.limited": return toPaths(host, fact);
		case "rule.added":
		case "rule.removed":
		case "command.done":
		case "command.failed":
		case "sysctl.read":
		case "guard.found":
		case "client.started":
		case "client.exited":
			if (fact.type === "command.failed") giveUpEnding(host, fact);
			toOurs(host, fact);
			return;
		case "host.resumed":
			for (const { id } of host.pvds) toPvd(host, id, fact);
			return;
		case "deadline.passed": return toWaiting(host, fact, notices);
		case "settings.loaded":
			if (host.settingsSince > 0 && isEqual(host.settings, fact.settings)) return;
			host.settings = fact.settings;
			host.settingsSince = fact.of ?? fact.seq;
			return;
		case "manager.noticed":
		case "manager.gone":
		case "resolver.published":
		case "resolver.withdrawn": return toManagers(host, fact);
		case "agent.started":
			host.started = fact;
			return;
		case "memory.carried": return openRecalled(host, fact);
		case "epoch.opened":
			host.phase = "settled";
			host.epoch = fact.epoch;
			return;
		case "kernel.overran":
			if (host.phase === "settled") host.phase = "dumping";
			return;
		case "kernel.dumped":
			if (host.phase === "dumping") host.phase = "settled";
			return;
		case "kernel.messageRejected":
		case "router.packetRejected":
		case "router.flooded":
		case "lease4.rejected":
		case "lease6.rejected":
		case "clock.stepped":
		case "log.gap":
		case "name.sampled": return;
	}
}
function pass(host, notice, notices) {
	switch (notice.type) {
		case "link.lost":
			forgiveNetwork(host, notice.ifname);
			for (const { id, snapshot } of host.routers) if (snapshot.context.ifname === notice.ifname) tellRouter(host, id, notice, notices);
			return;
		case "router.tookOver":
			for (const { id, snapshot } of host.routers) if (id !== notice.by && snapshot.context.ifname === notice.ifname && snapshot.context.router === notice.router) tellRouter(host, id, notice, notices);
			return;
		case "link.gained":
		case "pvd.assembled":
		case "pvd.recalled":
		case "pvd.detached":
		case "pvd.returned":
		case "pvd.gone": return;
	}
}
function toInterface(host, ifname, fact, notices) {
	const id = `interface:${ifname}`;
	const known = find(host.interfaces, id);
	if (!known && fact.type.endsWith(".removed")) return;
	const old = known?.snapshot ?? interfaceActor.start({ ifname });
	const next = interfaceActor.take(old, fact, notices);
	host.interfaces = fact.type === "link.removed" ? drop(host.interfaces, id) : put(host.interfaces, changed$1(host.interfaces, id, old, next));
}
function toRouter(host, fact, notices) {
	const id = routerId(fact);
	if (!find(host.routers, id)) {
		if (host.routers.filter((r) => r.snapshot.context.ifname === fact.ifname).length >= ROUTERS_MAX) return;
		host.routers = put(host.routers, {
			id,
			snapshot: router6Actor.start({
				ifname: fact.ifname,
				router: fact.router
			})
		});
	}
	tellRouter(host, id, fact, notices);
}
function tellRouter(host, id, event, notices) {
	const old = find(host.routers, id);
	if (!old) return;
	const snapshot = router6Actor.take(old.snapshot, event, notices);
	host.routers = snapshot.value === "silent" ? drop(host.routers, id) : put(host.routers, changed$1(host.routers, id, old.snapshot, snapshot));
}
function hint(host, fact) {
	if (fact.type === "neighbour.changed" ? fact.state !== "failed" : fact.quality !== "poor") return;
	for (const { id, snapshot } of host.pvds) if (snapshot.context.ifname === fact.ifname) toPvd(host, id, fact);
}
function toWaiting(host, fact, notices) {
	const id = fact.id.slice(0, Math.max(0, fact.id.lastIndexOf(":")));
	host.failures = withPassed(host.failures, fact);
	if (id === "ranking") host.woken = fact.seq;
	hearSessionsDue(host, fact.id, fact.at);
	endPins(host, fact);
	endDiscovered(host, fact);
	if (id.startsWith("information:")) return wakeInformation(host, id, fact);
	if (id.startsWith("pvd:")) return toPvd(host, id, fact);
	if (id.startsWith("router6:")) return tellRouter(host, id, fact, notices);
	if (id.startsWith("lease6:")) return toLease6(host, id, fact);
	const lease = find(host.leases, id);
	if (lease) host.leases = put(host.leases, changed$1(host.leases, id, lease.snapshot, lease4Actor.take(lease.snapshot, fact, [])));
}
// machines/host.ts
function step(before, fact) {
	const host = {
		...fact.type === "agent.started" ? INITIAL_HOST : before,
		seq: fact.seq,
		at: fact.at
	};
	const notices = [];
	deliver(host, fact, notices);
	for (let depth = 0; notices.length > 0; depth += 1) {
		if (depth >= 3) throw new RangeError(`notices of fact ${fact.seq} (${fact.type}) run deeper than 3`);
		for (const notice of notices.splice(0)) pass(host, notice, notices);
	}
	if (host.phase === "settled") {
		settleDomains(before, host, fact);
		settleLeft(before, host);
	}
	settlePins(before, host);
	settleSessions(before, host);
	return host;
}
// streams/memo.ts
function perObject(make) {
	const made = new WeakMap();
	return (key) => {
		const known = made.get(key);
		if (known) return known.value;
		const value = make(key);
		made.set(key, { value });
		return value;
	};
}
function perElement(make) {
	let last = {
		keys: [],
		values: [],
		result: []
	};
	return (keys) => {
		const { start, end, last: until } = differing$1(last.keys, keys);
		if (start === end && start === until) return last.result;
		const values = [
			...last.values.slice(0, start),
			...keys.slice(start, until).map(make),
			...last.values.slice(end)
		];
		last = {
			keys,
			values,
			result: values.filter((value) => value !== null)
		};
		return last.result;
	};
}
function grouping(wordOf) {
	const groups = new Map();
	let last = [];
	const leave = (row) => {
		const [word, group] = [wordOf(row), groups.get(wordOf(row) ?? "")];
		group?.delete(row.id);
		if (word !== null && group?.size === 0) groups.delete(word);
	};
	const enter = (row) => {
		const word = wordOf(row);
		if (word === null) return;
		const group = groups.get(word) ?? new Map();
		groups.set(word, group.set(row.id, row));
	};
	return (shards) => {
		for (const { before, now } of differingShards(last, shards)) for (const id of differingIds(before, now)) {
			const [old, young] = [find(before, id), find(now, id)];
			if (old) leave(old);
			if (young) enter(young);
		}
		last = shards;
		return groups;
	};
}
function lastResult(reads, make) {
	let last = null;
	return (...args) => {
		const read = reads(...args);
		if (!last || read.length !== last.read.length || read.some((value, i) => value !== last?.read[i])) last = {
			read,
			result: make(...args)
		};
		return last.result;
	};
}
// streams/links.ts
const linksOf$1 = perObject((interfaces) => interfaces.map((i) => i.snapshot.context.link));
const addressesOf$1 = perObject((interfaces) => interfaces.map((i) => i.snapshot.context.addresses));
const routesOf = perObject((interfaces) => interfaces.map((i) => i.snapshot.context.routes));
const readsOwnership = (host) => host.started?.mode === "apply" ? [
	host.started,
	host.managers,
	host.settings,
	...linksOf$1(host.interfaces)
] : [host.started];
const readsSources = (host) => host.started?.mode === "apply" ? [
	...host.leases.map((l) => l.snapshot.context.lease),
	...host.leases6.map((l) => l.snapshot.context.lease),
	...host.routers.flatMap((r) => [r.snapshot.context.objects, r.snapshot.context.since])
] : [];
// streams/reasons.ts
const reason = (rule, facts = [], by = "built-in") => ({
	rule,
	by,
	facts: [...new Set(facts.filter((seq) => typeof seq === "number" && seq > 0))].sort((a, b) => Number(a) - Number(b))
});
// streams/ownership.ts
const ownership = {
	initial: [],
	reads: readsOwnership,
	step(previous, host) {
		return settleRows(previous, (host.started?.mode === "apply" ? host.interfaces.map(({ snapshot }) => ownerOf(host, snapshot.context.ifname)) : []).toSorted(compareId));
	}
};
const isManaged = (host, ifname) => host.started?.mode === "apply" && ownerOf(host, ifname).isManaged;
const isInScope = (host, ifname) => host.started?.mode !== "apply" || ownerOf(host, ifname).isManaged;
function ownerOf(host, ifname) {
	const row = (isManaged, because, owner = null) => ({
		id: ifname,
		ifname,
		isManaged,
		owner,
		because
	});
	const link = find(host.interfaces, `interface:${ifname}`)?.snapshot.context;
	const settings = host.settings.interfaces.find((i) => i.name === ifname);
	if (!link?.link) return row(false, reason("absent"));
	if (link.link.kind === "loopback") return row(false, reason("loopback", [link.since]));
	if (link.link.master !== null) return row(false, reason("port", [link.since]), link.link.master);
	if (settings?.ignore) return row(false, reason("ignored"));
	const manager = host.managers.find((m) => m.interfaces.some((name) => name === ifname));
	if (!manager) return row(true, reason("unowned", [link.since]));
	return host.settings.manage.some((name) => name === ifname) ? row(true, reason("listed", [manager.since]), manager.id) : row(false, reason("ownedByOther", [manager.since]), manager.id);
}
// streams/addresses.ts
const OURS = ["udhcpc", "dhcpcd"];
const addresses = {
	initial: [],
	reads: (host) => [...readsOwnership(host), ...host.started?.mode === "apply" ? [...addressesOf$1(host.interfaces), ...readsSources(host)] : []],
	step: (previous, host) => settleRows(previous, [
		...leased4(host),
		...leased6(host),
		...nested(host)
	].toSorted(compareId))
};
function leased4(host) {
	return host.leases.flatMap(({ id, snapshot: { context } }) => {
		const { ifname, lease } = context;
		if (lease?.client !== "udhcpc" || !isManaged(host, ifname) || isGivenUp(host, ifname)) return [];
		return [row(ifname, lease.address, lease.prefixLength, id)];
	});
}
function leased6(host) {
	return host.leases6.flatMap(({ id, snapshot: { context } }) => {
		const { ifname, lease } = context;
		if (!lease || !OURS.includes(lease.client) || !isManaged(host, ifname)) return [];
		return lease.addresses.map((address) => row(ifname, address, 128, id));
	});
}
function nested(host) {
	return host.routers.flatMap(({ id, snapshot: { context } }) => {
		const { ifname, objects } = context;
		if (!isManaged(host, ifname)) return [];
		const link = host.interfaces.find((i) => i.snapshot.context.ifname === ifname)?.snapshot.context;
		const own = link?.addresses.find((a) => reachOf(a.address) === "linkLocal" && a.address.includes(":"))?.address;
		if (!link || !own) return [];
		return objects.filter((o) => o.kind === "prefix" && o.detail.nested === true && o.detail.autonomous === true && prefixLength(o.value) === 64).map((o) => ({
			object: o,
			address: joined(o.value, own)
		})).filter(({ object, address }) => !link.addresses.some((a) => isInPrefix(a.address, object.value) && a.address !== address)).map(({ object, address }) => row(ifname, address, 64, `${id} ${object.id}`));
	});
}
function joined(prefix, own) {
	const [high, low] = [addressBytes(prefix.slice(0, prefix.indexOf("/"))), addressBytes(own)];
	return high && low ? formatAddress(Uint8Array.from([...high.slice(0, 8), ...low.slice(8)])) : own;
}
const row = (ifname, address, prefixLength, until) => ({
	id: addressKey({
		ifname,
		address,
		prefixLength
	}),
	ifname,
	address,
	prefixLength,
	until
});
// streams/domains.ts
const attachedDomains = perObject((pvds) => pvds.filter((p) => isAttached(p.snapshot)).map((p) => domainOf$1(p.snapshot)));
const presentDomains = perObject((pvds) => pvds.filter((p) => isAttached(p.snapshot) || pvdState(p.snapshot).provisioning === "forming").map((p) => domainOf$1(p.snapshot)));
const standingDomains = perObject((pvds) => pvds.map((p) => domainOf$1(p.snapshot)));
const latest$2 = new WeakMap();
function domainOf$1({ context: { id, ifname, generation, slot, objects } }) {
	const known = latest$2.get(objects);
	if (known?.id === id && known.generation === generation && known.slot === slot) return known;
	const domain = {
		id,
		ifname,
		generation,
		slot,
		objects
	};
	latest$2.set(objects, domain);
	return domain;
}
// streams/servers.ts
const serversOf = perObject((pvd) => {
	const root = objectsOf(pvd.objects, "zone").find((zone) => zone.value === ".");
	const behind = ({ source, value }) => {
		if (source === "static") return -2;
		return root?.preference === void 0 || !root.servers.includes(value) ? 0 : BEHIND$1[root.preference];
	};
	const all = listed(pvd.objects, "dns").toSorted((a, b) => behind(a) - behind(b)).map(({ value, port, tls = null }) => ({
		address: value,
		port: port ?? (tls === null ? 53 : 853),
		tls
	}));
	const encrypted = all.filter((server) => server.tls !== null);
	const asked = encrypted.length > 0 ? encrypted : all;
	return asked.filter((server, i) => asked.findIndex((other) => other.address === server.address) === i);
});
const BEHIND$1 = {
	high: -1,
	medium: 0,
	low: 1
};
// streams/checks.ts
const checks = {
	initial: [],
	reads: (host) => [
		host.pvds,
		host.settings,
		...readsOwnership(host)
	],
	step: (previous, host) => {
		return settleRows(previous, host.pvds.flatMap(({ snapshot }) => {
			if (!isInScope(host, snapshot.context.ifname)) return [];
			const { check4, check6 } = pvdState(snapshot);
			return FAMILIES.filter((f) => isRunning(f === 4 ? check4 : check6)).map((family) => wantedCheck(host, snapshot.context, family));
		}).sort(compareId));
	}
};
function wantedCheck(host, context, family) {
	const { id, generation, ifname, objects } = context;
	const { http, https, timeout } = host.settings.checks;
	const servers = serversOf(context);
	const sameFamily = servers.filter((server) => familyOf(server.address) === family);
	return {
		id: `${family} ${id}`,
		pvd: id,
		generation,
		family,
		ifname,
		source: goodAddresses(objects).find((a) => familyOf(a.value) === family)?.value ?? null,
		servers: (sameFamily.length > 0 ? sameFamily : servers).map(formatServer),
		gateway: objectsOf(objects, "gateway").find((g) => g.family === family)?.value || null,
		http,
		https,
		portal: objectsOf(objects, "portal")[0]?.value ?? null,
		foreign: foreignTo(host, id, objects, family),
		timeout
	};
}
function foreignTo(host, id, objects, family) {
	const own = new Set(objectsOf(objects, "prefix").map((p) => p.value));
	const others = attachedDomains(host.pvds).flatMap((d) => d.id === id ? [] : onLinkOf(d));
	return [...new Set(others.filter((prefix) => !own.has(prefix) && familyOf(prefix) === family))].sort();
}
const onLinkOf = perObject((domain) => objectsOf(domain.objects, "prefix").filter((p) => p.onLink).map((p) => p.value));
// streams/clients.ts
const REAL = new Set([
	"ethernet",
	"wifi",
	"cellular",
	"bridge",
	"bond",
	"vlan",
	"veth"
]);
const clients = {
	initial: [],
	reads: (host) => [...readsOwnership(host), ...host.started?.mode === "apply" ? [...addressesOf$1(host.interfaces), ...readsSources(host)] : []],
	step(previous, host) {
		return settleRows(previous, host.interfaces.filter(({ snapshot }) => snapshot.context.link?.up === true && isManaged(host, snapshot.context.ifname)).flatMap(({ snapshot }) => clientsOf(host, snapshot.context)).toSorted(compareId));
	}
};
function clientsOf(host, link) {
	const { ifname } = link;
	const settings = host.settings.interfaces.find((i) => i.name === ifname);
	if (!REAL.has(settings?.kind ?? link.link?.kind ?? "other")) return [];
	return [...settings?.dhcp4 === false || isStatic(host, link, settings, 4) ? [] : [udhcpc(ifname, host.settings.ipv6Only)], ...settings?.dhcp6 === false || isStatic(host, link, settings, 6) ? [] : dhcpcd(host, ifname, settings?.delegate === true)];
}
const udhcpc = (ifname, ipv6Only) => ({
	id: `dhcp4 ${ifname}`,
	client: "udhcpc",
	ifname,
	managed: false,
	delegated: false,
	ipv6Only
});
function dhcpcd(host, ifname, delegated) {
	const routers = host.routers.map((r) => r.snapshot.context).filter((r) => r.ifname === ifname);
	const managed = routers.some((r) => r.managed);
	if (!managed && !delegated && !routers.some((r) => r.other)) return [];
	return [{
		id: `dhcp6 ${ifname}`,
		client: "dhcpcd",
		ifname,
		managed,
		delegated,
		ipv6Only: false
	}];
}
function isStatic(host, link, settings, family) {
	if (settings?.static?.gateways.some((gateway) => familyOf(gateway) === family)) return true;
	const leased = [...host.leases.flatMap(({ snapshot }) => snapshot.context.lease?.address ?? []), ...host.leases6.flatMap(({ snapshot }) => snapshot.context.lease?.addresses ?? [])];
	return link.addresses.some((a) => familyOf(a.address) === family && a.scope === "global" && a.flags.includes("permanent") && !leased.includes(a.address));
}
// streams/candidates.ts
const candidates = (host, family) => host.pvds.map(({ snapshot }) => {
	const link = find(host.interfaces, `interface:${snapshot.context.ifname}`)?.snapshot.context;
	const known = made$2[family].get(snapshot);
	if (known && known.link === link && known.settings === host.settings) return known.candidate;
	const fresh = {
		link,
		settings: host.settings,
		candidate: candidate(host, snapshot, link, family)
	};
	made$2[family].set(snapshot, fresh);
	return fresh.candidate;
});
const made$2 = {
	4: new WeakMap(),
	6: new WeakMap()
};
function candidate(host, snapshot, link, family) {
	const { id, generation, ifname, identity, objects } = snapshot.context;
	const state = pvdState(snapshot);
	const [reach, known] = family === 4 ? [state.reach4, snapshot.context.reach4] : [state.reach6, snapshot.context.reach6];
	const settings = host.settings.interfaces.find((i) => i.name === ifname);
	const kind = settings?.kind ?? link?.link?.kind ?? "other";
	const quality = family === 4 ? snapshot.context.quality4 : snapshot.context.quality6;
	const gateway = objectsOf(objects, "gateway").find((g) => g.family === family);
	const own = goodAddresses(objects).filter((a) => familyOf(a.value) === family);
	const source = own.find((a) => !a.flags.includes("deprecated")) ?? own[0];
	const installed = link?.routes.find((r) => r.destination.endsWith("/0") && familyOf(r.destination) === family && (r.gateway ?? "") === gateway?.value);
	return {
		id,
		generation,
		ifname,
		identity,
		network: link?.network ?? null,
		kind,
		kindSince: settings?.kind ? host.settingsSince : link?.since ?? 0,
		metered: settings?.metered ?? kind === "cellular",
		meteredSince: settings?.metered === void 0 ? link?.since ?? 0 : host.settingsSince,
		reach,
		reachSince: known?.since ?? null,
		checked: known?.at ?? null,
		rtt: quality.rtt,
		loss: quality.loss,
		cost: settings?.cost ?? null,
		bandwidth: settings?.bandwidth ?? null,
		declaredSince: host.settingsSince,
		gateway: gateway?.value ?? null,
		gatewaySince: gateway?.since ?? null,
		preference: gateway?.preference ?? "medium",
		metric: installed?.metric ?? gateway?.metric ?? null,
		source: source?.value ?? null,
		unfit: unfit(snapshot, reach, isComplete(objects, family), host.settings.useUnknown)
	};
}
function unfit(snapshot, reach, complete, useUnknown) {
	const { provisioning } = pvdState(snapshot);
	if (!isAttached(snapshot)) return provisioning === "gone" || provisioning === "detached" ? provisioning : "forming";
	if (!complete) return "noGateway";
	if (objectsOf(snapshot.context.objects, "noInternet").length > 0) return "noInternet";
	if (reach === "portal" || reach === "unreachable") return reach;
	if (reach === "unknown" && !useUnknown) return "unchecked";
	return null;
}
const UNKNOWN_TIER = USABLE.indexOf("unknown");
const tierOf = (candidate) => USABLE.indexOf(candidate.reach);
// streams/chain.ts
const compileChain = (host, family) => compiled[family](host.policies, host.settings);
const compiled = {
	4: lastResult((...made) => made, (policies, settings) => compileFor(policies, settings, 4)),
	6: lastResult((...made) => made, (policies, settings) => compileFor(policies, settings, 6))
};
function compileFor(policies, settings, family) {
	const all = authorsInOrder(policies, settings).flatMap((author) => author.rules.map((rule, i) => policyFilter(author, rule, i, family)).filter((f) => f !== null));
	const prohibitions = all.filter((f) => f.prohibits);
	const preferences = all.filter((f) => !f.prohibits);
	return {
		policies: [...prohibitions, ...preferences],
		filters: [...preferences, ...BUILT_IN]
	};
}
function authorsInOrder(policies, settings) {
	const order = (p) => {
		const place = settings.authority.indexOf(p.author);
		return place < 0 ? settings.authority.length : place;
	};
	return policies.map((p) => p.snapshot.context).sort((a, b) => order(a) - order(b));
}
function policyFilter(author, rule, index, family) {
	if (rule.family !== void 0 && rule.family !== family || "use" in rule || "never" in rule && rule.for) return null;
	const [verb, selector] = "never" in rule ? ["never", rule.never] : "prefer" in rule ? ["prefer", rule.prefer] : ["avoid", rule.avoid];
	const isItsOwn = (c) => author.pvd === null || c.id === author.pvd;
	const isMeant = (c) => isItsOwn(c) && isSpokenOf(selector, c);
	const isSelfPraise = author.pvd !== null && verb === "prefer";
	return {
		rule: `${verb} ${words(selector)} (rule ${index + 1})`,
		by: author.pvd === null ? author.author : `${author.author} ${author.pvd}`,
		prohibits: verb === "never",
		keep: (list) => isSelfPraise ? list : list.filter((c) => verb === "prefer" ? isMeant(c) : !isMeant(c)),
		foreign: (list) => list.filter((c) => isSpokenOf(selector, c) && (isSelfPraise || !isItsOwn(c))),
		facts: () => [author.since]
	};
}
const words = (selector) => Object.entries(selector).map(([key, value]) => `${key} ${value}`).sort().join(", ");
function isSpokenOf(s, c) {
	return (s.pvd === void 0 || s.pvd === c.id) && (s.identity === void 0 || s.identity.toLowerCase() === c.identity) && (s.interface === void 0 || s.interface === c.ifname) && (s.kind === void 0 || s.kind === c.kind) && (s.metered === void 0 || s.metered === c.metered) && (s.network === void 0 || s.network === c.network);
}
const KINDS$1 = {
	ethernet: 0,
	bridge: 0,
	bond: 0,
	vlan: 0,
	wifi: 1,
	cellular: 3,
	ppp: 3
};
const kindOrder = (c) => KINDS$1[c.kind] ?? 2;
const LEVEL = {
	high: 0,
	medium: 1,
	low: 2
};
const best = (list, of) => {
	const least = Math.min(...list.map(of));
	return list.filter((c) => of(c) === least);
};
const within = (of, { share, least }) => (list, incumbent) => {
	const known = list.map(of).filter((value) => value !== null);
	const lowest = Math.min(...known);
	const band = Math.max(share * lowest, least);
	return list.filter((c) => {
		const value = of(c);
		return value === null || value <= lowest + (c.id === incumbent ? 2 * band : band);
	});
};
const LOSS = {
	share: 0,
	least: 10
};
const RTT = {
	share: .5,
	least: 20
};
const SLOWNESS = {
	share: 1,
	least: 0
};
const slowness = (c) => c.bandwidth === null ? null : 1 / c.bandwidth;
const costOf = (c) => c.cost ?? 0;
const BUILT_IN = [
	{
		rule: "unmetered",
		by: "built-in",
		keep: (list) => list.filter((c) => !c.metered),
		facts: (c) => [c.meteredSince]
	},
	{
		rule: "loss",
		by: "built-in",
		keep: within((c) => c.loss, LOSS),
		facts: (c) => [c.reachSince]
	},
	{
		rule: "cost",
		by: "built-in",
		keep: (list) => best(list, costOf),
		facts: (c) => [c.cost === null ? null : c.declaredSince]
	},
	{
		rule: "kind",
		by: "built-in",
		keep: (list) => best(list, kindOrder),
		facts: (c) => [c.kindSince]
	},
	{
		rule: "metric",
		by: "built-in",
		keep: (list) => best(list, (c) => c.metric ?? Number.POSITIVE_INFINITY),
		facts: (c) => [c.gatewaySince]
	},
	{
		rule: "bandwidth",
		by: "built-in",
		keep: within(slowness, SLOWNESS),
		facts: (c) => [c.declaredSince]
	},
	{
		rule: "roundTripTime",
		by: "built-in",
		keep: within((c) => c.rtt, RTT),
		facts: (c) => [c.reachSince]
	},
	{
		rule: "routerPreference",
		by: "built-in",
		keep: (list) => list.filter((c) => !list.some((o) => o.ifname === c.ifname && LEVEL[o.preference] < LEVEL[c.preference])),
		facts: (c) => [c.gatewaySince]
	}
];
// streams/steadiness.ts
const DOUBLED_MAX = 32;
const FORGOTTEN = millis(3e5);
const LOST_MAX = 64;
const newStanding$1 = (family) => ({
	family,
	moves: [],
	taken: null,
	lost: [],
	due: null
});
function recalledStanding(family, memory, now) {
	const told = memory.steadiness.find((s) => s.family === family);
	if (!told) return newStanding$1(family);
	return {
		family,
		moves: told.moves.map((age) => ago(now, age)),
		taken: told.taken === null ? null : ago(now, told.taken),
		lost: told.lost.map(({ pvd, times, lost, back, proven }) => ({
			pvd,
			times,
			lost: ago(now, lost),
			back: back === null ? null : ago(now, back),
			proven
		})),
		due: null
	};
}
const ago = (now, age) => now - age;
const carriedStanding = ({ family, moves, taken, lost }, now) => ({
	family,
	moves: moves.map((at) => elapsed(at, now)),
	taken: taken === null ? null : elapsed(taken, now),
	lost: lost.map((row) => ({
		pvd: row.pvd,
		times: row.times,
		lost: elapsed(row.lost, now),
		back: row.back === null ? null : elapsed(row.back, now),
		proven: row.proven
	}))
});
function noticed(standing, before, fit, unfit, steadiness, now) {
	const found = (pvd) => fit.find((c) => c.id === pvd);
	const gone = before.filter((pvd) => unfit.includes(pvd));
	const remembered = standing.lost.filter((row) => row.back === null || elapsed(row.back, now) < Math.max(FORGOTTEN, 2 * holdOf(row, steadiness)));
	const known = remembered.filter((row) => !gone.includes(row.pvd)).map((row) => row.back === null && found(row.pvd) ? {
		...row,
		back: now
	} : row).map((row) => !row.proven && row.back !== null && (found(row.pvd)?.checked ?? -1) >= row.back ? {
		...row,
		proven: true
	} : row);
	const added = gone.map((pvd) => ({
		pvd,
		times: (remembered.find((r) => r.pvd === pvd)?.times ?? 0) + 1,
		lost: now,
		back: null,
		proven: false
	}));
	const lost = [...known, ...added].sort((a, b) => b.lost - a.lost || (a.pvd < b.pvd ? -1 : 1)).slice(0, LOST_MAX);
	return {
		...standing,
		lost
	};
}
const UNTIL_CHECKED = Number.POSITIVE_INFINITY;
function heldUntil(standing, c, steadiness, isChecked, isLeader) {
	const row = standing.lost.find((r) => r.pvd === c.id);
	if (!row || row.back === null) return null;
	const hold = after(row.back, holdOf(row, steadiness));
	const until = standing.taken === null || isLeader ? hold : Math.max(hold, after(standing.taken, steadiness.failBack));
	return isChecked && !row.proven ? UNTIL_CHECKED : until;
}
const holdOf = ({ times }, { holdDown }) => millis(holdDown * Math.min(2 ** Math.min(times - 1, 30), DOUBLED_MAX));
function moveAllowedAt({ moves }, { moves: most, per }, now) {
	const oldest = moves.length < most ? void 0 : moves.at(-most);
	return oldest === void 0 ? now : after(oldest, per);
}
const withMove = (standing, now) => ({
	...standing,
	moves: [...standing.moves, now].slice(-64)
});
// streams/ranking.ts
const ranking = {
	initial: {
		places: [],
		standings: []
	},
	reads: (host) => [
		host.pvds,
		host.interfaces,
		host.policies,
		host.settings,
		host.woken
	],
	step(previous, host) {
		const made = FAMILIES.map((family) => atRest(previous, host, family));
		const places = settleRows(previous.places, made.flatMap((m) => m.places).sort(compareId));
		const standings = settle(previous.standings, made.map((m) => m.standing));
		return places === previous.places && standings === previous.standings ? previous : {
			places,
			standings
		};
	}
};
const ranked = (places, family) => places.filter((p) => p.family === family && p.place !== null).sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
function atRest(previous, host, family) {
	const once = rank(previous, host, family);
	const before = ranked(previous.places, family);
	return ranked(once.places, family).every((p, i) => p.pvd === before[i]?.pvd) ? once : rank({
		places: once.places,
		standings: [once.standing]
	}, host, family);
}
function rank(previous, host, family) {
	const all = candidates(host, family);
	const chain = compileChain(host, family);
	const now = host.at;
	const incumbents = previous.standings.length === 0 ? host.recalled.ranks.find((r) => r.family === family)?.pvds ?? [] : ranked(previous.places, family).map((p) => p.pvd);
	const refused = all.map((c) => [c, refusal(c, chain)]);
	const fit = refused.filter(([, because]) => because === null).map(([c]) => c);
	const unfit = incumbents.filter((id) => all.find((c) => c.id === id)?.unfit !== null);
	const standing = noticed(previous.standings.find((s) => s.family === family) ?? recalledStanding(family, host.recalled, now), incumbents, fit, unfit, host.settings.steadiness, now);
	const isChecked = host.started?.checks === true;
	const placed = (by, leader) => {
		const holds = new Map(fit.map((c) => [c.id, heldUntil(by, c, host.settings.steadiness, isChecked, c.id === leader)]));
		const filters = [
			usability(holds),
			holdDown(holds, now),
			...chain.filters
		];
		return {
			holds,
			places: order$1(fit, filters, incumbents, family)
		};
	};
	const before = placed(standing, incumbents[0]);
	const lead = ledBy(before.places, fit, incumbents[0], standing, host, now);
	const leader = lead.places[0]?.pvd;
	const { holds, places: led } = leader === incumbents[0] ? {
		...before,
		places: lead.places
	} : placed(lead.standing, leader);
	const unranked = refused.flatMap(([c, because]) => because === null ? [] : [place(c, family, null, because, [])]);
	const dues = [...holds.values(), lead.due].filter((due) => due !== null && due > now && Number.isFinite(due));
	const due = dues.length === 0 ? null : Math.min(...dues);
	return {
		places: [...led, ...unranked],
		standing: {
			...lead.standing,
			due
		}
	};
}
function refusal(candidate, chain) {
	if (candidate.unfit) return reason(candidate.unfit, [candidate.reachSince ?? candidate.gatewaySince]);
	const never = chain.policies.find((f) => f.prohibits && f.keep([candidate]).length === 0);
	return never ? reason(never.rule, never.facts(candidate), never.by) : null;
}
function ledBy(free, fit, leader, standing, { settings: { steadiness } }, now) {
	const first = free[0];
	const left = {
		places: free,
		standing,
		due: null
	};
	if (leader === void 0 || first === void 0 || first.pvd === leader) return left;
	const old = fit.find((c) => c.id === leader);
	if (!old || old.reach === "suspect") return {
		...left,
		standing: {
			...standing,
			taken: now
		}
	};
	const due = moveAllowedAt(standing, steadiness, now);
	if (due <= now) return {
		...left,
		standing: withMove(standing, now)
	};
	const because = reason("steadiness", [old.reachSince ?? old.gatewaySince]);
	const places = [...free.flatMap((p) => p.pvd === leader ? [{
		...p,
		because,
		beaten: [{
			pvd: first.pvd,
			...because
		}, ...p.beaten]
	}] : []), ...free.filter((p) => p.pvd !== leader)].map((p, i) => ({
		...p,
		place: i + 1
	}));
	return {
		...left,
		places,
		due
	};
}
function order$1(fit, filters, incumbents, family) {
	const places = [];
	for (let rest = fit; rest.length > 0;) {
		const { winner, because, beaten } = choose$1(rest, filters, incumbents);
		places.push(place(winner, family, places.length + 1, because, beaten));
		rest = rest.filter((c) => c !== winner);
	}
	return places;
}
const place = (c, family, at, because, beaten) => ({
	id: `${family} ${c.id}`,
	family,
	pvd: c.id,
	generation: c.generation,
	place: at,
	reach: c.reach,
	because,
	beaten
});
function usability(holds) {
	const tier = (c) => holds.get(c.id) === UNTIL_CHECKED ? Math.max(tierOf(c), UNKNOWN_TIER) : tierOf(c);
	return {
		rule: "usable",
		by: "built-in",
		keep: (list) => {
			const best = Math.min(...list.map(tier));
			return list.filter((c) => tier(c) === best);
		},
		facts: (c) => [c.reachSince]
	};
}
const holdDown = (holds, now) => ({
	rule: "holdDown",
	by: "built-in",
	keep: (list) => list.filter((c) => (holds.get(c.id) ?? 0) <= now),
	facts: (c) => [c.reachSince]
});
function choose$1(all, filters, incumbents) {
	let left = all;
	let because = null;
	const beaten = [];
	const incumbent = incumbents.find((id) => all.some((c) => c.id === id));
	const narrow = (kept, why) => {
		const [winner] = kept;
		if (!winner || kept.length === left.length) return;
		for (const loser of left.filter((c) => !kept.includes(c))) {
			because = why(loser, winner);
			beaten.push({
				pvd: loser.id,
				...because
			});
		}
		left = kept;
	};
	for (const filter of filters) narrow(filter.keep(left, incumbent), (loser, winner) => reason(filter.rule, [...filter.facts(winner), ...filter.facts(loser)], filter.by));
	const kept = incumbents.find((id) => left.some((c) => c.id === id));
	const [first] = left.toSorted(compareId);
	const winner = left.find((c) => c.id === kept) ?? first;
	if (!winner) throw new RangeError("nothing to choose from");
	narrow([winner], () => reason(kept === void 0 ? "firstById" : "incumbent"));
	return {
		winner,
		because: because ?? reason("onlyCandidate", [winner.gatewaySince, winner.reachSince]),
		beaten: beaten.sort((a, b) => a.pvd < b.pvd ? -1 : 1)
	};
}
// streams/routing/exclusive.ts
const LOCAL = {
	4: [
		"10.0.0.0/8",
		"172.16.0.0/12",
		"192.168.0.0/16",
		"100.64.0.0/10",
		"169.254.0.0/16"
	],
	6: ["fc00::/7", "fe80::/10"]
};
function exclusiveOf({ settings, pvds }, ranking, family) {
	const ifnames = settings.interfaces.filter((i) => i.exclusive).map((i) => i.name);
	if (ifnames.length === 0) return null;
	const [first] = ranked(ranking, family);
	const ifname = first && find(pvds, first.pvd)?.snapshot.context.ifname;
	return first && ifname !== void 0 && ifnames.includes(ifname) ? {
		pvd: first.pvd,
		ifnames
	} : null;
}
const isHeeded = (exclusive, { ifname }, object) => exclusive === null || exclusive.ifnames.includes(ifname) || isLocal(object.value) || isByHand(object);
const heeded = (exclusive, domains) => exclusive === null ? domains : domains.map((pvd) => ({
	...pvd,
	objects: pvd.objects.filter((o) => o.kind !== "prefix" && o.kind !== "route" || isHeeded(exclusive, pvd, o))
}));
const isLocal = (prefix) => {
	const address = prefix.split("/", 1)[0] ?? "";
	return LOCAL[familyOf(prefix)].some((space) => prefixLength(prefix) >= prefixLength(space) && isInPrefix(address, space));
};
const isByHand = ({ kind, source, by, value }) => kind === "route" && source === "static" && (by === "configuration" || isHost(value));
const isHost = (prefix) => prefixLength(prefix) === (familyOf(prefix) === 4 ? 32 : 128);
const isPinHeeded = (exclusive, { ifname }, address) => exclusive === null || exclusive.ifnames.includes(ifname) || LOCAL[familyOf(address)].some((space) => isInPrefix(address, space));
function unheeded(host, ranking, family) {
	const exclusive = exclusiveOf(host, ranking, family);
	if (!exclusive) return [];
	const row = (about, loser, since) => ({
		about,
		winner: exclusive.pvd,
		loser,
		facts: [since]
	});
	const objects = attachedDomains(host.pvds).flatMap((pvd) => waysOf$2(pvd).filter((o) => familyOf(o.value) === family && !isHeeded(exclusive, pvd, o)).map((o) => row(`${o.kind === "prefix" ? "on-link" : "route to"} ${o.value}`, pvd.id, o.since)));
	const present = new Map(presentDomains(host.pvds).map((d) => [d.id, d]));
	const pins = host.pins.filter(({ id, pvd }) => {
		const owner = familyOf(id) === family ? present.get(pvd) : void 0;
		return owner !== void 0 && !isPinHeeded(exclusive, owner, id);
	});
	return [...objects, ...pins.map(({ id, pvd, since }) => row(`answer ${id}`, pvd, since))];
}
const waysOf$2 = ({ objects }) => [...objectsOf(objects, "prefix").filter((p) => p.onLink), ...objectsOf(objects, "route").filter((r) => prefixLength(r.value) > 0)];
// streams/conflicts.ts
const SHOWN_MAX = 64;
const conflicts = {
	initial: [],
	reads: (host, { ranking }) => [
		host.pvds,
		host.interfaces,
		host.policies,
		host.settings,
		host.managers,
		host.started,
		host.failures,
		...disputed(host.pins),
		host.settings.interfaces.some((i) => i.exclusive) ? host.pins : null,
		ranking
	],
	step: (previous, host, { ranking }) => {
		const all = [
			...FAMILIES.flatMap((family) => policyConflicts(host, ranking, family)),
			...networkConflicts(host, ranking),
			...answerConflicts(host, ranking),
			...appliedConflicts(host)
		];
		return settleRows(previous, [...new Map(all.map((c) => [c.id, c])).values()].sort(compareId));
	}
};
const conflict = (kind, about, winner, loser, because) => ({
	id: `${kind} ${about}: ${winner} > ${loser}`,
	kind,
	about,
	winner,
	loser,
	because
});
function policyConflicts(host, ranking, family) {
	const [best] = ranked(ranking, family);
	const all = candidates(host, family).filter((c) => c.unfit === null);
	const { policies } = compileChain(host, family);
	const spoken = policies.flatMap((f) => f.foreign(all).map((c) => conflict("foreign", `IPv${family}`, c.id, `${f.by}: ${f.rule}`, reason("speaksForItselfOnly", all.flatMap(f.facts), f.by))));
	if (!best) return spoken;
	const overruled = policies.flatMap((f) => {
		const kept = f.keep(all);
		if (kept.length === 0 || kept.some((c) => c.id === best.pvd)) return [];
		const because = whatBeat(kept.map((c) => c.id), ranking, family, f);
		return because ? [conflict("policy", `IPv${family}`, `${because.by}: ${because.rule}`, `${f.by}: ${f.rule}`, because)] : [];
	});
	return [...spoken, ...overruled];
}
function whatBeat(kept, ranking, family, overruled) {
	const [best] = ranked(ranking, family);
	const beaten = best?.beaten.find((b) => kept.includes(b.pvd) && !(b.by === overruled.by && b.rule === overruled.rule));
	if (beaten) return {
		rule: beaten.rule,
		by: beaten.by,
		facts: beaten.facts
	};
	return ranking.find((p) => p.family === family && p.place === null && kept.includes(p.pvd))?.because ?? null;
}
function appliedConflicts(host) {
	if (host.started?.mode !== "apply") return [];
	const owners = host.interfaces.flatMap(({ snapshot: { context } }) => {
		const { owner, because, isManaged } = ownerOf(host, context.ifname);
		return owner === null || isManaged || because.rule !== "ownedByOther" ? [] : [conflict("owner", context.ifname, owner, "multihome", because)];
	});
	const failed = host.failures.filter((f) => f.code !== "ERR_TAKEN_AWAY" || !f.mayGo).slice(0, SHOWN_MAX).map((f) => conflict("command", f.id, f.problem, "multihome", reason(f.code, [f.since], f.code === "ERR_TAKEN_AWAY" ? "another program" : "the system")));
	return [...owners, ...failed];
}
function answerConflicts(host, ranking) {
	const taken = disputed(host.pins).slice(0, SHOWN_MAX);
	const ignored = FAMILIES.flatMap((family) => unheeded(host, ranking, family)).slice(0, SHOWN_MAX);
	return [...taken.map(({ id, pvd, since, beaten }) => conflict("pin", id, pvd, beaten?.pvd ?? "", reason("newerAnswer", [since, beaten?.since]))), ...ignored.map(({ about, winner, loser, facts }) => conflict("exclusive", about, winner, loser, reason("exclusive", facts)))];
}
const disputed = perObject((pins) => pins.filter((p) => p.beaten !== null));
function networkConflicts(host, ranking) {
	const rankOf = (pvd, family) => ranking.find((p) => p.family === family && p.pvd === pvd)?.place ?? Number.POSITIVE_INFINITY;
	const attached = attachedDomains(host.pvds);
	const exclusive = {
		4: exclusiveOf(host, ranking, 4),
		6: exclusiveOf(host, ranking, 6)
	};
	const owned = (kind) => attached.flatMap((pvd) => objectsOf(pvd.objects, kind).filter((object) => isHeeded(exclusive[familyOf(object.value)], pvd, object)).map((object) => ({
		pvd: pvd.id,
		rank: rankOf(pvd.id, familyOf(object.value)),
		object
	})));
	const onLink = owned("prefix").filter((o) => o.object.kind === "prefix" && o.object.onLink && reachOf(o.object.value.split("/", 1)[0] ?? "") !== "linkLocal");
	const routes = owned("route").filter((o) => prefixLength(o.object.value) > 0);
	const facts = (a, b) => [a.object.since, b.object.since];
	const pairs = (list) => list.flatMap((a, i) => list.slice(i + 1).filter((b) => b.pvd !== a.pvd).map((b) => a.rank <= b.rank ? [a, b] : [b, a]));
	return [
		...pairs(onLink).filter(([a, b]) => overlaps(a.object.value, b.object.value)).slice(0, SHOWN_MAX).map(([a, b]) => conflict("overlap", `${a.object.value} and ${b.object.value}`, a.pvd, b.pvd, reason("rank", facts(a, b)))),
		...pairs(routes).filter(([a, b]) => a.object.value === b.object.value).slice(0, SHOWN_MAX).map(([a, b]) => conflict("route", a.object.value, a.pvd, b.pvd, reason("rank", facts(a, b)))),
		...onLink.flatMap((own) => routes.filter((r) => r.pvd !== own.pvd && overlaps(r.object.value, own.object.value)).map((r) => [own, r])).slice(0, SHOWN_MAX).map(([own, r]) => conflict("claim", `${r.object.value} covers ${own.object.value}`, own.pvd, r.pvd, reason("onLinkFirst", facts(own, r))))
	];
}
// streams/endpoints.ts
const endpoints = {
	initial: {
		endpoints: [],
		limits: []
	},
	reads: (host, { ranking }) => [
		ranking,
		host.endpoints,
		host.mptcp,
		host.interfaces,
		...readsOwnership(host),
		...attachedDomains(host.pvds)
	],
	step: (previous, host, { ranking }) => {
		const wanted = host.started?.mode === "apply" && host.mptcp !== null ? wantedOf(host, ranking) : [];
		return settle(previous, {
			endpoints: settleRows(previous.endpoints, wanted.toSorted(compareId)),
			limits: wanted.length === 0 || host.mptcp === null ? [] : [{
				id: "mptcp",
				...limitsOf(wanted, host.mptcp)
			}]
		});
	}
};
function wantedOf(host, ranking) {
	const taken = new Set(host.endpoints.filter(({ number }) => !isOurEndpoint(number)).map(({ address }) => address));
	return FAMILIES.flatMap((family) => placesOf(host, ranking, family).flatMap((place) => endpointOf(host, place, family))).filter(({ row }) => !taken.has(row.address)).sort((a, b) => a.place - b.place).slice(0, 8 - taken.size).map(({ row }) => row);
}
function placesOf(host, ranking, family) {
	const exclusive = exclusiveOf(host, ranking, family);
	const places = ranked(ranking, family);
	return exclusive === null ? places : places.filter(({ pvd }) => exclusive.ifnames.includes(domainOf(host, pvd)?.ifname ?? ""));
}
function endpointOf(host, { pvd, place }, family) {
	const domain = domainOf(host, pvd);
	const number = domain && endpointNumber(domain.slot, family);
	const address = domain && addressOf(domain, family);
	if (!domain || !address || number === null || number === void 0 || !isManaged(host, domain.ifname)) return [];
	const endpoint = {
		number,
		address,
		ifname: domain.ifname,
		backup: isMetered(host, domain.ifname)
	};
	return [{
		place: place ?? 0,
		row: {
			id: endpointKey(endpoint),
			...endpoint
		}
	}];
}
function addressOf({ objects }, family) {
	const fit = goodAddresses(objects).filter(({ value }) => familyOf(value) === family && reachOf(value) !== "linkLocal").filter(({ flags }) => !flags.includes("deprecated") && !flags.includes("tentative"));
	return (fit.find(({ flags }) => !flags.includes("temporary")) ?? fit[0])?.value;
}
function limitsOf(wanted, now) {
	const most = Math.max(...FAMILIES.map((family) => wanted.filter(({ address }) => familyOf(address) === family).length));
	return {
		subflows: Math.max(now.subflows, most),
		accepted: now.accepted
	};
}
const domainOf = (host, pvd) => find(attachedDomains(host.pvds), pvd);
// streams/information.ts
const information = {
	initial: [],
	reads: (host) => [host.information, host.pvds],
	step: (previous, host) => {
		return settleRows(previous, host.information.flatMap(({ snapshot }) => {
			const { pvd, ifname, offer } = snapshot.context;
			const found = find(host.pvds, pvd)?.snapshot.context;
			if (informationState(snapshot).asking !== "fetching" || !offer || !found) return [];
			const { generation, identity, sequence } = offer;
			const servers = [...new Set(listed(found.objects, "dns").map((o) => o.value))];
			return [{
				id: pvd,
				pvd,
				generation,
				identity,
				sequence,
				ifname,
				sources: sourcesOf(found.objects),
				servers
			}];
		}));
	}
};
const sourcesOf = (objects) => [6, 4].flatMap((family) => sourceOf$2(objects, family) ?? []);
function sourceOf$2(objects, family) {
	const own = goodAddresses(objects).filter((a) => familyOf(a.value) === family);
	const fresh = own.filter((a) => !a.flags.includes("deprecated"));
	return (fresh.find((a) => a.flags.includes("temporary")) ?? fresh[0] ?? own[0])?.value ?? null;
}
// streams/speakers.ts
function speakers(host, ranking) {
	const leading = new Set([...ranked(ranking, 4), ...ranked(ranking, 6)].map((p) => p.pvd));
	return presentDomains(host.pvds).flatMap((domain) => {
		if (leading.has(domain.id)) return [{
			domain,
			scope: isConfined(settingsOf(host, domain), domain) ? "own" : "all"
		}];
		return isInward(host, domain) ? [{
			domain,
			scope: "own"
		}] : [];
	});
}
const isInward = (host, { id, objects }) => attachedDomains(host.pvds).some((domain) => domain.id === id) ? objectsOf(objects, "noInternet").length > 0 : objectsOf(objects, "gateway").length === 0 && goodAddresses(objects).length > 0;
const settingsOf = (host, { ifname }) => host.settings.interfaces.find((i) => i.name === ifname);
function isConfined(settings, { id, ifname }) {
	if (settings?.names === "route-only") return true;
	const names = id === implicitPvd(ifname) ? routed(settings?.static?.search ?? []) : [];
	return names.length > 0 && !names.includes(".");
}
// streams/node.ts
const node = {
	initial: [],
	reads: (host, { ranking }) => [
		host.settings,
		ranking,
		...attachedDomains(host.pvds)
	],
	step: (previous, host, { ranking }) => settleRows(previous, ["ntp", "search"].flatMap((kind) => choose(host, ranking, kind)).sort(compareId))
};
function choose(host, ranking, kind) {
	const [first, ...rest] = [...new Set([...ranked(ranking, 4), ...ranked(ranking, 6)].map((p) => p.pvd))].flatMap((id) => {
		const context = attachedDomains(host.pvds).find((domain) => domain.id === id);
		const objects = context && !isOnlyRouted(host, context, kind) ? listed(context.objects, kind) : [];
		return context && objects.length > 0 ? [{
			context,
			objects
		}] : [];
	});
	if (!first) return [];
	const facts = (objects) => objects.map((o) => o.since);
	return [{
		id: kind,
		values: [...new Set(first.objects.map((o) => o.value))],
		pvd: first.context.id,
		generation: first.context.generation,
		because: reason(rest.length > 0 ? "rank" : "onlyOne", facts(first.objects)),
		beaten: rest.map((r) => ({
			pvd: r.context.id,
			...reason("rank", facts(r.objects))
		}))
	}];
}
const isOnlyRouted = (host, domain, kind) => kind === "search" && settingsOf(host, domain)?.names === "route-only";
// streams/part.ts
function running(part, hosts, others, seed) {
	return zip(hosts, others).pipe(scan((memo, [host, needed]) => {
		const read = part.reads(host, needed);
		return memo.read?.length === read.length && read.every((value, i) => value === memo.read?.[i]) ? memo : {
			value: part.step(memo.value, host, needed),
			read
		};
	}, {
		value: seed,
		read: null
	}), map((memo) => memo.value));
}
// streams/publication.ts
const LISTED_MAX = 64;
const publications = {
	initial: [],
	reads: (host, { ranking, resolution, node }) => [
		...[
			ranking,
			resolution,
			node,
			host.listening
		],
		...readsOwnership(host),
		...presentDomains(host.pvds)
	],
	step: (previous, host, needs) => settleRows(previous, wanted$1(host, needs).map((publication) => ({
		id: publicationId(publication),
		publication
	})).sort(compareId))
};
function wanted$1(host, { ranking, resolution, node }) {
	if (host.started?.mode !== "apply") return [];
	const to = wayOf(host);
	if (to === "none") return [];
	if (to === "systemd-resolved") return linksOf(host, ranking, resolution);
	const search = node.find((value) => value.id === "search")?.values ?? [];
	const servers = host.listening.addresses.filter((address) => canonicalAddress(address) !== null);
	return servers.length === 0 ? [] : [{
		to,
		ifname: null,
		servers,
		search,
		domains: [],
		isDefault: true
	}];
}
function wayOf({ settings, managers }) {
	const { publish } = settings.resolver;
	if (publish !== "auto") return publish;
	return managers.some((manager) => manager.id === "systemd-resolved") ? RESOLVED : "resolv.conf";
}
function linksOf(host, ranking, resolution) {
	const asked = resolution.filter((rule) => rule.place === 1 && rule.servers.length > 0);
	const open = speakers(host, ranking).flatMap(({ domain }) => isManaged(host, domain.ifname) ? [domain] : []);
	return [...Map.groupBy(open, (pvd) => pvd.ifname)].map(([ifname, pvds]) => {
		const suffixes = asked.filter((rule) => pvds.some((pvd) => pvd.id === rule.pvd)).map((rule) => rule.suffix);
		const searched = all(pvds, (pvd) => searchOf(host, pvd));
		return {
			to: RESOLVED,
			ifname,
			servers: all(pvds, (pvd) => serversOf(pvd).map(formatServer)).slice(0, LISTED_MAX),
			search: searched.filter((name) => suffixes.includes(name)).slice(0, LISTED_MAX),
			domains: [...new Set(suffixes)].filter((name) => name !== "." && !searched.includes(name)).slice(0, LISTED_MAX),
			isDefault: suffixes.includes(".")
		};
	});
}
const searchOf = (host, pvd) => settingsOf(host, pvd)?.names === "route-only" ? [] : listed(pvd.objects, "search").map((o) => o.value);
const all = (pvds, of) => [...new Set(pvds.flatMap(of))];
// streams/claims.ts
const KINDS = [
	"policy",
	"zone",
	"search",
	"reverse",
	"default"
];
function claimsOf(host, domain, scope) {
	const { names = "shared", trusted = true } = settingsOf(host, domain) ?? {};
	return saidBy(domain).flatMap((claim) => {
		if (claim.suffix === "." && scope !== "all") return [];
		const exclusive = names === "exclusive" && (claim.kind === "zone" || claim.kind === "search");
		const servers = scope === "none" ? [] : claim.servers;
		if (servers.length === 0 && !exclusive) return [];
		const preference = claim.preference === "high" && !trusted ? "medium" : claim.preference;
		return [{
			...claim,
			servers,
			preference,
			trusted,
			exclusive
		}];
	});
}
const saidBy = perObject((pvd) => {
	const all = serversOf(pvd).map((s) => s.address);
	const claim = (kind, suffix, since, servers = all, preference = "medium") => ({
		suffix,
		kind,
		pvd: pvd.id,
		generation: pvd.generation,
		servers,
		preference,
		trusted: true,
		exclusive: false,
		since
	});
	const zones = objectsOf(pvd.objects, "zone").toSorted((a, b) => Number(b.servers.length > 0) - Number(a.servers.length > 0));
	const root = zones.find((z) => z.value === ".");
	const claims = [
		...zones.filter((z) => z !== root).map((z) => claim("zone", z.value, z.since, z.servers.length > 0 ? z.servers : all, z.preference)),
		...objectsOf(pvd.objects, "search").map((o) => claim("search", o.value, o.since)),
		...objectsOf(pvd.objects, "prefix").flatMap((o) => reverseZones(o.value).map((zone) => claim("reverse", zone, o.since))),
		claim("default", ".", objectsOf(pvd.objects, "dns")[0]?.since ?? 0, all, root?.preference)
	];
	const seen = new Set();
	return claims.filter((c) => !seen.has(`${c.kind} ${c.suffix}`) && seen.add(`${c.kind} ${c.suffix}`));
});
function ordered(host, speaking) {
	const { interfaces, names } = host.settings;
	return [...names, ...interfaces.flatMap(({ name, names: how, static: own }) => routedTo(implicitPvd(name), own?.search ?? [], how === "exclusive"))].flatMap(({ suffix, pvd, exclusive }) => {
		const domain = speaking.find((speaker) => speaker.domain.id === pvd)?.domain;
		const servers = domain ? serversOf(domain).map((s) => s.address) : [];
		if (servers.length === 0 && !exclusive) return [];
		return [{
			kind: "policy",
			preference: "medium",
			trusted: true,
			since: host.settingsSince,
			suffix,
			pvd,
			generation: domain?.generation ?? 0,
			servers,
			exclusive
		}];
	});
}
const routedTo = (pvd, search, isExclusive) => [...routed(search), ...isExclusive ? searched(search) : []].map((suffix) => ({
	suffix,
	pvd,
	exclusive: isExclusive && suffix !== "."
}));
// streams/remembered.ts
const NAMES_MAX = 64;
const ALL_MAX = 256;
const carriedNames = (rows) => rows.flatMap((r) => r.family === 4 && isLearned(r) ? [{
	pvd: r.pvd,
	generation: r.generation,
	kind: r.kind,
	suffix: r.suffix,
	since: r.since
}] : []);
function remembered(previous, host, claimed, speaking, present) {
	const exclusive = host.settings.interfaces.filter((i) => i.names === "exclusive");
	if (exclusive.length === 0) return [];
	const isClaimed = new Set(claimed.map((c) => `${c.pvd} ${c.suffix}`));
	const known = (previous.length > 0 ? carriedNames(previous) : host.recalled.names).filter((r) => exclusive.some((i) => isOn$1(i, r.pvd)) && !isClaimed.has(`${r.pvd} ${r.suffix}`));
	const counts = new Map();
	return known.toSorted((a, b) => b.since - a.since || (a.suffix < b.suffix ? -1 : 1)).filter(({ pvd }) => {
		const count = (counts.get(pvd) ?? 0) + 1;
		counts.set(pvd, count);
		return count <= NAMES_MAX;
	}).slice(0, ALL_MAX).map((row) => claimOf(row, host, speaking, present));
}
function claimOf({ pvd, generation, kind, suffix, since }, host, speaking, present) {
	const domain = speaking.find((s) => s.domain.id === pvd)?.domain;
	return {
		suffix,
		kind,
		pvd,
		since,
		trusted: host.settings.interfaces.find((i) => isOn$1(i, pvd))?.trusted ?? true,
		preference: "medium",
		exclusive: true,
		generation: present.find((d) => d.id === pvd)?.generation ?? generation,
		servers: domain ? serversOf(domain).map((s) => s.address) : []
	};
}
const isLearned = (r) => r.exclusive && (r.kind === "zone" || r.kind === "search");
const isOn$1 = ({ name }, pvd) => pvd === `pvd:${name}` || pvd.startsWith(`pvd:${name}/`) || pvd.endsWith(`@${name}`);
// streams/resolution.ts
const resolution = {
	initial: [],
	reads: (host, { ranking }) => [
		host.settings,
		host.recalled,
		ranking,
		...presentDomains(host.pvds),
		...standingDomains(host.pvds)
	],
	step: (previous, host, { ranking }) => {
		const claims = allClaims(previous, host, ranking);
		return settleRows(previous, FAMILIES.flatMap((family) => placed(claims, ranking, family)).sort(compareId));
	}
};
function allClaims(previous, host, ranking) {
	const speaking = speakers(host, ranking);
	const said = speaking.flatMap(({ domain, scope }) => claimsOf(host, domain, scope));
	const silent = standingDomains(host.pvds).filter((domain) => settingsOf(host, domain)?.names === "exclusive" && !speaking.some((s) => s.domain.id === domain.id)).flatMap((domain) => claimsOf(host, domain, "none"));
	const claimed = [...said, ...silent];
	return [
		...claimed,
		...remembered(previous, host, claimed, speaking, presentDomains(host.pvds)),
		...ordered(host, speaking)
	];
}
const PREFERENCES = [
	"high",
	"medium",
	"low"
];
const CRITERIA = [
	["preference", (c) => Number(c.kind !== "policy")],
	["preference", (c) => c.suffix === "." ? 0 : PREFERENCES.indexOf(c.preference)],
	["trust", (c) => c.suffix === "." ? 0 : Number(!c.trusted)],
	["claim", (c) => KINDS.indexOf(c.kind)]
];
const toldApartBy = (a, b) => CRITERIA.find(([, of]) => of(a) !== of(b))?.[0] ?? "rank";
function placed(claims, ranking, family) {
	const order = [...ranked(ranking, family), ...ranked(ranking, family === 4 ? 6 : 4)].map((p) => p.pvd);
	const rankOf = (pvd) => order.includes(pvd) ? order.indexOf(pvd) : order.length;
	const before = (a, b) => CRITERIA.reduce((told, [, of]) => told || of(a) - of(b), 0) || rankOf(a.pvd) - rankOf(b.pvd) || compareText(a.pvd, b.pvd);
	return [...Map.groupBy(claims, (claim) => claim.suffix).values()].flatMap((same) => {
		const sorted = same.toSorted(before);
		return sorted.map((claim, i) => {
			const next = sorted[i === 0 ? 1 : 0];
			return {
				...claim,
				family,
				id: `${claim.suffix} ${family} ${claim.kind} ${claim.pvd}`,
				place: i + 1,
				because: reason(next ? toldApartBy(claim, next) : "onlyOne", [claim.since, next?.since])
			};
		});
	});
}
const covers$1 = (suffix, name) => suffix === "." || name === suffix || name.endsWith(`.${suffix}`);
function covering(rows, name, family) {
	const wanted = name.toLowerCase().replace(/\.$/, "");
	const length = (suffix) => suffix === "." ? 0 : suffix.length;
	const found = rows.filter((r) => r.family === family && covers$1(r.suffix, wanted));
	const isHeld = found.some((r) => r.exclusive);
	const behind = (r) => Number(isHeld && !mayAnswer(r));
	return found.toSorted((a, b) => behind(a) - behind(b) || length(b.suffix) - length(a.suffix) || a.place - b.place);
}
const mayAnswer = (rule) => rule.exclusive || rule.kind === "policy";
// machines/model/selectors.ts
const NO_SELECTORS = {};
const le = (value, bytes) => Array.from({ length: bytes }, (_, i) => (Math.floor(value / 2 ** (8 * i)) % 256).toString(16).padStart(2, "0")).join("");
const suppress = (length) => ({ 14: le(length, 4) });
const uids = (first, last) => ({ 20: le(first, 4) + le(last, 4) });
const protocol = (number) => ({ 22: le(number, 1) });
const ports = (first, last) => ({ 24: le(first, 2) + le(last, 2) });
const dscp = (value) => ({ 25: le(value, 1) });
// streams/routing/numbers.ts
const PRIORITY = {
	prohibited: 2e4,
	mark: 20100,
	others: 20150,
	fromOnDevice: 20200,
	heldBack: 20250,
	from: 20300,
	refuseFrom: 20400,
	device: 20500,
	refuseDevice: 20550,
	traffic: 20600,
	pins: 20700,
	onLink: 20800,
	specific: 21e3,
	ranked: 22e3,
	nowhere: 22999
};
const MARK_MASK = 2130706432;
const METRIC = 1024;
const UNREACHABLE_METRIC = 4e6;
const LINK_LOCAL = "fe80::/64";
const EVERYWHERE = {
	4: "0.0.0.0/0",
	6: "::/0"
};
const hostPrefix = (address, family) => `${address}/${family === 4 ? 32 : 128}`;
// streams/routing/rows.ts
function rule(pvd, some) {
	const spec = {
		action: "lookup",
		table: null,
		from: null,
		to: null,
		iif: null,
		oif: null,
		mark: null,
		mask: null,
		other: NO_SELECTORS,
		...some
	};
	return {
		id: ruleKey(spec),
		pvd,
		rule: spec
	};
}
const routeRow = (pvd, route, until = null) => ({
	id: routeKey(route),
	pvd,
	route,
	until
});
const unique = (rows) => rows.toSorted(compareId).filter((row, i, all) => row.id !== all[i - 1]?.id);
function merged(a, b) {
	const all = [];
	let [i, j] = [0, 0];
	for (let [x, y] = [a[i], b[j]]; x || y; [x, y] = [a[i], b[j]]) if (x && (!y || x.id <= y.id)) {
		all.push(x);
		if (y && x.id === y.id) j += 1;
		i += 1;
	} else if (y) {
		all.push(y);
		j += 1;
	}
	return all;
}
// streams/routing/tables.ts
const tableNumber = (pvd) => FIRST_TABLE + pvd.slot;
const addressesOf = (pvd, family) => goodAddresses(pvd.objects).filter((a) => familyOf(a.value) === family);
const onLinkPrefixes = (pvd) => objectsOf(pvd.objects, "prefix").filter((p) => p.onLink);
const specificRoutes = (pvd) => objectsOf(pvd.objects, "route").filter((r) => prefixLength(r.value) > 0).slice(0, 64);
const preferred = (addresses) => (addresses.find((a) => !a.flags.includes("deprecated")) ?? addresses[0])?.value ?? null;
function sourceOf$1(pvd, destination) {
	const own = addressesOf(pvd, familyOf(destination));
	const near = prefixLength(destination) === 0 ? [] : own.filter((a) => isInPrefix(a.value, destination));
	return preferred(near.length > 0 ? near : own);
}
const untilOf = (object) => object.source === "ra" ? {
	router: object.by,
	object: `${object.kind} ${object.kind === "gateway" ? "" : object.value}`
} : null;
const tableOf = perObject((pvd) => {
	const mtu = Number(objectsOf(pvd.objects, "mtu")[0]?.value ?? 0) || null;
	const row = (destination, gateway, object) => {
		const source = destination === "fe80::/64" ? null : sourceOf$1(pvd, destination);
		const route = {
			table: tableNumber(pvd),
			kind: "unicast",
			destination,
			metric: METRIC,
			gateway,
			ifname: pvd.ifname,
			source,
			mtu
		};
		return routeRow(pvd.id, route, object && untilOf(object));
	};
	const rows = [
		...onLinkPrefixes(pvd).map((p) => row(p.value, null, p)),
		...speaksIPv6(pvd) ? [row(LINK_LOCAL, null, null)] : [],
		...FAMILIES.flatMap((family) => {
			const gateway = objectsOf(pvd.objects, "gateway").find((g) => g.family === family);
			return gateway ? [row(EVERYWHERE[family], hop(gateway.value), gateway)] : [];
		}),
		...specificRoutes(pvd).map((r) => row(r.value, hop(r.gateway), r))
	];
	return oneAPlace(rows);
});
const oneAPlace = (rows) => [...new Map(rows.toReversed().map((r) => [`${r.route.destination} ${r.route.metric}`, r])).values()];
const speaksIPv6 = (pvd) => pvd.objects.some((o) => o.kind === "gateway" ? o.family === 6 : [
	"address",
	"prefix",
	"route"
].includes(o.kind) && familyOf(o.value) === 6);
const UNRANKED$1 = 512;
const hop = (gateway) => gateway === "" || gateway === "0.0.0.0" || gateway === "::" ? null : gateway;
function mainOf(pvds, ranking, isOurs) {
	const place = (pvd, family) => ranked(ranking, family).find((p) => p.pvd === pvd.id)?.place ?? 0;
	const all = pvds.flatMap((pvd) => onLinkPrefixes(pvd).map((prefix) => ({
		pvd,
		prefix,
		family: familyOf(prefix.value)
	})));
	return all.flatMap(({ pvd, prefix, family }) => {
		const nowhere = {
			table: 254,
			kind: "unreachable",
			destination: prefix.value,
			metric: UNREACHABLE_METRIC,
			gateway: null,
			ifname: null,
			source: null,
			mtu: null
		};
		if (!isOurs(prefix)) return [routeRow(pvd.id, nowhere)];
		const isShared = all.some((o) => o.pvd !== pvd && o.prefix.value === prefix.value);
		const route = {
			table: 254,
			kind: "unicast",
			destination: prefix.value,
			metric: METRIC + (isShared ? place(pvd, family) || UNRANKED$1 + pvd.slot : 0),
			gateway: null,
			ifname: pvd.ifname,
			source: sourceOf$1(pvd, prefix.value),
			mtu: null
		};
		return [routeRow(pvd.id, route, untilOf(prefix)), routeRow(pvd.id, nowhere)];
	});
}
// streams/routing/hosted.ts
const OWN = { iif: "lo" };
const hostRules = perObject((pvd) => {
	const table = tableNumber(pvd);
	return FAMILIES.flatMap((family) => {
		const own = addressesOf(pvd, family);
		if (own.length === 0) return [];
		const oif = pvd.ifname;
		const mark = pvd.slot < 127 ? {
			mark: (pvd.slot + 1) * 2 ** 24,
			mask: MARK_MASK,
			...OWN
		} : null;
		return [
			...mark ? [rule(pvd.id, {
				family,
				priority: PRIORITY.mark,
				table,
				...mark
			})] : [],
			...mark ? [rule(pvd.id, {
				family,
				priority: PRIORITY.mark + 1,
				action: "unreachable",
				...mark
			})] : [],
			...own.flatMap((a) => [
				rule(pvd.id, {
					family,
					priority: PRIORITY.fromOnDevice,
					table,
					from: hostPrefix(a.value, family),
					oif,
					...OWN
				}),
				rule(pvd.id, {
					family,
					priority: PRIORITY.from,
					table,
					from: fromOf(pvd, a.value, family),
					...OWN
				}),
				rule(pvd.id, {
					family,
					priority: PRIORITY.refuseFrom,
					action: "unreachable",
					from: fromOf(pvd, a.value, family),
					...OWN
				})
			]),
			rule(pvd.id, {
				family,
				priority: PRIORITY.device,
				table,
				oif,
				...OWN
			}),
			rule(pvd.id, {
				family,
				priority: PRIORITY.refuseDevice,
				action: "unreachable",
				oif,
				...OWN
			})
		];
	});
});
const fromOf = (pvd, address, family) => family === 4 ? hostPrefix(address, 4) : objectsOf(pvd.objects, "prefix").find((p) => isInPrefix(address, p.value))?.value ?? hostPrefix(address, 6);
// streams/routing/heldBack.ts
function heldBackRules(pvds, family) {
	if (family === 4) return [];
	return pvds.flatMap((pvd) => {
		return [...new Set(addressesOf(pvd, family).map((a) => fromOf(pvd, a.value, family)))].flatMap((from) => {
			const own = {
				family,
				from,
				iif: "lo"
			};
			return [...onLinkPrefixes(pvd).filter((p) => isInPrefix(from.slice(0, from.indexOf("/")), p.value)).map((p) => rule(pvd.id, {
				...own,
				priority: PRIORITY.heldBack,
				table: tableNumber(pvd),
				to: p.value
			})), rule(pvd.id, {
				...own,
				priority: PRIORITY.heldBack + 1,
				action: "unreachable"
			})];
		});
	});
}
// streams/routing/others.ts
const BY_MAIN = {
	priority: PRIORITY.others,
	table: 254,
	iif: "lo"
};
function otherRules(host, family, isOurs, exclusive) {
	return addressesOfOthers(host, family, isOurs).flatMap(({ ifname, own }) => [rule(null, {
		family,
		...BY_MAIN,
		oif: ifname
	}), ...own.flatMap((a) => [...exclusive === null || isTheirs(a) ? [rule(null, {
		family,
		...BY_MAIN,
		to: prefixOf(a)
	})] : [], rule(null, {
		family,
		...BY_MAIN,
		from: hostPrefix(a.address, family)
	})])]);
}
const prefixesBehind = (host, family, isOurs) => addressesOfOthers(host, family, isOurs).flatMap(({ own }) => own.filter((a) => isTheirs(a) && !isLocal(prefixOf(a))).map(prefixOf));
function addressesOfOthers(host, family, isOurs) {
	return host.interfaces.map((i) => i.snapshot.context).filter((c) => c.link && c.link.kind !== "loopback" && !isOurs(c.ifname)).flatMap(({ ifname, addresses }) => {
		const mine = addresses.filter((a) => a.scope === "global" && reachOf(a.address) !== "loopback").slice(0, 64).filter((a) => familyOf(a.address) === family);
		return mine.length === 0 ? [] : [{
			ifname,
			own: mine
		}];
	});
}
const prefixOf = ({ address, prefixLength }) => networkOf(address, prefixLength);
const isTheirs = (a) => isLocal(prefixOf(a)) || a.flags.includes("permanent") && a.protocol !== 109;
const othersLeadOut = (host, family, isOurs) => host.interfaces.some(({ snapshot: { context } }) => !isOurs(context.ifname) && context.routes.some((r) => r.table === 254 && r.destination.endsWith("/0") && familyOf(r.destination) === family));
// streams/plan/wishes.ts
const keyOf = (wish) => `${wish.type} ${wish.target}`;
function isSameWish(command, wish) {
	if (!command) return false;
	if ("route" in command && "route" in wish) return isRoute(command.route, wish.route);
	if (command.type === "sysctl.set" && wish.type === "sysctl.set") return command.sysctl.value === wish.sysctl.value;
	if (command.type === "names.publish" && wish.type === "names.publish") return isEqual(command.publication, wish.publication);
	if (command.type === "sockets.watch" && wish.type === "sockets.watch") return isEqual(command.owners, wish.owners);
	if (command.type === "sockets.end" && wish.type === "sockets.end") return isEqual(command.addresses, wish.addresses);
	if (command.type === "mptcp.limit" && wish.type === "mptcp.limit") return isEqual(command.limits, wish.limits);
	if (command.type === "guard.set" && wish.type === "guard.set") return isEqual(command.interfaces, wish.interfaces);
	if (command.type === "client.start" && wish.type === "client.start") return isEqual(command.client, wish.client);
	return true;
}
const isRoute = (applied, wanted) => applied !== void 0 && applied.source === wanted.source && applied.mtu === wanted.mtu;
const EXACT = 2e3;
function isToBeMoved(applied, wanted, slack) {
	if (applied === null || wanted === null) return applied !== wanted;
	return wanted < applied ? applied - wanted > EXACT : wanted - applied > Math.max(EXACT, slack);
}
const moment = (at, left) => left === null ? null : after(at, left);
const left$1 = (end, now) => end === null ? null : Math.max(1e3, end - now);
// streams/routing/pins.ts
const pinRoutes = (pins, leading, domains) => rowsAmong(leading, ...domains)(pins);
const rowsAmong = lastResult(([four, six], ...domains) => [
	...[four?.pvd, ...four?.ifnames ?? []],
	...[six?.pvd, ...six?.ifnames ?? []],
	...domains
], ([four, six], ...domains) => {
	const byId = new Map(domains.map((d) => [d.id, d]));
	return perElement((pin) => {
		const domain = byId.get(pin.pvd);
		return domain?.generation === pin.generation && isPinHeeded(familyOf(pin.id) === 4 ? four : six, domain, pin.id) ? rowOf(pin, domain) : null;
	});
});
const made$1 = new WeakMap();
function rowOf(pin, domain) {
	const known = made$1.get(pin);
	if (known?.domain === domain) return known.row;
	const way = waysOf$1(domain).find((w) => isInPrefix(pin.id, w.route.destination));
	const route = way && {
		...way.route,
		table: 26999,
		destination: hostPrefix(pin.id, familyOf(pin.id))
	};
	const fresh = route ? routeRow(domain.id, route) : null;
	const row = known?.row && fresh && known.row.id === fresh.id && isRoute(known.row.route, fresh.route) ? known.row : fresh;
	made$1.set(pin, {
		domain,
		row
	});
	return row;
}
const waysOf$1 = perObject((domain) => tableOf(domain).toSorted((a, b) => prefixLength(b.route.destination) - prefixLength(a.route.destination)));
const pinRules = perObject((routes) => FAMILIES.filter((family) => routes.some((r) => familyOf(r.route.destination) === family)).map(ruleOf));
const ruleOf = (family) => rule(null, {
	family,
	priority: PRIORITY.pins,
	table: PINS_TABLE,
	iif: "lo"
});
function isPinned({ host, decision, plan }, address, pvd) {
	const row = pinRow(decision.routing.routes, address);
	if (row?.pvd !== pvd) return false;
	const over = ruleOf(familyOf(address)).id;
	return isRoute(find(host.ownRoutes, row.id)?.route, row.route) && find(host.ownRules, over) !== void 0 && !find(plan.inFlight, `route.delete ${row.id}`) && !find(plan.inFlight, `rule.delete ${over}`);
}
function pinRow(routes, address) {
	const destination = hostPrefix(address, familyOf(address));
	const row = firstFrom(routes, `route ${PINS_TABLE} ${destination} `);
	return row?.route.table === 26999 && row.route.destination === destination ? row : null;
}
// streams/routing/specific.ts
const TIED_MAX = 7;
function specificRules(bestFirst, family, exclusive) {
	const before = new Map();
	return bestFirst.flatMap((pvd) => prefixesOf(pvd, family, exclusive).map((to) => {
		const tied = before.get(to) ?? 0;
		before.set(to, tied + 1);
		const priority = PRIORITY.specific + (128 - prefixLength(to)) * TIED_MAX + Math.min(tied, 6);
		return rule(pvd.id, {
			family,
			priority,
			table: tableNumber(pvd),
			to
		});
	}));
}
const prefixesOf = (pvd, family, exclusive) => [...new Set(specificRoutes(pvd).flatMap((r) => familyOf(r.value) === family && isHeeded(exclusive, pvd, r) ? [r.value] : []))];
// streams/routing/traffic.ts
const isTrafficRule = (r) => ("use" in r || "never" in r) && r.for !== void 0;
function trafficRules(host, family, ways, all) {
	return authorsInOrder(host.policies, host.settings).flatMap((author) => author.rules.filter(isTrafficRule).map((told) => ({
		told,
		own: author.pvd
	}))).filter(({ told, own }) => own === null && (told.family === void 0 || told.family === family)).slice(0, 48).flatMap(({ told }, i) => {
		const isRight = ({ candidate }) => "use" in told ? isSpokenOf(told.use, candidate) : !isSpokenOf(told.never, candidate);
		const isStrict = !("use" in told) || told.only;
		const wrong = isStrict ? all.filter((w) => !isRight(w)) : [];
		return selectorsOf(told.for, family).flatMap((selected) => [...wrong.flatMap(({ domain }) => bound(domain, {
			family,
			...selected
		})), ...byBest(ways.filter(isRight), {
			family,
			...selected
		}, PRIORITY.traffic + 2 * i, isStrict)]);
	});
}
function bound(domain, selected) {
	const no = {
		...selected,
		priority: PRIORITY.prohibited,
		action: "unreachable"
	};
	const sources = addressesOf(domain, selected.family).map((a) => fromOf(domain, a.value, selected.family));
	return [rule(domain.id, {
		...no,
		oif: domain.ifname
	}), ...sources.map((from) => rule(domain.id, {
		...no,
		from
	}))];
}
function byBest([best], selected, priority, isLast) {
	const refusal = isLast ? [rule(null, {
		...selected,
		priority: priority + 1,
		action: "unreachable"
	})] : [];
	return best ? [rule(best.domain.id, {
		...selected,
		priority,
		table: tableNumber(best.domain)
	}), ...refusal] : refusal;
}
const NUMBERS = {
	icmp: [1, 58],
	tcp: [6, 6],
	udp: [17, 17],
	sctp: [132, 132]
};
function selectorsOf(traffic, family) {
	const { to, uid, mark, port } = traffic;
	if (to !== void 0 && familyOf(to) !== family) return [];
	const both = (range) => Array.isArray(range) ? range : [range, range];
	const common = {
		...uid === void 0 ? {} : uids(...both(uid)),
		...traffic.dscp === void 0 ? {} : dscp(traffic.dscp),
		...port === void 0 ? {} : ports(...both(port))
	};
	return (traffic.protocol ? [traffic.protocol] : port === void 0 ? [null] : ["tcp", "udp"]).map((kind) => ({
		iif: "lo",
		to: to ?? null,
		...mark === void 0 ? {} : {
			mark,
			mask: 4294967295
		},
		other: {
			...common,
			...kind === null ? {} : protocol(NUMBERS[kind][family === 4 ? 0 : 1])
		}
	}));
}
// streams/routing.ts
const readsNetworks = (host, ranking) => [
	ranking,
	host.settings,
	host.policies,
	...readsOwnership(host),
	...host.started?.mode === "apply" ? [...addressesOf$1(host.interfaces), ...routesOf(host.interfaces)] : [],
	...standingDomains(host.pvds),
	...attachedDomains(host.pvds),
	...presentDomains(host.pvds)
];
const routing = {
	initial: {
		routes: [],
		rules: []
	},
	reads: (host, { ranking }) => [host.started?.mode === "apply" ? host.pins : null, ...readsNetworks(host, ranking)],
	step(previous, host, { ranking }) {
		const networks = ofNetworks(host, ranking);
		const pinned = pinnedIn(host, ranking);
		const routes = settleRows(previous.routes, pinned.length === 0 ? networks.routes : merged(pinned, networks.routes));
		const rules = settleRows(previous.rules, pinned.length === 0 ? networks.rules : merged(pinRules(pinned), networks.rules));
		return routes === previous.routes && rules === previous.rules ? previous : {
			routes,
			rules
		};
	}
};
const ofNetworks = lastResult(readsNetworks, (host, ranking) => {
	const mine = (pvd) => isInScope(host, pvd.ifname);
	const attached = attachedDomains(host.pvds).filter(mine);
	const present = presentDomains(host.pvds).filter((pvd) => mine(pvd) && (attached.includes(pvd) || leadsInward(pvd)));
	const standing = standingDomains(host.pvds).filter(mine);
	const tabled = standing.filter((pvd) => present.includes(pvd) || isOn(host, pvd.ifname));
	const main = host.started?.mode === "apply" ? mainOf(tabled, ranking, isOurAddress) : [];
	const decided = FAMILIES.flatMap((family) => decidedRules(host, ranking, attached, present, family));
	made = {
		routes: settleRows(made.routes, merged(tablesOf(...tabled), unique(main))),
		rules: settleRows(made.rules, merged(hostRulesOf(...standing), unique(decided)))
	};
	return made;
});
let made = {
	routes: [],
	rules: []
};
function pinnedIn(host, ranking) {
	if (host.started?.mode !== "apply" || host.pins.length === 0) return [];
	const leading = [exclusiveOf(host, ranking, 4), exclusiveOf(host, ranking, 6)];
	return pinRoutes(host.pins, leading, presentDomains(host.pvds).filter((pvd) => isInScope(host, pvd.ifname)));
}
const tablesOf = lastResult((...pvds) => pvds, (...pvds) => unique(pvds.flatMap(tableOf)));
const hostRulesOf = lastResult((...pvds) => pvds, (...pvds) => unique(pvds.flatMap(hostRules)));
const isOn = (host, ifname) => host.started?.mode === "apply" && find(host.interfaces, `interface:${ifname}`)?.snapshot.context.link?.up === true;
const OUR_CLIENTS = ["udhcpc"];
const isOurAddress = (object) => object.source === "dhcp4" && OUR_CLIENTS.includes(object.by);
function decidedRules(host, ranking, attached, present, family) {
	const all = candidates(host, family);
	const wayOf = (id) => {
		const [domain, candidate] = [attached.find((d) => d.id === id), all.find((c) => c.id === id)];
		return domain && candidate ? [{
			domain,
			candidate
		}] : [];
	};
	const ways = ranked(ranking, family).flatMap((p) => wayOf(p.pvd));
	const pvds = ways.map((w) => w.domain);
	const isInward = ({ unfit, source }) => source !== null && unfit !== null && INWARD.includes(unfit);
	const inward = present.filter(({ id }) => all.some((c) => c.id === id && isInward(c)));
	const isHeld = (c) => c.unfit === null || HELD.includes(c.unfit);
	const held = ways.length === 0 && isEnded(host, family, attached, pvds) ? all.filter(isHeld).flatMap((c) => wayOf(c.id).map((w) => w.domain)) : [];
	const specific = specificRules([...pvds, ...inward], family, exclusiveOf(host, ranking, family));
	const places = pvds.map((pvd, i) => rule(pvd.id, {
		family,
		priority: PRIORITY.ranked + i + 1,
		table: tableNumber(pvd)
	}));
	return [
		...trafficRules(host, family, ways, attached.flatMap((d) => wayOf(d.id))),
		...heldBackRules(held, family),
		...specific,
		...places,
		...frameRules(host, ranking, family, attached, pvds)
	];
}
const leadsInward = (pvd) => specificRoutes(pvd).some((route) => goodAddresses(pvd.objects).some((a) => familyOf(a.value) === familyOf(route.value)));
const INWARD = [
	"noInternet",
	"noGateway",
	"forming"
];
const HELD = [
	"portal",
	"unreachable",
	"unchecked"
];
const isOursIn = (host) => (ifname) => isManaged(host, ifname) && standingDomains(host.pvds).some((d) => d.ifname === ifname);
const isEnded = (host, family, attached, pvds) => host.settings.fallthrough === "unreachable" && (pvds.length > 0 || host.started?.mode === "apply" && attached.length > 0 && !othersLeadOut(host, family, isOursIn(host)));
function frameRules(host, ranking, family, attached, pvds) {
	const [isOurs, exclusive] = [isOursIn(host), exclusiveOf(host, ranking, family)];
	const isApplying = host.started?.mode === "apply";
	const end = rule(null, {
		family,
		priority: PRIORITY.nowhere,
		action: "unreachable",
		iif: "lo"
	});
	const ends = isEnded(host, family, attached, pvds) ? [end] : [];
	if (!isApplying || attached.length === 0) return ends;
	return [
		...(exclusive === null ? [null] : [...LOCAL[family], ...prefixesBehind(host, family, isOurs)]).map((to) => rule(null, {
			family,
			priority: PRIORITY.onLink,
			table: 254,
			to,
			other: suppress(0)
		})),
		...otherRules(host, family, isOurs, exclusive),
		...ends
	];
}
// streams/sessions/verdict.ts
const isEmpty = ({ moves, drain, held }) => moves.length === 0 && drain === null && held === null;
const newStanding = (id) => ({
	id,
	moves: [],
	drain: null,
	held: null
});
function dueOf({ drain, held }, awake) {
	const dues = [drain, held].filter((due) => due !== null && due > awake);
	return dues.length === 0 ? null : dues.reduce((a, b) => b < a ? b : a);
}
// streams/sessions/carried.ts
const carriedSessions = ({ sessions, sessionsAwake, at }, verdicts, standings) => allIn(sessions).map(({ id, snapshot }) => {
	const { id: session, ...context } = snapshot.context;
	const state = sessionState(snapshot);
	const found = findIn(verdicts, id);
	const standing = findIn(standings, id);
	const { verdict, to, because, losers, refused } = found ?? {};
	return {
		session,
		...context,
		state: state === "closed" ? "lost" : state,
		last: verdict && because && losers && refused ? {
			verdict,
			to: to ?? null,
			because,
			losers,
			refused
		} : null,
		moves: standing?.moves.map((moved) => elapsed(moved, at)) ?? [],
		drain: left(standing?.drain, at, sessionsAwake),
		held: left(standing?.held, at, sessionsAwake)
	};
});
const left = (due, at, awake) => due === null || due === void 0 ? null : due <= awake ? millis(0) : millis(Math.max(1, due - at));
const byId = perObject((memory) => new Map(memory.map((told) => [told.session, told])));
function recalledJudgement({ recalled, started }, { id, opened, since, pvd, generation }) {
	const told = byId(recalled.sessions).get(id);
	if (!told?.last || told.opened !== opened || told.since !== since) return null;
	const from = started?.at ?? instant(0);
	const at = (age) => age === null ? null : after(from, age);
	const standing = {
		id,
		moves: told.moves.map((age) => ago(from, age)),
		drain: at(told.drain),
		held: at(told.held)
	};
	return {
		verdict: {
			id,
			pvd,
			generation,
			since,
			...told.last
		},
		standing: isEmpty(standing) ? null : standing
	};
}
// streams/sessions/grounds.ts
const groundsOf = lastResult((host, ranking) => [
	host.pvds,
	host.interfaces,
	host.settings,
	ranking
], (host, ranking) => {
	const [by4, by6] = [candidates(host, 4), candidates(host, 6)];
	const pvds = host.pvds.flatMap(({ id, snapshot }, i) => {
		const [four, six] = [by4[i], by6[i]];
		return four && six ? [groundOf(snapshot, four, six, find(ranking, `4 ${id}`), find(ranking, `6 ${id}`))] : [];
	});
	const made = {
		pvds: settleRows(latest$1.pvds, pvds.sort(compareId)),
		authority: settle(latest$1.authority, host.settings.authority),
		steadiness: settle(latest$1.steadiness, host.settings.steadiness)
	};
	if (!(made.pvds === latest$1.pvds && made.authority === latest$1.authority && made.steadiness === latest$1.steadiness)) latest$1 = made;
	return latest$1;
});
let latest$1 = {
	pvds: [],
	authority: [],
	steadiness: DEFAULT_SETTINGS.steadiness
};
const known = new WeakMap();
function groundOf(...of) {
	const old = known.get(of[0]);
	if (old && of.every((source, i) => source === old.of[i])) return old.ground;
	const made = madeOf(...of);
	const ground = settle(find(latest$1.pvds, made.id) ?? made, made);
	known.set(of[0], {
		of,
		ground
	});
	return ground;
}
function madeOf(...[snapshot, four, six, place4, place6]) {
	const { id, generation, objects } = snapshot.context;
	const { identity, ifname, kind, metered, cost, bandwidth } = four;
	const { provisioning } = pvdState(snapshot);
	const [by, places] = [{
		4: four,
		6: six
	}, {
		4: place4,
		6: place6
	}];
	const own = goodAddresses(objects);
	return {
		id,
		pvd: id,
		generation,
		identity,
		ifname,
		kind,
		metered,
		cost,
		bandwidth,
		rank: perFamily((family) => places[family]?.place ?? null),
		usable: perFamily((family) => places[family]?.place ? by[family].reach : null),
		unfit: perFamily((family) => places[family]?.place ? null : places[family]?.because.rule ?? by[family].unfit ?? "absent"),
		over: perFamily((family) => places[family]?.beaten.flatMap((b) => NO_MERIT.has(b.rule) ? [] : [b.pvd]) ?? []),
		goals: perFamily((family) => goalOf(by[family])),
		homes: perFamily((family) => ({
			...goalOf(by[family]),
			isThere: provisioning !== "detached" && provisioning !== "gone",
			isUsable: typeof places[family]?.place === "number",
			hasAddress: own.some((a) => familyOf(a.value) === family),
			barred: barredBy(places[family])
		}))
	};
}
const goalOf = ({ id, metered, reachSince, gatewaySince }) => ({
	pvd: id,
	metered,
	since: reachSince ?? gatewaySince
});
const barredBy = (place) => place && place.place === null && place.because.by !== "built-in" ? place.because : null;
const NO_MERIT = new Set([
	"holdDown",
	"steadiness",
	"incumbent",
	"firstById"
]);
const perFamily = (of) => ({
	4: of(4),
	6: of(6)
});
const groundAt = (grounds, pvd, generation) => {
	const found = find(grounds.pvds, pvd);
	return found?.generation === generation ? found : void 0;
};
function eligible(grounds, needs, family) {
	const known = orders(grounds);
	const key = `${family} ${typeof needs === "string" ? needs : needs === null ? "" : textOf$2(needs)}`;
	const found = known.get(key);
	if (found) return found;
	const made = inOrder$1[family](grounds).filter((ground) => needs === null ? isRanked$1(ground) : fits(needs, ground) === true);
	known.set(key, made);
	return made;
}
const orders = perObject((_) => new Map());
const textOf$2 = perObject((needs) => JSON.stringify(needs));
const isRanked$1 = ({ rank }) => FAMILIES.some((family) => rank[family] !== null);
const inOrder$1 = {
	4: perObject((grounds) => orderOf(grounds, 4, 6)),
	6: perObject((grounds) => orderOf(grounds, 6, 4))
};
function orderOf({ pvds }, family, other) {
	const rankOf = ({ rank }) => rank[family] ?? (rank[other] === null ? 2 * BEHIND : BEHIND + (rank[other] ?? 0));
	const isFree = (ground) => FAMILIES.every((f) => ground.homes[f].barred === null);
	return pvds.filter((p) => p.homes[family].isThere && isFree(p)).toSorted((a, b) => rankOf(a) - rankOf(b) || compareId(a, b));
}
const BEHIND = 1e6;
// streams/sessions/arbiter.ts
const NOBODY = {
	end: null,
	barred: [],
	leave: null,
	wish: null,
	refused: []
};
function arbitrate(session, home, options, authority) {
	const asks = session.asks.toSorted((a, b) => order(a, b, session.manager, authority));
	const [end = null] = asks.filter((a) => a.ask === "end");
	const barred = asks.filter((a) => a.ask === "leave");
	const isAllowed = (ground) => !barred.some((a) => isMeant(a.to, ground));
	const allowed = options.filter(isAllowed);
	const leave = home ? barred.find((a) => isMeant(a.to, home)) ?? null : null;
	const refused = [];
	let wish = null;
	for (const asked of asks.filter((a) => a.ask === "keep" || a.ask === "move")) {
		const stronger = end ?? (asked.ask === "keep" ? leave : null);
		const found = stronger ? beatenBy(stronger, "prohibition") : isOverruled(asked, session, authority) ? reason("authority", [asked.since, session.opened], `application ${session.manager}`) : wish ? contradicted(asked, wish.asked) : granted(asked, session, home, allowed);
		if (found === null) continue;
		if ("asked" in found) wish = found;
		else refused.push({
			...asOf(asked),
			...found
		});
	}
	if (end) for (const asked of barred) refused.push({
		...asOf(asked),
		...beatenBy(end, "prohibition")
	});
	return {
		end,
		barred,
		leave,
		wish,
		refused
	};
}
const byAsker = ({ author, manager }) => `${author} ${manager}`;
const isMeant = (to, ground) => to !== null && fits(to, ground) === true;
const asOf = ({ manager, author, ask, to }) => ({
	manager,
	author,
	ask,
	to
});
const beatenBy = (winner, rule) => reason(rule, [winner.since], byAsker(winner));
const strength = (author, authority) => {
	const at = authority.indexOf(author);
	return at < 0 ? authority.length : at;
};
function order(a, b, own, authority) {
	return strength(a.author, authority) - strength(b.author, authority) || Number(b.manager === own) - Number(a.manager === own) || a.since - b.since;
}
function isOverruled({ author, manager }, session, authority) {
	const isOwn = manager === session.manager;
	const weaker = strength(author, authority) - strength("application", authority);
	return !isOwn && weaker >= 0;
}
function contradicted(asked, winner) {
	if (asked.ask === winner.ask && JSON.stringify(asked.to) === JSON.stringify(winner.to)) return null;
	return beatenBy(winner, asked.author === winner.author ? "cameFirst" : "authority");
}
function granted(asked, session, home, allowed) {
	if (asked.ask === "keep") return {
		asked,
		target: null
	};
	const wanted = asked.to === null ? allowed : allowed.filter((ground) => isMeant(asked.to, ground));
	const [target] = wanted;
	if (!target) return reason("nothingFits", [asked.since]);
	if (home && (asked.to === null ? target === home : wanted.includes(home))) return {
		asked,
		target: null
	};
	return session.mobility === "none" ? reason("cannotMove", [session.opened]) : {
		asked,
		target: target.goals[session.family]
	};
}
// streams/sessions/outlook.ts
function outlookOf(grounds, session) {
	const [known, kind] = [outlooks(grounds), kindOf(session)];
	const found = known.get(kind);
	if (found) return found;
	const made = look(session, groundAt(grounds, session.pvd, session.generation), eligible(grounds, session.needs, session.family));
	known.set(kind, made);
	return made;
}
const outlooks = perObject((_) => new Map());
function sightOf(before, now, session) {
	const [old, made] = [outlookOf(before, session), outlookOf(now, session)];
	return isSame$2(old, made) ? "same" : isLedAlike(old, made) ? "elsewhere" : "another";
}
const isFailBack = ({ home, better }) => home?.metered === true && better?.metered === false;
function look({ family }, home, options) {
	const rank = home?.rank[family] ?? null;
	const better = options.find((o) => home && rank !== null && (o.rank[family] ?? rank) < rank && o.over[family].includes(home.id));
	return {
		home: home?.homes[family] ?? null,
		isFit: home !== void 0 && options.includes(home),
		first: options[0]?.goals[family] ?? null,
		other: options.find((o) => o !== home)?.goals[family] ?? null,
		better: better?.goals[family] ?? null
	};
}
const isSame$2 = (a, b) => a.home === b.home && a.isFit === b.isFit && a.first === b.first && a.other === b.other && a.better === b.better;
const isLedAlike = (a, b) => a.home?.isThere === b.home?.isThere && a.home?.hasAddress === b.home?.hasAddress && a.home?.isUsable === b.home?.isUsable && a.home?.barred === null === (b.home?.barred === null) && a.isFit === b.isFit && a.other === null === (b.other === null) && a.better === null === (b.better === null) && isFailBack(a) === isFailBack(b);
const kindOf = ({ pvd, generation, family, needs }) => `${family} ${generation} ${pvd} ${needs === null ? "" : typeof needs === "string" ? needs : textOf$1(needs)}`;
const textOf$1 = perObject((needs) => JSON.stringify(needs));
// streams/sessions/rules.ts
const RULES = [
	["ended", ({ previous, session }) => previous?.verdict === "end" && previous.since === session.since ? previous : null],
	["asked", ({ word: { end } }) => end && ending(reason("end", [end.since], byAsker(end)))],
	["waiting", (c, rule) => isWaiting(c) ? staying(reason(rule, lossOf(c))) : null],
	["lossEnds", (c, rule) => isLost(c) && c.session.loss === "end" ? ending(reason(rule, lossOf(c))) : null],
	["lost", (c, rule) => isLost(c) ? leaving$1(c, reason(rule, lossOf(c)), c.outlook.first) : null],
	["addressGone", (c, rule) => c.outlook.home?.hasAddress ? null : leaving$1(c, reason(rule, [c.session.since]))],
	["barred", (c) => barred(c)],
	["unusable", (c, rule) => c.outlook.home?.isUsable ? null : movingOn(c, rule)],
	["needs", (c, rule) => c.outlook.isFit ? null : movingOn(c, rule)],
	["asked", (c) => asked(c)],
	["best", (c, rule) => c.outlook.better ? null : staying(reason(rule, [c.session.since]))],
	["cannotMove", (c, rule) => isMovable(c) || isDrain(c) ? null : staying(reason(rule, [c.session.opened]))],
	["betterKept", (c, rule) => policyOf(c) === "keep" ? staying(reason(rule, [c.session.opened])) : null],
	["busy", (c, rule) => policyOf(c) === "idle" && !isIdle(c) ? staying(reason(rule, [c.session.opened, c.session.changed])) : null],
	["drained", (c, rule) => isDrain(c) && isOver(c) ? drained(c, leaving$1(c, ofPolicy(c, rule))) : null],
	["drain", (c, rule) => isDrain(c) && !(isIdle(c) && isMovable(c)) ? drained(c, draining(c, ofPolicy(c, rule))) : null],
	["failBack", (c, rule) => isFailBack(c.outlook) ? drained(c, chosen(c, ofPolicy(c, rule), c.outlook.better)) : null],
	["better", (c, rule) => drained(c, chosen(c, ofPolicy(c, rule), c.outlook.better))]
];
function findingOf(c) {
	for (const [rule, find] of RULES) {
		const found = find(c, rule);
		if (found) return found;
	}
	throw new RangeError(`no rule for the session ${c.session.id}`);
}
const heldBack = ({ session }) => staying(reason("steadiness", [session.since]));
const NONE$2 = [];
const isLost = ({ state, outlook }) => state !== "bound" || !outlook.home?.isThere;
const isWaiting = ({ state, session, outlook }) => state === "lost" && session.loss === "wait" && outlook.home !== null;
const lossOf = ({ session: { since, lost } }) => [since, lost];
const isMovable = ({ session }) => session.mobility !== "none";
const isIdle = ({ session }) => session.activity === "idle";
const isOver = ({ standing, awake }) => standing.drain !== null && standing.drain <= awake;
const policyOf = (c) => isFailBack(c.outlook) ? c.session.failBack : c.session.better;
const isDrain = (c) => typeof policyOf(c) === "object";
const ofPolicy = (c, rule) => reason(rule, [
	c.session.opened,
	c.session.changed,
	c.outlook.better?.since
]);
const ending = (because) => ({
	verdict: "end",
	to: null,
	because,
	losers: NONE$2
});
const staying = (because) => ({
	verdict: "keep",
	to: null,
	because,
	losers: NONE$2
});
const leaving$1 = (c, because, to = c.outlook.other) => isMovable(c) ? going(c, because, to) : ending(because);
const going = ({ session }, because, to) => ({
	verdict: session.mobility === "reconnect" ? "reconnect" : "migrate",
	to: to?.pvd ?? null,
	because,
	losers: to === null || to.pvd === session.pvd ? NONE$2 : [{
		pvd: session.pvd,
		...because
	}]
});
function movingOn(c, rule) {
	const { session, outlook } = c;
	if (!isMovable(c)) return staying(reason("cannotMove", [session.opened]));
	if (!outlook.other) return staying(reason("nothingElse", [session.since]));
	return going(c, reason(rule, [
		session.opened,
		session.since,
		outlook.home?.since
	]), outlook.other);
}
function barred(c) {
	const { leave } = c.word;
	const because = c.outlook.home?.barred ?? (leave && reason(leave.ask, [leave.since], byAsker(leave)));
	return because ? leaving$1(c, because) : null;
}
function asked(c) {
	const { wish } = c.word;
	if (!wish) return null;
	const because = reason(wish.asked.ask, [wish.asked.since], byAsker(wish.asked));
	return wish.target ? chosen(c, because, wish.target) : staying(because);
}
const chosen = (c, because, to) => ({
	...going(c, because, to),
	isChosen: true
});
function draining(c, because) {
	const to = c.outlook.better;
	return {
		verdict: "drain",
		to: isMovable(c) && to ? to.pvd : null,
		because,
		losers: NONE$2,
		isChosen: true
	};
}
function drained(c, finding) {
	const policy = policyOf(c);
	return typeof policy === "object" ? {
		...finding,
		drain: policy.drain
	} : finding;
}
// streams/sessions/judge.ts
function judge(snapshot, before, grounds, { now, awake }) {
	const { context } = snapshot;
	const c = caseOf(snapshot, before, grounds, awake);
	const wished = findingOf(c);
	if (before && wished === before.verdict) return before;
	const { finding, standing } = damped(c, wished, grounds, now);
	const { verdict, to, because, losers } = finding;
	const { id, pvd, generation, since } = context;
	const made = {
		id,
		pvd,
		generation,
		since,
		verdict,
		to,
		because,
		losers,
		refused: refusedOf(c, finding)
	};
	const old = before?.verdict;
	return {
		verdict: old && isSame$1(old, made) ? old : made,
		standing: kept(before?.standing ?? null, standing)
	};
}
const isSame$1 = (old, now) => old.verdict === now.verdict && old.to === now.to && old.since === now.since && old.pvd === now.pvd && old.because.rule === now.because.rule && old.because.facts.every((seq, i) => seq === now.because.facts[i]) && (old.losers.length + now.losers.length + old.refused.length + now.refused.length === 0 ? old.because.by === now.because.by && old.because.facts.length === now.because.facts.length && old.generation === now.generation : isEqual(old, now));
const kept = (old, now) => isEmpty(now) ? null : old && old.drain === now.drain && old.held === now.held && old.moves === now.moves ? old : now;
function caseOf(snapshot, before, grounds, awake) {
	const session = snapshot.context;
	const known = before?.standing ?? newStanding(session.id);
	const isElsewhere = before !== null && before.verdict.since !== session.since;
	return {
		session,
		state: sessionState(snapshot),
		awake,
		...viewed(session, grounds),
		standing: isElsewhere ? {
			...known,
			drain: null,
			held: null
		} : known,
		previous: isElsewhere ? void 0 : before?.verdict
	};
}
function viewed(session, grounds) {
	if (session.asks.length === 0) return {
		word: NOBODY,
		outlook: outlookOf(grounds, session)
	};
	const home = groundAt(grounds, session.pvd, session.generation);
	const all = eligible(grounds, session.needs, session.family);
	const word = arbitrate(session, home, all, grounds.authority);
	return {
		word,
		outlook: look(session, home, all.filter((ground) => !word.barred.some((a) => isMeant(a.to, ground))))
	};
}
function damped(c, wished, { steadiness }, now) {
	const { standing } = c;
	const drain = wished.drain === void 0 ? null : standing.drain ?? after(now, wished.drain);
	if (!isNewMove(c, wished)) return {
		finding: wished,
		standing: {
			...standing,
			drain,
			held: null
		}
	};
	const allowed = moveAllowedAt(standing, steadiness, now);
	const held = standing.held === null ? allowed > now ? allowed : null : standing.held > c.awake ? standing.held : null;
	return held === null ? {
		finding: wished,
		standing: withMove({
			...standing,
			drain,
			held: null
		}, now)
	} : {
		finding: heldBack(c),
		standing: {
			...standing,
			drain: null,
			held
		}
	};
}
function isNewMove({ standing, previous }, { isChosen, verdict, to }) {
	const isUnderWay = standing.drain !== null || previous?.verdict === verdict && previous.to === to;
	return isChosen === true && !isUnderWay;
}
const NONE$1 = [];
function refusedOf(c, { verdict, because }) {
	const { word, session } = c;
	if (session.asks.length === 0) return NONE$1;
	if (!word.wish) return word.refused;
	const { manager, author, ask, to } = word.wish.asked;
	if (because.by !== byAsker(word.wish.asked)) return [{
		manager,
		author,
		ask,
		to,
		...because
	}, ...word.refused];
	if (manager === session.manager || !c.outlook.better || verdict === "keep" === (session.better === "keep")) return word.refused;
	return [{
		manager: session.manager,
		author: "application",
		ask: session.better === "keep" ? "keep" : "move",
		to: null,
		...reason("authority", because.facts, because.by)
	}, ...word.refused];
}
// streams/sessions/touched.ts
function everyone(...all) {
	const ids = new Map();
	for (const { id, rows } of all.flat()) ids.set(id, [...new Set([...ids.get(id) ?? [], ...rows.map((row) => row.id)])]);
	return ids;
}
function moved(sessions, verdicts, before, now) {
	if (before.authority !== now.authority || before.steadiness !== now.steadiness) return everyone(sessions);
	const ids = [];
	for (const [kind, rows] of byKind(sessions)) {
		const [first] = rows.values();
		const sight = kind === ASKED || !first ? "another" : sightOf(before, now, first.snapshot.context);
		if (sight === "another") ids.push(...rows.keys());
		if (sight === "elsewhere") {
			for (const id of leaving(verdicts).get(LEAVING)?.keys() ?? []) if (rows.has(id)) ids.push(id);
		}
	}
	return new Map(Map.groupBy(ids, shardOf));
}
const [ASKED, LEAVING] = ["asked", "leaving"];
const byKind = grouping(({ snapshot: { context } }) => context.asks.length > 0 ? ASKED : kindOf(context));
const leaving = grouping(({ verdict }) => verdict === "keep" ? null : LEAVING);
const changedRows$1 = (before, now) => new Map(differingShards(before, now).map((shard) => [shard.id, differingIds(shard.before, shard.now)]));
const overdue = (dues, standings, before, awake) => new Map(dues.filter(({ due }) => due <= awake).map(({ id }) => [id, rowsIn(standings, id).flatMap((row) => dueOf(row, before) === dueOf(row, awake) ? [] : [row.id])]));
const both = (a, b) => b.size === 0 ? a : new Map([...a, ...[...b].map(([id, ids]) => [id, [...new Set([...a.get(id) ?? [], ...ids])]])]);
function firstDue(rows, awake) {
	let first = null;
	for (const row of rows) {
		const due = dueOf(row, awake);
		if (due !== null && (first === null || due < first)) first = due;
	}
	return first;
}
// streams/sessions.ts
const sessions = {
	initial: {
		verdicts: [],
		waiting: {
			standings: [],
			dues: []
		}
	},
	reads: (host, { ranking }) => host.sessions.length === 0 ? [host.sessions] : [
		host.sessions,
		host.sessionsAwake,
		host.settings,
		host.pvds,
		host.interfaces,
		ranking
	],
	step(previous, host, { ranking }) {
		const grounds = host.sessions.length === 0 ? null : groundsOf(host, ranking);
		const known = latest?.made === previous ? latest : null;
		const made = grounds === null ? sessions.initial : judged(previous, host, grounds, touched(previous, host, grounds, known));
		latest = {
			made,
			sessions: host.sessions,
			awake: host.sessionsAwake,
			grounds
		};
		return made;
	}
};
function sessionsDue({ dues }) {
	let first = null;
	for (const { due } of dues) if (first === null || due < first) first = due;
	return first;
}
let latest = null;
function touched({ verdicts, waiting: { standings, dues } }, host, grounds, known) {
	if (!known?.grounds) return everyone(host.sessions, verdicts);
	const told = changedRows$1(known.sessions, host.sessions);
	const changed = known.grounds === grounds ? told : both(told, moved(host.sessions, verdicts, known.grounds, grounds));
	return known.awake === host.sessionsAwake ? changed : both(changed, overdue(dues, standings, known.awake, host.sessionsAwake));
}
function judged(previous, host, grounds, work) {
	let { verdicts } = previous;
	let { standings, dues } = previous.waiting;
	const awake = host.sessionsAwake;
	for (const [id, ids] of work) {
		const made = judgedIn(id, ids, previous, host, grounds);
		verdicts = withRows(verdicts, id, made.verdicts);
		standings = withRows(standings, id, made.standings);
		const due = firstDue(made.standings, awake);
		if (due === null) dues = drop(dues, id);
		else if (find(dues, id)?.due !== due) dues = put(dues, {
			id,
			due
		});
	}
	const isAsleep = standings === previous.waiting.standings && dues === previous.waiting.dues;
	if (isAsleep && verdicts === previous.verdicts) return previous;
	return {
		verdicts,
		waiting: isAsleep ? previous.waiting : {
			standings,
			dues
		}
	};
}
function judgedIn(shard, ids, previous, host, grounds) {
	const moments = {
		now: host.at,
		awake: host.sessionsAwake
	};
	const actors = rowsIn(host.sessions, shard);
	let [verdicts, standings] = [rowsIn(previous.verdicts, shard), rowsIn(previous.waiting.standings, shard)];
	for (const id of ids) {
		const at = indexOf(actors, id);
		const snapshot = actors[at]?.snapshot;
		if (!snapshot) {
			[verdicts, standings] = [drop(verdicts, id), drop(standings, id)];
			continue;
		}
		let standing = find(standings, id) ?? null;
		const decide = (old) => {
			const recalled = previous === sessions.initial ? recalledJudgement(host, snapshot.context) : null;
			const made = judge(snapshot, old ? {
				verdict: old,
				standing
			} : recalled, grounds, moments);
			standing = made.standing;
			return made.verdict;
		};
		verdicts = updated(verdicts, id, decide, at);
		standings = standing ? put(standings, standing) : drop(standings, id);
	}
	return {
		verdicts,
		standings
	};
}
// streams/sockets.ts
const OWNERS_MAX = 256;
const sockets = {
	initial: {
		owners: [],
		endings: []
	},
	reads: (host) => [
		host.pvds,
		host.left,
		...readsOwnership(host)
	],
	step: (previous, host) => {
		const all = ownersOf(host);
		const owners = all.filter(({ ifname }) => isInScope(host, ifname)).map((owner) => ({
			id: owner.pvd,
			...owner
		}));
		const endings = host.left.filter(({ ifname }) => isOurs(host, ifname)).map((row) => endingOf(row, all));
		return settle(previous, {
			owners: settleRows(previous.owners, owners.slice(0, OWNERS_MAX)),
			endings: settleRows(previous.endings, endings.sort(compareId))
		});
	}
};
function isOurs(host, ifname) {
	const { isManaged, because } = ownerOf(host, ifname);
	return isManaged || because.rule === "absent";
}
function endingOf({ id, ifname, addresses, isStalled }, owners) {
	const elsewhere = new Set(owners.filter((owner) => owner.ifname !== ifname).flatMap((owner) => owner.addresses));
	return {
		id,
		ifname,
		addresses,
		shared: addresses.filter((address) => elsewhere.has(address)),
		isStalled
	};
}
// streams/tuning.ts
const ALWAYS = [
	{
		family: 4,
		key: "ignore_routes_with_linkdown",
		value: "1"
	},
	{
		family: 6,
		key: "ignore_routes_with_linkdown",
		value: "1"
	},
	{
		family: 6,
		key: "accept_ra",
		value: "2"
	},
	{
		family: 6,
		key: "accept_ra_defrtr",
		value: "0"
	},
	{
		family: 6,
		key: "accept_ra_rt_info_max_plen",
		value: "0"
	},
	{
		family: 6,
		key: "use_oif_addrs_only",
		value: "1"
	},
	{
		family: 4,
		key: "rp_filter",
		value: "2"
	},
	{
		family: 4,
		key: "promote_secondaries",
		value: "1"
	}
];
const STRONG = [{
	family: 4,
	key: "arp_ignore",
	value: "1"
}, {
	family: 4,
	key: "arp_announce",
	value: "2"
}];
const tuning = {
	initial: {
		sysctls: [],
		guarded: []
	},
	reads: readsOwnership,
	step(previous, host) {
		const names = host.interfaces.map((i) => i.snapshot.context.ifname).filter((ifname) => isManaged(host, ifname));
		const isStrong = host.settings.hostModel === "strong";
		return settle(previous, {
			sysctls: names.flatMap((ifname) => [...ALWAYS, ...isStrong ? STRONG : []].map((s) => ({
				...s,
				ifname,
				id: sysctlId({
					...s,
					ifname
				})
			}))).toSorted(compareId),
			guarded: isStrong ? names.map((id) => ({ id })).toSorted(compareId) : []
		});
	}
};
// streams/decision.ts
const NO_DECISION = {
	ranking: ranking.initial.places,
	routing: routing.initial,
	resolution: resolution.initial,
	checks: checks.initial,
	node: node.initial,
	conflicts: conflicts.initial,
	ownership: ownership.initial,
	addresses: addresses.initial,
	tuning: tuning.initial,
	clients: clients.initial,
	information: information.initial,
	publications: publications.initial,
	sessions: sessions.initial.verdicts,
	sockets: sockets.initial,
	endpoints: endpoints.initial
};
const NO_ASIDE = {
	standings: ranking.initial.standings,
	sessions: sessions.initial.waiting
};
function decisions(hosts, seed, aside) {
	const nothing = hosts.pipe(map(() => null));
	const ranks = running(ranking, hosts, nothing, rankedOf(seed, aside)).pipe(share());
	const needs = ranks.pipe(map((value) => ({ ranking: value.places })));
	const forNetwork = zip(running(routing, hosts, needs, seed.routing), running(ownership, hosts, nothing, seed.ownership), running(addresses, hosts, nothing, seed.addresses), running(tuning, hosts, nothing, seed.tuning), running(clients, hosts, nothing, seed.clients)).pipe(map(([routes, owned, own, tuned, asked]) => ({
		routing: routes,
		ownership: owned,
		addresses: own,
		tuning: tuned,
		clients: asked
	})));
	const judged = running(sessions, hosts, needs, judgedOf(seed, aside));
	const forConnections = zip(running(sockets, hosts, nothing, seed.sockets), running(endpoints, hosts, needs, seed.endpoints)).pipe(map(([counted, joined]) => ({
		sockets: counted,
		endpoints: joined
	})));
	const values = running(node, hosts, needs, seed.node).pipe(share());
	const rules = running(resolution, hosts, needs, seed.resolution).pipe(share());
	const told = zip(needs, rules, values).pipe(map(([{ ranking: places }, names, chosen]) => ({
		ranking: places,
		resolution: names,
		node: chosen
	})));
	return zip(hosts, ranks, forNetwork, zip(rules, running(checks, hosts, nothing, seed.checks), values, running(conflicts, hosts, needs, seed.conflicts), running(information, hosts, nothing, seed.information), running(publications, hosts, told, seed.publications)).pipe(map(([names, checking, chosen, disagreements, asked, published]) => ({
		resolution: names,
		checks: checking,
		node: chosen,
		conflicts: disagreements,
		information: asked,
		publications: published
	}))), forConnections, judged).pipe(map(([host, { places, standings }, network, programs, connections, becoming]) => {
		return [
			host,
			{
				ranking: places,
				...network,
				...programs,
				...connections,
				sessions: becoming.verdicts
			},
			{
				standings,
				sessions: becoming.waiting
			}
		];
	}));
}
const rankedOf = ({ ranking: places }, { standings }) => standings.length === 0 && places.length === 0 ? ranking.initial : {
	places,
	standings
};
const judgedOf = ({ sessions: verdicts }, { sessions: waiting }) => verdicts.length === 0 ? sessions.initial : {
	verdicts,
	waiting
};
// node_modules/@noble/hashes/_u64.js
const fromNumH = (n) => n / 2 ** 32 | 0;
const fromNumL = (n) => n >>> 0;
function setU64FromNum(view, byteOffset, n, isLE) {
	const h = fromNumH(n);
	const l = fromNumL(n);
	view.setUint32(byteOffset, isLE ? l : h, isLE);
	view.setUint32(byteOffset + 4, isLE ? h : l, isLE);
}
// node_modules/@noble/hashes/utils.js
function isBytes(a) {
	return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
const atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
	if (typeof n !== "number") throw new TypeError(atitle(title) + "expected number, got " + typeof n);
	if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
	return n;
}
function abytes(value, length, title = "") {
	if (isBytes(value) && (length === void 0 || value.length === length)) return value;
	if (length !== void 0) anumber(length, "length");
	const bytes = isBytes(value);
	const ofLen = length !== void 0 ? ` of length ${length}` : "";
	const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
	const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
	if (!bytes) throw new TypeError(message);
	throw new RangeError(message);
}
const aobject = (value, label) => {
	if (value === null || typeof value !== "object" || Array.isArray(value)) throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
const aopts = (value, label) => {
	aobject(value, label);
	const proto = Object.getPrototypeOf(value);
	if (proto !== Object.prototype && proto !== null) throw new TypeError(`"${label}" expected plain object`);
	if (Object.hasOwn(value, "__proto__")) throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
	if (instance.destroyed) throw new Error("hash was destroyed");
	if (checkFinished && instance.finished) throw new Error("digest() was already called");
}
function aoutput(out, instance) {
	abytes(out, void 0, "output");
	const min = instance.outputLen;
	if (!(out.length >= min)) throw new RangeError("\"output\" expected length >= " + min);
}
function clean(...arrays) {
	for (let i = 0; i < arrays.length; i++) arrays[i].fill(0);
}
function createView(arr) {
	return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word, shift) {
	return word << 32 - shift | word >>> shift;
}
const hasHexBuiltin = (() => typeof Uint8Array.from([]).toHex === "function" && typeof Uint8Array.fromHex === "function")();
const hexes = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
function bytesToHex(bytes) {
	abytes(bytes);
	if (hasHexBuiltin) return bytes.toHex();
	let hex = "";
	for (let i = 0; i < bytes.length; i++) hex += hexes[bytes[i]];
	return hex;
}
function checkOpts(defaults, opts, title = "opts") {
	aopts(defaults, "defaults");
	if (opts !== void 0) aopts(opts, title);
	return Object.assign(Object.create(null), defaults, opts);
}
function createHasher(hashCons, info = {}) {
	if (typeof hashCons !== "function") throw new TypeError("\"hashCons\" expected function, got type=" + typeof hashCons);
	info = checkOpts({}, info, "info");
	const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
	const tmp = hashCons(void 0);
	hashC.outputLen = tmp.outputLen;
	hashC.blockLen = tmp.blockLen;
	hashC.canXOF = tmp.canXOF;
	hashC.create = (opts) => hashCons(opts);
	Object.assign(hashC, info);
	return Object.freeze(hashC);
}
const oidNist = (suffix) => ({ oid: Uint8Array.from([
	6,
	9,
	96,
	134,
	72,
	1,
	101,
	3,
	4,
	2,
	suffix
]) });
// node_modules/@noble/hashes/_md.js
function Chi(a, b, c) {
	return a & b ^ ~a & c;
}
function Maj(a, b, c) {
	return a & b ^ a & c ^ b & c;
}
var HashMD = class {
	blockLen;
	outputLen;
	canXOF = false;
	padOffset;
	isLE;
	buffer;
	view;
	finished = false;
	length = 0;
	pos = 0;
	destroyed = false;
	constructor(blockLen, outputLen, padOffset, isLE) {
		this.blockLen = blockLen;
		this.outputLen = outputLen;
		this.padOffset = padOffset;
		this.isLE = isLE;
		this.buffer = new Uint8Array(blockLen);
		this.view = createView(this.buffer);
	}
	update(data) {
		aexists(this);
		abytes(data);
		const { view, buffer, blockLen } = this;
		const len = data.length;
		let processed = false;
		for (let pos = 0; pos < len;) {
			const take = Math.min(blockLen - this.pos, len - pos);
			if (take === blockLen) {
				const dataView = createView(data);
				for (; blockLen <= len - pos; pos += blockLen) this.process(dataView, pos);
				processed = true;
				continue;
			}
			buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
			this.pos += take;
			pos += take;
			if (this.pos === blockLen) {
				this.process(view, 0);
				this.pos = 0;
				processed = true;
			}
		}
		this.length += data.length;
		if (processed) this.roundClean();
		return this;
	}
	digestInto(out) {
		aexists(this);
		aoutput(out, this);
		this.finished = true;
		const { buffer, view, blockLen, isLE } = this;
		let { pos } = this;
		buffer[pos++] = 128;
		buffer.fill(0, pos);
		if (this.padOffset > blockLen - pos) {
			this.process(view, 0);
			buffer.fill(0);
		}
		setU64FromNum(view, blockLen - 8, this.length * 8, isLE);
		this.process(view, 0);
		this.roundClean();
		const oview = out === buffer ? view : createView(out);
		const len = this.outputLen;
		const outLen = len / 4;
		const state = this.get();
		if (len % 4 || outLen > state.length) throw new Error("invalid outputLen");
		for (let i = 0; i < outLen; i++) oview.setUint32(4 * i, state[i], isLE);
	}
	digest() {
		const { buffer, outputLen } = this;
		this.digestInto(buffer);
		const res = buffer.slice(0, outputLen);
		this.destroy();
		return res;
	}
	_cloneIntoMeta(to) {
		const { buffer, length, finished, destroyed, pos } = this;
		to.destroyed = destroyed;
		to.finished = finished;
		to.length = length;
		to.pos = pos;
		if (pos) to.buffer.set(buffer);
		return to;
	}
	clone() {
		return this._cloneInto();
	}
};
const SHA256_IV = Uint32Array.from([
	1779033703,
	3144134277,
	1013904242,
	2773480762,
	1359893119,
	2600822924,
	528734635,
	1541459225
]);
// node_modules/@noble/hashes/sha2.js
const SHA256_K = Uint32Array.from([
	1116352408,
	1899447441,
	3049323471,
	3921009573,
	961987163,
	1508970993,
	2453635748,
	2870763221,
	3624381080,
	310598401,
	607225278,
	1426881987,
	1925078388,
	2162078206,
	2614888103,
	3248222580,
	3835390401,
	4022224774,
	264347078,
	604807628,
	770255983,
	1249150122,
	1555081692,
	1996064986,
	2554220882,
	2821834349,
	2952996808,
	3210313671,
	3336571891,
	3584528711,
	113926993,
	338241895,
	666307205,
	773529912,
	1294757372,
	1396182291,
	1695183700,
	1986661051,
	2177026350,
	2456956037,
	2730485921,
	2820302411,
	3259730800,
	3345764771,
	3516065817,
	3600352804,
	4094571909,
	275423344,
	430227734,
	506948616,
	659060556,
	883997877,
	958139571,
	1322822218,
	1537002063,
	1747873779,
	1955562222,
	2024104815,
	2227730452,
	2361852424,
	2428436474,
	2756734187,
	3204031479,
	3329325298
]);
const SHA256_W = new Uint32Array(64);
var SHA2_32B = class extends HashMD {
	A = 0;
	B = 0;
	C = 0;
	D = 0;
	E = 0;
	F = 0;
	G = 0;
	H = 0;
	constructor(outputLen, IV) {
		super(64, outputLen, 8, false);
		this.A = IV[0] | 0;
		this.B = IV[1] | 0;
		this.C = IV[2] | 0;
		this.D = IV[3] | 0;
		this.E = IV[4] | 0;
		this.F = IV[5] | 0;
		this.G = IV[6] | 0;
		this.H = IV[7] | 0;
	}
	get() {
		const { A, B, C, D, E, F, G, H } = this;
		return [
			A,
			B,
			C,
			D,
			E,
			F,
			G,
			H
		];
	}
	set(A, B, C, D, E, F, G, H) {
		this.A = A | 0;
		this.B = B | 0;
		this.C = C | 0;
		this.D = D | 0;
		this.E = E | 0;
		this.F = F | 0;
		this.G = G | 0;
		this.H = H | 0;
	}
	_cloneInto(to) {
		(to ||= new this.constructor()).set(...this.get());
		return this._cloneIntoMeta(to);
	}
	process(view, offset) {
		for (let i = 0; i < 16; i++, offset += 4) SHA256_W[i] = view.getUint32(offset, false);
		for (let i = 16; i < 64; i++) {
			const W15 = SHA256_W[i - 15];
			const W2 = SHA256_W[i - 2];
			const s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3;
			const s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
			SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
		}
		let { A, B, C, D, E, F, G, H } = this;
		for (let i = 0; i < 64; i++) {
			const sigma1 = rotr(E, 6) ^ rotr(E, 11) ^ rotr(E, 25);
			const T1 = H + sigma1 + Chi(E, F, G) + SHA256_K[i] + SHA256_W[i] | 0;
			const T2 = (rotr(A, 2) ^ rotr(A, 13) ^ rotr(A, 22)) + Maj(A, B, C) | 0;
			H = G;
			G = F;
			F = E;
			E = D + T1 | 0;
			D = C;
			C = B;
			B = A;
			A = T1 + T2 | 0;
		}
		A = A + this.A | 0;
		B = B + this.B | 0;
		C = C + this.C | 0;
		D = D + this.D | 0;
		E = E + this.E | 0;
		F = F + this.F | 0;
		G = G + this.G | 0;
		H = H + this.H | 0;
		this.set(A, B, C, D, E, F, G, H);
	}
	roundClean() {
		clean(SHA256_W);
	}
	destroy() {
		this.destroyed = true;
		this.set(0, 0, 0, 0, 0, 0, 0, 0);
		clean(this.buffer);
	}
};
var _SHA256 = class extends SHA2_32B {
	constructor() {
		super(32, SHA256_IV);
	}
};
const sha256 = createHasher(() => new _SHA256(), oidNist(1));
// machines/model/canonical.ts
function canonical(value) {
	if (typeof value === "string") return textOf(value);
	if (typeof value === "number") {
		if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON`);
		return value === 0 ? "0" : String(value);
	}
	if (value === null || typeof value === "boolean") return String(value);
	if (Array.isArray(value)) return arrayText(value);
	if (typeof value === "object") return objectText(value);
	throw new TypeError(`a ${typeof value} has no JSON`);
}
const PLAIN = /^[ !#-[\]-~]*$/;
function textOf(text) {
	if (PLAIN.test(text)) return `"${text}"`;
	if (!text.isWellFormed()) throw new TypeError("text with a lone surrogate has no canonical JSON");
	return JSON.stringify(text);
}
function arrayText(list) {
	let text = "";
	for (const value of list) text += `${text === "" ? "" : ","}${value === void 0 ? "null" : canonical(value)}`;
	return `[${text}]`;
}
function objectText(value) {
	let text = "";
	for (const { key, name } of membersOf(value)) {
		const member = value[key];
		if (member !== void 0) text += `${text === "" ? "" : ","}${name}${canonical(member)}`;
	}
	return `{${text}}`;
}
const newShape = () => ({
	next: new Map(),
	members: null
});
const root = newShape();
const SHAPES_MAX = 1e4;
let shapes = 0;
function membersOf(value) {
	let shape = root;
	for (const key in value) {
		let next = shape.next.get(key);
		if (!next) {
			if (shapes >= SHAPES_MAX) return inOrder(value);
			next = newShape();
			shape.next.set(key, next);
			shapes += 1;
		}
		shape = next;
	}
	shape.members ??= inOrder(value);
	return shape.members;
}
const inOrder = (value) => Object.keys(value).sort().map((key) => ({
	key,
	name: `${textOf(key)}:`
}));
// streams/utf8.ts
function utf8(text) {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i += 1) {
		const unit = text.charCodeAt(i);
		if (unit >= 128) return withMore(text);
		bytes[i] = unit;
	}
	return bytes;
}
function withMore(text) {
	const bytes = new Uint8Array(text.length * 3);
	let length = 0;
	for (let i = 0; i < text.length; i += 1) {
		const unit = text.charCodeAt(i);
		if (unit < 128) {
			bytes[length++] = unit;
			continue;
		}
		const code = text.codePointAt(i) ?? 0;
		const point = code >= 55296 && code <= 57343 ? 65533 : code;
		if (code > 65535) i += 1;
		length = write(bytes, length, point);
	}
	return bytes.subarray(0, length);
}
function write(bytes, at, point) {
	const more = point < 2048 ? 1 : point < 65536 ? 2 : 3;
	bytes[at] = (more === 1 ? 192 : more === 2 ? 224 : 240) | point >> 6 * more;
	for (let i = 1; i <= more; i += 1) bytes[at + i] = 128 | point >> 6 * (more - i) & 63;
	return at + more + 1;
}
// streams/digest.ts
const NO_DIGEST = "0".repeat(64);
const SHARDED = "sessions";
const lists = (d) => [
	["addresses", d.addresses],
	["checks", d.checks],
	["clients", d.clients],
	["conflicts", d.conflicts],
	["endpoints/endpoints", d.endpoints.endpoints],
	["endpoints/limits", d.endpoints.limits],
	["information", d.information],
	["node", d.node],
	["ownership", d.ownership],
	["publications", d.publications],
	["ranking", d.ranking],
	["resolution", d.resolution],
	["routing/routes", d.routing.routes],
	["routing/rules", d.routing.rules],
	[SHARDED, d.sessions],
	["sockets/endings", d.sockets.endings],
	["sockets/owners", d.sockets.owners],
	["tuning/guarded", d.tuning.guarded],
	["tuning/sysctls", d.tuning.sysctls]
];
function changes(before, now) {
	if (before === now) return [];
	const old = lists(before);
	return lists(now).flatMap(([name, rows], i) => {
		const was = old[i]?.[1] ?? [];
		if (rows === was) return [];
		return name === SHARDED ? changedShards(before.sessions, now.sessions) : changedRows(name, was, rows);
	});
}
function changedShards(before, now) {
	const found = differingShards(before, now).flatMap((shard) => changedRows(SHARDED, shard.before, shard.now));
	return found.length < 2 ? found : found.sort(([a], [b]) => compareText(a, b));
}
function changedRows(name, before, now) {
	const found = [];
	const { start, end, last } = differing$1(before, now);
	for (let i = start, j = start; i < end || j < last;) {
		const [old, young] = [i < end ? before[i] : void 0, j < last ? now[j] : void 0];
		if (old && (!young || old.id < young.id)) {
			found.push([`${name}/${old.id}`, null]);
			i += 1;
		} else if (young && (!old || young.id < old.id)) {
			found.push([`${name}/${young.id}`, young]);
			j += 1;
		} else {
			if (old !== young && young) found.push([`${name}/${young.id}`, young]);
			i += 1;
			j += 1;
		}
	}
	return found;
}
function digestAfter(digest, seq, changed, commands, hash = inJavaScript) {
	if (changed.length === 0 && commands.length === 0) return digest;
	return hash(`${digest}${canonical([
		seq,
		changed,
		commands
	])}`);
}
function digestOf(previous, decision, commands, hash = inJavaScript) {
	return hash(`${previous}${canonical([decision, commands])}`);
}
const inJavaScript = (text) => bytesToHex(sha256(utf8(text)));
// streams/deadlines.ts
const leaseWaits = perObject(lease4Deadlines);
const lease6Waits = perObject(lease6Deadlines);
const routerWaits = perObject(router6Deadlines);
const informationWaits = perObject(informationDeadlines);
const pvdWaits = perObject(pvdDeadlines);
const pinWaits = perObject(pinDeadlines);
const discoveredWaits = perObject(discoveredDeadlines);
const wantedDeadlines = lastResult((host, { standings, sessions }) => [...[
	standings,
	sessionsDue(sessions),
	host.failures,
	host.leases,
	host.leases6,
	host.routers,
	host.pvds,
	host.information
], ...[host.pinEnds, host.discoveredEnds]], (host, { standings, sessions }) => {
	const wanted = new Map();
	for (const { family, due } of standings) if (due !== null) wanted.set(`ranking:${family}`, due);
	const due = sessionsDue(sessions);
	if (due !== null) wanted.set(SESSIONS_DEADLINE, due);
	for (const failure of host.failures) wanted.set(failureDeadline(failure).id, failure.due);
	for (const { snapshot } of host.leases) for (const { id, due } of leaseWaits(snapshot)) wanted.set(id, due);
	for (const { snapshot } of host.leases6) for (const { id, due } of lease6Waits(snapshot)) wanted.set(id, due);
	for (const { snapshot } of host.routers) for (const { id, due } of routerWaits(snapshot)) wanted.set(id, due);
	for (const { snapshot } of host.pvds) for (const { id, due } of pvdWaits(snapshot)) wanted.set(id, due);
	for (const { snapshot } of host.information) for (const { id, due } of informationWaits(snapshot)) wanted.set(id, due);
	for (const { id, due } of [...pinWaits(host.pinEnds), ...discoveredWaits(host.discoveredEnds)]) wanted.set(id, due);
	return wanted;
});
function deadlineWishes(host, aside, armed) {
	if (quiet && quiet.armed === armed && quiet.aside === aside && stillQuiet(quiet.host, host, armed)) {
		quiet = {
			host,
			aside,
			armed
		};
		return NONE;
	}
	const wishes = compared(armed, wantedDeadlines(host, aside));
	quiet = wishes.length === 0 ? {
		host,
		aside,
		armed
	} : null;
	return wishes;
}
let quiet = null;
const stillQuiet = (was, is, armed) => was.failures === is.failures && covers(was.leases, is.leases, leaseWaits, armed) && covers(was.leases6, is.leases6, lease6Waits, armed) && covers(was.routers, is.routers, routerWaits, armed) && covers(was.pvds, is.pvds, pvdWaits, armed) && covers(was.information, is.information, informationWaits, armed) && (was.pinEnds === is.pinEnds || isArmed(pinWaits(was.pinEnds), pinWaits(is.pinEnds), armed)) && was.discoveredEnds === is.discoveredEnds;
function covers(was, is, waits, armed) {
	if (was === is) return true;
	if (was.length !== is.length) return false;
	return is.every((row, i) => {
		const before = was[i];
		if (row === before) return true;
		if (before?.id !== row.id) return false;
		return isArmed(waits(before.snapshot), waits(row.snapshot), armed);
	});
}
const isArmed = (old, now, armed) => old.length === now.length && now.every((d, k) => d.id === old[k]?.id && (find(armed, d.id)?.due ?? Number.POSITIVE_INFINITY) <= d.due);
const compared = lastResult((armed, wanted) => [armed, wanted], (armed, wanted) => {
	const wishes = [];
	for (const { id } of armed) if (!wanted.has(id)) wishes.push({
		type: "deadline.disarm",
		target: id
	});
	for (const [id, due] of wanted) {
		const now = find(armed, id)?.due;
		if (now === void 0 || now > due) wishes.push({
			type: "deadline.arm",
			target: id,
			due
		});
	}
	return wishes.length === 0 ? NONE : wishes.sort((a, b) => compareText(a.target, b.target));
});
const NONE = [];
function rearmed(armed, command) {
	if (command.type === "deadline.arm") return put(armed, {
		id: command.target,
		due: command.due
	});
	return command.type === "deadline.disarm" ? drop(armed, command.target) : armed;
}
const withoutPassed = (armed, id, due) => find(armed, id)?.due === due ? drop(armed, id) : armed;
// streams/plan/flight.ts
const isAnswered = (host, { type }) => host.started?.mode === "apply" && (type.startsWith("rule.") || type.startsWith("route.") || type.startsWith("address."));
const pendingOf = lastResult((host, inFlight) => host.started?.mode === "apply" ? [inFlight] : [], (host, inFlight) => {
	const last = new Map();
	for (const { command } of host.started?.mode === "apply" ? inFlight : []) {
		if (!isOfKernel(command)) continue;
		const other = last.get(command.target);
		if (!other || isLater(command.id, other.id)) last.set(command.target, command);
	}
	return last;
});
const isOfKernel = (command) => command.type.startsWith("rule.") || command.type.startsWith("route.") || command.type.startsWith("address.");
function isThere(isApplied, pending) {
	return pending ? !pending.type.endsWith(".delete") : isApplied;
}
function unwanted(applied, wanted, kept, pending, ofApplied, ofPending) {
	const coming = [...pending.values()].flatMap((command) => {
		const made = find(applied, command.target) || command.type.endsWith(".delete") ? null : ofPending(command);
		return made === null ? [] : [[command.target, made]];
	});
	return [...applied.filter((row, i) => kept[i] === void 0 && isThere(true, pending.get(row.id))).map((row) => [row.id, ofApplied(row)]), ...coming.filter(([target]) => !find(wanted, target))];
}
function isLater(a, b) {
	const [tick = 0, place = 0] = a.split(".").map(Number);
	const [otherTick = 0, otherPlace = 0] = b.split(".").map(Number);
	return tick === otherTick ? place > otherPlace : tick > otherTick;
}
// streams/plan/addresses.ts
const specOf = ({ ifname, address, prefixLength }) => ({
	ifname,
	address,
	prefixLength
});
const NOTHING$1 = {
	made: [],
	broken: []
};
const addressWork = lastResult((host, wanted, pending) => host.started?.mode === "apply" ? [
	wanted,
	pending,
	host.interfaces,
	host.leases,
	host.leases6,
	host.routers,
	host.managers,
	host.settings
] : [wanted], (host, wanted, pending) => {
	if (host.started?.mode !== "apply") return NOTHING$1;
	const applied = host.interfaces.flatMap(({ snapshot: { context } }) => context.addresses.filter((a) => a.protocol === 109).map(({ id, address, prefixLength }) => {
		const row = {
			ifname: context.ifname,
			address,
			prefixLength
		};
		return {
			id: addressKey(row),
			...row,
			end: find(context.expires, id)?.at ?? null
		};
	})).sort(compareId);
	const kept = outlivedOf(host).filter((row) => !pending.has(row.id) && !find(wanted, row.id));
	return {
		made: wanted.filter((row) => {
			const coming = pending.get(row.id);
			const there = find(applied, row.id);
			if (coming) return coming.type === "address.delete";
			return !there || isToBeMoved(there.end, endsOf(host, row).valid, 0);
		}).map(installed),
		broken: [...unwanted(applied, wanted, applied.map((row) => find(wanted, row.id)), pending, specOf, (c) => "address" in c ? c.address : null), ...kept.map((row) => [row.id, specOf(row)])].map(([target, address]) => ({ wish: {
			type: "address.delete",
			target,
			address
		} }))
	};
});
const outlivedOf = (host) => host.interfaces.flatMap(({ snapshot: { context } }) => context.outlived.length === 0 || !isManaged(host, context.ifname) ? [] : context.outlived.map(({ address, prefixLength }) => {
	const row = {
		ifname: context.ifname,
		address,
		prefixLength
	};
	return {
		id: addressKey(row),
		...row,
		end: null
	};
}));
function installed(row) {
	const { id: target, ifname, address, prefixLength } = row;
	const wish = {
		type: "address.replace",
		target,
		address: {
			ifname,
			address,
			prefixLength
		},
		valid: null,
		preferred: null
	};
	const timed = (host) => {
		const { valid, preferred } = endsOf(host, row);
		return {
			...wish,
			valid: left$1(valid, host.at),
			preferred: left$1(preferred, host.at)
		};
	};
	return {
		wish,
		timed
	};
}
const FOR_EVER = {
	valid: null,
	preferred: null
};
function endsOf(host, { until, address }) {
	const lease = find(host.leases, until)?.snapshot.context;
	if (lease) return {
		valid: lease.expires,
		preferred: lease.expires
	};
	const lease6 = find(host.leases6, until)?.snapshot.context;
	if (lease6) return find(lease6.lifetimes, address) ?? FOR_EVER;
	for (const { id, snapshot } of host.routers) {
		const end = until.startsWith(`${id} `) ? find(snapshot.context.expires, until.slice(id.length + 1)) : void 0;
		if (end) return {
			valid: end.at,
			preferred: end.at
		};
	}
	return FOR_EVER;
}
// streams/plan/checks.ts
const checkWork = lastResult((checks) => [checks], (checks) => checks.map(({ id, ...check }) => {
	const wish = {
		type: "check.run",
		target: `${id} ${check.generation}`,
		...check,
		budget: 0
	};
	return {
		wish,
		timed: (host) => ({
			...wish,
			budget: budgetOf(host, check.pvd),
			timeout: patienceFor(host, check)
		})
	};
}));
function patienceFor(host, { pvd, family, timeout }) {
	const snapshot = find(host.pvds, pvd)?.snapshot;
	if (!snapshot) return timeout;
	const { check4, check6 } = pvdState(snapshot);
	const { quality4, quality6 } = snapshot.context;
	const [check, quality] = family === 4 ? [check4, quality4] : [check6, quality6];
	return check === "doubting" ? patience(quality.rtt, timeout) : timeout;
}
function budgetOf(host, pvd) {
	const context = find(host.pvds, pvd)?.snapshot.context;
	if (!context) return 0;
	const left = allowance(context.rhythm, context.spent, host.at);
	return FAMILIES.every((family) => isComplete(context.objects, family)) ? Math.floor(left / 2) : left;
}
// streams/plan/clients.ts
const clientWork = lastResult((host, clients) => [host.clients, clients], (host, clients) => {
	const wanted = clients.map(({ id: _id, ...client }) => ({
		target: targetOf(client),
		client
	}));
	return [...wanted.filter((w) => !find(host.clients, w.target)).map((w) => ({ wish: {
		type: "client.start",
		...w
	} })), ...host.clients.filter((row) => !wanted.some((w) => w.target === row.id)).map(({ id, client, ifname }) => ({ wish: {
		type: "client.stop",
		target: id,
		client: {
			...NOTHING,
			client,
			ifname
		}
	} }))];
});
const NOTHING = {
	managed: false,
	delegated: false,
	ipv6Only: false
};
const targetOf = ({ client, ifname }) => `${client} ${ifname}`;
// streams/plan/endpoints.ts
const endpointWork = lastResult((host, wanted) => [
	host.endpoints,
	host.mptcp,
	host.started,
	wanted
], (host, { endpoints, limits }) => {
	if (host.started?.mode !== "apply") return {
		made: [],
		broken: []
	};
	const gone = host.endpoints.filter(({ id, number }) => isOurEndpoint(number) && !find(endpoints, id));
	const raised = limits.filter(({ subflows, accepted }) => host.mptcp?.subflows !== subflows || host.mptcp.accepted !== accepted);
	return {
		broken: gone.flatMap(({ id: target }) => {
			const endpoint = ownEndpoint(host, target);
			return endpoint === null ? [] : [{ wish: {
				type: "endpoint.delete",
				target,
				endpoint
			} }];
		}),
		made: [...raised.map(({ id: target, ...mptcp }) => ({ wish: {
			type: "mptcp.limit",
			target,
			limits: mptcp
		} })), ...endpoints.filter(({ id }) => !find(host.endpoints, id)).map(({ id: target, ...endpoint }) => ({ wish: {
			type: "endpoint.add",
			target,
			endpoint
		} }))]
	};
});
// streams/plan/information.ts
const informationWork = lastResult((wanted) => [wanted], (wanted) => wanted.map(({ id, ...spec }) => ({ wish: {
	type: "information.fetch",
	target: `${id} ${spec.generation} ${spec.sequence}`,
	...spec
} })));
// streams/plan/publication.ts
const publicationWork = lastResult((host, wanted) => [host.publications, wanted], (host, wanted) => [...wanted.filter(({ id, publication }) => !isEqual(find(host.publications, id)?.publication, publication)).map(({ id, publication }) => ({ wish: {
	type: "names.publish",
	target: id,
	publication
} })), ...host.publications.filter(({ id }) => !find(wanted, id)).map(({ id }) => ({ wish: {
	type: "names.withdraw",
	target: id
} }))]);
// streams/plan/joining.ts
function joining() {
	let last = {
		rows: [],
		others: [],
		found: []
	};
	return (rows, others) => {
		const [mine, theirs] = [differing$1(last.rows, rows), differing$1(last.others, others)];
		const anew = rows.slice(mine.start, mine.last).map(({ id }) => find(others, id));
		const found = [
			...last.found.slice(0, mine.start),
			...anew,
			...last.found.slice(mine.end)
		];
		for (const { id } of [...last.others.slice(theirs.start, theirs.end), ...others.slice(theirs.start, theirs.last)]) {
			const at = indexOf(rows, id);
			if (at >= 0) found[at] = find(others, id);
		}
		last = {
			rows,
			others,
			found
		};
		return found;
	};
}
// streams/plan/routes.ts
const [appliedRoutes, wantedRoutes, wantedRules] = [
	joining(),
	joining(),
	joining()
];
const routeWork = lastResult((host, { routes }, pending) => [
	host.ownRoutes,
	routes,
	pending,
	host.ownRoutes.length === 0 ? null : host.routers
], (host, { routes }, pending) => {
	const there = appliedRoutes(routes, host.ownRoutes);
	const ordered = routes.filter((row, i) => {
		const coming = pending.size === 0 ? void 0 : pending.get(row.id);
		if (coming?.type === "route.replace") return !isRoute(coming.route, row.route);
		const applied = coming ? void 0 : there[i]?.route;
		if (!applied || !isRoute(applied, row.route)) return true;
		return row.until !== null && isToBeMoved(moment(applied.at, applied.expires), endOf(host, row), (applied.expires ?? 0) / 2);
	}).toSorted((a, b) => Number(a.route.gateway !== null) - Number(b.route.gateway !== null));
	const room = pinsAtOnce(pending);
	const broken = unwanted(host.ownRoutes, routes, wantedRoutes(host.ownRoutes, routes), pending, (r) => routeSpec(r.route), (c) => "route" in c ? c.route : null);
	return {
		made: limited(ordered, ({ route }) => route, room).map(wanted),
		broken: limited(broken, ([, route]) => route, room).map(([target, route]) => ({ wish: {
			type: "route.delete",
			target,
			route
		} }))
	};
});
const PINS_AT_ONCE = 256;
const pinsAtOnce = (pending) => PINS_AT_ONCE - [...pending.values()].filter((c) => "route" in c && c.route.table === 26999).length;
function limited(rows, routeOf, room) {
	let left = room;
	return rows.filter((row) => routeOf(row).table !== 26999 || left-- > 0);
}
function wanted(row) {
	const wish = {
		type: "route.replace",
		target: row.id,
		route: row.route,
		expires: null
	};
	return row.until === null ? { wish } : {
		wish,
		timed: (host) => ({
			...wish,
			expires: left$1(endOf(host, row), host.at)
		})
	};
}
const ruleWork = lastResult((host, { rules }, pending) => [
	host.ownRules,
	rules,
	pending
], (host, { rules }, pending) => {
	const stands = (id) => isThere(find(host.ownRules, id) !== void 0, pending.get(id));
	const broken = unwanted(host.ownRules, rules, wantedRules(host.ownRules, rules), pending, (r) => ruleSpec(r.rule), (c) => "rule" in c ? c.rule : null);
	const isLost = lostAmong(host, rules, pending);
	const deleted = (list) => list.map(([target, rule]) => ({ wish: {
		type: "rule.delete",
		target,
		rule
	} }));
	return {
		lost: deleted(broken.filter(([, rule]) => isLost(rule))),
		made: rules.filter((r) => !stands(r.id)).map((r) => ({ wish: {
			type: "rule.add",
			target: r.id,
			rule: r.rule
		} })),
		broken: deleted(broken.filter(([, rule]) => !isLost(rule)))
	};
});
const isRanked = ({ priority }) => priority > PRIORITY.ranked && priority < PRIORITY.nowhere;
function lostAmong(host, rules, pending) {
	const wanted = rules.map((row) => row.rule).filter(isRanked);
	const isKept = ({ family, table }) => wanted.some((r) => r.family === family && r.table === table);
	const standing = host.ownRules.filter(({ id, rule }) => isRanked(rule) && isKept(rule) && !pending.get(id)?.type.endsWith(".delete"));
	return (rule) => isRanked(rule) && !isKept(rule) && standing.some((other) => other.rule.family === rule.family);
}
function endOf(host, { route, until }) {
	if (until === null || route.ifname === null) return null;
	for (const { snapshot } of host.routers) {
		const { ifname, router, expires } = snapshot.context;
		const end = ifname === route.ifname && router === until.router ? find(expires, until.object) : void 0;
		if (end) return end.at;
	}
	return null;
}
// streams/plan/sockets.ts
const endingWork = lastResult(({ endings }) => [endings], ({ endings }) => endings.map(({ id: target, ...ending }) => ({ wish: {
	type: "sockets.end",
	target,
	...ending
} })));
const watchWork = lastResult((host, { owners }) => [host.watched, owners], (host, { owners }) => {
	const wanted = owners.map(({ id: _, ...owner }) => owner);
	return isEqual(host.watched.owners, wanted) ? [] : [{ wish: {
		type: "sockets.watch",
		target: "sockets",
		owners: wanted
	} }];
});
// streams/plan/tuning.ts
const tuningWork = lastResult((host, tuning) => [
	host.sysctls,
	host.guarded,
	host.started,
	tuning
], (host, { sysctls, guarded }) => {
	const turned = sysctls.filter((row) => find(host.sysctls, row.id)?.sysctl.value !== row.value).map(({ id, ...sysctl }) => ({ wish: {
		type: "sysctl.set",
		target: id,
		sysctl
	} }));
	const interfaces = guarded.map((row) => row.id);
	const isGuarded = host.started?.mode !== "apply" || isEqual(host.guarded, interfaces);
	return [...turned, ...isGuarded ? [] : [{ wish: {
		type: "guard.set",
		target: "guard",
		interfaces
	} }]];
});
// streams/plan.ts
const NO_PLAN = {
	armed: [],
	inFlight: []
};
const NO_COMMANDS = [];
function heard(plan, fact) {
	if (fact.type === "deadline.passed") {
		const armed = withoutPassed(plan.armed, fact.id, fact.due);
		return armed === plan.armed ? plan : {
			...plan,
			armed
		};
	}
	const answered = fact.for;
	return answered === void 0 ? plan : {
		...plan,
		inFlight: plan.inFlight.filter((f) => f.command.id !== answered)
	};
}
function advance(plan, host, decision, aside) {
	const waits = deadlineWishes(host, aside, plan.armed);
	const pending = pendingOf(host, plan.inFlight);
	const work = wantedWork(tuningWork(host, decision.tuning), addressWork(host, decision.addresses, pending), routeWork(host, decision.routing, pending), ruleWork(host, decision.routing, pending), endpointWork(host, decision.endpoints), endingWork(decision.sockets), clientWork(host, decision.clients), checkWork(decision.checks), informationWork(decision.information), publicationWork(host, decision.publications), watchWork(host, decision.sockets));
	const missing = notInFlight(work, plan.inFlight, host);
	const waiting = stillInFlight(work, plan.inFlight, host);
	if (waits.length + missing.length === 0) return {
		plan: waiting === plan.inFlight ? plan : {
			...plan,
			inFlight: waiting
		},
		commands: NO_COMMANDS
	};
	const number = (wish, i) => ({
		...wish,
		id: `${host.seq}.${i}`
	});
	const arming = waits.map(number);
	const asking = missing.map(([id, { wish, timed }], i) => ({
		id,
		command: number(timed?.(host) ?? wish, waits.length + i)
	}));
	return {
		plan: {
			armed: arming.reduce(rearmed, plan.armed),
			inFlight: asking.reduce((rows, row) => put(rows, row), waiting)
		},
		commands: [...arming, ...asking.map((row) => row.command)]
	};
}
const wantedWork = lastResult((...all) => all, (tuning, addresses, routes, rules, paths, endings, ...others) => {
	const works = [
		...[
			...rules.lost,
			...endings,
			...paths.broken
		],
		...[
			...tuning,
			...addresses.made,
			...routes.made,
			...rules.made
		],
		...[
			...rules.broken,
			...routes.broken,
			...addresses.broken,
			...paths.made
		],
		...others.flat()
	];
	return new Map(works.map((work) => [keyOf(work.wish), work]));
});
const notInFlight = lastResult((work, inFlight, { failures, started }) => [
	work,
	inFlight,
	failures,
	started
], (work, inFlight, host) => {
	const asked = commandsOf(inFlight);
	return [...work].filter(([key, { wish }]) => (isAnswered(host, wish) || !isSameWish(asked.get(key), wish)) && (host.failures.length === 0 || !isHeldBack(host.failures, key)));
});
const commandsOf = perObject((inFlight) => new Map(inFlight.map((f) => [f.id, f.command])));
const stillInFlight = lastResult((work, inFlight, { started }) => [
	work,
	inFlight,
	started
], (work, inFlight, host) => {
	const left = inFlight.filter((f) => work.has(f.id) || isAnswered(host, f.command));
	return left.length === inFlight.length ? inFlight : left;
});
// streams/loop.ts
const INITIAL_FOLD = {
	host: INITIAL_HOST,
	decision: NO_DECISION,
	aside: NO_ASIDE,
	plan: NO_PLAN,
	digest: NO_DIGEST
};
function createLoop(from = INITIAL_FOLD, hash = inJavaScript) {
	let fold = from;
	let tick = null;
	let chained = null;
	let hosts = new Subject();
	let subscription = null;
	let read = null;
	const begin = (seed, aside) => {
		subscription?.unsubscribe();
		hosts = new Subject();
		read = null;
		subscription = decisions(hosts, seed, aside).subscribe((made) => settle(...made));
	};
	const settle = (host, now, aside) => {
		const changed = changes(fold.decision, now);
		const decision = changed.length === 0 ? fold.decision : now;
		const { plan, commands } = advance(fold.plan, host, decision, aside);
		fold = {
			host,
			decision,
			aside,
			plan,
			digest: chained !== null ? digestOf(chained, decision, commands, hash) : digestAfter(fold.digest, host.seq, changed, commands, hash)
		};
		tick = {
			fold,
			commands,
			changed
		};
	};
	begin(fold.decision, fold.aside);
	return {
		take(fact) {
			if (fact.type === "agent.started") {
				fold = {
					...INITIAL_FOLD,
					digest: fold.digest
				};
				begin(NO_DECISION, NO_ASIDE);
			}
			chained = fact.type === "epoch.opened" ? fact.previous ?? NO_DIGEST : null;
			const host = step(fold.host, fact);
			fold = {
				...fold,
				host,
				plan: heard(fold.plan, fact)
			};
			tick = null;
			if (host.phase !== "settled") return null;
			if (read && isSame(read, host)) settle(host, fold.decision, fold.aside);
			else hosts.next(host);
			read = host;
			return tick;
		},
		get fold() {
			return fold;
		}
	};
}
const KEYS = Object.keys({
	pvds: true,
	interfaces: true,
	policies: true,
	settings: true,
	settingsSince: true,
	recalled: true,
	managers: true,
	started: true,
	woken: true,
	failures: true,
	pins: true,
	listening: true,
	information: true,
	sessions: true,
	sessionsAwake: true,
	left: true,
	endpoints: true,
	mptcp: true
});
function isSame(a, b) {
	if (!KEYS.every((key) => a[key] === b[key])) return false;
	if (a.leases === b.leases && a.leases6 === b.leases6 && a.routers === b.routers) return true;
	const [old, now] = [readsSources(a), readsSources(b)];
	return old.length === now.length && old.every((value, i) => value === now[i]);
}
// streams/ways.ts
function waysOf(domains, ranking, family) {
	const order = ranked(ranking, family);
	const rankOf = (way) => order.find((p) => p.pvd === way.pvd.id)?.place ?? UNRANKED;
	const mayLead = (pvd) => order.some((p) => p.pvd === pvd.id) || objectsOf(pvd.objects, "noInternet").length > 0;
	const isOurs = (way) => familyOf(way.prefix) === family;
	const onLink = domains.flatMap(onLinkWays).filter(isOurs);
	const specific = domains.filter(mayLead).flatMap(specificWays).filter(isOurs);
	const leader = domains.find((pvd) => pvd.id === order[0]?.pvd);
	return [
		...onLink.toSorted((a, b) => rankOf(a) - rankOf(b) || b.length - a.length),
		...specific.toSorted((a, b) => b.length - a.length || rankOf(a) - rankOf(b)),
		...leader ? [everywhere(leader, family)] : []
	];
}
const UNRANKED = 1e6;
const onLinkWays = (pvd) => objectsOf(pvd.objects, "prefix").filter((p) => p.onLink).map((p) => ({
	rule: "onLink",
	pvd,
	prefix: p.value,
	length: prefixLength(p.value),
	gateway: null,
	since: p.since
}));
const specificWays = (pvd) => specificRoutes(pvd).map((r) => ({
	rule: "specificRoute",
	pvd,
	prefix: r.value,
	length: prefixLength(r.value),
	gateway: r.gateway || null,
	since: r.since
}));
function everywhere(pvd, family) {
	const gateway = objectsOf(pvd.objects, "gateway").find((g) => g.family === family);
	return {
		rule: "ranked",
		pvd,
		prefix: EVERYWHERE[family],
		length: 0,
		gateway: gateway?.value ?? null,
		since: gateway?.since ?? 0
	};
}
function sourceOf(pvd, family) {
	const own = goodAddresses(pvd.objects).filter((a) => familyOf(a.value) === family);
	return (own.find((a) => !a.flags.includes("deprecated")) ?? own[0])?.value ?? null;
}
export { refusalOf as $, carriedStanding as A, perElement as B, mayAnswer as C, objectsOf as Ct, exclusiveOf as D, isInward as E, settle as Et, serversOf as F, restatePaths as G, restateSockets as H, attachedDomains as I, routeKey as J, FIRST_TABLE as K, presentDomains as L, authorsInOrder as M, isSpokenOf as N, heeded as O, candidates as P, lease4Machine as Q, reason as R, covers$1 as S, goodAddresses as St, carriedNames as T, isEqual as Tt, router6Machine as U, carryLeft as V, policyMachine as W, ruleKey as X, routeSpec as Y, ruleSpec as Z, onLinkPrefixes as _, isPinnable as _t, INITIAL_FOLD as a, interfaceMachine as at, hostPrefix as b, UNMEASURED as bt, changes as c, INITIAL_HOST as ct, changedRows$1 as d, lease6Machine as dt, sessionMachine as et, outlookOf as f, informationId as ft, pinRow as g, carryPins as gt, isPinned as h, carryDiscovered as ht, waysOf as i, findIn as it, heldUntil as j, ranked as k, canonical as l, restatePublishing as lt, carriedSessions as m, informationState as mt, sourceOf as n, allIn as nt, createLoop as o, isLinkUp as ot, groundsOf as p, informationMachine as pt, isOurEndpoint as q, specificWays as r, countIn as rt, NO_DIGEST as s, carryInformation as st, onLinkWays as t, sessionState as tt, NO_DECISION as u, lease6Id as ut, specificRoutes as v, pvdMachine as vt, toldApartBy as w, nodesOf as wt, covering as x, spentAt as xt, EVERYWHERE as y, pvdState as yt, lastResult as z };
