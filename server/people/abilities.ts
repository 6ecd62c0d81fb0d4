import type { Role } from './contract.ts';

/** Everything a person can do or look at. */
export const ACTIONS = [
  'visit.list', 'visit.view', 'visit.assign', 'visit.act', 'visit.publish', 'form.view', 'form.answer',
  'visit.watch', 'photo.add', 'photo.view', 'gap.explain', 'replay.open', 'staff.list',
  'trail.read', 'flag.view', 'flag.rule', 'caseFile.export', 'retention.view', 'retention.hold', 'retention.destroy',
  'procedure.view', 'case.act', 'deadline.view', 'calculation.view', 'calculation.make', 'need.view', 'need.decide',
  'report.view', 'report.write', 'report.review', 'interview.view', 'interview.add', 'document.view', 'document.issue',
  'policy.view', 'policy.edit', 'calendar.edit', 'dashboard.organisation', 'dashboard.district',
  'case.list', 'case.view', 'case.edit', 'case.import', 'case.unmask', 'staff.manage', 'organisation.manage',
  'visit.instruct', 'visit.speak', 'visit.pause', 'visit.alarm', 'visit.score', 'gap.rule', 'spotCheck.draw',
  'exchange.view', 'exchange.answer', 'device.report',
] as const;
export type Action = (typeof ACTIONS)[number];

/** On whose visits and cases: those assigned to the person, of their organisation, of their town, or the whole district's. */
export type Scope = 'own' | 'organisation' | 'town' | 'district';

/** The one table of who may do what. What is not here is denied. */
const ABILITIES: Readonly<Record<Role, Partial<Record<Action, Scope>>>> = {
  investigator: {
    'case.list': 'own',
    'case.view': 'own',
    'visit.list': 'own',
    'visit.view': 'own',
    'visit.act': 'own',
    'visit.publish': 'own',
    'form.view': 'own',
    'form.answer': 'own',
    'photo.add': 'own',
    'photo.view': 'own',
    'gap.explain': 'own',
    'procedure.view': 'own',
    // As far as the rules of the case, which then say by name what is not an investigator's.
    'case.act': 'own',
    'deadline.view': 'own',
    'report.view': 'own',
    'report.write': 'own',
    'interview.view': 'own',
    'interview.add': 'own',
    'document.view': 'own',
    'document.issue': 'own',
    'visit.pause': 'own',
    'visit.alarm': 'own',
    'exchange.view': 'own',
    'exchange.answer': 'own',
    'device.report': 'own',
  },
  orgAdmin: {
    'case.list': 'organisation',
    'case.view': 'organisation',
    'staff.manage': 'organisation',
    'visit.list': 'organisation',
    'visit.assign': 'organisation',
    'visit.act': 'organisation',
    'staff.list': 'organisation',
    'case.act': 'organisation',
    'deadline.view': 'organisation',
    'dashboard.organisation': 'organisation',
  },
  supervisor: {
    'case.list': 'district',
    'case.view': 'district',
    'case.unmask': 'district',
    'visit.list': 'district',
    'visit.view': 'district',
    'visit.watch': 'district',
    'visit.act': 'district',
    'form.view': 'district',
    'photo.view': 'district',
    'replay.open': 'district',
    'trail.read': 'district',
    'flag.view': 'district',
    'flag.rule': 'district',
    'caseFile.export': 'district',
    'retention.view': 'district',
    'retention.hold': 'district',
    'retention.destroy': 'district',
    'procedure.view': 'district',
    'case.act': 'district',
    'deadline.view': 'district',
    'calculation.view': 'district',
    'need.view': 'district',
    'report.view': 'district',
    'interview.view': 'district',
    'document.view': 'district',
    'policy.view': 'district',
    'policy.edit': 'district',
    'calendar.edit': 'district',
    'dashboard.district': 'district',
    'visit.instruct': 'district',
    'visit.speak': 'district',
    'visit.pause': 'district',
    'visit.score': 'district',
    'gap.rule': 'district',
    'spotCheck.draw': 'district',
    'exchange.view': 'district',
  },
  reviewer: {
    'case.list': 'district',
    'case.view': 'district',
    'case.unmask': 'district',
    'visit.list': 'district',
    'visit.view': 'district',
    'form.view': 'district',
    'photo.view': 'district',
    'replay.open': 'district',
    'trail.read': 'district',
    'flag.view': 'district',
    'caseFile.export': 'district',
    'retention.view': 'district',
    'retention.hold': 'district',
    'retention.destroy': 'district',
    'procedure.view': 'district',
    'case.act': 'district',
    'deadline.view': 'district',
    'calculation.view': 'district',
    'need.view': 'district',
    'report.view': 'district',
    'report.review': 'district',
    'interview.view': 'district',
    'document.view': 'district',
    'policy.view': 'district',
    'exchange.view': 'district',
  },
  clerk: {
    'visit.list': 'town',
    'form.view': 'town',
    'case.list': 'town',
    'case.view': 'town',
    'case.edit': 'town',
    'case.import': 'town',
    'procedure.view': 'town',
    'case.act': 'town',
    'deadline.view': 'town',
    'calculation.view': 'town',
    'calculation.make': 'town',
    'need.view': 'town',
    'need.decide': 'town',
    'report.view': 'town',
    'report.review': 'town',
    'interview.view': 'town',
    'document.view': 'town',
    'document.issue': 'town',
    'policy.view': 'district',
  },
  approver: {
    'visit.list': 'town',
    'form.view': 'town',
    'case.list': 'town',
    'case.view': 'town',
    'procedure.view': 'town',
    'case.act': 'town',
    'deadline.view': 'town',
    'calculation.view': 'town',
    'calculation.make': 'town',
    'need.view': 'town',
    'need.decide': 'town',
    'report.view': 'town',
    'interview.view': 'town',
    'document.view': 'town',
    'policy.view': 'district',
  },
  // Signs in nowhere yet: what a household sees is handed to it by its investigators and its town.
  householdMember: {},
  systemAdmin: {
    'staff.manage': 'district',
    'organisation.manage': 'district',
    'policy.view': 'district',
    'calendar.edit': 'district',
    'exchange.view': 'district',
  },
};

/** On which visits a role may do this; undefined where it may not at all. */
export function scopeOf(role: Role, action: Action): Scope | undefined {
  return ABILITIES[role][action];
}

/** What an ability's scope is checked against. */
export interface Owned {
  readonly organisationId?: string | undefined;
  readonly investigatorIds: readonly string[];
  /** The town's office, of a case. */
  readonly townId?: string | undefined;
}

/** Whether this person may do this to this object. */
export function may(actor: { id: string; role: Role; organisationId: string }, action: Action, object: Owned): boolean {
  switch (scopeOf(actor.role, action)) {
    case 'district': return true;
    case 'organisation': return object.organisationId === actor.organisationId;
    case 'town': return object.townId === actor.organisationId;
    case 'own': return object.investigatorIds.includes(actor.id);
    case undefined: return false;
  }
}
