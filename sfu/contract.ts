/**
 * What the media part promises to the rest of the house. It knows rooms, not cases: a room's id is
 * whatever the caller uses to name one conversation.
 */

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
