import { CheckCircleFilled } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { VisitAct } from '../../server/rules/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import type { Ink } from '../../server/visits/record/contract.ts';
import { membersOf } from '../../server/forms/entries/contract.ts';
import { useKeptActs } from '../visits/useFieldVisit.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { newId } from '../kit/newId.ts';
import { Chips } from './Chips.tsx';
import styles from './fieldwork.module.css';
import { readableForm } from './form/readableForm.ts';
import { useForm } from './form/useForm.ts';
import { Panel } from './Panel.tsx';
import { ReadAloud } from './ReadAloud.tsx';
import { SignaturePad } from './SignaturePad.tsx';
import { useFieldTexts } from './texts.ts';
import { useAct } from './useAct.ts';

interface Props {
  readonly visit: VisitDetail;
  readonly ownId: string;
  readonly onBack: () => void;
  readonly onSigned: () => void;
}

/** The form read back in large type, and then signed: each investigator on their own phone, the family on either. */
export function SignPanel({ visit, ownId, onBack, onSigned }: Props) {
  const t = useFieldTexts();
  const form = useForm(visit.id);
  const { act, busy, error } = useAct(visit.id);
  // Kept acts and answers are told in the order in which they were given.
  const kept = useKeptActs(visit.id).acts.length > 0;
  if (!form.view) return <Panel title={t('read.title')} onBack={onBack}>{form.error !== undefined && <ErrorNotice error={form.error} />}</Panel>;
  const sections = readableForm(form.merged);

  if (visit.state === 'inProgress') {
    const sentences = sections.flatMap(({ title, lines }) => [title, ...lines.map(({ label, value }) => `${label}，${value}`)]);
    return (
      <Panel
        title={t('read.title')}
        onBack={onBack}
        testId="read-panel"
        foot={(
          <>
            {form.pending > 0 && !kept && <p className={styles.hint}>{t('read.pending', { count: form.pending })}</p>}
            {error !== undefined && <ErrorNotice error={error} />}
            <Button type="primary" size="large" block loading={busy} disabled={form.pending > 0 && !kept} data-testid="read-back" onClick={() => void act({ act: 'readBack', language: 'zh-CN', means: 'person' })}>{t('read.done')}</Button>
          </>
        )}
      >
        <div className={styles.spread}><p className={styles.soft}>{t('read.text')}</p><ReadAloud sentences={sentences} /></div>
        {sections.map(({ key, title, lines }) => (
          <section key={key} className={styles.card}>
            <h3>{title}</h3>
            <dl className={styles.large}>
              {lines.map(({ itemId, label, value }) => <div key={itemId}><dt className={styles.soft}>{label}</dt><dd>{value}</dd></div>)}
            </dl>
          </section>
        ))}
      </Panel>
    );
  }
  return <Signatures visit={visit} ownId={ownId} members={membersOf(form.merged).filter(mayBeOfAge)} onBack={onBack} onSigned={onSigned} />;
}

/** Children are not offered; who may sign the server decides. */
function mayBeOfAge({ birthDay }: { readonly birthDay?: string }): boolean {
  const [year, month, day] = birthDay?.split('-').map(Number) ?? [];
  return year === undefined || new Date(year + 18, (month ?? 1) - 1, day ?? 1).getTime() <= Date.now();
}

type Signer = 'investigator' | 'member' | 'witness';

function Signatures({ visit, ownId, members, onBack, onSigned }: Omit<Props, never> & { readonly members: readonly { id: string; name: string }[] }) {
  const t = useFieldTexts();
  const [round, setRound] = useState(0);
  const { act, busy, error } = useAct(visit.id, (after) => {
    setRound((before) => before + 1);
    setInk(undefined);
    setChosen(undefined);
    if (after.state === 'signed') onSigned();
  });
  const [ink, setInk] = useState<Ink>();
  const [chosen, setChosen] = useState<Signer>();
  const [memberId, setMemberId] = useState(members[0]?.id);
  const [means, setMeans] = useState<'signature' | 'fingerprint'>('signature');
  const [witness, setWitness] = useState('');
  const signedBy = (as: Signer, id?: string): boolean => visit.signatures.some((one) => one.as === as && (id === undefined || one.signerId === id));
  const byFinger = visit.signatures.some((one) => one.as === 'member' && one.means === 'fingerprint');
  const needsWitness = visit.recordingRefused || byFinger;
  const signer: Signer | undefined = chosen ?? (!signedBy('investigator', ownId) ? 'investigator' : !signedBy('member') ? 'member' : needsWitness && !signedBy('witness') ? 'witness' : undefined);

  const signature: Extract<VisitAct, { act: 'sign' }>['signer'] | undefined =
    signer === 'investigator' ? { as: 'investigator', accountId: ownId }
    : signer === 'member' && memberId !== undefined ? { as: 'member', personId: memberId }
    : signer === 'witness' && witness.trim() !== '' ? { as: 'witness', personId: `witness-${newId().slice(0, 8)}`, name: witness.trim() }
    : undefined;
  const title = signer === 'member' ? t('sign.member') : signer === 'witness' ? t('sign.witness') : t('sign.own');

  return (
    <Panel
      title={t('sign.title')}
      onBack={onBack}
      testId="sign-panel"
      foot={signer ? (
        <>
          {error !== undefined && <ErrorNotice error={error} />}
          <Button
            type="primary" size="large" block loading={busy} disabled={!ink || !signature} data-testid={`sign-${signer}`}
            onClick={() => void (ink && signature && act({ act: 'sign', signer: signature, means: signer === 'member' ? means : 'signature' }, { ink }))}
          >
            {t('sign.confirm')}
          </Button>
        </>
      ) : <p className={styles.hint} role="status" data-testid="sign-waiting">{t('sign.waiting')}</p>}
    >
      <ul className={styles.people}>
        {visit.investigators.map((one) => <Person key={one.id} name={one.name} done={signedBy('investigator', one.id)} />)}
        <Person name={t('sign.member')} done={signedBy('member')} />
        {needsWitness && <Person name={t('sign.witness')} done={signedBy('witness')} />}
      </ul>
      {signer && (
        <section className={styles.card} key={`${signer}-${round}`}>
          <h3>{title}</h3>
          {signer === 'investigator' && <p className={styles.soft}>{t('sign.own.text')}</p>}
          {signer === 'member' && (
            <>
              <Chips label={t('sign.member')} options={members.map(({ id, name }) => ({ value: id, label: name }))} chosen={memberId === undefined ? [] : [memberId]} onChoose={setMemberId} />
              <Chips
                label={t('sign.means')}
                options={[{ value: 'signature', label: t('sign.byHand') }, { value: 'fingerprint', label: t('sign.byFinger') }]}
                chosen={[means]}
                onChoose={(value) => { setMeans(value === 'fingerprint' ? 'fingerprint' : 'signature'); }}
              />
              {means === 'fingerprint' && <p className={styles.warn}>{t('sign.byFinger.text')}</p>}
            </>
          )}
          {signer === 'witness' && <Input size="large" value={witness} maxLength={100} aria-label={t('sign.witness.name')} placeholder={t('sign.witness.name')} data-testid="witness-name" onChange={(event) => { setWitness(event.target.value); }} />}
          <SignaturePad label={title} onInk={setInk} />
        </section>
      )}
    </Panel>
  );
}

function Person({ name, done }: { readonly name: string; readonly done: boolean }) {
  return <li className={styles.person} data-present={done}>{done && <CheckCircleFilled aria-hidden />}{name}</li>;
}
