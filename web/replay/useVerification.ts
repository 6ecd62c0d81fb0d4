import { useCallback, useEffect, useRef, useState } from 'react';
import type { VerifyResult } from '../../recordings/contract.ts';
import type { ReplayView } from '../../server/replay/contract.ts';
import { ApiError } from '../kit/api.ts';
import type { KeptLink } from './useMediaLink.ts';
import type { NewAddress, VerifyNews, VerifyOrder } from './verifyWorker.ts';

export type Verification =
  | { readonly state: 'unsealed' }
  | { readonly state: 'checking'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly state: 'verified'; readonly result: Extract<VerifyResult, { ok: true }>; readonly tookMs: number }
  | { readonly state: 'broken'; readonly result: Extract<VerifyResult, { ok: false }> }
  | { readonly state: 'failed'; readonly error: ApiError };

const BEGIN: Verification = { state: 'checking', doneBytes: 0, totalBytes: 0 };

/**
 * Verifies the archive in a worker of this browser, once per opening and again on request.
 * @param begun the picture is there: until then the line belongs to it
 */
export function useVerification({ keys, sealed, destroyedAtMs }: ReplayView, { link }: KeptLink, begun: boolean): { verification: Verification; again: () => void } {
  const [round, setRound] = useState(0);
  const running = useRef<Worker>(undefined);
  const { archiveUrl } = link;
  const newest = useRef(archiveUrl);
  newest.current = archiveUrl;
  const isGone = destroyedAtMs !== undefined;
  const [verification, setVerification] = useState<Verification>(sealed ? BEGIN : { state: 'unsealed' });

  useEffect(() => {
    if (!sealed || isGone) {
      setVerification({ state: 'unsealed' });
      return;
    }
    setVerification(BEGIN);
    if (!begun) return;
    const startedMs = performance.now();
    const worker = new Worker(new URL('./verifyWorker.ts', import.meta.url), { type: 'module' });
    running.current = worker;
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
    worker.postMessage({ archiveUrl: newest.current, keys } satisfies VerifyOrder);
    return () => {
      running.current = undefined;
      worker.terminate();
    };
    // `keys` is a new array with every fetch, and a renewed address is the same archive.
  }, [sealed, isGone, round, begun]);

  useEffect(() => { running.current?.postMessage({ archiveUrl } satisfies NewAddress); }, [archiveUrl]);

  return { verification, again: useCallback(() => { setRound((before) => before + 1); }, []) };
}

function conclude(news: Exclude<VerifyNews, { kind: 'progress' }>, tookMs: number): Verification {
  if (news.kind === 'failed') return { state: 'failed', error: new ApiError(news.code, '', 0) };
  const { result } = news;
  return result.ok ? { state: 'verified', result, tookMs } : { state: 'broken', result };
}
