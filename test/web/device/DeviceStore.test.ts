import { fileURLToPath } from 'node:url';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceStore } from '../../../web/device/DeviceStore.ts';
import { browserLaunch, launchBrowser } from '../../support/browser.ts';
import { openModulePage } from '../../support/openModulePage.ts';

const MODULE = fileURLToPath(new URL('../../../web/device/DeviceStore.ts', import.meta.url));
const WORDS = 'the family keeps three sheep';

declare global {
  var tested: { DeviceStore: typeof DeviceStore };
  var store: DeviceStore;
}

let profile: string;
let context: BrowserContext;

async function openBrowser(): Promise<void> {
  context = await chromium.launchPersistentContext(profile, browserLaunch());
}

async function openPage(): Promise<Page> {
  const page = await openModulePage(context, MODULE);
  await page.evaluate(async () => { globalThis.store = await tested.DeviceStore.open(); });
  return page;
}

/** Everything that the browser has on the disk, as text. */
async function diskOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')))).join('\n');
}

beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'device-'));
  await openBrowser();
});
afterAll(async () => {
  await context.close();
  await rm(profile, { recursive: true });
});

describe('the device’s store', () => {
  it('gives back after the browser was killed what it had acknowledged, and its disk tells nothing', async () => {
    const page = await openPage();
    await page.evaluate(async (words) => {
      const body = new Blob([words.repeat(1_000)]);
      await store.put({ kind: 'answer', id: 'a1', visitId: 'v1', ownerId: 'me', meta: { words } }, body);
      await store.put({ kind: 'answer', id: 'a2', visitId: 'v2', ownerId: 'me', meta: {} });
    }, WORDS);
    // No goodbye: the browser process is gone at once, as with an empty battery.
    const { processId } = await (await context.browser()!.newBrowserCDPSession()).send('SystemInfo.getProcessInfo').then(({ processInfo }) => ({ processId: processInfo.find(({ type }) => type === 'browser')!.id }));
    const gone = new Promise((resolve) => { context.once('close', resolve); });
    process.kill(processId, 'SIGKILL');
    await gone;
    expect(await diskOf(profile)).not.toContain(WORDS);

    await openBrowser();
    const again = await openPage();
    expect(await again.evaluate(async () => {
      const [first] = await store.list<{ words: string }>('answer', 'me', 'v1');
      return { words: first?.meta.words, bytes: first?.bodyBytes, body: await (await store.body('answer', 'a1'))?.text(), all: (await store.list('answer', 'me')).length };
    })).toEqual({ words: WORDS, bytes: WORDS.length * 1_000, body: WORDS.repeat(1_000), all: 2 });
  });

  it('shows nobody else’s records, changes what is said of one and leaves its body, and forgets on demand', async () => {
    const page = await openPage();
    expect(await page.evaluate(async () => {
      await store.put({ kind: 'act', id: 'e1', visitId: 'v1', ownerId: 'me', meta: { tries: 0 } }, new Blob(['body']));
      const found = [(await store.list('act', 'someone')).length, await store.putMeta('act', 'e1', { tries: 1 }), await store.putMeta('act', 'none', {})];
      const [record] = await store.list('act', 'me');
      const body = await (await store.body('act', 'e1'))?.text();
      await store.remove('act', 'e1');
      return [...found, record?.meta, body, (await store.list('act', 'me')).length, await store.body('act', 'e1')];
    })).toEqual([0, true, false, { tries: 1 }, 'body', 0, undefined]);
  });

  it('does not open one record’s bytes in the place of another’s, and its key cannot be read out', async () => {
    const page = await openPage();
    expect(await page.evaluate(async () => {
      await store.put({ kind: 'act', id: 'x', visitId: 'v1', ownerId: 'me', meta: {} }, new Blob(['x']));
      await store.put({ kind: 'act', id: 'y', visitId: 'v1', ownerId: 'me', meta: {} }, new Blob(['y']));
      const raw = await new Promise<IDBDatabase>((resolve) => { const ask = indexedDB.open('household-investigation'); ask.onsuccess = () => { resolve(ask.result); }; });
      const get = <T>(table: string, key: IDBValidKey): Promise<T> => new Promise((resolve) => { const ask = raw.transaction(table).objectStore(table).get(key); ask.onsuccess = () => { resolve(ask.result as T); }; });
      const [x, y] = [await get<object>('records', ['act', 'x']), await get<{ body: object }>('records', ['act', 'y'])];
      await new Promise((resolve) => { const change = raw.transaction('records', 'readwrite'); change.objectStore('records').put({ ...x, body: y.body }); change.oncomplete = resolve; });
      const { key } = await get<{ key: CryptoKey }>('keys', 'records');
      raw.close();
      return {
        swapped: await store.body('act', 'x').then(() => 'opened', (error: { fault: string }) => error.fault),
        exported: await crypto.subtle.exportKey('raw', key).then(() => 'exported', () => 'refused'),
      };
    })).toEqual({ swapped: 'damaged', exported: 'refused' });
  });

  it('says that it is full, and keeps what it had', async () => {
    // A browser of its own: a store that is open already keeps the room that it had.
    await using stack = new AsyncDisposableStack();
    const browser = await launchBrowser();
    stack.defer(() => browser.close());
    const page = await openModulePage(await browser.newContext(), MODULE);
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: 'http://localhost', quotaSize: 2_000_000 });
    expect(await page.evaluate(async () => {
      globalThis.store = await tested.DeviceStore.open();
      await store.put({ kind: 'media', id: 'small', visitId: 'v1', ownerId: 'me', meta: {} }, new Blob([new Uint8Array(1_000)]));
      const fault = await store.put({ kind: 'media', id: 'large', visitId: 'v1', ownerId: 'me', meta: {} }, new Blob([crypto.getRandomValues(new Uint8Array(65_536)), new Uint8Array(8_000_000)]))
        .then(() => 'kept', (error: { fault: string }) => error.fault);
      return [fault, (await store.list('media', 'me')).map(({ id }) => id)];
    })).toEqual(['full', ['small']]);
  });
});
