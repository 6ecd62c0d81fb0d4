import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gap, RecordingStatus } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { folderSource } from '../../recordings/folderSource.ts';
import { nodeDigester } from '../../recordings/nodeDigester.ts';
import { openArchive } from '../../recordings/reader.ts';
import { seal } from '../../recordings/seal.ts';
import type { SealResult } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { verifyArchive } from '../../recordings/verify.ts';
import { withRecording } from './buildRecording.ts';
import type { BuiltRecording } from './buildRecording.ts';
import { epochOf, judgeTrack, missingIntervals } from './judgeTrack.ts';
import { makePiece, pieceOf } from './makePiece.ts';
import { audioTrack, sendPicture, sendSound, videoTrack } from './rtpSender.ts';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'pieces-')); });
afterAll(() => rm(folder, { recursive: true }));

/** A visit of 9 s whose network was gone from 2 s to 6 s. */
async function recordWithOutage(built: BuiltRecording): Promise<void> {
  const camera = await built.connect(videoTrack());
  const microphone = await built.connect(audioTrack());
  for (const { wire } of [camera, microphone]) wire.impair(({ atMs }) => (atMs >= 2_000 && atMs < 6_000 ? 'drop' : 'pass'), { repeats: false });
  await Promise.all([sendPicture(videoTrack(), camera.wire, { seconds: 9 }), sendSound(audioTrack(), microphone.wire, { seconds: 9 })]);
}

function gapOf(status: RecordingStatus, source: string): Gap & { endMs: number } {
  const [gap] = status.gaps.filter((one) => one.source === source);
  return { ...gap!, endMs: gap!.endMs! };
}

async function sealIt(built: BuiltRecording): Promise<SealResult> {
  const vault = await FileVault.create(built.rootDir);
  const keys = await SealKeys.create(join(built.rootDir, '.keys'));
  const result = await built.recorder.pieces(built.archiveId).sealing(() =>
    seal(vault, built.archiveId, { signer: keys.signer, statements: [], sealedAtMs: Date.now() }));
  expect(await verifyArchive(vault.source(built.archiveId), keys.publicKeys, { digester: nodeDigester })).toMatchObject({ ok: true });
  return result;
}

