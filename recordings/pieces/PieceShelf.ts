import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { TrackKind, TrackSource } from '../../sfu/contract.ts';
import type { TrackId } from '../../sfu/contract.ts';
import { addedPiece, summarise } from '../archiveSummary.ts';
import type { Entry, JournalEntry, LineEntry } from '../archiveFormat.ts';
import type { AddedPiece, ArchiveId, DevicePiece, ExpectedPiece, Filling, Gap, PieceId, RecordingEvent } from '../contract.ts';
import { MAX_PIECE_BYTES } from '../contract.ts';
import { sha256Hex } from '../nodeDigester.ts';
import { RecordingError } from '../RecordingError.ts';
import type { Vault } from '../Vault.ts';
import { readPiece } from './readPiece.ts';

const COPY_BYTES = 1024 * 1024;

export interface ShelfOptions {
  readonly vault: Vault;
  readonly archiveId: ArchiveId;
  readonly epochMs: number;
  readonly append: (entry: LineEntry) => Promise<void>;
  /** The next free number of a track's folder, and the next free place in the archive's chain. */
  readonly nextTrack: () => number;
  readonly nextIndex: () => number;
  readonly gaps: () => readonly Gap[];
  /** Tells the ledger what a piece has media for; answers the gaps that are filled by it. */
  readonly covered: (source: TrackSource, stretches: readonly Filling[]) => readonly Gap[];
  readonly onSegment: (segment: Entry<'segment'>) => void;
  readonly emit: (event: RecordingEvent) => void;
}

/** What was read from a piece and is on the disk, and not in the journal yet. */
interface Spliced {
  readonly tracks: Entry<'track'>[];
  readonly files: (Entry<'init'> | Omit<Entry<'segment'>, 'index'>)[];
  problem?: NonNullable<AddedPiece['problem']>;
}

/**
 * The pieces of devices in one archive. A piece is copied as it came, read into segments at its own time, and then
 * entered by one line of the journal: a crash leaves all of it or nothing.
 */
