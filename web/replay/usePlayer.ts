import Hls from 'hls.js';
import type { RefObject } from 'react';
import { useCallback, useEffect, useState } from 'react';
import type { GapSpan } from './timeline.ts';

export interface PlayerState {
  readonly ready: boolean;
  readonly playing: boolean;
  readonly failed: boolean;
  /** Seconds of the presentation. */
  readonly atS: number;
  /** Of what is there so far; 0 while unknown. */
  readonly durationS: number;
}

const INITIAL: PlayerState = { ready: false, playing: false, failed: false, atS: 0, durationS: 0 };
/** How often a standstill inside a gap is noticed. */
const GAP_CHECK_MS = 400;

/**
 * Plays the recording in this element.
 * @param gaps stretches without media; a player that stands still in one is taken to its end
 */
export function usePlayer(video: RefObject<HTMLVideoElement | null>, hlsUrl: string, startMs: number, gaps: readonly GapSpan[]) {
  const [state, setState] = useState(INITIAL);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    setState(INITIAL);
    const change = (part: Partial<PlayerState>): void => { setState((before) => ({ ...before, ...part })); };
    const listeners = {
      loadedmetadata: () => { change({ ready: true }); },
      timeupdate: () => { change({ atS: element.currentTime }); },
      durationchange: () => { change({ durationS: Number.isFinite(element.duration) ? element.duration : 0 }); },
      seeking: () => { change({ atS: element.currentTime }); },
      play: () => { change({ playing: true }); },
      pause: () => { change({ playing: false }); },
      ended: () => { change({ playing: false }); },
    };
    for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);
    const stop = attach(element, hlsUrl, () => { change({ failed: true }); });
    return () => {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
      stop();
    };
  }, [video, hlsUrl]);

  useEffect(() => {
    let lastS = -1;
    const timer = setInterval(() => {
      const element = video.current;
      if (!element || element.paused || element.seeking) return;
      const stuck = element.currentTime === lastS;
      lastS = element.currentTime;
      if (!stuck) return;
      const atMs = startMs + element.currentTime * 1000;
      const here = gaps.find((span) => atMs >= span.startMs - 500 && atMs < span.endMs - 50);
      if (here) element.currentTime = (here.endMs - startMs) / 1000 + 0.05;
    }, GAP_CHECK_MS);
    return () => { clearInterval(timer); };
  }, [video, startMs, gaps]);

  const seek = useCallback((toS: number) => {
    const element = video.current;
    if (!element) return;
    const endS = Number.isFinite(element.duration) ? element.duration : toS;
    element.currentTime = Math.min(Math.max(0, toS), Math.max(0, endS - 0.1));
  }, [video]);

  return { state, seek };
}

/** hls.js where it works; otherwise the browser plays HLS itself (iPhones). Returns the function that lets go. */
function attach(element: HTMLVideoElement, hlsUrl: string, onFailed: () => void): () => void {
  if (!Hls.isSupported()) {
    element.addEventListener('error', onFailed);
    element.src = hlsUrl;
    return () => {
      element.removeEventListener('error', onFailed);
      element.removeAttribute('src');
      element.load();
    };
  }
  const hls = new Hls({
    startPosition: 0,
    backBufferLength: 60,
    maxBufferLength: 30,
    // A visit has no subtitles, and clearing them loads a data: address that the page's policy forbids.
    enableWebVTT: false,
    enableIMSC1: false,
    enableCEA708Captions: false,
    renderTextTracksNatively: false,
  });
  let recovered = false;
  hls.on(Hls.Events.ERROR, (_, { fatal, type }) => {
    if (!fatal) return;
    // A decoder may stumble once over the seam of two publishers; a second time it is the recording.
    if (type === Hls.ErrorTypes.MEDIA_ERROR && !recovered) {
      recovered = true;
      hls.recoverMediaError();
    } else {
      onFailed();
    }
  });
  hls.loadSource(hlsUrl);
  hls.attachMedia(element);
  return () => { hls.destroy(); };
}
