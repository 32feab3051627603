/** What is wrong with a hook, said once, and no more than once an hour while it goes on: a hook that always fails must not fill the notices. */

export type Teller = { tell(path: string, problem: string, said?: string): void };

const AGAIN: number = 3_600_000;
/** Beyond so many different troubles nothing more is told. */
const TROUBLES_MAX = 256;

export function createTeller(notice: (line: string) => void, now: () => number = () => performance.now()): Teller {
  const told = new Map<string, number>();
  return {
    tell(path, problem, said = '') {
      const key = `${path} ${problem}`;
      const last = told.get(key);
      if (last === undefined ? told.size >= TROUBLES_MAX : now() - last < AGAIN) return;
      told.set(key, now());
      notice(`hook ${path}: ${problem}${said === '' ? '' : `: ${said}`}`);
    },
  };
}
