import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SEAL_PATH } from './archiveLayout.ts';
import type { ArchiveSource, SealKey, VerifyFault } from './contract.ts';
import { folderSource } from './folderSource.ts';
import { nodeDigester, nodeSignatureCheck } from './nodeDigester.ts';
import { verifyArchive } from './verify.ts';

/**
 * `npm run verify -- <folder or ZIP> [--key <file or keyId:base64>]…`. Exit codes: 0 proven, 1 not, 2 the question was wrong.
 * A ZIP is read where it lies, with every archive in it. Memory stays below 100 MiB, whatever the length.
 */

const CHINESE: Readonly<Record<VerifyFault, string>> = {
  missing: '缺少文件', changed: '文件被改动', reordered: '顺序被改动', extra: '多出文件', foreignKey: '封存密钥不可信',
  truncated: '文件不完整', unsealed: '未封存', malformed: '格式错误',
};

interface NamedArchive {
  /** For people; empty when there is only one. */
  readonly name: string;
  readonly source: ArchiveSource;
}

function asKey(value: unknown): SealKey {
  const { keyId, publicKey } = (value ?? {}) as Record<string, unknown>;
  if (typeof keyId !== 'string' || typeof publicKey !== 'string') throw new Error('不是公钥 not a public key');
  return { keyId, publicKey };
}

async function readKey(argument: string): Promise<SealKey> {
  if (/^[0-9a-f]{16}:[A-Za-z0-9+/]{43}=$/.test(argument)) {
    const [keyId = '', publicKey = ''] = argument.split(':');
    return { keyId, publicKey };
  }
  return asKey(JSON.parse(await readFile(argument, 'utf8')));
}

/** The key that the archive brings along; none when there is no seal, or it cannot be read. */
async function ownKey(source: ArchiveSource): Promise<SealKey | undefined> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await source.read(SEAL_PATH)) chunks.push(Uint8Array.from(chunk));
    return asKey(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    return undefined;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function verifyOne({ name, source }: NamedArchive, trusted: readonly SealKey[]): Promise<boolean> {
  if (name !== '') say(`— ${name}`);
  const keys = [...trusted];
  if (keys.length === 0) {
    const key = await ownKey(source);
    if (key !== undefined) {
      keys.push(key);
      say(`注意：使用归档自带的公钥 ${key.keyId}，只能证明封存后未改动，不能证明由谁封存。`);
      say(`Note: trusting the key inside the archive, ${key.keyId}: this proves that nothing changed since, not who sealed it.`);
    }
  }
  const startedAtMs = performance.now();
  const result = await verifyArchive(source, keys, { digester: nodeDigester, signatureCheck: nodeSignatureCheck });
  if (!result.ok) {
    say(`验证失败：${CHINESE[result.fault]}：${result.path}`);
    say(`NOT PROVEN (${result.fault}): ${result.path}: ${result.reason}`);
    return false;
  }
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  const sealedAt = new Date(result.sealedAtMs).toISOString();
  say(`验证通过：${result.archiveId}，${result.files} 个文件，${result.bytes} 字节，${result.gaps.length} 处缺口，封存于 ${sealedAt}，密钥 ${result.keyId}，用时 ${seconds} 秒`);
  say(`PROVEN: ${result.archiveId}: ${result.files} files, ${result.bytes} bytes, ${result.gaps.length} gaps, sealed ${sealedAt} with key ${result.keyId}, in ${seconds} s`);
  return true;
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true, options: { key: { type: 'string', multiple: true } },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) {
    say('用法 usage: npm run verify -- <归档文件夹或 ZIP archive folder or ZIP> [--key <seal-key.json | keyId:base64>]');
    return 2;
  }
  const keys = await Promise.all((values.key ?? []).map(readKey));
  if ((await stat(path)).isDirectory()) {
    return (await verifyOne({ name: '', source: folderSource(path, { alone: true }) }, keys)) ? 0 : 1;
  }
  // Loaded only for a ZIP.
  const { openZipSource } = await import('./zip/anyZip.ts');
  const zip = await openZipSource(path);
  try {
    let proven = true;
    for (const { prefix, source } of zip.archives) {
      const name = zip.archives.length > 1 ? join(path, prefix) : '';
      if (!(await verifyOne({ name, source }, keys))) proven = false;
    }
    return proven ? 0 : 1;
  } finally {
    await zip.close();
  }
}

process.exitCode = await run().catch((error: unknown) => {
  say(`无法验证 cannot verify: ${error instanceof Error ? error.message : String(error)}`);
  return 2;
});
