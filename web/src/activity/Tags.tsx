import { Badge, CloseButton, Group, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Ref, Row } from '@/api/records';
import { t } from '@/app/texts';
import { sayProblem } from '@/app/undo';
import type { ObjectMeta } from '@/meta/objects';

/** A record's tags: written to add, crossed to take off. */
export function Tags({ object, row }: { object: ObjectMeta; row: Row }) {
  const [name, setName] = useState('');
  const queries = useQueryClient();
  const settle = {
    onError: sayProblem,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['timeline'] });
      return queries.invalidateQueries({ queryKey: ['records', object.plural] });
    },
  };
  const add = useMutation({ mutationFn: (text: string) => call('POST', `/${object.plural}/${row.id}/tags`, { names: [text] }), onSuccess: () => setName(''), ...settle });
  const remove = useMutation({ mutationFn: (id: string) => call('DELETE', `/${object.plural}/${row.id}/tags/${id}`), ...settle });
  const tags = (row.tags ?? []) as Ref[];
  return (
    <Group gap={6} mb="sm" role="group" aria-label={t.tags}>
      {tags.map((tag) => (
        <Badge key={tag.id} variant="light" color="brand" size="lg" pr={object.rights.update ? 3 : undefined}
          rightSection={object.rights.update && <CloseButton size={18} iconSize={12} aria-label={t.removeTag(tag.title)} onClick={() => remove.mutate(tag.id)} style={{ color: 'inherit' }} />}>{tag.title}</Badge>
      ))}
      {object.rights.update && (
        <TextInput size="xs" w={120} variant="unstyled" aria-label={t.addTag} placeholder={`+ ${t.addTag}`} title={t.tagHint} value={name} onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === 'Enter' && name.trim()) add.mutate(name.trim()); }} />
      )}
    </Group>
  );
}
