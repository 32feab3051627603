/** Being a service of systemd. */
export { type Environment, type Manager, openManager } from './notify.ts';
