import { z } from 'zod';
import { TRACK_SOURCES } from '../sfu/contract.ts';
import type { TrackId } from '../sfu/contract.ts';
import {
  ARCHIVE_ID_PATTERN, DIGEST_PATTERN, FORMAT, MAX_PATH_LENGTH, PATH_PATTERN, PUBLIC_KEY_PATTERN, SIGNATURE_PATTERN,
} from './archiveLayout.ts';
import { GAP_CAUSES } from './contract.ts';
import type { ArchiveId, GapId, PieceId } from './contract.ts';

/**
 * What an archive looks like, as data: the names of its files and the shape of each record. Writers and
 * readers share nothing but this file and the contract. The prose is in FORMAT.md.
 */
export {
  CHAIN_START, FORMAT, isArchivePath, JOURNAL_PATH, linkInput, MANIFEST_PATH, SEAL_KEY_PATH, SEAL_PATH, sealStatement,
} from './archiveLayout.ts';

const archiveIdSchema = z.string().regex(ARCHIVE_ID_PATTERN).transform((id) => id as ArchiveId);
const pathSchema = z.string().max(MAX_PATH_LENGTH).regex(PATH_PATTERN);
const digestSchema = z.string().regex(DIGEST_PATTERN);
const countSchema = z.number().int().nonnegative();
/** Milliseconds of the wall clock since the Unix epoch, UTC; a fraction is allowed. */
const wallSchema = z.number().positive();
const sourceSchema = z.enum(TRACK_SOURCES);
const kindSchema = z.enum(['audio', 'video']);
const causeSchema = z.enum(GAP_CAUSES);
const trackIdSchema = z.string().min(1).max(200).transform((id) => id as TrackId);

/** As the journal has it, from the moment of recording. */
const fileShape = { path: pathSchema, bytes: countSchema, sha256: digestSchema };
/** As the manifest has it. */
const sealedFileShape = { ...fileShape, sm3: digestSchema };

const pieceIdSchema = z.string().regex(/^p[1-9]\d{0,8}$/).transform((id) => id as PieceId);
const fillingSchema = z.strictObject({ pieceId: pieceIdSchema, startMs: wallSchema, endMs: wallSchema });

export const gapSchema = z.strictObject({
  id: z.string().min(1).max(64).transform((id) => id as GapId),
  source: sourceSchema,
  kind: kindSchema,
  startMs: wallSchema,
  endMs: wallSchema.exactOptional(),
  deviceStartMs: wallSchema.exactOptional(),
  deviceEndMs: wallSchema.exactOptional(),
  cause: causeSchema,
  detectedBy: z.enum(['sequence', 'timeout', 'announced', 'restart']),
  /** In the order of time, without overlap. */
  filled: z.array(fillingSchema).readonly().exactOptional(),
  filling: z.enum(['partly', 'wholly']).exactOptional(),
});

/** A device's piece as it came (`contract.ts` says what each field means). */
const pieceShape = {
  pieceId: pieceIdSchema,
  ...fileShape,
  receipt: z.strictObject({
    receivedAtMs: wallSchema, receivedFrom: z.string().min(1).max(200), deviceId: z.string().min(1).max(200),
    deviceStartMs: wallSchema, clockOffsetMs: z.number(), clockUncertaintyMs: z.number().nonnegative().exactOptional(),
  }),
  media: z.array(z.strictObject({ source: sourceSchema, kind: kindSchema, startMs: wallSchema, endMs: wallSchema })).readonly(),
  problem: z.enum(['unreadable', 'unsupportedCodec', 'torn']).exactOptional(),
};

/** Counted per track from its first packet to its end. */
export const trackStatisticsSchema = z.strictObject({
  packets: countSchema,
  bytes: countSchema,
  /** Did not arrive in time. */
  lost: countSchema,
  /** Arrived after this side had asked for them. */
  recovered: countSchema,
  duplicates: countSchema,
  /** Arrived after the recorder had given up on them; also counted as lost. */
  late: countSchema,
  reordered: countSchema,
  /** Frames that were not written because a part of them, or of what they refer to, was lost. */
  framesDropped: countSchema,
  keyFrames: countSchema,
  keyFrameRequests: countSchema,
  /** Interarrival jitter, RFC 3550 §6.4.1, milliseconds: the last value. */
  jitterMs: z.number().nonnegative(),
});
export type TrackStatistics = z.infer<typeof trackStatisticsSchema>;

