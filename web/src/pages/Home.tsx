import { Button, Checkbox, Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { call } from '@/api/client';
import { records, type Ref, type Row } from '@/api/records';
import { LinkAnchor, LinkButton } from '@/app/links';
import { addDays, fromLocal, toLocal, today } from '@/app/locale';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { ago, dateTime, money } from '@/fields/format';
import { canCreate, objectNamed, useObjects, type Filter, type ObjectMeta } from '@/meta/objects';
import { readStages, type Board } from '@/records/boardData';
import { useCreate } from '@/records/create';
import classes from './Home.module.css';

/** Midnight of a day from today on, and the first of this month, here. */
const dayFrom = (days: number) => fromLocal(addDays(today(), days));
const monthStart = () => fromLocal(`${today().slice(0, 8)}01`);

export default function Home() {
  const me = useMe();
  const { data: objects } = useObjects();
  useEffect(() => { document.title = `${t.home} · ${t.product}`; }, []);
  const of = (name: string) => { const object = objectNamed(objects, name); return object?.rights.read ? object : undefined; };
  const [deals, tasks, activities, contacts] = [of('deal'), of('task'), of('activity'), of('contact')];
  return (
    <div className={classes.page}>
      <Title order={1}>{t.greeting(Number(toLocal(Date.now()).slice(11, 13)), me.user.name.split(' ')[0] ?? '')}</Title>
      {contacts && <FirstSteps contacts={contacts} />}
      <Numbers deals={deals} tasks={tasks} contacts={contacts} />
      <div className={classes.grid}>
        {tasks && <MyTasks object={tasks} />}
        <Stack gap="md">
          {deals && <Pipeline object={deals} />}
          {activities && <Recent object={activities} />}
        </Stack>
      </div>
    </div>
  );
}

function Panel({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.panel} aria-label={title}>
      <Group justify="space-between" mb="xs"><Title order={2}>{title}</Title>{more}</Group>
      {children}
    </section>
  );
}

function useCount(object: ObjectMeta | undefined, filters: Filter[]) {
  return useQuery({
    queryKey: ['records', object?.plural, 'count', undefined, filters],
    queryFn: ({ signal }) => records.count(object!.plural, { filters }, signal),
    enabled: Boolean(object),
  }).data?.total;
}

/** What a new workspace needs first; gone once there are people in it. */
function FirstSteps({ contacts }: { contacts: ObjectMeta }) {
  const me = useMe();
  const create = useCreate();
  const total = useCount(contacts, []);
  if (total !== 0) return null;
  return (
    <section className={classes.panel} style={{ marginTop: 16 }} aria-label={t.firstSteps}>
      <Title order={2} mb={4}>{t.firstSteps}</Title>
      <Text size="sm" c="dimmed" mb="sm">{t.firstStepsText}</Text>
      <Group gap="xs">
        {canCreate(contacts) && <Button size="compact-md" onClick={() => create(contacts)}>{t.addFirstContact}</Button>}
        {me.rights.includes('imports.create') && <LinkButton size="compact-md" variant="default" to="/imports" search={{}}>{t.bringFile}</LinkButton>}
        {me.rights.includes('members.invite') && <LinkButton size="compact-md" variant="default" to="/settings/team">{t.inviteTeam}</LinkButton>}
      </Group>
    </section>
  );
}

/** Each number leads to the records it counts. */
function Kpi({ object, label, filters, value }: { object: ObjectMeta; label: string; filters: Filter[]; value?: ReactNode }) {
  const total = useCount(object, filters);
  return (
    <Link to="/o/$object" params={{ object: object.plural }} search={{ filters, view: object.name === 'deal' ? 'table' : undefined }} className={classes.kpi}>
      <Text size="sm" c="dimmed">{label}</Text>
      <div className={`${classes.number} num`}>{total === undefined ? '–' : t.count(total)}</div>
      {value && <Text size="xs" c="dimmed" className="num">{value}</Text>}
    </Link>
  );
}

