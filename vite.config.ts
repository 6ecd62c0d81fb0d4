import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { caseFileKit } from './.setup/kit.mjs';

/** The page's build and the tests' runner. The page is served by the server itself, from `web/dist`. */
export default defineConfig({
  root: 'web',
  plugins: [react(), caseFileKit()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', sourcemap: false },
  test: {
    root: '.',
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    // Each test of the recorder encodes in real time; more at once than cores would measure the machine.
    maxConcurrency: 2,
    hookTimeout: 60_000,
  },
});
