import type { Connection, Model, SchemaDefinition, SchemaOptions } from 'mongoose';
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
  const schema = new Schema(definition as SchemaDefinition, { ...options, id: false, versionKey: false, minimize: false });
  // The compiler can't see that a schema made from T's own definition yields documents of T.
  return connection.model(name, schema) as unknown as Model<T>;
}

/** A required string, the most frequent of all fields. */
export const text = { type: String, required: true } as const;
