import { AlertOutlined, AudioOutlined, EyeInvisibleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import { Marks } from '../../exchange/Marks.tsx';
import { useExchangeTexts } from '../../exchange/texts.ts';
import { useExchange } from '../../exchange/useExchange.ts';
import type { FieldMedia } from '../openCamera.ts';
import { EmergencySheet } from './EmergencySheet.tsx';
import styles from './FieldExchange.module.css';
import { OfficerVoice } from './OfficerVoice.tsx';
import { RequestCard } from './RequestCard.tsx';
import { useDeviceReport } from './useDeviceReport.ts';

interface Props {
  readonly visit: VisitDetail;
  readonly media: FieldMedia;
  readonly onMedia: (media: FieldMedia) => void;
  readonly preview: RefObject<HTMLVideoElement | null>;
}

/** What the field looks at before anything else: asked for, and not done yet. */
const ASKED = new Set(['prompt', 'photoRequest', 'snapshot', 'control', 'redo']);

/** Everything that comes from the officer, on the phone: never hidden, always answerable. */
export function FieldExchange({ visit, media, onMedia, preview }: Props) {
  const t = useExchangeTexts();
  const { items, view, put, answer, pause, socket } = useExchange(visit.id);
  const [earpiece, setEarpiece] = useState(false);
  const [calling, setCalling] = useState(false);
  const delivered = useRef(new Set<string>());
  useDeviceReport(socket, visit.id, media.camera, earpiece);

  useEffect(() => {
    for (const { id, kind, state } of items) {
      if (state !== 'sent' || !(ASKED.has(kind) || kind === 'point' || kind === 'drawing') || delivered.current.has(id)) continue;
      delivered.current.add(id);
      answer(id, 'delivered').catch(() => delivered.current.delete(id));
    }
  }, [items, answer]);

  const open = items.filter(({ kind, state }) => ASKED.has(kind) && (state === 'sent' || state === 'delivered' || (state === 'acknowledged' && kind !== 'prompt')));
  const call = items.findLast(({ kind }) => kind === 'emergency');
  const paused = visit.privacySinceMs !== undefined;
  return (
    <>
      <Marks items={items} video={preview} />
      {paused && (
        <div className={styles.privacy} data-testid="privacy-pause" role="status">
          <EyeInvisibleOutlined aria-hidden />
          <strong>{t('privacy.on')}</strong>
          <p>{t('privacy.text')}</p>
          <Button size="large" type="primary" data-testid="privacy-resume" onClick={() => void pause(false).catch(() => undefined)}>{t('field.resume')}</Button>
        </div>
      )}
      <div className={styles.panel} data-paused={paused}>
        <OfficerVoice socket={socket} visitId={visit.id} items={items} />
        {view?.lead && <span className={styles.lead} data-testid="lead">{t('field.lead', { name: view.lead.name })}</span>}
        {call?.state === 'acknowledged' && <p className={styles.voice} role="status">{t('field.emergency.heard', { name: call.answeredBy ?? '' })}</p>}
        {open.slice(0, 2).map((item) => (
          <RequestCard key={item.id} item={item} visit={visit} media={media} onMedia={onMedia} preview={preview} answer={answer} />
        ))}
        <div className={styles.tools}>
          <button type="button" aria-pressed={earpiece} data-testid="earpiece" onClick={() => { setEarpiece(!earpiece); }}>
            <AudioOutlined aria-hidden />{t(earpiece ? 'field.earpiece' : 'field.no.earpiece')}
          </button>
          {!paused && (
            <button type="button" data-testid="privacy" onClick={() => void pause(true).catch(() => undefined)}>
              <EyeInvisibleOutlined aria-hidden />{t('field.privacy')}
            </button>
          )}
          <button type="button" className={styles.emergency} data-testid="emergency" onClick={() => { setCalling(true); }}>
            <AlertOutlined aria-hidden />{t('field.emergency')}
          </button>
        </div>
      </div>
      <EmergencySheet open={calling} visitId={visit.id} socket={socket} onCalled={put} onClose={() => { setCalling(false); }} />
    </>
  );
}
