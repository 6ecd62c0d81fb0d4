import { PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import type { EvidenceKind } from '../../server/evidence/kinds/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { serverNow } from '../kit/serverClock.ts';
import { Sheet } from '../kit/Sheet.tsx';
import { AddSheet } from './AddSheet.tsx';
import { DescribeSheet } from './DescribeSheet.tsx';
import styles from './EvidenceBar.module.css';
import { useEvidenceQueue, useVisitItems } from './EvidenceQueues.tsx';
import { EvidenceStrip } from './EvidenceStrip.tsx';
import { NoteRecorder } from './NoteRecorder.tsx';
import type { FieldMedia } from './openCamera.ts';
import { SyncList } from './SyncList.tsx';
import { takePhoto } from './takePhoto.ts';
import { useCaptureTexts } from './texts.ts';
import { useFieldPosition } from './useFieldPosition.ts';
import { WatermarkPreview } from './WatermarkPreview.tsx';

interface Props {
  readonly visit: VisitDetail;
  readonly media: FieldMedia;
  readonly preview: RefObject<HTMLVideoElement | null>;
  readonly onClose: (() => void) | undefined;
  /** The next step of the visit, between the pictures and the shutter. */
  readonly step: ReactNode;
}

/** What will be written on a picture, the shutter, everything else that can be handed in, and the way out of the visit. */
export function EvidenceBar({ visit, media, preview, onClose, step }: Props) {
  const t = useCaptureTexts();
  const { queue, items } = useVisitItems(visit.id);
  const all = useEvidenceQueue().items;
  const position = useFieldPosition();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [flashes, setFlashes] = useState(0);
  const [sheet, setSheet] = useState<'add' | 'sync'>();
  const [noting, setNoting] = useState<'clip' | 'audio'>();
  const [described, setDescribed] = useState<string>();

  function add(blob: Blob, kind: EvidenceKind, takenAtDeviceMs: number): void {
    queue.add(blob, {
      visitId: visit.id,
      kind,
      takenAtDeviceMs,
      claims: {
        clockOffsetMs: Math.round(serverNow() - Date.now()),
        utcOffsetMin: -new Date().getTimezoneOffset(),
        device: navigator.userAgent.slice(0, 300),
        ...(position && { position }),
      },
    });
  }

  async function shoot(): Promise<void> {
    if (busy || !preview.current) return;
    setBusy(true);
    setFailed(false);
    setFlashes((before) => before + 1);
    const takenAtDeviceMs = Date.now();
    try {
      add(await takePhoto(media.camera, preview.current), 'photo', takenAtDeviceMs);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  }

  const item = items.find(({ itemId }) => itemId === described);
  return (
    <>
      {flashes > 0 && <div key={flashes} className={styles.flash} aria-hidden />}
      <div className={styles.bar}>
        {failed && <p className={styles.failed} role="alert">{t('photo.failed')}</p>}
        <WatermarkPreview visit={visit} position={position} />
        <EvidenceStrip queue={queue} items={items} onOpen={setDescribed} onSync={() => { setSheet('sync'); }} pending={all} />
        {!noting && step}
        {noting ? (
          <NoteRecorder
            kind={noting}
            media={media}
            onDone={(blob, startedAtMs) => {
              setNoting(undefined);
              if (blob) add(blob, noting, startedAtMs);
              else setFailed(true);
            }}
          />
        ) : (
          <div className={styles.controls}>
            <button type="button" className={styles.side} aria-label={t('add')} data-testid="add-evidence" onClick={() => { setSheet('add'); }}>
              <span className={styles.sideIcon}><PlusOutlined aria-hidden /></span>
            </button>
            <button
              type="button"
              className={styles.shutter}
              aria-label={t('photo.take')}
              aria-busy={busy}
              data-testid="take-photo"
              onClick={() => void shoot()}
            />
            <button type="button" className={styles.close} disabled={!onClose} data-testid="close-visit" onClick={onClose}>{t('close')}</button>
          </div>
        )}
      </div>
      <AddSheet
        open={sheet === 'add'}
        onCancel={() => { setSheet(undefined); }}
        onFile={(file, kind) => {
          setSheet(undefined);
          add(file, kind, file.lastModified);
        }}
        onNote={(kind) => {
          setSheet(undefined);
          setNoting(kind);
        }}
      />
      <Sheet open={sheet === 'sync'} title={t('sync.title')} onClose={() => { setSheet(undefined); }}>
        <SyncList />
      </Sheet>
      {item && (
        <DescribeSheet
          key={item.itemId}
          item={item}
          onCancel={() => { setDescribed(undefined); }}
          onSave={(description) => {
            queue.describe(item.itemId, description);
            setDescribed(undefined);
          }}
        />
      )}
    </>
  );
}
