// Makes a checkout ready for `npm start`, `npm test`, `npm run bench` or `npm run phone`. It runs on
// the system's Node (20 or newer) before any package is installed, so it uses nothing but Node itself.
// Each step looks first and does only what is missing; each puts its result in place as its last act.
import { lock } from './lock.mjs';
import { provideModules } from './modules.mjs';
import { MissingPackagesError, providePackages } from './packages.mjs';
import { providePage } from './page.mjs';
import { provideWorker, workerIsThere } from './worker.mjs';

const PURPOSES = ['start', 'test', 'bench', 'phone'];
const purpose = process.argv[2];

if (!PURPOSES.includes(purpose)) {
  console.error(`usage: node .setup/setup.mjs ${PURPOSES.join('|')}`);
  process.exit(2);
}

try {
  await lock();
  await providePackages(purpose, workerIsThere());
  await provideModules();
  await provideWorker();
  await providePage();
} catch (error) {
  console.error(`\nsetup: ${error instanceof MissingPackagesError ? error.message : `failed: ${error.message}`}`);
  process.exitCode = 1;
}
