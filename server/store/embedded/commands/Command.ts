import type { Document } from 'bson';
import { Long } from 'bson';
import { isNumeric } from '../bson/compare.ts';
import { isPlainObject } from '../bson/exact.ts';
import type { Engine } from '../Engine.ts';
import { Pace } from '../Pace.ts';
import { StoreError } from '../StoreError.ts';
import type { Request } from '../wire/message.ts';

/** A command's answer: a document, or its bytes where stored documents are in it. */
export type Answer = Document | Uint8Array;
export type Handler = (command: Command, engine: Engine) => Answer | Promise<Answer>;

/** Arguments that every command takes. Source: "Generic Arguments" in the server's `generic_argument.idl`. */
const GENERIC = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'maxTimeMSOpOnly',
]);

/** One command and its arguments, each read with its type. */
export class Command {
  readonly name: string;
  readonly db: string;
  readonly arguments: Document;
  readonly request: Request;
  /** Which of the server's connections it came by. */
  readonly connectionId: number;

  constructor(request: Request, connectionId: number) {
    const [name = ''] = Object.keys(request.command);
    this.name = name;
    this.arguments = request.command;
    this.request = request;
    this.connectionId = connectionId;
    const db: unknown = request.command['$db'];
    if (typeof db !== 'string') throw new StoreError('IDLFailedToParse', 'OP_MSG requests require a $db argument');
    this.db = db;
  }

  /** @throws StoreError IDLUnknownField for an argument that is not in the list */
  allow(...names: string[]): this {
    for (const key of Object.keys(this.arguments)) {
      if (key !== this.name && !GENERIC.has(key) && !names.includes(key)) {
        throw new StoreError('IDLUnknownField', `BSON field '${this.name}.${key}' is an unknown field.`);
      }
    }
    this.#checkGeneric();
    return this;
  }

  /** The collection that the command names. @throws StoreError InvalidNamespace */
  collection(): string {
    const name: unknown = this.arguments[this.name];
    if (typeof name !== 'string') throw new StoreError('InvalidNamespace', 'collection name has invalid type');
    if (name === '') throw new StoreError('InvalidNamespace', `Invalid namespace specified '${this.db}.'`);
    return name;
  }

  get namespace(): string {
    return `${this.db}.${this.collection()}`;
  }

  pace(): Pace {
    return new Pace(this.number('maxTimeMS', 0));
  }

  document(name: string): Document | undefined {
    const value: unknown = this.arguments[name];
    if (value === undefined || value === null) return undefined;
    if (!isPlainObject(value)) throw this.#wrongType(name, 'object');
    return value;
  }

  boolean(name: string, fallback: boolean): boolean {
    const value: unknown = this.arguments[name];
    if (value === undefined || value === null) return fallback;
    if (typeof value === 'boolean') return value;
    if (isNumeric(value)) return Number(value.toString()) !== 0;
    throw this.#wrongType(name, 'bool');
  }

  /** A whole number of any numeric type, 0 or more. */
  number(name: string, fallback: number): number {
    const value: unknown = this.arguments[name];
    if (value === undefined || value === null) return fallback;
    if (!isNumeric(value)) throw this.#wrongType(name, 'number');
    const number = Math.trunc(Number(value.toString()));
    if (number < 0 || !Number.isSafeInteger(number)) {
      throw new StoreError('BadValue', `BSON field '${name}' value must be >= 0, actual value '${number}'`);
    }
    return number;
  }

  long(name: string): Long {
    const value: unknown = this.arguments[name];
    if (value instanceof Long) return value;
    if (isNumeric(value)) return Long.fromNumber(Number(value.toString()));
    throw this.#wrongType(name, 'long');
  }

  string(name: string): string | undefined {
    const value: unknown = this.arguments[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw this.#wrongType(name, 'string');
    return value;
  }

  list(name: string): unknown[] {
    const value: unknown = this.arguments[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.#wrongType(name, 'array');
    return value;
  }

  #wrongType(name: string, wanted: string): StoreError {
    return new StoreError(
      'TypeMismatch',
      `BSON field '${this.name}.${name}' is the wrong type, expected type '${wanted}'`,
    );
  }

  /** What a standalone answers to what only a replica set has. */
  #checkGeneric(): void {
    if ('txnNumber' in this.arguments || 'startTransaction' in this.arguments || 'autocommit' in this.arguments) {
      throw new StoreError(
        'IllegalOperation',
        'Transaction numbers are only allowed on a replica set member or mongos',
      );
    }
    const concern = this.document('writeConcern');
    const w: unknown = concern?.['w'];
    if (isNumeric(w) && Number(w.toString()) > 1) {
      throw new StoreError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
    }
    if (typeof w === 'string' && w !== 'majority') {
      throw new StoreError(
        'BadValue',
        "cannot use non-majority 'w' mode " + w + ' when a host is not a member of a replica set',
      );
    }
    const level: unknown = this.document('readConcern')?.['level'];
    if (level !== undefined && !['local', 'available', 'majority'].includes(level as string)) {
      throw new StoreError('InvalidOptions', `read concern ${JSON.stringify(level)} is only valid on a replica set`);
    }
    checkCollation(this.document('collation'));
  }
}

/** Only the simple collation, by bytes, is kept. @throws StoreError BadValue for any other */
export function checkCollation(collation: unknown): void {
  if (collation === undefined || collation === null) return;
  if (!isPlainObject(collation)) throw new StoreError('TypeMismatch', 'a collation is an object');
  if (Object.keys(collation).length > 0 && collation['locale'] !== 'simple') {
    throw new StoreError(
      'BadValue',
      `this store compares strings by their bytes: the collation ${JSON.stringify(collation)} is refused`,
    );
  }
}
