import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Navigate, NavLink, Outlet, useLocation, useNavigation } from 'react-router';
import type { SessionView } from '../../server/people/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Mark } from '../kit/Mark.tsx';
import { OfflineBanner } from '../kit/OfflineBanner.tsx';
import { useKitTexts } from '../kit/texts.ts';
import { AccountMenu } from '../people/AccountMenu.tsx';
import { homeOf, useSession } from '../people/useSession.ts';
import { LiveSocketProvider } from '../visits/LiveSocketProvider.tsx';
import styles from './Shell.module.css';
import { Starting } from './Starting.tsx';
import { useAppTexts } from './texts.ts';

/** A chunk of its own: the field's phones never load it. */
const EmergencyAlert = lazy(async () => ({ default: (await import('../watch/EmergencyAlert.tsx')).EmergencyAlert }));

const NAVIGATION = [
  ['investigate', '/visits', 'nav.visits'],
  ['supervise', '/live', 'nav.live'],
  ['review', '/review', 'nav.review'],
  ['audit', '/audit', 'nav.audit'],
  ['assign', '/assign', 'nav.assign'],
  ['dashboard', '/dashboard', 'nav.dashboard'],
  ['desk', '/desk', 'nav.desk'],
  ['policies', '/policies', 'nav.policies'],
  ['cases', '/cases', 'nav.cases'],
  ['people', '/people', 'nav.people'],
] as const;

/** What is due, above everybody's first page; the desk has its own. */
const DeadlineStrip = lazy(async () => ({ default: (await import('../casework/DeadlineStrip.tsx')).DeadlineStrip }));

/** Around every page of somebody who is signed in; everyone else is sent to sign in and comes back after. */
export function Shell() {
  const session = useSession();
  const location = useLocation();
  const wasSignedIn = useRef(false);
  if (session.data) wasSignedIn.current = true;

  if (session.isPending) return <Starting />;
  if (session.data === undefined) return <ErrorNotice page error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) {
    const from = location.pathname === '/' ? undefined : location.pathname + location.search;
    return <Navigate to="/sign-in" replace state={{ from, ended: wasSignedIn.current }} />;
  }
  return (
    <LiveSocketProvider>
      <Frame session={session.data}>
        <Outlet />
      </Frame>
    </LiveSocketProvider>
  );
}

function Frame({ session, children }: { readonly session: SessionView; readonly children: ReactNode }) {
  const t = useAppTexts();
  const kit = useKitTexts();
  const pages = NAVIGATION.filter(([ability]) => session.may[ability]);
  const loading = useNavigation().state === 'loading';
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('.active')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [pathname]);
  const showsDue = session.may.desk && pathname !== '/desk' && pathname === homeOf(session);
  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>{t('skip')}</a>
      <header className={styles.bar}>
        <NavLink to="/" className={styles.brand ?? ''} aria-label={kit('product.long')}>
          <Mark sizePx={34} />
          <span className={pages.length > 1 ? styles.longBrand : undefined}>{kit('product')}</span>
        </NavLink>
        {pages.length > 1 && (
          <nav ref={nav} className={styles.nav} aria-label={t('nav')}>
            {pages.map(([, to, text]) => (
              <NavLink key={to} to={to} className={styles.link ?? ''}>{t(text)}</NavLink>
            ))}
          </nav>
        )}
        <AccountMenu account={session.account} />
        {loading && <div className={styles.progress} aria-hidden />}
      </header>
      <OfflineBanner />
      {session.may.supervise && <Suspense><EmergencyAlert /></Suspense>}
      <div id="content" className={styles.content} tabIndex={-1}>
        {showsDue && <Suspense><DeadlineStrip /></Suspense>}
        {children}
      </div>
    </div>
  );
}
