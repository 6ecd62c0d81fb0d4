import { UserError } from '../../errors.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import type { HouseholdId } from '../contract.ts';
import { storedOf } from '../createCase.ts';
import { checkTable } from './checkTable.ts';
import type { ImportResult } from './contract.ts';
import type { ImportDeps } from './importDeps.ts';

/** Cases written at a time: others' writes come in between. */
const HANDFUL = 250;

/**
 * Imports a previewed table, all of it or nothing. Its rows are written with the import's name on them, which hides
 * them from everybody; the last write makes the import committed, and them visible, at once. A crash before it leaves
 * hidden rows, which `recoverImports` removes.
 * @throws UserError `import.unknown`, `import.hasProblems`, `import.running`
 */
export async function commitImport(deps: ImportDeps, actor: Actor, importId: string): Promise<ImportResult> {
  const record = await deps.imports.import(importId);
  if (!record || record.by !== actor.id) throw new UserError('import.unknown');
  if (record.state === 'committed') return { id: importId, cases: record.cases, members: record.members };
  if (!(await deps.importFiles.has(importId))) throw new UserError('import.unknown');
  if (!(await deps.imports.move(importId, 'previewed', { state: 'committing', sinceMs: deps.now() }))) throw new UserError('import.running');
  try {
    const { cases, errors } = await checkTable(deps, actor, importId);
    // What was free at the preview may be taken by now.
    if (errors.length > 0 || cases.length === 0) throw new UserError('import.hasProblems');
    const nowMs = deps.now();
    const ids: string[] = [];
    for (let i = 0; i < cases.length; i += HANDFUL) {
      const some = cases.slice(i, i + HANDFUL).map(({ checked }, index) => ({
        // Lists are newest first: the table's first row shall stand on top.
        ...storedOf(deps, `${importId}-${String(999_999 - i - index)}` as HouseholdId, checked, nowMs),
        importId,
      }));
      await deps.cases.addImported(some);
      ids.push(...some.map(({ _id }) => _id));
    }
    const members = cases.reduce((sum, { checked }) => sum + checked.draft.members.length, 0);
    await deps.trail.append({
      act: 'case.imported',
      actor: inTrail(actor),
      object: { kind: 'import', id: importId },
      details: { sha256: record.sha256, cases: cases.length, members },
    });
    await deps.imports.move(importId, 'committing', { state: 'committed', cases: cases.length, members });
    await deps.opened(ids);
    await deps.importFiles.remove(importId);
    return { id: importId, cases: cases.length, members };
  } catch (error) {
    await deps.cases.removeImported(importId);
    await deps.imports.move(importId, 'committing', { state: 'previewed' });
    // Another case took a number while the rows were being written.
    throw (error as { code?: unknown }).code === 11000 ? new UserError('import.hasProblems') : error;
  }
}

/**
 * Takes back what a crash left of commits: every one begun before this time.
 * @param beforeMs now where this server is the only one; minutes ago where another may be at work on it
 */
export async function recoverImports(deps: Pick<ImportDeps, 'imports' | 'cases'>, beforeMs: number): Promise<void> {
  for (const { _id, sinceMs } of await deps.imports.committing()) {
    if (sinceMs !== undefined && sinceMs > beforeMs) continue;
    await deps.cases.removeImported(_id);
    await deps.imports.move(_id, 'committing', { state: 'previewed' });
  }
}

/** Opens the cases of an import that a crash left committed but not opened: its table goes last, so its table is still there. */
export async function finishImports(deps: Pick<ImportDeps, 'imports' | 'cases' | 'importFiles' | 'opened'>): Promise<void> {
  for (const id of await deps.importFiles.ids()) {
    if ((await deps.imports.import(id))?.state !== 'committed') continue;
    await deps.opened(await deps.cases.idsOfImport(id));
    await deps.importFiles.remove(id);
  }
}
