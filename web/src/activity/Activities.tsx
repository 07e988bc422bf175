import { Button, Group, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { records, type Ref, type Row } from '@/api/records';
import { LinkAnchor } from '@/app/links';
import { t } from '@/app/texts';
import { sayProblem } from '@/app/undo';
import { fromLocal, toLocal } from '@/app/locale';
import { dateTime } from '@/fields/format';
import { objectNamed, useObjects, wordsOf, type ObjectMeta } from '@/meta/objects';
import classes from '@/records/RecordPage.module.css';
import { hangingQuery, useRefresh } from './hanging';

/** Calls, meetings and mails with whom the record is about: those to come, and those that were. */
export function Activities({ object, id }: { object: ObjectMeta; id: string }) {
  const found = useQuery(hangingQuery('activities', object, id, '-starts_at', ['owner']));
  const all = found.data?.data ?? [];
  const upcoming = all.filter((each) => each.timing === 'upcoming').reverse();
  const past = all.filter((each) => each.timing !== 'upcoming');
  return (
    <Stack gap="sm">
      <Log object={object} id={id} />
      {found.isSuccess && !all.length && <Text size="sm" c="dimmed">{t.noActivities}</Text>}
      {upcoming.length > 0 && <Part title={t.upcoming} activities={upcoming} />}
      {past.length > 0 && <Part title={t.past} activities={past} />}
    </Stack>
  );
}

function Part({ title, activities }: { title: string; activities: Row[] }) {
  return (
    <section aria-label={title}>
      <Title order={3} size="sm" mb={4}>{title}</Title>
      <Stack gap="xs">
        {activities.map((each) => (
          <article key={each.id} className={classes.note}>
            <LinkAnchor size="sm" fw={550} to="/o/$object/$id" params={{ object: 'activities', id: each.id }}>{String(each.subject)}</LinkAnchor>
            <Text size="xs" c="dimmed" className="num">{wordsOf(String(each.type))} · {typeof each.starts_at === 'string' ? dateTime(each.starts_at) : ''} · {(each.owner as Ref | null)?.title ?? t.system}</Text>
            {typeof each.outcome === 'string' && each.outcome && <Text size="sm" mt={4}>{each.outcome}</Text>}
          </article>
        ))}
      </Stack>
    </section>
  );
}

const soon = () => toLocal(Date.now());

function Log({ object, id }: { object: ObjectMeta; id: string }) {
  const { data: objects } = useObjects();
  const types = objectNamed(objects, 'activity')?.fields.find((field) => field.name === 'type')?.options ?? [];
  const [type, setType] = useState(types[0] ?? 'call');
  const [subject, setSubject] = useState('');
  const [at, setAt] = useState(soon);
  const [outcome, setOutcome] = useState('');
  const refresh = useRefresh('activities');
  const log = useMutation({
    mutationFn: () => records.create('activities', {
      type, subject: subject.trim(), starts_at: at ? fromLocal(at) : null, outcome: outcome.trim() || null, related_type: object.name, related_id: id,
    }),
    onSuccess: async () => { setSubject(''); setOutcome(''); setAt(soon()); await refresh(); },
    onError: sayProblem,
  });
  const onSubmit = (event: FormEvent) => { event.preventDefault(); if (subject.trim() && !log.isPending) log.mutate(); };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="xs">
        <Group gap="xs">
          <Select w={130} aria-label={t.activityType} allowDeselect={false} data={types.map((each) => ({ value: each, label: wordsOf(each) }))} value={type} onChange={(next) => { if (next) setType(next); }} />
          <TextInput flex="1 1 200px" aria-label={t.activitySubject} placeholder={t.activitySubject} maxLength={300} value={subject} onChange={(event) => setSubject(event.currentTarget.value)} />
          <TextInput type="datetime-local" aria-label={t.when} value={at} onChange={(event) => setAt(event.currentTarget.value)} />
        </Group>
        {subject && <Textarea autosize minRows={1} maxRows={6} maxLength={2000} aria-label={t.cameOfIt} placeholder={t.cameOfIt} value={outcome} onChange={(event) => setOutcome(event.currentTarget.value)} />}
        <Group justify="flex-end"><Button type="submit" size="compact-md" disabled={!subject.trim()} loading={log.isPending}>{t.logActivity}</Button></Group>
      </Stack>
    </form>
  );
}
