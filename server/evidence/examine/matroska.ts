import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { readAt } from './foreign.ts';
import type { ExaminedMedia } from './isoMedia.ts';

/** Element ids (RFC 9559, section 5.1). */
const EBML = 0x1a45dfa3;
const DOC_TYPE = 0x4282;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TIMESTAMP_SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const TRACK_TYPE = 0x83;
const VIDEO = 0xe0;
const PIXEL_WIDTH = 0xb0;
const PIXEL_HEIGHT = 0xba;
const CLUSTER = 0x1f43b675;
const ATTACHMENTS = 0x1941a469;
/** Elements directly below the segment: one of them ends a cluster of unknown size. */
const TOP = new Set([INFO, TRACKS, CLUSTER, ATTACHMENTS, 0x114d9b74, 0x1c53bb6b, 0x1254c367, 0x1043a770]);
const MAX_HEADER_BYTES = 1024 * 1024;
const WINDOW_BYTES = 64 * 1024;

interface Element {
  readonly id: number;
  /** Offset of its content. */
  readonly start: number;
  /** Undefined where the recorder did not know it while it wrote (RFC 8794, section 6.2). */
  readonly size: number | undefined;
}

/**
 * Walks a WebM to its last byte, also one of a live recorder, whose segment and clusters have no size.
 * @throws UserError `evidence.notClip`, `evidence.truncated`, `evidence.activeContent` where it carries other files
 */
export async function examineMatroska(file: FileHandle, bytes: number): Promise<ExaminedMedia> {
  const elementAt = reader(file, bytes);
  const header = await elementAt(0);
  const head = await readAt(file, header.start, Math.min(header.size ?? 0, 256));
  if (header.id !== EBML || childrenOf(head).get(DOC_TYPE)?.toString('latin1').replace(/\0+$/u, '') !== 'webm') throw new UserError('evidence.notClip');
  const segment = await elementAt(header.start + (header.size ?? 0));
  if (segment.id !== SEGMENT) throw new UserError('evidence.notClip');
  const end = segment.size === undefined ? bytes : segment.start + segment.size;
  if (end > bytes) throw new UserError('evidence.truncated');

  let found: ExaminedMedia = { hasPicture: false, hasSound: false };
  let clusters = 0;
  for (let at = segment.start; at < end;) {
    const element = await elementAt(at);
    if (element.id === ATTACHMENTS) throw new UserError('evidence.activeContent');
    // Its own content is walked next: blocks of an unsized cluster stand between the segment's elements.
    if (element.id === CLUSTER && element.size === undefined) {
      clusters += 1;
      at = element.start;
      continue;
    }
    if (element.size === undefined || element.start + element.size > end) throw new UserError('evidence.truncated');
    if (element.id === CLUSTER) clusters += 1;
    else if (!TOP.has(element.id) && clusters === 0 && element.id !== 0xec && element.id !== 0xbf) throw new UserError('evidence.notClip');
    if ((element.id === INFO || element.id === TRACKS) && element.size <= MAX_HEADER_BYTES) {
      found = { ...found, ...readHeader(element.id, await readAt(file, element.start, element.size)) };
    }
    at = element.start + element.size;
  }
  if (clusters === 0) throw new UserError('evidence.truncated');
  return found;
}

function readHeader(id: number, body: Buffer): Partial<ExaminedMedia> {
  if (id === INFO) {
    const info = childrenOf(body);
    const duration = info.get(DURATION);
    if (!duration || (duration.length !== 4 && duration.length !== 8)) return {};
    const ticks = duration.length === 4 ? duration.readFloatBE() : duration.readDoubleBE();
    return { durationMs: Math.round((ticks * numberOf(info.get(TIMESTAMP_SCALE), 1_000_000)) / 1_000_000) };
  }
  const found: { hasPicture: boolean; hasSound: boolean; widthPx?: number; heightPx?: number } = { hasPicture: false, hasSound: false };
  for (const [entryId, entry] of elementsOf(body)) {
    if (entryId !== TRACK_ENTRY) continue;
    const track = childrenOf(entry);
    const type = numberOf(track.get(TRACK_TYPE), 0);
    if (type === 2) found.hasSound = true;
    if (type !== 1) continue;
    const video = childrenOf(track.get(VIDEO) ?? Buffer.alloc(0));
    Object.assign(found, { hasPicture: true, widthPx: numberOf(video.get(PIXEL_WIDTH), 0), heightPx: numberOf(video.get(PIXEL_HEIGHT), 0) });
  }
  return found;
}

function numberOf(bytes: Buffer | undefined, missing: number): number {
  return bytes && bytes.length > 0 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : missing;
}

function childrenOf(body: Buffer): Map<number, Buffer> {
  return new Map(elementsOf(body));
}

function elementsOf(body: Buffer): [number, Buffer][] {
  const found: [number, Buffer][] = [];
  for (let at = 0; at < body.length;) {
    const element = parse(body, at);
    if (element.size === undefined || element.start + element.size > body.length) throw new UserError('evidence.truncated');
    found.push([element.id, body.subarray(element.start, element.start + element.size)]);
    at = element.start + element.size;
  }
  return found;
}

/** Reads headers of elements through a window, because a recorder writes a small one for every frame. */
function reader(file: FileHandle, bytes: number): (at: number) => Promise<Element> {
  let windowAt = 0;
  let window: Buffer = Buffer.alloc(0);
  return async (at) => {
    if (at < windowAt || Math.min(at + 12, bytes) > windowAt + window.length) {
      windowAt = at;
      window = await readAt(file, at, WINDOW_BYTES);
    }
    const { id, start, size } = parse(window, at - windowAt);
    return { id, start: start + windowAt, size };
  };
}

/** An element's id and size: variable-size integers (RFC 8794, section 4). */
function parse(bytes: Buffer, at: number): Element {
  const idLength = lengthOf(bytes[at], 4);
  const sizeLength = lengthOf(bytes[at + idLength], 8);
  const start = at + idLength + sizeLength;
  if (start > bytes.length) throw new UserError('evidence.truncated');
  let size = (bytes[at + idLength] ?? 0) & (0xff >> sizeLength);
  let unknown = size === 0xff >> sizeLength;
  for (let i = at + idLength + 1; i < start; i += 1) {
    size = size * 256 + (bytes[i] ?? 0);
    unknown &&= bytes[i] === 0xff;
  }
  return { id: bytes.readUIntBE(at, idLength), start, size: unknown ? undefined : size };
}

function lengthOf(first: number | undefined, max: number): number {
  const length = first === undefined ? 9 : Math.clz32(first) - 23;
  if (length > max) throw new UserError('evidence.truncated');
  return length;
}
