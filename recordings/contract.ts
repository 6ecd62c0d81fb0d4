import type { RtpTrack, TrackId, TrackKind, TrackSource, UdpAddress } from '../sfu/contract.ts';

/** Turns media into proof. An archive is one visit's recording; it is named by its caller. */
export type ArchiveId = string & { readonly __brand: 'ArchiveId' };
export type GapId = string & { readonly __brand: 'GapId' };

/** Why a stretch has no picture or no sound. `unknown` is honest; nothing is ever left out. */
export const GAP_CAUSES = [
  'loss', 'network', 'background', 'mute', 'cameraSwitch', 'privacyPause',
  'recorderRestart', 'serverRestart', 'diskFull', 'devicePower', 'unknown',
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
}

/** What a recording says of itself while it runs. */
export type RecordingEvent =
  | { readonly kind: 'segment'; readonly segment: Segment }
  /** `gapOpened` comes again with the same id when its cause becomes known. */
  | { readonly kind: 'gapOpened' | 'gapClosed'; readonly gap: Gap }
  /** The media of an opened gap arrived after all, late: there is no gap. */
  | { readonly kind: 'gapWithdrawn'; readonly gap: Gap }
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
}

/** Where a tap must send one track. Opened before the tap, because the tap needs the port. */
export interface Intake {
  readonly address: UdpAddress;
  /** Begins to take packets of this track; RTCP goes back to `from`. */
  start(track: RtpTrack, from: UdpAddress): Promise<void>;
  /** The track ended on purpose: flushes what it has. Idempotent. */
  stop(cause?: GapCause): Promise<void>;
}

/** One visit being recorded. */
export interface Recording {
  readonly archiveId: ArchiveId;
  openIntake(): Promise<Intake>;
  /** The cause of the interruption that is about to be, or is being, seen on this source. */
  announce(source: TrackSource, cause: GapCause): Promise<void>;
  status(): Promise<RecordingStatus>;
  onEvent(listener: (event: RecordingEvent) => void): () => void;
  /** Flushes every track and closes the archive for media. Idempotent. The archive can then be sealed. */
  close(): Promise<RecordingStatus>;
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
