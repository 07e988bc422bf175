import type { Translation } from '@/app/language';
import type { f } from '@/activity/files.texts';

export const files = {
  file: 'Datei',
  showFile: (name) => `${name} ansehen`,
  rename: (name) => `${name} umbenennen`,
  nameOf: (name) => `Neuer Name von ${name}`,
  drop: 'Dateien hierher ziehen, einfügen oder auswählen.',
  uploading: (name) => `${name} wird hochgeladen`,
  stop: (name) => `Hochladen von ${name} abbrechen`,
  noLonger: (name) => `${name} gelöscht`,
} satisfies Partial<Translation<typeof f>>;
