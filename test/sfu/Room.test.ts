import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { RoomEvent } from '../../sfu/contract.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Sfu } from '../../sfu/Sfu.ts';
import { buildSfu, KeptLog, roomId } from '../support/buildSfu.ts';
import { liveMediaWorkers } from '../support/mediaWorkers.ts';
import { RtpListener } from '../support/RtpListener.ts';
import { cameraParameters, microphoneParameters } from '../support/rtpParameters.ts';
import { until } from '../support/until.ts';

const log = new KeptLog();
let sfu: Sfu;
let room: Room;
let events: RoomEvent[];

beforeEach(async () => {
  sfu = await buildSfu({ log });
  room = await sfu.openRoom(roomId());
  events = [];
  room.on((event) => events.push(event));
});

afterEach(async () => {
  await sfu.close();
  expect(await liveMediaWorkers()).toEqual([]);
});

async function fillRoom() {
  const publisher = await room.createPublisher();
  const camera = await publisher.publish({ source: 'camera', kind: 'video', rtpParameters: cameraParameters() });
  const microphone = await publisher.publish({ source: 'microphone', kind: 'audio', rtpParameters: microphoneParameters() });
  const watcher = await room.createWatcher();
  await watcher.watch(camera, room.rtpCapabilities);
  const listener = await RtpListener.open();
  onTestFinished(() => listener.close());
  const tap = await room.tap(microphone, listener.address);
  events = [];
  return { publisher, camera, microphone, watcher, tap, listener };
}

test.each(['closed', 'workerDied'] as const)('a room that is gone because of `%s` ends all it holds, each track first, then says so once', async (reason) => {
  const { publisher, camera, microphone, watcher, tap } = await fillRoom();
  expect(await sfu.stats()).toMatchObject({ rooms: 1, tracks: 2, publishers: 1, watchers: 1, taps: 1 });
  const order: string[] = [];
  watcher.onClosed(() => order.push('watcher'));
  publisher.onClosed(() => order.push('publisher'));

  if (reason === 'closed') room.close();
  else process.kill((await liveMediaWorkers())[0] ?? 0, 'SIGKILL');
  await until(() => room.closed, 'the end of the room');
  room.close();

  expect(events).toEqual([
    { type: 'trackEnded', reason, trackId: camera, source: 'camera', kind: 'video' },
    { type: 'trackEnded', reason, trackId: microphone, source: 'microphone', kind: 'audio' },
    { type: 'closed', reason },
  ]);
  expect(order.toSorted()).toEqual(['publisher', 'watcher']);
  expect(publisher.closed && watcher.closed).toBe(true);
  expect(room.tracks()).toEqual([]);
  expect(await sfu.stats()).toMatchObject({ rooms: 0, tracks: 0, publishers: 0, watchers: 0, taps: 0 });
  await expect(tap.resume()).rejects.toMatchObject({ code: 'closed' });
  await expect(room.tap(camera, { ip: '127.0.0.1', port: 5_000 })).rejects.toMatchObject({ code: 'closed' });
  await expect(room.createWatcher()).rejects.toMatchObject({ code: 'closed' });
});

test('what was being made while the room closed does not outlive it', async () => {
  const { camera, listener } = await fillRoom();
  const making = [room.createPublisher(), room.createWatcher(), room.tap(camera, listener.address)];
  room.close();
  const results = await Promise.allSettled(making);
  expect(results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'made'))).toEqual(['closed', 'closed', 'closed']);
  expect(await sfu.stats()).toMatchObject({ publishers: 0, watchers: 0, taps: 0 });
});

test('a listener that throws is logged and keeps nobody else from hearing', async () => {
  const heard: string[] = [];
  room.on(() => {
    throw new Error('of my own');
  });
  const stop = room.on(({ type }) => heard.push(type));
  const publisher = await room.createPublisher();
  const trackId = await publisher.publish({ source: 'camera', kind: 'video', rtpParameters: cameraParameters() });
  stop();
  publisher.unpublish(trackId);
  expect(heard).toEqual(['trackPublished']);
  expect(log.lines.some(({ message }) => message === 'a listener of the SFU threw')).toBe(true);
});
