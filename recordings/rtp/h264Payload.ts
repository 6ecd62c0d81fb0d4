import { h264Format, parameterSetUnits } from '../cmaf/h264Format.ts';
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
 * Parameter sets go into the track's format and, as `parameterSetUnits` says, into every key frame. werift-rtp's depacketizer was measured and not
 * taken: it copies a picture once per packet, answers start codes, and does not tell a lost head from a whole one.
 */
export function h264Payload(outOfBand?: string): PayloadFormat {
  let sps: Uint8Array | undefined;
  let pps: Uint8Array | undefined;
  let format: TrackFormat | undefined;
  /** Where in the frame the length field of the unit in fragments is, while one is being put together. */
  let openAt: number | undefined;

  const keepParameters = (type: number, unit: Uint8Array): void => {
    const known = type === SEQUENCE_PARAMETERS ? sps : pps;
    if (known !== undefined && Buffer.compare(known, unit) === 0) return;
    // A copy, because the datagram's memory should not live as long as the track.
    if (type === SEQUENCE_PARAMETERS) sps = Uint8Array.from(unit);
    else pps = Uint8Array.from(unit);
    format = undefined;
  };

  const beginKeyframe = (frame: OpenFrame): void => {
    if (frame.keyframe) return;
    frame.keyframe = true;
    if (sps !== undefined && pps !== undefined) append(frame, parameterSetUnits(sps, pps));
  };

  const keep = (datagram: Buffer, start: number, end: number, frame: OpenFrame): void => {
    const type = (datagram[start] ?? 0) & 0x1f;
    if (type === SEQUENCE_PARAMETERS || type === PICTURE_PARAMETERS) {
      keepParameters(type, datagram.subarray(start, end));
      return;
    }
    if (type === ACCESS_UNIT_DELIMITER || start >= end) return;
    if (type === IDR_SLICE) beginKeyframe(frame);
    frame.media.appendUint32(end - start);
    frame.bytes += 4;
    append(frame, datagram, start, end);
  };

  const fragmentUnit = (datagram: Buffer, start: number, end: number, frame: OpenFrame): void => {
    const header = datagram[start + 1] ?? 0;
    const type = header & 0x1f;
    if ((header & 0x80) !== 0) {
      // A parameter set that needs fragments does not exist in practice; refusing it is safer than half reading it.
      if (type === SEQUENCE_PARAMETERS || type === PICTURE_PARAMETERS) frame.broken = true;
      if (type === IDR_SLICE) beginKeyframe(frame);
      openAt = frame.bytes;
      frame.media.appendUint32(0);
      frame.media.appendByte(((datagram[start] ?? 0) & 0xe0) | type);
      frame.bytes += 5;
    } else if (openAt === undefined) {
      frame.broken = true;
      return;
    }
    append(frame, datagram, Math.min(start + 2, end), end);
    if ((header & 0x40) !== 0) {
      frame.media.patchUint32(frame.bytes - openAt, frame.bytes - openAt - 4);
      openAt = undefined;
    }
  };

  for (const encoded of outOfBand?.split(',') ?? []) {
    const unit = Buffer.from(encoded, 'base64');
    keepParameters((unit[0] ?? 0) & 0x1f, unit);
  }

  return {
    begins(datagram, start) {
      const type = (datagram[start] ?? 0) & 0x1f;
      const unitAt = start + (type === STAP_A ? 3 : type === FU_A ? 1 : 0);
      const unitType = (datagram[unitAt] ?? 0) & 0x1f;
      if (unitType >= 6 && unitType <= 9) return true;
      if (type === FU_A && ((datagram[start + 1] ?? 0) & 0x80) === 0) return false;
      // first_mb_in_slice is 0, which Exp-Golomb writes as a single 1 bit (ITU-T H.264 §7.3.3).
      return ((datagram[unitAt + 1] ?? 0) & 0x80) !== 0;
    },
    add(datagram, start, end, frame) {
      const type = (datagram[start] ?? 0) & 0x1f;
      if (type >= 1 && type < STAP_A) {
        keep(datagram, start, end, frame);
      } else if (type === STAP_A) {
        for (let at = start + 1; at + 2 <= end;) {
          const unitEnd = at + 2 + datagram.readUInt16BE(at);
          if (unitEnd > end) {
            frame.broken = true;
            return;
          }
          keep(datagram, at + 2, unitEnd, frame);
          at = unitEnd;
        }
      } else if (type === FU_A) {
        fragmentUnit(datagram, start, end, frame);
      } else {
        frame.broken = true;
      }
    },
    finish(frame) {
      if (openAt !== undefined) frame.broken = true;
      openAt = undefined;
      if (!frame.keyframe || sps === undefined || pps === undefined) return undefined;
      format ??= h264Format(sps, pps);
      return format;
    },
  };
}
