import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { TrackId, TrackKind, TrackSource } from '../sfu/contract.ts';
import { initSegment } from './cmaf/initSegment.ts';
import type { TrackFormat } from './cmaf/initSegment.ts';
import type { Entry, JournalEntry } from './archiveFormat.ts';
import type { ArchiveId } from './contract.ts';
import { sha256Hex } from './nodeDigester.ts';
import { RecordingError } from './RecordingError.ts';
import type { DurableFile, Vault } from './Vault.ts';

/** How long a full disk is left alone before the next try. */
const DISK_RETRY_MS = 1_000;
/** Fragments that wait for a slow disk, per track; beyond it they are given up as if the disk were full. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;

export interface WrittenFragment {
  readonly bytes: Buffer;
  readonly startMs: number;
  readonly endMs: number;
  readonly samples: number;
  readonly keyframe: boolean;
  /** Called when the fragment is on the disk. */
  readonly onDurable: () => void;
}

export interface SegmentWriterOptions {
  readonly vault: Vault;
  readonly archiveId: ArchiveId;
  /** Folder of the track's files inside the archive. */
  readonly folder: string;
  readonly trackId: TrackId;
  readonly source: TrackSource;
  readonly kind: TrackKind;
  readonly journal: (entry: JournalEntry) => Promise<void>;
  /** The next free place in the archive's chain. */
  readonly nextIndex: () => number;
  readonly onSegment: (segment: Entry<'segment'>) => void;
  /** The disk refused media, or took it again. */
  readonly onDisk: (ok: boolean) => void;
}

interface OpenSegment {
  readonly path: string;
  readonly file: DurableFile;
  readonly sha256: Hash;
  readonly startMs: number;
  readonly keyframe: boolean;
  readonly init: string;
  endMs: number;
  samples: number;
}

/**
 * Writes one track's fragments into segment files, each fragment durable before it counts. All work is done in the
 * order of the calls; nothing here makes the caller wait.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  #queue: Promise<void> = Promise.resolve();
  #open: OpenSegment | undefined;
  #init: { readonly path: string; readonly format: TrackFormat; written: boolean } | undefined;
  #inits = 0;
  #segments = 0;
  #waitingBytes = 0;
  #fullSinceMs: number | undefined;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
  }

  /** What the next fragments need in front of them. Ends the open segment. */
  begin(format: TrackFormat): void {
    this.end();
    this.#inits += 1;
    const init = { path: `${this.#options.folder}/init-${this.#inits}.mp4`, format, written: false };
    this.#enqueue(async () => { this.#init = init; });
  }

  append(fragment: WrittenFragment): void {
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#enqueue(() => this.#refused());
      return;
    }
    this.#waitingBytes += fragment.bytes.byteLength;
    this.#enqueue(async () => {
      this.#waitingBytes -= fragment.bytes.byteLength;
      await this.#write(fragment);
    });
  }

  /** Closes the open segment and enters it into the journal. */
  end(): void {
    this.#enqueue(() => this.#end());
  }

  /** Resolves when everything asked so far is done. Rejects when the disk failed in a way that is not fullness. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work);
    // Whoever awaits `settled` hears of it; until then the failure must not be unhandled.
    this.#queue.catch(() => undefined);
  }

  async #write(fragment: WrittenFragment): Promise<void> {
    if (this.#fullSinceMs !== undefined && Date.now() - this.#fullSinceMs < DISK_RETRY_MS) return;
    try {
      this.#open ??= await this.#openSegment(fragment);
      await this.#open.file.appendDurably(fragment.bytes);
    } catch (error) {
      if (!(error instanceof RecordingError) || error.code !== 'diskFull') throw error;
      await this.#refused();
      return;
    }
    if (this.#fullSinceMs !== undefined) {
      this.#fullSinceMs = undefined;
      this.#options.onDisk(true);
    }
    this.#open.sha256.update(fragment.bytes);
    this.#open.endMs = fragment.endMs;
    this.#open.samples += fragment.samples;
    fragment.onDurable();
  }

  async #refused(): Promise<void> {
    if (this.#fullSinceMs === undefined) this.#options.onDisk(false);
    this.#fullSinceMs = Date.now();
    await this.#end();
  }

  async #openSegment(first: WrittenFragment): Promise<OpenSegment> {
    const init = this.#init;
    if (init === undefined) throw new RecordingError('internal', 'a fragment came before its format');
    const { vault, archiveId, folder } = this.#options;
    if (!init.written) {
      await this.#writeInit(init.path, init.format);
      init.written = true;
    }
    const number = String(this.#segments).padStart(6, '0');
    // The name tells the initialisation segment, so that a crash leaves nothing that cannot be placed.
    const path = `${folder}/${number}-${/init-(\d+)/.exec(init.path)?.[1] ?? ''}.m4s`;
    this.#segments += 1;
    const file = await vault.beginExclusive(archiveId, path);
    return {
      path, file, init: init.path, startMs: first.startMs, endMs: first.startMs, keyframe: first.keyframe, samples: 0,
      sha256: createHash('sha256'),
    };
  }

  async #writeInit(path: string, format: TrackFormat): Promise<void> {
    const { vault, archiveId, source, kind, journal } = this.#options;
    const bytes = initSegment(format);
    // After a full disk the file may be there already: the same bytes, because a format never changes under a name.
    await vault.createExclusive(archiveId, path, bytes).catch((error: unknown) => {
      if (!(error instanceof RecordingError) || error.code !== 'alreadyExists') throw error;
    });
    void journal({
      type: 'init', path, bytes: bytes.byteLength, sha256: sha256Hex(bytes), source, kind,
      codec: format.codec, timescale: format.timescale,
      ...(format.width === undefined ? {} : { width: format.width }),
      ...(format.height === undefined ? {} : { height: format.height }),
      ...(format.channels === undefined ? {} : { channels: format.channels }),
    }).catch(() => undefined);
  }

  async #end(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    await open.file.close();
    const { vault, archiveId, trackId, source, kind } = this.#options;
    if (open.file.size === 0) {
      await vault.discardTorn(archiveId, open.path);
      return;
    }
    const segment: Entry<'segment'> = {
      type: 'segment', index: this.#options.nextIndex(), trackId, source, kind, path: open.path, bytes: open.file.size,
      sha256: open.sha256.digest('hex'), startMs: open.startMs, endMs: open.endMs,
      init: open.init, keyframe: open.keyframe, samples: open.samples,
    };
    // Not awaited: the journal waits for a full disk by itself, and keeps its own order.
    void this.#options.journal(segment).then(() => { this.#options.onSegment(segment); }, () => undefined);
  }
}
