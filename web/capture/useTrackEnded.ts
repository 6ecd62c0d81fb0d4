import { useEffect, useState } from 'react';

/** Whether one of these tracks ended by itself, e.g. because a call or another app took the camera. */
export function useTrackEnded(tracks: readonly MediaStreamTrack[]): boolean {
  const [ended, setEnded] = useState(false);
  const key = tracks.map(({ id }) => id).join(' ');
  useEffect(() => {
    const check = (): void => { setEnded(tracks.some(({ readyState }) => readyState === 'ended')); };
    check();
    for (const track of tracks) track.addEventListener('ended', check);
    return () => {
      for (const track of tracks) track.removeEventListener('ended', check);
    };
    // The array is new with every render; the tracks' own ids say when they are others.
  }, [key]);
  return ended;
}
