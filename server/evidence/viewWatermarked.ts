import { UserError } from '../errors.ts';
import type { EvidenceDeps } from './addEvidence.ts';
import type { Evidence } from './evidence.ts';
import { isPicture } from './evidence.ts';
import { watermark } from './watermark.ts';

/** What a rendition says of the case. Copies travel, so the address is masked and the position rounded to about 100 m. */
export interface CaseOnPicture {
  readonly caseNumber: string;
  readonly address: string;
}

const DEFAULT_UTC_OFFSET_MIN = 480;

/**
 * The rendition's file, made when it is first asked for.
 * @throws UserError `evidence.notPicture`
 */
export async function viewWatermarked(deps: Pick<EvidenceDeps, 'files' | 'inTurn'>, item: Evidence, caseOf: () => Promise<CaseOnPicture>): Promise<string> {
  if (!isPicture(item.kind)) throw new UserError('evidence.notPicture');
  const path = deps.files.watermarked(item._id);
  return deps.inTurn(`watermark ${item._id}`, async () => {
    if (await deps.files.has(path)) return path;
    const { caseNumber, address } = await caseOf();
    await deps.files.putDerivative(path, await watermark(deps.files.original(item._id), { lines: linesOf(item, caseNumber, address) }));
    return path;
  });
}

function linesOf(item: Evidence, caseNumber: string, address: string): string[] {
  const offsetMin = item.utcOffsetMin ?? DEFAULT_UTC_OFFSET_MIN;
  const local = new Date(item.takenAtMs + offsetMin * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const sign = offsetMin < 0 ? '-' : '+';
  const zone = `${sign}${String(Math.floor(Math.abs(offsetMin) / 60)).padStart(2, '0')}:${String(Math.abs(offsetMin) % 60).padStart(2, '0')}`;
  const { position } = item;
  return [
    `${local} ${zone}`,
    position ? `${address} ${position.latitude.toFixed(3)}, ${position.longitude.toFixed(3)}` : address,
    `${caseNumber}  SHA-256 ${item.sha256.slice(0, 16)}`,
  ];
}
