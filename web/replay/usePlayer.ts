import Hls from 'hls.js';
import type { RefObject } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeptLink } from './useMediaLink.ts';
import type { GapSpan } from './timeline.ts';

export interface PlayerState {
  readonly ready: boolean;
  /** The first picture is decoded. */
  readonly hasPicture: boolean;
  readonly playing: boolean;
  readonly failed: boolean;
  /** Seconds of the presentation. */
  readonly atS: number;
  /** Of what is there so far; 0 while unknown. */
  readonly durationS: number;
}

const INITIAL: PlayerState = { ready: false, hasPicture: false, playing: false, failed: false, atS: 0, durationS: 0 };
/** How often a standstill inside a gap is noticed. */
const GAP_CHECK_MS = 400;

interface Attached {
  /** Plays another of the tracks of sound; does nothing where the browser plays by itself. */
  chooseSound(source: string): void;
  /** Where a file of the archive is played, seconds; undefined when it is not played. */
  placeOf(path: string): number | undefined;
  detach(): void;
}

/**
 * Plays the recording in this element.
 * @param gaps stretches without media; a player that stands still in one is taken to its end
 */
export function usePlayer(video: RefObject<HTMLVideoElement | null>, { link, fresh }: KeptLink, startMs: number, gaps: readonly GapSpan[]) {
  const [state, setState] = useState(INITIAL);
  const attached = useRef<Attached>(undefined);
  const latest = useRef(link.hlsUrl);
  latest.current = link.hlsUrl;

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    setState(INITIAL);
    const change = (part: Partial<PlayerState>): void => { setState((before) => ({ ...before, ...part })); };
    const listeners = {
      loadedmetadata: () => { change({ ready: true }); },
      loadeddata: () => { change({ hasPicture: true }); },
      timeupdate: () => { change({ atS: element.currentTime }); },
      durationchange: () => { change({ durationS: Number.isFinite(element.duration) ? element.duration : 0 }); },
      seeking: () => { change({ atS: element.currentTime }); },
      play: () => { change({ playing: true }); },
      pause: () => { change({ playing: false }); },
      ended: () => { change({ playing: false }); },
    };
    for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);
    const made = Hls.isSupported()
      ? attachHls(element, latest.current, fresh, () => { change({ failed: true }); })
      : attachNative(element, () => latest.current, () => { change({ failed: true }); });
    attached.current = made;
    return () => {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
      made.detach();
      attached.current = undefined;
    };
    // A renewed link is the same recording: it is put into every request, and nothing begins anew.
  }, [video, fresh]);

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

  return {
    state, seek,
    chooseSound: useCallback((source: string) => { attached.current?.chooseSound(source); }, []),
    placeOf: useCallback((path: string) => attached.current?.placeOf(path), []),
  };
}

/** The browser plays HLS itself (iPhones). It knows one address; when that has run out it is given the newest, at the same place. */
function attachNative(element: HTMLVideoElement, newest: () => string, onFailed: () => void): Attached {
  let tried = '';
  const failed = (): void => {
    const url = newest();
    if (url === tried) {
      onFailed();
      return;
    }
    tried = url;
    const [atS, wasPlaying] = [element.currentTime, !element.paused];
    element.src = url;
    element.addEventListener('loadedmetadata', () => {
      element.currentTime = atS;
      if (wasPlaying) element.play().catch(() => undefined);
    }, { once: true });
  };
  tried = newest();
  element.addEventListener('error', failed);
  element.src = tried;
  return {
    chooseSound: () => undefined,
    placeOf: () => undefined,
    detach: () => {
      element.removeEventListener('error', failed);
      element.removeAttribute('src');
      element.load();
    },
  };
}

function attachHls(element: HTMLVideoElement, hlsUrl: string, fresh: (url: string) => string, onFailed: () => void): Attached {
  const hls = new Hls({
    startPosition: 0,
    backBufferLength: 60,
    maxBufferLength: 30,
    // A visit has no subtitles, and clearing them loads a data: address that the page's policy forbids.
    enableWebVTT: false,
    enableIMSC1: false,
    enableCEA708Captions: false,
    renderTextTracksNatively: false,
    xhrSetup: (xhr, url) => { xhr.open('GET', fresh(url), true); },
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
  return {
    chooseSound: (source) => {
      const place = hls.audioTracks.findIndex(({ name }) => name === source);
      if (place >= 0) hls.audioTrack = place;
    },
    placeOf: (path) => {
      const details = [...hls.levels, ...hls.audioTracks].flatMap((one) => one.details ?? []);
      return details.flatMap(({ fragments }) => fragments).find(({ relurl }) => relurl === path)?.start;
    },
    detach: () => { hls.destroy(); },
  };
}
