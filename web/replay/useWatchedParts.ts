import type { RefObject } from 'react';
import { useEffect } from 'react';
import type { Watched } from '../../server/replay/contract.ts';

const REPORT_MS = 30_000;
/** A larger step of the player's clock is a jump, not playing. */
const JUMP_S = 2;

type Part = [fromS: number, toS: number];

/** Tells the trail which parts were watched, twice a minute and when the page is left. */
export function useWatchedParts(video: RefObject<HTMLVideoElement | null>, visitId: string): void {
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let parts: Part[] = [];
    let watchedMs = 0;
    let lastMs = 0;
    const watch = (): void => {
      const nowMs = performance.now();
      const atS = element.currentTime;
      const current = parts.at(-1);
      if (current && atS >= current[1] && atS - current[1] <= JUMP_S) {
        current[1] = atS;
        if (!element.paused) watchedMs += Math.min(nowMs - lastMs, 1_000 * JUMP_S);
      } else if (!element.paused) {
        parts.push([atS, atS]);
      }
      lastMs = nowMs;
    };
    const report = (): void => {
      const played = parts.filter(([from, to]) => to > from).slice(-100);
      if (played.length === 0) return;
      const body = JSON.stringify({ parts: played, durationMs: Math.round(watchedMs) } satisfies Watched);
      parts = element.paused ? [] : [[element.currentTime, element.currentTime]];
      watchedMs = 0;
      // Goes out also when the page is just being closed; a report that gets lost leaves `replay.opened` in the trail.
      void fetch(`/api/visits/${encodeURIComponent(visitId)}/watched`, {
        method: 'POST', keepalive: true, credentials: 'same-origin', headers: { 'Content-Type': 'application/json' }, body,
      }).catch(() => undefined);
    };
    const timer = setInterval(report, REPORT_MS);
    element.addEventListener('timeupdate', watch);
    element.addEventListener('pause', report);
    addEventListener('pagehide', report);
    return () => {
      clearInterval(timer);
      element.removeEventListener('timeupdate', watch);
      element.removeEventListener('pause', report);
      removeEventListener('pagehide', report);
      report();
    };
  }, [video, visitId]);
}
