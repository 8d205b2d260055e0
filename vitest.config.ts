import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);
// Vite would load graphql's ES module next to the CommonJS one that Apollo loads, and the two do not know each other's types.
const resolve = { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }] };

/** A worker keeps what it has loaded, because loading takes longer than most files do. So no test puts a module in place of another. */
const isolate = false;
/** Of two cores vitest would leave one idle. */
const maxWorkers = 2;

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: { name: 'parts', isolate, maxWorkers, include: ['subgraphs/**/*.test.ts', 'gateway/**/*.test.ts', 'test/{gateway,sandbox,project}/**/*.test.ts'], testTimeout: 20_000 },
      },
      {
        resolve,
        test: {
          // Files share the running graphs of their worker (graph-of.ts).
          name: 'graph',
          isolate,
          include: ['test/{rules,situations,security,journeys}/**/*.test.ts'],
          globalSetup: ['test/support/graph-broker.ts'],
          maxWorkers,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
