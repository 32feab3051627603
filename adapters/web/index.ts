/** The page, served by the agent itself: on loopback, read-only, off by default. */
export { serveWeb, type Web, type WebOptions } from './server.ts';
