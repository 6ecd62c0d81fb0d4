import { phaseOf } from '../visits/phases/contract.ts';
import { UserError } from '../errors.ts';
import { may } from '../people/abilities.ts';
import { lookingOf } from '../people/looking.ts';
import { withShownTexts } from '../people/shownTexts.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Visit } from '../visits/visit.ts';
import { viewVisits } from '../visits/viewVisit.ts';
import type { ReplayView } from './contract.ts';
import type { ReplayDeps } from './routes.ts';

/**
 * Everything that the replay shows beside the media, on the archive's own clock.
 * @throws UserError `replay.notReady` while there is no recorded sample
 */
export async function viewReplay(deps: ReplayDeps, actor: Actor, visit: Visit, { media, sounds }: Pick<ReplayView, 'media' | 'sounds'>): Promise<ReplayView> {
  const status = visit.recording ?? (await (await deps.visitDeps.live.get(visit._id))?.status());
  const { startMs, endMs, gaps } = status ?? {};
  if (startMs === undefined || endMs === undefined) throw new UserError('replay.notReady');
  const destroyedAtMs = await deps.destroyedAtMs(visit._id);
  const [[summary], photos] = await Promise.all([viewVisits(deps.visitDeps, actor, [visit]), deps.visitDeps.photosOf(visit._id)]);
  if (!summary) throw new Error(`visit ${visit._id} has no view`);
  return {
    visit: summary,
    startMs,
    endMs,
    media,
    sounds,
    sealed: visit.sealedAtMs !== undefined,
    ...(destroyedAtMs !== undefined && { destroyedAtMs }),
    mayExport: phaseOf(visit.state) !== 'live' && may(actor, 'caseFile.export', visit),
    keys: deps.sealKeys(),
    gaps: gaps ?? [],
    photos: may(actor, 'photo.view', visit) ? photos : [],
    trail: withShownTexts(
      await deps.visitDeps.trail.disclose(await deps.visitDeps.trail.ofVisit(visit._id)),
      lookingOf(actor, visit.sealedAtMs, deps.visitDeps).viewer,
    ),
  };
}
