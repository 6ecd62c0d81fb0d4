import { useEffect, useState } from 'react';

/** A phone that loads nothing before it is touched would otherwise wait for ever. */
const LONGEST_MS = 3_000;

/**
 * Whether the rest of the page may ask for its hundreds of megabytes: a browser has six lines to a server, and the first
 * picture needs them.
 * @param isThere the picture has come, or will not
 */
export function usePictureFirst(isThere: boolean): boolean {
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    if (begun) return;
    const timer = setTimeout(() => { setBegun(true); }, isThere ? 0 : LONGEST_MS);
    return () => { clearTimeout(timer); };
  }, [isThere, begun]);
  return begun;
}
