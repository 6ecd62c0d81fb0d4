import { randomInt } from 'node:crypto';
import type { DocumentKind, DocumentSettings } from './contract.ts';

/** The character of each kind in a number, as offices give it. */
const KIND_WORDS: Readonly<Record<DocumentKind, string>> = {
  notice: '告', consent: '意', visitForm: '表', investigationReport: '报', calculationSheet: '算',
};

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 12;

/** `新救调告〔2026〕0007号`, and from the second version on `…号（第2版）`. */
export function documentNumber(settings: DocumentSettings, kind: DocumentKind, year: number, sequence: number, version: number): string {
  const number = `${settings.word}${KIND_WORDS[kind]}〔${year}〕${String(sequence).padStart(4, '0')}号`;
  return version === 1 ? number : `${number}（第${version}版）`;
}

/** A new verification code: 60 random bits, so that nobody finds a document by trying. */
export function newCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** `7K2M9QXD4H8T` → `7K2M-9QXD-4H8T` */
export function groupCode(code: string): string {
  return code.replace(/.{4}(?=.)/gu, '$&-');
}
