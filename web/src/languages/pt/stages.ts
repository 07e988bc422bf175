import type { Translation } from '@/app/language';
import type { st } from '@/records/stages.texts';

export const stages = {
  stages: 'Etapa',
  won: 'Ganho',
  lost: 'Perdido',
  lose: (title) => `${title} foi perdido`,
  why: 'Por quê',
  whyHint: 'Quem olhar depois aprende com isso. Pode ficar vazio.',
  markLost: 'Marcar como perdido',
  becameOf: 'Tornou-se',
  convert: 'Converter',
  convertTitle: (title) => `Converter ${title}`,
  convertText: 'O lead se torna um contato com o qual se continua trabalhando. Até lá pode ser desfeito.',
  unconverted: (title) => `${title} é um lead de novo`,
  unconvert: 'Desfazer a conversão',
  withCompany: 'Com uma empresa',
  withDeal: 'Com um negócio',
  dealTitle: 'Título do negócio',
  converted: (title) => `${title} está convertido`,
  cancel: 'Cancelar',
} satisfies Translation<typeof st>;
