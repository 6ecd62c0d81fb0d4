import { createHash } from 'node:crypto';
import type { VisitId } from '../contract.ts';
import type { Ink } from './contract.ts';

/** A signature as it is kept: the strokes as the JSON that was hashed, and the picture. */
export interface InkRecord {
  /** The id of the act that brought it. */
  readonly _id: string;
  readonly visitId: VisitId;
  readonly strokes: string;
  /** Base64. */
  readonly png: string;
  readonly strokesSha256: string;
  readonly pngSha256: string;
}

/** What is kept of a signature on glass, with the digests that go into the trail. */
export function inkRecordOf(id: string, visitId: VisitId, { png, ...strokes }: Ink): InkRecord {
  const text = JSON.stringify(strokes);
  const bytes = Buffer.from(png, 'base64');
  const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
  return { _id: id, visitId, strokes: text, png, strokesSha256: sha256(text), pngSha256: sha256(bytes) };
}
