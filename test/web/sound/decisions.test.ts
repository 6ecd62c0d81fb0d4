import { describe, expect, test } from 'vitest';
import { chooseChain, MAX_REAL_TIME_FACTOR } from '../../../web/sound/chooseChain.ts';
import type { ChainLevels } from '../../../web/sound/dsp/CaptureChain.ts';
import { judgeSound } from '../../../web/sound/judgeSound.ts';
import { keepsOriginal } from '../../../web/sound/keepOriginal.ts';
import { isExternal, preferredMicrophone } from '../../../web/sound/microphones.ts';

describe('the chain of a device', () => {
  test('is the best one that fits the measured budget', async () => {
    expect(await chooseChain(async (name) => ({ gtcrn: 0.1, rnnoise: 0.03, none: 0.01 })[name], 7))
      .toEqual({ suppressor: 'gtcrn', reason: 'fits', realTimeFactor: 0.1, measuredAtMs: 7 });
  });

  test('is a cheaper one where the best is too slow, and says so', async () => {
    expect(await chooseChain(async (name) => ({ gtcrn: MAX_REAL_TIME_FACTOR * 2, rnnoise: 0.1, none: 0.01 })[name], 7))
      .toMatchObject({ suppressor: 'rnnoise', reason: 'tooSlow' });
  });

  test('is gain only where nothing can be built or measured, and never an error', async () => {
    expect(await chooseChain(async () => { throw new Error('no WebAssembly here'); }, 7))
      .toEqual({ suppressor: 'none', reason: 'unsupported', measuredAtMs: 7 });
  });
});

describe('how a room sounds', () => {
  const levels: ChainLevels = { inputPeak: 0.01, inputLufs: -45, speechLufs: -45, floorLufs: -75, speechShare: 1, swingDb: 5, gainDb: 21 };

  test('is good for a quiet voice in a silent room, and for a loud one', () => {
    expect(judgeSound(levels, 0.8, 0).state).toBe('good');
    expect(judgeSound({ ...levels, speechLufs: -20, floorLufs: -50, gainDb: -4 }, 0.8, 0).state).toBe('good');
  });

  test('is too noisy when a loud television drowns a loud voice: loudness alone says nothing', () => {
    expect(judgeSound({ ...levels, inputLufs: -30, speechLufs: -32, floorLufs: -36, gainDb: 8 }, 0.9, 0).state).toBe('tooNoisy');
  });

  test('is too far when much gain is needed and the voice hardly stands out', () => {
    expect(judgeSound({ ...levels, speechLufs: -52, floorLufs: -62, gainDb: 28 }, 0.7, 0).state).toBe('tooFar');
  });

  test('is silent while nobody speaks, whatever was said before', () => {
    expect(judgeSound({ ...levels, inputLufs: -70 }, 0, 0).state).toBe('silent');
  });

  test('is dead within two seconds of nothing at all', () => {
    const nothing = { ...levels, inputPeak: 0, inputLufs: -Infinity };
    expect(judgeSound(nothing, 0, 500).state).not.toBe('dead');
    expect(judgeSound(nothing, 0, 1500)).toMatchObject({ state: 'dead', levelLufs: -120 });
  });
});

describe('the unprocessed track', () => {
  const means = { availableBitsPerSecond: 3_000_000, battery: { level: 0.8, charging: false }, saveData: false };

  test('is kept where line and battery allow', () => {
    expect(keepsOriginal(means, false)).toBe(true);
    expect(keepsOriginal({ ...means, battery: undefined }, false)).toBe(true);
  });

  test('is left out while the line is unknown or poor, the battery low, or data are to be saved', () => {
    expect(keepsOriginal({ ...means, availableBitsPerSecond: undefined }, true)).toBe(false);
    expect(keepsOriginal({ ...means, availableBitsPerSecond: 400_000 }, true)).toBe(false);
    expect(keepsOriginal({ ...means, battery: { level: 0.1, charging: false } }, true)).toBe(false);
    expect(keepsOriginal({ ...means, battery: { level: 0.1, charging: true } }, false)).toBe(true);
    expect(keepsOriginal({ ...means, saveData: true }, true)).toBe(false);
  });

  test('does not flutter on a line at the limit', () => {
    expect(keepsOriginal({ ...means, availableBitsPerSecond: 700_000 }, false)).toBe(false);
    expect(keepsOriginal({ ...means, availableBitsPerSecond: 700_000 }, true)).toBe(true);
  });
});

describe('the preferred microphone', () => {
  const builtIn = { deviceId: 'a', label: 'Built-in microphone', groupId: 'g', external: false };
  const pod = { deviceId: 'b', label: 'Jabra USB pod', groupId: 'h', external: true };

  test.each(['Jabra SPEAK 510 USB', 'Bluetooth headset', 'USB audio', '蓝牙耳机'])('%s is external', (label) => {
    expect(isExternal(label)).toBe(true);
  });

  test.each(['Speakerphone', 'Headset earpiece', 'Built-in Audio Analog Stereo', 'Default', ''])('“%s” is the device’s own', (label) => {
    expect(isExternal(label)).toBe(false);
  });

  test('is the one that was chosen before, else an external one, else the system’s', () => {
    expect(preferredMicrophone([builtIn, pod], 'Built-in microphone')).toBe(builtIn);
    expect(preferredMicrophone([builtIn, pod], 'gone')).toBe(pod);
    expect(preferredMicrophone([builtIn], undefined)).toBeUndefined();
  });
});
