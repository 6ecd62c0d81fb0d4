import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { copyStore } from './embedded/copyStore.ts';
import { STORE_FILE } from './embedded/files.ts';
import { restoreStore } from './embedded/restoreStore.ts';

/** `npm run backup -- <file>` copies the running store; `npm run backup -- --restore <file>` puts a copy in its place. */
const USAGE = `usage: npm run backup -- <new file>
       npm run backup -- --restore <file>     (the server must be stopped)
The data folder is DATA_DIR.`;

const args = process.argv.slice(2);
const restoring = args[0] === '--restore';
const file = restoring ? args[1] : args[0];

async function main(): Promise<number> {
  if (file === undefined || file.startsWith('-') || args.length > (restoring ? 2 : 1)) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const { dataDir, mongodbUrl } = readConfig(undefined, []);
  if (mongodbUrl !== undefined) {
    process.stderr.write('MONGODB_URL is set: back up that server with its own tools (mongodump).\n');
    return 2;
  }
  if (restoring) {
    const aside = await restoreStore(file, dataDir, new Date());
    process.stdout.write(`restored ${file}${aside === undefined ? '' : `; what was there is now ${aside}`}\n`);
  } else {
    await copyStore(join(dataDir, STORE_FILE), file);
    process.stdout.write(`copied the store to ${file}\n`);
  }
  return 0;
}

process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});
