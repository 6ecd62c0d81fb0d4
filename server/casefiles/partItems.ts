import { createReadStream } from 'node:fs';
import type { CaseItem, CasePartKind } from './offline/contract.ts';
import type { CaseFileProvider, CaseVisit, PartItem } from './contract.ts';

/** The shapes in which nouns hand over what they have: a record as JSON, or a file that lies on the disk. */

/** @param value plain JSON, with labels that a reader understands */
export function jsonItem(name: string, title: string, value: unknown, facts?: CaseItem['facts']): PartItem {
  const bytes = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  return { name, title, mimeType: 'application/json', bytes: bytes.byteLength, content: () => [bytes], ...(facts && { facts }) };
}

export function bytesItem(name: string, title: string, mimeType: string, bytes: Uint8Array, more: Pick<CaseItem, 'facts' | 'provenBy'> = {}): PartItem {
  return { name, title, mimeType, bytes: bytes.byteLength, content: () => [bytes], ...more };
}

export interface FileOnDisk extends Omit<PartItem, 'content'> {
  readonly path: string;
}

export function fileItem({ path, ...item }: FileOnDisk): PartItem {
  return { ...item, content: () => createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer> };
}

/** A part that every visit of the case has something of. */
export function partOfVisits(kind: CasePartKind, itemsOf: (visit: CaseVisit) => Promise<readonly PartItem[]>): CaseFileProvider {
  return { kind, itemsOf: async ({ visits }) => (await Promise.all(visits.map(itemsOf))).flat() };
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/heic': 'heic', 'application/pdf': 'pdf', 'video/mp4': 'mp4', 'audio/mpeg': 'mp3',
};

/** A file name of an id and a media type, so that a double click opens it. */
export function fileName(id: string, mimeType: string): string {
  return `${id.replaceAll(/[^A-Za-z0-9._-]/gu, '_')}.${EXTENSIONS[mimeType] ?? 'bin'}`;
}
