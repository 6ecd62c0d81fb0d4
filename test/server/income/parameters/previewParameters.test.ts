import { describe, expect, it } from 'vitest';
import { computeIncome } from '../../../../server/income/computeIncome.ts';
import type { IncomeDraft } from '../../../../server/income/contract.ts';
import { parameterChanges, previewParameters } from '../../../../server/income/parameters/previewParameters.ts';
import type { PreviewedCase } from '../../../../server/income/parameters/previewParameters.ts';
import { buildHousehold, parameters } from '../buildHousehold.ts';

const previewed = (caseId: string, finished = false, changes: Partial<IncomeDraft> = {}): PreviewedCase => ({
  caseId,
  finished,
  calculation: computeIncome(buildHousehold(changes), parameters()),
});
const pension = (amountFen: number): Partial<IncomeDraft> => ({ items: [{ id: 'pension', kind: 'pension', label: '养老金', amountFen, evidenceIds: ['bank'] }] });

describe('the preview of new parameters', () => {
  it('says how many households change, by how much, and who crosses the line', async () => {
    // 2,401 + 1,299 = 3,700 for four: 925 per head, above 900 and below 960.
    const cases = [previewed('a'), previewed('crossing', false, pension(129_900)), previewed('old', true)];
    const preview = await previewParameters(cases, parameters(), parameters({ version: 'income-2', standardFen: 96_000 }));
    expect(preview).toMatchObject({ finishedKept: 1, unchanged: 0, changed: 2, toBelow: 1, toAbove: 0 });
    // The higher standard also raises what an obligor may keep: 2,000 − 1,440 instead of 2,000 − 1,350, half of it.
    expect(preview.largestChanges.find((one) => one.caseId === 'a')).toEqual({
      caseId: 'a',
      before: { totalFen: 182_100, perCapitaFen: 45_525, gapFen: 177_900 },
      after: { totalFen: 177_600, perCapitaFen: 44_400, gapFen: 206_400 },
      crosses: 'none',
    });
    expect(preview.gapSumBeforeFen).toBe(177_900);
    expect(preview.gapSumAfterFen).toBe(206_400 + (96_000 * 4 - 365_500));
  });

  it('changes nothing for a finished case, and nothing at all when nothing changes', async () => {
    const preview = await previewParameters([previewed('a'), previewed('old', true)], parameters(), parameters({ version: 'same' }));
    expect(preview).toMatchObject({ finishedKept: 1, unchanged: 1, changed: 0, largestChanges: [], parameters: [] });
  });

  it('reads a stream of many cases and keeps only the largest changes, largest first', async () => {
    async function* many(): AsyncGenerator<PreviewedCase> {
      for (let index = 0; index < 40; index += 1) {
        yield previewed(`case-${index}`, false, { obligors: [], members: Array.from({ length: 1 + (index % 8) }, (_, n) => ({ id: `m${n}`, label: '成员', conditions: ['student' as const] })), items: [], rigidExpenses: [] });
      }
    }
    const preview = await previewParameters(many(), parameters(), parameters({ standardFen: 100_000 }), 5);
    expect(preview.changed).toBe(40);
    expect(preview.largestChanges.map((one) => one.after.gapFen - one.before.gapFen)).toEqual([80_000, 80_000, 80_000, 80_000, 80_000]);
  });

  it('lets the server do other things while it computes', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const one = previewed('a');
    await previewParameters(Array.from({ length: 1000 }, (_, index) => ({ ...one, caseId: `case-${index}` })), parameters(), parameters({ standardFen: 100_000 }));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it('names every parameter that differs, by the name of its entry', () => {
    const next = parameters({
      version: 'income-2',
      wageBaseFen: 200_000,
      coefficients: parameters().coefficients.map((one) => (one.condition === 'chronicIllness' ? { ...one, coefficientMilli: 300 } : one)).toReversed(),
      rigidExpenses: parameters().rigidExpenses.filter((one) => one.kind !== 'accident'),
    });
    expect(parameterChanges(parameters(), next)).toEqual([
      { path: 'coefficients.chronicIllness.coefficientMilli', before: '200', after: '300' },
      { path: 'rigidExpenses.accident.capFen', before: 'null' },
      { path: 'rigidExpenses.accident.kind', before: 'accident' },
      { path: 'wageBaseFen', before: '198000', after: '200000' },
    ]);
  });
});
