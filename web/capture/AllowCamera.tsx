import { AudioOutlined, FileProtectOutlined, VideoCameraOutlined, WarningOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { deviceId } from '../device/deviceId.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Sheet } from '../kit/Sheet.tsx';
import { useKitTexts } from '../kit/texts.ts';
import { actOnVisit } from '../visits/queries.ts';
import { deviceChain } from '../sound/measureBudget.ts';
import styles from './AllowCamera.module.css';
import type { FieldMedia } from './openCamera.ts';
import { CameraError, closeMedia, openCamera } from './openCamera.ts';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly open: boolean;
  readonly visit: VisitDetail;
  readonly onCancel: () => void;
  readonly onReady: (media: FieldMedia) => void;
}

/**
 * Says what will be recorded before the browser asks, opens the camera, and only then starts the visit: one
 * that cannot be filmed does not begin.
 */
export function AllowCamera({ open, visit, onCancel, onReady }: Props) {
  const t = useCaptureTexts();
  const kit = useKitTexts();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<'opening' | 'starting'>();
  const [error, setError] = useState<unknown>();

  useEffect(() => {
    if (!open) return;
    setError(undefined);
    // Measured while the person reads, so that nobody waits for it.
    void deviceChain();
  }, [open]);

  async function allow(): Promise<void> {
    setError(undefined);
    setBusy('opening');
    let media: FieldMedia | undefined;
    try {
      media = await openCamera();
      setBusy('starting');
      if (visit.state === 'appointed') await actOnVisit(queries, visit.id, { act: 'arrive', deviceId: deviceId() });
      onReady(media);
    } catch (thrown) {
      if (media) closeMedia(media);
      setError(thrown);
    } finally {
      setBusy(undefined);
    }
  }

  return (
    <Sheet open={open} title={t('allow.title')} onClose={onCancel}>
      <ul className={styles.points}>
        <li><VideoCameraOutlined aria-hidden />{t('allow.picture')}</li>
        <li><AudioOutlined aria-hidden />{t('allow.sound')}</li>
        <li><FileProtectOutlined aria-hidden />{t('allow.record')}</li>
      </ul>
      <p className={styles.told}>{t('allow.told')}</p>
      {error instanceof CameraError && (
        <div className={styles.fault} role="alert" data-testid="camera-fault" data-fault={error.fault}>
          <WarningOutlined aria-hidden />
          <div>
            <strong>{t(`camera.${error.fault}`)}</strong>
            <p>{t(`camera.${error.fault}.text`)}</p>
          </div>
        </div>
      )}
      {error !== undefined && !(error instanceof CameraError) && <ErrorNotice error={error} />}
      <div className={styles.actions}>
        <Button
          type="primary"
          size="large"
          block
          loading={busy !== undefined}
          data-testid="allow-camera"
          onClick={() => void allow()}
        >
          {busy ? t(`allow.${busy}`) : error === undefined ? t('allow.button') : kit('retry')}
        </Button>
        <Button type="text" size="large" block onClick={onCancel}>{kit('cancel')}</Button>
      </div>
    </Sheet>
  );
}
