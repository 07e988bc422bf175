import { Alert, Badge, Button, Group, Modal, NumberInput, Radio, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, type FormEvent } from 'react';
import { call, http, Problem } from '@/api/client';
import type { Row } from '@/api/records';
import type { components } from '@/api/schema';
import { separators, today } from '@/app/locale';
import { useMe } from '@/app/session';
import { say, sayProblem } from '@/app/undo';
import { date, minorUnits, money } from '@/fields/format';
import { wordsOf } from '@/meta/objects';
import { p } from '@/public/texts';
import { y } from './payments.texts';
import classes from './Invoice.module.css';
import page from './RecordPage.module.css';

type Payment = components['schemas']['Payment'];
type Bill = Row & { number: string; status: string; currency: string; company_id: string | null; balance_minor: number };
const METHODS = ['bank_transfer', 'check', 'cash', 'card', 'paypal', 'stripe', 'other'];
const PAYABLE = ['sent', 'partial', 'overdue'];
const brandOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** What came for an invoice, and how more comes: written down, from a saved card, or by its pay page. */
export default function Payments({ row }: { row: Row }) {
  const bill = row as Bill;
  const rights = useMe().rights;
  const queries = useQueryClient();
  const [open, setOpen] = useState<'record' | 'charge' | Payment>();
  const close = () => setOpen(undefined);
  const list = useQuery({ queryKey: ['records', 'payments', 'of', bill.id], queryFn: () => call<{ data: Payment[] }>('GET', `/payments?invoice_id=${bill.id}&sort=created_at&limit=200`) });
  const path = { params: { path: { id: bill.id } } };
  const begun = useQuery({
    queryKey: ['records', 'card-payments', bill.id],
    queryFn: async () => (await http.GET('/api/v1/invoices/{id}/card-payments', path)).data!,
  });
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['records'] }), queries.invalidateQueries({ queryKey: ['timeline'] })]);
  const check = useMutation({ mutationFn: () => http.POST('/api/v1/invoices/{id}/card-payments/check', path), onSuccess: refresh, onError: sayProblem });
  const link = useMutation({
    mutationFn: async () => navigator.clipboard.writeText((await http.GET('/api/v1/invoices/{id}/pay-link', path)).data!.url),
    onSuccess: () => say(y.linkCopied),
    onError: sayProblem,
  });
  const payable = PAYABLE.includes(bill.status) && bill.balance_minor > 0;
  const payments = list.data?.data ?? [];
  const last = begun.data?.data[0];
  const underWay = last && ['asking', 'processing'].includes(last.status);
  return (
    <section className={page.card} aria-label={y.payments} style={{ marginBottom: 16 }}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>{y.payments}</Title>
        <Group gap={6}>
          {payable && rights.includes('payments.create') && <Button variant="light" size="compact-sm" onClick={() => setOpen('record')}>{y.record}</Button>}
          {payable && bill.company_id && rights.includes('payments.charge') && <Button variant="default" size="compact-sm" onClick={() => setOpen('charge')}>{y.charge}</Button>}
          {bill.status !== 'draft' && bill.status !== 'void' && rights.includes('invoices.update') && <Button variant="default" size="compact-sm" loading={link.isPending} onClick={() => link.mutate()}>{y.link}</Button>}
        </Group>
      </Group>
      {underWay && <Alert color="yellow" mb="sm" p="xs"><Group gap="xs"><Text size="sm">{y.underWay}</Text><Button variant="subtle" size="compact-sm" loading={check.isPending} onClick={() => check.mutate()}>{y.check}</Button></Group></Alert>}
      {payable && last?.error && !underWay && last.status !== 'succeeded' && <Alert color="red" mb="sm" p="xs">{y.failed(last.error)}</Alert>}
      {begun.data?.refunds.map((refund) => refund.status === 'asking'
        ? <Alert key={refund.id} color="yellow" mb="sm" p="xs"><Group gap="xs"><Text size="sm">{y.refundUnderWay(money(refund.amount_minor, refund.currency))}</Text>{rights.includes('payments.update') && <Button variant="subtle" size="compact-sm" loading={check.isPending} onClick={() => check.mutate()}>{y.check}</Button>}</Group></Alert>
        : <Alert key={refund.id} color="red" mb="sm" p="xs">{y.refundFailed(money(refund.amount_minor, refund.currency), refund.error ?? '')}</Alert>)}
      {list.isSuccess && !payments.length && <Text size="sm" c="dimmed">{y.none}</Text>}
      {payments.length > 0 && (
        <table className={classes.table}>
          <tbody>{payments.map((payment) => <PaymentRow key={payment.id} payment={payment} refundable={rights.includes('payments.refund')} onRefund={() => setOpen(payment)} />)}</tbody>
        </table>
      )}
      <Modal opened={open === 'record'} onClose={close} title={y.recordTitle(bill.number)} closeButtonProps={{ 'aria-label': y.cancel }}>{open === 'record' && <Record bill={bill} onDone={() => { close(); void refresh(); }} onCancel={close} />}</Modal>
      <Modal opened={open === 'charge'} onClose={close} title={y.chargeTitle} closeButtonProps={{ 'aria-label': y.cancel }}>{open === 'charge' && <Charge bill={bill} onDone={() => { close(); void refresh(); }} onCancel={() => { close(); void refresh(); }} />}</Modal>
      <Modal opened={typeof open === 'object'} onClose={close} title={y.refundTitle} closeButtonProps={{ 'aria-label': y.cancel }}>{typeof open === 'object' && <Refund payment={open} onDone={() => { close(); void refresh(); }} onCancel={close} />}</Modal>
    </section>
  );
}

