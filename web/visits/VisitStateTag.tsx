import type { VisitSummary } from '../../server/visits/contract.ts';
import type { VisitPhase } from '../../server/visits/phases/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import type { Tone } from '../kit/Tag.tsx';
import { Tag } from '../kit/Tag.tsx';
import { useVisitTexts } from './texts.ts';

const TONES: Record<VisitPhase, Tone> = { planned: 'neutral', live: 'accent', finishing: 'warn', sealed: 'good', over: 'warn' };

export function VisitStateTag({ visit, testId }: { readonly visit: VisitSummary; readonly testId?: string }) {
  const t = useVisitTexts();
  const live = visit.live && phaseOf(visit.state) === 'live';
  return (
    <Tag
      tone={live ? 'live' : TONES[phaseOf(visit.state)]}
      dot={live}
      state={visit.state}
      {...(testId !== undefined && { testId })}
    >
      {live ? t('state.live') : t(`state.${visit.state}`)}
    </Tag>
  );
}
