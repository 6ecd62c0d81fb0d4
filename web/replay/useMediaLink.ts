import { useEffect, useRef, useState } from 'react';
import type { MediaLink } from '../../server/replay/contract.ts';
import { LINK_MS } from '../../server/replay/contract.ts';
import { request } from '../kit/api.ts';

const LINK_PART = /\/media\/([^/]+)\//u;
/** Before a link runs out. */
const EARLY_MS = 90_000;
const AGAIN_MS = 10_000;

export interface KeptLink {
  readonly link: MediaLink;
  /** An address of this visit's media under the newest link. */
  readonly fresh: (url: string) => string;
}

/** The link to the media, renewed before it runs out for as long as the page is open. */
export function useMediaLink(visitId: string, first: MediaLink): KeptLink {
  const [link, setLink] = useState(first);
  const newest = useRef(first);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const renew = async (): Promise<void> => {
      try {
        const held = LINK_PART.exec(newest.current.hlsUrl)?.[1] ?? '';
        newest.current = await request<MediaLink>('POST', `/api/visits/${encodeURIComponent(visitId)}/replay/link`, { link: held });
        setLink(newest.current);
        timer = setTimeout(() => void renew(), LINK_MS - EARLY_MS);
      } catch {
        // The line may be down; the player says so when it needs what it can't get.
        timer = setTimeout(() => void renew(), AGAIN_MS);
      }
    };
    timer = setTimeout(() => void renew(), LINK_MS - EARLY_MS);
    // A device that slept wakes with a link that has run out.
    const wake = (): void => {
      if (document.visibilityState !== 'visible' || Date.now() < newest.current.expiresAtMs - EARLY_MS) return;
      clearTimeout(timer);
      void renew();
    };
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [visitId]);
  const fresh = useRef((url: string): string => url.replace(LINK_PART, `/media/${LINK_PART.exec(newest.current.hlsUrl)?.[1] ?? ''}/`));
  return { link, fresh: fresh.current };
}
