import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { records } from '@/api/records';
import type { ObjectMeta } from '@/meta/objects';

/** The notes, tasks … of one record. */
export const hangingQuery = (plural: string, object: ObjectMeta, id: string, sort: string, expand: string[]) =>
  queryOptions({
    queryKey: ['records', plural, 'on', object.name, id],
    queryFn: () =>
      records.list(plural, {
        sort,
        expand,
        limit: 100,
        filters: [{ field: 'related_type', op: 'eq', value: object.name }, { field: 'related_id', op: 'eq', value: id }],
      }),
  });

/** Reads again what hangs on a record, and what happened to it. */
export function useRefresh(plural: string) {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['timeline'] });
    return queries.invalidateQueries({ queryKey: ['records', plural] });
  };
}
