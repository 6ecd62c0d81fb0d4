import {
  AimOutlined, AudioOutlined, BookOutlined, BulbOutlined, CameraOutlined, CustomerServiceOutlined, EyeInvisibleOutlined, FileImageOutlined,
  MessageOutlined, RedoOutlined, StopOutlined, UserSwitchOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { ExchangeView } from '../../server/supervision/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { exchangeKey } from '../exchange/useExchange.ts';
import type { useExchange } from '../exchange/useExchange.ts';
import { useExchangeTexts } from '../exchange/texts.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useSession } from '../people/useSession.ts';
import { VoiceSession } from '../rtc/VoiceSession.ts';
import styles from './ActBar.module.css';
import type { WordsKind } from './WordsSheet.tsx';
import { WordsSheet } from './WordsSheet.tsx';
import { CameraSheet } from './CameraSheet.tsx';

interface Props {
  readonly visit: VisitDetail;
  readonly exchange: ReturnType<typeof useExchange>;
  readonly drawing: boolean;
  readonly onDraw: (on: boolean) => void;
}

/** Everything an officer can do in a visit. Each is on record and shown to the field before it takes effect. */
export function ActBar({ visit, exchange, drawing, onDraw }: Props) {
  const t = useExchangeTexts();
  const queries = useQueryClient();
  const own = useSession().data?.account.id;
  const { view, act, pause, socket } = exchange;
  const voice = useRef<VoiceSession>(undefined);
  const [speaking, setSpeaking] = useState<'talk' | 'whisper' | 'starting'>();
  const [sheet, setSheet] = useState<WordsKind | 'camera'>();
  const [error, setError] = useState<unknown>();

  useEffect(() => () => {
    voice.current?.close();
    voice.current = undefined;
  }, [socket, visit.id]);

  async function attempt(what: () => Promise<unknown>): Promise<void> {
    setError(undefined);
    try {
      await what();
    } catch (thrown) {
      setError(thrown);
    }
  }

  async function speak(mode: 'talk' | 'whisper'): Promise<void> {
    if (!socket || speaking === 'starting') return;
    if (speaking) {
      setSpeaking(undefined);
      await voice.current?.stop();
      return;
    }
    setSpeaking('starting');
    await attempt(async () => {
      voice.current ??= new VoiceSession(socket, visit.id);
      const microphone = await voice.current.speak(mode);
      microphone.addEventListener('ended', () => { setSpeaking(undefined); });
      setSpeaking(mode);
    });
    setSpeaking((now) => (now === 'starting' ? undefined : now));
  }

  async function lead(): Promise<void> {
    await attempt(async () => {
      queries.setQueryData(exchangeKey(visit.id), await request<ExchangeView>('POST', `/api/visits/${encodeURIComponent(visit.id)}/lead`));
    });
  }

  const paused = visit.privacySinceMs !== undefined;
  const leads = view?.lead?.id === own;
  const earpiece = view?.report?.earpiece === true;
  return (
    <section className={styles.acts} aria-label={t('pen.title')}>
      {(speaking === 'talk' || speaking === 'whisper') && <p className={styles.speaking} role="status">{t(`${speaking}.on`)}</p>}
      {error !== undefined && <ErrorNotice error={error} />}
      <div className={styles.buttons}>
        <Act icon={speaking === 'talk' ? <StopOutlined /> : <AudioOutlined />} pressed={speaking === 'talk'} testId="act-talk" disabled={speaking === 'whisper'} onClick={() => void speak('talk')}>
          {t(speaking === 'talk' ? 'act.stop' : 'act.talk')}
        </Act>
        <Act
          icon={<CustomerServiceOutlined />} pressed={speaking === 'whisper'} testId="act-whisper" disabled={speaking === 'talk' || (!earpiece && speaking !== 'whisper')}
          title={earpiece ? undefined : t('whisper.none')} onClick={() => void speak('whisper')}
        >
          {t(speaking === 'whisper' ? 'act.stop' : 'act.whisper')}
        </Act>
        <Act icon={<MessageOutlined />} testId="act-prompt" onClick={() => { setSheet('prompt'); }}>{t('act.prompt')}</Act>
        <Act icon={<FileImageOutlined />} testId="act-photo" onClick={() => { setSheet('photoRequest'); }}>{t('act.photo')}</Act>
        <Act icon={<CameraOutlined />} testId="act-snapshot" disabled={paused} onClick={() => void attempt(() => act({ kind: 'snapshot' }))}>{t('act.snapshot')}</Act>
        <Act icon={<BulbOutlined />} testId="act-camera" onClick={() => { setSheet('camera'); }}>{t('act.camera')}</Act>
        <Act icon={<AimOutlined />} testId="act-draw" pressed={drawing} onClick={() => { onDraw(!drawing); }}>{t(drawing ? 'act.draw.stop' : 'act.draw')}</Act>
        <Act icon={<BookOutlined />} testId="act-bookmark" onClick={() => { setSheet('bookmark'); }}>{t('act.bookmark')}</Act>
        <Act icon={<RedoOutlined />} testId="act-redo" onClick={() => { setSheet('redo'); }}>{t('act.redo')}</Act>
        <Act icon={<EyeInvisibleOutlined />} testId="act-pause" pressed={paused} onClick={() => void attempt(() => pause(!paused))}>{t(paused ? 'act.resume' : 'act.pause')}</Act>
        <Act icon={<UserSwitchOutlined />} testId="act-lead" pressed={leads} disabled={leads} onClick={() => void lead()}>
          {leads ? t('act.leading') : view?.lead ? t('act.lead.other', { name: view.lead.name }) : t('act.lead')}
        </Act>
      </div>
      <WordsSheet kind={sheet === 'camera' ? undefined : sheet} onSend={act} onClose={() => { setSheet(undefined); }} />
      <CameraSheet open={sheet === 'camera'} report={view?.report} onAct={(wish) => void attempt(() => act(wish))} onClose={() => { setSheet(undefined); }} />
    </section>
  );
}

interface ActProps {
  readonly icon: ReactNode;
  readonly testId: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly title?: string | undefined;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Act({ icon, testId, pressed, disabled = false, title, onClick, children }: ActProps) {
  return (
    <button type="button" className={styles.act} data-testid={testId} aria-pressed={pressed} disabled={disabled} title={title} onClick={onClick}>
      <span aria-hidden>{icon}</span>{children}
    </button>
  );
}
