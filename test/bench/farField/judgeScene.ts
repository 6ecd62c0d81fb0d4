import { estoi, ESTOI_RATE } from './estoi.ts';
import { recognise, RECOGNISER_RATE } from './recognise.ts';
import type { Scene, Utterance } from './makeScene.ts';
import { wordErrors } from './sentences.ts';
import { decode, lagOf, RATE, resample } from './sound.ts';

export interface JudgedCondition {
  readonly room: string;
  readonly noise: string;
  readonly estoi: number;
  readonly werPct: number;
}

export interface Judgement {
  readonly estoi: number;
  readonly werPct: number;
  /** Means of the three voices, room by room and noise by noise. */
  readonly conditions: readonly JudgedCondition[];
  /** How late the sound is, seconds, median. */
  readonly lagS: number;
}

/** Sound before and after an utterance that belongs to it: rooms ring on. */
const BEFORE_S = 0.2;
const AFTER_S = 0.35;
/** A clock that drifts, lost packets: an utterance may be this far from where the one before it lay. */
const DRIFT_S = 0.4;

/** Judges what was heard of a scene. @param heard mono 48 kHz, later than the scene by any constant and a little drift */
export async function judgeScene(scene: Scene, heard: Float32Array): Promise<Judgement> {
  const clean = await decode(scene.clean);
  const [cleanJudged, heardJudged, heardRecognised] = await Promise.all([
    resample(clean, RATE, ESTOI_RATE), resample(heard, RATE, ESTOI_RATE), resample(heard, RATE, RECOGNISER_RATE),
  ]);
  let expected = await roughLag(clean, heard);
  const judged = [];
  for (const utterance of scene.utterances.filter((one) => one.judged)) {
    const from = Math.round(utterance.startS * RATE);
    const known = clean.slice(from, from + Math.round(utterance.lengthS * RATE));
    const margin = Math.round(DRIFT_S * RATE);
    const near = from + expected - margin;
    const lag = expected - margin + lagOf(known, cut(heard, near, near + known.length + 2 * margin), 0, 2 * margin);
    expected = lag;
    const { startS, lengthS } = utterance;
    const lagS = lag / RATE;
    const score = estoi(cutS(cleanJudged, ESTOI_RATE, startS, lengthS), cutS(heardJudged, ESTOI_RATE, startS + lagS, lengthS));
    const piece = cutS(heardRecognised, RECOGNISER_RATE, startS + lagS - BEFORE_S, BEFORE_S + lengthS + AFTER_S);
    judged.push({ utterance, piece, lag, estoi: score });
  }
  const texts = await recognise(judged.map(({ piece }) => piece));
  const scored = judged.map((one, index) => ({ ...one, errors: wordErrors(one.utterance.text, texts[index] ?? '') }));
  const conditions = new Map<string, typeof scored>();
  for (const one of scored) {
    const key = `${one.utterance.room} ${one.utterance.noise}`;
    conditions.set(key, [...(conditions.get(key) ?? []), one]);
  }
  const lags = scored.map(({ lag }) => lag).sort((a, b) => a - b);
  return {
    ...totalsOf(scored),
    lagS: (lags[Math.floor(lags.length / 2)] ?? 0) / RATE,
    conditions: [...conditions].map(([key, some]) => {
      const [room = '', noise = ''] = key.split(' ');
      return { room, noise, ...totalsOf(some) };
    }),
  };
}

function totalsOf(scored: readonly { readonly utterance: Utterance; readonly estoi: number; readonly errors: number }[]): { estoi: number; werPct: number } {
  const words = scored.reduce((sum, { utterance }) => sum + utterance.text.split(' ').length, 0);
  return {
    estoi: scored.reduce((sum, one) => sum + one.estoi, 0) / scored.length,
    werPct: (100 * scored.reduce((sum, { errors }) => sum + errors, 0)) / words,
  };
}

/** At a sixth of the rate, which is enough to find the place to a millisecond. */
async function roughLag(clean: Float32Array, heard: Float32Array): Promise<number> {
  const [x, y] = [await resample(clean, RATE, RATE / 6), await resample(heard, RATE, RATE / 6)];
  return 6 * lagOf(x, y, -Math.round(RATE / 6) * 10, Math.round(RATE / 6) * 10);
}

function cutS(samples: Float32Array, rate: number, startS: number, lengthS: number): Float32Array {
  const from = Math.round(startS * rate);
  return cut(samples, from, from + Math.round(lengthS * rate));
}

function cut(samples: Float32Array, from: number, to: number): Float32Array {
  const piece = new Float32Array(to - from);
  for (let n = 0; n < piece.length; n++) piece[n] = samples[from + n] ?? 0;
  return piece;
}