async function playlistOf(built: BuiltRecording, name: string): Promise<string> {
  const resource = await openArchive(folderSource(built.folder)).hls(name);
  const chunks: Uint8Array[] = [];
  for await (const chunk of resource!.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe.concurrent('what a device recorded while it could not send', () => {
  test('fills the gap at its own time, in a visit that is closed; the gap stays and says so', async () => {
    await withRecording(async (built) => {
      await recordWithOutage(built);
      const closed = await built.recording.close();
      const before = gapOf(closed, 'camera');
      const file = join(folder, 'outage.mp4');
      await makePiece(file, { seconds: 7 });
      // The phone's clock is 90 s behind; it began to record 1.5 s before its network was gone.
      const piece = await pieceOf(file, { deviceStartMs: before.startMs - 1_500 - 90_000, clockOffsetMs: 90_000, clockUncertaintyMs: 40 });
      const pieces = built.recorder.pieces(built.archiveId);
      const expected = { sha256: piece.sha256, sources: ['camera', 'microphone'] as const, startMs: before.startMs - 1_500, endMs: before.startMs + 5_500 };
      await pieces.expect([expected], 'investigator-1');
      expect(await pieces.expected()).toEqual([expected]);
      await expect(sealIt(built)).rejects.toMatchObject({ code: 'piecesExpected' });
      expect(await playlistOf(built, 'camera.m3u8')).toContain('filler/video');

      const { piece: added, status } = await pieces.add(piece);
      expect(added).toMatchObject({ pieceId: 'p1', path: 'device/p1.mp4', sha256: piece.sha256, receipt: piece.receipt });
      expect(added.problem).toBeUndefined();
      expect(await readFile(join(built.folder, added.path))).toEqual(await readFile(file));
      expect(await pieces.expected()).toEqual([]);
      // A second hand-in of the same bytes is the same piece.
      expect((await pieces.add(piece)).piece).toEqual(added);
      expect(status.pieces).toEqual([added]);

      const { filled, filling, ...after } = gapOf(status, 'camera');
      expect(after).toEqual(before);
      expect(filled).toEqual([{ pieceId: 'p1', startMs: before.startMs, endMs: before.endMs }]);
      expect(filling).toBe('wholly');
      expect(gapOf(status, 'microphone').filling).toBe('wholly');

      // ffmpeg finds the device's pictures where the gap is, and none missing over all of the visit.
      const epochMs = await epochOf(built.folder);
      for (const [live, late, frameMs] of [['000-camera', '002-camera', 40], ['001-microphone', '003-microphone', 20]] as const) {
        const fromDevice = await judgeTrack(built.folder, late, epochMs);
        expect(fromDevice.complaints).toEqual([]);
        expect(Math.abs((fromDevice.framesMs[0] ?? 0) - (before.startMs - 1_500))).toBeLessThan(20);
        const all = [...(await judgeTrack(built.folder, live, epochMs)).framesMs, ...fromDevice.framesMs].sort((a, b) => a - b);
        expect(missingIntervals(all, frameMs, 100)).toEqual([]);
      }
      for (const [name, live] of [['camera.m3u8', 'media/000-camera'], ['microphone.m3u8', 'media/001-microphone']] as const) {
        const playlist = await playlistOf(built, name);
        expect(playlist.slice(playlist.indexOf(live), playlist.lastIndexOf(live))).not.toContain('filler/');
      }

      const result = await sealIt(built);
      expect(result.gaps.find(({ id }) => id === before.id)).toMatchObject({ filling: 'wholly' });
      const other = join(folder, 'late.mp4');
      await makePiece(other, { seconds: 1 });
      await expect(pieces.add(await pieceOf(other, { deviceStartMs: before.startMs }))).rejects.toMatchObject({ code: 'archiveSealed' });
    });
  });

  test('comes in while the visit goes on, fills what it can, and the rest is told', async () => {
    await withRecording(async (built) => {
      const file = join(folder, 'running.webm');
      await makePiece(file, { seconds: 2, codec: 'vp8' });
      const pieces = built.recorder.pieces(built.archiveId);
      const recording = recordWithOutage(built);
      while (built.events.filter(({ kind }) => kind === 'gapClosed').length < 2) await new Promise((resolve) => { setTimeout(resolve, 50); });
      const before = gapOf(await built.recording.status(), 'camera');
      const piece = await pieceOf(file, { deviceStartMs: before.startMs + 1_000 });
      // Two hand-ins at once, as an impatient phone would.
      const [first, second] = await Promise.all([pieces.add(piece), pieces.add(piece)]);
      expect(second.piece).toEqual(first.piece);
      await recording;
      const status = await built.recording.close();
      const gap = gapOf(status, 'camera');
      expect(gap.filling).toBe('partly');
      expect(gap.filled?.length).toBe(1);
      expect(Math.abs(gap.filled![0]!.startMs - before.startMs - 1_000)).toBeLessThan(10);
      expect(Math.abs(gap.filled![0]!.endMs - before.startMs - 3_000)).toBeLessThan(50);
      expect(built.events).toContainEqual({ kind: 'pieceAdded', piece: first.piece });
      expect(built.events.some((event) => event.kind === 'gapFilled' && event.gap.id === gap.id)).toBe(true);
      expect(await playlistOf(built, 'camera.m3u8')).toMatch(/filler\/video[^]*media\/00\d-camera[^]*filler\/video/);
      await sealIt(built);
    });
  });

  test('is refused with another digest, kept where it cannot be read, and may be given up', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      await sendPicture(videoTrack(), camera.wire, { seconds: 2 });
      const { startMs = 0 } = await built.recording.close();
      const pieces = built.recorder.pieces(built.archiveId);
      const listing = await readdir(built.folder, { recursive: true });
      const file = join(folder, 'refused.mp4');
      await makePiece(file, { seconds: 3 });
      const piece = await pieceOf(file, { deviceStartMs: startMs });
      await expect(pieces.add({ ...piece, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'digestMismatch' });
      await expect(pieces.add({ ...piece, file: join(folder, 'nowhere') })).rejects.toMatchObject({ code: 'notFound' });
      expect(await readdir(built.folder, { recursive: true })).toEqual(listing);

      const rubbish = join(folder, 'rubbish');
      await writeFile(rubbish, 'not a film');
      expect((await pieces.add(await pieceOf(rubbish, { deviceStartMs: startMs }))).piece).toMatchObject({ path: 'device/p1.bin', problem: 'unreadable', media: [] });
      const foreign = join(folder, 'foreign.mp4');
      await makePiece(foreign, { seconds: 1, sound: 'aac' });
      expect((await pieces.add(await pieceOf(foreign, { deviceStartMs: startMs }))).piece).toMatchObject({ problem: 'unsupportedCodec', media: [{ source: 'camera' }] });
      const torn = join(folder, 'torn.mp4');
      await cp(file, torn);
      await truncate(torn, Math.floor((await readFile(file)).byteLength / 2));
      const { piece: tornPiece } = await pieces.add(await pieceOf(torn, { deviceStartMs: startMs }));
      expect(tornPiece.media.length).toBeGreaterThan(0);

      await pieces.expect([{ sha256: piece.sha256, sources: ['camera'], startMs, endMs: startMs + 3_000 }], 'investigator-1');
      await expect(sealIt(built)).rejects.toMatchObject({ code: 'piecesExpected' });
      await pieces.giveUp([piece.sha256], '手机丢失', 'supervisor-1');
      await sealIt(built);
      const manifest = JSON.parse(await readFile(join(built.folder, 'manifest.json'), 'utf8')) as { givenUp: unknown[]; pieces: unknown[] };
      expect(manifest.givenUp).toMatchObject([{ sha256: piece.sha256, reason: '手机丢失', givenUpBy: 'supervisor-1' }]);
      expect(manifest.pieces).toHaveLength(3);
    });
  });

  test('is in the archive as a whole or not at all when the recorder is killed over it, and comes again', async () => {
    await withRecording(async (built) => {
      await recordWithOutage(built);
      const before = gapOf(await built.recording.close(), 'camera');
      const file = join(folder, 'killed.mp4');
      await makePiece(file, { seconds: 20 });
      const pieces = built.recorder.pieces(built.archiveId);
      const piece = await pieceOf(file, { deviceStartMs: before.startMs - 1_000 });
      const adding = pieces.add(piece);
      while (!(await readdir(join(built.folder, 'media'))).includes('002-camera')) await new Promise((resolve) => { setTimeout(resolve, 5); });
      process.kill(built.recorder.pid ?? 0, 'SIGKILL');
      const { status } = await adding;
      expect(status.pieces).toHaveLength(1);
      expect(gapOf(status, 'camera').filling).toBe('wholly');
      await sealIt(built);
    });
  });

  test('is read from what recorders write, and judged by ffmpeg to be whole', async () => {
    await withRecording(async (built) => {
      const microphone = await built.connect(audioTrack());
      await sendSound(audioTrack(), microphone.wire, { seconds: 1 });
      const { startMs = 0 } = await built.recording.close();
      const names = ['h264.mkv', 'vp9.webm', 'av1.mp4', 'av1.webm'];
      for (const [place, name] of names.entries()) {
        const file = join(folder, name);
        await makePiece(file, { seconds: 3, codec: name.split('.')[0]! });
        const { piece } = await built.recorder.pieces(built.archiveId).add(await pieceOf(file, { deviceStartMs: startMs + place * 4_000 }));
        expect(piece.problem).toBeUndefined();
      }
      const epochMs = await epochOf(built.folder);
      const cameras = (await readdir(join(built.folder, 'media'))).filter((one) => one.endsWith('camera')).sort();
      for (const [place, name] of names.entries()) {
        const { framesMs, complaints, codec } = await judgeTrack(built.folder, cameras[place]!, epochMs);
        expect({ complaints, codec, frames: framesMs.length }).toEqual({ complaints: [], codec: name.split('.')[0], frames: 75 });
        expect(Math.abs((framesMs[0] ?? 0) - startMs - place * 4_000)).toBeLessThan(20);
      }
      await sealIt(built);
    });
  });
});
