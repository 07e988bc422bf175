import { Autocomplete, MultiSelect, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/client';
import { records, type Ref } from '@/api/records';
import { fromLocal, separators, toLocal } from '@/app/locale';
import { t } from '@/app/texts';
import { objectNamed, titleOf, useObjects, wordsOf, type FieldMeta } from '@/meta/objects';
import { minorUnits } from './format';

export type InputProps = {
  field: FieldMeta;
  value: unknown;
  onChange: (value: unknown) => void;
  label?: string;
  error?: string;
  currency: string;
  /** What a relation's value is called, where that is known. */
  current?: Ref[];
  autoFocus?: boolean;
  size?: 'xs' | 'sm';
  /** The list of choices is open at once (editing in place). */
  open?: boolean;
  required?: boolean;
};

const TYPES: Partial<Record<FieldMeta['type'], string>> = { email: 'email', phone: 'tel', url: 'url', date: 'date', datetime: 'datetime-local' };

/** The input of a field, by its type. Emptied, it gives null. */
export function Input({ field, value, onChange, label, error, currency, current, autoFocus, size = 'sm', open, required }: InputProps) {
  const name = label ?? undefined;
  const base = { label: name, error, size, autoFocus, 'data-autofocus': autoFocus || undefined, required, withAsterisk: required, 'aria-label': name ? undefined : field.label };
  const text = value === null || value === undefined ? '' : String(value);
  const options = field.options.map((option) => ({ value: option, label: wordsOf(option) }));
  switch (field.type) {
    case 'select':
      return <Select {...base} data={options} value={text || null} onChange={onChange} clearable={field.nullable} searchable={options.length > 8} defaultDropdownOpened={open} placeholder={t.choose} />;
    case 'multi_select':
      return <MultiSelect {...base} data={options} value={(value as string[] | null) ?? []} onChange={onChange} clearable defaultDropdownOpened={open} />;
    case 'relation':
    case 'relations':
      return <RelationInput {...base} field={field} value={value} onChange={onChange} current={current} open={open} />;
    case 'boolean':
      return <Switch label={name} error={error} size={size} aria-label={base['aria-label']} checked={Boolean(value)} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'integer':
    case 'number':
      return <NumberInput {...base} decimalSeparator={separators().decimalSeparator} value={value === null || value === undefined ? '' : Number(value)} allowDecimal={field.type === 'number'} onChange={(next) => onChange(next === '' ? null : Number(next))} />;
    case 'money': {
      const units = minorUnits(currency);
      return <NumberInput {...base} leftSection={<span style={{ fontSize: 11 }}>{currency}</span>} leftSectionWidth={44} {...separators()} decimalScale={Math.log10(units)} value={value === null || value === undefined ? '' : Number(value) / units} onChange={(next) => onChange(next === '' ? null : Math.round(Number(next) * units))} />;
    }
    case 'long_text':
      return <Textarea {...base} autosize minRows={2} maxRows={14} value={text} onChange={(event) => onChange(event.currentTarget.value || null)} />;
    case 'datetime':
      return <TextInput {...base} type="datetime-local" value={text ? toLocal(text) : ''} onChange={(event) => onChange(event.currentTarget.value ? fromLocal(event.currentTarget.value) : null)} />;
    default:
      if (field.vocabulary) return <WordInput {...base} kind={field.vocabulary} value={text} onChange={onChange} open={open} />;
      return <TextInput {...base} type={TYPES[field.type] ?? 'text'} value={text} onChange={(event) => onChange(event.currentTarget.value || null)} />;
  }
}

type Choice = { value: string; label: string };

function useChoices(relation: string | null, words: string): Choice[] {
  const { data: objects } = useObjects();
  const object = relation ? objectNamed(objects, relation) : undefined;
  const found = useQuery({
    queryKey: ['choices', relation, words],
    placeholderData: keepPreviousData,
    enabled: relation === 'user' || object !== undefined,
    queryFn: async ({ signal }): Promise<Choice[]> => {
      if (relation === 'user') {
        const { data } = await http.GET('/api/v1/members', { signal });
        return data!.data.filter((member) => member.active).map((member) => ({ value: member.user_id, label: member.name }));
      }
      const page = await records.list(object!.plural, { q: words, limit: 20 }, undefined, signal);
      return page.data.map((row) => ({ value: row.id, label: titleOf(object!, row) }));
    },
  });
  return found.data ?? [];
}

type RelationProps = { field: FieldMeta; value: unknown; onChange: (value: unknown) => void; current?: Ref[]; open?: boolean; label?: string; error?: string; size: 'xs' | 'sm'; autoFocus?: boolean; 'aria-label'?: string };

function RelationInput({ field, value, onChange, current = [], open, ...base }: RelationProps) {
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed.trim(), 150);
  const [chosen, setChosen] = useState<Choice[]>(() => current.map((ref) => ({ value: ref.id, label: ref.title })));
  // Members come all at once, so the words do not matter there.
  const picked = chosen.some((choice) => choice.label === words);
  const choices = useChoices(field.relation, field.relation === 'user' || picked ? '' : words);
  const data = [...new Map([...chosen, ...choices].map((choice) => [choice.value, choice])).values()];
  const remember = (ids: string[]) => setChosen(data.filter((choice) => ids.includes(choice.value)));
  const shared = { ...base, data, searchable: true, clearable: true, defaultDropdownOpened: open, placeholder: t.typeToSearch, onSearchChange: setTyped, nothingFoundMessage: t.nothingFound };
  if (field.type === 'relations') {
    return <MultiSelect {...shared} value={(value as string[] | null) ?? []} onChange={(ids) => { remember(ids); onChange(ids); }} />;
  }
  return <Select {...shared} value={(value as string | null) ?? null} onChange={(id) => { remember(id ? [id] : []); onChange(id); }} />;
}

type WordProps = { kind: string; value: string; onChange: (value: unknown) => void; open?: boolean; label?: string; error?: string; size: 'xs' | 'sm'; autoFocus?: boolean; required?: boolean; 'aria-label'?: string };

/** A text for which the workspace has words; others are taken too. */
function WordInput({ kind, value, onChange, open, ...base }: WordProps) {
  const words = useQuery({
    queryKey: ['records', 'taxonomies', kind],
    queryFn: async () => (await records.list('taxonomies', { filters: [{ field: 'kind', op: 'eq', value: kind }, { field: 'active', op: 'eq', value: 'true' }], sort: 'position', limit: 200 })).data.map((row) => String(row['value'])),
    staleTime: 60_000,
  });
  return <Autocomplete {...base} data={words.data ?? []} value={value} onChange={(next) => onChange(next || null)} defaultDropdownOpened={open} selectFirstOptionOnChange={false} />;
}
