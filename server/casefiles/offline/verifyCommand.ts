import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { SealKey } from '../../../recordings/contract.ts';
import { nodeDigester } from '../../../recordings/nodeDigester.ts';
import type { ConsistencyProof } from '../../trail/contract.ts';
import type { KeptCheckpoint } from './checkOlder.ts';
import { openCaseFile } from './openCaseFile.ts';
import { reportText } from './reportText.ts';
import { verifyCaseFile } from './verify.ts';

/**
 * `npm run verify -- <case file>`, or `node verify.mjs` beside or inside an unpacked one. Exit codes: 0 proven, 1 broken,
 * 2 it could not be checked, or not all that was asked for.
 */
const USAGE = `用法：node verify.mjs [案卷.zip 或解压后的文件夹] [选项]
  --key <文件|keyId:base64>   另行取得的封存公钥，可重复
  --trail-key <vkey>          另行取得的留痕首把公钥
  --earlier <案卷>            更早一版的案卷，核对前后一致
  --checkpoint <文件|文件夹>  他处留存的检查点，可重复
  --consistency <文件>        运行单位出具的一致性证明（JSON），可重复
  --json                      以 JSON 输出
退出码：0 通过；1 发现问题；2 无法核对`;

const keySchema = z.object({ keyId: z.string(), publicKey: z.string() });
const consistencySchema = z.object({ from: z.number(), to: z.number(), hashes: z.array(z.string()) });

export interface CommandResult {
  readonly code: 0 | 1 | 2;
  readonly output: string;
}

/**
 * @param args the command line
 * @param ownFolder what is checked when no file is named: where the verifier itself lies
 * @returns undefined when the file is no case file
 */
export async function verifyCommand(args: readonly string[], ownFolder: string): Promise<CommandResult | undefined> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      key: { type: 'string', multiple: true }, 'trail-key': { type: 'string' }, earlier: { type: 'string' },
      checkpoint: { type: 'string', multiple: true }, consistency: { type: 'string', multiple: true }, json: { type: 'boolean' }, help: { type: 'boolean' },
    },
  });
  if (values.help || positionals.length > 1) return { code: 2, output: USAGE };
  const path = positionals[0] ?? ownFolder;
  const input = await openCaseFile(path);
  if (!input) return undefined;
  const earlier = values.earlier === undefined ? undefined : await openCaseFile(values.earlier);
  try {
    if (values.earlier !== undefined && earlier?.zip?.fault !== undefined) return { code: 2, output: `无法核对：更早的案卷 ${values.earlier} 已损坏。` };
    if (values.earlier !== undefined && !earlier) return { code: 2, output: `无法核对：${values.earlier} 不是案卷。` };
    const report = await verifyCaseFile(input, {
      digester: nodeDigester,
      ...(values.key && { sealKeys: await Promise.all(values.key.map(readKey)) }),
      ...(values['trail-key'] !== undefined && { trailKey: values['trail-key'] }),
      ...(earlier && { earlier }),
      checkpoints: (await Promise.all((values.checkpoint ?? []).map(readCheckpoints))).flat(),
      consistency: await Promise.all((values.consistency ?? []).map(readConsistency)),
    });
    const code = report.verdict === 'broken' ? 1 : report.checks.some(({ state }) => state === 'notCompared') ? 2 : 0;
    return { code, output: values.json ? JSON.stringify(report, null, 2) : reportText(report, basename(path)) };
  } finally {
    await input.close();
    await earlier?.close();
  }
}

async function readKey(argument: string): Promise<SealKey> {
  const [, keyId, publicKey] = /^([0-9a-f]{16}):([A-Za-z0-9+/]{43}=)$/u.exec(argument) ?? [];
  if (keyId !== undefined && publicKey !== undefined) return { keyId, publicKey };
  return keySchema.parse(JSON.parse(await readFile(argument, 'utf8')));
}

async function readCheckpoints(path: string): Promise<KeptCheckpoint[]> {
  if (!(await stat(path)).isDirectory()) return [{ name: path, note: await readFile(path, 'utf8') }];
  const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.txt')).sort();
  return Promise.all(names.map(async (name) => ({ name, note: await readFile(join(path, name), 'utf8') })));
}

async function readConsistency(path: string): Promise<ConsistencyProof> {
  return consistencySchema.parse(JSON.parse(await readFile(path, 'utf8')));
}
