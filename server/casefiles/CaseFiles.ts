import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { trailPath } from './offline/contract.ts';
import { readJson } from './offline/readFiles.ts';
import { syncFolder } from '../../recordings/syncFolder.ts';
import { openFileBytes } from '../../recordings/zip/fileBytes.ts';
import { readZip, zipSource } from '../../recordings/zip/readZip.ts';
import { ZipWriter } from '../../recordings/zip/ZipWriter.ts';
import type { Log } from '../../sfu/contract.ts';
import type { HouseholdId } from '../cases/contract.ts';
import type { VisitProof } from '../trail/contract.ts';
import type { Trail } from '../trail/Trail.ts';
import type { VisitId } from '../visits/contract.ts';
import type { CaseFile, Progress } from './caseFile.ts';
import type { CaseFileId, CaseVisit } from './contract.ts';
import type { CaseFileStore } from './store.ts';
import type { WriteDeps } from './writeCaseFile.ts';
import { writeCaseFile } from './writeCaseFile.ts';

export interface CaseFilesOptions extends Omit<WriteDeps, 'trail'> {
  /** Folder of the ZIPs. */
  readonly dir: string;
  readonly store: CaseFileStore;
  readonly trail: Trail;
  /** The visits of one case, the given one first. */
  readonly visitsOfCase: (visitId: VisitId) => Promise<readonly CaseVisit[]>;
  readonly household: (id: HouseholdId) => Promise<{ readonly applicantName: string; readonly caseNumber: string } | undefined>;
  /** A finished ZIP is cleared after so long. */
  readonly keepMs: number;
  readonly log: Log;
}

const SWEEP_MS = 10 * 60_000;

/**
 * Makes case files, one at a time, and clears them when they have been kept long enough. A file is first written under
 * another name, so that nothing half can be downloaded; what a crash interrupted is begun anew by the next start, or,
 * if it was already whole, only finished.
 */
export class CaseFiles {
  readonly #options: CaseFilesOptions;
  readonly #progress = new Map<CaseFileId, Progress>();
  #current: { readonly id: CaseFileId; readonly abort: AbortController } | undefined;
  #working: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #sweeper: NodeJS.Timeout;

  private constructor(options: CaseFilesOptions) {
    this.#options = options;
    this.#sweeper = setInterval(() => { void this.#sweep(); }, SWEEP_MS).unref();
  }

  /** Takes up what an earlier process left. */
  static async create(options: CaseFilesOptions): Promise<CaseFiles> {
    const { dir, store } = options;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    for (const name of await readdir(dir)) if (name.endsWith('.part')) await rm(join(dir, name), { force: true });
    const made = new CaseFiles(options);
    for (const file of await store.inState('running')) made.enqueue(file);
    void made.#sweep();
    return made;
  }

  pathOf(id: CaseFileId): string {
    return join(this.#options.dir, `${id}.zip`);
  }

  progressOf(id: CaseFileId): Progress | undefined {
    return this.#progress.get(id);
  }

  /** Begins it when those before it are done. */
  enqueue(file: CaseFile): void {
    this.#working = this.#working.then(async () => {
      // It may have been cancelled while it waited.
      if (this.#closed || (await this.#options.store.file(file._id))?.state !== 'running') return;
      await this.#make(file);
    }).catch((error: unknown) => { this.#options.log.error({ err: error, caseFileId: file._id }, 'a case file could not be made'); });
  }

  /** Stops it if it is being written; its record has been moved on before. */
  cancel(id: CaseFileId): void {
    if (this.#current?.id === id) this.#current.abort.abort();
  }

  /** Stops what is being written; it is begun anew by the next start. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    this.#current?.abort.abort();
    await this.#working;
  }

  async #make(file: CaseFile): Promise<void> {
    const { store, trail, log } = this.#options;
    const abort = new AbortController();
    this.#current = { id: file._id, abort };
    try {
      const path = this.pathOf(file._id);
      const before = await this.#exportedBefore(file, path);
      const written = before ?? (await this.#write(file, path, abort.signal));
      const { size } = await stat(path);
      if (!before) {
        await trail.append({
          act: 'caseFile.exported', object: { kind: 'caseFile', id: file._id }, visitId: file.visitId,
          details: { version: file.version, bytes: size, manifestSha256: written.manifestSha256 },
        });
      }
      const ready = await store.transition(file._id, 'running', { state: 'ready', finishedAtMs: this.#options.now(), bytes: size, ...written });
      if (!ready) await rm(path, { force: true });
    } catch (error) {
      if (abort.signal.aborted) return;
      log.error({ err: error, caseFileId: file._id }, 'a case file could not be written');
      await store.transition(file._id, 'running', { state: 'failed' });
    } finally {
      this.#current = undefined;
      this.#progress.delete(file._id);
    }
  }

  async #write(file: CaseFile, path: string, signal: AbortSignal): Promise<{ manifestSha256: string; checkpoint: string }> {
    const { store, visitsOfCase, household, dir } = this.#options;
    const visits = await visitsOfCase(file.visitId);
    const home = visits[0] && (await household(visits[0].householdId));
    const earlier = (await store.ofVisit(file.visitId)).filter(({ manifestSha256, version }) => manifestSha256 !== undefined && version < file.version)
      .sort((a, b) => b.version - a.version)[0];
    const part = `${path}.part`;
    await rm(part, { force: true });
    const zip = await ZipWriter.create(part);
    try {
      const written = await writeCaseFile(this.#options, zip, {
        file, subject: { visits }, signal,
        title: home?.applicantName ?? file.visitId, caseNumber: home?.caseNumber ?? '',
        ...(earlier?.manifestSha256 !== undefined && earlier.checkpoint !== undefined && {
          earlier: { _id: earlier._id, version: earlier.version, manifestSha256: earlier.manifestSha256, checkpoint: earlier.checkpoint },
        }),
        onProgress: (doneBytes, totalBytes) => { this.#progress.set(file._id, { doneBytes, totalBytes }); },
      });
      await zip.finish();
      await rename(part, path);
      await syncFolder(dir);
      return written;
    } catch (error) {
      await zip.abandon();
      await rm(part, { force: true });
      throw error;
    }
  }

  /** What a crash left between the trail's entry and the record: that file is the one, and no second is made under its name. */
  async #exportedBefore(file: CaseFile, path: string): Promise<{ manifestSha256: string; checkpoint: string } | undefined> {
    const entries = await this.#options.trail.ofVisit(file.visitId);
    const manifestSha256 = entries.find(({ act, object }) => act === 'caseFile.exported' && object?.id === file._id)?.details['manifestSha256'];
    if (typeof manifestSha256 !== 'string') return undefined;
    const bytes = await openFileBytes(path);
    try {
      const { value: { checkpoint } } = await readJson(zipSource(bytes, (await readZip(bytes)).entries), 'trail', trailPath(file.visitId), (value) => value as VisitProof);
      return { manifestSha256, checkpoint };
    } finally {
      await bytes.close();
    }
  }

  async #sweep(): Promise<void> {
    const { store, trail, keepMs, now, log } = this.#options;
    try {
      for (const file of await store.inState('ready')) {
        if ((file.finishedAtMs ?? 0) + keepMs > now()) continue;
        await trail.append({ act: 'caseFile.removed', object: { kind: 'caseFile', id: file._id }, visitId: file.visitId });
        await store.transition(file._id, 'ready', { state: 'expired' });
        await rm(this.pathOf(file._id), { force: true });
      }
    } catch (error) {
      log.error({ err: error }, 'old case files could not be cleared');
    }
  }
}
