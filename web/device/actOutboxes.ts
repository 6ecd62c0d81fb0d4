import type { VisitDetail } from '../../server/visits/contract.ts';
import { ApiError, request } from '../kit/api.ts';
import type { KeptAct } from './ActOutbox.ts';
import { ActOutbox } from './ActOutbox.ts';
import { deviceStore } from './thisDevice.ts';

/** Something that has to be with the server before an act of the same visit: resolves to whether it is. */
type Hold = (act: KeptAct) => Promise<boolean>;

/** Acts after which a visit may be sealed. */
export const ENDING_ACTS: ReadonlySet<string> = new Set(['close', 'findNoOneHome', 'recordRefusal', 'leaveUnsafe', 'abort']);

/** Refusals that end by themselves: the partner's phone has not told its part yet. */
const WAITS: ReadonlySet<string> = new Set(['visit.twoPresent', 'visit.notInThisState', 'visit.changedMeanwhile', 'visit.readBackBeforeSigning', 'visit.noticeAndConsentFirst', 'visit.noticeBeforeConsent']);

const outboxes = new Map<string, ActOutbox>();
const holds = new Map<string, Set<Hold>>();
const told = new Map<string, Set<(detail: VisitDetail) => void>>();

/** One outbox a person, for as long as the app is open. */
export function actOutboxOf(ownerId: string): ActOutbox {
  const known = outboxes.get(ownerId);
  if (known) return known;
  const outbox = new ActOutbox({
    send: async ({ visitId, request: body }) => {
      const detail = await request<VisitDetail>('POST', `/api/visits/${encodeURIComponent(visitId)}/acts`, body);
      for (const listener of told.get(ownerId) ?? []) listener(detail);
    },
    shelf: {
      put: async (act) => {
        const store = await deviceStore();
        if (!store) throw new ApiError('network', '', 0);
        await store.put({ kind: 'act', id: act.request.actId, visitId: act.visitId, ownerId, meta: act });
      },
      remove: async (actId) => (await deviceStore())?.remove('act', actId),
      list: async () => ((await (await deviceStore())?.list<KeptAct>('act', ownerId)) ?? []).map(({ meta }) => meta),
    },
    ready: async (act) => {
      for (const hold of holds.get(ownerId) ?? []) if (!(await hold(act))) return false;
      return true;
    },
    refusalOf: (error) => (error instanceof ApiError && error.isFinal ? { message: error.message, waits: WAITS.has(error.code) } : undefined),
  });
  outboxes.set(ownerId, outbox);
  addEventListener('online', outbox.poke);
  return outbox;
}

/** Returns the function that lets go. */
export function holdActs(ownerId: string, hold: Hold): () => void {
  return addTo(holds, ownerId, hold);
}

/** Every answer to an act that was told later. Returns the function that stops listening. */
export function onActTold(ownerId: string, listener: (detail: VisitDetail) => void): () => void {
  return addTo(told, ownerId, listener);
}

function addTo<T>(all: Map<string, Set<T>>, ownerId: string, one: T): () => void {
  const own = all.get(ownerId) ?? new Set<T>();
  all.set(ownerId, own);
  own.add(one);
  return () => { own.delete(one); };
}
