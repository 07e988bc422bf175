import { Button, Checkbox, Group, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconTag } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { records, type BulkOutcome } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import type { ObjectMeta } from '@/meta/objects';

const AT_ONCE = 500;
type Change = { add: string[]; remove: string[] };

/** Tags put on many records, or taken off them. */
export default function BulkTag({ object, ids }: { object: ObjectMeta; ids: string[] }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed.trim(), 150);
  const [chosen, setChosen] = useState<string[]>([]);
  const tags = useQuery({ queryKey: ['choices', 'tag', words], placeholderData: keepPreviousData, enabled: open, queryFn: ({ signal }) => records.list('tags', { q: words, filters: [{ field: 'active', op: 'eq', value: 'true' }], sort: 'name', limit: 50 }, undefined, signal) });
  const apply = async ({ add, remove }: Change, on: string[]) => {
    const changed: string[] = [];
    for (let from = 0; from < on.length; from += AT_ONCE) {
      const outcome = await call<BulkOutcome>('POST', `/${object.plural}/bulk-tags`, { ids: on.slice(from, from + AT_ONCE), add, remove });
      changed.push(...outcome.results.flatMap((result) => (result.id && result.status < 300 ? [result.id] : [])));
    }
    await queries.invalidateQueries({ queryKey: ['records', object.plural] });
    return changed;
  };
  const change = useMutation({
    mutationFn: (what: Change) => apply(what, ids),
    onSuccess: (changed, { add, remove }) => {
      setOpen(false);
      setChosen([]);
      if (changed.length < ids.length) sayProblem(t.someNotChanged(ids.length - changed.length));
      if (changed.length) offerUndo(t.taggedMany(changed.length, object.label_plural), () => apply({ add: remove, remove: add }, changed));
    },
    onError: sayProblem,
  });
  const make = useMutation({
    mutationFn: () => records.create('tags', { name: typed.trim() }),
    onSuccess: async (tag) => { setTyped(''); setChosen((now) => [...now, tag.id]); await queries.invalidateQueries({ queryKey: ['choices', 'tag'] }); },
    onError: sayProblem,
  });
  const found = tags.data?.data ?? [];
  const fresh = typed.trim() && !found.some((tag) => String(tag.name).toLowerCase() === typed.trim().toLowerCase());
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={260} trapFocus shadow="md">
      <Popover.Target><Button size="compact-sm" variant="default" leftSection={<IconTag size={14} />} onClick={() => setOpen(!open)}>{t.tag}</Button></Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <TextInput size="xs" data-autofocus aria-label={t.findTag} placeholder={t.findTag} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
          <ScrollArea.Autosize mah={220} type="auto">
            <Stack gap={6} p={2}>
              {found.map((tag) => <Checkbox key={tag.id} size="xs" label={String(tag.name)} checked={chosen.includes(tag.id)} onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, tag.id] : chosen.filter((id) => id !== tag.id))} />)}
              {!found.length && !fresh && <Text size="xs" c="dimmed">{t.noTags}</Text>}
            </Stack>
          </ScrollArea.Autosize>
          {fresh && <Button size="compact-sm" variant="subtle" loading={make.isPending} onClick={() => make.mutate()}>{t.makeTag(typed.trim())}</Button>}
          <Group justify="flex-end" gap="xs">
            <Button size="compact-sm" variant="default" disabled={!chosen.length} loading={change.isPending} onClick={() => change.mutate({ add: [], remove: chosen })}>{t.takeOff}</Button>
            <Button size="compact-sm" disabled={!chosen.length} loading={change.isPending} onClick={() => change.mutate({ add: chosen, remove: [] })}>{t.putOn}</Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
