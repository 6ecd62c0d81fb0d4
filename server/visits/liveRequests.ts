import type { LiveReplies, LiveRequests, VisitId } from './contract.ts';
import type { Actor } from '../people/authenticate.ts';
import { UserError } from '../errors.ts';
import type { TrackId } from '../../sfu/contract.ts';
import type { LiveVisit } from './LiveVisit.ts';
import { findVisit } from './findVisit.ts';
import type { VisitDeps } from './visitDeps.ts';

/** Who asks, and over which connection. */
export interface Caller {
  readonly actor: Actor;
  readonly socketId: string;
}

export type LiveHandlers = {
  [E in keyof LiveRequests]: (caller: Caller, request: LiveRequests[E]) => Promise<LiveReplies[E]>;
};

/**
 * What each live request does. `live:join` asks for the ability and writes the trail; the others reach only
 * what the same connection was given by its own join, so a page that has not joined can do nothing.
 */
export function liveHandlers(deps: VisitDeps): LiveHandlers {
  /** The publisher's or the watcher's transport, whichever has this id. */
  const transportOf = (live: LiveVisit, socketId: string, transportId: string) => {
    const found = live.endpointsOf(socketId).find((endpoint) => endpoint.transport.id === transportId);
    if (!found) throw new UserError('live.notJoined');
    return found;
  };
  const joined = async (visitId: string): Promise<LiveVisit> => {
    const live = await deps.live.get(visitId as VisitId);
    if (!live) throw new UserError('live.notJoined');
    return live;
  };

  return {
    'live:join': async ({ actor, socketId }, { visitId, as, wall = false }) => {
      const visit = await findVisit(deps, actor, as === 'publisher' ? 'visit.publish' : 'visit.watch', visitId);
      if (visit.state !== 'inProgress') throw new UserError('visit.wrongState');
      const live = await deps.live.open(visit._id);
      const { room, endpoint } = as === 'publisher'
        ? await live.joinAsPublisher(socketId, actor)
        : await live.joinAsWatcher(socketId, actor, wall);
      return {
        rtpCapabilities: room.rtpCapabilities,
        transport: endpoint.transport,
        tracks: live.tracks,
        watchers: live.watchers,
      };
    },
    'live:leave': async ({ socketId }, { visitId }) => {
      await (await deps.live.get(visitId as VisitId))?.leave(socketId);
      return {};
    },
    'live:connect': async ({ socketId }, { visitId, transportId, dtlsParameters }) => {
      await transportOf(await joined(visitId), socketId, transportId).connect(dtlsParameters);
      return {};
    },
    'live:restartIce': async ({ socketId }, { visitId, transportId }) => {
      return { iceParameters: await transportOf(await joined(visitId), socketId, transportId).restartIce() };
    },
    'live:publish': async ({ socketId }, { visitId, source, kind, rtpParameters, making }) => {
      const live = await joined(visitId);
      const publisher = live.publisherOf(socketId);
      // Before its first packet: the recorder places the sound by it.
      if (making !== undefined) live.noteMaking(source, making);
      return { trackId: await publisher.publish({ source, kind, rtpParameters }) };
    },
    'live:note': async ({ socketId }, { visitId, source, making }) => {
      const live = await joined(visitId);
      live.publisherOf(socketId);
      live.noteMaking(source, making);
      return {};
    },
    'live:sound': async ({ socketId }, { visitId, sound }) => {
      const live = await joined(visitId);
      live.publisherOf(socketId);
      live.tellSound(sound);
      return {};
    },
    'live:unpublish': async ({ socketId }, { visitId, trackId }) => {
      (await joined(visitId)).publisherOf(socketId).unpublish(trackId as TrackId);
      return {};
    },
    'live:watch': async ({ socketId }, { visitId, trackId, rtpCapabilities, spatialLayer }) => {
      const watcher = (await joined(visitId)).watcherOf(socketId);
      return watcher.watch(trackId as TrackId, rtpCapabilities, spatialLayer === undefined ? undefined : { spatialLayer });
    },
    'live:resume': async ({ socketId }, { visitId, trackId }) => {
      await (await joined(visitId)).watcherOf(socketId).resume(trackId as TrackId);
      return {};
    },
    'live:pause': async ({ socketId }, { visitId, trackId }) => {
      await (await joined(visitId)).watcherOf(socketId).pause(trackId as TrackId);
      return {};
    },
    'live:quality': async ({ socketId }, { visitId, trackId }) => {
      return (await joined(visitId)).watcherOf(socketId).quality(trackId as TrackId);
    },
    'live:layers': async ({ socketId }, { visitId, trackId, spatialLayer }) => {
      await (await joined(visitId)).watcherOf(socketId).setPreferredLayers(trackId as TrackId, { spatialLayer });
      return {};
    },
  };
}
