import { Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconListDetails, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { say, sayProblem } from '@/app/undo';
import type { Filter, ObjectMeta } from '@/meta/objects';
import { chosenOf, saveSegment, useMembership, useSegments, withoutSegment, type Segment } from './segments';
import { g } from './segments.texts';

/** Which segment a table shows; and what is filtered now, kept as one. */
export function Segments({ object, filters, onChoose }: { object: ObjectMeta; filters: Filter[]; onChoose: (id?: string) => void }) {
  const navigate = useNavigate();
  const [naming, setNaming] = useState<'rules' | 'list' | null>(null);
  const { data: segments = [] } = useSegments(object);
  const chosen = chosenOf(filters);
  const now = segments.find((each) => each.id === chosen);
  const narrowed = withoutSegment(filters).length > 0;
  return (
    <>
      <Menu position="bottom-start" width={260} shadow="md">
        <Menu.Target>
          <Button variant={chosen ? 'light' : 'default'} size="compact-sm" h={32} px="sm" maw={240} leftSection={<IconUsersGroup size={15} />} rightSection={<IconChevronDown size={14} />}>{now ? g.segmentNamed(now.name) : g.segment}</Button>
        </Menu.Target>
        <Menu.Dropdown mah={380} style={{ overflowY: 'auto' }}>
          <Menu.Item disabled={!chosen} onClick={() => onChoose(undefined)}>{g.whole(object.label_plural)}</Menu.Item>
          {segments.map((each) => (
            <Menu.Item key={each.id} onClick={() => onChoose(each.id)} fw={each.id === chosen ? 600 : undefined} rightSection={<Text size="xs" c="dimmed">{each.kind === 'rules' ? g.ofRules : g.ofList}</Text>}>{each.name}</Menu.Item>
          ))}
          <Menu.Divider />
          {now && <Menu.Item onClick={() => void navigate({ to: '/o/$object/$id', params: { object: 'segments', id: now.id } })}>{g.open}</Menu.Item>}
          {narrowed && <Menu.Item onClick={() => setNaming('rules')}>{g.saveFilters}</Menu.Item>}
          <Menu.Item onClick={() => setNaming('list')}>{g.newList}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {naming && <Naming object={object} rules={naming === 'rules' ? filters : undefined} onDone={(made) => { setNaming(null); if (made) onChoose(made.id); }} />}
    </>
  );
}

/** Asks for the name of a new segment and makes it. */
function Naming({ object, rules, onDone }: { object: ObjectMeta; rules?: Filter[]; onDone: (made?: Segment) => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () => saveSegment(object, name.trim(), rules),
    onSuccess: async (made) => { await queries.invalidateQueries({ queryKey: ['records', 'segments'] }); say(g.saved(made.name)); onDone(made); },
    onError: sayProblem,
  });
  const onSubmit = (event: FormEvent) => { event.preventDefault(); if (name.trim()) save.mutate(); };
  return (
    <Modal opened onClose={() => onDone()} title={rules ? g.saveFilters : g.newList} closeButtonProps={{ 'aria-label': g.cancel }} styles={{ title: { fontWeight: 600 } }}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          <TextInput label={g.name} placeholder={g.nameHint} data-autofocus maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Group justify="flex-end"><Button type="submit" disabled={!name.trim()} loading={save.isPending}>{g.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Selected rows onto a list, or off the one that is shown. */
export function BulkSegment({ object, ids, base, onClear }: { object: ObjectMeta; ids: string[]; base?: string; onClear: () => void }) {
  const { data: segments = [] } = useSegments(object);
  const [naming, setNaming] = useState(false);
  const change = useMembership(object);
  const lists = segments.filter((each) => each.kind === 'list');
  const shown = lists.find((each) => each.id === base);
  const add = (segment: Segment) => void change(segment, ids).then(onClear);
  return (
    <>
      <Menu position="bottom-start" width={240} shadow="md">
        <Menu.Target><Button size="compact-sm" variant="default" leftSection={<IconListDetails size={14} />}>{g.addTo}</Button></Menu.Target>
        <Menu.Dropdown mah={380} style={{ overflowY: 'auto' }}>
          {lists.filter((each) => each !== shown).map((each) => <Menu.Item key={each.id} onClick={() => add(each)}>{each.name}</Menu.Item>)}
          {!lists.length && <Menu.Label>{g.noLists}</Menu.Label>}
          <Menu.Divider />
          <Menu.Item onClick={() => setNaming(true)}>{g.newList}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {shown && <Button size="compact-sm" variant="default" onClick={() => void change(shown, ids, true).then(onClear)}>{g.takeOff}</Button>}
      {naming && <Naming object={object} onDone={(made) => { setNaming(false); if (made) add(made); }} />}
    </>
  );
}
