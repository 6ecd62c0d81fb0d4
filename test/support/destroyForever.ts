import { join } from 'node:path';
import { pino } from 'pino';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { resumeDestructions } from '../../server/retention/destroyMedia.ts';
import { RetentionStore } from '../../server/retention/store.ts';
import { Database } from '../../server/store/Database.ts';
import { openStores } from '../../server/trail/stores.ts';
import { Trail } from '../../server/trail/Trail.ts';
import { TEST_ORIGIN } from './openTestTrail.ts';

/** Carries out what was confirmed, in a process of its own, to be killed: `destroyForever.ts <store> <its folder> <vault>`. */
const [mongodbUrl = '', dataDir = '', vaultDir = ''] = process.argv.slice(2);
const log = pino({ level: 'error' });
const { connection } = await Database.create({ mongodbUrl, dataDir, log });
const vault = await FileVault.create(vaultDir);
const trail = await Trail.create({ stores: await openStores(connection), keysDir: join(dataDir, 'keys'), origin: TEST_ORIGIN, log });
await resumeDestructions({
  store: new RetentionStore(connection), trail, log, now: Date.now,
  destroyArchive: (visitId) => vault.destroyMedia(visitId as string as ArchiveId),
  destroyEvidence: () => Promise.resolve([]),
});
process.exit(0);
