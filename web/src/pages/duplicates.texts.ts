import { catalogue } from '@/app/language';
import { number } from '@/app/locale';

/** The words of the review of duplicates. */
export const d = catalogue('duplicates', {
  title: 'Duplicates',
  of: 'Which records',
  level: 'How sure',
  anyLevel: 'However sure',
  levels: { exact: 'Surely the same', high: 'Very likely', medium: 'Likely', low: 'Perhaps' } as Record<string, string>,
  scan: 'Look for duplicates',
  scanning: 'Looking through all records… You can go on working.',
  scanned: (n: number, when: string) => `${number(n)} records looked through ${when}; done anew every Sunday`,
  never: 'Not looked for yet.',
  firstTitle: 'Find who is in here twice',
  firstText: 'Names, addresses, numbers and domains are compared, slips of the pen included. Nothing is changed before you say so.',
  none: 'Nobody is in here twice',
  noneText: 'Nothing is left to decide. Imports and typing bring new ones; look again from time to time.',
  groups: 'May be the same',
  because: (reasons: string) => `Alike: ${reasons}.`,
  separate: 'Not the same',
  separated: 'Left apart, also in future',
});
