import type { ChainChoice } from './chooseChain.ts';
import { chooseChain } from './chooseChain.ts';
import type { SuppressorName } from './dsp/Suppressor.ts';
import { loadSuppressor } from './loadSuppressor.ts';
import type { ChainOrder } from './worklet.ts';

const KEPT_AS = 'sound.chain';
/** Phones age and systems change; a week is soon enough to notice. */
const KEPT_MS = 7 * 24 * 3_600_000;
const PATIENCE_MS = 4000;

/** The chain for this device: as measured within the last week, or measured now, which takes at most some two seconds. Never rejects. */
export async function deviceChain(): Promise<ChainChoice> {
  const kept = readKept();
  if (kept !== undefined) return kept;
  const choice = await chooseChain(measureOnDevice, Date.now());
  keepChoice(choice);
  return choice;
}

/** Remembers what this device turned out to carry. */
export function keepChoice(choice: ChainChoice): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify({ ...choice, userAgent: navigator.userAgent }));
  } catch {
    // A device that keeps nothing measures again next time.
  }
}

function readKept(): ChainChoice | undefined {
  try {
    const { userAgent, ...choice } = JSON.parse(localStorage.getItem(KEPT_AS) ?? '{}') as ChainChoice & { userAgent?: string };
    const ageMs = Date.now() - choice.measuredAtMs;
    return userAgent === navigator.userAgent && ageMs >= 0 && ageMs < KEPT_MS ? choice : undefined;
  } catch {
    return undefined;
  }
}

async function measureOnDevice(suppressor: SuppressorName): Promise<number | undefined> {
  const order: ChainOrder = { suppressor, wasm: await loadSuppressor(suppressor) };
  const worker = new Worker(new URL('./budgetWorker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<number | undefined>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<number | null>) => { resolve(data ?? undefined); };
      worker.onerror = () => { reject(new Error('the measurement failed')); };
      setTimeout(() => { reject(new Error('the measurement took too long')); }, PATIENCE_MS);
      worker.postMessage(order);
    });
  } finally {
    worker.terminate();
  }
}
