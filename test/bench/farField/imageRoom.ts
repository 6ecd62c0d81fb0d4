import { RATE, seeded } from './sound.ts';

export type Point = readonly [x: number, y: number, z: number];

export interface BoxRoom {
  readonly name: string;
  /** Metres. */
  readonly size: Point;
  /** Seconds for 60 dB. */
  readonly reverberationS: number;
  readonly phone: Point;
  readonly television: Point;
  /** Where a speaker stands, by the distance from the phone in metres. */
  readonly speaker: Readonly<Record<8 | 1, Point>>;
}

const SOUND_M_PER_S = 343;
const TAPS = 32;
/** Exactly periodic images sound like a flutter that no real room has; a few centimetres break it (De Sena and others 2015). */
const JITTER_M = 0.08;

export const ROOMS: readonly BoxRoom[] = [
  {
    name: 'living', size: [9.3, 5.2, 2.7], reverberationS: 0.43,
    phone: [0.7, 2.2, 1.3], television: [3.1, 4.6, 0.9], speaker: { 8: [8.66, 2.9, 1.15], 1: [1.68, 2.4, 1.25] },
  },
  {
    name: 'hard', size: [10, 4.6, 3], reverberationS: 0.72,
    phone: [0.9, 1.9, 1.3], television: [2.9, 4.0, 1.0], speaker: { 8: [8.86, 2.6, 1.15], 1: [1.88, 2.1, 1.25] },
  },
];

/**
 * A room's response by the image method (Allen and Berkley, JASA 65, 1979), with walls that absorb alike. Eyring's
 * formula gives a first guess of how much; a long, low room rings longer than it says, so the guess is mended by what the
 * response itself shows.
 * @returns samples at 48 kHz; the direct sound at its distance in time, with 1 / (4π · distance)
 */
export function roomResponse(room: BoxRoom, from: Point, to: Point): Float32Array {
  const [lx, ly, lz] = room.size;
  const surface = 2 * (lx * ly + ly * lz + lx * lz);
  let absorbed = 1 - Math.exp((-0.161 * lx * ly * lz) / (surface * room.reverberationS));
  for (let round = 0; ; round++) {
    const response = respond(room, from, to, Math.sqrt(1 - absorbed));
    const ratio = reverberationS(response) / room.reverberationS;
    if (round === 8 || Math.abs(ratio - 1) < 0.03) return response;
    absorbed = Math.min(0.95, absorbed * ratio ** 0.9);
  }
}

function respond(room: BoxRoom, from: Point, to: Point, reflected: number): Float32Array {
  const [lx, ly, lz] = room.size;
  const lengthS = room.reverberationS * 1.05;
  const response = new Float32Array(Math.ceil(lengthS * RATE) + TAPS);
  const reach = lengthS * SOUND_M_PER_S;
  const random = seeded(7);
  const [nx, ny, nz] = [lx, ly, lz].map((length) => Math.ceil(reach / (2 * length))) as [number, number, number];
  for (let x = -nx; x <= nx; x++) {
    for (let y = -ny; y <= ny; y++) {
      for (let z = -nz; z <= nz; z++) {
        for (let mirror = 0; mirror < 8; mirror++) {
          const [p, q, r] = [mirror & 1, (mirror >> 1) & 1, (mirror >> 2) & 1];
          const bounces = Math.abs(x - p) + Math.abs(x) + Math.abs(y - q) + Math.abs(y) + Math.abs(z - r) + Math.abs(z);
          const jitter = bounces === 0 ? 0 : JITTER_M;
          const dx = (1 - 2 * p) * from[0] + 2 * x * lx - to[0] + (random() - 0.5) * jitter;
          const dy = (1 - 2 * q) * from[1] + 2 * y * ly - to[1] + (random() - 0.5) * jitter;
          const dz = (1 - 2 * r) * from[2] + 2 * z * lz - to[2] + (random() - 0.5) * jitter;
          const distance = Math.hypot(dx, dy, dz);
          if (distance < reach) addImpulse(response, (distance / SOUND_M_PER_S) * RATE, reflected ** bounces / (4 * Math.PI * distance));
        }
      }
    }
  }
  return response;
}

/** Seconds for 60 dB: three times those from −5 to −25 dB of what is still to come (M. Schroeder, JASA 37, 1965; ISO 3382). */
export function reverberationS(response: Float32Array): number {
  let energy = 0;
  const decay = Float64Array.from(response.toReversed(), (sample) => (energy += sample * sample)).toReversed();
  const at = (db: number): number => decay.findIndex((left) => 10 * Math.log10(left / decay[0]!) < db) / RATE;
  return 3 * (at(-25) - at(-5));
}

/** How far the direct sound is above all the rest, dB. @param response of `roomResponse` at this distance, metres */
export function directToReverberantDb(response: Float32Array, distance: number): number {
  const direct = 1 / (4 * Math.PI * distance) ** 2;
  return 10 * Math.log10(direct / (response.reduce((sum, sample) => sum + sample * sample, 0) - direct));
}

/** An impulse between two samples, as a windowed sine. */
function addImpulse(response: Float32Array, at: number, amplitude: number): void {
  const first = Math.floor(at) - TAPS / 2 + 1;
  const sine = Math.sin(Math.PI * (at - first));
  for (let tap = 0; tap < TAPS; tap++) {
    const index = first + tap;
    if (index < 0 || index >= response.length) continue;
    const x = index - at;
    const sinc = Math.abs(x) < 1e-9 ? 1 : ((tap % 2 === 0 ? -1 : 1) * sine) / (Math.PI * x);
    response[index] = response[index]! + amplitude * sinc * (0.5 + 0.5 * Math.cos((2 * Math.PI * x) / TAPS));
  }
}
