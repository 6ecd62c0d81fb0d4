import type { ComponentType } from 'react';
import { lazy, Suspense } from 'react';

/** By then the page that is looked at is there, and the line is free. */
const AHEAD_MS = 4_000;

/**
 * A part of a page whose code comes when it is first shown, and ahead of that once the page has come to rest: the camera
 * does not wait for it, and a line that is gone later does not keep it away.
 */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() }));
  // A failure is met again, and told, when the part is shown.
  setTimeout(() => { load().catch(() => undefined); }, AHEAD_MS);
  return function OnDemand(props: P) {
    return <Suspense><Part {...props} /></Suspense>;
  };
}
