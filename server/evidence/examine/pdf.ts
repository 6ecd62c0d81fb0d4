import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { UserError } from '../../errors.ts';

const unpack = promisify(inflate);

/** Names by which a PDF acts, carries other files, or hides itself from this check (ISO 32000-1, 7.6, 7.11.4, 12.6.4, 12.7, 13). */
const ACTIVE = new Set([
  'JavaScript', 'JS', 'Launch', 'EmbeddedFile', 'EmbeddedFiles', 'Filespec', 'RichMedia', 'XFA', 'SubmitForm', 'ImportData',
  'GoToR', 'GoToE', 'Movie', 'Sound', 'Rendition', '3D', 'Collection', 'Encrypt',
]);
/** All object streams together may unpack to this. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/**
 * Accepts a document that only shows pages. Its objects are read wherever they stand: in the open, with `#` escapes, and
 * packed in object streams. The contents of pages and pictures cannot act and are not searched.
 * @throws UserError `evidence.notDocument`, `evidence.truncated`, `evidence.activeContent`
 */
export async function examinePdf(path: string): Promise<void> {
  const text = (await readFile(path)).toString('latin1');
  if (!text.startsWith('%PDF-')) throw new UserError('evidence.notDocument');
  // Bytes after the end would be a second file.
  if (!/%%EOF[\s\0]*$/u.test(text.slice(-1024))) throw new UserError('evidence.truncated');
  let objects = '';
  let packedLeft = MAX_UNPACKED_BYTES;
  for (const part of divide(text)) {
    objects += part.objects;
    if (part.stream === undefined || !isObjectStream(part.objects)) continue;
    const unpacked = await unpackObjects(part.objects, part.stream, packedLeft);
    packedLeft -= unpacked.length;
    objects += unpacked;
  }
  if (!/\/Pages\b/u.test(unescaped(objects))) throw new UserError('evidence.notDocument');
  for (const [, name] of unescaped(objects).matchAll(/\/([A-Za-z0-9]+)/gu)) {
    if (name !== undefined && ACTIVE.has(name)) throw new UserError('evidence.activeContent');
  }
}

/** What stands outside of streams, each piece with the stream that follows it. */
function* divide(text: string): Generator<{ objects: string; stream?: string }> {
  let from = 0;
  const begin = /\bstream\r?\n/gu;
  for (let found = begin.exec(text); found; found = begin.exec(text)) {
    const start = found.index + found[0].length;
    const end = text.indexOf('endstream', start);
    if (end === -1) throw new UserError('evidence.truncated');
    yield { objects: text.slice(from, found.index), stream: text.slice(start, end) };
    from = end + 'endstream'.length;
    begin.lastIndex = from;
  }
  yield { objects: text.slice(from) };
}

/** The dictionary just before the stream, told by its type or by the two entries that only this type has (7.5.7). */
function isObjectStream(objects: string): boolean {
  const dictionary = unescaped(objects.slice(objects.lastIndexOf(' obj')));
  return /\/ObjStm\b/u.test(dictionary) || (/\/First\b/u.test(dictionary) && /\/N\b/u.test(dictionary));
}

async function unpackObjects(objects: string, stream: string, maxOutputLength: number): Promise<string> {
  const dictionary = unescaped(objects.slice(objects.lastIndexOf(' obj')));
  const filter = /\/Filter\s*\[?\s*\/(\w+)\s*(\/\w+)?/u.exec(dictionary);
  if (!filter) return stream;
  // Nobody packs objects in another way; whoever does hides them from us.
  if (filter[1] !== 'FlateDecode' || filter[2] === '/FlateDecode' || maxOutputLength <= 0) throw new UserError('evidence.activeContent');
  try {
    return (await unpack(Buffer.from(stream, 'latin1'), { maxOutputLength })).toString('latin1');
  } catch {
    throw new UserError('evidence.truncated');
  }
}

/** Names with their `#xx` read (7.3.5). */
function unescaped(text: string): string {
  return text.replace(/#([0-9A-Fa-f]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
