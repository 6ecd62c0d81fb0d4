import { LogoutOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { AccountView } from '../../server/people/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import styles from './AccountMenu.module.css';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { usePeopleTexts } from './texts.ts';
import { useSignOut } from './useSession.ts';

interface Props {
  readonly account: AccountView;
}

/** Who is signed in, the language, and the way out. */
export function AccountMenu({ account }: Props) {
  const t = usePeopleTexts();
  const signOut = useSignOut();
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<unknown>();
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOpen(false);
    };
    addEventListener('pointerdown', onPointer);
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('pointerdown', onPointer);
      removeEventListener('keydown', onKey);
    };
  }, [open]);

  return (
    <div ref={root} className={styles.root}>
      <button
        type="button"
        className={styles.trigger}
        aria-expanded={open}
        data-testid="account-menu"
        onClick={() => { setOpen(!open); }}
      >
        <span className="visuallyHidden">{t('account.menu', { name: account.name })}</span>
        <span className={styles.initial} aria-hidden>{[...account.name][0]}</span>
        <span className={styles.name} aria-hidden>{account.name}</span>
      </button>
      {open && (
        <div className={styles.menu}>
          <p className={styles.who}>{account.name}</p>
          <p className={styles.what}>{t(`role.${account.role}`)} · {account.organisation}</p>
          <div className={styles.language}>
            <LanguageSwitch />
          </div>
          {error !== undefined && <ErrorNotice error={error} />}
          <Button
            block
            size="large"
            icon={<LogoutOutlined />}
            data-testid="sign-out"
            onClick={() => void signOut().catch(setError)}
          >
            {t('account.signOut')}
          </Button>
        </div>
      )}
    </div>
  );
}
