import { defineConfig } from 'vitest/config';

/** Tests run on the sources; processes and threads that tests start run the build in `dist`. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['{apps,libs,bench,tools}/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: ['test/helpers/postgres-run.ts'],
    setupFiles: ['reflect-metadata'],
    // Programs that tests stop by SIGTERM have no load balancer that needs to notice it.
    env: { DRAIN_ACCEPT_SECONDS: '0' },
    // For what hangs, not for what is slow: a loaded machine takes four times as long as a quiet one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
