import type { ReplayView } from '../../server/replay/contract.ts';
import type { DisclosedEntry, Disclosure, TrailEntry } from '../../server/trail/contract.ts';

/** An entry as it is shown: with the name of who acted, as far as it may still be told. */
export interface ShownEntry {
  readonly entry: TrailEntry;
  /** Empty when the system acted, or when the name is not kept any more. */
  readonly who: string;
  readonly disclosures: readonly Disclosure[];
}

/** Entries hold ids, not names; names come with their disclosures, or are those of the visit's own people. */
export function shownTrail({ trail, visit }: Pick<ReplayView, 'trail' | 'visit'>): readonly ShownEntry[] {
  const names = new Map<string, string>(visit.investigators.map(({ id, name }) => [id, name]));
  return (trail as readonly (TrailEntry | DisclosedEntry)[]).map((item) => {
    const { entry, disclosures } = 'entry' in item ? item : { entry: item, disclosures: [] };
    const actor: { readonly id: string; readonly name?: string } | undefined = entry.actor;
    const told = disclosures.find(({ name }) => name === 'actorName')?.text ?? actor?.name;
    return { entry, disclosures, who: told ?? names.get(actor?.id ?? '') ?? '' };
  });
}
