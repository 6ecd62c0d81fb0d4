import type { FileHandle } from 'node:fs/promises';

/** What the first bytes of a file say it is. */
export type Container =
  | 'jpeg' | 'png' | 'webp' | 'heic' | 'pdf' | 'isoMedia' | 'matroska' | 'ogg' | 'wav' | 'zip' | 'markup' | 'unknown';

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis']);

/** Reads magic numbers; nothing is decoded, so a foreign file meets no parser. */
export function containerOf(head: Buffer): Container {
  const at = (offset: number, text: string): boolean => head.toString('latin1', offset, offset + text.length) === text;
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg';
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (at(0, 'RIFF')) return at(8, 'WEBP') ? 'webp' : at(8, 'WAVE') ? 'wav' : 'unknown';
  if (at(4, 'ftyp')) return HEIC_BRANDS.has(head.toString('latin1', 8, 12)) ? 'heic' : 'isoMedia';
  if (head.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
  if (at(0, 'OggS')) return 'ogg';
  if (at(0, '%PDF-')) return 'pdf';
  if (at(0, 'PK')) return 'zip';
  return /^(?:\xef\xbb\xbf)?\s*<(?:[!?]|svg|html|script|head|body)/iu.test(head.toString('latin1', 0, 256)) ? 'markup' : 'unknown';
}

/** Bytes at both ends that are searched for a second nature. */
const ENDS_BYTES = 66_000;
const MARKUP = /<script|<html|<svg[\s>]|<\?php|javascript:/iu;

/**
 * Whether the file is something else at the same time: an archive, whose directory stands at the end, a PDF, whose
 * header may stand anywhere in the first kilobyte, or markup hidden in metadata. Nothing of it would run as we serve
 * it; but a file with two natures is no photo that a camera made.
 */
export async function isPolyglot(file: FileHandle, bytes: number, container: Container): Promise<boolean> {
  const head = await readAt(file, 0, Math.min(ENDS_BYTES, bytes));
  const tail = await readAt(file, Math.max(0, bytes - ENDS_BYTES), Math.min(ENDS_BYTES, bytes));
  if (hasZipDirectory(tail)) return true;
  if (container === 'pdf') return false;
  return head.subarray(0, 1024).includes('%PDF-') || MARKUP.test(head.toString('latin1')) || MARKUP.test(tail.toString('latin1'));
}

/** The end record of a ZIP's directory, followed by its comment and nothing else (APPNOTE.TXT 4.3.16). */
function hasZipDirectory(tail: Buffer): boolean {
  for (let at = tail.indexOf('PK\x05\x06', 0, 'latin1'); at !== -1; at = tail.indexOf('PK\x05\x06', at + 1, 'latin1')) {
    if (at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return true;
  }
  return false;
}

/** @returns fewer bytes where the file ends sooner */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
