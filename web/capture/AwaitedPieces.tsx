import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { GiveUpPieces, PiecesReport } from '../../server/pieces/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import type { MediaPiece } from '../device/mediaPiece.ts';
import { deviceStore } from '../device/thisDevice.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useSession } from '../people/useSession.ts';
import { visitKey } from '../visits/queries.ts';
import { useAwaitedTexts } from './awaitedTexts.ts';
import styles from './GapExplanation.module.css';

const POLL_MS = 4_000;
/** Parts of a piece that is not finished have no digest yet, and count as one of it. */
const digestsOf = (pieces: readonly MediaPiece[]): ReadonlySet<string> => new Set(pieces.flatMap(({ sha256 }) => (sha256 === undefined ? [] : [sha256])));

/**
 * What the server was promised and does not have, after the visit: what of it is on this phone, and what is not, because
 * it is on another one, or was wiped. Only a person says that something will never come.
 */
export function AwaitedPieces({ visit }: { readonly visit: VisitDetail }) {
  const t = useAwaitedTexts();
  const queries = useQueryClient();
  const ownerId = useSession().data?.account.id ?? '';
  const path = `/api/visits/${encodeURIComponent(visit.id)}/pieces`;
  const waits = visit.sealedAtMs === undefined;
  const { data } = useQuery({
    queryKey: ['awaited', visit.id, ownerId],
    enabled: waits,
    refetchInterval: POLL_MS,
    queryFn: async ({ signal }) => {
      const { expected } = await request<PiecesReport>('GET', path, undefined, signal);
      const store = await deviceStore();
      const held = digestsOf(((await store?.list<MediaPiece>('media', ownerId, visit.id)) ?? []).map(({ meta }) => meta));
      return { here: expected.filter((one) => held.has(one)), elsewhere: expected.filter((one) => !held.has(one)) };
    },
  });
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { here = [], elsewhere = [] } = data ?? {};
  if (!waits || here.length + elsewhere.length === 0) return null;

  async function giveUp(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const body: GiveUpPieces = { sha256s: [...elsewhere], reason: reason.trim() };
      await request<PiecesReport>('POST', `${path}/given-up`, body);
      await queries.invalidateQueries({ queryKey: ['awaited', visit.id] });
      await queries.invalidateQueries({ queryKey: visitKey(visit.id) });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className={styles.gap} data-testid="awaited-pieces" data-here={here.length} data-elsewhere={elsewhere.length} role="status">
      <div className={styles.head}><strong>{t('title', { count: here.length + elsewhere.length })}</strong></div>
      {here.length > 0 && <p>{t('here', { count: here.length })}</p>}
      {elsewhere.length > 0 && (
        <>
          <p>{t('elsewhere', { count: elsewhere.length })}</p>
          <p>{t('lost')}</p>
          <Input.TextArea value={reason} maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} aria-label={t('reason')} placeholder={t('reason')} data-testid="give-up-reason" onChange={(event) => { setReason(event.target.value); }} />
          {error !== undefined && <ErrorNotice error={error} />}
          <Button size="large" block danger loading={busy} disabled={reason.trim().length < 2} data-testid="give-up" onClick={() => void giveUp()}>{t('giveUp')}</Button>
        </>
      )}
    </section>
  );
}
