import type { Translation } from '@/app/language';
import { number } from '@/app/locale';
import type { h } from '@/records/health.texts';

const days = (n: number) => (n <= 1 ? `${number(n)} jour` : `${number(n)} jours`);

export const health = {
  health: 'Santé',
  score: 'Santé de l’affaire',
  levels: { healthy: 'Saine', at_risk: 'À risque', stalled: 'Bloquée' },
  whys: {
    contact: (n) => (n === 0 ? 'Dernière activité aujourd’hui' : `Dernière activité il y a ${days(n)}`),
    no_contact: () => 'Aucune activité encore',
    next_step: (n) => (n === 0 ? 'Prochaine étape d’ici un jour' : `Prochaine étape dans ${days(n)}`),
    someday: (n) => (n === 1 ? 'Une prochaine étape sans date' : `${number(n)} prochaines étapes sans date`),
    overdue: (n) => (n === 1 ? 'La prochaine étape est en retard' : `${number(n)} étapes en retard`),
    no_step: () => 'Aucune prochaine étape prévue',
    stage: (n) => (n === 0 ? 'Nouvelle dans cette phase' : `${days(n)} dans cette phase`),
    closes_in: (n) => (n === 0 ? 'Clôture prévue aujourd’hui' : `Clôture prévue dans ${days(n)}`),
    closes_late: (n) => `La clôture était prévue il y a ${days(n)}`,
    no_close_date: () => 'Aucune clôture prévue',
    pace: (n) => `Ouverte depuis ${days(n)}`,
    people: (n) => (n === 0 ? 'Personne n’y participe' : n === 1 ? '1 contact y participe' : `${number(n)} contacts y participent`),
  },
  advice: {
    get_in_touch: 'Reprendre contact',
    plan_next_step: 'Prévoir la prochaine étape',
    do_overdue: 'Faire ce qui est en retard',
    set_close_date: 'Fixer la clôture prévue',
    move_close_date: 'Déplacer la clôture prévue',
    move_on_or_let_go: 'La faire avancer ou l’abandonner',
    add_people: 'Impliquer plus de personnes',
  },
  helps: 'Ce qui aiderait',
  asTask: 'Ajouter une tâche',
  asTaskOf: (advice) => `Ajouter une tâche : ${advice}`,
  inTouch: (deal) => `Reprendre contact au sujet de ${deal}`,
  planned: (deal) => `Prévoir la prochaine étape de ${deal}`,
  taskAdded: 'Tâche ajoutée pour demain',
  typical: (n, of) => `Les affaires de ce pipeline se gagnent en ${days(n)} (médiane des ${number(of)} dernières)`,
  likely: (day) => `Clôture probable à ce rythme : ${day}`,
} satisfies Partial<Translation<typeof h>>;
