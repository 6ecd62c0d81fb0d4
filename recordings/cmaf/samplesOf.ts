/** One coded sample of a segment. */
export interface SegmentSample {
  readonly bytes: Uint8Array;
  /** Decode time and duration, units of the track's timescale. */
  readonly start: number;
  readonly duration: number;
  readonly keyframe: boolean;
}

/** sample_is_non_sync_sample (ISO/IEC 14496-12 §8.8.3.1). */
const NON_SYNC = 0x00010000;

/** The samples of a segment, in their order. Reads only fragments in the shape that `fragment` writes; stops where there is another. */
export function* samplesOf(file: Uint8Array): Generator<SegmentSample> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isBox = (at: number, type: string): boolean => at + 8 <= file.byteLength && [...type].every((letter, i) => file[at + 4 + i] === letter.charCodeAt(0));
  for (let moof = 0; isBox(moof, 'moof');) {
    const mdat = moof + view.getUint32(moof);
    // moof > mfhd, traf > tfhd, tfdt, trun
    const traf = moof + 8 + view.getUint32(moof + 8);
    const tfdt = traf + 8 + view.getUint32(traf + 8);
    const trun = tfdt + view.getUint32(tfdt);
    if (!isBox(mdat, 'mdat') || !isBox(trun, 'trun')) return;
    const count = view.getUint32(trun + 12);
    let at = mdat + 8;
    let start = Number(view.getBigUint64(tfdt + 12));
    for (let i = 0; i < count; i += 1) {
      const entry = trun + 20 + i * 12;
      const bytes = view.getUint32(entry + 4);
      if (at + bytes > file.byteLength) return;
      const duration = view.getUint32(entry);
      yield { bytes: file.subarray(at, at + bytes), start, duration, keyframe: (view.getUint32(entry + 8) & NON_SYNC) === 0 };
      at += bytes;
      start += duration;
    }
    moof = mdat + view.getUint32(mdat);
  }
}
