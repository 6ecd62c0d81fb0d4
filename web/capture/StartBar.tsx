import { VideoCameraOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { useCaptureTexts } from './texts.ts';
import styles from './StartBar.module.css';

interface Props {
  readonly visit: VisitDetail;
  readonly onStart: () => void;
}

/** The one thing to do on this screen, within reach of the thumb. */
export function StartBar({ visit, onStart }: Props) {
  const t = useCaptureTexts();
  if (!visit.may.start && !visit.may.publish) return <div className={styles.rest} />;
  const hint = visit.may.start ? t('start.hint') : t(visit.live ? 'continue.other' : 'continue.hint');
  return (
    <div className={styles.bar}>
      <p className={styles.hint}>{hint}</p>
      <Button
        type="primary"
        size="large"
        block
        icon={<VideoCameraOutlined />}
        data-testid="start-visit"
        onClick={onStart}
      >
        {t(visit.may.start ? 'start' : 'continue')}
      </Button>
    </div>
  );
}
