import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CaptureChain } from '../../web/sound/dsp/CaptureChain.ts';
import { buildSuppressor } from '../../web/sound/suppressors.ts';
import { timeChain } from '../../web/sound/timeChain.ts';
import { measureDistance } from './farField/measureDistance.ts';

/**
 * A voice eight metres from the phone, in two rooms with three noises, as the archive has it at the end of the whole
 * path, beside what the browser's own processing makes of the same sound; and one metre from it for control.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const far = await measureDistance(8);
  const near = await measureDistance(1);
  return {
    name: 'far-field', distanceM: 8, processing: far.ours.processing,
    estoi: round(far.ours.estoi, 3), estoiBrowserDefault: round(far.browserDefault.estoi, 3),
    werPct: round(far.ours.werPct, 1), werBrowserDefaultPct: round(far.browserDefault.werPct, 1),
    lufs: far.ours.lufs, truePeakDb: far.ours.truePeakDb, cpuMsPerSecond: round(await cpuMsPerSecond(), 0),
    nearEstoi: round(near.ours.estoi, 3), nearEstoiBrowserDefault: round(near.browserDefault.estoi, 3),
    nearWerPct: round(near.ours.werPct, 1), nearWerBrowserDefaultPct: round(near.browserDefault.werPct, 1),
    nearLufs: near.ours.lufs, nearTruePeakDb: near.ours.truePeakDb,
  };
}

/** The chain's own time, measured as a phone measures it, in the engine that phones have too. */
async function cpuMsPerSecond(): Promise<number> {
  const path = createRequire(import.meta.url).resolve('@sapphi-red/web-noise-suppressor/gtcrn.wasm');
  const { buffer } = Uint8Array.from(await readFile(path));
  return 1000 * timeChain(new CaptureChain(buildSuppressor('gtcrn', buffer)), () => performance.now());
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
