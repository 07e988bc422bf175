/** Français. */
import type { Language } from '@/app/language';
import { app } from './app';
import { dashboard, duplicates, imports, merge } from './pages';
import { settings } from './settings';
import { events, operators, periods, refusals, roles, words } from './words';

export default { catalogues: { app, settings, dashboard, duplicates, imports, merge, events, operators, periods, refusals, roles }, words } satisfies Language;
