import { Badge, Button, Checkbox, Group, Modal, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { objectsQuery, useObjects, type ObjectMeta } from '@/meta/objects';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from './Panel';
import { Reorder } from './Reorder';
import { s } from './texts';

type CustomField = components['schemas']['CustomFieldRead'];
type Change = components['schemas']['CustomFieldUpdate'];
const KEY = ['custom-fields'];
const LISTS = ['select', 'multi_select'];

function useChanged() {
  const queries = useQueryClient();
  // The fields are columns, filters and inputs everywhere.
  return () => Promise.all([queries.invalidateQueries({ queryKey: KEY }), queries.invalidateQueries({ queryKey: objectsQuery.queryKey })]);
}

const patch = (id: string, body: Partial<Change>) => http.PATCH('/api/v1/custom-fields/{id}', { params: { path: { id } }, body: body as Change });

/** The fields that a workspace added to an object. */
export default function CustomFields() {
  const { rights } = useMe();
  const may = rights.includes('custom_fields.manage');
  const { data: all } = useObjects();
  const objects = all?.filter((object) => object.custom_fields) ?? [];
  const [name, setName] = useState('contact');
  const [editing, setEditing] = useState<CustomField | 'new' | null>(null);
  const changed = useChanged();
  const queries = useQueryClient();
  const fields = useQuery({ queryKey: [...KEY, name], queryFn: async () => (await http.GET('/api/v1/custom-fields', { params: { query: { object: name } } })).data!.data as CustomField[] });
  const order = useMutation({
    mutationFn: async (ids: string[]) => {
      for (const [position, id] of ids.entries()) {
        if (fields.data?.find((field) => field.id === id)?.position !== position) await patch(id, { position });
      }
    },
    onMutate: async (ids) => {
      await queries.cancelQueries({ queryKey: KEY });
      queries.setQueryData<CustomField[]>([...KEY, name], (now) => now && [...ids.map((id) => now.find((field) => field.id === id)!), ...now.filter((field) => field.archived)]);
    },
    onError: sayProblem,
    onSettled: changed,
  });
  const archive = useMutation({
    mutationFn: ({ field, archived }: { field: CustomField; archived: boolean }) => patch(field.id, { archived }),
    onSuccess: (_, { field, archived }) => {
      void changed();
      if (archived) offerUndo(s.fieldArchived(field.label), async () => { await patch(field.id, { archived: false }); await changed(); });
    },
    onError: sayProblem,
  });
  const object = objects.find((each) => each.name === name);
  const line = (field: CustomField) => (
    <>
      <div style={{ flex: '1 1 200px', minWidth: 0 }}>
        <Text size="sm" fw={550} c={field.archived ? 'dimmed' : undefined}>{field.label} {field.archived && <Badge size="xs" color="gray" variant="light">{s.archived}</Badge>}</Text>
        <Text size="xs" c="dimmed" truncate>{s.fieldTypes[field.type] ?? field.type}{field.required ? ` · ${s.required}` : ''}{LISTS.includes(field.type) ? ` · ${field.options.join(', ')}` : ''}</Text>
      </div>
      {may && !field.archived && <Button variant="subtle" size="compact-sm" aria-label={s.fieldEdit(field.label)} onClick={() => setEditing(field)}>{t.edit}</Button>}
      {may && <Button variant="subtle" color="gray" size="compact-sm" aria-label={(field.archived ? s.fieldBack : s.fieldArchive)(field.label)} onClick={() => archive.mutate({ field, archived: !field.archived })}>{field.archived ? s.bringBack : s.archive}</Button>}
    </>
  );
  return (
    <Panel title={s.fields} lead={s.fieldsLead} action={may && <Button size="compact-md" onClick={() => setEditing('new')}>{s.fieldNew}</Button>}>
      <Select mb="sm" w={220} label={s.fieldsFor} allowDeselect={false} data={objects.map((each) => ({ value: each.name, label: each.label_plural }))} value={name} onChange={(next) => { if (next) setName(next); }} />
      <Read query={fields}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{s.fieldNone(object?.label_plural ?? '')}</Text> : (
          <>
            <Reorder items={list.filter((field) => !field.archived).map((field) => ({ ...field, name: field.label }))} label={s.fields} onOrder={order.mutate} locked={!may}>{line}</Reorder>
            <Reorder items={list.filter((field) => field.archived).map((field) => ({ ...field, name: field.label }))} label={s.archived} onOrder={() => undefined} locked>{line}</Reorder>
          </>
        )}
      </Read>
      <Modal opened={editing !== null} onClose={() => setEditing(null)} title={editing === 'new' ? s.fieldNew : s.fieldEdit(editing?.label ?? '')} closeButtonProps={{ 'aria-label': t.cancel }}>
        {editing && <Form object={name} field={editing === 'new' ? null : editing} objects={all ?? []} onDone={() => { setEditing(null); void changed(); }} onCancel={() => setEditing(null)} />}
      </Modal>
    </Panel>
  );
}

type FormProps = { object: string; field: CustomField | null; objects: ObjectMeta[]; onDone: () => void; onCancel: () => void };
function Form({ object, field, objects, onDone, onCancel }: FormProps) {
  const [label, setLabel] = useState(field?.label ?? '');
  const [type, setType] = useState<string>(field?.type ?? 'text');
  const [options, setOptions] = useState<string[]>(field?.options ?? []);
  const [required, setRequired] = useState(field?.required ?? false);
  const [description, setDescription] = useState(field?.description ?? '');
  const save = useMutation({
    mutationFn: async () => {
      const body = { label, required, description, ...(LISTS.includes(type) || type === 'relation' ? { options } : {}) };
      if (field) await patch(field.id, body);
      else await http.POST('/api/v1/custom-fields', { body: { ...body, object, type } as never });
    },
    onSuccess: onDone,
  });
  const { byField, general } = complaintsOf(save.error, ['label', 'type', 'options', 'description']);
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); save.mutate(); }}>
      <Stack gap="sm">
        {general && <Trouble>{general}</Trouble>}
        <TextInput label={s.fieldLabel} data-autofocus required withAsterisk={false} maxLength={200} value={label} error={byField.label} onChange={(event) => setLabel(event.currentTarget.value)} />
        <Select label={s.fieldType} allowDeselect={false} disabled={field !== null} data={Object.entries(s.fieldTypes).map(([value, text]) => ({ value, label: text }))} value={type} error={byField.type} onChange={(next) => { setType(next ?? 'text'); setOptions([]); }} />
        {LISTS.includes(type) && <TagsInput label={s.fieldOptions} description={s.fieldOptionsHint} value={options} error={byField.options} onChange={setOptions} />}
        {type === 'relation' && <Select label={s.fieldRelation} disabled={field !== null} data={[...objects.map((each) => ({ value: each.name, label: each.label })), { value: 'user', label: s.colleague }]} value={options[0] ?? null} error={byField.options} onChange={(next) => setOptions(next ? [next] : [])} />}
        <TextInput label={s.fieldDescription} maxLength={500} value={description} error={byField.description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <Checkbox label={s.fieldRequired} checked={required} onChange={(event) => setRequired(event.currentTarget.checked)} />
        <Group justify="flex-end"><Button variant="default" onClick={onCancel}>{t.cancel}</Button><Button type="submit" loading={save.isPending}>{field ? t.save : t.createAndOpen}</Button></Group>
      </Stack>
    </form>
  );
}
