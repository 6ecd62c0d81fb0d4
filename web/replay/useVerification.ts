import { useCallback, useEffect, useState } from 'react';
import type { VerifyResult } from '../../recordings/contract.ts';
import type { ReplayView } from '../../server/replay/contract.ts';
import { ApiError } from '../kit/api.ts';
import type { VerifyNews, VerifyOrder } from './verifyWorker.ts';

export type Verification =
  | { readonly state: 'unsealed' }
  | { readonly state: 'checking'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly state: 'verified'; readonly result: Extract<VerifyResult, { ok: true }>; readonly tookMs: number }
  | { readonly state: 'broken'; readonly result: Extract<VerifyResult, { ok: false }> }
  | { readonly state: 'failed'; readonly error: ApiError };

const BEGIN: Verification = { state: 'checking', doneBytes: 0, totalBytes: 0 };

/** Verifies the archive in a worker of this browser, once per opening and again on request. */
export function useVerification({ archiveUrl, keys, sealed }: ReplayView): { verification: Verification; again: () => void } {
  const [round, setRound] = useState(0);
  const [verification, setVerification] = useState<Verification>(sealed ? BEGIN : { state: 'unsealed' });

  useEffect(() => {
    if (!sealed) {
      setVerification({ state: 'unsealed' });
      return;
    }
    setVerification(BEGIN);
    const startedMs = performance.now();
    const worker = new Worker(new URL('./verifyWorker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<VerifyNews>) => {
      if (data.kind === 'progress') {
        setVerification({ state: 'checking', doneBytes: data.doneBytes, totalBytes: data.totalBytes });
        return;
      }
      setVerification(conclude(data, performance.now() - startedMs));
      worker.terminate();
    };
    worker.onerror = () => {
      setVerification({ state: 'failed', error: new ApiError('page', '', 0) });
    };
    worker.postMessage({ archiveUrl, keys } satisfies VerifyOrder);
    return () => { worker.terminate(); };
    // `keys` is a new array with every fetch; the address stands for the same archive and the same keys.
  }, [archiveUrl, sealed, round]);

  return { verification, again: useCallback(() => { setRound((before) => before + 1); }, []) };
}

function conclude(news: Exclude<VerifyNews, { kind: 'progress' }>, tookMs: number): Verification {
  if (news.kind === 'failed') return { state: 'failed', error: new ApiError(news.code, '', 0) };
  const { result } = news;
  return result.ok ? { state: 'verified', result, tookMs } : { state: 'broken', result };
}
