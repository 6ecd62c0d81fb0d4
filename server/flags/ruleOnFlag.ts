import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { FlagId, FlagView, RuleOnFlag } from './contract.ts';
import type { Flag } from './flag.ts';
import { viewOfFlag } from './flag.ts';
import type { FlagDeps } from './raiseFlag.ts';

/** A person says what a flag was. The caller has checked the ability. */
export async function ruleOnFlag(deps: FlagDeps, actor: Actor, flag: Flag, { ruling, note }: RuleOnFlag): Promise<FlagView> {
  await deps.trail.append({
    act: 'flag.ruled',
    actor: inTrail(actor),
    object: { kind: 'flag', id: flag._id },
    visitId: flag.visitId,
    details: { kind: flag.kind, ruling },
    ...(note !== '' && { personal: { note } }),
  });
  const ruled = await deps.flags.rule(flag._id, { ruling, note, ruledById: actor.id, ruledBy: actor.name, ruledAtMs: deps.now() });
  deps.changed(flag.visitId);
  return viewOfFlag(ruled ?? flag);
}

/** @throws UserError `flag.unknown` */
export async function findFlag(deps: FlagDeps, id: string): Promise<Flag> {
  const flag = await deps.flags.flag(id as FlagId);
  if (!flag) throw new UserError('flag.unknown');
  return flag;
}
