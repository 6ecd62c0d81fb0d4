import type { Response } from 'express';
import { Router } from 'express';
import { dayInChina } from '../../clocks/days.ts';
import type { Authenticate } from '../../http.ts';
import type { Action } from '../../people/abilities.ts';
import { scopeOf } from '../../people/abilities.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import type { Field } from '../../people/fieldAccess.ts';
import type { CaseFile } from '../../procedures/contract.ts';
import type { CalculationDeps } from './calculateCase.ts';
import { calculateCase } from './calculateCase.ts';
import type { CalculationList } from './contract.ts';
import { calculateSchema } from './contract.ts';
import { showCalculation } from './showCalculation.ts';

export interface CalculationRouteDeps extends CalculationDeps {
  readonly requireCase: (actor: Actor, action: Action, caseId: string) => Promise<CaseFile>;
  /** Rewrites texts about the household for this person; undefined where they may read all of it. */
  readonly redactFor: (actor: Actor, file: CaseFile) => Promise<((text: string) => string) | undefined>;
  readonly seesFor: (actor: Actor, file: CaseFile) => (field: Field) => boolean;
}

export function calculationRoutes(deps: CalculationRouteDeps, authenticate: Authenticate): Router {
  const router = Router();

  async function view(actor: Actor, file: CaseFile): Promise<CalculationList> {
    const { id, caseNumber } = file;
    const [redact, sees] = [await deps.redactFor(actor, file), deps.seesFor(actor, file)];
    const [records, finished] = await Promise.all([deps.calculations.ofCase(id), deps.isFinished(id)]);
    const obstacle = finished ? 'finished' : (await deps.formInput(id, dayInChina(deps.now()))) ? undefined : 'noForm';
    return {
      caseId: id,
      caseNumber,
      calculations: records.toReversed().map(({ revision, calculation, madeBy, madeAtMs }) => ({ revision, calculation: showCalculation(calculation, sees('diagnosis'), redact), madeBy: madeBy.name, madeAtMs })),
      ...(obstacle && { obstacle }),
      may: { calculate: obstacle === undefined && scopeOf(actor.role, 'calculation.make') !== undefined },
    };
  }

  router.get('/cases/:caseId/calculations', async (request, response: Response<CalculationList>) => {
    const actor = await authenticate(request);
    const file = await deps.requireCase(actor, 'calculation.view', request.params.caseId);
    await deps.trail.append({ act: 'calculation.viewed', actor: inTrail(actor), object: { kind: 'case', id: file.id } });
    response.json(await view(actor, file));
  });

  router.post('/cases/:caseId/calculations', async (request, response: Response<CalculationList>) => {
    const actor = await authenticate(request);
    const wanted = calculateSchema.parse(request.body ?? {});
    const file = await deps.requireCase(actor, 'calculation.make', request.params.caseId);
    await calculateCase(deps, actor, file.id, wanted);
    response.status(201).json(await view(actor, file));
  });

  return router;
}
