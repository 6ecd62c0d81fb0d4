import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RoomEvent, TrackId } from '../../sfu/contract.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Sfu } from '../../sfu/Sfu.ts';
import { launchBrowser } from '../support/browser.ts';
import { BrowserPeer } from '../support/BrowserPeer.ts';
import { buildSfu, roomId } from '../support/buildSfu.ts';
import { liveMediaWorkers } from '../support/mediaWorkers.ts';
import { RtpListener } from '../support/RtpListener.ts';
import { until } from '../support/until.ts';

let browser: Browser;
let sfu: Sfu;
let room: Room;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  sfu = await buildSfu();
  room = await sfu.openRoom(roomId());
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await sfu.close();
  expect(await liveMediaWorkers()).toEqual([]);
});

function trackOf(source: string): TrackId {
  const track = room.tracks().find((candidate) => candidate.source === source);
  if (!track) throw new Error(`nobody publishes a ${source}`);
  return track.trackId;
}

test('a page publishes camera and microphone, another sees them, and a tap gets both with one clock', async () => {
  const publisher = await room.createPublisher();
  const phone = await BrowserPeer.publish(browser, room, publisher, ['camera', 'microphone']);

  const listeners = { camera: await RtpListener.open(), microphone: await RtpListener.open() };
  const taps = {
    camera: await room.tap(trackOf('camera'), listeners.camera.address),
    microphone: await room.tap(trackOf('microphone'), listeners.microphone.address),
  };
  expect(taps.camera.track).toMatchObject({ mimeType: 'video/H264', nack: true });
  expect(taps.microphone.track).toMatchObject({ mimeType: 'audio/opus', nack: true, reportsSending: true });
  expect(taps.camera.track).not.toHaveProperty('reportsSending');
  expect(taps.camera.track.cname).toBe(taps.microphone.track.cname);
  await taps.camera.resume();
  await taps.microphone.resume();

  const supervisor = await BrowserPeer.watch(browser, room, await room.createWatcher(), trackOf('camera'));
  const before = await supervisor.picture();
  expect(before.width * before.height).toBeGreaterThan(0);
  await until(async () => (await supervisor.picture()).frames > before.frames + 20, 'advancing frames', 10_000);
  await expect.poll(() => phone.protocol(), { timeout: 5_000 }).toBe('udp');
  await expect.poll(() => supervisor.protocol(), { timeout: 5_000 }).toBe('udp');

  for (const listener of Object.values(listeners)) {
    await until(() => listener.packets.length > 50 && listener.senderReports.length > 0, 'packets and a sender report', 10_000);
  }
  await Promise.all(Object.values(listeners).map((listener) => listener.close()));
});

test('a page that closes ends its tracks at once, without anybody telling the server', async () => {
  const publisher = await room.createPublisher();
  const phone = await BrowserPeer.publish(browser, room, publisher, ['camera']);
  await until(async () => (await phone.protocol()) !== undefined, 'the connection');
  const events: RoomEvent[] = [];
  room.on((event) => events.push(event));
  await phone.page.evaluate(() => peerTransport.close());
  await until(() => publisher.closed, 'the end of the publisher');
  expect(events).toMatchObject([{ type: 'trackEnded', reason: 'unpublished', source: 'camera' }]);
});

test('where a network lets no UDP through, the media goes over TCP', async () => {
  const phone = await BrowserPeer.publish(browser, room, await room.createPublisher(), ['camera'], 'tcpOnly');
  const supervisor = await BrowserPeer.watch(browser, room, await room.createWatcher(), trackOf('camera'), 'tcpOnly');
  await expect.poll(() => phone.protocol(), { timeout: 5_000 }).toBe('tcp');
  await expect.poll(() => supervisor.protocol(), { timeout: 5_000 }).toBe('tcp');
  expect((await supervisor.picture()).width).toBeGreaterThan(0);
});
