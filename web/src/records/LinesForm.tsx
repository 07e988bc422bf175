import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '@/api/client';
import { records, type Row } from '@/api/records';
import { draftOf, InvoiceLines, linesOf, type InvoiceLine } from './InvoiceLines';
import { i } from './invoice.texts';

type Props = { plural: string; row: Row & { lines: InvoiceLine[]; currency: string }; onSaved: () => Promise<unknown>; onClose: () => void };

/** The lines of a record being changed. What is wrong elsewhere in it stands above them. */
export function LinesForm({ plural, row, onSaved, onClose }: Props) {
  const [lines, setLines] = useState(() => row.lines.map(draftOf));
  const save = useMutation({
    mutationFn: () => records.update(plural, row.id, { lines: linesOf(lines) }, row.version),
    onSuccess: async () => { await onSaved(); onClose(); },
  });
  const problem = save.error instanceof Problem ? save.error : undefined;
  const errors = problem?.byField() ?? {};
  const loose = save.error && (Object.entries(errors).filter(([name]) => !name.startsWith('lines')).map(([, message]) => message).join(' ') || (Object.keys(errors).length ? '' : save.error.message));
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <Stack gap="sm">
        {loose && <Text size="sm" c="red" role="alert">{loose}</Text>}
        <InvoiceLines lines={lines} currency={row.currency} errors={errors} onChange={setLines} />
        <Group justify="flex-end"><Button variant="default" size="xs" onClick={onClose}>{i.cancel}</Button><Button type="submit" size="xs" loading={save.isPending}>{i.save}</Button></Group>
      </Stack>
    </form>
  );
}
