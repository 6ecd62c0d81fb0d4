import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderSource } from '../../recordings/folderSource.ts';
import { openArchive } from '../../recordings/reader.ts';
import type { ArchiveReader } from '../../recordings/reader.ts';
import type { TrackId } from '../../sfu/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { decodeErrors, readFrames } from '../support/judge.ts';
import { withRecording } from './buildRecording.ts';
import { pieceOf } from './makePiece.ts';
import { audioTrack, sendPicture, sendSound, videoTrack } from './rtpSender.ts';

const HLS = fileURLToPath(new URL('../../node_modules/hls.js/dist/hls.min.js', import.meta.url));

let browser: Browser;
beforeAll(async () => { browser = await launchBrowser(); });
afterAll(() => browser.close());

/** A page with hls.js over one archive, and nothing else of ours. */
async function withPlayer<T>(reader: ArchiveReader, use: (page: Page, playlist: string) => Promise<T>): Promise<T> {
  const server = await serve(reader);
  const page = await browser.newPage();
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await page.goto(url);
    return await use(page, `${url}hls/index.m3u8`);
  } finally {
    await page.close();
    server.close();
    server.closeAllConnections();
  }
}

async function serve(reader: ArchiveReader): Promise<Server> {
  const page = `<video muted></video><script src="/hls.js"></script><script>
    const video = document.querySelector('video');
    window.failures = [];
    window.play = (config) => {
      const hls = new Hls(config);
      hls.on(Hls.Events.ERROR, (_, data) => { if (data.fatal || data.details === 'bufferStalledError') failures.push(data.details); });
      hls.loadSource('/hls/index.m3u8');
      hls.attachMedia(video);
      return new Promise((resolve) => { hls.once(Hls.Events.MANIFEST_PARSED, () => resolve(video.play())); });
    };
  </script>`;
  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? '';
      if (path === '/') return response.setHeader('content-type', 'text/html').end(page);
      if (path === '/hls.js') return response.setHeader('content-type', 'text/javascript').end(await readFile(HLS));
      const resource = await reader.hls(path.slice('/hls/'.length));
      if (resource === undefined) return response.writeHead(404).end();
      response.setHeader('content-type', resource.contentType);
      return Readable.from(resource.body).pipe(response);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

interface Seen {
  readonly time: number;
  readonly width: number;
  readonly height: number;
  /** Stretches that could be played without loading more. */
  readonly buffered: number;
  readonly duration: number;
  readonly failures: readonly string[];
}

function look(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const video = document.querySelector('video')!;
    return { time: video.currentTime, width: video.videoWidth, height: video.videoHeight, buffered: video.buffered.length, duration: video.duration, failures: (globalThis as unknown as { failures: string[] }).failures };
  });
}

async function seek(page: Page, toS: number): Promise<void> {
  await page.evaluate(async (to) => {
    const video = document.querySelector('video')!;
    video.currentTime = to;
    await new Promise((resolve) => { video.addEventListener('seeked', resolve, { once: true }); });
  }, toS);
}

const play = (page: Page, config: object): Promise<void> =>
  page.evaluate((given) => (globalThis as unknown as { play: (config: object) => Promise<void> }).play(given), config);

/** Chromium's own camera, microphone and recorder. */
async function recordByBrowser(file: string, lengthMs: number): Promise<void> {
  const server = createServer((_, response) => { response.setHeader('content-type', 'text/html').end('<title>phone</title>'); });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const recorded = await page.evaluate(async (forMs) => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360, frameRate: 25 }, audio: true });
      const recorder = new MediaRecorder(stream, { mimeType: 'video/mp4;codecs="avc1.42e01f,opus"', videoKeyFrameIntervalDuration: 2_000 } as MediaRecorderOptions);
      const chunks: Blob[] = [];
      recorder.addEventListener('dataavailable', ({ data }) => { chunks.push(data); });
      const stopped = new Promise((resolve) => { recorder.addEventListener('stop', resolve); });
      recorder.start(1_000);
      await new Promise((resolve) => { setTimeout(resolve, forMs); });
      recorder.stop();
      await stopped;
      const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    }, lengthMs);
    await writeFile(file, Buffer.from(recorded, 'base64'));
  } finally {
    await page.close();
    server.close();
    server.closeAllConnections();
  }
}

