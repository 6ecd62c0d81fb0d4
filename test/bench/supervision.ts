import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { ItemView } from '../../server/supervision/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { GRID_COLUMNS, GRID_ROWS, readFrameCode } from '../support/frameCode.ts';
import { makeCamera } from '../support/makeCamera.ts';
import { rememberStreams } from '../support/sourceOffset.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { until } from '../support/until.ts';
import { goLive, PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';

const PAGE_DIR = join(import.meta.dirname, '../../web/dist');
const JOINS = 15;
const PROMPTS = 60;
const WATCH_S = 6;
const WALL_S = 6;

/** A frame as one side saw it: its number and the machine's clock. */
interface Sighting {
  readonly number: number;
  readonly atMs: number;
}

/**
 * One visit by real pages of Chromium on one machine, so that all clocks are one. Latency is from a frame in the
 * camera's own track to the same frame, by its burned-in number, on the watching page; beside it the same camera in a
 * direct call of two browsers. The wall shows the one visit in sixteen tiles at once, each its own watcher in the
 * small layer, and is compared with one tile by the CPU time of the watching browser.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const running = await startPlatform({ pageDir: PAGE_DIR });
  const phoneBrowser = await launchBrowser(await makeCamera());
  const deskBrowser = await launchBrowser();
  try {
    const phone = await (await phoneBrowser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] })).newPage();
    await rememberStreams(phone);
    const desk = await (await deskBrowser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })).newPage();
    await signInOn(desk, running.url, 'supervisor', DEMO_PASSWORD);
    await signInOn(phone, running.url, 'investigator', DEMO_PASSWORD);
    const partner = await (await phoneBrowser.newContext(PHONE_SCREEN)).newPage();
    await signInOn(partner, running.url, 'investigator2', DEMO_PASSWORD);
    const visitId = await goLive(phone, partner);

    const joinsMs: number[] = [];
    for (let join = 0; join < JOINS; join += 1) joinsMs.push(await joinOnce(desk, running.url, visitId));
    await desk.locator('[data-testid=live-video][data-frames=flowing]').waitFor();
    await delay(2_000);
    await openDirectCall(phone, desk);
    await delay(2_000);
    // At the same time, so that the machine is as busy for one as for the other.
    const [sent, throughSeen, directSeen] = await Promise.all([
      sightings(phone, '[data-testid=live-preview]', WATCH_S),
      sightings(desk, '[data-testid=live-video]', WATCH_S),
      sightings(desk, '#direct', WATCH_S),
    ]);
    await closeDirectCall(phone, desk);
    const [through, direct] = [latencies(sent, throughSeen), latencies(sent, directSeen)];
    const promptsMs = await promptDelivery(running, visitId);
    const cpuOf = async (tiles: number): Promise<number> => wallCpu(deskBrowser.contexts()[0]?.pages()[0] ?? desk, running.url, visitId, tiles);
    const [one, sixteen] = [await cpuOf(1), await cpuOf(16)];
    return {
      name: 'supervision',
      joinP50Ms: at(joinsMs, 0.5), joinP95Ms: at(joinsMs, 0.95),
      glassToGlassP50Ms: at(through, 0.5), glassToGlassP95Ms: at(through, 0.95),
      p2pGlassToGlassP50Ms: at(direct, 0.5),
      latencyRatioVsP2p: Math.round((at(through, 0.5) / at(direct, 0.5)) * 100) / 100,
      promptDeliveryP95Ms: at(promptsMs, 0.95),
      wall16CpuRatioVs1: Math.round((sixteen / one) * 100) / 100,
    };
  } finally {
    await phoneBrowser.close();
    await deskBrowser.close();
    await running.stop();
  }
}

/** From the click on a visit's card to its first decoded picture. */
async function joinOnce(desk: Page, url: string, visitId: string): Promise<number> {
  await desk.goto(`${url}/live`);
  await desk.locator(`[data-testid=live-card][data-visit-id="${visitId}"][data-live=true]`).waitFor();
  return desk.evaluate(async (id) => {
    const beganMs = performance.now();
    document.querySelector<HTMLElement>(`[data-testid=live-card][data-visit-id="${id}"]`)?.click();
    for (;;) {
      const video = document.querySelector<HTMLVideoElement>('[data-testid=live-video]');
      if (video && video.getVideoPlaybackQuality().totalVideoFrames > 0) return performance.now() - beganMs;
      await new Promise((resolve) => { setTimeout(resolve, 4); });
      if (performance.now() - beganMs > 20_000) throw new Error('no picture after 20 s');
    }
  }, visitId);
}

/** What a page shows: every frame of a player as it is presented, averaged to the code's grid. */
async function sightings(page: Page, selector: string, seconds: number): Promise<Sighting[]> {
  const seen = await page.evaluate(async ({ selector: of, seconds: lasting, columns, rows }) => {
    const video = document.querySelector<HTMLVideoElement>(of);
    if (!video) throw new Error('no player');
    const perSquare = 8;
    const canvas = new OffscreenCanvas(columns * perSquare, rows * perSquare);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no canvas');
    const found: { atMs: number; grid: number[] }[] = [];
    const untilMs = performance.now() + lasting * 1000;
    await new Promise<void>((resolve) => {
      const onFrame = (): void => {
        const atMs = performance.timeOrigin + performance.now();
        context.drawImage(video, 0, 0, canvas.width, canvas.height);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const grid = new Array<number>(columns * rows).fill(0);
        for (let pixel = 0; pixel < canvas.width * canvas.height; pixel++) {
          const square = Math.floor(pixel / canvas.width / perSquare) * columns + Math.floor((pixel % canvas.width) / perSquare);
          grid[square] = (grid[square] ?? 0) + (data[pixel * 4 + 1] ?? 0) / perSquare ** 2;
        }
        found.push({ atMs, grid });
        if (performance.now() < untilMs) video.requestVideoFrameCallback(onFrame);
        else resolve();
      };
      video.requestVideoFrameCallback(onFrame);
    });
    return found;
  }, { selector, seconds, columns: GRID_COLUMNS, rows: GRID_ROWS });
  return seen.flatMap(({ atMs, grid }) => {
    const number = readFrameCode(Uint8Array.from(grid));
    return number === undefined ? [] : [{ number, atMs }];
  });
}

/** From the phone's own preview to the other page, ms a frame. */
function latencies(sent: readonly Sighting[], shown: readonly Sighting[]): number[] {
  const first = new Map<number, number>();
  for (const { number, atMs } of sent) if (!first.has(number)) first.set(number, atMs);
  return shown.flatMap(({ number, atMs }) => {
    const sentAtMs = first.get(number);
    return sentAtMs === undefined ? [] : [atMs - sentAtMs];
  });
}

/** The same camera in a call of the two pages without any server between them. */
async function openDirectCall(phone: Page, desk: Page): Promise<void> {
  await desk.evaluate(() => {
    const peer = new RTCPeerConnection();
    const video = document.createElement('video');
    video.id = 'direct';
    video.muted = true;
    video.autoplay = true;
    document.body.append(video);
    peer.ontrack = ({ track }) => { video.srcObject = new MediaStream([track]); };
    Object.assign(window, { directPeer: peer });
  });
  const offer = await phone.evaluate(async () => {
    const peer = new RTCPeerConnection();
    Object.assign(window, { directPeer: peer });
    const track = window.observedStreams?.at(-1)?.getVideoTracks()[0];
    if (!track) throw new Error('no camera');
    const sender = peer.addTransceiver(track, { direction: 'sendonly', sendEncodings: [{ maxBitrate: 2_500_000 }] });
    const codecs = RTCRtpSender.getCapabilities('video')?.codecs.filter(({ mimeType }) => mimeType === 'video/H264') ?? [];
    sender.setCodecPreferences(codecs);
    await peer.setLocalDescription();
    await new Promise<void>((resolve) => {
      if (peer.iceGatheringState === 'complete') resolve();
      else peer.onicegatheringstatechange = () => { if (peer.iceGatheringState === 'complete') resolve(); };
    });
    return peer.localDescription?.sdp ?? '';
  });
  const answer = await desk.evaluate(async (sdp) => {
    const { directPeer: peer } = window as unknown as { directPeer: RTCPeerConnection };
    await peer.setRemoteDescription({ type: 'offer', sdp });
    await peer.setLocalDescription();
    await new Promise<void>((resolve) => {
      if (peer.iceGatheringState === 'complete') resolve();
      else peer.onicegatheringstatechange = () => { if (peer.iceGatheringState === 'complete') resolve(); };
    });
    return peer.localDescription?.sdp ?? '';
  }, offer);
  await phone.evaluate((sdp) => (window as unknown as { directPeer: RTCPeerConnection }).directPeer.setRemoteDescription({ type: 'answer', sdp }), answer);
  await desk.waitForFunction(() => (document.querySelector<HTMLVideoElement>('#direct')?.videoHeight ?? 0) > 0);
}

async function closeDirectCall(...pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.evaluate(() => { (window as unknown as { directPeer: RTCPeerConnection }).directPeer.close(); });
}

/** From an officer's request to its arrival at a phone's socket: trail and store lie between. */
async function promptDelivery(running: Awaited<ReturnType<typeof startPlatform>>, visitId: string): Promise<number[]> {
  const desk = running.connect(await running.signIn('supervisor'));
  const phone = running.connect(await running.signIn('investigator'));
  try {
    await until(() => desk.connected && phone.connected, 'both lines');
    const sentAtMs = new Map<string, number>();
    const tookMs: number[] = [];
    phone.on('exchange:item', ({ item }: { item: ItemView }) => {
      const began = sentAtMs.get(item.id);
      if (began !== undefined && item.state === 'sent') tookMs.push(performance.now() - began);
    });
    for (let prompt = 0; prompt < PROMPTS; prompt += 1) {
      const itemId = randomUUID();
      sentAtMs.set(itemId, performance.now());
      await desk.emitWithAck('exchange:act', { visitId, itemId, act: { kind: 'prompt', text: '请拍摄厨房' } });
      await delay(50);
    }
    await until(() => tookMs.length === PROMPTS, 'every prompt at the phone');
    return tookMs;
  } finally {
    desk.close();
    phone.close();
  }
}

/** CPU seconds a second of all the processes of the page's browser, with so many tiles of the visit. */
async function wallCpu(page: Page, url: string, visitId: string, tiles: number): Promise<number> {
  await page.goto(`${url}/live`);
  const frames = await Promise.all(Array.from({ length: tiles }, async () => {
    const tile = await page.context().newPage();
    await tile.setViewportSize({ width: 340, height: 190 });
    await tile.goto(`${url}/live/wall`);
    await tile.locator(`[data-testid=wall-tile][data-visit-id="${visitId}"]`).waitFor();
    return tile;
  }));
  await delay(4_000);
  const session = await page.context().browser()!.newBrowserCDPSession();
  const cpu = async (): Promise<number> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const before = await cpu();
  await delay(WALL_S * 1000);
  const used = ((await cpu()) - before) / WALL_S;
  await Promise.all(frames.map((tile) => tile.close()));
  return used;
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) / 10;
}
