import { z } from 'zod';

/** By which processing a phone's sound became what it is; facts of FORMAT.md, "note". */
export const SOUND_PROCESSINGS = ['gtcrn', 'rnnoise', 'gain', 'none'] as const;
export type SoundProcessing = (typeof SOUND_PROCESSINGS)[number];
export const SOUND_REASONS = [
  /** The best that fits the device's measured budget. */
  'fits',
  /** Anything better was measured to be too slow for this device. */
  'tooSlow',
  /** It fell behind while live. */
  'fellBehind',
  /** The browser has no AudioWorklet or no WebAssembly, or they failed. */
  'unsupported',
  /** On purpose: this is the unprocessed track. */
  'original',
] as const;
export type SoundReason = (typeof SOUND_REASONS)[number];
export const soundMakingSchema = z.strictObject({
  processing: z.enum(SOUND_PROCESSINGS),
  reason: z.enum(SOUND_REASONS),
  /** Processing time per time of sound, as measured on the device; 1 would be all of one core. */
  realTimeFactor: z.number().min(0).max(100).optional(),
  heldMs: z.number().min(0).max(1000),
  highPassHz: z.number().min(0).max(1000).optional(),
  targetLufs: z.number().min(-60).max(0).optional(),
  ceilingDbtp: z.number().min(-20).max(0).optional(),
  /** The microphone's name, as the device tells it. */
  device: z.string().max(200),
  /** What the browser says it does itself. */
  echoCancellation: z.boolean().optional(),
  noiseSuppression: z.boolean().optional(),
  autoGainControl: z.boolean().optional(),
});
export type SoundMaking = z.infer<typeof soundMakingSchema>;

/** `silent`: nobody speaks. `dead`: the microphone gives nothing at all, whatever its track says. */
export const SOUND_STATES = ['good', 'silent', 'tooFar', 'tooNoisy', 'dead'] as const;
export type SoundState = (typeof SOUND_STATES)[number];
export const soundMetricSchema = z.strictObject({
  state: z.enum(SOUND_STATES),
  /** What the microphone hears, before any gain, LUFS over 400 ms; −120 for nothing. */
  levelLufs: z.number().min(-120).max(20),
  /** How far the voice is above the room's noise, dB; missing while no voice was heard. */
  snrDb: z.number().min(-40).max(120).optional(),
  /** Share of the last second in which somebody spoke. */
  speechShare: z.number().min(0).max(1),
  gainDb: z.number().min(-60).max(80),
});
export type SoundMetric = z.infer<typeof soundMetricSchema>;
