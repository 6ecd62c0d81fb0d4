import type { types } from 'mediasoup-client';

/** Most bits a second by layer, smallest first: a tile of a wall, a phone's screen, a readable paper. */
const MAX_BITS_PER_SECOND = [150_000, 500_000, 2_500_000] as const;
/** Pictures below these heights give two layers, or one: browsers send no more of them (Chromium's simulcast table). */
const THREE_LAYERS_FROM_PX = 540;
const TWO_LAYERS_FROM_PX = 270;

/**
 * What one camera is sent as: up to three sizes at once (simulcast), each half of the next, the largest in the
 * camera's own size, so that sixteen tiles of a wall cost less than one whole picture. No temporal layers: H.264 of
 * browsers has none.
 * @param heightPx the shorter side of the camera's picture
 */
export function cameraLayers(heightPx: number): types.RtpEncodingParameters[] {
  const count = heightPx >= THREE_LAYERS_FROM_PX ? 3 : heightPx >= TWO_LAYERS_FROM_PX ? 2 : 1;
  const largest = MAX_BITS_PER_SECOND[2];
  if (count === 1) return [{ maxBitrate: largest }];
  return Array.from({ length: count }, (_, layer) => ({
    scaleResolutionDownBy: 2 ** (count - 1 - layer),
    maxBitrate: layer === count - 1 ? largest : MAX_BITS_PER_SECOND[layer + 3 - count] ?? largest,
    scalabilityMode: 'L1T1',
  }));
}

/** The shorter side of what this track shows now, in its own pixels; of a whole picture where the browser does not say. */
export function heightOf(track: MediaStreamTrack): number {
  const { width = 1280, height = 720 } = track.getSettings();
  return Math.min(width, height);
}

/**
 * The layer that a tile has pixels for.
 * @param heightPx the tile's height in device pixels
 */
export function layerFor(heightPx: number): 0 | 1 | 2 {
  // A picture is enlarged by a quarter at most; sharper costs four times the bits.
  if (heightPx <= 225) return 0;
  return heightPx <= 450 ? 1 : 2;
}
