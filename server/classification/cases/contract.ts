import { needActSchema } from '../contract.ts';
import type { ClassificationTable, Need, NeedAct, OpenQuestion } from '../contract.ts';

/** A need as it is shown, with whom it is about and what this person may do to it. */
export interface NeedView {
  readonly need: Need;
  readonly memberName?: string;
  readonly may: readonly NeedAct['act'][];
}

/** `GET /api/cases/:caseId/needs` */
export interface NeedList {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly needs: readonly NeedView[];
  /** Needs of which this viewer may know nothing more. */
  readonly hidden: number;
  /** What could still be suggested if somebody asked. */
  readonly open: readonly (OpenQuestion & { readonly memberName?: string })[];
  readonly services: ClassificationTable['services'];
  readonly hasForm: boolean;
  readonly may: { readonly suggest: boolean };
}

/** `POST /api/cases/:caseId/needs` looks for new suggestions in the form as it is now → NeedList. */

/** `POST /api/cases/:caseId/needs/:key` → NeedList */
export const actOnNeedSchema = needActSchema;
