/** One RTP packet (RFC 3550 §5.1). Its payload is the datagram's bytes from `start` to `end`. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker: boolean;
  readonly datagram: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * Undefined when the bytes are not RTP. Written here because it runs for every packet: 0.1 µs, where werift-rtp's
 * parser takes 7 µs (measured 2026-11-24).
 */
export function parseRtpPacket(datagram: Buffer): RtpPacket | undefined {
  if (datagram.byteLength < 12) return undefined;
  const first = datagram[0]!;
  if (first >> 6 !== 2) return undefined;
  let start = 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (start + 4 > datagram.byteLength) return undefined;
    start += 4 + ((datagram[start + 2]! << 8) | datagram[start + 3]!) * 4;
  }
  const padding = (first & 0x20) !== 0 ? datagram[datagram.byteLength - 1]! : 0;
  const end = datagram.byteLength - padding;
  if (start > end) return undefined;
  const second = datagram[1]!;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: (datagram[2]! << 8) | datagram[3]!,
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    datagram, start, end,
  };
}

/** RTP and RTCP on one port are told apart by the second byte (RFC 5761 §4). */
export function isRtcp(datagram: Buffer): boolean {
  const type = datagram[1] ?? 0;
  return type >= 192 && type <= 223;
}
