/** Português. */
import type { Language } from '@/app/language';
import * as accounting from './accounting';
import * as app from './app';
import * as billing from './billing';
import * as cards from './cards';
import * as files from './files';
import * as health from './health';
import * as invoice from './invoice';
import * as messaging from './messaging';
import * as pages from './pages';
import * as payments from './payments';
import * as problems from './problems';
import * as proposals from './proposals';
import * as scores from './scores';
import * as segments from './segments';
import * as settings from './settings';
import * as stages from './stages';
import * as stock from './stock';
import * as all from './words';

const { words, ...said } = all;

export default {
  catalogues: {
    ...accounting,
    ...app,
    ...billing,
    ...cards,
    ...files,
    ...health,
    ...invoice,
    ...messaging,
    ...pages,
    ...payments,
    ...problems,
    ...proposals,
    ...scores,
    ...segments,
    ...settings,
    ...stages,
    ...stock,
    ...said,
  },
  words,
} satisfies Language;
