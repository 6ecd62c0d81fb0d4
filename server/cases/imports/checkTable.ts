import type { Actor } from '../../people/authenticate.ts';
import { caseScopeOf } from '../findCase.ts';
import type { RowProblem } from './contract.ts';
import type { DraftRow } from './draftsOf.ts';
import type { ImportDeps } from './importDeps.ts';
import type { TableEnd } from './parseTable.ts';
import { parseTable } from './parseTable.ts';
import { COLUMNS } from './columns.ts';

export interface CheckedTable extends Pick<TableEnd, 'encoding' | 'rows'> {
  readonly cases: readonly DraftRow[];
  readonly errors: readonly RowProblem[];
  readonly warnings: readonly RowProblem[];
}

/** Cases asked about at a time, so that other people's requests come in between. */
const HANDFUL = 500;

/** Reads the table and asks the store what it has already: a known case number is an error, a known person a warning. */
export async function checkTable(deps: ImportDeps, actor: Actor, importId: string): Promise<CheckedTable> {
  const cases: DraftRow[] = [];
  const task = { path: deps.importFiles.pathOf(importId), district: await deps.district(), townId: caseScopeOf(actor, 'case.import')?.townId, nowMs: deps.now() };
  const { problems, encoding, rows } = await parseTable(task, (some) => { cases.push(...some); });
  const errors = [...problems];
  const warnings: RowProblem[] = [];
  for (let i = 0; i < cases.length; i += HANDFUL) {
    const some = cases.slice(i, i + HANDFUL);
    const taken = new Set((await deps.cases.byCaseNumbers(some.map(({ checked }) => checked.draft.caseNumber)))
      .filter((one) => one.importId !== importId).map(({ caseNumber }) => caseNumber));
    for (const { checked: { draft }, rows: [row = 0] } of some) {
      if (taken.has(draft.caseNumber)) errors.push({ row, column: COLUMNS.caseNumber, value: draft.caseNumber, message: '这个案号已在系统中。' });
    }
    const people = some.flatMap(({ checked: { draft }, rows: numbers }) => draft.members.flatMap(({ idNumber }, index) =>
      (idNumber === undefined ? [] : [{ token: `i:${deps.idDigest.of(idNumber)}`, row: numbers[index] ?? 0, idNumber }])));
    const known = await deps.cases.knownTokens(people.map(({ token }) => token));
    for (const { token, row, idNumber } of people) {
      if (known.has(token)) warnings.push({ row, column: COLUMNS.idNumber, value: idNumber, message: '这个身份证号已在另一案件中，请核对是否重复申请。', warning: true });
    }
  }
  return { cases, encoding, rows, errors: errors.toSorted((a, b) => a.row - b.row), warnings };
}
