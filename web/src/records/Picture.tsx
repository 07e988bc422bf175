import { Avatar, FileButton, UnstyledButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { upload } from '@/api/client';
import { records, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import type { ObjectMeta } from '@/meta/objects';

/** The face of a record; where it may have a picture, a click chooses one. */
export function Picture({ object, row, title }: { object: ObjectMeta; row: Row; title: string }) {
  const queries = useQueryClient();
  const id = typeof row.avatar_file_id === 'string' ? row.avatar_file_id : null;
  const set = async (avatar_file_id: string | null) => {
    await records.update(object.plural, row.id, { avatar_file_id });
    await queries.invalidateQueries({ queryKey: ['records', object.plural] });
  };
  const change = useMutation({
    mutationFn: async (file: File) => set((await upload(file, 'avatar')).id),
    onSuccess: () => offerUndo(t.pictureChanged, () => set(id)),
    onError: sayProblem,
  });
  const face = <Avatar size={48} name={title} color="initials" alt="" src={id ? `/api/v1/files/${id}/content` : null} radius={object.name === 'company' ? 'md' : 'xl'} />;
  if (!object.rights.update || !object.fields.some((field) => field.name === 'avatar_file_id')) return face;
  return (
    <div style={{ position: 'relative' }}>
      {face}
      <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => { if (file) change.mutate(file); }} inputProps={{ 'aria-label': t.choosePicture }}>
        {(props) => <UnstyledButton {...props} aria-label={t.choosePicture} title={t.choosePicture} style={{ position: 'absolute', inset: 0, borderRadius: '50%' }} />}
      </FileButton>
    </div>
  );
}
