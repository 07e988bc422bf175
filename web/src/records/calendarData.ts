import { records, type ListParameters, type Row } from '@/api/records';
import { addDays, firstWeekday, fromLocal, toLocal, weekday } from '@/app/locale';
import { expansions, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';

const BASE = new Set(['created_at', 'updated_at', 'deleted_at']);
/** The fields by whose days records can be laid out; those that can be changed come first. */
export const calendarFields = (object: ObjectMeta) =>
  object.fields
    .filter((field) => (field.type === 'date' || field.type === 'datetime') && field.filterable && field.sortable && !BASE.has(field.name))
    .sort((a, b) => Number(a.readonly) - Number(b.readonly));

export type Span = 'month' | 'week';
/** The days from the first to the last shown, whole weeks; the month of `day`, or its week. */
export function daysOf(day: string, span: Span): string[] {
  const first = span === 'month' ? `${day.slice(0, 8)}01` : day;
  const start = addDays(first, -((weekday(first) - firstWeekday() + 7) % 7));
  const after = span === 'month' ? nextMonth(day) : addDays(start, 7);
  const days: string[] = [];
  for (let each = start; each < after || days.length % 7; each = addDays(each, 1)) days.push(each);
  return days;
}
export const nextMonth = (day: string) => addDays(`${day.slice(0, 8)}28`, 4).slice(0, 8) + '01';
export const previousMonth = (day: string) => addDays(`${day.slice(0, 8)}01`, -1).slice(0, 8) + '01';

/** The day a record is on, and the time of day where there is one. */
export function placeOf(row: Row, field: FieldMeta): { day: string; time?: string } | undefined {
  const value = valueOf(row, field);
  if (typeof value !== 'string') return undefined;
  if (field.type === 'date') return { day: value.slice(0, 10) };
  const local = toLocal(value);
  return { day: local.slice(0, 10), time: local.slice(11) };
}

/** The value that puts a record on a day, at the same time of day; 9:00 where it had none. */
export const valueOn = (day: string, field: FieldMeta, time = '09:00') => (field.type === 'date' ? day : fromLocal(`${day}T${time}`));

const MOST = 1000;
const EXPAND = ['company', 'contact', 'related', 'owner', 'assignee'];
export type Days = { rows: Row[]; more: boolean };

/** Everything from one day until before another, in order; at most a thousand. */
export async function readDays(object: ObjectMeta, asked: ListParameters, field: FieldMeta, from: string, until: string, signal: AbortSignal): Promise<Days> {
  const edge = (day: string) => (field.type === 'date' ? day : fromLocal(day));
  const filters = [...(asked.filters ?? []), { field: field.name, op: 'gte', value: edge(from) }, { field: field.name, op: 'lt', value: edge(until) }];
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.list(object.plural, { q: asked.q, filters, sort: field.name, limit: 200, expand: EXPAND.filter((name) => expansions(object).includes(name)) }, cursor, signal);
    rows.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor && rows.length < MOST);
  return { rows, more: Boolean(cursor) };
}
