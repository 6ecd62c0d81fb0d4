import type { RtpTrack, TrackSource, UdpAddress } from '../sfu/contract.ts';
import type { TrackStatistics } from './archiveFormat.ts';
import type { AddedPiece, ArchiveId, DevicePiece, ExpectedPiece, GapCause, RecordingEvent, RecordingStatus, TrackNote } from './contract.ts';

/** How the recorder's process is, for whoever watches over it. */
export interface RecorderMetrics {
  readonly rssBytes: number;
  /** User and system time since the process began. */
  readonly cpuMs: number;
  readonly recordings: number;
  readonly tracks: number;
  /** Slowest write that was waited for until it was on the disk, since the last time this was asked. */
  readonly slowestFsyncMs: number;
  /** How late the process's own clock fired at worst, since the last time this was asked: how near it is to its limit. */
  readonly slowestTickMs: number;
  /** Of every track that is being recorded. */
  readonly running: readonly RunningTrack[];
}

export interface RunningTrack {
  readonly archiveId: ArchiveId;
  readonly source: TrackSource;
  readonly statistics: TrackStatistics;
}

/** What the server's side and the recorder's process say to each other. */
export interface RecorderRequests {
  configure: { params: { rootDir: string; listenIp: string; keyFrameIntervalMs: number }; value: void };
  open: { params: { archiveId: ArchiveId; resumeCause: GapCause; begunAtMs?: number | undefined }; value: void };
  /** `port` is given when a replaced process has to answer where its predecessor did; 0 asks for any. */
  openIntake: { params: { archiveId: ArchiveId; intakeId: number; port: number }; value: UdpAddress };
  start: { params: { archiveId: ArchiveId; intakeId: number; track: RtpTrack; from: UdpAddress }; value: void };
  stop: { params: { archiveId: ArchiveId; intakeId: number; cause?: GapCause | undefined }; value: void };
  announce: { params: { archiveId: ArchiveId; source: TrackSource; cause: GapCause }; value: void };
  note: { params: { archiveId: ArchiveId; source: TrackSource; note: TrackNote }; value: void };
  status: { params: { archiveId: ArchiveId }; value: RecordingStatus };
  close: { params: { archiveId: ArchiveId; endedAtMs?: number | undefined }; value: RecordingStatus };
  expectPieces: { params: { archiveId: ArchiveId; pieces: readonly ExpectedPiece[]; expectedBy: string }; value: void };
  addPiece: { params: { archiveId: ArchiveId; piece: DevicePiece }; value: { piece: AddedPiece; status: RecordingStatus } };
  giveUpPieces: { params: { archiveId: ArchiveId; sha256s: readonly string[]; reason: string; givenUpBy: string }; value: void };
  /** Also removes what a crash left of a piece in a closed archive. */
  expectedPieces: { params: { archiveId: ArchiveId }; value: readonly ExpectedPiece[] };
  metrics: { params: Record<never, never>; value: RecorderMetrics };
}

export type RecorderVerb = keyof RecorderRequests;
export type Params<V extends RecorderVerb> = RecorderRequests[V]['params'];
export type Value<V extends RecorderVerb> = RecorderRequests[V]['value'];

export interface RecorderRequest {
  readonly id: number;
  readonly verb: RecorderVerb;
  readonly params: Params<RecorderVerb>;
}

export type RecorderMessage =
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly code: string; readonly message: string }
  | { readonly kind: 'event'; readonly archiveId: ArchiveId; readonly event: RecordingEvent }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly fields: object; readonly message: string };
