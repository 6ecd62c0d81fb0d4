import { DetailedError, Upload } from 'tus-js-client';
import type { EvidenceView, Receipt } from '../../server/evidence/contract.ts';
import { FORM_MAX_BYTES } from '../../server/evidence/contract.ts';
import { acceptLanguage, ApiError, errorOfBody, request } from '../kit/api.ts';
import { uploadForm } from '../kit/uploadForm.ts';
import type { ItemUpload } from './EvidenceQueue.ts';

/**
 * Sends one item: small ones as a form, larger ones and those that were broken off before by tus, from where they got to.
 * @returns the digest of what the server has on its disk
 * @throws ApiError what the server said, or `network`
 */
export async function uploadItem(upload: ItemUpload): Promise<{ sha256: string }> {
  const { claims, blob, failures, visitId, onProgress } = upload;
  // The bytes may have arrived and only the answer been lost.
  const receipt = failures > 0 ? await receiptOf(claims.itemId) : undefined;
  if (receipt) return receipt;
  if (failures > 0 || blob.size > FORM_MAX_BYTES) return resumable(upload);
  const form = new FormData();
  // The claims go before the file, so that the server knows whose bytes it is hashing.
  form.append('claims', JSON.stringify(claims));
  form.append('file', blob);
  return uploadForm<EvidenceView>(`/api/visits/${encodeURIComponent(visitId)}/evidence`, form, onProgress);
}

async function receiptOf(itemId: string): Promise<Receipt | undefined> {
  try {
    return await request<Receipt>('GET', `/api/evidence/${itemId}/receipt`);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'evidence.unknown') return undefined;
    throw error;
  }
}

function resumable({ visitId, claims, blob, uploadUrl, onProgress, onUploadUrl }: ItemUpload): Promise<{ sha256: string }> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(blob, {
      endpoint: '/api/evidence/uploads',
      ...(uploadUrl !== undefined && { uploadUrl }),
      metadata: { visitId, claims: JSON.stringify(claims) },
      headers: { 'Accept-Language': acceptLanguage() },
      // The queue knows when to try again, and remembers the place itself.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onProgress: (sent, total) => { onProgress(total > 0 ? sent / total : 0); },
      onUploadUrlAvailable: () => { if (upload.url !== null) onUploadUrl(upload.url); },
      onSuccess: ({ lastResponse }) => {
        const view = parse(lastResponse.getBody()) as Partial<EvidenceView> | undefined;
        if (view?.sha256 !== undefined) resolve({ sha256: view.sha256 });
        // All bytes were there already, and the answer to the last one was lost.
        else receiptOf(claims.itemId).then((receipt) => { if (receipt) resolve(receipt); else reject(new ApiError('badAnswer', '', 0)); }, reject);
      },
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
