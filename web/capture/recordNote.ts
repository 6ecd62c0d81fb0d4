/** What a browser's recorder may write, the most widely played first. */
const TYPES = {
  clip: ['video/mp4;codecs=avc1.42E01E,mp4a.40.2', 'video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'],
  audio: ['audio/mp4;codecs=mp4a.40.2', 'audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'],
} as const;
/** Longest clip and longest note, ms. */
export const LIMIT_MS = { clip: 30_000, audio: 180_000 } as const;

export interface Recording {
  /** Ends it; resolves with what was recorded, also when the limit ended it before. */
  readonly stop: () => Promise<Blob>;
  readonly done: Promise<Blob>;
}

/**
 * Records beside the live visit: the tracks are clones, so that nothing of this can stop or change what is streamed.
 * @throws when this browser can't record
 */
export function recordNote(kind: 'clip' | 'audio', tracks: readonly MediaStreamTrack[]): Recording {
  const type = TYPES[kind].find((one) => MediaRecorder.isTypeSupported(one));
  if (type === undefined) throw new Error('this browser records no such format');
  const clones = tracks.map((track) => track.clone());
  const recorder = new MediaRecorder(new MediaStream(clones), { mimeType: type, videoBitsPerSecond: 2_500_000, audioBitsPerSecond: 96_000 });
  const parts: Blob[] = [];
  const done = new Promise<Blob>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => { parts.push(data); };
    recorder.onstop = () => {
      for (const clone of clones) clone.stop();
      const [plain = ''] = type.split(';');
      const blob = new Blob(parts, { type: plain });
      if (blob.size > 0) resolve(blob);
      else reject(new Error('nothing was recorded'));
    };
  });
  recorder.start();
  const limit = setTimeout(() => { if (recorder.state !== 'inactive') recorder.stop(); }, LIMIT_MS[kind]);
  return {
    done,
    stop: () => {
      clearTimeout(limit);
      if (recorder.state !== 'inactive') recorder.stop();
      return done;
    },
  };
}
