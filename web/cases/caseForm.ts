import type { CaseDraft, CaseDraftInput, Member } from '../../server/cases/contract.ts';
import { GEOFENCE_METRES } from '../../server/cases/contract.ts';
import { newId } from '../kit/newId.ts';

/** A member as the form holds it: everything is text until it is sent. */
export type MemberFields = Record<'id' | 'name' | 'relation' | 'idNumber' | 'idNumberReason' | 'birthDay' | 'sex' | 'health' | 'illness' | 'employment', string> & { readonly cohabiting: boolean };

export interface CaseFields {
  readonly texts: Record<'caseNumber' | 'caseType' | 'villageId' | 'organisationId' | 'address' | 'actualAddress' | 'phone' | 'income' | 'debt' | 'latitude' | 'longitude' | 'fence' | 'note', string>;
  readonly povertyCauses: readonly string[];
  readonly members: readonly MemberFields[];
}

export function emptyMember(relation: string): MemberFields {
  return { id: newId(), name: '', relation, idNumber: '', idNumberReason: '', birthDay: '', sex: '', health: '', illness: '', employment: '', cohabiting: true };
}

const yuan = (fen: number | undefined): string => (fen === undefined ? '' : String(fen / 100));
const number = (value: number | undefined): string => (value === undefined ? '' : String(value));

export function fieldsOf(draft: Partial<CaseDraft>): CaseFields {
  const { caseNumber = '', caseType = 'dibao', villageId = '', organisationId = '', address = '', actualAddress = '', phone = '', declaredIncomeFen, debtFen, home, note = '' } = draft;
  return {
    texts: {
      caseNumber, caseType, villageId, organisationId, address, actualAddress, phone, income: yuan(declaredIncomeFen), debt: yuan(debtFen),
      latitude: number(home?.latitude), longitude: number(home?.longitude), fence: number(home?.geofenceMetres ?? GEOFENCE_METRES.usual), note,
    },
    povertyCauses: draft.povertyCauses ?? [],
    members: (draft.members ?? []).map((member) => ({ ...emptyMember('other'), ...textsOf(member), cohabiting: member.cohabiting })),
  };
}

function textsOf(member: Member): Partial<MemberFields> {
  return Object.fromEntries(Object.entries(member).filter(([, value]) => typeof value === 'string'));
}

/**
 * What is sent. Fields the form does not show stay as they were.
 * @returns the draft, or which fields are no numbers
 */
export function draftOf({ texts, povertyCauses, members }: CaseFields, before: Partial<CaseDraft>): { draft: CaseDraftInput; wrong: Record<string, 'money' | 'number'> } {
  const wrong: Record<string, 'money' | 'number'> = {};
  const fen = (key: 'income' | 'debt', path: string): number | undefined => {
    const text = texts[key].replace(/[,，\s]/gu, '');
    if (text === '') return undefined;
    if (!/^\d{1,10}(\.\d{1,2})?$/u.test(text)) wrong[path] = 'money';
    const [whole = '0', fraction = ''] = text.split('.');
    return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  };
  const degrees = (key: 'latitude' | 'longitude' | 'fence', path: string): number => {
    const value = Number(texts[key]);
    if (texts[key].trim() === '' || !Number.isFinite(value)) wrong[path] = 'number';
    return value;
  };
  const filled = (value: string): string | undefined => (value.trim() === '' ? undefined : value.trim());
  const hasHome = texts.latitude.trim() !== '' || texts.longitude.trim() !== '';
  const draft = {
    ...before,
    caseNumber: texts.caseNumber, caseType: texts.caseType, villageId: texts.villageId, organisationId: filled(texts.organisationId),
    address: texts.address, actualAddress: filled(texts.actualAddress), phone: texts.phone, povertyCauses, note: filled(texts.note),
    declaredIncomeFen: fen('income', 'declaredIncomeFen'), debtFen: fen('debt', 'debtFen'),
    home: hasHome
      ? { latitude: degrees('latitude', 'home.latitude'), longitude: degrees('longitude', 'home.longitude'), geofenceMetres: degrees('fence', 'home.geofenceMetres') }
      : undefined,
    members: members.map((member) => ({
      ...before.members?.find((one) => one.id === member.id),
      ...Object.fromEntries(Object.entries(member).map(([key, value]) => [key, typeof value === 'string' && key !== 'name' ? filled(value) : value])),
    })),
  };
  return { draft: draft as unknown as CaseDraftInput, wrong };
}
