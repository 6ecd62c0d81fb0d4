import type { DisclosedEntry } from '../../../trail/contract.ts';
import { ACT_NAMES } from '../../../trail/names/contract.ts';
import { element, moment } from './element.ts';
import type { Mark } from './recordingView.ts';

const ROLES: Readonly<Record<string, string>> = { investigator: '调查员', supervisor: '督导', reviewer: '审核员', orgAdmin: '机构管理员' };

function who({ entry, disclosures }: DisclosedEntry): string {
  if (!entry.actor) return '系统';
  return disclosures.find(({ name }) => name === 'actorName')?.text ?? ROLES[entry.actor.role] ?? entry.actor.role;
}

/** Every act and every look, oldest first, with its place in the log and its hash. */
export function trailView(entries: readonly DisclosedEntry[]): HTMLElement {
  return element('ol', { class: 'trail' }, ...entries.map((one) => element('li', {},
    element('span', {}, element('b', {}, ACT_NAMES[one.entry.act] ?? one.entry.act), ` ${who(one)}`),
    element('span', { class: 'proof' }, element('time', {}, moment(one.entry.atMs)), element('code', { title: one.entry.hash }, `#${one.entry.seq} ${one.entry.hash.slice(0, 10)}`)))));
}

const MARKED = new Set(['visit.started', 'watch.joined', 'watch.left', 'evidence.added', 'visit.closed', 'recording.alarm']);

/** Moments of the visit to which the recording can jump. */
export function marksOf(entries: readonly DisclosedEntry[], startMs: number, endMs: number): readonly Mark[] {
  return entries
    .filter(({ entry }) => MARKED.has(entry.act) && entry.atMs >= startMs - 1000 && entry.atMs <= endMs + 1000)
    .map((one) => ({ atMs: one.entry.atMs, label: `${who(one)} ${ACT_NAMES[one.entry.act] ?? one.entry.act}` }));
}
