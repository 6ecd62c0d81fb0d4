import type { Document } from 'bson';
import { StoreError } from '../StoreError.ts';
import { compileProjection } from '../query/projection.ts';
import type { Handler } from './Command.ts';
import { hintOf } from './find.ts';
import { updateOf } from './write.ts';
import { deleteMatching, updateMatching } from './writeOne.ts';

const ARGUMENTS = [
  'query',
  'sort',
  'remove',
  'update',
  'new',
  'fields',
  'upsert',
  'bypassDocumentValidation',
  'collation',
  'arrayFilters',
  'hint',
  'let',
];

export const findAndModify: Handler = async (command, engine) => {
  command.allow(...ARGUMENTS);
  const filter = command.document('query') ?? {};
  const project = compileProjection(command.document('fields') ?? {}, filter) ?? ((document: Document) => document);
  const common = {
    filter,
    sort: command.document('sort') ?? {},
    hint: hintOf(command),
    variables: command.document('let') ?? {},
  };
  const removing = command.boolean('remove', false);
  const change: unknown = command.arguments['update'];
  if (removing === (change !== undefined)) {
    throw new StoreError(
      'FailedToParse',
      removing ? 'Cannot specify both an update and remove=true' : 'Either an update or remove=true must be specified',
    );
  }
  if (removing && (command.boolean('upsert', false) || command.boolean('new', false))) {
    throw new StoreError('FailedToParse', 'Cannot specify both upsert=true or new=true and remove=true');
  }
  return engine.write(async () => {
    if (removing) {
      let removed: Document | undefined;
      const n = await deleteMatching(engine, command, command.pace(), {
        ...common,
        limit: 1,
        onDelete: (document) => (removed = document),
      });
      return { lastErrorObject: { n }, value: removed === undefined ? null : project(removed), ok: 1 };
    }
    const result = await updateMatching(engine, command, command.pace(), {
      ...common,
      update: updateOf(change),
      multi: false,
      upsert: command.boolean('upsert', false),
      arrayFilters: command.list('arrayFilters') as Document[],
    });
    const shown = command.boolean('new', false) ? result.after : result.before;
    return {
      lastErrorObject: {
        n: result.after === undefined ? 0 : 1,
        updatedExisting: result.matched > 0,
        ...(result.upsertedId !== undefined && { upserted: result.upsertedId }),
      },
      value: shown === undefined ? null : project(shown),
      ok: 1,
    };
  });
};
