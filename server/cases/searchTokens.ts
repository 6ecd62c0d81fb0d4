import type { Viewer } from '../people/fieldAccess.ts';
import { accessTo } from '../people/fieldAccess.ts';
import type { Household } from './household.ts';

/** How many characters narrow a search enough for an index: a family name alone is a tenth of a county. */
export const SHORTEST_SEARCH = 2;

/** One way to look something up: words that begin like this, or one whole word. */
export type Lookup = { readonly from: string; readonly to: string } | { readonly word: string };

/**
 * The words a case is found by, each with a letter of its kind, for one index over all of them. An index serves the
 * begin of a word and nothing else, so an address is cut where people begin to remember it: after the town.
 */
export function tokensOf(household: Pick<Household, 'caseNumber' | 'address' | 'actualAddress' | 'members'>, village: string, digest: (idNumber: string) => string): string[] {
  const numberWords = [household.caseNumber, ...lastDigits(household.caseNumber)];
  const addresses = [household.address, household.actualAddress ?? ''].flatMap(piecesOf);
  return [...new Set([
    ...numberWords.map((word) => `c:${normal(word)}`),
    ...addresses.map((word) => `a:${normal(word)}`),
    `v:${normal(village)}`,
    ...household.members.map(({ name }) => `n:${normal(name)}`),
    ...household.members.flatMap(({ idNumber }) => (idNumber === undefined || idNumber === '' ? [] : [`i:${digest(idNumber)}`])),
  ])];
}

/**
 * Where to look for what was typed. Only in what this viewer sees in the clear: finding by a masked name would
 * unmask it, one guess at a time.
 */
export function lookupsFor(typed: string, viewer: Viewer, digest: (idNumber: string) => string): Lookup[] {
  const word = normal(typed);
  const sees = (field: 'memberName' | 'address' | 'idNumber'): boolean => accessTo(field, { viewer, ofMinor: true }) === 'clear';
  if (/^(\d{15}|\d{17}[\dx])$/u.test(word)) return sees('idNumber') ? [{ word: `i:${digest(word)}` }] : [];
  const kinds = ['c', 'v', ...(sees('memberName') ? ['n'] : []), ...(sees('address') ? ['a'] : [])];
  return kinds.map((kind) => ({ from: `${kind}:${word}`, to: `${kind}:${word}\u{ffff}` }));
}

/** Written alike, however it was typed: width, case, blanks and brackets make no difference. */
function normal(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[\s〔〕[\]()（）【】·.,，。-]/gu, '');
}

/** 新低保〔2026〕0147 → 0147, 147 */
function lastDigits(caseNumber: string): string[] {
  const digits = /\d+(?=\D*$)/u.exec(caseNumber.normalize('NFKC'))?.[0];
  return digits === undefined ? [] : [digits, digits.replace(/^0+/u, '')].filter((word) => word.length >= SHORTEST_SEARCH);
}

/** 新城区东街街道光明路社区 18 号院 3 号楼 → 光明路社区18号院3号楼, 18号院3号楼 */
function piecesOf(address: string): string[] {
  const afterTown = address.replace(/^.*?(?:街道|苏木|镇|乡)(?!.*(?:街道|苏木|镇|乡))/u, '');
  const afterVillage = afterTown.replace(/^.*?(?:社区|村|嘎查)/u, '');
  return [afterTown, afterVillage].map((piece) => piece.trim()).filter((piece) => piece.length >= SHORTEST_SEARCH);
}
