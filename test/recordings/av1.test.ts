import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ArchiveRecorder } from '../../recordings/ArchiveRecorder.ts';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { judgeTrack } from './judgeTrack.ts';
import { videoTrack } from './rtpSender.ts';

const run = promisify(execFile);
const FRAMES = 30;
const PAYLOAD_BYTES = 1_000;

/** The temporal units of an IVF file: a 32-byte header, then frames with 12-byte headers, little-endian. */
function temporalUnits(ivf: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 32; at < ivf.byteLength;) {
    const length = ivf.readUInt32LE(at);
    units.push(ivf.subarray(at + 12, at + 12 + length));
    at += 12 + length;
  }
  return units;
}

function leb128(value: number): number[] {
  return value < 128 ? [value] : [(value & 0x7f) | 0x80, ...leb128(value >>> 7)];
}

/** Splits a temporal unit into its OBUs, without their size fields, as a sender of RTP does. */
function obus(unit: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < unit.byteLength;) {
    let length = 0;
    let sizeBytes = 0;
    for (;; sizeBytes += 1) {
      const byte = unit[at + 1 + sizeBytes] ?? 0;
      length |= (byte & 0x7f) << (7 * sizeBytes);
      if ((byte & 0x80) === 0) break;
    }
    const start = at + 2 + sizeBytes;
    const header = (unit[at] ?? 0) & ~0x02;
    if (((header >> 3) & 0x0f) !== 2) found.push(Buffer.concat([Buffer.from([header]), unit.subarray(start, start + length)]));
    at = start + length;
  }
  return found;
}

/** One temporal unit as RTP payloads with W = 0, so that every element has its length in front. */
function payloads(unit: Buffer): Buffer[] {
  const out: Buffer[] = [];
  for (const obu of obus(unit)) {
    for (let at = 0; at < obu.byteLength; at += PAYLOAD_BYTES) {
      const piece = obu.subarray(at, at + PAYLOAD_BYTES);
      const aggregation = (at > 0 ? 0x80 : 0) | (at + PAYLOAD_BYTES < obu.byteLength ? 0x40 : 0);
      out.push(Buffer.concat([Buffer.from([aggregation, ...leb128(piece.byteLength)]), piece]));
    }
  }
  return out;
}

test('AV1 from RTP is decoded from the archive picture for picture', async () => {
  const rootDir = await mkdtemp(join(tmpdir(), 'av1-'));
  try {
    const ivf = join(rootDir, 'source.ivf');
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=320x240:rate=30:duration=${FRAMES / 30}`, '-pix_fmt', 'yuv420p',
      '-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime', '-lag-in-frames', '0', '-b:v', '900k', ivf]);
    const track = videoTrack({ mimeType: 'video/AV1' });
    const archive = await ArchiveRecorder.open({
      vault: await FileVault.create(rootDir), archiveId: 'visit' as ArchiveId, resumeCause: 'unknown', keyFrameIntervalMs: 2_000,
      emit: () => undefined, onBroken: (error) => { throw error; },
    });
    const intake = await archive.startTrack(track, () => undefined);
    let sequence = 0;
    for (const [frame, unit] of temporalUnits(await readFile(ivf)).entries()) {
      const parts = payloads(unit);
      for (const [i, payload] of parts.entries()) {
        const header = Buffer.alloc(12);
        header.set([0x80, track.payloadType | (i === parts.length - 1 ? 0x80 : 0)]);
        header.writeUInt16BE(sequence, 2);
        header.writeUInt32BE(frame * 3_000, 4);
        header.writeUInt32BE(track.ssrc, 8);
        sequence += 1;
        intake.datagram(Buffer.concat([header, payload]), Date.now());
      }
      archive.tick(Date.now());
      await delay(33);
    }
    await intake.stop();
    expect((await archive.close()).gaps).toEqual([]);
    expect(sequence).toBeGreaterThan(2 * FRAMES);
    const judged = await judgeTrack(join(rootDir, 'visit'), '000-camera', 0);
    expect(judged).toMatchObject({ codec: 'av1', complaints: [] });
    expect(judged.framesMs).toHaveLength(FRAMES);
  } finally {
    await rm(rootDir, { recursive: true });
  }
});
