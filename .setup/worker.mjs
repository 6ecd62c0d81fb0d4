import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { provideBuildPackages } from './packages.mjs';
import { CACHE_FOLDER, CHECKOUT_CACHE, RUNTIME } from './places.mjs';
import { run } from './run.mjs';

const TASK = 'sfu/worker/provideCommand.ts';

/** `TASK` ends so when the worker has to be built and the build's packages are missing. */
const EXIT_NEEDS_PACKAGES = 3;

export function workerIsThere() {
  return existsSync(join(CHECKOUT_CACHE, 'mediasoup-worker'));
}

/** Makes the media worker ready. The code that knows how is TypeScript and runs on the project's own Node. */
export async function provideWorker() {
  const args = [TASK, '--cache', CACHE_FOLDER];
  const { MEDIASOUP_WORKER_BIN: worker, MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: base } = process.env;
  if (worker) args.push('--worker', worker);
  if (base) args.push('--prebuilt-base', base);
  const environment = { NODE_USE_ENV_PROXY: '1' };
  let code = await run(RUNTIME, args, environment);
  if (code === EXIT_NEEDS_PACKAGES) {
    await provideBuildPackages();
    code = await run(RUNTIME, args, environment);
  }
  if (code !== 0) throw new Error(`there is no media worker (${TASK} ended with exit ${code})`);
}
