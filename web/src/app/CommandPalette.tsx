import '@mantine/spotlight/styles.layer.css';
import { Avatar, Center, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconChartBar, IconCopy, IconKeyboard, IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { http } from '@/api/client';
import { canCreate, hasFace, objectNamed, useObjects } from '@/meta/objects';
import { ObjectIcon } from '@/meta/ObjectIcon';
import { SETTINGS } from '@/pages/settings/pages';
import { useCreate } from '@/records/create';
import { useMe } from './session';
import { t } from './texts';

export const open = spotlight.open;

/** Ctrl-K: go somewhere, make something, find a record of any object. */
export default function CommandPalette({ onKeys }: { onKeys: () => void }) {
  const [query, setQuery] = useState('');
  const [words] = useDebouncedValue(query.trim(), 120);
  const navigate = useNavigate();
  const create = useCreate();
  const { rights } = useMe();
  const { data: objects = [] } = useObjects();
  const found = useQuery({
    queryKey: ['search', words],
    queryFn: async ({ signal }) => (await http.GET('/api/v1/search', { params: { query: { q: words, limit: 12 } }, signal })).data!.data,
    enabled: words.length > 0,
    placeholderData: keepPreviousData,
  });
  const hits = words ? (found.data ?? []) : [];
  const matches = (label: string) => label.toLowerCase().includes(query.toLowerCase().trim());
  const places = objects.filter((object) => object.rights.read && matches(object.label_plural));
  const makes = objects.filter((object) => canCreate(object) && matches(t.createA(object.label)));
  const pages = [
    { to: '/dashboard', label: t.dashboard, Icon: IconChartBar, right: null },
    { to: '/duplicates', label: t.duplicates, Icon: IconCopy, right: 'duplicates.read' },
    ...SETTINGS,
  ].filter(({ label, right }) => (!right || rights.includes(right)) && query.trim() && matches(label));
  const keys = Boolean(query.trim()) && matches(t.shortcuts);
  const isFaced = (type: string) => hasFace({ name: type });
  const types = [...new Set(hits.map((hit) => hit.object))];
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut={null} scrollable maxHeight={440} clearQueryOnClose transitionProps={{ duration: 0 }}>
      <Spotlight.Search placeholder={t.searchOrJump} aria-label={t.palette} leftSection={<IconSearch size={18} />} />
      <Spotlight.ActionsList>
        {types.map((type) => (
          <Spotlight.ActionsGroup key={type} label={objectNamed(objects, type)?.label_plural ?? type}>
            {hits.filter((hit) => hit.object === type).map((hit) => (
              <Spotlight.Action key={hit.id} onClick={() => navigate({ to: '/o/$object/$id', params: { object: objectNamed(objects, type)?.plural ?? type, id: hit.id } })}>
                {isFaced(type) ? <Avatar size={26} name={hit.title} color="initials" mr={10} alt="" /> : <Center w={26} mr={10} c="dimmed"><ObjectIcon name={objectNamed(objects, type)?.icon ?? ''} /></Center>}
                <div style={{ minWidth: 0, maxWidth: 'min(500px, calc(100vw - 130px))' }}><Text size="sm" truncate>{hit.title}</Text>{hit.subtitle && <Text size="xs" c="dimmed" truncate>{hit.subtitle}</Text>}</div>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {places.length > 0 && (
          <Spotlight.ActionsGroup label={t.goTo}>
            {places.map((object) => (
              <Spotlight.Action key={object.name} label={object.label_plural} leftSection={<ObjectIcon name={object.icon} />} rightSection={<IconArrowRight size={14} />}
                onClick={() => navigate({ to: '/o/$object', params: { object: object.plural } })} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label={t.pages}>
            {pages.map(({ to, label, Icon }) => <Spotlight.Action key={to} label={label} leftSection={<Icon size={18} stroke={1.7} aria-hidden />} rightSection={<IconArrowRight size={14} />} onClick={() => navigate({ to })} />)}
          </Spotlight.ActionsGroup>
        )}
        {(makes.length > 0 || keys) && (
          <Spotlight.ActionsGroup label={t.actions}>
            {makes.map((object) => <Spotlight.Action key={object.name} label={t.createA(object.label)} leftSection={<IconPlus size={18} />} onClick={() => create(object)} />)}
            {keys && <Spotlight.Action label={t.shortcuts} leftSection={<IconKeyboard size={18} stroke={1.7} aria-hidden />} onClick={onKeys} />}
          </Spotlight.ActionsGroup>
        )}
        {words && !found.isFetching && hits.length + places.length + pages.length + makes.length === 0 && !keys && <Spotlight.Empty>{t.nothingFound}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
