import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { http } from '@/api/client';
import { t } from '@/app/texts';
import { ago, sums } from '@/fields/format';
import type { Filter } from '@/meta/objects';
import classes from './Standing.module.css';


/** How a company stands: what is open, what was won, when something was last done with it. */
export function Standing({ company }: { company: string }) {
  const standing = useQuery({
    // Of its deals, leads, people and activities: read anew whenever any record changes.
    queryKey: ['records', 'companies', 'standing', company],
    queryFn: async () => (await http.GET('/api/v1/company-standings', { params: { query: { company_ids: company } } })).data!.data[0],
  });
  if (standing.isPending) return <Skeleton h={62} mb="md" radius={12} />;
  const data = standing.data;
  if (!data) return null;
  const of = (status: string): Filter[] => [{ field: 'company_id', op: 'eq', value: company }, { field: 'status', op: 'eq', value: status }];
  const cells = [
    { label: t.openDeals, value: data.open_deals, note: sums(data.open_value), filters: of('open') },
    { label: t.wonDeals, value: data.won_deals, note: sums(data.won_value), filters: of('won') },
  ];
  return (
    <dl className={classes.strip} aria-label={t.atAGlance}>
      {cells.map(({ label, value, note, filters }) => (
        <div key={label}><dt>{label}</dt><dd><Link to="/o/$object" params={{ object: 'deals' }} search={{ filters }}>{value}</Link> {note && <small>{note}</small>}</dd></div>
      ))}
      <div><dt>{t.openLeads}</dt><dd>{data.open_leads}</dd></div>
      <div><dt>{t.people}</dt><dd>{data.contacts}</dd></div>
      <div><dt>{t.lifetimeValue}</dt><dd>{sums(data.lifetime_value) || '—'}</dd></div>
      <div><dt>{t.lastActivity}</dt><dd>{data.last_activity_at ? ago(data.last_activity_at) : t.none}</dd></div>
    </dl>
  );
}
