import { BitReader } from './BitReader.ts';
import { bytes, fullBox, u16 } from './boxes.ts';
import { visualSampleEntry } from './initSegment.ts';
import type { TrackFormat } from './initSegment.ts';

/** From a VP8 key frame's first ten bytes (RFC 6386 §9.1). Undefined when they are not a key frame's. */
export function vp8Format(frame: Uint8Array): TrackFormat | undefined {
  if (frame.byteLength < 10 || frame[3] !== 0x9d || frame[4] !== 0x01 || frame[5] !== 0x2a) return undefined;
  const width = ((frame[6] ?? 0) | ((frame[7] ?? 0) << 8)) & 0x3fff;
  const height = ((frame[8] ?? 0) | ((frame[9] ?? 0) << 8)) & 0x3fff;
  return vpxFormat('vp08', width, height, { profile: ((frame[0] ?? 0) >> 1) & 7, bitDepth: 8, chroma: 1, fullRange: 0 });
}

/** From a VP9 key frame's uncompressed header (VP9 bitstream specification §6.2). */
export function vp9Format(frame: Uint8Array): TrackFormat | undefined {
  const reader = new BitReader(frame);
  if (reader.bits(2) !== 2) return undefined;
  const profile = reader.bit() + reader.bit() * 2;
  if (profile === 3) reader.skip(1);
  const showExisting = reader.bit();
  const isKeyFrame = reader.bit() === 0;
  reader.skip(2);
  if (showExisting === 1 || !isKeyFrame || reader.bits(24) !== 0x498342) return undefined;
  const bitDepth = profile >= 2 ? (reader.bit() === 1 ? 12 : 10) : 8;
  const RGB = 7;
  const colorSpace = reader.bits(3);
  let fullRange = 1;
  let chroma = 3;
  if (colorSpace !== RGB) {
    fullRange = reader.bit();
    chroma = 1;
    if (profile === 1 || profile === 3) {
      const subsampledX = reader.bit();
      const subsampledY = reader.bit();
      chroma = subsampledX === 0 ? 3 : subsampledY === 0 ? 2 : 1;
      reader.skip(1);
    }
  } else if (profile === 1 || profile === 3) {
    reader.skip(1);
  }
  const width = reader.bits(16) + 1;
  const height = reader.bits(16) + 1;
  return vpxFormat('vp09', width, height, { profile, bitDepth, chroma, fullRange });
}

/** `vp08`/`vp09` with `vpcC` (VP Codec ISO Media File Format Binding 1.0); colours unspecified, as on the wire. */
function vpxFormat(
  type: 'vp08' | 'vp09', width: number, height: number,
  picture: { profile: number; bitDepth: number; chroma: number; fullRange: number },
): TrackFormat {
  const level = levelOf(width * height);
  const configuration = fullBox('vpcC', 1, 0,
    bytes(picture.profile, level, (picture.bitDepth << 4) | (picture.chroma << 1) | picture.fullRange, 2, 2, 2), u16(0));
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    kind: 'video',
    codec: `${type}.${two(picture.profile)}.${two(level)}.${two(picture.bitDepth)}`,
    timescale: 90_000, width, height,
    sampleEntry: visualSampleEntry(type, width, height, configuration),
  };
}

/** The lowest level whose luma picture size fits (VP9 levels, Annex A), times ten. */
function levelOf(lumaSamples: number): number {
  const limits: readonly (readonly [number, number])[] = [
    [36_864, 10], [73_728, 11], [122_880, 20], [245_760, 21], [552_960, 30], [983_040, 31], [2_228_224, 40], [8_912_896, 50],
  ];
  return limits.find(([limit]) => lumaSamples <= limit)?.[1] ?? 60;
}
