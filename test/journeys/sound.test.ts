import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseJournalLine } from '../../recordings/archiveFormat.ts';
import type { Entry } from '../../recordings/archiveFormat.ts';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import { readArchiveSound } from '../bench/farField/readArchiveSound.ts';
import { measureLoudness } from '../bench/farField/loudness.ts';
import { addAt, encode, RATE } from '../bench/farField/sound.ts';
import { speak } from '../bench/farField/speak.ts';
import { launchBrowser } from '../support/browser.ts';
import { makeCamera } from '../support/makeCamera.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { bringTo } from '../support/visitActs.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { closeVisit, goLive, PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';
import { noise } from '../web/sound/voice.ts';

/** A quiet voice, and then a microphone that gives nothing for longer than anybody waits. */
const SPEECH_S = 20;
const DEAD_S = 60;
const SENTENCE = '家里现在住着三口人，大儿子在外地打工，每个月寄八百块钱回来，老伴的药费一年要三千多。';
const VOICE_DB = -50;
const HISS = 10 ** (-75 / 20);

let running: RunningPlatform;
let browser: Browser;
let phone: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sound-journey-'));
  const heard = new Float32Array((SPEECH_S + DEAD_S) * RATE);
  heard.set(noise(SPEECH_S * RATE, HISS));
  const sentence = await speak('cmn', SENTENCE, VOICE_DB);
  for (let at = 0; at < SPEECH_S * RATE; at += sentence.length) addAt(heard.subarray(0, SPEECH_S * RATE), sentence, at);
  await encode(join(folder, 'microphone.wav'), heard);
  running = await startPlatform({ pageDir: join(import.meta.dirname, '../../web/dist') });
  const { video } = await makeCamera();
  browser = await launchBrowser({ video, sound: join(folder, 'microphone.wav') });
  phone = await (await browser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] })).newPage();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await running.stop();
  await rm(folder, { recursive: true });
});

test('a quiet voice reaches the archive at the right loudness, the original beside it, and a dead microphone is told', async () => {
  await signInOn(phone, running.url, 'investigator', DEMO_PASSWORD);
  const partner = await (await browser.newContext(PHONE_SCREEN)).newPage();
  await signInOn(partner, running.url, 'investigator2', DEMO_PASSWORD);
  const visitId = await goLive(phone, partner);
  await phone.locator('[data-testid=sound-state][data-state=good]').waitFor({ timeout: 15_000 });
  await phone.getByTestId('microphone-dead').waitFor({ timeout: 30_000 });
  await bringTo({ first: await running.signIn('investigator'), second: await running.signIn('investigator2') }, visitId, 'signed');
  expect(await closeVisit(phone)).toBe('sealed');

  const archive = join(running.dataDir, 'recordings', visitId);
  const journal = (await readFile(join(archive, 'journal.jsonl'), 'utf8')).trimEnd().split('\n').map((line) => parseJournalLine(line).entry);
  const notes = journal.filter((entry): entry is Entry<'noted'> => entry.type === 'noted');
  // Which suppressor depends on how busy this machine is; that the archive knows it does not.
  const made = notes.find(({ source }) => source === 'microphone')?.note;
  expect(made).toMatchObject({ echoCancellation: false, noiseSuppression: false, autoGainControl: false, targetLufs: -24 });
  expect(['gtcrn', 'rnnoise', 'gain']).toContain(made?.['processing']);
  expect(notes.find(({ source }) => source === 'rawMicrophone')?.note).toMatchObject({ processing: 'none', reason: 'original', heldMs: 0 });

  // From where the gain has found its place to where the voice ends.
  const heard = (await readArchiveSound(archive, 'microphone')).subarray(8 * RATE, 17 * RATE);
  await encode(join(folder, 'heard.wav'), heard);
  const { lufs, truePeakDb } = await measureLoudness(join(folder, 'heard.wav'));
  expect(Math.abs(lufs + 24)).toBeLessThan(4);
  expect(truePeakDb).toBeLessThanOrEqual(-1);
  const original = (await readArchiveSound(archive, 'rawMicrophone')).subarray(0, 8 * RATE);
  await encode(join(folder, 'original.wav'), original);
  expect((await measureLoudness(join(folder, 'original.wav'))).lufs).toBeLessThan(-40);
}, 120_000);
