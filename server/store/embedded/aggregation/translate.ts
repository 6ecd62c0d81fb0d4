import { StoreError } from '../StoreError.ts';

/** Runs what mingo may refuse, and answers as MongoDB does. */
export function translate<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw asStoreError(error);
  }
}

/** MongoDB's error for one of mingo's. */
export function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { message } = error as Error;
  const operator = /unknown (?:query|top level) operator:? (\S+)/.exec(message)?.[1];
  if (operator !== undefined) return new StoreError('BadValue', `unknown operator: ${operator}`);
  const expression = /^accumulator '(\S+)' is not registered/.exec(message)?.[1];
  if (expression !== undefined)
    return new StoreError('InvalidPipelineOperator', `Unrecognized expression '${expression}'`);
  if (message.startsWith('Use of undefined variable')) return new StoreError('UndefinedVariable', message);
  return new StoreError('BadValue', message);
}
