import type { ReportSection, VerdictHint } from './contract.ts';

/**
 * Words by which a report slips from facts into a verdict, which is never the investigators' to give. They are told
 * to the writer and to the reviewer; a person decides.
 */
const VERDICTS: readonly RegExp[] = [
  /(不)?(符合|满足)[^。；，\n]{0,12}(条件|标准|要求|政策)/u,
  /(建议|应当|应予|可以|同意|拟)[^。；，\n]{0,8}(批准|通过|纳入|享受|给予|不予|取消|停发|保障)/u,
  /(不)?(予以|予)(确认|批准|通过|救助|保障)/u,
  /(不)?具备[^。；，\n]{0,8}(资格|条件)/u,
];

export function verdictHints(sections: readonly ReportSection[]): VerdictHint[] {
  return sections.flatMap(({ key, text }) => {
    // The household's own words and the neighbours' are theirs.
    if (key === 'comments' || key === 'neighbours' || key === 'basis') return [];
    const found = VERDICTS.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
    // Words within longer ones that were found are told once.
    return found.filter((words, index) => !found.some((other, at) => at !== index && other.includes(words) && (other !== words || at < index))).map((words) => ({ section: key, words }));
  });
}
