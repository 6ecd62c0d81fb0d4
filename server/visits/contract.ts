import { z } from 'zod';
import type { AccountId, AccountView, OrganisationId } from '../people/contract.ts';
import type { HouseholdView } from '../cases/contract.ts';
import type { PhotoView } from '../evidence/contract.ts';
import type { Gap } from '../../recordings/contract.ts';
import { LATER_ACTS } from './phases/contract.ts';
import { soundMakingSchema, soundMetricSchema } from './sound/contract.ts';
import type { SoundMetric } from './sound/contract.ts';
import type { DeviceCheck, FullVisitState, VisitAct } from '../rules/contract.ts';
import { visitActSchema } from '../rules/contract.ts';
import type { ConsentView, PresenceView, SignatureView } from './record/contract.ts';
import { inkSchema } from './record/contract.ts';
import { TRACK_SOURCES } from '../../sfu/contract.ts';
import type { TrackId, TrackKind, TrackSource } from '../../sfu/contract.ts';

export type VisitId = string & { readonly __brand: 'VisitId' };

/** The states of the field; which act leads where is `rules/visitMachine.ts`. */
export type VisitState = FullVisitState;

/** What this viewer may do with this visit now; pages show only these. */
export interface VisitAbilities {
  /** Acts that the viewer's role has a part in now; whether one succeeds the rules say when it is tried. */
  readonly acts: readonly VisitAct['act'][];
  readonly viewForm: boolean;
  readonly publish: boolean;
  readonly addPhoto: boolean;
  readonly close: boolean;
  readonly watch: boolean;
  readonly explainGaps: boolean;
  readonly ruleGaps: boolean;
  readonly replay: boolean;
}

export interface WatcherView {
  readonly accountId: AccountId;
  readonly name: string;
  readonly sinceMs: number;
}

export interface VisitSummary {
  readonly id: VisitId;
  readonly household: HouseholdView;
  readonly investigators: readonly AccountView[];
  /** The contracted organisation whose people visit. */
  readonly organisationId: OrganisationId;
  readonly appointedAtMs: number;
  readonly state: VisitState;
  /** The arrival at the door. */
  readonly startedAtMs?: number;
  readonly closedAtMs?: number;
  readonly sealedAtMs?: number;
  /** Who has accepted the visit, by account id. */
  readonly acceptedBy: readonly string[];
  /** The household refused to be recorded: photos or paper, both signatures, a witness. */
  readonly recordingRefused: boolean;
  /** It began without a network: the times of its begin are the device's, as its last clock check places them. */
  readonly begunOffline?: true;
  /** Someone publishes picture or sound right now. */
  readonly live: boolean;
  /** Since when picture and sound are stopped for the family's privacy; missing while they are not. */
  readonly privacySinceMs?: number;
  readonly watchers: readonly WatcherView[];
  readonly may: VisitAbilities;
}

export interface GapView extends Gap {
  /** Whether the visit can't be sealed before a person who was there has said why. */
  readonly toExplain: boolean;
  readonly explanation?: string;
  readonly explainedBy?: string;
  readonly ruling?: 'accepted' | 'rejected';
  readonly ruledBy?: string;
}

/** What one investigator's phone found of itself. */
export interface CheckView {
  readonly by: AccountId;
  readonly atMs: number;
  readonly found: DeviceCheck;
}

export interface VisitDetail extends VisitSummary {
  readonly recording?: {
    readonly startMs?: number;
    readonly endMs?: number;
    readonly bytes: number;
    readonly gaps: readonly GapView[];
    readonly alarm?: 'diskFull' | 'recorderDown';
  };
  readonly photos: readonly PhotoView[];
  readonly presence: PresenceView;
  /** The newest last. */
  readonly checks: readonly CheckView[];
  readonly consents: readonly ConsentView[];
  readonly signatures: readonly SignatureView[];
  /** SHA-256 of the form as everybody signed it. */
  readonly signedDigest?: string;
  readonly exitReason?: string;
  /** Tracks being published now. */
  readonly tracks: readonly PublishedTrack[];
}

