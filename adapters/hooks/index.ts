/** Programs of the operator that get the decision when it changes. */
export { type HookOptions, type Hooks, openHooks } from './hooks.ts';
