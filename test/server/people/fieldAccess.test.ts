import { describe, expect, it } from 'vitest';
import { accessTo, FIELDS, maskBankAccount, maskField, maskIdNumber, showFields, viewerOf, VIEWERS } from '../../../server/people/fieldAccess.ts';
import type { Access, Field, Viewer } from '../../../server/people/fieldAccess.ts';
import { ROLES } from '../../../server/people/contract.ts';
import { DOMAIN_ROLES } from '../../../server/rules/contract.ts';

/** A record with a value of its own in every field, none of which is part of another. */
const RECORD: Record<Exclude<Field, 'minorsData'>, string> = {
  caseNumber: 'XC-2026-0001', memberCount: 'four-members', applicantName: '张晓明', memberName: '其木格', aidAmount: 'amount-177900',
  idNumber: '150102198003011234', birthDay: '1980-03-01', phone: '13904716628', address: '光明路社区 18 号院 3 号楼', coordinates: '40.84,111.75',
  bankAccount: '6222020602012345678', diagnosis: '慢性肾衰竭', disability: '肢体二级', income: 'wage-150000', property: 'house-60m2', formAnswer: '冬季无取暖',
  signature: 'strokes', calculation: 'T=182100', report: '调查报告正文', decision: 'decision-text', obligor: '女儿王芳', checkReport: '银行核对结果',
  neighbourIdentity: '李邻居', neighbourStatement: '邻里陈述正文',
};
const shownTo = (viewer: Viewer, ofMinor = false, purpose?: string): Partial<Record<Field, string>> =>
  showFields(RECORD, { viewer, ofMinor, ...(purpose !== undefined && { purpose }) });

/** The field's own page, written down a second time and by role, so that a slip in the table is seen here. */
const EXPECTED: Record<Viewer, { readonly clear: readonly Field[]; readonly masked: readonly Field[] }> = {
  orgAdmin: { clear: ['caseNumber', 'memberCount'], masked: ['applicantName', 'memberName', 'phone', 'address'] },
  investigator: {
    clear: FIELDS.filter((field) => !['aidAmount', 'calculation', 'decision', 'checkReport', 'minorsData'].includes(field)),
    masked: [],
  },
  formerInvestigator: { clear: ['caseNumber', 'memberCount'], masked: ['applicantName', 'memberName', 'idNumber', 'birthDay', 'phone', 'address', 'bankAccount'] },
  clerk: { clear: FIELDS.filter((field) => field !== 'checkReport' && field !== 'minorsData'), masked: [] },
  approver: { clear: FIELDS.filter((field) => field !== 'minorsData'), masked: [] },
  supervisor: {
    clear: ['caseNumber', 'memberCount', 'applicantName', 'memberName', 'aidAmount', 'phone', 'address', 'coordinates', 'income', 'property', 'formAnswer', 'signature', 'calculation', 'report', 'decision', 'neighbourStatement'],
    masked: ['idNumber', 'birthDay', 'bankAccount', 'neighbourIdentity'],
  },
  reviewer: {
    clear: ['caseNumber', 'memberCount', 'aidAmount', 'income', 'property', 'formAnswer', 'calculation', 'report', 'decision', 'neighbourStatement'],
    masked: ['applicantName', 'memberName', 'idNumber', 'birthDay', 'phone', 'address', 'bankAccount', 'neighbourIdentity'],
  },
  householdMember: {
    clear: FIELDS.filter((field) => !['report', 'obligor', 'checkReport', 'neighbourIdentity', 'neighbourStatement', 'minorsData'].includes(field)),
    masked: [],
  },
  systemAdmin: { clear: [], masked: [] },
  public: { clear: ['memberCount', 'applicantName', 'aidAmount'], masked: [] },
};
const EVERY_CELL = VIEWERS.flatMap((viewer) => (Object.keys(RECORD) as Exclude<Field, 'minorsData'>[]).map((field) => ({ viewer, field })));

