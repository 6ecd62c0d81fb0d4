import type { TrackKind, TrackSource } from '../sfu/contract.ts';
import type { JournalEntry } from './archiveFormat.ts';
import type { Filling, Gap, GapCause, GapId, RecordingEvent } from './contract.ts';
import { withFillings } from './gapFillings.ts';
import { CLOSING_GRACE_MS, INTERMITTENT_SOURCES, SILENCE_MS, START_GRACE_MS } from './gapRules.ts';

/** When every source of a phone has been silent for this long, nothing of it arrives at all: its line is down. */
const NOTHING_COMES_MS = 700;
/** An announcement explains a gap that begins at most this long after it, or shortly before. */
const ANNOUNCED_FOR_MS = 10_000;

export interface WrittenMedia {
  readonly startMs: number;
  readonly endMs: number;
  /** By the sender's clock, where known. */
  readonly deviceStartMs?: number;
  readonly deviceEndMs?: number;
  /** Longest stretch without media in front of it that is not a gap. */
  readonly toleranceMs: number;
  readonly afterLoss: boolean;
  /** The same track's media before it was followed by it packet by packet: whatever is missing was never sent. */
  readonly unbroken: boolean;
}

export interface LedgerOptions {
  readonly write: (entry: JournalEntry) => void;
  readonly emit: (event: RecordingEvent) => void;
}

interface SourceState {
  readonly kind: TrackKind;
  /** Where its media ends on the timeline; before the first media, where it was expected to begin. */
  endMs: number;
  deviceEndMs?: number | undefined;
  hasMedia: boolean;
  running: number;
  /** When its newest packet came. */
  heardAtMs?: number | undefined;
  open?: Gap | undefined;
  announced?: { readonly cause: GapCause; readonly atMs: number } | undefined;
  /** When its last track ended, and whether that was meant. */
  ended?: { readonly atMs: number; readonly onPurpose: boolean } | undefined;
}

/**
 * The account of every interval without picture or without sound, one account per source: a camera that comes back
 * as another track goes on where it stopped. It is derived from the media that was written, so it cannot claim
 * more than the archive holds.
 */
export class GapLedger {
  readonly #options: LedgerOptions;
  readonly #sources = new Map<TrackSource, SourceState>();
  readonly #gaps = new Map<GapId, Gap>();
  /** What devices' pieces have media for, by source. */
  readonly #covers = new Map<TrackSource, Filling[]>();
  #count = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  get gaps(): readonly Gap[] {
    return [...this.#gaps.values()];
  }

