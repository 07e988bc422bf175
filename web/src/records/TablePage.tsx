import { Alert, Button, Center, CloseButton, Group, SegmentedControl, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useHotkeys, useLocalStorage } from '@mantine/hooks';
import { IconArrowMerge, IconBarcode, IconPencil, IconPlus, IconSearch, IconTrash, IconUserCheck } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { records, type ListParameters, type Row } from '@/api/records';
import type { Layout, ListSearch } from '@/app/router';
import { useMe } from '@/app/session';
import { NotFound } from '@/app/Shell';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { canCreate, canMerge, editableFields, expansions, objectNamed, titleOf, useObjects, type Filter, type ObjectMeta } from '@/meta/objects';
import { ObjectIcon } from '@/meta/ObjectIcon';
import { boardFields } from './boardData';
import { calendarFields } from './calendarData';
import { useCreate } from './create';
import { Columns, Filters } from './Filters';
import { Export } from './Export';
import { useLayout } from './layout';
import { RecordTable } from './RecordTable';
import { BulkSegment, Segments } from './Segments';
import { chosenOf, within, withoutSegment } from './segments';
import { s } from './stock.texts';
import { Views } from './Views';

// Whoever stays in tables needs nothing of it.
const Board = lazy(() => import('./Board'));
const Calendar = lazy(() => import('./Calendar'));
const BulkEdit = lazy(() => import('./BulkEdit'));
const BulkTag = lazy(() => import('./BulkTag'));
const MergeDialog = lazy(() => import('./MergeDialog'));
const Intake = lazy(() => import('./Intake'));

// More are not read side by side.
const MOST_MERGED = 6;

// What people gather; the server takes segments of anything.
const SEGMENTED = new Set(['contact', 'company', 'lead', 'deal']);

export default function TablePage() {
  const { object: name } = useParams({ strict: false });
  const { data: objects } = useObjects();
  const object = objectNamed(objects, name ?? '');
  if (!object) return objects ? <NotFound /> : null;
  return <Records key={object.name} object={object} />;
}

/** What comes in by the box, and is scanned. */
const takesMany = (object: ObjectMeta) => ['device', 'sim'].includes(object.name) && object.rights.create;

function useTitle(title: string) {
  useEffect(() => { document.title = `${title} · ${t.product}`; }, [title]);
}

