import type { Actor } from './authenticate.ts';
import type { Viewer } from './fieldAccess.ts';
import { viewerOf } from './fieldAccess.ts';

/** When it is, and how long after a seal an investigator still sees the case in full: the district's number, in milliseconds. */
export interface LookingDeps {
  readonly now: () => number;
  readonly seenAfterSealMs: number;
}

/** As what this person looks at a case whose last visit was sealed then. */
export function lookingOf(actor: Pick<Actor, 'role'>, sealedAtMs: number | undefined, { now, seenAfterSealMs }: LookingDeps): { readonly viewer: Viewer } {
  return { viewer: viewerOf(actor.role, sealedAtMs, now(), seenAfterSealMs) };
}