export class PieceShelf {
  readonly #options: ShelfOptions;
  readonly #pieces = new Map<string, AddedPiece>();
  readonly #expected = new Map<string, ExpectedPiece>();
  readonly #givenUp = new Set<string>();
  #count = 0;
  /** One at a time: pieces share the disk with what is live. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: ShelfOptions, entries: readonly JournalEntry[]) {
    this.#options = options;
    const { pieces, expected, givenUp } = summarise(entries);
    for (const piece of pieces) this.#pieces.set(piece.sha256, piece);
    for (const piece of expected) this.#expected.set(piece.sha256, piece);
    for (const { sha256 } of givenUp) this.#givenUp.add(sha256);
    this.#count = pieces.length;
  }

  get pieces(): readonly AddedPiece[] {
    return [...this.#pieces.values()];
  }

  get expected(): readonly ExpectedPiece[] {
    return [...this.#expected.values()];
  }

  expect(pieces: readonly ExpectedPiece[], expectedBy: string): Promise<void> {
    return this.#inTurn(async () => {
      const news = pieces.filter(({ sha256 }) => !this.#pieces.has(sha256) && !this.#expected.has(sha256) && !this.#givenUp.has(sha256));
      if (news.length === 0) return;
      await this.#options.append({ type: 'piecesExpected', atMs: Date.now(), expectedBy, pieces: news });
      for (const piece of news) this.#expected.set(piece.sha256, piece);
    });
  }

  giveUp(sha256s: readonly string[], reason: string, givenUpBy: string): Promise<void> {
    return this.#inTurn(async () => {
      const lost = sha256s.filter((sha256) => this.#expected.has(sha256));
      if (lost.length === 0) return;
      await this.#options.append({ type: 'piecesGivenUp', atMs: Date.now(), sha256s: lost, reason, givenUpBy });
      for (const sha256 of lost) {
        this.#expected.delete(sha256);
        this.#givenUp.add(sha256);
      }
    });
  }

  /** Rejects with `digestMismatch`, `pieceTooLarge`, `diskFull`, `notFound`. */
  add(piece: DevicePiece): Promise<AddedPiece> {
    return this.#inTurn(async () => {
      const known = this.#pieces.get(piece.sha256);
      if (known !== undefined) return known;
      await checkFile(piece);
      return await this.#add(piece);
    });
  }

  /** Resolves when nothing is on its way into the archive. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  async #add(piece: DevicePiece): Promise<AddedPiece> {
    const { vault, archiveId, append, nextIndex, onSegment, emit } = this.#options;
    const written: string[] = [];
    const pieceId = `p${this.#count + 1}` as PieceId;
    try {
      const { path, bytes } = await this.#copy(piece, pieceId, written);
      const spliced = await this.#splice(piece, pieceId, written);
      const segments = spliced.files.filter((file) => file.type === 'segment').sort((a, b) => a.startMs - b.startMs)
        .map((segment): Entry<'segment'> => ({ ...segment, index: nextIndex() }));
      const entry: Entry<'piece'> = {
        type: 'piece', atMs: Date.now(), pieceId, path, bytes, sha256: piece.sha256, receipt: piece.receipt,
        media: mediaOf(segments), ...(spliced.problem === undefined ? {} : { problem: spliced.problem }),
      };
      const filled = mediaOf(segments).flatMap(({ source }) => this.#options.covered(source, segments
        .filter((segment) => segment.source === source).map(({ startMs, endMs }) => ({ pieceId, startMs, endMs }))));
      await append({
        type: 'batch',
        entries: [
          entry, ...spliced.tracks, ...spliced.files.filter((file) => file.type === 'init'), ...segments,
          ...filled.map((gap) => ({ type: 'gapFilled', gap }) as const),
        ],
      });
      const added = addedPiece(entry);
      this.#count += 1;
      this.#pieces.set(piece.sha256, added);
      this.#expected.delete(piece.sha256);
      for (const segment of segments) onSegment(segment);
      emit({ kind: 'pieceAdded', piece: added });
      for (const gap of filled) emit({ kind: 'gapFilled', gap });
      return added;
    } catch (error) {
      for (const path of written) await vault.discardTorn(archiveId, path).catch(() => undefined);
      throw error;
    }
  }

  /** The device's bytes, unchanged. */
  async #copy(piece: DevicePiece, pieceId: PieceId, written: string[]): Promise<{ path: string; bytes: number }> {
    const { vault, archiveId } = this.#options;
    const sha256 = createHash('sha256');
    const from = await open(piece.file, 'r');
    try {
      const chunk = Buffer.allocUnsafeSlow(COPY_BYTES);
      let { bytesRead } = await from.read(chunk, 0, COPY_BYTES);
      const path = `device/${pieceId}.${extensionOf(chunk.subarray(0, bytesRead))}`;
      const to = await vault.beginExclusive(archiveId, path);
      written.push(path);
      try {
        while (bytesRead > 0) {
          sha256.update(chunk.subarray(0, bytesRead));
          await to.appendDurably(chunk.subarray(0, bytesRead));
          ({ bytesRead } = await from.read(chunk, 0, COPY_BYTES));
        }
      } finally {
        await to.close();
      }
      if (sha256.digest('hex') !== piece.sha256) throw new RecordingError('digestMismatch', 'the piece changed while it was copied');
      return { path, bytes: to.size };
    } finally {
      await from.close();
    }
  }

  /** Reads the piece into segments, and writes them. */
  async #splice(piece: DevicePiece, pieceId: PieceId, written: string[]): Promise<Spliced> {
    const { vault, archiveId, epochMs, nextTrack, gaps } = this.#options;
    const { file, sources, receipt } = piece;
    const spliced: Spliced = { tracks: [], files: [] };
    const write = async (path: string, bytes: Uint8Array): Promise<{ path: string; bytes: number; sha256: string }> => {
      await vault.createExclusive(archiveId, path, bytes);
      written.push(path);
      return { path, bytes: bytes.byteLength, sha256: sha256Hex(bytes) };
    };
    let track: Entry<'track'> | undefined;
    let init: Entry<'init'> | undefined;
    let inits = 0;
    let segments = 0;
    for await (const message of readPiece({
      file, sources, baseMs: receipt.deviceStartMs + receipt.clockOffsetMs - epochMs,
      gaps: gaps().flatMap(({ source, startMs, endMs }) => (
        endMs === undefined ? [] : [{ source, startMs: startMs - epochMs, endMs: endMs - epochMs }])),
    })) {
      if (message.kind === 'end') {
        if (message.problem !== undefined) spliced.problem = message.problem;
      } else if (message.kind === 'format') {
        const { bytes, ...format } = message.format;
        if (track?.source !== message.source) {
          const folder = `media/${String(nextTrack()).padStart(3, '0')}-${message.source}`;
          track = trackOf(piece, pieceId, folder, message);
          spliced.tracks.push(track);
          inits = 0;
          segments = 0;
        }
        inits += 1;
        init = { type: 'init', ...(await write(`${track.folder}/init-${inits}.mp4`, bytes)), source: track.source, kind: track.kind, ...format };
        spliced.files.push(init);
      } else if (track !== undefined && init !== undefined) {
        const { start, end, keyframe, samples, bytes } = message.segment;
        const path = `${track.folder}/${String(segments).padStart(6, '0')}-${inits}.m4s`;
        segments += 1;
        const wall = (units: number): number => epochMs + (units * 1_000) / init!.timescale;
        spliced.files.push({
          type: 'segment', trackId: track.trackId, source: track.source, kind: track.kind, ...(await write(path, bytes)),
          startMs: wall(start), endMs: wall(end), init: init.path, keyframe, samples, pieceId,
        });
      }
    }
    return spliced;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work);
    this.#queue = mine.catch(() => undefined);
    return mine;
  }
}