function Records({ object }: { object: ObjectMeta }) {
  useTitle(object.label_plural);
  const me = useMe();
  const currency = me.workspace?.currency ?? 'USD';
  const search: ListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const create = useCreate();
  const layout = useLayout(object);
  const shown = layout.columns.map((field) => field.name);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [intake, setIntake] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const { q, sort, filters, pipeline } = search;
  const boards = boardFields(object);
  const days = calendarFields(object);
  const layouts: Layout[] = ['table', ...(boards.length ? ['board' as const] : []), ...(days.length ? ['calendar' as const] : [])];
  // Where one was last is where one wants to be.
  const [usual, setUsual] = useLocalStorage<Layout>({ key: `quintet.view.${object.name}`, defaultValue: 'table', getInitialValueInEffect: false });
  const view = layouts.find((each) => each === (search.view ?? usual)) ?? 'table';
  const choices = view === 'calendar' ? days : boards;
  const by = choices.find((field) => field.name === search.by) ?? choices[0];
  const onBy = (name: string) => go({ by: name === choices[0]?.name ? undefined : name });
  const go = (change: ListSearch) => {
    setSelected(new Set());
    void navigate({ to: '/o/$object', params: { object: object.plural }, search: { ...search, ...change }, replace: true });
  };
  const segmented = SEGMENTED.has(object.name) && me.rights.includes('segments.read');
  const segment = chosenOf(filters);
  const narrow = (rest: Filter[], id?: string) => {
    const next = [...(id ? [within(id)] : []), ...rest];
    go({ filters: next.length ? next : undefined });
  };
  const beside = [...new Set(layout.columns.flatMap((field) => field.beside ?? []))];
  const asked: ListParameters = { q, sort, filters, expand: [...expansions(object), ...beside], limit: 100 };
  const list = useInfiniteQuery({
    queryKey: ['records', object.plural, 'list', asked],
    queryFn: ({ pageParam, signal }) => records.list(object.plural, asked, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: view === 'table',
    placeholderData: keepPreviousData,
  });
  const count = useQuery({
    queryKey: ['records', object.plural, 'count', q, filters],
    queryFn: ({ signal }) => records.count(object.plural, asked, signal),
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data]);
  useHotkeys([['c', () => { if (canCreate(object)) create(object); }], ['/', () => box.current?.focus()]]);
  const narrowed = Boolean(q || filters?.length);
  const empty = list.isSuccess && rows.length === 0;
  return (
    <Stack gap="sm" p={{ base: 'sm', sm: 'lg' }} pt={{ base: 'sm', sm: 'md' }} flex={1} mih={0}>
      <Group justify="space-between" gap="xs">
        <Group gap="sm" align="baseline" wrap="nowrap">
          <Title order={1}>{object.label_plural}</Title>
          {count.data?.total !== undefined && <Text c="dimmed" size="sm" className="num" role="status">{t.count(count.data.total)}</Text>}
        </Group>
        {layouts.length > 1 && (
          <SegmentedControl size="xs" aria-label={t.view} data={layouts.map((value) => ({ value, label: t[value] }))} value={view}
            onChange={(next) => { setUsual(next as Layout); go({ view: next as Layout, by: undefined }); }} />
        )}
      </Group>
      <Group gap="xs" wrap="wrap">
        {object.searchable && <SearchBox key={narrowed ? 'narrowed' : 'whole'} ref={box} label={t.searchIn(object.label_plural)} value={q ?? ''} onChange={(words) => go({ q: words || undefined })} />}
        <Filters object={object} filters={withoutSegment(filters)} currency={currency} onChange={(next) => narrow(next, segment)} />
        {segmented && <Segments object={object} filters={filters ?? []} onChoose={(id) => narrow(id ? [] : withoutSegment(filters), id)} />}
        {takesMany(object) && <Button size="xs" h={32} variant="default" leftSection={<IconBarcode size={15} aria-hidden />} onClick={() => setIntake(true)}>{s.addMany}</Button>}
        {intake && <Suspense><Intake object={object} onDone={() => setIntake(false)} /></Suspense>}
        {view === 'table' && <Group gap="xs" ml="auto" visibleFrom="sm">{me.rights.includes('exports.create') && <Export object={object} asked={asked} columns={layout.columns.filter((field) => !field.beside).map((field) => field.name)} />}<Columns object={object} layout={layout} /></Group>}
      </Group>
      <Views object={object} now={{ filters: filters ?? [], sort: sort ?? '', layout: view, group_by: view !== 'table' && by && by !== choices[0] ? by.name : null }} columns={shown} onPick={(next, names) => { if (names.length) layout.choose(names); go({ ...next, q: undefined, pipeline: undefined, day: undefined, span: undefined }); }} />
      {list.error && <Alert color="red" variant="light" role="alert" title={t.failed}>{list.error.message} <Button size="compact-xs" variant="subtle" onClick={() => void list.refetch()}>{t.tryAgain}</Button></Alert>}
      {selected.size > 0 && <Selection object={object} rows={rows} selected={selected} currency={currency} onClear={() => setSelected(new Set())} segment={segment} segmented={segmented} />}
      {view === 'board' && by
        ? <Suspense fallback={<Skeleton flex={1} />}><Board key={by.name} object={object} q={q} filters={filters} by={by} onBy={onBy} pipeline={pipeline} onPipeline={(id) => go({ pipeline: id })} /></Suspense>
        : view === 'calendar' && by
        ? <Suspense fallback={<Skeleton flex={1} />}><Calendar key={by.name} object={object} q={q} filters={filters} by={by} onBy={onBy} day={search.day} span={search.span ?? 'month'} onGo={go} /></Suspense>
        : empty
        ? <Empty object={object} narrowed={narrowed} onClear={() => go({ q: undefined, filters: undefined })} />
        : <RecordTable object={object} layout={layout} rows={rows} total={count.data?.total} loading={list.isPending} more={list.hasNextPage} onMore={() => { if (!list.isFetchingNextPage) void list.fetchNextPage(); }}
            sort={sort ?? object.default_sort} onSort={(next) => go({ sort: next || undefined })} selected={selected} onSelect={setSelected} currency={currency} />}
    </Stack>
  );
}

function SearchBox({ ref, label, value, onChange }: { ref: React.Ref<HTMLInputElement>; label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const latest = useRef(onChange);
  useEffect(() => { latest.current = onChange; });
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => latest.current(text), 200);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <TextInput ref={ref} type="search" size="xs" h={32} styles={{ input: { height: 32 } }} w={{ base: '100%', xs: 260 }} aria-label={label} placeholder={label} value={text} leftSection={<IconSearch size={15} aria-hidden />}
      onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') setText(''); }} />
  );
}

