import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArchiveId } from '../../recordings/contract.ts';
import type { Vault } from '../../recordings/Vault.ts';

const ARCHIVE = 'visit-1' as ArchiveId;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (from: Uint8Array): string => new TextDecoder().decode(from);

/** What every vault has to do, whatever it is made of. */
export function vaultContract(name: string, open: () => Promise<{ vault: Vault; remove: () => Promise<void> }>): void {
  describe(`${name} as a vault`, () => {
    let vault: Vault;
    let remove: () => Promise<void>;
    beforeEach(async () => { ({ vault, remove } = await open()); });
    afterEach(async () => { await remove(); });

    test('gives back what was created, and knows its size', async () => {
      await vault.createExclusive(ARCHIVE, 'media/a.mp4', bytes('content'));
      expect(text(await vault.read(ARCHIVE, 'media/a.mp4'))).toBe('content');
      expect(await vault.size(ARCHIVE, 'media/a.mp4')).toBe(7);
      expect(await vault.has(ARCHIVE, 'media/a.mp4')).toBe(true);
      expect(await vault.list(ARCHIVE)).toEqual(['media/a.mp4']);
    });

    test('never overwrites: the second to create a name is refused and the first stays', async () => {
      await vault.createExclusive(ARCHIVE, 'a', bytes('first'));
      await expect(vault.createExclusive(ARCHIVE, 'a', bytes('second'))).rejects.toMatchObject({ code: 'alreadyExists' });
      await expect(vault.beginExclusive(ARCHIVE, 'a')).rejects.toMatchObject({ code: 'alreadyExists' });
      expect(text(await vault.read(ARCHIVE, 'a'))).toBe('first');
    });

    test('lets exactly one of many that create at once win', async () => {
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => vault.createExclusive(ARCHIVE, 'a', bytes(String(i)))));
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await vault.list(ARCHIVE)).toEqual(['a']);
    });

    test('grows a file by what was appended, in order', async () => {
      const file = await vault.beginExclusive(ARCHIVE, 'log');
      await file.appendDurably(bytes('one,'));
      await file.appendDurably(bytes('two'));
      expect(file.size).toBe(7);
      await file.close();
      await file.close();
      expect(text(await vault.read(ARCHIVE, 'log'))).toBe('one,two');
    });

    test('cuts a torn tail off and goes on behind what was whole', async () => {
      const file = await vault.beginExclusive(ARCHIVE, 'log');
      await file.appendDurably(bytes('whole|torn'));
      await file.close();
      const again = await vault.continueTorn(ARCHIVE, 'log', 6);
      await again.appendDurably(bytes('next'));
      await again.close();
      expect(text(await vault.read(ARCHIVE, 'log'))).toBe('whole|next');
    });

    test('says that a file is not there', async () => {
      await expect(vault.read(ARCHIVE, 'nothing')).rejects.toMatchObject({ code: 'notFound' });
      await expect(vault.size(ARCHIVE, 'nothing')).rejects.toMatchObject({ code: 'notFound' });
      expect(await vault.has(ARCHIVE, 'nothing')).toBe(false);
      expect(await vault.list(ARCHIVE)).toEqual([]);
    });

    test.each(['../a', '/a', 'a/../../b', 'a//b', '', '.', 'a/.', 'a\\b', 'a\0b'])('refuses the path %j', async (path) => {
      await expect(vault.createExclusive(ARCHIVE, path, bytes('x'))).rejects.toMatchObject({ code: 'invalidPath' });
      await expect(vault.read(ARCHIVE, path)).rejects.toMatchObject({ code: 'invalidPath' });
    });

    test.each(['..', '.', '', 'a/b', '.hidden', 'a b'])('refuses the archive name %j', async (id) => {
      await expect(vault.createExclusive(id as ArchiveId, 'a', bytes('x'))).rejects.toMatchObject({ code: 'invalidArchiveId' });
    });

    test('offers an archive to readers as a source', async () => {
      await vault.createExclusive(ARCHIVE, 'b/c', bytes('content'));
      const source = vault.source(ARCHIVE);
      expect(await source.list()).toEqual(['b/c']);
      const chunks: Uint8Array[] = [];
      for await (const chunk of await source.read('b/c')) chunks.push(chunk);
      expect(text(Buffer.concat(chunks))).toBe('content');
      await expect(source.read('b/d')).rejects.toThrow();
    });
  });
}
