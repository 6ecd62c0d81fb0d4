import type { MemberView } from '../../server/cases/contract.ts';
import styles from './CasePage.module.css';
import { useCaseFileTexts } from './caseTexts.ts';
import { Unmaskable } from './Unmaskable.tsx';

interface Props {
  readonly member: MemberView;
  readonly caseId: string;
  readonly may: boolean;
}

/** One member, as far as this person may see them. */
export function MemberCard({ member, caseId, may }: Props) {
  const t = useCaseFileTexts();
  const masked = { caseId, may, memberId: member.id };
  const said = [
    member.sex && t(`sex.${member.sex}`),
    member.health && t(`health.${member.health}`) + (member.illness === undefined ? '' : `（${member.illness}）`),
    member.employment && t(`employment.${member.employment}`),
  ].filter((text) => text !== undefined && text !== '');
  return (
    <li className={styles.member} data-testid="case-member">
      <strong>{member.name !== undefined && <Unmaskable {...masked} field="memberName" value={member.name} />}</strong>
      {member.relation && <span className={styles.soft}>{t(`relation.${member.relation}`)}</span>}
      {member.birthDay !== undefined && <span className={styles.soft}>{member.birthDay}</span>}
      {member.idNumber !== undefined && <span className={styles.number}><Unmaskable {...masked} field="idNumber" value={member.idNumber} /></span>}
      {said.length > 0 && <span className={styles.soft}>{said.join(' · ')}</span>}
    </li>
  );
}
