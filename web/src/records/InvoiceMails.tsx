import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http, Problem } from '@/api/client';
import type { components } from '@/api/schema';
import { say, sayProblem } from '@/app/undo';
import { ago, dateTime } from '@/fields/format';
import classes from './Invoice.module.css';
import { i } from './invoice.texts';
import page from './RecordPage.module.css';

export type MailKind = 'invoice' | 'reminder';
type Draft = components['schemas']['MailDraft'];

/** Asks to whom an invoice, or a reminder of it, is mailed, and with which words. */
export function SendInvoice({ id, number, kind, onClose }: { id: string; number: string; kind?: MailKind; onClose: () => void }) {
  const draft = useQuery({
    queryKey: ['mail-draft', id, kind],
    queryFn: async () => (await http.GET('/api/v1/invoices/{id}/mail-draft', { params: { path: { id }, query: { kind } } })).data!,
    enabled: kind !== undefined,
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Modal opened={kind !== undefined} onClose={onClose} size="lg" title={kind === 'reminder' ? i.remindTitle(number) : i.sendTitle(number)} closeButtonProps={{ 'aria-label': i.cancel }}>
      {draft.error && <Text size="sm" c="red" role="alert">{draft.error.message}</Text>}
      {draft.data && kind && <Form key={kind} id={id} kind={kind} draft={draft.data} onClose={onClose} />}
    </Modal>
  );
}

function Form({ id, kind, draft, onClose }: { id: string; kind: MailKind; draft: Draft; onClose: () => void }) {
  const queries = useQueryClient();
  const [to, setTo] = useState(draft.to ?? '');
  const [subject, setSubject] = useState(draft.subject);
  const [message, setMessage] = useState(draft.message);
  const send = useMutation({
    mutationFn: () => http.POST(kind === 'reminder' ? '/api/v1/invoices/{id}/remind' : '/api/v1/invoices/{id}/send', { params: { path: { id } }, body: { to, subject, message } }),
    onSuccess: async () => { say(i.onItsWay(to)); onClose(); await queries.invalidateQueries({ queryKey: ['records', 'invoices'] }); },
  });
  const errors = send.error instanceof Problem ? send.error.byField() : {};
  const loose = send.error && !Object.keys(errors).length ? send.error.message : errors[''];
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); send.mutate(); }}>
      <Stack gap="sm">
        {loose && <Text size="sm" c="red" role="alert">{loose}</Text>}
        <TextInput label={i.mailTo} type="email" required data-autofocus maxLength={320} value={to} error={errors.to} onChange={(event) => setTo(event.currentTarget.value)} />
        <TextInput label={i.mailSubject} required maxLength={300} value={subject} error={errors.subject} onChange={(event) => setSubject(event.currentTarget.value)} />
        <Textarea label={i.mailMessage} required maxLength={10_000} autosize minRows={6} maxRows={16} value={message} error={errors.message} onChange={(event) => setMessage(event.currentTarget.value)} />
        <Text size="xs" c="dimmed">{i.withPdf}</Text>
        <Group justify="flex-end"><Button variant="default" onClick={onClose}>{i.cancel}</Button><Button type="submit" loading={send.isPending}>{i.send}</Button></Group>
      </Stack>
    </form>
  );
}

/** What was signed, or that it waits for that. */
export function SignedAgreement({ id }: { id: string }) {
  const standing = useQuery({
    queryKey: ['records', 'invoices', id, 'agreement'],
    queryFn: async () => (await http.GET('/api/v1/invoices/{id}/agreement', { params: { path: { id } } })).data!,
  });
  const signed = standing.data?.signed;
  if (!signed && !standing.data?.waits) return null;
  return (
    <section className={page.card} aria-label={i.agreement} style={{ marginBottom: 16 }}>
      <Title order={2} mb="xs">{i.agreement}</Title>
      {!signed && <Text size="sm" c="dimmed">{i.notSigned}</Text>}
      {signed && (
        <details>
          <summary><Text span size="sm">{i.signedBy(signed.signed_name, dateTime(signed.signed_at))}</Text> <Text span size="xs" c="dimmed">· {signed.ip_address}</Text></summary>
          <Text size="sm" mt="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{signed.text}</Text>
        </details>
      )}
    </section>
  );
}

/** The mails with an invoice, and what became of them. */
export function InvoiceMails({ id, editable }: { id: string; editable: boolean }) {
  const queries = useQueryClient();
  const mails = useQuery({
    queryKey: ['records', 'invoices', id, 'mails'],
    queryFn: async () => (await http.GET('/api/v1/invoices/{id}/mails', { params: { path: { id } } })).data!.data,
    refetchInterval: (query) => (query.state.data?.some((mail) => mail.status === 'queued' || mail.status === 'sending') ? 3_000 : false),
  });
  const retry = useMutation({
    mutationFn: (mail: string) => http.POST('/api/v1/invoices/{id}/mails/{mail_id}/retry', { params: { path: { id, mail_id: mail } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['records', 'invoices', id, 'mails'] }),
    onError: sayProblem,
  });
  if (mails.error) return <Alert color="red" mb="md">{mails.error.message}</Alert>;
  if (!mails.data?.length) return null;
  return (
    <section className={page.card} aria-label={i.mails} style={{ marginBottom: 16 }}>
      <Title order={2} mb="xs">{i.mails}</Title>
      <ul className={classes.mails}>
        {mails.data.map((mail) => (
          <li key={mail.id}>
            <div>
              <Text size="sm">{mail.to} <Text span size="xs" c="dimmed" title={dateTime(mail.sent_at ?? mail.created_at)}>· {i.mailStatus[mail.status] ?? mail.status} · {ago(mail.sent_at ?? mail.created_at)}</Text></Text>
              <Text size="xs" c="dimmed">{mail.subject}</Text>
              {mail.status === 'failed' && mail.error && <Text size="xs" c="red">{mail.error}</Text>}
            </div>
            {editable && mail.status === 'failed' && <Button variant="default" size="compact-sm" loading={retry.isPending} onClick={() => retry.mutate(mail.id)}>{i.retryMail}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
