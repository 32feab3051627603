/** What a state means to a person, whatever machine it is of: by this the page colours it. */

/** `limited`: it goes, with a reservation that wants somebody (a portal, a part of the Internet, poor signal). */
export const MEANINGS = ['good', 'checking', 'limited', 'dead', 'idle'] as const;
export type Meaning = (typeof MEANINGS)[number];

const STATES: Readonly<Record<Meaning, readonly string[]>> = {
  good: ['up', 'good', 'provisioned', 'validated', 'assumed', 'bound', 'advertising', 'held', 'loaded'],
  checking: ['forming', 'suspect', 'doubting', 'doubtful', 'running', 'dormant', 'fetching', 'moving'],
  limited: ['portal', 'partial', 'poor', 'deprecated'],
  dead: ['absent', 'down', 'detached', 'gone', 'unreachable', 'expired', 'refused', 'rejected', 'lost'],
  idle: ['unknown', 'none', 'silent', 'idle', 'waiting', 'nothing', 'closed'],
};
const BY_STATE: ReadonlyMap<string, Meaning> = new Map(
  MEANINGS.flatMap((meaning) => STATES[meaning].map((state) => [state, meaning] as const)),
);
/** A word that means something else in one machine: nobody has to have a policy. */
const EXCEPTIONS: Readonly<Record<string, Meaning>> = { 'policy absent': 'idle' };

/** `actor`: an id, such as `pvd:wlan0`. A state inside a state is named by its path; the innermost word decides. Null: not in the table. */
export function knownMeaning(actor: string, state: string): Meaning | null {
  const word = state.split('.').at(-1) ?? '';
  return EXCEPTIONS[`${actor.split(':', 1)[0]} ${word}`] ?? BY_STATE.get(word) ?? null;
}
export const meaningOf = (actor: string, state: string): Meaning => knownMeaning(actor, state) ?? 'idle';
