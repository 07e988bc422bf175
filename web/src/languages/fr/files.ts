import type { Translation } from '@/app/language';
import type { f } from '@/activity/files.texts';

export const files = {
  file: 'Fichier',
  showFile: (name) => `Voir ${name}`,
  rename: (name) => `Renommer ${name}`,
  nameOf: (name) => `Nouveau nom de ${name}`,
  drop: 'Déposez des fichiers ici, collez-les ou choisissez-les.',
  uploading: (name) => `Envoi de ${name}`,
  stop: (name) => `Arrêter l’envoi de ${name}`,
  noLonger: (name) => `${name} supprimé`,
} satisfies Partial<Translation<typeof f>>;
