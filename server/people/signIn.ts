import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { UserError } from '../errors.ts';
import type { Actor, PeopleDeps } from './authenticate.ts';
import { actorOf, hashToken, inTrail, requireUsable } from './authenticate.ts';
import type { SignIn } from './contract.ts';
import type { SignInThrottle } from './SignInThrottle.ts';

/** Argon2id with OWASP's first choice of parameters: 19 MiB, two passes, one lane. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The password as a PHC string. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2);
}

/** Checked when there is no such account, so that the answer takes equally long. */
const nobody = hashPassword(randomBytes(16).toString('hex'));

/**
 * Opens a session.
 * @returns the token for the cookie; only its hash is kept
 * @throws UserError `signIn.wrong`, `signIn.tooMany` after repeated failures, and with the right password
 *   `session.disabled`, `session.contractEnded`
 */
export async function signIn(
  deps: PeopleDeps & { readonly throttle: SignInThrottle },
  { username, password }: SignIn,
): Promise<{ actor: Actor; token: string }> {
  if (deps.throttle.isBlocked(username)) throw new UserError('signIn.tooMany');
  const account = await deps.people.accountByUsername(username);
  const right = await verify(account?.passwordHash ?? (await nobody), password);
  if (!account || !right) {
    deps.throttle.failed(username);
    // The user name is kept only where it is one of ours: people type passwords into that field.
    await deps.trail.append({
      act: 'session.signInFailed',
      ...(account && { object: { kind: 'account', id: account._id } }),
    });
    throw new UserError('signIn.wrong');
  }
  deps.throttle.succeeded(username);
  const token = randomBytes(32).toString('base64url');
  const organisation = (await deps.people.organisation(account.organisationId)) ?? undefined;
  const actor = actorOf({ account, organisation }, hashToken(token));
  try {
    requireUsable({ account, organisation }, deps.now());
  } catch (error) {
    await deps.trail.append({ act: 'session.signInFailed', object: { kind: 'account', id: account._id } });
    throw error;
  }
  await deps.trail.append({ act: 'session.signedIn', actor: inTrail(actor) });
  await deps.people.addSession({
    _id: hashToken(token),
    accountId: account._id,
    expiresAt: new Date(deps.now() + deps.sessionMs),
  });
  return { actor, token };
}
