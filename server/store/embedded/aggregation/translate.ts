import { StoreError } from '../StoreError.ts';

/** Runs what mingo may refuse, and answers as MongoDB does. */
export function translate<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const { message } = error as Error;
    const operator = /unknown (?:query|top level) operator:? (\S+)/.exec(message)?.[1];
    if (operator !== undefined) throw new StoreError('BadValue', `unknown operator: ${operator}`);
    const expression = /^accumulator '(\S+)' is not registered/.exec(message)?.[1];
    if (expression !== undefined) throw new StoreError('InvalidPipelineOperator', `Unrecognized expression '${expression}'`);
    throw new StoreError('BadValue', message);
  }
}
