import { constants, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { ArchiveId, ArchiveSource } from './contract.ts';
import { isArchiveId, isArchivePath, JOURNAL_PATH, MANIFEST_PATH, manifestSchema, SEAL_KEY_PATH, SEAL_PATH } from './archiveFormat.ts';
import { folderSource } from './folderSource.ts';
import { sha256Hex } from './nodeDigester.ts';
import { RecordingError } from './RecordingError.ts';
import { syncFolder } from './syncFolder.ts';
import type { DestroyedMedia, DurableFile, Vault } from './Vault.ts';

/** Half-written files live here, outside every archive, so that none can ever be mistaken for a part of one. */
const UNFINISHED = '.unfinished';
const MEDIA_FOLDER = 'media';

/** Archives as folders of one file system. */
export class FileVault implements Vault {
  readonly #rootDir: string;
  /** Folders that are known to be on the disk; each is fsynced once, with its parents. */
  readonly #durableFolders = new Set<string>();

  #slowestFsyncMs = 0;

  private constructor(rootDir: string) {
    this.#rootDir = rootDir;
  }

  static async create(rootDir: string): Promise<FileVault> {
    const root = resolve(rootDir);
    await mkdir(join(root, UNFINISHED), { recursive: true });
    return new FileVault(root);
  }

  async createExclusive(archiveId: ArchiveId, path: string, bytes: Uint8Array): Promise<void> {
    const target = this.#locate(archiveId, path);
    const unfinished = join(this.#rootDir, UNFINISHED, randomUUID());
    try {
      const file = await open(unfinished, 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await this.#ensureFolder(dirname(target));
      // link(2) refuses an existing name, which rename(2) would overwrite.
      await link(unfinished, target);
      await syncFolder(dirname(target));
    } catch (error) {
      throw translated(error, path);
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  async beginExclusive(archiveId: ArchiveId, path: string): Promise<DurableFile> {
    const target = this.#locate(archiveId, path);
    try {
      await this.#ensureFolder(dirname(target));
      const file = await open(target, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DSYNC);
      await syncFolder(dirname(target));
      return this.#growing(file, 0, path);
    } catch (error) {
      throw translated(error, path);
    }
  }

  async continueTorn(archiveId: ArchiveId, path: string, sizeBytes: number): Promise<DurableFile> {
    try {
      const file = await open(this.#locate(archiveId, path), constants.O_WRONLY | constants.O_DSYNC);
      await file.truncate(sizeBytes);
      await file.sync();
      return this.#growing(file, sizeBytes, path);
    } catch (error) {
      throw translated(error, path);
    }
  }

  async discardTorn(archiveId: ArchiveId, path: string): Promise<void> {
    const target = this.#locate(archiveId, path);
    await rm(target, { force: true });
    await syncFolder(dirname(target));
  }

  async destroyMedia(archiveId: ArchiveId): Promise<DestroyedMedia> {
    // Only what a seal vouches for: without it nothing would be left to prove that there was a recording.
    await this.size(archiveId, SEAL_PATH);
    const bytes = await this.read(archiveId, MANIFEST_PATH);
    const { files } = manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const media = files.filter(({ path }) => path !== JOURNAL_PATH && path !== SEAL_KEY_PATH);
    for (const { path } of media) await rm(this.#locate(archiveId, path), { force: true });
    const folder = this.#folder(archiveId);
    await rm(join(folder, MEDIA_FOLDER), { recursive: true, force: true });
    await syncFolder(folder);
    return { manifestSha256: sha256Hex(bytes), files: media.length, bytes: media.reduce((sum, file) => sum + file.bytes, 0) };
  }

  async read(archiveId: ArchiveId, path: string): Promise<Uint8Array> {
    return await readFile(this.#locate(archiveId, path)).catch((error: unknown) => { throw translated(error, path); });
  }

  async has(archiveId: ArchiveId, path: string): Promise<boolean> {
    return await stat(this.#locate(archiveId, path)).then(() => true, () => false);
  }

  async size(archiveId: ArchiveId, path: string): Promise<number> {
    const stats = await stat(this.#locate(archiveId, path)).catch((error: unknown) => { throw translated(error, path); });
    return stats.size;
  }

  async list(archiveId: ArchiveId): Promise<readonly string[]> {
    return await this.source(archiveId).list().catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    });
  }

  source(archiveId: ArchiveId): ArchiveSource {
    return folderSource(this.#folder(archiveId));
  }

  /** The slowest `appendDurably` since the last call. */
  takeSlowestFsyncMs(): number {
    const slowest = this.#slowestFsyncMs;
    this.#slowestFsyncMs = 0;
    return slowest;
  }

  #growing(file: FileHandle, sizeBytes: number, path: string): DurableFile {
    return growing(file, sizeBytes, path, (elapsedMs) => { this.#slowestFsyncMs = Math.max(this.#slowestFsyncMs, elapsedMs); });
  }

  #folder(archiveId: ArchiveId): string {
    // The id becomes a folder's name, so it is checked here even though its type promises it.
    if (!isArchiveId(archiveId)) throw new RecordingError('invalidArchiveId', `not an archive id: ${String(archiveId)}`);
    return join(this.#rootDir, archiveId);
  }

  #locate(archiveId: ArchiveId, path: string): string {
    if (!isArchivePath(path)) throw new RecordingError('invalidPath', `not a path inside an archive: ${path}`);
    return join(this.#folder(archiveId), ...path.split('/'));
  }

  async #ensureFolder(folder: string): Promise<void> {
    if (this.#durableFolders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    for (let at = folder; at.length > this.#rootDir.length; at = dirname(at)) await syncFolder(dirname(at));
    this.#durableFolders.add(folder);
  }
}

/** Opened with O_DSYNC, so that a write is on the disk, with the size that finds it again, when it returns (open(2)). */
function growing(file: FileHandle, sizeBytes: number, path: string, onDurable: (elapsedMs: number) => void): DurableFile {
  let size = sizeBytes;
  let closed = false;
  return {
    get size() { return size; },
    async appendDurably(bytes) {
      const startedAtMs = performance.now();
      try {
        let written = 0;
        while (written < bytes.byteLength) {
          const result = await file.write(bytes, written, bytes.byteLength - written, size + written);
          written += result.bytesWritten;
        }
        size += bytes.byteLength;
        onDurable(performance.now() - startedAtMs);
      } catch (error) {
        await file.truncate(size).catch(() => undefined);
        throw translated(error, path);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      await file.close();
    },
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function translated(error: unknown, path: string): unknown {
  switch (codeOf(error)) {
    case 'EEXIST': return new RecordingError('alreadyExists', `${path} exists already`, { cause: error });
    case 'ENOENT': return new RecordingError('notFound', `${path} does not exist`, { cause: error });
    case 'ENOSPC': case 'EDQUOT': return new RecordingError('diskFull', `no room for ${path}`, { cause: error });
    default: return error;
  }
}