const leftOf = (payment: Payment) => payment.amount_minor - payment.refunded_minor;

function PaymentRow({ payment, refundable, onRefund }: { payment: Payment; refundable: boolean; onRefund: () => void }) {
  const left = leftOf(payment);
  const card = payment.card_brand && payment.card_last4 ? p.card(brandOf(payment.card_brand), payment.card_last4) : '';
  const what = payment.kind === 'payment' ? card || wordsOf(payment.method) : wordsOf(payment.kind);
  const beyond = left - payment.applied_minor;
  return (
    <tr>
      <td>{date(payment.paid_on)}</td>
      <td>
        {what}{payment.reference && <Text span size="xs" c="dimmed"> · {payment.reference}</Text>}
        {payment.dispute_status === 'open' && <Badge ml={6} size="sm" color="red" variant="light" tt="none">{y.disputed}</Badge>}
        {payment.note && <Text size="xs" c="dimmed">{payment.note}</Text>}
        {payment.kind === 'payment' && beyond > 0 && <Text size="xs" c="red">{y.unapplied(money(beyond, payment.currency))}</Text>}
      </td>
      <td className={classes.amount}>
        {money(payment.amount_minor, payment.currency)}
        {refundable && payment.kind === 'payment' && left > 0 && <div><Button variant="subtle" color="gray" size="compact-xs" aria-label={y.refund(money(payment.amount_minor, payment.currency))} onClick={onRefund}>{y.refundNow}</Button></div>}
      </td>
    </tr>
  );
}

/** Pressed twice, or sent again over a broken line, the same is done once. */
const useKey = (...said: unknown[]) => useMemo(() => `${Date.now()}-${Math.random().toString(36).slice(2)}`, said);

type Form = { onDone: () => void; onCancel: () => void };

function Amount({ value, currency, error, onChange }: { value: number | ''; currency: string; error?: string; onChange: (value: number | '') => void }) {
  const units = minorUnits(currency);
  return <NumberInput label={y.amount} required min={0} {...separators()} decimalScale={Math.log10(units)} hideControls leftSection={<span style={{ fontSize: 11 }}>{currency}</span>} leftSectionWidth={44} value={value === '' ? '' : value / units} error={error} onChange={(given) => onChange(given === '' ? '' : Math.round(Number(given) * units))} />;
}

function Record({ bill, onDone, onCancel }: Form & { bill: Bill }) {
  const [amount, setAmount] = useState<number | ''>(bill.balance_minor);
  const [said, setSaid] = useState({ method: 'bank_transfer', paid_on: today(), reference: '', note: '' });
  const key = useKey(amount, said);
  const set = (values: Partial<typeof said>) => setSaid({ ...said, ...values });
  const save = useMutation({
    mutationFn: () => call('POST', '/payments', { invoice_id: bill.id, amount_minor: amount || 0, method: said.method, paid_on: said.paid_on || null, reference: said.reference.trim() || null, note: said.note.trim() || null }, { 'Idempotency-Key': key }),
    onSuccess: onDone,
  });
  const errors = save.error instanceof Problem ? save.error.byField() : {};
  const loose = save.error && !Object.keys(errors).length ? save.error.message : undefined;
  const onSubmit = (event: FormEvent) => { event.preventDefault(); save.mutate(); };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {loose && <Text size="sm" c="red" role="alert">{loose}</Text>}
        <Amount value={amount} currency={bill.currency} error={errors.amount_minor} onChange={setAmount} />
        <Select label={y.method} required allowDeselect={false} data={METHODS.map((value) => ({ value, label: wordsOf(value) }))} value={said.method} error={errors.method} onChange={(method) => method && set({ method })} />
        <TextInput type="date" label={y.day} required max={today()} value={said.paid_on} error={errors.paid_on} onChange={(event) => set({ paid_on: event.currentTarget.value })} />
        <TextInput label={y.reference} maxLength={100} value={said.reference} error={errors.reference} onChange={(event) => set({ reference: event.currentTarget.value })} />
        <Textarea label={y.note} autosize minRows={2} maxLength={5000} value={said.note} error={errors.note} onChange={(event) => set({ note: event.currentTarget.value })} />
        <Group justify="flex-end"><Button variant="default" onClick={onCancel}>{y.cancel}</Button><Button type="submit" loading={save.isPending}>{y.record}</Button></Group>
      </Stack>
    </form>
  );
}

