import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RoomEvent, TrackId } from '../../sfu/contract.ts';
import type { Publisher } from '../../sfu/Publisher.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Sfu } from '../../sfu/Sfu.ts';
import { buildSfu, roomId } from '../support/buildSfu.ts';
import { liveMediaWorkers } from '../support/mediaWorkers.ts';
import { browserDtlsParameters, cameraParameters, microphoneParameters } from '../support/rtpParameters.ts';

let sfu: Sfu;
let room: Room;
let publisher: Publisher;
let events: RoomEvent[];

beforeEach(async () => {
  sfu = await buildSfu();
  room = await sfu.openRoom(roomId());
  publisher = await room.createPublisher();
  events = [];
  room.on((event) => events.push(event));
});

afterEach(async () => {
  await sfu.close();
  expect(await liveMediaWorkers()).toEqual([]);
});

const camera = () => publisher.publish({ source: 'camera', kind: 'video', rtpParameters: cameraParameters() });

test('what the browser needs is plain JSON, with UDP before TCP', () => {
  expect(JSON.parse(JSON.stringify(publisher.transport))).toEqual(publisher.transport);
  expect(publisher.transport.iceCandidates.map(({ protocol }) => protocol)).toEqual(['udp', 'tcp']);
  const [udp, tcp] = publisher.transport.iceCandidates;
  expect(udp?.priority).toBeGreaterThan(tcp?.priority ?? 0);
});

test('the room prefers H.264 constrained baseline and steady Opus, and lets phones turn their own picture', () => {
  const { codecs = [], headerExtensions = [] } = room.rtpCapabilities;
  const media = codecs.filter(({ mimeType }) => !mimeType.endsWith('/rtx'));
  expect(media.map(({ mimeType }) => mimeType)).toEqual(['audio/opus', 'video/H264', 'video/VP8', 'video/VP9', 'video/AV1']);
  expect(media[0]?.parameters).toMatchObject({ useinbandfec: 1, usedtx: 0, stereo: 0 });
  expect(media[1]?.parameters).toMatchObject({ 'profile-level-id': '42e01f', 'packetization-mode': 1 });
  expect(headerExtensions.map(({ uri }) => uri)).not.toContain('urn:3gpp:video-orientation');
});

test('a published track is told, listed, paused, resumed and ended', async () => {
  const trackId = await camera();
  const track = { trackId, source: 'camera', kind: 'video' };
  expect(room.tracks()).toEqual([track]);
  await publisher.pause(trackId);
  await publisher.resume(trackId);
  publisher.unpublish(trackId);
  expect(room.tracks()).toEqual([]);
  publisher.unpublish(trackId);
  expect(events).toEqual([
    { type: 'trackPublished', ...track },
    { type: 'trackPaused', ...track },
    { type: 'trackResumed', ...track },
    { type: 'trackEnded', reason: 'unpublished', ...track },
  ]);
});

