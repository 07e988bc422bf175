import type { Translation } from '@/app/language';
import { number } from '@/app/locale';
import type { h } from '@/records/health.texts';

const days = (n: number) => (n === 1 ? '1 día' : `${number(n)} días`);

export const health = {
  health: 'Salud',
  score: 'Salud del negocio',
  levels: { healthy: 'Sano', at_risk: 'En riesgo', stalled: 'Estancado' },
  whys: {
    contact: (n) => (n === 0 ? 'Última actividad hoy' : `Última actividad hace ${days(n)}`),
    no_contact: () => 'Aún sin actividad',
    next_step: (n) => (n === 0 ? 'Próximo paso en menos de un día' : `Próximo paso en ${days(n)}`),
    someday: (n) => (n === 1 ? 'Un próximo paso sin fecha' : `${number(n)} próximos pasos sin fecha`),
    overdue: (n) => (n === 1 ? 'El próximo paso está atrasado' : `${number(n)} pasos atrasados`),
    no_step: () => 'Ningún próximo paso previsto',
    stage: (n) => (n === 0 ? 'Nuevo en esta etapa' : `${days(n)} en esta etapa`),
    closes_in: (n) => (n === 0 ? 'Cierre previsto hoy' : `Cierre previsto en ${days(n)}`),
    closes_late: (n) => `El cierre estaba previsto hace ${days(n)}`,
    no_close_date: () => 'Sin cierre previsto',
    pace: (n) => `Abierto desde hace ${days(n)}`,
    people: (n) => (n === 0 ? 'No participa nadie' : n === 1 ? 'Participa 1 contacto' : `Participan ${number(n)} contactos`),
  },
  advice: {
    get_in_touch: 'Ponerse en contacto',
    plan_next_step: 'Planear el próximo paso',
    do_overdue: 'Hacer lo atrasado',
    set_close_date: 'Fijar el cierre previsto',
    move_close_date: 'Mover el cierre previsto',
    move_on_or_let_go: 'Avanzarlo o dejarlo ir',
    add_people: 'Implicar a más personas',
  },
  helps: 'Qué ayudaría',
  asTask: 'Añadir tarea',
  asTaskOf: (advice) => `Añadir tarea: ${advice}`,
  inTouch: (deal) => `Ponerse en contacto por ${deal}`,
  planned: (deal) => `Planear el próximo paso de ${deal}`,
  taskAdded: 'Tarea añadida para mañana',
  typical: (n, of) => `Los negocios de este embudo se ganan en ${days(n)} (mediana de los últimos ${number(of)})`,
  likely: (day) => `Cierre probable a ese ritmo: ${day}`,
} satisfies Partial<Translation<typeof h>>;
