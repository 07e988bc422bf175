import { catalogue } from '@/app/language';
import { number } from '@/app/locale';

/** The words of the dashboard. */
export const d = catalogue('dashboard', {
  title: 'Dashboard',
  period: 'Period',
  lead: 'Of what you may see, in days of your time zone.',
  added: { contact: 'New contacts', company: 'New companies', lead: 'New leads', deal: 'New deals' } as Record<string, string>,
  wonValue: 'Won',
  winRate: 'Win rate',
  ofEnded: (won: number, lost: number) => `${won} won, ${lost} lost`,
  noneEnded: 'nothing ended',
  than: (before: string) => `before: ${before}`,
  growth: 'What came in',
  wonOver: 'Won over time',
  work: 'Work done',
  kinds: { call: 'Calls', meeting: 'Meetings', email: 'E-mails', task: 'Tasks finished' } as Record<string, string>,
  stages: 'Open deals by stage, now',
  funnel: 'How far new deals came',
  owners: 'Who won most',
  nobody: 'Nobody',
  noOwners: 'Nothing was won in this time.',
  noStages: 'No open deals.',
  noFunnel: 'No deals were added in this time.',
  units: { day: 'Day', week: 'Week from', month: 'Month from' } as Record<string, string>,
  value: 'Value',
  won: (n: number) => (n === 1 ? '1 deal' : `${number(n)} deals`),
});
