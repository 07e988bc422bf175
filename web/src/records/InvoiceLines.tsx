import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { records, type Row } from '@/api/records';
import { separators } from '@/app/locale';
import { minorUnits, money } from '@/fields/format';
import { i } from './invoice.texts';
import classes from './Invoice.module.css';

/** What has lines. */
export const hasLines = (object: { name: string }) => ['invoice', 'proposal'].includes(object.name);

/** A line being written; `key` tells it from the others. The server fills in what a product says. */
export type Draft = { key: number; product_id: string | null; product?: string; description: string; quantity: number | null; price: number | null; taxable?: boolean; unit?: string | null; code?: string | null };

let next = 0;
export const emptyLine = (): Draft => ({ key: next++, product_id: null, description: '', quantity: 1, price: null });
export const draftOf = (line: InvoiceLine): Draft => ({ key: next++, product_id: line.product_id, product: line.code ?? undefined, description: line.description, quantity: line.quantity, price: line.unit_price_minor, taxable: line.taxable, unit: line.unit, code: line.code });
export type InvoiceLine = { id: string; product_id: string | null; code: string | null; description: string; quantity: number; unit: string | null; unit_price_minor: number; taxable: boolean; total_minor: number };

/** The lines as the API takes them: those in which something stands. */
export const linesOf = (drafts: Draft[]) =>
  drafts.filter((line) => line.product_id || line.description.trim() || line.price !== null).map(({ key: _, product: __, price, quantity, ...line }) => ({ ...line, quantity: quantity ?? 1, ...(price === null ? {} : { unit_price_minor: price }) }));

type Props = { lines: Draft[]; currency: string; errors?: Record<string, string>; onChange: (lines: Draft[]) => void };

/** What is billed: products or words, how many, at which price. */
export function InvoiceLines({ lines, currency, errors = {}, onChange }: Props) {
  const change = (key: number, values: Partial<Draft>) => onChange(lines.map((line) => (line.key === key ? { ...line, ...values } : line)));
  const units = minorUnits(currency);
  const told = (place: number, name: string) => errors[`lines.${place}.${name}`];
  return (
    <Stack gap="xs">
      {lines.map((line, place) => (
        <div key={line.key} className={classes.line}>
          <Product line={line} place={place + 1} error={told(place, 'product_id')} onPick={(row) => change(line.key, row ? { product_id: row.id, product: String(row.name), description: String(row.name), price: row.currency === currency ? Number(row.price_minor) : null, taxable: Boolean(row.taxable), unit: row.unit as string | null, code: row.sku as string } : { product_id: null, product: undefined, code: null })} />
          <TextInput className={classes.what} size="xs" maxLength={1000} aria-label={i.what(place + 1)} placeholder={i.whatHint} value={line.description} error={told(place, 'description') ?? errors[`lines.${place}`]} onChange={(event) => change(line.key, { description: event.currentTarget.value })} />
          <NumberInput className={classes.number} size="xs" {...separators()} decimalScale={4} min={0} hideControls aria-label={i.quantity(place + 1)} value={line.quantity ?? ''} error={told(place, 'quantity')} onChange={(value) => change(line.key, { quantity: value === '' ? null : Number(value) })} />
          <NumberInput className={classes.price} size="xs" {...separators()} decimalScale={Math.log10(units)} hideControls leftSection={<span style={{ fontSize: 11 }}>{currency}</span>} leftSectionWidth={40} aria-label={i.price(place + 1)} value={line.price === null ? '' : line.price / units} error={told(place, 'unit_price_minor')} onChange={(value) => change(line.key, { price: value === '' ? null : Math.round(Number(value) * units) })} />
          <Text className={classes.sum} size="sm" ta="right">{line.price === null ? '' : money(Math.round((line.quantity ?? 1) * line.price), currency)}</Text>
          <ActionIcon variant="subtle" color="gray" aria-label={i.removeLine(place + 1)} disabled={lines.length === 1} onClick={() => onChange(lines.filter((each) => each.key !== line.key))}><IconTrash size={16} /></ActionIcon>
        </div>
      ))}
      {errors.lines && <Text size="sm" c="red" role="alert">{errors.lines}</Text>}
      <Group><Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => onChange([...lines, emptyLine()])}>{i.addLine}</Button></Group>
    </Stack>
  );
}

function Product({ line, place, error, onPick }: { line: Draft; place: number; error?: string; onPick: (row: Row | null) => void }) {
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words, 200);
  const found = useQuery({
    queryKey: ['records', 'products', 'choices', asked],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await records.list('products', { q: asked === line.product ? '' : asked, filters: [{ field: 'active', op: 'eq', value: 'true' }], limit: 20 }, undefined, signal)).data,
  });
  const rows = found.data ?? [];
  const data = rows.map((row) => ({ value: row.id, label: String(row.name) }));
  if (line.product_id && !rows.some((row) => row.id === line.product_id)) data.unshift({ value: line.product_id, label: line.product ?? line.description });
  return (
    <Select className={classes.product} size="xs" searchable clearable aria-label={i.product(place)} placeholder={i.productHint} data={data} filter={({ options }) => options} value={line.product_id} error={error} searchValue={words} onSearchChange={setWords}
      onChange={(id) => onPick(rows.find((row) => row.id === id) ?? null)} />
  );
}
