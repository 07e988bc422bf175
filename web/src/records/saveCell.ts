import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { Problem } from '@/api/client';
import { records, type Page, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { patchOf, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';

/** Changes one value in a list: shown at once, refused when somebody else was quicker, taken back by undo. */
export function useSaveCell(object: ObjectMeta) {
  const queries = useQueryClient();
  const lists = { queryKey: ['records', object.plural, 'list'] };
  const show = (id: string, change: (row: Row) => Row) =>
    queries.setQueriesData<InfiniteData<Page>>(lists, (now) => now && { ...now, pages: now.pages.map((page) => ({ ...page, data: page.data.map((row) => (row.id === id ? change(row) : row)) })) });
  const refresh = () => queries.invalidateQueries({ queryKey: ['records', object.plural] });
  return useMutation({
    mutationFn: ({ row, field, value }: { row: Row; field: FieldMeta; value: unknown }) => records.update(object.plural, row.id, patchOf(field, value ?? null), row.version),
    onMutate: async ({ row, field, value }) => {
      await queries.cancelQueries(lists);
      const patch = patchOf(field, value ?? null);
      show(row.id, (now) => ({ ...now, ...patch, ...(field.custom ? { custom: { ...(now.custom as object), ...(patch.custom as object) } } : {}) }));
    },
    onSuccess: (_data, { row, field }) => offerUndo(t.changed(field.label), async () => { await records.update(object.plural, row.id, patchOf(field, valueOf(row, field) ?? null)); await refresh(); }),
    onError: (error, { row }) => {
      show(row.id, () => row);
      if (error instanceof Problem && error.status === 412) say(t.stale);
      else sayProblem(error);
    },
    onSettled: refresh,
  });
}
