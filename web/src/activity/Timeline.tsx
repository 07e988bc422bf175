import { Avatar, Button, Chip, Group, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { t } from '@/app/texts';
import { EVENTS } from '@/app/words';
import { ago, dateTime, isEmpty, plain } from '@/fields/format';
import { objectNamed, useObjects, wordsOf, type ObjectMeta } from '@/meta/objects';
import classes from '@/records/RecordPage.module.css';
import { f } from './files.texts';

type Change = { field: string; label: string; before: unknown; after: unknown };
type Entry = {
  id: string; type: string; at: string; actor: { kind: string; id: string | null; label: string };
  subject: { type: string; id: string }; data: Record<string, unknown> | null; changes: Change[] | null;
};
type Titles = Record<string, string>;
type Page = { data: Entry[]; titles: Titles; next_cursor: string | null };

const KINDS = ['note', 'task', 'activity', 'file', 'tag'] as const;

/** What happened to a record and around it, newest first; of some kinds only, if one likes. */
export function Timeline({ object, id }: { object: ObjectMeta; id: string }) {
  const [kinds, setKinds] = useState<string[]>([]);
  const types = kinds.flatMap((kind) => (kind === 'changes' ? [`${object.name}.*`] : [`${kind}.*`]));
  const found = useInfiniteQuery({
    queryKey: ['timeline', object.name, id, types],
    queryFn: ({ pageParam }) => call<Page>('GET', `/timeline/${object.name}/${id}?limit=30${types.length ? `&types=${types.join(',')}` : ''}${pageParam ? `&cursor=${pageParam}` : ''}`),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const entries = found.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <Chip.Group multiple value={kinds} onChange={setKinds}>
        <Group gap={6} mb="xs" role="group" aria-label={t.showOnly}>
          {['changes', ...KINDS].map((kind) => <Chip key={kind} value={kind} size="xs" variant="light">{t.timelineKinds[kind]}</Chip>)}
        </Group>
      </Chip.Group>
      {found.isPending && <Stack>{[1, 2, 3].map((each) => <Skeleton key={each} h={28} />)}</Stack>}
      {found.isSuccess && !entries.length && <Text size="sm" c="dimmed">{kinds.length ? t.nothingOfThese : t.emptyTimeline}</Text>}
      {found.data?.pages.map(({ data, titles }) => data.map((entry) => <Happening key={entry.id} entry={entry} titles={titles} here={entry.subject.id === id} />))}
      {found.hasNextPage && <Button variant="subtle" color="gray" size="compact-sm" mt="xs" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t.older}</Button>}
    </>
  );
}

function Happening({ entry, titles, here }: { entry: Entry; titles: Titles; here: boolean }) {
  const { data: objects } = useObjects();
  const kind = objectNamed(objects, entry.subject.type);
  const verb = entry.type.split('.')[1] ?? entry.type;
  const what = EVENTS[verb] ?? wordsOf(verb).toLowerCase();
  const address = typeof entry.data?.to === 'string' && entry.data.to.includes('@') ? entry.data.to : undefined;
  const name = entry.data && (entry.data.name ?? entry.data.title);
  const changes = entry.changes ?? [];
  const labelOf = (change: Change) => kind?.fields.find((field) => field.name === change.field)?.label ?? change.label;
  // "changed" names the fields, the list below says how; things around the record are named.
  const itself = entry.type.startsWith('tag.') ? String(name ?? '') : verb === 'updated' && changes.length ? changes.map(labelOf).join(', ') : t.thisOne;
  const of = here ? itself : t.named(kind?.label ?? (entry.subject.type === 'file' ? f.file : entry.subject.type), name ? String(name) : '');
  const phrase = what.includes('{}') ? what.replace('{}', () => of) : here ? what : `${what}: ${of}`;
  return (
    <article className={classes.entry}>
      {entry.actor.kind === 'member' || entry.actor.kind === 'user'
        ? <Avatar size={28} name={entry.actor.label} color="initials" alt="" />
        : <ThemeIcon size={28} radius="xl" variant="light" color="gray"><IconSettings size={15} aria-hidden /></ThemeIcon>}
      <div>
        <Text size="sm"><b style={{ fontWeight: 600 }}>{entry.actor.label || t.system}</b> {phrase}{address && ` · ${address}`} <Text span size="xs" c="dimmed" title={dateTime(entry.at)}>· {ago(entry.at)}</Text></Text>
        {changes.length > 0 && <ul className={classes.changes}>{changes.map((change) => <Changed key={change.field} change={change} titles={titles} object={kind} />)}</ul>}
      </div>
    </article>
  );
}

function Changed({ change, titles, object }: { change: Change; titles: Titles; object?: ObjectMeta }) {
  const field = object?.fields.find((each) => each.name === change.field);
  const read = (value: unknown) => {
    if (isEmpty(value)) return t.empty;
    // What one may not see, or what is gone, is called by what it is.
    if (field?.relation) return [value].flat().map((id) => titles[String(id)] ?? field.label).join(', ');
    return plain(field ?? { type: 'text' }, value);
  };
  return (
    <Text component="li" size="sm">
      <Text span size="sm" c="dimmed">{field?.label ?? change.label}: </Text>
      <span className={isEmpty(change.before) ? classes.none : classes.before}>{read(change.before)}</span> <span aria-label="→">→</span> <span>{read(change.after)}</span>
    </Text>
  );
}
