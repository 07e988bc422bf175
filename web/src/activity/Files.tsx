import { ActionIcon, Button, FileButton, Group, Popover, Stack, Text } from '@mantine/core';
import { IconDownload, IconFile, IconTrash, IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type DragEvent } from 'react';
import { call, upload } from '@/api/client';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { sayProblem } from '@/app/undo';
import { ago, bytes } from '@/fields/format';
import type { ObjectMeta } from '@/meta/objects';
import classes from './Files.module.css';

type StoredFile = { id: string; name: string; content_type: string; size: number; content_url: string; created_at: string; uploaded_by: string | null };
type Page = { data: StoredFile[]; next_cursor: string | null };

/** What is kept with a record: dropped here or chosen, looked at, taken away. */
export function Files({ object, id }: { object: ObjectMeta; id: string }) {
  const me = useMe();
  const queries = useQueryClient();
  const [over, setOver] = useState(false);
  const key = ['files', object.name, id];
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => call<Page>('GET', `/files?related_type=${object.name}&related_id=${id}&limit=50${pageParam ? `&cursor=${pageParam}` : ''}`),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['timeline'] });
    return queries.invalidateQueries({ queryKey: key });
  };
  const add = useMutation({
    mutationFn: async (chosen: File[]) => { for (const file of chosen) await upload(file, 'attachment', { type: object.name, id }); },
    onSettled: refresh,
    onError: sayProblem,
  });
  const remove = useMutation({ mutationFn: (file: StoredFile) => call('DELETE', `/files/${file.id}`), onSuccess: refresh, onError: sayProblem });
  const files = found.data?.pages.flatMap((page) => page.data) ?? [];
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = [...event.dataTransfer.files];
    if (dropped.length) add.mutate(dropped);
  };
  return (
    <Stack gap="sm">
      <div className={classes.drop} data-over={over || undefined} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <Text size="sm" c="dimmed">{t.dropFiles}</Text>
        <FileButton multiple onChange={(chosen) => { if (chosen.length) add.mutate(chosen); }} inputProps={{ 'aria-label': t.chooseFiles }}>
          {(props) => <Button {...props} size="compact-md" variant="default" leftSection={<IconUpload size={14} />} loading={add.isPending}>{t.chooseFiles}</Button>}
        </FileButton>
      </div>
      {found.isSuccess && !files.length && <Text size="sm" c="dimmed">{t.noFiles}</Text>}
      {files.map((file) => (
        <Group key={file.id} gap="sm" wrap="nowrap">
          {file.content_type.startsWith('image/') && file.size < 5_000_000
            ? <img className={classes.thumb} src={file.content_url} alt="" loading="lazy" />
            : <span className={classes.thumb}><IconFile size={20} aria-hidden /></span>}
          <div style={{ minWidth: 0, flex: 1 }}>
            <Text size="sm" fw={550} truncate>{file.name}</Text>
            <Text size="xs" c="dimmed" className="num">{bytes(file.size)} · {ago(file.created_at)}</Text>
          </div>
          <ActionIcon component="a" href={file.content_url} download={file.name} variant="subtle" color="gray" aria-label={t.download(file.name)}><IconDownload size={16} /></ActionIcon>
          {(me.workspace?.role !== 'member' || file.uploaded_by === me.user.id) && <Remove name={file.name} onRemove={() => remove.mutate(file)} />}
        </Group>
      ))}
      {found.hasNextPage && <Button variant="subtle" color="gray" size="compact-sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t.older}</Button>}
    </Stack>
  );
}

/** The bytes go for good, so it is asked once more. */
function Remove({ name, onRemove }: { name: string; onRemove: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <Popover opened={asking} onChange={setAsking} trapFocus position="bottom-end" shadow="md">
      <Popover.Target><ActionIcon variant="subtle" color="gray" aria-label={t.deleteFile(name)} onClick={() => setAsking(true)}><IconTrash size={16} /></ActionIcon></Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" mb="xs">{t.deleteForGood(name)}</Text>
        <Group justify="flex-end" gap="xs">
          <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>{t.cancel}</Button>
          <Button size="compact-sm" color="red" onClick={() => { setAsking(false); onRemove(); }}>{t.delete}</Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
