import type { RtpTrack, TrackId, TrackKind, TrackSource, UdpAddress } from '../sfu/contract.ts';

/** Turns media into proof. An archive is one visit's recording; it is named by its caller. */
export type ArchiveId = string & { readonly __brand: 'ArchiveId' };
export type GapId = string & { readonly __brand: 'GapId' };
export type PieceId = string & { readonly __brand: 'PieceId' };

/** Why a stretch has no picture or no sound. `unknown` is honest; nothing is ever left out. */
export const GAP_CAUSES = [
  'loss', 'network', 'background', 'mute', 'cameraSwitch', 'privacyPause',
  'recorderRestart', 'serverRestart', 'diskFull', 'devicePower', 'deviceStall', 'unknown',
] as const;
export type GapCause = (typeof GAP_CAUSES)[number];

/**
 * One interval without picture or without sound, derived from the packets.
 * All times are milliseconds of the server's wall clock since the Unix epoch, UTC.
 */
export interface Gap {
  readonly id: GapId;
  readonly source: TrackSource;
  readonly kind: TrackKind;
  readonly startMs: number;
  /** Missing while the gap is still open. */
  readonly endMs?: number;
  /** The same instants by the sender's own clock, where its reports told it. */
  readonly deviceStartMs?: number;
  readonly deviceEndMs?: number;
  readonly cause: GapCause;
  /** How it was noticed: from missing sequence numbers, from silence on the wire, by announcement, or after a restart. */
  readonly detectedBy: 'sequence' | 'timeout' | 'announced' | 'restart';
  /** What a device had recorded by itself and handed in later, in the order of time. The gap stays a gap: nobody saw it live. */
  readonly filled?: readonly Filling[];
  /** Whether what is left of the gap is itself shorter than a gap; missing while nothing fills it. */
  readonly filling?: 'partly' | 'wholly';
}

/** A stretch of a gap for which a device's piece has media. Wall clock, ms since the epoch. */
export interface Filling {
  readonly pieceId: PieceId;
  readonly startMs: number;
  readonly endMs: number;
}

/** One closed, fsynced piece of one track. */
export interface Segment {
  /** Place in the archive's chain over all tracks, from 0. */
  readonly index: number;
  readonly trackId: TrackId;
  readonly source: TrackSource;
  readonly kind: TrackKind;
  /** Path inside the archive, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Lower-case hex over the file's bytes; the seal adds SM3. */
  readonly sha256: string;
  /** It came from a device's piece, not from live packets. */
  readonly pieceId?: PieceId;
}

/** Larger pieces are refused; a minute of picture and sound has some 12 MB. */
export const MAX_PIECE_BYTES = 256 * 1024 * 1024;

