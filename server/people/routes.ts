import type { Request, Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import { Looks } from '../visits/Looks.ts';
import { requireAbility } from './requireAbility.ts';
import type { PeopleDeps } from './authenticate.ts';
import { inTrail, SESSION_COOKIE, tokenOf, viewOfAccount, viewOfSession } from './authenticate.ts';
import type { StaffList } from './contract.ts';
import { signInSchema } from './contract.ts';
import { signIn } from './signIn.ts';
import { SignInThrottle } from './SignInThrottle.ts';
import { signOut } from './signOut.ts';

export function peopleRoutes(deps: PeopleDeps & { readonly cookieSecure: boolean }, authenticate: Authenticate): Router {
  const router = Router();
  const looks = new Looks(deps.now);
  const throttle = new SignInThrottle(deps.now);
  // A connection that is secure here (`--lan`) needs no setting; behind a proxy only the setting knows.
  const cookie = ({ secure }: Request) => ({ httpOnly: true, sameSite: 'strict', secure: deps.cookieSecure || secure, path: '/' } as const);

  router.post('/session', async (request, response) => {
    const { actor, token } = await signIn({ ...deps, throttle }, signInSchema.parse(request.body));
    response.cookie(SESSION_COOKIE, token, cookie(request)).json(viewOfSession(actor));
  });

  router.get('/session', async (request, response) => {
    response.json(viewOfSession(await authenticate(request)));
  });

  router.delete('/session', async (request, response) => {
    await signOut(deps, tokenOf(request.headers.cookie));
    response.clearCookie(SESSION_COOKIE, cookie(request)).status(204).end();
  });

  router.get('/staff', async (request, response: Response<StaffList>) => {
    const actor = await authenticate(request);
    await requireAbility(deps.trail, actor, 'staff.list');
    await looks.once(actor.id, 'staff', () => deps.trail.append({ act: 'staff.listed', actor: inTrail(actor) }));
    const found = await deps.people.investigatorsOf(actor.organisationId);
    response.json({ investigators: found.map((account) => viewOfAccount(account, actor.organisation)) });
  });

  return router;
}
