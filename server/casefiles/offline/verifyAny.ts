import { access, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SEAL_PATH } from '../../../recordings/archiveLayout.ts';

/** As in `contract.ts`, whose schemas need not be loaded for it. */
const SIGNATURE_PATH = 'signature.json';

/**
 * `npm run verify -- <file or folder>`: a case file is checked here; anything else is taken for recordings. What plainly is
 * a recording alone does not load what only case files need: that is half of the memory.
 */
const args = process.argv.slice(2);
const path = args.find((argument) => !argument.startsWith('-'));
const { code, output } = path !== undefined && (await isRecordingAlone(path)) ? {} : await verifyCaseFileOf(args);
if (code === undefined) {
  await import('../../../recordings/verifyCommand.ts');
} else {
  process.stdout.write(`${output}\n`);
  process.exitCode = code;
}

async function verifyCaseFileOf(given: readonly string[]): Promise<{ code?: 0 | 1 | 2; output?: string }> {
  if (given.length === 0) return {};
  const { verifyCommand } = await import('./verifyCommand.ts');
  const result = await verifyCommand(given, '').catch((error: unknown) => (
    // What this command does not understand may be an option of the other one.
    (error as { code?: unknown }).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? undefined
      : { code: 2 as const, output: `无法核对：${error instanceof Error ? error.message : String(error)}` }
  ));
  return result ?? {};
}

/** A folder with a seal and no case file's signature; or a ZIP whose directory ends with names of which that is true. */
async function isRecordingAlone(of: string): Promise<boolean> {
  const has = (name: string): Promise<boolean> => access(join(of, name)).then(() => true, () => false);
  if (await has(SEAL_PATH)) return !(await has(SIGNATURE_PATH));
  const file = await open(of, 'r').catch(() => undefined);
  try {
    const { size } = (await file?.stat()) ?? { size: 0 };
    const at = async (offset: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(64 * 1024);
      const { bytesRead } = (await file?.read(buffer, 0, buffer.byteLength, offset)) ?? { bytesRead: 0 };
      return buffer.subarray(0, bytesRead);
    };
    if (file === undefined || (await file.stat()).isDirectory()) return false;
    const [begin, end] = [await at(0), await at(Math.max(0, size - 64 * 1024))];
    const begins = begin.toString('latin1', 30, 40);
    return begin.readUInt32LE(0) === 0x04034b50 && begins !== 'index.html' && end.includes(SEAL_PATH) && !end.includes(SIGNATURE_PATH);
  } catch {
    // The command that opens it tells what is wrong with it.
    return false;
  } finally {
    await file?.close();
  }
}
