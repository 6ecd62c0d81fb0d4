/** What this endpoint says and hears by RTCP. Three small messages; a library for them costs 21 MiB and 90 ms at start. */

/** Ours. Nobody sends media under it. */
export const RECORDER_SSRC = 0x5ea1ed;

const SENDER_REPORT = 200;
/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_TO_UNIX_S = 2_208_988_800;

export interface SenderReport {
  readonly ssrc: number;
  /** The sender's clock, ms since the Unix epoch if the sender sets its clock so. */
  readonly senderMs: number;
  readonly rtpTimestamp: number;
}

/** The sender reports of a compound packet (RFC 3550 §6.4.1). Anything malformed ends the reading. */
export function senderReports(datagram: Buffer): readonly SenderReport[] {
  const reports: SenderReport[] = [];
  for (let at = 0; at + 8 <= datagram.byteLength;) {
    const length = (datagram.readUInt16BE(at + 2) + 1) * 4;
    if (at + length > datagram.byteLength) break;
    if (datagram[at + 1] === SENDER_REPORT && length >= 28) {
      reports.push({
        ssrc: datagram.readUInt32BE(at + 4),
        senderMs: (datagram.readUInt32BE(at + 8) - NTP_TO_UNIX_S) * 1_000 + (datagram.readUInt32BE(at + 12) / 2 ** 32) * 1_000,
        rtpTimestamp: datagram.readUInt32BE(at + 16),
      });
    }
    at += length;
  }
  return reports;
}

/** Generic NACK (RFC 4585 §6.2.1) for sequence numbers in rising order. */
export function genericNack(mediaSsrc: number, sequences: readonly number[]): Buffer {
  const items: (readonly [first: number, mask: number])[] = [];
  for (const sequence of sequences) {
    const last = items.at(-1);
    const distance = last === undefined ? 0 : (sequence - last[0]) & 0xffff;
    if (last !== undefined && distance >= 1 && distance <= 16) {
      items[items.length - 1] = [last[0], last[1] | (1 << (distance - 1))];
    } else {
      items.push([sequence, 0]);
    }
  }
  const message = feedback(1, 205, mediaSsrc, items.length * 4);
  items.forEach(([first, mask], i) => {
    message.writeUInt16BE(first, 12 + i * 4);
    message.writeUInt16BE(mask, 14 + i * 4);
  });
  return compound(message);
}

/** Picture loss indication (RFC 4585 §6.3.1). */
export function pictureLossIndication(mediaSsrc: number): Buffer {
  return compound(feedback(1, 206, mediaSsrc, 0));
}

function feedback(format: number, type: number, mediaSsrc: number, controlBytes: number): Buffer {
  const message = Buffer.alloc(12 + controlBytes);
  message[0] = 0x80 | format;
  message[1] = type;
  message.writeUInt16BE(message.byteLength / 4 - 1, 2);
  message.writeUInt32BE(RECORDER_SSRC, 4);
  message.writeUInt32BE(mediaSsrc, 8);
  return message;
}

/** A compound packet begins with a report (RFC 3550 §6.1); ours is empty, since it has nothing to report. */
function compound(message: Buffer): Buffer {
  const report = Buffer.alloc(8);
  report[0] = 0x80;
  report[1] = 201;
  report.writeUInt16BE(1, 2);
  report.writeUInt32BE(RECORDER_SSRC, 4);
  return Buffer.concat([report, message]);
}
