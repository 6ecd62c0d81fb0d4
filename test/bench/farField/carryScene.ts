import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { parseJournalLine } from '../../../recordings/archiveFormat.ts';
import type { TrackNote } from '../../../recordings/contract.ts';
import { DEMO_PASSWORD } from '../../../server/demo.ts';
import { launchBrowser } from '../../support/browser.ts';
import { makeCamera } from '../../support/makeCamera.ts';
import { startPlatform } from '../../support/startPlatform.ts';
import { goLive, PHONE_SCREEN, signInOn } from '../../support/visitPhone.ts';
import type { Scene } from './makeScene.ts';
import { readArchiveSound } from './readArchiveSound.ts';
import { encode } from './sound.ts';

const PAGE_DIR = join(import.meta.dirname, '../../../web/dist');
/** The sound is judged; a small picture leaves the machine to it. */
const SMALL = { width: 320, height: 180 } as const;
const TAIL_S = 2;

/** `ours`: the platform as it is, with its best chain. `browserDefault`: the browser's own echo cancellation, suppression and gain. */
export type Capture = 'ours' | 'browserDefault';

export interface CarriedSound {
  /** Decoded from the archive; 48 kHz mono. */
  readonly heard: Float32Array;
  /** How the archive says that it was made, in the order of the journal. */
  readonly notes: readonly TrackNote[];
}

/** Sends a scene the whole way: Chromium's fake microphone, the phone's page, Opus, SFU, recorder, archive. Takes as long as the scene. */
export async function carryScene(scene: Scene, capture: Capture): Promise<CarriedSound> {
  const running = await startPlatform({ pageDir: PAGE_DIR });
  const camera = await makeCamera(SMALL);
  const browser = await launchBrowser({ video: camera.video, sound: `${scene.microphone}%noloop` });
  try {
    const context = await browser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] });
    const page = await context.newPage();
    await (capture === 'ours' ? useBestChain(page) : useBrowserDefault(page));
    await signInOn(page, running.url, 'investigator', DEMO_PASSWORD);
    const partner = await (await browser.newContext(PHONE_SCREEN)).newPage();
    await signInOn(partner, running.url, 'investigator2', DEMO_PASSWORD);
    const visitId = await goLive(page, partner);
    await page.waitForTimeout((scene.lengthS + TAIL_S) * 1000);
    await browser.close();
    await running.stop({ keepData: true });
    const archive = join(running.dataDir, 'recordings', visitId);
    return { heard: await readArchiveSound(archive, 'microphone'), notes: await readNotes(archive) };
  } finally {
    await browser.close();
    await running.stop({ keepData: true });
    await rm(running.dataDir, { recursive: true, force: true });
  }
}

/** A machine that also runs server and recorder, perhaps others, is no phone; what it would measure of itself is not asked. */
async function useBestChain(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const choice = { suppressor: 'gtcrn', reason: 'fits', measuredAtMs: Date.now(), userAgent: navigator.userAgent };
    localStorage.setItem('sound.chain', JSON.stringify(choice));
  });
}

async function useBrowserDefault(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // Pages without a secure context have no devices.
    if (!('mediaDevices' in navigator)) return;
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) => original({ ...constraints, audio: true });
    // Without it the page sends the sound as the browser gives it.
    Object.assign(window, { AudioContext: undefined });
  });
}

/** What the journal says of how the microphone's sound was made. */
async function readNotes(folder: string): Promise<TrackNote[]> {
  const lines = (await readFile(join(folder, 'journal.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const { entry } = parseJournalLine(line);
    return entry.type === 'noted' && entry.source === 'microphone' ? [entry.note] : [];
  });
}

/** The samples as a file for outside judges; removed when `use` has ended. */
export async function withWav<T>(samples: Float32Array, use: (path: string) => Promise<T>): Promise<T> {
  const work = await mkdtemp(join(tmpdir(), 'heard-'));
  try {
    await encode(join(work, 'heard.wav'), samples);
    return await use(join(work, 'heard.wav'));
  } finally {
    await rm(work, { recursive: true });
  }
}
