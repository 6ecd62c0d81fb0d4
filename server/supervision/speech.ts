import { randomUUID } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { VisitId } from '../visits/contract.ts';
import type { ItemId } from './contract.ts';
import type { Item } from './item.ts';
import { viewOfItem } from './item.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

type SpeechDeps = Pick<SupervisionDeps, 'supervision' | 'trail' | 'announce' | 'reports' | 'now'>;

/**
 * An officer is about to speak; on record and shown to the field before a word can be heard.
 * @param mode `talk` to the room, `whisper` to the investigator's earpiece
 * @throws UserError `exchange.noEarpiece` for a whisper that the family would hear
 */
export async function beginSpeech(deps: SpeechDeps, actor: Actor, visitId: VisitId, mode: 'talk' | 'whisper'): Promise<ItemId> {
  if (mode === 'whisper' && deps.reports.latest(visitId)?.report.earpiece !== true) throw new UserError('exchange.noEarpiece');
  const id = randomUUID() as string as ItemId;
  const item: Item = {
    _id: id, visitId, kind: mode, byId: actor.id, by: actor.name, byRole: actor.role, atMs: deps.now(), state: 'sent',
  };
  await deps.trail.append({ act: 'talk.started', actor: inTrail(actor), object: { kind: 'exchange', id }, visitId, details: { mode } });
  await deps.supervision.addItem(item);
  deps.announce.item(visitId, viewOfItem(item));
  return id;
}

/** The officer has fallen silent, or their line broke. */
export async function endSpeech(deps: SpeechDeps, actor: Actor, visitId: VisitId, id: ItemId): Promise<void> {
  const ended = await deps.supervision.end(id, deps.now());
  if (!ended) return;
  deps.announce.item(visitId, viewOfItem(ended));
  await deps.trail.append({
    act: 'talk.ended', actor: inTrail(actor), object: { kind: 'exchange', id }, visitId,
    details: { mode: ended.kind, durationMs: (ended.endedAtMs ?? ended.atMs) - ended.atMs },
  });
}
