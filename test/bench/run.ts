import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * `npm run bench -- <name> [--json]` measures one thing. The file `test/bench/<name>.ts` exports
 * `bench()`; what it returns is printed at the end, with `--json` as one line and nothing else.
 */
type Bench = () => Promise<Record<string, unknown>>;

const args = process.argv.slice(2);
const asJson = args.includes('--json');
const names = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3));
const name = args.find((arg) => !arg.startsWith('--'));

if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- <name> [--json]\nnames: ${names.join(', ')}`);
  process.exit(2);
}
const { bench } = (await import(join(import.meta.dirname, `${name}.ts`))) as { bench: Bench };
const result = await bench();
if (asJson) console.log(JSON.stringify({ name, ...result }));
else console.table(result);
