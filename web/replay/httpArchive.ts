import type { ArchiveSource } from '../../recordings/contract.ts';
import { ApiError, request } from '../kit/api.ts';

/** How many files of a folder are fetched before they are asked for; more would take the player's connections. */
const AHEAD = 3;

/**
 * The raw files of a sealed archive, over HTTP: `GET` its address names them, the address + a path is one.
 * An archive has thousands of small files, read in their order: the next ones of a folder are fetched while one
 * is being hashed, because otherwise most of the time would be spent waiting for answers.
 */
export function httpArchive(archiveUrl: () => string): ArchiveSource {
  let order: readonly string[] = [];
  const fetched = new Map<string, Promise<Uint8Array>>();

  /** Begins to fetch a file, or finds that it has begun. */
  const fetchFile = (path: string): Promise<Uint8Array> => {
    const begun = fetched.get(path) ?? bytesOf(archiveUrl() + path.split('/').map(encodeURIComponent).join('/'));
    fetched.set(path, begun);
    // Whoever reads the file meets its failure; until then it must not count as unhandled.
    begun.catch(() => undefined);
    return begun;
  };

  return {
    async list() {
      const { files } = await request<{ readonly files: readonly string[] }>('GET', archiveUrl());
      order = files.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
      return files;
    },
    async read(path) {
      const wanted = fetchFile(path);
      const place = order.indexOf(path);
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      if (folder !== '' && place >= 0) {
        for (const next of order.slice(place + 1, place + 1 + AHEAD)) {
          if (next.startsWith(folder)) void fetchFile(next);
        }
      }
      const bytes = await wanted;
      fetched.delete(path);
      return chunkOf(bytes);
    },
  };
}

/** Never from a cache: what is checked is what the server has now. */
async function bytesOf(url: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', priority: 'low' });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new ApiError('network', '', 0);
  }
  throw new ApiError('badAnswer', '', response.status);
}

// The contract reads in pieces; a segment of two seconds is small enough to be one.
async function* chunkOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
