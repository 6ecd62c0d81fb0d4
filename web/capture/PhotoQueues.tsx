import { createSHA256 } from 'hash-wasm';
import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { Outlet } from 'react-router';
import type { Claims } from '../../server/evidence/contract.ts';
import { ApiError } from '../kit/api.ts';
import { uploadForm } from '../kit/uploadForm.ts';
import { PhotoQueue } from './PhotoQueue.ts';

type QueueOf = (visitId: string) => PhotoQueue;

const QueuesContext = createContext<QueueOf | undefined>(undefined);

/** Answers that say "not this photo", as opposed to "not now". */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const final = error.status >= 400 && error.status < 500 && ![401, 408, 425, 429].includes(error.status);
  return final ? error.message : undefined;
}

function createQueue(visitId: string): PhotoQueue {
  return new PhotoQueue({
    refusalOf,
    upload: async ({ itemId, takenAtDeviceMs, blob }, onProgress) => {
      const form = new FormData();
      const sha256 = await createSHA256();
      sha256.init().update(new Uint8Array(await blob.arrayBuffer()));
      const claims: Claims = { itemId, kind: 'photo', sha256: sha256.digest(), takenAtDeviceMs };
      // The claims go before the file, so that the server knows whose bytes it is hashing.
      form.append('claims', JSON.stringify(claims));
      form.append('file', blob);
      await uploadForm(`/api/visits/${encodeURIComponent(visitId)}/evidence`, form, onProgress);
    },
  });
}

/** Keeps the photos of every visit for as long as the app is open, whichever page of it is shown. */
function PhotoQueues({ children }: { readonly children: ReactNode }) {
  const [queues] = useState(() => new Map<string, PhotoQueue>());
  const [queueOf] = useState<QueueOf>(() => (visitId: string) => {
    const known = queues.get(visitId) ?? createQueue(visitId);
    queues.set(visitId, known);
    return known;
  });
  useEffect(() => {
    const retry = (): void => {
      for (const queue of queues.values()) queue.retry();
    };
    const warn = (event: BeforeUnloadEvent): void => {
      if ([...queues.values()].some((queue) => PhotoQueue.pendingOf(queue.photos()) > 0)) event.preventDefault();
    };
    addEventListener('online', retry);
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('online', retry);
      removeEventListener('beforeunload', warn);
    };
  }, [queues]);
  return <QueuesContext value={queueOf}>{children}</QueuesContext>;
}

/** The investigator's pages, with the photos that outlive each of them. */
export function CaptureLayout() {
  return (
    <PhotoQueues>
      <Outlet />
    </PhotoQueues>
  );
}

export function usePhotoQueue(visitId: string) {
  const queueOf = useContext(QueuesContext);
  if (!queueOf) throw new Error('usePhotoQueue needs CaptureLayout above it');
  const queue = queueOf(visitId);
  const photos = useSyncExternalStore(queue.subscribe, queue.photos);
  return { queue, photos };
}
