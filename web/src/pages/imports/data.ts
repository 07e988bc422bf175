import { word } from '@/app/language';
import { number } from '@/app/locale';
import { useQuery } from '@tanstack/react-query';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { w } from './texts';

export type Import = components['schemas']['ImportRead'];
export type Target = components['schemas']['TargetRead'];
const BUSY = ['checking', 'running', 'undoing'];
export const isBusy = (found: Import | undefined) => found !== undefined && BUSY.includes(found.state);
/** Whether mapping and options may still be changed. */
export const isOpen = (found: Import) => ['draft', 'ready'].includes(found.state);

const translated = (found: components['schemas']['ImportableObject'][]) =>
  found.map((each) => ({ ...each, label_plural: word(each.label_plural), targets: each.targets.map((target) => ({ ...target, label: word(target.label) })) }));

export const useImportable = () =>
  useQuery({ queryKey: ['imports', 'objects'], queryFn: async () => (await http.GET('/api/v1/imports/objects')).data!.data, select: translated, staleTime: 60_000 });

/** "12 created, 3 skipped" */
export const countsOf = (counts: Record<string, number>) =>
  Object.entries(counts).filter(([, n]) => n > 0).map(([status, n]) => `${number(n)} ${w.rowStates[status] ?? status}`).join(', ');
