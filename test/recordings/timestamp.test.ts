import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FORMAT } from '../../recordings/archiveFormat.ts';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { Journal } from '../../recordings/Journal.ts';
import { nodeDigester } from '../../recordings/nodeDigester.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { askTimestamp } from '../../recordings/timestampAuthority.ts';
import { verifyArchive } from '../../recordings/verify.ts';

const run = promisify(execFile);
const ARCHIVE = 'visit-1' as ArchiveId;

let folder: string;
let authority: Server;
let url: string;

/** An authority of this machine: openssl's own, behind HTTP. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timestamp-'));
  const config = join(folder, 'tsa.cnf');
  await writeFile(config, [
    '[req]', 'distinguished_name=dn', '[dn]', '[ext]', 'extendedKeyUsage=critical,timeStamping', '[tsa]', 'default_tsa=one', '[one]',
    `serial=${join(folder, 'serial')}`, `signer_cert=${join(folder, 'tsa.pem')}`, `signer_key=${join(folder, 'tsa.key')}`,
    `certs=${join(folder, 'tsa.pem')}`, 'signer_digest=sha256', 'default_policy=1.2.3.4.1', 'digests=sha256', 'accuracy=secs:1', '',
  ].join('\n'));
  await writeFile(join(folder, 'serial'), '01\n');
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Test authority', '-days', '2', '-config', config,
    '-extensions', 'ext', '-keyout', join(folder, 'tsa.key'), '-out', join(folder, 'tsa.pem')]);
  authority = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const [query, reply] = [join(folder, 'query.tsq'), join(folder, 'reply.tsr')];
      // `/other` answers about something else than it was asked.
      await writeFile(query, Buffer.concat(chunks));
      if (request.url !== '/other') await run('openssl', ['ts', '-reply', '-config', config, '-queryfile', query, '-out', reply]);
      response.setHeader('content-type', 'application/timestamp-reply').end(await readFile(reply));
    })();
  });
  authority.listen(0, '127.0.0.1');
  await once(authority, 'listening');
  url = `http://127.0.0.1:${(authority.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  authority.close();
  await rm(folder, { recursive: true });
});

test('the seal carries a token that openssl proves with the authority\'s certificate, over the seal\'s signature and nothing else', async () => {
  const vault = await FileVault.create(join(folder, 'archives'));
  const { journal } = await Journal.open(vault, ARCHIVE, { onDisk: () => undefined });
  await journal.append({ type: 'archive', format: FORMAT, archiveId: ARCHIVE, epochMs: 1 });
  await journal.append({ type: 'closed', atMs: 2 });
  await journal.close();
  const keys = await SealKeys.create(join(folder, 'keys'));
  await seal(vault, ARCHIVE, { signer: keys.signer, statements: [], sealedAtMs: Date.now(), timestamp: (digest) => askTimestamp(url, digest) });
  expect(await verifyArchive(vault.source(ARCHIVE), keys.publicKeys, { digester: nodeDigester })).toMatchObject({ ok: true });

  const sealed = JSON.parse(Buffer.from(await vault.read(ARCHIVE, 'seal.json')).toString()) as { signature: string; timestampToken: string };
  // A token of the same authority over something else is not this seal's.
  const other = Buffer.from(await askTimestamp(url, createHash('sha256').update('another seal').digest())).toString('base64');
  const source = vault.source(ARCHIVE);
  const swapped = {
    list: () => source.list(),
    read: async (path: string) => (path === 'seal.json' ? Readable.from([Buffer.from(JSON.stringify({ ...sealed, timestampToken: other }))]) : source.read(path)),
  };
  expect(await verifyArchive(swapped, keys.publicKeys, { digester: nodeDigester })).toMatchObject({ ok: false, fault: 'changed', path: 'seal.json' });
  const token = join(folder, 'token.der');
  await writeFile(token, Buffer.from(sealed.timestampToken, 'base64'));
  const check = (digest: string): Promise<{ stdout: string; stderr: string }> => run('openssl', [
    'ts', '-verify', '-token_in', '-in', token, '-digest', digest, '-CAfile', join(folder, 'tsa.pem'),
  ]);
  const digest = createHash('sha256').update(Buffer.from(sealed.signature, 'base64')).digest('hex');
  expect((await check(digest)).stdout).toContain('Verification: OK');
  await expect(check(digest.replace(/^./, (first) => (first === '0' ? '1' : '0')))).rejects.toThrow();
});

test('an answer about something else, a refusal and an authority that is gone are no token', async () => {
  const digest = createHash('sha256').update('something').digest();
  await askTimestamp(url, createHash('sha256').update('before').digest());
  await expect(askTimestamp(`${url}other`, digest)).rejects.toThrow('not over what was asked');
  // The authority takes SHA-256 only; a digest of another length is refused by it.
  await expect(askTimestamp(url, digest.subarray(0, 20))).rejects.toThrow('refused');
  await expect(askTimestamp('http://127.0.0.1:9/', digest)).rejects.toThrow('cannot be reached');
});
