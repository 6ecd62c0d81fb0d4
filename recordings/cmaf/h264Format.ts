import { BitReader } from './BitReader.ts';
import { box, bytes, concat, u16, u32 } from './boxes.ts';
import { visualSampleEntry } from './initSegment.ts';
import type { TrackFormat } from './initSegment.ts';

/** Profiles whose parameter set carries the chroma format (ITU-T H.264 §7.3.2.1.1). */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** `avc1` with its `avcC` (ISO/IEC 14496-15 §5.3.3.1): 4-byte NAL lengths, parameter sets in it, and in the key frames. */
export function h264Format(sps: Uint8Array, pps: Uint8Array): TrackFormat {
  const profile = sps[1] ?? 0;
  const compatibility = sps[2] ?? 0;
  const level = sps[3] ?? 0;
  const { width, height, chromaFormat, lumaBits, chromaBits } = readParameterSet(sps);
  const configuration = box('avcC',
    bytes(1, profile, compatibility, level, 0xff, 0xe1), u16(sps.byteLength), sps, bytes(1), u16(pps.byteLength), pps,
    HIGH_PROFILES.has(profile) ? bytes(0xfc | chromaFormat, 0xf8 | (lumaBits - 8), 0xf8 | (chromaBits - 8), 0) : bytes());
  return {
    kind: 'video',
    codec: `avc1.${[profile, compatibility, level].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`,
    timescale: 90_000, width, height,
    sampleEntry: visualSampleEntry('avc1', width, height, configuration),
  };
}

/**
 * Parameter sets as they stand before the first slice of every key frame. `avcC` has them too, but ffmpeg and what is
 * built on it keep the first `avcC` of a playlist: after a change of size, or after filler, they would decode with
 * the wrong ones, and show rubbish.
 */
export function parameterSetUnits(sps: Uint8Array, pps: Uint8Array): Uint8Array {
  return concat([u32(sps.byteLength), sps, u32(pps.byteLength), pps]);
}

/** The picture's size after cropping (ITU-T H.264 §7.3.2.1.1, §7.4.2.1.1). */
export function readParameterSet(sps: Uint8Array): {
  width: number; height: number; chromaFormat: number; lumaBits: number; chromaBits: number;
} {
  const reader = new BitReader(withoutEmulationPrevention(sps.subarray(1)));
  const profile = reader.bits(8);
  reader.skip(16);
  reader.unsignedGolomb();
  let chromaFormat = 1;
  let lumaBits = 8;
  let chromaBits = 8;
  if (HIGH_PROFILES.has(profile)) {
    chromaFormat = reader.unsignedGolomb();
    if (chromaFormat === 3) reader.skip(1);
    lumaBits = 8 + reader.unsignedGolomb();
    chromaBits = 8 + reader.unsignedGolomb();
    reader.skip(1);
    if (reader.bit() === 1) skipScalingLists(reader, chromaFormat === 3 ? 12 : 8);
  }
  reader.unsignedGolomb();
  const orderType = reader.unsignedGolomb();
  if (orderType === 0) reader.unsignedGolomb();
  if (orderType === 1) {
    reader.skip(1);
    reader.signedGolomb();
    reader.signedGolomb();
    for (let left = Math.min(reader.unsignedGolomb(), 255); left > 0; left -= 1) reader.signedGolomb();
  }
  reader.unsignedGolomb();
  reader.skip(1);
  const widthInMacroblocks = reader.unsignedGolomb() + 1;
  const heightInMapUnits = reader.unsignedGolomb() + 1;
  const framesOnly = reader.bit();
  if (framesOnly === 0) reader.skip(1);
  reader.skip(1);
  const crop = { left: 0, right: 0, top: 0, bottom: 0 };
  if (reader.bit() === 1) {
    crop.left = reader.unsignedGolomb();
    crop.right = reader.unsignedGolomb();
    crop.top = reader.unsignedGolomb();
    crop.bottom = reader.unsignedGolomb();
  }
  const cropUnitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const cropUnitY = (chromaFormat === 1 ? 2 : 1) * (2 - framesOnly);
  return {
    width: widthInMacroblocks * 16 - cropUnitX * (crop.left + crop.right),
    height: (2 - framesOnly) * heightInMapUnits * 16 - cropUnitY * (crop.top + crop.bottom),
    chromaFormat, lumaBits, chromaBits,
  };
}

function skipScalingLists(reader: BitReader, count: number): void {
  for (let list = 0; list < count; list += 1) {
    if (reader.bit() === 0) continue;
    let last = 8;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64); i += 1) {
      if (next !== 0) next = (last + reader.signedGolomb() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

/** Removes the 03 of every 00 00 03 (ITU-T H.264 §7.4.1). */
function withoutEmulationPrevention(nal: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let i = 2; i < nal.byteLength; i += 1) {
    if (nal[i] === 3 && nal[i - 1] === 0 && nal[i - 2] === 0) {
      pieces.push(nal.subarray(from, i));
      from = i + 1;
      i += 2;
    }
  }
  pieces.push(nal.subarray(from));
  return concat(pieces);
}
