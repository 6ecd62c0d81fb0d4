import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { readAt } from './foreign.ts';
import type { ExaminedMedia } from './isoMedia.ts';

const OPUS_RATE_HZ = 48_000;

/** Walks an Ogg file page by page to its last byte (RFC 3533, section 6); Opus and Vorbis only. */
export async function examineOgg(file: FileHandle, bytes: number): Promise<ExaminedMedia> {
  let codec = '';
  let lastSample = 0n;
  for (let at = 0; at < bytes;) {
    const head = await readAt(file, at, 27 + 255);
    const segments = head[26] ?? 0;
    if (head.length < 27 + segments || head.toString('latin1', 0, 4) !== 'OggS') throw new UserError('evidence.truncated');
    const size = head.subarray(27, 27 + segments).reduce((sum, length) => sum + length, 27 + segments);
    if (at + size > bytes) throw new UserError('evidence.truncated');
    if (at === 0) codec = (await readAt(file, 27 + segments, 8)).toString('latin1');
    const sample = head.readBigInt64LE(6);
    if (sample > lastSample) lastSample = sample;
    at += size;
  }
  if (codec !== 'OpusHead' && !codec.startsWith('\x01vorbis')) throw new UserError('evidence.notAudio');
  const durationMs = codec === 'OpusHead' && lastSample > 0n ? Math.round((Number(lastSample) / OPUS_RATE_HZ) * 1000) : undefined;
  return { hasPicture: false, hasSound: true, ...(durationMs !== undefined && { durationMs }) };
}

/** Walks a WAVE file chunk by chunk to its last byte. */
export async function examineWav(file: FileHandle, bytes: number): Promise<ExaminedMedia> {
  let bytesPerSecond = 0;
  let dataBytes = 0;
  for (let at = 12; at < bytes;) {
    const head = await readAt(file, at, 20);
    if (head.length < 8) throw new UserError('evidence.truncated');
    const size = head.readUInt32LE(4);
    if (at + 8 + size > bytes) throw new UserError('evidence.truncated');
    const type = head.toString('latin1', 0, 4);
    if (type === 'fmt ' && head.length === 20) bytesPerSecond = head.readUInt32LE(16);
    if (type === 'data') dataBytes = size;
    at += 8 + size + (size % 2);
  }
  if (bytesPerSecond === 0 || dataBytes === 0) throw new UserError('evidence.truncated');
  return { hasPicture: false, hasSound: true, durationMs: Math.round((dataBytes / bytesPerSecond) * 1000) };
}
