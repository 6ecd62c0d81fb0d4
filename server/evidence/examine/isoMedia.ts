import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { readAt } from './foreign.ts';

/** What a container says of its tracks. */
export interface ExaminedMedia {
  readonly hasPicture: boolean;
  readonly hasSound: boolean;
  readonly durationMs?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

interface Box {
  readonly type: string;
  readonly body: Buffer;
}

/** Boxes a recorder writes; a movie box larger than this is no short clip's. */
const MAX_MOOV_BYTES = 16 * 1024 * 1024;

/**
 * Walks an MP4 or MOV from box to box to its last byte (ISO/IEC 14496-12, 4.2).
 * @throws UserError `evidence.truncated`, `evidence.activeContent` where media lies outside the file
 */
export async function examineIsoMedia(file: FileHandle, bytes: number): Promise<ExaminedMedia> {
  let moov: Buffer | undefined;
  let hasMedia = false;
  for (let at = 0; at < bytes;) {
    const head = await readAt(file, at, 16);
    if (head.length < 8) throw new UserError('evidence.truncated');
    const short = head.readUInt32BE(0);
    const size = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short === 0 ? bytes - at : short;
    const type = head.toString('latin1', 4, 8);
    if (size < 8 || at + size > bytes) throw new UserError('evidence.truncated');
    if (type === 'moov' && size <= MAX_MOOV_BYTES) moov = (await readAt(file, at, size)).subarray(short === 1 ? 16 : 8);
    if (type === 'mdat') hasMedia = size > 8;
    at += size;
  }
  if (!moov || !hasMedia) throw new UserError('evidence.truncated');
  return readMovie(moov);
}

function readMovie(moov: Buffer): ExaminedMedia {
  let found: ExaminedMedia = { hasPicture: false, hasSound: false };
  for (const { type, body } of boxesOf(moov)) {
    if (type === 'mvhd') {
      const long = body[0] === 1;
      const scale = body.readUInt32BE(long ? 20 : 12);
      const ticks = long ? Number(body.readBigUInt64BE(24)) : body.readUInt32BE(16);
      if (scale > 0 && ticks > 0 && ticks !== 0xffff_ffff) found = { ...found, durationMs: Math.round((ticks / scale) * 1000) };
    }
    if (type === 'trak') found = { ...found, ...readTrack(body, found) };
  }
  return found;
}

function readTrack(trak: Buffer, before: ExaminedMedia): Partial<ExaminedMedia> {
  const boxes = boxesOf(trak);
  const media = boxesOf(boxes.find(({ type }) => type === 'mdia')?.body ?? Buffer.alloc(0));
  const handler = media.find(({ type }) => type === 'hdlr')?.body.toString('latin1', 8, 12);
  const information = boxesOf(media.find(({ type }) => type === 'minf')?.body ?? Buffer.alloc(0));
  const places = boxesOf(information.find(({ type }) => type === 'dinf')?.body ?? Buffer.alloc(0)).find(({ type }) => type === 'dref')?.body;
  // Flag 1: the media is in this file (8.7.2). Anything else would be fetched by whoever plays it.
  if (places && boxesOf(places.subarray(8)).some(({ body }) => ((body[3] ?? 0) & 1) === 0)) throw new UserError('evidence.activeContent');
  if (handler === 'soun') return { hasSound: true };
  if (handler !== 'vide') return {};
  const header = boxes.find(({ type }) => type === 'tkhd')?.body;
  const size = header && header.length >= 84 ? { widthPx: header.readUInt16BE(header.length - 8), heightPx: header.readUInt16BE(header.length - 4) } : {};
  return { hasPicture: true, ...(before.widthPx === undefined && size) };
}

function boxesOf(body: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= body.length;) {
    const size = body.readUInt32BE(at);
    if (size < 8 || at + size > body.length) throw new UserError('evidence.truncated');
    boxes.push({ type: body.toString('latin1', at + 4, at + 8), body: body.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}
