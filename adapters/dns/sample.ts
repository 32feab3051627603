/** What one PvD was asked since somebody looked: counts, and the first few names. Never on the way of what is answered at once. */

export type Sample = { readonly asked: number; readonly answered: number; readonly failed: number; readonly names: readonly string[] };
export type Sampler = {
  note(name: string, asked: Promise<{ readonly ok: boolean }>): void;
  /** And begins anew. */
  take(): Sample;
};

/** As many as one fact holds. */
const NAMES_MAX = 32;

export function createSampler(): Sampler {
  const names = new Set<string>();
  let [asked, answered, failed] = [0, 0, 0];
  return {
    note: (name, outcome) => {
      asked += 1;
      if (names.size < NAMES_MAX) names.add(name);
      outcome.then(({ ok }) => {
        if (ok) answered += 1;
        else failed += 1;
      });
    },
    take: () => {
      const sample = { asked, answered, failed, names: [...names] };
      names.clear();
      [asked, answered, failed] = [0, 0, 0];
      return sample;
    },
  };
}
