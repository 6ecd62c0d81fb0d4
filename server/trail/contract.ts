import type { AccountId, Role } from '../people/contract.ts';

/** Every act and every look that the trail knows. */
export const ACTS = [
  'session.signedIn', 'session.signInFailed', 'session.signedOut',
  'visit.assigned', 'visit.started', 'visit.closed', 'visit.sealed',
  'visit.listed', 'visit.viewed', 'track.published', 'track.ended',
  'household.listed', 'staff.listed',
  'watch.joined', 'watch.left', 'publisher.joined', 'publisher.left',
  'recording.gapOpened', 'recording.gapClosed', 'recording.gapExplained', 'recording.alarm',
  'evidence.photoAdded', 'evidence.viewed',
  'replay.opened',
  'access.denied',
] as const;
export type Act = (typeof ACTS)[number];

/** One entry. `hash` = SHA-256 over the canonical JSON (RFC 8785) of everything else in it, lower-case hex. */
export interface TrailEntry {
  /** From 0, without holes. */
  readonly seq: number;
  /** Server's wall clock, ms since the epoch. */
  readonly atMs: number;
  readonly act: Act;
  /** Missing when the system itself acted. */
  readonly actor?: { readonly id: AccountId; readonly name: string; readonly role: Role };
  /** What it was done to, e.g. `{ kind: 'visit', id }`. */
  readonly object?: { readonly kind: string; readonly id: string };
  readonly visitId?: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** `hash` of the entry before; 64 zeros for the first. */
  readonly prev: string;
  readonly hash: string;
}
