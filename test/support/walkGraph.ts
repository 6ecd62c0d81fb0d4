import type { Import, ImportGraph } from './importGraph.ts';

/** Everything that `start` imports, and what that loads in turn, up to what `isGoal`; one shortest path for each. */
export function reach(graph: ImportGraph, start: string, isGoal: (imported: Import) => boolean): string[][] {
  const found: string[][] = [];
  const seen = new Set([start]);
  const queue: string[][] = graph.has(start) ? [[start]] : [];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    // The rule names the start's own imports, types included; further on only what is loaded counts.
    const imports = (graph.get(path.at(-1)!)?.imports ?? []).filter((imported) => path.length === 1 || !imported.typeOnly);
    for (const imported of imports) {
      if (isGoal(imported)) found.push([...path, imported.to]);
      else if (!imported.typeOnly && !seen.has(imported.to)) {
        seen.add(imported.to);
        queue.push([...path, imported.to]);
      }
    }
  }
  return found;
}

/** Circles of imports that are still there when the code runs, each once, its first file repeated at the end. */
export function findCycles(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) cycles.push([...trail.slice(at), path]);
    if (at !== -1 || done.has(path)) return;
    for (const { to, typeOnly } of graph.get(path)?.imports ?? []) {
      if (!typeOnly && graph.has(to)) visit(to, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return cycles;
}
