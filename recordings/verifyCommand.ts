import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SEAL_PATH, sealSchema } from './archiveFormat.ts';
import type { SealKey, VerifyFault } from './contract.ts';
import { folderSource } from './folderSource.ts';
import { nodeDigester } from './nodeDigester.ts';
import { verifyArchive } from './verify.ts';

/** `npm run verify -- <folder> [--key <file or base64>]`. Exit codes: 0 proven, 1 not, 2 the question was wrong. */

const CHINESE: Readonly<Record<VerifyFault, string>> = {
  missing: '缺少文件', changed: '文件被改动', reordered: '顺序被改动', extra: '多出文件', foreignKey: '封存密钥不可信',
  truncated: '文件不完整', unsealed: '未封存', malformed: '格式错误',
};

const keyFileSchema = z.object({ keyId: z.string(), publicKey: z.string() });

async function readKey(argument: string): Promise<SealKey> {
  if (/^[0-9a-f]{16}:[A-Za-z0-9+/]{43}=$/.test(argument)) {
    const [keyId = '', publicKey = ''] = argument.split(':');
    return { keyId, publicKey };
  }
  const { keyId, publicKey } = keyFileSchema.parse(JSON.parse(await readFile(argument, 'utf8')));
  return { keyId, publicKey };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true, options: { key: { type: 'string', multiple: true } },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    say('用法 usage: npm run verify -- <归档文件夹 archive folder> [--key <seal-key.json | keyId:base64>]');
    return 2;
  }
  const source = folderSource(folder);
  const keys = await Promise.all((values.key ?? []).map(readKey));
  if (keys.length === 0) {
    const seal = sealSchema.safeParse(JSON.parse(await readFile(`${folder}/${SEAL_PATH}`, 'utf8').catch(() => 'null')));
    if (seal.success) {
      keys.push({ keyId: seal.data.keyId, publicKey: seal.data.publicKey });
      say(`注意：使用归档自带的公钥 ${seal.data.keyId}，只能证明封存后未改动，不能证明由谁封存。`);
      say(`Note: trusting the key inside the archive, ${seal.data.keyId}: this proves that nothing changed since, not who sealed it.`);
    }
  }
  const startedAtMs = performance.now();
  const result = await verifyArchive(source, keys, { digester: nodeDigester });
  if (!result.ok) {
    say(`验证失败：${CHINESE[result.fault]}：${result.path}`);
    say(`NOT PROVEN (${result.fault}): ${result.path}: ${result.reason}`);
    return 1;
  }
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  const sealedAt = new Date(result.sealedAtMs).toISOString();
  say(`验证通过：${result.archiveId}，${result.files} 个文件，${result.bytes} 字节，${result.gaps.length} 处缺口，封存于 ${sealedAt}，密钥 ${result.keyId}，用时 ${seconds} 秒`);
  say(`PROVEN: ${result.archiveId}: ${result.files} files, ${result.bytes} bytes, ${result.gaps.length} gaps, sealed ${sealedAt} with key ${result.keyId}, in ${seconds} s`);
  return 0;
}

process.exitCode = await run().catch((error: unknown) => {
  say(`无法验证 cannot verify: ${error instanceof Error ? error.message : String(error)}`);
  return 2;
});
