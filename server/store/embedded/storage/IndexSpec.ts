import type { Document } from 'bson';
import type { IndexField } from './indexKeys.ts';

/** An index as `listIndexes` tells it. */
export interface IndexSpec {
  readonly name: string;
  readonly key: Document;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: Document;
  readonly expireAfterSeconds?: number;
  /** What the client gave beside that, told again as it came: `v`, `background`, `hidden`. */
  readonly [option: string]: unknown;
}

export function fieldsOf(spec: IndexSpec): IndexField[] {
  return Object.entries(spec.key).map(([path, direction]) => ({
    path,
    parts: path.split('.'),
    descending: Number(String(direction)) < 0,
  }));
}
