import { fragment } from './cmaf/fragment.ts';
import { h264Format, parameterSetUnits } from './cmaf/h264Format.ts';
import { initSegment, opusFormat } from './cmaf/initSegment.ts';
import type { TrackKind } from '../sfu/contract.ts';

/**
 * Black and silence, which a playlist puts where the archive has nothing: a player would otherwise stop, or jump
 * over the other track's media. It is made while it is served, is marked as a gap in the playlist, and is never a
 * part of an archive.
 */

/**
 * One black picture of 320 × 180 in H.264 constrained baseline, encoded once with x264. Its parameters tell of 25 pictures
 * a second: ffmpeg takes a segment's last one to last that long, and what then begins earlier for a break in the time.
 */
const BLACK_PARAMETERS = {
  sps: Buffer.from('Z0LAHtkBQZ+fARAAAAMAEAAAAwMg8WLkgA==', 'base64'),
  pps: Buffer.from('aMuDyyA=', 'base64'),
};
const BLACK_PICTURE = Buffer.from(
  'ZYiEBX///w9FAAFC3ycnJycnJycnJycnJycnJycnJyddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddeA',
  'base64',
);
/** A packet of 20 ms without sound: TOC for CELT, fullband, and an empty frame (RFC 6716 §3.1); mono and stereo. */
const SILENCE = { 1: Buffer.from([0xf8, 0xff, 0xfe]), 2: Buffer.from([0xfc, 0xff, 0xfe]) } as const;
const SILENCE_UNITS = 960;

export function fillerInit(kind: TrackKind, channels: number): Uint8Array {
  return kind === 'video'
    ? initSegment(h264Format(BLACK_PARAMETERS.sps, BLACK_PARAMETERS.pps))
    : initSegment(opusFormat(channels === 1 ? 1 : 2));
}

/** @param start Decode time, and `duration`, in units of 1/90,000 s for pictures, 1/48,000 s for sound. */
export function fillerFragment(kind: TrackKind, channels: number, start: number, duration: number): Uint8Array {
  if (kind === 'video') {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(BLACK_PICTURE.byteLength);
    const media = Buffer.concat([parameterSetUnits(BLACK_PARAMETERS.sps, BLACK_PARAMETERS.pps), length, BLACK_PICTURE]);
    return fragment(1, start, [{ bytes: media.byteLength, keyframe: true, duration }], media);
  }
  const packet = SILENCE[channels === 1 ? 1 : 2];
  const samples = Array.from({ length: Math.ceil(duration / SILENCE_UNITS) }, (_, i) => ({
    bytes: packet.byteLength, keyframe: true, duration: Math.min(SILENCE_UNITS, duration - i * SILENCE_UNITS),
  }));
  return fragment(1, start, samples, Buffer.concat(samples.map(() => packet)));
}
