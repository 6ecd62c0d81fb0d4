import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, dayInChina } from '../../../server/clocks/days.ts';
import { authenticate } from '../../../server/people/authenticate.ts';
import type { PeopleDeps } from '../../../server/people/authenticate.ts';
import type { AccountId, OrganisationId } from '../../../server/people/contract.ts';
import { hashPassword, signIn } from '../../../server/people/signIn.ts';
import { SignInThrottle } from '../../../server/people/SignInThrottle.ts';
import { PeopleStore } from '../../../server/people/store.ts';
import type { TrailBed } from '../../support/openTestTrail.ts';
import { openTrailBed } from '../../support/openTestTrail.ts';

const TODAY_MS = Date.parse('2026-11-24T04:00:00Z');
const today = dayInChina(TODAY_MS);
const vendor = (endsOn: string): Parameters<PeopleStore['addOrganisation']>[0] => ({
  _id: 'vendor' as OrganisationId, kind: 'vendor', name: '机构',
  contract: { number: '1', startsOn: addDays(today, -10), endsOn: endsOn as typeof today, townIds: ['town' as OrganisationId] },
});

describe('an account of a contracted organisation', () => {
  let bed: TrailBed;
  let people: PeopleStore;
  let nowMs: number;
  let deps: PeopleDeps;

  beforeEach(async () => {
    bed = await openTrailBed();
    people = new PeopleStore(bed.database.connection);
    await people.ready();
    const trail = await bed.open();
    nowMs = TODAY_MS;
    deps = { people, trail, now: () => nowMs, sessionMs: 40 * 86_400_000 };
    await people.addAccount({
      _id: 'li' as AccountId, username: 'li', name: '李', role: 'investigator', organisationId: 'vendor' as OrganisationId, passwordHash: await hashPassword('right'),
    });
  });
  afterEach(() => bed.close());

  const enter = (password = 'right'): Promise<{ token: string }> => signIn({ ...deps, throttle: new SignInThrottle() }, { username: 'li', password });

  it('works on the last day of the contract and no longer, also with a session that was open', async () => {
    await people.addOrganisation(vendor(today));
    const { token } = await enter();
    expect(await authenticate(deps, token)).toMatchObject({ id: 'li', role: 'investigator', organisation: '机构' });
    nowMs += 86_400_000;
    await expect(authenticate(deps, token)).rejects.toMatchObject({ code: 'session.contractEnded' });
    await expect(enter()).rejects.toMatchObject({ code: 'session.contractEnded' });
    // Who does not know the password learns nothing of contracts.
    await expect(enter('wrong')).rejects.toMatchObject({ code: 'signIn.wrong' });
    await people.keepOrganisation(vendor(addDays(today, 30)));
    expect(await authenticate(deps, token)).toMatchObject({ id: 'li' });
  });

  it('is refused from the moment it is disabled', async () => {
    await people.addOrganisation(vendor(today));
    const { token } = await enter();
    await people.setDisabled('li' as AccountId, nowMs);
    await expect(authenticate(deps, token)).rejects.toMatchObject({ code: 'session.disabled' });
    await expect(enter()).rejects.toMatchObject({ code: 'session.disabled' });
    await people.setDisabled('li' as AccountId, undefined);
    expect(await authenticate(deps, token)).toMatchObject({ id: 'li' });
  });
});
