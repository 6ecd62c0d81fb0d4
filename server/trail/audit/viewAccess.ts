import type { AccessLine, AccessView, Anomaly, DisclosedEntry } from '../contract.ts';
import { AUDIT_RULES, LOOKS } from '../contract.ts';

/** What the rules must know of a visit, behind a narrow function of those who keep it. */
export interface AuditedVisit {
  readonly investigatorIds: readonly string[];
  readonly applicantName: string;
}

const HOUR_MS = 3_600_000;

interface Look {
  readonly seq: number;
  readonly atMs: number;
  readonly actorId: string;
  readonly who: string;
  readonly role: AccessLine['role'];
  readonly visitId?: string;
  readonly act: DisclosedEntry['entry']['act'];
  readonly watchedMs: number;
}

/**
 * Who looked at which visit, how often and for how long; and what in it a person should look into. Every rule is one
 * sentence on the page: a flag starts a question, never a sanction.
 * @param entries of acts in `LOOKS`, newest first
 */
export function viewAccess(entries: readonly DisclosedEntry[], visits: ReadonlyMap<string, AuditedVisit>, truncated: boolean): AccessView {
  const looks = entries.flatMap(lookOf);
  return { lines: linesOf(looks), anomalies: [...denied(looks), ...atNight(looks), ...inBulk(looks), ...offCase(looks, visits), ...ofRelatives(looks, visits)].sort((a, b) => b.atMs - a.atMs), truncated };
}

function lookOf({ entry, disclosures }: DisclosedEntry): Look[] {
  const { seq, atMs, act, actor, visitId, details } = entry;
  if (!actor || !(LOOKS as readonly string[]).includes(act)) return [];
  const who = disclosures.find(({ name }) => name === 'actorName')?.text ?? '';
  const watchedMs = typeof details['durationMs'] === 'number' ? details['durationMs'] : 0;
  return [{ seq, atMs, act, actorId: actor.id, role: actor.role, who, watchedMs, ...(visitId !== undefined && { visitId }) }];
}

function linesOf(looks: readonly Look[]): AccessLine[] {
  const lines = new Map<string, { -readonly [K in keyof AccessLine]: AccessLine[K] }>();
  for (const { actorId, who, role, visitId, atMs, watchedMs, act } of looks) {
    if (visitId === undefined || act === 'access.denied') continue;
    const key = `${actorId} ${visitId}`;
    const line = lines.get(key) ?? { actorId, who, role, visitId, looks: 0, watchedMs: 0, firstMs: atMs, lastMs: atMs };
    lines.set(key, line);
    line.looks += 1;
    line.watchedMs += watchedMs;
    line.firstMs = Math.min(line.firstMs, atMs);
    line.lastMs = Math.max(line.lastMs, atMs);
  }
  return [...lines.values()].sort((a, b) => b.lastMs - a.lastMs);
}

function anomaly(rule: Anomaly['rule'], { seq, atMs, actorId, who, visitId }: Look, count = 1): Anomaly {
  return { rule, seq, atMs, actorId, who, count, ...(visitId !== undefined && { visitId }) };
}

function denied(looks: readonly Look[]): Anomaly[] {
  return looks.filter(({ act }) => act === 'access.denied').map((look) => anomaly('denied', look));
}

function atNight(looks: readonly Look[]): Anomaly[] {
  return firstOfEach(looks.filter(({ atMs, act }) => {
    const hour = Math.floor(((atMs / HOUR_MS) + AUDIT_RULES.utcOffsetHours) % 24);
    return act !== 'access.denied' && (hour >= AUDIT_RULES.nightFromHour || hour < AUDIT_RULES.nightToHour);
  }), ({ actorId, visitId, atMs }) => `${actorId} ${visitId} ${Math.floor(atMs / (24 * HOUR_MS))}`, 'night');
}

/** More visits within the window than a person can look at with care: one flag for each such run. */
function inBulk(looks: readonly Look[]): Anomaly[] {
  const found: Anomaly[] = [];
  for (const mine of Map.groupBy(looks.filter(({ visitId, act }) => visitId !== undefined && act !== 'access.denied').toSorted((a, b) => a.atMs - b.atMs), ({ actorId }) => actorId).values()) {
    for (let from = 0; from < mine.length;) {
      const start = mine[from]!;
      const run = mine.slice(from).filter(({ atMs }) => atMs - start.atMs <= AUDIT_RULES.bulkMinutes * 60_000);
      const visits = new Set(run.map(({ visitId }) => visitId)).size;
      if (visits > AUDIT_RULES.bulkVisits) {
        const { visitId: _, ...look } = start;
        found.push(anomaly('bulk', look, visits));
        from += run.length;
      } else {
        from += 1;
      }
    }
  }
  return found;
}

/** Somebody of a contracted organisation who is not of this visit. */
function offCase(looks: readonly Look[], visits: ReadonlyMap<string, AuditedVisit>): Anomaly[] {
  return firstOfEach(looks.filter(({ role, visitId, actorId, act }) => {
    const visit = visitId === undefined ? undefined : visits.get(visitId);
    return act !== 'access.denied' && role === 'investigator' && visit !== undefined && !visit.investigatorIds.includes(actorId);
  }), ({ actorId, visitId }) => `${actorId} ${visitId}`, 'offCase');
}

/** The same family name as the applicant's, unless it is one that everybody has. */
function ofRelatives(looks: readonly Look[], visits: ReadonlyMap<string, AuditedVisit>): Anomaly[] {
  return firstOfEach(looks.filter(({ who, visitId, act }) => {
    const applicant = visitId === undefined ? '' : visits.get(visitId)?.applicantName ?? '';
    const family = who.slice(0, 1);
    return act !== 'access.denied' && family !== '' && applicant.startsWith(family) && !AUDIT_RULES.commonFamilyNames.includes(family);
  }), ({ actorId, visitId }) => `${actorId} ${visitId}`, 'relative');
}

/** The newest of those that are the same to a reader, and how many there are. */
function firstOfEach(looks: readonly Look[], keyOf: (look: Look) => string, rule: Anomaly['rule']): Anomaly[] {
  return [...Map.groupBy(looks, keyOf).values()].map((same) => anomaly(rule, same[0]!, same.length));
}
