import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentList, DocumentProof, DocumentView } from '../../../server/documents/contract.ts';
import { codeSchema } from '../../../server/documents/contract.ts';
import type { VisitForm } from '../../../server/forms/contract.ts';
import type { CaseBed } from '../../support/openCaseBed.ts';
import { openCaseBed } from '../../support/openCaseBed.ts';
import { codeOf } from '../../support/startPlatform.ts';
import { buildForm, WORKED_EVIDENCE, WORKED_EXAMPLE } from '../forms/buildForm.ts';

describe('standard documents', () => {
  let bed: CaseBed;
  let form: VisitForm;

  beforeAll(async () => {
    form = buildForm(WORKED_EXAMPLE, { evidence: WORKED_EVIDENCE });
    bed = await openCaseBed({ formOf: async () => form });
  });
  afterAll(() => bed.close());

  const issue = async (kind: string): Promise<DocumentView> => (await (await bed.send('clerk', 'POST', '/cases/case-1/documents', { kind })).json()) as DocumentView;

  it('carry the year’s next number of their kind, and a code that leads to a hash the trail holds', async () => {
    const notice = await issue('notice');
    expect(notice).toMatchObject({ number: '新救调告〔2026〕0001号', version: 1, issuedOn: '2026-11-24', title: '入户家计调查告知书' });
    expect((await issue('consent')).number).toBe('新救调意〔2026〕0001号');
    const proof = (await (await bed.send(undefined, 'GET', `/document-proofs/${notice.code.toLowerCase()}`)).json()) as DocumentProof;
    expect(proof).toEqual({ kind: 'notice', number: notice.number, issuedOn: '2026-11-24', sha256: notice.sha256, inTrail: true });
    const { entries } = await bed.trail.page({ act: 'document.issued', limit: 10 });
    expect(entries.some(({ entry }) => entry.details['sha256'] === notice.sha256 && entry.object?.id === notice.id)).toBe(true);
  });

  it('are a PDF with the embedded glyphs they use and no more, whose hash is the one in the trail', async () => {
    const { id, sha256 } = await issue('visitForm');
    const pdf = Buffer.from(await (await bed.send('clerk', 'GET', `/documents/${id}/pdf`)).arrayBuffer());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(createHash('sha256').update(pdf).digest('hex')).toBe(sha256);
    expect(pdf.includes('+NotoSansSC-Regular')).toBe(true);
    expect(pdf.byteLength, 'the whole font has 10 MB').toBeLessThan(300_000);
  });

  it('are the same document while nothing changed, and the next version of the same number when something did', async () => {
    const first = await issue('visitForm');
    const [again, atOnce] = await Promise.all([issue('visitForm'), issue('visitForm')]);
    expect([again.id, atOnce.id]).toEqual([first.id, first.id]);
    form = buildForm({ ...WORKED_EXAMPLE, 'closing.facts': '家中仅有旧电视一台。' }, { evidence: WORKED_EVIDENCE });
    const second = await issue('visitForm');
    expect(second).toMatchObject({ version: 2, number: `${first.number}（第2版）` });
    expect(second.sha256).not.toBe(first.sha256);
    expect(second.code).not.toBe(first.code);
    const kept = (await (await bed.send(undefined, 'GET', `/document-proofs/${first.code}`)).json()) as DocumentProof;
    expect(kept).toMatchObject({ sha256: first.sha256, inTrail: true });
  });

  it('print what the form says, in words', async () => {
    const { content } = await issue('visitForm');
    const printed = JSON.stringify(content);
    for (const words of ['张建国', '1980年3月1日', '慢性病', '超市工资', '1,500.00 元', '家中仅有旧电视一台。']) expect(printed).toContain(words);
  });

  it('wait until there is something to print', async () => {
    const response = await bed.send('clerk', 'POST', '/cases/case-1/documents', { kind: 'investigationReport' });
    expect([response.status, await codeOf(response)]).toEqual([409, 'document.notReady']);
  });

  it('are shown and issued only to those whom the tables let', async () => {
    const { documents, mayIssue } = await bed.get<DocumentList>('investigator', '/cases/case-1/documents');
    expect(mayIssue).toEqual(['notice', 'consent', 'visitForm', 'investigationReport']);
    expect(documents.length).toBeGreaterThan(2);
    for (const who of ['orgAdmin', 'stranger', 'otherClerk', 'systemAdmin'] as const) {
      expect((await bed.send(who, 'GET', '/cases/case-1/documents')).status, who).toBe(403);
      expect((await bed.send(who, 'GET', `/documents/${documents[0]?.id}/pdf`)).status, who).toBe(403);
    }
    expect((await bed.send('investigator', 'POST', '/cases/case-1/documents', { kind: 'calculationSheet' })).status).toBe(403);
    expect((await bed.send('supervisor', 'POST', '/cases/case-1/documents', { kind: 'notice' })).status).toBe(403);
    const reviewers = await bed.get<DocumentList>('reviewer', '/cases/case-1/documents');
    expect(reviewers.documents.map(({ kind }) => kind), 'signatures and names are hidden from a reviewer').not.toContain('consent');
  });

  it('tell a stranger nothing of a code that was never given out', async () => {
    for (const code of ['AAAABBBBCCCC', 'x', '%00', `${'A'.repeat(39)}`]) {
      const response = await bed.send(undefined, 'GET', `/document-proofs/${code}`);
      expect([response.status, await codeOf(response)], code).toEqual([404, 'document.unknown']);
    }
    expect(codeSchema.parse('7k2m 9qxd-4h8l')).toBe('7K2M9QXD4H81');
  });
});
