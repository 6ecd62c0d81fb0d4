import { useEffect } from 'react';
import type { FieldMedia } from './openCamera.ts';
import { closeMedia, openCamera } from './openCamera.ts';

/** Another app may hold it for as long as it likes. */
const AGAIN_MS = 3_000;

/** Takes a camera up again that the system took away, for as long as it takes, without anybody asking. */
export function useCameraBack(lost: boolean, onMedia: (media: FieldMedia) => void): void {
  useEffect(() => {
    if (!lost) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (): void => {
      openCamera().then(
        (media) => {
          if (over) closeMedia(media);
          else onMedia(media);
        },
        () => { if (!over) timer = setTimeout(take, AGAIN_MS); },
      );
    };
    take();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [lost, onMedia]);
}
