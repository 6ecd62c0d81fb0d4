import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Disclosure, TrailEntry } from '../contract.ts';
import { toBase64Url } from './encoding.ts';

const SALT_BYTES = 16;

/** What stands in the entry for this text, lower-case hex. */
export function digestOf({ name, salt, text }: Disclosure): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize([salt, name, text]) ?? '')));
}

/** A text under a salt of its own. */
export function withhold(name: string, text: string): Disclosure {
  return { name, salt: toBase64Url(crypto.getRandomValues(new Uint8Array(SALT_BYTES))), text: text.toWellFormed() };
}

/** Whether this is the text that the entry withholds under this name. */
export function isDisclosureOf(entry: TrailEntry, disclosure: Disclosure): boolean {
  return entry.withheld?.[disclosure.name] === digestOf(disclosure);
}

/** An id, a code, a digest, a media type: something that no person wrote. */
const TOKEN = /^[\x21-\x7e]{0,256}$/u;

/**
 * Divides details into those that may stand in the log for ever and those that must not: whatever does not look
 * like an id, a code or a number counts as a person's words, so that a forgotten case errs on the safe side.
 */
export function divideDetails(details: TrailEntry['details']): {
  readonly open: TrailEntry['details'];
  readonly words: Readonly<Record<string, string>>;
} {
  const open: Record<string, string | number | boolean> = {};
  const words: Record<string, string> = {};
  for (const [name, value] of Object.entries(details)) {
    if (typeof value === 'string' && !TOKEN.test(value)) words[name] = value;
    else open[name] = value;
  }
  return { open, words };
}
