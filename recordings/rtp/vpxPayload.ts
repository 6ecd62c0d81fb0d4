import type { TrackFormat } from '../cmaf/initSegment.ts';
import { vp8Format, vp9Format } from '../cmaf/vpxFormat.ts';
import { append } from './PayloadFormat.ts';
import type { OpenFrame, PayloadFormat } from './PayloadFormat.ts';

/** VP8 in RTP (RFC 7741 §4.2). */
export function vp8Payload(): PayloadFormat {
  return {
    // S is set and the partition is the first.
    begins: (datagram, start) => ((datagram[start] ?? 0) & 0x17) === 0x10,
    add(datagram, start, end, frame) {
      const mediaStart = start + vp8DescriptorBytes(datagram, start);
      if (mediaStart >= end) {
        frame.broken = true;
        return;
      }
      // The frame tag's first bit is 0 for a key frame (RFC 6386 §9.1).
      if (frame.bytes === 0) frame.keyframe = (datagram[mediaStart]! & 1) === 0;
      append(frame, datagram, mediaStart, end);
    },
    finish: remembering(vp8Format),
  };
}

function vp8DescriptorBytes(datagram: Uint8Array, start: number): number {
  const first = datagram[start] ?? 0;
  if ((first & 0x80) === 0) return 1;
  const extension = datagram[start + 1] ?? 0;
  let at = 2;
  if ((extension & 0x80) !== 0) at += ((datagram[start + at] ?? 0) & 0x80) !== 0 ? 2 : 1;
  if ((extension & 0x40) !== 0) at += 1;
  if ((extension & 0x30) !== 0) at += 1;
  return at;
}

/** VP9 in RTP (RFC 9628 §4.2), one spatial layer. */
export function vp9Payload(): PayloadFormat {
  return {
    begins: (datagram, start) => ((datagram[start] ?? 0) & 0x08) !== 0,
    add(datagram, start, end, frame) {
      const mediaStart = start + vp9DescriptorBytes(datagram.subarray(start, end));
      if (mediaStart >= end) {
        frame.broken = true;
        return;
      }
      // By the frame's own header: some senders never set the descriptor's P bit.
      if (frame.bytes === 0) frame.keyframe = vp9Format(datagram.subarray(mediaStart, end)) !== undefined;
      append(frame, datagram, mediaStart, end);
    },
    finish: remembering(vp9Format),
  };
}

function vp9DescriptorBytes(payload: Uint8Array): number {
  const first = payload[0] ?? 0;
  const flexible = (first & 0x10) !== 0;
  let at = 1;
  if ((first & 0x80) !== 0) at += ((payload[at] ?? 0) & 0x80) !== 0 ? 2 : 1;
  if ((first & 0x20) !== 0) at += flexible ? 1 : 2;
  if (flexible && (first & 0x40) !== 0) {
    for (let more = true; more; at += 1) more = ((payload[at] ?? 0) & 1) !== 0;
  }
  if ((first & 0x02) !== 0) at += scalabilityBytes(payload, at);
  return at;
}

/** The scalability structure (RFC 9628 §4.2.1). */
function scalabilityBytes(payload: Uint8Array, start: number): number {
  const structure = payload[start] ?? 0;
  let at = start + 1;
  if ((structure & 0x10) !== 0) at += ((structure >> 5) + 1) * 4;
  if ((structure & 0x08) !== 0) {
    let groups = payload[at] ?? 0;
    for (at += 1; groups > 0; groups -= 1) at += 1 + (((payload[at] ?? 0) >> 2) & 3);
  }
  return at - start;
}

/** Both codecs tell their format in the head of every key frame. */
function remembering(read: (frame: Uint8Array) => TrackFormat | undefined): (frame: OpenFrame) => TrackFormat | undefined {
  let known: TrackFormat | undefined;
  return (frame) => {
    if (!frame.keyframe) return undefined;
    const seen = read(frame.media.last(frame.bytes));
    if (seen === undefined) return undefined;
    if (known?.codec !== seen.codec || known.width !== seen.width || known.height !== seen.height) known = seen;
    return known;
  };
}
