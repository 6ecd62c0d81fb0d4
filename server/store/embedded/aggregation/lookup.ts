import type { Document } from 'bson';
import { keyOf } from '../bson/KeyWriter.ts';
import { getOwn, setOwn } from '../bson/exact.ts';
import { visitPath } from '../query/paths.ts';
import { StoreError } from '../StoreError.ts';
import { evaluate } from './evaluate.ts';
import type { Source } from './Source.ts';

type Run = (
  documents: readonly Document[],
  stages: readonly Document[],
  source: Source,
  variables: Document,
) => Promise<Document[]>;

/** `$lookup`, by fields, by a pipeline with variables, or by both. Reads of the other collection only what can match. */
export async function lookup(
  documents: readonly Document[],
  spec: Document,
  source: Source,
  variables: Document,
  run: Run,
): Promise<Document[]> {
  const {
    from,
    as,
    localField,
    foreignField,
    pipeline = [],
    let: bindings = {},
    ...unknown
  } = spec as {
    from?: string;
    as?: string;
    localField?: string;
    foreignField?: string;
    pipeline?: Document[];
    let?: Document;
  };
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw new StoreError('FailedToParse', `unknown argument to $lookup: ${stray}`);
  if (typeof from !== 'string' || typeof as !== 'string')
    throw new StoreError('FailedToParse', "must specify 'from' and 'as' field for a $lookup");
  if ((localField === undefined) !== (foreignField === undefined))
    throw new StoreError('FailedToParse', '$lookup requires both or neither of localField and foreignField');
  const joined =
    localField === undefined || foreignField === undefined
      ? undefined
      : await joinByFields(documents, from, localField, foreignField, source);
  const everything = joined === undefined ? await source.read(from, {}, {}) : [];
  const made: Document[] = [];
  for (const document of documents) {
    const found = joined === undefined ? everything : joined(document);
    const bound = Object.fromEntries(
      Object.entries(bindings).map(([name, expression]) => [name, evaluate(expression, document, variables)]),
    );
    const results = pipeline.length === 0 ? found : await run(found, pipeline, source, { ...variables, ...bound });
    made.push(withField(document, as.split('.'), results));
  }
  return made;
}

async function joinByFields(
  documents: readonly Document[],
  from: string,
  localField: string,
  foreignField: string,
  source: Source,
): Promise<(document: Document) => Document[]> {
  const wanted = new Map<string, unknown>();
  for (const document of documents) {
    for (const [key, value] of keysAt(document, localField)) wanted.set(key, value);
  }
  const foreign = await source.read(from, { [foreignField]: { $in: [...wanted.values()] } }, {});
  const byKey = new Map<string, Set<Document>>();
  for (const document of foreign) {
    for (const [key] of keysAt(document, foreignField)) {
      const held = byKey.get(key);
      if (held === undefined) byKey.set(key, new Set([document]));
      else held.add(document);
    }
  }
  return (document) => {
    const keys = [...keysAt(document, localField).keys()];
    if (keys.length === 1) return [...(byKey.get(keys[0] as string) ?? [])];
    const matched = new Set(keys.flatMap((key) => [...(byKey.get(key) ?? [])]));
    return foreign.filter((candidate) => matched.has(candidate));
  };
}

/** The values at a path by their bytes: of an array each element, of what is missing null. */
function keysAt(document: Document, path: string): Map<string, unknown> {
  const keys = new Map<string, unknown>();
  const keep = (value: unknown): void => {
    const known = value === undefined ? null : value;
    keys.set(keyOf(known).toString('latin1'), known);
  };
  visitPath(document, path.split('.'), (value) => {
    if (Array.isArray(value)) value.forEach(keep);
    else keep(value);
    return false;
  });
  return keys;
}

function withField(document: Document, parts: readonly string[], value: unknown): Document {
  const [first, ...rest] = parts as [string, ...string[]];
  const made = { ...document };
  const inner = getOwn(made, first);
  setOwn(
    made,
    first,
    rest.length === 0 ? value : withField(typeof inner === 'object' && inner !== null ? inner : {}, rest, value),
  );
  return made;
}
