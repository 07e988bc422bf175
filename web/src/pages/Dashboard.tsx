import { Alert, Button, Group, Select, Skeleton, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { dateFormat, number, numberFormat, zoneNow } from '@/app/locale';
import { t } from '@/app/texts';
import { PERIODS } from '@/app/words';
import { Columns } from '@/charts/Columns';
import { Meters } from '@/charts/Meters';
import { minorUnits } from '@/fields/format';
import { objectNamed, useObjects, type Filter } from '@/meta/objects';
import classes from './Dashboard.module.css';
import { d } from './dashboard.texts';

type Overview = components['schemas']['Overview'];
const PAST = Object.entries(PERIODS).filter(([name]) => !name.includes('next') && name !== 'tomorrow');
const COLORS = ['var(--mantine-color-brand-5)', 'var(--mantine-color-teal-5)', 'var(--mantine-color-orange-4)', 'var(--mantine-color-grape-4)'];
/** Sums of a period are read at a glance: without cents. */
const wholeMoney = (currency: string) => {
  const format = numberFormat({ style: 'currency', currency, maximumFractionDigits: 0 });
  return (minor: number) => format.format(minor / minorUnits(currency));
};
const count = (n: number) => number(Math.round(n));

/** How a period went, and where deals stand. Numbers lead to the records they count. */
export default function Dashboard() {
  const { period = 'last_30_days' } = useSearch({ from: '/inside/dashboard' });
  const navigate = useNavigate({ from: '/dashboard' });
  useEffect(() => { document.title = `${d.title} · ${t.product}`; }, []);
  const overview = useQuery({
    queryKey: ['overview', period],
    queryFn: async () => (await http.GET('/api/v1/overview', { params: { query: { period, timezone: zoneNow() } } })).data!,
    placeholderData: keepPreviousData,
  });
  return (
    <div className={classes.page}>
      <Group justify="space-between" mb="md" gap="sm">
        <div><Title order={1}>{d.title}</Title><Text size="sm" c="dimmed">{d.lead}</Text></div>
        <Select aria-label={d.period} w={190} allowDeselect={false} data={PAST.map(([value, label]) => ({ value, label: label.charAt(0).toUpperCase() + label.slice(1) }))} value={period} onChange={(next) => { if (next) void navigate({ search: { period: next } }); }} />
      </Group>
      {overview.isError && <Alert color="red" variant="light" role="alert" title={t.failed}>{overview.error.message} <Button size="compact-xs" variant="subtle" onClick={() => void overview.refetch()}>{t.tryAgain}</Button></Alert>}
      {overview.isPending && <div className={classes.cards}>{[0, 1, 2, 3, 4].map((each) => <Skeleton key={each} h={92} radius={12} />)}</div>}
      {overview.data && <Numbers data={overview.data} period={period} />}
      {overview.data && <Charts data={overview.data} />}
    </div>
  );
}

function Numbers({ data, period }: { data: Overview; period: string }) {
  const { data: objects } = useObjects();
  const within = (field: string): Filter => ({ field, op: 'within', value: period });
  const won = data.won;
  const sum = wholeMoney(data.currency);
  return (
    <div className={classes.cards}>
      {data.added.map((each) => (
        <Figure key={each.object} label={d.added[each.object] ?? each.object} value={count(each.total)} before={count(each.before)} better={each.total - each.before} to={objectNamed(objects, each.object)?.plural} filters={[within('created_at')]} />
      ))}
      {won && <Figure label={d.wonValue} value={sum(won.value_minor)} before={sum(won.value_minor_before)} better={won.value_minor - won.value_minor_before} to="deals" filters={[{ field: 'status', op: 'eq', value: 'won' }, within('closed_at')]} />}
      {won && <Figure label={d.winRate} value={won.win_rate === null ? '—' : `${won.win_rate} %`} note={won.win_rate === null ? d.noneEnded : d.ofEnded(won.count, won.lost)} />}
    </div>
  );
}

type FigureProps = { label: string; value: string; before?: string; better?: number; note?: string; to?: string; filters?: Filter[] };
function Figure({ label, value, before, better = 0, note, to, filters }: FigureProps) {
  const inside = (
    <>
      <Text size="sm" c="dimmed">{label}</Text>
      <div className={classes.number}>{value}</div>
      <Text size="xs" c="dimmed">{before !== undefined ? <><span className={better > 0 ? classes.up : better < 0 ? classes.down : undefined} aria-hidden>{better > 0 ? '▲ ' : better < 0 ? '▼ ' : ''}</span>{d.than(before)}</> : note}</Text>
    </>
  );
  return to ? <Link className={classes.card} to="/o/$object" params={{ object: to }} search={{ filters }}>{inside}</Link> : <div className={classes.card}>{inside}</div>;
}

function Charts({ data }: { data: Overview }) {
  const month = dateFormat(data.unit === 'month' ? { month: 'short', year: '2-digit' } : { day: 'numeric', month: 'short' }, false);
  const spans = data.starts.map((start) => month.format(new Date(`${start}T00:00:00Z`)));
  const unit = d.units[data.unit] ?? data.unit;
  const sum = wholeMoney(data.currency);
  const short = numberFormat({ style: 'currency', currency: data.currency, notation: 'compact', maximumFractionDigits: 1 });
  const compact = (minor: number) => short.format(minor / minorUnits(data.currency));
  return (
    <div className={classes.grid}>
      <Panel title={d.growth}>
        <Columns title={d.growth} unit={unit} spans={spans} show={count} series={data.added.map((each, at) => ({ name: d.added[each.object] ?? each.object, color: COLORS[at % COLORS.length]!, values: each.counts }))} />
      </Panel>
      {data.won && (
        <Panel title={d.wonOver}>
          <Columns title={d.wonOver} unit={unit} spans={spans} show={compact} series={[{ name: d.value, color: 'var(--mantine-color-teal-5)', values: data.won.values_minor }]} />
        </Panel>
      )}
      <Panel title={d.stages}>
        {data.stages.length === 0 ? <Text size="sm" c="dimmed">{d.noStages}</Text> : (
          <Meters label={d.stages} meters={data.stages.map((each) => ({ id: each.stage_id, label: <Link to="/o/$object" params={{ object: 'deals' }} search={{ filters: [{ field: 'stage_id', op: 'eq', value: each.stage_id }] }} style={{ color: 'inherit' }}>{each.name}</Link>, value: each.count, color: each.color, told: count(each.count), beside: sum(each.value_minor) }))} />
        )}
      </Panel>
      <Panel title={d.funnel}>
        {data.funnel.length === 0 ? <Text size="sm" c="dimmed">{d.noFunnel}</Text> : (
          <Meters label={d.funnel} meters={data.funnel.map((each) => ({ id: each.stage_id, label: each.name, value: each.count, color: each.color, told: count(each.count), beside: data.funnel[0]!.count ? `${Math.round((100 * each.count) / data.funnel[0]!.count)} %` : undefined }))} />
        )}
      </Panel>
      <Panel title={d.owners}>
        {data.owners.length === 0 ? <Text size="sm" c="dimmed">{d.noOwners}</Text> : (
          <Meters label={d.owners} meters={data.owners.map((each) => ({ id: each.owner_id ?? 'nobody', label: each.name ?? d.nobody, value: each.value_minor, told: sum(each.value_minor), beside: d.won(each.count) }))} />
        )}
      </Panel>
      <Panel title={d.work}>
        <Columns title={d.work} unit={unit} spans={spans} show={count} series={data.done.map((each, at) => ({ name: d.kinds[each.kind] ?? each.kind, color: COLORS[at % COLORS.length]!, values: each.counts }))} />
      </Panel>
    </div>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return <section className={classes.panel} aria-label={title}><Title order={2}>{title}</Title>{children}</section>;
}
