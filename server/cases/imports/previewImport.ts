import { createHash, randomUUID } from 'node:crypto';
import { UserError } from '../../errors.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import { checkTable } from './checkTable.ts';
import type { ImportPreview } from './contract.ts';
import { MAX_IMPORT_BYTES, MAX_PROBLEMS } from './contract.ts';
import type { ImportDeps } from './importDeps.ts';

const SAMPLE = 5;

/**
 * Keeps a table and says what importing it would do and what keeps it from being imported.
 * @throws UserError `import.*` for a table that can't be read at all
 */
export async function previewImport(deps: ImportDeps, actor: Actor, fileName: string, bytes: Buffer): Promise<ImportPreview> {
  if (bytes.length === 0) throw new UserError('import.missing');
  if (bytes.length > MAX_IMPORT_BYTES) throw new UserError('import.tooLarge');
  const id = randomUUID();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await deps.importFiles.addDurably(id, bytes);
  try {
    const { cases, encoding, rows, errors, warnings } = await checkTable(deps, actor, id);
    const members = cases.reduce((sum, { checked }) => sum + checked.draft.members.length, 0);
    await deps.trail.append({
      act: 'case.importPreviewed',
      actor: inTrail(actor),
      object: { kind: 'import', id },
      details: { sha256, rows, cases: cases.length, errors: errors.length, warnings: warnings.length },
    });
    await deps.imports.add({ _id: id, by: actor.id, fileName, sha256, createdAtMs: deps.now(), state: 'previewed', cases: cases.length, members });
    return {
      id, fileName, encoding, rows, cases: cases.length, members, problemCount: errors.length, warningCount: warnings.length,
      problems: [...errors, ...warnings].slice(0, MAX_PROBLEMS),
      sample: cases.slice(0, SAMPLE).map(({ checked: { draft } }) => ({
        caseNumber: draft.caseNumber,
        applicantName: draft.members.find((member) => member.relation === 'self')?.name ?? '',
        memberCount: draft.members.filter((member) => member.cohabiting).length,
        address: draft.address,
      })),
      committed: false,
    };
  } catch (error) {
    await deps.importFiles.remove(id);
    throw error;
  }
}
