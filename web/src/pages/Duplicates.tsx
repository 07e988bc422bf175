import { Alert, Badge, Button, Group, Loader, SegmentedControl, Select, Skeleton, Text, Title } from '@mantine/core';
import { IconCheck, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call, http } from '@/api/client';
import type { components } from '@/api/schema';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { ago } from '@/fields/format';
import { objectNamed, useObjects, type ObjectMeta } from '@/meta/objects';
import { m } from '@/records/merge.texts';
import { SideBySide } from '@/records/SideBySide';
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

/** The members of a group beside each other, to merge or to leave apart. */
function Side({ group, object, onDone }: { group: Candidates; object: ObjectMeta; onDone: () => void }) {
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ['duplicates'] });
  const apart = useMutation({
    mutationFn: () => call('POST', `/duplicates/${group.id}/separate`),
    onSuccess: () => {
      onDone();
      offerUndo(d.separated, async () => { await call('POST', `/duplicates/${group.id}/reopen`); await again(); });
    },
    onError: sayProblem,
  });
  return (
    <section className={classes.side} aria-label={m.compare}>
      <Text size="sm" c="dimmed" mb="xs">{d.because(group.reasons.join(', '))}</Text>
      <SideBySide object={object} ids={group.members.map((member) => member.id)} onMerged={onDone} onUndone={again}
        merge={(winner_id, choose) => call('POST', `/duplicates/${group.id}/merge`, { winner_id, choose })}>
        <Button variant="default" loading={apart.isPending} onClick={() => apart.mutate()}>{d.separate}</Button>
      </SideBySide>
    </section>
  );
}
