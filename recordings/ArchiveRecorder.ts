import type { RtpTrack, TrackSource } from '../sfu/contract.ts';
import { FORMAT, JOURNAL_PATH, MANIFEST_PATH, SEAL_PATH } from './archiveFormat.ts';
import type { JournalEntry, LineEntry, TrackStatistics } from './archiveFormat.ts';
import type { ArchiveId, GapCause, RecordingEvent, RecordingStatus, Segment, TrackNote } from './contract.ts';
import { GapLedger } from './GapLedger.ts';
import { Journal } from './Journal.ts';
import { PieceShelf } from './pieces/PieceShelf.ts';
import { RecordingError } from './RecordingError.ts';
import { discardUnnamed, recoverSegments } from './recoverSegments.ts';
import { SenderClock } from './rtp/TrackClock.ts';
import { SegmentWriter } from './SegmentWriter.ts';
import { TrackRecorder } from './TrackRecorder.ts';
import type { Vault } from './Vault.ts';

export interface ArchiveOptions {
  readonly vault: Vault;
  readonly archiveId: ArchiveId;
  /** What to call the interruption if a crash left this archive open. */
  readonly resumeCause: GapCause;
  /** The visit began then without a network, earlier than this archive: what is missing since is told, and devices may hand it in. */
  readonly begunAtMs?: number;
  readonly keyFrameIntervalMs: number;
  readonly emit: (event: RecordingEvent) => void;
  /** The disk failed in a way that waiting does not mend. */
  readonly onBroken: (error: unknown) => void;
}

/** By how much a device's pieces may lie before the begin of a visit as it was told: another phone's clock, a camera opened at the gate. */
const BEFORE_BEGIN_MS = 600_000;

/** One track being recorded; what a socket talks to. */
export interface TrackIntake {
  datagram(datagram: Buffer, nowMs: number): void;
  /** Flushes. Idempotent. */
  stop(cause?: GapCause): Promise<void>;
}

interface Running {
  readonly source: TrackSource;
  readonly recorder: TrackRecorder;
  readonly writer: SegmentWriter;
}

/** One archive that is open for media: its journal, its ledger and the tracks that run into it. */
export class ArchiveRecorder {
  readonly #options: ArchiveOptions;
  readonly #ledger: GapLedger;
  readonly #clocks = new Map<string, SenderClock>();
  readonly #running = new Set<Running>();
  #journal!: Journal;
  #shelf!: PieceShelf;
  #epochMs = 0;
  #tracks = 0;
  #nextIndex = 0;
  #startMs: number | undefined;
  #endMs: number | undefined;
  #bytes = 0;
  #segments = 0;
  #diskFull = false;
  #closed: Promise<RecordingStatus> | undefined;

  private constructor(options: ArchiveOptions) {
    this.#options = options;
    this.#ledger = new GapLedger({ write: (entry) => { this.#write(entry); }, emit: options.emit });
  }

