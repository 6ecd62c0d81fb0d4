import type { Checkpoint } from '../contract.ts';
import { hashFromBase64 } from './encoding.ts';
import { TrailError } from './TrailError.ts';

/** The text of a checkpoint (c2sp.org/tlog-checkpoint), with its closing newline. */
export function formatCheckpoint({ origin, size, rootHash }: Checkpoint): string {
  return `${origin}\n${size}\n${rootHash}\n`;
}

/**
 * Extension lines are let pass and not looked at, as the format demands.
 * @throws TrailError `trail.badCheckpoint`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const closing = lines.pop();
  const [origin = '', sizeText = '', rootHash = ''] = lines;
  const size = Number(sizeText);
  if (
    closing !== '' || lines.length < 3 || lines.includes('')
    || !/^(0|[1-9][0-9]*)$/u.test(sizeText) || !Number.isSafeInteger(size) || !isHash(rootHash)
  ) {
    throw new TrailError('trail.badCheckpoint', 'not a checkpoint: origin, size and root hash, one a line');
  }
  return { origin, size, rootHash };
}

function isHash(base64: string): boolean {
  try {
    hashFromBase64(base64);
    return true;
  } catch {
    return false;
  }
}
