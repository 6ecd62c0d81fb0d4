import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import { Looks } from '../visits/Looks.ts';
import { scopeOf } from './abilities.ts';
import type { Actor, PeopleDeps } from './authenticate.ts';
import { inTrail } from './authenticate.ts';
import type { AccountList, OrganisationList } from './contract.ts';
import { addAccountSchema, addVillageSchema, changeAccountSchema, keepOrganisationSchema, ROLES_OF_KIND } from './contract.ts';
import { addAccount, changeAccount } from './keepAccount.ts';
import { addVillage, keepOrganisation } from './keepOrganisation.ts';
import { viewOfOrganisation } from './organisation.ts';
import { requireAbility } from './requireAbility.ts';

/** Who works here, for whom, and until when. */
export function managementRoutes(deps: PeopleDeps, authenticate: Authenticate): Router {
  const router = Router();
  const looks = new Looks(deps.now);

  async function accounts(actor: Actor): Promise<AccountList> {
    const whole = scopeOf(actor.role, 'staff.manage') === 'district';
    const [found, organisations] = await Promise.all([
      deps.people.accountsOf(whole ? undefined : actor.organisationId), deps.people.allOrganisations(),
    ]);
    const seen = organisations.filter(({ _id }) => whole || _id === actor.organisationId);
    return {
      accounts: found.map(({ _id, username, name, role, organisationId, disabledAtMs }) => ({
        id: _id, username, name, role, organisationId, own: _id === actor.id, ...(disabledAtMs !== undefined && { disabledAtMs }),
      })),
      organisations: seen.map((one) => ({ ...viewOfOrganisation(one, deps.now()), roles: ROLES_OF_KIND[one.kind] })),
      may: { organisations: scopeOf(actor.role, 'organisation.manage') !== undefined },
    };
  }

  async function organisations(): Promise<OrganisationList> {
    const [found, villages] = await Promise.all([deps.people.allOrganisations(), deps.people.allVillages()]);
    return {
      organisations: found.map((one) => viewOfOrganisation(one, deps.now())),
      villages: villages.map(({ _id, townId, name }) => ({ id: _id, townId, name })),
    };
  }

  router.get('/accounts', async (request, response: Response<AccountList>) => {
    const actor = await authenticate(request);
    await requireAbility(deps.trail, actor, 'staff.manage');
    await looks.once(actor.id, 'accounts', () => deps.trail.append({ act: 'staff.listed', actor: inTrail(actor) }));
    response.json(await accounts(actor));
  });

  router.post('/accounts', async (request, response: Response<AccountList>) => {
    const actor = await authenticate(request);
    await addAccount(deps, actor, addAccountSchema.parse(request.body));
    response.status(201).json(await accounts(actor));
  });

  router.post('/accounts/:accountId', async (request, response: Response<AccountList>) => {
    const actor = await authenticate(request);
    await changeAccount(deps, actor, request.params.accountId, changeAccountSchema.parse(request.body));
    response.json(await accounts(actor));
  });

  // Towns, villages and who is contracted are public facts of the district, and no look at any person.
  router.get('/organisations', async (request, response: Response<OrganisationList>) => {
    await authenticate(request);
    response.json(await organisations());
  });

  router.post('/organisations', async (request, response: Response<OrganisationList>) => {
    const actor = await authenticate(request);
    await keepOrganisation(deps, actor, keepOrganisationSchema.parse(request.body));
    response.json(await organisations());
  });

  router.post('/villages', async (request, response: Response<OrganisationList>) => {
    const actor = await authenticate(request);
    await addVillage(deps, actor, addVillageSchema.parse(request.body));
    response.status(201).json(await organisations());
  });

  return router;
}
