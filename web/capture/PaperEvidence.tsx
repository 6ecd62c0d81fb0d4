import { CameraOutlined } from '@ant-design/icons';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { serverNow } from '../kit/serverClock.ts';
import { useVisitItems } from './EvidenceQueues.tsx';
import styles from './PaperEvidence.module.css';
import { useCaptureTexts } from './texts.ts';

/** Photos by the phone's own camera where the household refused to be recorded: of papers, rooms, the paper form. */
export function PaperEvidence({ visit }: { readonly visit: VisitDetail }) {
  const t = useCaptureTexts();
  const { queue, items } = useVisitItems(visit.id);
  return (
    <label className={styles.add}>
      <input
        className="visuallyHidden"
        type="file"
        accept="image/jpeg,image/png,image/webp"
        capture="environment"
        data-testid="photo-file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) {
            queue.add(file, {
              visitId: visit.id, kind: 'photo', takenAtDeviceMs: file.lastModified,
              claims: { clockOffsetMs: Math.round(serverNow() - Date.now()), utcOffsetMin: -new Date().getTimezoneOffset(), device: navigator.userAgent.slice(0, 300) },
            });
          }
          event.target.value = '';
        }}
      />
      <CameraOutlined aria-hidden />
      <span>{t('photo.take')}</span>
      <span className={styles.count}>{t('close.photos.count', { count: Math.max(visit.photos.length, items.length) })}</span>
    </label>
  );
}
