import { Outlet } from 'react-router';
import type { SessionView } from '../../server/people/contract.ts';
import { useSession } from '../people/useSession.ts';
import { NoAccessPage } from './NoAccessPage.tsx';

interface Props {
  readonly ability: keyof SessionView['may'];
}

/** Shows the pages below only to those whom the server lets use them; the server itself refuses the rest anyway. */
export function RequireAbility({ ability }: Props) {
  const { data: session } = useSession();
  return session?.may[ability] ? <Outlet /> : <NoAccessPage />;
}