function Selection({ object, rows, selected, currency, onClear, segment, segmented }: { object: ObjectMeta; rows: Row[]; selected: Set<string>; currency: string; onClear: () => void; segment?: string; segmented: boolean }) {
  const [editing, setEditing] = useState<string | null>(null);
  const [merging, setMerging] = useState(false);
  const owner = editableFields(object).find((field) => field.relation === 'user' && ['owner_id', 'assignee_id'].includes(field.name))?.name;
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['records', object.plural] });
  const remove = useMutation({
    mutationFn: async (ids: string[]) => {
      const done: string[] = [];
      let failed = 0;
      // The server takes up to 500 at once.
      for (let from = 0; from < ids.length; from += 500) {
        const outcome = await records.bulk(object.plural, 'delete', ids.slice(from, from + 500));
        done.push(...outcome.results.flatMap((result) => (result.id ? [result.id] : [])));
        failed += outcome.failed;
      }
      return { done, failed };
    },
    onSuccess: ({ done, failed }) => {
      onClear();
      void refresh();
      if (failed) sayProblem(t.someFailed(failed));
      const only = done.length === 1 ? rows.find((row) => row.id === done[0]) : undefined;
      const message = only ? t.deleted(titleOf(object, only)) : t.deletedMany(done.length, object.label_plural);
      if (done.length) offerUndo(message, async () => {
        for (let from = 0; from < done.length; from += 500) await records.bulk(object.plural, 'restore', done.slice(from, from + 500));
        await refresh();
      });
    },
    onError: sayProblem,
  });
  return (
    <Group gap="sm" px="sm" py={6} style={{ background: 'light-dark(var(--mantine-color-brand-0), #232846)', borderRadius: 8 }} role="toolbar" aria-label={t.selected(selected.size)}>
      <Text size="sm" fw={600} className="num">{t.selected(selected.size)}</Text>
      {object.rights.update && owner && <Button size="compact-sm" variant="default" leftSection={<IconUserCheck size={14} />} onClick={() => setEditing(owner)}>{t.assign}</Button>}
      {object.rights.update && object.fields.some((field) => field.name === 'tag_ids') && <Suspense><BulkTag object={object} ids={[...selected]} /></Suspense>}
      {segmented && <BulkSegment object={object} ids={[...selected]} base={segment} onClear={onClear} />}
      {object.rights.update && <Button size="compact-sm" variant="default" leftSection={<IconPencil size={14} />} onClick={() => setEditing('')}>{t.edit}</Button>}
      {editing !== null && <Suspense><BulkEdit object={object} rows={rows.filter((row) => selected.has(row.id))} first={editing} currency={currency} onDone={() => setEditing(null)} /></Suspense>}
      {canMerge(object) && selected.size > 1 && selected.size <= MOST_MERGED && <Button size="compact-sm" variant="default" leftSection={<IconArrowMerge size={14} />} onClick={() => setMerging(true)}>{t.merge}</Button>}
      {merging && <Suspense><MergeDialog object={object} rows={rows.filter((row) => selected.has(row.id))} onDone={(winner) => { setMerging(false); if (winner) onClear(); }} /></Suspense>}
      {object.rights.delete && <Button size="compact-sm" variant="default" leftSection={<IconTrash size={14} />} loading={remove.isPending} onClick={() => remove.mutate([...selected])}>{t.delete}</Button>}
      <CloseButton size="sm" ml="auto" aria-label={t.clearSelection} onClick={onClear} />
    </Group>
  );
}

function Empty({ object, narrowed, onClear }: { object: ObjectMeta; narrowed: boolean; onClear: () => void }) {
  const create = useCreate();
  const makes = canCreate(object);
  return (
    <Center flex={1} mih={260} style={{ border: '1px dashed var(--app-line)', borderRadius: 10, background: 'var(--app-surface)' }}>
      <Stack align="center" gap={6} maw={380} ta="center" p="lg">
        <ObjectIcon name={object.icon} size={34} color="var(--mantine-color-dimmed)" />
        <Title order={2}>{narrowed ? t.noMatchTitle : t.emptyTitle(object.label_plural)}</Title>
        <Text size="sm" c="dimmed">{narrowed ? t.noMatchText : makes ? t.emptyText(object.label) : t.emptyElsewhere(object.label_plural)}</Text>
        {narrowed
          ? <Button variant="default" mt="xs" onClick={onClear}>{t.clearSearch}</Button>
          : makes && <Button mt="xs" leftSection={<IconPlus size={16} />} onClick={() => create(object)}>{t.createA(object.label)}</Button>}
      </Stack>
    </Center>
  );
}
