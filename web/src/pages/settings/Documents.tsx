import { ActionIcon, Badge, Button, Code, Group, Modal, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { call, http } from '@/api/client';
import { records, type Row } from '@/api/records';
import type { components } from '@/api/schema';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { objectNamed, useObjects } from '@/meta/objects';
import { complaintsOf, Trouble } from '../EntryPage';
import { b } from './billing.texts';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

type Kind = components['schemas']['TemplateType'];
type Values = { type: Kind; name: string; subject: string | null; content: string; is_default: boolean; active: boolean };
type Template = Row & Values;
const NEW: Values = { type: 'agreement', name: '', subject: null, content: '', is_default: false, active: true };

/** The texts that documents are made of. */
export default function Documents() {
  const { data: objects } = useObjects();
  const rights = objectNamed(objects, 'document_template')?.rights;
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['records', 'document-templates'] });
  const [open, setOpen] = useState<Template | Values>();
  const templates = useQuery({ queryKey: ['records', 'document-templates', 'settings'], queryFn: async () => (await call<{ data: Template[] }>('GET', '/document-templates?limit=200&sort=type,name')).data });
  const remove = useMutation({
    mutationFn: (template: Template) => records.remove('document-templates', template.id),
    onSuccess: (_, template) => { void refresh(); offerUndo(t.deleted(template.name), async () => { await records.restore('document-templates', template.id); await refresh(); }); },
    onError: sayProblem,
  });
  return (
    <Panel title={b.documents} lead={b.documentsLead} action={rights?.create && <Button size="xs" onClick={() => setOpen(NEW)}>{b.newText}</Button>}>
      <Read query={templates}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{b.none}</Text> : (
          <ul className={classes.list} aria-label={b.documents}>
            {list.map((template) => (
              <li key={template.id} className={classes.line}>
                <Text size="sm" style={{ flex: '1 1 180px' }}>{template.name} <Text span size="xs" c="dimmed">· {b.kinds[template.type] ?? template.type}</Text></Text>
                {template.is_default && <Badge variant="light">{b.byDefault}</Badge>}
                {!template.active && <Badge variant="light" color="gray">{b.notOffered}</Badge>}
                {rights?.update && <ActionIcon variant="subtle" color="gray" aria-label={b.editText(template.name)} onClick={() => setOpen(template)}><IconPencil size={16} /></ActionIcon>}
                {rights?.delete && <ActionIcon variant="subtle" color="gray" aria-label={s.remove(template.name)} onClick={() => remove.mutate(template)}><IconTrash size={16} /></ActionIcon>}
              </li>
            ))}
          </ul>
        )}
      </Read>
      <Modal opened={open !== undefined} onClose={() => setOpen(undefined)} size="xl" title={open && 'id' in open ? b.editText(open.name) : b.newText} closeButtonProps={{ 'aria-label': b.cancel }}>
        {open && <Editor template={open} onClose={() => setOpen(undefined)} onSaved={async () => { setOpen(undefined); await refresh(); }} />}
      </Modal>
    </Panel>
  );
}

function Editor({ template, onClose, onSaved }: { template: Template | Values; onClose: () => void; onSaved: () => Promise<void> }) {
  const id = 'id' in template ? template.id : undefined;
  const [values, setValues] = useState<Values>(() => ({ type: template.type, name: template.name, subject: template.subject, content: template.content, is_default: template.is_default, active: template.active }));
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  const area = useRef<HTMLTextAreaElement>(null);
  const variables = useQuery({ queryKey: ['document-variables', values.type], queryFn: async () => (await http.GET('/api/v1/document-variables', { params: { query: { type: values.type } } })).data!.data, staleTime: Infinity });
  const save = useMutation({
    mutationFn: () => {
      const { type, ...changes } = values;
      return id ? records.update('document-templates', id, changes) : records.create('document-templates', { ...changes, type });
    },
    onSuccess: onSaved,
  });
  const preview = useMutation({ mutationFn: async () => (await http.POST('/api/v1/document-previews', { body: { type: values.type, subject: values.subject, content: values.content } })).data! });
  const { byField, general } = complaintsOf(save.error ?? preview.error, ['name', 'subject', 'content']);
  const insert = (name: string) => {
    const at = area.current?.selectionStart ?? values.content.length;
    set({ content: `${values.content.slice(0, at)}{{ ${name} }}${values.content.slice(at)}` });
    area.current?.focus();
  };
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); preview.reset(); save.mutate(); }}>
      <Stack gap="sm">
        {general && <Trouble>{general}</Trouble>}
        {!id && <Select label={b.kind} allowDeselect={false} data={Object.entries(b.kinds).map(([value, label]) => ({ value, label }))} value={values.type} onChange={(next) => { if (next) set({ type: next as Kind }); }} />}
        <TextInput label={b.name} required maxLength={200} data-autofocus value={values.name} error={byField.name} onChange={(event) => set({ name: event.currentTarget.value })} />
        {values.type !== 'agreement' && <TextInput label={b.subject} maxLength={500} value={values.subject ?? ''} error={byField.subject} onChange={(event) => set({ subject: event.currentTarget.value || null })} />}
        <Textarea ref={area} label={b.content} description={b.contentHint} required maxLength={20_000} autosize minRows={8} maxRows={20} value={values.content} error={byField.content} onChange={(event) => set({ content: event.currentTarget.value })} />
        <details>
          <summary><Text span size="sm">{b.variables}</Text></summary>
          <Group gap={4} mt={4}>
            {variables.data?.filter(({ name }) => !name.includes('[]')).map(({ name, example }) => <Button key={name} size="compact-xs" variant="default" title={example} onClick={() => insert(name)}>{name}</Button>)}
          </Group>
          <Code block mt={6}>{variables.data?.some(({ name }) => name.includes('[]')) ? '{% for line in invoice.lines %}{{ line.description }}: {{ line.amount }}\n{% endfor %}' : '{{ contact.first_name | default: "…" }}'}</Code>
        </details>
        <Group gap="lg">
          <Switch label={b.asDefault} checked={values.is_default} onChange={(event) => set({ is_default: event.currentTarget.checked })} />
          <Switch label={b.offeredHint} checked={values.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
        </Group>
        {preview.data && (
          <section aria-label={b.preview}>
            <Text size="xs" c="dimmed">{b.previewHint}</Text>
            {preview.data.subject && <Text size="sm" fw={600}>{preview.data.subject}</Text>}
            <div className={classes.mail}>{preview.data.content}</div>
          </section>
        )}
        <Group justify="flex-end">
          <Button variant="subtle" loading={preview.isPending} onClick={() => { save.reset(); preview.mutate(); }}>{b.preview}</Button>
          <Button variant="default" onClick={onClose}>{b.cancel}</Button>
          <Button type="submit" loading={save.isPending}>{id ? b.save : b.create}</Button>
        </Group>
      </Stack>
    </form>
  );
}
