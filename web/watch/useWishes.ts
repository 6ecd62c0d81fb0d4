import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { PictureQuality } from '../../server/visits/contract.ts';
import { layerFor } from '../rtc/cameraLayers.ts';
import type { FallbackState } from '../rtc/SoundFallback.ts';
import { SoundFallback } from '../rtc/SoundFallback.ts';
import type { WatcherSession } from '../rtc/WatcherSession.ts';

export interface Shown {
  readonly fallback: FallbackState;
  /** How the picture fares on its way; undefined while none comes. */
  readonly quality: PictureQuality | undefined;
}

/**
 * Asks the server for what this tile can use and no more: nothing while it is scrolled away or the page is hidden,
 * the layer that it has pixels for, and the sound alone where the network carries no picture.
 * @param hear whether the sound is listened to
 * @param largest the layer to stay at or below, whatever the tile's size
 */
export function useWishes(session: WatcherSession | undefined, tile: RefObject<HTMLElement | null>, hear: boolean, largest: 0 | 1 | 2 = 2): Shown {
  const visible = useVisible(tile);
  const layer = Math.min(useLayer(tile), largest) as 0 | 1 | 2;
  const [shown, setShown] = useState<Shown>({ fallback: 'picture', quality: undefined });
  const watched = session !== undefined && visible;
  const asked = useRef<WatcherSession>(undefined);

  useEffect(() => {
    asked.current = session;
    setShown({ fallback: 'picture', quality: undefined });
  }, [session]);

  useEffect(() => {
    session?.want({
      picture: visible && shown.fallback !== 'soundOnly',
      sound: hear,
      layer: shown.fallback === 'trying' ? 0 : layer,
    });
  }, [session, visible, hear, layer, shown.fallback]);

  useEffect(() => {
    if (!watched) return;
    const fallback = new SoundFallback();
    const timer = setInterval(() => {
      void (async () => {
        const [reception, quality] = await Promise.all([session.reception(), session.quality()]);
        if (asked.current !== session) return;
        const state = fallback.second(reception, quality);
        setShown((before) => before.fallback === state && sameQuality(before.quality, quality) ? before : { fallback: state, quality });
      })();
    }, 1000);
    return () => { clearInterval(timer); };
  }, [session, watched]);
  return shown;
}

function sameQuality(a: PictureQuality | undefined, b: PictureQuality | undefined): boolean {
  return a?.field === b?.field && a?.line === b?.line && a?.layer === b?.layer;
}

/** Whether any of the tile is on a screen that somebody can see. */
function useVisible(tile: RefObject<HTMLElement | null>): boolean {
  const [onScreen, setOnScreen] = useState(true);
  const [pageShown, setPageShown] = useState(() => !document.hidden);
  useEffect(() => {
    const element = tile.current;
    if (!element) return;
    const observer = new IntersectionObserver((entries) => {
      const last = entries.at(-1);
      if (last) setOnScreen(last.isIntersecting);
    });
    observer.observe(element);
    const onPage = (): void => { setPageShown(!document.hidden); };
    document.addEventListener('visibilitychange', onPage);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', onPage);
    };
  }, [tile]);
  return onScreen && pageShown;
}

function useLayer(tile: RefObject<HTMLElement | null>): 0 | 1 | 2 {
  const [layer, setLayer] = useState<0 | 1 | 2>(() => layerFor((tile.current?.clientHeight ?? 720) * devicePixelRatio));
  useEffect(() => {
    const element = tile.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      // The picture is 16:9 and fits into the tile, so its width limits it too.
      const heightPx = Math.min(element.clientHeight, (element.clientWidth * 9) / 16);
      if (heightPx > 0) setLayer(layerFor(heightPx * devicePixelRatio));
    });
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, [tile]);
  return layer;
}