  /** Sources with a track that runs. */
  get sources(): readonly TrackSource[] {
    return [...this.#sources].filter(([, state]) => state.running > 0).map(([source]) => source);
  }

  /** A track of this source starts; its media is expected from now on. */
  started(source: TrackSource, kind: TrackKind, atMs: number): void {
    if (INTERMITTENT_SOURCES.has(source)) return;
    const state = this.#sources.get(source);
    if (state === undefined) {
      this.#sources.set(source, { kind, endMs: atMs, hasMedia: false, running: 1 });
    } else {
      state.running += 1;
    }
  }

  /** The first packet of a track came: a source without media yet is only missing from here on. */
  arrived(source: TrackSource, atMs: number): void {
    const state = this.#sources.get(source);
    if (state !== undefined && !state.hasMedia && state.open === undefined) state.endMs = atMs;
  }

  /**
   * The field began without a network: its media has been missing since then, and its devices may have it. Only for an
   * archive that has nothing of this source yet.
   */
  missing(source: TrackSource, kind: TrackKind, sinceMs: number, cause: GapCause): void {
    if (this.#sources.has(source)) return;
    const state: SourceState = { kind, endMs: sinceMs, hasMedia: false, running: 0, announced: { cause, atMs: sinceMs } };
    this.#sources.set(source, state);
    this.#open(state, this.#newGap(source, state, 'announced'));
  }

  /** The newest packet of a source came then. */
  heard(source: TrackSource, atMs: number): void {
    const state = this.#sources.get(source);
    if (state !== undefined) state.heardAtMs = atMs;
  }

  /** Media is on the disk. In order per track; tracks of one source may overlap. */
  written(source: TrackSource, media: WrittenMedia): void {
    const state = this.#sources.get(source);
    if (state === undefined) return;
    state.ended = undefined;
    const tolerance = state.hasMedia ? media.toleranceMs : START_GRACE_MS;
    const missingMs = media.startMs - state.endMs;
    if (state.open !== undefined || missingMs > tolerance) {
      const gap = state.open ?? this.#newGap(source, state, media.afterLoss ? 'sequence' : 'timeout');
      if (missingMs > tolerance) this.#close(state, { ...gap, cause: provenCause(gap, media) }, media.startMs, media.deviceStartMs);
      else this.#withdraw(state, gap);
    }
    state.hasMedia = true;
    if (media.endMs > state.endMs) {
      state.endMs = media.endMs;
      state.deviceEndMs = media.deviceEndMs;
    }
  }

  /** Nothing comes any more, or nothing that can be written. Idempotent while it lasts. */
  interrupted(source: TrackSource, detectedBy: Gap['detectedBy'], cause?: GapCause): void {
    const state = this.#sources.get(source);
    if (state === undefined) return;
    if (cause !== undefined) state.announced = { cause, atMs: state.endMs };
    if (state.open === undefined) this.#open(state, this.#newGap(source, state, detectedBy));
  }

  /** No packet of this source has come for too long. Idempotent while it lasts. */
  fellSilent(source: TrackSource, nowMs: number): void {
    const state = this.#sources.get(source);
    if (state === undefined || state.open !== undefined) return;
    const gap = this.#newGap(source, state, 'timeout');
    this.#open(state, gap.cause === 'unknown' && this.#nothingComes(nowMs) ? { ...gap, cause: 'network' } : gap);
  }

  /** One silent source may have any cause; all of them at once have the line in common. */
  #nothingComes(nowMs: number): boolean {
    const running = [...this.#sources.values()].filter((state) => state.running > 0);
    return running.length > 1 && running.every(({ heardAtMs }) => heardAtMs !== undefined && nowMs - heardAtMs >= NOTHING_COMES_MS);
  }

  /** Someone who knows says why this source is, or is about to be, interrupted. */
  announced(source: TrackSource, cause: GapCause, atMs: number): void {
    this.#options.write({ type: 'announced', atMs, source, cause });
    const state = this.#sources.get(source);
    if (state === undefined) return;
    state.announced = { cause, atMs };
    if (state.open !== undefined) this.#open(state, { ...state.open, cause });
  }

  /** A track ended. Without a cause it was meant; whether that leaves a gap is only known when others go on. */
  ended(source: TrackSource, atMs: number, cause?: GapCause): void {
    const state = this.#sources.get(source);
    if (state === undefined) return;
    state.running = Math.max(0, state.running - 1);
    // Its successor may be there already, and still silent: the broken line is why.
    if (cause !== undefined && state.open?.cause === 'unknown') this.#open(state, { ...state.open, cause });
    if (state.running > 0) return;
    state.ended = { atMs, onPurpose: cause === undefined };
    if (cause !== undefined) state.announced = { cause, atMs: state.endMs };
  }

  /** Opens the gaps of sources that ended and did not come back. */
  tick(nowMs: number): void {
    for (const [source, state] of this.#sources) {
      if (state.ended === undefined || state.open !== undefined || state.running > 0) continue;
      if (nowMs - state.ended.atMs >= SILENCE_MS) this.#open(state, this.#newGap(source, state, 'timeout'));
    }
  }

  /** The visit is over: what is still open ends here, unless the visit's own end was all it was. */
  close(atMs: number): void {
    for (const state of this.#sources.values()) {
      const gap = state.open;
      if (gap === undefined) continue;
      const wentOn = [...this.#sources.values()].some((other) => other.endMs > gap.startMs + CLOSING_GRACE_MS);
      if (state.ended?.onPurpose === true && !wentOn) this.#withdraw(state, gap);
      else this.#close(state, gap, Math.max(atMs, gap.startMs + 1));
    }
  }

  /**
   * A device's piece has media of this source for these stretches. Answers the gaps that they fill; whoever asks writes
   * them down. A gap that is still open says so when it ends.
   */
  covered(source: TrackSource, stretches: readonly Filling[]): readonly Gap[] {
    const covers = this.#covers.get(source) ?? [];
    covers.push(...stretches);
    this.#covers.set(source, covers);
    return [...this.#gaps.values()].flatMap((gap) => {
      const filled = gap.source === source ? withFillings(gap, covers) : gap;
      if (filled === gap) return [];
      this.#gaps.set(gap.id, filled);
      return [filled];
    });
  }

  /** Takes up the account of an archive that is closed. */
  read(entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.#replay(entry);
  }

  /** Takes up the account that a crash left, and opens a gap for every source that was live then. */
  resume(entries: readonly JournalEntry[], cause: GapCause): void {
    this.read(entries);
    for (const [source, state] of this.#sources) {
      if (state.running === 0) continue;
      state.running = 0;
      state.announced = { cause, atMs: state.endMs };
      if (state.open === undefined) this.#open(state, this.#newGap(source, state, 'restart'));
    }
  }

  #replay(entry: JournalEntry): void {
    switch (entry.type) {
      case 'track': {
        if (entry.pieceId !== undefined) break;
        this.started(entry.source, entry.kind, entry.atMs);
        break;
      }
      case 'segment': {
        const { source, pieceId, startMs, endMs } = entry;
        if (pieceId !== undefined) {
          this.#covers.set(source, [...(this.#covers.get(source) ?? []), { pieceId, startMs, endMs }]);
          break;
        }
        const state = this.#sources.get(entry.source);
        if (state === undefined) break;
        state.hasMedia = true;
        state.endMs = Math.max(state.endMs, entry.endMs);
        break;
      }
      case 'trackEnded':
        this.ended(entry.source, entry.atMs, entry.cause);
        break;
      case 'resumed':
        for (const state of this.#sources.values()) state.running = 0;
        break;
      case 'gapFilled':
        this.#gaps.set(entry.gap.id, entry.gap);
        break;
      case 'gapOpened': case 'gapClosed': case 'gapWithdrawn': {
        const gap = entry.gap;
        this.#count = Math.max(this.#count, Number(gap.id.slice(1)));
        // A source of which nothing but its absence is known yet has no track.
        if (!this.#sources.has(gap.source)) this.#sources.set(gap.source, { kind: gap.kind, endMs: gap.startMs, hasMedia: false, running: 0 });
        const state = this.#sources.get(gap.source);
        if (state !== undefined) state.open = entry.type === 'gapOpened' ? gap : undefined;
        if (entry.type === 'gapWithdrawn') this.#gaps.delete(gap.id);
        else this.#gaps.set(gap.id, gap);
        break;
      }
      default:
    }
  }

  #newGap(source: TrackSource, state: SourceState, detectedBy: Gap['detectedBy']): Gap {
    this.#count += 1;
    const announced = state.announced;
    const explains = announced !== undefined && state.endMs - announced.atMs <= ANNOUNCED_FOR_MS;
    return {
      id: `g${this.#count}` as GapId, source, kind: state.kind, startMs: state.endMs,
      ...(state.deviceEndMs === undefined ? {} : { deviceStartMs: state.deviceEndMs }),
      cause: explains ? announced.cause : detectedBy === 'sequence' ? 'loss' : 'unknown',
      detectedBy: explains && detectedBy !== 'restart' ? 'announced' : detectedBy,
    };
  }

  #open(state: SourceState, gap: Gap): void {
    state.open = gap;
    this.#gaps.set(gap.id, gap);
    this.#options.write({ type: 'gapOpened', gap });
    this.#options.emit({ kind: 'gapOpened', gap });
  }

  #close(state: SourceState, open: Gap, endMs: number, deviceEndMs?: number): void {
    const ended: Gap = { ...open, endMs, ...(deviceEndMs === undefined ? {} : { deviceEndMs }) };
    const gap = withFillings(ended, this.#covers.get(open.source) ?? []);
    state.open = undefined;
    state.announced = undefined;
    this.#gaps.set(gap.id, gap);
    this.#options.write({ type: 'gapClosed', gap });
    this.#options.emit({ kind: 'gapClosed', gap });
  }

  #withdraw(state: SourceState, gap: Gap): void {
    state.open = undefined;
    this.#gaps.delete(gap.id);
    this.#options.write({ type: 'gapWithdrawn', gap });
    this.#options.emit({ kind: 'gapWithdrawn', gap });
  }
}

/**
 * What the numbers of the packets around a gap prove where nobody said why: sent and lost on the way, or never sent. A
 * browser whose line is down numbers nothing, so a silence of all sources at once stays the network's.
 */
function provenCause({ cause, detectedBy }: Gap, { afterLoss, unbroken }: WrittenMedia): GapCause {
  if (cause !== 'unknown') return cause;
  if (unbroken) return 'deviceStall';
  return afterLoss && detectedBy === 'timeout' ? 'network' : cause;
}
