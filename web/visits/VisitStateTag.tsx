import type { VisitSummary } from '../../server/visits/contract.ts';
import type { Tone } from '../kit/Tag.tsx';
import { Tag } from '../kit/Tag.tsx';
import { useVisitTexts } from './texts.ts';

const TONES: Record<VisitSummary['state'], Tone> = {
  appointed: 'neutral',
  inProgress: 'accent',
  closed: 'warn',
  sealed: 'good',
};

export function VisitStateTag({ visit, testId }: { readonly visit: VisitSummary; readonly testId?: string }) {
  const t = useVisitTexts();
  const live = visit.live && visit.state === 'inProgress';
  return (
    <Tag
      tone={live ? 'live' : TONES[visit.state]}
      dot={live}
      state={visit.state}
      {...(testId !== undefined && { testId })}
    >
      {live ? t('state.live') : t(`state.${visit.state}`)}
    </Tag>
  );
}
