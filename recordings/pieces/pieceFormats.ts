import { av1Format } from '../cmaf/av1Format.ts';
import { concat, u32 } from '../cmaf/boxes.ts';
import { h264Format, parameterSetUnits } from '../cmaf/h264Format.ts';
import { opusFormat } from '../cmaf/initSegment.ts';
import type { TrackFormat } from '../cmaf/initSegment.ts';
import { vp8Format, vp9Format } from '../cmaf/vpxFormat.ts';
import { readLeb128 } from '../rtp/av1Payload.ts';

/** A frame as the archive keeps it (FORMAT.md §2). */
export interface ReadFrame {
  readonly bytes: Uint8Array;
  readonly keyframe: boolean;
  /** What a decoder needs first: on key frames, the same object while nothing changes. */
  readonly format?: TrackFormat;
}

/** From a packet of a container to a frame of the archive; undefined for one that cannot be read. One instance per track. */
export type FrameReader = (packet: Uint8Array, keyframe: boolean) => ReadFrame | undefined;

/**
 * @param codec as mediabunny names it
 * @param description the container's codec configuration: `avcC`, `av1C`, or none
 * @returns undefined for a codec that an archive cannot hold
 */
export function frameReader(codec: string | null, description: Uint8Array | undefined, channels: number): FrameReader | undefined {
  switch (codec) {
    case 'avc': return h264Reader(description);
    case 'vp8': return headerReader(vp8Format);
    case 'vp9': return headerReader(vp9Format);
    case 'av1': return av1Reader(description);
    case 'opus': {
      const format = opusFormat(channels);
      return (bytes) => ({ bytes, keyframe: true, format });
    }
    default: return undefined;
  }
}

/** VP8 and VP9 say in every key frame what they are. */
function headerReader(formatOf: (frame: Uint8Array) => TrackFormat | undefined): FrameReader {
  let known: TrackFormat | undefined;
  return (bytes, keyframe) => {
    if (!keyframe) return { bytes, keyframe };
    const format = formatOf(bytes);
    if (format === undefined) return undefined;
    if (known === undefined || !sameBytes(known.sampleEntry, format.sampleEntry)) known = format;
    return { bytes, keyframe, format: known };
  };
}

const IDR_SLICE = 5;
const SEQUENCE_PARAMETERS = 7;
const PICTURE_PARAMETERS = 8;
const ACCESS_UNIT_DELIMITER = 9;

function h264Reader(avcC: Uint8Array | undefined): FrameReader {
  const lengthBytes = avcC === undefined ? undefined : ((avcC[4] ?? 3) & 3) + 1;
  let { sps, pps } = avcC === undefined ? { sps: undefined, pps: undefined } : parameterSetsOf(avcC);
  let format: TrackFormat | undefined;
  return (packet) => {
    const units = lengthBytes === undefined ? startCodeUnits(packet) : lengthUnits(packet, lengthBytes);
    if (units === undefined) return undefined;
    let keyframe = false;
    const kept: Uint8Array[] = [];
    for (const unit of units) {
      const type = (unit[0] ?? 0) & 0x1f;
      if (type === SEQUENCE_PARAMETERS || type === PICTURE_PARAMETERS) {
        const known = type === SEQUENCE_PARAMETERS ? sps : pps;
        if (known !== undefined && sameBytes(known, unit)) continue;
        if (type === SEQUENCE_PARAMETERS) sps = unit;
        else pps = unit;
        format = undefined;
        continue;
      }
      if (type === ACCESS_UNIT_DELIMITER || unit.byteLength === 0) continue;
      if (type === IDR_SLICE && !keyframe) {
        keyframe = true;
        if (sps !== undefined && pps !== undefined) kept.push(parameterSetUnits(sps, pps));
      }
      kept.push(u32(unit.byteLength), unit);
    }
    const bytes = concat(kept);
    if (!keyframe) return { bytes, keyframe };
    if (sps === undefined || pps === undefined) return undefined;
    format ??= h264Format(sps, pps);
    return { bytes, keyframe, format };
  };
}

