import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { fieldFiles } from './.setup/fieldFiles.mjs';
import { caseFileKit } from './.setup/kit.mjs';

let outDir = join(import.meta.dirname, 'web', 'dist');

/** The page's build and the tests' runner. The page is served by the server itself, from `web/dist`. */
export default defineConfig({
  root: 'web',
  plugins: [
    react(),
    caseFileKit(),
    { name: 'out-dir', configResolved: (config) => { outDir = resolve(config.root, config.build.outDir); } },
    VitePWA({
      // `web/app/installPage.ts` registers it; the page decides when a new version takes over.
      injectRegister: null,
      registerType: 'prompt',
      filename: 'serviceWorker.js',
      manifestFilename: 'app.webmanifest',
      manifest: {
        id: '/',
        name: '入户调查监督平台',
        short_name: '入户调查',
        description: '入户家计调查的现场采集与实时督导',
        lang: 'zh-CN',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#0d2a35',
        theme_color: '#0d2a35',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/mark.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
      workbox: {
        globPatterns: ['index.html', 'assets/**/*.{js,css,wasm,svg,woff2}', '*.{svg,png}'],
        globIgnores: ['**/*.map', 'casefile/**'],
        // Only what the field needs without a network: no phone stores a player or a table of another role.
        manifestTransforms: [(entries) => {
          const field = fieldFiles(outDir);
          return { manifest: entries.filter(({ url }) => !url.startsWith('assets/') || field.has(url)), warnings: [] };
        }],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/api\//, /^\/socket\.io\//, /^\/casefile\//],
        // Nothing but the page itself is ever cached here: what the server says of visits is kept by web/device, encrypted.
        runtimeCaching: [],
        cleanupOutdatedCaches: true,
        clientsClaim: true,
        skipWaiting: false,
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', sourcemap: false, manifest: true,
    // A contract's schemas parse at the server's edge; a page that only needs its constants does not carry them.
    rolldownOptions: { treeshake: { manualPureFunctions: ['z'] } },
  },
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