async function checkFile({ file, sha256 }: DevicePiece): Promise<void> {
  const missing = (error: unknown): never => { throw new RecordingError('notFound', 'there is no such file', { cause: error }); };
  const { size } = await stat(file).catch(missing);
  if (size > MAX_PIECE_BYTES) throw new RecordingError('pieceTooLarge', `a piece has at most ${MAX_PIECE_BYTES} bytes`);
  const from = await open(file, 'r').catch(missing);
  const hash = createHash('sha256');
  for await (const chunk of from.createReadStream()) hash.update(chunk as Uint8Array);
  if (hash.digest('hex') !== sha256) throw new RecordingError('digestMismatch', 'the file does not have the digest that its device named');
}

/** By the first bytes: an EBML header, or a box named `ftyp`. */
function extensionOf(begin: Uint8Array): 'webm' | 'mp4' | 'bin' {
  const head = Buffer.from(begin.buffer, begin.byteOffset, Math.min(8, begin.byteLength));
  if (head.toString('hex').startsWith('1a45dfa3')) return 'webm';
  return head.toString('latin1', 4) === 'ftyp' ? 'mp4' : 'bin';
}

function trackOf(
  { receipt }: DevicePiece, pieceId: PieceId, folder: string,
  { source, media, mimeType, format }: { source: TrackSource; media: TrackKind; mimeType: string; format: { timescale: number; channels?: number } },
): Entry<'track'> {
  return {
    type: 'track', atMs: receipt.receivedAtMs, folder, trackId: `${pieceId}-${source}` as TrackId, source, kind: media, mimeType,
    clockRate: format.timescale, cname: receipt.deviceId, ssrc: 0, pieceId,
    ...(format.channels === undefined ? {} : { channels: format.channels }),
  };
}

function mediaOf(segments: readonly Entry<'segment'>[]): AddedPiece['media'] {
  const sources = [...new Set(segments.map(({ source }) => source))];
  return sources.map((source) => {
    const own = segments.filter((segment) => segment.source === source);
    return {
      source, kind: own[0]!.kind,
      startMs: Math.min(...own.map(({ startMs }) => startMs)), endMs: Math.max(...own.map(({ endMs }) => endMs)),
    };
  });
}
