import { Button, Input } from 'antd';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Mark } from '../kit/Mark.tsx';
import { useKitTexts } from '../kit/texts.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import styles from './SignInPage.module.css';
import { SignInPitch } from './SignInPitch.tsx';
import { usePeopleTexts } from './texts.ts';
import { homeOf, useSession, useSignIn } from './useSession.ts';

/** Set by the page that had to send a person here. */
interface CameFrom {
  readonly from?: string;
  readonly ended?: boolean;
}

export function SignInPage() {
  const t = usePeopleTexts();
  const kit = useKitTexts();
  const session = useSession();
  const signIn = useSignIn();
  const { from, ended } = (useLocation().state ?? {}) as CameFrom;
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  if (session.data) return <Navigate to={from ?? homeOf(session.data)} replace />;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || username.trim() === '' || password === '') return;
    setBusy(true);
    setError(undefined);
    try {
      await signIn({ username, password });
    } catch (thrown) {
      setError(thrown);
      setPassword('');
      document.getElementById('password')?.focus();
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={styles.page}>
      <SignInPitch />
      <main className={styles.side}>
        <div className={styles.language}>
          <LanguageSwitch />
        </div>
        <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
          <div className={styles.brand}>
            <Mark sizePx={44} />
            <span>{kit('product.long')}</span>
          </div>
          <div>
            <h1 className={styles.title}>{t('signIn.title')}</h1>
            <p className={styles.lead}>{t('signIn.lead')}</p>
          </div>
          {ended && error === undefined && <p className={styles.note} role="status">{t('signIn.ended')}</p>}
          {error !== undefined && <ErrorNotice error={error} />}
          <label className={styles.field} htmlFor="username">
            <span>{t('signIn.username')}</span>
            <Input
              id="username"
              data-testid="sign-in-username"
              size="large"
              value={username}
              maxLength={64}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              onChange={(event) => { setUsername(event.target.value); }}
            />
          </label>
          <label className={styles.field} htmlFor="password">
            <span>{t('signIn.password')}</span>
            <Input.Password
              id="password"
              data-testid="sign-in-password"
              size="large"
              value={password}
              maxLength={256}
              autoComplete="current-password"
              onChange={(event) => { setPassword(event.target.value); }}
            />
          </label>
          <Button
            type="primary"
            htmlType="submit"
            size="large"
            block
            loading={busy}
            data-testid="sign-in-submit"
          >
            {t(busy ? 'signIn.submitting' : 'signIn.submit')}
          </Button>
        </form>
      </main>
    </div>
  );
}
