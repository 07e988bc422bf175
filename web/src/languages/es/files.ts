import type { Translation } from '@/app/language';
import type { f } from '@/activity/files.texts';

export const files = {
  file: 'Archivo',
  showFile: (name) => `Ver ${name}`,
  rename: (name) => `Cambiar el nombre de ${name}`,
  nameOf: (name) => `Nuevo nombre de ${name}`,
  drop: 'Suelte aquí archivos, péguelos o elíjalos.',
  uploading: (name) => `Subiendo ${name}`,
  stop: (name) => `Dejar de subir ${name}`,
  noLonger: (name) => `${name} eliminado`,
} satisfies Partial<Translation<typeof f>>;
