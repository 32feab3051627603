/** The word that somebody may have meant. */

/** The candidate with the fewest edits, when there are few enough of them to be a slip; null otherwise. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const scored = candidates.map((candidate) => [edits(word.slice(0, 64).toLowerCase(), candidate.toLowerCase()), candidate] as const);
  const [best] = scored.toSorted(([a], [b]) => a - b);
  return best && best[0] <= Math.max(1, Math.floor(best[1].length / 3)) ? best[1] : null;
}

/** Levenshtein's distance, with two neighbours exchanged as one edit. */
function edits(a: string, b: string): number {
  let [before, row]: [readonly number[], readonly number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
