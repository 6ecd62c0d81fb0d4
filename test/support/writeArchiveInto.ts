import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import type { ArchiveShape } from './writeArchive.ts';
import { writeArchive } from './writeArchive.ts';

/** A process of its own that writes one archive: `writeArchiveInto.ts <vault folder> <archive id> <shape as JSON>`. */
const [folder = '', archiveId = '', shape = '{}'] = process.argv.slice(2);
await writeArchive(await FileVault.create(folder), archiveId as ArchiveId, JSON.parse(shape) as ArchiveShape);