describe('every role and every field', () => {
  it.each(EVERY_CELL)('$viewer sees $field as the page of the field says', ({ viewer, field }) => {
    const { clear, masked } = EXPECTED[viewer];
    const expected: Access = clear.includes(field) ? 'clear' : masked.includes(field) ? 'masked' : 'hidden';
    expect(accessTo(field, { viewer, ofMinor: false })).toBe(expected);
    const shown = shownTo(viewer)[field];
    if (expected === 'clear') expect(shown).toBe(RECORD[field]);
    if (expected === 'masked') {
      expect(shown).toMatch(field === 'birthDay' ? /^\d{4}$/u : /\*/u);
      expect(shown).not.toContain(RECORD[field]);
    }
    if (expected === 'hidden') expect(JSON.stringify(shownTo(viewer))).not.toContain(RECORD[field]);
  });

  it('shows nothing of a child’s to whoever may not see minors, not even masked', () => {
    const personal: Field[] = ['memberName', 'applicantName', 'idNumber', 'birthDay', 'phone', 'address', 'diagnosis', 'disability', 'income', 'formAnswer', 'signature'];
    for (const viewer of ['orgAdmin', 'formerInvestigator', 'supervisor', 'reviewer', 'systemAdmin', 'public'] as const) {
      for (const field of personal) expect(accessTo(field, { viewer, ofMinor: true }), `${viewer} ${field}`).toBe('hidden');
    }
    for (const viewer of ['investigator', 'clerk', 'approver', 'householdMember'] as const) {
      for (const field of personal) expect(accessTo(field, { viewer, ofMinor: true })).toBe(accessTo(field, { viewer, ofMinor: false }));
    }
    expect(shownTo('supervisor', true)).toEqual({
      caseNumber: RECORD.caseNumber, memberCount: RECORD.memberCount, aidAmount: RECORD.aidAmount, calculation: RECORD.calculation, report: RECORD.report, decision: RECORD.decision,
    });
  });

  it('shows the household nothing that tells which neighbour spoke', () => {
    const shown = JSON.stringify(shownTo('householdMember'));
    for (const field of ['neighbourIdentity', 'neighbourStatement'] as const) expect(shown).not.toContain(RECORD[field]);
  });

  it('shows a publicity page the applicant’s name, the number of members and the amount, and nothing else', () => {
    expect(shownTo('public')).toEqual({ memberCount: RECORD.memberCount, applicantName: RECORD.applicantName, aidAmount: RECORD.aidAmount });
  });
});

describe('lifting a mask', () => {
  it('needs a purpose and the role for it', () => {
    expect(shownTo('reviewer', false, '抽查核对').idNumber).toBe(RECORD.idNumber);
    expect(shownTo('supervisor', false, '抽查核对').bankAccount).toBe(RECORD.bankAccount);
    expect(shownTo('reviewer', false, '  ').idNumber).toContain('*');
    for (const viewer of ['orgAdmin', 'formerInvestigator'] as const) expect(shownTo(viewer, false, '抽查核对').applicantName).toBe('张**');
  });

  it('never reveals what is hidden', () => {
    for (const { viewer, field } of EVERY_CELL) {
      for (const ofMinor of [false, true]) {
        if (accessTo(field, { viewer, ofMinor }) === 'hidden') expect(accessTo(field, { viewer, ofMinor, purpose: '抽查核对' })).toBe('hidden');
      }
    }
  });
});

describe('masks', () => {
  it('keep the first three and last four of an ID number and the last four of an account', () => {
    expect(maskIdNumber('150102198003011234')).toBe('150***********1234');
    expect(maskIdNumber('150102800301123')).toBe('150********1123');
    expect(maskBankAccount('6222020602012345678')).toBe('***************5678');
  });

  it('hide the whole of what is too short to hide anything', () => {
    expect(maskIdNumber('1501021')).toBe('*******');
    expect(maskBankAccount('1234')).toBe('****');
  });

  it('exist for everything that is masked for anybody, and refuse what they cannot mask', () => {
    for (const { viewer, field } of EVERY_CELL) {
      if (accessTo(field, { viewer, ofMinor: false }) === 'masked') expect(maskField(field, RECORD[field])).not.toBe(RECORD[field]);
    }
    expect(() => maskField('diagnosis', '肾衰竭')).toThrow();
    expect(() => maskField('idNumber', 150102)).toThrow();
  });
});

describe('the viewer', () => {
  it('is an investigator until the visit was sealed and the days have passed', () => {
    expect(viewerOf('investigator', undefined, 1000, 100)).toBe('investigator');
    expect(viewerOf('investigator', 1000, 1099, 100)).toBe('investigator');
    expect(viewerOf('investigator', 1000, 1100, 100)).toBe('formerInvestigator');
    expect(viewerOf('clerk', 1000, 9999, 100)).toBe('clerk');
  });

  it('has a column for every role there is, in the field and in the accounts', () => {
    for (const role of [...DOMAIN_ROLES, ...ROLES]) expect(VIEWERS as readonly string[], role).toContain(role);
  });
});
