import { setImmediate as nextTurn } from 'node:timers/promises';
import { versionSchema } from '../../rules/contract.ts';
import { computeIncome } from '../computeIncome.ts';
import type { Calculation } from '../contract.ts';
import type { CaseChange, Figures, IncomeParameters, ParameterChange, ParameterPreview } from './contract.ts';

/** One household as the preview needs it. A finished case keeps its version and is only counted. */
export interface PreviewedCase {
  readonly caseId: string;
  readonly calculation: Calculation;
  readonly finished: boolean;
}

/** Cases computed before the server may do something else: about ten milliseconds of work. */
const CASES_PER_TURN = 50;

/**
 * What would change for open cases if these parameters held. Reads the cases one by one, keeps only the largest
 * changes, and lets the server breathe in between: a district has a hundred thousand cases.
 */
export async function previewParameters(
  cases: Iterable<PreviewedCase> | AsyncIterable<PreviewedCase>,
  current: IncomeParameters,
  next: IncomeParameters,
  largest = 100,
): Promise<ParameterPreview> {
  let [computed, finishedKept, unchanged, changed, toBelow, toAbove, gapSumBeforeFen, gapSumAfterFen] = [0, 0, 0, 0, 0, 0, 0, 0];
  let kept: CaseChange[] = [];
  for await (const one of cases) {
    if (one.finished) {
      finishedKept += 1;
      continue;
    }
    const change = previewCase(one, next);
    computed += 1;
    if (computed % CASES_PER_TURN === 0) await nextTurn();
    gapSumBeforeFen += Math.max(0, change.before.gapFen);
    gapSumAfterFen += Math.max(0, change.after.gapFen);
    if (change.crosses === 'toBelow') toBelow += 1;
    if (change.crosses === 'toAbove') toAbove += 1;
    if (change.before.totalFen === change.after.totalFen && change.before.gapFen === change.after.gapFen) {
      unchanged += 1;
      continue;
    }
    changed += 1;
    kept.push(change);
    if (kept.length >= largest * 2) kept = byChange(kept).slice(0, largest);
  }
  return {
    finishedKept, unchanged, changed, toBelow, toAbove, gapSumBeforeFen, gapSumAfterFen,
    largestChanges: byChange(kept).slice(0, largest),
    parameters: parameterChanges(current, next),
  };
}

/** What would change for one household. */
export function previewCase({ caseId, calculation }: PreviewedCase, next: IncomeParameters): CaseChange {
  const after = computeIncome(calculation.input, next);
  const isBelow = (one: Calculation): boolean => one.perCapitaFen < one.parameters.standardFen;
  const crosses = isBelow(calculation) === isBelow(after) ? 'none' : isBelow(after) ? 'toBelow' : 'toAbove';
  return { caseId, before: figuresOf(calculation), after: figuresOf(after), crosses };
}

const VERSION_KEYS: ReadonlySet<string> = new Set(Object.keys(versionSchema.shape));

/** Every parameter that two versions disagree on, the names of the versions aside. */
export function parameterChanges(before: IncomeParameters, after: IncomeParameters): ParameterChange[] {
  const [old, young] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...young.keys()])].sort().flatMap((path) => {
    const [was, is] = [old.get(path), young.get(path)];
    if (was === is) return [];
    return [{ path, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}

function figuresOf({ totalFen, perCapitaFen, gapFen }: Calculation): Figures {
  return { totalFen, perCapitaFen, gapFen };
}

function byChange(changes: readonly CaseChange[]): CaseChange[] {
  const size = (one: CaseChange): number => Math.abs(one.after.gapFen - one.before.gapFen);
  return changes.toSorted((a, b) => size(b) - size(a) || (a.caseId < b.caseId ? -1 : 1));
}

/** The parameters as path → text. Entries of a list go by their own name, so that reordering is no change. */
function leavesOf(parameters: IncomeParameters): Map<string, string> {
  const numbers = Object.entries(parameters).filter(([key]) => !VERSION_KEYS.has(key));
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [index, entry] of value.entries()) walk(entry, `${path}.${nameOf(entry) ?? index}`);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    } else leaves.set(path, String(value));
  };
  walk(Object.fromEntries(numbers), '');
  return leaves;
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  for (const key of ['condition', 'id', 'kind']) {
    const name = (entry as Record<string, unknown>)[key];
    if (typeof name === 'string') return name;
  }
  return undefined;
}
