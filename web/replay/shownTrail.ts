import type { ReplayView } from '../../server/replay/contract.ts';
import type { DisclosedEntry } from '../../server/trail/contract.ts';

/** An entry as it is shown: with the name of who acted, as far as it may still be told. */
export interface ShownEntry extends DisclosedEntry {
  /** Empty when the system acted, or when the name is not kept any more. */
  readonly who: string;
}

/** Entries hold ids, not names: a name comes with its disclosure, or is one of the visit's own people. */
export function shownTrail({ trail, visit }: Pick<ReplayView, 'trail' | 'visit'>): readonly ShownEntry[] {
  const names = new Map<string, string>(visit.investigators.map(({ id, name }) => [id, name]));
  return trail.map(({ entry, disclosures }) => {
    const told = disclosures.find(({ name }) => name === 'actorName')?.text;
    return { entry, disclosures, who: told ?? names.get(entry.actor?.id ?? '') ?? '' };
  });
}
