import type { Space } from './space.ts';

/** A place where packets can be seen: a device in a space. */
export type Wire = { readonly space: Space; readonly device: string };
