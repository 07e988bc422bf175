import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { http } from '@/api/client';

/** Whether the conversion of a lead can still be undone. */
export const undoingQuery = (id: string) =>
  queryOptions({
    queryKey: ['records', 'leads', 'undoing', id],
    queryFn: async () => (await http.GET('/api/v1/leads/{id}/undo-conversion', { params: { path: { id } } })).data!,
    retry: false,
  });

/** Makes a converted lead a lead again, and reads again what is shown. */
export function useUnconvert() {
  const queries = useQueryClient();
  return async (id: string) => {
    await http.POST('/api/v1/leads/{id}/undo-conversion', { params: { path: { id } } });
    await Promise.all([queries.invalidateQueries({ queryKey: ['records'] }), queries.invalidateQueries({ queryKey: ['timeline'] })]);
  };
}
