import { randomBytes } from 'node:crypto';
import { ObjectId, serialize } from 'bson';
import type { Document } from 'bson';

const TEXT = randomBytes(690).toString('base64');

/** A document of 1 KiB, the size of a form or a page of the trail. */
export function document1KiB(n: number): Document {
  const document = { _id: new ObjectId(), n, text: TEXT };
  return { ...document, pad: 'x'.repeat(1_024 - serialize({ ...document, pad: '' }).length) };
}
