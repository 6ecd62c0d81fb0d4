import { Navigate } from 'react-router';
import { homeOf, useSession } from '../people/useSession.ts';

export function HomePage() {
  const { data: session } = useSession();
  return session ? <Navigate to={homeOf(session)} replace /> : null;
}
