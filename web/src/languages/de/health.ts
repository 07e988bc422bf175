import type { Translation } from '@/app/language';
import { number } from '@/app/locale';
import type { h } from '@/records/health.texts';

const ofDays = (n: number) => (n === 1 ? '1 Tag' : `${number(n)} Tagen`);

export const health = {
  health: 'Zustand',
  score: 'Zustand des Deals',
  levels: { healthy: 'Gut', at_risk: 'Gefährdet', stalled: 'Stockt' },
  whys: {
    contact: (n) => (n === 0 ? 'Letzte Aktivität heute' : `Letzte Aktivität vor ${ofDays(n)}`),
    no_contact: () => 'Noch keine Aktivität',
    next_step: (n) => (n === 0 ? 'Nächster Schritt binnen eines Tages' : `Nächster Schritt in ${ofDays(n)}`),
    someday: (n) => (n === 1 ? 'Ein nächster Schritt ohne Termin' : `${number(n)} nächste Schritte ohne Termin`),
    overdue: (n) => (n === 1 ? 'Der nächste Schritt ist überfällig' : `${number(n)} Schritte überfällig`),
    no_step: () => 'Kein nächster Schritt geplant',
    stage: (n) => (n === 0 ? 'Neu in dieser Phase' : `Seit ${ofDays(n)} in dieser Phase`),
    closes_in: (n) => (n === 0 ? 'Abschluss heute erwartet' : `Abschluss in ${ofDays(n)} erwartet`),
    closes_late: (n) => `Abschluss war vor ${ofDays(n)} erwartet`,
    no_close_date: () => 'Kein erwarteter Abschluss',
    pace: (n) => `Seit ${ofDays(n)} offen`,
    people: (n) => (n === 0 ? 'Niemand beteiligt' : n === 1 ? '1 Kontakt beteiligt' : `${number(n)} Kontakte beteiligt`),
  },
  advice: {
    get_in_touch: 'Kontakt aufnehmen',
    plan_next_step: 'Nächsten Schritt planen',
    do_overdue: 'Überfälliges erledigen',
    set_close_date: 'Erwarteten Abschluss festlegen',
    move_close_date: 'Erwarteten Abschluss verschieben',
    move_on_or_let_go: 'Weiterbringen oder loslassen',
    add_people: 'Mehr Menschen einbeziehen',
  },
  helps: 'Was helfen würde',
  asTask: 'Aufgabe anlegen',
  asTaskOf: (advice) => `Aufgabe anlegen: ${advice}`,
  inTouch: (deal) => `Kontakt aufnehmen wegen ${deal}`,
  planned: (deal) => `Nächsten Schritt planen: ${deal}`,
  taskAdded: 'Aufgabe für morgen angelegt',
  typical: (n, of) => `Deals dieser Pipeline werden in ${ofDays(n)} gewonnen (Median der letzten ${number(of)})`,
  likely: (day) => `Wahrscheinlicher Abschluss bei diesem Tempo: ${day}`,
} satisfies Partial<Translation<typeof h>>;
