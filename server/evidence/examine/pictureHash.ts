import sharp from 'sharp';

/**
 * The print of a picture: 64 bits that stay nearly the same when it is scaled, compressed again or made lighter
 * (the DCT hash of Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010, section 3.2.1).
 * Two prints are compared by their Hamming distance.
 */
const SIDE = 32;
const KEPT = 8;
/** Standard deviation of the brightness (0 to 255) below which a picture shows nothing: prints of those say nothing. */
const MIN_DEVIATION = 6;

/** Pictures this near to each other are taken for the same. Found below by what two keys may differ. */
export const SAME_PICTURE_BITS = 7;

/** cos((2x + 1) u pi / 2N) of the DCT-II, rows by u. */
const COSINES = Array.from({ length: KEPT }, (_, u) =>
  Float64Array.from({ length: SIDE }, (__, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * SIDE))));

/**
 * @param picture any picture that sharp decodes; a thumbnail will do
 * @returns 16 hex digits; undefined for a picture without anything to recognise
 */
export async function printOf(picture: Buffer): Promise<string | undefined> {
  const grey = await sharp(picture).greyscale().resize(SIDE, SIDE, { fit: 'fill' }).raw().toBuffer();
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const deviation = Math.sqrt(grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length);
  if (deviation < MIN_DEVIATION) return undefined;

  const rows = COSINES.map((cosines) =>
    Float64Array.from({ length: SIDE }, (_, y) => cosines.reduce((sum, cosine, x) => sum + cosine * (grey[y * SIDE + x] ?? 0), 0)));
  const coefficients = COSINES.flatMap((cosines) => rows.map((row) => cosines.reduce((sum, cosine, y) => sum + cosine * (row[y] ?? 0), 0)));
  // The first says only how bright the picture is.
  const sorted = coefficients.slice(1).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const bits = coefficients.map((value, i) => (i > 0 && value > median ? '1' : '0')).join('');
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

/** Bits in which two prints differ, 0 to 64. */
export function distanceOf(a: string, b: string): number {
  let differing = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let bits = 0;
  for (; differing !== 0n; differing &= differing - 1n) bits += 1;
  return bits;
}

/**
 * Multi-index hashing (Norouzi, Punjani, Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", 2012): a print's
 * four quarters are kept as keys. Two prints that differ in 7 bits or fewer have a quarter that differs in one bit or none.
 */
export function bandsOf(print: string): number[] {
  return [0, 1, 2, 3].map((quarter) => quarter * 65_536 + Number.parseInt(print.slice(quarter * 4, quarter * 4 + 4), 16));
}

/** Every key under which a print that is the same picture may be found: 4 × 17. */
export function bandsNear(print: string): number[] {
  return bandsOf(print).flatMap((band) => [band, ...Array.from({ length: 16 }, (_, bit) => band ^ (1 << bit))]);
}
