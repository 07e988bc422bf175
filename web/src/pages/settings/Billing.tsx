import { ActionIcon, Button, ColorInput, Group, NumberInput, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call, http, Problem } from '@/api/client';
import { records, type Row } from '@/api/records';
import type { components } from '@/api/schema';
import { LANGUAGES } from '@/app/language';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { objectNamed, useObjects } from '@/meta/objects';
import { complaintsOf, Trouble } from '../EntryPage';
import { b } from './billing.texts';
import { NameInput } from './NameInput';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

type Data = components['schemas']['BillingRead'];
type Term = Row & { name: string; is_default: boolean; active: boolean };

/** How the workspace bills, and what invoices are agreed on. */
export default function Billing() {
  const billing = useQuery({ queryKey: ['billing'], queryFn: async () => (await http.GET('/api/v1/billing-settings')).data! });
  return (
    <Stack gap="md">
      <Panel title={b.billing} lead={b.billingLead}><Read query={billing}>{(data) => <Form data={data} />}</Read></Panel>
      <Terms object="tax_rate" plural="tax-rates" value="percent" title={b.taxRates} lead={b.taxRatesLead} />
      <Terms object="payment_term" plural="payment-terms" value="days" title={b.paymentTerms} lead={b.paymentTermsLead} />
      <Terms object="contract_term" plural="contract-terms" value="months" title={b.contractTerms} lead={b.contractTermsLead} />
    </Stack>
  );
}

function Form({ data }: { data: Data }) {
  const may = useMe().rights.includes('billing.update');
  const queries = useQueryClient();
  const [values, setValues] = useState<Omit<Data, 'next_number'>>(() => { const { next_number: _, ...mine } = data; return mine; });
  const set = (change: Partial<Data>) => setValues((now) => ({ ...now, ...change }));
  const save = useMutation({
    mutationFn: () => http.PATCH('/api/v1/billing-settings', { body: values as never }),
    onSuccess: async () => { say(s.saved); await queries.invalidateQueries({ queryKey: ['billing'] }); },
  });
  const { byField, general } = complaintsOf(save.error, Object.keys(values));
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); save.mutate(); }}>
      <Stack gap="sm" maw={520}>
        {general && <Trouble>{general}</Trouble>}
        {!may && <Text size="sm" c="dimmed">{s.workspaceReadOnly}</Text>}
        <TextInput label={b.prefix} description={b.nextNumber(data.next_number)} maxLength={19} readOnly={!may} error={byField.invoice_prefix} value={values.invoice_prefix} onChange={(event) => set({ invoice_prefix: event.currentTarget.value })} />
        <NumberInput label={b.dueDays} description={b.dueDaysHint} min={0} max={365} allowDecimal={false} readOnly={!may} error={byField.due_days} value={values.due_days} onChange={(next) => set({ due_days: Number(next) || 0 })} />
        <Select label={b.language} allowDeselect={false} readOnly={!may} data={Object.entries(LANGUAGES).map(([value, { name }]) => ({ value, label: name }))} error={byField.language} value={values.language} onChange={(next) => { if (next) set({ language: next }); }} />
        <Select label={b.paper} allowDeselect={false} readOnly={!may} data={Object.entries(b.papers).map(([value, label]) => ({ value, label }))} error={byField.paper} value={values.paper} onChange={(next) => { if (next) set({ paper: next }); }} />
        <ColorInput label={b.color} format="hex" withEyeDropper={false} readOnly={!may} error={byField.accent_color} value={values.accent_color} onChange={(next) => set({ accent_color: next })} popoverProps={{ withinPortal: true }} />
        <Textarea label={b.notes} autosize minRows={2} maxLength={5000} readOnly={!may} error={byField.invoice_notes} value={values.invoice_notes} onChange={(event) => set({ invoice_notes: event.currentTarget.value })} />
        <Textarea label={b.terms} autosize minRows={2} maxLength={5000} readOnly={!may} error={byField.invoice_terms} value={values.invoice_terms} onChange={(event) => set({ invoice_terms: event.currentTarget.value })} />
        {may && <Group><Button type="submit" loading={save.isPending}>{t.save}</Button></Group>}
      </Stack>
    </form>
  );
}

