import type { Document } from 'bson';
import { Decimal128, Double, Long, ObjectId } from 'bson';

/** A duplicate's key as MongoDB writes it in its message: `{ name: "Li", n: 1 }`. */
export function inspectKey(key: Document): string {
  const fields = Object.entries(key).map(([name, value]) => `${name}: ${inspect(value)}`);
  return `{ ${fields.join(', ')} }`;
}

function inspect(value: unknown): string {
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Decimal128) return `NumberDecimal('${value.toString()}')`;
  if (value instanceof Double) return value.value.toFixed(1);
  if (value instanceof Long) return value.toString();
  if (Array.isArray(value)) return `[ ${value.map(inspect).join(', ')} ]`;
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return inspectKey(value);
  return JSON.stringify(value);
}
