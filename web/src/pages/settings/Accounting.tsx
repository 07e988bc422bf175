import { Badge, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { LinkAnchor } from '@/app/links';
import { number } from '@/app/locale';
import { t } from '@/app/texts';
import { say, sayProblem } from '@/app/undo';
import { b } from '@/records/accounting.texts';
import { Trouble } from '../EntryPage';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';

type Connection = components['schemas']['ConnectionRead'];
const PLURALS: Record<string, string> = { company: 'companies', contact: 'contacts', invoice: 'invoices' };

/** The workspace's books: whose they are, what is in them, and what did not get there. */
export default function Accounting() {
  const connection = useQuery({ queryKey: ['accounting'], queryFn: async () => (await http.GET('/api/v1/accounting')).data! });
  return (
    <Stack gap="md">
      <Panel title={b.title} lead={b.lead}>
        <Read query={connection}>{(data) => <Books books={data} />}</Read>
      </Panel>
      {connection.data?.connected && <Coverage />}
      {connection.data?.connected && <Failures />}
    </Stack>
  );
}

function Books({ books }: { books: Connection }) {
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  const refused = new URLSearchParams(window.location.search).has('error') && !books.connected;
  const connect = useMutation({
    mutationFn: async () => (await http.POST('/api/v1/accounting/connect')).data!.url,
    onSuccess: (url) => window.location.assign(url),
    onError: sayProblem,
  });
  const leave = useMutation({
    mutationFn: () => http.DELETE('/api/v1/accounting'),
    onSuccess: async () => { say(b.left); await queries.invalidateQueries({ queryKey: ['accounting'] }); },
    onError: sayProblem,
  });
  return (
    <Stack gap="sm">
      {refused && <Trouble>{b.refused}</Trouble>}
      {books.error && <Trouble>{books.error}</Trouble>}
      {books.connected && <Text size="sm"><Badge variant="light" color={books.error ? 'red' : 'green'} mr={8}>{books.error ? b.broken : b.connected}</Badge>{books.books_name} · {books.label}</Text>}
      <Group>
        {(!books.connected || books.error) && <Button loading={connect.isPending} onClick={() => connect.mutate()}>{b.connect(books.label)}</Button>}
        {books.connected && <Button variant="subtle" color="red" onClick={() => setLeaving(true)}>{b.disconnect}</Button>}
      </Group>
      <Modal opened={leaving} onClose={() => setLeaving(false)} title={b.disconnect} closeButtonProps={{ 'aria-label': t.cancel }}>
        <Text size="sm">{b.disconnectText}</Text>
        <Group justify="flex-end" mt="md"><Button variant="default" onClick={() => setLeaving(false)}>{t.cancel}</Button><Button color="red" onClick={() => { leave.mutate(); setLeaving(false); }}>{b.disconnect}</Button></Group>
      </Modal>
    </Stack>
  );
}

function Coverage() {
  const queries = useQueryClient();
  const coverage = useQuery({
    queryKey: ['accounting', 'coverage'],
    queryFn: async () => (await http.GET('/api/v1/accounting/coverage')).data!,
    refetchInterval: ({ state }) => (state.data?.waiting ? 3_000 : 30_000),
  });
  const refresh = () => queries.invalidateQueries({ queryKey: ['accounting'] });
  const bring = useMutation({ mutationFn: () => http.POST('/api/v1/accounting/resync', { body: { everything: false } }), onSuccess: async () => { say(b.brought); await refresh(); }, onError: sayProblem });
  const items = useMutation({
    mutationFn: async () => (await http.POST('/api/v1/accounting/import-items')).data!.counts,
    onSuccess: async (counts) => { say(b.itemsDone(number(counts.created ?? 0), number(counts.linked ?? 0), number(counts.skipped ?? 0))); await refresh(); },
    onError: sayProblem,
  });
  return (
    <Panel title={b.covered}>
      <Read query={coverage}>
        {(data) => (
          <Stack gap="sm">
            <ul className={classes.list}>
              {([[b.companies, data.companies], [b.invoices, data.invoices], [b.payments, data.payments]] as const).map(([label, { synced, total }]) => (
                <li key={label} className={classes.person}><div className={classes.who}><Text size="sm">{label}</Text></div><Text size="sm">{b.ofAll(number(synced), number(total))}</Text></li>
              ))}
            </ul>
            <Group>
              <Button variant="default" loading={bring.isPending} onClick={() => bring.mutate()}>{b.bring}</Button>
              <Button variant="default" loading={items.isPending} onClick={() => items.mutate()}>{b.items}</Button>
            </Group>
          </Stack>
        )}
      </Read>
    </Panel>
  );
}

function Failures() {
  const queries = useQueryClient();
  const failed = useQuery({
    queryKey: ['accounting', 'failed'],
    queryFn: async () => (await http.GET('/api/v1/accounting/entries', { params: { query: { status: 'failed' } } })).data!.data,
    refetchInterval: 5_000,
  });
  const retry = useMutation({
    mutationFn: (id: string) => http.POST('/api/v1/accounting/entries/{id}/retry', { params: { path: { id } } }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['accounting'] }),
  });
  return (
    <Panel title={b.failures} lead={b.failuresLead}>
      <Read query={failed}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{b.noFailures}</Text> : (
          <ul className={classes.list}>
            {list.map((each) => {
              const title = `${b.kinds[each.kind] ?? each.kind}: ${each.title}`;
              const plural = PLURALS[each.record_type];
              return (
                <li key={each.id} className={classes.person}>
                  <div className={classes.who}>
                    {plural ? <LinkAnchor size="sm" to="/o/$object/$id" params={{ object: plural, id: each.record_id }}>{title}</LinkAnchor> : <Text size="sm">{title}</Text>}
                    <Text size="xs" c="red">{each.error}</Text>
                  </div>
                  <Button variant="light" size="compact-sm" aria-label={`${b.retry}: ${title}`} onClick={() => retry.mutate(each.id)}>{b.retry}</Button>
                </li>
              );
            })}
          </ul>
        )}
      </Read>
    </Panel>
  );
}
