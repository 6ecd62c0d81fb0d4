import type { Role } from './contract.ts';

/** Everything a person can do or look at. */
export const ACTIONS = [
  'visit.list', 'visit.view', 'visit.assign', 'visit.start', 'visit.publish', 'visit.close',
  'visit.watch', 'photo.add', 'photo.view', 'gap.explain', 'replay.open', 'household.list', 'staff.list',
  'trail.read', 'flag.view', 'flag.rule', 'caseFile.export',
] as const;
export type Action = (typeof ACTIONS)[number];

/** On whose visits: those assigned to the person, those of their organisation, or the whole district's. */
export type Scope = 'own' | 'organisation' | 'district';

/** The one table of who may do what. What is not here is denied. */
const ABILITIES: Readonly<Record<Role, Partial<Record<Action, Scope>>>> = {
  investigator: {
    'visit.list': 'own',
    'visit.view': 'own',
    'visit.start': 'own',
    'visit.publish': 'own',
    'visit.close': 'own',
    'photo.add': 'own',
    'photo.view': 'own',
    'gap.explain': 'own',
  },
  orgAdmin: {
    'visit.list': 'organisation',
    'visit.assign': 'organisation',
    'household.list': 'district',
    'staff.list': 'organisation',
  },
  supervisor: {
    'visit.list': 'district',
    'visit.view': 'district',
    'visit.watch': 'district',
    'photo.view': 'district',
    'replay.open': 'district',
    'trail.read': 'district',
    'flag.view': 'district',
    'flag.rule': 'district',
    'caseFile.export': 'district',
  },
  reviewer: {
    'visit.list': 'district',
    'visit.view': 'district',
    'photo.view': 'district',
    'replay.open': 'district',
    'trail.read': 'district',
    'flag.view': 'district',
    'caseFile.export': 'district',
  },
};

/** On which visits a role may do this; undefined where it may not at all. */
export function scopeOf(role: Role, action: Action): Scope | undefined {
  return ABILITIES[role][action];
}

/** What an ability's scope is checked against. */
export interface Owned {
  readonly organisationId: string;
  readonly investigatorIds: readonly string[];
}

/** Whether this person may do this to this object. */
export function may(actor: { id: string; role: Role; organisationId: string }, action: Action, object: Owned): boolean {
  switch (scopeOf(actor.role, action)) {
    case 'district': return true;
    case 'organisation': return object.organisationId === actor.organisationId;
    case 'own': return object.investigatorIds.includes(actor.id);
    case undefined: return false;
  }
}
