import { ActionIcon, Button, Group, Indicator, Popover, ScrollArea, Skeleton, Stack, Text } from '@mantine/core';
import { IconBell, IconChecks } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { ago } from '@/fields/format';
import { objectNamed, useObjects } from '@/meta/objects';
import { NOTICES } from './problems';
import classes from './Shell.module.css';
import { t } from './texts';
import { sayProblem } from './undo';

type Notice = components['schemas']['NotificationRead'];
const KEY = ['notifications'];

/** How many things one was told and has not read, and what they are. */
export default function Bell() {
  const [open, setOpen] = useState(false);
  const unread = useQuery({ queryKey: [...KEY, 'unread'], queryFn: async () => (await http.GET('/api/v1/notifications', { params: { query: { limit: 1 } } })).data!.unread, refetchInterval: 60_000 });
  const count = unread.data ?? 0;
  return (
    <Popover position="bottom-end" offset={12} width="min(380px, calc(100vw - 16px))" shadow="md" opened={open} onChange={setOpen} trapFocus>
      <Indicator label={count > 99 ? '99+' : count} size={16} offset={5} disabled={!count} color="red.8">
        <Popover.Target>
          <ActionIcon variant="subtle" color="gray" size={34} aria-label={t.bell(count)} onClick={() => setOpen(!open)}><IconBell size={19} /></ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label={t.notifications}>{open && <Notices onGo={() => setOpen(false)} />}</Popover.Dropdown>
    </Popover>
  );
}

function Notices({ onGo }: { onGo: () => void }) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const list = useInfiniteQuery({
    queryKey: [...KEY, 'list'],
    queryFn: async ({ pageParam }) => (await http.GET('/api/v1/notifications', { params: { query: { limit: 20, cursor: pageParam || undefined } } })).data!,
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });
  const all = useMutation({ mutationFn: () => http.POST('/api/v1/notifications/read-all'), onError: sayProblem, onSettled: refresh });
  const read = useMutation({ mutationFn: (id: string) => http.PATCH('/api/v1/notifications/{id}', { params: { path: { id } }, body: { read: true } }), onSettled: refresh });
  const notices = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <Group justify="space-between" px="sm" py={8} style={{ borderBottom: '1px solid var(--app-faint)' }}>
        <Text size="sm" fw={650}>{t.notifications}</Text>
        {notices.some((each) => !each.read_at) && <Button variant="subtle" size="compact-xs" leftSection={<IconChecks size={14} />} onClick={() => all.mutate()}>{t.readAll}</Button>}
      </Group>
      <ScrollArea.Autosize mah="min(460px, 70vh)" type="auto">
        {list.isPending && <Stack p="sm" gap="xs"><Skeleton h={34} /><Skeleton h={34} /></Stack>}
        {list.isSuccess && notices.length === 0 && <Text size="sm" c="dimmed" p="md">{t.noNotifications}</Text>}
        <ul className={classes.notices}>
          {notices.map((each) => (
            <li key={each.id} data-unread={!each.read_at || undefined}><Notice notice={each} onGo={() => { if (!each.read_at) read.mutate(each.id); onGo(); }} /></li>
          ))}
        </ul>
        {list.hasNextPage && <Group justify="center" p={6}><Button variant="subtle" color="gray" size="compact-xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t.older}</Button></Group>}
      </ScrollArea.Autosize>
    </>
  );
}

function Notice({ notice, onGo }: { notice: Notice; onGo: () => void }) {
  const { data: objects } = useObjects();
  const object = objectNamed(objects, notice.subject_type ?? '');
  // In English the server says it itself, and with more of the facts.
  const known = NOTICES[notice.kind];
  const title = known?.title?.replace('{}', notice.title.split(' ')[0]!.replace(/:$/, '')) ?? notice.title;
  const text = known ? known.text : notice.text;
  const inside = (
    <>
      <Text size="sm" fw={notice.read_at ? 450 : 600} lineClamp={2}>{title}</Text>
      <Text size="xs" c="dimmed">{text ? `${text} · ` : ''}{ago(notice.created_at)}</Text>
    </>
  );
  return object && notice.subject_id
    ? <Link className={classes.notice} to="/o/$object/$id" params={{ object: object.plural, id: notice.subject_id }} onClick={onGo}>{inside}</Link>
    : <Link className={classes.notice} to="/" onClick={onGo}>{inside}</Link>;
}
