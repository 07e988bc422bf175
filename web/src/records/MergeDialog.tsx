import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call } from '@/api/client';
import type { Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { Input } from '@/fields/Input';
import { titleOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';

type Merge = { id: string; left: unknown[] };

/** Another record goes into this one, with all that belongs to it; it can be taken apart again. */
export default function MergeDialog({ object, row, onDone }: { object: ObjectMeta; row: Row; onDone: () => void }) {
  const queries = useQueryClient();
  const [other, setOther] = useState<string | null>(null);
  const field: FieldMeta = {
    name: 'other', label: t.mergeOther(object.label), type: 'relation', options: [], relation: object.name, expand: null, required: true, readonly: false, nullable: true,
    filterable: false, sortable: false, operators: [], default: false, vocabulary: null, custom: false,
  };
  const refresh = () => queries.invalidateQueries({ queryKey: ['records'] });
  const merge = useMutation({
    mutationFn: (id: string) => call<Merge>('POST', `/${object.plural}/${row.id}/merge`, { ids: [id] }),
    onSuccess: async (made) => {
      onDone();
      await Promise.all([refresh(), queries.invalidateQueries({ queryKey: ['timeline'] })]);
      offerUndo(t.merged(titleOf(object, row)), async () => {
        const undone = await call<Merge>('POST', `/merges/${made.id}/undo`);
        if (undone.left.length) say(t.mergeLeft(undone.left.length));
        await refresh();
      });
    },
    onError: sayProblem,
  });
  const onSubmit = (event: FormEvent) => { event.preventDefault(); if (other && other !== row.id) merge.mutate(other); };
  return (
    <Modal opened onClose={onDone} title={t.mergeTitle(titleOf(object, row))} closeButtonProps={{ 'aria-label': t.cancel }} styles={{ title: { fontWeight: 600 } }}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">{t.mergeText}</Text>
          <Input field={field} label={field.label} value={other} currency="USD" onChange={(value) => setOther(typeof value === 'string' ? value : null)} error={other === row.id ? t.mergeSelf : undefined} />
          <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t.cancel}</Button><Button type="submit" loading={merge.isPending} disabled={!other || other === row.id}>{t.merge}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
