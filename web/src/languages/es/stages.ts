import type { Translation } from '@/app/language';
import type { st } from '@/records/stages.texts';

export const stages = {
  stages: 'Etapa',
  won: 'Ganado',
  lost: 'Perdido',
  lose: (title) => `${title} se perdió`,
  why: 'Por qué',
  whyHint: 'Quien lo vea después aprende de ello. Puede quedar vacío.',
  markLost: 'Marcar como perdido',
  becameOf: 'Se convirtió en',
  convert: 'Convertir',
  convertTitle: (title) => `Convertir ${title}`,
  convertText: 'El lead se convierte en un contacto con el que se sigue trabajando. Hasta entonces se puede deshacer.',
  unconverted: (title) => `${title} vuelve a ser un lead`,
  unconvert: 'Deshacer la conversión',
  withCompany: 'Con una empresa',
  withDeal: 'Con un negocio',
  dealTitle: 'Título del negocio',
  converted: (title) => `${title} está convertido`,
  cancel: 'Cancelar',
} satisfies Translation<typeof st>;