const boardKey = (object: ObjectMeta) => ['records', object.plural, 'board', 'sums'];
const useSums = (object: ObjectMeta | undefined) =>
  useQuery({ queryKey: object ? boardKey(object) : [], queryFn: ({ signal }) => readStages(object!, { limit: 1 }, undefined, signal), enabled: Boolean(object) });

/** What open stages add up to, one sum for each currency. */
function openSums(board: Board | undefined): string {
  const sums = new Map<string, number>();
  for (const column of board?.columns ?? []) {
    if (column.kind !== 'open') continue;
    for (const { currency, value_minor } of column.totals) sums.set(currency ?? 'USD', (sums.get(currency ?? 'USD') ?? 0) + value_minor);
  }
  return [...sums].map(([currency, minor]) => money(minor, currency)).join(' + ');
}

function Numbers({ deals, tasks, contacts }: { deals?: ObjectMeta; tasks?: ObjectMeta; contacts?: ObjectMeta }) {
  const me = useMe();
  const board = useSums(deals);
  return (
    <div className={classes.kpis}>
      {deals && <Kpi object={deals} label={t.openDeals} filters={[{ field: 'status', op: 'eq', value: 'open' }]} value={openSums(board.data)} />}
      {deals && <Kpi object={deals} label={t.wonThisMonth} filters={[{ field: 'status', op: 'eq', value: 'won' }, { field: 'closed_at', op: 'gte', value: monthStart() }]} />}
      {contacts && <Kpi object={contacts} label={t.newContacts} filters={[{ field: 'created_at', op: 'gte', value: monthStart() }]} />}
      {tasks && <Kpi object={tasks} label={t.overdueTasks} filters={[{ field: 'status', op: 'eq', value: 'open' }, { field: 'assignee_id', op: 'eq', value: me.user.id }, { field: 'due_at', op: 'lt', value: dayFrom(0) }]} />}
    </div>
  );
}

const SHOWN = 12;

