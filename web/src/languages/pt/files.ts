import type { Translation } from '@/app/language';
import type { f } from '@/activity/files.texts';

export const files = {
  file: 'Arquivo',
  showFile: (name) => `Ver ${name}`,
  rename: (name) => `Mudar o nome de ${name}`,
  nameOf: (name) => `Novo nome de ${name}`,
  drop: 'Solte arquivos aqui, cole-os ou escolha-os.',
  uploading: (name) => `Enviando ${name}`,
  stop: (name) => `Parar de enviar ${name}`,
  noLonger: (name) => `${name} excluído`,
} satisfies Partial<Translation<typeof f>>;
