import { Button } from 'antd';
import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Answer, ItemView } from '../../../server/supervision/contract.ts';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import { useExchangeTexts } from '../../exchange/texts.ts';
import { useVisitItems } from '../EvidenceQueues.tsx';
import type { FieldMedia } from '../openCamera.ts';
import { takeStill } from '../takePhoto.ts';
import { openOtherCamera, setLight, setZoom } from './cameraControl.ts';
import { evidenceClaims } from './evidenceClaims.ts';
import styles from './FieldExchange.module.css';

interface Props {
  readonly item: ItemView;
  readonly visit: VisitDetail;
  readonly media: FieldMedia;
  readonly onMedia: (media: FieldMedia) => void;
  readonly preview: RefObject<HTMLVideoElement | null>;
  readonly answer: (itemId: string, said: Answer, more?: { evidenceId?: string; reason?: string }) => Promise<void>;
}

/** Time to say no before the device does what the officer asked of it. */
const GRACE_S = 4;

/** One thing that the officer asked for, with its answers. What the device can do alone it does after a moment to decline. */
export function RequestCard({ item, visit, media, onMedia, preview, answer }: Props) {
  const t = useExchangeTexts();
  const { queue } = useVisitItems(visit.id);
  const [leftS, setLeftS] = useState(GRACE_S);
  const [busy, setBusy] = useState(false);
  const ofDevice = item.kind === 'snapshot' || item.kind === 'control';
  const begun = useRef(false);

  async function say(said: Answer, more?: { evidenceId?: string; reason?: string }): Promise<void> {
    setBusy(true);
    // The card stays until the server has the answer; a person can tap again.
    await answer(item.id, said, more).catch(() => undefined);
    setBusy(false);
  }

  async function photograph(kind: 'photo' | 'snapshot'): Promise<void> {
    if (!preview.current) return;
    const takenAtDeviceMs = Date.now();
    setBusy(true);
    try {
      const { blob, from } = await takeStill(media.camera, preview.current);
      const evidenceId = queue.add(blob, { visitId: visit.id, kind, takenAtDeviceMs, claims: { ...evidenceClaims(), requestId: item.id } });
      await say('fulfilled', { evidenceId, reason: from });
    } catch {
      await say('failed', { reason: 'camera' });
    }
  }

  async function operate(): Promise<void> {
    const { control, value = 0 } = item;
    setBusy(true);
    try {
      if (control === 'torch') await setLight(media.camera, value > 0);
      else if (control === 'zoom') await setZoom(media.camera, value);
      else {
        // The recording's ledger learns the cause before the picture stops.
        await answer(item.id, 'acknowledged');
        const camera = await openOtherCamera(media.camera);
        onMedia({ ...media, camera, stream: new MediaStream([camera]) });
      }
      await say('fulfilled');
    } catch {
      await say('failed', { reason: 'unsupported' });
    }
  }

  useEffect(() => {
    if (!ofDevice || leftS === 0) return;
    const timer = setTimeout(() => { setLeftS(leftS - 1); }, 1000);
    return () => { clearTimeout(timer); };
  }, [ofDevice, leftS]);
  useEffect(() => {
    if (!ofDevice || leftS > 0 || begun.current) return;
    begun.current = true;
    void (item.kind === 'snapshot' ? photograph('snapshot') : operate());
  });

  return (
    <section className={styles.card} role="alert" data-testid="request-card" data-kind={item.kind} data-item={item.id}>
      <small>{t('field.from', { name: item.by.name })} · {t(`kind.${item.kind}`)}</small>
      <strong>{item.kind === 'snapshot' ? t('field.snapshot') : item.kind === 'control' ? controlText(item, t) : item.text}</strong>
      <div className={styles.answers}>
        {ofDevice && <span aria-live="off">{t('field.auto', { seconds: leftS })}</span>}
        {item.kind === 'prompt' && <Button type="primary" size="large" loading={busy} data-testid="acknowledge" onClick={() => void say('acknowledged')}>{t('field.ok')}</Button>}
        {item.kind === 'photoRequest' && <Button type="primary" size="large" loading={busy} data-testid="fulfil" onClick={() => void photograph('photo')}>{t('field.shoot')}</Button>}
        {item.kind === 'redo' && <Button type="primary" size="large" loading={busy} data-testid="fulfil" onClick={() => void say('fulfilled')}>{t('field.done')}</Button>}
        {item.kind !== 'prompt' && <Button size="large" disabled={busy} data-testid="decline" onClick={() => { begun.current = true; void say('declined'); }}>{t('field.decline')}</Button>}
      </div>
    </section>
  );
}

/** What the device was asked to do. */
function controlText({ control, value }: ItemView, t: ReturnType<typeof useExchangeTexts>): string {
  if (control === 'torch') return t(value === 0 ? 'control.torch.off' : 'control.torch.on');
  return t(control === 'zoom' ? 'control.zoom' : 'control.switchCamera');
}
