import type { Day } from '../rules/contract.ts';
import type { DocumentSettings } from './contract.ts';

/** The office's name and word to start with; the district publishes its own. */
export const FIRST_DOCUMENT_SETTINGS: DocumentSettings = {
  version: 'documents-1',
  effectiveFrom: '2026-07-01' as Day,
  source: { zh: '机关名称和发文字号为演示设定，待区民政局确认。', en: 'The office’s name and word are for demonstration, to be confirmed by the district.' },
  confirmedBy: null,
  office: '新城区民政局',
  word: '新救调',
};
