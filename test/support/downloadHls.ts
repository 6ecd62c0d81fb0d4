import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReplayView } from '../../server/replay/contract.ts';
import type { Client } from './startPlatform.ts';

/**
 * Copies a visit's HLS presentation into a folder, so that a judge from outside can play it.
 * @returns the path of the multivariant playlist there
 */
export async function downloadHls(reviewer: Client, visitId: string, folder: string): Promise<string> {
  const { media } = await reviewer.get<ReplayView>(`/api/visits/${visitId}/replay`);
  const seen = new Set<string>();
  const fetchInto = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const response = await reviewer.fetch(new URL(path, `http://here${media.hlsUrl}`).pathname);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
    if (!path.endsWith('.m3u8')) return;
    // Every line that is no tag is an address, and so is every URI attribute (RFC 8216 §4).
    const text = bytes.toString();
    const named = [...text.matchAll(/URI="([^"]+)"/gu)].map((match) => match[1] ?? '');
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    for (const next of [...named, ...lines]) await fetchInto(next);
  };
  await fetchInto('index.m3u8');
  return join(folder, 'index.m3u8');
}
