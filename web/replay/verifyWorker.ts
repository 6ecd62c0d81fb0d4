import type { SealKey, VerifyResult } from '../../recordings/contract.ts';
import { verifyArchive } from '../../recordings/verify.ts';
import { httpArchive } from './httpArchive.ts';

/** Links run out while hours are being checked. */
export interface NewAddress {
  readonly archiveUrl: string;
}

export interface VerifyOrder extends NewAddress {
  readonly keys: readonly SealKey[];
}

export type VerifyNews =
  | { readonly kind: 'progress'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'result'; readonly result: VerifyResult }
  | { readonly kind: 'failed'; readonly code: string };

/** Hashing hundreds of megabytes beside the page, so that the recording plays on meanwhile. */
let archiveUrl = '';

addEventListener('message', (event: MessageEvent<VerifyOrder | NewAddress>) => {
  archiveUrl = event.data.archiveUrl;
  if (!('keys' in event.data)) return;
  const { keys } = event.data;
  const tell = (news: VerifyNews): void => { postMessage(news); };
  verifyArchive(httpArchive(() => archiveUrl), keys, {
    onProgress: ({ doneBytes, totalBytes }) => { tell({ kind: 'progress', doneBytes, totalBytes }); },
  }).then(
    (result) => { tell({ kind: 'result', result }); },
    (error: unknown) => {
      const code = (error as { code?: unknown } | null)?.code;
      tell({ kind: 'failed', code: typeof code === 'string' ? code : 'page' });
    },
  );
});
