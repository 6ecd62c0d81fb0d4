import { useVisitTexts } from '../visits/texts.ts';
import { useReplayTexts } from './texts.ts';
import type { TimelineEvent } from './timeline.ts';

/** What an event is called. */
export function useEventLabel(): (event: TimelineEvent) => string {
  const t = useReplayTexts();
  const shared = useVisitTexts();
  return ({ kind, who, role, gap }) => t(`event.${kind}`, {
    who: who || (role ? t(`role.${role}`) : ''),
    what: gap ? shared(`gap.${gap.kind}`) : '',
  });
}
