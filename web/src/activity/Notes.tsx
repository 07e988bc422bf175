import { ActionIcon, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/client';
import { records, type Ref, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { useMe } from '@/app/session';
import { offerUndo, sayProblem } from '@/app/undo';
import { ago } from '@/fields/format';
import type { ObjectMeta } from '@/meta/objects';
import classes from '@/records/RecordPage.module.css';
import { hangingQuery, useRefresh } from './hanging';

/** What was said and agreed, on the record it is about. */
export function Notes({ object, id }: { object: ObjectMeta; id: string }) {
  const [body, setBody] = useState('');
  const refresh = useRefresh('notes');
  const found = useQuery(hangingQuery('notes', object, id, '-pinned,-created_at', ['author']));
  const add = useMutation({
    mutationFn: () => http.POST('/api/v1/notes', { body: { related_type: object.name, related_id: id, body } }),
    onSuccess: async () => { setBody(''); await refresh(); },
    onError: sayProblem,
  });
  const remove = useMutation({
    mutationFn: (note: Row) => records.remove('notes', note.id),
    onSuccess: async (_, note) => {
      await refresh();
      offerUndo(t.deleted('Note'), async () => { await records.restore('notes', note.id); await refresh(); });
    },
    onError: sayProblem,
  });
  const notes = found.data?.data ?? [];
  const send = () => { if (body.trim() && !add.isPending) add.mutate(); };
  return (
    <Stack gap="sm">
      <Textarea aria-label={t.writeNote} placeholder={t.writeNote} autosize minRows={2} maxRows={12} value={body} onChange={(event) => setBody(event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(); }} />
      <Group justify="flex-end"><Button size="compact-md" disabled={!body.trim()} loading={add.isPending} onClick={send}>{t.addNote}</Button></Group>
      {found.isSuccess && !notes.length && <Text size="sm" c="dimmed">{t.noNotes}</Text>}
      {notes.map((note) => <Note key={note.id} note={note} onRemove={() => remove.mutate(note)} onChanged={refresh} />)}
    </Stack>
  );
}

function Note({ note, onRemove, onChanged }: { note: Row; onRemove: () => void; onChanged: () => Promise<unknown> }) {
  const me = useMe();
  const [draft, setDraft] = useState<string | null>(null);
  const author = note.author as Ref | null;
  const own = note.author_id === me.user.id;
  const removable = own || me.workspace?.role !== 'member';
  const save = useMutation({
    mutationFn: (body: string) => records.update('notes', note.id, { body }, note.version),
    onSuccess: async () => { setDraft(null); await onChanged(); },
    onError: sayProblem,
  });
  const keep = () => { if (draft?.trim()) save.mutate(draft.trim()); };
  return (
    <article className={classes.note}>
      <Group justify="space-between" mb={4} wrap="nowrap">
        <Text size="xs" c="dimmed">{author?.title ?? t.system} · {ago(note.created_at)}{note.version > 1 && ` · ${t.edited}`}</Text>
        {removable && draft === null && (
          <Group gap={2} wrap="nowrap">
            {own && <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.editNote} onClick={() => setDraft(String(note.body))}><IconPencil size={14} /></ActionIcon>}
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.deleteNote} onClick={onRemove}><IconTrash size={14} /></ActionIcon>
          </Group>
        )}
      </Group>
      {draft === null ? <Text size="sm">{String(note.body)}</Text> : (
        <Stack gap="xs">
          <Textarea autosize autoFocus minRows={2} maxRows={14} aria-label={t.editNote} value={draft} onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => { if (event.key === 'Escape') setDraft(null); else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) keep(); }} />
          <Group justify="flex-end" gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => setDraft(null)}>{t.cancel}</Button>
            <Button size="compact-sm" disabled={!draft.trim()} loading={save.isPending} onClick={keep}>{t.save}</Button>
          </Group>
        </Stack>
      )}
    </article>
  );
}
