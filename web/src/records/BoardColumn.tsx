import { useDroppable } from '@dnd-kit/core';
import { ActionIcon, Button, Group, Text, TextInput, Title, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { records } from '@/api/records';
import { t } from '@/app/texts';
import { sayProblem } from '@/app/undo';
import { money } from '@/fields/format';
import type { ObjectMeta } from '@/meta/objects';
import classes from './Board.module.css';
import type { Column } from './boardData';

type Props = { object: ObjectMeta; column: Column; pipeline: string; over: boolean; children: ReactNode; onMore?: () => void };

export function BoardColumn({ object, column, pipeline, over, children, onMore }: Props) {
  const { setNodeRef } = useDroppable({ id: `column ${column.id}`, data: { column: column.id } });
  const [adding, setAdding] = useState(false);
  const adds = object.rights.create && column.kind === 'open';
  return (
    <section className={classes.column} ref={setNodeRef} data-over={over || undefined} aria-labelledby={`stage-${column.id}`}>
      <header className={classes.head}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Group gap={8} wrap="nowrap" miw={0}>
            <span className={classes.dot} style={{ background: column.color }} aria-hidden />
            <Title order={2} size="sm" id={`stage-${column.id}`} className={classes.name}>{column.name}</Title>
            <Text size="xs" c="dimmed" className="num">{t.count(column.count)}</Text>
          </Group>
          {adds && <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t.addTo(column.name)} onClick={() => setAdding(true)}><IconPlus size={15} /></ActionIcon>}
        </Group>
        <Sums column={column} />
      </header>
      {adding && <QuickAdd object={object} column={column} pipeline={pipeline} onDone={() => setAdding(false)} />}
      <ul className={classes.cards}>{children}</ul>
      {onMore && <Button variant="subtle" size="compact-xs" mx={8} mb={8} onClick={onMore}>{t.showMore(column.count - column.cards.length)}</Button>}
    </section>
  );
}

/** One sum for each currency; what they are worth by their probability beside the pointer. */
function Sums({ column }: { column: Column }) {
  const sums = column.totals.filter((total) => total.value_minor > 0);
  if (!sums.length) return <Text size="xs" c="dimmed" h={18}> </Text>;
  const say = (key: 'value_minor' | 'weighted_minor') => sums.map((total) => money(total[key], total.currency ?? 'USD')).join(' + ');
  return (
    <Tooltip label={t.weighted(say('weighted_minor'))} openDelay={300}>
      <Text size="xs" c="dimmed" className="num" truncate>{say('value_minor')}</Text>
    </Tooltip>
  );
}

/** A new record with nothing but its title; the rest can wait. */
function QuickAdd({ object, column, pipeline, onDone }: { object: ObjectMeta; column: Column; pipeline: string; onDone: () => void }) {
  const queries = useQueryClient();
  const [title, setTitle] = useState('');
  const named = object.fields.some((field) => field.name === 'title' && field.required) ? 'title' : 'business_name';
  const add = useMutation({
    mutationFn: () => records.create(object.plural, { [named]: title.trim(), stage_id: column.id, pipeline_id: pipeline }),
    onSuccess: () => {
      setTitle('');
      void queries.invalidateQueries({ queryKey: ['records', object.plural] });
    },
    onError: sayProblem,
  });
  return (
    <form className={classes.quick} onSubmit={(event) => { event.preventDefault(); if (title.trim()) add.mutate(); }}>
      <TextInput size="xs" autoFocus aria-label={t.quickAdd(object.label, column.name)} placeholder={t.quickAddHint} value={title} disabled={add.isPending}
        onChange={(event) => setTitle(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') onDone(); }} onBlur={() => { if (!title.trim()) onDone(); }} />
    </form>
  );
}
