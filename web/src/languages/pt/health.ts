import type { Translation } from '@/app/language';
import { number } from '@/app/locale';
import type { h } from '@/records/health.texts';

const days = (n: number) => (n === 1 ? '1 dia' : `${number(n)} dias`);

export const health = {
  health: 'Saúde',
  score: 'Saúde do negócio',
  levels: { healthy: 'Saudável', at_risk: 'Em risco', stalled: 'Parado' },
  whys: {
    contact: (n) => (n === 0 ? 'Última atividade hoje' : `Última atividade há ${days(n)}`),
    no_contact: () => 'Ainda sem atividade',
    next_step: (n) => (n === 0 ? 'Próximo passo em menos de um dia' : `Próximo passo em ${days(n)}`),
    someday: (n) => (n === 1 ? 'Um próximo passo sem data' : `${number(n)} próximos passos sem data`),
    overdue: (n) => (n === 1 ? 'O próximo passo está atrasado' : `${number(n)} passos atrasados`),
    no_step: () => 'Nenhum próximo passo planejado',
    stage: (n) => (n === 0 ? 'Novo nesta etapa' : `${days(n)} nesta etapa`),
    closes_in: (n) => (n === 0 ? 'Fechamento previsto para hoje' : `Fechamento previsto em ${days(n)}`),
    closes_late: (n) => `O fechamento era previsto há ${days(n)}`,
    no_close_date: () => 'Sem fechamento previsto',
    pace: (n) => `Aberto há ${days(n)}`,
    people: (n) => (n === 0 ? 'Ninguém participa' : n === 1 ? '1 contato participa' : `${number(n)} contatos participam`),
  },
  advice: {
    get_in_touch: 'Entrar em contato',
    plan_next_step: 'Planejar o próximo passo',
    do_overdue: 'Fazer o que está atrasado',
    set_close_date: 'Definir o fechamento previsto',
    move_close_date: 'Mudar o fechamento previsto',
    move_on_or_let_go: 'Avançar ou deixar ir',
    add_people: 'Envolver mais pessoas',
  },
  helps: 'O que ajudaria',
  asTask: 'Adicionar tarefa',
  asTaskOf: (advice) => `Adicionar tarefa: ${advice}`,
  inTouch: (deal) => `Entrar em contato sobre ${deal}`,
  planned: (deal) => `Planejar o próximo passo de ${deal}`,
  taskAdded: 'Tarefa adicionada para amanhã',
  typical: (n, of) => `Negócios deste funil são ganhos em ${days(n)} (mediana dos últimos ${number(of)})`,
  likely: (day) => `Fechamento provável nesse ritmo: ${day}`,
} satisfies Partial<Translation<typeof h>>;
