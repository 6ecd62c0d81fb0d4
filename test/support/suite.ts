import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests } from './countTests.ts';
import type { Count } from './countTests.ts';

/**
 * `npm test [-- <filter>…]`: every check there is, one after the other so that two cores are enough, and
 * as the last line `N passed, M failed`. A filter is a part of a test file's path; types and lint are
 * checked all the same. A skipped test counts as failed: what was not run is not proven.
 */
const CHECKOUT = join(import.meta.dirname, '..', '..');
const BIN = join(CHECKOUT, 'node_modules', '.bin');
const filters = process.argv.slice(2);

interface Part {
  readonly title: string;
  readonly run: () => Promise<Count>;
}

const parts: readonly Part[] = [
  { title: 'types', run: async () => asOneCheck(await runTool('tsc', ['-p', '.'])) },
  { title: 'lint', run: async () => asOneCheck(await runTool('eslint', ['-c', '.setup/eslint.config.js', '--max-warnings', '0', '.'])) },
  { title: 'unit and integration', run: () => runTests(['--exclude', 'test/journeys/**', '--maxWorkers', '2']) },
  // Each journey runs several browsers and is sensitive to time, so nothing runs beside it.
  { title: 'journeys in real browsers', run: () => runTests(['--exclude', 'test/!(journeys)/**', '--exclude', 'test/*.test.ts', '--no-file-parallelism']) },
];

const total = { passed: 0, failed: 0 };
for (const { title, run } of parts) {
  console.log(`\n── ${title}`);
  const startedMs = performance.now();
  const { passed, failed } = await run();
  total.passed += passed;
  total.failed += failed;
  console.log(`── ${title}: ${passed} passed, ${failed} failed in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** @returns the tool's exit code; its output is shown as it comes */
async function runTool(tool: string, args: readonly string[]): Promise<number> {
  const child = spawn(join(BIN, tool), args, { cwd: CHECKOUT, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function asOneCheck(exitCode: number): Count {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runTests(args: readonly string[]): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'suite-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`];
    // A filter may leave one of the parts without a test; without a filter that would be a mistake.
    const mayBeEmpty = filters.length > 0 ? ['--passWithNoTests'] : [];
    const exitCode = await runTool('vitest', ['run', ...mayBeEmpty, ...args, ...reporters, ...filters]);
    return countTests(await readFile(report, 'utf8').catch(() => undefined), exitCode);
  } finally {
    await rm(folder, { recursive: true });
  }
}
