import type { RtpTrack } from '../sfu/contract.ts';
import { opusFormat } from './cmaf/initSegment.ts';
import type { TrackFormat } from './cmaf/initSegment.ts';
import type { TrackStatistics } from './archiveFormat.ts';
import type { GapCause } from './contract.ts';
import type { GapLedger } from './GapLedger.ts';
import { DTX_SILENCE_MS, SETUP_GRACE_MS, SILENCE_MS, START_GRACE_MS } from './gapRules.ts';
import { MediaRun } from './MediaRun.ts';
import { RecordingError } from './RecordingError.ts';
import { av1Payload } from './rtp/av1Payload.ts';
import { FrameAssembler } from './rtp/FrameAssembler.ts';
import { h264Payload } from './rtp/h264Payload.ts';
import { opusAnnouncesSilence, opusDuration } from './rtp/opusPacket.ts';
import type { PayloadFormat } from './rtp/PayloadFormat.ts';
import { MediaBuffer } from './rtp/MediaBuffer.ts';
import { ReorderBuffer } from './rtp/ReorderBuffer.ts';
import { genericNack, pictureLossIndication, senderReports } from './rtp/rtcp.ts';
import { isRtcp, parseRtpPacket } from './rtp/rtpPacket.ts';
import type { RtpPacket } from './rtp/rtpPacket.ts';
import { TrackClock } from './rtp/TrackClock.ts';
import type { SenderClock } from './rtp/TrackClock.ts';
import { vp8Payload, vp9Payload } from './rtp/vpxPayload.ts';
import type { SegmentWriter } from './SegmentWriter.ts';

/** A missing packet is waited for this long: several round trips of a phone on a bad network. */
const MAX_WAIT_MS = 1_000;
/** The SFU passes on one key frame request a second; more would only be dropped there. */
const REQUEST_INTERVAL_MS = 1_000;

export interface TrackRecorderOptions {
  readonly track: RtpTrack;
  readonly folder: string;
  readonly epochMs: number;
  readonly startedAtMs: number;
  readonly senderClock: SenderClock;
  readonly writer: SegmentWriter;
  readonly ledger: GapLedger;
  /** A key frame is asked for when the last one is older than this. */
  readonly keyFrameIntervalMs: number;
  readonly sendRtcp: (message: Buffer) => void;
}

/** From one track's packets to its fragments. Knows nothing of sockets and files. */
export class TrackRecorder {
  readonly #options: TrackRecorderOptions;
  readonly #clock: TrackClock;
  readonly #reorder: ReorderBuffer;
  readonly #assembler: FrameAssembler | undefined;
  readonly #run: MediaRun;
  readonly #media: MediaBuffer;
  readonly #isAudio: boolean;
  readonly #soundFormat: TrackFormat;
  #lastMediaAtMs: number;
  #lastKeyFrameAtMs: number | undefined;
  #lastRequestAtMs = -Infinity;
  #quietSince: 'sound' | 'silence' = 'sound';
  #usualUnits: number;
  #lastTimestamp: number | undefined;
  #packets = 0;
  #lastPacketAtMs = 0;
  #bytes = 0;
  #lost = 0;
  #requests = 0;
  #transit: number | undefined;
  #jitterUnits = 0;
  /** A packet of sound can be sent when its last sample is taken and the sender has let go of it; what else delays a browser is not known. */
  #reportLagMs = 0;

