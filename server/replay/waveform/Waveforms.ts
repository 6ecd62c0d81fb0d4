import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveId } from '../../../recordings/contract.ts';
import { readWhole } from '../../../recordings/readWhole.ts';
import { renditions } from '../../../recordings/renditions.ts';
import type { ArchiveReader } from '../../../recordings/reader.ts';
import type { Vault } from '../../../recordings/Vault.ts';
import type { Log, TrackSource } from '../../../sfu/contract.ts';
import { WAVE_STEP_MS } from '../contract.ts';
import { SoundLevels } from './SoundLevels.ts';

/** Two seconds of sound at any bit rate. */
const MAX_SEGMENT_BYTES = 4 * 1024 * 1024;

/** A waveform that is being computed: what is known so far, for everybody who reads along. */
interface Run {
  readonly chunks: Uint8Array[];
  done: boolean;
  more: PromiseWithResolvers<void>;
}

/**
 * How loud recordings are, for the picture of their sound. Computed once from a sealed archive's own segments and kept beside
 * it, never in it; what is not sealed is computed anew. The originals are only read.
 */
export class Waveforms {
  readonly #dir: string;
  readonly #vault: Pick<Vault, 'source'>;
  readonly #log: Log;
  readonly #levels = new SoundLevels();
  readonly #runs = new Map<string, Run>();
  #isClosed = false;

  private constructor(dir: string, vault: Pick<Vault, 'source'>, log: Log) {
    this.#dir = dir;
    this.#vault = vault;
    this.#log = log;
  }

  static async create({ dir, vault, log }: { readonly dir: string; readonly vault: Pick<Vault, 'source'>; readonly log: Log }): Promise<Waveforms> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return new Waveforms(dir, vault, log);
  }

  /** Bytes from the start of the recording; see `WAVE_STEP_MS`. Ends early where the sound can't be decoded. */
  async *stream(archiveId: ArchiveId, source: TrackSource, reader: ArchiveReader): AsyncGenerator<Uint8Array> {
    const kept = await readFile(this.#pathOf(archiveId, source)).catch(() => undefined);
    if (kept) {
      yield kept;
      return;
    }
    const key = `${archiveId} ${source}`;
    const run = this.#runs.get(key) ?? this.#begin(key, archiveId, source, reader);
    for (let next = 0; ;) {
      const chunk = run.chunks[next];
      if (chunk) {
        next += 1;
        yield chunk;
      } else if (run.done) {
        return;
      } else {
        await run.more.promise;
      }
    }
  }

  /** With the sound goes its picture. */
  async forget(archiveId: ArchiveId): Promise<void> {
    await rm(join(this.#dir, archiveId), { recursive: true, force: true });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#levels.close();
  }

  #pathOf(archiveId: ArchiveId, source: TrackSource): string {
    return join(this.#dir, archiveId, `${source}.levels`);
  }

  #begin(key: string, archiveId: ArchiveId, source: TrackSource, reader: ArchiveReader): Run {
    const run: Run = { chunks: [], done: false, more: Promise.withResolvers() };
    this.#runs.set(key, run);
    const wake = (): void => {
      run.more.resolve();
      run.more = Promise.withResolvers();
    };
    void this.#compute(archiveId, source, reader, (chunk) => {
      run.chunks.push(chunk);
      wake();
    }).then(async () => {
      // From its seal on an archive stays as it is.
      if (await reader.sealed()) await this.#keep(archiveId, source, run.chunks);
    }).catch((error: unknown) => {
      if (!this.#isClosed) this.#log.warn({ err: error, archiveId, source }, 'a waveform could not be computed');
    }).finally(() => {
      run.done = true;
      wake();
      this.#runs.delete(key);
    });
    return run;
  }

  async #compute(archiveId: ArchiveId, source: TrackSource, reader: ArchiveReader, tell: (chunk: Uint8Array) => void): Promise<void> {
    const summary = await reader.summary();
    const sound = renditions(summary).find((one) => one.source === source && one.init.codec === 'opus');
    const { startMs, endMs } = summary;
    if (!sound || startMs === undefined || endMs === undefined) return;
    const archive = this.#vault.source(archiveId);
    let told = 0;
    let pending = new Uint8Array(0);
    /** Tells every step that nothing later can change any more. */
    const tellUntil = (step: number): void => {
      if (step <= told) return;
      const chunk = new Uint8Array(step - told);
      chunk.set(pending.subarray(0, chunk.length));
      pending = pending.slice(chunk.length);
      told = step;
      tell(chunk);
    };
    for (const piece of sound.pieces) {
      if (piece.kind === 'filler') continue;
      const { path } = piece.segment;
      const atMs = Math.max(0, piece.startMs - startMs);
      tellUntil(Math.floor(atMs / WAVE_STEP_MS));
      const { first, levels } = await this.#levels.of({ segment: await readWhole(archive, path, MAX_SEGMENT_BYTES), channels: sound.channels, atMs });
      const from = first - told;
      if (pending.length < from + levels.length) {
        const grown = new Uint8Array(from + levels.length);
        grown.set(pending);
        pending = grown;
      }
      for (const [i, level] of levels.entries()) pending[from + i] = Math.max(pending[from + i] ?? 0, level);
    }
    tellUntil(Math.ceil((endMs - startMs) / WAVE_STEP_MS));
  }

  async #keep(archiveId: ArchiveId, source: TrackSource, chunks: readonly Uint8Array[]): Promise<void> {
    const path = this.#pathOf(archiveId, source);
    await mkdir(join(this.#dir, archiveId), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.part`, Buffer.concat(chunks));
    await rename(`${path}.part`, path);
  }
}
