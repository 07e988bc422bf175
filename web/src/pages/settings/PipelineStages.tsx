import { ActionIcon, Badge, Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { records } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { AddByName } from './AddByName';
import { NameInput } from './NameInput';
import { Reorder } from './Reorder';
import classes from './Settings.module.css';
import { s } from './texts';

export type Stage = { id: string; name: string; kind: 'open' | 'won' | 'lost'; position: number; probability: number; color: string; system: string | null };
type Owner = { id: string; name: string; stages: Stage[] };
type Props = { pipeline: Owner; locked: boolean; onOrder: (ids: string[]) => void; onChanged: () => Promise<unknown> };

/** The stages of a pipeline: dragged into order, changed where they stand, deleted when their records have a place. */
export function PipelineStages({ pipeline, locked, onOrder, onChanged }: Props) {
  const [doomed, setDoomed] = useState<Stage | null>(null);
  const change = useMutation({
    mutationFn: ({ id, data }: { id: string; data: Partial<Stage> }) => records.update('stages', id, data),
    onError: sayProblem,
    onSettled: onChanged,
  });
  const kinds = Object.entries(s.stageKinds).map(([value, label]) => ({ value, label }));
  return (
    <>
      <Reorder items={pipeline.stages} label={s.stagesOf(pipeline.name)} onOrder={onOrder} locked={locked}>
        {(stage) => {
          const set = (data: Partial<Stage>) => change.mutate({ id: stage.id, data });
          const fixed = locked || stage.system !== null;
          return (
            <>
              <input type="color" className={classes.swatch} disabled={locked} aria-label={s.colorOf(stage.name)} defaultValue={stage.color} onBlur={(event) => { if (event.currentTarget.value !== stage.color) set({ color: event.currentTarget.value }); }} />
              {locked ? <Text size="sm" style={{ flex: '1 1 160px' }}>{stage.name}</Text> : <NameInput style={{ flex: '1 1 160px' }} label={s.rename(stage.name)} value={stage.name} onSave={(name) => set({ name })} />}
              {stage.system && <Badge variant="light" color="gray">{s.system}</Badge>}
              <Select size="xs" w={92} aria-label={s.kindOf(stage.name)} disabled={fixed} allowDeselect={false} data={kinds} value={stage.kind} onChange={(kind) => { if (kind && kind !== stage.kind) set({ kind: kind as Stage['kind'] }); }} />
              <Percent stage={stage} disabled={locked || stage.kind !== 'open'} onSave={(probability) => set({ probability })} />
              {!fixed && <ActionIcon variant="subtle" color="gray" aria-label={s.remove(stage.name)} onClick={() => setDoomed(stage)}><IconTrash size={16} /></ActionIcon>}
            </>
          );
        }}
      </Reorder>
      {!locked && <AddByName label={s.newStageOf(pipeline.name)} placeholder={s.newStage} mt="sm" add={(name) => records.create('stages', { pipeline_id: pipeline.id, name })} onAdded={onChanged} />}
      <Modal opened={doomed !== null} onClose={() => setDoomed(null)} title={s.archiveTitle(doomed?.name ?? '')} closeButtonProps={{ 'aria-label': t.cancel }}>
        {doomed && <Archive pipeline={pipeline} stage={doomed} onDone={() => { setDoomed(null); void onChanged(); }} onCancel={() => setDoomed(null)} onChanged={onChanged} />}
      </Modal>
    </>
  );
}

function Percent({ stage, disabled, onSave }: { stage: Stage; disabled: boolean; onSave: (percent: number) => void }) {
  const [draft, setDraft] = useState<string | number>(stage.probability);
  const [seen, setSeen] = useState(stage.probability);
  if (seen !== stage.probability) {
    setSeen(stage.probability);
    setDraft(stage.probability);
  }
  return (
    <NumberInput size="xs" w={78} suffix=" %" min={0} max={100} allowDecimal={false} hideControls aria-label={s.probabilityOf(stage.name)} disabled={disabled} value={draft} onChange={setDraft}
      onBlur={() => { if (draft === '') setDraft(stage.probability); else if (Number(draft) !== stage.probability) onSave(Number(draft)); }} />
  );
}

type Gone = { pipeline: Owner; stage: Stage; onDone: () => void; onCancel: () => void; onChanged: () => Promise<unknown> };
function Archive({ pipeline, stage, onDone, onCancel, onChanged }: Gone) {
  const [target, setTarget] = useState<string | null>(null);
  const stats = useQuery({ queryKey: ['records', 'pipelines', pipeline.id, 'stats'], queryFn: () => call<{ data: { id: string; count: number }[] }>('GET', `/pipelines/${pipeline.id}/stats`) });
  const count = stats.data?.data.find((each) => each.id === stage.id)?.count ?? 0;
  const others = pipeline.stages.filter((each) => each.id !== stage.id && each.kind === stage.kind && !each.system);
  const remove = useMutation({
    mutationFn: () => call('POST', `/stages/${stage.id}/archive`, { move_to: target }),
    onSuccess: () => {
      onDone();
      offerUndo(s.stageDeleted(stage.name), async () => { await records.restore('stages', stage.id); await onChanged(); });
    },
    onError: sayProblem,
  });
  return (
    <Stack gap="sm">
      {count > 0 && <Text size="sm">{others.length ? s.archiveText(count) : s.archiveNowhere}</Text>}
      {count > 0 && others.length > 0 && <Select label={s.moveTo} data={others.map((each) => ({ value: each.id, label: each.name }))} value={target} onChange={setTarget} placeholder={t.choose} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>{t.cancel}</Button>
        <Button color="red" disabled={stats.isPending || (count > 0 && !target)} loading={remove.isPending} onClick={() => remove.mutate()}>{count > 0 ? s.moveAndDelete : t.delete}</Button>
      </Group>
    </Stack>
  );
}
