import { Button, Group, Modal, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call, Problem } from '@/api/client';
import type { Row } from '@/api/records';
import { taxName } from '@/app/amounts';
import { say, sayProblem } from '@/app/undo';
import { ago, date, dateTime } from '@/fields/format';
import type { InvoiceLine } from './InvoiceLines';
import { LinesForm } from './LinesForm';
import { LinesTable, type Sum } from './LinesTable';
import { i } from './invoice.texts';
import { o } from './proposal.texts';
import page from './RecordPage.module.css';

type Offer = Row & { number: string; status: string; currency: string; lines: InvoiceLine[]; subtotal_minor: number; discount_minor: number; tax_minor: number; tax_name: string | null; tax_percent: number; total_minor: number; valid_until: string | null; sent_at: string | null; sent_to: string | null; last_viewed_at: string | null; view_count: number; viewed_at: string | null; accepted_at: string | null; signed_name: string | null; declined_at: string | null; decline_reason: string | null; invoice_id: string | null };
type Link = { url: string; shown: boolean };

/** What a proposal offers, how it stands, and what can be done with it. */
export default function Proposal({ row, editable }: { row: Row; editable: boolean }) {
  const offer = row as Offer;
  const path = `/proposals/${offer.id}`;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const [sending, setSending] = useState(false);
  const draft = offer.status === 'draft';
  const open = offer.status === 'sent' || offer.status === 'viewed';
  const refresh = () => Promise.all(['records', 'timeline', 'signature'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const go = (plural: string, id: string) => navigate({ to: '/o/$object/$id', params: { object: plural, id } });
  const move = useMutation({ mutationFn: (verb: 'mark-sent' | 'reopen') => call('POST', `${path}/${verb}`), onSuccess: refresh, onError: sayProblem });
  const again = useMutation({
    mutationFn: () => call<Offer>('POST', `${path}/duplicate`),
    onSuccess: async (made) => { say(i.duplicated(made.number)); void refresh(); await go('proposals', made.id); },
    onError: sayProblem,
  });
  const bill = useMutation({
    mutationFn: () => call<{ id: string; number: string }>('POST', `${path}/invoice`),
    onSuccess: async (made) => { say(o.billed(made.number)); void refresh(); await go('invoices', made.id); },
    onError: sayProblem,
  });
  const copy = useMutation({
    mutationFn: async () => { const link = await call<Link>('GET', `${path}/link`); await navigator.clipboard.writeText(link.url); return link; },
    onSuccess: (link) => say(link.shown ? o.linkCopied : o.notYet),
    onError: sayProblem,
  });
  const sums: Sum[] = [
    [i.subtotal, offer.subtotal_minor, false],
    ...(offer.discount_minor ? [[i.discount, -offer.discount_minor, false] as Sum] : []),
    ...(offer.tax_percent ? [[taxName(offer.tax_name, offer.tax_percent, i.tax), offer.tax_minor, false] as Sum] : []),
    [i.total, offer.total_minor, true],
  ];
  return (
    <section className={page.card} aria-label={i.lines} style={{ marginBottom: 16 }}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>{i.lines}</Title>
        {editable && !editing && (
          <Group gap={6}>
            {draft && <Button variant="light" size="compact-sm" onClick={() => setEditing(true)}>{i.editLines}</Button>}
            {(draft || open) && <Button variant={draft ? 'filled' : 'default'} size="compact-sm" onClick={() => setSending(true)}>{draft ? o.send : o.sendAgain}</Button>}
            {draft && <Button variant="default" size="compact-sm" loading={move.isPending} onClick={() => move.mutate('mark-sent')}>{i.markSent}</Button>}
            <Button variant="default" size="compact-sm" loading={copy.isPending} onClick={() => copy.mutate()}>{o.copyLink}</Button>
            {!offer.invoice_id && (open || offer.status === 'accepted') && <Button variant={open ? 'default' : 'filled'} size="compact-sm" loading={bill.isPending} onClick={() => bill.mutate()}>{o.bill}</Button>}
            {offer.invoice_id && <Button variant="default" size="compact-sm" onClick={() => void go('invoices', offer.invoice_id!)}>{o.openInvoice}</Button>}
            {!draft && offer.status !== 'accepted' && <Button variant="default" size="compact-sm" title={o.reopenHint} loading={move.isPending} onClick={() => move.mutate('reopen')}>{o.reopen}</Button>}
            <Button variant="default" size="compact-sm" loading={again.isPending} onClick={() => again.mutate()}>{i.duplicate}</Button>
          </Group>
        )}
      </Group>
      {!draft && <Standing offer={offer} />}
      {editing
        ? <LinesForm plural="proposals" row={offer} onSaved={refresh} onClose={() => setEditing(false)} />
        : <LinesTable lines={offer.lines} sums={sums} currency={offer.currency} />}
      {sending && <Send offer={offer} onClose={() => setSending(false)} onSent={refresh} />}
    </section>
  );
}

/** What became of it since it was sent. */
function Standing({ offer }: { offer: Offer }) {
  const signature = useQuery({ queryKey: ['signature', offer.id], enabled: offer.signed_name !== null, queryFn: () => call<{ ip: string; user_agent: string }>('GET', `/proposals/${offer.id}/signature`) });
  const told: Record<string, string> = {
    sent: o.waiting(offer.sent_at ? ago(offer.sent_at) : ''),
    viewed: o.opened(offer.view_count, offer.last_viewed_at ? ago(offer.last_viewed_at) : ''),
    accepted: offer.signed_name ? o.signed(offer.signed_name, dateTime(offer.accepted_at!)) : o.accepted(dateTime(offer.accepted_at!)),
    declined: o.declined(offer.declined_at ? dateTime(offer.declined_at) : ''),
    expired: o.expired(offer.valid_until ? date(offer.valid_until) : ''),
  };
  const more = offer.status === 'declined' && offer.decline_reason ? o.because(offer.decline_reason) : signature.data?.ip ? o.signedFrom(signature.data.ip) : '';
  return <Text size="sm" mb="sm" role="status" style={{ overflowWrap: 'anywhere' }} title={signature.data?.user_agent}>{told[offer.status]}{more && <Text span c="dimmed"> {more}</Text>}</Text>;
}

/** Mails it, to whom and with which words one likes. */
function Send({ offer, onClose, onSent }: { offer: Offer; onClose: () => void; onSent: () => Promise<unknown> }) {
  const [to, setTo] = useState(offer.sent_to ?? '');
  const [message, setMessage] = useState('');
  const send = useMutation({
    mutationFn: () => call<Offer>('POST', `/proposals/${offer.id}/send`, { to: to.trim() || null, message: message.trim() || null }),
    onSuccess: async (sent) => { say(o.sentTo(sent.sent_to ?? '')); onClose(); await onSent(); },
  });
  const errors = send.error instanceof Problem ? send.error.byField() : {};
  return (
    <Modal opened onClose={onClose} title={o.sendTitle(offer.number)} closeButtonProps={{ 'aria-label': i.cancel }}>
      <form onSubmit={(event) => { event.preventDefault(); send.mutate(); }}>
        <Stack gap="sm">
          <Text size="sm">{o.sendText}</Text>
          {send.error && !Object.keys(errors).length && <Text size="sm" c="red" role="alert">{send.error.message}</Text>}
          <TextInput type="email" label={o.to} description={o.toHint} value={to} error={errors.to} onChange={(event) => setTo(event.currentTarget.value)} />
          <Textarea label={o.message} description={o.messageHint} maxLength={5000} autosize minRows={3} maxRows={12} value={message} error={errors.message} onChange={(event) => setMessage(event.currentTarget.value)} />
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{i.cancel}</Button><Button type="submit" loading={send.isPending}>{o.send}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
