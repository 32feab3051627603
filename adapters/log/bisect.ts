/** The smallest number in [low, high] for which `holds` is true, or high + 1: `holds` is false up to some point and true after it. */
export function bisect(low: number, high: number, holds: (n: number) => boolean): number {
  let [from, to] = [low, high + 1];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
