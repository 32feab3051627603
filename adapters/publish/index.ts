/** Tells programs that know nothing of us whom to ask for names. */
export { giveBackLinks, giveBackResolvConf } from './leftover.ts';
export { createMemoryPublisher, type MemoryPublisher } from './memory.ts';
export { openPublisher, type PublisherOptions, RESOLV_CONF } from './publisher.ts';
