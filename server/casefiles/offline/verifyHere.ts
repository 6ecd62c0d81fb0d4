import { verifyCommand } from './verifyCommand.ts';

/** The verifier inside a case file: `node verify.mjs`. */
const result = await verifyCommand(process.argv.slice(2), import.meta.dirname).catch((error: unknown) => (
  { code: 2 as const, output: `无法核对：${error instanceof Error ? error.message : String(error)}` }
));
process.stdout.write(`${result?.output ?? '无法核对：这不是一份案卷。'}\n`);
process.exitCode = result?.code ?? 2;
