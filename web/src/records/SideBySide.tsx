import { ActionIcon, Alert, Button, Group, Radio, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { call } from '@/api/client';
import { records, type Row } from '@/api/records';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { Cell } from '@/fields/Cell';
import { ago, isEmpty } from '@/fields/format';
import { editableFields, expansions, titleField, titleOf, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import { m } from './merge.texts';
import classes from './SideBySide.module.css';

type Props = {
  object: ObjectMeta; ids: string[];
  /** Makes them one; the answer names the merge. */
  merge: (winner: string, choose: Record<string, string>) => Promise<{ id: string }>;
  onMerged: (winner: string) => void; onUndone?: () => Promise<unknown>;
  /** What else may be done with them. */
  children?: ReactNode;
};

/** Records beside each other, to become one: the one that is kept, and of each field the value that is kept. What is
 * changed elsewhere meanwhile is shown, and what was chosen stays chosen. */
export function SideBySide({ object, ids, merge, onMerged, onUndone, children }: Props) {
  const queries = useQueryClient();
  const currency = useMe().workspace?.currency ?? 'USD';
  // Apart from what is read anew when records change here: one of these is about to go. `useLive` knows of them.
  const read = useQueries({ queries: ids.map((id) => ({ queryKey: ['beside', object.plural, id], queryFn: () => records.read(object.plural, id, expansions(object)) })) });
  const rows = read.flatMap((each) => (each.data ? [each.data] : []));
  const gone = rows.filter((row) => read[ids.indexOf(row.id)]?.isError);
  const [first, setFirst] = useState<Record<string, Row>>({});
  if (rows.some((row) => !first[row.id])) setFirst({ ...Object.fromEntries(rows.map((row) => [row.id, row])), ...first });
  const [winner, setWinner] = useState(ids[0] ?? '');
  const [choose, setChoose] = useState<Record<string, string>>({});
  const refresh = () => queries.invalidateQueries({ queryKey: ['records'] });
  const unite = useMutation({
    mutationFn: () => merge(winner, choose),
    onSuccess: (made) => {
      onMerged(winner);
      void refresh();
      void queries.invalidateQueries({ queryKey: ['timeline'] });
      offerUndo(m.merged(ids.length), async () => {
        const undone = await call<{ left: unknown[] }>('POST', `/merges/${made.id}/undo`);
        if (undone.left.length) say(t.mergeLeft(undone.left.length));
        await Promise.all([refresh(), onUndone?.()]);
      });
    },
    onError: sayProblem,
  });
  const failed = read.find((each) => each.isError && !each.data);
  if (failed) return <Alert color="red" variant="light" role="alert" title={t.failed}>{failed.error?.message}</Alert>;
  if (rows.length < ids.length) return <Stack><Skeleton h={30} /><Skeleton h={120} /></Stack>;
  const title = titleField(object);
  // A name that is put together is chosen in its parts.
  const parts = object.fields.some((field) => field.name === 'first_name');
  const fields = editableFields(object).filter((field) => field.type !== 'relations' && field.type !== 'multi_select' && (field !== title || !parts) && rows.some((row) => !isEmpty(valueOf(row, field))));
  const differ = (field: FieldMeta) => new Set(rows.map((row) => JSON.stringify(valueOf(row, field) ?? null))).size > 1;
  const kept = (field: FieldMeta) => choose[field.name] ?? (isEmpty(valueOf(rows.find((row) => row.id === winner)!, field)) ? rows.find((row) => !isEmpty(valueOf(row, field)))!.id : winner);
  const fresh = (field: FieldMeta, row: Row) => first[row.id] !== undefined && JSON.stringify(valueOf(first[row.id]!, field) ?? null) !== JSON.stringify(valueOf(row, field) ?? null);
  const changed = rows.filter((row) => first[row.id] !== undefined && first[row.id]!.version !== row.version);
  return (
    <>
      <VisuallyHidden role="status">{changed.map((row) => m.changedSay(titleOf(object, row))).join(' ')}</VisuallyHidden>
      {gone.map((row) => <Alert key={row.id} color="orange" variant="light" mb="xs" role="alert">{m.gone(titleOf(object, first[row.id] ?? row))}</Alert>)}
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={m.fields}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t.field}</th>
              {rows.map((row) => (
                <th key={row.id} scope="col">
                  <Radio size="xs" name="winner" label={<Link to="/o/$object/$id" params={{ object: object.plural, id: row.id }}>{titleOf(object, row)}</Link>} aria-label={m.keep(titleOf(object, row))} checked={winner === row.id} onChange={() => { setWinner(row.id); setChoose({}); }} />
                  <Text size="xs" c="dimmed" pl={26}>{m.made(ago(row.created_at))}</Text>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name} data-differs={differ(field) || undefined}>
                <th scope="row">{field.label}</th>
                {rows.map((row) => (
                  <td key={row.id}>
                    <Value field={field} row={row} currency={currency} choosable={differ(field)} kept={kept(field) === row.id} onKeep={() => setChoose((now) => ({ ...now, [field.name]: row.id }))} />
                    {fresh(field, row) && <span className={classes.now}>{m.changedNow}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Group mt="sm" justify="space-between" gap="sm">
        <Text size="xs" c="dimmed" maw={420}>{m.rest}</Text>
        <Group gap="xs">
          {children}
          <Button loading={unite.isPending} disabled={gone.length > 0} onClick={() => unite.mutate()}>{m.merge(rows.length)}</Button>
        </Group>
      </Group>
    </>
  );
}

type ValueProps = { field: FieldMeta; row: Row; currency: string; choosable: boolean; kept: boolean; onKeep: () => void };
function Value({ field, row, currency, choosable, kept, onKeep }: ValueProps) {
  const shown = <Cell field={field} row={row} currency={String(row['currency'] ?? currency)} links={false} />;
  if (!choosable || isEmpty(valueOf(row, field))) return <div className={classes.value}>{shown}</div>;
  return (
    <div className={classes.value} data-kept={kept || undefined}>
      {shown}
      <ActionIcon variant={kept ? 'filled' : 'default'} size="xs" radius="xl" aria-pressed={kept} aria-label={m.keepValue(field.label)} onClick={onKeep}><IconCheck size={12} /></ActionIcon>
    </div>
  );
}
