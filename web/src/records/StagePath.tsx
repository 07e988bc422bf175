import { Button, Group, Modal, NativeSelect, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconTrophy, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { call } from '@/api/client';
import type { Ref, Row } from '@/api/records';
import { LinkAnchor } from '@/app/links';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { titleOf, type ObjectMeta } from '@/meta/objects';
import classes from './StagePath.module.css';
import { st } from './stages.texts';
import { undoingQuery, useUnconvert } from './unconvert';

type Stage = { id: string; name: string; kind: 'open' | 'won' | 'lost'; system: string | null };
const Convert = lazy(() => import('./Convert'));

/** Where a deal or lead stands in its pipeline; a click takes it elsewhere, and to its end. */
export default function StagePath({ object, row, editable }: { object: ObjectMeta; row: Row; editable: boolean }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'lost' | 'convert'>();
  const title = titleOf(object, row);
  const pipeline = useQuery({ queryKey: ['records', 'pipelines', 'one', row.pipeline_id], queryFn: () => call<{ stages: Stage[] }>('GET', `/pipelines/${row.pipeline_id}`), staleTime: 60_000 });
  const move = useMutation({
    mutationFn: ({ stage, reason }: { stage: Stage; reason?: string; undo?: boolean }) =>
      object.name === 'deal' && stage.kind !== 'open'
        ? call('POST', `/deals/${row.id}/close`, { outcome: stage.kind, reason: reason || null })
        : call('POST', `/${object.plural}/${row.id}/move`, { stage_id: stage.id, ...(reason ? { reason } : {}) }),
    onSuccess: (_, { stage, undo }) => {
      setAsking(undefined);
      const before = pipeline.data?.stages.find((each) => each.id === row.stage_id);
      if (before && !undo) offerUndo(t.movedTo(title, stage.name), () => move.mutateAsync({ stage: before, reason: String(row.lost_reason ?? ''), undo: true }));
    },
    onError: sayProblem,
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['records'] }), queries.invalidateQueries({ queryKey: ['timeline'] })]),
  });
  if (pipeline.isPending) return <Skeleton h={40} mb="md" radius={12} />;
  const stages = pipeline.data?.stages ?? [];
  const open = stages.filter((each) => each.kind === 'open');
  const [won, lost] = (['won', 'lost'] as const).map((kind) => stages.find((each) => each.kind === kind && !each.system));
  const at = open.findIndex((each) => each.id === row.stage_id);
  const converted = row.status === 'converted';
  const ended = row.status === 'open' ? '' : converted ? 'won' : String(row.status);
  const fixed = !editable || converted;
  const go = (stage: Stage) => { if (stage.id !== row.stage_id) { if (stage.kind === 'lost') setAsking('lost'); else move.mutate({ stage }); } };
  const became = (['contact', 'company', 'deal'] as const).flatMap((name) => { const found = row[name] as Ref | null | undefined; return converted && found ? [found] : []; });
  return (
    <section className={classes.bar} aria-label={st.stages}>
      <ol className={classes.path}>
        {open.map((stage, index) => (
          <li key={stage.id} data-done={ended === 'won' || index < at || undefined}>
            <button type="button" disabled={fixed} aria-current={stage.id === row.stage_id ? 'step' : undefined} onClick={() => go(stage)}>
              {(ended === 'won' || index < at) && <IconCheck size={13} aria-hidden />}<span>{stage.name}</span>
            </button>
          </li>
        ))}
      </ol>
      <NativeSelect className={classes.short} flex={1} size="sm" aria-label={st.stages} disabled={fixed} value={String(row.stage_id ?? '')} data={stages.filter((each) => !each.system || each.id === row.stage_id).map((stage) => ({ value: stage.id, label: stage.name }))} onChange={(event) => { const stage = stages.find((each) => each.id === event.currentTarget.value); if (stage) go(stage); }} />
      {!fixed && (
        <Group gap={6} wrap="nowrap" className={classes.ends}>
          {object.name === 'lead'
            ? <Button size="compact-sm" h={32} px="sm" onClick={() => setAsking('convert')}>{st.convert}</Button>
            : won && <Button size="compact-sm" h={32} px="sm" color="teal.8" variant={ended === 'won' ? 'filled' : 'light'} aria-pressed={ended === 'won'} leftSection={<IconTrophy size={15} aria-hidden />} loading={move.isPending} onClick={() => go(won)}>{st.won}</Button>}
          {lost && <Button size="compact-sm" h={32} px="sm" color="red.8" variant={ended === 'lost' ? 'filled' : 'light'} aria-pressed={ended === 'lost'} leftSection={<IconX size={15} aria-hidden />} onClick={() => go(lost)}>{st.lost}</Button>}
        </Group>
      )}
      {became.length > 0 && (
        <Group gap="sm"><Text size="sm" c="dimmed">{st.becameOf} {became.map((ref, index) => <span key={ref.id}>{index > 0 && ', '}<LinkAnchor underline="always" to="/o/$object/$id" params={{ object: ref.object === 'company' ? 'companies' : `${ref.object}s`, id: ref.id }}>{ref.title}</LinkAnchor></span>)}</Text>{editable && <Unconvert id={row.id} title={title} />}</Group>
      )}
      {ended === 'lost' && Boolean(row.lost_reason) && <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{String(row.lost_reason)}</Text>}
      {asking === 'lost' && lost && <Lose title={title} pending={move.isPending} onClose={() => setAsking(undefined)} onLose={(reason) => move.mutate({ stage: lost, reason })} />}
      {asking === 'convert' && <Suspense><Convert lead={row} title={title} onClose={() => setAsking(undefined)} /></Suspense>}
    </section>
  );
}

/** As long as nobody has worked with what came of it. */
function Unconvert({ id, title }: { id: string; title: string }) {
  const undoing = useQuery(undoingQuery(id));
  const unconvert = useUnconvert();
  const undo = useMutation({ mutationFn: () => unconvert(id), onSuccess: () => say(st.unconverted(title)), onError: sayProblem });
  if (!undoing.data?.possible) return null;
  return <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconArrowBackUp size={15} aria-hidden />} loading={undo.isPending} onClick={() => undo.mutate()}>{st.unconvert}</Button>;
}

function Lose({ title, pending, onClose, onLose }: { title: string; pending: boolean; onClose: () => void; onLose: (reason: string) => void }) {
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={st.lose(title)} closeButtonProps={{ 'aria-label': st.cancel }}>
      <form onSubmit={(event) => { event.preventDefault(); onLose(reason.trim()); }}>
        <Stack gap="sm">
          <Textarea label={st.why} description={st.whyHint} maxLength={500} autosize minRows={2} data-autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{st.cancel}</Button><Button type="submit" color="red.8" loading={pending}>{st.markLost}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
