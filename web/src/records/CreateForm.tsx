import { Alert, Button, Group, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { Problem } from '@/api/client';
import { records } from '@/api/records';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { say } from '@/app/undo';
import { Input } from '@/fields/Input';
import { createFields, patchOf, valueOf, type ObjectMeta } from '@/meta/objects';
import { emptyLine, hasLines, InvoiceLines, linesOf, type Draft } from './InvoiceLines';

/** The form for a new record: what the table shows of it, and what has to be given. */
export default function CreateForm({ object, given, onDone }: { object: ObjectMeta; given: Record<string, unknown>; onDone: () => void }) {
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  // What is given is known to who opened the form, so it is not asked again.
  const fields = createFields(object).filter((field) => valueOf(given, field) === undefined);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [lines, setLines] = useState<Draft[]>(() => [emptyLine()]);
  const billing = hasLines(object);
  const create = useMutation({
    mutationFn: () => {
      const body: Record<string, unknown> = { ...given };
      for (const field of fields) {
        const value = values[field.name];
        if (value === undefined || value === null || value === '') continue;
        const patch = patchOf(field, value);
        Object.assign(body, patch.custom ? { custom: { ...(body.custom as object), ...(patch.custom as object) } } : patch);
      }
      if (billing) body.lines = linesOf(lines);
      return records.create(object.plural, body);
    },
    onSuccess: async (row) => {
      void queries.invalidateQueries({ queryKey: ['records', object.plural] });
      onDone();
      say(t.created(object.label));
      await navigate({ to: '/o/$object/$id', params: { object: object.plural, id: row.id } });
    },
  });
  const problem = create.error instanceof Problem ? create.error : undefined;
  const byField = problem?.byField() ?? {};
  const named = new Set(fields.map((field) => field.name));
  const loose = Object.entries(byField).filter(([name]) => !named.has(name) && !(billing && name.startsWith('lines'))).map(([, message]) => message);
  const general = create.error && (loose.join(' ') || (Object.keys(byField).length === 0 ? create.error.message : ''));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {general && <Alert color="red" variant="light" role="alert">{general}</Alert>}
        {fields.map((field, index) => (
          <Input key={field.name} field={field} label={field.label} value={values[field.name]} currency={me.workspace?.currency ?? 'USD'} error={byField[field.name]} required={field.required} autoFocus={index === 0}
            onChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))} />
        ))}
        {billing && <InvoiceLines lines={lines} currency={me.workspace?.currency ?? 'USD'} errors={byField} onChange={setLines} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onDone}>{t.cancel}</Button>
          <Button type="submit" loading={create.isPending}>{t.createAndOpen}</Button>
        </Group>
      </Stack>
    </form>
  );
}
