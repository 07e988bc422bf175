import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { http } from '@/api/client';
import { LinkAnchor } from '@/app/links';
import { t } from '@/app/texts';
import { date, money } from '@/fields/format';
import { wordsOf, type Filter } from '@/meta/objects';
import { i } from './invoice.texts';
import classes from './RecordPage.module.css';
import standing from './Standing.module.css';

/** What a company paid and owes. */
export default function Billing({ company }: { company: string }) {
  const read = useQuery({
    // Of its invoices: read anew whenever one changes, as it does when money comes or goes back.
    queryKey: ['records', 'invoices', 'billing', company],
    queryFn: async () => (await http.GET('/api/v1/companies/{id}/billing', { params: { path: { id: company } } })).data!,
  });
  const data = read.data;
  const filters: Filter[] = [{ field: 'company_id', op: 'eq', value: company }];
  const sum = (of: (each: NonNullable<typeof data>['totals'][number]) => number) =>
    data?.totals.filter((each) => of(each)).map((each) => money(of(each), each.currency)).join(' + ') || '—';
  return (
    <section className={classes.card} aria-label={i.billing}>
      <Title order={2} mb={8}>{i.billing}</Title>
      {read.isError && <Text size="sm" c="red">{read.error.message}</Text>}
      {data && !data.totals.length && <Text size="sm" c="dimmed">{i.nothingBilled}</Text>}
      {data && data.totals.length > 0 && (
        <>
          <dl className={standing.strip}>
            <div data-wide><dt>{t.lifetimeValue}</dt><dd className="num">{sum((each) => each.lifetime_minor)}</dd></div>
            <div><dt>{i.open}</dt><dd className="num">{sum((each) => each.open_minor)}</dd></div>
            <div><dt>{i.overdue}</dt><dd className="num" data-late={data.overdue_count > 0 || undefined}>{sum((each) => each.overdue_minor)}</dd></div>
          </dl>
          {data.open_invoices.length > 0 && <Text size="sm" fw={600} mb={4}>{i.toBePaid(data.open_count)}</Text>}
          <Stack gap={6}>
            {data.open_invoices.map((each) => (
              <Group key={each.id} gap="xs" wrap="nowrap" justify="space-between">
                <div style={{ minWidth: 0 }}>
                  <LinkAnchor size="sm" fw={550} to="/o/$object/$id" params={{ object: 'invoices', id: each.id }}>{each.number}</LinkAnchor>
                  <Group gap={6}><Text size="xs" c="dimmed" className="num">{i.dueOn(date(each.due_on))}</Text>{each.status === 'overdue' && <Badge size="sm" variant="light" color="red" tt="none">{wordsOf(each.status)}</Badge>}</Group>
                </div>
                <Text size="sm" className="num">{money(each.balance_minor, each.currency)}</Text>
              </Group>
            ))}
          </Stack>
          {data.payments.length > 0 && <Text size="sm" fw={600} mt="sm" mb={4}>{i.latestPayments}</Text>}
          <Stack gap={6}>
            {data.payments.map((each) => (
              <Group key={each.id} gap="xs" wrap="nowrap" justify="space-between">
                <div style={{ minWidth: 0 }}>
                  <LinkAnchor size="sm" to="/o/$object/$id" params={{ object: 'payments', id: each.id }}>{each.invoice_number}</LinkAnchor>
                  <Text size="xs" c="dimmed" className="num">{date(each.paid_on)} · {wordsOf(each.kind === 'payment' ? each.method : each.kind)}</Text>
                </div>
                <Text size="sm" className="num">{money(each.amount_minor, each.currency)}</Text>
              </Group>
            ))}
          </Stack>
          <LinkAnchor size="sm" mt="xs" display="block" to="/o/$object" params={{ object: 'invoices' }} search={{ filters }}>{i.allInvoices}</LinkAnchor>
        </>
      )}
    </section>
  );
}
