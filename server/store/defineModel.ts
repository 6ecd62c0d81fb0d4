import type { Connection, Model, QueryFilter, SchemaDefinition, SchemaOptions, UpdateQuery } from 'mongoose';
import { Schema } from 'mongoose';

/**
 * One collection of plain records of type `T`, on one connection. Every record names its own `_id`; a record
 * is what was put in, without a version counter and without virtuals.
 * @param definition Mongoose's schema definition; it validates what is written
 */
export function defineModel<T>(
  connection: Connection,
  name: string,
  definition: SchemaDefinition<T>,
  options: Pick<SchemaOptions, 'collection'> = {},
): Model<T> {
  const schema = new Schema(definition, { ...options, id: false, versionKey: false, minimize: false });
  // The compiler can't see that a schema made from T's own definition yields documents of T.
  return connection.model(name, schema) as unknown as Model<T>;
}

/** Inserts the record unless one of its id is there: safe to repeat. */
export async function addOnce<T extends { readonly _id: string }>(model: Model<T>, record: T): Promise<void> {
  const { _id, ...rest } = record;
  const update = { $setOnInsert: rest } as unknown as UpdateQuery<T>;
  await model.updateOne({ _id } as QueryFilter<T>, update, { upsert: true, runValidators: true });
}

/** A required string, the most frequent of all fields. */
export const text = { type: String, required: true } as const;
