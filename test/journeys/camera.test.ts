import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { median, unwrapNumbers } from '../support/flashAndBeep.ts';
import { CAMERA_FPS, makeCamera } from '../support/makeCamera.ts';
import { observeSource, rememberStreams } from '../support/sourceOffset.ts';

/** The journeys rest on what Chromium does with the camera's files, so that is proven first. */
let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  // Camera and microphone exist only for a page of a trustworthy origin, as loopback is.
  server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<title>camera</title>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser(await makeCamera());
  page = await browser.newPage();
  await rememberStreams(page);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.evaluate(() =>
    navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360, frameRate: 25 }, audio: true }),
  );
}, 120_000);

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

test("the camera's frames arrive in real time with readable numbers, and flash and beep stay together", async () => {
  const { frames, flashToBeepMs: bySecond } = await observeSource(page, 6);
  const flashToBeepMs = [...bySecond.values()];
  expect(frames.length).toBeGreaterThan(6 * 20);
  expect(frames.filter((frame) => frame.number === undefined)).toEqual([]);
  const numbers = unwrapNumbers(frames);
  const seconds = frames.at(-1)!.atS - frames[0]!.atS;
  expect((numbers.at(-1)! - numbers[0]!) / seconds).toBeCloseTo(CAMERA_FPS, 0);
  expect(flashToBeepMs.length).toBeGreaterThanOrEqual(5);
  expect(Math.max(...flashToBeepMs) - Math.min(...flashToBeepMs)).toBeLessThan(60);
  // It is measured and not assumed to be nought, because a busy machine delays one of the two.
  expect(Math.abs(median(flashToBeepMs))).toBeLessThan(500);
});

test.each(['video/H264', 'video/VP8'])('this Chromium encodes and decodes %s', async (mimeType) => {
  const codecs = await page.evaluate(async (wanted) => {
    const [sending, receiving] = [new RTCPeerConnection(), new RTCPeerConnection()];
    const [camera] = window.observedStreams?.[0]?.getVideoTracks() ?? [];
    if (camera === undefined) throw new Error('no camera');
    sending.onicecandidate = ({ candidate }) => void receiving.addIceCandidate(candidate ?? undefined);
    receiving.onicecandidate = ({ candidate }) => void sending.addIceCandidate(candidate ?? undefined);
    const transceiver = sending.addTransceiver(camera, { direction: 'sendonly' });
    transceiver.setCodecPreferences((RTCRtpReceiver.getCapabilities('video')?.codecs ?? []).filter((codec) => codec.mimeType === wanted));
    await sending.setLocalDescription();
    await receiving.setRemoteDescription(sending.localDescription!);
    await receiving.setLocalDescription();
    await sending.setRemoteDescription(receiving.localDescription!);
    const deadlineMs = performance.now() + 15_000;
    while (performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const report = [...(await receiving.getStats()).values()] as { type: string; framesDecoded?: number; mimeType?: string }[];
      if (report.some((entry) => entry.type === 'inbound-rtp' && (entry.framesDecoded ?? 0) > 20)) {
        sending.close();
        receiving.close();
        return report.filter((entry) => entry.type === 'codec').map((entry) => entry.mimeType);
      }
    }
    throw new Error('no frames were decoded');
  }, mimeType);
  expect(codecs).toContain(mimeType);
});
