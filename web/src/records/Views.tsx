import { ActionIcon, Button, Checkbox, Group, Menu, Popover, Stack, TextInput } from '@mantine/core';
import { IconBookmarkPlus, IconDots, IconTrash, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call } from '@/api/client';
import type { Layout, ListSearch } from '@/app/router';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import type { Filter, ObjectMeta } from '@/meta/objects';
import classes from './Views.module.css';

type View = { id: string; object: string; name: string; layout: Layout; group_by: string | null; filters: Filter[]; columns: string[]; sort: string; shared: boolean; owner_id: string | null };
type Now = { filters: Filter[]; sort: string; layout: Layout; group_by: string | null };
const essence = (view: Now) => JSON.stringify([view.filters.map((f) => [f.field, f.op, f.value]), view.sort, view.layout, view.group_by]);

type Props = { object: ObjectMeta; now: Now; columns: string[]; onPick: (search: ListSearch, columns: string[]) => void };

/** The ways of looking at these records that one kept, and those that colleagues share. */
export function Views({ object, now, columns, onPick }: Props) {
  const me = useMe();
  const queries = useQueryClient();
  const key = ['views', object.name];
  const views = useQuery({ queryKey: key, queryFn: async () => (await call<{ data: View[] }>('GET', `/views?object=${object.name}`)).data, staleTime: 60_000 });
  const refresh = () => queries.invalidateQueries({ queryKey: key });
  const remove = useMutation({
    mutationFn: (view: View) => call('DELETE', `/views/${view.id}`),
    onSuccess: async (_, view) => {
      await refresh();
      const { id: _id, owner_id: _owner, ...body } = view;
      offerUndo(t.viewDeleted(view.name), async () => { await call('POST', '/views', body); await refresh(); });
    },
    onError: sayProblem,
  });
  const share = useMutation({
    mutationFn: (view: View) => call('PATCH', `/views/${view.id}`, { shared: !view.shared }),
    onSuccess: refresh,
    onError: sayProblem,
  });
  const list = views.data ?? [];
  const active = list.find((view) => essence(view) === essence(now));
  const plain = !now.filters.length && !now.sort && !now.group_by;
  const shares = me.rights.includes('views.share');
  if (!list.length && plain) return null;
  const pick = (view?: View) => onPick({ filters: view?.filters.length ? view.filters : undefined, sort: view?.sort || undefined, view: view?.layout, by: view?.group_by ?? undefined }, view?.columns ?? []);
  return (
    <Group gap={6} role="toolbar" aria-label={t.views}>
      {list.length > 0 && <button type="button" className={classes.view} aria-pressed={plain && !active} onClick={() => pick()}>{t.allOf(object.label_plural)}</button>}
      {list.map((view) => (
        <span key={view.id} className={classes.pair}>
          <button type="button" className={classes.view} aria-pressed={view === active} onClick={() => pick(view)}>{view.shared && <IconUsers size={13} aria-label={t.shared} />}{view.name}</button>
          {view === active && (view.owner_id === me.user.id || shares) && (
            <Menu position="bottom-start">
              <Menu.Target><ActionIcon size="sm" variant="subtle" color="gray" aria-label={t.moreFor(view.name)}><IconDots size={15} /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                {shares && <Menu.Item leftSection={<IconUsers size={15} />} onClick={() => share.mutate(view)}>{view.shared ? t.unshare : t.share}</Menu.Item>}
                <Menu.Item leftSection={<IconTrash size={15} />} color="red" onClick={() => remove.mutate(view)}>{t.deleteView}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </span>
      ))}
      {!active && !plain && <Save object={object} now={now} columns={columns} shares={shares} onSaved={refresh} />}
    </Group>
  );
}

function Save({ object, now, columns, shares, onSaved }: { object: ObjectMeta; now: Now; columns: string[]; shares: boolean; onSaved: () => Promise<unknown> }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => call('POST', '/views', { object: object.name, name: name.trim(), ...now, columns, shared }),
    onSuccess: async () => { setOpen(false); setName(''); say(t.viewSaved(name.trim())); await onSaved(); },
    onError: sayProblem,
  });
  const onSubmit = (event: FormEvent) => { event.preventDefault(); if (name.trim()) save.mutate(); };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={260} trapFocus shadow="md">
      <Popover.Target><Button variant="subtle" size="compact-sm" leftSection={<IconBookmarkPlus size={15} />} onClick={() => setOpen(!open)}>{t.saveView}</Button></Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={onSubmit}>
          <Stack gap="xs">
            <TextInput size="xs" label={t.viewName} placeholder={t.viewNameHint} data-autofocus maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
            {shares && <Checkbox size="xs" label={t.shareWithAll} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />}
            <Group justify="flex-end"><Button type="submit" size="compact-sm" disabled={!name.trim()} loading={save.isPending}>{t.save}</Button></Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
