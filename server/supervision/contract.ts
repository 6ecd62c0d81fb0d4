import { z } from 'zod';
import type { AccountId, Role } from '../people/contract.ts';
import type { VisitId } from '../visits/contract.ts';

/** One thing that passed between the officer and the field during a visit (证据交流). */
export type ItemId = string & { readonly __brand: 'ItemId' };

/** `talk`, `whisper` and `privacyPause` last for a while and are kept by the server itself; the others are asked for. */
export const ITEM_KINDS = [
  'prompt', 'photoRequest', 'snapshot', 'control', 'point', 'drawing', 'bookmark', 'redo', 'emergency',
  'talk', 'whisper', 'privacyPause',
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/**
 * `sent` is on record, `delivered` is on the phone's screen. `acknowledged` was read by a person, `fulfilled` is done,
 * `declined` was refused by a person, `failed` by the device. The last three are final.
 */
export const ITEM_STATES = ['sent', 'delivered', 'acknowledged', 'fulfilled', 'declined', 'failed'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export const CONTROLS = ['switchCamera', 'torch', 'zoom'] as const;
export type Control = (typeof CONTROLS)[number];

const id = z.string().min(1).max(64);
const words = z.string().trim().min(1).max(200);
/** A place on the picture: shares of its width and height from the top left. */
const share = z.number().min(0).max(1);

/** What a supervisor may ask for or leave in a visit. */
export const actSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('prompt'), text: words }),
  z.strictObject({ kind: z.literal('photoRequest'), text: words }),
  z.strictObject({ kind: z.literal('snapshot') }),
  /** `value`: 0 or 1 for the torch, the device's own factor for zoom. */
  z.strictObject({ kind: z.literal('control'), control: z.enum(CONTROLS), value: z.number().min(0).max(100).exactOptional() }),
  z.strictObject({ kind: z.literal('point'), x: share, y: share }),
  z.strictObject({ kind: z.literal('drawing'), points: z.array(z.tuple([share, share])).min(2).max(400) }),
  z.strictObject({ kind: z.literal('bookmark'), text: z.string().trim().max(500) }),
  z.strictObject({ kind: z.literal('redo'), text: words }),
]);
export type SupervisorAct = z.infer<typeof actSchema>;

export interface ItemView {
  readonly id: ItemId;
  readonly visitId: VisitId;
  readonly kind: ItemKind;
  readonly by: { readonly id: AccountId; readonly name: string; readonly role: Role };
  /** Server's clock, ms since the epoch; so are all times here. */
  readonly atMs: number;
  readonly state: ItemState;
  readonly text?: string;
  readonly control?: Control;
  readonly value?: number;
  readonly x?: number;
  readonly y?: number;
  readonly points?: readonly (readonly [number, number])[];
  readonly deliveredAtMs?: number;
  readonly answeredAtMs?: number;
  readonly answeredBy?: string;
  /** What fulfilled it. */
  readonly evidenceId?: string;
  /** A code of why not, or of how: e.g. `frame` where a snapshot could only be a picture of the video. */
  readonly reason?: string;
  /** Of what lasts for a while; missing while it does. */
  readonly endedAtMs?: number;
}

/** `GET /api/visits/:visitId/exchange`: everything, oldest first, and what is going on. Bookmarks only for the office. */
export interface ExchangeView {
  readonly items: readonly ItemView[];
  readonly lead?: LeadView;
  /** The newest report of the publishing device; only for those who supervise. */
  readonly report?: DeviceReport;
  readonly may: { readonly instruct: boolean; readonly answer: boolean; readonly pause: boolean; readonly score: boolean };
}

/** The supervisor who has taken charge of a visit; others may watch and take over. */
export interface LeadView {
  readonly id: AccountId;
  readonly name: string;
  readonly sinceMs: number;
}

const answerSchema = z.enum(['delivered', 'acknowledged', 'fulfilled', 'declined', 'failed']);
export type Answer = z.infer<typeof answerSchema>;

/** What the device of the field says of itself every few seconds. What it cannot know it leaves out. */
export const deviceReportSchema = z.strictObject({
  atDeviceMs: z.number().int().nonnegative().max(8.64e15),
  /** Server's clock less the device's, as the page measured it. */
  clockOffsetMs: z.number().int().optional(),
  battery: z.strictObject({ level: z.number().min(0).max(1), charging: z.boolean() }).optional(),
  storageFreeBytes: z.number().int().nonnegative().optional(),
  position: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    accuracyM: z.number().min(0).max(1_000_000),
    /** The device says that an app makes the position up; browsers do not tell, a wrapped app can. */
    mock: z.boolean().optional(),
  }).optional(),
  network: z.strictObject({ type: z.string().max(16), downlinkMbps: z.number().min(0).optional(), rttMs: z.number().min(0).optional() }).optional(),
  camera: z.strictObject({
    cameras: z.int().min(0).max(32),
    torch: z.boolean(),
    zoom: z.strictObject({ min: z.number(), max: z.number(), now: z.number() }).optional(),
  }).optional(),
  /** The investigator wears an earpiece, so that a whisper is not heard by the family. */
  earpiece: z.boolean(),
  /** The page is in the background. */
  hidden: z.boolean(),
});
export type DeviceReport = z.infer<typeof deviceReportSchema>;