/** A piece that a device says it holds and will hand in. The seal waits for it. */
export interface ExpectedPiece {
  /** Lower-case hex of the whole file; a piece has no other name until it has come. */
  readonly sha256: string;
  readonly sources: readonly TrackSource[];
  /** Wall clock of the server, as the device believes it. */
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A file that a device recorded by itself, as it came: fragmented or plain MP4, WebM or Matroska, one track of
 * picture, of sound, or one of each (what `MediaRecorder` writes, or `VideoEncoder` and `AudioEncoder` through a muxer).
 * H.264, VP8, VP9 or AV1 without reordered pictures; Opus. Best with a key frame every 2 s and at most some minutes long.
 */
export interface DevicePiece {
  /** Absolute path on the recorder's machine. It is copied; the caller removes it afterwards. */
  readonly file: string;
  /** Lower-case hex, as the device said before it sent the file. */
  readonly sha256: string;
  /** Which source each kind of media in it is. */
  readonly sources: { readonly video?: TrackSource; readonly audio?: TrackSource };
  readonly receipt: PieceReceipt;
}

/** What is known of a piece's way here; kept in the archive and covered by its seal. */
export interface PieceReceipt {
  /** Server's clock when the last byte had come, ms since the epoch. */
  readonly receivedAtMs: number;
  /** Account that handed it in. */
  readonly receivedFrom: string;
  readonly deviceId: string;
  /** The device's own clock at timestamp 0 of the piece's media, ms since the epoch. */
  readonly deviceStartMs: number;
  /** Server's clock less the device's, as measured between them; this places the piece on the visit's timeline. */
  readonly clockOffsetMs: number;
  /** By how much that offset may be wrong, e.g. half the round trip of its measurement. */
  readonly clockUncertaintyMs?: number;
}

/** A piece that is part of the archive. */
export interface AddedPiece {
  readonly pieceId: PieceId;
  /** The device's bytes, unchanged, as a path inside the archive. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly receipt: PieceReceipt;
  /** What was read from it. Empty when `problem` says why nothing could be. */
  readonly media: readonly { readonly source: TrackSource; readonly kind: TrackKind; readonly startMs: number; readonly endMs: number }[];
  /** It is kept as evidence, but cannot be played in its place. `torn`: it can, up to where its end is missing. */
  readonly problem?: 'unreadable' | 'unsupportedCodec' | 'torn';
}

/**
 * What devices recorded while they could not send, handed in later: while the visit runs, and after it was closed, until
 * the seal. Of one archive; `Recorder.pieces(archiveId)`. The work is done in the recorder's process.
 * All verbs reject with `archiveSealed` after the seal, and with `notFound` for an archive that does not exist.
 */
export interface DevicePieces {
  /** A device holds these: the seal is refused (`piecesExpected`) until each is added or given up. Idempotent by digest. */
  expect(pieces: readonly ExpectedPiece[], expectedBy: string): Promise<void>;
  /**
   * Puts a piece into the archive: the file itself, and its media at its own time. Gaps it covers say so. Idempotent by
   * digest. Rejects with `digestMismatch` (nothing is kept), `pieceTooLarge`, `diskFull`, `notFound` (no such file).
   */
  add(piece: DevicePiece): Promise<{ readonly piece: AddedPiece; readonly status: RecordingStatus }>;
  /** These will never come, e.g. because the phone is lost. On record, with the reason. Idempotent by digest. */
  giveUp(sha256s: readonly string[], reason: string, givenUpBy: string): Promise<void>;
  /** Expected, and neither added nor given up. */
  expected(): Promise<readonly ExpectedPiece[]>;
  /**
   * Runs the seal while no piece is on its way into the archive. Pieces that come meanwhile wait for it and are then
   * refused with `archiveSealed`.
   */
  sealing<T>(seal: () => Promise<T>): Promise<T>;
}

/** What a recording says of itself while it runs. */
export type RecordingEvent =
  | { readonly kind: 'segment'; readonly segment: Segment }
  /** `gapOpened` comes again with the same id when its cause becomes known. */
  | { readonly kind: 'gapOpened' | 'gapClosed'; readonly gap: Gap }
  /** The media of an opened gap arrived after all, late: there is no gap. */
  | { readonly kind: 'gapWithdrawn'; readonly gap: Gap }
  /** A device's piece came and is part of the archive; then `gapFilled` for each gap for which it has media. */
  | { readonly kind: 'pieceAdded'; readonly piece: AddedPiece }
  | { readonly kind: 'gapFilled'; readonly gap: Gap }
  | { readonly kind: 'alarm'; readonly alarm: 'diskFull' | 'recorderDown' }
  | { readonly kind: 'alarmCleared'; readonly alarm: 'diskFull' | 'recorderDown' };

export interface RecordingStatus {
  readonly archiveId: ArchiveId;
  /** Wall clock of the first recorded sample; missing until there is one. */
  readonly startMs?: number;
  /** Wall clock of the end of the newest closed segment. */
  readonly endMs?: number;
  readonly bytes: number;
  readonly segments: number;
  readonly gaps: readonly Gap[];
  /** Of devices; in the order in which they came. */
  readonly pieces: readonly AddedPiece[];
}

/** Where a tap must send one track. Opened before the tap, because the tap needs the port. */
export interface Intake {
  readonly address: UdpAddress;
  /** Begins to take packets of this track; RTCP goes back to `from`. */
  start(track: RtpTrack, from: UdpAddress): Promise<void>;
  /** The track ended on purpose: flushes what it has. Idempotent. */
  stop(cause?: GapCause): Promise<void>;
}

/** Facts by name; at most 24 of them, names of letters, texts of at most 200 characters. */
export type TrackNote = Readonly<Record<string, string | number | boolean>>;

/** One visit being recorded. */
export interface Recording {
  readonly archiveId: ArchiveId;
  openIntake(): Promise<Intake>;
  /** The cause of the interruption that is about to be, or is being, seen on this source. */
  announce(source: TrackSource, cause: GapCause): Promise<void>;
  /** How a source's media is made from now on, e.g. by which processing; written into the journal as it is. */
  note(source: TrackSource, note: TrackNote): Promise<void>;
  status(): Promise<RecordingStatus>;
  onEvent(listener: (event: RecordingEvent) => void): () => void;
  /**
   * Flushes every track and closes the archive for media. Idempotent. The archive can then be sealed.
   * @param endedAtMs when the visit ended, where that became known only later; what is open in the ledger ends then
   */
  close(endedAtMs?: number): Promise<RecordingStatus>;
}

/** An explanation and, once given, a ruling on one gap; written into the manifest by the seal. */
export interface GapStatement {
  readonly gapId: GapId;
  readonly explanation: string;
  readonly explainedBy: string;
  /** Wall clock, ms since the epoch. */
  readonly explainedAtMs: number;
  readonly ruling?: 'accepted' | 'rejected';
  readonly ruledBy?: string;
}

/** Why a verification failed, with the first broken file. */
export const VERIFY_FAULTS = [
  'missing', 'changed', 'reordered', 'extra', 'foreignKey', 'truncated', 'unsealed', 'malformed',
] as const;
export type VerifyFault = (typeof VERIFY_FAULTS)[number];

export type VerifyResult =
  | {
      readonly ok: true;
      readonly archiveId: ArchiveId;
      readonly files: number;
      readonly bytes: number;
      readonly keyId: string;
      readonly sealedAtMs: number;
      readonly gaps: readonly Gap[];
    }
  | {
      readonly ok: false;
      readonly fault: VerifyFault;
      /** The first broken file, as a path inside the archive. */
      readonly path: string;
      /** One English sentence for logs and reports; pages translate `fault`. */
      readonly reason: string;
    };

/** Read access to an archive's bytes: a folder, a ZIP, or HTTP. */
export interface ArchiveSource {
  /** Every file of the archive, in any order. */
  list(): Promise<readonly string[]>;
  /** Rejects when the file is absent. */
  read(path: string): Promise<AsyncIterable<Uint8Array>>;
}

/** A public key by which a seal can be checked: raw 32-byte Ed25519 (RFC 8032), base64. */
export interface SealKey {
  readonly keyId: string;
  readonly publicKey: string;
}
