import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import type { Page } from '@/api/records';

/** The records before and after one in the list one came from: the one of its object that was read last. */
export function useNeighbours(plural: string, id: string): { before?: string; after?: string } {
  const queries = useQueryClient();
  const lists = queries.getQueryCache().findAll({ queryKey: ['records', plural, 'list'] })
    .filter((query) => query.state.data !== undefined)
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  for (const list of lists) {
    const ids = (list.state.data as InfiniteData<Page>).pages?.flatMap((page) => page.data.map((row) => row.id)) ?? [];
    const at = ids.indexOf(id);
    if (at >= 0) return { before: ids[at - 1], after: ids[at + 1] };
  }
  return {};
}
