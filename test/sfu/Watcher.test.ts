import * as mediasoup from 'mediasoup';
import type { Transport } from 'mediasoup/types';
import { afterEach, beforeEach, expect, expectTypeOf, test } from 'vitest';
import type { TrackId } from '../../sfu/contract.ts';
import type { Publisher } from '../../sfu/Publisher.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Sfu } from '../../sfu/Sfu.ts';
import { Watcher } from '../../sfu/Watcher.ts';
import { buildSfu, roomId } from '../support/buildSfu.ts';
import { liveMediaWorkers } from '../support/mediaWorkers.ts';
import { cameraParameters } from '../support/rtpParameters.ts';

let sfu: Sfu;
let room: Room;
let publisher: Publisher;
let trackId: TrackId;
let watcher: Watcher;

beforeEach(async () => {
  sfu = await buildSfu();
  room = await sfu.openRoom(roomId());
  publisher = await room.createPublisher();
  trackId = await publisher.publish({ source: 'camera', kind: 'video', rtpParameters: cameraParameters() });
  watcher = await room.createWatcher();
});

afterEach(async () => {
  await sfu.close();
  expect(await liveMediaWorkers()).toEqual([]);
});

test('a watcher cannot publish', () => {
  expectTypeOf<Watcher>().not.toHaveProperty('publish');
  expect(Object.getOwnPropertyNames(Watcher.prototype)).not.toContain('publish');
});

test('the transport of a watcher carries no track into the room, and that of a publisher none out of it', async () => {
  const transports: Transport[] = [];
  const observe = (worker: mediasoup.types.Worker): void => {
    worker.observer.on('newrouter', (router) => router.observer.on('newtransport', (transport) => transports.push(transport)));
  };
  mediasoup.observer.on('newworker', observe);
  const other = await buildSfu();
  mediasoup.observer.off('newworker', observe);
  try {
    const otherRoom = await other.openRoom(roomId());
    const otherPublisher = await otherRoom.createPublisher();
    const otherTrack = await otherPublisher.publish({ source: 'camera', kind: 'video', rtpParameters: cameraParameters() });
    const otherWatcher = await otherRoom.createWatcher();
    await otherWatcher.watch(otherTrack, otherRoom.rtpCapabilities);
    const dumps = (await Promise.all(transports.map((transport) => transport.dump()))) as { producerIds: string[]; consumerIds: string[] }[];
    expect(dumps.map(({ producerIds, consumerIds }) => [producerIds.length, consumerIds.length])).toEqual([[1, 0], [0, 1]]);
  } finally {
    await other.close();
  }
});

test('watching gives what the browser needs, and the same again for the same track, also at once', async () => {
  const [first, second] = await Promise.all([watcher.watch(trackId, room.rtpCapabilities), watcher.watch(trackId, room.rtpCapabilities)]);
  expect(second).toEqual(first);
  expect(await watcher.watch(trackId, room.rtpCapabilities)).toEqual(first);
  expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  expect(first.kind).toBe('video');
  expect(first.rtpParameters.codecs[0]?.mimeType).toBe('video/H264');
  await watcher.resume(trackId);
  await watcher.setPreferredLayers(trackId, { spatialLayer: 0 });
  await watcher.pause(trackId);
});

test('a track that is not there, or no longer, is unknown', async () => {
  await expect(watcher.watch('nothing' as TrackId, room.rtpCapabilities)).rejects.toMatchObject({ code: 'trackUnknown' });
  await expect(watcher.resume(trackId)).rejects.toMatchObject({ code: 'trackUnknown' });
  await watcher.watch(trackId, room.rtpCapabilities);
  publisher.unpublish(trackId);
  await expect(watcher.watch(trackId, room.rtpCapabilities)).rejects.toMatchObject({ code: 'trackUnknown' });
  await expect(watcher.resume(trackId)).rejects.toMatchObject({ code: 'trackUnknown' });
});

test('a device that cannot decode the track is told so, and may try again with more', async () => {
  const codecs = (room.rtpCapabilities.codecs ?? []).filter(({ mimeType }) => mimeType === 'video/VP8');
  await expect(watcher.watch(trackId, { codecs })).rejects.toMatchObject({ code: 'cannotWatch' });
  await watcher.watch(trackId, room.rtpCapabilities);
});

test.each([undefined, null, {}, { codecs: 'all' }, { codecs: [{ kind: 'video' }] }])('capabilities %j are refused', async (capabilities) => {
  await expect(watcher.watch(trackId, capabilities)).rejects.toMatchObject({ code: 'badRtcParameters' });
});

test('a header extension that the room does not know does no harm', async () => {
  const { codecs, headerExtensions = [] } = room.rtpCapabilities;
  const more = [...headerExtensions, { kind: 'video', uri: 'urn:example:new', preferredId: 14 }];
  expect((await watcher.watch(trackId, { codecs, headerExtensions: more })).kind).toBe('video');
});

test('a closed watcher says so once and refuses everything with `closed`', async () => {
  let closed = 0;
  watcher.onClosed(() => (closed += 1));
  watcher.close();
  watcher.close();
  expect(closed).toBe(1);
  expect((await sfu.stats()).watchers).toBe(0);
  await expect(watcher.watch(trackId, room.rtpCapabilities)).rejects.toMatchObject({ code: 'closed' });
  await expect(watcher.restartIce()).rejects.toMatchObject({ code: 'closed' });
});
