/** One coded picture or one packet of sound. */
export interface Sample {
  readonly bytes: number;
  /** Units of the track's timescale. */
  readonly duration: number;
  readonly keyframe: boolean;
}

/** sample_depends_on = 2: this sample needs no other one (ISO/IEC 14496-12 §8.8.3.1). */
const SYNC_SAMPLE = 0x02000000;
/** sample_depends_on = 1, sample_is_non_sync_sample = 1. */
const DEPENDENT_SAMPLE = 0x01010000;

const MFHD_BYTES = 16;
const TFHD_BYTES = 16;
const TFDT_BYTES = 20;
const TRUN_HEAD_BYTES = 20;
const BYTES_PER_SAMPLE = 12;

/**
 * A CMAF chunk (ISO/IEC 23000-19 §7.3.2.3): `moof` and `mdat` with explicit decode time, duration, size and flags
 * of every sample, in one buffer. Written with a cursor and not with `boxes.ts`, because this runs for every half
 * second of every track.
 * @param media The bytes of all samples, in their order.
 */
export function fragment(sequence: number, baseDecodeTime: number, samples: readonly Sample[], media: Uint8Array): Buffer {
  const trunBytes = TRUN_HEAD_BYTES + BYTES_PER_SAMPLE * samples.length;
  const trafBytes = 8 + TFHD_BYTES + TFDT_BYTES + trunBytes;
  const moofBytes = 8 + MFHD_BYTES + trafBytes;
  const out = Buffer.allocUnsafeSlow(moofBytes + 8 + media.byteLength);

  let at = head(out, 0, moofBytes, 'moof');
  at = head(out, at, MFHD_BYTES, 'mfhd');
  at = out.writeUInt32BE(0, at);
  at = out.writeUInt32BE(sequence >>> 0, at);
  at = head(out, at, trafBytes, 'traf');
  at = head(out, at, TFHD_BYTES, 'tfhd');
  // default-base-is-moof: offsets count from this moof, so fragments can be cut apart and joined freely.
  at = out.writeUInt32BE(0x020000, at);
  at = out.writeUInt32BE(1, at);
  at = head(out, at, TFDT_BYTES, 'tfdt');
  at = out.writeUInt32BE(0x01000000, at);
  at = out.writeBigUInt64BE(BigInt(baseDecodeTime), at);
  at = head(out, at, trunBytes, 'trun');
  // data-offset, and duration, size and flags of each sample.
  at = out.writeUInt32BE(0x000701, at);
  at = out.writeUInt32BE(samples.length, at);
  at = out.writeInt32BE(moofBytes + 8, at);
  for (const sample of samples) {
    at = out.writeUInt32BE(sample.duration, at);
    at = out.writeUInt32BE(sample.bytes, at);
    at = out.writeUInt32BE(sample.keyframe ? SYNC_SAMPLE : DEPENDENT_SAMPLE, at);
  }
  at = head(out, at, 8 + media.byteLength, 'mdat');
  out.set(media, at);
  return out;
}

function head(out: Buffer, at: number, bytes: number, type: string): number {
  out.writeUInt32BE(bytes, at);
  out.write(type, at + 4, 'latin1');
  return at + 8;
}
