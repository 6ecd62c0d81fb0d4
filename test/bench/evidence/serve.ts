import { startPlatform } from '../../support/startPlatform.ts';
import { bringTo } from '../../support/visitActs.ts';

/** The platform in a process of its own, as the bench's phones meet it; ends when its parent says so. */
const running = await startPlatform();
const [investigator, supervisor] = await Promise.all([running.signIn('investigator'), running.signIn('supervisor')]);
const visitId = 'demo-visit-1';
await bringTo({ first: investigator, second: await running.signIn('investigator2') }, visitId, 'arrived');
process.send?.({ url: running.url, dataDir: running.dataDir, visitId, cookie: investigator.cookie, supervisorCookie: supervisor.cookie });
process.once('message', () => {
  void running.stop().then(() => process.exit(0));
});
