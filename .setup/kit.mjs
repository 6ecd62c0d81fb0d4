import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { CHECKOUT } from './places.mjs';

const SOURCE = join(CHECKOUT, 'server', 'casefiles', 'offline');

/** Nothing is fetched, by anybody, from the page inside a case file. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' file: 'self'; style-src 'unsafe-inline'; "
  + "img-src blob: data: file: 'self'; media-src blob:; base-uri 'none'; form-action 'none'";

/**
 * Makes what goes into every case file: the verifier as one file for Node, the page as one file for a browser, and the
 * formats as text.
 * @param {string} folder made if it is not there
 */
export async function buildKit(folder) {
  mkdirSync(folder, { recursive: true });
  const [page, verifier] = await Promise.all([
    bundle({ entry: 'page/main.ts', format: 'iife', name: 'caseFilePage', node: false }),
    bundle({ entry: 'verifyHere.ts', format: 'es', node: true }),
  ]);
  writeFileSync(join(folder, 'index.html'), html(page));
  writeFileSync(join(folder, 'verify.mjs'), verifier);
  copyFileSync(join(SOURCE, 'CASEFILE.md'), join(folder, 'CASEFILE.md'));
  copyFileSync(join(CHECKOUT, 'recordings', 'FORMAT.md'), join(folder, 'FORMAT.md'));
}

/** Adds the kit to the page's build, in its folder `casefile`. */
export function caseFileKit() {
  return {
    name: 'case-file-kit',
    apply: 'build',
    async writeBundle({ dir }) {
      await buildKit(join(dir, 'casefile'));
    },
  };
}

async function bundle({ entry, format, name, node }) {
  const result = await build({
    configFile: false,
    root: SOURCE,
    logLevel: 'error',
    define: node ? {} : { 'process.env.NODE_ENV': '"production"' },
    ...(node && { ssr: { noExternal: true } }),
    build: {
      write: false,
      target: node ? 'node20' : 'es2022',
      minify: !node,
      ...(node ? { ssr: join(SOURCE, entry) } : { lib: { entry: join(SOURCE, entry), formats: [format], name } }),
      rollupOptions: { output: { format, codeSplitting: false } },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  return outputs[0].output[0].code;
}

function html(script) {
  const style = readFileSync(join(SOURCE, 'page', 'page.css'), 'utf8');
  // `data.js` lies beside the page when the case file was unpacked; inside a ZIP it is read from there.
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>入户家计调查案卷</title>
<style>
${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>请允许本页运行脚本：它只在这台电脑上核验案卷，不连接网络。</noscript>
<script src="data.js"></script>
<script>
${script.replaceAll('</script', '<\\/script')}
</script>
</body>
</html>
`;
}
