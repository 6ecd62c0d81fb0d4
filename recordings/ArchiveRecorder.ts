import type { RtpTrack, TrackSource } from '../sfu/contract.ts';
import { FORMAT, SEAL_PATH } from './archiveFormat.ts';
import type { JournalEntry } from './archiveFormat.ts';
import type { ArchiveId, GapCause, RecordingEvent, RecordingStatus, Segment, TrackNote } from './contract.ts';
import { GapLedger } from './GapLedger.ts';
import { Journal } from './Journal.ts';
import { RecordingError } from './RecordingError.ts';
import { recoverSegments } from './recoverSegments.ts';
import { SenderClock } from './rtp/TrackClock.ts';
import { SegmentWriter } from './SegmentWriter.ts';
import { TrackRecorder } from './TrackRecorder.ts';
import type { Vault } from './Vault.ts';

export interface ArchiveOptions {
  readonly vault: Vault;
  readonly archiveId: ArchiveId;
  /** What to call the interruption if a crash left this archive open. */
  readonly resumeCause: GapCause;
  readonly keyFrameIntervalMs: number;
  readonly emit: (event: RecordingEvent) => void;
  /** The disk failed in a way that waiting does not mend. */
  readonly onBroken: (error: unknown) => void;
}

/** One track being recorded; what a socket talks to. */
export interface TrackIntake {
  datagram(datagram: Buffer, nowMs: number): void;
  /** Flushes. Idempotent. */
  stop(cause?: GapCause): Promise<void>;
}

interface Running {
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
      archive.#epochMs = Date.now();
      await journal.append({ type: 'archive', format: FORMAT, archiveId, epochMs: archive.#epochMs });
    } else {
      if (entries.at(-1)?.type === 'closed') {
        await journal.close();
        throw new RecordingError('archiveClosed', `${archiveId} is closed for media`);
      }
      await archive.#resume(entries);
    }
    return archive;
  }

  async #resume(entries: readonly JournalEntry[]): Promise<void> {
    const { vault, archiveId, resumeCause } = this.#options;
    const recovered = await recoverSegments(vault, archiveId, entries);
    for (const entry of entries) {
      if (entry.type === 'archive') this.#epochMs = entry.epochMs;
      if (entry.type === 'track') this.#tracks += 1;
      if (entry.type === 'segment') this.#count(entry);
    }
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
    this.#tracks += 1;
    this.#ledger.started(track.source, track.kind, startedAtMs);
    const running: Running = { recorder, writer };
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
      archiveId: this.#options.archiveId, bytes: this.#bytes, segments: this.#segments, gaps: this.#ledger.gaps, pieces: [],
      ...(this.#startMs === undefined ? {} : { startMs: this.#startMs }),
      ...(this.#endMs === undefined ? {} : { endMs: this.#endMs }),
    };
  }

  /** Flushes, closes open gaps, writes the journal's last line. The tracks must have been stopped. Idempotent. */
  close(): Promise<RecordingStatus> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<RecordingStatus> {
    const atMs = Date.now();
    this.#ledger.close(atMs);
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

  async #append(entry: JournalEntry): Promise<void> {
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
  const { index, trackId, source, kind, path, bytes, startMs, endMs, sha256 } = segment;
  return { index, trackId, source, kind, path, bytes, startMs, endMs, sha256 };
}
