import type { Document } from 'bson';
import { ObjectId } from 'bson';
import { getOwn, setOwn } from '../bson/exact.ts';
import type { Predicate } from '../query/predicates.ts';
import { compileFilter } from '../query/filter.ts';
import { StoreError } from '../StoreError.ts';
import { compileUpdatePipeline } from '../aggregation/updatePipeline.ts';
import { checkConflicts } from './conflicts.ts';
import { matchedIndex } from './matchedIndex.ts';
import { equalityFields } from './equalityFields.ts';
import type { Step } from './steps.ts';
import { stepsOf } from './steps.ts';
import type { Change, Positions } from './walk.ts';
import { REMOVED, changeAt } from './walk.ts';

/** A compiled update. */
export interface Update {
  /** A whole new document, or operators or a pipeline. */
  readonly replaces: boolean;
  /** Makes the new document from the old one, which may be changed on the way. */
  readonly apply: (document: Document) => Document;
  /** Makes the document that an upsert inserts. */
  readonly insert: () => Document;
}

/**
 * @param update operators, a replacement, or a pipeline
 * @param filter the query, for `$` and for what an upsert takes from it
 * @throws StoreError FailedToParse, BadValue, ConflictingUpdateOperators
 */
export function compileUpdate(
  update: Document | Document[],
  filter: Document,
  arrayFilters: readonly Document[] = [],
  variables: Document = {},
): Update {
  if (Array.isArray(update)) return pipelineUpdate(update as Document[], filter, variables);
  const [first] = Object.keys(update);
  if (first === undefined || !first.startsWith('$')) return replacement(update, filter);
  return operatorUpdate(update, filter, arrayFilters);
}

function pipelineUpdate(stages: readonly Document[], filter: Document, variables: Document): Update {
  const run = compileUpdatePipeline(stages, variables);
  const apply = (document: Document): Document => {
    const after = run(document);
    const id = getOwn(document, '_id');
    return getOwn(after, '_id') === undefined && id !== undefined ? { _id: id, ...after } : after;
  };
  return { replaces: false, apply, insert: () => withId(apply(equalityFields(filter))) };
}

function replacement(update: Document, filter: Document): Update {
  const stray = Object.keys(update).find((key) => key.startsWith('$'));
  if (stray !== undefined)
    throw new StoreError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${stray}' in '${stray}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  const withIdOf = (id: unknown): Document =>
    id === undefined || '_id' in update ? { ...update } : { _id: id, ...update };
  return {
    replaces: true,
    apply: (document) => withIdOf(getOwn(document, '_id')),
    insert: () => withId(withIdOf(getOwn(equalityFields(filter), '_id'))),
  };
}

function operatorUpdate(update: Document, filter: Document, arrayFilters: readonly Document[]): Update {
  const steps = stepsOf(update);
  checkConflicts(steps.flatMap(({ parts, from }) => (from === undefined ? [parts] : [parts, from])));
  const filters = compileArrayFilters(arrayFilters, steps);
  const positional = steps.some(({ parts }) => parts.includes('$'));
  const apply = (document: Document, inserting: boolean): Document => {
    const matched = positional && !inserting ? matchedIndex(filter, document) : undefined;
    const positions: Positions = { matched, filters };
    for (const step of steps) {
      if (step.onInsertOnly && !inserting) continue;
      runStep(document, step, positions);
    }
    return document;
  };
  return {
    replaces: false,
    apply: (document) => apply(document, false),
    insert: () => withId(apply(equalityFields(filter), true)),
  };
}

function runStep(document: Document, step: Step, positions: Positions): void {
  if (step.from === undefined) {
    changeAt(document, step.parts, step.change, positions);
    return;
  }
  let moved: unknown;
  const take: Change = {
    creates: false,
    apply: (value) => {
      moved = value;
      return value === undefined ? value : REMOVED;
    },
  };
  changeAt(document, step.from, take, positions);
  if (moved !== undefined) changeAt(document, step.parts, { creates: true, apply: () => moved }, positions);
}

function compileArrayFilters(arrayFilters: readonly Document[], steps: readonly Step[]): Map<string, Predicate> {
  const filters = new Map<string, Predicate>();
  for (const filter of arrayFilters) {
    const identifier = identifierOf(filter);
    if (identifier === undefined)
      throw new StoreError('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters');
    if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier)) {
      throw new StoreError(
        'BadValue',
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
      );
    }
    if (filters.has(identifier))
      throw new StoreError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    if (!steps.some(({ parts }) => parts.includes(`$[${identifier}]`))) {
      throw new StoreError(
        'FailedToParse',
        `The array filter for identifier '${identifier}' was not used in the update`,
      );
    }
    const passes = compileFilter(filter);
    filters.set(identifier, (element) => passes({ [identifier]: element }));
  }
  return filters;
}

function identifierOf(filter: Document): string | undefined {
  for (const [key, value] of Object.entries(filter) as [string, unknown][]) {
    if (!key.startsWith('$')) return key.split('.')[0];
    if (Array.isArray(value)) {
      for (const clause of value as Document[]) {
        const identifier = identifierOf(clause);
        if (identifier !== undefined) return identifier;
      }
    }
  }
  return undefined;
}

function withId(document: Document): Document {
  const id = getOwn(document, '_id');
  const made: Document = { _id: id === undefined ? new ObjectId() : id };
  for (const key of Object.keys(document)) if (key !== '_id') setOwn(made, key, document[key]);
  return made;
}
