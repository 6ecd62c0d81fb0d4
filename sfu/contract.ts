/**
 * What the media part promises to the rest of the house. It knows rooms, not cases: a room's id is
 * whatever the caller uses to name one conversation.
 */
import type { DtlsParameters, IceCandidate, IceParameters, RtpParameters } from 'mediasoup/types';

export type RoomId = string & { readonly __brand: 'RoomId' };
export type TrackId = string & { readonly __brand: 'TrackId' };

export type TrackKind = 'audio' | 'video';

/** Where a track comes from. `camera` and `microphone` are the field's own; the others come with later work. */
export const TRACK_SOURCES = ['camera', 'microphone', 'rawMicrophone', 'talk', 'whisper'] as const;
export type TrackSource = (typeof TRACK_SOURCES)[number];

/** One RTP stream as a tap delivers it, reduced to what a plain RTP endpoint has to know (RFC 3550). */
export interface RtpTrack {
  readonly trackId: TrackId;
  readonly source: TrackSource;
  readonly kind: TrackKind;
  /** e.g. `video/H264`, `video/VP8`, `audio/opus`, always in this spelling. */
  readonly mimeType: string;
  readonly payloadType: number;
  /** Hz of the RTP timestamp. */
  readonly clockRate: number;
  readonly channels?: number;
  /** Codec parameters (fmtp) as numbers or strings, e.g. `profile-level-id`. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly ssrc: number;
  /** RTP timestamps of tracks with one cname share the sender's clock (RFC 3550 §6.5.1). */
  readonly cname: string;
  /** True when the far side repeats lost packets on a generic NACK (RFC 4585 §6.2.1), in the same SSRC. */
  readonly nack: boolean;
  /**
   * Its sender reports tell when a packet was sent, not when its first sample was taken. So a browser reports its
   * sound, of which it keeps no capture time: the reports are late by at least the packet's own length (measured
   * 2026-11-24: 37 ms with packets of 20 ms, 80 ms with packets of 60 ms). Missing where reports mean the capture.
   */
  readonly reportsSending?: true;
  /** How long the sender itself held the sound before it encoded it, e.g. to suppress noise: it was heard that much earlier, ms. */
  readonly heldMs?: number;
}

/** One track that can be watched or tapped now. */
export interface PublishedTrackInfo {
  readonly trackId: TrackId;
  readonly source: TrackSource;
  readonly kind: TrackKind;
}

/** `closed`: somebody closed the room, or the process is stopping. `workerDied`: its worker process is gone. */
export type RoomCloseReason = 'closed' | 'workerDied';

/**
 * What happens in a room, in the order in which it happens. A room that closes first ends each of its
 * tracks (`trackEnded` with the room's own reason) and then says `closed`, once.
 */
export type RoomEvent =
  | ({ readonly type: 'trackPublished' } & PublishedTrackInfo)
  | ({ readonly type: 'trackEnded'; readonly reason: 'unpublished' | RoomCloseReason } & PublishedTrackInfo)
  | ({ readonly type: 'trackPaused' | 'trackResumed' } & PublishedTrackInfo)
  | { readonly type: 'closed'; readonly reason: RoomCloseReason };

/** What a browser needs to open its end of a WebRTC transport; plain JSON, as mediasoup-client takes it. */
export interface TransportOptions {
  readonly id: string;
  readonly iceParameters: IceParameters;
  readonly iceCandidates: IceCandidate[];
  readonly dtlsParameters: DtlsParameters;
}

/** What a browser needs to receive one track; plain JSON, as mediasoup-client takes it. */
export interface WatchedTrack {
  readonly consumerId: string;
  readonly kind: TrackKind;
  readonly rtpParameters: RtpParameters;
}

/** Which layer of a simulcast or SVC picture to prefer, from 0 (smallest). */
export interface PreferredLayers {
  readonly spatialLayer: number;
  readonly temporalLayer?: number;
}

/** How a watched track fares, each from 0, nothing arrives, to 10, nothing is lost. */
export interface WatchedQuality {
  /** From the publisher to here: its best layer. */
  readonly field: number;
  /** From here to the watcher. */
  readonly line: number;
  /** The spatial layer being sent; missing while the watcher's network carries none. */
  readonly layer?: number;
}

/** The codes of `SfuError`. */
export const SFU_ERROR_CODES = [
  /** RTP, DTLS or capability parameters from outside that are malformed or that this SFU cannot serve. */
  'badRtcParameters',
  /** The publisher already publishes this source. */
  'trackAlreadyPublished',
  /** No such track in the room, or no longer, or not of this publisher or watcher. */
  'trackUnknown',
  /** The watcher's device can decode none of the track's codecs. */
  'cannotWatch',
  /** The room, publisher, watcher or SFU is closed. */
  'closed',
  /** No live worker at the moment; it is being replaced. */
  'unavailable',
] as const;
export type SfuErrorCode = (typeof SFU_ERROR_CODES)[number];

/** Where the SFU writes what operators have to know; a pino logger is one. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One worker process in `SfuStats`. */
export interface WorkerStats {
  readonly pid: number;
  readonly rooms: number;
  /** How often the process in this place was replaced. */
  readonly restarts: number;
  /** CPU time of the process since it started, user and system together. */
  readonly cpuMs: number;
  readonly maxRssBytes: number;
}

export interface SfuStats {
  /** Live workers only. */
  readonly workers: readonly WorkerStats[];
  readonly rooms: number;
  readonly tracks: number;
  readonly publishers: number;
  readonly watchers: number;
  readonly taps: number;
}

/** A UDP address; a tap speaks RTP and RTCP on one port (RFC 5761). */
export interface UdpAddress {
  readonly ip: string;
  readonly port: number;
}

/**
 * An outlet for one track as plain RTP. The SFU does not know what listens.
 * The far side opens its port first, is then told the track and the SFU's own address, and `resume`
 * starts the flow; it asks for key frames (PLI) and repeats (NACK) by RTCP to `address`.
 */
export interface TapHandle {
  readonly track: RtpTrack;
  /** The SFU's own address, where RTCP from the listener goes. */
  readonly address: UdpAddress;
  resume(): Promise<void>;
  /** Idempotent. */
  close(): void;
}
