import { ActionIcon, Badge, Button, Group, Menu, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call } from '@/api/client';
import { records, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { objectNamed, useObjects, type ObjectMeta } from '@/meta/objects';
import { complaintsOf, Trouble } from '../EntryPage';
import { NameInput } from './NameInput';
import { Panel, Read } from './Panel';
import { PipelineStages, type Stage } from './PipelineStages';
import { s } from './texts';

type Pipeline = Row & { name: string; kind: string; is_default: boolean; stages: Stage[] };
const KEY = ['records', 'pipelines', 'settings'];

/** Every pipeline with its stages, those of deals first. */
export default function Pipelines() {
  const { data: objects } = useObjects();
  const pipelines = useQuery({ queryKey: KEY, queryFn: async () => (await call<{ data: Pipeline[] }>('GET', '/pipelines?limit=200&sort=name')).data });
  const [making, setMaking] = useState(false);
  const rights = objectNamed(objects, 'pipeline')?.rights;
  // What moves through a pipeline is what has stages here.
  const kinds = ['deal', 'lead'].map((kind) => objectNamed(objects, kind)).filter((object) => object !== undefined);
  return (
    <Stack gap="md">
      <Panel title={s.pipelines} lead={s.pipelinesLead} action={rights?.create && <Button size="compact-md" onClick={() => setMaking(true)}>{s.newPipeline}</Button>} />
      <Read query={pipelines}>
        {(list) => <>{kinds.flatMap((object) => list.filter((each) => each.kind === object.name).map((each) => <Card key={each.id} pipeline={each} object={object} locked={!rights?.update} />))}</>}
      </Read>
      <Modal opened={making} onClose={() => setMaking(false)} title={s.newPipeline} closeButtonProps={{ 'aria-label': t.cancel }}><New kinds={kinds} onDone={() => setMaking(false)} /></Modal>
    </Stack>
  );
}

function Card({ pipeline, object, locked }: { pipeline: Pipeline; object: ObjectMeta; locked: boolean }) {
  const queries = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: ['records'] });
  const change = useMutation({
    mutationFn: (data: Partial<Pipeline>) => records.update('pipelines', pipeline.id, data),
    onSuccess: (_, data) => { say(data.is_default ? s.defaultNow(pipeline.name) : s.saved); void refresh(); },
    onError: sayProblem,
  });
  const remove = useMutation({
    mutationFn: () => records.remove('pipelines', pipeline.id),
    onSuccess: () => {
      void refresh();
      offerUndo(t.deleted(pipeline.name), async () => { await records.restore('pipelines', pipeline.id); await refresh(); });
    },
    onError: sayProblem,
  });
  const order = useMutation({
    mutationFn: (stage_ids: string[]) => call('POST', `/pipelines/${pipeline.id}/reorder`, { stage_ids }),
    onMutate: async (ids) => {
      await queries.cancelQueries({ queryKey: KEY });
      queries.setQueryData<Pipeline[]>(KEY, (all) => all?.map((each) => (each.id === pipeline.id ? { ...each, stages: ids.map((id) => each.stages.find((stage) => stage.id === id)!) } : each)));
    },
    onError: sayProblem,
    onSettled: refresh,
  });
  const title = <Group component="span" gap={8}>{pipeline.name}<Badge variant="light" color="gray">{object.label_plural}</Badge>{pipeline.is_default && <Badge variant="light">{s.default}</Badge>}</Group>;
  const menu = !locked && (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={t.moreFor(pipeline.name)}><IconDots size={18} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => setRenaming(true)}>{s.renameIt}</Menu.Item>
        <Menu.Item disabled={pipeline.is_default} onClick={() => change.mutate({ is_default: true })}>{s.makeDefault}</Menu.Item>
        <Menu.Item color="red" disabled={pipeline.is_default} onClick={() => remove.mutate()}>{s.deletePipeline}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Panel title={title} label={pipeline.name} action={menu}>
      {renaming && <NameInput mb="xs" maw={340} autoFocus label={s.rename(pipeline.name)} value={pipeline.name} onSave={(name) => change.mutate({ name })} onClose={() => setRenaming(false)} />}
      <PipelineStages pipeline={pipeline} locked={locked} onOrder={order.mutate} onChanged={refresh} />
    </Panel>
  );
}

function New({ kinds, onDone }: { kinds: ObjectMeta[]; onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [kind, setKind] = useState('deal');
  const make = useMutation({
    mutationFn: () => records.create('pipelines', { name, kind }),
    onSuccess: () => { void queries.invalidateQueries({ queryKey: ['records'] }); onDone(); },
  });
  const { byField, general } = complaintsOf(make.error, ['name']);
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); make.mutate(); }}>
      <Stack gap="sm">
        {general && <Trouble>{general}</Trouble>}
        <TextInput label={s.pipelineName} data-autofocus required withAsterisk={false} maxLength={100} value={name} error={byField.name} onChange={(event) => setName(event.currentTarget.value)} />
        <SegmentedControl aria-label={s.pipelineFor} data={kinds.map((each) => ({ value: each.name, label: each.label_plural }))} value={kind} onChange={setKind} />
        <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t.cancel}</Button><Button type="submit" loading={make.isPending}>{t.createAndOpen}</Button></Group>
      </Stack>
    </form>
  );
}
