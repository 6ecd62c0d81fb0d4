import { acceptLanguage, ApiError, errorOfBody } from './api.ts';

export interface ResumableUpload {
  /** Where uploads of this kind are created, e.g. `/api/evidence/uploads`. */
  readonly endpoint: string;
  readonly body: Blob;
  /** Whose visit, and what the server is told of the file before it comes. */
  readonly visitId: string;
  readonly claims: object;
  /** Where an upload that was broken off goes on. */
  readonly uploadUrl?: string | undefined;
  /** Default: everything in one request. */
  readonly chunkBytes?: number;
  /** Waits before each further try, ms. Default: none, because the caller knows when to try again. */
  readonly retryMs?: readonly number[];
  readonly onProgress?: (share: number) => void;
  readonly onUploadUrl: (url: string) => void;
}

/**
 * Sends a file by tus 1.0.0, from where it got to.
 * @returns the server's answer to the last byte; undefined when all bytes were there already and that answer was lost
 * @throws ApiError what the server said, or `network`
 */
export async function uploadResumable({ endpoint, body, visitId, claims, uploadUrl, chunkBytes, retryMs, onProgress, onUploadUrl }: ResumableUpload): Promise<unknown> {
  // Loaded with the first upload, long after the camera shows.
  const { DetailedError, Upload } = await import('tus-js-client').catch(() => { throw new ApiError('network', '', 0); });
  return new Promise((resolve, reject) => {
    const upload = new Upload(body, {
      endpoint,
      ...(uploadUrl !== undefined && { uploadUrl }),
      ...(chunkBytes !== undefined && { chunkSize: chunkBytes }),
      metadata: { visitId, claims: JSON.stringify(claims) },
      headers: { 'Accept-Language': acceptLanguage() },
      retryDelays: retryMs ? [...retryMs] : null,
      // Whoever sends remembers the place, in the device's own encrypted store.
      storeFingerprintForResuming: false,
      onProgress: (sent, total) => { onProgress?.(total > 0 ? sent / total : 0); },
      onUploadUrlAvailable: () => { if (upload.url !== null) onUploadUrl(upload.url); },
      onSuccess: ({ lastResponse }) => { resolve(parse(lastResponse.getBody())); },
      onError: (error) => {
        const response = error instanceof DetailedError ? error.originalResponse : null;
        reject(response ? errorOfBody(parse(response.getBody()), response.getStatus()) : new ApiError('network', '', 0));
      },
    });
    upload.start();
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
