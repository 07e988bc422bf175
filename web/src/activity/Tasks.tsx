import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call, http } from '@/api/client';
import type { Page, Row } from '@/api/records';
import { LinkAnchor } from '@/app/links';
import { fromLocal } from '@/app/locale';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { dateTime } from '@/fields/format';
import type { ObjectMeta } from '@/meta/objects';
import { hangingQuery, useRefresh } from './hanging';

/** The next steps with a record. */
export function Tasks({ object, id }: { object: ObjectMeta; id: string }) {
  const [title, setTitle] = useState('');
  const [due, setDue] = useState('');
  const refresh = useRefresh('tasks');
  const queries = useQueryClient();
  const asked = hangingQuery('tasks', object, id, 'due_at', ['assignee']);
  const found = useQuery(asked);
  const add = useMutation({
    mutationFn: () => http.POST('/api/v1/tasks', { body: { title, related_type: object.name, related_id: id, due_at: due ? fromLocal(due) : null } }),
    onSuccess: async () => { setTitle(''); setDue(''); await refresh(); },
    onError: sayProblem,
  });
  const move = (task: Row, verb: 'complete' | 'reopen') => call('POST', `/tasks/${task.id}/${verb}`, verb === 'complete' ? {} : undefined);
  const flip = (id: string) => (page: Page | undefined): Page | undefined =>
    page && { ...page, data: page.data.map((task) => (task.id === id ? { ...task, status: task.status === 'open' ? 'done' : 'open' } : task)) };
  const toggle = useMutation({
    onMutate: async (task) => { await queries.cancelQueries({ queryKey: asked.queryKey }); queries.setQueryData(asked.queryKey, flip(task.id)); },
    mutationFn: (task: Row) => move(task, task.status === 'open' ? 'complete' : 'reopen'),
    onSuccess: async (_, task) => {
      await refresh();
      if (task.status === 'open') offerUndo(t.markDone(String(task.title)), async () => { await move(task, 'reopen'); await refresh(); });
    },
    onError: (error) => { sayProblem(error); void refresh(); },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim()) add.mutate();
  };
  const tasks = found.data?.data ?? [];
  const ordered = [...tasks.filter((task) => task.status === 'open'), ...tasks.filter((task) => task.status !== 'open')];
  return (
    <Stack gap="sm">
      <form onSubmit={onSubmit}>
        <Group gap="xs" align="flex-end">
          <TextInput flex="1 1 200px" aria-label={t.newTask} placeholder={t.newTask} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
          <TextInput type="datetime-local" aria-label={t.due} value={due} onChange={(event) => setDue(event.currentTarget.value)} />
          <Button type="submit" disabled={!title.trim()} loading={add.isPending}>{t.addTask}</Button>
        </Group>
      </form>
      {found.isSuccess && !tasks.length && <Text size="sm" c="dimmed">{t.noTasks}</Text>}
      {ordered.map((task) => {
        const open = task.status === 'open';
        const late = open && typeof task.due_at === 'string' && new Date(task.due_at) < new Date();
        return (
          <Group key={task.id} gap="sm" wrap="nowrap" align="flex-start">
            <Checkbox mt={2} size="sm" aria-label={t.markDone(String(task.title))} checked={!open} onChange={() => toggle.mutate(task)} />
            <div style={{ minWidth: 0 }}>
              <LinkAnchor size="sm" to="/o/$object/$id" params={{ object: 'tasks', id: task.id }} td={open ? undefined : 'line-through'} c={open ? 'inherit' : 'dimmed'}>{String(task.title)}</LinkAnchor>
              {typeof task.due_at === 'string' && <Text size="xs" c={late ? 'light-dark(#b42318, #ff9b90)' : 'dimmed'} className="num">{t.due} {dateTime(task.due_at)}</Text>}
            </div>
          </Group>
        );
      })}
    </Stack>
  );
}
