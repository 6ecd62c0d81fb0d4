import type { VisitForm } from './contract.ts';
import { entriesOf, textOf } from './entries/contract.ts';

/** How far a visit's list of rooms goes. */
export interface RoomsSeen {
  readonly listed: number;
  /** Neither entered nor said why not. */
  readonly skipped: number;
}

export function roomsOf(form: VisitForm): RoomsSeen {
  const rooms = entriesOf(form, 'rooms');
  const skipped = rooms.filter((id) => textOf(form, `rooms.${id}.outcome`) !== 'entered' && textOf(form, `rooms.${id}.note`) === undefined);
  return { listed: rooms.length, skipped: skipped.length };
}
