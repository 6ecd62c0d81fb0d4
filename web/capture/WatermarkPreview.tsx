import type { Position } from '../../server/evidence/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { useNow } from '../kit/useNow.ts';
import { useCaptureTexts } from './texts.ts';
import styles from './WatermarkPreview.module.css';

interface Props {
  readonly visit: VisitDetail;
  readonly position: Position | undefined;
}

/** Before the shutter: the moment, place and case that a rendition of the picture will carry. The original carries none. */
export function WatermarkPreview({ visit, position }: Props) {
  const t = useCaptureTexts();
  const language = useLanguage();
  const nowMs = useNow(1000);
  return (
    <p className={styles.watermark} data-testid="watermark-preview">
      <span>{formatMoment(nowMs, language)}</span>
      <span>{visit.household.caseNumber}</span>
      <span>
        {position ? t('watermark.place', {
          latitude: position.latitude.toFixed(3), longitude: position.longitude.toFixed(3), metres: Math.round(position.accuracyM),
        }) : t('watermark.noPlace')}
      </span>
    </p>
  );
}
