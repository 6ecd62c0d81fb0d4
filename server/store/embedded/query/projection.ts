import type { Document } from 'bson';
import { isNumeric } from '../bson/compare.ts';
import { getOwn, isPlainObject, setOwn } from '../bson/exact.ts';
import { matchedIndex } from '../update/matchedIndex.ts';
import { StoreError } from '../StoreError.ts';
import { compileFilter } from './filter.ts';
import { checkExpression, evaluate } from '../aggregation/evaluate.ts';
import { wholeNumber } from './wholeNumber.ts';
import { isTrue } from './truth.ts';

export type Projection = (document: Document) => Document;

/** What becomes of a field: a tree along the dotted paths. */
type Node = Map<string, Node | Leaf>;
type Leaf = { readonly make: (value: unknown, document: Document) => unknown } | 'keep' | 'drop';

/**
 * Compiles the projection of a `find`: inclusion or exclusion, `_id`, `$slice`, `$elemMatch`, positional `$`, and
 * computed fields. Fields stay in the document's order.
 *
 * @throws StoreError BadValue for a mixture, or an operator that is none
 */
export function compileProjection(
  projection: Document,
  filter: Document,
  variables: Document = {},
): Projection | undefined {
  const entries = flattened(projection);
  if (entries.length === 0) return undefined;
  const root: Node = new Map();
  let including: boolean | undefined;
  const computed: [string, unknown][] = [];
  for (const [path, value] of entries) {
    if (path === '_id' && isFlag(value)) continue;
    const leaf = leafOf(path, value, filter);
    const includes =
      leaf === 'keep' || (typeof leaf === 'object' && !isSlice(value)) ? true : leaf === 'drop' ? false : undefined;
    if (includes !== undefined) {
      if (including !== undefined && including !== includes) {
        throw new StoreError(
          'BadValue',
          `Cannot do ${includes ? 'inclusion' : 'exclusion'} on field ${path} in ${includes ? 'exclusion' : 'inclusion'} projection`,
        );
      }
      including = includes;
    }
    if (leaf === 'computed') {
      including = true;
      checkExpression(value);
      computed.push([path, value]);
    } else place(root, path.replace(/\.\$$/, '').split('.'), leaf, path);
  }
  const id: unknown = projection['_id'];
  const idFlag = '_id' in projection && isFlag(id) ? isTrue(id) : undefined;
  const includes = including ?? (idFlag === true && root.size === 0);
  if (includes ? idFlag !== false : false) root.set('_id', 'keep');
  if (idFlag === false) root.set('_id', 'drop');
  return (document) => {
    const made = projectDocument(document, root, includes, document);
    for (const [path, expression] of computed)
      setPath(made, path.split('.'), evaluate(expression, document, variables));
    return made;
  };
}

/** `{a: {b: 1}}` means `{'a.b': 1}`. */
function flattened(projection: Document, prefix = ''): [string, unknown][] {
  return (Object.entries(projection) as [string, unknown][]).flatMap(([key, value]): [string, unknown][] => {
    const [first] = isPlainObject(value) ? Object.keys(value) : [];
    const nested = first !== undefined && !first.startsWith('$');
    return nested ? flattened(value as Document, `${prefix}${key}.`) : [[prefix + key, value]];
  });
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || isNumeric(value);
}

function isSlice(value: unknown): boolean {
  return isPlainObject(value) && '$slice' in value;
}

function leafOf(path: string, value: unknown, filter: Document): Leaf | 'computed' {
  if (path.endsWith('.$')) {
    if (!isTrue(value)) throw new StoreError('BadValue', 'positional projection cannot be used with exclusion');
    return { make: (array, document) => positional(path, array, filter, document) };
  }
  if (path === '' || path.split('.').includes(''))
    throw new StoreError('BadValue', 'FieldPath cannot be constructed with an empty part');
  if (isFlag(value)) return isTrue(value) ? 'keep' : 'drop';
  if (isPlainObject(value)) {
    const [operator] = Object.keys(value);
    if (operator === '$slice' && !needsEvaluation(value['$slice'])) return { make: sliceOf(value['$slice']) };
    if (operator === '$elemMatch') return { make: firstMatch(value['$elemMatch']) };
    if (operator === '$meta') throw new StoreError('BadValue', `$meta: this store has no metadata for '${path}'`);
  }
  return 'computed';
}

