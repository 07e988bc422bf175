import type { Translation } from '@/app/language';
import type { st } from '@/records/stages.texts';

export const stages = {
  stages: 'Étape',
  won: 'Gagnée',
  lost: 'Perdue',
  lose: (title) => `${title} : perdu`,
  why: 'Pourquoi',
  whyHint: 'Qui le lira plus tard en tirera une leçon. Peut rester vide.',
  markLost: 'Marquer comme perdu',
  becameOf: 'Devenu',
  convert: 'Convertir',
  convertTitle: (title) => `Convertir ${title}`,
  convertText: 'Le prospect devient un contact avec lequel on continue. On peut annuler tant que personne ne l’a fait.',
  unconverted: (title) => `${title} est de nouveau un prospect`,
  unconvert: 'Annuler la conversion',
  withCompany: 'Avec une entreprise',
  withDeal: 'Avec une affaire',
  dealTitle: 'Titre de l’affaire',
  converted: (title) => `${title} est converti`,
  cancel: 'Annuler',
} satisfies Translation<typeof st>;
