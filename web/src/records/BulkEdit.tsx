import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { records, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { Input } from '@/fields/Input';
import { canEdit, editableFields, patchOf, titleField, valueOf, type ObjectMeta } from '@/meta/objects';

const AT_ONCE = 500;
type Change = { id: string; data: Record<string, unknown> };

/** One field of many records, with a way back to what each had. `first`: the field that is offered first. */
export default function BulkEdit({ object, rows, first, currency, onDone }: { object: ObjectMeta; rows: Row[]; first: string; currency: string; onDone: () => void }) {
  const queries = useQueryClient();
  // A title of its own is what tells records apart; ends of a pipeline are reached one by one.
  const fields = editableFields(object).filter((field) => canEdit(object, field) && field !== titleField(object) && field.type !== 'relations' && !['email', 'first_name', 'last_name'].includes(field.name));
  const [name, setName] = useState<string | null>(fields.find((field) => field.name === first)?.name ?? fields[0]?.name ?? null);
  const [value, setValue] = useState<unknown>(null);
  const field = fields.find((each) => each.name === name);
  const change = async (changes: Change[]) => {
    const done: string[] = [];
    let failed = 0;
    for (let from = 0; from < changes.length; from += AT_ONCE) {
      const outcome = await records.bulkUpdate(object.plural, changes.slice(from, from + AT_ONCE));
      done.push(...outcome.results.flatMap((result) => (result.id ? [result.id] : [])));
      failed += outcome.failed;
    }
    await queries.invalidateQueries({ queryKey: ['records', object.plural] });
    return { done, failed };
  };
  const save = useMutation({
    // What was is kept from before the change: the list is read anew while it goes on.
    mutationFn: (before: Change[]) => change(before.map(({ id }) => ({ id, data: patchOf(field!, value ?? null) }))),
    onSuccess: ({ done, failed }, before) => {
      if (failed) sayProblem(t.someNotChanged(failed));
      if (done.length) offerUndo(t.changedMany(done.length, object.label_plural), () => change(before.filter(({ id }) => done.includes(id))));
      onDone();
    },
    onError: sayProblem,
  });
  const onSubmit = (event: FormEvent) => { event.preventDefault(); if (field) save.mutate(rows.map((row) => ({ id: row.id, data: patchOf(field, valueOf(row, field) ?? null) }))); };
  return (
    <Modal opened onClose={onDone} title={t.editMany(rows.length, object.label_plural)} closeButtonProps={{ 'aria-label': t.cancel }} styles={{ title: { fontWeight: 600 } }}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          <Select label={t.field} searchable allowDeselect={false} data={fields.map((each) => ({ value: each.name, label: each.label }))} value={name} onChange={(next) => { setName(next); setValue(null); }} />
          {field && <Input key={field.name} field={field} label={t.newValue} value={value} currency={currency} onChange={setValue} />}
          <Text size="xs" c="dimmed">{t.emptyClears}</Text>
          <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t.cancel}</Button><Button type="submit" loading={save.isPending} disabled={!field}>{t.changeAll(rows.length)}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
