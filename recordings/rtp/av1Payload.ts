import { av1Format } from '../cmaf/av1Format.ts';
import { concat } from '../cmaf/boxes.ts';
import type { TrackFormat } from '../cmaf/initSegment.ts';
import { append } from './PayloadFormat.ts';
import type { OpenFrame, PayloadFormat } from './PayloadFormat.ts';

const SEQUENCE_HEADER = 1;
const TEMPORAL_DELIMITER = 2;
const TILE_LIST = 8;
const PADDING = 15;

/**
 * AV1 in RTP (AOMedia "RTP Payload Format For AV1" §4) to the low-overhead stream that files carry: every OBU with
 * its size, no temporal delimiters.
 */
export function av1Payload(): PayloadFormat {
  /** Pieces of the OBU that goes on in the next payload. */
  let open: Uint8Array[] = [];
  let format: TrackFormat | undefined;
  let sequenceHeader: Uint8Array | undefined;

  const keep = (obu: Uint8Array, frame: OpenFrame): void => {
    const header = obu[0] ?? 0;
    const type = (header >> 3) & 0x0f;
    if (type === TEMPORAL_DELIMITER || type === TILE_LIST || type === PADDING || obu.byteLength === 0) return;
    const headerBytes = (header & 0x04) !== 0 ? 2 : 1;
    let payloadStart = headerBytes;
    if ((header & 0x02) !== 0) payloadStart += readLeb128(obu, headerBytes).bytes;
    const payload = obu.subarray(payloadStart);
    const sized = concat([
      Uint8Array.of(header | 0x02), obu.subarray(1, headerBytes), writeLeb128(payload.byteLength), payload,
    ]);
    if (type === SEQUENCE_HEADER) {
      frame.keyframe = true;
      if (sequenceHeader === undefined || Buffer.compare(sequenceHeader, sized) !== 0) {
        sequenceHeader = sized;
        format = av1Format(sized, payload);
      }
    }
    append(frame, sized);
  };

  return {
    // Z: the first element continues one of the packet before.
    begins: (datagram, start) => ((datagram[start] ?? 0) & 0x80) === 0,
    add(datagram, start, payloadEnd, frame) {
      const payload = datagram.subarray(start, payloadEnd);
      const aggregation = payload[0] ?? 0;
      const continues = (aggregation & 0x80) !== 0;
      const goesOn = (aggregation & 0x40) !== 0;
      const announced = (aggregation >> 4) & 3;
      if (continues !== open.length > 0) {
        open = [];
        frame.broken = true;
        return;
      }
      let count = 0;
      for (let at = 1; at < payload.byteLength;) {
        count += 1;
        let end = payload.byteLength;
        // The last of an announced number of elements has no length in front.
        if (count !== announced) {
          const length = readLeb128(payload, at);
          at += length.bytes;
          end = at + length.value;
        }
        if (end > payload.byteLength) {
          frame.broken = true;
          return;
        }
        open.push(payload.subarray(at, end));
        at = end;
        if (at < payload.byteLength || !goesOn) {
          keep(open.length === 1 ? open[0]! : concat(open), frame);
          open = [];
        }
      }
    },
    finish(frame) {
      if (open.length > 0) frame.broken = true;
      open = [];
      return frame.keyframe ? format : undefined;
    },
  };
}

export function readLeb128(from: Uint8Array, start: number): { value: number; bytes: number } {
  let value = 0;
  for (let i = 0; i < 5; i += 1) {
    const byte = from[start + i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if ((byte & 0x80) === 0) return { value, bytes: i + 1 };
  }
  return { value: Infinity, bytes: 5 };
}

function writeLeb128(value: number): Uint8Array {
  const out: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Uint8Array.from([...out, left]);
    out.push((left % 128) | 0x80);
  }
}
