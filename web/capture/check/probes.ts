import type { DeviceCheck } from '../../../server/rules/contract.ts';
import { request } from '../../kit/api.ts';
import { clockReading, measureServerClock } from '../../kit/serverClock.ts';
import { soundConstraints } from '../../sound/microphones.ts';
import { PICTURE } from '../openCamera.ts';
import { recordNote } from '../recordNote.ts';

/** What one look at the device found. */
export type Found = Partial<DeviceCheck>;

/** The phrase takes three; the rest of the check runs beside it. */
export const PHRASE_MS = 4_000;
const PATIENCE_MS = 8_000;
/** A voice at arm's length, and a microphone that hears anything at all; dB below full scale. */
const CLEAR_VOICE_DB = -45;
const ANY_SOUND_DB = -75;
/** Of 1.6 Mbit/s: three hours, and three quarters of one. */
const PLENTY_MIB = 2_000;
const LITTLE_MIB = 500;
const PLENTY_BATTERY = 50;
const LITTLE_BATTERY = 20;
/** The picture with its layers and both sounds. */
const ENOUGH_UP_KBPS = 1_800;
const SLOW_MS = 400;
const OFF_MS = 60_000;
const VAGUE_MS = 1_000;
/** Half a geofence. */
const NEAR_M = 100;
const UP_BYTES = 200_000;

/** The camera's picture, as the visit will ask for it. */
export async function checkCamera(): Promise<Found> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: PICTURE });
  const height = stream.getVideoTracks()[0]?.getSettings().height ?? 0;
  for (const track of stream.getTracks()) track.stop();
  return { camera: height >= 720 ? 'good' : 'poor', pictureHeight: height };
}

/**
 * Listens to the phrase that the person reads aloud.
 * @param onLevel how loud it is now, 0 to 1, some twenty times a second
 * @returns with it, the phrase as the microphone heard it
 */
export async function checkMicrophone(onLevel: (level: number) => void): Promise<{ readonly found: Found; readonly phrase: Blob }> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: soundConstraints() });
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(stream).connect(analyser);
  await context.resume();
  const samples = new Float32Array(analyser.fftSize);
  let peak = 0;
  const look = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const now = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    peak = Math.max(peak, now);
    onLevel(Math.max(0, 1 + decibels(now) / 60));
  }, 50);
  try {
    const recording = recordNote('audio', stream.getAudioTracks());
    await new Promise((resolve) => { setTimeout(resolve, PHRASE_MS); });
    const phrase = await recording.stop();
    const peakDb = Math.round(decibels(peak));
    return { found: { microphone: peakDb >= CLEAR_VOICE_DB ? 'good' : peakDb >= ANY_SOUND_DB ? 'poor' : 'bad', peakDb }, phrase };
  } finally {
    clearInterval(look);
    onLevel(0);
    for (const track of stream.getTracks()) track.stop();
    await context.close();
  }
}

/** Room for what the phone keeps while nothing can be sent; asks at once that the browser does not throw it away. */
export async function checkStorage(): Promise<Found> {
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage) return {};
  const [{ quota = 0, usage = 0 }, persistent] = await Promise.all([storage.estimate(), storage.persist().catch(() => false)]);
  const freeMiB = Math.round(Math.max(0, quota - usage) / 2 ** 20);
  return { storage: freeMiB < LITTLE_MIB ? 'bad' : freeMiB < PLENTY_MIB || !persistent ? 'poor' : 'good', freeMiB };
}

export async function checkBattery(): Promise<Found> {
  // Missing in TypeScript's library, and in some browsers.
  const { getBattery } = navigator as { getBattery?: () => Promise<{ readonly level: number; readonly charging: boolean }> };
  if (!getBattery) return {};
  const { level, charging } = await getBattery.call(navigator);
  const batteryPct = Math.round(level * 100);
  return { battery: charging || batteryPct >= PLENTY_BATTERY ? 'good' : batteryPct >= LITTLE_BATTERY ? 'poor' : 'bad', batteryPct };
}

/** How much the line carries each way, and how long an answer takes. */
export async function checkLine(): Promise<Found> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const timed = async (ask: () => Promise<Response>, got?: (bytes: number) => void): Promise<number> => {
    const startedMs = performance.now();
    const response = await ask();
    if (!response.ok) throw new Error(`the line check was answered with ${response.status}`);
    got?.((await response.arrayBuffer()).byteLength);
    return performance.now() - startedMs;
  };
  const roundTripMs = Math.min(await timed(() => fetch('/api/clock', { signal })), await timed(() => fetch('/api/clock', { signal })));
  let downBytes = 0;
  const downMs = await timed(() => fetch('/api/line-check', { signal }), (bytes) => { downBytes = bytes; });
  const upMs = await timed(() => fetch('/api/line-check', { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: new Uint8Array(UP_BYTES), signal }));
  const kbps = (bytes: number, ms: number): number => Math.round((bytes * 8) / Math.max(1, ms - roundTripMs));
  const upKbps = kbps(UP_BYTES, upMs);
  return {
    network: upKbps >= ENOUGH_UP_KBPS && roundTripMs < SLOW_MS ? 'good' : 'poor',
    upKbps, downKbps: kbps(downBytes, downMs), roundTripMs: Math.round(roundTripMs),
  };
}

/** How far this device's clock is from the server's; without a network, as it was measured last. */
export async function checkClock(): Promise<Found> {
  await measureServerClock(async () => (await request<{ nowMs: number }>('GET', '/api/clock')).nowMs).catch(() => undefined);
  const known = clockReading();
  if (!known) return { clock: 'bad' };
  return {
    clock: Math.abs(known.offsetMs) > OFF_MS || known.uncertaintyMs > VAGUE_MS ? 'poor' : 'good',
    clockOffsetMs: Math.round(known.offsetMs), clockUncertaintyMs: Math.round(known.uncertaintyMs),
  };
}

export async function checkPosition(): Promise<Found> {
  const { geolocation } = navigator as { geolocation?: Geolocation };
  if (!geolocation) return {};
  const { coords } = await new Promise<GeolocationPosition>((resolve, reject) => {
    geolocation.getCurrentPosition(resolve, () => { reject(new Error('the device does not say where it is')); }, { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 30_000 });
  });
  return { position: coords.accuracy <= NEAR_M ? 'good' : 'poor', positionAccuracyM: Math.round(coords.accuracy) };
}

function decibels(amplitude: number): number {
  return 20 * Math.log10(Math.max(1e-6, amplitude));
}
