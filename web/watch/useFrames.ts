import type { RefObject } from 'react';
import { useEffect, useState } from 'react';

/** `none`: nothing has been shown yet; `stalled`: what is on the screen is old. */
export type Frames = 'none' | 'flowing' | 'stalled';

const STALLED_MS = 2500;
const CHECK_MS = 500;

/**
 * Whether pictures really arrive on the screen. A player keeps showing the last one when they stop, and a still
 * picture must never pass for a live one.
 */
export function useFrames(video: RefObject<HTMLVideoElement | null>, hasPicture: boolean): Frames {
  const [frames, setFrames] = useState<Frames>('none');
  useEffect(() => {
    const element = video.current;
    if (!element || !hasPicture) {
      setFrames('none');
      return;
    }
    let lastMs: number | undefined;
    let request = 0;
    const onFrame = (): void => {
      lastMs = performance.now();
      setFrames('flowing');
      request = element.requestVideoFrameCallback(onFrame);
    };
    request = element.requestVideoFrameCallback(onFrame);
    const timer = setInterval(() => {
      // A hidden page is shown no frames; that says nothing about the field.
      if (document.hidden || lastMs === undefined) return;
      if (performance.now() - lastMs > STALLED_MS) setFrames('stalled');
    }, CHECK_MS);
    return () => {
      clearInterval(timer);
      element.cancelVideoFrameCallback(request);
    };
  }, [video, hasPicture]);
  return frames;
}