describe('a second track of one source', () => {
  test('is refused and leaves the first as it is', async () => {
    const first = await camera();
    const second = publisher.publish({ source: 'camera', kind: 'video', rtpParameters: cameraParameters(44_444_444) });
    await expect(second).rejects.toMatchObject({ name: 'SfuError', code: 'trackAlreadyPublished' });
    expect(room.tracks().map(({ trackId }) => trackId)).toEqual([first]);
  });

  test('is refused when both come at once', async () => {
    const results = await Promise.allSettled([camera(), camera()]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  test('is accepted once the first has ended, and after a refused one', async () => {
    await expect(publisher.publish({ source: 'camera', kind: 'video', rtpParameters: {} })).rejects.toThrow();
    publisher.unpublish(await camera());
    await camera();
  });

  test('is accepted from another publisher', async () => {
    await camera();
    const other = await room.createPublisher();
    await other.publish({ source: 'camera', kind: 'video', rtpParameters: cameraParameters() });
    expect(room.tracks()).toHaveLength(2);
  });
});

describe('bad parameters', () => {
  const h264 = cameraParameters();
  const bad: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a string', 'rtpParameters'],
    ['an empty object', {}],
    ['no codecs', { ...h264, codecs: [] }],
    ['an unknown codec', { ...h264, codecs: [{ ...h264.codecs[0], mimeType: 'video/H266' }] }],
    ['another profile of H.264', { ...h264, codecs: [{ ...h264.codecs[0], parameters: { 'profile-level-id': '640032', 'packetization-mode': 1 } }] }],
    ['a payload type out of range', { ...h264, codecs: [{ ...h264.codecs[0], payloadType: 300 }] }],
    ['a codec parameter that is an object', { ...h264, codecs: [{ ...h264.codecs[0], parameters: { x: {} } }] }],
    ['an SSRC that is no number', { ...h264, encodings: [{ ssrc: '11111111' }] }],
    ['an SSRC beyond 32 bits', { ...h264, encodings: [{ ssrc: 2 ** 32 }] }],
    ['an unknown header extension', { ...h264, headerExtensions: [{ uri: 'urn:x', id: 1 }] }],
    ['a hundred encodings', { ...h264, encodings: Array.from({ length: 100 }, (_, at) => ({ ssrc: at + 1 })) }],
    ['RTX without its codec', { ...h264, codecs: [...h264.codecs, { mimeType: 'video/rtx', payloadType: 104, clockRate: 90_000, parameters: { apt: 99 } }] }],
    ['the same SSRC twice', { ...h264, encodings: [{ ssrc: 5 }, { ssrc: 5 }] }],
  ];

  test.each(bad)('%s in a track is refused, and the worker lives on', async (_, rtpParameters) => {
    const refused = publisher.publish({ source: 'camera', kind: 'video', rtpParameters });
    await expect(refused).rejects.toMatchObject({ name: 'SfuError', code: 'badRtcParameters' });
    await camera();
  });

  test('sound that says it is a picture is refused', async () => {
    const refused = publisher.publish({ source: 'camera', kind: 'video', rtpParameters: microphoneParameters() });
    await expect(refused).rejects.toMatchObject({ code: 'badRtcParameters' });
  });

  test.each([
    ['nothing', undefined],
    ['no fingerprint', { role: 'client', fingerprints: [] }],
    ['a fingerprint that is none', { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: 'zz' }] }],
    ['an unknown hash', { role: 'client', fingerprints: [{ algorithm: 'md5', value: 'AA:BB' }] }],
    ['an unknown role', { ...browserDtlsParameters(), role: 'boss' }],
  ])('%s for DTLS is refused, and good ones are taken afterwards', async (_, dtlsParameters) => {
    await expect(publisher.connect(dtlsParameters)).rejects.toMatchObject({ code: 'badRtcParameters' });
    await publisher.connect(browserDtlsParameters());
  });

  test('connecting twice is refused', async () => {
    await publisher.connect(browserDtlsParameters());
    await expect(publisher.connect(browserDtlsParameters())).rejects.toMatchObject({ code: 'badRtcParameters' });
  });
});

test('ICE restarts with new credentials', async () => {
  const before = publisher.transport.iceParameters;
  const after = await publisher.restartIce();
  expect(after.usernameFragment).not.toBe(before.usernameFragment);
  expect(after.password).not.toBe(before.password);
});

test('a closed publisher ends its tracks, says so once, and refuses everything with `closed`', async () => {
  let closed = 0;
  publisher.onClosed(() => (closed += 1));
  const trackId = await camera();
  publisher.close();
  publisher.close();
  expect(closed).toBe(1);
  expect(room.tracks()).toEqual([]);
  expect((await sfu.stats()).publishers).toBe(0);
  await expect(camera()).rejects.toMatchObject({ code: 'closed' });
  await expect(publisher.connect(browserDtlsParameters())).rejects.toMatchObject({ code: 'closed' });
  await expect(publisher.restartIce()).rejects.toMatchObject({ code: 'closed' });
  await expect(publisher.pause(trackId)).rejects.toMatchObject({ code: 'closed' });
});

test('one publisher has no hold on the track of another', async () => {
  const trackId: TrackId = await camera();
  const other = await room.createPublisher();
  await expect(other.pause(trackId)).rejects.toMatchObject({ code: 'trackUnknown' });
  other.unpublish(trackId);
  expect(room.tracks()).toHaveLength(1);
});
