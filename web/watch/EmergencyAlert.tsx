import { AlertOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useExchangeTexts } from '../exchange/texts.ts';
import { useLiveSocket } from '../visits/LiveSocketProvider.tsx';
import { boardQuery, BOARD_KEY } from './board.ts';
import styles from './EmergencyAlert.module.css';

/** On every page of a supervisor: a call for help from a visit stays until somebody takes it. */
export function EmergencyAlert() {
  const t = useExchangeTexts();
  const socket = useLiveSocket();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const board = useQuery(boardQuery);
  useEffect(() => socket?.on('exchange:item', ({ item }) => {
    if (item.kind === 'emergency') void queries.invalidateQueries({ queryKey: BOARD_KEY });
  }), [socket, queries]);
  const calls = (board.data?.visits ?? []).flatMap(({ emergency }) => (emergency ? [emergency] : []));
  return calls.map((call) => (
    <div key={call.id} className={styles.alert} role="alert" data-testid="emergency-alert">
      <AlertOutlined aria-hidden />
      <p><strong>{t('emergency.title')}</strong> {t('emergency.text', { name: call.by.name })}</p>
      <Button
        size="large"
        data-testid="emergency-take"
        onClick={() => {
          socket?.request('exchange:answer', { visitId: call.visitId, itemId: call.id, answer: 'acknowledged' })
            .then(() => queries.invalidateQueries({ queryKey: BOARD_KEY }), () => undefined);
          void navigate(`/live/${call.visitId}`);
        }}
      >
        {t('emergency.take')}
      </Button>
    </div>
  ));
}
