/** What can be told from the whole fragments at the start of a file. */
export interface WholeFragments {
  /** Bytes of whole `moof` + `mdat` pairs. */
  readonly bytes: number;
  readonly samples: number;
  /** Units of the track's timescale; 0 when there is no fragment. */
  readonly startTime: number;
  readonly endTime: number;
  readonly startsWithKeyframe: boolean;
}

/** Finds how much of a segment a crash has left whole. Reads only fragments in the shape that `fragment` writes. */
export function wholeFragments(file: Uint8Array): WholeFragments {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = 0;
  let samples = 0;
  let startTime = 0;
  let endTime = 0;
  let startsWithKeyframe = false;
  for (;;) {
    const moof = boxAt(file, view, at, 'moof');
    if (moof === undefined) break;
    const mdat = boxAt(file, view, moof.end, 'mdat');
    const run = mdat === undefined ? undefined : runOf(file, view, moof);
    if (mdat === undefined || run === undefined) break;
    if (samples === 0) {
      startTime = run.startTime;
      startsWithKeyframe = run.startsWithKeyframe;
    }
    samples += run.samples;
    endTime = run.startTime + run.duration;
    at = mdat.end;
  }
  return { bytes: at, samples, startTime, endTime, startsWithKeyframe };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function boxAt(file: Uint8Array, view: DataView, at: number, type: string): Span | undefined {
  if (at + 8 > file.byteLength) return undefined;
  const length = view.getUint32(at);
  if (length < 8 || at + length > file.byteLength) return undefined;
  for (let i = 0; i < 4; i += 1) if (file[at + 4 + i] !== type.charCodeAt(i)) return undefined;
  return { start: at + 8, end: at + length };
}

function runOf(
  file: Uint8Array, view: DataView, moof: Span,
): { startTime: number; duration: number; samples: number; startsWithKeyframe: boolean } | undefined {
  const header = boxAt(file, view, moof.start, 'mfhd');
  const traf = header && boxAt(file, view, header.end, 'traf');
  const tfhd = traf && boxAt(file, view, traf.start, 'tfhd');
  const tfdt = tfhd && boxAt(file, view, tfhd.end, 'tfdt');
  const trun = tfdt && boxAt(file, view, tfdt.end, 'trun');
  if (tfdt === undefined || trun === undefined) return undefined;
  const samples = view.getUint32(trun.start + 4);
  if (samples === 0 || trun.start + 12 + samples * 12 > trun.end) return undefined;
  let duration = 0;
  for (let i = 0; i < samples; i += 1) duration += view.getUint32(trun.start + 12 + i * 12);
  return {
    startTime: Number(view.getBigUint64(tfdt.start + 4)),
    duration,
    samples,
    startsWithKeyframe: (view.getUint32(trun.start + 12 + 8) & 0x00010000) === 0,
  };
}
