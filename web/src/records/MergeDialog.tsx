import { Button, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Row } from '@/api/records';
import { t } from '@/app/texts';
import { Input } from '@/fields/Input';
import { titleOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import { m } from './merge.texts';
import { SideBySide } from './SideBySide';

type Props = { object: ObjectMeta; rows: Row[]; onDone: (winner?: string) => void };

/** Records become one, with all that belongs to them; it can be taken apart again. With one alone, another is asked for. */
export default function MergeDialog({ object, rows: given, onDone }: Props) {
  // Those it was opened with: one that goes meanwhile is still told of.
  const [rows] = useState(given);
  const [other, setOther] = useState<string | null>(null);
  const [only] = rows;
  const single = rows.length === 1 ? only : undefined;
  const ids = [...rows.map((row) => row.id), ...(other ? [other] : [])];
  const field: FieldMeta = {
    name: 'other', label: t.mergeOther(object.label), type: 'relation', options: [], relation: object.name, expand: null, required: true, readonly: false, nullable: true,
    filterable: false, sortable: false, operators: [], default: false, vocabulary: null, custom: false,
  };
  const self = single !== undefined && other === single.id;
  return (
    <Modal opened onClose={() => onDone()} size={ids.length > 1 ? 'xl' : 'md'} title={single ? t.mergeTitle(titleOf(object, single)) : m.mergeThese} closeButtonProps={{ 'aria-label': t.cancel }} styles={{ title: { fontWeight: 600 } }}>
      <Stack gap="sm">
        {single && <Text size="sm" c="dimmed">{t.mergeText}</Text>}
        {single && <Input field={field} label={field.label} value={other} currency="USD" onChange={(value) => setOther(typeof value === 'string' ? value : null)} error={self ? t.mergeSelf : undefined} />}
        {ids.length > 1 && !self && (
          <section aria-label={m.compare}>
            <SideBySide key={ids.join()} object={object} ids={ids} onMerged={onDone}
              merge={(winner, choose) => call('POST', `/${object.plural}/${winner}/merge`, { ids: ids.filter((id) => id !== winner), choose })}>
              <Button variant="default" onClick={() => onDone()}>{t.cancel}</Button>
            </SideBySide>
          </section>
        )}
      </Stack>
    </Modal>
  );
}
