import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { LookingDeps } from '../people/looking.ts';
import type { Secret } from '../people/redact.ts';
import type { Trail } from '../trail/Trail.ts';
import type { StepExtras } from '../visits/takeStep.ts';
import type { Visit } from '../visits/visit.ts';
import { assembleForm } from './answer.ts';
import type { FormMember, VisitForm } from './contract.ts';
import type { FormStore } from './store.ts';

/** What the acts on a form work with. */
export interface FormDeps extends LookingDeps {
  readonly answers: FormStore;
  readonly trail: Trail;
  readonly visit: (visitId: string) => Promise<Visit | null>;
  /** The visit, when this person may do this to it; throws otherwise. */
  readonly visitFor: (actor: Actor, action: Action, visitId: string) => Promise<Visit>;
  /** One act of the visit's machine; see `visits/takeStep.ts`. */
  readonly answerStep: (visit: Visit, itemId: string, by: Actor, extras: StepExtras) => Promise<Visit>;
  readonly inTurn: <T>(visitId: string, act: () => Promise<T>) => Promise<T>;
  /** The members whom the case knows. */
  readonly registered: (visit: Visit) => Promise<readonly FormMember[]>;
  readonly evidence: (visitId: string) => Promise<readonly { readonly id: string; readonly formItemId?: string }[]>;
  /** What may stand in somebody's own words and not everybody may read there. */
  readonly secretsOf: (visit: Visit, form: VisitForm) => Promise<readonly Secret[]>;
  readonly changed: (visitId: Visit['_id']) => void;
}

/** The form of a visit as it stands; undefined when there is no such visit. For the rooms that compute with it. */
export async function formOfVisit(deps: Pick<FormDeps, 'answers' | 'visit' | 'registered' | 'evidence'>, visitId: string): Promise<VisitForm | undefined> {
  const visit = await deps.visit(visitId);
  if (!visit) return undefined;
  const [answers, registered, items] = await Promise.all([deps.answers.ofVisit(visitId), deps.registered(visit), deps.evidence(visitId)]);
  const evidence = new Map<string, string[]>();
  for (const { id, formItemId } of items) if (formItemId !== undefined) evidence.set(formItemId, [...(evidence.get(formItemId) ?? []), id]);
  return assembleForm({ visitId, answers, registered, evidence, ...(visit.signedDigest !== undefined && { signedDigest: visit.signedDigest }) });
}
