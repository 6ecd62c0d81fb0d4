import { DBRef, Double, Int32, deserialize, serialize } from 'bson';
import type { Document, BSONRegExp } from 'bson';

/**
 * A decoded document in which every value encodes back to exactly the bytes it came from. A JavaScript number stands
 * for an int32 or for a double that no int32 equals, which is how `bson` encodes it again; a double such as `5.0` stays
 * a `Double`, and `Long`, `Decimal128`, `Binary` and `BSONRegExp` stay what they are.
 */
export function decode(bytes: Uint8Array): Document {
  const document = deserialize(bytes, {
    promoteValues: false,
    promoteLongs: false,
    promoteBuffers: false,
    bsonRegExp: true,
    validation: { utf8: true },
  });
  return settle(document) as Document;
}

/** Encodes what {@link decode} gave, or what the update and the aggregation made of it. */
export function encode(document: Document): Uint8Array {
  return serialize(document, { ignoreUndefined: true });
}

function settle(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Int32) return value.value;
  if (value instanceof Double) return asExact(value.value);
  if (Array.isArray(value)) {
    const elements = value as unknown[];
    for (let i = 0; i < elements.length; i += 1) elements[i] = settle(elements[i]);
    return elements;
  }
  if (value instanceof DBRef) {
    const reference = { $ref: value.collection, $id: value.oid, ...(value.db !== undefined && { $db: value.db }) };
    return settle({ ...reference, ...value.fields });
  }
  if (isPlainObject(value)) {
    for (const key of Object.keys(value)) {
      const member: unknown = value[key];
      if (typeof member === 'object' && member !== null) setOwn(value, key, settle(member));
    }
  }
  return value;
}

/** The exact form of a double: a plain number unless an int32 would be encoded for it. */
export function asExact(value: number): number | Double {
  return Number.isInteger(value) && value >= -0x8000_0000 && value <= 0x7fff_ffff && !Object.is(value, -0)
    ? new Double(value)
    : value;
}

export function isPlainObject(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Sets a field even where it is called `__proto__`. */
export function setOwn(target: Document, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

export function getOwn(target: Document, key: string): unknown {
  return Object.hasOwn(target, key) ? (target[key] as unknown) : undefined;
}

/** The JavaScript expression that matches what a BSON regular expression matches. `x` is applied by removing what it ignores. */
export function toRegExp(expression: BSONRegExp): RegExp {
  // PCRE lets a pattern begin with its flags; JavaScript does not.
  const inline = /^\(\?([imsx]+)\)/.exec(expression.pattern);
  const options = expression.options + (inline?.[1] ?? '');
  const source = expression.pattern.slice(inline?.[0].length ?? 0);
  const pattern = options.includes('x')
    ? source.replace(/\\[\s\S]|\s+|#.*$/gm, (part) => (part.startsWith('\\') ? part : ''))
    : source;
  const flags = [...'ims'].filter((flag) => options.includes(flag)).join('');
  return new RegExp(pattern, flags + (options.includes('u') ? 'u' : ''));
}
