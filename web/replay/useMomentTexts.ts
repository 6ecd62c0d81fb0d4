import { useCallback } from 'react';
import type { Answer } from '../../server/forms/contract.ts';
import { useEvidenceTexts } from '../evidence/texts.ts';
import { useExchangeTexts } from '../exchange/texts.ts';
import { flagValues } from '../flags/flagValues.ts';
import { useFlagTexts } from '../flags/texts.ts';
import { formatDuration } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { useActTexts } from '../trail/actTexts.ts';
import { useVisitTexts } from '../visits/texts.ts';
import type { MemberNames } from './answerTexts.ts';
import { answerText, questionText } from './answerTexts.ts';
import type { Moment, ToldGap } from './moments.ts';
import { useReplayTexts } from './texts.ts';

export interface MomentTexts {
  readonly title: string;
  /** Who, what became of it, why. */
  readonly detail: string;
}

/** What a moment is called, in this page's language; what a search looks through. */
export function useMomentTexts(answers: readonly Answer[], names: MemberNames): (moment: Moment) => MomentTexts {
  const t = useReplayTexts();
  const shared = useVisitTexts();
  const evidence = useEvidenceTexts();
  const exchange = useExchangeTexts();
  const flags = useFlagTexts();
  const actText = useActTexts();
  const language = useLanguage();

  return useCallback(({ source, endMs, atMs }: Moment): MomentTexts => {
    const join = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join(' · ');
    switch (source.kind) {
      case 'act':
        return { title: actText(source.act), detail: source.who || (source.role ? t(`role.${source.role}`) : t('trail.system')) };
      case 'answer': {
        const { itemId, value, previous, reason, source: from } = source.answer;
        const now = answerText(itemId, value, names, language);
        const changed = previous === undefined || previous === null ? now : t('answer.changed', { before: answerText(itemId, previous, names, language), now });
        return { title: changed, detail: join([questionText(itemId, answers, names, language), from === 'stated' ? undefined : t(`answer.${from}`), reason]) };
      }
      case 'evidence': {
        const { kind, caption, room, takenBy } = source.item;
        return { title: caption ?? evidence(`kind.${kind}`), detail: join([caption === undefined ? undefined : evidence(`kind.${kind}`), room, takenBy]) };
      }
      case 'item': {
        const { kind, text, by, state } = source.item;
        const lasted = endMs === undefined ? undefined : t('lasted', { duration: formatDuration(endMs - atMs) });
        const settled = ['talk', 'whisper', 'privacyPause', 'bookmark', 'point', 'drawing'].includes(kind) ? undefined : exchange(`state.${state}`);
        return { title: text || exchange(`kind.${kind}`), detail: join([text ? exchange(`kind.${kind}`) : undefined, by.name, lasted, settled]) };
      }
      case 'flag': {
        const { kind, ruling, ruledBy, note, evidence: facts } = source.flag;
        return { title: flags(`title.${kind}`), detail: join([flags(`fact.${kind}`, flagValues(facts, language)), ruling ? flags(`ruling.${ruling}`) : t('flag.open'), ruledBy, note]) };
      }
      case 'gap':
        return { title: shared(`gap.${source.gap.kind}`), detail: gapText(source.gap) };
    }

    function gapText({ cause, startMs, endMs: until, explanation, explainedBy, ruling, ruledBy }: ToldGap): string {
      const duration = until === undefined ? shared('gap.open') : formatDuration(Math.max(1000, until - startMs));
      return join([
        t('gap.length', { duration, cause: shared(`cause.${cause}`) }),
        explanation === undefined ? t('gap.unexplained') : t('gap.explanation', { text: explanation, who: explainedBy ?? '' }),
        ruling === undefined ? undefined : t(`gap.${ruling}`, { who: ruledBy ?? '' }),
      ]);
    }
  }, [t, shared, evidence, exchange, flags, actText, language, answers, names]);
}
