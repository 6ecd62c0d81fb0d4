import { manifestSchema, MANIFEST_PATH as ARCHIVE_MANIFEST, SEAL_PATH } from '../../../recordings/archiveFormat.ts';
import type { ArchiveSource, SealKey } from '../../../recordings/contract.ts';
import type { Digester } from '../../../recordings/verify.ts';
import { verifyArchive } from '../../../recordings/verify.ts';
import { recordingFolder } from './contract.ts';
import type { CaseManifest } from './contract.ts';
import { readJson, readWhole, sha256Of } from './readFiles.ts';
import type { CaseFault, CaseFinding } from './verdict.ts';

export interface RecordingsFound {
  readonly findings: readonly CaseFinding[];
  readonly archives: number;
  readonly files: number;
  readonly bytes: number;
  readonly gaps: number;
  /** SHA-256 of each archive's manifest, by visit. */
  readonly manifests: ReadonlyMap<string, string>;
}

const FAULTS: Readonly<Record<string, CaseFault>> = { unsealed: 'missing' };

/**
 * Every sealed archive by its own seal (FORMAT.md §6), and each of its files against the case file's own list. The bytes
 * are read once: what the archive's manifest vouches for is compared by digest.
 */
export async function checkRecordings(
  source: ArchiveSource, manifest: CaseManifest, keys: readonly SealKey[], digester: Digester, onFile: (bytes: number) => void,
): Promise<RecordingsFound> {
  const findings: CaseFinding[] = [];
  const manifests = new Map<string, string>();
  let [archives, files, bytes, gaps] = [0, 0, 0, 0];
  for (const visitId of manifest.visits) {
    const folder = recordingFolder(visitId);
    if (!manifest.files.some(({ path }) => path.startsWith(folder))) continue;
    const archive = below(source, folder);
    let before = 0;
    const result = await verifyArchive(archive, keys, {
      digester, digests: ['sha256'],
      onProgress: ({ doneBytes }) => {
        onFile(doneBytes - before);
        before = doneBytes;
      },
    });
    archives += 1;
    if (!result.ok) {
      findings.push({ check: 'recordings', fault: FAULTS[result.fault] ?? (result.fault as CaseFault), place: folder + result.path, reason: result.reason });
      continue;
    }
    files += result.files;
    bytes += result.bytes;
    gaps += result.gaps.length;
    const sealed = await sealedDigests(archive, digester);
    manifests.set(visitId, sealed.get(ARCHIVE_MANIFEST) ?? '');
    const differing = manifest.files.find(({ path, sha256 }) => path.startsWith(folder) && sealed.get(path.slice(folder.length)) !== sha256);
    if (differing) findings.push({ check: 'recordings', fault: 'changed', place: differing.path, reason: `${differing.path} is not what was signed in the case file.` });
  }
  return { findings, archives, files, bytes, gaps, manifests };
}

async function sealedDigests(archive: ArchiveSource, digester: Digester): Promise<Map<string, string>> {
  const { value: { files } } = await readJson(archive, 'recordings', ARCHIVE_MANIFEST, (value) => manifestSchema.parse(value));
  const digests = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  for (const path of [ARCHIVE_MANIFEST, SEAL_PATH]) digests.set(path, await sha256Of(await readWhole(archive, path), digester));
  return digests;
}

/** The files below a folder, as an archive of their own. */
export function below(source: ArchiveSource, folder: string): ArchiveSource {
  return {
    list: async () => (await source.list()).filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length)),
    read: (path) => source.read(folder + path),
  };
}

