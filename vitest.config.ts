import { defineConfig } from 'vitest/config';

/** What needs the machine for itself: namespaces, real daemons, killed processes. Run one file after another, after the rest. */
const HEAVY = ['test/lab/**/*.test.ts', 'test/faults/**/*.test.ts', 'test/pack.test.ts', 'test/bench/**/*.test.ts'];
const common = { pool: 'forks', testTimeout: 60_000, hookTimeout: 90_000 } as const;

export default defineConfig({
  test: {
    // One more than vitest would take on two cores: much of the work waits for children and disks.
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'unit', include: ['test/**/*.test.ts'], exclude: HEAVY } },
      { test: { ...common, name: 'lab', include: HEAVY } },
    ],
  },
});
