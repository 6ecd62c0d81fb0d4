import { GenericNack, PictureLossIndication, RtcpPacketConverter, RtcpPayloadSpecificFeedback, RtcpSenderInfo, RtcpSrPacket, RtcpTransportLayerFeedback } from 'werift-rtp';
import { describe, expect, test } from 'vitest';
import { ReorderBuffer } from '../../recordings/rtp/ReorderBuffer.ts';
import { genericNack, pictureLossIndication, senderReports } from '../../recordings/rtp/rtcp.ts';
import { isRtcp, parseRtpPacket } from '../../recordings/rtp/rtpPacket.ts';
import type { RtpPacket } from '../../recordings/rtp/rtpPacket.ts';
import { SenderClock, TrackClock } from '../../recordings/rtp/TrackClock.ts';

function packet(sequence: number, timestamp = 0): RtpPacket {
  return { payloadType: 96, sequence: sequence & 0xffff, timestamp, ssrc: 1, marker: false, datagram: Buffer.alloc(1), start: 0, end: 1 };
}

function collecting(): { buffer: ReorderBuffer; given: number[]; lost: number[] } {
  const given: number[] = [];
  const lost: number[] = [];
  const buffer = new ReorderBuffer({
    maxWaitMs: 1_000,
    onPacket: ({ sequence }) => { given.push(sequence); },
    onLost: (count) => { lost.push(count); },
  });
  return { buffer, given, lost };
}

describe('the reorder buffer', () => {
  test('gives packets in order whatever order they come in, across the wrap of sequence numbers', () => {
    const { buffer, given, lost } = collecting();
    const order = [65_500, ...Array.from({ length: 400 }, (_, i) => 65_501 + (i % 2 === 0 ? i + 1 : i - 1))];
    for (const sequence of order) buffer.push(packet(sequence), 0);
    expect(given).toEqual(Array.from({ length: 401 }, (_, i) => (65_500 + i) & 0xffff));
    expect(lost).toEqual([]);
  });

  test('holds at least 512 packets for one that is late', () => {
    const { buffer, given, lost } = collecting();
    buffer.push(packet(0), 0);
    for (let sequence = 2; sequence <= 513; sequence += 1) buffer.push(packet(sequence), 0);
    expect(given).toEqual([0]);
    buffer.push(packet(1), 0);
    expect(given.length).toBe(514);
    expect(lost).toEqual([]);
  });

  test('gives up after the time that it may wait, and takes what comes later for late', () => {
    const { buffer, given, lost } = collecting();
    buffer.push(packet(10), 0);
    buffer.push(packet(13), 100);
    buffer.expire(1_050);
    expect(given).toEqual([10]);
    buffer.expire(1_150);
    expect(given).toEqual([10, 13]);
    expect(lost).toEqual([2]);
    buffer.push(packet(11), 1_200);
    expect(buffer.late).toBe(1);
    expect(given).toEqual([10, 13]);
  });

  test('drops a packet that it has already', () => {
    const { buffer, given } = collecting();
    for (const sequence of [1, 3, 3, 2, 3]) buffer.push(packet(sequence), 0);
    expect(given).toEqual([1, 2, 3]);
    expect(buffer.duplicates + buffer.late).toBe(2);
  });

  test('asks for what is missing at once, then at intervals, and not for ever', () => {
    const { buffer } = collecting();
    buffer.push(packet(65_534), 0);
    buffer.push(packet(2), 0);
    expect(buffer.toRequest(0)).toEqual([]);
    expect(buffer.toRequest(20)).toEqual([65_535, 0, 1]);
    expect(buffer.toRequest(60)).toEqual([]);
    expect(buffer.toRequest(120)).toEqual([65_535, 0, 1]);
    let asked = 0;
    for (let nowMs = 200; nowMs < 5_000; nowMs += 20) asked += buffer.toRequest(nowMs).length;
    expect(asked).toBe(8 * 3);
  });

  test('goes on after an outage that is longer than it can hold, without losing the first packets after it', () => {
    const { buffer, given, lost } = collecting();
    buffer.push(packet(1), 0);
    for (const sequence of [20_000, 20_001, 20_002]) buffer.push(packet(sequence), 0);
    expect(given).toEqual([1, 20_000, 20_001, 20_002]);
    expect(lost).toEqual([19_998]);
  });

  test('is not led astray by one packet with a wild number', () => {
    const { buffer, given } = collecting();
    for (const sequence of [1, 30_000, 2, 3]) buffer.push(packet(sequence), 0);
    expect(given).toEqual([1, 2, 3]);
  });
});

