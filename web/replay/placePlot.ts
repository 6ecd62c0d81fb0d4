import type { PlaceSample } from './moments.ts';

export interface Plotted {
  readonly x: number;
  readonly y: number;
}

/** Metres to the east and to the south of the first sample, laid into a square box, and how many metres a unit is. */
export interface PlacePlot {
  readonly points: readonly Plotted[];
  readonly metresPerUnit: number;
  /** A round length that takes up to a third of the box. */
  readonly barMetres: number;
}

const METRES_PER_DEGREE = 111_320;
/** Nearer than this to each other is standing still: the picture does not magnify the device's own doubt. */
const LEAST_SPAN_M = 40;
const ROUND = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000];

/** @param size of the box, units; @param margin that stays free on every side */
export function plotPlaces(samples: readonly Pick<PlaceSample, 'latitude' | 'longitude'>[], size: number, margin: number): PlacePlot {
  const [first] = samples;
  if (!first) return { points: [], metresPerUnit: 1, barMetres: 10 };
  const eastPerDegree = METRES_PER_DEGREE * Math.cos((first.latitude * Math.PI) / 180);
  const metres = samples.map(({ latitude, longitude }) => ({ x: (longitude - first.longitude) * eastPerDegree, y: (first.latitude - latitude) * METRES_PER_DEGREE }));
  const [left, right] = [Math.min(...metres.map(({ x }) => x)), Math.max(...metres.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...metres.map(({ y }) => y)), Math.max(...metres.map(({ y }) => y))];
  const spanM = Math.max(right - left, bottom - top, LEAST_SPAN_M);
  const metresPerUnit = spanM / (size - 2 * margin);
  const centre = size / 2;
  return {
    points: metres.map(({ x, y }) => ({ x: centre + (x - (left + right) / 2) / metresPerUnit, y: centre + (y - (top + bottom) / 2) / metresPerUnit })),
    metresPerUnit,
    barMetres: ROUND.findLast((length) => length <= (size * metresPerUnit) / 3) ?? 5,
  };
}
