import type { Filter } from '@/meta/objects';
import { zoneNow } from '@/app/locale';
import { call } from './client';

export type Ref = { id: string; object: string; title: string };
export type Row = { id: string; version: number; created_at: string; updated_at: string } & Record<string, unknown>;
export type Page = { data: Row[]; next_cursor: string | null; total?: number };
export type ListParameters = { q?: string; sort?: string; filters?: Filter[]; expand?: string[]; limit?: number };
export type BulkOutcome = { succeeded: number; failed: number; results: { id: string | null; status: number }[] };

export function listPath(plural: string, asked: ListParameters, extra: Record<string, string> = {}): string {
  const query = new URLSearchParams();
  if (asked.q) query.set('q', asked.q);
  if (asked.sort) query.set('sort', asked.sort);
  for (const { field, op, value } of asked.filters ?? []) query.append(`${field}[${op}]`, value);
  // Whose days "this month" is made of.
  if (asked.filters?.some(({ op }) => op === 'within')) query.set('timezone', zoneNow());
  if (asked.expand?.length) query.set('expand', asked.expand.join(','));
  if (asked.limit) query.set('limit', String(asked.limit));
  for (const [name, value] of Object.entries(extra)) query.set(name, value);
  const text = query.toString();
  return `/${plural}${text ? `?${text}` : ''}`;
}

export const records = {
  list: (plural: string, asked: ListParameters, cursor?: string, signal?: AbortSignal) =>
    call<Page>('GET', listPath(plural, asked, cursor ? { cursor } : {}), undefined, {}, signal),
  count: (plural: string, asked: ListParameters, signal?: AbortSignal) =>
    call<Page>('GET', listPath(plural, { q: asked.q, filters: asked.filters, limit: 1 }, { count: 'true' }), undefined, {}, signal),
  read: (plural: string, id: string, expand: string[]) => call<Row>('GET', listPath(`${plural}/${id}`, { expand })),
  create: (plural: string, data: Record<string, unknown>) => call<Row>('POST', `/${plural}`, data),
  update: (plural: string, id: string, data: Record<string, unknown>, version?: number) =>
    call<Row>('PATCH', `/${plural}/${id}`, data, version === undefined ? {} : { 'If-Match': `"${version}"` }),
  remove: (plural: string, id: string) => call<void>('DELETE', `/${plural}/${id}`),
  restore: (plural: string, id: string) => call<Row>('POST', `/${plural}/${id}/restore`),
  bulk: (plural: string, op: 'delete' | 'restore', ids: string[]) =>
    call<BulkOutcome>('POST', `/${plural}/bulk`, { operations: ids.map((id) => ({ op, id })) }),
  bulkUpdate: (plural: string, changes: { id: string; data: Record<string, unknown> }[]) =>
    call<BulkOutcome>('POST', `/${plural}/bulk`, { operations: changes.map((change) => ({ op: 'update', ...change })) }),
  /** Where all that pass the filters are read as a CSV file. */
  csv: (plural: string, asked: ListParameters) => `/api/v1${listPath(`${plural}/export.csv`, { q: asked.q, sort: asked.sort, filters: asked.filters })}`,
};