describe('the track clock', () => {
  /** Packets every 20 ms of a sender whose clock runs wrong by `ppm`, over `seconds`; the worst error at the end. */
  function worstErrorMs(ppm: number, seconds: number, delayMs: (at: number) => number): number {
    const clock = new TrackClock(48_000, new SenderClock());
    let worst = 0;
    for (let sentMs = 0; sentMs < seconds * 1_000; sentMs += 20) {
      const timestamp = clock.extend(Math.round(sentMs * 48 * (1 + ppm / 1e6)) % 2 ** 32);
      const arrivalMs = 1_700_000_000_000 + sentMs + delayMs(sentMs);
      if (sentMs % 1_000 === 0) clock.observeReport(5_000 + sentMs * (1 + ppm / 1e6), timestamp % 2 ** 32, arrivalMs);
      clock.observePacket(timestamp, arrivalMs);
      const error = Math.abs(clock.wallMs(timestamp) - (1_700_000_000_000 + sentMs + 10));
      if (sentMs > 5_000) worst = Math.max(worst, error);
    }
    return worst;
  }
  const jitter = (at: number): number => 10 + ((at * 7) % 60);

  test.each([0, 200, -200])('keeps a clock that is wrong by %i ppm within 40 ms for two hours, through jitter', (ppm) => {
    expect(worstErrorMs(ppm, 7_200, jitter)).toBeLessThan(40);
  });

  test('keeps sound and picture of one sender together when the picture is always 80 ms later on the network', () => {
    const sender = new SenderClock();
    const sound = new TrackClock(48_000, sender);
    const picture = new TrackClock(90_000, sender);
    let offset = 0;
    for (let atMs = 0; atMs < 20_000; atMs += 20) {
      const heard = sound.extend(atMs * 48 + 777);
      const seen = picture.extend(atMs * 90 + 123_456);
      sound.observePacket(heard, 1e12 + atMs + 20);
      picture.observePacket(seen, 1e12 + atMs + 100);
      if (atMs % 1_000 === 500) {
        sound.observeReport(50_000 + atMs, atMs * 48 + 777, 1e12 + atMs + 20);
        picture.observeReport(50_000 + atMs, atMs * 90 + 123_456, 1e12 + atMs + 100);
      }
      if (atMs > 1_000) offset = Math.max(offset, atMs > 6_000 ? Math.abs(sound.wallMs(heard) - picture.wallMs(seen)) : 0);
      else {
        sound.wallMs(heard);
        picture.wallMs(seen);
      }
    }
    expect(offset).toBeLessThan(20);
  });

  test('takes from a report what it is known to be late by, so that sound reported when sent stays with its picture', () => {
    const sender = new SenderClock();
    const [sound, picture] = [new TrackClock(48_000, sender), new TrackClock(90_000, sender)];
    let [heardMs, seenMs] = [0, 0];
    for (let atMs = 0; atMs < 12_000; atMs += 60) {
      const [heard, seen] = [sound.extend(atMs * 48), picture.extend(atMs * 90)];
      sound.observePacket(heard, 1e12 + atMs + 70);
      picture.observePacket(seen, 1e12 + atMs + 10);
      // The sender has the packet's 60 ms only when the last of them is over.
      sound.observeReport(50_000 + atMs + 60, atMs * 48, 1e12 + atMs + 70, 60);
      picture.observeReport(50_000 + atMs, atMs * 90, 1e12 + atMs + 10);
      [heardMs, seenMs] = [sound.wallMs(heard), picture.wallMs(seen)];
    }
    expect(Math.abs(heardMs - seenMs)).toBeLessThan(1);
  });

  /** Sound that counts on while samples are lost at 8 s; how far each is placed from where it belongs, by ms. */
  function afterLostSamples(lostMs: number, heldBackMs: (atMs: number) => number = () => 0): (atMs: number) => number {
    const clock = new TrackClock(48_000, new SenderClock(), true);
    const errors = new Map<number, number>();
    for (let atMs = 0; atMs < 24_000; atMs += 20) {
      const arrivalMs = 1e12 + atMs + 10 + ((atMs * 7) % 30) + heldBackMs(atMs);
      const heard = clock.extend((atMs - (atMs >= 8_000 ? lostMs : 0)) * 48);
      clock.observePacket(heard, arrivalMs);
      if (atMs % 5_000 === 500) clock.observeReport(50_000 + atMs, heard % 2 ** 32, arrivalMs);
      errors.set(atMs, Math.abs(clock.wallMs(heard) - (1e12 + atMs + 10)));
    }
    return (atMs) => errors.get(atMs) ?? NaN;
  }

  test('follows sound whose sender lost samples with the next sender report', () => {
    const errorMs = afterLostSamples(240);
    expect(errorMs(7_980)).toBeLessThan(10);
    expect(errorMs(10_400)).toBeGreaterThan(200);
    expect(errorMs(10_600)).toBeLessThan(10);
    expect(errorMs(23_980)).toBeLessThan(10);
  });

  test('takes what sender or network hold back for three seconds for no lost sample', () => {
    const errorMs = afterLostSamples(0, (atMs) => (atMs > 8_000 && atMs < 11_000 ? 300 : 0));
    for (let atMs = 6_000; atMs < 24_000; atMs += 20) expect(errorMs(atMs)).toBeLessThan(20);
  });

  test('does not remember a clock from before a silence of ten minutes', () => {
    const clock = new TrackClock(48_000, new SenderClock());
    const at = (sentMs: number): number => Math.round(sentMs * 48 * (1 + 200 / 1e6));
    for (const sentMs of [0, 20, 40, 600_000, 600_020, 600_040]) {
      clock.observePacket(clock.extend(at(sentMs)), 1e12 + sentMs + 5);
      clock.wallMs(clock.extend(at(sentMs)));
    }
    expect(Math.abs(clock.wallMs(clock.extend(at(600_040))) - (1e12 + 600_045))).toBeLessThan(20);
  });
});

