import { T as Settings, r as world, t as Fact } from "./shared-CtF39FSo.js";
import { a as INITIAL_FOLD, o as createLoop, s as NO_DIGEST } from "./shared-AO8xFJlA.js";
import { f as isInPrefix, s as canonicalAddress } from "./shared-CggHZh46.js";
import { n as MACHINES, t as replay } from "./shared-BbTlYDv2.js";
import { i as whyRoute, n as whyName, r as whyPvd, t as whySession } from "./shared-G-zCTh4Q.js";
import "./shared-BzpnWg8U.js";
export { Fact, INITIAL_FOLD, MACHINES, NO_DIGEST, Settings, canonicalAddress, createLoop, isInPrefix, replay, whyName, whyPvd, whyRoute, whySession, world };
