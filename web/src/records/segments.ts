import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/client';
import { records, type Row } from '@/api/records';
import { offerUndo, sayProblem } from '@/app/undo';
import type { Filter, ObjectMeta } from '@/meta/objects';
import { g } from './segments.texts';

export type Segment = Row & { name: string; object: string; kind: 'list' | 'rules'; rules: Filter[]; description: string; created_by: string | null };
export const SEGMENT = 'segment_id';
const AT_ONCE = 1000;

export const within = (id: string): Filter => ({ field: SEGMENT, op: 'eq', value: id });
/** The segment that a table shows, of its filters. */
export const chosenOf = (filters: Filter[] | undefined) => filters?.find((each) => each.field === SEGMENT && each.op === 'eq')?.value;
export const withoutSegment = (filters: Filter[] | undefined) => (filters ?? []).filter((each) => each.field !== SEGMENT);

/** The segments of an object, by name. */
export const useSegments = (object: ObjectMeta, enabled = true) =>
  useQuery({
    queryKey: ['records', 'segments', 'of', object.name],
    queryFn: async () => (await records.list('segments', { filters: [{ field: 'object', op: 'eq', value: object.name }], sort: 'name', limit: 200 })).data as Segment[],
    enabled,
    staleTime: 60_000,
  });

export const saveSegment = (object: ObjectMeta, name: string, rules?: Filter[]) =>
  records.create('segments', { object: object.name, name, kind: rules ? 'rules' : 'list', ...(rules ? { rules } : {}) }) as Promise<Segment>;

/** Puts records on a list or takes them off, and says so with a way back. */
export function useMembership(object: ObjectMeta) {
  const queries = useQueryClient();
  const change = async (segment: Segment, ids: string[], off: boolean) => {
    let changed = 0;
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      changed += (await call<{ changed: number }>('POST', `/segments/${segment.id}/members${off ? '/remove' : ''}`, { ids: ids.slice(from, from + AT_ONCE) })).changed;
    }
    await queries.invalidateQueries({ queryKey: ['records', object.plural] });
    await queries.invalidateQueries({ queryKey: ['records', 'segments'] });
    return changed;
  };
  return async (segment: Segment, ids: string[], off = false) => {
    try {
      const changed = await change(segment, ids, off);
      const said = off ? g.takenOff(changed, segment.name) : g.added(changed, segment.name);
      offerUndo(said, () => change(segment, ids, !off));
    } catch (error) {
      sayProblem(error);
    }
  };
}