/** Live requests beside those of `visits`; each idempotent by the id that the page makes. */
export const EXCHANGE_REQUESTS = {
  'exchange:act': z.strictObject({ visitId: id, itemId: z.uuid(), act: actSchema }),
  'exchange:answer': z.strictObject({
    visitId: id, itemId: id, answer: answerSchema, evidenceId: id.optional(), reason: z.string().regex(/^[\w.-]{1,40}$/u).optional(),
  }),
  /** From the phone, to every supervisor on duty. */
  'exchange:emergency': z.strictObject({ visitId: id, itemId: z.uuid() }),
  /** Nothing of the field's picture and sound leaves the server while it is on. Either side may begin and end it. */
  'exchange:pause': z.strictObject({ visitId: id, on: z.boolean() }),
  'exchange:report': z.strictObject({ visitId: id, report: deviceReportSchema }),
} as const;
export type ExchangeRequests = { [E in keyof typeof EXCHANGE_REQUESTS]: z.infer<(typeof EXCHANGE_REQUESTS)[E]> };

export interface ExchangeReplies {
  'exchange:act': ItemView;
  'exchange:answer': ItemView;
  /** `reached`: supervisors who are signed in and connected now. With none the field must call for help itself. */
  'exchange:emergency': { readonly item: ItemView; readonly reached: number };
  'exchange:pause': Record<string, never>;
  'exchange:report': Record<string, never>;
}

/** From server to page. */
export interface ExchangeEvents {
  /** New, or in another state. Bookmarks go to the office only. */
  'exchange:item': (event: { readonly visitId: VisitId; readonly item: ItemView }) => void;
  /** Whoever leads, or something else of the board: fetch it again. */
  'exchange:changed': (event: { readonly visitId: VisitId }) => void;
}

/** `GET /api/supervision/board`: what the board shows beside the list of visits. */
export interface BoardView {
  readonly visits: readonly BoardVisit[];
}
export interface BoardVisit {
  readonly visitId: VisitId;
  readonly lead?: LeadView;
  /** Flags that nobody has ruled on, and the kinds of them. */
  readonly openFlags: number;
  readonly flagKinds: readonly string[];
  readonly emergency?: ItemView;
  readonly report?: Pick<DeviceReport, 'battery' | 'network'>;
}

/** `POST /api/supervision/draw`: one of the visits that are live now, at random → DrawView. */
export interface DrawView {
  readonly visitId: VisitId;
}

/** `POST /api/visits/:visitId/lead` → ExchangeView: takes charge, from whoever had it. */

/** What a supervisor marks after a visit, from 1, poor, to 5, very good. */
export const SCORE_CRITERIA = ['manner', 'completeness', 'evidence', 'truthfulness', 'recording'] as const;
export type ScoreCriterion = (typeof SCORE_CRITERIA)[number];
const marks = Object.fromEntries(SCORE_CRITERIA.map((one) => [one, z.int().min(1).max(5)])) as Record<ScoreCriterion, z.ZodInt>;
/** `POST /api/visits/:visitId/score` → ScoreView. A second one of the same person replaces the first; the trail keeps both. */
export const scoreSchema = z.strictObject({ marks: z.strictObject(marks), note: z.string().trim().max(500).default('') });
export type GiveScore = z.infer<typeof scoreSchema>;
export interface ScoreView extends GiveScore {
  readonly by: string;
  readonly atMs: number;
}
/** `GET /api/visits/:visitId/scores` */
export interface ScoreList {
  readonly scores: readonly ScoreView[];
  /** The viewer's own, to be changed. */
  readonly own?: ScoreView;
}

/** `POST /api/supervision/spot-checks` → SpotCheckView: a share of the closed visits of a time, drawn so that anybody can repeat it. */
export const spotCheckSchema = z.strictObject({
  /** Of a hundred. */
  percent: z.number().min(1).max(100),
  fromMs: z.number().int().nonnegative(),
  /** Exclusive. */
  toMs: z.number().int().nonnegative(),
});
export type DrawSpotCheck = z.infer<typeof spotCheckSchema>;
/**
 * Reproducible: sort the candidates by the SHA-256 of `seed:visitId`, lower-case hex, and take the first
 * `ceil(candidates × percent ÷ 100)`.
 */
export interface SpotCheckView extends DrawSpotCheck {
  readonly id: string;
  /** 32 hex digits, drawn by the server after the candidates were fixed. */
  readonly seed: string;
  readonly candidates: readonly VisitId[];
  readonly picked: readonly VisitId[];
  readonly by: string;
  readonly atMs: number;
}
/** `GET /api/supervision/spot-checks`, newest first. */
export interface SpotCheckList {
  readonly spotChecks: readonly SpotCheckView[];
}
