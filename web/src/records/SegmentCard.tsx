import { Alert, Badge, Button, Group, List, Skeleton, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call, http } from '@/api/client';
import { records, type Row } from '@/api/records';
import { number } from '@/app/locale';
import { useMe } from '@/app/session';
import { OPERATORS, PERIODS } from '@/app/words';
import { sayProblem } from '@/app/undo';
import { plain } from '@/fields/format';
import { objectNamed, titleOf, useObjects, wordsOf, type FieldMeta, type Filter, type ObjectMeta } from '@/meta/objects';
import { Filters } from './Filters';
import classes from './RecordPage.module.css';
import { SEGMENT, within, withoutSegment, type Segment } from './segments';
import { g } from './segments.texts';

/** What makes a record belong to a segment, and how many do. */
export default function SegmentCard({ row }: { row: Row }) {
  const segment = row as Segment;
  const me = useMe();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: objects } = useObjects();
  const object = objectNamed(objects, segment.object);
  const count = useQuery({ queryKey: ['records', object?.plural, 'count', 'segment', row.id, row.version], queryFn: async () => (await call<{ count: number }>('GET', `/segments/${row.id}/count`)).count, retry: false, enabled: object !== undefined });
  const change = useMutation({
    mutationFn: (rules: Filter[]) => records.update('segments', row.id, { rules }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['records', 'segments'] }),
  });
  if (!object) return <Skeleton h={90} mb="md" />;
  const may = me.rights.includes('segments.manage') || segment.created_by === me.user.id;
  const others = segment.rules.filter((rule) => rule.field === SEGMENT);
  return (
    <section className={classes.card} aria-label={g.segment} style={{ marginBottom: 16 }}>
      <Group justify="space-between" gap="sm" mb={segment.kind === 'rules' ? 'xs' : 0}>
        <Group gap="xs"><Title order={2}>{segment.kind === 'rules' ? g.rules : object.label_plural}</Title><Badge variant="light" color="gray">{segment.kind === 'rules' ? g.ofRules : g.ofList}</Badge></Group>
        {count.isSuccess && <Button size="compact-sm" onClick={() => void navigate({ to: '/o/$object', params: { object: object.plural }, search: { filters: [within(row.id)] } })}>{g.show(number(count.data), object.label_plural)}</Button>}
      </Group>
      {count.error && <Alert color="red" variant="light" title={g.broken} mb="xs">{count.error.message}</Alert>}
      {segment.kind === 'list' && <Text size="sm" c="dimmed">{g.byHand}</Text>}
      {segment.kind === 'rules' && <List size="sm" mb="xs">{segment.rules.map((rule, at) => <List.Item key={at}><Rule object={object} rule={rule} /></List.Item>)}</List>}
      {segment.kind === 'rules' && may && <Group gap="xs"><Filters object={object} filters={withoutSegment(segment.rules)} currency={me.workspace?.currency ?? 'USD'} onChange={(rules) => change.mutate([...others, ...rules])} /><Text size="xs" c="dimmed">{g.changeRules}</Text></Group>}
    </section>
  );
}

function Rule({ object, rule }: { object: ObjectMeta; rule: Filter }) {
  const field = object.fields.find((each) => each.name === rule.field);
  if (rule.op === 'is_null') return <>{field?.label ?? rule.field} {OPERATORS.is_null}: {rule.value === 'true' ? g.yes : g.no}</>;
  return <><b style={{ fontWeight: 600 }}>{rule.field === SEGMENT ? g.segment : field?.label ?? rule.field}</b> {OPERATORS[rule.op] ?? rule.op} {rule.field === SEGMENT ? <Named plural="segments" id={rule.value} /> : <Value field={field} rule={rule} />}</>;
}

function Value({ field, rule }: { field?: FieldMeta; rule: Filter }) {
  if (rule.op === 'within') return <>{PERIODS[rule.value] ?? rule.value}</>;
  if (field?.type === 'boolean') return <>{rule.value === 'true' ? g.yes : g.no}</>;
  if (field?.options.length) return <>{rule.value.split(',').map(wordsOf).join(', ')}</>;
  if (field?.relation) return <>{rule.value.split(',').map((id, at) => <span key={id}>{at > 0 && ', '}<Named plural={field.relation ?? ''} id={id} /></span>)}</>;
  if (field && ['date', 'datetime', 'integer', 'number'].includes(field.type) && rule.op !== 'in') return <>{plain(field, ['integer', 'number'].includes(field.type) ? Number(rule.value) : rule.value)}</>;
  return <>{rule.value}</>;
}

/** What a rule points at, by name. */
function Named({ plural, id }: { plural: string; id: string }) {
  const { data: objects } = useObjects();
  const object = objectNamed(objects, plural);
  const members = useQuery({ queryKey: ['members'], queryFn: async () => (await http.GET('/api/v1/members')).data!.data, enabled: plural === 'user', staleTime: 60_000 });
  const one = useQuery({ queryKey: ['records', object?.plural, 'named', id], queryFn: () => records.read(object!.plural, id, []), enabled: object !== undefined, retry: false, staleTime: 60_000 });
  if (plural === 'user') return <>{members.data?.find((member) => member.user_id === id)?.name ?? '…'}</>;
  return <>{object && one.data ? titleOf(object, one.data) : '…'}</>;
}
