import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { equalBytes, fromBase64, toBase64 } from './encoding.ts';
import { TrailError } from './TrailError.ts';

/**
 * Signed notes (c2sp.org/signed-note) and, on them, cosignatures of witnesses (c2sp.org/tlog-cosignature).
 * Pure, and the same in Node and in a browser.
 */

/** Signature types of c2sp.org/signed-note: plain Ed25519, and Ed25519 with the time of a witness. */
export const NOTE_KEY_TYPES = { ed25519: 1, cosignature: 4 } as const;
type NoteKeyType = (typeof NOTE_KEY_TYPES)[keyof typeof NOTE_KEY_TYPES];

/** A public key by which a note's signature can be checked. */
export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits. */
  readonly keyId: string;
  readonly type: NoteKeyType;
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export interface Note {
  /** What is signed, with its closing newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A name fit for a key: no space, no plus, not empty. */
export const KEY_NAME = /^[^\s+]+$/u;
const SIGNATURE_LINE = /^— ([^\s+]+) (\S+)$/u;
/** The format asks for at least 16; more than this is not one of ours. */
const MAX_SIGNATURES = 64;

/** SHA-256(name || "\n" || type || public key)[:4], as hex. */
export function keyIdOf(name: string, type: NoteKeyType, publicKey: Uint8Array): string {
  return bytesToHex(sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, 4));
}

export function formatVkey(name: string, publicKey: Uint8Array, type: NoteKeyType = NOTE_KEY_TYPES.ed25519): string {
  return `${name}+${keyIdOf(name, type, publicKey)}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** @throws TrailError `trail.badKey` */
export function parseVkey(vkey: string): VerifierKey {
  const [, name, keyId, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(vkey) ?? [];
  const bytes = encoded === undefined ? new Uint8Array() : decode(encoded, 'trail.badKey');
  const type = bytes[0];
  const publicKey = bytes.subarray(1);
  const known = type === NOTE_KEY_TYPES.ed25519 || type === NOTE_KEY_TYPES.cosignature;
  if (name === undefined || keyId === undefined || !known || publicKey.length !== 32 || keyIdOf(name, type, publicKey) !== keyId) {
    throw new TrailError('trail.badKey', 'not a verifier key of an Ed25519 signed note');
  }
  return { name, keyId, type, publicKey };
}

export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${toBase64(concatBytes(hexToBytes(keyId), signature))}\n`;
}

/** @param text ends with a newline */
export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(signatureLine).join('')}`;
}

/**
 * Takes a note apart, without checking a signature.
 * @throws TrailError `trail.badNote`
 */
export function parseNote(note: string): Note {
  // eslint-disable-next-line no-control-regex -- the format forbids control characters
  if (/[\u0000-\u0009\u000b-\u001f]/u.test(note)) throw badNote('control characters');
  // The text may hold empty lines; the last one divides.
  const divide = note.lastIndexOf('\n\n');
  if (divide < 0) throw badNote('no signatures');
  const lines = note.slice(divide + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > MAX_SIGNATURES) throw badNote('signature lines');
  return { text: note.slice(0, divide + 1), signatures: lines.map(parseSignatureLine) };
}

/** @throws TrailError `trail.badNote` */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) throw badNote('a signature line');
  const bytes = decode(encoded, 'trail.badNote');
  if (bytes.length < 5) throw badNote('a short signature');
  return { name, keyId: bytesToHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/**
 * The note's text and which of the known keys signed it. Signatures of unknown keys are ignored, as the format
 * demands; a wrong signature of a known key makes the whole note wrong.
 * @throws TrailError `trail.badNote`, `trail.badSignature`, `trail.unknownKey` when no known key signed it
 */
export function openNote(note: string, keys: readonly VerifierKey[]): { text: string; signedBy: readonly VerifierKey[] } {
  const { text, signatures } = parseNote(note);
  const signedBy: VerifierKey[] = [];
  for (const signature of signatures) {
    const key = keys.find(({ name, keyId }) => name === signature.name && keyId === signature.keyId);
    if (!key || signedBy.includes(key)) continue;
    if (!isSignedBy(text, signature, key)) throw new TrailError('trail.badSignature', `the signature of ${key.name} is wrong`);
    signedBy.push(key);
  }
  if (signedBy.length === 0) throw new TrailError('trail.unknownKey', 'no known key has signed the note');
  return { text, signedBy };
}

/** Whether this key made this signature over this text. */
export function isSignedBy(text: string, { signature }: NoteSignature, { type, publicKey }: VerifierKey): boolean {
  try {
    if (type === NOTE_KEY_TYPES.ed25519) return ed25519.verify(signature, utf8ToBytes(text), publicKey, { zip215: false });
    // c2sp.org/tlog-cosignature: eight bytes of time, big-endian, then the signature over that time and the text.
    const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
    const message = utf8ToBytes(`cosignature/v1\ntime ${seconds}\n${text}`);
    return ed25519.verify(signature.subarray(8), message, publicKey, { zip215: false });
  } catch {
    // A signature of a wrong length, or a point that is none.
    return false;
  }
}

export function sameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && a.keyId === b.keyId && equalBytes(a.publicKey, b.publicKey);
}

function decode(encoded: string, code: 'trail.badKey' | 'trail.badNote'): Uint8Array {
  try {
    return fromBase64(encoded);
  } catch {
    throw new TrailError(code, 'not base64');
  }
}

function badNote(what: string): TrailError {
  return new TrailError('trail.badNote', `not a signed note: ${what}`);
}
