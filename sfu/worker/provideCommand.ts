import { parseArgs } from 'node:util';
import { MissingLibrariesError, provideWorker } from './provideWorker.ts';

/**
 * `node sfu/worker/provideCommand.ts --cache <folder> [--worker <file>] [--prebuilt-base <address>]`
 * makes the media worker ready, telling what it does, and prints nothing when there is nothing to do.
 * It ends with exit 3 when the packages for a build are missing, with 1 for any other failure.
 */
const { values } = parseArgs({
  options: {
    cache: { type: 'string' },
    worker: { type: 'string' },
    'prebuilt-base': { type: 'string' },
  },
});

/** Without a terminal, every so many percent of the build get a line. */
const STEP_PERCENT = 5;
let lastStep = -1;

function showProgress(done: number, total: number): void {
  const percent = Math.floor((100 * done) / total);
  if (process.stdout.isTTY) {
    process.stdout.write(`\rsetup: building the media worker: ${done}/${total} (${percent} %)${done === total ? '\n' : ''}`);
    return;
  }
  const step = Math.floor(percent / STEP_PERCENT);
  if (step === lastStep && done !== total) return;
  lastStep = step;
  console.log(`setup: building the media worker: ${done}/${total} (${percent} %)`);
}

try {
  if (values.cache === undefined) throw new Error('--cache is missing');
  await provideWorker({
    cacheFolder: values.cache,
    ...(values.worker !== undefined && { workerBin: values.worker }),
    ...(values['prebuilt-base'] !== undefined && { prebuiltBase: values['prebuilt-base'] }),
    say: (line) => console.log(`setup: ${line}`),
    onProgress: showProgress,
  });
} catch (error) {
  console.error(`setup: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof MissingLibrariesError ? 3 : 1;
}
