import { useEffect } from 'react';

/** Keeps the screen on: a phone that sleeps stops its camera. Asked for again whenever the page comes back. */
export function useWakeLock(active: boolean): void {
  useEffect(() => {
    // Missing on older phones and outside secure contexts, whatever the type says.
    const wakeLock = navigator.wakeLock as WakeLock | undefined;
    if (!active || !wakeLock) return;
    let held: WakeLockSentinel | undefined;
    let stopped = false;
    const hold = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      try {
        const sentinel = await wakeLock.request('screen');
        if (stopped) await sentinel.release();
        else held = sentinel;
      } catch {
        // Refused on a low battery; the visit goes on and the person keeps the screen awake.
      }
    };
    const onVisible = (): void => void hold();
    void hold();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      stopped = true;
      document.removeEventListener('visibilitychange', onVisible);
      void held?.release();
    };
  }, [active]);
}