function Charge({ bill, onDone, onCancel }: Form & { bill: Bill }) {
  const [chosen, setChosen] = useState<string>();
  const cards = useQuery({ queryKey: ['cards', bill.company_id], retry: false, queryFn: async () => (await http.GET('/api/v1/companies/{id}/cards', { params: { path: { id: bill.company_id! } } })).data!.data });
  const card = chosen ?? cards.data?.find((each) => each.is_default)?.id;
  const [amount, setAmount] = useState<number | ''>(bill.balance_minor);
  const much = money(amount || 0, bill.currency);
  const charge = useMutation({
    mutationFn: () => http.POST('/api/v1/invoices/{id}/charge', { params: { path: { id: bill.id } }, body: { card_id: card!, amount_minor: amount || 0, balance_minor: bill.balance_minor } }),
    onSuccess: () => { say(y.charged(much)); onDone(); },
  });
  const wrong = charge.error ?? cards.error;
  const errors = wrong instanceof Problem ? wrong.byField() : {};
  const ready = Boolean(card && amount);
  const onSubmit = (event: FormEvent) => { event.preventDefault(); if (ready) charge.mutate(); };
  return (
    <form onSubmit={onSubmit}><Stack gap="sm">
      {wrong && !errors.amount_minor && <Text size="sm" c="red" role="alert">{wrong.message}</Text>}
      {cards.isSuccess && !cards.data.length && <Text size="sm" c="dimmed">{y.noCards}</Text>}
      <Radio.Group value={card ?? ''} onChange={setChosen} aria-label={y.chargeTitle}>
        <Stack gap="xs">{(cards.data ?? []).map((each) => <Radio key={each.id} value={each.id} label={p.card(brandOf(each.brand), each.last4)} />)}</Stack>
      </Radio.Group>
      {card && <Amount value={amount} currency={bill.currency} error={errors.amount_minor} onChange={setAmount} />}
      <Group justify="flex-end"><Button variant="default" onClick={onCancel}>{y.cancel}</Button><Button type="submit" disabled={!ready} loading={charge.isPending}>{y.chargeNow(much)}</Button></Group>
    </Stack></form>
  );
}

function Refund({ payment, onDone, onCancel }: Form & { payment: Payment }) {
  const [amount, setAmount] = useState<number | ''>(leftOf(payment));
  const [reason, setReason] = useState('');
  const key = useKey(amount, reason);
  const back = useMutation({
    mutationFn: () => call('POST', `/payments/${payment.id}/refund`, { amount_minor: amount || 0, reason: reason.trim() || null }, { 'Idempotency-Key': key }),
    onSuccess: onDone,
  });
  const errors = back.error instanceof Problem ? back.error.byField() : {};
  const loose = back.error && !Object.keys(errors).length ? back.error.message : undefined;
  const onSubmit = (event: FormEvent) => { event.preventDefault(); back.mutate(); };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <Text size="sm">{payment.provider ? y.refundCard : y.refundNoted}</Text>
        {loose && <Text size="sm" c="red" role="alert">{loose}</Text>}
        <Amount value={amount} currency={payment.currency} error={errors.amount_minor} onChange={setAmount} />
        <Textarea label={y.reason} maxLength={500} autosize minRows={2} value={reason} error={errors.reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end"><Button variant="default" onClick={onCancel}>{y.cancel}</Button><Button type="submit" color="red" loading={back.isPending}>{y.refundNow}</Button></Group>
      </Stack>
    </form>
  );
}
