import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import { launchBrowser } from './browser.ts';
import { DEMO_SIZE, makeCamera } from './makeCamera.ts';
import { answerForm, closeVisit, enterHome, goLive, PHONE_SCREEN, QUICK_ANSWERS, signForm, signInOn, takePhoto } from './visitPhone.ts';

/**
 * `npm run phone [-- --url http://127.0.0.1:8080] [--user investigator] [--seconds 120]`: two phones without people.
 * Both investigators accept the next visit of the list; the first streams, gives the notice, asks for consent, takes a photo every
 * twenty seconds, answers the form; both sign, the household too, and the visit is closed. Ctrl-C goes to the end early.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    user: { type: 'string', default: 'investigator' },
    partner: { type: 'string', default: 'investigator2' },
    password: { type: 'string', default: DEMO_PASSWORD },
    seconds: { type: 'string', default: '120' },
  },
});
const seconds = Number(values.seconds);
if (!(seconds > 0)) {
  console.error('--seconds takes a number greater than 0');
  process.exit(2);
}

const hangUp = new AbortController();
process.once('SIGINT', () => hangUp.abort());

console.log('phone: preparing a camera and a microphone …');
const browser = await launchBrowser(await makeCamera(DEMO_SIZE));
try {
  const context = await browser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  const partner = await (await browser.newContext(PHONE_SCREEN)).newPage();
  await signInOn(page, values.url, values.user, values.password);
  await signInOn(partner, values.url, values.partner, values.password);
  const visitId = await goLive(page, partner);
  console.log(`phone: ${visitId} is live for ${seconds} s. Sign in as supervisor at ${values.url} and watch it.`);
  await enterHome(page);
  await answerForm(page, QUICK_ANSWERS);
  await page.getByTestId('panel-back').click();
  console.log('phone: both are there, the household has agreed, the form is begun');
  const endMs = Date.now() + seconds * 1000;
  while (Date.now() < endMs && !hangUp.signal.aborted) {
    await takePhoto(page);
    console.log('phone: a photo was taken and is stored');
    await pause(Math.min(20_000, Math.max(0, endMs - Date.now())), undefined, { signal: hangUp.signal }).catch(() => undefined);
  }
  await page.getByTestId('step-form').click();
  await signForm(page, partner);
  console.log('phone: the form was read back and signed');
  const state = await closeVisit(page);
  console.log(state === 'sealed' ? 'phone: the visit is closed and sealed. Sign in as reviewer and replay it.' : 'phone: the visit is closed; a gap waits for its explanation.');
} finally {
  await browser.close();
}
