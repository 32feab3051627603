import { T as Settings, r as world, t as Fact } from "./shared-CtF39FSo.js";
import { a as INITIAL_FOLD, o as createLoop, s as NO_DIGEST } from "./shared-AO8xFJlA.js";
import { n as memoryClock, r as openClock, t as createAgent } from "./shared-B0rgIVe5.js";
import { c as parseConfig, d as DEFAULT_CONFIG, h as ProgramsError, m as CODES, u as Config } from "./shared-7AIFST4H.js";
import { c as createMemoryKernel, t as VERSION } from "./shared-CnhGvqOp.js";
import { c as LogCorrupt, i as readExport, l as LogFailed, n as memoryLog, o as exportLog, r as importLog, t as openSqliteLog } from "./shared-CtCcMkCo.js";
import { n as MACHINES, t as replay } from "./shared-BbTlYDv2.js";
import { n as createPrograms } from "./shared-CdEk6MA0.js";
import { i as whyRoute, n as whyName, r as whyPvd, t as whySession } from "./shared-G-zCTh4Q.js";
import "./shared-BzpnWg8U.js";
// adapters/connectAgent.ts
async function connectAgent(options = {}) {
	return (await import("./shared-CWUEfmuZ.js")).connectAgent(options);
}
export { CODES, Config, DEFAULT_CONFIG, Fact, INITIAL_FOLD, LogCorrupt, LogFailed, MACHINES, NO_DIGEST, ProgramsError, Settings, VERSION, connectAgent, createAgent, createLoop, createMemoryKernel, createPrograms, exportLog, importLog, memoryClock, memoryLog, openClock, openSqliteLog, parseConfig, readExport, replay, whyName, whyPvd, whyRoute, whySession, world };
