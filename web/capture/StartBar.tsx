import { VideoCameraOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { StepBar } from '../fieldwork/StepBar.tsx';
import styles from './StartBar.module.css';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly visit: VisitDetail;
  /** Opens the camera; at the door that is the arrival. */
  readonly onCamera: () => void;
  readonly onClose: () => void;
}

/** What to do next on this screen, within reach of the thumb; and, while the visit goes on, the way to the camera. */
export function StartBar({ visit, onCamera, onClose }: Props) {
  const t = useCaptureTexts();
  const hint = visit.state === 'appointed' ? (visit.presence.present.length === 0 ? t('start.hint') : undefined) : visit.may.publish ? t(visit.live ? 'continue.other' : 'continue.hint') : undefined;
  return (
    <div className={styles.bar}>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      <StepBar visit={visit} onArrive={onCamera} onClose={onClose} />
      {visit.may.publish && !visit.live && (
        <Button className={styles.camera ?? ''} size="large" block icon={<VideoCameraOutlined />} data-testid="continue-camera" onClick={onCamera}>{t('continue')}</Button>
      )}
    </div>
  );
}
