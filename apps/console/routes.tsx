import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
} from '@tanstack/react-router'
import { landingOf, useUser } from './session.ts'
import { NotFound } from './shell/NotFound.tsx'
import { Shell } from './shell/Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

function Landing() {
  const user = useUser()
  return user === undefined ? null : <Navigate to={landingOf(user.role)} replace />
}

const landing = createRoute({ getParentRoute: () => root, path: '/', component: Landing })

const room = createRoute({
  getParentRoute: () => root,
  path: '/room',
  component: lazyRouteComponent(() => import('@kuaiji/response/screens/ControlRoom'), 'ControlRoom'),
})

const incidents = createRoute({
  getParentRoute: () => root,
  path: '/incidents',
  validateSearch: (search: Record<string, unknown>): { shelf?: 'open' | 'review' | 'closed' } =>
    search.shelf === 'review' || search.shelf === 'closed' ? { shelf: search.shelf } : {},
  component: lazyRouteComponent(() => import('@kuaiji/response/screens/Register'), 'Register'),
})

const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$incident',
  component: lazyRouteComponent(() => import('@kuaiji/response/screens/IncidentPage'), 'IncidentPage'),
})

const station = createRoute({
  getParentRoute: () => root,
  path: '/station',
  component: lazyRouteComponent(() => import('@kuaiji/response/screens/StationDesk'), 'StationDesk'),
})

const figures = createRoute({
  getParentRoute: () => root,
  path: '/figures',
  validateSearch: (search: Record<string, unknown>): { year?: number } => yearIn(search),
  component: lazyRouteComponent(() => import('@kuaiji/response/screens/Figures'), 'Figures'),
})

const figure = createRoute({
  getParentRoute: () => root,
  path: '/figures/$figure',
  validateSearch: (search: Record<string, unknown>): { year?: number } => yearIn(search),
  component: lazyRouteComponent(() => import('@kuaiji/response/screens/FigurePage'), 'FigurePage'),
})

const entry = createRoute({
  getParentRoute: () => root,
  path: '/entries/$entry',
  validateSearch: (search: Record<string, unknown>): { figure?: string; year?: number } => ({
    ...yearIn(search),
    ...(typeof search.figure === 'string' ? { figure: search.figure } : {}),
  }),
  component: lazyRouteComponent(() => import('./ledger/EntryPage.tsx'), 'EntryPage'),
})

const book = createRoute({
  getParentRoute: () => root,
  path: '/book',
  component: lazyRouteComponent(() => import('./ledger/BookPage.tsx'), 'BookPage'),
})

function yearIn(search: Record<string, unknown>): { year?: number } {
  const year = Number(search.year)
  return Number.isInteger(year) && year > 1900 && year < 2200 ? { year } : {}
}

export const router = createRouter({
  routeTree: root.addChildren([landing, room, incidents, incident, station, figures, figure, entry, book]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
