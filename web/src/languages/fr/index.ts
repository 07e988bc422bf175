/** Français. */
import type { Language } from '@/app/language';
import * as app from './app';
import * as cards from './cards';
import * as invoice from './invoice';
import * as pages from './pages';
import * as payments from './payments';
import * as proposals from './proposals';
import * as scores from './scores';
import * as segments from './segments';
import * as settings from './settings';
import * as stock from './stock';
import * as all from './words';

const { words, ...said } = all;

export default {
  catalogues: {
    ...app,
    ...cards,
    ...invoice,
    ...pages,
    ...payments,
    ...proposals,
    ...scores,
    ...segments,
    ...settings,
    ...stock,
    ...said,
  },
  words,
} satisfies Language;
import { accounting } from './accounting';
import { app } from './app';
import { billing } from './billing';
import { cards } from './cards';
import { invoice } from './invoice';
import { dashboard, duplicates, imports, merge } from './pages';
import { settings } from './settings';
import { events, operators, periods, refusals, roles, words } from './words';

export default { catalogues: { app, billing, cards, invoice, settings, dashboard, duplicates, imports, merge, events, operators, periods, refusals, roles }, words } satisfies Language;
export default { catalogues: { accounting, app, cards, invoice, settings, dashboard, duplicates, imports, merge, events, operators, periods, refusals, roles }, words } satisfies Language;
