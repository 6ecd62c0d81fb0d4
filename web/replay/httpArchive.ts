import type { ArchiveSource } from '../../recordings/contract.ts';
import { request } from '../kit/api.ts';
import { ApiError } from '../kit/api.ts';

/** The raw files of a sealed archive, over HTTP: `GET archiveUrl` names them, `GET archiveUrl + path` is one. */
export function httpArchive(archiveUrl: string): ArchiveSource {
  return {
    async list() {
      const { files } = await request<{ readonly files: readonly string[] }>('GET', archiveUrl);
      return files;
    },
    async read(path) {
      const url = archiveUrl + path.split('/').map(encodeURIComponent).join('/');
      let response: Response;
      try {
        // Never from a cache: what is checked is what the server has now.
        response = await fetch(url, { credentials: 'same-origin', cache: 'no-store' });
      } catch {
        throw new ApiError('network', '', 0);
      }
      if (!response.ok || !response.body) throw new ApiError('badAnswer', '', response.status);
      return chunksOf(response.body);
    },
  };
}

/** Safari's streams can't be iterated, so they are read. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
  } finally {
    reader.releaseLock();
  }
}
