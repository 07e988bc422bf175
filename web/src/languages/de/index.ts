/** Deutsch. */
import type { Language } from '@/app/language';
import { app } from './app';
import { cards } from './cards';
import { invoice } from './invoice';
import { dashboard, duplicates, imports, merge } from './pages';
import { offer, proposal } from './proposals';
import { settings } from './settings';
import { events, operators, periods, refusals, roles, words } from './words';

export default { catalogues: { app, cards, invoice, offer, proposal, settings, dashboard, duplicates, imports, merge, events, operators, periods, refusals, roles }, words } satisfies Language;
import { segments } from './segments';
import { settings } from './settings';
import { events, operators, periods, refusals, roles, words } from './words';

export default { catalogues: { app, cards, invoice, segments, settings, dashboard, duplicates, imports, merge, events, operators, periods, refusals, roles }, words } satisfies Language;
