import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Gap } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { nodeDigester } from '../../recordings/nodeDigester.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { verifyArchive } from '../../recordings/verify.ts';
import type { TrackId } from '../../sfu/contract.ts';
import { withRecording } from './buildRecording.ts';
import type { BuiltRecording } from './buildRecording.ts';
import { epochOf, judgeTrack, missingIntervals } from './judgeTrack.ts';
import type { JudgedTrack } from './judgeTrack.ts';
import { audioTrack, sendPicture, sendSound, videoTrack } from './rtpSender.ts';
import type { Fault } from './Wire.ts';

/** The ledger's times and an outside judge's may differ by this much. */
const LEDGER_TOLERANCE_MS = 100;
const FRAME_MS = 40;

async function judge(built: BuiltRecording, trackFolder: string): Promise<JudgedTrack> {
  return await judgeTrack(built.folder, trackFolder, await epochOf(built.folder));
}

/** The ledger tells of these intervals and of no others. */
function expectSameIntervals(gaps: readonly Gap[], intervals: readonly { startMs: number; endMs: number }[]): void {
  expect(gaps.length).toBe(intervals.length);
  for (const [place, interval] of intervals.entries()) {
    expect(Math.abs((gaps[place]?.startMs ?? 0) - interval.startMs)).toBeLessThan(LEDGER_TOLERANCE_MS);
    expect(Math.abs((gaps[place]?.endMs ?? 0) - interval.endMs)).toBeLessThan(LEDGER_TOLERANCE_MS);
  }
}

async function expectProven(built: BuiltRecording): Promise<void> {
  const vault = await FileVault.create(built.rootDir);
  const keys = await SealKeys.create(`${built.rootDir}/.keys`);
  await seal(vault, built.archiveId, { signer: keys.signer, statements: [], sealedAtMs: Date.now() });
  expect(await verifyArchive(vault.source(built.archiveId), keys.publicKeys, { digester: nodeDigester })).toMatchObject({ ok: true });
}

/** Between two moments of the wire's time. */
function between(fromMs: number, toMs: number, fate: 'drop' | 'unsent'): Fault {
  return ({ atMs }) => (atMs >= fromMs && atMs < toMs ? fate : 'pass');
}