/** The first SPS and PPS of `avcC` (ISO/IEC 14496-15 §5.3.3.1). */
function parameterSetsOf(avcC: Uint8Array): { sps: Uint8Array | undefined; pps: Uint8Array | undefined } {
  let at = 5;
  const sets: (Uint8Array | undefined)[] = [];
  for (const mask of [0x1f, 0xff]) {
    const count = (avcC[at] ?? 0) & mask;
    at += 1;
    for (let i = 0; i < count; i += 1) {
      const length = ((avcC[at] ?? 0) << 8) | (avcC[at + 1] ?? 0);
      if (i === 0) sets.push(avcC.slice(at + 2, at + 2 + length));
      at += 2 + length;
    }
    if (count === 0) sets.push(undefined);
  }
  return { sps: sets[0], pps: sets[1] };
}

function lengthUnits(packet: Uint8Array, lengthBytes: number): readonly Uint8Array[] | undefined {
  const units: Uint8Array[] = [];
  for (let at = 0; at < packet.byteLength;) {
    let length = 0;
    for (let i = 0; i < lengthBytes; i += 1) length = length * 256 + (packet[at + i] ?? 0);
    at += lengthBytes;
    if (at + length > packet.byteLength) return undefined;
    units.push(packet.subarray(at, at + length));
    at += length;
  }
  return units;
}

/** ITU-T H.264 annex B: units after 00 00 01, with zeros around. */
function startCodeUnits(packet: Uint8Array): readonly Uint8Array[] {
  const starts: number[] = [];
  for (let i = 2; i < packet.byteLength; i += 1) {
    if (packet[i] === 1 && packet[i - 1] === 0 && packet[i - 2] === 0) starts.push(i + 1);
  }
  return starts.map((start, i) => {
    const next = starts[i + 1];
    let end = next === undefined ? packet.byteLength : next - 3;
    while (end > start && packet[end - 1] === 0) end -= 1;
    return packet.subarray(start, end);
  });
}

const SEQUENCE_HEADER = 1;
/** Temporal delimiter, tile list, padding. */
const LEFT_OUT = new Set([2, 8, 15]);

function av1Reader(av1C: Uint8Array | undefined): FrameReader {
  let header = av1C === undefined ? undefined : obusOf(av1C.subarray(4))?.find(({ type }) => type === SEQUENCE_HEADER);
  let format: TrackFormat | undefined;
  return (packet, keyframe) => {
    const obus = obusOf(packet);
    if (obus === undefined) return undefined;
    const own = obus.find(({ type }) => type === SEQUENCE_HEADER);
    if (own !== undefined && (header === undefined || !sameBytes(header.whole, own.whole))) {
      header = own;
      format = undefined;
    }
    const bytes = concat(obus.filter(({ type }) => !LEFT_OUT.has(type)).map(({ whole }) => whole));
    if (!keyframe) return { bytes, keyframe };
    format ??= header === undefined ? undefined : av1Format(header.whole, header.payload);
    return format === undefined ? undefined : { bytes, keyframe, format };
  };
}

interface Obu {
  readonly type: number;
  readonly whole: Uint8Array;
  readonly payload: Uint8Array;
}

/** The OBUs of a temporal unit, each with its size, as containers have them (AV1 §5.3). Copies, because packets are reused. */
function obusOf(packet: Uint8Array): readonly Obu[] | undefined {
  const obus: Obu[] = [];
  for (let at = 0; at < packet.byteLength;) {
    const first = packet[at] ?? 0;
    if ((first & 0x02) === 0) return undefined;
    const sizeAt = at + ((first & 0x04) !== 0 ? 2 : 1);
    const size = readLeb128(packet, sizeAt);
    const end = sizeAt + size.bytes + size.value;
    if (end > packet.byteLength) return undefined;
    obus.push({ type: (first >> 3) & 0x0f, whole: packet.slice(at, end), payload: packet.slice(sizeAt + size.bytes, end) });
    at = end;
  }
  return obus;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}
