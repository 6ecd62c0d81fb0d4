import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { TapHandle, TrackId } from '../../sfu/contract.ts';
import type { Inlet } from '../../sfu/Inlet.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Sfu } from '../../sfu/Sfu.ts';
import { buildSfu, roomId } from '../support/buildSfu.ts';
import { liveMediaWorkers } from '../support/mediaWorkers.ts';
import { RtpListener } from '../support/RtpListener.ts';
import { cameraParameters, microphoneParameters } from '../support/rtpParameters.ts';
import { RtpSender } from '../support/RtpSender.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
let room: Room;

beforeEach(async () => {
  sfu = await buildSfu();
  room = await sfu.openRoom(roomId());
});

afterEach(async () => {
  await sfu.close();
  expect(await liveMediaWorkers()).toEqual([]);
});

interface Line {
  readonly sender: RtpSender;
  readonly inlet: Inlet;
  readonly tap: TapHandle;
  readonly listener: RtpListener;
}

/** Equipment → room → tap → listener, not yet resumed. */
async function buildLine(source: 'camera' | 'microphone'): Promise<Line> {
  const sender = await RtpSender.open(source === 'camera' ? cameraParameters() : microphoneParameters());
  onTestFinished(() => sender.close());
  const inlet = await room.createInlet({
    source,
    kind: source === 'camera' ? 'video' : 'audio',
    rtpParameters: sender.rtpParameters,
    from: sender.address,
  });
  sender.connect(inlet.address);
  const listener = await RtpListener.open();
  onTestFinished(() => listener.close());
  return { sender, inlet, listener, tap: await room.tap(inlet.trackId, listener.address) };
}

test('a tap says what a plain RTP endpoint has to know', async () => {
  const { inlet, tap } = await buildLine('camera');
  expect(tap.track).toEqual({
    trackId: inlet.trackId,
    source: 'camera',
    kind: 'video',
    mimeType: 'video/H264',
    payloadType: expect.any(Number) as number,
    clockRate: 90_000,
    parameters: { 'level-asymmetry-allowed': 1, 'packetization-mode': 1, 'profile-level-id': '42e01f' },
    ssrc: expect.any(Number) as number,
    cname: 'phone-1',
    nack: true,
  });
  expect(tap.address.ip).toBe('127.0.0.1');
  expect((await buildLine('microphone')).tap.track).toMatchObject({
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    cname: 'phone-1',
    nack: true,
  });
});

test('nothing flows before the tap is resumed', async () => {
  const { sender, tap, listener } = await buildLine('camera');
  await sender.sendFrames(5);
  expect(listener.packets).toEqual([]);
  await tap.resume();
  await sender.sendFrames(5);
  await until(() => listener.packets.length === 15, 'the packets');
});

test.each(['camera', 'microphone'] as const)('the packets of the %s arrive complete, unchanged and in order, over the wrap of the sequence numbers', async (source) => {
  const { sender, tap, listener } = await buildLine(source);
  await tap.resume();
  await sender.sendFrames(60);
  await until(() => listener.packets.length >= sender.sent, 'all packets');

  expect(listener.counters).toEqual(Array.from({ length: sender.sent }, (_, at) => at));
  const headers = listener.packets.map(({ header }) => header);
  const [first] = headers;
  expect(headers.map(({ sequenceNumber }) => (sequenceNumber - (first?.sequenceNumber ?? 0)) & 0xffff)).toEqual(listener.counters);
  expect(new Set(headers.map(({ ssrc }) => ssrc))).toEqual(new Set([tap.track.ssrc]));
  expect(new Set(headers.map(({ payloadType }) => payloadType))).toEqual(new Set([tap.track.payloadType]));
  const step = tap.track.clockRate / 50;
  const perFrame = source === 'camera' ? 3 : 1;
  expect(headers.map(({ timestamp }) => (timestamp - (first?.timestamp ?? 0)) >>> 0)).toEqual(
    listener.counters.map((counter) => Math.floor(counter / perFrame) * step),
  );
});

test.each(['camera', 'microphone'] as const)('a packet of the %s that was lost comes again on a NACK, in the same SSRC', async (source) => {
  const { sender, tap, listener } = await buildLine(source);
  await tap.resume();
  let arrived = 0;
  const lost: number[] = [];
  listener.lose = ({ header }) => {
    arrived += 1;
    const loses = [10, 11, 12, 20].includes(arrived);
    if (loses) lost.push(header.sequenceNumber);
    return loses;
  };
  await sender.sendFrames(30);
  await until(() => arrived >= sender.sent, 'all packets');
  expect(listener.packets).toHaveLength(sender.sent - 4);

  listener.lose = () => false;
  listener.askAgainFor(tap, lost);
  await until(() => listener.packets.length === sender.sent, 'the lost packets');
  const again = listener.packets.slice(-4);
  expect(again.map(({ header }) => header.sequenceNumber)).toEqual(lost);
  expect(again.map(({ header }) => header.ssrc)).toEqual(Array(4).fill(tap.track.ssrc));
  expect(again.map(({ header }) => header.payloadType)).toEqual(Array(4).fill(tap.track.payloadType));
  expect(listener.counters.toSorted((a, b) => a - b)).toEqual(Array.from({ length: sender.sent }, (_, at) => at));
});

