import type { Document } from 'bson';
import { Aggregator } from 'mingo';
import { translate } from './filter.ts';

/** Compiles the stages of an update that is a pipeline. */
export function compilePipeline(stages: readonly Document[], variables: Document): (document: Document) => Document {
  const aggregator = translate(() => new Aggregator(stages as Record<string, unknown>[], { variables }));
  return (document) => translate(() => aggregator.run([document]) as Document[])[0] as Document;
}

/** Runs an aggregation over documents. */
export function aggregate(documents: readonly Document[], stages: readonly Document[], variables: Document, collection: (name: string) => Document[]): Document[] {
  return translate(() => new Aggregator(stages as Record<string, unknown>[], { variables, collectionResolver: collection }).run(documents as Document[]) as Document[]);
}
