import { ActionIcon, Alert, Badge, Button, Group, Loader, Radio, SegmentedControl, Select, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call, http } from '@/api/client';
import { records, type Row } from '@/api/records';
import type { components } from '@/api/schema';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { Cell } from '@/fields/Cell';
import { ago } from '@/fields/format';
import { editableFields, expansions, objectNamed, titleField, useObjects, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import classes from './Duplicates.module.css';
import { d } from './duplicates.texts';

type Candidates = components['schemas']['GroupRead'];
const COLORS: Record<string, string> = { exact: 'red', high: 'orange', medium: 'yellow', low: 'gray' };
const OBJECTS = ['contact', 'company'];

/** Records that may be one: side by side, to merge, or to say that they are not. */
export default function Duplicates() {
  const { object: name = 'contact', level } = useSearch({ from: '/inside/duplicates' });
  const navigate = useNavigate({ from: '/duplicates' });
  const queries = useQueryClient();
  const { data: objects } = useObjects();
  const object = objectNamed(objects, name);
  useEffect(() => { document.title = `${d.title} · ${t.product}`; }, []);
  const scans = useQuery({
    queryKey: ['duplicates', 'scans'],
    queryFn: async () => (await http.GET('/api/v1/duplicates/scans')).data!.data,
    refetchInterval: ({ state }) => (state.data?.some((scan) => scan.state === 'running') ? 1500 : false),
  });
  const last = scans.data?.find((scan) => scan.object === name);
  const running = last?.state === 'running';
  const groups = useInfiniteQuery({
    // Found anew when a scan ends.
    queryKey: ['duplicates', 'groups', name, level, last?.id, last?.state],
    queryFn: async ({ pageParam }) => (await http.GET('/api/v1/duplicates', { params: { query: { object: name, level: level as Candidates['level'] | undefined, limit: 50, cursor: pageParam || undefined } } })).data!,
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });
  const scan = useMutation({
    mutationFn: () => http.POST('/api/v1/duplicates/scan', { body: { object: name } }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['duplicates', 'scans'] }),
  });
  const list = groups.data?.pages.flatMap((page) => page.data) ?? [];
  const [chosen, setChosen] = useState<string>();
  const current = list.find((each) => each.id === chosen) ?? list[0];
  const after = () => {
    // On to the next one; the list follows.
    const at = list.findIndex((each) => each.id === current?.id);
    setChosen(list[at + 1]?.id ?? list[at - 1]?.id);
    void queries.invalidateQueries({ queryKey: ['duplicates'] });
  };
  return (
    <div className={classes.page}>
      <Group justify="space-between" mb="sm" gap="sm">
        <div>
          <Title order={1}>{d.title}</Title>
          <Text size="sm" c="dimmed">{running ? d.scanning : last?.finished_at ? d.scanned(last.records, ago(last.finished_at)) : d.never}</Text>
        </div>
        <Group gap="xs">
          <SegmentedControl size="xs" aria-label={d.of} value={name} onChange={(next) => void navigate({ search: { object: next } })} data={OBJECTS.map((each) => ({ value: each, label: objectNamed(objects, each)?.label_plural ?? each }))} />
          <Select size="xs" w={130} aria-label={d.level} placeholder={d.anyLevel} clearable data={Object.entries(d.levels).map(([value, label]) => ({ value, label }))} value={level ?? null} onChange={(next) => void navigate({ search: { object: name, level: next ?? undefined } })} />
          <Button size="compact-sm" h={30} leftSection={running ? <Loader size={13} /> : <IconRefresh size={15} />} disabled={running} loading={scan.isPending} onClick={() => scan.mutate()}>{d.scan}</Button>
        </Group>
      </Group>
      {last?.state === 'failed' && <Alert color="red" variant="light" mb="sm" role="alert" title={t.failed}>{last.error}</Alert>}
      {groups.isPending || !object ? <Skeleton h={200} /> : list.length === 0
        ? <div className={classes.empty}><IconCheck size={30} aria-hidden /><Title order={2}>{last ? d.none : d.firstTitle}</Title><Text c="dimmed" size="sm" maw={440}>{last ? d.noneText : d.firstText}</Text></div>
        : (
          <div className={classes.split}>
            <nav className={classes.list} aria-label={d.groups}>
              {list.map((each) => (
                <button key={each.id} type="button" className={classes.item} aria-current={each.id === current?.id || undefined} onClick={() => setChosen(each.id)}>
                  <Text size="sm" fw={550} truncate>{each.members.map((member) => member.title).join(' · ')}</Text>
                  <Group gap={6} wrap="nowrap"><Badge size="xs" variant="light" color={COLORS[each.level]}>{d.levels[each.level]}</Badge><Text size="xs" c="dimmed" truncate>{each.reasons.join(', ')}</Text></Group>
                </button>
              ))}
              {groups.hasNextPage && <Button variant="subtle" color="gray" size="compact-xs" loading={groups.isFetchingNextPage} onClick={() => void groups.fetchNextPage()}>{t.older}</Button>}
            </nav>
            {current && <Side key={current.id} group={current} object={object} onDone={after} />}
          </div>
        )}
    </div>
  );
}

