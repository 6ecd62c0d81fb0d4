import type { RouteObject } from 'react-router';
import { createBrowserRouter } from 'react-router';
import { SignInPage } from '../people/SignInPage.tsx';
import { CrashPage } from './CrashPage.tsx';
import { HomePage } from './HomePage.tsx';
import { NoAccessPage } from './NoAccessPage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { RequireAbility } from './RequireAbility.tsx';
import { Shell } from './Shell.tsx';
import { Starting } from './Starting.tsx';

/** Every role's pages are a chunk of their own: a phone in the field loads no player and no table. */
const PAGES: RouteObject[] = [
  {
    element: <RequireAbility ability="investigate" />,
    children: [
      {
        lazy: async () => ({ Component: (await import('../capture/EvidenceQueues.tsx')).CaptureLayout }),
        children: [
          { path: 'visits', lazy: async () => ({ Component: (await import('../capture/VisitsPage.tsx')).VisitsPage }) },
          { path: 'sync', lazy: async () => ({ Component: (await import('../capture/SyncPage.tsx')).SyncPage }) },
          { path: 'visits/:id/check', lazy: async () => ({ Component: (await import('../capture/check/CheckPage.tsx')).CheckPage }) },
          { path: 'visits/:id', lazy: async () => ({ Component: (await import('../capture/VisitPage.tsx')).VisitPage }) },
        ],
      },
    ],
  },
  {
    element: <RequireAbility ability="supervise" />,
    children: [
      { path: 'live', lazy: async () => ({ Component: (await import('../watch/LiveBoardPage.tsx')).LiveBoardPage }) },
      { path: 'live/wall', lazy: async () => ({ Component: (await import('../watch/WallPage.tsx')).WallPage }) },
      { path: 'live/:id', lazy: async () => ({ Component: (await import('../watch/LiveVisitPage.tsx')).LiveVisitPage }) },
    ],
  },
  {
    element: <RequireAbility ability="review" />,
    children: [
      { path: 'review', lazy: async () => ({ Component: (await import('../replay/ReviewListPage.tsx')).ReviewListPage }) },
      { path: 'review/:id', lazy: async () => ({ Component: (await import('../replay/ReplayPage.tsx')).ReplayPage }) },
    ],
  },
  {
    element: <RequireAbility ability="audit" />,
    children: [
      { path: 'audit', lazy: async () => ({ Component: (await import('../audit/AuditPage.tsx')).AuditPage }) },
    ],
  },
  {
    element: <RequireAbility ability="assign" />,
    children: [
      { path: 'assign', lazy: async () => ({ Component: (await import('../cases/AssignPage.tsx')).AssignPage }) },
    ],
  },
  {
    element: <RequireAbility ability="people" />,
    children: [
      { path: 'people', lazy: async () => ({ Component: (await import('../people/manage/PeoplePage.tsx')).PeoplePage }) },
    ],
  },
  {
    element: <RequireAbility ability="cases" />,
    children: [
      { path: 'cases', lazy: async () => ({ Component: (await import('../cases/CasesPage.tsx')).CasesPage }) },
      { path: 'cases/import', lazy: async () => ({ Component: (await import('../cases/ImportPage.tsx')).ImportPage }) },
      { path: 'cases/new', lazy: async () => ({ Component: (await import('../cases/CaseFormPage.tsx')).CaseFormPage }) },
      { path: 'cases/:id/edit', lazy: async () => ({ Component: (await import('../cases/CaseFormPage.tsx')).CaseFormPage }) },
      { path: 'cases/:id', lazy: async () => ({ Component: (await import('../cases/CasePage.tsx')).CasePage }) },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter([
    {
      errorElement: <CrashPage />,
      HydrateFallback: Starting,
      children: [
        { path: 'sign-in', element: <SignInPage /> },
        // For anybody who holds a paper, without signing in.
        { path: 'd/:code', lazy: async () => ({ Component: (await import('../documents/CheckPage.tsx')).CheckPage }) },
        {
          element: <Shell />,
          children: [
            { index: true, element: <HomePage /> },
            ...PAGES,
            { path: 'desk', lazy: async () => ({ Component: (await import('../casework/DeskPage.tsx')).DeskPage }) },
            { path: 'dashboard', lazy: async () => ({ Component: (await import('../dashboards/DashboardPage.tsx')).DashboardPage }) },
            { path: 'policies', lazy: async () => ({ Component: (await import('../policies/PoliciesPage.tsx')).PoliciesPage }) },
            { path: 'casework/:id', lazy: async () => ({ Component: (await import('../casework/CaseworkPage.tsx')).CaseworkPage }) },
            { path: 'documents/:id', lazy: async () => ({ Component: (await import('../documents/DocumentPage.tsx')).DocumentPage }) },
            { path: 'no-access', element: <NoAccessPage /> },
            { path: '*', element: <NotFoundPage /> },
          ],
        },
      ],
    },
  ]);
}
