import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fridge, NOISES, television } from './householdNoise.ts';
import type { BoxRoom } from './imageRoom.ts';
import { directToReverberantDb, ROOMS, roomResponse } from './imageRoom.ts';
import { speakSentences } from './sentences.ts';
import { speak } from './speak.ts';
import { addAt, convolve, encode, powerOf, RATE, scaled, seeded } from './sound.ts';

export const VOICES = ['en-us+m3', 'en-us+f2', 'en-gb'] as const;
export const DISTANCES_M = [8, 1] as const;
export type DistanceM = (typeof DISTANCES_M)[number];

/** A voice at eight metres arrives at a phone with about this loudness, dB of full scale. */
const FAR_VOICE_DB = -48;
/** Every utterance has this power, dB. */
const SPEECH_DB = -20;
/** What the microphone hisses by itself. */
const MICROPHONE_DB = -80;
const LEAD_IN_S = 3;
const PAUSE_S = 0.7;
const RECIPE = 6;

export interface Utterance {
  readonly text: string;
  readonly voice: string;
  readonly room: string;
  readonly noise: string;
  /** Seconds from the begin of the scene at which the mouth begins, and how long it speaks. */
  readonly startS: number;
  readonly lengthS: number;
  /** False for the first words, in which every gain is still looking for its place. */
  readonly judged: boolean;
}

export interface Scene {
  readonly distanceM: DistanceM;
  /** What the phone's microphone hears; 48 kHz mono. */
  readonly microphone: string;
  /** What the mouths say, in the same time. */
  readonly clean: string;
  readonly utterances: readonly Utterance[];
  readonly lengthS: number;
  readonly directToReverberantDb: Readonly<Record<string, number>>;
}

/**
 * Everything that is said at one distance, in one file: three voices, two rooms, three noises, `perCondition` sentences each.
 * Kept in the temporary folder by its recipe.
 */
export async function makeScene(distanceM: DistanceM, perCondition = 3): Promise<Scene> {
  const key = createHash('sha256').update(JSON.stringify({ RECIPE, distanceM, perCondition, ROOMS, NOISES, VOICES })).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), 'household-investigation-scenes', key);
  const found = await readFile(join(folder, 'scene.json'), 'utf8').catch(() => undefined);
  if (found !== undefined) return JSON.parse(found) as Scene;
  await mkdir(join(folder, '..'), { recursive: true });
  const making = await mkdtemp(`${folder}.`);
  const { microphone, clean, ...told } = await mix(distanceM, perCondition);
  await encode(join(making, 'microphone.wav'), microphone);
  await encode(join(making, 'clean.wav'), clean);
  const scene: Scene = { ...told, distanceM, microphone: join(folder, 'microphone.wav'), clean: join(folder, 'clean.wav') };
  await writeFile(join(making, 'scene.json'), JSON.stringify(scene));
  await rename(making, folder).catch(async (error: unknown) => {
    // Another process made the same scene meanwhile.
    await rm(making, { recursive: true });
    await readFile(join(folder, 'scene.json')).catch(() => { throw error; });
  });
  return scene;
}

async function mix(distanceM: DistanceM, perCondition: number): Promise<
  Omit<Scene, 'distanceM' | 'microphone' | 'clean'> & { microphone: Float32Array; clean: Float32Array }
> {
  const conditions = ROOMS.flatMap((room) => NOISES.flatMap((noise) => VOICES.map((voice) => ({ room, noise, voice }))));
  const sentences = speakSentences(5);
  const planned = [];
  let atS = LEAD_IN_S;
  for (const [index, { room, noise, voice }] of conditions.entries()) {
    const spare = index === 0 ? 3 : 0;
    const startS = index === 0 ? 0 : atS - PAUSE_S / 2;
    const spoken = [];
    for (let turn = 0; turn < perCondition + spare; turn++) {
      const text = sentences.next().value;
      const samples = await speak(voice, text, SPEECH_DB);
      spoken.push({ samples, utterance: { text, voice, room: room.name, noise: noise.name, startS: atS, lengthS: samples.length / RATE, judged: turn >= spare } });
      atS += samples.length / RATE + PAUSE_S;
    }
    planned.push({ room, noise, startS, endS: atS - PAUSE_S / 2, spoken });
  }
  const total = Math.ceil((atS + 1) * RATE);
  const [microphone, clean] = [new Float32Array(total), new Float32Array(total)];
  const noises = { fridge: fridge(total), television: await television(total) };
  const responses = new Map(ROOMS.map((room) => [room.name, responsesOf(room, distanceM)]));
  for (const { room, noise, startS, endS, spoken } of planned) {
    const { voice, set, farGainDb } = responses.get(room.name)!;
    for (const { samples, utterance } of spoken) {
      const at = Math.round(utterance.startS * RATE);
      addAt(clean, samples, at);
      addAt(microphone, scaled(convolve(samples, voice), farGainDb), at);
    }
    const [start, end] = [Math.round(startS * RATE), Math.round(Math.min(endS, total / RATE) * RATE)];
    const dry = noises[noise.kind].slice(start, end);
    const heard = noise.kind === 'fridge' ? dry : convolve(dry, set).subarray(0, dry.length);
    addAt(microphone, scaled(heard, FAR_VOICE_DB - noise.ratioDb - 10 * Math.log10(powerOf(heard))), start);
  }
  const random = seeded(3);
  for (let n = 0; n < total; n++) microphone[n] = microphone[n]! + (random() - 0.5) * Math.sqrt(12) * 10 ** (MICROPHONE_DB / 20);
  return {
    microphone, clean, lengthS: total / RATE,
    utterances: planned.flatMap(({ spoken }) => spoken.map(({ utterance }) => utterance)),
    directToReverberantDb: Object.fromEntries([...responses].map(([name, { voice }]) => [name, directToReverberantDb(voice, distanceM)])),
  };
}

/** The gain makes the voice at eight metres as loud as it should be; nearer by, the same voice is louder by itself. */
function responsesOf(room: BoxRoom, distanceM: DistanceM): { voice: Float32Array; set: Float32Array; farGainDb: number } {
  const far = roomResponse(room, room.speaker[8], room.phone);
  const energy = far.reduce((sum, sample) => sum + sample * sample, 0);
  return {
    voice: distanceM === 8 ? far : roomResponse(room, room.speaker[distanceM], room.phone),
    set: roomResponse(room, room.television, room.phone),
    farGainDb: FAR_VOICE_DB - SPEECH_DB - 10 * Math.log10(energy),
  };
}
