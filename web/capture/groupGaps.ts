import type { GapView } from '../../server/visits/contract.ts';

/** Picture and sound that a broken line took together begin and end within this of each other. */
const TOGETHER_MS = 2000;

/** Gaps that one person would explain with one sentence: the same interruption in picture and sound. */
export function groupGaps(gaps: readonly GapView[]): readonly (readonly GapView[])[] {
  const groups: GapView[][] = [];
  for (const gap of gaps.toSorted((a, b) => a.startMs - b.startMs)) {
    const group = groups.find(([first]) => first !== undefined && isSame(first, gap));
    if (group && !group.some(({ kind }) => kind === gap.kind)) group.push(gap);
    else groups.push([gap]);
  }
  return groups;
}

function isSame(a: GapView, b: GapView): boolean {
  if (Math.abs(a.startMs - b.startMs) > TOGETHER_MS || a.cause !== b.cause) return false;
  if (a.endMs === undefined || b.endMs === undefined) return a.endMs === b.endMs;
  return Math.abs(a.endMs - b.endMs) <= TOGETHER_MS;
}