const trackShape = {
  /** Folder of the track's files. */
  folder: pathSchema,
  trackId: trackIdSchema,
  source: sourceSchema,
  kind: kindSchema,
  mimeType: z.string().max(64),
  clockRate: countSchema,
  channels: countSchema.exactOptional(),
  cname: z.string().max(256),
  ssrc: countSchema,
  /** Its media was read from this piece of a device; `cname` is then the device's id, and `ssrc` 0. */
  pieceId: pieceIdSchema.exactOptional(),
};

const segmentShape = {
  index: countSchema,
  trackId: trackIdSchema,
  source: sourceSchema,
  kind: kindSchema,
  ...fileShape,
  startMs: wallSchema,
  endMs: wallSchema,
  /** The initialisation segment it needs in front of it. */
  init: pathSchema,
  /** Its first sample can be decoded without an earlier segment. */
  keyframe: z.boolean(),
  samples: countSchema,
  /** Found complete on disk, but not yet in the journal, after a crash. */
  recovered: z.literal(true).exactOptional(),
  pieceId: pieceIdSchema.exactOptional(),
};

const noteSchema = z
  .record(z.string().regex(/^[A-Za-z]{1,40}$/), z.union([z.string().max(200), z.number(), z.boolean()]))
  .refine((note) => Object.keys(note).length <= 24);

const entrySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('archive'), format: z.literal(FORMAT), archiveId: archiveIdSchema, epochMs: wallSchema }),
  z.strictObject({ type: z.literal('resumed'), atMs: wallSchema, cause: causeSchema }),
  z.strictObject({ type: z.literal('track'), atMs: wallSchema, ...trackShape }),
  z.strictObject({
    type: z.literal('init'),
    ...fileShape,
    source: sourceSchema,
    kind: kindSchema,
    /** RFC 6381, e.g. `avc1.42e01f`. */
    codec: z.string().max(64),
    timescale: countSchema,
    width: countSchema.exactOptional(),
    height: countSchema.exactOptional(),
    channels: countSchema.exactOptional(),
  }),
  z.strictObject({ type: z.literal('segment'), ...segmentShape }),
  z.strictObject({ type: z.literal('gapOpened'), gap: gapSchema }),
  z.strictObject({ type: z.literal('gapClosed'), gap: gapSchema }),
  /** The media of the interval arrived after all, late. */
  z.strictObject({ type: z.literal('gapWithdrawn'), gap: gapSchema }),
  /** A device's piece covers a part of the gap, or all of it. */
  z.strictObject({ type: z.literal('gapFilled'), gap: gapSchema }),
  z.strictObject({
    type: z.literal('piecesExpected'), atMs: wallSchema, expectedBy: z.string().min(1).max(200),
    pieces: z.array(z.strictObject({
      sha256: digestSchema, sources: z.array(sourceSchema).readonly(), startMs: wallSchema, endMs: wallSchema,
    })).readonly(),
  }),
  z.strictObject({
    type: z.literal('piecesGivenUp'), atMs: wallSchema, sha256s: z.array(digestSchema).readonly(), reason: z.string().max(500),
    givenUpBy: z.string().min(1).max(200),
  }),
  /** The piece is on the disk. What was read from it follows, and is named by its `pieceId`. */
  z.strictObject({ type: z.literal('piece'), atMs: wallSchema, ...pieceShape }),
  z.strictObject({ type: z.literal('announced'), atMs: wallSchema, source: sourceSchema, cause: causeSchema }),
  z.strictObject({ type: z.literal('noted'), atMs: wallSchema, source: sourceSchema, note: noteSchema }),
  z.strictObject({ type: z.literal('alarm'), atMs: wallSchema, alarm: z.enum(['diskFull']), raised: z.boolean() }),
  z.strictObject({
    type: z.literal('trackEnded'), atMs: wallSchema, folder: pathSchema, source: sourceSchema,
    cause: causeSchema.exactOptional(), statistics: trackStatisticsSchema,
  }),
  z.strictObject({ type: z.literal('closed'), atMs: wallSchema }),
]);
export type JournalEntry = z.infer<typeof entrySchema>;
export type SegmentEntry = Extract<JournalEntry, { type: 'segment' }>;
export type InitEntry = Extract<JournalEntry, { type: 'init' }>;
export type TrackEntry = Extract<JournalEntry, { type: 'track' }>;
export type Entry<T extends JournalEntry['type']> = Extract<JournalEntry, { type: T }>;