/** Scores from 0, nothing arrives, to 10, nothing is lost. */
export interface PictureQuality {
  /** From the field to the server. */
  readonly field: number;
  /** From the server to this page. */
  readonly line: number;
  /** The layer being sent; missing while the line carries none at all. */
  readonly layer?: number;
}

export interface PublishedTrack {
  readonly trackId: TrackId;
  readonly source: TrackSource;
  readonly kind: TrackKind;
}

/** `GET /api/visits` */
export interface VisitList {
  readonly visits: readonly VisitSummary[];
}

/** `GET /api/visits/:visitId` → VisitDetail */
const actId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/u);

/**
 * `POST /api/visits/:visitId/acts` → VisitDetail. What the machine refuses is answered with the rule's own code. Sent
 * again with the same `actId` it is done once.
 */
export const actRequestSchema = z.strictObject({
  actId,
  act: visitActSchema,
  /** The device's own clock, ms since the epoch. */
  deviceAtMs: z.number().int().nonnegative().optional(),
  /** It was done while the device had no network; `deviceAtMs` and this say when. */
  sentLater: z.strictObject({
    /** Server's clock less the device's, as the device's last check had it, and by how much that may be wrong. */
    clockOffsetMs: z.number().int().min(-4e12).max(4e12),
    clockUncertaintyMs: z.number().min(0).max(4e12).optional(),
  }).optional(),
  /** The drawn signature or the picture of a fingerprint, of a consent or under the form. */
  ink: inkSchema.optional(),
  /** Who interpreted, where somebody did. */
  interpreter: z.string().trim().min(1).max(100).optional(),
}).refine(({ act, deviceAtMs, sentLater }) => sentLater === undefined || (deviceAtMs !== undefined && LATER_ACTS.has(act.act)), { path: ['sentLater'] });
export type ActRequest = z.infer<typeof actRequestSchema>;

/** Appointing a visit proposes its time; it stands once both investigators have accepted. */
export const assignVisitSchema = z.strictObject({
  householdId: z.string().min(1).max(64),
  /** Two different people (the field's rule of two). */
  investigatorIds: z.tuple([z.string().min(1).max(64), z.string().min(1).max(64)]),
  appointedAtMs: z.number().int().positive(),
});
/** `POST /api/visits` (orgAdmin) → VisitDetail */
export type AssignVisit = z.infer<typeof assignVisitSchema>;

/** `POST /api/visits/:visitId/gaps/:gapId/ruling` → VisitDetail: what the office makes of the explanation. */
export const ruleOnGapSchema = z.strictObject({ ruling: z.enum(['accepted', 'rejected']) });
export type RuleOnGap = z.infer<typeof ruleOnGapSchema>;

// ── Live: socket.io, authenticated by the session cookie. Every request is acknowledged with a Reply. ──

export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

const visitId = z.string().min(1).max(64);
const transportId = z.string().min(1).max(64);
/** mediasoup checks the inside of these itself; here they only must be objects of a sane size. */
const rtcParameters = z.record(z.string(), z.unknown());
const trackId = z.string().min(1).max(64);
/** Of a simulcast picture, from 0, the smallest; a track with fewer layers gives its largest. */
const spatialLayer = z.int().min(0).max(2);

