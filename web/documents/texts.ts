import { defineTexts } from '../kit/defineTexts.ts';

export const useDocumentTexts = defineTexts(
  'documents',
  {
    'pdf': '打开 PDF', 'number': '文号', 'code': '核验码', 'scan': '扫码核验', 'seal': '（印章）',
    'check.title': '文书核验', 'check.lead': '核对纸质或电子文书是否由本平台签发、是否被改动。', 'check.kind': '文书种类', 'check.number': '文号', 'check.day': '签发日期', 'check.hash': '文件摘要（SHA-256）',
    'check.inTrail': '留痕日志中有这份文书的摘要', 'check.notInTrail': '留痕日志中没有这份文书的摘要，请勿采信', 'check.file': '核对手中的 PDF 文件', 'check.file.text': '文件只在本机计算，不会上传。',
    'check.same': '一致：这就是签发的文件', 'check.differs': '不一致：文件被改动过，或者不是这一份',
    'kind.notice': '入户家计调查告知书', 'kind.consent': '知情同意书', 'kind.visitForm': '入户家计调查表', 'kind.investigationReport': '入户家计调查报告', 'kind.calculationSheet': '家庭收入计算表',
  },
  {
    'pdf': 'Open PDF', 'number': 'Number', 'code': 'Code', 'scan': 'Scan to check', 'seal': ' (seal)',
    'check.title': 'Check a document', 'check.lead': 'Whether a document was issued here, and whether it was changed since.', 'check.kind': 'Kind', 'check.number': 'Number', 'check.day': 'Issued on', 'check.hash': 'File digest (SHA-256)',
    'check.inTrail': 'The trail holds this document’s digest', 'check.notInTrail': 'The trail does not hold this document’s digest; do not rely on it', 'check.file': 'Compare your PDF file', 'check.file.text': 'The file is hashed on this device and not uploaded.',
    'check.same': 'The same: this is the file that was issued', 'check.differs': 'Not the same: it was changed, or is another one',
    'kind.notice': 'Notice', 'kind.consent': 'Consent', 'kind.visitForm': 'Visit form', 'kind.investigationReport': 'Investigation report', 'kind.calculationSheet': 'Calculation sheet',
  },
);