  /** Begins an archive, or goes on with one that a crash left open. Rejects with `archiveClosed`, `journalBroken`. */
  static async open(options: ArchiveOptions): Promise<ArchiveRecorder> {
    const { vault, archiveId } = options;
    const archive = new ArchiveRecorder(options);
    if (await vault.has(archiveId, SEAL_PATH)) throw new RecordingError('archiveSealed', `${archiveId} is sealed`);
    const { journal, entries } = await Journal.open(vault, archiveId, { onDisk: (ok) => { archive.#onDisk(ok); } });
    archive.#journal = journal;
    if (entries.length === 0) {
      const { begunAtMs } = options;
      archive.#epochMs = begunAtMs === undefined ? Date.now() : begunAtMs - BEFORE_BEGIN_MS;
      await journal.append({ type: 'archive', format: FORMAT, archiveId, epochMs: archive.#epochMs });
      if (begunAtMs !== undefined) {
        archive.#ledger.missing('camera', 'video', begunAtMs, 'network');
        archive.#ledger.missing('microphone', 'audio', begunAtMs, 'network');
      }
    } else {
      if (entries.some(({ type }) => type === 'closed')) {
        await journal.close();
        throw new RecordingError('archiveClosed', `${archiveId} is closed for media`);
      }
      await archive.#resume(entries);
    }
    archive.#shelf = archive.#openShelf(entries);
    return archive;
  }

  /**
   * Opens a closed archive for what devices hand in late. `suspend` lets go of it. Rejects with `notFound`,
   * `archiveSealed` (also while a seal is not finished: what it covers is fixed), `archiveRunning`, `journalBroken`.
   */
  static async openLate(options: ArchiveOptions): Promise<ArchiveRecorder> {
    const { vault, archiveId } = options;
    if (!(await vault.has(archiveId, JOURNAL_PATH))) throw new RecordingError('notFound', `there is no archive ${archiveId}`);
    if (await vault.has(archiveId, MANIFEST_PATH)) throw new RecordingError('archiveSealed', `${archiveId} is sealed`);
    const archive = new ArchiveRecorder(options);
    const { journal, entries } = await Journal.open(vault, archiveId, { onDisk: () => undefined });
    archive.#journal = journal;
    try {
      if (!entries.some(({ type }) => type === 'closed')) throw new RecordingError('archiveRunning', `${archiveId} is still open for media`);
      await discardUnnamed(vault, archiveId, entries);
      archive.#read(entries);
      archive.#ledger.read(entries);
      archive.#shelf = archive.#openShelf(entries);
      archive.#closed = Promise.resolve(archive.status());
      return archive;
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  /** What devices recorded while they could not send. */
  get pieces(): PieceShelf {
    return this.#shelf;
  }

  #openShelf(entries: readonly JournalEntry[]): PieceShelf {
    const { vault, archiveId, emit } = this.#options;
    return new PieceShelf({
      vault, archiveId, emit, epochMs: this.#epochMs,
      append: (entry) => this.#append(entry),
      nextTrack: () => this.#tracks++,
      nextIndex: () => this.#nextIndex++,
      gaps: () => this.#ledger.gaps,
      covered: (source, stretches) => this.#ledger.covered(source, stretches),
      onSegment: (segment) => {
        this.#count(segment);
        emit({ kind: 'segment', segment: published(segment) });
      },
    }, entries);
  }

  #read(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.type === 'archive') this.#epochMs = entry.epochMs;
      // Folders are numbered when they are begun, their lines may come later.
      if (entry.type === 'track') this.#tracks = Math.max(this.#tracks, Number(/\d+/.exec(entry.folder)?.[0] ?? 0) + 1);
      if (entry.type === 'segment') this.#count(entry);
    }
  }

  async #resume(entries: readonly JournalEntry[]): Promise<void> {
    const { vault, archiveId, resumeCause } = this.#options;
    const recovered = await recoverSegments(vault, archiveId, entries);
    this.#read(entries);
    await this.#journal.append({ type: 'resumed', atMs: Date.now(), cause: resumeCause });
    for (const segment of recovered) {
      await this.#journal.append(segment);
      this.#count(segment);
      this.#options.emit({ kind: 'segment', segment: published(segment) });
    }
    this.#ledger.resume([...entries, ...recovered], resumeCause);
  }

  /** Rejects with `unsupportedCodec`, `archiveClosed`. */
  async startTrack(track: RtpTrack, sendRtcp: (message: Buffer) => void): Promise<TrackIntake> {
    this.#assertOpen();
    const startedAtMs = Date.now();
    const folder = `media/${String(this.#tracks).padStart(3, '0')}-${track.source}`;
    this.#tracks += 1;
    const { vault, archiveId, keyFrameIntervalMs, emit, onBroken } = this.#options;
    const writer = new SegmentWriter({
      vault, archiveId, folder, trackId: track.trackId, source: track.source, kind: track.kind,
      journal: (entry) => this.#append(entry),
      nextIndex: () => this.#nextIndex++,
      onSegment: (segment) => {
        this.#count(segment);
        emit({ kind: 'segment', segment: published(segment) });
      },
      onDisk: (ok) => { this.#onDisk(ok); },
    });
    const senderClock = this.#clocks.get(track.cname) ?? new SenderClock();
    this.#clocks.set(track.cname, senderClock);
    const recorder = new TrackRecorder({
      track, folder, epochMs: this.#epochMs, startedAtMs, senderClock, writer, ledger: this.#ledger, keyFrameIntervalMs, sendRtcp,
    });
    this.#ledger.started(track.source, track.kind, startedAtMs);
    const running: Running = { source: track.source, recorder, writer };
    this.#running.add(running);
    await this.#append({
      type: 'track', atMs: startedAtMs, folder, trackId: track.trackId, source: track.source, kind: track.kind,
      mimeType: track.mimeType, clockRate: track.clockRate, cname: track.cname, ssrc: track.ssrc,
      ...(track.channels === undefined ? {} : { channels: track.channels }),
    });

    let stopped: Promise<void> | undefined;
    const stop = async (cause?: GapCause): Promise<void> => {
      this.#running.delete(running);
      recorder.end();
      await writer.settled().catch(onBroken);
      const atMs = Date.now();
      recorder.ended(atMs, cause);
      this.#write({
        type: 'trackEnded', atMs, folder, source: track.source, statistics: recorder.statistics,
        ...(cause === undefined ? {} : { cause }),
      });
    };
    return {
      datagram: (datagram, nowMs) => { if (stopped === undefined) recorder.datagram(datagram, nowMs); },
      stop: (cause) => {
        stopped ??= stop(cause);
        return stopped;
      },
    };
  }

