import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { http } from '@/api/client';
import { useMe } from '@/app/session';
import { sayProblem } from '@/app/undo';
import { b } from './accounting.texts';
import page from './RecordPage.module.css';

const COLORS: Record<string, string> = { synced: 'green', failed: 'red', waiting: 'gray' };

/** How an invoice that was sent stands in the books; nothing where no books are connected. `status` is the invoice's. */
export default function InvoiceBooks({ id, status }: { id: string; status: string }) {
  const queries = useQueryClient();
  const { rights } = useMe();
  const found = useQuery({
    queryKey: ['accounting', 'invoice', id, status],
    queryFn: async () => (await http.GET('/api/v1/invoices/{id}/accounting', { params: { path: { id } } })).data!,
    refetchInterval: ({ state }) => (state.data?.connected && state.data.invoice?.status !== 'synced' ? 2_000 : false),
  });
  const again = useMutation({
    mutationFn: () => http.POST('/api/v1/accounting/sync', { body: { kind: 'invoice', record_id: id } }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['accounting'] }),
  });
  if (!found.data?.connected) return null;
  const { invoice, customer, payments, label } = found.data;
  const entries = [invoice, customer, ...payments].filter((each) => each !== null);
  return (
    <section className={page.card} aria-label={label} style={{ marginBottom: 16 }}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>{label}</Title>
        <Group gap={6}>
          {invoice?.theirs_id && <Button component="a" variant="default" size="compact-sm" href={`/api/v1/invoices/${id}/accounting/pdf`} target="_blank">{b.pdf}</Button>}
          {rights.includes('accounting.update') && <Button variant="default" size="compact-sm" loading={again.isPending} onClick={() => again.mutate()}>{b.again}</Button>}
        </Group>
      </Group>
      {!invoice && <Text size="sm" c="dimmed">{b.notYet}</Text>}
      {entries.map((each) => (
        <Group key={each.id} gap="xs" mb={4} wrap="nowrap" align="flex-start">
          <Badge variant="light" color={COLORS[each.status]} style={{ flexShrink: 0 }}>{b.states[each.status] ?? each.status}</Badge>
          <div style={{ minWidth: 0 }}><Text size="sm">{b.kinds[each.kind] ?? each.kind}: {each.title}</Text>{each.error && <Text size="xs" c="red">{each.error}</Text>}</div>
        </Group>
      ))}
    </section>
  );
}