describe('a recording in a browser', () => {
  test('plays over a camera that was off for four seconds, with the sound going on, and seeks to anywhere', async () => {
    await withRecording(async (built) => {
      const first = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      const sound = sendSound(audioTrack(), microphone.wire, { seconds: 14 });
      await sendPicture(videoTrack(), first.wire, { seconds: 4 });
      await built.recording.announce('camera', 'cameraSwitch');
      await first.intake.stop();
      await delay(3_500);
      const track = videoTrack({ trackId: 'front' as TrackId, ssrc: 0x44444444 });
      const second = await built.connect(track);
      await Promise.all([sendPicture(track, second.wire, { seconds: 5, size: '640x360' }), sound]);
      const status = await built.recording.close();
      expect(status.gaps.length).toBe(1);
      const lengthS = ((status.endMs ?? 0) - (status.startMs ?? 0)) / 1_000;
      const gapStartS = ((status.gaps[0]?.startMs ?? 0) - (status.startMs ?? 0)) / 1_000;
      const gapEndS = ((status.gaps[0]?.endMs ?? 0) - (status.startMs ?? 0)) / 1_000;

      await withPlayer(openArchive(folderSource(built.folder)), async (page, playlist) => {
        // Players that keep the first header decode all three sizes by what the key frames carry.
        expect(await decodeErrors(playlist)).toEqual([]);
        expect((await readFrames(playlist)).length).toBeGreaterThan(8 * 25);

        await play(page, {});
        await page.waitForFunction(() => document.querySelector('video')!.currentTime > 0.5);
        const begun = await look(page);
        expect(begun.width).toBe(320);
        expect(Math.abs(begun.duration - lengthS)).toBeLessThan(0.3);

        // Through the whole gap in its own time: nobody waits, nobody jumps.
        await seek(page, gapStartS - 1);
        const startedAt = performance.now();
        const from = (await look(page)).time;
        await page.waitForFunction((to) => document.querySelector('video')!.currentTime > to, gapEndS + 0.5);
        const seen = await look(page);
        expect(Math.abs((performance.now() - startedAt) / 1_000 - (seen.time - from))).toBeLessThan(0.7);
        expect(seen).toMatchObject({ width: 640, buffered: 1 });

        // In the gap there is the filler's own picture, until the second camera's first.
        for (const atS of [gapStartS + 1, gapEndS - 0.5]) {
          await seek(page, atS);
          expect((await look(page)).height).toBe(180);
        }
        await page.waitForFunction((to) => document.querySelector('video')!.currentTime > to, gapEndS + 0.3);
        expect((await look(page)).width).toBe(640);
        await seek(page, 1);
        await page.waitForFunction(() => document.querySelector('video')!.currentTime > 1.3);
        const last = await look(page);
        expect(last.width).toBe(320);
        expect(last.failures).toEqual([]);
      });
    });
  }, 60_000);

  test('shows, after a camera that paused without a loss, what can be decoded again, and asks for that', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      // As an overloaded phone: nothing for a second and a half, then the next picture of the same stream.
      camera.wire.impair(({ datagram, atMs }) => {
        if (atMs < 2_500) return 'pass';
        datagram.writeUInt32BE((datagram.readUInt32BE(4) + 135_000) >>> 0, 4);
        return 1_500;
      });
      await Promise.all([
        sendPicture(videoTrack(), camera.wire, { seconds: 7, framesPerKeyframe: 100 }),
        sendSound(audioTrack(), microphone.wire, { seconds: 9 }),
      ]);
      expect(camera.wire.keyFrameRequests).toBeGreaterThan(1);
      const { gaps } = await built.recording.close();
      expect(gaps).toMatchObject([{ source: 'camera' }]);
      await withPlayer(openArchive(folderSource(built.folder)), async (page, playlist) => {
        expect(await decodeErrors(playlist)).toEqual([]);
        await play(page, {});
        await page.waitForFunction(() => document.querySelector('video')!.currentTime > 6);
        expect(await look(page)).toMatchObject({ width: 320, height: 240, buffered: 1, failures: [] });
      });
    });
  }, 60_000);

  test('plays what the phone\'s own browser recorded where the network was gone', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      for (const { wire } of [camera, microphone]) wire.impair(({ atMs }) => (atMs >= 3_000 && atMs < 7_000 ? 'drop' : 'pass'), { repeats: false });
      await Promise.all([sendPicture(videoTrack(), camera.wire, { seconds: 10 }), sendSound(audioTrack(), microphone.wire, { seconds: 10 })]);
      const closed = await built.recording.close();
      const gap = closed.gaps.find(({ source }) => source === 'camera')!;

      const file = `${built.rootDir}/recorded`;
      await recordByBrowser(file, 6_000);
      const pieces = built.recorder.pieces(built.archiveId);
      const { piece, status } = await pieces.add(await pieceOf(file, { deviceStartMs: gap.startMs - 1_000 }));
      expect(piece.problem).toBeUndefined();
      expect(piece.media.map(({ source }) => source)).toEqual(['camera', 'microphone']);
      expect(status.gaps.map(({ filling }) => filling)).toEqual(['wholly', 'wholly']);

      await withPlayer(openArchive(folderSource(built.folder)), async (page, playlist) => {
        expect(await decodeErrors(playlist)).toEqual([]);
        // Where two files meet, neither overlaps the other: ffmpeg would move all that follows.
        const times = (await readFrames(playlist)).map(({ atS }) => atS);
        const startMs = closed.startMs ?? 0;
        expect(Math.min(...times.slice(1).map((atS, place) => atS - (times[place] ?? 0)))).toBeGreaterThan(0);
        expect(Math.abs((times.at(-1) ?? 0) - ((closed.endMs ?? 0) - startMs) / 1_000)).toBeLessThan(0.2);
        await play(page, {});
        await seek(page, (gap.startMs - startMs) / 1_000 - 2);
        expect((await look(page)).width).toBe(320);
        await page.waitForFunction((to) => document.querySelector('video')!.currentTime > to, (gap.startMs - startMs) / 1_000 + 1.5);
        expect((await look(page)).width).toBe(640);
        await page.waitForFunction((to) => document.querySelector('video')!.currentTime > to, ((gap.endMs ?? 0) - startMs) / 1_000 + 0.5);
        const seen = await look(page);
        expect(seen).toMatchObject({ width: 320, failures: [] });
      });
    });
  }, 60_000);

  test('can be watched from its start and to within 4 s of now while it runs', async () => {
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      const sending = Promise.all([sendPicture(videoTrack(), camera.wire, { seconds: 16, framesPerKeyframe: 50 }), sendSound(audioTrack(), microphone.wire, { seconds: 16 })]);
      await delay(7_000);
      const reader = openArchive(folderSource(built.folder));
      await withPlayer(reader, async (page) => {
        await play(page, { liveSyncDuration: 2 });
        await page.waitForFunction(() => document.querySelector('video')!.currentTime > 1);
        const { startMs = 0 } = await reader.summary();
        const { time } = await look(page);
        expect((Date.now() - startMs) / 1_000 - time).toBeLessThan(6);
        const { endMs = 0 } = await reader.summary();
        expect(Date.now() - endMs).toBeLessThan(4_000);
        await seek(page, 0.2);
        await page.waitForFunction(() => document.querySelector('video')!.currentTime > 0.6);
        expect((await look(page)).failures).toEqual([]);
      });
      await sending;
    });
  }, 60_000);
});
