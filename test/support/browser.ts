import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import type { Camera } from './makeCamera.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Flags that make a browser quiet, the same everywhere, and able to use a camera without a person.
 * The fake devices are Chromium's own capture path with files in the place of the hardware.
 */
const FLAGS = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];

/**
 * Starts the system's Chromium without a window.
 * @param camera what its camera and microphone see and hear, from the begin of the files when a page
 * first opens them; without it Chromium shows its own test picture
 */
export async function launchBrowser(camera?: Camera): Promise<Browser> {
  return chromium.launch(browserLaunch(camera));
}

/** The same for whoever launches in another way, e.g. with a profile that is kept. */
export function browserLaunch(camera?: Camera): { executablePath: string; args: string[] } {
  const files = camera === undefined ? [] : [
    `--use-file-for-fake-video-capture=${camera.video}`,
    `--use-file-for-fake-audio-capture=${camera.sound}`,
  ];
  return { executablePath: findChromium(), args: [...FLAGS, ...files] };
}

/** The browser of `CHROMIUM_BIN`, or the first known one on the path. */
function findChromium(): string {
  const chosen = process.env['CHROMIUM_BIN'];
  if (chosen !== undefined) return chosen;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // The next place.
      }
    }
  }
  throw new Error(`none of ${NAMES.join(', ')} is on the path; \`npm test\` installs Chromium`);
}
