import { expect, it } from 'vitest';
import { cameraLayers, layerFor } from '../../web/rtc/cameraLayers.ts';

it('sends a 720p camera in three sizes, each half of the next, the largest whole and with the most bits', () => {
  const layers = cameraLayers(720);
  expect(layers.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([4, 2, 1]);
  const rates = layers.map(({ maxBitrate = 0 }) => maxBitrate);
  expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  // Chromium's own H.264 layers have no temporal layers; mediasoup-client would otherwise announce three.
  expect(new Set(layers.map(({ scalabilityMode }) => scalabilityMode))).toEqual(new Set(['L1T1']));
});

it('sends no layer that browsers would not encode of a small camera', () => {
  expect(cameraLayers(360).map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([2, 1]);
  expect(cameraLayers(240)).toHaveLength(1);
});

it('gives a tile the smallest layer that fills it', () => {
  expect([120, 225, 226, 450, 451, 1080].map(layerFor)).toEqual([0, 0, 1, 1, 2, 2]);
});
