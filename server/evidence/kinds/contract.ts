/** What a thing is made of. A snapshot is a photo that a supervisor asked the phone for. */
export const EVIDENCE_KINDS = ['photo', 'document', 'clip', 'audio', 'snapshot'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** What it shows. */
export const EVIDENCE_TYPES = [
  'identity', 'householdRegister', 'disability', 'medical', 'income', 'property', 'housing', 'living', 'expense', 'signature', 'other',
] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

const MIB = 1024 * 1024;
/** The largest file of each kind, bytes. */
export const MAX_BYTES: Readonly<Record<EvidenceKind, number>> = {
  photo: 20 * MIB,
  snapshot: 20 * MIB,
  document: 20 * MIB,
  clip: 200 * MIB,
  audio: 50 * MIB,
};

/** Up to here one form carries a file; what is larger, or has been broken off once, goes resumable. */
export const FORM_MAX_BYTES = 2 * MIB;
