/** Frame sizes by the 5-bit configuration of the first byte, in units of 48 kHz (RFC 6716 §3.1, table 2). */
function frameUnits(configuration: number): number {
  if (configuration < 12) return [480, 960, 1_920, 2_880][configuration % 4]!;
  if (configuration < 16) return configuration % 2 === 0 ? 480 : 960;
  return [120, 240, 480, 960][configuration % 4]!;
}

/** How long the packet at `start` sounds, in units of 48 kHz. */
export function opusDuration(packet: Uint8Array, start: number): number {
  const first = packet[start] ?? 0;
  const code = first & 3;
  const frames = code === 0 ? 1 : code === 3 ? (packet[start + 1] ?? 1) & 0x3f : 2;
  return frameUnits(first >> 3) * Math.max(1, frames);
}

/** A packet without any coded sound: the encoder says that silence follows (RFC 6716 §2.1.9). */
export function opusAnnouncesSilence(packetBytes: number): boolean {
  return packetBytes <= 2;
}