/** The parameters of every event from page to server. */
export const LIVE_REQUESTS = {
  /**
   * Enter the visit's room to publish or to watch. Watching is written to the trail and shown to the field. A speaker
   * is an officer who sends `talk` or `whisper`; a listener is the field, which receives these two and nothing else.
   * `wall`: one tile of many that come and go; coming back within a minute is still the same look.
   */
  'live:join': z.strictObject({ visitId, as: z.enum(['publisher', 'watcher', 'speaker', 'listener']), wall: z.boolean().optional() }),
  /** This device of the investigator is in the visit for as long as its connection is. */
  'live:present': z.strictObject({ visitId, deviceId: z.string().min(1).max(64) }),
  /** All of it, or one part: a page may watch and speak. */
  'live:leave': z.strictObject({ visitId, as: z.enum(['publisher', 'watcher', 'speaker', 'listener']).optional() }),
  'live:connect': z.strictObject({ visitId, transportId, dtlsParameters: rtcParameters }),
  'live:restartIce': z.strictObject({ visitId, transportId }),
  'live:publish': z.strictObject({
    visitId,
    source: z.enum(TRACK_SOURCES),
    kind: z.enum(['audio', 'video']),
    rtpParameters: rtcParameters,
    making: soundMakingSchema.optional(),
  }),
  /** The publishing page is no longer on the screen: what stops now stops for that. */
  'live:hidden': z.strictObject({ visitId }),
  'live:unpublish': z.strictObject({ visitId, trackId }),
  'live:watch': z.strictObject({ visitId, trackId, rtpCapabilities: rtcParameters, spatialLayer: spatialLayer.optional() }),
  'live:resume': z.strictObject({ visitId, trackId }),
  /** Nothing of this track is sent to this page until `live:resume`: its tile is hidden, or the network is too poor. */
  'live:pause': z.strictObject({ visitId, trackId }),
  /** The layer that the tile has pixels for; the server sends a smaller one where the network carries no more. */
  'live:layers': z.strictObject({ visitId, trackId, spatialLayer }),
  /** How a watched picture fares on its way. */
  'live:quality': z.strictObject({ visitId, trackId }),
  /** How the sound of this source is made from now on; for the archive. */
  'live:note': z.strictObject({ visitId, source: z.enum(['microphone', 'rawMicrophone']), making: soundMakingSchema }),
  /** Once a second from the phone, for the watchers' meters. Never kept. */
  'live:sound': z.strictObject({ visitId, sound: soundMetricSchema }),
} as const;
export type LiveRequests = { [E in keyof typeof LIVE_REQUESTS]: z.infer<(typeof LIVE_REQUESTS)[E]> };

/** mediasoup-client's transport options, as JSON. */
export interface TransportView {
  readonly id: string;
  readonly iceParameters: unknown;
  readonly iceCandidates: unknown;
  readonly dtlsParameters: unknown;
  /** Relays, where the operator has one. */
  readonly iceServers?: readonly IceServer[];
}

/** W3C RTCIceServer. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username: string;
  readonly credential: string;
}

/** What each event is answered with. */
export interface LiveReplies {
  'live:join': {
    readonly rtpCapabilities: unknown;
    readonly transport: TransportView;
    readonly tracks: readonly PublishedTrack[];
    readonly watchers: readonly WatcherView[];
  };
  'live:present': Record<string, never>;
  'live:leave': Record<string, never>;
  'live:connect': Record<string, never>;
  'live:restartIce': { readonly iceParameters: unknown };
  'live:publish': { readonly trackId: TrackId };
  'live:note': Record<string, never>;
  'live:hidden': Record<string, never>;
  'live:sound': Record<string, never>;
  'live:unpublish': Record<string, never>;
  /** mediasoup-client's consumer options; paused until `live:resume`. */
  'live:watch': { readonly consumerId: string; readonly kind: TrackKind; readonly rtpParameters: unknown };
  'live:resume': Record<string, never>;
  'live:pause': Record<string, never>;
  'live:layers': Record<string, never>;
  'live:quality': PictureQuality;
}

/** From server to page, only to those who may see the visit. */
export interface LiveEvents {
  /** Something in this visit changed: fetch it again. */
  'visit:changed': (event: { readonly visitId: VisitId }) => void;
  'visit:watchers': (event: { readonly visitId: VisitId; readonly watchers: readonly WatcherView[] }) => void;
  'visit:trackPublished': (event: { readonly visitId: VisitId; readonly track: PublishedTrack }) => void;
  'visit:trackEnded': (event: { readonly visitId: VisitId; readonly trackId: TrackId }) => void;
  /** To those who watch it: how the field sounds, once a second while the phone tells it. */
  'visit:sound': (event: { readonly visitId: VisitId; readonly sound: SoundMetric }) => void;
  'visit:gap': (event: { readonly visitId: VisitId; readonly gap: Gap }) => void;
  /**
   * The page is no longer in the room. After `workerDied` join again by itself; after `visitClosed` there is
   * nothing to join; after `takenOver` another device of the same person publishes, and only the person may take back.
   */
  'visit:roomClosed': (event: {
    readonly visitId: VisitId;
    readonly reason: 'visitClosed' | 'workerDied' | 'takenOver';
  }) => void;
}

