import { createSHA256 } from 'hash-wasm';
import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { Outlet } from 'react-router';
import { ApiError, request } from '../kit/api.ts';
import { useSession } from '../people/useSession.ts';
import { actOutboxOf, ENDING_ACTS, holdActs } from '../device/actOutboxes.ts';
import { answerQueueOf } from '../fieldwork/form/answerQueues.ts';
import { useDayKept } from '../visits/useDayKept.ts';
import { DeviceMediaProvider } from './DeviceMediaProvider.tsx';
import { DexieShelf } from './DexieShelf.ts';
import { EvidenceQueue } from './EvidenceQueue.ts';
import { uploadItem } from './uploadItem.ts';

interface Capturing {
  readonly queue: EvidenceQueue;
  readonly shelf: DexieShelf | undefined;
}

const CapturingContext = createContext<Capturing | undefined>(undefined);

/** Answers that say "not this item", as opposed to "not now". */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.code.startsWith('upload.') || error.code === 'evidence.wrongDigest') return undefined;
  return error.isFinal ? error.message : undefined;
}

/** Hashed piece by piece: a clip need not be in memory as a whole. */
async function digestOf(blob: Blob): Promise<string> {
  const sha256 = await createSHA256();
  sha256.init();
  const reader = blob.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) sha256.update(part.value);
  return sha256.digest();
}

function createCapturing(accountId: string): Capturing {
  const shelf = DexieShelf.create(accountId);
  const outbox = actOutboxOf(accountId);
  const queue = new EvidenceQueue({
    upload: uploadItem,
    describe: async (itemId, description) => { await request('POST', `/api/evidence/${itemId}/description`, description); },
    refusalOf,
    digestOf,
    // A visit that the server does not know to have begun takes no evidence.
    mayGo: (visitId) => !outbox.kept().some((act) => act.visitId === visitId && act.request.act.act === 'arrive'),
    ...(shelf && { shelf }),
  });
  return { queue, shelf };
}

/** Keeps one person's evidence on its way for as long as the app is open, whichever page of it is shown. */
function EvidenceQueues({ accountId, children }: { readonly accountId: string; readonly children: ReactNode }) {
  const [capturing, setCapturing] = useState<Capturing>();
  useEffect(() => {
    const created = createCapturing(accountId);
    const { queue } = created;
    setCapturing(created);
    void queue.restore().catch(() => undefined);
    const retry = (): void => { queue.retry(); };
    const warn = (event: BeforeUnloadEvent): void => {
      // What is on the device waits there; only what is in memory alone would be lost.
      if (queue.items().some(({ state, isKept }) => state !== 'uploaded' && !isKept)) event.preventDefault();
    };
    addEventListener('online', retry);
    addEventListener('beforeunload', warn);
    const outbox = actOutboxOf(accountId);
    const letGo = [
      outbox.subscribe(retry),
      queue.subscribe(() => { if (outbox.kept().length > 0 && EvidenceQueue.pendingOf(queue.items()) === 0) outbox.poke(); }),
      // The seal may follow the end at once, and a sealed visit takes nothing more.
      holdActs(accountId, async ({ visitId, request: act }) => !ENDING_ACTS.has(act.act.act)
        || EvidenceQueue.pendingOf(queue.items().filter((item) => item.visitId === visitId)) === 0),
      holdActs(accountId, async ({ visitId, request: act }) => {
        const answers = answerQueueOf(accountId, visitId);
        await answers.restore();
        return answers.state().pending.every(({ deviceAtMs }) => deviceAtMs > (act.deviceAtMs ?? 0));
      }),
    ];
    return () => {
      for (const one of letGo) one();
      removeEventListener('online', retry);
      removeEventListener('beforeunload', warn);
      // Whoever signs in next must not send this person's evidence under their own name.
      queue.close();
    };
  }, [accountId]);
  return capturing && <CapturingContext value={capturing}>{children}</CapturingContext>;
}

/** The investigator's pages, with the evidence that outlives each of them. */
export function CaptureLayout() {
  const accountId = useSession().data?.account.id;
  useDayKept(accountId);
  if (accountId === undefined) return <Outlet />;
  return (
    <DeviceMediaProvider>
      <EvidenceQueues key={accountId} accountId={accountId}>
        <Outlet />
      </EvidenceQueues>
    </DeviceMediaProvider>
  );
}

export function useEvidenceQueue() {
  const capturing = useContext(CapturingContext);
  if (!capturing) throw new Error('useEvidenceQueue needs CaptureLayout above it');
  const { queue, shelf } = capturing;
  const items = useSyncExternalStore(queue.subscribe, queue.items);
  return { queue, shelf, items };
}

/** One visit's items on their way. */
export function useVisitItems(visitId: string) {
  const { queue, items } = useEvidenceQueue();
  return { queue, items: useMemo(() => items.filter((item) => item.visitId === visitId), [items, visitId]) };
}
