import type { TrackKind, TrackSource } from '../../sfu/contract.ts';
import type { CutSegment } from './PieceCutter.ts';

/** What the thread that reads a device's piece is given. */
export interface PieceReading {
  /** Absolute path. */
  readonly file: string;
  readonly sources: { readonly video?: TrackSource; readonly audio?: TrackSource };
  /** Milliseconds from the archive's epoch to timestamp 0 of the piece. */
  readonly baseMs: number;
  /** Of the gaps that it may fill; milliseconds from the archive's epoch. */
  readonly gaps: readonly { readonly source: TrackSource; readonly startMs: number; readonly endMs: number }[];
}

/** An initialisation segment, and what the journal says of it. */
export interface PieceFormat {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly codec: string;
  readonly timescale: number;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
}

/** What it answers, one after another: for each source its formats, each followed by the segments that need it. */
export type PieceMessage =
  | { readonly kind: 'format'; readonly source: TrackSource; readonly media: TrackKind; readonly mimeType: string; readonly format: PieceFormat }
  | { readonly kind: 'segment'; readonly source: TrackSource; readonly segment: CutSegment }
  | { readonly kind: 'end'; readonly problem?: 'unreadable' | 'unsupportedCodec' | 'torn' };
