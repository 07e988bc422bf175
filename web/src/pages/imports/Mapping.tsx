import { Group, Select, Stack, Switch, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { sayProblem } from '@/app/undo';
import { Panel } from '../settings/Panel';
import type { Import } from './data';
import { w } from './texts';

type Importable = components['schemas']['ImportableObject'];
type Update = components['schemas']['ImportUpdate'];
const NEW = '+new';

/** What each column becomes, beside what stands in it; changes are kept at once. */
export function Mapping({ import_, targets, onChanged }: { import_: Import; targets?: Importable; onChanged: (next: Import) => void }) {
  const save = useMutation({
    mutationFn: async (body: Update) => (await http.PATCH('/api/v1/imports/{id}', { params: { path: { id: import_.id } }, body })).data!,
    onSuccess: onChanged,
    onError: sayProblem,
  });
  const choices = (targets?.targets ?? []).map((target) => ({ value: target.name, label: target.required ? `${target.label} *` : target.label }));
  const map = (column: number, value: string | null) => {
    const mapping = import_.mapping.map((each) => {
      if (each.column !== column) return { column: each.column, target: each.new_field ? null : each.target, by: each.by, new_field: each.new_field && { label: each.new_field.label, type: each.new_field.type, key: each.new_field.key } };
      if (value === NEW) return { column, target: null, by: null, new_field: { label: each.header || w.columnNumber(column + 1), type: 'text' as const } };
      return { column, target: value, by: null, new_field: null };
    });
    save.mutate({ mapping: mapping as Update['mapping'] });
  };
  const { options } = import_;
  const set = (change: Partial<typeof options>) => save.mutate({ options: { ...options, ...change } as Update['options'] });
  return (
    <Panel title={w.mapping} lead={w.mappingLead}>
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing={6} highlightOnHover>
          <Table.Thead><Table.Tr><Table.Th>{w.columnOfFile}</Table.Th><Table.Th>{w.examples}</Table.Th><Table.Th w={240}>{w.becomes}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {import_.mapping.map((column) => (
              <Table.Tr key={column.column}>
                <Table.Td><Text size="sm" fw={550}>{column.header || w.columnNumber(column.column + 1)}</Text></Table.Td>
                <Table.Td><Text size="xs" c="dimmed" lineClamp={2}>{column.samples.slice(0, 3).join(' · ') || w.nothing}</Text></Table.Td>
                <Table.Td>
                  <Select size="xs" searchable clearable aria-label={w.columnBecomes(column.header)} placeholder={w.leaveOut}
                    data={[...choices, { value: NEW, label: column.new_field ? w.newField(column.new_field.label) : w.asNewField }]} value={column.new_field ? NEW : column.target} onChange={(value) => map(column.column, value)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Stack gap="sm" mt="md">
        <Group gap="sm" align="flex-end">
          <Select size="xs" label={w.knownBy} w={180} clearable placeholder={w.byNothing} data={(targets?.match_keys ?? []).map((name) => ({ value: name, label: choices.find((each) => each.value === name)?.label ?? name }))} value={options.match_key} onChange={(match_key) => set({ match_key })} />
          <Select size="xs" label={w.whenKnown} w={220} allowDeselect={false} data={[{ value: 'skip', label: w.skipKnown }, { value: 'update', label: w.updateKnown }, { value: 'create', label: w.createKnown }]} value={options.duplicates} onChange={(duplicates) => { if (duplicates) set({ duplicates }); }} />
          <Select size="xs" label={w.dateOrder} w={150} allowDeselect={false} data={[{ value: 'dmy', label: '31.12.2026' }, { value: 'mdy', label: '12/31/2026' }, { value: 'ymd', label: '2026-12-31' }]} value={options.date_order} onChange={(date_order) => { if (date_order) set({ date_order }); }} />
        </Group>
        <Switch label={w.createMissing} checked={options.create_missing} onChange={(event) => set({ create_missing: event.currentTarget.checked })} />
      </Stack>
    </Panel>
  );
}
