import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { Problem } from '@/api/client';
import { objectsQuery, type Filter } from '@/meta/objects';
import { settle } from './locale';
import { meQuery, setupQuery } from './session';
import { NotFound, RouteError, Shell } from './Shell';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound, errorComponent: RouteError });

/** What is behind a sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: RouteError,
  beforeLoad: async ({ context: { queries }, location }) => {
    const known = queries.getQueryData(meQuery.queryKey);
    if (known) return await settle(known.user);
    if (await queries.fetchQuery(setupQuery)) throw redirect({ to: '/set-up' });
    try {
      const [me] = await Promise.all([queries.ensureQueryData(meQuery), queries.ensureQueryData(objectsQuery)]);
      await settle(me.user);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
      }
      throw error;
    }
  },
});

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
type Next = { next?: string };
const next = (search: Record<string, unknown>): Next => {
  const to = text(search.next);
  // Never to another site.
  return to?.startsWith('/') && !to.startsWith('//') ? { next: to } : {};
};

export type ListSearch = { q?: string; sort?: string; filters?: Filter[]; view?: Layout; by?: string; pipeline?: string; day?: string; span?: 'week' };
const LAYOUTS = ['table', 'board', 'calendar'] as const;
export type Layout = (typeof LAYOUTS)[number];
const isFilter = (value: unknown): value is Filter =>
  typeof value === 'object' && value !== null && ['field', 'op', 'value'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');
const list = (search: Record<string, unknown>): ListSearch => {
  const filters = Array.isArray(search.filters) ? search.filters.filter(isFilter) : [];
  return { q: search.q === undefined ? undefined : String(search.q), sort: text(search.sort), filters: filters.length ? filters : undefined, view: LAYOUTS.find((layout) => layout === search.view), by: text(search.by), pipeline: text(search.pipeline), day: text(search.day), span: search.span === 'week' ? 'week' : undefined };
};

const dashboard = createRoute({ getParentRoute: () => inside, path: '/dashboard', validateSearch: (search: Record<string, unknown>): { period?: string } => ({ period: text(search.period) }), component: lazyRouteComponent(() => import('@/pages/Dashboard')) });
const duplicates = createRoute({
  getParentRoute: () => inside,
  path: '/duplicates',
  validateSearch: (search: Record<string, unknown>): { object?: string; level?: string } => ({ object: text(search.object), level: text(search.level) }),
  component: lazyRouteComponent(() => import('@/pages/Duplicates')),
});
const imports = [
  createRoute({ getParentRoute: () => inside, path: '/imports', validateSearch: (search: Record<string, unknown>): { object?: string } => ({ object: text(search.object) }), component: lazyRouteComponent(() => import('@/pages/imports/Imports')) }),
  createRoute({ getParentRoute: () => inside, path: '/imports/prospects', validateSearch: (search: Record<string, unknown>): { file?: string } => ({ file: text(search.file) }), beforeLoad: ({ search }) => { if (!search.file) throw redirect({ to: '/imports', search: {} }); }, component: lazyRouteComponent(() => import('@/pages/imports/Prospects')) }),
  createRoute({ getParentRoute: () => inside, path: '/imports/$id', component: lazyRouteComponent(() => import('@/pages/imports/ImportPage')) }),
] as const;

const settings = createRoute({ getParentRoute: () => inside, path: '/settings', component: lazyRouteComponent(() => import('@/pages/settings/Settings')) });
const settingsPages = [
  createRoute({ getParentRoute: () => settings, path: '/', beforeLoad: () => { throw redirect({ to: '/settings/profile' }); } }),
  createRoute({ getParentRoute: () => settings, path: '/profile', component: lazyRouteComponent(() => import('@/pages/settings/Profile')) }),
  createRoute({ getParentRoute: () => settings, path: '/security', component: lazyRouteComponent(() => import('@/pages/settings/Security')) }),
  createRoute({ getParentRoute: () => settings, path: '/team', component: lazyRouteComponent(() => import('@/pages/settings/Team')) }),
  createRoute({ getParentRoute: () => settings, path: '/workspace', component: lazyRouteComponent(() => import('@/pages/settings/Workspace')) }),
  createRoute({ getParentRoute: () => settings, path: '/pipelines', component: lazyRouteComponent(() => import('@/pages/settings/Pipelines')) }),
  createRoute({ getParentRoute: () => settings, path: '/tags', component: lazyRouteComponent(() => import('@/pages/settings/Tags')) }),
  createRoute({ getParentRoute: () => settings, path: '/vocabularies', component: lazyRouteComponent(() => import('@/pages/settings/Vocabularies')) }),
  createRoute({ getParentRoute: () => settings, path: '/scores', component: lazyRouteComponent(() => import('@/pages/settings/Scores')) }),
  createRoute({ getParentRoute: () => settings, path: '/billing', component: lazyRouteComponent(() => import('@/pages/settings/Billing')) }),
  createRoute({ getParentRoute: () => settings, path: '/documents', component: lazyRouteComponent(() => import('@/pages/settings/Documents')) }),
  createRoute({ getParentRoute: () => settings, path: '/custom-fields', component: lazyRouteComponent(() => import('@/pages/settings/CustomFields')) }),
  createRoute({ getParentRoute: () => settings, path: '/exports', component: lazyRouteComponent(() => import('@/pages/settings/Exports')) }),
  createRoute({ getParentRoute: () => settings, path: '/jobs', component: lazyRouteComponent(() => import('@/pages/settings/Jobs')) }),
  createRoute({ getParentRoute: () => settings, path: '/api-keys', component: lazyRouteComponent(() => import('@/pages/settings/ApiKeys')) }),
  createRoute({ getParentRoute: () => settings, path: '/messaging', component: lazyRouteComponent(() => import('@/pages/settings/Messaging')) }),
  createRoute({ getParentRoute: () => settings, path: '/team-chat', component: lazyRouteComponent(() => import('@/pages/settings/TeamChat')) }),
  createRoute({ getParentRoute: () => settings, path: '/accounting', component: lazyRouteComponent(() => import('@/pages/settings/Accounting')) }),
  createRoute({ getParentRoute: () => settings, path: '/mailbox', component: lazyRouteComponent(() => import('@/pages/settings/Mailbox')) }),
] as const;

const entry = (mode: 'SignIn' | 'SignUp' | 'SetUp') => lazyRouteComponent(() => import('@/pages/Entry'), mode);
const children = [
  createRoute({ getParentRoute: () => inside, path: '/', component: lazyRouteComponent(() => import('@/pages/Home')) }),
  createRoute({ getParentRoute: () => inside, path: '/o/$object', validateSearch: list, component: lazyRouteComponent(() => import('@/records/TablePage')) }),
  createRoute({ getParentRoute: () => inside, path: '/o/$object/$id', component: lazyRouteComponent(() => import('@/records/RecordPage')) }),
] as const;
const entrance = (search: Record<string, unknown>): Next & { error?: string } => ({ ...next(search), error: text(search.error) });
const recovery = (mode: 'ForgotPassword' | 'ResetPassword' | 'VerifyEmail' | 'NewEmail') => lazyRouteComponent(() => import('@/pages/Recovery'), mode);
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', validateSearch: entrance, component: entry('SignIn') });
const signUp = createRoute({ getParentRoute: () => root, path: '/sign-up', validateSearch: next, component: entry('SignUp') });
const setUp = createRoute({ getParentRoute: () => root, path: '/set-up', component: entry('SetUp') });
// Where the links of mails lead.
const mailed = [
  createRoute({ getParentRoute: () => root, path: '/forgot-password', component: recovery('ForgotPassword') }),
  createRoute({ getParentRoute: () => root, path: '/reset-password/$token', component: recovery('ResetPassword') }),
  createRoute({ getParentRoute: () => root, path: '/verify-email/$token', component: recovery('VerifyEmail') }),
  createRoute({ getParentRoute: () => root, path: '/new-email/$token', component: recovery('NewEmail') }),
  createRoute({ getParentRoute: () => root, path: '/invitations/$token', component: lazyRouteComponent(() => import('@/pages/Invitation'), 'Invitation') }),
] as const;

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([inside.addChildren([...children, dashboard, duplicates, ...imports, settings.addChildren(settingsPages)]), signIn, signUp, setUp, ...mailed]),
    context: { queries },
    defaultPreload: 'intent',
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}
