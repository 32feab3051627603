/** PPP sessions, as pppd's scripts tell them. */
export { readSession, type SessionReading } from './environment.ts';
export { openPpp, type PppOptions } from './ppp.ts';
