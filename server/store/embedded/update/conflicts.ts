import { StoreError } from '../StoreError.ts';

/** Two changes may not touch one path, nor one the parent of the other. @throws StoreError ConflictingUpdateOperators */
export function checkConflicts(paths: readonly (readonly string[])[]): void {
  const whole = new Set<string>();
  const parents = new Set<string>();
  for (const parts of paths) {
    const path = parts.join('.');
    const prefixes = parts.map((_, i) => parts.slice(0, i + 1).join('.'));
    const taken = parents.has(path) ? path : prefixes.find((prefix) => whole.has(prefix));
    if (taken !== undefined) {
      throw new StoreError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${taken}'`,
      );
    }
    whole.add(path);
    for (const prefix of prefixes) parents.add(prefix);
  }
}
