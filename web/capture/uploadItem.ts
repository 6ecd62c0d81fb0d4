import type { EvidenceView, Receipt } from '../../server/evidence/contract.ts';
import { FORM_MAX_BYTES } from '../../server/evidence/kinds/contract.ts';
import { ApiError, request } from '../kit/api.ts';
import { uploadForm } from '../kit/uploadForm.ts';
import { uploadResumable } from '../kit/uploadResumable.ts';
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

async function resumable({ visitId, claims, blob, uploadUrl, onProgress, onUploadUrl }: ItemUpload): Promise<{ sha256: string }> {
  const view = await uploadResumable({ endpoint: '/api/evidence/uploads', body: blob, visitId, claims, uploadUrl, onProgress, onUploadUrl }) as Partial<EvidenceView> | undefined;
  if (view?.sha256 !== undefined) return { sha256: view.sha256 };
  const receipt = await receiptOf(claims.itemId);
  if (!receipt) throw new ApiError('badAnswer', '', 0);
  return receipt;
}
