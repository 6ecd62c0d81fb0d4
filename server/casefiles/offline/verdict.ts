import type { CaseIndex, CaseManifest } from './contract.ts';

/** What is checked, from the outside in. */
export const CHECKS = ['container', 'signature', 'contents', 'recordings', 'trail', 'evidence', 'history', 'earlier', 'checkpoints'] as const;
export type CheckName = (typeof CHECKS)[number];

export const CASE_FAULTS = [
  /** A file that the signature covers is not there, or has another content, length or place; or there is one too many. */
  'missing', 'changed', 'truncated', 'reordered', 'extra',
  /** A file is not in the form that CASEFILE.md gives it. */
  'malformed',
  /** Signed by none of the keys that are trusted. */
  'foreignKey',
  /** An entry of the trail is not in the log that its checkpoint signs, or one was left out. */
  'notInTrail',
  /** The log of this case file does not continue an older one that was signed. */
  'rewritten',
  /** The file is not the one that the trail recorded when it was taken in. */
  'otherThanRecorded',
] as const;
export type CaseFault = (typeof CASE_FAULTS)[number];

export interface CaseFinding {
  readonly check: CheckName;
  readonly fault: CaseFault;
  /** The file, and inside it the entry or the byte. */
  readonly place: string;
  /** One English sentence. */
  readonly reason: string;
}

export type CheckState = 'proven' | 'broken' | 'absent' | 'skipped' | 'notCompared';

export interface CheckResult {
  readonly name: CheckName;
  readonly state: CheckState;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly findings: readonly CaseFinding[];
}

export interface CaseReport {
  /** `broken` as soon as one check is. `proven` when every check that could be made holds. */
  readonly verdict: 'proven' | 'broken';
  /** The seal key and the trail's first key were given from elsewhere, not only found in the file. */
  readonly sealKeyKnown: boolean;
  readonly trailKeyKnown: boolean;
  readonly manifest?: CaseManifest;
  readonly index?: CaseIndex;
  readonly keyId?: string;
  /** In the order of `CHECKS`. */
  readonly checks: readonly CheckResult[];
  /** A wish that could not be fulfilled: an older checkpoint whose size this file has no proof for. */
  readonly notCompared: readonly string[];
}

/** Thrown where a finding ends a check. */
export class CaseFileFinding extends Error {
  readonly finding: CaseFinding;

  constructor(check: CheckName, fault: CaseFault, place: string, reason: string) {
    super(reason);
    this.finding = { check, fault, place, reason };
  }
}
