import { verifyCommand } from './verifyCommand.ts';

/** `npm run verify -- <file or folder>`: a case file is checked here; anything else is taken for a single archive. */
const args = process.argv.slice(2);
const result = args.length === 0 ? undefined : await verifyCommand(args, '').catch((error: unknown) => (
  // What this command does not understand may be an option of the other one.
  (error as { code?: unknown }).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? undefined
    : { code: 2 as const, output: `无法核对：${error instanceof Error ? error.message : String(error)}` }
));
if (result) {
  process.stdout.write(`${result.output}\n`);
  process.exitCode = result.code;
} else {
  await import('../../../recordings/verifyCommand.ts');
}
