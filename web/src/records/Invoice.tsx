import { ActionIcon, Button, Group, Modal, Text, Textarea, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Row } from '@/api/records';
import { taxName } from '@/app/amounts';
import { say, sayProblem } from '@/app/undo';
import type { InvoiceLine } from './InvoiceLines';
import { InvoiceMails, SendInvoice, SignedAgreement, type MailKind } from './InvoiceMails';
import { LinesForm } from './LinesForm';
import { LinesTable, type Sum } from './LinesTable';
import { i } from './invoice.texts';
import page from './RecordPage.module.css';

type Bill = Row & { number: string; status: string; currency: string; lines: InvoiceLine[]; subtotal_minor: number; discount_minor: number; tax_minor: number; tax_name: string | null; tax_percent: number; shipping_minor: number; total_minor: number; paid_minor: number; balance_minor: number; sent_to: string | null; agreement_template_id: string | null };

/** What an invoice bills and comes to, and what can be done with it. */
export default function Invoice({ row, editable }: { row: Row; editable: boolean }) {
  const bill = row as Bill;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const [voiding, setVoiding] = useState(false);
  const [reason, setReason] = useState('');
  const [mailing, setMailing] = useState<MailKind>();
  const closed = bill.status === 'paid' || bill.status === 'void';
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['records'] }), queries.invalidateQueries({ queryKey: ['timeline'] })]);
  const again = useMutation({
    mutationFn: () => call<Bill>('POST', `/invoices/${bill.id}/duplicate`),
    onSuccess: async (made) => { say(i.duplicated(made.number)); void refresh(); await navigate({ to: '/o/$object/$id', params: { object: 'invoices', id: made.id } }); },
    onError: sayProblem,
  });
  const send = useMutation({ mutationFn: () => call('POST', `/invoices/${bill.id}/mark-sent`), onSuccess: refresh, onError: sayProblem });
  const end = useMutation({
    mutationFn: () => call('POST', `/invoices/${bill.id}/void`, { reason: reason.trim() || null }),
    onSuccess: async () => { setVoiding(false); await refresh(); },
    onError: sayProblem,
  });
  const sums: Sum[] = [
    [i.subtotal, bill.subtotal_minor, false],
    ...(bill.discount_minor ? [[i.discount, -bill.discount_minor, false] as Sum] : []),
    ...(bill.tax_percent ? [[taxName(bill.tax_name, bill.tax_percent, i.tax), bill.tax_minor, false] as Sum] : []),
    ...(bill.shipping_minor ? [[i.shipping, bill.shipping_minor, false] as Sum] : []),
    [i.total, bill.total_minor, true],
    ...(bill.paid_minor ? [[i.paid, -bill.paid_minor, false], [i.open, bill.balance_minor, true]] as Sum[] : []),
  ];
  return (
    <>
    <section className={page.card} aria-label={i.lines} style={{ marginBottom: 16 }}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>{i.lines}</Title>
        {!editing && (
          <Group gap={6}>
            <Button component="a" href={`/api/v1/invoices/${bill.id}/pdf`} target="_blank" variant="default" size="compact-sm" aria-label={i.showPdf}>PDF</Button>
            <ActionIcon component="a" href={`/api/v1/invoices/${bill.id}/pdf?download=true`} download variant="default" size={26} aria-label={i.downloadPdf}><IconDownload size={15} /></ActionIcon>
            {editable && <>
            {!closed && <Button variant="light" size="compact-sm" onClick={() => setEditing(true)}>{i.editLines}</Button>}
            {bill.status !== 'void' && <Button variant={bill.status === 'draft' ? 'filled' : 'default'} size="compact-sm" onClick={() => setMailing('invoice')}>{bill.sent_to ? i.sendAgain : i.send}</Button>}
            {bill.status === 'overdue' && <Button variant="default" size="compact-sm" onClick={() => setMailing('reminder')}>{i.remind}</Button>}
            {bill.status === 'draft' && <Button variant="default" size="compact-sm" loading={send.isPending} onClick={() => send.mutate()}>{i.markSent}</Button>}
            <Button variant="default" size="compact-sm" loading={again.isPending} onClick={() => again.mutate()}>{i.duplicate}</Button>
            {!closed && !bill.paid_minor && <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setVoiding(true)}>{i.makeVoid}</Button>}
            </>}
          </Group>
        )}
      </Group>
      {editing
        ? <LinesForm plural="invoices" row={bill} onSaved={refresh} onClose={() => setEditing(false)} />
        : <LinesTable lines={bill.lines} sums={sums} currency={bill.currency} />}
      <Modal opened={voiding} onClose={() => setVoiding(false)} title={i.voidTitle(bill.number)} closeButtonProps={{ 'aria-label': i.cancel }}>
        <Text size="sm" mb="sm">{i.voidText}</Text>
        <Textarea label={i.voidReason} maxLength={500} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end" mt="md"><Button variant="default" onClick={() => setVoiding(false)}>{i.cancel}</Button><Button color="red" loading={end.isPending} onClick={() => end.mutate()}>{i.makeVoid}</Button></Group>
      </Modal>
    </section>
    {bill.agreement_template_id && bill.status !== 'draft' && <SignedAgreement id={bill.id} />}
    <InvoiceMails id={bill.id} editable={editable} />
    <SendInvoice id={bill.id} number={bill.number} kind={mailing} onClose={() => setMailing(undefined)} />
    </>
  );
}