describe.concurrent('a recording', () => {
  test('has every picture and every sound of an undisturbed visit, and no gap', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      await Promise.all([sendPicture(videoTrack(), camera.wire, { seconds: 5 }), sendSound(audioTrack(), microphone.wire, { seconds: 5 })]);
      const status = await built.recording.close();
      expect(status.gaps).toEqual([]);

      const picture = await judge(built, '000-camera');
      const sound = await judge(built, '001-microphone');
      expect(picture).toMatchObject({ codec: 'h264', complaints: [] });
      expect(sound).toMatchObject({ codec: 'opus', complaints: [] });
      expect(picture.framesMs.length).toBe(125);
      expect(sound.framesMs.length).toBeGreaterThanOrEqual(250);
      await expectProven(built);
    });
  });

  test.each(['video/VP8', 'video/VP9'])('keeps %s as it is', async (mimeType) => {
    await withRecording(async (built) => {
      const track = videoTrack({ mimeType });
      const camera = await built.connect(track);
      await sendPicture(track, camera.wire, { seconds: 4 });
      expect((await built.recording.close()).gaps).toEqual([]);
      const picture = await judge(built, '000-camera');
      expect(picture.codec).toBe(mimeType.slice(6).toLowerCase());
      expect(picture.framesMs.length).toBe(100);
    });
  });

  test.each([100, 300, 500, 5_000])('tells a silence of %i ms on the network as the interval that a decoder finds', async (silenceMs) => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      for (const { wire } of [camera, microphone]) wire.impair(between(2_000, 2_000 + silenceMs, 'drop'), { repeats: false });
      const seconds = 5 + silenceMs / 1_000;
      await Promise.all([sendPicture(videoTrack(), camera.wire, { seconds, framesPerKeyframe: 13 }), sendSound(audioTrack(), microphone.wire, { seconds })]);
      const { gaps } = await built.recording.close();

      const picture = await judge(built, '000-camera');
      const sound = await judge(built, '001-microphone');
      expect([...picture.complaints, ...sound.complaints]).toEqual([]);
      expectSameIntervals(gaps.filter(({ kind }) => kind === 'video'), missingIntervals(picture.framesMs, FRAME_MS, 100));
      expectSameIntervals(gaps.filter(({ kind }) => kind === 'audio'), missingIntervals(sound.framesMs, 20, 50));
      const [heard] = gaps.filter(({ kind }) => kind === 'audio');
      // By the packets that the wire took, 20 ms each: a busy sender puts more or less into the same interval.
      const takenMs = microphone.wire.dropped * 20;
      expect(Math.abs((heard?.endMs ?? 0) - (heard?.startMs ?? 0) - takenMs)).toBeLessThan(LEDGER_TOLERANCE_MS);
      expect(new Set(gaps.map(({ cause }) => cause))).toEqual(new Set([silenceMs < 1_000 ? 'loss' : 'network']));
      await expectProven(built);
    });
  });

  test.each([1, 5, 15])('loses nothing of %i percent random loss that is repeated on request', async (percent) => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      // A fixed pattern, because a test that fails must fail again.
      let state = 12_345;
      camera.wire.impair(() => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return (state >>> 16) % 100 < percent ? 'drop' : 'pass';
      });
      await sendPicture(videoTrack(), camera.wire, { seconds: 5 });
      await delay(300);
      const { gaps } = await built.recording.close();
      expect(camera.wire.dropped).toBeGreaterThan(0);
      expect(camera.wire.nackedPackets).toBeGreaterThanOrEqual(camera.wire.dropped);
      expect(gaps).toEqual([]);
      const picture = await judge(built, '000-camera');
      expect(picture.complaints).toEqual([]);
      expect(picture.framesMs.length).toBe(125);
    });
  });

  test('loses nothing of bursts that take forty packets at a time, once they are repeated on request', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      camera.wire.impair(({ atMs }) => (atMs % 1_500 > 1_100 ? 'drop' : 'pass'));
      await sendPicture(videoTrack(), camera.wire, { seconds: 7 });
      await delay(600);
      const { gaps } = await built.recording.close();
      expect(camera.wire.dropped).toBeGreaterThan(120);
      expect(gaps).toEqual([]);
      const picture = await judge(built, '000-camera');
      expect(picture.complaints).toEqual([]);
      expect(picture.framesMs.length).toBe(175);
    });
  });

  test.each([500, 3_000])('knows a device that sent nothing for %i ms from a network that lost it', async (stallMs) => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      const seconds = 4 + stallMs / 1_000;
      camera.wire.impair(between(2_000, 2_000 + stallMs, 'unsent'));
      // A camera that stalls leaves no picture without the one that it builds on, so each stands alone here.
      await sendPicture(videoTrack(), camera.wire, { seconds, framesPerKeyframe: 1 });
      const { gaps } = await built.recording.close();
      expect(gaps).toMatchObject([{ source: 'camera', cause: 'deviceStall', detectedBy: 'timeout' }]);
      expectSameIntervals(gaps, missingIntervals((await judge(built, '000-camera')).framesMs, FRAME_MS, 200));
    });
  });

  test('puts packets that arrive 200 places late back into order', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      let lastLateAt = 0;
      let lateCount = 0;
      camera.wire.impair(({ number }) => {
        if (number < lastLateAt + 400) return 'pass';
        lastLateAt = number;
        lateCount += 1;
        // At 2.6 Mbit/s, 200 packets of 1,200 bytes pass in less than this.
        return 750;
      }, { repeats: false });
      await sendPicture(videoTrack(), camera.wire, { seconds: 6, kbitPerSecond: 2_600, size: '640x360' });
      await delay(800);
      const { gaps } = await built.recording.close();
      expect(lateCount).toBeGreaterThan(1);
      expect(gaps).toEqual([]);
      expect((await judge(built, '000-camera')).framesMs.length).toBe(150);
    });
  });

  test('goes on over the wrap of sequence numbers and timestamps', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      camera.wire.wrapAfter(100, 2 * 90_000);
      await sendPicture(videoTrack(), camera.wire, { seconds: 5 });
      expect((await built.recording.close()).gaps).toEqual([]);
      expect((await judge(built, '000-camera')).framesMs.length).toBe(125);
    });
  });

  test('begins H.264 at the first picture that can be decoded alone, and asks for one', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      camera.wire.impair(between(0, 500, 'unsent'));
      await sendPicture(videoTrack(), camera.wire, { seconds: 4, framesPerKeyframe: 50 });
      await built.recording.close();
      expect(camera.wire.keyFrameRequests).toBeGreaterThan(0);
      const picture = await judge(built, '000-camera');
      expect(picture.complaints).toEqual([]);
      expect(picture.framesMs.length).toBe(50);
    });
  });

  test('follows a change of resolution in one track without a gap', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      await sendPicture(videoTrack(), camera.wire, { seconds: 2 });
      camera.wire.splice(90_000);
      await sendPicture(videoTrack(), camera.wire, { seconds: 2, size: '640x360' });
      const { gaps } = await built.recording.close();
      const picture = await judge(built, '000-camera');
      expect(picture.complaints).toEqual([]);
      expect(picture.framesMs.length).toBe(100);
      // Starting the second encoder takes a moment; what it takes is told if it is longer than a camera's pause.
      expectSameIntervals(gaps, missingIntervals(picture.framesMs, FRAME_MS, 200));
    });
  });

  test('goes on in the same account when the camera is switched, and tells the announced cause', async () => {
    await withRecording(async (built) => {
      const back = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      const sound = sendSound(audioTrack(), microphone.wire, { seconds: 9 });
      await sendPicture(videoTrack(), back.wire, { seconds: 3 });
      await built.recording.announce('camera', 'cameraSwitch');
      await back.intake.stop();
      await delay(1_500);
      const front = videoTrack({ trackId: 'front' as TrackId, ssrc: 0x33333333 });
      const second = await built.connect(front);
      await Promise.all([sendPicture(front, second.wire, { seconds: 3 }), sound]);
      const { gaps } = await built.recording.close();

      const framesMs = [...(await judge(built, '000-camera')).framesMs, ...(await judge(built, '002-camera')).framesMs];
      expect(gaps).toMatchObject([{ source: 'camera', cause: 'cameraSwitch', detectedBy: 'announced' }]);
      expectSameIntervals(gaps, missingIntervals(framesMs, FRAME_MS, 100));
    });
  });

  test('goes on in the same account with the publisher that takes the place of one whose line broke', async () => {
    await withRecording(async (built) => {
      const lost = await built.connect(videoTrack());
      await sendPicture(videoTrack(), lost.wire, { seconds: 3 });
      await delay(1_500);
      const again = videoTrack({ trackId: 'again' as TrackId, ssrc: 0x44444444, cname: 'phone again' });
      const second = await built.connect(again);
      // The server learns of the broken line after its successor is there.
      await lost.intake.stop('network');
      await sendPicture(again, second.wire, { seconds: 3 });
      const { gaps } = await built.recording.close();

      const framesMs = [...(await judge(built, '000-camera')).framesMs, ...(await judge(built, '001-camera')).framesMs];
      expect(gaps).toMatchObject([{ source: 'camera', cause: 'network' }]);
      expectSameIntervals(gaps, missingIntervals(framesMs, FRAME_MS, 100));
      await expectProven(built);
    });
  });

  test('tells a mute as a mute, from the last sound to the next', async () => {
    await withRecording(async (built) => {
      const microphone = await built.connect(audioTrack());
      await built.recording.announce('microphone', 'mute');
      microphone.wire.impair(between(2_000, 6_000, 'unsent'));
      await sendSound(audioTrack(), microphone.wire, { seconds: 8 });
      const { gaps } = await built.recording.close();
      expect(gaps).toMatchObject([{ source: 'microphone', cause: 'mute' }]);
      expectSameIntervals(gaps, missingIntervals((await judge(built, '000-microphone')).framesMs, 20, 100));
    });
  });

  test('does not take the silence of an encoder that pauses (Opus DTX) for a gap', async () => {
    await withRecording(async (built) => {
      const microphone = await built.connect(audioTrack());
      const announcement = Buffer.from([0xfc]);
      microphone.wire.impair(({ datagram, number, atMs }) => {
        if (atMs < 1_500 || atMs > 3_500) return 'pass';
        // One packet in 400 ms says that there is nothing to hear; those between are not sent.
        if (number % 20 !== 0 && atMs > 1_520) return 'unsent';
        datagram.set(announcement, 12);
        return 'silence';
      });
      await sendSound(audioTrack(), microphone.wire, { seconds: 5 });
      expect((await built.recording.close()).gaps).toEqual([]);
    });
  });

  test('outlives its own process: the same archive goes on, with the interruption on record', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      const sending = Promise.all([sendPicture(videoTrack(), camera.wire, { seconds: 8 }), sendSound(audioTrack(), microphone.wire, { seconds: 8 })]);
      await delay(4_000);
      const killedAtMs = Date.now();
      process.kill(built.recorder.pid ?? 0, 'SIGKILL');
      await sending;
      const { gaps } = await built.recording.close();

      const picture = await judge(built, '000-camera');
      const resumed = await judge(built, '002-camera');
      expect([...picture.complaints, ...resumed.complaints]).toEqual([]);
      // At most the fragment that was being filled is lost.
      expect(killedAtMs - (picture.framesMs.at(-1) ?? 0)).toBeLessThan(1_000);
      expect((resumed.framesMs[0] ?? Infinity) - killedAtMs).toBeLessThan(3_000);
      expect(gaps.filter(({ source }) => source === 'camera')).toMatchObject([{ cause: 'recorderRestart', detectedBy: 'restart' }]);
      expectSameIntervals(gaps.filter(({ source }) => source === 'camera'), missingIntervals([...picture.framesMs, ...resumed.framesMs], FRAME_MS, 100));
      expect(built.events).toContainEqual({ kind: 'alarm', alarm: 'recorderDown' });
      expect(built.events).toContainEqual({ kind: 'alarmCleared', alarm: 'recorderDown' });
      await expectProven(built);
    });
  });

  test('can be opened again after the server ended, and ends its gap with the visit', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      await sendPicture(videoTrack(), camera.wire, { seconds: 3 });
      await built.restart();
      await delay(500);
      const { gaps, segments } = await built.recording.close();
      expect(segments).toBeGreaterThan(0);
      expect(gaps).toMatchObject([{ source: 'camera', cause: 'serverRestart', detectedBy: 'restart' }]);
      expect(gaps[0]?.endMs).toBeGreaterThan(gaps[0]?.startMs ?? Infinity);
      await expectProven(built);
    });
  });
});
