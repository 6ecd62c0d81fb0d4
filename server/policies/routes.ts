import type { Response } from 'express';
import { Router } from 'express';
import { dayInChina } from '../clocks/days.ts';
import { UserError } from '../errors.ts';
import type { Authenticate } from '../http.ts';
import type { IncomeParameters } from '../income/parameters/contract.ts';
import type { PreviewedCase } from '../income/parameters/previewParameters.ts';
import { previewParameters } from '../income/parameters/previewParameters.ts';
import { scopeOf } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { Trail } from '../trail/Trail.ts';
import type { PolicyHistory, PolicyKind, PolicyPreview } from './contract.ts';
import { confirmPolicySchema, POLICY_SCHEMAS, policyKindSchema, previewPolicySchema, publishPolicySchema } from './contract.ts';
import type { Policies } from './Policies.ts';

export interface PolicyRouteDeps {
  readonly policies: Policies;
  readonly trail: Trail;
  /** The newest calculation of every case, one after the other. */
  readonly calculatedCases: () => AsyncIterable<PreviewedCase>;
  readonly caseNumbers: (caseIds: readonly string[]) => Promise<Readonly<Record<string, string>>>;
  readonly now: () => number;
}

export function policyRoutes(deps: PolicyRouteDeps, authenticate: Authenticate): Router {
  const router = Router();
  const { policies, trail } = deps;
  const kindOf = (text: string): PolicyKind => {
    const kind = policyKindSchema.safeParse(text);
    if (!kind.success) throw new UserError('policy.unknown');
    return kind.data;
  };

  async function view(actor: Actor, kind: PolicyKind): Promise<PolicyHistory> {
    const today = dayInChina(deps.now());
    const versions = await policies.history(kind);
    const held = versions.filter(({ policy }) => policy.effectiveFrom <= today).at(-1);
    return { kind, versions, ...(held && { inForce: held.policy.version }), today, may: { edit: scopeOf(actor.role, 'policy.edit') !== undefined } };
  }

  router.get('/policies/:kind', async (request, response: Response<PolicyHistory>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'policy.view');
    response.json(await view(actor, kindOf(request.params.kind)));
  });

  router.post('/policies/:kind', async (request, response: Response<PolicyHistory>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'policy.edit');
    const kind = kindOf(request.params.kind);
    const { policy, reason } = publishPolicySchema.parse(request.body);
    await policies.publish(kind, POLICY_SCHEMAS[kind].parse(policy), { actor, today: dayInChina(deps.now()), reason });
    response.status(201).json(await view(actor, kind));
  });

  router.post('/policies/:kind/:version/confirmation', async (request, response: Response<PolicyHistory>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'policy.edit');
    const kind = kindOf(request.params.kind);
    await policies.confirm(kind, request.params.version, { actor, ...confirmPolicySchema.parse(request.body) });
    response.json(await view(actor, kind));
  });

  router.post('/policies/income/preview', async (request, response: Response<PolicyPreview>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'policy.edit');
    const next: IncomeParameters = POLICY_SCHEMAS.income.parse(previewPolicySchema.parse(request.body).policy);
    const current = await policies.inForce('income', dayInChina(deps.now()));
    await trail.append({ act: 'policy.previewed', actor: inTrail(actor), object: { kind: 'policy', id: `income/${next.version}` }, details: { effectiveFrom: next.effectiveFrom } });
    const preview = await previewParameters(deps.calculatedCases(), current, next);
    response.json({ ...preview, caseNumbers: await deps.caseNumbers(preview.largestChanges.map(({ caseId }) => caseId)) });
  });

  return router;
}
