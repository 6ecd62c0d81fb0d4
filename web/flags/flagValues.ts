import type { FlagEvidence } from '../../server/flags/contract.ts';
import { formatBytes, formatDuration, formatMoment } from '../kit/formatTime.ts';
import type { Language } from '../kit/language.ts';

/** Names that tell a moment; other names that end in `Ms` tell a length. */
const MOMENTS = /AtMs$|^sinceMs$|^startMs$|DeviceMs$/u;

/** A flag's evidence as a person reads it: moments as dates, lengths, shares and sizes in their units. */
export function flagValues(evidence: FlagEvidence, language: Language): Record<string, string> {
  return Object.fromEntries(Object.entries(evidence).map(([name, value]) => [name, worded(name, value, language)]));
}

function worded(name: string, value: FlagEvidence[string], language: Language): string {
  if (typeof value !== 'number') return String(value);
  if (MOMENTS.test(name)) return formatMoment(value, language);
  if (name.endsWith('Ms')) return formatDuration(Math.abs(value));
  if (name.endsWith('Bytes')) return formatBytes(value);
  if (name === 'level') return `${Math.round(value * 100)}%`;
  return String(value);
}
