import { Button, Slider } from 'antd';
import type { DeviceReport, SupervisorAct } from '../../server/supervision/contract.ts';
import { useExchangeTexts } from '../exchange/texts.ts';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './WordsSheet.module.css';

interface Props {
  readonly open: boolean;
  readonly report: DeviceReport | undefined;
  readonly onAct: (act: SupervisorAct) => void;
  readonly onClose: () => void;
}

/** What the field's camera can be asked for; only what the device has said that it can. */
export function CameraSheet({ open, report, onAct, onClose }: Props) {
  const t = useExchangeTexts();
  const camera = report?.camera;
  const nothing = !camera || (camera.cameras < 2 && !camera.torch && !camera.zoom);
  return (
    <Sheet open={open} title={t('camera.title')} onClose={onClose}>
      <div className={styles.form}>
        <p className={styles.told}>{t(nothing ? 'camera.none' : 'camera.told')}</p>
        {camera && camera.cameras > 1 && <Button size="large" data-testid="switch-camera" onClick={() => { onAct({ kind: 'control', control: 'switchCamera' }); }}>{t('control.switchCamera')}</Button>}
        {camera?.torch && (
          <>
            <Button size="large" onClick={() => { onAct({ kind: 'control', control: 'torch', value: 1 }); }}>{t('control.torch.on')}</Button>
            <Button size="large" onClick={() => { onAct({ kind: 'control', control: 'torch', value: 0 }); }}>{t('control.torch.off')}</Button>
          </>
        )}
        {camera?.zoom && (
          <label>
            {t('control.zoom')}
            <Slider min={camera.zoom.min} max={Math.min(100, camera.zoom.max)} step={0.1} defaultValue={camera.zoom.now} onChangeComplete={(value) => { onAct({ kind: 'control', control: 'zoom', value }); }} />
          </label>
        )}
      </div>
    </Sheet>
  );
}
