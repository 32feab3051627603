import { defineConfig } from 'vitest/config';

/** Namespaces and real daemons, which wait more than they work: two files at a time, after the rest. */
const LAB = ['test/lab/**/*.test.ts', 'test/faults/**/*.test.ts', 'test/pack.test.ts', 'test/soak/sessions.test.ts'];
/** What is measured against the machine, or floods it: one file after another, at the end. */
const ALONE = [
  ...['test/bench/**/*.test.ts', 'test/soak/{soak,dns-world,sessions-users}.test.ts', 'test/faults/apply-*.test.ts'],
  'test/visualizer/browser*.test.ts',
  'test/lab/situations/{sec-1-names,sec-2,route-2,route-2-measured,route-6,session-2}.test.ts',
];
const common = { pool: 'forks', testTimeout: 60_000, hookTimeout: 90_000 } as const;

export default defineConfig({
  test: {
    // One more than vitest would take on two cores: much of the work waits for children and disks.
    maxWorkers: 2,
    projects: [
      // What a module remembers it remembers by reference: files share their modules, and half a second each.
      { test: { ...common, name: 'unit', isolate: false, include: ['test/**/*.test.ts'], exclude: [...LAB, ...ALONE] } },
      { test: { ...common, name: 'lab', include: LAB, exclude: ALONE } },
      { test: { ...common, name: 'alone', include: ALONE } },
    ],
  },
});
