import type { Translation } from '@/app/language';
import type { st } from '@/records/stages.texts';

export const stages = {
  stages: 'Phase',
  won: 'Gewonnen',
  lost: 'Verloren',
  lose: (title) => `${title} ist verloren`,
  why: 'Warum',
  whyHint: 'Wer später darauf blickt, lernt daraus. Darf leer bleiben.',
  markLost: 'Als verloren vermerken',
  becameOf: 'Daraus wurde',
  convert: 'Umwandeln',
  convertTitle: (title) => `${title} umwandeln`,
  convertText: 'Aus dem Lead wird ein Kontakt, mit dem es weitergeht. Solange niemand damit gearbeitet hat, lässt es sich zurücknehmen.',
  unconverted: (title) => `${title} ist wieder ein Lead`,
  unconvert: 'Umwandlung zurücknehmen',
  withCompany: 'Mit einer Firma',
  withDeal: 'Mit einem Deal',
  dealTitle: 'Titel des Deals',
  converted: (title) => `${title} ist umgewandelt`,
  cancel: 'Abbrechen',
} satisfies Translation<typeof st>;
