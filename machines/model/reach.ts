/** What is known of a PvD's way to the Internet, one family at a time. */
export const REACHES = ['unknown', 'validated', 'suspect', 'partial', 'portal', 'unreachable', 'assumed'] as const;
export type ReachState = (typeof REACHES)[number];

/** The one notion of «may carry traffic», best first; portal and unreachable never may. */
export const USABLE: readonly ReachState[] = ['validated', 'suspect', 'partial', 'assumed', 'unknown'];
