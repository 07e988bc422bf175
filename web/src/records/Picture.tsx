import { Avatar, FileButton, UnstyledButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { upload } from '@/api/client';
import { records, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { hasFace, type ObjectMeta } from '@/meta/objects';
import { ObjectIcon } from '@/meta/ObjectIcon';

/** The face of a record; where it may have a picture, a click chooses one. */
export function Picture({ object, row, title }: { object: ObjectMeta; row: Row; title: string }) {
  const queries = useQueryClient();
  const field = object.fields.find(({ name }) => name === 'avatar_file_id' || name === 'photo_file_id')?.name;
  const given = field && row[field];
  const id = typeof given === 'string' ? given : null;
  const set = async (file: string | null) => {
    if (field) await records.update(object.plural, row.id, { [field]: file });
    await queries.invalidateQueries({ queryKey: ['records', object.plural] });
  };
  const change = useMutation({
    mutationFn: async (file: File) => set((await upload(file, field === 'photo_file_id' ? 'photo' : 'avatar')).id),
    onSuccess: () => offerUndo(t.pictureChanged, () => set(id)),
    onError: sayProblem,
  });
  const square = field === 'photo_file_id';
  const face = <Avatar size={square && id ? 72 : 48} name={title} color="initials" alt="" src={id ? `/api/v1/files/${id}/content` : null} radius={square ? 'md' : 'xl'} />;
  if (!field && !hasFace(object)) return <Avatar size={44} radius="md" color="brand" alt=""><ObjectIcon name={object.icon} size={22} /></Avatar>;
  if (!object.rights.update || !field) return face;
  return (
    <div style={{ position: 'relative' }}>
      {face}
      <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => { if (file) change.mutate(file); }} inputProps={{ 'aria-label': t.choosePicture }}>
        {(props) => <UnstyledButton {...props} aria-label={t.choosePicture} title={t.choosePicture} style={{ position: 'absolute', inset: 0, borderRadius: square ? 12 : '50%' }} />}
      </FileButton>
    </div>
  );
}