  /** The tracks that are being recorded, and what was counted of each so far. */
  get running(): readonly { readonly source: TrackSource; readonly statistics: TrackStatistics }[] {
    return [...this.#running].map(({ source, recorder }) => ({ source, statistics: recorder.statistics }));
  }

  announce(source: TrackSource, cause: GapCause): void {
    this.#assertOpen();
    this.#ledger.announced(source, cause, Date.now());
  }

  /** Rejects with `archiveClosed`. */
  async note(source: TrackSource, note: TrackNote): Promise<void> {
    this.#assertOpen();
    await this.#append({ type: 'noted', atMs: Date.now(), source, note });
  }

  tick(nowMs: number): void {
    // Nothing may follow the journal's last line.
    if (this.#closed !== undefined) return;
    for (const { recorder } of this.#running) recorder.tick(nowMs);
    this.#ledger.tick(nowMs);
  }

  status(): RecordingStatus {
    return {
      archiveId: this.#options.archiveId, bytes: this.#bytes, segments: this.#segments, gaps: this.#ledger.gaps,
      pieces: this.#shelf.pieces,
      ...(this.#startMs === undefined ? {} : { startMs: this.#startMs }),
      ...(this.#endMs === undefined ? {} : { endMs: this.#endMs }),
    };
  }

  /**
   * Flushes, closes open gaps, writes the journal's last line. The tracks must have been stopped. Idempotent.
   * @param endedAtMs when the visit ended, if that became known only later: what is still missing was missing until then
   */
  close(endedAtMs?: number): Promise<RecordingStatus> {
    this.#closed ??= this.#close(endedAtMs);
    return this.#closed;
  }

  async #close(endedAtMs: number | undefined): Promise<RecordingStatus> {
    await this.#shelf.settled();
    const atMs = Date.now();
    this.#ledger.close(Math.min(endedAtMs ?? atMs, atMs));
    await this.#append({ type: 'closed', atMs });
    await this.#journal.close();
    return this.status();
  }

  /** Makes everything durable and lets go without ending the recording, as when the server stops. Idempotent. */
  async suspend(): Promise<void> {
    for (const { recorder, writer } of this.#running) {
      recorder.end();
      await writer.settled().catch(() => undefined);
    }
    await this.#journal.close();
  }

  #assertOpen(): void {
    if (this.#closed !== undefined) throw new RecordingError('archiveClosed', `${this.#options.archiveId} is closed for media`);
  }

  #count(segment: Segment): void {
    this.#nextIndex = Math.max(this.#nextIndex, segment.index + 1);
    this.#segments += 1;
    this.#bytes += segment.bytes;
    this.#startMs = Math.min(this.#startMs ?? Infinity, segment.startMs);
    this.#endMs = Math.max(this.#endMs ?? 0, segment.endMs);
  }

  #onDisk(ok: boolean): void {
    if (ok !== this.#diskFull) return;
    this.#diskFull = !ok;
    const { emit } = this.#options;
    if (!ok) {
      for (const source of this.#ledger.sources) this.#ledger.interrupted(source, 'announced', 'diskFull');
    }
    this.#write({ type: 'alarm', atMs: Date.now(), alarm: 'diskFull', raised: !ok });
    emit({ kind: ok ? 'alarmCleared' : 'alarm', alarm: 'diskFull' });
  }

  async #append(entry: LineEntry): Promise<void> {
    try {
      await this.#journal.append(entry);
    } catch (error) {
      if (this.#closed === undefined) this.#options.onBroken(error);
      throw error;
    }
  }

  #write(entry: JournalEntry): void {
    this.#append(entry).catch(() => undefined);
  }
}

function published(segment: Segment): Segment {
  const { index, trackId, source, kind, path, bytes, startMs, endMs, sha256, pieceId } = segment;
  return { index, trackId, source, kind, path, bytes, startMs, endMs, sha256, ...(pieceId === undefined ? {} : { pieceId }) };
}