function Terms({ object, plural, value, title, lead }: { object: string; plural: string; value: 'percent' | 'days' | 'months'; title: string; lead: string }) {
  const { data: objects } = useObjects();
  const rights = objectNamed(objects, object)?.rights;
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['records', plural] });
  const terms = useQuery({ queryKey: ['records', plural, 'settings'], queryFn: async () => (await call<{ data: Term[] }>('GET', `/${plural}?limit=200&sort=name`)).data });
  const change = useMutation({ mutationFn: ({ id, data }: { id: string; data: Partial<Term> }) => records.update(plural, id, data), onError: sayProblem, onSettled: refresh });
  const remove = useMutation({
    mutationFn: (term: Term) => records.remove(plural, term.id),
    onSuccess: (_, term) => { void refresh(); offerUndo(t.deleted(term.name), async () => { await records.restore(plural, term.id); await refresh(); }); },
    onError: sayProblem,
  });
  return (
    <Panel title={title} lead={lead}>
      {rights?.create && <NewTerm plural={plural} value={value} onAdded={refresh} />}
      <Read query={terms}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{b.none}</Text> : (
          <ul className={classes.list} aria-label={title}>
            {list.map((term) => {
              const set = (data: Partial<Term>) => change.mutate({ id: term.id, data });
              return (
                <li key={term.id} className={classes.line}>
                  <NameInput style={{ flex: '1 1 140px' }} label={s.rename(term.name)} value={term.name} readOnly={!rights?.update} onSave={(name) => set({ name })} />
                  <NameInput w={90} inputMode="decimal" label={b.valueOf(b.termValues[value] ?? value, term.name)} value={String(term[value])} readOnly={!rights?.update} onSave={(next) => set({ [value]: Number(next.replace(',', '.')) })} rightSection={<Text size="xs" c="dimmed">{value === 'percent' ? '%' : ''}</Text>} />
                  <Switch size="xs" label={b.defaultHint} aria-label={b.isDefault(term.name)} disabled={!rights?.update} checked={term.is_default} onChange={(event) => set({ is_default: event.currentTarget.checked })} />
                  <Switch size="xs" label={b.offeredHint} aria-label={b.offered(term.name)} disabled={!rights?.update} checked={term.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
                  {rights?.delete && <ActionIcon variant="subtle" color="gray" aria-label={s.remove(term.name)} onClick={() => remove.mutate(term)}><IconTrash size={16} /></ActionIcon>}
                </li>
              );
            })}
          </ul>
        )}
      </Read>
    </Panel>
  );
}

function NewTerm({ plural, value, onAdded }: { plural: string; value: string; onAdded: () => Promise<void> }) {
  const [name, setName] = useState('');
  const [number, setNumber] = useState<number | string>('');
  const add = useMutation({
    mutationFn: () => records.create(plural, { name, [value]: number === '' ? 0 : number }),
    onSuccess: async () => { setName(''); setNumber(''); await onAdded(); },
  });
  const problem = add.error instanceof Problem ? add.error.byField() : {};
  const what = b.newOf[plural] ?? plural;
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); if (name.trim()) add.mutate(); }}>
      <Group gap="xs" mb="sm" align="flex-start">
        <TextInput size="xs" style={{ flex: '1 1 140px' }} maxLength={100} aria-label={what} placeholder={what} value={name} error={problem.name ?? (add.error && !problem[value] ? add.error.message : undefined)} onChange={(event) => setName(event.currentTarget.value)} />
        <NumberInput size="xs" w={110} min={0} hideControls aria-label={b.valueOf(b.termValues[value] ?? value, what)} placeholder={b.termValues[value]} value={number} error={problem[value]} onChange={setNumber} />
        <Button size="xs" type="submit" variant="default" loading={add.isPending}>{s.add}</Button>
      </Group>
    </form>
  );
}
