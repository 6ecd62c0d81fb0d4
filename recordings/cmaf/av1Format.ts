import { BitReader } from './BitReader.ts';
import { box, bytes } from './boxes.ts';
import { visualSampleEntry } from './initSegment.ts';
import type { TrackFormat } from './initSegment.ts';

/**
 * `av01` with `av1C` (AV1 Codec ISO Media File Format Binding §2.3) from a sequence header OBU, given with its
 * header and size field. Undefined when it cannot be read.
 */
export function av1Format(sequenceHeader: Uint8Array, payload: Uint8Array): TrackFormat | undefined {
  const reader = new BitReader(payload);
  const profile = reader.bits(3);
  reader.skip(1);
  const reduced = reader.bit();
  let level = 0;
  let tier = 0;
  if (reduced === 1) {
    level = reader.bits(5);
  } else {
    if (reader.bit() === 1) {
      // Timing information: WebRTC encoders do not send it, and what follows could not be found without reading it.
      return undefined;
    }
    const hasDisplayDelay = reader.bit() === 1;
    const points = reader.bits(5) + 1;
    for (let point = 0; point < points; point += 1) {
      reader.skip(12);
      const pointLevel = reader.bits(5);
      const pointTier = pointLevel > 7 ? reader.bit() : 0;
      if (point === 0) {
        level = pointLevel;
        tier = pointTier;
      }
      if (hasDisplayDelay && reader.bit() === 1) reader.skip(4);
    }
  }
  const widthBits = reader.bits(4) + 1;
  const heightBits = reader.bits(4) + 1;
  const width = reader.bits(widthBits) + 1;
  const height = reader.bits(heightBits) + 1;
  const bitDepth = 8;
  const configuration = box('av1C', bytes(0x81, (profile << 5) | level, (tier << 7) | 0x0c, 0), sequenceHeader);
  const codec = `av01.${profile}.${String(level).padStart(2, '0')}${tier === 1 ? 'H' : 'M'}.${String(bitDepth).padStart(2, '0')}`;
  return {
    kind: 'video', codec, timescale: 90_000, width, height,
    sampleEntry: visualSampleEntry('av01', width, height, configuration),
  };
}
