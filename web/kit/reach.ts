import { useSyncExternalStore } from 'react';

let reached = true;
const listeners = new Set<() => void>();

/** Whether the last request got any answer at all; a browser's own word on its network is often too hopeful. */
export function noteReached(now: boolean): void {
  if (now === reached) return;
  reached = now;
  for (const listener of [...listeners]) listener();
}

export function useReached(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    () => reached,
  );
}
