import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';

/** Chromium takes this name for a secure context without TLS. */
const ORIGIN = 'http://localhost';

const built = new Map<string, Promise<string>>();

/**
 * A page on which a module of `web/` runs as a browser runs it: bundled, in a secure context, with the browser's own
 * stores, and nothing else of ours. Its exports are in `globalThis.tested`. No server is involved.
 * @param entry path of the module
 */
export async function openModulePage(context: BrowserContext, entry: string, path = '/tested'): Promise<Page> {
  const script = await bundle(entry);
  const page = await context.newPage();
  await page.route(`${ORIGIN}${path}`, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: '<!doctype html><title>tested</title>' }));
  await page.goto(`${ORIGIN}${path}`);
  await page.addScriptTag({ content: script });
  return page;
}

function bundle(entry: string): Promise<string> {
  const known = built.get(entry) ?? buildScript(entry);
  built.set(entry, known);
  return known;
}

async function buildScript(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['iife'], name: 'tested', fileName: 'tested' } },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error(`${entry} was not built`);
  // A script tag's `const` is no property of the global object.
  return `${first.output[0].code}\nglobalThis.tested = tested;`;
}
