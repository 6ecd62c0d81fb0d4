import type { LiveReplies, LiveRequests, VisitId } from './contract.ts';
import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { UserError } from '../errors.ts';
import type { TrackId } from '../../sfu/contract.ts';
import type { LiveVisit } from './LiveVisit.ts';
import { phaseOf } from './phases/contract.ts';
import { findVisit } from './findVisit.ts';
import { bePresent } from './presence/keepPresence.ts';
import type { VisitDeps } from './visitDeps.ts';

/** Who asks, and over which connection. */
export interface Caller {
  readonly actor: Actor;
  readonly socketId: string;
}

const JOIN_ABILITIES = {
  publisher: 'visit.publish', watcher: 'visit.watch', speaker: 'visit.speak', listener: 'visit.publish',
} as const satisfies Record<LiveRequests['live:join']['as'], Action>;

function join(live: LiveVisit, as: LiveRequests['live:join']['as'], socketId: string, actor: Actor, wall: boolean) {
  switch (as) {
    case 'publisher': return live.joinAsPublisher(socketId, actor);
    case 'watcher': return live.joinAsWatcher(socketId, actor, wall);
    case 'speaker': return live.joinAsSpeaker(socketId, actor);
    case 'listener': return live.joinAsListener(socketId);
  }
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
      const visit = await findVisit(deps, actor, JOIN_ABILITIES[as], visitId);
      if (phaseOf(visit.state) !== 'live') throw new UserError('visit.wrongState');
      // Refusing the picture ends the picture, not the visit.
      if (visit.facts.recordingConsent === 'refused') throw new UserError('visit.recordingRefused');
      const live = await deps.live.open(visit._id);
      const iceServers = deps.iceServers(actor.id);
      const { room, endpoint } = await join(live, as, socketId, actor, wall);
      return {
        rtpCapabilities: room.rtpCapabilities,
        transport: { ...endpoint.transport, ...(iceServers.length > 0 && { iceServers }) },
        tracks: live.tracks,
        watchers: live.watchers,
      };
    },
    'live:present': async ({ actor, socketId }, { visitId, deviceId }) => {
      deps.presence.enter(await bePresent(deps, actor, visitId, deviceId), actor.id, socketId);
      return {};
    },
    'live:leave': async ({ socketId }, { visitId, as }) => {
      await (await deps.live.get(visitId as VisitId))?.leave(socketId, as);
      return {};
    },
    'live:connect': async ({ socketId }, { visitId, transportId, dtlsParameters }) => {
      await transportOf(await joined(visitId), socketId, transportId).connect(dtlsParameters);
      return {};
    },
    'live:restartIce': async ({ socketId }, { visitId, transportId }) => {
      return { iceParameters: await transportOf(await joined(visitId), socketId, transportId).restartIce() };
    },
    'live:publish': async ({ socketId }, { visitId, making, ...track }) => {
      const live = await joined(visitId);
      // Before its first packet: the recorder places the sound by it.
      if (making !== undefined) {
        live.requirePublisher(socketId);
        live.noteMaking(track.source, making);
      }
      return { trackId: await live.publish(socketId, track) };
    },
    'live:note': async ({ socketId }, { visitId, source, making }) => {
      const live = await joined(visitId);
      live.requirePublisher(socketId);
      live.noteMaking(source, making);
      return {};
    },
    'live:sound': async ({ socketId }, { visitId, sound }) => {
      const live = await joined(visitId);
      live.requirePublisher(socketId);
      live.tellSound(sound);
      return {};
    },
    'live:hidden': async ({ socketId }, { visitId }) => {
      const live = await joined(visitId);
      live.requirePublisher(socketId);
      await live.fieldHidden();
      return {};
    },
    'live:unpublish': async ({ socketId }, { visitId, trackId }) => {
      (await joined(visitId)).unpublish(socketId, trackId as TrackId);
      return {};
    },
    'live:watch': async ({ socketId }, { visitId, trackId, rtpCapabilities, spatialLayer }) => {
      const watcher = (await joined(visitId)).receiverOf(socketId, trackId as TrackId);
      return watcher.watch(trackId as TrackId, rtpCapabilities, spatialLayer === undefined ? undefined : { spatialLayer });
    },
    'live:resume': async ({ socketId }, { visitId, trackId }) => {
      await (await joined(visitId)).receiverOf(socketId, trackId as TrackId).resume(trackId as TrackId);
      return {};
    },
    'live:pause': async ({ socketId }, { visitId, trackId }) => {
      await (await joined(visitId)).receiverOf(socketId, trackId as TrackId).pause(trackId as TrackId);
      return {};
    },
    'live:quality': async ({ socketId }, { visitId, trackId }) => {
      return (await joined(visitId)).receiverOf(socketId, trackId as TrackId).quality(trackId as TrackId);
    },
    'live:layers': async ({ socketId }, { visitId, trackId, spatialLayer }) => {
      await (await joined(visitId)).receiverOf(socketId, trackId as TrackId).setPreferredLayers(trackId as TrackId, { spatialLayer });
      return {};
    },
  };
}
