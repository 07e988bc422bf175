import { ActionIcon, Select, Switch, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { records, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { objectNamed, useObjects } from '@/meta/objects';
import { AddByName } from './AddByName';
import { NameInput } from './NameInput';
import { Panel, Read } from './Panel';
import { Reorder } from './Reorder';
import { s } from './texts';

type Word = Row & { value: string; position: number; active: boolean };

/** The words that are offered in fields such as industry. */
export default function Vocabularies() {
  const { data: objects } = useObjects();
  const rights = objectNamed(objects, 'taxonomy')?.rights;
  const [kind, setKind] = useState('industry');
  const queries = useQueryClient();
  const key = ['records', 'taxonomies', 'settings', kind];
  const refresh = () => queries.invalidateQueries({ queryKey: ['records', 'taxonomies'] });
  const words = useQuery({ queryKey: key, queryFn: async () => (await call<{ data: Word[] }>('GET', `/taxonomies?kind=${kind}&sort=position&limit=200`)).data });
  const change = useMutation({
    mutationFn: ({ id, data }: { id: string; data: Partial<Word> }) => records.update('taxonomies', id, data),
    onSuccess: (_, { data }) => { if (data.value) say(s.wordRenamed); },
    onError: sayProblem,
    onSettled: refresh,
  });
  const order = useMutation({
    mutationFn: (ids: string[]) => records.bulkUpdate('taxonomies', ids.map((id, position) => ({ id, data: { position } }))),
    onMutate: async (ids) => {
      await queries.cancelQueries({ queryKey: key });
      queries.setQueryData<Word[]>(key, (now) => now && ids.map((id) => now.find((word) => word.id === id)!));
    },
    onError: sayProblem,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (word: Word) => records.remove('taxonomies', word.id),
    onSuccess: (_, word) => {
      void refresh();
      offerUndo(t.deleted(word.value), async () => { await records.restore('taxonomies', word.id); await refresh(); });
    },
    onError: sayProblem,
  });
  return (
    <Panel title={s.words} lead={s.wordsLead}>
      <Select mb="sm" w={220} label={s.wordsOf} allowDeselect={false} data={Object.entries(s.vocabularies).map(([value, label]) => ({ value, label }))} value={kind} onChange={(next) => { if (next) setKind(next); }} />
      {rights?.create && <AddByName label={s.wordNew} maxLength={200} mb="sm" add={(value) => records.create('taxonomies', { kind, value })} onAdded={refresh} />}
      <Read query={words}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{s.wordNone}</Text> : (
          <Reorder items={list.map((word) => ({ ...word, name: word.value }))} label={s.vocabularies[kind] ?? kind} onOrder={order.mutate} locked={!rights?.update}>
            {(word) => (
              <>
                <NameInput style={{ flex: '1 1 160px' }} maxLength={200} label={s.rename(word.value)} value={word.value} readOnly={!rights?.update} onSave={(value) => change.mutate({ id: word.id, data: { value } })} />
                <Switch size="xs" aria-label={s.wordOffered(word.value)} title={s.wordOfferedHint} disabled={!rights?.update} checked={word.active} onChange={(event) => change.mutate({ id: word.id, data: { active: event.currentTarget.checked } })} />
                {rights?.delete && <ActionIcon variant="subtle" color="gray" aria-label={s.remove(word.value)} onClick={() => remove.mutate(word)}><IconTrash size={16} /></ActionIcon>}
              </>
            )}
          </Reorder>
        )}
      </Read>
    </Panel>
  );
}