describe('RTP and RTCP on the wire', () => {
  test('reads a packet with contributing sources, an extension and padding', () => {
    const datagram = Buffer.concat([
      Buffer.from([0xb1, 0xe0, 0x12, 0x34, 0, 0, 0, 5, 0, 0, 0, 9, 1, 1, 1, 1, 0xbe, 0xde, 0, 1, 0x10, 0, 0, 0]),
      Buffer.from('media'), Buffer.from([0, 0, 3]),
    ]);
    expect(parseRtpPacket(datagram)).toMatchObject({ payloadType: 96, marker: true, sequence: 0x1234, timestamp: 5, ssrc: 9 });
    const packet = parseRtpPacket(datagram);
    expect(datagram.subarray(packet?.start, packet?.end).toString()).toBe('media');
  });

  test.each(['', '80', '00'.repeat(12), `9f${'00'.repeat(20)}`, `a0${'00'.repeat(10)}c8`])('takes nothing from the bytes %j', (hex) => {
    expect(parseRtpPacket(Buffer.from(hex, 'hex'))).toBeUndefined();
  });

  test('asks for packets and key frames in messages that another implementation reads', () => {
    const nack = genericNack(77, [65_535, 0, 3, 100]);
    expect(isRtcp(nack)).toBe(true);
    const feedback = RtcpPacketConverter.deSerialize(nack).find((one) => one instanceof RtcpTransportLayerFeedback)?.feedback;
    expect(feedback).toBeInstanceOf(GenericNack);
    // It does not wrap the numbers that the mask adds.
    expect((feedback as GenericNack).lost.map((sequence) => sequence & 0xffff)).toEqual([65_535, 0, 3, 100]);
    expect((feedback as GenericNack).mediaSourceSsrc).toBe(77);
    const request = RtcpPacketConverter.deSerialize(pictureLossIndication(77)).find((one) => one instanceof RtcpPayloadSpecificFeedback)?.feedback;
    expect(request).toBeInstanceOf(PictureLossIndication);
    expect((request as PictureLossIndication).mediaSsrc).toBe(77);
  });

  test('reads the sender report that another implementation writes', () => {
    const unixMs = 1_795_000_000_250;
    const ntpTimestamp = (BigInt(Math.floor(unixMs / 1_000) + 2_208_988_800) << 32n) | (1n << 30n);
    const report = new RtcpSrPacket({ ssrc: 77, senderInfo: new RtcpSenderInfo({ ntpTimestamp, rtpTimestamp: 4_000_000_000, packetCount: 1, octetCount: 2 }) });
    expect(senderReports(report.serialize())).toEqual([{ ssrc: 77, senderMs: unixMs, rtpTimestamp: 4_000_000_000 }]);
    expect(senderReports(Buffer.from([0x80, 200, 0xff, 0xff, 1, 2, 3, 4]))).toEqual([]);
  });
});
