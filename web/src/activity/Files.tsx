import { ActionIcon, Anchor, Button, FileButton, Group, Progress, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconDownload, IconFile, IconFileTypePdf, IconPencil, IconTrash, IconUpload, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState, type DragEvent, type FormEvent } from 'react';
import { call, http, upload } from '@/api/client';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { ago, bytes, dateTime } from '@/fields/format';
import type { ObjectMeta } from '@/meta/objects';
import classes from './Files.module.css';
import { f } from './files.texts';
import { Pictures } from './Pictures';

export type StoredFile = { id: string; name: string; content_type: string; size: number; content_url: string; created_at: string; uploaded_by: string | null };
type Page = { data: StoredFile[]; next_cursor: string | null };
type Sending = { key: number; name: string; sent: number; stop: () => void };

const isPicture = (file: StoredFile) => file.content_type.startsWith('image/') && file.content_type !== 'image/svg+xml';

/** What is kept with a record: dropped here, pasted or chosen, looked at, renamed, taken away. */
export function Files({ object, id }: { object: ObjectMeta; id: string }) {
  const me = useMe();
  const queries = useQueryClient();
  const [over, setOver] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const key = ['files', object.name, id];
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => call<Page>('GET', `/files?related_type=${object.name}&related_id=${id}&limit=50${pageParam ? `&cursor=${pageParam}` : ''}`),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const members = useQuery({ queryKey: ['members'], queryFn: async () => (await http.GET('/api/v1/members', { params: { query: { limit: 200 } } })).data!.data, staleTime: 60_000 });
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['timeline'] });
    return queries.invalidateQueries({ queryKey: key });
  };
  const { sending, send } = useSending({ type: object.name, id }, refresh);
  const remove = useMutation({
    mutationFn: (file: StoredFile) => call('DELETE', `/files/${file.id}`),
    onSuccess: async (_, file) => {
      await refresh();
      offerUndo(f.noLonger(file.name), async () => { await call('POST', `/files/${file.id}/restore`); await refresh(); });
    },
    onError: sayProblem,
  });
  const pasted = useEffectEvent((event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Text pasted from a spreadsheet brings a picture of itself along: in a field it is the text that is meant.
    if (!files.length || !object.rights.update || (event.target as Element).closest('input, textarea, [contenteditable]')) return;
    event.preventDefault();
    void send(files);
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => pasted(event);
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send([...event.dataTransfer.files]);
  };
  const files = found.data?.pages.flatMap((page) => page.data) ?? [];
  const pictures = files.filter(isPicture);
  return (
    <Stack gap="sm">
      {object.rights.update && (
        <div className={classes.drop} data-over={over || undefined} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
          <Text size="sm" c="dimmed">{f.drop}</Text>
          <FileButton multiple onChange={(chosen) => void send(chosen)} inputProps={{ 'aria-label': t.chooseFiles }}>
            {(props) => <Button {...props} size="compact-sm" variant="default" leftSection={<IconUpload size={14} />}>{t.chooseFiles}</Button>}
          </FileButton>
        </div>
      )}
      {sending.map((each) => (
        <Group key={each.key} gap="sm" wrap="nowrap">
          <div style={{ minWidth: 0, flex: 1 }}>
            <Text size="sm" truncate>{each.name}</Text>
            <Progress value={each.sent * 100} size="sm" animated aria-label={f.uploading(each.name)} />
          </div>
          <ActionIcon variant="subtle" color="gray" aria-label={f.stop(each.name)} onClick={each.stop}><IconX size={16} /></ActionIcon>
        </Group>
      ))}
      {found.isSuccess && !files.length && !sending.length && <Text size="sm" c="dimmed">{t.noFiles}</Text>}
      {files.map((file) => (
        <Kept key={file.id} file={file} by={members.data?.find((member) => member.user_id === file.uploaded_by)?.name}
          own={me.workspace?.role !== 'member' || file.uploaded_by === me.user.id} onShow={() => setShown(file.id)} onRemove={() => remove.mutate(file)} onChanged={refresh} />
      ))}
      {found.hasNextPage && <Button variant="subtle" color="gray" size="compact-sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t.older}</Button>}
      <Pictures pictures={pictures} shown={shown} onShow={setShown} />
    </Stack>
  );
}

/** Files on their way, one after another, and how far each is. What is left goes on when the page is left for another. */
function useSending(related: { type: string; id: string }, refresh: () => Promise<unknown>) {
  const [sending, setSending] = useState<Sending[]>([]);
  const send = async (files: File[]) => {
    const queue = files.map((file) => ({ file, key: Math.random(), control: new AbortController() }));
    const leave = (key: number) => setSending((now) => now.filter((each) => each.key !== key));
    setSending((now) => [...now, ...queue.map(({ file, key, control }) => ({ key, name: file.name, sent: 0, stop: () => { control.abort(); leave(key); } }))]);
    for (const { file, key, control } of queue) {
      if (control.signal.aborted) continue;
      const onProgress = (sent: number) => setSending((now) => now.map((each) => (each.key === key ? { ...each, sent } : each)));
      try {
        await upload(file, 'attachment', related, { onProgress, signal: control.signal });
        await refresh();
      } catch (error) {
        if (!control.signal.aborted) sayProblem(error);
      }
      leave(key);
    }
  };
  return { sending, send };
}

type KeptProps = { file: StoredFile; by?: string; own: boolean; onShow: () => void; onRemove: () => void; onChanged: () => Promise<unknown> };

function Kept({ file, by, own, onShow, onRemove, onChanged }: KeptProps) {
  const [name, setName] = useState<string | null>(null);
  const rename = useMutation({
    mutationFn: (wanted: string) => call('PATCH', `/files/${file.id}`, { name: wanted }),
    onSuccess: async () => { await onChanged(); setName(null); },
    onError: sayProblem,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name?.trim();
    if (!wanted || wanted === file.name) setName(null);
    else rename.mutate(wanted);
  };
  // The ending stays out of the selection: it says what opens the file.
  const select = (input: HTMLInputElement | null) => { const end = file.name.lastIndexOf('.'); input?.setSelectionRange(0, end > 0 ? end : file.name.length); };
  if (name !== null)
    return (
      <form onSubmit={submit}>
        <Group gap="xs" wrap="nowrap">
          <TextInput style={{ flex: 1 }} aria-label={f.nameOf(file.name)} maxLength={255} value={name} autoFocus onFocus={(event) => select(event.currentTarget)}
            onChange={(event) => setName(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') setName(null); }} />
          <Button size="compact-md" variant="default" onClick={() => setName(null)}>{t.cancel}</Button>
          <Button size="compact-md" type="submit" loading={rename.isPending}>{t.save}</Button>
        </Group>
      </form>
    );
  const pdf = file.content_type === 'application/pdf';
  return (
    <Group gap="sm" wrap="nowrap" role="group" aria-label={file.name}>
      {isPicture(file)
        ? <UnstyledButton className={classes.thumb} aria-label={f.showFile(file.name)} onClick={onShow}>{file.size < 5_000_000 ? <img src={file.content_url} alt="" loading="lazy" /> : <IconFile size={20} aria-hidden />}</UnstyledButton>
        : <span className={classes.thumb}>{pdf ? <IconFileTypePdf size={20} aria-hidden /> : <IconFile size={20} aria-hidden />}</span>}
      <div style={{ minWidth: 0, flex: 1 }}>
        {pdf
          // In the browser's own reader, which phones have too.
          ? <Anchor size="sm" fw={550} display="block" truncate href={file.content_url} target="_blank" aria-label={f.showFile(file.name)}>{file.name}</Anchor>
          : <Text size="sm" fw={550} truncate>{file.name}</Text>}
        <Text size="xs" c="dimmed" className="num" title={dateTime(file.created_at)}>{[bytes(file.size), ago(file.created_at), by].filter(Boolean).join(' · ')}</Text>
      </div>
      <Group gap={2} wrap="nowrap">
        {own && <ActionIcon variant="subtle" color="gray" aria-label={f.rename(file.name)} onClick={() => setName(file.name)}><IconPencil size={16} /></ActionIcon>}
        <ActionIcon component="a" href={file.content_url} download={file.name} variant="subtle" color="gray" aria-label={t.download(file.name)}><IconDownload size={16} /></ActionIcon>
        {own && <ActionIcon variant="subtle" color="gray" aria-label={t.deleteFile(file.name)} onClick={onRemove}><IconTrash size={16} /></ActionIcon>}
      </Group>
    </Group>
  );
}