/** The members of a group beside each other; what is chosen of each field is what stays. */
function Side({ group, object, onDone }: { group: Candidates; object: ObjectMeta; onDone: () => void }) {
  const queries = useQueryClient();
  // Apart from what is read anew when records change: one of these is about to go.
  const read = useQueries({ queries: group.members.map(({ id }) => ({ queryKey: ['beside', object.plural, id], queryFn: () => records.read(object.plural, id, expansions(object)) })) });
  const rows = read.flatMap((each) => (each.data ? [each.data] : []));
  const [winner, setWinner] = useState(group.members[0]?.id ?? '');
  const [choose, setChoose] = useState<Record<string, string>>({});
  const refresh = () => queries.invalidateQueries({ queryKey: ['records'] });
  const merge = useMutation({
    mutationFn: () => call<{ id: string }>('POST', `/duplicates/${group.id}/merge`, { winner_id: winner, choose }),
    onSuccess: (made) => {
      onDone();
      void refresh();
      offerUndo(d.merged(group.members.length), async () => {
        const undone = await call<{ left: unknown[] }>('POST', `/merges/${made.id}/undo`);
        if (undone.left.length) say(t.mergeLeft(undone.left.length));
        await Promise.all([refresh(), queries.invalidateQueries({ queryKey: ['duplicates'] })]);
      });
    },
    onError: sayProblem,
  });
  const apart = useMutation({
    mutationFn: () => call('POST', `/duplicates/${group.id}/separate`),
    onSuccess: () => {
      onDone();
      offerUndo(d.separated, async () => { await call('POST', `/duplicates/${group.id}/reopen`); await queries.invalidateQueries({ queryKey: ['duplicates'] }); });
    },
    onError: sayProblem,
  });
  if (rows.length < group.members.length) return <Stack className={classes.side}><Skeleton h={30} /><Skeleton h={120} /></Stack>;
  const fields = editableFields(object).filter((field) => field.type !== 'relations' && field.type !== 'multi_select' && rows.some((row) => !empty(valueOf(row, field))));
  const differ = (field: FieldMeta) => new Set(rows.map((row) => JSON.stringify(valueOf(row, field) ?? null))).size > 1;
  const kept = (field: FieldMeta) => choose[field.name] ?? (empty(valueOf(rows.find((row) => row.id === winner)!, field)) ? rows.find((row) => !empty(valueOf(row, field)))!.id : winner);
  const title = titleField(object);
  // A name that is put together is chosen in its parts.
  const parts = object.fields.some((field) => field.name === 'first_name');
  return (
    <section className={classes.side} aria-label={d.compare}>
      <Text size="sm" c="dimmed" mb="xs">{d.because(group.reasons.join(', '))}</Text>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={d.fields}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t.field}</th>
              {rows.map((row, at) => (
                <th key={row.id} scope="col">
                  <Radio size="xs" name="winner" label={<Link to="/o/$object/$id" params={{ object: object.plural, id: row.id }}>{group.members[at]?.title}</Link>} aria-label={d.keep(group.members[at]?.title ?? '')} checked={winner === row.id} onChange={() => { setWinner(row.id); setChoose({}); }} />
                  <Text size="xs" c="dimmed" pl={26}>{d.made(ago(row.created_at))}</Text>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.filter((field) => field !== title || !parts).map((field) => (
              <tr key={field.name} data-differs={differ(field) || undefined}>
                <th scope="row">{field.label}</th>
                {rows.map((row) => <td key={row.id}><Value field={field} row={row} choosable={differ(field) && !field.custom} kept={kept(field) === row.id} onKeep={() => setChoose((now) => ({ ...now, [field.name]: row.id }))} /></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Group mt="sm" justify="space-between" gap="sm">
        <Text size="xs" c="dimmed" maw={420}>{d.rest}</Text>
        <Group gap="xs">
          <Button variant="default" loading={apart.isPending} onClick={() => apart.mutate()}>{d.separate}</Button>
          <Button loading={merge.isPending} onClick={() => merge.mutate()}>{d.merge(rows.length)}</Button>
        </Group>
      </Group>
    </section>
  );
}

function Value({ field, row, choosable, kept, onKeep }: { field: FieldMeta; row: Row; choosable: boolean; kept: boolean; onKeep: () => void }) {
  const shown = <Cell field={field} row={row} currency={String(row['currency'] ?? 'USD')} links={false} />;
  if (!choosable || empty(valueOf(row, field))) return <div className={classes.value}>{shown}</div>;
  return (
    <div className={classes.value} data-kept={kept || undefined}>
      {shown}
      <ActionIcon variant={kept ? 'filled' : 'default'} size="xs" radius="xl" aria-pressed={kept} aria-label={d.keepValue(field.label)} onClick={onKeep}><IconCheck size={12} /></ActionIcon>
    </div>
  );
}

const empty = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
