import { Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useReached } from '../kit/reach.ts';
import { useSession } from '../people/useSession.ts';
import { actOnVisit } from '../visits/queries.ts';
import { useKeptActs } from '../visits/useFieldVisit.ts';
import { AcceptSheet } from './AcceptSheet.tsx';
import { deviceId } from '../device/deviceId.ts';
import { DoorPanel } from './DoorPanel.tsx';
import { ExitSheet } from './ExitSheet.tsx';
import styles from './fieldwork.module.css';
import { FormPanel } from './form/FormPanel.tsx';
import type { NextStep } from './nextStep.ts';
import { nextStepOf } from './nextStep.ts';
import { SignPanel } from './SignPanel.tsx';
import { useFieldTexts } from './texts.ts';

interface Props {
  readonly visit: VisitDetail;
  /** On the camera's picture. */
  readonly dark?: boolean;
  /** At the door: opens the camera, which arrives. */
  readonly onArrive: () => void;
  readonly onClose: () => void;
  /** Takes a picture as evidence for a line; missing without a camera. */
  readonly onPhoto?: (formItemId: string) => Promise<void>;
}

/** The one thing to do next in this visit, and the way out when it can't go on. */
export function StepBar({ visit, dark = false, onArrive, onClose, onPhoto }: Props) {
  const t = useFieldTexts();
  const queries = useQueryClient();
  const ownId = useSession().data?.account.id ?? '';
  const [open, setOpen] = useState<'accept' | 'door' | 'form' | 'sign' | 'exit'>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const step = nextStepOf(visit, ownId);
  const partner = visit.investigators.find(({ id }) => id !== ownId);
  const partnerIsHere = visit.presence.present.some((one) => one.accountId === partner?.id);
  const close = (): void => { setOpen(undefined); };

  async function act(wish: Parameters<typeof actOnVisit>[2]): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await actOnVisit(queries, visit.id, wish);
      if (wish.act === 'start') setOpen('form');
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  const DO: Record<Exclude<NextStep, 'none' | 'waitForPartner'>, () => void> = {
    accept: () => { setOpen('accept'); },
    arrive: onArrive,
    join: () => void act({ act: 'join', deviceId: deviceId() }),
    door: () => { setOpen('door'); },
    start: () => void act({ act: 'start' }),
    form: () => { setOpen('form'); },
    sign: () => { setOpen('sign'); },
    close: onClose,
  };
  const kept = useKeptActs(visit.id).acts.length > 0;
  const reached = useReached();
  const waits = step === 'start' && !partnerIsHere;
  const name = partner?.name ?? t('partner');
  return (
    <div className={`${styles.stepBar} ${dark ? styles.dark : ''}`} data-testid="step-bar" data-step={step} data-state={visit.state}>
      {error !== undefined && <ErrorNotice error={error} />}
      {(step === 'waitForPartner' || waits) && <p className={styles.hint} role="status">{t(waits ? (kept ? 'start.offline' : 'start.waiting') : 'accept.waiting', { name })}</p>}
      {step !== 'none' && step !== 'waitForPartner' && (
        <Button type="primary" size="large" block loading={busy} data-testid={`step-${step}`} onClick={DO[step]}>{t(`step.${step}`)}</Button>
      )}
      {step === 'arrive' && !reached && (
        <Button size="large" block loading={busy} data-testid="step-join-later" onClick={() => void act({ act: 'join', deviceId: deviceId() })}>{t('join.later')}</Button>
      )}
      {step === 'sign' && (
        <Button size="large" block data-testid="step-form" onClick={() => { setOpen('form'); }}>{t('form.look')}</Button>
      )}
      {(phaseOf(visit.state) === 'live' && visit.state !== 'signed') && (
        <button type="button" className={styles.exit} data-testid="cannot-go-on" onClick={() => { setOpen('exit'); }}>{t('exit.open')}</button>
      )}
      {open === 'accept' && <AcceptSheet visit={visit} onDone={close} />}
      {open === 'door' && <DoorPanel visit={visit} onBack={close} onStart={() => void act({ act: 'start' })} partnerIsHere={partnerIsHere || kept} partnerName={name} />}
      {open === 'form' && <FormPanel visit={visit} onBack={close} onReadBack={() => { setOpen('sign'); }} {...(onPhoto && { onPhoto })} />}
      {open === 'sign' && <SignPanel visit={visit} ownId={ownId} onBack={close} onSigned={close} />}
      {open === 'exit' && <ExitSheet visit={visit} onDone={close} />}
    </div>
  );
}