/** What is due first comes first; done ones can be taken back. */
function MyTasks({ object }: { object: ObjectMeta }) {
  const me = useMe();
  const queries = useQueryClient();
  const create = useCreate();
  const filters: Filter[] = [{ field: 'assignee_id', op: 'eq', value: me.user.id }, { field: 'status', op: 'eq', value: 'open' }];
  const key = ['records', object.plural, 'mine'];
  const mine = useQuery({ queryKey: key, queryFn: ({ signal }) => records.list(object.plural, { filters, sort: 'due_at', expand: ['related'], limit: SHOWN }, undefined, signal) });
  const refresh = () => queries.invalidateQueries({ queryKey: ['records', object.plural] });
  const finish = useMutation({
    mutationFn: (task: Row) => call('POST', `/tasks/${task.id}/complete`, {}),
    onSuccess: async (_, task) => {
      await refresh();
      offerUndo(t.markDone(String(task['title'])), async () => { await call('POST', `/tasks/${task.id}/reopen`); await refresh(); });
    },
    onError: sayProblem,
  });
  const rows = mine.data?.data ?? [];
  const groupOf = (task: Row) => {
    const due = task['due_at'];
    if (typeof due !== 'string') return t.someday;
    return due < dayFrom(0) ? t.overdue : due < dayFrom(1) ? t.today : t.upcoming;
  };
  const groups = [t.overdue, t.today, t.upcoming, t.someday].map((name) => ({ name, tasks: rows.filter((task) => groupOf(task) === name) })).filter((group) => group.tasks.length > 0);
  return (
    <Panel title={t.myTasks} more={<LinkAnchor size="sm" to="/o/$object" params={{ object: object.plural }} search={{ filters }}>{t.all}</LinkAnchor>}>
      {mine.isPending && <Stack gap="xs"><Skeleton h={32} /><Skeleton h={32} /><Skeleton h={32} /></Stack>}
      {mine.isSuccess && !rows.length && (
        <Stack align="flex-start" gap="xs"><Text size="sm" c="dimmed">{t.noOwnTasks}</Text>{canCreate(object) && <Button size="compact-sm" variant="default" onClick={() => create(object)}>{t.createA(object.label)}</Button>}</Stack>
      )}
      {groups.map((group) => (
        <section key={group.name} aria-label={group.name}>
          <Text size="xs" fw={650} c={group.name === t.overdue ? undefined : 'dimmed'} mt="sm" mb={2}>{group.name}</Text>
          <ul className={classes.list}>
            {group.tasks.map((task) => {
              const related = task['related'] as Ref | null;
              return (
                <li key={task.id} className={classes.task}>
                  <Checkbox mt={2} size="sm" aria-label={t.markDone(String(task['title']))} checked={finish.isPending && finish.variables.id === task.id} onChange={() => finish.mutate(task)} />
                  <div style={{ minWidth: 0 }}>
                    <Link to="/o/$object/$id" params={{ object: object.plural, id: task.id }} style={{ color: 'inherit', textDecoration: 'none' }}><Text size="sm" fw={550}>{String(task['title'])}</Text></Link>
                    <Text size="xs" c="dimmed">{[typeof task['due_at'] === 'string' ? dateTime(task['due_at']) : '', related?.title ?? ''].filter(Boolean).join(' · ')}</Text>
                  </div>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </Panel>
  );
}

function Pipeline({ object }: { object: ObjectMeta }) {
  const board = useSums(object);
  const open = board.data?.columns.filter((column) => column.kind === 'open') ?? [];
  const most = Math.max(1, ...open.map((column) => column.count));
  return (
    <Panel title={t.pipeline} more={<LinkAnchor size="sm" to="/o/$object" params={{ object: object.plural }} search={{ view: 'board' }}>{t.board}</LinkAnchor>}>
      {board.isPending && <Skeleton h={120} />}
      {board.isSuccess && !open.some((column) => column.count) && <Text size="sm" c="dimmed">{t.noOpenDeals}</Text>}
      {open.map((column) => (
        <Link key={column.id} to="/o/$object" params={{ object: object.plural }} search={{ view: 'table', filters: [{ field: 'stage_id', op: 'eq', value: column.id }] }} className={classes.stage}>
          <span>{column.name}</span>
          <span className={classes.track} aria-hidden><span className={classes.bar} style={{ display: 'block', width: `${(column.count / most) * 100}%`, background: column.color }} /></span>
          <span className="num"><Text span size="sm" fw={550}>{t.count(column.count)}</Text> <Text span size="xs" c="dimmed">{column.totals.map((total) => money(total.value_minor, total.currency ?? 'USD')).join(' + ')}</Text></span>
        </Link>
      ))}
    </Panel>
  );
}

function Recent({ object }: { object: ObjectMeta }) {
  const filters: Filter[] = [{ field: 'timing', op: 'eq', value: 'past' }];
  const recent = useQuery({ queryKey: ['records', object.plural, 'recent'], queryFn: ({ signal }) => records.list(object.plural, { filters, sort: '-starts_at', expand: ['owner', 'related'], limit: 8 }, undefined, signal) });
  const rows = recent.data?.data ?? [];
  return (
    <Panel title={t.recent} more={<LinkAnchor size="sm" to="/o/$object" params={{ object: object.plural }} search={{ filters }}>{t.all}</LinkAnchor>}>
      {recent.isPending && <SimpleGrid cols={1} spacing="xs"><Skeleton h={30} /><Skeleton h={30} /></SimpleGrid>}
      {recent.isSuccess && !rows.length && <Text size="sm" c="dimmed">{t.noRecent}</Text>}
      <ul className={classes.list}>
        {rows.map((row) => {
          const [owner, related] = [row['owner'] as Ref | null, row['related'] as Ref | null];
          return (
            <li key={row.id} className={classes.task}>
              <div style={{ minWidth: 0 }}>
                <Link to="/o/$object/$id" params={{ object: object.plural, id: row.id }} style={{ color: 'inherit', textDecoration: 'none' }}><Text size="sm" fw={550}>{String(row['subject'])}</Text></Link>
                <Text size="xs" c="dimmed">{[related?.title, owner?.title, ago(String(row['starts_at']))].filter(Boolean).join(' · ')}</Text>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
