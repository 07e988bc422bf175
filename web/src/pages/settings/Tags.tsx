import { ActionIcon, Badge, Button, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/client';
import { records, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { objectNamed, useObjects } from '@/meta/objects';
import { AddByName } from './AddByName';
import { NameInput } from './NameInput';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

type Tag = Row & { name: string; color: string; description: string; system: string | null; usage_count: number };

/** All tags with what they mean and how many records bear them. */
export default function Tags() {
  const { data: objects } = useObjects();
  const rights = objectNamed(objects, 'tag')?.rights;
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['records'] });
  const tags = useInfiniteQuery({
    queryKey: ['records', 'tags', 'settings'],
    queryFn: ({ pageParam }) => call<{ data: Tag[]; next_cursor: string | null }>('GET', `/tags?limit=200&sort=name${pageParam ? `&cursor=${pageParam}` : ''}`),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap((page) => page.data),
  });
  const change = useMutation({ mutationFn: ({ id, data }: { id: string; data: Partial<Tag> }) => records.update('tags', id, data), onError: sayProblem, onSettled: refresh });
  const remove = useMutation({
    mutationFn: (tag: Tag) => records.remove('tags', tag.id),
    onSuccess: (_, tag) => {
      void refresh();
      offerUndo(t.deleted(tag.name), async () => { await records.restore('tags', tag.id); await refresh(); });
    },
    onError: sayProblem,
  });
  return (
    <Panel title={s.tags} lead={s.tagsLead}>
      {rights?.create && <AddByName label={s.tagNew} mb="sm" add={(name) => records.create('tags', { name })} onAdded={refresh} />}
      <Read query={tags}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{s.tagNone}</Text> : (
          <ul className={classes.list} aria-label={s.tags}>
            {list.map((tag) => {
              const set = (data: Partial<Tag>) => change.mutate({ id: tag.id, data });
              const fixed = !rights?.update || tag.system !== null;
              return (
                <li key={tag.id} className={classes.line}>
                  <input type="color" className={classes.swatch} disabled={!rights?.update} aria-label={s.colorOf(tag.name)} defaultValue={tag.color} onBlur={(event) => { if (event.currentTarget.value !== tag.color) set({ color: event.currentTarget.value }); }} />
                  {fixed ? <Text size="sm" style={{ flex: '1 1 140px' }}>{tag.name}</Text> : <NameInput style={{ flex: '1 1 140px' }} label={s.rename(tag.name)} value={tag.name} onSave={(name) => set({ name })} />}
                  {tag.system && <Badge variant="light" color="gray">{s.system}</Badge>}
                  {rights?.update ? <NameInput empty maxLength={500} style={{ flex: '2 1 120px' }} label={s.tagDescription(tag.name)} placeholder={s.tagDescriptionHint} value={tag.description} onSave={(description) => set({ description })} /> : <Text size="sm" c="dimmed" style={{ flex: '2 1 120px' }}>{tag.description}</Text>}
                  <Text size="xs" c="dimmed" w={84} ta="right">{s.recordsIn(tag.usage_count)}</Text>
                  {rights?.delete && !tag.system && <ActionIcon variant="subtle" color="gray" aria-label={s.remove(tag.name)} onClick={() => remove.mutate(tag)}><IconTrash size={16} /></ActionIcon>}
                </li>
              );
            })}
          </ul>
        )}
      </Read>
      {tags.hasNextPage && <Button mt="sm" variant="default" size="xs" loading={tags.isFetchingNextPage} onClick={() => void tags.fetchNextPage()}>{s.older}</Button>}
    </Panel>
  );
}
