import type { Document } from 'bson';
import { Aggregator } from 'mingo/aggregator';
import { isPlainObject } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import { checkExpression, mingoOptions } from './evaluate.ts';
import { translate } from './translate.ts';

const STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** Compiles the stages of an update that is a pipeline. @throws StoreError for a stage that changes no single document */
export function compileUpdatePipeline(
  stages: readonly Document[],
  variables: Document,
): (document: Document) => Document {
  for (const stage of stages) {
    const [name = ''] = isPlainObject(stage) ? Object.keys(stage) : [];
    if (!STAGES.has(name)) throw new StoreError('InvalidOptions', `${name} is not allowed to be used within an update`);
    checkExpression(stage[name]);
  }
  const aggregator = translate(() => new Aggregator(stages as Record<string, unknown>[], mingoOptions(variables)));
  return (document) => translate(() => aggregator.run([document]))[0] as Document;
}
