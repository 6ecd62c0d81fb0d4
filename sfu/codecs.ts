import type { RtpCapabilities, RouterRtpCodecCapability } from 'mediasoup/types';

/**
 * What a room accepts, the preferred first.
 *
 * H.264 constrained baseline level 3.1 in packetization mode 1 is what every WebRTC endpoint must speak
 * (RFC 7742 §5, RFC 6184 §8.1), what phones encode in hardware, and what plays everywhere from CMAF. Other
 * H.264 profiles are left out on purpose: a browser that offers them offers this one too, and one profile
 * means that any watcher can decode any publisher.
 *
 * Opus keeps in-band FEC (RFC 7587 §6.1), so that one lost packet is concealed by the next one, and never
 * falls silent (`usedtx=0`), because silence on the wire must mean a gap and nothing else.
 */
export const ROUTER_CODECS: RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    // RFC 7587 §7 fixes the channels of the RTP map at two; `stereo` says what is really wanted.
    channels: 2,
    parameters: { minptime: 10, stereo: 0, 'sprop-stereo': 0, useinbandfec: 1, usedtx: 0 },
  },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
];

const VIDEO_ORIENTATION = 'urn:3gpp:video-orientation';

/**
 * What publishers and watchers are told of a room. Without the video orientation extension a phone turns
 * the picture before it encodes it, so that the recording is upright for every player and for a court.
 */
export function clientCapabilities(router: RtpCapabilities): RtpCapabilities {
  return {
    codecs: router.codecs ?? [],
    headerExtensions: (router.headerExtensions ?? []).filter(({ uri }) => uri !== VIDEO_ORIENTATION),
  };
}

/**
 * What a plain RTP listener is taken to understand: every codec with its NACK and PLI, but no RTX
 * (RFC 4588), so that repeated packets come in the same SSRC, and no header extension is agreed on:
 * those that a packet still carries mean nothing to the listener (RFC 8285 §4.1 lets it skip them).
 */
export function tapCapabilities(router: RtpCapabilities): RtpCapabilities {
  return {
    codecs: (router.codecs ?? []).filter(({ mimeType }) => !mimeType.toLowerCase().endsWith('/rtx')),
    headerExtensions: [],
  };
}
