import type { PeopleDeps } from './authenticate.ts';
import { authenticate, hashToken, inTrail } from './authenticate.ts';

/** Ends the session of this token. Without a valid one there is nothing to end, and that is no error. */
export async function signOut(deps: PeopleDeps, token: string | undefined): Promise<void> {
  const actor = await authenticate(deps, token).catch(() => undefined);
  if (actor === undefined || token === undefined) return;
  await deps.trail.append({ act: 'session.signedOut', actor: inTrail(actor) });
  await deps.people.removeSession(hashToken(token));
}
