import type { Actor } from './authenticate.ts';
import type { Viewer } from './fieldAccess.ts';
import { viewerOf } from './fieldAccess.ts';

/** How long after the seal an investigator still sees a case in full, where the district says nothing else. */
export const SEEN_AFTER_SEAL_MS = 7 * 86_400_000;

/** As what this person looks at a case whose last visit was sealed then. */
export function lookingOf(actor: Pick<Actor, 'role'>, sealedAtMs: number | undefined, nowMs: number): { readonly viewer: Viewer } {
  return { viewer: viewerOf(actor.role, sealedAtMs, nowMs, SEEN_AFTER_SEAL_MS) };
}
