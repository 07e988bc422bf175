import { catalogue } from '@/app/language';

/** The stages that a deal or lead goes through on its own page. */
export const st = catalogue('stages', {
  stages: 'Stage',
  won: 'Won',
  lost: 'Lost',
  lose: (title: string) => `${title} is lost`,
  why: 'Why',
  whyHint: 'Whoever looks at it later learns from it. May stay empty.',
  markLost: 'Mark as lost',
  becameOf: 'It became',
  convert: 'Convert',
  convertTitle: (title: string) => `Convert ${title}`,
  convertText: 'The lead becomes a contact that one goes on working with. It can be undone until somebody does.',
  unconverted: (title: string) => `${title} is a lead again`,
  unconvert: 'Undo the conversion',
  withCompany: 'With a company',
  withDeal: 'With a deal',
  dealTitle: 'Title of the deal',
  converted: (title: string) => `${title} is converted`,
  cancel: 'Cancel',
});
