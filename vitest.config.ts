import { defineConfig } from 'vitest/config';

/** Tests run on the sources; processes and threads that tests start run the build in `dist`. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['{apps,libs,bench,tools}/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: ['test/helpers/postgres-run.ts'],
    setupFiles: ['reflect-metadata'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