function needsEvaluation(operand: unknown): boolean {
  return Array.isArray(operand) && !isNumeric(operand[0]);
}

function place(root: Node, parts: readonly string[], leaf: Leaf, path: string): void {
  let node = root;
  for (const part of parts.slice(0, -1)) {
    const next = node.get(part) ?? new Map<string, Node | Leaf>();
    if (!(next instanceof Map)) throw collision(path);
    node.set(part, next);
    node = next;
  }
  const last = parts[parts.length - 1] as string;
  if (node.get(last) instanceof Map) throw collision(path);
  node.set(last, leaf);
}

function collision(path: string): StoreError {
  return new StoreError('BadValue', `Path collision at ${path}`);
}

function projectDocument(document: Document, node: Node, including: boolean, root: Document): Document {
  const made: Document = {};
  for (const key of Object.keys(document)) {
    const rule = node.get(key);
    const value = document[key] as unknown;
    if (rule === undefined) {
      if (!including) setOwn(made, key, value);
    } else if (rule === 'keep') setOwn(made, key, value);
    else if (rule === 'drop') continue;
    else {
      const projected = rule instanceof Map ? projectValue(value, rule, including, root) : rule.make(value, root);
      if (projected !== undefined) setOwn(made, key, projected);
    }
  }
  return made;
}

function projectValue(value: unknown, node: Node, including: boolean, root: Document): unknown {
  if (isPlainObject(value)) return projectDocument(value, node, including, root);
  if (Array.isArray(value)) {
    return value
      .map((element: unknown) => projectValue(element, node, including, root))
      .filter((element) => element !== undefined);
  }
  return including && !hasSlice(node) ? undefined : value;
}

function hasSlice(node: Node): boolean {
  return [...node.values()].some((rule) => typeof rule === 'object' && !(rule instanceof Map));
}

function sliceOf(operand: unknown): (value: unknown) => unknown {
  const message = 'Invalid $slice syntax. $slice must be a number or [skip, limit]';
  const [skip, limit] = Array.isArray(operand)
    ? [wholeNumber(operand[0], message), wholeNumber(operand[1], message)]
    : [undefined, wholeNumber(operand, message)];
  if (skip !== undefined && limit <= 0) throw new StoreError('BadValue', 'First argument to $slice must be positive');
  return (value) => {
    if (!Array.isArray(value)) return value;
    const array = value as unknown[];
    if (skip === undefined) return limit < 0 ? array.slice(limit) : array.slice(0, limit);
    const begin = skip < 0 ? Math.max(0, array.length + skip) : skip;
    return array.slice(begin, begin + limit);
  };
}

function firstMatch(operand: unknown): (value: unknown) => unknown {
  if (!isPlainObject(operand)) throw new StoreError('BadValue', 'elemMatch: Invalid argument, object required');
  const passes = compileFilter({ array: { $elemMatch: operand } });
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const index = value.findIndex((element: unknown) => passes({ array: [element] }));
    return index === -1 ? undefined : [value[index]];
  };
}

function positional(path: string, array: unknown, filter: Document, document: Document): unknown {
  if (!Array.isArray(array)) return array;
  const index = matchedIndex(filter, document);
  if (index === undefined)
    throw new StoreError(
      'BadValue',
      `Executor error during find command :: caused by :: positional operator '${path}' couldn't find a matching element in the array`,
    );
  return array.slice(index, index + 1);
}

function setPath(target: Document, parts: readonly string[], value: unknown): void {
  if (value === undefined) return;
  const [first, ...rest] = parts as [string, ...string[]];
  if (rest.length === 0) {
    setOwn(target, first, value);
    return;
  }
  let member = getOwn(target, first);
  if (!isPlainObject(member)) {
    member = {};
    setOwn(target, first, member);
  }
  setPath(member as Document, rest, value);
}
