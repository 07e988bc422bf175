import { catalogue } from '@/app/language';
import { number } from '@/app/locale';

const days = (n: number) => (n === 1 ? '1 day' : `${number(n)} days`);

/** The words of how well a deal stands. */
export const h = catalogue('health', {
  health: 'Health',
  score: 'Health of the deal',
  levels: { healthy: 'Healthy', at_risk: 'At risk', stalled: 'Stalled' },
  whys: {
    contact: (n: number) => (n === 0 ? 'Last activity today' : `Last activity ${days(n)} ago`),
    no_contact: () => 'No activity yet',
    next_step: (n: number) => (n === 0 ? 'Next step within a day' : `Next step in ${days(n)}`),
    someday: (n: number) => (n === 1 ? 'A next step without a date' : `${number(n)} next steps without a date`),
    overdue: (n: number) => (n === 1 ? 'Its next step is overdue' : `${number(n)} steps overdue`),
    no_step: () => 'No next step planned',
    stage: (n: number) => (n === 0 ? 'New in this stage' : `${days(n)} in this stage`),
    closes_in: (n: number) => (n === 0 ? 'Expected to close today' : `Expected to close in ${days(n)}`),
    closes_late: (n: number) => `Expected close was ${days(n)} ago`,
    no_close_date: () => 'No expected close date',
    pace: (n: number) => `Open for ${days(n)}`,
    people: (n: number) => (n === 0 ? 'Nobody takes part' : n === 1 ? '1 contact takes part' : `${number(n)} contacts take part`),
  },
  advice: {
    get_in_touch: 'Get in touch',
    plan_next_step: 'Plan the next step',
    do_overdue: 'Do what is overdue',
    set_close_date: 'Set an expected close date',
    move_close_date: 'Move the expected close date',
    move_on_or_let_go: 'Move it on, or let it go',
    add_people: 'Bring in more people',
  },
  helps: 'What would help',
  asTask: 'Add task',
  asTaskOf: (advice: string) => `Add task: ${advice}`,
  inTouch: (deal: string) => `Get in touch about ${deal}`,
  planned: (deal: string) => `Plan the next step of ${deal}`,
  taskAdded: 'Task added for tomorrow',
  typical: (n: number, of: number) => `Deals of this pipeline are won in ${days(n)} (median of the last ${number(of)})`,
  likely: (day: string) => `Likely close at that pace: ${day}`,
});
