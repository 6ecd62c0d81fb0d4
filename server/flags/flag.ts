import type { AccountId } from '../people/contract.ts';
import type { FlagId, FlagView } from './contract.ts';

/** A flag as it is kept. */
export interface Flag extends Omit<FlagView, 'id'> {
  readonly _id: FlagId;
  readonly ruledById?: AccountId;
}

export function viewOfFlag({ _id, ruledById: _account, ...shown }: Flag): FlagView {
  return { id: _id, ...shown };
}
