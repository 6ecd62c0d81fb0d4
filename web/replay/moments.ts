import type { Gap } from '../../recordings/contract.ts';
import type { EvidenceView } from '../../server/evidence/contract.ts';
import type { FlagView } from '../../server/flags/contract.ts';
import type { Answer } from '../../server/forms/contract.ts';
import type { ReplayView } from '../../server/replay/contract.ts';
import type { ItemView } from '../../server/supervision/contract.ts';
import type { Role } from '../../server/people/contract.ts';
import type { Act } from '../../server/trail/contract.ts';
import type { GapView } from '../../server/visits/contract.ts';
import type { ShownEntry } from './shownTrail.ts';
import type { Span } from './timeline.ts';

/** A gap of the recording, with the words of the visit where there are some. */
export type ToldGap = Gap & Partial<Omit<GapView, keyof Gap>>;

/** What a person jumps by. */
export const CATEGORIES = ['room', 'question', 'photo', 'prompt', 'bookmark', 'flag', 'gap', 'people', 'step'] as const;
export type Category = (typeof CATEGORIES)[number];

/** Something that happened at a place on the timeline, with the record that says so. */
export interface Moment {
  readonly id: string;
  readonly category: Category;
  readonly atMs: number;
  /** Of what lasts. */
  readonly endMs?: number;
  readonly source:
    | { readonly kind: 'act'; readonly act: Act; readonly who: string; readonly role?: Role }
    | { readonly kind: 'answer'; readonly answer: Answer }
    | { readonly kind: 'evidence'; readonly item: EvidenceView }
    | { readonly kind: 'item'; readonly item: ItemView }
    | { readonly kind: 'flag'; readonly flag: FlagView }
    | { readonly kind: 'gap'; readonly gap: ToldGap };
}

/** Entries that are events of the visit itself; what else there is comes with more than its entry says. */
const ACTS_SHOWN: Partial<Record<Act, Category>> = {
  'visit.checked': 'step', 'visit.arrived': 'step', 'visit.identified': 'step', 'visit.noticeGiven': 'step', 'visit.consentRecorded': 'step', 'visit.started': 'step',
  'form.readBack': 'step', 'form.signed': 'step', 'visit.closed': 'step', 'visit.sealed': 'step', 'recording.alarm': 'step',
  'visit.joined': 'people', 'visit.left': 'people', 'publisher.joined': 'people', 'publisher.left': 'people', 'watch.joined': 'people', 'watch.left': 'people',
};

/** Which rooms were gone into, and which were not, the form says in its list of rooms. */
const isRoom = ({ itemId }: Answer): boolean => itemId.startsWith('rooms.');

const ITEM_CATEGORY: Partial<Record<ItemView['kind'], Category>> = { bookmark: 'bookmark' };

export interface MomentSources {
  readonly replay: Pick<ReplayView, 'startMs'>;
  readonly trail: readonly ShownEntry[];
  readonly gaps: readonly ToldGap[];
  readonly answers: readonly Answer[];
  readonly evidence: readonly EvidenceView[];
  readonly items: readonly ItemView[];
  readonly flags: readonly FlagView[];
}

/** Everything that happened in a visit, on the server's clock, in its order. */
export function momentsOf({ replay: { startMs }, trail, gaps, answers, evidence, items, flags }: MomentSources): readonly Moment[] {
  const moments: Moment[] = [
    ...trail.flatMap(({ entry: { seq, act, atMs, actor }, who }): Moment[] => {
      const category = ACTS_SHOWN[act];
      return category ? [{ id: `trail-${seq}`, category, atMs, source: { kind: 'act', act, who, ...(actor && { role: actor.role }) } }] : [];
    }),
    ...answers.map((answer): Moment => ({
      id: `answer-${answer.itemId}-${answer.revision}`, category: isRoom(answer) ? 'room' : 'question', atMs: answer.atMs, source: { kind: 'answer', answer },
    })),
    ...evidence.map((item): Moment => ({
      id: `photo-${item.id}`, category: 'photo', atMs: item.recordingMs === undefined ? item.takenAtMs : startMs + item.recordingMs, source: { kind: 'evidence', item },
    })),
    ...items.map((item): Moment => ({
      id: `item-${item.id}`, category: ITEM_CATEGORY[item.kind] ?? 'prompt', atMs: item.atMs, ...(item.endedAtMs !== undefined && { endMs: item.endedAtMs }), source: { kind: 'item', item },
    })),
    ...flags.map((flag): Moment => ({ id: `flag-${flag.id}`, category: 'flag', atMs: flag.atMs, source: { kind: 'flag', flag } })),
    ...gaps.map((gap): Moment => ({ id: `gap-${gap.id}`, category: 'gap', atMs: gap.startMs, ...(gap.endMs !== undefined && { endMs: gap.endMs }), source: { kind: 'gap', gap } })),
  ];
  return moments.sort((a, b) => a.atMs - b.atMs);
}

export interface PresenceSpan extends Span {
  readonly accountId: string;
}

/** When each investigator was in the home, from the entries of arriving, joining, leaving and closing. */
export function presenceOf(trail: readonly ShownEntry[], endMs: number): readonly PresenceSpan[] {
  const since = new Map<string, number>();
  const spans: PresenceSpan[] = [];
  const leave = (accountId: string, atMs: number): void => {
    const startMs = since.get(accountId);
    since.delete(accountId);
    if (startMs !== undefined && atMs > startMs) spans.push({ accountId, startMs, endMs: atMs });
  };
  for (const { entry: { act, actor, atMs, details } } of trail) {
    if ((act === 'visit.arrived' || act === 'visit.joined') && actor && !since.has(actor.id)) since.set(actor.id, atMs);
    if (act === 'visit.left') {
      const left = details['accountId'];
      const sinceMs = details['sinceMs'];
      if (typeof left === 'string') leave(left, typeof sinceMs === 'number' ? sinceMs : atMs);
    }
    if (act === 'visit.closed') for (const accountId of since.keys()) leave(accountId, atMs);
  }
  for (const accountId of since.keys()) leave(accountId, endMs);
  return spans;
}

export interface PlaceSample {
  readonly atMs: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyM: number;
}

/** Where the device said it was, a sample a minute; nothing for whoever may not know where a family lives. */
export function placesOf(trail: readonly ShownEntry[]): readonly PlaceSample[] {
  return trail.flatMap(({ entry: { act, atMs }, disclosures }): PlaceSample[] => {
    if (act !== 'device.reported') return [];
    const [latitude, longitude, accuracyM] = (disclosures.find(({ name }) => name === 'position')?.text ?? '').split(',').map(Number);
    const known = [latitude, longitude].every((one) => one !== undefined && Number.isFinite(one) && one !== 0);
    return known ? [{ atMs, latitude: latitude!, longitude: longitude!, accuracyM: Number.isFinite(accuracyM) ? accuracyM! : 0 }] : [];
  });
}

/** The form as it stood at a moment: of every line the last revision until then. */
export function formAt(answers: readonly Answer[], atMs: number): ReadonlyMap<string, Answer> {
  const lines = new Map<string, Answer>();
  for (const answer of answers) {
    if (answer.atMs > atMs) continue;
    const before = lines.get(answer.itemId);
    if (!before || before.revision < answer.revision) lines.set(answer.itemId, answer);
  }
  return lines;
}
