import type { Document } from 'bson';
import { decode, isPlainObject } from '../bson/exact.ts';
import { isTrue } from '../query/truth.ts';
import { StoreError } from '../StoreError.ts';
import type { Pace } from '../Pace.ts';
import { deleteMatching, updateMatching } from './writeOne.ts';
import type { Command, Handler } from './Command.ts';
import { checkCollation } from './Command.ts';

/** How many writes one command may hold. Source: `maxWriteBatchSize` of MongoDB's `hello`. */
const MAX_WRITES = 100_000;

interface Item {
  readonly document: Document;
  /** The bytes that the document came as, if it came by itself. */
  readonly bytes?: Uint8Array;
}

function itemsOf(command: Command, name: string): Item[] {
  const sequence = command.request.sequences[name];
  const items =
    sequence === undefined
      ? command.list(name).map((document) => ({ document: objectOf(document, name) }))
      : sequence.map((bytes) => ({ document: decode(bytes), bytes }));
  if (items.length === 0 || items.length > MAX_WRITES) {
    throw new StoreError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_WRITES}. Got ${items.length} operations.`,
    );
  }
  return items;
}

function objectOf(value: unknown, name: string): Document {
  if (!isPlainObject(value)) throw new StoreError('TypeMismatch', `BSON field '${name}' holds what is not an object`);
  return value;
}

/** Runs the writes of a command one after the other, and collects their errors; an ordered command ends at the first. */
async function each(
  command: Command,
  items: readonly Item[],
  pace: Pace,
  run: (item: Item, index: number) => Promise<void>,
): Promise<Document[]> {
  const ordered = command.boolean('ordered', true);
  const writeErrors: Document[] = [];
  for (const [index, item] of items.entries()) {
    try {
      await run(item, index);
    } catch (error) {
      if (
        !(error instanceof StoreError) ||
        error.codeName === 'OutOfDiskSpace' ||
        error.codeName === 'MaxTimeMSExpired'
      )
        throw error;
      writeErrors.push({ index, code: error.code, ...error.details, errmsg: error.message });
      if (ordered) break;
    }
    if (pace.due()) await pace.rest();
  }
  return writeErrors;
}

export const insert: Handler = async (command, engine) => {
  command.allow('insert', 'documents', 'ordered', 'bypassDocumentValidation');
  const items = itemsOf(command, 'documents');
  return engine.write(async () => {
    let n = 0;
    const writeErrors = await each(command, items, command.pace(), async ({ document, bytes }) => {
      engine.catalog.require(command.db, command.collection()).insert(document, bytes);
      n += 1;
    });
    return { n, ...(writeErrors.length > 0 && { writeErrors }), ok: 1 };
  });
};

const UPDATE = ['q', 'u', 'c', 'upsert', 'multi', 'collation', 'arrayFilters', 'hint', 'sort', 'upsertSupplied'];

export const update: Handler = async (command, engine) => {
  command.allow('update', 'updates', 'ordered', 'bypassDocumentValidation', 'let');
  const items = itemsOf(command, 'updates');
  return engine.write(async () => {
    const pace = command.pace();
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const writeErrors = await each(command, items, pace, async ({ document: item }, index) => {
      checkItem(item, 'update.updates', UPDATE);
      const result = await updateMatching(engine, command, pace, {
        filter: objectOf(item['q'], 'q'),
        update: updateOf(item['u']),
        multi: isTrue(item['multi']),
        upsert: isTrue(item['upsert']),
        sort: isPlainObject(item['sort']) ? item['sort'] : {},
        arrayFilters: (item['arrayFilters'] ?? []) as Document[],
        variables: { ...command.document('let'), ...(item['c'] as Document | undefined) },
        hint: item['hint'],
      });
      n += result.matched;
      nModified += result.modified;
      if (result.upsertedId !== undefined) {
        n += 1;
        upserted.push({ index, _id: result.upsertedId });
      }
    });
    return {
      n,
      nModified,
      ...(upserted.length > 0 && { upserted }),
      ...(writeErrors.length > 0 && { writeErrors }),
      ok: 1,
    };
  });
};

export function updateOf(value: unknown): Document | Document[] {
  if (Array.isArray(value)) return value as Document[];
  if (!isPlainObject(value))
    throw new StoreError('FailedToParse', 'Update argument must be either an object or an array');
  return value;
}

export const remove: Handler = async (command, engine) => {
  command.allow('delete', 'deletes', 'ordered', 'let');
  const items = itemsOf(command, 'deletes');
  return engine.write(async () => {
    const pace = command.pace();
    let n = 0;
    const writeErrors = await each(command, items, pace, async ({ document: item }) => {
      checkItem(item, 'delete.deletes', ['q', 'limit', 'collation', 'hint']);
      const limit = Number(String(item['limit']));
      if (limit !== 0 && limit !== 1)
        throw new StoreError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
      n += await deleteMatching(engine, command, pace, {
        filter: objectOf(item['q'], 'q'),
        limit,
        hint: item['hint'],
        variables: command.document('let') ?? {},
      });
    });
    return { n, ...(writeErrors.length > 0 && { writeErrors }), ok: 1 };
  });
};

function checkItem(item: Document, path: string, names: readonly string[]): void {
  for (const key of Object.keys(item)) {
    if (!names.includes(key))
      throw new StoreError('IDLUnknownField', `BSON field '${path}.${key}' is an unknown field.`);
  }
  checkCollation(item['collation']);
}
