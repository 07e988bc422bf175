import { ActionIcon, Button, Checkbox, CloseButton, Divider, Group, MultiSelect, Popover, ScrollArea, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconColumns3, IconFilter, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { t } from '@/app/texts';
import { OPERATORS, PERIODS } from '@/app/words';
import { Input } from '@/fields/Input';
import { columnFields, shownFields, titleField, wordsOf, type FieldMeta, type Filter, type ObjectMeta } from '@/meta/objects';
import type { Layout } from './layout';

/** Operators in the order they are offered; "any of" only where there are choices to pick from. */
const offered = (field: FieldMeta) => field.operators.filter((op) => op !== 'in' || field.options.length > 0);
const first = (field: FieldMeta) => ['contains', 'within'].find((op) => field.operators.includes(op)) ?? offered(field)[0] ?? 'eq';

type FiltersProps = { object: ObjectMeta; filters: Filter[]; onChange: (filters: Filter[]) => void; currency: string };

/** Conditions over every field; those that are whole hold at once. */
export function Filters({ object, filters, onChange, currency }: FiltersProps) {
  const [drafts, setDrafts] = useState(filters);
  const fields = shownFields(object).filter((field) => field.filterable && (field.type !== 'relation' || field.relation));
  const asked = JSON.stringify(filters);
  useEffect(() => setDrafts((now) => (JSON.stringify(now.filter((each) => each.value)) === asked ? now : (JSON.parse(asked) as Filter[]))), [asked]);
  const set = (next: Filter[]) => {
    setDrafts(next);
    const whole = next.filter((each) => each.value);
    if (JSON.stringify(whole) !== asked) onChange(whole);
  };
  const add = () => {
    const field = fields[0];
    if (field) set([...drafts, { field: field.name, op: first(field), value: '' }]);
  };
  return (
    <Popover position="bottom-start" width="min(560px, calc(100vw - 24px))" shadow="md" trapFocus onOpen={() => { if (!drafts.length) add(); }}>
      <Popover.Target>
        <Button variant={filters.length ? 'light' : 'default'} size="compact-sm" h={32} px="sm" leftSection={<IconFilter size={15} />}>{filters.length ? t.filterWith(filters.length) : t.filter}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {!drafts.length && <Text size="sm" c="dimmed">{t.noFilters}</Text>}
          {drafts.map((filter, index) => (
            <Condition key={index} fields={fields} filter={filter} currency={currency}
              onChange={(next) => set(drafts.map((each, at) => (at === index ? next : each)))} onRemove={() => set(drafts.filter((_, at) => at !== index))} />
          ))}
          <Group justify="space-between">
            <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={add}>{t.addFilter}</Button>
            {drafts.length > 0 && <Button variant="subtle" color="gray" size="compact-sm" onClick={() => set([])}>{t.clearFilters}</Button>}
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** One condition: field, operator, value. */
export function Condition({ fields, filter, currency, onChange, onRemove }: { fields: FieldMeta[]; filter: Filter; currency: string; onChange: (filter: Filter) => void; onRemove?: () => void }) {
  const field = fields.find((each) => each.name === filter.field);
  if (!field) return null;
  // Values that other operators cannot read.
  const own = ['is_null', 'within'];
  const pick = (name: string | null) => {
    const next = fields.find((each) => each.name === name);
    if (next) onChange({ field: next.name, op: first(next), value: '' });
  };
  return (
    <Group gap={6} wrap="wrap" align="center">
      <Select size="xs" w={150} aria-label={t.field} searchable data={fields.map((each) => ({ value: each.name, label: each.label }))} value={field.name} onChange={pick} comboboxProps={{ withinPortal: false }} />
      <Select size="xs" w={110} aria-label={t.condition} data={offered(field).map((op) => ({ value: op, label: OPERATORS[op] ?? op }))} value={filter.op} onChange={(op) => op && onChange({ ...filter, op, value: op === 'is_null' ? 'true' : own.includes(op) || own.includes(filter.op) ? '' : filter.value })} comboboxProps={{ withinPortal: false }} />
      <div style={{ flex: 1, minWidth: 140 }}><ValueInput field={field} filter={filter} currency={currency} onChange={(value) => onChange({ ...filter, value })} /></div>
      {onRemove && <CloseButton size="sm" aria-label={t.removeFilter} onClick={onRemove} />}
    </Group>
  );
}

function ValueInput({ field, filter, currency, onChange }: { field: FieldMeta; filter: Filter; currency: string; onChange: (value: string) => void }) {
  const yesNo = [{ value: 'true', label: t.yes }, { value: 'false', label: t.no }];
  if (filter.op === 'is_null' || field.type === 'boolean') {
    return <Select size="xs" aria-label={t.value} data={yesNo} value={filter.value || null} onChange={(value) => onChange(value ?? '')} comboboxProps={{ withinPortal: false }} />;
  }
  if (filter.op === 'within') {
    return <Select size="xs" aria-label={t.value} searchable placeholder={t.choose} data={Object.entries(PERIODS).map(([value, label]) => ({ value, label }))} value={filter.value || null} onChange={(value) => onChange(value ?? '')} comboboxProps={{ withinPortal: false }} />;
  }
  if (filter.op === 'in') {
    return <MultiSelect size="xs" aria-label={t.value} clearable searchable data={field.options.map((option) => ({ value: option, label: wordsOf(option) }))} value={filter.value ? filter.value.split(',') : []} onChange={(values) => onChange(values.join(','))} comboboxProps={{ withinPortal: false }} />;
  }
  const one: FieldMeta = { ...field, type: field.type === 'multi_select' ? 'select' : field.type === 'relations' ? 'relation' : field.type, label: t.value };
  if (['text', 'long_text', 'email', 'phone', 'url'].includes(field.type)) return <Typed value={filter.value} onChange={onChange} />;
  return <Input field={one} value={filter.value || null} currency={currency} size="xs" onChange={(value) => onChange(value === null || value === undefined ? '' : String(value))} />;
}

/** Asks a little after the last key, not at each. */
function Typed({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), 300);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return <TextInput size="xs" data-autofocus aria-label={t.value} value={text} onChange={(event) => setText(event.currentTarget.value)} />;
}

/** Which fields are columns, and in which order. */
export function Columns({ object, layout }: { object: ObjectMeta; layout: Layout }) {
  const chosen = layout.columns;
  const names = chosen.map((field) => field.name);
  const rest = columnFields(object).filter((field) => !names.includes(field.name));
  return (
    <Popover position="bottom-end" width={270} shadow="md" trapFocus>
      <Popover.Target><ActionIcon variant="default" size={32} aria-label={t.columns}><IconColumns3 size={16} /></ActionIcon></Popover.Target>
      <Popover.Dropdown p="xs">
        <ScrollArea.Autosize mah={400} type="auto">
          <Stack gap={4} p={4}>
            {chosen.map((field, at) => (
              <Group key={field.name} gap={2} wrap="nowrap" mih={26}>
                <Checkbox flex={1} size="xs" label={field.label} checked disabled={field === titleField(object)} onChange={() => layout.choose(names.filter((name) => name !== field.name))} />
                {at > 0 && (
                  <>
                    <ActionIcon variant="subtle" color="gray" size="sm" disabled={at < 2} aria-label={t.moveUp(field.label)} onClick={() => layout.move(field.name, -1)}><IconChevronUp size={14} /></ActionIcon>
                    <ActionIcon variant="subtle" color="gray" size="sm" disabled={at === chosen.length - 1} aria-label={t.moveDown(field.label)} onClick={() => layout.move(field.name, 1)}><IconChevronDown size={14} /></ActionIcon>
                  </>
                )}
              </Group>
            ))}
            {rest.length > 0 && <Divider my={4} />}
            {rest.map((field) => <Checkbox key={field.name} size="xs" label={field.label} checked={false} onChange={() => layout.choose([...names, field.name])} />)}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
