import { ascii, box, bytes, concat, fullBox, u16, u32, u64, zeros } from './boxes.ts';

/** What a decoder has to know before the first sample. */
export interface TrackFormat {
  readonly kind: 'audio' | 'video';
  /** RFC 6381, for playlists and `MediaSource`. */
  readonly codec: string;
  /** Units per second of decode times and durations. */
  readonly timescale: number;
  /** Sample entry and its codec configuration box. */
  readonly sampleEntry: Uint8Array;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
}

const UNITY_MATRIX = concat([
  u32(0x00010000), zeros(12), u32(0x00010000), zeros(12), u32(0x40000000),
]);

/** A CMAF header (ISO/IEC 23000-19 §7.3.1): one track, no samples, fragments to follow. */
export function initSegment(format: TrackFormat): Uint8Array {
  const video = format.kind === 'video';
  const movie = fullBox('mvhd', 0, 0, zeros(8), u32(1_000), u32(0), u32(0x00010000), u16(0x0100), zeros(10),
    UNITY_MATRIX, zeros(24), u32(2));
  const trackHeader = fullBox('tkhd', 0, 3, zeros(8), u32(1), zeros(4), u32(0), zeros(8), u16(0), u16(0),
    u16(video ? 0 : 0x0100), zeros(2), UNITY_MATRIX, u32((format.width ?? 0) * 65_536), u32((format.height ?? 0) * 65_536));
  const media = box('mdia',
    fullBox('mdhd', 0, 0, zeros(8), u32(format.timescale), u32(0), u16(0x55c4), zeros(2)),
    fullBox('hdlr', 0, 0, zeros(4), ascii(video ? 'vide' : 'soun'), zeros(12), ascii(video ? 'picture\0' : 'sound\0')),
    box('minf',
      video ? fullBox('vmhd', 0, 1, zeros(8)) : fullBox('smhd', 0, 0, zeros(4)),
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      box('stbl',
        fullBox('stsd', 0, 0, u32(1), format.sampleEntry),
        fullBox('stts', 0, 0, u32(0)), fullBox('stsc', 0, 0, u32(0)),
        fullBox('stsz', 0, 0, u32(0), u32(0)), fullBox('stco', 0, 0, u32(0)))));
  return concat([
    box('ftyp', ascii('iso6'), u32(0), ascii('iso6cmfcmp41')),
    box('moov', movie, box('trak', trackHeader, media),
      box('mvex', fullBox('trex', 0, 0, u32(1), u32(1), u32(0), u32(0), u32(0)))),
  ]);
}

/** VisualSampleEntry (ISO/IEC 14496-12 §12.1.3) around a codec's own configuration box. */
export function visualSampleEntry(type: string, width: number, height: number, configuration: Uint8Array): Uint8Array {
  return box(type, zeros(6), u16(1), zeros(16), u16(width), u16(height), u32(0x00480000), u32(0x00480000), zeros(4),
    u16(1), zeros(32), u16(24), u16(0xffff), configuration);
}

/** Opus in ISO base media (opus-codec.org/docs/opus_in_isobmff.html §4.3): 48 kHz, no pre-skip in a live stream. */
export function opusFormat(channels: number): TrackFormat {
  const specific = box('dOps', bytes(0, channels), u16(0), u32(48_000), u16(0), bytes(0));
  return {
    kind: 'audio', codec: 'opus', timescale: 48_000, channels,
    sampleEntry: box('Opus', zeros(6), u16(1), zeros(8), u16(channels), u16(16), zeros(4), u32(48_000 * 65_536), specific),
  };
}

/** Start of a movie fragment's clock, `baseMediaDecodeTime`, as 64 bits. */
export function decodeTimeBox(baseDecodeTime: number): Uint8Array {
  return fullBox('tfdt', 1, 0, u64(baseDecodeTime));
}
