import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { patchSource } from '../../../sfu/worker/patchSource.ts';
import { MEDIASOUP_FOLDER } from '../../../sfu/worker/workerPlaces.ts';

const DTLS = join('src', 'RTC', 'DtlsTransport.cpp');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patch-source-'));
  await mkdir(join(folder, 'src', 'RTC'), { recursive: true });
  for (const file of ['meson.build', DTLS]) await cp(join(MEDIASOUP_FOLDER, 'worker', file), join(folder, file));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("the installed mediasoup's BIO callback is made to test the bit", async () => {
  await patchSource(folder);
  const text = await readFile(join(folder, DTLS), 'utf8');
  expect(text).toContain('(operationType & BIO_CB_RETURN) != 0');
  expect(text).not.toContain('operationType == BIO_CB_RETURN)');
});

test('a source that has no such place is refused instead of built without the patch', async () => {
  await writeFile(join(folder, DTLS), '// another version\n');
  await expect(patchSource(folder)).rejects.toThrow('has 0 places');
});