  /** Throws `unsupportedCodec`. */
  constructor(options: TrackRecorderOptions) {
    const { track } = options;
    this.#options = options;
    this.#isAudio = track.kind === 'audio';
    this.#soundFormat = opusFormat(track.channels ?? 2);
    this.#clock = new TrackClock(track.clockRate, options.senderClock, this.#isAudio);
    this.#lastMediaAtMs = options.startedAtMs + SETUP_GRACE_MS - SILENCE_MS;
    this.#usualUnits = track.clockRate / 30;
    const media = new MediaBuffer();
    this.#media = media;
    this.#run = new MediaRun({
      media, kind: track.kind, clockRate: track.clockRate, clock: this.#clock, writer: options.writer, epochMs: options.epochMs,
      onWritten: (media) => { options.ledger.written(track.source, media); },
    });
    this.#reorder = new ReorderBuffer({
      maxWaitMs: MAX_WAIT_MS,
      onPacket: (packet, arrivalMs) => { this.#onPacket(packet, arrivalMs); },
      onLost: (count) => {
        this.#lost += count;
        this.#run.lost();
        this.#assembler?.lost();
      },
    });
    if (this.#isAudio) {
      if (track.mimeType !== 'audio/opus') throw new RecordingError('unsupportedCodec', `cannot record ${track.mimeType}`);
    } else {
      this.#assembler = new FrameAssembler(payloadFormat(track), {
        media,
        onFrame: (frame) => {
          const timestamp = this.#clock.extend(frame.timestamp);
          if (frame.keyframe) this.#lastKeyFrameAtMs = frame.arrivalMs;
          const distance = this.#lastTimestamp === undefined ? 0 : timestamp - this.#lastTimestamp;
          if (distance > 0 && distance < track.clockRate / 2) this.#usualUnits = distance;
          // After a pause of the camera a player can begin again only at a key frame.
          else if (distance > 0 && !frame.keyframe) this.#lastKeyFrameAtMs = undefined;
          this.#lastTimestamp = timestamp;
          this.#lastMediaAtMs = frame.arrivalMs;
          this.#run.push({
            timestamp, bytes: frame.bytes, keyframe: frame.keyframe,
            nominal: this.#usualUnits, announcesSilence: false,
          }, frame.arrivalMs, frame.format);
        },
        onKeyFrameNeeded: () => { this.#lastKeyFrameAtMs = undefined; },
      });
    }
  }

  datagram(datagram: Buffer, nowMs: number): void {
    const { track } = this.#options;
    if (isRtcp(datagram)) {
      for (const report of senderReports(datagram)) {
        if (report.ssrc === track.ssrc) this.#clock.observeReport(report.senderMs, report.rtpTimestamp, nowMs, this.#reportLagMs);
      }
      return;
    }
    const packet = parseRtpPacket(datagram);
    if (packet === undefined || packet.ssrc !== track.ssrc || packet.payloadType !== track.payloadType) return;
    if (this.#packets === 0) {
      this.#lastMediaAtMs = nowMs + START_GRACE_MS;
      this.#options.ledger.arrived(track.source, nowMs);
    }
    this.#lastPacketAtMs = nowMs;
    this.#packets += 1;
    this.#bytes += datagram.byteLength;
    this.#measureJitter(packet, nowMs);
    this.#clock.observePacket(this.#clock.extend(packet.timestamp), nowMs);
    this.#reorder.push(packet, nowMs);
  }

  /** Time passes: gives up on what is missing, asks again, flushes, notices silence. Every 50 ms or so. */
  tick(nowMs: number): void {
    this.#reorder.expire(nowMs);
    this.#run.tick(nowMs);
    const { track, ledger, sendRtcp, keyFrameIntervalMs } = this.#options;
    if (this.#packets > 0) ledger.heard(track.source, this.#lastPacketAtMs);
    if (track.nack) {
      const missing = this.#reorder.toRequest(nowMs);
      if (missing.length > 0) sendRtcp(genericNack(track.ssrc, missing));
    }
    const keyFrameAge = nowMs - (this.#lastKeyFrameAtMs ?? -Infinity);
    if (!this.#isAudio && keyFrameAge >= keyFrameIntervalMs && nowMs - this.#lastRequestAtMs >= REQUEST_INTERVAL_MS) {
      this.#lastRequestAtMs = nowMs;
      this.#requests += 1;
      sendRtcp(pictureLossIndication(track.ssrc));
    }
    const patienceMs = (this.#quietSince === 'silence' ? DTX_SILENCE_MS : SILENCE_MS) + (this.#reorder.waiting ? MAX_WAIT_MS : 0);
    if (nowMs - this.#lastMediaAtMs > patienceMs) {
      this.#run.end();
      ledger.fellSilent(track.source, nowMs);
    }
  }

  /** Writes what is held. The track takes no more packets. */
  end(): void {
    this.#reorder.flush();
    this.#run.end();
  }

  /** What the track's account of its own end says. */
  ended(atMs: number, cause?: GapCause): void {
    this.#options.ledger.ended(this.#options.track.source, atMs, cause);
  }

  get statistics(): TrackStatistics {
    const { recovered, duplicates, late, reordered } = this.#reorder;
    return {
      packets: this.#packets, bytes: this.#bytes, lost: this.#lost, recovered, duplicates, late, reordered,
      framesDropped: this.#assembler?.framesDropped ?? 0, keyFrames: this.#assembler?.keyFrames ?? 0,
      keyFrameRequests: this.#requests,
      jitterMs: Math.round((this.#jitterUnits * 1_000) / this.#options.track.clockRate),
    };
  }

  #onPacket(packet: RtpPacket, arrivalMs: number): void {
    if (this.#assembler !== undefined) {
      this.#assembler.push(packet, arrivalMs);
      return;
    }
    const { datagram, start, end } = packet;
    if (start === end) return;
    const announcesSilence = opusAnnouncesSilence(end - start);
    this.#quietSince = announcesSilence ? 'silence' : 'sound';
    this.#lastMediaAtMs = arrivalMs;
    const duration = opusDuration(datagram, start);
    const { reportsSending, heldMs = 0, clockRate } = this.#options.track;
    this.#reportLagMs = (reportsSending ? (duration * 1_000) / clockRate : 0) + heldMs;
    this.#media.append(datagram, start, end);
    this.#run.push({
      timestamp: this.#clock.extend(packet.timestamp), bytes: end - start, keyframe: true,
      nominal: duration, announcesSilence,
    }, arrivalMs, this.#soundFormat);
  }

  #measureJitter(packet: RtpPacket, nowMs: number): void {
    const transit = (nowMs * this.#options.track.clockRate) / 1_000 - packet.timestamp;
    if (this.#transit !== undefined) {
      const difference = Math.abs(transit - this.#transit);
      // A wrapped or rebased timestamp is not jitter.
      if (difference < this.#options.track.clockRate * 10) this.#jitterUnits += (difference - this.#jitterUnits) / 16;
    }
    this.#transit = transit;
  }
}

function payloadFormat(track: RtpTrack): PayloadFormat {
  switch (track.mimeType) {
    case 'video/H264': {
      const outOfBand = track.parameters['sprop-parameter-sets'];
      return h264Payload(typeof outOfBand === 'string' ? outOfBand : undefined);
    }
    case 'video/VP8': return vp8Payload();
    case 'video/VP9': return vp9Payload();
    case 'video/AV1': return av1Payload();
    default: throw new RecordingError('unsupportedCodec', `cannot record ${track.mimeType}`);
  }
}
