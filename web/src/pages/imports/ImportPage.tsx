import { Alert, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { http } from '@/api/client';
import { LinkAnchor, LinkButton } from '@/app/links';
import { t } from '@/app/texts';
import { sayProblem } from '@/app/undo';
import { objectNamed, useObjects } from '@/meta/objects';
import { Panel, Read } from '../settings/Panel';
import { countsOf, isBusy, isOpen, useImportable, type Import } from './data';
import { Mapping } from './Mapping';
import { Outcomes } from './Outcomes';
import { w } from './texts';

type Verb = 'dry-run' | 'run' | 'cancel' | 'undo';

/** One file on its way in: what its columns become, a trial without consequences, the run, and the way back. */
export default function ImportPage() {
  const { id } = useParams({ from: '/inside/imports/$id' });
  const queries = useQueryClient();
  const key = ['imports', id];
  const found = useQuery({
    queryKey: key,
    queryFn: async () => (await http.GET('/api/v1/imports/{id}', { params: { path: { id } } })).data!,
    refetchInterval: (query) => (isBusy(query.state.data) ? 600 : false),
  });
  const importable = useImportable();
  const { data: objects } = useObjects();
  const act = useMutation({
    mutationFn: async (verb: Verb) => {
      const path = { params: { path: { id } } };
      if (verb === 'dry-run') return http.POST('/api/v1/imports/{id}/dry-run', path);
      if (verb === 'run') return http.POST('/api/v1/imports/{id}/run', path);
      return verb === 'cancel' ? http.POST('/api/v1/imports/{id}/cancel', path) : http.POST('/api/v1/imports/{id}/undo', path);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
    onError: sayProblem,
  });
  const data = found.data;
  const object = objectNamed(objects, data?.object ?? '');
  const state = data?.state;
  useEffect(() => {
    document.title = `${data?.file_name ?? t.imports} · ${t.product}`;
    if (state === 'done' || state === 'undone') void queries.invalidateQueries({ queryKey: ['records'] });
  }, [data?.file_name, state, queries]);
  return (
    <div style={{ flex: 1, minHeight: 0, overflowY: 'auto' }}>
      <Stack gap="md" p={{ base: 'sm', sm: 'lg' }} maw={1000}>
        <LinkAnchor size="sm" to="/imports" search={{}}>{w.allImports}</LinkAnchor>
        <Read query={found}>
          {(import_) => (
            <>
              <Title order={1} style={{ overflowWrap: 'anywhere' }}>{import_.file_name}</Title>
              <State import_={import_} plural={object?.plural} label={object?.label_plural ?? import_.object} act={act.mutate} busy={act.isPending} />
              {isOpen(import_) && <Mapping import_={import_} targets={importable.data?.find((each) => each.name === import_.object)} onChanged={(next) => queries.setQueryData(key, next)} />}
              {!isBusy(import_) && import_.state !== 'draft' && <Outcomes import_={import_} plural={object?.plural} />}
            </>
          )}
        </Read>
      </Stack>
    </div>
  );
}

function State({ import_, plural, label, act, busy }: { import_: Import; plural?: string; label: string; act: (verb: Verb) => void; busy: boolean }) {
  const [sure, setSure] = useState(false);
  const { state, counts, total, processed } = import_;
  const rows = total === null ? '' : t.rows(total);
  if (isBusy(import_)) {
    const share = total ? Math.round((processed / total) * 100) : 0;
    return (
      <Panel title={w.importStates[state] ?? state} lead={total ? w.ofRows(processed, total) : w.counting} action={state !== 'undoing' && <Button variant="default" size="compact-md" onClick={() => act('cancel')}>{t.cancel}</Button>}>
        <Progress value={share} animated aria-label={t.progress} />
      </Panel>
    );
  }
  const willCome = (counts['created'] ?? 0) + (counts['updated'] ?? 0);
  return (
    <Panel title={w.importStates[state] ?? state} lead={state === 'draft' ? w.draftLead(label) : countsOf(counts) || rows}>
      {import_.error && <Alert color="red" variant="light" mb="sm" role="alert">{import_.error}</Alert>}
      <Group gap="xs">
        {state === 'draft' && <Button loading={busy} onClick={() => act('dry-run')}>{w.tryFirst}</Button>}
        {state === 'ready' && <Button loading={busy} disabled={!willCome} onClick={() => act('run')}>{w.importNow(willCome)}</Button>}
        {state === 'ready' && <Button variant="default" loading={busy} onClick={() => act('dry-run')}>{w.tryAgainDry}</Button>}
        {(state === 'failed' || state === 'cancelled') && <Button loading={busy} onClick={() => act('run')}>{w.goOnImport}</Button>}
        {state === 'done' && plural && <LinkButton to="/o/$object" params={{ object: plural }}>{w.seeThem(label)}</LinkButton>}
        {['done', 'failed', 'cancelled'].includes(state) && !sure && <Button variant="default" onClick={() => setSure(true)}>{w.undoImport}</Button>}
        {sure && state !== 'undone' && (
          <Group gap="xs">
            <Text size="sm">{w.undoImportSure}</Text>
            <Button color="red" loading={busy} onClick={() => { setSure(false); act('undo'); }}>{w.undoImport}</Button>
            <Button variant="default" onClick={() => setSure(false)}>{t.cancel}</Button>
          </Group>
        )}
      </Group>
    </Panel>
  );
}
