import { catalogue, lower } from '@/app/language';

/** The words of records side by side that become one. */
export const m = catalogue('merge', {
  compare: 'Side by side',
  fields: 'Their fields',
  keep: (title: string) => `Keep ${title}`,
  keepValue: (label: string) => `Keep this ${lower(label)}`,
  made: (when: string) => `added ${when}`,
  rest: 'The others go into the one you keep. Tags, addresses and everything that happened come along. It can be undone.',
  merge: (n: number) => (n === 2 ? 'Merge' : `Merge all ${n}`),
  merged: (n: number) => `${n} records are one now`,
  changedNow: 'changed just now',
  changedSay: (title: string) => `${title} was changed just now; you see it as it is.`,
  gone: (title: string) => `${title} was deleted or merged meanwhile.`,
  mergeThese: 'Merge these records',
});