test('a key frame is asked of the publisher when the tap begins and when the listener asks', async () => {
  const { sender, tap, listener } = await buildLine('camera');
  await sender.sendFrames(3);
  const before = sender.keyFrameRequests;
  await tap.resume();
  await until(() => sender.keyFrameRequests > before, 'the first request');
  await sender.sendFrames(3);
  await until(() => listener.packets.length > 0, 'the picture');
  expect(listener.packets[0]?.payload[0], 'the first packet is an SPS').toBe(0x67);

  const begun = sender.keyFrameRequests;
  listener.askForKeyFrame(tap);
  await until(() => sender.keyFrameRequests > begun, 'the request of the listener');
});

test('sender reports tell the wall clock of the RTP timestamps', async () => {
  const { sender, tap, listener } = await buildLine('microphone');
  await tap.resume();
  const beganMs = Date.now();
  const sending = sender.sendFrames(150);
  await until(() => listener.senderReports.length > 0, 'a sender report', 8_000);
  const [report] = listener.senderReports;
  const [packet] = listener.packets;
  if (!report || !packet) throw new Error('there is a report and a packet');
  expect(report.ssrc).toBe(tap.track.ssrc);
  // RFC 5905 §6: NTP counts from 1900.
  const reportMs = Number((report.senderInfo.ntpTimestamp * 1000n) >> 32n) - 2_208_988_800_000;
  expect(Math.abs(reportMs - Date.now())).toBeLessThan(1_500);
  const firstPacketMs = reportMs - ((report.senderInfo.rtpTimestamp - packet.header.timestamp) / tap.track.clockRate) * 1000;
  expect(Math.abs(firstPacketMs - beganMs)).toBeLessThan(250);
  await sending;
});

test('a paused track sends nothing and goes on without a hole in the sequence numbers', async () => {
  const { sender, inlet, tap, listener } = await buildLine('camera');
  await tap.resume();
  await sender.sendFrames(5);
  await until(() => listener.packets.length === 15, 'the packets');
  await inlet.pause();
  await sender.sendFrames(5);
  await inlet.resume();
  await until(() => sender.keyFrameRequests > 1, 'a request for a key frame');
  await sender.sendFrames(5);
  await until(() => listener.packets.length >= 30, 'the packets after the pause');
  const numbers = listener.packets.map(({ header }) => header.sequenceNumber);
  expect(numbers.slice(1).map((number, at) => (number - (numbers[at] ?? 0)) & 0xffff)).toEqual(Array(numbers.length - 1).fill(1));
});

describe('ending', () => {
  test('a closed tap sends nothing more, and the track lives on for others', async () => {
    const { sender, inlet, tap, listener } = await buildLine('camera');
    await tap.resume();
    await sender.sendFrames(3);
    await until(() => listener.packets.length === 9, 'the packets');
    tap.close();
    tap.close();
    await sender.sendFrames(3);
    expect(listener.packets).toHaveLength(9);
    expect((await sfu.stats()).taps).toBe(0);
    await expect(tap.resume()).rejects.toMatchObject({ code: 'closed' });
    expect(room.tracks().map(({ trackId }) => trackId)).toEqual([inlet.trackId]);
    const other = await room.tap(inlet.trackId, listener.address);
    await other.resume();
    await sender.sendFrames(3);
    await until(() => listener.packets.length > 9, 'the packets of the other tap');
  });

  test('a tap ends with its track', async () => {
    const { inlet } = await buildLine('camera');
    expect((await sfu.stats()).taps).toBe(1);
    inlet.close();
    await until(async () => (await sfu.stats()).taps === 0, 'the end of the tap');
  });
});

test('a tap of a track that is not there, or to an address that is none, is refused', async () => {
  const { inlet } = await buildLine('camera');
  await expect(room.tap('nothing' as TrackId, { ip: '127.0.0.1', port: 5_000 })).rejects.toMatchObject({ code: 'trackUnknown' });
  for (const to of [{ ip: 'localhost', port: 5_000 }, { ip: '127.0.0.1', port: 0 }, { ip: '127.0.0.1', port: 70_000 }]) {
    await expect(room.tap(inlet.trackId, to)).rejects.toMatchObject({ code: 'badRtcParameters' });
  }
});

test('packets from an address other than the agreed one do not enter the room', async () => {
  const { sender, inlet, tap, listener } = await buildLine('camera');
  const stranger = await RtpSender.open(cameraParameters());
  onTestFinished(() => stranger.close());
  stranger.connect(inlet.address);
  await tap.resume();
  await stranger.sendFrames(5);
  await sender.sendFrames(5);
  await until(() => listener.packets.length >= 15, 'the packets of the equipment');
  expect(listener.counters).toEqual(Array.from({ length: 15 }, (_, at) => at));
});
