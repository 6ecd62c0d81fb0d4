import type { AccountId, Role } from '../people/contract.ts';
import type { Answer, ItemId, ItemState, ItemView } from './contract.ts';

/** An item as it is kept. Its id is the one that the page gave it, so that sending it twice keeps it once. */
export interface Item extends Omit<ItemView, 'id' | 'by'> {
  readonly _id: ItemId;
  readonly byId: AccountId;
  readonly by: string;
  readonly byRole: Role;
  readonly answeredById?: AccountId;
}

export function viewOfItem({ _id, byId, by, byRole, answeredById: _account, ...shown }: Item): ItemView {
  return { id: _id, by: { id: byId, name: by, role: byRole }, ...shown };
}

/** From which states an answer leads on. Whatever comes later or twice changes nothing. */
const ANSWERABLE: Readonly<Record<Answer, readonly ItemState[]>> = {
  delivered: ['sent'],
  acknowledged: ['sent', 'delivered'],
  fulfilled: ['sent', 'delivered', 'acknowledged'],
  declined: ['sent', 'delivered', 'acknowledged'],
  failed: ['sent', 'delivered', 'acknowledged'],
};

export function answerableFrom(answer: Answer): readonly ItemState[] {
  return ANSWERABLE[answer];
}
