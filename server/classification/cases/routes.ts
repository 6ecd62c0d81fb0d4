import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../../http.ts';
import type { Action } from '../../people/abilities.ts';
import { scopeOf } from '../../people/abilities.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import type { Field } from '../../people/fieldAccess.ts';
import { redactDeep } from '../../people/redact.ts';
import type { CaseFile } from '../../procedures/contract.ts';
import type { Category } from '../contract.ts';
import type { NeedDeps } from './caseNeeds.ts';
import { ACTS_OF_STATE, actOnCaseNeed, openQuestions, suggestForCase } from './caseNeeds.ts';
import type { NeedList } from './contract.ts';
import { actOnNeedSchema } from './contract.ts';

const HEALTH_CATEGORIES: ReadonlySet<Category> = new Set(['elderlyPartialDisability', 'elderlyFullDisability', 'severeDisability', 'seriouslyIll']);

export interface NeedRouteDeps extends NeedDeps {
  readonly requireCase: (actor: Actor, action: Action, caseId: string) => Promise<CaseFile>;
  /** Rewrites texts about the household for this person; undefined where they may read all of it. */
  readonly redactFor: (actor: Actor, file: CaseFile) => Promise<((text: string) => string) | undefined>;
  readonly seesFor: (actor: Actor, file: CaseFile) => (field: Field, ofMinor?: boolean) => boolean;
  /** A case's members with their names, and which of them are under age. */
  readonly membersOf: (caseId: string) => Promise<readonly { readonly id: string; readonly name: string; readonly isMinor: boolean }[]>;
}

export function needRoutes(deps: NeedRouteDeps, authenticate: Authenticate): Router {
  const router = Router();

  async function view(actor: Actor, file: CaseFile): Promise<NeedList> {
    const { id, caseNumber } = file;
    const [records, { open, table, hasForm }, members, redact] = await Promise.all([
      deps.needs.ofCase(id), openQuestions(deps, id), deps.membersOf(id), deps.redactFor(actor, file),
    ]);
    const sees = deps.seesFor(actor, file);
    const named = (memberId: string | undefined): { memberName?: string } => {
      const name = members.find((one) => one.id === memberId)?.name;
      return name === undefined ? {} : { memberName: redact ? redact(name) : name };
    };
    // That somebody needs care or a rehabilitation is itself a diagnosis, and a child's need a child's.
    const isShown = (memberId: string | undefined, category: Category | undefined): boolean =>
      (sees('diagnosis') || category === undefined || !HEALTH_CATEGORIES.has(category)) &&
      (sees('formAnswer', true) || members.find((one) => one.id === memberId)?.isMinor !== true);
    const categoryOf = (ruleId: string): Category | undefined => table.rules.find((rule) => rule.id === ruleId)?.category;
    const shown = records.filter(({ need }) => isShown(need.memberId, need.category));
    const decides = scopeOf(actor.role, 'need.decide') !== undefined;
    return {
      caseId: id,
      caseNumber,
      needs: shown.map(({ need }) => ({ need: redact ? redactDeep(need, redact) : need, ...named(need.memberId), may: decides ? ACTS_OF_STATE[need.state] : [] })),
      hidden: records.length - shown.length,
      open: open.filter((one) => isShown(one.memberId, categoryOf(one.ruleId))).map((one) => ({ ...one, ...named(one.memberId) })),
      services: table.services,
      hasForm,
      may: { suggest: decides && hasForm },
    };
  }

  router.get('/cases/:caseId/needs', async (request, response: Response<NeedList>) => {
    const actor = await authenticate(request);
    const file = await deps.requireCase(actor, 'need.view', request.params.caseId);
    await deps.trail.append({ act: 'need.viewed', actor: inTrail(actor), object: { kind: 'case', id: file.id } });
    response.json(await view(actor, file));
  });

  router.post('/cases/:caseId/needs', async (request, response: Response<NeedList>) => {
    const actor = await authenticate(request);
    const file = await deps.requireCase(actor, 'need.decide', request.params.caseId);
    await suggestForCase(deps, actor, file.id);
    response.status(201).json(await view(actor, file));
  });

  router.post('/cases/:caseId/needs/:key', async (request, response: Response<NeedList>) => {
    const actor = await authenticate(request);
    const act = actOnNeedSchema.parse(request.body);
    const file = await deps.requireCase(actor, 'need.decide', request.params.caseId);
    await actOnCaseNeed(deps, actor, file.id, request.params.key, act);
    response.json(await view(actor, file));
  });

  return router;
}
