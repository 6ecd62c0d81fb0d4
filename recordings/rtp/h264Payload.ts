import { h264Format } from '../cmaf/h264Format.ts';
import type { TrackFormat } from '../cmaf/initSegment.ts';
import { append } from './PayloadFormat.ts';
import type { OpenFrame, PayloadFormat } from './PayloadFormat.ts';

const IDR_SLICE = 5;
const SEQUENCE_PARAMETERS = 7;
const PICTURE_PARAMETERS = 8;
const ACCESS_UNIT_DELIMITER = 9;
const STAP_A = 24;
const FU_A = 28;

/**
 * H.264 in RTP, packetization modes 0 and 1 (RFC 6184 §5.4), to length-prefixed NAL units (ISO/IEC 14496-15 §5.3.2).
 * Parameter sets leave the stream and go into the track's format. werift-rtp's depacketizer was measured and not
 * taken: it copies a picture once per packet, answers start codes, and does not tell a lost head from a whole one.
 */
export function h264Payload(outOfBand?: string): PayloadFormat {
  let sps: Uint8Array | undefined;
  let pps: Uint8Array | undefined;
  let format: TrackFormat | undefined;
  /** Length field of the fragmented unit that is being put together, and its bytes so far. */
  let openLength: Buffer | undefined;
  let openBytes = 0;
  let openIsMedia = false;

  const keep = (unit: Uint8Array, frame: OpenFrame): void => {
    const type = (unit[0] ?? 0) & 0x1f;
    if (type === SEQUENCE_PARAMETERS || type === PICTURE_PARAMETERS) {
      const known = type === SEQUENCE_PARAMETERS ? sps : pps;
      if (known !== undefined && Buffer.compare(known, unit) === 0) return;
      // A copy, because the datagram's memory should not live as long as the track.
      if (type === SEQUENCE_PARAMETERS) sps = Uint8Array.from(unit);
      else pps = Uint8Array.from(unit);
      format = undefined;
      return;
    }
    if (type === ACCESS_UNIT_DELIMITER || unit.byteLength === 0) return;
    if (type === IDR_SLICE) frame.keyframe = true;
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(unit.byteLength);
    append(frame, length);
    append(frame, unit);
  };

  const fragmentUnit = (payload: Buffer, frame: OpenFrame): void => {
    const header = payload[1] ?? 0;
    const type = header & 0x1f;
    if ((header & 0x80) !== 0) {
      openLength = Buffer.allocUnsafe(5);
      openLength[4] = ((payload[0] ?? 0) & 0xe0) | type;
      openBytes = 1;
      openIsMedia = type !== SEQUENCE_PARAMETERS && type !== PICTURE_PARAMETERS;
      if (type === IDR_SLICE) frame.keyframe = true;
      append(frame, openLength);
    } else if (openLength === undefined) {
      frame.broken = true;
      return;
    }
    openBytes += payload.byteLength - 2;
    append(frame, payload.subarray(2));
    if ((header & 0x40) !== 0) {
      openLength.writeUInt32BE(openBytes);
      openLength = undefined;
      // A parameter set that needs fragments does not exist in practice; refusing it is safer than half reading it.
      if (!openIsMedia) frame.broken = true;
    }
  };

  for (const encoded of outOfBand?.split(',') ?? []) {
    keep(Buffer.from(encoded, 'base64'), { parts: [], bytes: 0, keyframe: false, broken: false });
  }

  return {
    begins(payload) {
      const type = (payload[0] ?? 0) & 0x1f;
      const unit = type === STAP_A ? payload.subarray(3) : type === FU_A ? payload.subarray(1) : payload;
      const unitType = (unit[0] ?? 0) & 0x1f;
      if (unitType >= 6 && unitType <= 9) return true;
      if (type === FU_A && ((payload[1] ?? 0) & 0x80) === 0) return false;
      // first_mb_in_slice is 0, which Exp-Golomb writes as a single 1 bit (ITU-T H.264 §7.3.3).
      return ((unit[1] ?? 0) & 0x80) !== 0;
    },
    add(payload, frame) {
      const type = (payload[0] ?? 0) & 0x1f;
      if (type >= 1 && type < STAP_A) {
        keep(payload, frame);
      } else if (type === STAP_A) {
        for (let at = 1; at + 2 <= payload.byteLength;) {
          const end = at + 2 + payload.readUInt16BE(at);
          if (end > payload.byteLength) {
            frame.broken = true;
            return;
          }
          keep(payload.subarray(at + 2, end), frame);
          at = end;
        }
      } else if (type === FU_A) {
        fragmentUnit(payload, frame);
      } else {
        frame.broken = true;
      }
    },
    finish(frame) {
      if (openLength !== undefined) frame.broken = true;
      openLength = undefined;
      if (!frame.keyframe || sps === undefined || pps === undefined) return undefined;
      format ??= h264Format(sps, pps);
      return format;
    },
  };
}