/** Entries that came into the archive at once: a crash leaves all of them or none. */
const batchSchema = z.strictObject({ type: z.literal('batch'), entries: z.array(entrySchema).readonly() });
export type LineEntry = JournalEntry | z.infer<typeof batchSchema>;

const lineSchema = z.object({ seq: countSchema, prev: digestSchema, entry: z.union([batchSchema, entrySchema]) });
export type JournalLine = z.infer<typeof lineSchema>;

/** Throws on anything but one well-formed line, given without its newline. */
export function parseJournalLine(line: string): JournalLine {
  return lineSchema.parse(JSON.parse(line));
}

export const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  archiveId: archiveIdSchema,
  epochMs: wallSchema,
  startMs: wallSchema.exactOptional(),
  endMs: wallSchema.exactOptional(),
  sealedAtMs: wallSchema,
  tracks: z.array(z.strictObject({
    ...trackShape,
    startedAtMs: wallSchema,
    endedAtMs: wallSchema.exactOptional(),
    statistics: trackStatisticsSchema.exactOptional(),
  })),
  /** Every file but the manifest and the seal, in the order in which it was begun to be trusted. */
  files: z.array(z.strictObject(sealedFileShape)),
  segments: z.array(z.strictObject({
    index: countSchema, path: pathSchema, trackId: trackIdSchema, source: sourceSchema, kind: kindSchema,
    init: pathSchema, startMs: wallSchema, endMs: wallSchema, keyframe: z.boolean(), link: digestSchema,
    pieceId: pieceIdSchema.exactOptional(),
  })),
  /** In the order in which they came. */
  pieces: z.array(z.strictObject(pieceShape)),
  /** Expected of devices and never come, as the journal has it. */
  givenUp: z.array(z.strictObject({ sha256: digestSchema, reason: z.string(), givenUpBy: z.string(), atMs: wallSchema })),
  /** The link of the last segment. */
  chainHead: digestSchema,
  gaps: z.array(z.strictObject({
    ...gapSchema.shape,
    endMs: wallSchema,
    statement: z.strictObject({
      explanation: z.string(), explainedBy: z.string(), explainedAtMs: wallSchema,
      ruling: z.enum(['accepted', 'rejected']).exactOptional(), ruledBy: z.string().exactOptional(),
    }).exactOptional(),
  })),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const sealSchema = z.strictObject({
  format: z.literal(FORMAT),
  archiveId: archiveIdSchema,
  sealedAtMs: wallSchema,
  manifestSha256: digestSchema,
  manifestSm3: digestSchema,
  keyId: z.string().min(1).max(64),
  /** Raw Ed25519 public key, base64. */
  publicKey: z.string().regex(PUBLIC_KEY_PATTERN),
  /** Ed25519 (RFC 8032) over `sealStatement`, base64. */
  signature: z.string().regex(SIGNATURE_PATTERN),
  /** RFC 3161 token over the SHA-256 of the signature, base64 DER; null says that no authority was configured. */
  timestampToken: z.string().nullable(),
});
export type Seal = z.infer<typeof sealSchema>;

export function isArchiveId(id: string): id is ArchiveId {
  return archiveIdSchema.safeParse(id).success;
}
