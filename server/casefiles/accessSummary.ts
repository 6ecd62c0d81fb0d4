import type { DisclosedEntry } from '../trail/contract.ts';

/** One person's looks at and acts on a visit, as its trail has them. */
export interface AccessRow {
  readonly person: string;
  readonly role: string;
  readonly acts: Readonly<Record<string, number>>;
  readonly firstAt: string;
  readonly lastAt: string;
  /** Live and replayed together, from what their sessions reported. */
  readonly watchedSeconds: number;
}

/** Who saw or did what, and for how long (查阅摘要). */
export function accessSummary(entries: readonly DisclosedEntry[]): AccessRow[] {
  const rows = new Map<string, { person: string; role: string; acts: Record<string, number>; firstAtMs: number; lastAtMs: number; watchedMs: number }>();
  for (const { entry, disclosures } of entries) {
    if (!entry.actor) continue;
    const { id, role } = entry.actor;
    const row = rows.get(id) ?? { person: id, role, acts: {}, firstAtMs: entry.atMs, lastAtMs: entry.atMs, watchedMs: 0 };
    rows.set(id, row);
    row.person = disclosures.find(({ name }) => name === 'actorName')?.text ?? row.person;
    row.acts[entry.act] = (row.acts[entry.act] ?? 0) + 1;
    row.lastAtMs = Math.max(row.lastAtMs, entry.atMs);
    const { durationMs } = entry.details;
    if (typeof durationMs === 'number') row.watchedMs += durationMs;
  }
  return [...rows.values()].map(({ firstAtMs, lastAtMs, watchedMs, ...row }) => ({
    ...row, firstAt: new Date(firstAtMs).toISOString(), lastAt: new Date(lastAtMs).toISOString(), watchedSeconds: Math.round(watchedMs / 1000),
  }));
}
