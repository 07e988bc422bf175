import { ActionIcon, Alert, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { word } from '@/app/language';
import { useMe } from '@/app/session';
import { say, sayProblem } from '@/app/undo';
import { objectNamed, shownFields, useObjects, type ObjectMeta } from '@/meta/objects';
import { Condition } from '@/records/Filters';
import { sc } from '@/records/score.texts';
import { Panel, Read } from './Panel';

type Rules = components['schemas']['RulesRead'];
type Rule = Rules['rules'][number];
type Keyed = { key: number; rule: Rule; broken: boolean };
const KINDS = ['fit', 'engagement'] as const;

/** By which rules leads are scored. */
export default function Scores() {
  const { data: objects } = useObjects();
  const lead = objectNamed(objects, 'lead');
  const rules = useQuery({ queryKey: ['score-rules'], queryFn: async () => (await http.GET('/api/v1/score-rules')).data! });
  return (
    <Panel title={sc.scores} lead={sc.lead}>
      <Read query={rules}>{(data) => lead && <Editor key={rules.dataUpdatedAt} lead={lead} data={data} />}</Read>
    </Panel>
  );
}

function Editor({ lead, data }: { lead: ObjectMeta; data: Rules }) {
  const queries = useQueryClient();
  const [rules, setRules] = useState<Keyed[]>(() => data.rules.map((rule, key) => ({ key, rule: data.usual ? { ...rule, name: word(rule.name) } : rule, broken: data.broken.includes(key) })));
  const save = useMutation({
    mutationFn: () => http.PUT('/api/v1/score-rules', { body: { rules: rules.map(({ rule }) => rule) } }),
    onSuccess: async () => { say(sc.saved); await queries.invalidateQueries({ queryKey: ['score-rules'] }); },
    onError: sayProblem,
  });
  const add = (kind: (typeof KINDS)[number]) => {
    const rule: Rule = kind === 'fit'
      ? { kind, name: '', field: 'source', op: 'contains', value: '', points: 10 }
      : { kind, name: '', signal: 'call', points: 10, half_life_days: 30, most: 30 };
    setRules((now) => [...now, { key: Math.max(0, ...now.map((each) => each.key)) + 1, rule, broken: false }]);
  };
  const set = (key: number, rule: Rule) => setRules((now) => now.map((each) => (each.key === key ? { ...each, rule, broken: false } : each)));
  const whole = rules.every(({ rule }) => rule.name.trim() && (rule.kind !== 'fit' || rule.value));
  return (
    <Stack gap="lg">
      {KINDS.map((kind) => (
        <section key={kind} aria-label={sc[kind]}>
          <Text fw={600}>{sc[kind]}</Text>
          <Text size="sm" c="dimmed" mb="xs">{kind === 'fit' ? sc.fitLead : sc.engagementLead}</Text>
          <Stack gap="sm">
            {rules.filter(({ rule }) => rule.kind === kind).map(({ key, rule, broken }) => (
              <Line key={key} lead={lead} rule={rule} broken={broken} onChange={(next) => set(key, next)} onRemove={() => setRules((now) => now.filter((each) => each.key !== key))} />
            ))}
            <Group><Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} aria-label={`${sc.add}: ${sc[kind]}`} onClick={() => add(kind)}>{sc.add}</Button></Group>
          </Stack>
        </section>
      ))}
      <Group justify="flex-end"><Button disabled={!whole} loading={save.isPending} onClick={() => save.mutate()}>{sc.save}</Button></Group>
    </Stack>
  );
}

function Line({ lead, rule, broken, onChange, onRemove }: { lead: ObjectMeta; rule: Rule; broken: boolean; onChange: (rule: Rule) => void; onRemove: () => void }) {
  const me = useMe();
  const whole = (value: string | number, otherwise: number) => (typeof value === 'number' ? Math.round(value) : otherwise);
  const fields = shownFields(lead).filter((field) => field.filterable && (field.type !== 'relation' || field.relation));
  return (
    <div role="group" aria-label={sc.rule(rule.name)} style={{ borderTop: '1px solid var(--app-line)', paddingTop: 10 }}>
      <Group gap="xs" align="flex-end" wrap="wrap">
        <TextInput size="xs" style={{ flex: '2 1 160px' }} label={sc.name} maxLength={100} value={rule.name} onChange={(event) => onChange({ ...rule, name: event.currentTarget.value })} />
        <NumberInput size="xs" w={80} label={sc.points} min={-100} max={100} allowDecimal={false} value={rule.points} onChange={(value) => onChange({ ...rule, points: whole(value, 0) })} />
        {rule.kind === 'engagement' && (
          <>
            <Select size="xs" style={{ flex: '1 1 170px' }} label={sc.signal} allowDeselect={false} data={Object.entries(sc.signals).map(([value, label]) => ({ value, label }))} value={rule.signal} onChange={(signal) => signal && onChange({ ...rule, signal: signal as typeof rule.signal })} />
            <NumberInput size="xs" w={110} label={sc.halfLife} placeholder={sc.never} min={1} max={730} allowDecimal={false} value={rule.half_life_days ?? ''} onChange={(value) => onChange({ ...rule, half_life_days: typeof value === 'number' ? Math.round(value) : null })} />
            <NumberInput size="xs" w={80} label={sc.most} min={1} max={100} allowDecimal={false} value={rule.most} onChange={(value) => onChange({ ...rule, most: whole(value, 100) })} />
          </>
        )}
        <ActionIcon variant="subtle" color="gray" aria-label={sc.remove(rule.name)} onClick={onRemove}><IconTrash size={16} /></ActionIcon>
      </Group>
      {rule.kind === 'fit' && !broken && (
        <div style={{ marginTop: 6 }}><Condition fields={fields} filter={{ field: rule.field, op: rule.op ?? 'eq', value: rule.value }} currency={me.workspace?.currency ?? 'USD'} onChange={(next) => onChange({ ...rule, ...next })} /></div>
      )}
      {broken && <Alert color="orange" variant="light" mt={6} p="xs">{sc.gone}</Alert>}
    </div>
  );
}
