import type { AccountId } from '../people/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import type { FlagEvidence, FlagId, FlagKind, FlagRuling, FlagView } from './contract.ts';

/** A flag as it is kept. */
export interface Flag {
  readonly _id: FlagId;
  readonly visitId: VisitId;
  readonly kind: FlagKind;
  readonly atMs: number;
  readonly raisedAtMs: number;
  readonly subject?: string;
  readonly evidence: FlagEvidence;
  readonly ruling?: FlagRuling;
  readonly note?: string;
  readonly ruledById?: AccountId;
  readonly ruledBy?: string;
  readonly ruledAtMs?: number;
}

export function viewOfFlag({ _id, ruledById: _account, ...shown }: Flag): FlagView {
  return { id: _id, ...shown };
}
